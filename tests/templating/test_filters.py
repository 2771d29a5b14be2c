"""What the filters of writers give, in both languages."""

import pytest

from datasay.language.sentences import split_sentences
from datasay.templating import renderer
from datasay.templating.errors import TemplateRejected

CHINESE = (
    "潮汐发电的好处是准时。风会停，云会来，潮水却每天涨落两次，误差不超过几分钟。"
    "不过，建设过程并不顺利。最初的叶片用了八个月就被藤壶糊满，发电量掉了将近一半。"
    "团队试了十一种涂料，最后发现，让叶片每天反转三分钟，比任何涂料都管用。"
    "现在，六台涡轮机足够一万户家庭使用，潮汐发电第一次成了小岛的主要电源。"
)
ENGLISH = (
    "Satellite navigation is a one-way conversation. About thirty satellites circle the Earth, and each of them repeats"
    " the same message: this is who I am, and this is the exact time. The phone only listens. It compares the moment a"
    " message was sent with the moment it arrived, and turns the delay into a distance. No satellite knows your phone."
)
SCHEMA = {
    "type": "object",
    "properties": {
        "zh": {"type": "string", "default": CHINESE},
        "en": {"type": "string", "default": ENGLISH},
        "blank": {"type": "string"},
        "words": {"type": "array", "items": {"type": "string"}, "default": ["梨", "苹果", "梨"]},
        "price": {"type": "number", "default": 19.5},
        "count": {"type": "number", "default": 3.0},
    },
}


async def shown(content: str) -> str:
    return (await renderer.render(content, SCHEMA, {})).text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{{ price }} {{ count }} {{ words }} {{ blank }}.", "19.5 3 梨、苹果、梨 ."),
        ("{{ ['a', 'b'] }}", "a, b"),
        ("{{ words | unique | join('和') }}", "梨和苹果"),
        ("{{ words | length }} {{ words | first }} {{ words | last }} {{ 'abc' | reverse }}", "3 梨 梨 cba"),
        ("{{ blank | default('无') }} {{ price | default(0) }}", "无 19.5"),
        (
            "{{ 'new' | capitalize }} {{ 'USB key' | capitalize }} {{ 'a' | upper }} {{ 'A' | lower }}",
            "New USB key A a",
        ),
        ("{{ 'The quick brown fox' | truncate(12) }}|{{ '一二三四五六' | truncate(4) }}", "The quick…|一二三…"),
        ("{{ 3.14159 | round(2) }} {{ 2.5 | int }} {{ '7' | int }} {{ -3 | abs }}", "3.14 2 7 3"),
        ("{{ [3, 1, 2] | sort | join('<') }} {{ [1, 2] | sum }} {{ [3, 9] | max }} {{ [3, 9] | min }}", "1<2<3 3 9 3"),
        ("{{ '一\n\n二' | lines | join('；') }}", "一；二"),
        ("{{ 'a-b' | replace('-', '+') }}{{ '  x ' | trim }}", "a+bx"),
        ("{{ '中国话' | pinyin }}", "zhōng guó huà"),
        ("{{ '路很长，他说“长大”。' | pinyin }}", "lù hěn cháng， tā shuō “zhǎng dà”。"),
        (
            "{{ '2026年1月5日，气温25℃，涨了3.5%。' | spoken }}",
            "二零二六年一月五日，气温二十五摄氏度，涨了百分之三点五。",
        ),
        ("{{ 'It costs $49.' | spoken }}", "It costs forty-nine dollars."),
        ("{% for w in words %}{{ loop.index }}{{ w }}{{ '，' if not loop.last }}{% endfor %}", "1梨，2苹果，3梨"),
        ("{{ blank | summary }}{{ blank | keywords }}{{ blank | title }}{{ blank | hook }}{{ blank | scenes }}", ""),
        ("{{ blank | duration }}{{ blank | pinyin }}{{ blank | spoken }}{{ blank | sentences }}", "0"),
        ("甲\n{% if blank %}\n乙\n{% endif %}\n\n\n\n丙", "甲\n\n丙"),
    ],
)
async def test_small_filters(content: str, expected: str) -> None:
    assert await shown(content) == expected


@pytest.mark.parametrize(("name", "text"), [("zh", CHINESE), ("en", ENGLISH)])
async def test_a_summary_is_made_of_sentences_of_the_text_in_their_order(name: str, text: str) -> None:
    for count in (1, 2, 3):
        summary = await shown(f"{{{{ {name} | summary({count}) }}}}")
        places = [text.index(sentence.text[:-1]) for sentence in split_sentences(summary)]
        assert places == sorted(places)
        assert len(places) >= count
    assert len(await shown(f"{{{{ {name} | summary(1) }}}}")) < len(text) / 2


@pytest.mark.parametrize("name", ["zh", "en"])
async def test_a_summary_by_seconds_takes_about_so_long_to_say(name: str) -> None:
    spoken = float(await shown(f"{{{{ {name} | summary(seconds=12) | duration }}}}"))
    assert 9 <= spoken <= 15


@pytest.mark.parametrize(("name", "text"), [("zh", CHINESE), ("en", ENGLISH)])
async def test_keywords_title_and_hook_are_the_texts_own_words(name: str, text: str) -> None:
    keywords = (await shown(f"{{{{ {name} | keywords(4) | join('|') }}}}")).split("|")
    assert 2 <= len(keywords) <= 4
    assert all(word.lower() in text.lower() for word in keywords)
    title = await shown(f"{{{{ {name} | title }}}}")
    assert 2 <= len(title) <= 60
    assert all(word.lower() in text.lower() for word in title.split())
    assert await shown(f"{{{{ {name} | hook }}}}") in text


async def test_a_text_with_a_heading_keeps_it_as_its_title() -> None:
    headed = SCHEMA | {"properties": {"a": {"type": "string", "default": f"小岛的新电源\n\n{CHINESE}"}}}
    assert (await renderer.render("{{ a | title }}", headed, {})).text == "小岛的新电源"


@pytest.mark.parametrize(("name", "text"), [("zh", CHINESE), ("en", ENGLISH)])
async def test_scenes_are_the_whole_text_cut_to_the_length_asked_for(name: str, text: str) -> None:
    short = (await shown(f"{{{{ {name} | scenes | join('|') }}}}")).split("|")
    long = (await shown(f"{{{{ {name} | scenes(seconds=15) | join('|') }}}}")).split("|")
    for scenes in (short, long):
        assert "".join(scenes).replace(" ", "") == text.replace(" ", "")
    assert len(long) < len(short)


async def test_duration_follows_the_rate() -> None:
    normal, fast = (await shown("{{ zh | duration }} {{ zh | duration(rate=2) }}")).split()
    assert float(fast) == pytest.approx(float(normal) / 2, abs=0.1)


async def test_an_error_while_rendering_says_the_line() -> None:
    with pytest.raises(TemplateRejected, match="Line 3: a number is divided by 0"):
        await shown("一\n二\n{{ price / 0 }}")
    with pytest.raises(TemplateRejected, match=r"Line 2: '\+' is for numbers only, not for an empty variable"):
        await shown("一\n{{ blank + 1 }}")

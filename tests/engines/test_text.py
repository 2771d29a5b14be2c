"""What the local text engine promises: the article's own words, the wished length, scenes that can be shown."""

import re
from pathlib import Path

import pytest

from datasay.engines.errors import BadInput
from datasay.engines.local.writing import LocalText
from datasay.engines.protocols import Desk, Script, ScriptRequest
from datasay.language.pace import spoken_seconds

DATA = Path(__file__).parent.parent / "data"
ARTICLES = ["news.zh.txt", "recipe.zh.txt", "explainer.en.txt"]


async def ignore(_fraction: float) -> None:
    return None


async def write(article: str, seconds: float = 60, *, title: str | None = None) -> Script:
    request = ScriptRequest(article=article, title=title, target_seconds=seconds)
    return await LocalText(Desk()).write_script(request, ignore)


def read(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def whole_length(script: Script) -> float:
    return sum(spoken_seconds(scene.narration, script.language) for scene in script.scenes)


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("seconds", [20, 30, 45, 60])
async def test_the_script_has_the_wished_length_within_a_tenth(name: str, seconds: float) -> None:
    script = await write(read(name), seconds)
    assert script.estimated_seconds == pytest.approx(seconds, rel=0.1)
    assert script.estimated_seconds == pytest.approx(whole_length(script), abs=0.02)


@pytest.mark.parametrize("name", ARTICLES)
async def test_every_word_of_a_script_stands_in_the_article_in_the_same_order(name: str) -> None:
    article = letters(read(name))
    script = await write(read(name), 45)
    place = 0
    for scene in script.scenes:
        found = article.find(letters(scene.narration), place)
        if found < 0:  # a scene may join two sentences that stood apart
            for clause in re.split(r"(?<=[。！？.!?])", scene.narration):
                found = article.find(letters(clause), place)
                assert found >= place, clause
                place = found
        place = max(place, found)


@pytest.mark.parametrize("name", ARTICLES)
async def test_an_article_shorter_than_the_wish_is_told_whole(name: str) -> None:
    script = await write(read(name), 600)
    told = letters("".join(scene.narration for scene in script.scenes))
    for sentence in re.findall(r"[^。！？.!?\n#|-]{12,}[。！？!?]", read(name)):
        bare = letters(re.sub(r"^\s*\d+\.", "", sentence))
        assert bare in told or "记者" in sentence, sentence


@pytest.mark.parametrize("name", ARTICLES)
@pytest.mark.parametrize("seconds", [30, 90])
async def test_scenes_last_a_few_seconds_and_can_be_shown(name: str, seconds: float) -> None:
    script = await write(read(name), seconds)
    chinese = script.language.startswith("zh")
    lengths = [spoken_seconds(scene.narration, script.language) for scene in script.scenes]
    assert min(lengths) >= 2.5
    assert max(lengths) <= 10.0
    assert 4.0 <= sum(lengths) / len(lengths) <= 7.7
    titled = [scene.headline for scene in script.scenes if scene.headline]
    assert len(titled) >= len(script.scenes) / 2
    for scene in script.scenes:
        rest = iter(letters(scene.narration).lower())
        assert all(letter in rest for letter in letters(scene.headline).lower()), "words of its own, or another order"
        if chinese:
            assert sum(1.0 if ord(c) > 0x2E7F else 0.5 for c in scene.headline) <= 18
        else:
            assert len(scene.headline.split()) <= 13
            assert len(scene.headline) <= 68
        assert 1 <= len(scene.keywords) <= 5
        assert all(keyword.lower() in scene.narration.lower() for keyword in scene.keywords)


async def test_the_article_opens_and_closes_the_script() -> None:
    script = await write(read("news.zh.txt"), 40)
    assert script.scenes[0].narration.startswith("退潮时，码头边的渔船")
    assert script.scenes[-1].narration.endswith("这座小岛再也不用等运油船了。")


async def test_title_and_credits_are_not_narrated() -> None:
    script = await write(read("news.zh.txt"), 600)
    told = "".join(scene.narration for scene in script.scenes)
    assert script.title == "海岛小城用潮水给一万户人家供电"
    assert "林晚舟" not in told
    assert "责任编辑" not in told
    assert script.title not in told


async def test_a_given_title_wins() -> None:
    assert (await write(read("explainer.en.txt"), title="The blue dot")).title == "The blue dot"


async def test_an_article_without_a_title_gets_a_phrase_of_its_own() -> None:
    body = read("news.zh.txt").split("\n", 3)[3]
    script = await write(body, 30)
    assert 2 <= len(script.title) <= 14
    assert script.title in body


@pytest.mark.parametrize("name", ["recipe.zh.txt", "explainer.en.txt"])
async def test_a_sentence_that_points_back_comes_with_the_one_it_points_to(name: str) -> None:
    article = read(name)
    for seconds in (20, 30, 40, 50, 60):
        told = " ".join(scene.narration for scene in (await write(article, seconds)).scenes)
        if "因为冷水" in told:
            assert "为什么要用热水" in told
        if "Because its own clock" in told:
            assert "insist on four satellites" in told


async def test_quotation_marks_stay_in_pairs() -> None:
    article = (
        "父亲的店\n\n父亲守着一间小店，守了整整四十年。有人问他累不累。他说：“累什么呢？每天有人进来说说话。不觉得累。”"
        "后来城里修了路，店面要拆。邻居们都来帮忙搬货，一直搬到深夜。父亲最后一个走出来，回头看了很久。"
        "他说：“路修好了，大家回家就快了。”如今那里是一个公交车站，名字就叫老店。"
    )
    for seconds in (10, 15, 20, 30):
        told = "".join(scene.narration for scene in (await write(article, seconds)).scenes)
        assert told.count("“") == told.count("”")


async def test_the_same_request_gives_the_same_script() -> None:
    assert await write(read("explainer.en.txt"), 45) == await write(read("explainer.en.txt"), 45)


async def test_what_the_article_repeats_is_said_once() -> None:
    line = "潮水每天涨落两次，从来不会迟到。"
    article = "\n".join(
        [line, *read("news.zh.txt").splitlines()[3:8], line, *read("news.zh.txt").splitlines()[8:14], line]
    )
    told = "".join(scene.narration for scene in (await write(article, 40)).scenes)
    assert told.count("从来不会迟到") <= 1


async def test_a_long_sentence_may_lose_parallel_clauses_but_stays_whole() -> None:
    article = (
        "We promise four things to the people of this valley — that every child will have a desk and a lamp — "
        "that every farm will have water in the driest summer — that every road will be open in the worst winter — "
        "and that no one will ever again have to leave home in order to live."
    )
    script = await write(article, 10)
    told = " ".join(scene.narration for scene in script.scenes)
    assert told.startswith("We promise four things to the people of this valley — ")
    assert told.endswith("in order to live.")
    assert "every child" not in told


async def test_mixed_text_keeps_its_latin_words() -> None:
    article = "苹果公司今天发布了 iPhone 20 手机。新手机用 OLED 屏幕，续航达到 30 小时。它支持 Wi-Fi 8 和 USB-C 接口。"
    script = await write(article, 60)
    assert script.language == "zh-CN"
    told = "".join(scene.narration for scene in script.scenes)
    assert "发布了 iPhone 20 手机。" in told
    assert any("iPhone" in scene.keywords for scene in script.scenes)


@pytest.mark.parametrize(
    ("article", "told"),
    [
        ("", "no words"),
        (" \n\t ", "no words"),
        ("。。。！！？？……——", "no words"),
        ("😀🎉🎉 🇨🇳 👨‍👩‍👧", "no words"),
        ("https://example.org/a?b=c", "no words"),
        ("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\x38", "binary"),
        (bytes(range(256)).decode("latin-1") * 20, "binary"),
        ("A" * 200 + "b64" * 5000, "no words"),
        ("字" * 2_000_001, "at most"),
    ],
)
async def test_what_cannot_be_told_is_refused_with_a_reason(article: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        await write(article)


@pytest.mark.parametrize("seconds", [0, -5, 4.9, 3601, float("nan"), float("inf")])
async def test_an_impossible_length_is_refused(seconds: float) -> None:
    with pytest.raises(BadInput, match="target_seconds"):
        await write("今天天气很好。", seconds)


@pytest.mark.parametrize(
    "article",
    [
        "我们沿着河边一直走天色慢慢暗下来远处的灯一盏一盏亮了" * 400,
        "we walked along the river while the light went out and lamp after lamp began to burn " * 120,
    ],
    ids=["zh", "en"],
)
async def test_ten_thousand_characters_without_a_full_stop_become_a_script(article: str) -> None:
    script = await write(article[:10_000], 30)
    assert script.estimated_seconds == pytest.approx(30, rel=0.25)
    assert max(len(scene.narration) for scene in script.scenes) < 200


async def test_one_sentence_is_enough() -> None:
    script = await write("Hello, world.")
    assert [scene.narration for scene in script.scenes] == ["Hello, world."]
    assert script.language == "en-US"


async def test_a_megabyte_of_text_becomes_a_script() -> None:
    paragraphs = read("news.zh.txt").split("\n\n")[1:-1]
    article = "\n\n".join(f"第{number}天，{paragraphs[number % len(paragraphs)]}" for number in range(4800))
    assert len(article.encode()) > 1_000_000
    script = await write(article, 60)
    assert script.estimated_seconds == pytest.approx(60, rel=0.1)


async def test_progress_rises_to_exactly_one() -> None:
    seen: list[float] = []

    async def note(fraction: float) -> None:
        seen.append(fraction)

    await LocalText(Desk()).write_script(ScriptRequest(article=read("news.zh.txt")), note)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0

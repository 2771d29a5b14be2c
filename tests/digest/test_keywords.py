"""Keywords and headlines: telling, taken from the passage, whole."""

import pytest

from datasay.digest.headlines import write_headline
from datasay.digest.keywords import find_keywords, measure_salience
from datasay.language.words import read_words, stem


def keywords(text: str, article: str = "") -> tuple[str, ...]:
    salience = measure_salience([read_words(text), read_words(article)])
    return find_keywords(read_words(text), salience)


def headline(text: str, *, chinese: bool, used: tuple[str, ...] = ()) -> str:
    words = read_words(text)
    return write_headline(words, measure_salience([words]), chinese=chinese, used=used)


def test_nouns_tell_more_than_grammar() -> None:
    found = keywords("我看见他戴着黑布小帽，穿过铁道去买橘子。")
    assert set(found) >= {"铁道", "橘子", "小帽"}
    assert not set(found) & {"我", "他", "看见", "戴着", "去"}


def test_what_the_article_returns_to_comes_first() -> None:
    found = keywords("船长看着潮水和灯塔。", "潮水来了。潮水走了。潮水又来了，一天两次潮水。")
    assert found[0] == "潮水"


def test_english_keywords_are_content_words_in_small_letters_but_names_keep_theirs() -> None:
    found = keywords("The engineers of Norway built a floating bridge across the fjord.")
    assert {"bridge", "fjord", "Norway", "engineers"} <= set(found)
    assert not {"the", "of", "a", "across"} & set(found)


def test_there_are_at_most_five_and_no_repeats() -> None:
    found = keywords("苹果、香蕉、葡萄、西瓜、桃子、李子和苹果。")
    assert len(found) == 5
    assert len(set(found)) == 5


@pytest.mark.parametrize(
    ("one", "other"), [("nations", "nation"), ("dedicated", "dedicate"), ("cities", "city"), ("running", "runs")]
)
def test_forms_of_a_word_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("但是，建设过程并不顺利。", "建设过程并不顺利"),
        ("为什么要用热水？", "为什么要用热水"),
        ("食材：番茄、鸡蛋、豆腐。", "食材：番茄、鸡蛋、豆腐"),
        ("现在下单,首发价2,999元", "首发价2,999元"),
        ("DataBrew Pro 2全自动咖啡机来了。", "DataBrew Pro 2全自动咖啡机来了"),
        ("不过，岛上柴油发电量下降了71%。", "岛上柴油发电量下降了71%"),
        ("爱因斯坦的公式是 E=mc²。", "爱因斯坦的公式是 E=mc²"),
        ("每度电的成本从1.9元降到0.62元。", "每度电的成本从1.9元降到0.62元"),
    ],
)
def test_a_short_clause_is_a_headline_without_its_connective(text: str, expected: str) -> None:
    assert headline(text, chinese=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("that this nation, under God, shall have a new birth of freedom —", ""),
        (
            "Now we are engaged in a great civil war, testing whether that nation,",
            "We Are Engaged in a Great Civil War",
        ),
        ("The Moon pulls harder on the near side of the Earth than on the far side,", "The Moon Pulls Harder"),
        ("The Sun helps as well.", "The Sun Helps as Well"),
        ("about every 12 h 25 min the sea rises,", "About Every 12 h 25 min the Sea Rises"),
        (
            "In 2011 South Korea's Sihwa Lake took the record with 254 MW.",
            "South Korea's Sihwa Lake Took the Record with 254 MW",
        ),
        ("and that government of the people, by the people, for the people,", ""),
    ],
)
def test_an_english_headline_is_a_whole_phrase_in_title_case(text: str, expected: str) -> None:
    assert headline(text, chinese=False) == expected


def test_a_headline_does_not_repeat_an_earlier_one() -> None:
    text = "六台机组在海底转动，鱼群绕开转动缓慢的叶片。"
    first = headline(text, chinese=True)
    assert headline(text, chinese=True, used=(first,)) != first


@pytest.mark.parametrize(
    "text",
    ["在-5℃、1,450W、7:30、3.5-4.2公里", "It costs $2.5M at 3–5 km/h by 6:30, 46% of it; -5°C", "2025-10-01的A4纸"],
)
def test_a_figure_is_one_word(text: str) -> None:
    words = read_words(text)
    assert "".join(word.text for word in words) == text
    figures = [word.text for word in words if any(c.isdigit() for c in word.text)]
    assert set(figures) <= {
        *("-5℃", "1,450W", "7:30", "3.5-4.2", "$2.5M", "3–5", "6:30", "46%", "-5°C", "2025-10-01", "A4"),
    }


@pytest.mark.parametrize("text", ["。", "的了吗", "and of the", ""])
def test_grammar_alone_makes_no_headline(text: str) -> None:
    assert headline(text, chinese=bool(text) and text[0] > "z") == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("昨晚11点40分，临江市首批6条夜间公交线路正式开行，", "临江市首批6条夜间公交线路正式开行"),
        ("临江市交通运输局公共交通科科长韩立介绍，这6条线路全长87公里，", "这6条线路全长87公里"),
        ("市气象台预计，未来三天不会再有强降雨。", "未来三天不会再有强降雨"),
        ("1835年，四川自贡的工人打出了一口1001米深的井。", "四川自贡的工人打出了一口1001米深的井"),
        ("茶多酚和咖啡碱却要等水温升到八十度以上才大量跑出来。", ""),
        ("恢复供水后，初期的水可能发黄。", "初期的水可能发黄"),
    ],
)
def test_a_chinese_headline_says_who_does_what_or_how_much(text: str, expected: str) -> None:
    assert headline(text, chinese=True) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("People think this job is about courage.", "People Think This Job Is About Courage"),
        (
            "American children lost about twelve hours of free time a week,",
            "American Children Lost About Twelve Hours of Free Time a Week",
        ),
        ("The Penny Black went on sale on 1 May 1840.", "The Penny Black Went on Sale on 1 May 1840"),
        ("In 1839 the British sent 76 million letters.", "In 1839 the British Sent 76 Million Letters"),
        ("It holds 24 liters and weighs 890 grams, about as much as a thick sweater.", ""),
        (
            "Last spring our team of nine stopped meeting around a table.",
            "Last Spring Our Team of Nine Stopped Meeting Around a Table",
        ),
    ],
)
def test_an_english_headline_says_who_does_what_or_how_much(text: str, expected: str) -> None:
    assert headline(text, chinese=False) == expected


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("You do not need to buy yeast to bake bread.", "Buy Yeast"),
        ("A story about ambulances that can't find the door.", "Find the Door"),
        ("carrying commuters who can no longer use the city's only bridge.", "Use the City's"),
        ("At that time the canal carried two and a half million tons of goods a year.", "A Half Million"),
        ("The detour by road is 27 miles long and takes an hour.", "Miles Long"),
        ("苔藓不能像仪器那样每小时给出一个数字。", "给出"),
    ],
)
def test_a_headline_neither_drops_a_denial_nor_part_of_a_figure(text: str, wrong: str) -> None:
    assert not headline(text, chinese=not text.isascii()).startswith(wrong)


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("The detour by road is 27 miles long and takes more than an hour.", "The Detour by Road Is 27 Miles Long"),
        (
            "About thirty satellites circle the Earth at a height of 20,200 km.",
            "Thirty Satellites Circle the Earth at a Height of 20,200 km",
        ),
        ("三十七年，我在家过了四个春节。", "我在家过了四个春节"),
    ],
)
def test_a_whole_statement_goes_before_a_lone_thing(text: str, headline: str) -> None:
    words = read_words(text)
    assert write_headline(words, measure_salience([words]), chinese=not text.isascii()) == headline


@pytest.mark.parametrize(
    "text",
    [
        "并用一条海底电缆把多余的电送到大陆。",
        "一架载着两盒降压药",
        "服务范围内的适龄儿童。",
        "他把橘子放在地上。",
        "我再向外看时，",
        "县卫生健康局昨天公布，",
        "冰箱里的异味，不是冰箱坏了，而是放东西的方法不对。",
        "She could not play.",
        "and came back forty minutes later with one answer written on the other side.",
        "which had stood empty for two years,",
        "Malcom McLean, born in Maxton, North Carolina,",
        "It informed me that vegetation on my property exceeded eight inches,",
        "一手抓车座，一手扶车把，",
        "可见当时有两种：一种摆在床脚，一种赏给孩子。",
        "抢了7500万次以上。",
        "在黄河边的一个水文站工作，",
        "1940年回到北平。",
        "I gave Mama ten.",
        "This number of 15 digits is on the box.",
        "We got roughly 40 percent of those back later in the day.",
        "My mother can walk almost anywhere, provided she can walk there at her own pace.",
    ],
)
def test_a_fragment_or_a_pronoun_without_its_noun_is_no_headline(text: str) -> None:
    assert headline(text, chinese=not text.isascii()) == ""


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("如遇大雨，施工顺延至9月19日。", "如遇大雨，施工顺延至9月19日"),
        ("If it rains, work stops.", "If It Rains, Work Stops"),
        (
            "If the ferry still carries 3,000 people a day when it reopens, the council has promised to keep the line.",
            "",
        ),
        ("工人在地上打出了一口深1001米的井，", "工人在地上打出了一口深1001米的井"),
        ("当地盐场的工人在地上打出了一口深1001.42米的大井，", "工人打出了一口深1001.42米的大井"),
        ("学水利的人，是不怕水的。", "学水利的人，是不怕水的"),
        ("工钱二百二十元，还常常雇不到人。", "工钱二百二十元"),
        ("Ingrid Solberg, 61, has led the ice archive in Bergen.", "Ingrid Solberg Has Led the Ice Archive in Bergen"),
        ("前三节课我什么也没学会。", "前三节课我什么也没学会"),
        ("千万不要抓车把，也不要抓车座。", "千万不要抓车把"),
        ("一松手，车就倒，", "一松手，车就倒"),
        ("电池温度超过35℃，老化速度会加快。", "电池温度超过35℃，老化速度会加快"),
        ("这场洪水由连续三天的暴雨引起。", "这场洪水由连续三天的暴雨引起"),
        ("她把三万元积蓄捐给了医院的幼儿园，", "把三万元积蓄捐给了医院的幼儿园"),
        ("第三步，练刹车。", "第三步，练刹车"),
        ("两百年前的孩子，和今天没什么两样。", "两百年前的孩子，和今天没什么两样"),
        ("长期不用的手机，充到一半再收起来。", "长期不用的手机，充到一半再收起来"),
        ("Each joint should be covered by the stone above:", "Each Joint Should Be Covered by the Stone Above"),
        ("It is hard to get lost on the path.", "It Is Hard to Get Lost on the Path"),
        (
            "The river begins in Germany and runs about 2,850 kilometres to the Black Sea,",
            "The River Runs About 2,850 Kilometres to the Black Sea",
        ),
        (
            "Prices at Fork Market are still about 6 percent higher than at the big store in Kearney.",
            "Prices at Fork Market Are Still About 6 Percent Higher",
        ),
        ("left Port Newark with 58 aluminum boxes on a frame above her deck.", "58 Aluminum Boxes"),
    ],
)
def test_what_is_left_out_of_a_headline_does_not_change_what_it_says(text: str, headline: str) -> None:
    words = read_words(text)
    assert write_headline(words, measure_salience([words]), chinese=not text.isascii()) == headline

"""Sorts of text are told apart, and each is condensed as its sort wants."""

import pytest

from benchmarks.text.script_references import articles, invented
from datasay.digest.article import read_article
from datasay.digest.genre import Genre, find_genre
from datasay.digest.script import extract_script

SEEN = {wanted.name: wanted for wanted in articles("seen")}


def told(name: str, seconds: float) -> str:
    return " ".join(scene.narration for scene in extract_script(SEEN[name].source, seconds).scenes)


@pytest.mark.parametrize(
    ("name", "genre"),
    [
        ("news-zh", Genre.NEWS),
        ("flood-zh", Genre.NEWS),
        ("recipe-zh", Genre.LIST),
        ("phonebattery-zh", Genre.LIST),
        ("sourdough-en", Genre.LIST),
        ("elevator-zh", Genre.TALK),
        ("glacier-en", Genre.TALK),
        ("podcast-en", Genre.TALK),
        ("water-zh", Genre.NOTICE),
        ("lamp-en", Genre.PRODUCT),
        ("bridge-zh", Genre.STORY),
        ("beiying-zh", Genre.STORY),
        ("clinic-zh", Genre.NOTICE),
        ("elmwater-en", Genre.NOTICE),
        ("nightbus-zh", Genre.NEWS),
        ("backpack-en", Genre.PRODUCT),
        ("sidewalk-zh", Genre.OPINION),
        ("checkin-zh", Genre.OPINION),
        ("boredom-en", Genre.OPINION),
        ("tea-zh", Genre.ESSAY),
        ("canal-en", Genre.ESSAY),
    ],
)
def test_the_sort_of_a_text_is_found(name: str, genre: Genre) -> None:
    assert find_genre(read_article(SEEN[name].source)) is genre


def test_an_announcement_is_known_by_its_title() -> None:
    article = read_article(
        "Announcement: the library goes fine-free\nFrom January 2 no fines are charged for late books."
    )
    assert find_genre(article) is Genre.NOTICE


@pytest.mark.parametrize("seconds", [30, 45, 60])
def test_a_list_keeps_all_its_heads_in_order(seconds: float) -> None:
    said = told("phonebattery-zh", seconds)
    heads = [
        "关机才充电",
        "充到80%就够了",
        "别让手机太热",
        "摘下厚手机壳",
        "快充留到急用",
        "长期不用的手机",
        "看电池健康度",
    ]
    places = [said.replace("看一看", "看").find(head.replace("看一看", "看")) for head in heads]
    assert min(places) >= 0
    assert places == sorted(places)


@pytest.mark.parametrize("seconds", [15, 20, 30, 45])
@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("recipe-zh", ["番茄顶部", "锅里放", "加入八百毫升", "豆腐切成", "关火前", "最后放盐"]),
        ("sourdough-en", ["On the first day", "On the second day", "On day three", "Repeat this", "On day seven"]),
    ],
)
def test_steps_are_told_without_a_gap(name: str, steps: list[str], seconds: float) -> None:
    said = told(name, seconds)
    found = [step in said for step in steps]
    assert found == sorted(found, reverse=True)
    assert found[0]


@pytest.mark.parametrize("seconds", [30, 60, 90])
def test_an_advertisement_drops_rivals_and_small_print(seconds: float) -> None:
    said = told("lamp-en", seconds)
    assert not any(word in said for word in ("BrightPeak", "cheap battery light", "Offer valid", "trademark", "www"))
    chinese = extract_script(
        "新品首发：清风扇\n清风扇今天开售，首发价129元，整机质保三年。它有十二档风速，最低档只有20分贝。"
        "同价位的某米风扇要响得多。如果你只是偶尔用，普通风扇也够用。立即下单还送遥控器。\n\n"
        "温馨提示：图片仅供参考，最终解释权归本公司所有。",
        seconds,
    )
    assert [scene.narration for scene in chinese.scenes if "某米" in scene.narration or "普通" in scene.narration] == []
    assert "解释权" not in "".join(scene.narration for scene in chinese.scenes)


@pytest.mark.parametrize("seconds", [60, 90])
def test_an_announcement_lets_every_section_have_its_say(seconds: float) -> None:
    museum = told("museum-en", seconds)
    sections = ["will close to the public", "remain open", "refunded within 14 days", "On the last weekend", "19 boats"]
    assert [section for section in sections if section not in museum] == []
    assert "1 Harbour Row" not in museum
    assert "555-0142" not in museum
    water = told("elmwater-en", seconds)
    assert [label for label in ("Schedule.", "Water service.", "Trees.", "Cost.") if label not in water] == []


@pytest.mark.parametrize("seconds", [45, 60])
def test_an_opinion_closes_with_its_conclusion(seconds: float) -> None:
    assert told("checkin-zh", seconds).endswith("请给安静留一个位置，哪怕每天只有一个小时。")
    assert told("sidewalk-zh", seconds).endswith("孩子能不能自己走路去上学。")


@pytest.mark.parametrize("seconds", [30, 60])
def test_news_leads_with_what_happened_and_figures(seconds: float) -> None:
    bus = told("nightbus-zh", seconds)
    assert bus.startswith("昨晚11点40分，临江市首批6条夜间公交线路正式开行")
    assert "记者" not in bus
    assert sum(figure in bus for figure in ("凌晨2点", "87公里", "142个", "1160万元", "240万元", "31名")) >= 3


def test_the_headlines_of_a_dialogue_are_what_is_said_not_who_says_it() -> None:
    script = extract_script(SEEN["council-en"].source, 60)
    assert not {scene.headline for scene in script.scenes} & {"Mayor Reyes", "Tunde Adeyemi", "Councilor Liu"}
    assert "good evening" not in script.scenes[0].narration


@pytest.mark.parametrize("seconds", [45, 60, 90])
def test_a_story_keeps_its_end(seconds: float) -> None:
    assert told("bridge-zh", seconds).endswith("猫还没搬走。")


@pytest.mark.parametrize("name", sorted(SEEN))
def test_a_script_has_the_wished_length_and_nothing_of_its_own(name: str) -> None:
    script = extract_script(SEEN[name].source, 45)
    text = " ".join(scene.narration for scene in script.scenes)
    assert script.seconds == pytest.approx(45, rel=0.05)
    assert invented(SEEN[name], text) == []


@pytest.mark.parametrize("name", ["coach-zh", "graduation-zh"])
def test_points_that_a_speaker_counts_are_all_said(name: str) -> None:
    speech = told(name, 60)
    assert [point for point in ("第一件事", "第二件事", "第三件事") if point not in speech] == []

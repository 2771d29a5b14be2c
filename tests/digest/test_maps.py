"""Which scenes are about where, and which only name a place."""

import pytest

from datasay.digest.pages.maps import find_map, places_on
from datasay.digest.pages.plan import SceneWords, plan_pages


@pytest.mark.parametrize(
    ("text", "form", "shown"),
    [
        ("从武汉到北京，全程一千二百公里，高铁只要四个小时。", "route", ["武汉", "北京"]),
        ("茶叶从福建运到广州，再由广州出海，到达伦敦。", "route", ["福建", "广州", "伦敦"]),
        ("班列从西安出发，经过阿拉木图和莫斯科，抵达华沙。", "route", ["西安", "阿拉木图", "莫斯科", "华沙"]),
        ("从玉溪到磨憨的500多公里里，有93座隧道。", "route", ["玉溪", "磨憨"]),
        ("我从北京到徐州，打算跟着父亲奔丧回家。", "route", ["北京", "徐州"]),
        ("她来到老挝首都万象。", "place", ["万象"]),
        ("这座灯塔位于浙江省舟山的东极岛上。", "place", ["舟山"]),
        ("2011年，她来到云南大理，开了一家小店。", "place", ["大理"]),
        ("会议在杭州举行，来自二十个国家的代表参加。", "place", ["杭州"]),
        ("She was born in Bergen and moved to London at nineteen.", "route", ["Bergen", "London"]),
        ("The first cable ran from Ireland to Newfoundland.", "route", ["Ireland", "Newfoundland"]),
        ("The workshop stands in Cremona, a small town in northern Italy.", "place", ["Cremona"]),
    ],
)  # fmt: skip
def test_what_is_about_where(text: str, form: str, shown: list[str]) -> None:
    chinese = not text.isascii()
    page = find_map(text, "", chinese=chinese)
    assert page is not None
    assert (page.form, [item.text for item in page.items]) == (form, shown)
    assert len(places_on(page, chinese=chinese)) == len(shown)
    assert all(text.startswith(item.text, item.at) for item in page.items)


@pytest.mark.parametrize(
    "text",
    [
        "日本作家的小说在北京卖得很好。",
        "他喜欢吃兰州拉面和重庆火锅。",
        "南京路上的人很多。",
        "北京大学和清华大学的老师都来了。",
        "广州人爱喝早茶，上海人爱吃生煎。",
        "Jack London wrote of the snow.",
        "A London Bridge story from the New York Times.",
        "Paris fashion is expensive.",
        "It is found in eight countries, from Croatia to Switzerland.",
        "The turkey is roasted for two hours.",
    ],
)
def test_a_place_that_is_only_named_is_no_map(text: str) -> None:
    assert find_map(text, "", chinese=not text.isascii()) is None


def test_a_way_says_how_long_it_is_and_where_it_leads() -> None:
    page = find_map("高铁连接北京、郑州和武汉，最快4小时10分。", "连接北京", chinese=True)
    assert page is not None
    assert (page.headline, page.note) == ("北京 — 武汉", "4 小时 10分")


def test_a_work_shows_no_map_twice() -> None:
    scenes = [
        SceneWords("一条老铁路的故事。", "老铁路"),
        SceneWords("火车从昆明出发，开往河内。", "从昆明到河内"),
        SceneWords("山很高，桥很长。", "山高桥长"),
        SceneWords("今天的列车还是从昆明开往河内。", "今天的列车"),
        SceneWords("它还在走。", "还在走"),
    ]
    pages = plan_pages(scenes, "老铁路", chinese=True)
    assert [page.layout == "map" for page in pages] == [False, True, False, False, False]
    assert pages[1].instead is not None  # for who cannot draw maps

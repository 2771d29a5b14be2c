"""What kind of page a scene asks for, from real sentences in both languages."""

import itertools

import pytest

from datasay.digest.pages.comparisons import find_comparison
from datasay.digest.pages.enumerations import find_list, find_timeline, step_number
from datasay.digest.pages.figures import figures_of, worth
from datasay.digest.pages.plan import PICTURED, SceneWords, changed, plan_pages
from datasay.digest.pages.quotations import find_quotation
from datasay.digest.pages.statements import find_date, find_person, find_sentence


def _shown(text: str, *, chinese: bool) -> list[str]:
    return [f"{one.before}{one.shown} {one.unit}".strip() for one in figures_of(text, chinese=chinese)]


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("老城区到高新区，开车只要9分钟。", ["9 分钟"]),
        ("两地之间最快10小时30分可以到达。", ["10 小时 30分"]),
        ("两万名志愿者接种了第二针。", ["2万 名志愿者"]),
        ("洪峰水位31.86米，超过保证水位1.36米。", ["31.86 米", "1.36 米"]),
        ("沿街商铺的营业额平均增加了百分之十七。", ["17 %"]),
        ("直接经济损失初步估计为3.2亿元。", ["3.2亿 元"]),
        ("1835年，自贡的工人在地上打出了一口深井。", []),  # a year
        ("2018年3月15日，第二十届大会在北京召开。", []),
        ("三天以后，一间新屋立在了桥头。", []),  # when, not how much
        ("桥面铺的青石板被几百年的脚步磨得发亮。", []),
        ("他坐G1023次列车，在12号车厢。", []),
        ("上午10点30分开会。", []),
        ("这座只有三万人口的小岛。", ["3万 人口"]),
        ("三百人民警察。", []),
        ("小满榨汁杯只有 480 克，原价 259 元。", ["480 克", "259 元"]),  # a space before the unit
        ("北京已来往过两三次，走了五六百米。", []),  # about how many
        ("那年一共花了三千五百元。", ["3500 元"]),
    ],
)
def test_figures_of_chinese(text: str, figures: list[str]) -> None:
    found = [one for one in figures_of(text, chinese=True) if worth(one) > 0.5]
    assert [f"{one.before}{one.shown} {one.unit}".strip() for one in found] == figures


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("The front light gives 320 lumens.", ["320 lumens"]),
        ("Some 26,000 people were sent home without pay.", ["26,000 people"]),
        ("It takes two million flowers to make one pound.", ["2 million flowers"]),
        ("Sales have fallen by 35 percent in three weeks.", ["35 %", "3 weeks"]),
        ("The two boats were leased for $4.1 million.", ["2 boats", "$4.1 million"]),
        ("In 1993 we found a core; on February 12 it broke.", []),
        ("The iPhone 15 came later, on page 12.", []),
        ("They came back forty minutes later; in fifty years people will know.", []),
    ],
)
def test_figures_of_english(text: str, figures: list[str]) -> None:
    assert _shown(text, chinese=False) == figures


@pytest.mark.parametrize(
    ("text", "chinese", "names"),
    [
        ("人均收入从一万二千元涨到了两万三千元。", True, ["原来 1.2万元", "现在 2.3万元"]),
        ("邻市把人行道从两米拓宽到了四米。", True, ["原来 2米", "现在 4米"]),
        ("骑车要二十分钟，坐船只要六分钟。", True, ["骑车 20分钟", "坐船 6分钟"]),
        ("Adult entry rises from $12 to $14 this year.", False, ["Before $12", "Now $14"]),
        ("从80%充到100%的这一段电压最高。", True, None),  # not what was and what is
        ("洪峰水位31.86米，超过保证水位1.36米。", True, None),
        ("多开四个小时，还要多安排两个班次。", True, None),
    ],
)
def test_two_figures_are_compared_when_they_are_of_a_kind(text: str, chinese: bool, names: list[str] | None) -> None:
    page = find_comparison(text, "", chinese=chinese)
    found = page and [f"{i.text} {i.figure.before}{i.figure.shown}{i.figure.unit}" for i in page.items if i.figure]
    assert found == names


def test_three_figures_become_a_chart_and_shares_a_ring() -> None:
    bars = find_comparison("七月客流四万人次，八月五万人次，九月六万人次，十月八万人次。", "", chinese=True)
    assert bars is not None
    assert (bars.layout, len(bars.items)) == ("chart", 4)
    shares = find_comparison("房贷占了30%，日常占了28%，教育占了22%，储蓄占了20%。", "", chinese=True)
    assert shares is not None
    assert (shares.form, [item.text for item in shares.items]) == ("share", ["房贷", "日常", "教育", "储蓄"])


@pytest.mark.parametrize(
    ("text", "chinese", "items"),
    [
        ("再准备细口壶、电子秤、滤纸和二十克豆子。", True, ["细口壶", "电子秤", "滤纸", "二十克豆子"]),
        ("S3有米白、雾蓝、苔绿三种颜色。", True, ["米白", "雾蓝", "苔绿"]),
        ("涉及翠湖花园、学府一号、第三中学等23个小区和单位。", True, ["翠湖花园", "学府一号", "第三中学"]),
        ("You need flour, salt, warm water and a clean jar.", False, ["Flour", "Salt", "Warm water", "A clean jar"]),
        ("准备：小葱、生抽、老抽、白糖、细面、香油。", True, ["小葱", "生抽", "老抽", "白糖", "细面", "香油"]),
        ("他说，这件事、那件事都不要紧。", True, None),  # two are no list
    ],
)
def test_lists_hold_the_things_and_not_the_words_round_them(text: str, chinese: bool, items: list[str] | None) -> None:
    page = find_list(text, "", chinese=chinese)
    assert (page and [item.text for item in page.items]) == items
    for item in page.items if page else ():
        assert text[item.at :].lower().startswith(item.text.lower())


@pytest.mark.parametrize(
    ("text", "chinese", "found"),
    [
        ("大桥项目总工程师林岚说：“桥合上的那一刻，江面上一点风都没有。”", True, ("林岚", "大桥项目总工程师")),
        ("“水开了别急，等它静一静再去碰茶叶。”陈师傅说。", True, ("陈师傅", "")),
        ('"Read every question twice before you pick up your pen," said Ms Harlow, a maths teacher.', False,
         ("Ms Harlow", "Maths teacher")),
        ("他们管这叫“先富带后富的老办法”，我没有听过。", True, None),
    ],
)  # fmt: skip
def test_quotations_have_their_speaker(text: str, chinese: bool, found: tuple[str, str] | None) -> None:
    page = find_quotation(text, chinese=chinese)
    assert (page and (page.speaker, page.post)) == found


def test_steps_are_numbered_and_counted() -> None:
    said = ["番茄炒蛋很简单。", "第一步，番茄切块。", "第二步，炒出汁。", "第三步，放回鸡蛋。", "好吃。"]
    pages = plan_pages([SceneWords(one, "") for one in said], "番茄炒蛋", chinese=True)
    assert [(page.number, page.count) for page in pages if page.layout == "steps"] == [(1, 3), (2, 3), (3, 3)]
    assert pages[1].headline == "番茄切块"
    assert [step_number(one) for one in ("Step 2: mix.", "3. Bake", "3.5 metres", "先生来了")] == [2, 3, 0, 0]


def test_dates_make_a_timeline() -> None:
    page = find_timeline("2022年3月首根桩基开钻，2024年6月两座主塔封顶，2026年10月主桥合龙。", "", chinese=True)
    assert page is not None
    assert [item.text for item in page.items][2] == "2026年10月\n主桥合龙"
    page = find_timeline("Founded in 1987, sold in 2003, and closed in 2019.", "", chinese=False)
    assert page is not None
    assert [item.text for item in page.items] == ["1987\nFounded", "2003\nSold", "2019\nClosed"]


@pytest.mark.parametrize("chinese", [True, False])
def test_no_two_neighbours_are_alike_and_no_layout_comes_too_often(chinese: bool) -> None:
    said = "天气很好，他们走到河边。" if chinese else "The weather was fine and they walked."
    figures = "这座桥长三百米，走过去要二十分钟。" if chinese else "The bridge is 300 metres long, they say."
    scenes = [SceneWords(figures if number % 2 else said, "河边" if chinese else "The river") for number in range(24)]
    layouts = [page.layout for page in plan_pages(scenes, "河边" if chinese else "The river", chinese=chinese)]
    assert layouts[0] == layouts[-1] == "title"
    assert all(one != other for one, other in itertools.pairwise(layouts))
    for first in range(len(layouts) - 7):
        window = layouts[first : first + 8]
        assert all(window.count(layout) <= (3 if layout in PICTURED else 2) for layout in set(window))


@pytest.mark.parametrize(
    ("text", "chinese", "found"),
    [
        ("负责项目的工程师陈海生介绍，六台机组总功率为12兆瓦，", True, ("陈海生", "负责项目的工程师")),
        ("邵云今年三十八岁，在市图书馆修了十五年古书，", True, ("邵云", "在市图书馆修了十五年古书")),
        ("With me is Samuel Tan, a paramedic in Singapore for sixteen years. Sam, welcome.", False,
         ("Samuel Tan", "Paramedic in Singapore for sixteen years")),
        ("他说，过去靠人工计算，", True, None),
        ("I am Sorry, he said.", False, None),
    ],
)  # fmt: skip
def test_a_person_is_shown_by_name_and_post(text: str, chinese: bool, found: tuple[str, str] | None) -> None:
    page = find_person(text, chinese=chinese)
    assert (page and (page.headline, page.note)) == found


@pytest.mark.parametrize(
    ("text", "headline", "chinese", "found"),
    [
        ("岛上计划在2028年前再装四台机组，", "再装四台机组", True, ("2028", "年前", "再装四台机组")),
        ("北宋庆历年间，也就是1041年到1048年，", "1041年到1048年", True, ("1041–1048", "年", "北宋庆历年间")),
        ("We lost Kevin Doyle in 2011, and I wrote the order.", "Lost Kevin Doyle in 2011", False,
         ("2011", "", "Lost Kevin Doyle")),
        ("2019年动工，2024年通车。", "通车", True, None),  # two dates are no one date
        ("Open daily; call 2011 for help.", "Call for Help", False, None),
    ],
)  # fmt: skip
def test_a_year_is_shown_with_what_was_then(
    text: str, headline: str, chinese: bool, found: tuple[str, str, str] | None
) -> None:
    page = find_date(text, headline, chinese=chinese)
    assert (page and page.figure and (page.figure.shown, page.figure.unit, page.headline)) == found


@pytest.mark.parametrize(
    ("text", "headline", "chinese", "said"),
    [
        ("每年清明前后，采茶人天不亮就上山，", "采茶人天不亮就上山", True,
         ("每年清明前后，采茶人天不亮就上山", "采茶人天不亮就上山")),
        ("and three leave just two points, one of which is usually far out in space.", "Leave Just Two Points", False,
         ("Three leave just two points, one of which is usually far out in space", "leave just two points")),
        ("as a final resting place for those who here gave their lives.", "A Final Resting Place", False, None),
        ("充到一半再收起来。", "充到一半再收起来", True, None),  # the headline says all of it
    ],
)  # fmt: skip
def test_a_page_of_type_says_the_sentence(
    text: str, headline: str, chinese: bool, said: tuple[str, str] | None
) -> None:
    page = find_sentence(text, headline, chinese=chinese)
    assert (page and (page.headline, page.lit)) == said


def test_a_part_of_a_whole_is_a_ring_and_a_change_is_none() -> None:
    said = ["开场。", "六成是老人和孩子，事实正好相反。", "岛上柴油发电量比去年下降了71%，", "结束。"]
    pages = plan_pages([SceneWords(one, "老人和孩子") for one in said], "人行道", chinese=True)
    assert [(page.layout, page.form) for page in pages[1:3]] == [("chart", "ring"), ("figure", "")]


def test_a_page_without_a_picture_is_the_one_it_has_instead() -> None:
    scenes = [SceneWords(one, "走到河边") for one in ("开场。", "天气很好，他们一起走到河边。", "结束。")]
    page = plan_pages(scenes, "河", chinese=True)[1]
    assert page.layout in PICTURED
    assert changed(page, "type").form == "sentence"
    assert changed(page, "shelf").layout == "shelf"


def test_a_title_card_tells_title_and_what_follows_its_colon() -> None:
    scenes = [SceneWords("今天开售，首发价199元。", "首发价"), SceneWords("三分钟烧开。", "三分钟烧开")]
    page = plan_pages(scenes, "【新品首发】晨露S3恒温电水壶：3分钟烧开，一度都不差", chinese=True)[0]
    assert (page.headline, page.note) == ("晨露S3恒温电水壶", "3分钟烧开，一度都不差")


def test_a_tale_at_bedtime_is_set_tenderly() -> None:
    tale = ["从前，森林里住着一只小刺猬。", "它提着灯笼去找月亮。", "月亮睡着了，晚安。"]
    news = ["今天大桥通车。", "全长三公里。", "市民都来看。"]
    for said, tender in ((tale, True), (news, False)):
        pages = plan_pages([SceneWords(one, one[:4]) for one in said], "故事", chinese=True)
        assert {page.tender for page in pages} == {tender}


def test_who_only_winks_has_a_name_without_it() -> None:
    page = find_quotation("猫头鹰眨眨眼睛说：“月亮也有累的时候，它在睡觉。”", chinese=True)
    assert page is not None
    assert page.speaker == "猫头鹰"


def test_a_figure_has_the_words_of_its_own_clause() -> None:
    """Not those of a clause beside it, whose headline it got: three minutes are for boiling, not for rinsing."""
    scenes = [
        SceneWords("炖肉。", "炖肉"),
        SceneWords("撇去浮沫，煮三分钟捞出，用热水冲净。", "用热水冲净"),
        SceneWords("吃吧。", "吃"),
    ]
    page = plan_pages(scenes, "炖肉", chinese=True)[1]
    assert (page.layout, page.headline) == ("figure", "煮三分钟捞出")


def test_what_a_figure_counts_is_named_where_the_words_before_it_only_point() -> None:
    scenes = [SceneWords(one, "") for one in ("开场。", "这座只有三万人口的小岛，靠潮汐发电。", "结束。")]
    assert plan_pages(scenes, "岛", chinese=True)[1].headline == "这座小岛只有"


def test_two_figures_have_a_headline_of_their_own() -> None:
    said = "邻市把人行道从两米拓宽到了四米，取消了八十个路边车位。"
    found = find_comparison(said, "取消了八十个路边车位", chinese=True)
    assert found is not None
    assert found.headline == "人行道"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("which takes longer to guess, and a backup that runs every night.", "A backup that runs every night"),
        (
            "have consecrated it, far above our poor power to add or detract.",
            "Far above our poor power to add or detract",
        ),
        ("with a finger, and that by summer she had found the tune.", "By summer she had found the tune"),
    ],
)
def test_no_single_word_stands_for_what_a_scene_says(said: str, told: str) -> None:
    scenes = [SceneWords("One.", ""), SceneWords(said, "", ("longer",)), SceneWords("Two.", "", ("quite",))]
    pages = plan_pages(scenes, "A night", chinese=False)
    assert changed(pages[1], "type").headline == told
    assert (pages[2].headline, pages[2].kicker) == ("A night", "")

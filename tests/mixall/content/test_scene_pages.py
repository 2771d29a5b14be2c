"""When each part of a page is said, where the camera steps on, and how scenes give way."""

import pytest

from datasay.composition.transition import Transition
from datasay.digest.pages.page import Figure, PageItem, ScenePage
from datasay.engines.protocols import SpokenSentence, SpokenWord
from datasay.mixall.content.scene_pages import beats_of, enters_at, moments_of, page_as_drawn, said_at, transitions_of

SAID = "再准备细口壶、电子秤、滤纸。"
SENTENCES = (
    SpokenSentence("开头。", 0, 3, 0.0, 1.0, ()),
    SpokenSentence(
        SAID, 4, 4 + len(SAID), 1.2, 5.2,
        (
            SpokenWord("再", 1.2, 1.4), SpokenWord("准备", 1.4, 1.9), SpokenWord("细口壶", 1.9, 2.6),
            SpokenWord("电子秤", 2.9, 3.6), SpokenWord("滤纸", 4.0, 5.0),
        ),
    ),
)  # fmt: skip


def test_entries_are_said_when_their_first_word_sounds() -> None:
    items = tuple(PageItem(text, SAID.index(text)) for text in ("细口壶", "电子秤", "滤纸"))
    assert moments_of(ScenePage("list", items=items), 4, SENTENCES) == (1.9, 2.9, 4.0)
    figure = ScenePage("figure", figure=Figure("3", "样", 3, SAID.index("电"), 8))
    assert moments_of(figure, 4, SENTENCES) == (2.9,)
    assert moments_of(ScenePage("close"), 4, SENTENCES) == ()


@pytest.mark.parametrize(("place", "seconds"), [(0, 0.0), (2, 2 / 3), (3, 1.2), (7, 1.9), (99, 1.2)])
def test_without_words_time_goes_by_the_text(place: int, seconds: float) -> None:
    assert said_at(place, SENTENCES) == pytest.approx(seconds)


def test_a_thing_comes_on_its_word_but_soon() -> None:
    assert enters_at(SAID, ("细口壶",), 4, SENTENCES, 1.1) == 1.9
    assert enters_at(SAID, ("滤纸",), 4, SENTENCES, 1.1) == pytest.approx(2.6)
    assert enters_at(SAID, ("茶",), 4, SENTENCES, 1.1) == pytest.approx(1.4)


def test_the_camera_steps_on_where_a_clause_begins_and_not_too_often() -> None:
    text = "一二三四五，六七八九十，一二三四五。"
    sentences = (SpokenSentence(text, 0, len(text), 0.0, 9.0, ()),)
    assert beats_of(text, 0, sentences, 0.0, 9.0) == (3.0, 6.0)
    assert beats_of(text, 0, sentences, 0.0, 4.5) == ()


def test_pages_follow_what_the_engine_made_of_them() -> None:
    page = ScenePage("close", headline="茶")
    assert page_as_drawn(page, "type") == ScenePage("type", headline="茶")
    assert page_as_drawn(page, "") is None


def test_pictures_without_pages_are_faded_and_words_of_a_new_part_cover() -> None:
    assert transitions_of([None, None], ["一", "二"]) == [Transition.FADE] * 2
    pages = [ScenePage(layout) for layout in ("title", "type", "close", "split")]
    said = ["开头", "后来，他走了。", "他走得很慢。", "不是累，而是想。"]
    assert transitions_of(pages, said) == [Transition.CUT, Transition.COVER, Transition.FADE, Transition.WIPE]

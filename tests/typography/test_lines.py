"""Line breaking: nothing lost, nothing overflowing, no line that begins or ends as Chinese typesetting forbids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.typography.lines import break_evenly, fit_lines, is_wide, line_width, place_characters

NEVER_FIRST = "，。、；：？！）》」』】”’…%"
NEVER_LAST = "（《「『【“‘"


def advance(character: str) -> float:
    """A plain face: full squares for Chinese, half for the rest."""
    return 1.0 if is_wide(character) else 0.5


@pytest.mark.parametrize(
    ("text", "count", "lines"),
    [
        ("买几个橘子去，你就在此地", 2, ("买几个橘子去，", "你就在此地")),
        ("我最不能忘记的是他的背影", 2, ("我最不能忘记的", "是他的背影")),  # 的 leans on the word before it
        ("2026年AI生成视频", 2, ("2026年AI", "生成视频")),
        ("seven years ago", 2, ("seven", "years ago")),
        ("成人服用120到150毫克", 2, ("成人服用", "120到150毫克")),  # a span stays whole
        ("北京10月17日开幕", 2, ("北京", "10月17日开幕")),
        ("大会于北京10月17日电", 2, ("大会于北京", "10月17日电")),
    ],
)
def test_lines_break_between_words(text: str, count: int, lines: tuple[str, ...]) -> None:
    broken = break_evenly(text, count, advance)
    assert broken is not None
    assert broken[0] == lines


def test_a_single_word_is_never_broken() -> None:
    assert break_evenly("internationalization", 2, advance) is None


headlines = st.text(
    st.sampled_from("父亲的背影我与他铁道橘子，。、《》“”（）！？AI2026 word %-年"), min_size=1, max_size=40
)


@given(headlines, st.floats(20, 2000), st.floats(20, 2000))
def test_every_headline_fits_and_keeps_its_characters(text: str, width: float, height: float) -> None:
    fitted = fit_lines(text, width, height, advance, largest=200.0)
    assert "".join("".join(fitted.lines).split()) == "".join(text.split())
    assert all(line_width(line, advance) * fitted.size <= width * 1.001 for line in fitted.lines)
    assert fitted.size * (1 + (len(fitted.lines) - 1) * 1.3) <= height * 1.001 or not fitted.lines


@given(headlines)
def test_no_line_begins_or_ends_with_forbidden_punctuation(text: str) -> None:
    fitted = fit_lines(text, 300.0, 900.0, advance, largest=120.0)
    for line in fitted.lines[1:]:
        assert line[0] not in NEVER_FIRST
    for line in fitted.lines[:-1]:
        assert line[-1] not in NEVER_LAST


def test_chinese_and_latin_stand_apart() -> None:
    assert line_width("年A年", advance) > line_width("年年", advance) + 0.5


def test_brackets_hang_at_the_edge_and_close_up_with_stops() -> None:
    placed, width = place_characters("（甲）。", advance)
    assert placed[0] == ("（", -0.5)
    assert width == pytest.approx(2.5)  # the letter, and the inked halves of （, ） and 。


def test_an_empty_text_gives_no_lines() -> None:
    assert fit_lines(" \n ", 100, 100, advance, largest=10).lines == ()

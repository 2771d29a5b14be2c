"""A script that is said as it stands: every word of it, in scenes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.digest.layout import lay_out


@pytest.mark.parametrize(
    "text",
    [
        "10:00 起床。\n16:9 的屏幕。\n00:01 主持人：大家好。",
        "我们去看海。海很大，风也很大。\n\n回家的路上，谁也没有说话。",
        "One small step.\nThe second line is here, and it goes on; nobody cut it.",
    ],
)
def test_nothing_is_left_out(text: str) -> None:
    scenes = lay_out(text, title="x", chinese=not text.isascii())
    assert "".join("".join(scene.narration for scene in scenes).split()) == "".join(text.split())


def test_a_text_without_words_has_no_scenes() -> None:
    assert lay_out("——\n……", title="x", chinese=True) == []


@given(st.text("海很大，风。ab 3:5\n", max_size=80), st.booleans())
def test_any_text_is_laid_out_in_its_order(text: str, chinese: bool) -> None:
    scenes = lay_out(text, title="", chinese=chinese)
    letters = [c for c in text if c.isalnum()]
    assert [c for scene in scenes for c in scene.narration if c.isalnum()] == letters

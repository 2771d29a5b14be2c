"""Headlines in scripts whose letters join or run from the right: kept, shaped, as wide as they are drawn."""

import numpy as np
import pytest
from numpy.typing import NDArray

from datasay.typography.fonts import GETA, sans_font, serif_font
from datasay.typography.headless import skia
from datasay.typography.setting import Hand

SCRIPTS = {"Arabic": "مرحبا بالعالم", "Hebrew": "שלום עולם", "Thai": "สวัสดีชาวโลก", "Devanagari": "नमस्ते दुनिया"}
SIZE = 40


def _drawn(hand: Hand, text: str) -> NDArray[np.bool_]:
    pixels = np.zeros((90, 700, 4), np.uint8)
    canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas()
    hand.draw(canvas, hand.shown(text), 20, 55, SIZE, 0xFFFFFFFF)
    return np.asarray(pixels[..., 3] > 100)


@pytest.mark.parametrize("script", SCRIPTS)
def test_its_letters_are_kept_and_drawn_as_wide_as_measured(script: str) -> None:
    text = SCRIPTS[script]
    for hand in (Hand(sans_font(), 850), Hand(serif_font(), 700)):
        assert hand.shown(text) == text
        assert GETA not in hand.shown(f"他说 {text} 茶")
        columns = np.flatnonzero(_drawn(hand, text).any(axis=0))
        assert columns[0] >= 18
        assert abs(columns[-1] - 20 - hand.width(text) * SIZE) < 0.2 * SIZE


def test_letters_are_joined_and_begin_on_the_right() -> None:
    hand = Hand(sans_font(), 700)
    assert hand.width("بببببب") < 4 * hand.width("ب")
    first = _drawn(hand, "ש")
    word = _drawn(hand, "שווו")
    ink, all_ink = np.flatnonzero(first.any(axis=0)), np.flatnonzero(word.any(axis=0))
    wide = ink[-1] - ink[0] + 1
    alone = first[:, ink[0] : ink[0] + wide]
    right, left = word[:, all_ink[-1] - wide + 1 : all_ink[-1] + 1], word[:, all_ink[0] : all_ink[0] + wide]
    assert (alone & right).sum() > 0.8 * alone.sum() > (alone & left).sum()

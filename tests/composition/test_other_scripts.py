"""Arabic, Hebrew, Thai, Devanagari and others are set in fonts of their own, joined and in their own direction."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from datasay.composition.ass import type_of
from datasay.composition.segments import lay_out_subtitles
from datasay.composition.timeline import Cue
from datasay.typography.fonts import GETA, displayable, sans_font, spares_for, with_spares
from tests.composition.test_ass import _drawn, _timeline

WORDS = {
    "Arabic": "مرحبا بالعالم",
    "Hebrew": "שלום עולם",
    "Thai": "สวัสดีชาวโลก",
    "Devanagari": "नमस्ते दुनिया",
    "Bengali": "ওহে বিশ্ব",
    "Tamil": "வணக்கம்",
    "Armenian": "Բարեւ",
    "Georgian": "გამარჯობა",
}


@pytest.mark.parametrize("script", WORDS)
def test_its_letters_are_kept_and_its_font_comes_along(script: str, tmp_path: Path) -> None:
    text = f"他说「{WORDS[script]}」。"
    face = with_spares(sans_font())
    assert displayable(text, face) == text
    assert GETA in displayable(text, sans_font()), "the face alone cannot"
    assert [spare.path.name.partition("[")[0] for spare in spares_for(text, face)] == [f"NotoSans{script}"]
    lay_out_subtitles(_timeline([Cue(0.0, 2.0, text)]), tmp_path)
    fonts = {path.name.partition("[")[0] for path in (tmp_path / "fonts").iterdir()}
    assert fonts == {f"NotoSans{script}", sans_font().path.name}


def test_a_text_of_everyday_signs_needs_one_font(tmp_path: Path) -> None:
    lay_out_subtitles(_timeline([Cue(0.0, 2.0, "荷塘 Lotus λόγος кириллица あ ★")]), tmp_path)
    assert [path.name for path in (tmp_path / "fonts").iterdir()] == [sans_font().path.name]


async def _ink(text: str, folder: Path) -> NDArray[np.bool_]:
    folder.mkdir(exist_ok=True)
    inked = (await _drawn(_timeline([Cue(0.0, 2.0, text)], size=(1080, 1080)), folder, at=0.1)) > 200
    columns = np.flatnonzero(inked.any(axis=0))
    return inked[:, columns.min() : columns.max() + 1]


async def test_arabic_letters_are_joined(tmp_path: Path) -> None:
    alone, joined = await _ink("ب", tmp_path / "1"), await _ink("بببببب", tmp_path / "2")
    assert joined.shape[1] < 4 * alone.shape[1]


async def test_hebrew_begins_on_the_right(tmp_path: Path) -> None:
    first, word = await _ink("ש", tmp_path / "1"), await _ink("שווו", tmp_path / "2")
    width = first.shape[1]
    right, left = (first & word[:, -width:]).sum(), (first & word[:, :width]).sum()
    assert right > 0.8 * first.sum() > left


async def test_devanagari_vowels_stand_with_their_letter(tmp_path: Path) -> None:
    letter, with_vowel = await _ink("न", tmp_path / "1"), await _ink("नि", tmp_path / "2")
    assert with_vowel.shape[1] < 1.9 * letter.shape[1], "no dotted circle"


@pytest.mark.parametrize("script", ["Arabic", "Hebrew", "Thai", "Devanagari"])
async def test_a_line_is_measured_in_the_fonts_it_is_drawn_in(script: str, tmp_path: Path) -> None:
    """Arabic letters are narrower joined than each by itself."""
    drawn = (await _ink(WORDS[script], tmp_path / "drawn")).shape[1]
    dots = (await _ink("国国国国国国国国国国", tmp_path / "dots")).shape[1]
    kind = type_of(with_spares(sans_font()))
    told = kind.width(WORDS[script], 1.0) / kind.width("国国国国国国国国国国", 1.0) * dots
    assert 0.9 * drawn < told < (1.7 if script == "Arabic" else 1.5) * drawn

"""Fonts: where they come from, and that nothing is ever shown as a missing glyph."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from datasay.typography import fonts
from datasay.typography.fonts import FontNotFound, displayable, sans_font, serif_font
from datasay.typography.headless import skia


@pytest.fixture(autouse=True)
def _fresh_choice() -> Iterator[None]:
    sans_font.cache_clear()
    serif_font.cache_clear()
    yield
    sans_font.cache_clear()
    serif_font.cache_clear()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("背影", "背影"),
        ("𠮷野家 㐂 龘", "𠮷野家 㐂 龘"),  # beyond the BMP, extension A, many strokes
        ("𪚥", "〓"),  # in Unicode, in no common font
        ("好😀的👨‍👩‍👧‍👦！🇨🇳👍🏽", "好的！"),  # emoji, a ZWJ family, a flag, a skin tone
        ("Hello 👍 world 🎉!", "Hello world!"),  # no hole where an emoji was
        ("🎉 你好 🎉 世界", "你好 世界"),
        ("好（👍）的 (🎉 ) ok\n🎉 次行 🎉\n末", "好的 ok\n次行\n末"),
        ("a  b 🎉", "a  b"),  # two spaces that were written stay
        ("一️⃣", "一"),  # variation selector and keycap
        ("سلام", "〓〓〓〓"),
        ("กำ", "〓〓"),
        ("a\u202eb\u200bc\x00d\u0085e", "abcde"),  # bidi override, zero width space, controls
        ("e\u0301te\u0301", "été"),  # NFC
        ("甲\u3000乙\u2028丙\t丁\n戊", "甲\u3000乙 丙 丁\n戊"),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_text_becomes_what_the_faces_can_show(text: str, shown: str) -> None:
    assert displayable(text, sans_font(), serif_font()) == shown


def test_every_shown_character_has_a_glyph_in_the_face() -> None:
    face = sans_font()
    opened = fonts.typeface(face.path, face.index)
    assert opened is not None
    every = "".join(chr(code) for code in range(0x20, 0x30000) if not 0xD800 <= code <= 0xDFFF)
    missing = {character for character in displayable(every, face) if opened.unicharToGlyph(ord(character)) == 0}
    assert missing <= {"\n"}


def test_the_faces_are_usable_by_a_subtitle_renderer() -> None:
    for face in (sans_font(), serif_font()):
        assert face.path.is_file()
        assert face.path.stem != "SimHei"
        assert face.family


def test_the_environment_names_the_sans_face(monkeypatch: pytest.MonkeyPatch) -> None:
    serif = serif_font()
    monkeypatch.setenv("DATASAY_FONT", str(serif.path))
    assert sans_font() == serif


@pytest.mark.parametrize("content", [None, b"not a font"])
def test_an_unusable_configured_font_is_refused_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "字体 one.otf"
    if content is not None:
        path.write_bytes(content)
    monkeypatch.setenv("DATASAY_FONT", str(path))
    with pytest.raises(FontNotFound, match="DATASAY_FONT"):
        sans_font()


def test_no_font_at_all_names_the_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DATASAY_FONT", raising=False)
    monkeypatch.setattr(fonts, "_FOLDERS", (str(tmp_path),))
    monkeypatch.setattr(fonts, "_WHEEL_SANS", ())
    with pytest.raises(FontNotFound, match="Install the Python packages manimgx-fonts-cjk"):
        sans_font()


def test_the_sans_face_comes_in_every_weight_and_the_regular_one_is_the_default() -> None:
    face = sans_font()
    assert face.weights == (100, 900)
    widths = [_ink(face, weight) for weight in (100, 400, 700, 900)]
    assert widths == sorted(set(widths))
    opened = fonts.typeface(face.path, face.index)
    assert opened is fonts.typeface(face.path, face.index)
    assert face.weight(950) == 900
    assert serif_font().weight(700) == 400


def _ink(face: fonts.FontFace, weight: int) -> int:
    """How many pixels the letters blacken."""
    font = skia.Font(fonts.typeface(face.path, face.index, weight), 60)
    pixels = np.zeros((100, 400, 4), np.uint8)
    surface = skia.Surface(pixels)
    surface.getCanvas().drawString("守塔人 20", 10, 70, font, skia.Paint(Color=skia.ColorWHITE))
    return int((pixels[..., 3] > 127).sum())

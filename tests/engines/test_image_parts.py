"""The engine's own dictionary and drawings agree with each other, and its colours with their definitions."""

import numpy as np
import pytest

from datasay.engines.local.image.choice import style_for
from datasay.engines.local.image.colour import Colour, colour_luminance, contrast, mix
from datasay.engines.local.image.identity import STYLES
from datasay.engines.local.image.lexicon import LEXICON
from datasay.engines.local.image.materials import silhouette, stand
from datasay.engines.local.image.motifs import MOTIF_NAMES, find_motif
from datasay.engines.local.image.palette import make_palette
from datasay.engines.local.image.stage import Area, generator
from datasay.engines.local.image.styles import DRAWERS
from datasay.engines.local.image.themes import THEMES, read_words


def test_every_style_has_a_drawer() -> None:
    assert tuple(DRAWERS) == STYLES


def test_every_word_leads_to_a_motif_and_a_theme_that_exist() -> None:
    named = {motif for motif, _, _ in LEXICON} | {motif for theme in THEMES.values() for motif in theme.motifs}
    assert named <= set(MOTIF_NAMES)
    assert {theme for _, theme, _ in LEXICON} <= set(THEMES)


@pytest.mark.parametrize("name", MOTIF_NAMES)
def test_a_motif_fills_its_box_and_stands_on_the_ground(name: str) -> None:
    motif = find_motif(name)
    place = stand(motif, Area(0, 0, motif.width * 2, 200))
    bounds = silhouette(motif, place).computeTightBounds()
    assert bounds.width() > 0.4 * motif.width * 2
    if not motif.floats:
        assert bounds.bottom() == pytest.approx(200, abs=8)


def test_a_series_shares_its_accent_and_paper_but_not_its_hues() -> None:
    palettes = [
        make_palette(THEMES[name], generator("family", 5), place) for place, name in enumerate(("sea", "food", "war"))
    ]
    assert len({palette.accent for palette in palettes}) == 1
    assert len({palette.paper for palette in palettes}) == 1
    assert len({palette.sky_top.rgb() for palette in palettes}) == 3


def test_colours_match_known_values() -> None:
    assert Colour(1.0, 0.0, 0.0).rgb() == (255, 255, 255)
    assert Colour(0.0, 0.0, 0.0).rgb() == (0, 0, 0)
    red = Colour(0.62796, 0.25768, 29.234).rgb()  # sRGB red
    assert max(abs(one - other) for one, other in zip(red, (255, 0, 0), strict=True)) <= 2
    assert mix(Colour(0.2, 0.0, 0.0), Colour(0.8, 0.0, 0.0), 0.5).light == pytest.approx(0.5)
    black_on_white = contrast(colour_luminance(Colour(0.0, 0.0, 0.0)), np.array([1.0], dtype=np.float32))
    assert float(black_on_white[0]) == pytest.approx(21.0)


@pytest.mark.parametrize("hue", range(0, 360, 30))
def test_a_colour_outside_srgb_keeps_its_lightness(hue: int) -> None:
    wide, grey = Colour(0.7, 0.4, float(hue)), Colour(0.7, 0.0, 0.0)
    assert colour_luminance(wide) == pytest.approx(colour_luminance(grey), abs=0.11)


def test_english_words_match_whole_and_one_character_words_stand_alone() -> None:
    assert not read_words("Seattle teacup scarf", (), "", 0).is_sure  # not tea, cup, car
    assert read_words("trains", (), "", 0).motifs[0] == "train"
    assert read_words("我相信你", (), "", 0).theme.name != "memory"  # 信 within 相信 is no letter


def test_words_choose_a_style_and_a_language_one_where_they_do_not() -> None:
    assert style_for("芯片与算法", "zh-CN", 0) == "aurora"
    assert {style_for("〇", "zh-CN", seed) for seed in range(30)} == {"paper", "ink", "night"}
    assert "ink" not in {style_for("zzz", "en-US", seed) for seed in range(30)}

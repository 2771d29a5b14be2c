"""What words mean to the eye: Chinese and English words → a theme (colour, light, ground) and a motif to draw."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import rjieba

from datasay.engines.local.image.lexicon import LEXICON


@dataclass(frozen=True, slots=True)
class Theme:
    """The look of a subject: hue in degrees (OKLCH), how colourful, what light, what ground; motifs to fall back on."""

    name: str
    hue: float
    colourful: float  # 1.0 is the style's own chroma
    light: str  # day, dusk, night, mist
    ground: str  # mountains, hills, sea, city, rails, plain
    motifs: tuple[str, ...]
    seal: str  # two Chinese characters for the ink style's seal


THEMES = {
    theme.name: theme
    for theme in (
        Theme("family", 52, 0.95, "dusk", "hills", ("pair", "house", "lantern"), "亲恩"),
        Theme("parting", 245, 0.75, "dusk", "rails", ("figure", "train", "lamp"), "送别"),
        Theme("travel", 225, 0.95, "day", "rails", ("train", "bridge", "suitcase"), "行旅"),
        Theme("memory", 62, 0.6, "mist", "hills", ("letter", "book", "clock"), "追忆"),
        Theme("grief", 265, 0.4, "mist", "plain", ("candle", "baretree", "letter"), "哀思"),
        Theme("war", 35, 0.55, "dusk", "plain", ("stones", "flag", "baretree"), "止戈"),
        Theme("nation", 255, 0.9, "dusk", "plain", ("temple", "flag", "birds"), "家国"),
        Theme("winter", 235, 0.5, "mist", "mountains", ("baretree", "snowflake", "house"), "岁寒"),
        Theme("spring", 140, 0.85, "day", "hills", ("sprout", "blossom", "birds"), "春信"),
        Theme("summer", 165, 1.0, "day", "sea", ("lotus", "boat", "sprout"), "夏荫"),
        Theme("autumn", 45, 1.1, "dusk", "mountains", ("baretree", "birds", "fruit"), "秋声"),
        Theme("nature", 155, 0.85, "day", "mountains", ("pine", "birds", "sprout"), "山川"),
        Theme("sea", 215, 1.0, "day", "sea", ("boat", "birds", "lighthouse"), "沧海"),
        Theme("night", 275, 0.9, "night", "mountains", ("lantern", "lamp", "house"), "夜话"),
        Theme("city", 260, 0.9, "dusk", "city", ("tower", "lamp", "bridge"), "城光"),
        Theme("technology", 285, 1.15, "night", "city", ("chip", "phone", "gear"), "智造"),
        Theme("science", 195, 1.0, "night", "plain", ("atom", "flask", "planet"), "格物"),
        Theme("space", 290, 1.05, "night", "mountains", ("rocket", "planet", "figure"), "星河"),
        Theme("food", 48, 1.1, "day", "plain", ("bowl", "cup", "fruit"), "人间"),
        Theme("fruit", 58, 1.2, "day", "hills", ("fruit", "blossom", "pair"), "橘香"),
        Theme("money", 85, 0.95, "day", "city", ("chart", "coins", "tower"), "经世"),
        Theme("health", 180, 0.9, "day", "hills", ("heart", "sprout", "figure"), "康宁"),
        Theme("learning", 75, 0.8, "day", "hills", ("book", "quill", "lamp"), "开卷"),
        Theme("voice", 20, 1.0, "dusk", "hills", ("speech", "phone", "book"), "言说"),
        Theme("time", 300, 0.65, "dusk", "mountains", ("clock", "figure", "birds"), "光阴"),
        Theme("love", 10, 1.05, "dusk", "sea", ("heart", "pair", "blossom"), "相知"),
        Theme("work", 230, 0.8, "day", "city", ("gear", "tower", "chart"), "勤行"),
        Theme("trade", 22, 1.05, "day", "city", ("bag", "coins", "heart"), "好物"),
        Theme("energy", 95, 1.05, "day", "hills", ("turbine", "sun", "bulb"), "生光"),
        Theme("open", 205, 0.8, "dusk", "mountains", ("birds", "figure", "pine"), "数言"),
    )
}

_ENDINGS = "(?:s|es|ed|d|ing|ly|’s|'s)?"


_NEAR_ENOUGH = 0.65  # of the strongest motif's score


@dataclass(frozen=True, slots=True)
class _Word:
    """A dictionary word and how much one sight of it tells."""

    text: str
    pattern: re.Pattern[str] | None  # None: found only as a word of its own, by segmentation
    telling: float

    def seen_in(self, text: str, segments: list[str]) -> int:
        if self.pattern is None:
            return segments.count(self.text)
        return len(self.pattern.findall(text))


def _word(entry: str) -> _Word:
    text, _, factor = entry.partition("*")
    telling = float(factor or 1)
    if text.isascii():
        return _Word(text, re.compile(rf"\b{re.escape(text)}{_ENDINGS}\b", re.IGNORECASE), telling)
    if len(text) == 1:
        return _Word(text, None, telling * 0.6)
    return _Word(text, re.compile(re.escape(text)), telling * min(len(text), 4) / 2)


@cache
def _dictionary() -> tuple[tuple[str, str, tuple[_Word, ...]], ...]:
    return tuple((motif, theme, tuple(_word(entry) for entry in words.split())) for motif, theme, words in LEXICON)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read out of the words: a theme, and motifs with the most telling first."""

    theme: Theme
    motifs: tuple[str, ...]
    is_sure: bool  # False: no word was known, the open theme stands in
    strengths: tuple[float, ...] = ()  # of each motif against the strongest; 0.0 for those only the theme suggests


def read_words(headline: str, keywords: Iterable[str], prompt: str, turn: int) -> Reading:
    """The theme and motifs of a scene; `turn` chooses among a theme's motifs where the words name none."""
    weighted = [(headline, 4.0), (prompt, 1.0)]
    weighted += [(keyword, max(1.0, 3.0 - 0.4 * place)) for place, keyword in enumerate(keywords)]
    texts = [(text, rjieba.cut(text), weight) for text, weight in weighted]
    motif_scores: dict[str, float] = {}
    theme_scores: dict[str, float] = {}
    for motif, theme_name, words in _dictionary():
        score = sum(
            weight * word.telling * min(2, word.seen_in(text, segments))
            for text, segments, weight in texts
            for word in words
        )
        if score > 0.0:
            theme_scores[theme_name] = theme_scores.get(theme_name, 0.0) + score
            motif_scores[motif] = motif_scores.get(motif, 0.0) + score
    theme = THEMES[_best_first(theme_scores)[0]] if theme_scores else THEMES["open"]
    own = theme.motifs[turn % len(theme.motifs) :] + theme.motifs[: turn % len(theme.motifs)]
    named = _best_first(motif_scores)
    # Scenes of one work often name the same things: those that are named about as strongly take turns.
    near = [name for name in named if motif_scores[name] >= _NEAR_ENOUGH * motif_scores[named[0]]]
    start = turn % len(near) if near else 0
    ordered = near[start:] + near[:start] + named[len(near) :]
    motifs = (*ordered, *(name for name in own if name not in ordered))
    strongest = max(motif_scores.values(), default=1.0)
    return Reading(theme, motifs, bool(named), tuple(motif_scores.get(name, 0.0) / strongest for name in motifs))


def _best_first(scores: dict[str, float]) -> list[str]:
    return sorted(scores, key=lambda name: (-scores[name], name))

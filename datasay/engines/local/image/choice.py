"""Which style a picture or a series gets when the request leaves it open."""

import hashlib

from datasay.engines.local.image.themes import Reading, read_words

_STYLE_FOR_THEME = {
    "parting": "paper",
    "family": "paper",
    "memory": "ink",
    "grief": "ink",
    "war": "editorial",
    "nation": "editorial",
    "technology": "aurora",
    "science": "aurora",
    "space": "night",
    "night": "night",
    "city": "night",
    "money": "swiss",
    "work": "swiss",
    "health": "swiss",
    "food": "editorial",
}


def style_for(words: str, language: str, seed: int) -> str:
    """The style that suits these words; by seed among those that suit the language where the words say nothing."""
    return style_for_reading(read_words(words, (), "", 0), language, seed)


def style_for_reading(reading: Reading, language: str, seed: int) -> str:
    """The style that suits a scene already read."""
    if reading.is_sure and reading.theme.name in _STYLE_FOR_THEME:
        return _STYLE_FOR_THEME[reading.theme.name]
    return style_for_series(language, seed)


def style_for_series(language: str, seed: int) -> str:
    """One style for all pictures of a series: it cannot depend on a single scene's words."""
    choices = ("paper", "ink", "night") if language.lower().startswith("zh") else ("paper", "editorial", "night")
    return choices[hashlib.sha256(f"series {seed}".encode()).digest()[0] % len(choices)]

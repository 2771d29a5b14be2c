"""Readings of Chinese that pypinyin's dictionary lacks, or has in an order that does not suit running text."""

import re
from collections import defaultdict
from functools import cache
from importlib.resources import files
from threading import Lock

from pypinyin import load_phrases_dict, load_single_dict

# 长 by itself is far more often "long" than "grow"; the compounds of "grow" and "head" are mostly in the dictionary.
_ALONE = {"长": "cháng,zhǎng"}
_COMPOUND = {
    "长得": ("zhǎng", "de"),
    "长着": ("zhǎng", "zhe"),
    "长满": ("zhǎng", "mǎn"),
    "长在": ("zhǎng", "zài"),
    "越长越": ("yuè", "zhǎng", "yuè"),
    "秘书长": ("mì", "shū", "zhǎng"),
}


_teaching = Lock()


def teach_readings() -> None:
    """Add them to pypinyin's dictionary, for the whole process; whoever reads first waits until that is done."""
    with _teaching:  # pypinyin walks over the dictionary as it learns, and threads read at the same time
        _teach()


@cache
def _teach() -> None:
    load_single_dict({ord(character): readings for character, readings in _ALONE.items()})
    load_phrases_dict({word: [[syllable] for syllable in read] for word, read in _COMPOUND.items()})


@cache
def _surroundings() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """For each polyphone its readings and where it has them, first come first served; from polyphones.txt."""
    text = files("datasay.language").joinpath("polyphones.txt").read_text(encoding="utf-8")
    found: defaultdict[str, list[tuple[str, re.Pattern[str]]]] = defaultdict(list)
    for line in filter(None, text.splitlines()):
        if not line.startswith("#"):
            character, reading, *patterns = line.split()
            found[character].append((reading, re.compile("|".join(patterns))))
    return dict(found)


def readings_by_surroundings(phrase: str) -> dict[int, str]:
    """Place of each polyphone whose surroundings tell its reading, and its syllable with the tone's digit."""
    told: dict[int, str] = {}
    table = _surroundings()
    for character in set(phrase) & table.keys():
        for reading, pattern in table[character]:
            for match in pattern.finditer(phrase):
                for place in range(match.start(), match.end()):
                    if phrase[place] == character:
                        told.setdefault(place, reading)
    return told

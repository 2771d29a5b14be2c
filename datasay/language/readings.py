"""Readings of Chinese that pypinyin's dictionary lacks, or has in an order that does not suit running text."""

from functools import cache

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


@cache
def teach_readings() -> None:
    """Add them to pypinyin's dictionary, for the whole process."""
    load_single_dict({ord(character): readings for character, readings in _ALONE.items()})
    load_phrases_dict({word: [[syllable] for syllable in read] for word, read in _COMPOUND.items()})

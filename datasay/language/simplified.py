"""Chinese in simplified and in traditional characters: which characters stand for which."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def traditional_characters() -> Mapping[str, str]:
    """For each simplified character the traditional ones, the usual one first."""
    return {group[0]: group[1:] for line in _lines() if not line.startswith("=") for group in line.split()}


@cache
def same_characters() -> Mapping[str, str]:
    """For a traditional character those that are the same written otherwise: 裏 and 裡."""
    groups = [group for line in _lines() if line.startswith("=") for group in line[1:].split()]
    return {character: group for group in groups for character in group}


def _lines() -> list[str]:
    text = files("datasay.language").joinpath("variants.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


@cache
def _simplified() -> dict[int, str]:
    table = traditional_characters()
    # 后 and 干 are simplified ones too.
    return {ord(other): simple for simple, others in table.items() for other in others if other not in table}


def simplified(text: str) -> str:
    """The same number of characters, those that are traditional only as simplified ones."""
    return text.translate(_simplified())

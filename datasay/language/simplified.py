"""Chinese in simplified and in traditional characters: which characters stand for which."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def traditional_characters() -> Mapping[str, str]:
    """For each simplified character the traditional ones, the usual one first."""
    text = files("datasay.language").joinpath("variants.txt").read_text(encoding="utf-8")
    groups = [group for line in text.splitlines() if not line.startswith("#") for group in line.split()]
    return {group[0]: group[1:] for group in groups}


@cache
def _simplified() -> dict[int, str]:
    found: dict[int, str] = {}
    table = traditional_characters()
    for simple, others in table.items():
        for other in others:
            if other not in table:  # 后 and 干 are simplified ones too
                found.setdefault(ord(other), simple)
    return found


def simplified(text: str) -> str:
    """The same number of characters, those that are traditional only as simplified ones."""
    return text.translate(_simplified())

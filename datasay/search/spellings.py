"""Chinese in simplified and in traditional characters: how the same words may be written."""

import itertools
from functools import cache
from importlib.resources import files

_MOST = 12  # ways to write the same that are looked for
_LONGEST = 50  # characters; nobody asks for more in a row


@cache
def _traditional() -> dict[str, str]:
    """For each simplified character the traditional ones, the usual one first."""
    text = files("datasay.search").joinpath("variants.txt").read_text(encoding="utf-8")
    groups = [group for line in text.splitlines() if not line.startswith("#") for group in line.split()]
    return {group[0]: group[1:] for group in groups}


@cache
def _simplified() -> dict[int, str]:
    found: dict[int, str] = {}
    for simple, others in _traditional().items():
        for other in others:
            if other not in _traditional():  # 后 and 干 are simplified ones too
                found.setdefault(ord(other), simple)
    return found


def simplified(text: str) -> str:
    """The same number of characters, those that are traditional only as simplified ones."""
    return text.translate(_simplified())


def is_ambiguous(text: str) -> bool:
    """Whether simplified alike are also characters that are not meant by it: 發 and 髮 are both 发."""
    table = _traditional()
    pairs = zip(text, simplified(text), strict=True)
    return any(len(set(table[simple]) - {simple, written}) > 0 for written, simple in pairs if written != simple)


def spellings(text: str) -> tuple[str, ...]:
    """Other ways to write this: all simplified, and with the traditional characters that may stand there."""
    if len(text) > _LONGEST:
        return ()
    simple = simplified(text)
    table = _traditional()
    # A traditional character that was typed is meant; a simplified one may stand for several.
    choices = [
        written if written != plain else table.get(plain, plain) for written, plain in zip(text, simple, strict=True)
    ]
    ways = [simple, *map("".join, itertools.islice(itertools.product(*choices), _MOST))]
    return tuple(dict.fromkeys(way for way in ways if way != text))[:_MOST]

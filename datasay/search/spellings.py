"""How the same Chinese words may be written, in simplified and in traditional characters."""

import itertools
from collections.abc import Iterator, Sequence

from datasay.language.simplified import same_characters, simplified, traditional_characters

_MOST = 12  # ways to write the same that are looked for
_LONGEST = 50  # characters; nobody asks for more in a row


def is_ambiguous(text: str) -> bool:
    """Whether simplified alike are also characters that are not meant by it: 發 and 髮 are both 发."""
    table = traditional_characters()
    pairs = zip(text, simplified(text), strict=True)
    return any(set(table[simple]) - {simple, *_same(written)} for written, simple in pairs if written != simple)


def spellings(text: str) -> tuple[str, ...]:
    """Other ways to write this: all simplified, and with the traditional characters that may stand there."""
    if len(text) > _LONGEST:
        return ()
    simple = simplified(text)
    table = traditional_characters()
    # A traditional character that was typed is meant; a simplified one may stand for several.
    choices = [
        _same(written) if written != plain else table.get(plain, plain)
        for written, plain in zip(text, simple, strict=True)
    ]
    ways = itertools.chain([simple], _likely(choices), map("".join, itertools.product(*choices)))
    found = dict.fromkeys(itertools.islice(ways, 4 * _MOST))
    found.pop(text, None)
    return tuple(found)[:_MOST]


def _likely(choices: Sequence[str]) -> Iterator[str]:
    """The usual characters, then one that is rarer at a time."""
    usual = "".join(each[0] for each in choices)
    yield usual
    for rank in range(1, max(map(len, choices))):
        for at, each in enumerate(choices):
            if rank < len(each):
                yield usual[:at] + each[rank] + usual[at + 1 :]


def _same(written: str) -> str:
    return written + same_characters().get(written, "").replace(written, "")

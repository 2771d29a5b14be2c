"""How the same Chinese words may be written, in simplified and in traditional characters."""

import itertools

from datasay.language.simplified import simplified, traditional_characters

_MOST = 12  # ways to write the same that are looked for
_LONGEST = 50  # characters; nobody asks for more in a row


def is_ambiguous(text: str) -> bool:
    """Whether simplified alike are also characters that are not meant by it: 發 and 髮 are both 发."""
    table = traditional_characters()
    pairs = zip(text, simplified(text), strict=True)
    return any(len(set(table[simple]) - {simple, written}) > 0 for written, simple in pairs if written != simple)


def spellings(text: str) -> tuple[str, ...]:
    """Other ways to write this: all simplified, and with the traditional characters that may stand there."""
    if len(text) > _LONGEST:
        return ()
    simple = simplified(text)
    table = traditional_characters()
    # A traditional character that was typed is meant; a simplified one may stand for several.
    choices = [
        written if written != plain else table.get(plain, plain) for written, plain in zip(text, simple, strict=True)
    ]
    ways = [simple, *map("".join, itertools.islice(itertools.product(*choices), _MOST))]
    return tuple(dict.fromkeys(way for way in ways if way != text))[:_MOST]

"""Where what a model quotes stands in a text, to the letter; what does not stand there has no place."""

import re
from collections.abc import Iterator

_LETTER = re.compile(r"[A-Za-zÀ-ɏ0-9]")


class Quotes:
    """Finds quotes one after another: the same one again means its next place."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._taken: dict[tuple[str, int, int], int] = {}  # how far a quote was used up within a stretch

    def find(self, quote: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
        """The next place of the quote within `text[start:end]`, or None."""
        stop = len(self._text) if end is None else end
        if not quote:
            return None
        key = (quote, start, stop)
        at = self._text.find(quote, self._taken.get(key, start), stop)
        if at < 0:
            return None
        self._taken[key] = at + len(quote)
        return at, at + len(quote)


def occurrences(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Every place of the word, in order: Latin words as whole words in any case, Chinese to the letter."""
    before = r"(?<![A-Za-zÀ-ɏ0-9])" if _LETTER.match(word) else ""
    after = r"(?![A-Za-zÀ-ɏ0-9])" if word and _LETTER.match(word[-1]) else ""
    if word:
        for match in re.finditer(before + re.escape(word) + after, text, re.IGNORECASE):
            yield match.span()

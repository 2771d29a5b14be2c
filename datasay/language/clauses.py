"""Spoken words by clause and language, and the part of the text that each spoken character stands for."""

from collections.abc import Iterator, Sequence

from datasay.language.speakable import Token
from datasay.language.words import CJK


def clauses_of(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], str]]:
    """What is said between two marks, and the mark that closes it."""
    words: list[Token] = []
    for token in tokens:
        if not token.is_mark:
            words.append(token)
        elif words:
            yield words, token.spoken
            words = []
    if words:
        yield words, "."


def language_runs(words: Sequence[Token]) -> Iterator[list[Token]]:
    """Words one after another that are said in one language."""
    part: list[Token] = []
    for word in words:
        if part and part[-1].language != word.language:
            yield part
            part = []
        part.append(word)
    if part:
        yield part


def spoken_owners(token: Token, text: str) -> list[tuple[int, int]]:
    """The part of the text that each spoken character stands for: itself, or the whole of what is read out."""
    start, end = token.original_start, token.original_end
    if len(token.spoken) == end - start and all(CJK.match(character) for character in text[start:end]):
        return [(at, at + 1) for at in range(start, end)]
    return [(start, end)] * len(token.spoken)

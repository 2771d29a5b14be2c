"""Cutting a long text into parts a model can read; nothing is left out."""

from collections.abc import Iterator, Sequence

from datasay.engines.usage import estimate_tokens
from datasay.language.sentences import Sentence, split_sentences

_NUMBER_TOKENS = 5  # "[1234] " and the line break


def cut_parts(text: str, budget: int) -> list[str]:
    """The text in parts of about at most `budget` tokens, cut between paragraphs, else between sentences, else hard.

    All words are in the parts, in order; only white space at the borders is lost.
    """
    if estimate_tokens(text) <= budget:
        return [text.strip()]
    parts: list[str] = []
    current, used = "", 0
    for piece, joint in _pieces(text, budget):
        size = estimate_tokens(piece)
        if current and used + size > budget:
            parts.append(current)
            current, used = piece, size
        else:
            current, used = (current + joint + piece if current else piece), used + size
    return [*parts, current] if current else parts


def _pieces(text: str, budget: int) -> Iterator[tuple[str, str]]:
    """Pieces no longer than the budget, each with what joins it to the one before."""
    for paragraph in text.split("\n"):
        if not paragraph.strip():
            continue
        joint = "\n\n"
        if estimate_tokens(paragraph) <= budget:
            yield paragraph.strip(), joint
            continue
        for piece in _sentences(paragraph, budget):
            yield piece, joint
            joint = " " if piece[-1:].isascii() else ""


def _sentences(paragraph: str, budget: int) -> Iterator[str]:
    for sentence in split_sentences(paragraph):
        step = max(budget, 1)  # a character is at most about one token
        for start in range(0, len(sentence.text), step):
            yield sentence.text[start : start + step]


def group_sentences(
    sentences: Sequence[tuple[int, Sentence]], budget: int, most: int
) -> list[list[tuple[int, Sentence]]]:
    """Numbered sentences in groups of about at most `budget` tokens and at most `most` sentences; none is left out."""
    groups: list[list[tuple[int, Sentence]]] = []
    used = 0
    for number, sentence in sentences:
        size = estimate_tokens(sentence.text) + _NUMBER_TOKENS
        if not groups or used + size > budget or len(groups[-1]) >= most:
            groups.append([])
            used = 0
        groups[-1].append((number, sentence))
        used += size
    return groups

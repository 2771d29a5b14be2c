"""The sentences of a text that say most, verbatim and in order.

LexRank with a prior for place (ranking.py), lessened for what a better sentence already says, then filled up greedily
with the most merit for the length. The same ranking writes scripts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from datasay.analysis.shapes import Analysis, SummaryResult, SummarySentence
from datasay.digest.keywords import Salience, measure_salience
from datasay.digest.ranking import Floats, centrality, percentiles, term_matrix, without_repeats
from datasay.language.detection import reading_language
from datasay.language.sentences import Sentence, split_sentences
from datasay.language.words import CJK, Word, read_words

VERSION = "local-lexrank-summary-1"
DEFAULT_RATIO = 0.2
_TELLING = 20
_SAMPLE = 20_000  # characters that tell the language


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence and its words."""

    sentence: Sentence
    words: list[Word]


def analyse_summary(text: str, *, ratio: float | None = None, sentences: int | None = None) -> Analysis:
    """Choose up to `ratio` (0 to 1) of the text's characters, or that many sentences; 0.2 when neither is given.

    The score is the coverage of the text's telling words in per cent. A text without words has an empty summary and
    the score 0.
    """
    everything, telling = read_telling(text)
    if not telling:
        return compose_summary(text, {}, VERSION)
    merit, shown = _merit(text, [one for _, one in telling])
    total = sum(len(sentence.text) for sentence in everything)
    lengths = [len(one.sentence.text) for _, one in telling]
    if sentences is None:
        chosen = fill_up(merit, lengths, (DEFAULT_RATIO if ratio is None else ratio) * total)
    else:
        chosen = _most(merit, sentences)
    return compose_summary(text, {telling[place][0]: float(shown[place]) for place in chosen}, VERSION)


def read_telling(text: str) -> tuple[list[Sentence], list[tuple[int, ReadSentence]]]:
    """All sentences, and those a summary may be made of with their numbers: no headings, no lists of marks."""
    everything = split_sentences(text)
    read = [
        (number, ReadSentence(sentence, read_words(sentence.text)))
        for number, sentence in enumerate(everything, start=1)
    ]
    return everything, [(number, one) for number, one in read if any(word.weight for word in one.words)]


def compose_summary(text: str, chosen: Mapping[int, float], version: str) -> Analysis:
    """The analysis for these sentences of the text: their numbers, among the telling ones, and weights from 0 to 1."""
    language = reading_language(text[:_SAMPLE])
    everything, telling = read_telling(text)
    taken = [(number, one) for number, one in telling if number in chosen]
    if not taken:
        empty = SummaryResult(
            language=language, summary="", sentences=[], sentence_count=len(everything), ratio=0, coverage=0
        )
        return Analysis(result=empty, score=0, model_version=version)
    total = sum(len(sentence.text) for sentence in everything)
    coverage = _coverage(measure_salience(one.words for _, one in telling), [one.words for _, one in taken])
    result = SummaryResult(
        language=language,
        summary=_joined([one.sentence for _, one in taken], text),
        sentences=[
            SummarySentence(
                start=one.sentence.start,
                end=one.sentence.end,
                text=one.sentence.text,
                number=number,
                weight=round(chosen[number], 4),
            )
            for number, one in taken
        ],
        sentence_count=len(everything),
        ratio=min(1.0, round(sum(len(one.sentence.text) for _, one in taken) / total, 4)),
        coverage=round(coverage, 4),
    )
    return Analysis(result=result, score=round(coverage * 100, 2), model_version=version)


def _merit(text: str, read: Sequence[ReadSentence]) -> tuple[Floats, Floats]:
    """What each sentence is worth, repeats lessened, and its plain place in the ranking."""
    matrix = term_matrix([[(word.key, word.weight) for word in one.words if word.weight] for one in read])
    place = np.arange(len(read)) / max(len(read) - 1, 1)
    prior = 1.0 + 0.8 * np.exp(-place * 8) + 0.5 * np.exp(-(1 - place) * 12)
    prior *= np.where([_opens_paragraph(text, one.sentence.start) for one in read], 1.15, 1.0)
    rank = percentiles(centrality(matrix, prior))
    whole = np.array([1.0 if one.sentence.text[-1:] in '。！？.!?…”"’』」）)' else 0.75 for one in read])
    return without_repeats(matrix, rank * whole), rank


def _opens_paragraph(text: str, start: int) -> bool:
    while start and text[start - 1] in " \t\u3000":
        start -= 1
    return start == 0 or text[start - 1] == "\n"


def _most(merit: Floats, count: int) -> list[int]:
    return [int(place) for place in np.argsort(-merit, kind="stable")[:count]]


def fill_up(merit: Floats, lengths: Sequence[int], limit: float) -> list[int]:
    """The best sentences that fit; one at least. A sentence may pass the limit by as little as it fell short."""
    chosen: list[int] = []
    used = 0
    for place in np.argsort(-merit, kind="stable"):
        length = lengths[int(place)]
        if used + length / 2 <= limit:
            chosen.append(int(place))
            used += length
        if used >= limit:
            break
    return chosen or [int(np.argmax(merit))]


def _coverage(salience: Salience, said: Sequence[Sequence[Word]]) -> float:
    telling = sorted(salience.scores.items(), key=lambda entry: (-entry[1], entry[0]))[:_TELLING]
    keys = {word.key for words in said for word in words}
    return sum(score for key, score in telling if key in keys) / sum(score for _, score in telling)


def _joined(sentences: Sequence[Sentence], text: str) -> str:
    """The sentences side by side: a space where the script wants one, a line break where the text has a paragraph."""
    parts: list[str] = []
    for number, sentence in enumerate(sentences):
        if number:
            between = text[sentences[number - 1].end : sentence.start]
            near = sentences[number - 1].text[-1] + sentence.text[0]
            wide = CJK.search(near) or near[0] in "。！？…”’」』"
            parts.append("\n" if "\n" in between else "" if wide else " ")
        parts.append(sentence.text)
    return "".join(parts)

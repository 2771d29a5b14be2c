"""What to change to make a text easier: which sentence, why, and how, in Chinese and English."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datasay.analysis.shapes import Advice, AdviceKind, Span
from datasay.language.sentences import Sentence

MOST = 50
# Characters of a Chinese sentence and clause, words of an English sentence: beyond these, readers go back.
LONG_CHINESE, LONG_CLAUSE, LONG_ENGLISH = 60, 25, 25
LONG_PARAGRAPH_CHINESE, LONG_PARAGRAPH_ENGLISH = 350, 150
_FEWEST_DIFFICULT, _DIFFICULT_SHARE, _FEWEST_LONG, _LONG_SHARE = 4, 0.4, 4, 0.25
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """One sentence, measured. `difficult` are its rare words (Chinese) or words of three and more syllables."""

    sentence: Sentence
    number: int
    words: int
    characters: int
    letters: int
    syllables: int
    difficult: tuple[Span, ...]
    longest_clause: Span


@dataclass(frozen=True, slots=True)
class _Found:
    cost: float  # how far beyond the limit, 1 is the limit itself
    advice: Advice


def find_advice(text: str, readings: Sequence[Reading], *, chinese: bool) -> list[Advice]:
    """The places that cost most, worst first, at most MOST."""
    found = [one for reading in readings for one in (_chinese(reading) if chinese else _english(reading))]
    found += _paragraphs(text, readings, chinese=chinese)
    found.sort(key=lambda one: (-one.cost, one.advice.start))
    return [one.advice for one in found[:MOST]]


def _advice(kind: AdviceKind, place: Span | Sentence, zh: str, en: str) -> Advice:
    return Advice(kind=kind, start=place.start, end=place.end, text=place.text, advice_zh=zh, advice_en=en)


def _chinese(reading: Reading) -> Iterator[_Found]:
    number, size = reading.number, reading.characters
    if size > LONG_CHINESE:
        zh = f"第 {number} 句有 {size} 个字，超过 {LONG_CHINESE} 字：在意思转折处断开，分成 {-(-size // 40)} 句。"
        en = f"Sentence {number} has {size} characters, over {LONG_CHINESE}: end it where the thought turns."
        yield _Found(size / LONG_CHINESE, _advice(AdviceKind.LONG_SENTENCE, reading.sentence, zh, en))
    clause = reading.longest_clause
    length = clause.end - clause.start
    if length > LONG_CLAUSE:
        zh = f"第 {number} 句有一处连续 {length} 个字没有停顿，超过 {LONG_CLAUSE} 字：加逗号，或把修饰语移到后面。"
        en = f"Sentence {number} runs {length} characters without a pause, over {LONG_CLAUSE}: add a comma."
        yield _Found(length / LONG_CLAUSE, _advice(AdviceKind.LONG_CLAUSE, clause, zh, en))
    rare = reading.difficult
    if len(rare) >= _FEWEST_DIFFICULT and len(rare) > _DIFFICULT_SHARE * reading.words:
        named = "、".join(_named(rare))
        zh = f"第 {number} 句 {reading.words} 个词里有 {len(rare)} 个难词（{named}）：换成常用词，或加一句解释。"
        en = f"Sentence {number} has {len(rare)} rare words among {reading.words} ({named}): use common ones."
        cost = len(rare) / reading.words / _DIFFICULT_SHARE
        yield _Found(cost, _advice(AdviceKind.RARE_WORDS, reading.sentence, zh, en))


def _english(reading: Reading) -> Iterator[_Found]:
    number, size = reading.number, reading.words
    if size > LONG_ENGLISH:
        zh = f"第 {number} 句有 {size} 个单词，超过 {LONG_ENGLISH} 个：分成 {-(-size // 18)} 句。"
        en = f"Sentence {number} has {size} words, over {LONG_ENGLISH}: make it {-(-size // 18)} sentences."
        yield _Found(size / LONG_ENGLISH, _advice(AdviceKind.LONG_SENTENCE, reading.sentence, zh, en))
    long = reading.difficult
    if len(long) >= _FEWEST_LONG and len(long) > _LONG_SHARE * size:
        named = ", ".join(_named(long))
        zh = f"第 {number} 句 {size} 个单词里有 {len(long)} 个长词（{named}）：换成短词。"
        en = f"Sentence {number} has {len(long)} long words among {size} ({named}): use shorter ones."
        cost = len(long) / size / _LONG_SHARE
        yield _Found(cost, _advice(AdviceKind.LONG_WORDS, reading.sentence, zh, en))


def _named(words: Sequence[Span]) -> list[str]:
    return list(dict.fromkeys(word.text for word in words))[:_NAMED]


def _paragraphs(text: str, readings: Sequence[Reading], *, chinese: bool) -> Iterator[_Found]:
    limit = LONG_PARAGRAPH_CHINESE if chinese else LONG_PARAGRAPH_ENGLISH
    inside: list[Reading] = []
    number = 0
    for reading in [*readings, None]:
        if inside and (reading is None or "\n" in text[inside[-1].sentence.end : reading.sentence.start]):
            number += 1
            size = sum(one.characters if chinese else one.words for one in inside)
            if size > limit and len(inside) > 1:
                first, last = inside[0].sentence, inside[-1].sentence
                zh = f"第 {number} 段有 {size} 个{'字' if chinese else '单词'}，超过 {limit}：分成两段或更多。"
                unit = "characters" if chinese else "words"
                en = f"Paragraph {number} has {size} {unit}, over {limit}: part it in two or more."
                whole = Span(start=first.start, end=last.end, text=text[first.start : last.end])
                yield _Found(size / limit, _advice(AdviceKind.LONG_PARAGRAPH, whole, zh, en))
            inside = []
        if reading is not None:
            inside.append(reading)

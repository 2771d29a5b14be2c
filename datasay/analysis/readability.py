"""How hard a text is to read, by published measures, with the places that cost most and what to do about them.

Chinese: the Chinese language difficulty coefficient, CLDC = words per sentence + difficult words per hundred words, as
Wang and others give it ("Readability in printed education materials for Chinese patients with systemic lupus
erythematosus", BMJ Open 2020;10:e038091, table 1), and the HSK level whose characters make up 95 % of the text.
English: Flesch Reading Ease (Flesch 1948), Flesch–Kincaid (Kincaid and others 1975), Gunning Fog (Gunning 1952),
SMOG (McLaughlin 1969) and ARI (Smith and Senter 1967).
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import rjieba

from datasay.analysis.advice import Reading, find_advice
from datasay.analysis.hanzi import HIGHEST, character_level, is_difficult
from datasay.analysis.shapes import Analysis, Formula, ReadabilityResult, Span
from datasay.analysis.syllables import count_syllables
from datasay.language.detection import reading_language
from datasay.language.sentences import Sentence, split_sentences
from datasay.language.words import CJK

VERSION = "local-formulas-readability-1"
_SAMPLE = 20_000
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+(?:['’\-][A-Za-zÀ-ɏ]+)*")
_CHINESE_END = re.compile(r"[。！？；!?;…]+[”’」』）)]*|\n")
_CLAUSE_END = re.compile(r"[，,、：:；;。！？!?…—（）()《》“”\"「」\s]+")
_ENDED = re.compile(r"[.!?:;…][”’\"')\]]*$")
_LONG_WORD = 3  # syllables
_EASY_CLDC, _HARD_CLDC = 10.0, 70.0  # 100 and 0 of our score; brochures found too hard to read have 67
_COVERED = 0.95
_BANDS_ZH = (
    (20.0, "容易", "easy"),
    (30.0, "中等", "intermediate"),
    (math.inf, "较难", "difficult"),
)
_BANDS_EN = (
    (90.0, "很容易", "very easy"),
    (80.0, "容易", "easy"),
    (70.0, "比较容易", "fairly easy"),
    (60.0, "通俗", "standard"),
    (50.0, "比较难", "fairly difficult"),
    (30.0, "难", "difficult"),
    (-math.inf, "很难", "very difficult"),
)


@dataclass(frozen=True, slots=True)
class _Counts:
    """What the English formulas are made from."""

    sentences: int
    words: int
    syllables: int
    long_words: int
    letters: int


def analyse_readability(text: str) -> Analysis:
    """Measure the text in the language most of it is in. The score is 100 for very easy and 0 for very hard.

    A text without words has no formulas, the level "nothing to read" and the score 100.
    """
    if reading_language(text[:_SAMPLE]).startswith("zh"):
        return _chinese(text)
    return _english(text)


def _chinese(text: str) -> Analysis:
    readings = _numbered([_read_chinese(sentence) for sentence in _chinese_sentences(text)])
    words = sum(one.words for one in readings)
    if not words:
        return _nothing("zh-CN")
    difficult = sum(len(one.difficult) for one in readings)
    characters = sum(one.characters for one in readings)
    length, share = words / len(readings), 100 * difficult / words
    cldc = length + share
    zh, en = next((zh, en) for limit, zh, en in _BANDS_ZH if cldc < limit)
    level = _hsk_level(text)
    named = {0: ("未达到分级", "beyond HSK 9"), 7: ("HSK 7–9 级", "HSK 7–9")}.get(
        level, (f"HSK {level} 级", f"HSK {level}")
    )
    formulas = [
        Formula(
            name="CLDC",
            value=round(cldc, 2),
            meaning_zh=f"汉语难度系数：平均句长 {length:.1f} 词 + 每百词难词 {share:.1f} 个，{zh}",
            meaning_en=f"Difficulty coefficient: {length:.1f} words a sentence + {share:.1f} difficult in 100: {en}",
            source="Wang et al., BMJ Open 2020;10:e038091",
        ),
        Formula(
            name="HSK",
            value=float(level),
            meaning_zh=f"95% 的汉字在 {named[0]} 以内" if level else "不到 95% 的汉字在 HSK 9 级以内",
            meaning_en=f"95 % of the characters are within {named[1]}"
            if level
            else "Fewer than 95 % of the characters are within HSK 9",
            source="GF0025-2021 《国际中文教育中文水平等级标准》",
        ),
    ]
    features = {
        "sentences": float(len(readings)),
        "words": float(words),
        "characters": float(characters),
        "words_per_sentence": round(length, 2),
        "characters_per_sentence": round(characters / len(readings), 2),
        "characters_per_word": round(sum(one.letters for one in readings) / words, 2),
        "difficult_words_percent": round(share, 2),
    }
    score = 100 * (_HARD_CLDC - cldc) / (_HARD_CLDC - _EASY_CLDC)
    return _analysis("zh-CN", (zh, en), formulas, features, score, readings, text)


def _english(text: str) -> Analysis:
    readings = _numbered([_read_english(sentence) for sentence in _english_sentences(text)])
    counts = _Counts(
        len(readings),
        sum(one.words for one in readings),
        sum(one.syllables for one in readings),
        sum(len(one.difficult) for one in readings),
        sum(one.letters for one in readings),
    )
    if not counts.words:
        return _nothing("en-US")
    length, syllables = counts.words / counts.sentences, counts.syllables / counts.words
    ease = 206.835 - 1.015 * length - 84.6 * syllables
    zh, en = next((zh, en) for limit, zh, en in _BANDS_EN if ease >= limit)
    features = {
        "sentences": float(counts.sentences),
        "words": float(counts.words),
        "characters": float(counts.letters),
        "words_per_sentence": round(length, 2),
        "syllables_per_word": round(syllables, 2),
        "long_words_percent": round(100 * counts.long_words / counts.words, 2),
    }
    return _analysis("en-US", (zh, en), _english_formulas(counts, ease, (zh, en)), features, ease, readings, text)


def _english_formulas(counts: _Counts, ease: float, level: tuple[str, str]) -> list[Formula]:
    length, syllables = counts.words / counts.sentences, counts.syllables / counts.words
    grade = 0.39 * length + 11.8 * syllables - 15.59
    fog = 0.4 * (length + 100 * counts.long_words / counts.words)
    smog = 1.043 * math.sqrt(counts.long_words * 30 / counts.sentences) + 3.1291
    ari = 4.71 * counts.letters / counts.words + 0.5 * length - 21.43
    grades = (
        ("Flesch–Kincaid grade", grade, "Kincaid et al. 1975, Naval Technical Training Research Branch Report 8-75"),
        ("Gunning Fog", fog, "Gunning 1952, The Technique of Clear Writing"),
        ("SMOG", smog, "McLaughlin 1969, Journal of Reading 12(8)"),
        ("ARI", ari, "Smith and Senter 1967, AMRL-TR-66-220"),
    )
    return [
        Formula(
            name="Flesch Reading Ease",
            value=round(ease, 2),
            meaning_zh=f"易读指数（越高越易读）：{level[0]}",
            meaning_en=f"Higher is easier: {level[1]}",
            source="Flesch 1948, Journal of Applied Psychology 32(3)",
        ),
        *(
            Formula(
                name=name,
                value=round(value, 2),
                meaning_zh=f"约需美国 {max(value, 1):.0f} 年级的阅读水平",
                meaning_en=f"Years of schooling in the United States: about {max(value, 1):.0f}",
                source=source,
            )
            for name, value, source in grades
        ),
    ]


def _chinese_sentences(text: str) -> list[Sentence]:
    """Sentences as the coefficient counts them: they end at a semicolon too, and none is cut for its length."""
    found: list[Sentence] = []
    start = 0
    for end in [*(match.end() for match in _CHINESE_END.finditer(text)), len(text)]:
        bare = text[start:end].strip()
        if bare:
            at = start + text[start:end].index(bare)
            found.append(Sentence(bare, at, at + len(bare)))
        start = end
    return found


def _english_sentences(text: str) -> list[Sentence]:
    """Whole sentences: what was cut for its length or wrapped at the edge of a page is put together again."""
    found: list[Sentence] = []
    for sentence in split_sentences(text):
        before = found[-1] if found else None
        if before is not None and not _ENDED.search(before.text[-3:]):
            between = text[before.end : sentence.start]
            if "\n" not in between or ("\n\n" not in between and sentence.text[:1].islower()):
                found[-1] = Sentence(text[before.start : sentence.end], before.start, sentence.end)
                continue
        found.append(sentence)
    return found


def _numbered(readings: Sequence[Reading]) -> list[Reading]:
    """Those with words, numbered as a reader would count them."""
    return [replace(one, number=number) for number, one in enumerate((r for r in readings if r.words), start=1)]


def _read_chinese(sentence: Sentence) -> Reading:
    words = letters = 0
    difficult: list[Span] = []
    at = sentence.start
    for token, tag in rjieba.tag(sentence.text):
        if CJK.search(token):
            words += 1
            letters += len(token)
            if is_difficult(token, tag):
                difficult.append(Span(start=at, end=at + len(token), text=token))
        at += len(token)
    return Reading(
        sentence=sentence,
        number=0,
        words=words,
        characters=sum(character.isalnum() for character in sentence.text),
        letters=letters,
        syllables=letters,
        difficult=tuple(difficult),
        longest_clause=_longest_clause(sentence),
    )


def _longest_clause(sentence: Sentence) -> Span:
    best = (0, 0)
    start = 0
    for end, following in [
        *((match.start(), match.end()) for match in _CLAUSE_END.finditer(sentence.text)),
        (len(sentence.text), 0),
    ]:
        if end - start > best[1] - best[0]:
            best = (start, end)
        start = following
    return Span(start=sentence.start + best[0], end=sentence.start + best[1], text=sentence.text[best[0] : best[1]])


def _read_english(sentence: Sentence) -> Reading:
    words = syllables = letters = 0
    difficult: list[Span] = []
    for match in _LATIN.finditer(sentence.text):
        word = match.group()
        count = count_syllables(word)
        words += 1
        syllables += count
        letters += sum(character.isalpha() for character in word)
        # Gunning leaves out names, and endings that make a third syllable.
        if count >= _LONG_WORD and not (word[0].isupper() and match.start()) and not _only_by_ending(word, count):
            at = sentence.start + match.start()
            difficult.append(Span(start=at, end=at + len(word), text=word))
    whole = Span(start=sentence.start, end=sentence.end, text=sentence.text)
    return Reading(sentence, 0, words, len(sentence.text), letters, syllables, tuple(difficult), whole)


def _only_by_ending(word: str, count: int) -> bool:
    return count == _LONG_WORD and word.lower().endswith(("es", "ed", "ing"))


def _hsk_level(text: str) -> int:
    """The lowest level whose characters make up 95 % of the text; 0 when not even the highest does."""
    counts = Counter(CJK.findall(text))
    total = sum(counts.values())
    reached = 0
    for level in range(1, HIGHEST + 1):
        reached += sum(count for character, count in counts.items() if character_level(character) == level)
        if reached >= _COVERED * total:
            return level
    return 0


def _analysis(
    language: str,
    level: tuple[str, str],
    formulas: list[Formula],
    features: dict[str, float],
    score: float,
    readings: Sequence[Reading],
    text: str,
) -> Analysis:
    result = ReadabilityResult(
        language=language,
        level_zh=level[0],
        level_en=level[1],
        formulas=formulas,
        features=features,
        advice=find_advice(text, readings, chinese=language.startswith("zh")),
    )
    return Analysis(result=result, score=round(min(max(score, 0.0), 100.0), 2), model_version=VERSION)


def _nothing(language: str) -> Analysis:
    return _analysis(language, ("没有可读的文字", "nothing to read"), [], {}, 100.0, [], "")

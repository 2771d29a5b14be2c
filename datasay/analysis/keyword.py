"""The words a text is about, with their weights, every place they stand at, and whether they name someone.

A word weighs as its salience (keywords.py: news by nature × how often × title) times how widely it is spread and how
central its sentences are (ranking.py). English names of several words ("New York") are one keyword.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import rjieba

from datasay.analysis.shapes import Analysis, Keyword, KeywordKind, KeywordResult, Span
from datasay.digest.keywords import measure_salience
from datasay.digest.ranking import centrality, percentiles, term_matrix
from datasay.language.detection import reading_language
from datasay.language.sentences import split_sentences
from datasay.language.words import CJK, Kind, Word, read_words

VERSION = "local-lexrank-keyword-1"
DEFAULT_LIMIT = 20
MOST_SPANS = 100
_SAMPLE = 20_000
_SHOWN = frozenset({Kind.NOUN, Kind.NAME, Kind.IDIOM})
_SHARE = {Kind.VERB: 0.35, Kind.ADJECTIVE: 0.35}
_TAGS = {
    "nr": KeywordKind.PERSON,
    "nrt": KeywordKind.PERSON,
    "nrfg": KeywordKind.PERSON,
    "ns": KeywordKind.PLACE,
    "nt": KeywordKind.ORGANISATION,
    "nz": KeywordKind.NAME,
}
# What a name ends with says what it names; rjieba's tags and English capitals do not go that far.
_ORGANISATION_END = re.compile(
    r"(?:公司|集团|大学|学院|中学|小学|医院|银行|委员会|研究院|研究所|协会|学会|基金会|出版社|报社|法院|政府|大队|支队|厂|局)$"
    r"|\b(?:Inc|Corp|Ltd|LLC|University|College|Institute|Company|Bank|Association|Committee|Ministry|Department"
    r"|Foundation|Agency|Council|Party|Court|Club|School|Hospital|Group)\.?$"
)
_PLACE_END = re.compile(
    r"\b(?:City|County|River|Lake|Mountain|Mountains|Island|Islands|Street|Avenue|Bay|Valley|Sea|Ocean|Park|Desert)$"
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤欧司诸葛鲁樊裴齐殷柳俞温梅庞章倪"
)
_TITLES = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sir|President|Senator|Captain|King|Queen|Professor|Judge)\.?\s+$")
_PLACE_BEFORE = re.compile(r"\b(?:in|at|near|from|to|across|throughout|outside)\s+$")
_SAYS_AFTER = re.compile(r"^(?:,? who\b|\s+(?:said|says|told|wrote|asked|thinks|believes|was born|died)\b)")
_NO_NAME = frozenset(
    [
        "i",
        "i'm",
        "i'll",
        "i've",
        "i'd",
        "ok",
        "tv",
        "dvd",
        "usb",
        "ac",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
    ]
)


@dataclass(frozen=True, slots=True)
class _Place:
    """One occurrence in the text."""

    start: int
    end: int
    sentence: int
    kind: Kind


def analyse_keywords(text: str, *, limit: int = DEFAULT_LIMIT) -> Analysis:
    """The `limit` heaviest keywords. The score is the share of the text's news that they carry, in per cent.

    A text without words has no keywords and the score 0.
    """
    language = reading_language(text[:_SAMPLE])
    sentences = split_sentences(text)
    read = [_joined_names(text, read_words(sentence.text), sentence.start) for sentence in sentences]
    salience = measure_salience(read)
    if not salience.scores:
        empty = KeywordResult(language=language, word_count=0, different_count=0, keywords=[])
        return Analysis(result=empty, score=0, model_version=VERSION)
    places: dict[str, list[_Place]] = defaultdict(list)
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    for number, words in enumerate(read):
        for word in words:
            if word.weight:
                places[word.key].append(_Place(word.start, word.end, number, word.kind))
                forms[word.key][word.text] += 1
    central = _central(read)
    weights = {key: _weight(key, found, salience.scores[key], central, len(read)) for key, found in places.items()}
    ordered = sorted(weights, key=lambda key: (-weights[key], places[key][0].start))
    chosen = [key for key in ordered if weights[key] > 0 and _says_something(forms[key])][:limit]
    heaviest = weights[chosen[0]] if chosen else 1.0
    tags = _tags(text, [places[key][0] for key in chosen])
    keywords = [
        _keyword(text, forms[key], places[key], weights[key] / heaviest, tags.get(places[key][0].start))
        for key in chosen
    ]
    share = sum(weights[key] for key in chosen) / max(sum(weights.values()), 1e-9)
    result = KeywordResult(
        language=language,
        word_count=sum(len(found) for found in places.values()),
        different_count=len(places),
        keywords=keywords,
    )
    return Analysis(result=result, score=round(min(share, 1.0) * 100, 2), model_version=VERSION)


def _central(read: Sequence[Sequence[Word]]) -> list[float]:
    matrix = term_matrix([[(word.key, word.weight) for word in words if word.weight] for words in read])
    ranked: list[float] = percentiles(centrality(matrix, np.ones(len(read)))).tolist()
    return ranked


def _weight(key: str, found: Sequence[_Place], salience: float, central: Sequence[float], sentences: int) -> float:
    kind = Counter(place.kind for place in found).most_common(1)[0][0]
    share = 1.0 if kind in _SHOWN else _SHARE.get(kind, 0.0)
    if len(key) == 1:
        share *= 0.3
    inside = {place.sentence for place in found}
    spread = 1.0 + 0.5 * (max(inside) - min(inside)) / max(sentences - 1, 1)
    return salience * share * spread * (0.6 + 0.4 * float(np.mean([central[number] for number in inside])))


def _says_something(forms: Counter[str]) -> bool:
    word = forms.most_common(1)[0][0]
    return (len(word) > 1 or not CJK.search(word)) and not word[0].isdigit()


def _joined_names(text: str, words: Sequence[Word], start: int) -> list[Word]:
    """The sentence's words at their places in the text; capitalised English words in a row are one name."""
    moved = [Word(word.text, word.start + start, word.kind, word.key, word.weight) for word in words]
    joined: list[Word] = []
    for word in moved:
        before = joined[-1] if joined else None
        gap = text[before.end : word.start] if before else ""
        if (
            word.kind is Kind.NOUN
            and word.text[0].isupper()
            and _TITLES.search(text[max(0, word.start - 16) : word.start])
        ):
            joined.append(Word(word.text, word.start, Kind.NAME, word.key, 1.1))  # "Dr." ended no sentence
        elif word.kind is Kind.NAME and word.text.lower() in _NO_NAME:
            joined.append(Word(word.text, word.start, Kind.PARTICLE, word.key, 0.0))
        elif before is not None and gap == " " and _is_latin_name(before) and _is_latin_name(word):
            both = text[before.start : word.end]
            joined[-1] = Word(both, before.start, Kind.NAME, both.lower(), max(before.weight, word.weight) * 1.1)
        elif word.kind is not Kind.SPACE:
            joined.append(word)
    return joined


def _is_latin_name(word: Word) -> bool:
    return word.kind is Kind.NAME and word.text[:1].isupper() and word.text.isascii()


def _tags(text: str, places: Iterable[_Place]) -> dict[int, str]:
    """rjieba's tag of each place, from the words around it: names are told by their neighbours too."""
    found: dict[int, str] = {}
    for place in places:
        if not CJK.search(text[place.start : place.end]):
            continue
        begin = max(0, place.start - 12)
        at = begin
        for token, tag in rjieba.tag(text[begin : place.end + 12]):
            if at == place.start and at + len(token) == place.end:
                found[place.start] = tag
                break
            at += len(token)
    return found


def _keyword(text: str, forms: Counter[str], places: Sequence[_Place], weight: float, tag: str | None) -> Keyword:
    word = forms.most_common(1)[0][0]
    kind = _kind(text, word, places, tag)
    if kind is KeywordKind.TERM and not CJK.search(word) and not any(c.isupper() for c in word[1:]):
        word = word.lower()
    spans = [Span(start=one.start, end=one.end, text=text[one.start : one.end]) for one in places[:MOST_SPANS]]
    return Keyword(word=word, kind=kind, weight=round(min(weight, 1.0), 4), count=len(places), spans=spans)


def _kind(text: str, word: str, places: Sequence[_Place], tag: str | None) -> KeywordKind:
    """Person, place or organisation where something says so; a name that nothing tells more of is a `name`."""
    if CJK.search(word):
        if len(word) > 2 and _ORGANISATION_END.search(word):
            return KeywordKind.ORGANISATION
        kind = _TAGS.get(tag or "", KeywordKind.TERM)
        return KeywordKind.TERM if kind is KeywordKind.PERSON and not _may_be_a_person(word) else kind
    if not any(place.kind is Kind.NAME for place in places):
        return KeywordKind.TERM
    return _latin_kind(text, word, places)


def _may_be_a_person(word: str) -> bool:
    """rjieba takes "祖母" and "黑布" for people: a name begins with a surname, or is a foreign one of some length."""
    return (word[0] in _SURNAMES and 2 <= len(word) <= 4) or "·" in word or len(word) >= 4


def _latin_kind(text: str, word: str, places: Sequence[_Place]) -> KeywordKind:
    if _ORGANISATION_END.search(word):
        return KeywordKind.ORGANISATION
    person = place = 0
    for one in places[:MOST_SPANS]:
        before, after = text[max(0, one.start - 16) : one.start], text[one.end : one.end + 16]
        person += bool(_TITLES.search(before)) + bool(_SAYS_AFTER.match(after))
        place += bool(_PLACE_BEFORE.search(before))
    if person > place:
        return KeywordKind.PERSON
    return KeywordKind.PLACE if place > person or _PLACE_END.search(word) else KeywordKind.NAME

"""Which way a text leans, sentence by sentence, and which words decided it: a lexicon and rules, no model.

After VADER (Hutto and Gilbert, 2014): valences of words, turned round by negation, made more or less by degree words,
weighed by contrast ("但是", "but": what comes after counts more), and brought between −1 and 1 by x / √(x² + 15).
Carried over to Chinese with word segmentation, its own lists and clauses as the reach of a negation. It reads no
irony and knows nothing of the world: "开起来像拖拉机" says nothing to it.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datasay.analysis.lexicon import (
    Turn,
    chinese_reach,
    chinese_turns,
    chinese_valences,
    english_reach,
    english_turns,
    english_valences,
    sign_valences,
)
from datasay.analysis.shapes import Analysis, Label, OpinionWord, SentenceSentiment, SentimentResult
from datasay.language.detection import reading_language
from datasay.language.sentences import Sentence, split_sentences
from datasay.language.words import CJK, Kind, Word, read_words

VERSION = "local-lexicon-sentiment-1"
MOST_SENTENCES = 500
MOST_EVIDENCE = 30
NEUTRAL = 0.2  # a sentence that leans less says nothing; chosen on the development set
NEUTRAL_TEXT = 0.12
_ALPHA = 15.0  # VADER's
_NEAR = 4  # words a negation or degree word reaches forward within its clause
_SAMPLE = 20_000

_NEGATED_GOOD, _NEGATED_BAD, _WEAKLY_NEGATED, _TWICE_NEGATED = -0.8, -0.6, -0.6, 0.8
_DEGREES = {Turn.STRONGEST: 1.5, Turn.STRONGER: 1.25, Turn.WEAKER: 0.7}
_BEFORE_CONTRAST, _AFTER_CONTRAST, _CONCEDED, _ON_CONDITION, _ASKED, _EXCLAIMED = 0.5, 1.3, 0.5, 0.5, 0.6, 1.15
_CLAUSE_END = re.compile(r"[，,.。！？!?；;：:—…\n]")
# These contrast only where they open a clause: "没有可抱怨的", "not yet".
_ONLY_FIRST = frozenset(["可", "还是", "仍", "仍然", "依旧", "依然", "结果", "只是", "still", "yet", "though"])
_GOOD_PARTS = frozenset("喜乐美优佳良善福荣胜赞")
_BAD_PARTS = frozenset("恶劣差坏烂臭丑怒悲惨痛骗毒罪危灾祸败亡伤恐愁苦")
_PART_VALENCE = 1.0  # of a word in no list that is made with such a character


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word or phrase of a sentence: its valence, or what it does to others, or neither."""

    start: int
    end: int
    clause: int
    word: int  # its number among the words of the sentence
    valence: float = 0.0
    turn: Turn | None = None


def analyse_sentiment(text: str) -> Analysis:
    """Judge the text. The score is 50 for neutral, 100 for wholly positive, 0 for wholly negative."""
    language = reading_language(text[:_SAMPLE])
    judged = [judge_sentence(sentence, number) for number, sentence in enumerate(split_sentences(text), start=1)]
    leaning = [one for one in judged if one.label is not Label.NEUTRAL]
    polarity = sum(one.polarity for one in judged) / max(len(leaning) + 0.25 * (len(judged) - len(leaning)), 1.0)
    return compose_sentiment(language, judged, polarity, VERSION)


def compose_sentiment(language: str, judged: Sequence[SentenceSentiment], polarity: float, version: str) -> Analysis:
    """The analysis for sentences that are judged, in order, and what they come to, from −1 to 1."""
    shown = list(judged)
    if len(judged) > MOST_SENTENCES:
        strongest = sorted(judged, key=lambda one: (-abs(one.polarity), one.number))[:MOST_SENTENCES]
        shown = sorted(strongest, key=lambda one: one.number)
    words = [word for one in judged for word in one.evidence]
    result = SentimentResult(
        language=language,
        label=label_of(polarity, NEUTRAL_TEXT),
        polarity=round(polarity, 4),
        sentence_count=len(judged),
        positive_count=sum(one.label is Label.POSITIVE for one in judged),
        negative_count=sum(one.label is Label.NEGATIVE for one in judged),
        neutral_count=sum(one.label is Label.NEUTRAL for one in judged),
        sentences=shown,
        truncated=len(judged) > MOST_SENTENCES,
        evidence=sorted(words, key=lambda word: (-abs(word.counted), word.start))[:MOST_EVIDENCE],
    )
    return Analysis(result=result, score=round(50 + 50 * polarity, 2), model_version=version)


def judge_sentence(sentence: Sentence, number: int = 1) -> SentenceSentiment:
    """Judge one sentence; its evidence has places in the whole text."""
    units = list(_units(sentence.text, read_words(sentence.text)))
    weights = _clause_weights(units)
    evidence = [_opinion(sentence, units, place, weights) for place, unit in enumerate(units) if unit.valence]
    total = math.fsum(word.counted for word in evidence)
    if re.search(r"[?？]", sentence.text[-3:]):
        total *= _ASKED
    elif re.search(r"[!！]", sentence.text[-3:]):
        total *= _EXCLAIMED
    polarity = total / math.sqrt(total * total + _ALPHA)
    return SentenceSentiment(
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        number=number,
        label=label_of(polarity, NEUTRAL),
        polarity=round(polarity, 4),
        evidence=evidence,
    )


def label_of(polarity: float, threshold: float = NEUTRAL) -> Label:
    """Neutral within the threshold."""
    if abs(polarity) < threshold:
        return Label.NEUTRAL
    return Label.POSITIVE if polarity > 0 else Label.NEGATIVE


def _units(text: str, words: Sequence[Word]) -> Iterator[_Unit]:
    """The sentence cut into words and known phrases, the longest first."""
    solid = [part for word in words if word.kind is not Kind.SPACE for part in _parted(word)]
    clause = place = 0
    opens = True  # nothing of the clause was read yet
    while place < len(solid):
        word = solid[place]
        if not word.text[0].isalnum():
            sign = _sign(text, word.start)
            if sign:
                end, valence = sign
                yield _Unit(word.start, end, clause, place, valence)
                while place < len(solid) and solid[place].start < end:
                    place += 1
                continue
            if _CLAUSE_END.match(word.text):
                clause, opens = clause + 1, True
            place += 1
            continue
        taken, valence, turn = _known(text, solid, place)
        if turn is Turn.CONTRAST and not opens:
            if word.text.lower() in _ONLY_FIRST:
                turn = None
            else:
                clause += 1
        opens = False
        yield _Unit(word.start, solid[place + taken - 1].end, clause, place, valence, turn)
        place += taken


def _parted(word: Word) -> Iterator[Word]:
    """The dictionary has "非常高兴" and "太好" as words; the lists know their parts: what turns, and what is turned."""
    valences, turns = chinese_valences(), chinese_turns()
    text = word.text
    if len(text) > 1 and CJK.match(text) and text not in valences and text not in turns:
        for cut in range(len(text) - 1, 0, -1):
            if text[:cut] in turns and (text[cut:] in valences or text[cut:] in turns):
                yield Word(text[:cut], word.start, Kind.ADVERB, text[:cut], 0.0)
                yield Word(text[cut:], word.start + cut, word.kind, text[cut:], word.weight)
                return
    yield word


def _sign(text: str, start: int) -> tuple[int, float] | None:
    signs = sign_valences()
    for length in (5, 4, 3, 2, 1):
        valence = signs.get(text[start : start + length])
        if valence is not None:
            return start + length, valence
    return None


def _known(text: str, words: Sequence[Word], place: int) -> tuple[int, float, Turn | None]:
    """How many words belong together here, their valence, and what they do to others."""
    first = words[place]
    chinese = bool(CJK.match(first.text))
    valences, turns = (chinese_valences(), chinese_turns()) if chinese else (english_valences(), english_turns())
    for taken in range(_reach(words, place, chinese=chinese), 0, -1):
        last = words[place + taken - 1]
        phrase = text[first.start : last.end].lower().replace("’", "'")
        turn = turns.get(phrase)
        if turn is not None:
            return taken, *_degree_or_opinion(phrase, turn, words, place + taken)
        if phrase in valences:
            return taken, _loud(text, first, last, valences[phrase]), None
    return 1, _by_its_parts(first) if chinese else 0.0, None


def _reach(words: Sequence[Word], place: int, *, chinese: bool) -> int:
    """How many words the longest known phrase that begins here could take; 0 when none begins so."""
    first = words[place]
    if not chinese:
        return min(english_reach().get(first.text.lower().replace("’", "'"), 0), len(words) - place)
    limit = first.start + chinese_reach().get(first.text[0], 0)
    taken = 0
    while place + taken < len(words) and words[place + taken].end <= limit:
        taken += 1
    return taken


def _degree_or_opinion(phrase: str, turn: Turn, words: Sequence[Word], after: int) -> tuple[float, Turn | None]:
    """A degree word that has nothing to strengthen may be an opinion itself: 好 in "质量好"."""
    if phrase != "好":
        return 0.0, turn
    following = words[after] if after < len(words) else None
    if following is not None and following.kind in {Kind.ADJECTIVE, Kind.VERB, Kind.IDIOM}:
        return 0.0, turn
    return (2.0, None) if after > 1 else (0.0, None)  # "好，收到" agrees and judges nothing


def _loud(text: str, first: Word, last: Word, valence: float) -> float:
    said = text[first.start : last.end]
    return valence * 1.2 if said.isascii() and said.isupper() and len(said) > 2 and not text.isupper() else valence


def _by_its_parts(word: Word) -> float:
    if not 2 <= len(word.text) <= 4 or word.kind not in {Kind.ADJECTIVE, Kind.IDIOM, Kind.VERB}:
        return 0.0
    good, bad = bool(_GOOD_PARTS & set(word.text)), bool(_BAD_PARTS & set(word.text))
    if good == bad or (good and word.kind is Kind.VERB):
        return 0.0
    return _PART_VALENCE if good else -_PART_VALENCE


def _clause_weights(units: Sequence[_Unit]) -> list[float]:
    """How much each clause counts: less before a contrast and where something is conceded, more after."""
    clauses = max((unit.clause for unit in units), default=0) + 1
    weights = [1.0] * clauses
    for unit in units:
        if unit.turn is Turn.CONTRAST and unit.clause > 0:
            weights = [
                weight * (_BEFORE_CONTRAST if number < unit.clause else _AFTER_CONTRAST)
                for number, weight in enumerate(weights)
            ]
            break
    for unit in units:
        if unit.turn is Turn.CONCESSION and unit.clause + 1 < clauses:
            weights[unit.clause] *= _CONCEDED
        elif unit.turn is Turn.CONDITION:
            weights[unit.clause] *= _ON_CONDITION
    return weights


def _opinion(sentence: Sentence, units: Sequence[_Unit], place: int, weights: Sequence[float]) -> OpinionWord:
    unit = units[place]
    counted = unit.valence * weights[unit.clause]
    negations: list[_Unit] = []
    degree: _Unit | None = None
    for other in reversed(units[:place]):
        if other.clause != unit.clause or unit.word - other.word > _NEAR:
            break
        if other.valence * unit.valence < 0:
            break  # what stands nearer was turned round: 不喜欢这个难看的包, "never recommend this terrible phone"
        if other.turn in {Turn.NEGATION, Turn.WEAK_NEGATION}:
            negations.append(other)
        elif other.turn in _DEGREES and degree is None:
            degree = other
    after = units[place + 1] if place + 1 < len(units) else None
    if degree is None and after is not None and after.turn is Turn.STRONGEST and after.clause == unit.clause:
        degree = after  # 难吃极了
    if degree is not None and degree.turn is not None:
        counted *= _DEGREES[degree.turn]
    counted *= _negation([one.turn for one in negations], counted)
    start, end = sentence.start + unit.start, sentence.start + unit.end
    said = sentence.text
    return OpinionWord(
        start=start,
        end=end,
        text=said[unit.start : unit.end],
        valence=round(unit.valence, 2),
        counted=round(counted, 3),
        negated_by=said[negations[0].start : negations[0].end] if negations else None,
        strengthened_by=said[degree.start : degree.end] if degree is not None else None,
    )


def _negation(turns: Sequence[Turn | None], counted: float) -> float:
    if not turns:
        return 1.0
    if len(turns) > 1:
        return _TWICE_NEGATED
    if turns[0] is Turn.WEAK_NEGATION and counted > 0:
        return _WEAKLY_NEGATED
    return _NEGATED_GOOD if counted > 0 else _NEGATED_BAD

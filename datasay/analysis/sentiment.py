"""Which way a text leans, sentence by sentence, and which words decided it: lexicons and rules, and a small model.

After VADER (Hutto and Gilbert, 2014): valences of words, turned round by negation, made more or less by degree words,
and brought between −1 and 1 by x / √(x² + 15). Carried over to Chinese with word segmentation, its own lists and
clauses as the reach of a negation. patterns_zh.txt and patterns_en.txt hold ways of saying, mentions.py tells what is
only spoken of. What a writer sets aside gives way to what is said against it; where both stand, the sentence is mixed.

Where the package with the language model is installed, the label comes from a network that sees what the model makes of
the sentence beside all that the rules found (`tone`); the words that decided are the rules' in any case.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from datasay.analysis.lexicon import Turn
from datasay.analysis.opinions import Read, Unit, read_opinions
from datasay.analysis.patterns import Sign
from datasay.analysis.shapes import Analysis, Label, OpinionWord, SentenceSentiment, SentimentResult
from datasay.analysis.tone.leaning import LABELS, leanings
from datasay.analysis.tone.reader import weights_file
from datasay.language.detection import reading_language
from datasay.language.sentences import Sentence, split_sentences

BY_RULES = "local-lexicon-sentiment-2"
BY_MODEL = "local-model-sentiment-3"  # rules and network
MOST_SENTENCES = 500
MOST_EVIDENCE = 30
NEUTRAL = 0.2  # a sentence that leans less says nothing; chosen on the development set
NEUTRAL_TEXT = 0.12
_NEUTRAL_SHARE = 0.4  # of a sentence that leans to neither, in what a text comes to
_ALPHA = 15.0  # VADER's
_NEAR = 5  # words a negation or degree word reaches forward within its clause
_CLOSE = 2  # and to one that has a negation of its own: 不充钱根本没法玩
_SAMPLE = 20_000

_NEGATED_GOOD, _NEGATED_BAD, _WEAKLY_NEGATED, _TWICE_NEGATED = -0.8, -0.7, -0.6, 0.8
_DEGREES = {Turn.STRONGEST: 1.5, Turn.STRONGER: 1.25, Turn.WEAKER: 0.7}
_ON_CONDITION, _ASKED, _EXCLAIMED = 0.5, 0.6, 1.15
_SAID, _SET_ASIDE, _MEANT = 0.8, 0.3, 1.3  # what counts as said; how the two sides of a contrast count
_BOTH, _BALANCED = 1.0, 0.38  # each side of a mixed sentence weighs this, and the lesser this share of the greater
_EVEN = 0.7  # the lesser's share from which good and bad in one breath leave the method unsure
_LEAST = 0.85  # of a sum that a rule decided: it is never neutral
_SURE = 0.7  # the least chance with which the network's label is told; decision 0016 has what that comes to
_READ_AT_ONCE = 64  # sentences
_MOST_READ = 500  # sentences the model reads: six seconds of a core; a longer text is judged by the rules alone
# Who speaks so judges, also where no word is known that says which way.
_MOVED = re.compile(
    r"[!！]$|居然|竟然|简直|太[^，。]{1,4}了|真[是的]?[^，。实正]|也太|什么[^，。]{0,3}[啊嘛呀]"
    r"|\b(?:what an?|such an?|so \w+ that|how \w+!|honestly|frankly|literally|unbelievabl[ey]|seriously)\b",
    re.IGNORECASE,
)
_AND = re.compile(r"\b(?:and|that|which|who|while|with)\b|又|也|而|和", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Sides:
    """The clauses that are meant; the others are set aside, or only stand on the other side."""

    meant: frozenset[int]
    even: bool = False
    reverse: bool = False  # what is unknown of the meant is the reverse of what is set aside


def version() -> str:
    """The method this machine has."""
    return BY_RULES if weights_file() is None else BY_MODEL


def analyse_sentiment(text: str) -> Analysis:
    """Judge the text. The score is 50 for neutral, 100 for wholly positive, 0 for wholly negative."""
    language = reading_language(text[:_SAMPLE])
    judged, method = judge(split_sentences(text))
    leaning = [one for one in judged if one.label not in {Label.NEUTRAL, Label.UNSURE}]
    polarity = sum(one.polarity for one in judged) / max(
        len(leaning) + _NEUTRAL_SHARE * (len(judged) - len(leaning)), 1.0
    )
    return compose_sentiment(language, judged, polarity, method)


def judge(sentences: Iterable[Sentence]) -> tuple[list[SentenceSentiment], str]:
    """Judge each sentence, and say by which method; evidence has places in the whole text."""
    read = [judge_by_rules(sentence, number) for number, sentence in enumerate(sentences, start=1)]
    if len(read) > _MOST_READ:
        return [one for one, _ in read], version()
    judged: list[SentenceSentiment] = []
    for start in range(0, len(read), _READ_AT_ONCE):
        part = read[start : start + _READ_AT_ONCE]
        chances = leanings(part)
        if chances is None:
            return [one for one, _ in read], BY_RULES
        judged += [_by_model(one, row.tolist()) for (one, _), row in zip(part, chances, strict=True)]
    return judged, version()


def _by_model(judged: SentenceSentiment, chances: Sequence[float]) -> SentenceSentiment:
    """The network's label where it is sure enough. Where the rules say the same, they know better how far it leans."""
    best = max(range(len(LABELS)), key=lambda place: chances[place])
    label = LABELS[best] if chances[best] >= _SURE else Label.UNSURE
    judged = judged.model_copy(update={"leaning": LABELS[best], "chance": round(chances[best], 3)})
    if label is judged.label:
        return judged
    leans = chances[LABELS.index(Label.POSITIVE)] - chances[LABELS.index(Label.NEGATIVE)]
    if label in {Label.POSITIVE, Label.NEGATIVE}:
        leans = math.copysign(max(abs(leans), NEUTRAL), leans)
    else:
        leans = max(min(leans, NEUTRAL - 0.01), 0.01 - NEUTRAL)
    return judged.model_copy(update={"label": label, "polarity": round(leans, 4)})


def compose_sentiment(language: str, judged: Sequence[SentenceSentiment], polarity: float, version: str) -> Analysis:
    """The analysis for sentences that are judged, in order, and what they come to, from −1 to 1."""
    shown = list(judged)
    if len(judged) > MOST_SENTENCES:
        strongest = sorted(judged, key=lambda one: (-abs(one.polarity), one.number))[:MOST_SENTENCES]
        shown = sorted(strongest, key=lambda one: one.number)
    words = [word for one in judged for word in one.evidence]
    result = SentimentResult(
        language=language,
        label=_label_of_all(judged, polarity),
        polarity=round(polarity, 4),
        sentence_count=len(judged),
        positive_count=sum(one.label is Label.POSITIVE for one in judged),
        negative_count=sum(one.label is Label.NEGATIVE for one in judged),
        neutral_count=sum(one.label is Label.NEUTRAL for one in judged),
        mixed_count=sum(one.label is Label.MIXED for one in judged),
        unsure_count=sum(one.label is Label.UNSURE for one in judged),
        sentences=shown,
        truncated=len(judged) > MOST_SENTENCES,
        evidence=sorted(words, key=lambda word: (-abs(word.counted), word.start))[:MOST_EVIDENCE],
    )
    return Analysis(result=result, score=round(50 + 50 * polarity, 2), model_version=version)


def judge_by_rules(sentence: Sentence, number: int = 1) -> tuple[SentenceSentiment, Read]:
    """Judge one sentence by lexicons and rules alone; its evidence has places in the whole text."""
    read = read_opinions(sentence.text)
    evidence = [_opinion(sentence, read.units, place) for place, unit in enumerate(read.units) if unit.valence]
    label, total = _verdict(read, [word.counted for word in evidence])
    if re.search(r"[?？]", sentence.text[-3:]):
        total *= _ASKED
    elif re.search(r"[!！]", sentence.text[-3:]):
        total *= _EXCLAIMED
    polarity = total / math.sqrt(total * total + _ALPHA)
    judged = SentenceSentiment(
        start=sentence.start,
        end=sentence.end,
        text=sentence.text,
        number=number,
        label=label or label_of(polarity, NEUTRAL),
        polarity=round(polarity, 4),
        evidence=evidence,
    )
    return judged, read


def label_of(polarity: float, threshold: float = NEUTRAL) -> Label:
    """Neutral within the threshold."""
    if abs(polarity) < threshold:
        return Label.NEUTRAL
    return Label.POSITIVE if polarity > 0 else Label.NEGATIVE


def _label_of_all(judged: Sequence[SentenceSentiment], polarity: float) -> Label:
    """Of a text: mixed where half the sentences lean, both ways about alike, and it comes to neither."""
    if len(judged) == 1:
        return judged[0].label
    mixed = sum(one.label is Label.MIXED for one in judged)
    good = mixed + sum(one.label is Label.POSITIVE for one in judged)
    bad = mixed + sum(one.label is Label.NEGATIVE for one in judged)
    label = label_of(polarity, NEUTRAL_TEXT)
    leaning = good + bad - mixed
    if label is Label.NEUTRAL and 2 * leaning >= len(judged) and 2 * min(good, bad) >= max(good, bad) > 0:
        return Label.MIXED
    return label


def _verdict(read: Read, counted: Sequence[float]) -> tuple[Label | None, float]:
    """What the sentence comes to: a sum, and a label where the sum does not say it."""
    good = math.fsum(one for one in counted if one > 0)
    bad = -math.fsum(one for one in counted if one < 0)
    if Sign.FLIPPED in read.signs:
        return None, max(good + bad, _LEAST)
    if Sign.MIXED in read.signs:
        return Label.MIXED, _little(good - bad)
    if Sign.IRONY in read.signs:
        return None, -max(good + bad, 2 * _LEAST)
    sides = _sides(read)
    return _weighed(read, counted, good, bad) if sides is None else _meant(read, counted, sides)


def _weighed(read: Read, counted: Sequence[float], good: float, bad: float) -> tuple[Label | None, float]:
    """What a sentence comes to that sets nothing aside."""
    lesser, greater = sorted((good, bad))
    if not counted and Sign.FACT not in read.signs and _MOVED.search(read.text):
        return Label.UNSURE, 0.0
    if Sign.PRAISE in read.signs and good and bad >= max(_BOTH, _BALANCED * good):
        return None, -max(bad, _LEAST)
    if lesser >= max(_BOTH, _BALANCED * greater):
        if _apart(read, counted):
            return Label.MIXED, _little(good - bad)
        if lesser >= _EVEN * greater:
            return Label.UNSURE, _little(good - bad)
    return None, good - bad


def _meant(read: Read, counted: Sequence[float], sides: _Sides) -> tuple[Label | None, float]:
    """What a sentence comes to that sets something aside."""
    clauses = [unit.clause for unit in read.units if unit.valence]
    said = math.fsum(one for clause, one in zip(clauses, counted, strict=True) if clause in sides.meant)
    other = math.fsum(one for clause, one in zip(clauses, counted, strict=True) if clause not in sides.meant)
    if sides.even and said * other < 0 and min(abs(said), abs(other)) >= _BOTH:
        return Label.MIXED, _little(said + other)
    if abs(said) >= _SAID:
        return None, math.copysign(max(abs(_MEANT * said + _SET_ASIDE * other), _LEAST), said)
    if sides.reverse and abs(other) >= _SAID and not sides.meant.intersection(clauses):
        # What is praised and set aside is meant as blame; blame that is set aside leaves it open.
        return (None, -max(0.5 * other, _LEAST)) if other > 0 else (Label.UNSURE, _little(0.3 * other))
    return None, said + 0.5 * other


def _apart(read: Read, counted: Sequence[float]) -> bool:
    """Whether good and bad are said in parts of their own: other clauses, or with "and" between."""
    opinions = [unit for unit in read.units if unit.valence]
    for (left, one), (right, other) in pairwise(zip(opinions, counted, strict=True)):
        if one * other < 0 and (left.clause != right.clause or _AND.search(read.text, left.end, right.start)):
            return True
    return False


def _little(total: float) -> float:
    """A sum of both sides, kept where it leans to neither."""
    return max(min(total, 0.7), -0.7)


def _sides(read: Read) -> _Sides | None:
    """None where nothing is set against anything."""
    everything = frozenset(range(read.clauses))
    opinions = {unit.clause for unit in read.units if unit.valence}
    hard = [unit.clause for unit in read.units if unit.turn is Turn.CONTRAST and unit.clause > 0]
    soft = [unit for unit in read.units if unit.turn is Turn.SOFT_CONTRAST and unit.clause > 0]
    conceded = frozenset(unit.clause for unit in read.units if unit.turn is Turn.CONCESSION) | read.conceded
    if hard:
        return _Sides(everything - frozenset(range(hard[0])), reverse=True)
    if conceded and opinions - conceded:
        return _Sides(everything - conceded)
    if opinions and opinions <= read.seeming and max(opinions) + 2 < read.clauses:
        return _Sides(everything - read.seeming, reverse=True)
    turned = frozenset(range(read.turned or 0))
    if opinions & turned and opinions - turned:
        return _Sides(everything - turned)
    if soft:
        reverse = read.text[soft[0].start] == "却"
        return _Sides(everything - frozenset(range(soft[0].clause)), even=True, reverse=reverse)
    return None


def _opinion(sentence: Sentence, units: Sequence[Unit], place: int) -> OpinionWord:
    unit = units[place]
    counted = unit.valence
    negations: list[Unit] = []
    degree: Unit | None = None
    if not unit.whole:
        negations, degree = _turned_by(units, place)
    if degree is not None and degree.turn is not None:
        counted *= _DEGREES[degree.turn]
    if any(other.turn is Turn.CONDITION and other.clause == unit.clause for other in units):
        counted *= _ON_CONDITION
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


def _turned_by(units: Sequence[Unit], place: int) -> tuple[list[Unit], Unit | None]:
    """The negations that reach an opinion, the nearest first, and the word that makes it more or less."""
    unit = units[place]
    negations: list[Unit] = []
    degree: Unit | None = None
    for other in reversed(units[:place]):
        if other.clause != unit.clause or unit.word - other.word > (_CLOSE if unit.negated else _NEAR):
            break
        if other.valence * unit.valence < 0 and other.turn is None:
            break  # what stands nearer was turned round: 不喜欢这个难看的包, "never recommend this terrible phone"
        if negations and other.valence:
            break  # 腰不酸背不疼: each has its own
        if other.turn in {Turn.NEGATION, Turn.WEAK_NEGATION}:
            negations.append(other)
            if other.again:
                break
        elif other.turn in _DEGREES and degree is None:
            degree = other
    after = units[place + 1] if place + 1 < len(units) else None
    if degree is None and after is not None and after.turn is Turn.STRONGEST and after.clause == unit.clause:
        degree = after  # 难吃极了
    return negations, degree


def _negation(turns: Sequence[Turn | None], counted: float) -> float:
    if not turns:
        return 1.0
    if len(turns) > 1:
        return _TWICE_NEGATED
    if turns[0] is Turn.WEAK_NEGATION and counted > 0:
        return _WEAKLY_NEGATED
    return _NEGATED_GOOD if counted > 0 else _NEGATED_BAD

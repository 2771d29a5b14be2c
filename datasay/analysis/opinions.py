"""What a sentence is made of for its judgement: opinions, words that turn others, and clauses."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import rjieba

from datasay.analysis.lexicon import (
    Turn,
    chinese_reach,
    chinese_turns,
    chinese_valences,
    english_reach,
    english_turns,
    english_valence,
    english_valences,
    sign_valences,
)
from datasay.analysis.mentions import Mentions
from datasay.analysis.patterns import Found, Sign, find_patterns
from datasay.language.simplified import simplified
from datasay.language.words import CJK, Kind, Word, read_words

_CLAUSE_END = re.compile(r"[，,.。！？!?；;：:—…\n]")
_WIDE = str.maketrans(",;:!?", "，；：！？")
_LATIN = re.compile(r"[A-Za-z]{2,}[^A-Za-z\u4e00-\u9fff]+[A-Za-z]|^[A-Za-z]")
# These contrast only where they open a clause: "没有可抱怨的", "not yet".
_ONLY_FIRST = frozenset(["可", "还是", "仍", "仍然", "依旧", "依然", "结果", "只是", "倒", "still", "yet"])
_NEGATED = re.compile(
    r"[不没无未别]|\b(?:no|not|never|nothing|without|cannot|nobody|none)\b|n't"
)  # within a way of saying
_SUBJECTS = re.compile(r"(?:i|we|you|he|she|it|they|the|an?|my|our|your|his|her|its|their|th[ioe]se?|that|there)\b")
_GOOD_PARTS = frozenset("喜乐美优佳良善福荣胜赞")
_BAD_PARTS = frozenset("恶劣坏烂臭丑怒悲惨痛骗毒罪危灾祸败亡伤恐愁苦")
_PART_VALENCE = 1.0  # of a word in no list that is made with such a character
_FREE_LENGTH = 3  # characters from which an entry need not end where a word of the dictionary does


@dataclass(frozen=True, slots=True)
class Unit:
    """A word or phrase of a sentence: its valence, or what it does to others, or neither."""

    start: int
    end: int
    clause: int
    word: int  # its number among the words of the sentence
    valence: float = 0.0
    turn: Turn | None = None
    negated: bool = False  # a word that begins with a negation: 没法玩
    way: bool = False  # a way of saying, no fixed word
    whole: bool = False  # one that has its negation within
    again: bool = False  # "nor" takes up a negation that stands before


@dataclass(frozen=True, slots=True)
class Read:
    """A sentence as it is judged."""

    text: str
    units: Sequence[Unit]
    clauses: int
    signs: frozenset[Sign]
    conceded: frozenset[int]  # clauses the writer sets aside
    seeming: frozenset[int]  # clauses that tell what a thing is made out to be
    turned: int | None  # the clause from which on the writer means what is said


def read_opinions(text: str) -> Read:
    """Read a sentence. Words that are only spoken of have no valence."""
    folded = simplified(text)
    lower = folded.lower().replace("’", "'")
    if len(lower) != len(text):  # a letter that is two in lower case
        lower = folded
    found = _ways(lower)
    mentions = Mentions(folded, fact=any(one.sign is Sign.FACT for one in found))
    reader = _Reader(folded, lower, found)
    everything = list(reader.units())
    starts = reader.starts
    units = [
        replace(unit, valence=0.0) if unit.valence and mentions.only_spoken_of(everything, place) else unit
        for place, unit in enumerate(everything)
    ]
    turned = [_clause_at(starts, one.start) for one in found if one.sign is Sign.TURN]
    return Read(
        text=text,
        units=[unit for unit in units if unit.valence or unit.turn],
        clauses=len(starts),
        signs=frozenset(one.sign for one in found if one.sign is not None),
        conceded=_clauses(starts, found, Sign.CONCEDED, Sign.SEEMING),
        seeming=_clauses(starts, found, Sign.SEEMING),
        turned=min((clause for clause in turned if clause > 0), default=None),
    )


def _clauses(starts: Sequence[int], found: Sequence[Found], *signs: Sign) -> frozenset[int]:
    return frozenset(_clause_at(starts, one.start) for one in found if one.sign in signs)


def _clause_at(starts: Sequence[int], place: int) -> int:
    return max(bisect_right(starts, place) - 1, 0)


def _ways(lower: str) -> list[Found]:
    found: list[Found] = []
    if CJK.search(lower):
        found += find_patterns(lower.translate(_WIDE), "zh")
    if _LATIN.search(lower):
        found += find_patterns(lower, "en")
    return found


def _weighing(found: Sequence[Found]) -> dict[int, Found]:
    """Where a way of saying begins that weighs something or keeps its words from it; the longest where two meet."""
    taken: list[Found] = []
    for one in sorted(found, key=lambda one: (one.start - one.end, one.start)):
        if (one.sign is None or one.sign is Sign.NOTHING) and all(
            one.end <= other.start or other.end <= one.start for other in taken
        ):
            taken.append(one)
    return {one.start: one for one in taken}


class _Reader:
    """Cuts a sentence into words and known phrases, the longest first; those that say nothing are there too."""

    def __init__(self, text: str, lower: str, found: Sequence[Found]) -> None:
        self._text, self._lower = text, lower
        self._ways = _weighing(found)
        self._words = [
            part for word in read_words(text) if word.kind is not Kind.SPACE for part in _parted(word, self._ways)
        ]
        self._place = 0
        self._opens = True  # nothing of the clause was read yet
        self.starts = [0]  # where each clause begins

    def units(self) -> Iterator[Unit]:
        """All of them, in order."""
        while self._place < len(self._words):
            word = self._words[self._place]
            way = next((self._ways[at] for at in range(word.start, word.end) if at in self._ways), None)
            if way is not None:
                yield self._way(way)
            elif word.text[0].isalnum():
                yield self._word(word)
            elif sign := _sign(self._text, word.start):
                end, valence = sign
                yield Unit(word.start, end, len(self.starts) - 1, self._place, valence)
                self._pass(end)
            else:
                self._pass(word.end)

    def _pass(self, end: int) -> None:
        """Go on behind this place; marks on the way end clauses."""
        while self._place < len(self._words) and self._words[self._place].start < end:
            word = self._words[self._place]
            if _CLAUSE_END.match(word.text):
                self.starts.append(word.end)
                self._opens = True
            self._place += 1

    def _way(self, way: Found) -> Unit:
        negated = bool(_NEGATED.search(self._lower, way.start, way.end))
        unit = Unit(way.start, way.end, len(self.starts) - 1, self._place, way.valence, way=True, whole=negated)
        self._opens = False
        self._pass(way.end)
        return unit

    def _word(self, word: Word) -> Unit:
        limit = next((at for at in range(word.start, self._words[-1].end) if at in self._ways), len(self._text))
        end, valence, turn = _known(self._lower[:limit], self._words, self._place)
        start, end = word.start, max(end, word.end)
        if not valence and turn is None:
            start, end, valence = self._within(word, end)
        place = self._place
        opened, self._opens = self._opens, False
        self._pass(end)
        if turn in {Turn.CONTRAST, Turn.SOFT_CONTRAST} and not opened:
            if word.text.lower() in _ONLY_FIRST:
                turn = None
            else:
                self.starts.append(word.start)
        elif turn is Turn.JOIN:
            turn = None
            if self._place < len(self._words) and _SUBJECTS.match(self._words[self._place].text.lower()):
                self.starts.append(word.start)
        return Unit(
            start,
            end,
            len(self.starts) - 1,
            place,
            valence,
            turn,
            negated=word.text[0] in "不没无未",
            again=word.text.lower() == "nor",
        )

    def _within(self, word: Word, end: int) -> tuple[int, int, float]:
        """A long entry that begins within a word of the dictionary: 全家乐 + 开花 is 全家 + 乐开花."""
        if CJK.match(word.text):
            for at in range(word.start + 1, word.end):
                for length in range(chinese_reach().get(self._lower[at], 0), _FREE_LENGTH - 1, -1):
                    valence = chinese_valences().get(self._lower[at : at + length], 0.0)
                    if valence:
                        return at, max(end, at + length), valence
        return word.start, end, 0.0


def _parted(word: Word, ways: dict[int, Found]) -> Iterator[Word]:
    """The dictionary has "非常高兴" and "太好" as words; the lists know their parts: what turns, and what is turned."""
    valences, turns = chinese_valences(), chinese_turns()
    text = word.text
    if len(text) > 1 and CJK.match(text) and text not in valences and text not in turns:
        cuts = [at - word.start for at in range(word.start + 1, word.end) if at in ways]
        cuts += [at for at in range(1, len(text) - 1) if text[at] in "不没"]
        if len(text) == 4 and (text[:2] in valences or text[2:] in valences):
            cuts.append(2)  # 管理混乱
        if text[0] in turns and not rjieba.has_word(text):
            cuts.append(1)  # a guess of the dictionary: 却大有
        cuts += [
            cut
            for cut in range(len(text) - 1, 0, -1)
            if ((text[:cut] in turns or text[:cut] in valences) and (text[cut:] in valences or text[cut:] in turns))
            or any(text[cut : cut + length] in valences for length in range(_FREE_LENGTH, len(text) - cut + 1))
        ]
        if cuts:
            cut = cuts[0]
            yield Word(text[:cut], word.start, Kind.ADVERB, text[:cut], 0.0)
            yield from _parted(Word(text[cut:], word.start + cut, word.kind, text[cut:], word.weight), ways)
            return
    yield word


def _sign(text: str, start: int) -> tuple[int, float] | None:
    signs = sign_valences()
    for length in (5, 4, 3, 2, 1):
        valence = signs.get(text[start : start + length])
        if valence is not None and not text.startswith("//", start + 1):  # an address is no face
            return start + length, valence
    return None


def _known(lower: str, words: Sequence[Word], place: int) -> tuple[int, float, Turn | None]:
    """Where the longest known phrase that begins here ends, its valence, and what it does to others."""
    if CJK.match(words[place].text):
        return _known_chinese(lower, words, place)
    return _known_english(lower, words, place)


def _known_chinese(lower: str, words: Sequence[Word], place: int) -> tuple[int, float, Turn | None]:
    first = words[place]
    valences, turns = chinese_valences(), chinese_turns()
    ends = {word.end for word in words[place : place + 8]}
    for length in range(chinese_reach().get(first.text[0], 0), 0, -1):
        end = first.start + length
        phrase = lower[first.start : end]
        if len(phrase) < length or (end not in ends and length < _FREE_LENGTH):
            continue
        turn = turns.get(phrase)
        if turn is not None and end in ends:
            after = next((place + far for far, word in enumerate(words[place:]) if word.start >= end), len(words))
            return end, *_degree_or_opinion(phrase, turn, words, after)
        if phrase in valences:
            return end, valences[phrase], None
    return first.end, _by_its_parts(first), None


def _known_english(lower: str, words: Sequence[Word], place: int) -> tuple[int, float, Turn | None]:
    first = words[place]
    valences, turns = english_valences(), english_turns()
    said = lower[first.start : first.end]
    for taken in range(min(english_reach().get(said, 1), len(words) - place), 0, -1):
        last = words[place + taken - 1]
        phrase = lower[first.start : last.end]
        if first.start + len(phrase) < last.end:
            continue
        turn = turns.get(phrase)
        if turn is not None:  # "lacks warmth": it turns what follows and says something itself
            return last.end, valences.get(phrase, 0.0) if turn is Turn.NEGATION and taken == 1 else 0.0, turn
        if phrase in valences:
            return last.end, _loud(words[place], valences[phrase]), None
    if said.endswith("n't"):
        return first.end, 0.0, Turn.NEGATION
    return first.end, english_valence(said.removesuffix("'s")) or 0.0, None


def _degree_or_opinion(phrase: str, turn: Turn, words: Sequence[Word], after: int) -> tuple[float, Turn | None]:
    """A degree word that has nothing to strengthen may be an opinion itself: 好 in "质量好"."""
    if phrase != "好":
        return 0.0, turn
    following = words[after] if after < len(words) else None
    if following is not None and following.kind in {Kind.ADJECTIVE, Kind.VERB, Kind.IDIOM}:
        return 0.0, turn
    # "好，收到" agrees and "折好" says that it is done; neither judges.
    judges = after > 1 and (words[after - 2].kind is not Kind.VERB or len(words[after - 2].text) > 1)
    return (2.0, None) if judges else (0.0, None)


def _loud(word: Word, valence: float) -> float:
    said = word.text
    return valence * 1.2 if said.isascii() and said.isupper() and len(said) > 2 else valence


def _by_its_parts(word: Word) -> float:
    if not 2 <= len(word.text) <= 4 or word.kind not in {Kind.ADJECTIVE, Kind.IDIOM, Kind.VERB}:
        return 0.0
    good, bad = bool(_GOOD_PARTS & set(word.text)), bool(_BAD_PARTS & set(word.text))
    if good == bad or "不" in word.text or (good and word.kind is Kind.VERB):
        return 0.0
    return _PART_VALENCE if good else -_PART_VALENCE

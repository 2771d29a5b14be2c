"""A text as what the model is to say in one go: symbols, the part of the text that each stands for, and pauses."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from datasay.engines.kokoro.english import EnglishRun, pronounce
from datasay.engines.kokoro.symbols import MARKS, mandarin_symbols
from datasay.language.clauses import clauses_of, language_runs, spoken_owners
from datasay.language.mandarin import read_phrase
from datasay.language.sentences import Sentence
from datasay.language.speakable import Token, speakable_tokens

# Seconds of silence at normal speed behind a mark within a sentence.
_PAUSES = {"、": 0.12, ",": 0.24, "—": 0.30, ":": 0.34, ";": 0.36, "…": 0.40, ".": 0.45, "!": 0.45, "?": 0.45}
_NO_PAUSE = 0.0
_LONGEST_CALL = 190  # symbols: beyond, the model hurries and slips, and takes memory
_LONGEST_CLAUSE = 180  # symbols without a mark
_SHORTEST_CALL = 16  # symbols: what is shorter is slurred, and is said together with its neighbour


@dataclass(frozen=True, slots=True)
class Unit:
    """What is said for the part `text[start:end]` of a text; a word ends with it unless `tied` to the next."""

    start: int
    end: int
    symbols: str
    language: str
    tied: bool = False


@dataclass(slots=True)
class Clause:
    """Units up to a mark, the mark as the model knows it, and the seconds of silence behind at normal speed."""

    sentence: int
    units: list[Unit]
    mark: str
    pause: float

    @property
    def size(self) -> int:
        """Symbols, with the mark and the spaces between words."""
        return sum(len(unit.symbols) + (not unit.tied) for unit in self.units) + len(self.mark)


@dataclass(slots=True)
class Call:
    """Clauses that are said in one go."""

    clauses: list[Clause] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Symbols in all."""
        return sum(clause.size for clause in self.clauses)

    @property
    def languages(self) -> dict[str, int]:
        """How many symbols there are of each language."""
        counted: dict[str, int] = {}
        for clause in self.clauses:
            for unit in clause.units:
                counted[unit.language] = counted.get(unit.language, 0) + len(unit.symbols)
        return counted


async def plan_calls(
    sentences: Sequence[Sentence], languages: Sequence[str], pauses: Sequence[float], british: bool, text: str = ""
) -> list[Call]:
    """What is to be said, in order: sentences of the text, how each is read, and the silence behind it."""
    clauses: list[Clause] = []
    runs: list[EnglishRun] = []
    gaps: list[tuple[Clause, int, list[Token], int]] = []  # where English is to come: clause, place, tokens, offset
    for number, (sentence, language, pause) in enumerate(zip(sentences, languages, pauses, strict=True)):
        begun = len(clauses)
        for tokens, mark in clauses_of(speakable_tokens(sentence.text, language, text)):
            clause = Clause(number, [], MARKS[mark], _PAUSES[mark])
            for part in language_runs(tokens):
                if part[0].language == "zh":
                    clause.units += _mandarin(part, sentence)
                else:
                    gaps.append((clause, len(clause.units), part, sentence.start))
                    runs.append(EnglishRun(tuple(token.spoken for token in part), british))
            clauses.append(clause)
        if len(clauses) > begun:
            clauses[-1].pause = pause
            if clauses[-1].mark not in ".!?":
                clauses[-1].mark = "."
    said = await pronounce(runs)
    for (clause, place, part, offset), pieces in reversed(list(zip(gaps, said, strict=True))):
        clause.units[place:place] = _english(part, pieces, offset)
    return _grouped([piece for clause in clauses if clause.units for piece in _short_enough(clause)])


def _mandarin(tokens: Sequence[Token], sentence: Sentence) -> list[Unit]:
    """A unit for each character of the text, or for all that is read out of a number or sign."""
    owners = [owner for token in tokens for owner in spoken_owners(token, sentence.text)]
    units: list[Unit] = []
    place = 0
    for word in read_phrase("".join(token.spoken for token in tokens), plainly=True):
        begun = len(units)
        for syllable in word.syllables:
            symbols = mandarin_symbols(syllable)
            start, end = (sentence.start + at for at in owners[place])
            place += 1
            if symbols:
                units.append(Unit(start, end, symbols, "zh", tied=True))
        if len(units) > begun:
            last = units[-1]
            units[-1] = Unit(last.start, last.end, last.symbols, "zh")
    return units


def _english(tokens: Sequence[Token], pieces: Sequence[tuple[int, str]], offset: int) -> list[Unit]:
    units, place = [], 0
    for words, symbols in pieces:
        if symbols:
            first, last = tokens[place], tokens[place + words - 1]
            units.append(Unit(offset + first.original_start, offset + last.original_end, symbols, "en"))
        place += words
    return units


def _short_enough(clause: Clause) -> Iterator[Clause]:
    """The clause, or parts of it where it is longer than the model can say; they end where a word does."""
    part: list[Unit] = []
    size = 0
    for unit in clause.units:
        if part and size + len(unit.symbols) > _LONGEST_CLAUSE and not part[-1].tied:
            yield Clause(clause.sentence, part, ",", _NO_PAUSE)
            part, size = [], 0
        part.append(unit)
        size += len(unit.symbols) + 1
    yield Clause(clause.sentence, part, clause.mark, clause.pause)


def _grouped(clauses: Sequence[Clause]) -> list[Call]:
    """A call for each sentence, for parts of a long one, and for a short one with its neighbour."""
    calls: list[Call] = []
    for clause in clauses:
        last = calls[-1] if calls else None
        fits = last is not None and last.size + clause.size <= _LONGEST_CALL
        if last is not None and fits and (last.clauses[-1].sentence == clause.sentence or last.size < _SHORTEST_CALL):
            last.clauses.append(clause)
        else:
            calls.append(Call([clause]))
    if len(calls) > 1 and calls[-1].size < _SHORTEST_CALL and calls[-2].size + calls[-1].size <= _LONGEST_CALL:
        calls[-2].clauses += calls.pop().clauses
    return calls

"""A sentence as the runs that espeak-ng is to say, each in one language, with the pauses between them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from datasay.engines.local.speaking.espeak_library import Said
from datasay.engines.local.speaking.espeak_mandarin import syllable_phonemes
from datasay.language.clauses import clauses_of, language_runs, spoken_owners
from datasay.language.mandarin import read_phrase
from datasay.language.speakable import Token, speakable_tokens

# Seconds of silence at normal speed; a mark at the end of a sentence is followed by the pause between sentences.
_PAUSES = {"、": 0.13, ",": 0.20, "—": 0.24, ":": 0.26, ";": 0.30, "…": 0.34, ".": 0.30, "!": 0.32, "?": 0.32}
_TURN_PAUSE = 0.03  # between two languages
_TUNES = {"、": ",", "—": ",", "…": ","}  # marks that the voice does not know by themselves
_LONGEST_RUN = 400  # characters; the library's buffer for a clause ends at about 800


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the text, `text[start:end]`, and where the run begins to say it."""

    start: int
    end: int
    at: int  # a character of the run's text, or the number of a phoneme in it


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one language, said in one breath."""

    language: str  # "zh" or "en"
    text: str  # for Mandarin phonemes in [[ ]]
    pieces: tuple[Piece, ...]
    phonemes: int  # how many the voice will report; 0: not known beforehand
    pause: float  # seconds of silence behind it, at normal speed


@dataclass(slots=True)
class _Draft:
    """A run that is still growing."""

    words: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    phonemes: int = 0

    @property
    def length(self) -> int:
        return sum(len(word) + 1 for word in self.words)


def plan_runs(text: str, language: str, around: str = "") -> list[Run]:
    """The runs of one sentence of the text `around`, in order; none when there is nothing to say."""
    runs: list[Run] = []
    for tokens, mark in clauses_of(speakable_tokens(text, language, around)):
        clause = list(language_runs(tokens))
        for number, part in enumerate(clause):
            spoken = part[0].language
            last = number + 1 == len(clause)
            pause = _PAUSES[mark] if last else _TURN_PAUSE
            tune = _TUNES.get(mark, mark) if last else ","
            drafts = _mandarin(part, text) if spoken == "zh" else _english(part)
            runs += _finished(spoken, drafts, tune, pause)
    return runs


def _finished(language: str, drafts: Sequence[_Draft], tune: str, pause: float) -> Iterator[Run]:
    for number, draft in enumerate(drafts):
        last = number + 1 == len(drafts)
        words = " ".join(draft.words)
        text = f"[[{words}]]" if language == "zh" else words
        yield Run(
            language,
            text + (tune if last else ","),
            tuple(draft.pieces),
            draft.phonemes,
            pause if last else _TURN_PAUSE,
        )


def _english(tokens: Sequence[Token]) -> list[_Draft]:
    """One word after another; the voice reports where in the text each begins."""
    drafts = [_Draft()]
    for token in tokens:
        if drafts[-1].length > _LONGEST_RUN:
            drafts.append(_Draft())
        draft = drafts[-1]
        draft.pieces.append(Piece(token.original_start, token.original_end, draft.length))
        draft.words.append(token.spoken)
    return drafts


def _mandarin(tokens: Sequence[Token], text: str) -> list[_Draft]:
    """Words as phonemes; each character of the original, or each spoken-out number, is a piece of its own."""
    written = "".join(token.spoken for token in tokens)
    owners = [piece for token in tokens for piece in spoken_owners(token, text)]
    drafts = [_Draft()]
    place, tone = 0, ""
    for word in read_phrase(written):
        if drafts[-1].length > _LONGEST_RUN:
            drafts.append(_Draft())
        draft = drafts[-1]
        phonemes: list[str] = []
        for syllable in word.syllables:
            spoken = syllable_phonemes(syllable, tone) if syllable else None
            if spoken is not None:
                start, end = owners[place]
                if not draft.pieces or (draft.pieces[-1].start, draft.pieces[-1].end) != (start, end):
                    draft.pieces.append(Piece(start, end, draft.phonemes))
                phonemes.append(spoken.written)
                draft.phonemes += spoken.count
                tone = syllable[-1]
            place += 1
        if phonemes:
            draft.words.append("|".join(phonemes))
    return [draft for draft in drafts if draft.words]


def piece_samples(run: Run, said: Said) -> list[int]:
    """The sample at which each piece of the run begins, never falling. Where the voice says nothing of a piece, it
    lies between its neighbours by the letters in between.
    """
    total = len(said.samples) // 2
    if run.language == "zh":
        sounding = [sample for sample, _, name in said.phonemes if not name.startswith("_")]
        if len(sounding) == run.phonemes:
            return [sounding[piece.at] for piece in run.pieces]
        known = [(0, 0), (run.phonemes, total)]  # never met so far; then by the share of phonemes
    else:
        known = [(place, sample) for sample, place in said.words]
        known = [*known, (len(run.text), total)] if known else [(0, 0), (len(run.text), total)]
    return _interpolated([piece.at for piece in run.pieces], known)


def _interpolated(places: Sequence[int], known: Sequence[tuple[int, int]]) -> list[int]:
    samples: list[int] = []
    for place in places:
        before = max((k for k in known if k[0] <= place), default=known[0])
        after = min((k for k in known if k[0] > place), default=known[-1])
        span = after[0] - before[0]
        share = (place - before[0]) / span if span > 0 else 0.0
        samples.append(max(samples[-1] if samples else 0, before[1] + round(share * (after[1] - before[1]))))
    return samples

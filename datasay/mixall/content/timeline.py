"""What plays when: scenes laid over the measured sentences of a speech. Pure: no files, no database."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SCENE_BREAK = "\n"  # a line of its own: a pause as after a sentence, not as after a paragraph
TAIL_SECONDS = 1.2  # the last picture and the music fade while nobody speaks any more
FRAMES_PER_SECOND, SAMPLE_RATE = 30, 48_000
PAUSE = 0.60  # seconds between two scenes at the usual speed
LEAST, MOST = 0.6, 1.5  # of a pause as a speaker makes it
_NEARLY = 0.1  # of the wished length: a speech farther away was not meant to have it
_CLOSE = 0.002  # of the wished length: nearer than that nothing is changed
_FRAME = SAMPLE_RATE // FRAMES_PER_SECOND
_ROUNDING = 1e-6  # frames
_FIRST_SILENCE, _LAST_SILENCE = 0.12, 0.30
_TURN = 0.5  # a picture changes in the middle of the pause between two sentences


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the speech and when it sounds."""

    text: str
    text_start: int
    start: float
    end: float

    @classmethod
    def of(cls, timing: dict[str, Any]) -> "Sentence":
        """From `audio_timings`."""
        return cls(str(timing["text"]), int(timing["text_start"]), float(timing["start"]), float(timing["end"]))


def join_narrations(narrations: Sequence[str]) -> str:
    """The text to speak for a storyboard; each scene is a paragraph."""
    return SCENE_BREAK.join(narrations)


@dataclass(frozen=True, slots=True)
class Block:
    """The part of the whole sound that a scene has: samples from its beginning, and how far into it one speaks."""

    begin: int
    lead: int
    length: int

    @property
    def end(self) -> int:
        """The sample behind it."""
        return self.begin + self.length


def lay_blocks(spoken: Sequence[float], pauses: Sequence[float]) -> list[Block]:
    """A block for each scene: what it says (seconds of speech), and the silence behind that, shared with the next.

    A picture changes in the middle of the pause. Blocks are whole frames, so that a scene that becomes longer moves
    those behind it by frames and leaves them the same in themselves.
    """
    blocks: list[Block] = []
    begin, lead = 0, _FIRST_SILENCE
    for number, (seconds, pause) in enumerate(zip(spoken, pauses, strict=True)):
        last = number == len(spoken) - 1
        tail = max(pause, _LAST_SILENCE) if last else pause * _TURN
        frames = max(1, math.ceil((lead + seconds + tail) * FRAMES_PER_SECOND - _ROUNDING))
        blocks.append(Block(begin, round(lead * SAMPLE_RATE), frames * _FRAME))
        begin += frames * _FRAME
        lead = pause - pause * _TURN
    return blocks


def fit_scale(spoken: Sequence[float], pauses: Sequence[float], wanted: float | None) -> float:
    """How much longer the pauses between scenes must be for the wished length, within what sounds natural."""
    silence = sum(pauses[:-1])
    length = _FIRST_SILENCE + sum(spoken) + silence + _LAST_SILENCE
    if wanted is None or silence <= 0 or not _CLOSE * wanted < abs(wanted - length) <= _NEARLY * wanted:
        return 1.0
    return min(max(1 + (wanted - length) / silence, LEAST), MOST)


def group_sentences(sentences: Sequence[Sentence], count: int) -> list[list[Sentence]]:
    """The sentences in `count` consecutive groups of about the same length in time (fewer when there are fewer)."""
    count = min(count, len(sentences))
    total = sentences[-1].end if sentences else 0.0
    groups: list[list[Sentence]] = [[] for _ in range(count)]
    for number, sentence in enumerate(sentences):
        left = len(sentences) - number
        wanted = min(int((sentence.start + sentence.end) / 2 / total * count), count - 1) if total else 0
        lowest = max(count - left, 0)
        filled = max((i for i, group in enumerate(groups) if group), default=-1)
        index = min(max(wanted, lowest, filled), filled + 1)
        groups[index].append(sentence)
    return groups

"""What plays when: scenes laid over the measured sentences of a speech. Pure: no files, no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SCENE_BREAK = "\n"  # a line of its own: a pause as after a sentence, not as after a paragraph
TAIL_SECONDS = 1.2  # the last picture and the music fade while nobody speaks any more
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


def place_scenes(
    narrations: Sequence[str], sentences: Sequence[Sentence], duration: float
) -> list[tuple[float, float]]:
    """Start and end of each scene, in seconds: contiguous, from 0 to `duration`, changing in the pauses.

    The sentences were spoken from `join_narrations(narrations)`. A scene of which nothing could be spoken shares the
    time of the one before.
    """
    starts: list[float | None] = []
    offset = 0
    for narration in narrations:
        end = offset + len(narration)
        spoken = [i for i, sentence in enumerate(sentences) if offset <= sentence.text_start < end]
        if not spoken:
            starts.append(None)
        elif spoken[0] == 0:
            starts.append(0.0)
        else:
            before, first = sentences[spoken[0] - 1], sentences[spoken[0]]
            starts.append(before.end + (first.start - before.end) * _TURN)
        offset = end + len(SCENE_BREAK)
    return _fill(starts, duration)


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


def _fill(starts: Sequence[float | None], duration: float) -> list[tuple[float, float]]:
    """Share the time between known starts equally among the scenes that have none."""
    known = [0.0 if i == 0 else start for i, start in enumerate(starts)]
    filled: list[float] = []
    for i, start in enumerate(known):
        if start is not None:
            filled.append(start)
            continue
        following = next((j for j in range(i, len(known)) if known[j] is not None), len(known))
        until = known[following] if following < len(known) else duration
        assert until is not None
        before = filled[-1]
        filled.append(before + (until - before) / (following - i + 1))
    return list(zip(filled, [*filled[1:], duration], strict=True))

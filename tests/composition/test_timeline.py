"""A timeline is whole or is refused, and its frames add up."""

import itertools
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.composition.timeline import Clip, Cue, Label, Timeline, TimelineInvalid, clip_frames, divide

HERE = Path("picture.png")


def _timeline(**changes: Any) -> Timeline:  # Any: the arguments of Timeline, each test changes one
    whole: dict[str, Any] = {
        "width": 1080,
        "height": 1920,
        "clips": [Clip(HERE, 0.0, 2.0, 0), Clip(HERE, 2.0, 5.0, 1)],
        "cues": [Cue(0.5, 1.5, "一"), Cue(1.5, 2.5, "二")],
        "speech": Path("speech.wav"),
        "duration": 5.0,
    }
    return Timeline(**{**whole, **changes})


@given(st.lists(st.floats(0.0, 20.0), min_size=1, max_size=40))
def test_clips_cover_every_frame_once(lengths: list[float]) -> None:
    edges = [0.0]
    for length in lengths:
        edges.append(edges[-1] + length)
    if edges[-1] < 0.05:
        return
    clips = [Clip(HERE, start, end, 0) for start, end in itertools.pairwise(edges)]
    timeline = _timeline(clips=clips, cues=[], duration=edges[-1])
    spans = clip_frames(timeline)
    assert spans[0][0] == 0
    assert spans[-1][1] == timeline.frames
    assert all(before[1] == after[0] for before, after in itertools.pairwise(spans))
    assert abs(timeline.frames - edges[-1] * 30) <= 0.5 + 1e-6


@given(st.integers(1, 60000), st.integers(1, 64))
def test_division_is_even_and_loses_nothing(frames: int, parts: int) -> None:
    ranges = divide(frames, parts)
    assert ranges[0][0] == 0
    assert ranges[-1][1] == frames
    sizes = [end - first for first, end in ranges]
    assert sum(sizes) == frames
    assert min(sizes) >= 1
    assert max(sizes) - min(sizes) <= 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"width": 1081}, "width"),
        ({"height": 9000}, "height"),
        ({"fps": 25}, "30 frames"),
        ({"duration": 0.0}, "length"),
        ({"duration": float("nan")}, "length"),
        ({"clips": []}, "no clip"),
        ({"clips": [Clip(HERE, 0.0, 2.0, 0), Clip(HERE, 2.5, 5.0, 1)]}, "Clip 2 starts"),
        ({"clips": [Clip(HERE, 0.1, 5.0, 0)]}, "Clip 1 starts"),
        ({"clips": [Clip(HERE, 0.0, 4.0, 0)]}, "clips end at 4.0"),
        ({"clips": [Clip(HERE, 0.0, -1.0, 0)]}, "before it starts"),
        ({"cues": [Cue(1.0, 2.0, "一"), Cue(1.9, 3.0, "二")]}, "before the one ahead"),
        ({"cues": [Cue(1.0, 1.0, "一")]}, "before it starts"),
        ({"cues": [Cue(4.0, 7.0, "一")]}, "after the video"),
        ({"label": Label("AI", 1.0)}, "at least 2 s"),
        ({"label": Label("  ", 4.0)}, "needs a text"),
        ({"metadata": {"a=b": "c"}}, "metadata key"),
        ({"metadata": {"a": "b\0"}}, "metadata key"),
        ({"metadata": {"AIGC": "no json"}}, "JSON"),
        ({"music_volume": 9.0}, "volume"),
    ],
)
def test_what_contradicts_itself_is_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(TimelineInvalid, match=words):
        _timeline(**changes)

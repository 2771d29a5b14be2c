"""What plays when."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datasay.mixall.content.timeline import (
    FRAMES_PER_SECOND,
    MOST,
    PAUSE,
    SAMPLE_RATE,
    Sentence,
    fit_scale,
    group_sentences,
    lay_blocks,
)

_spoken = st.lists(st.tuples(st.floats(0.0, 20.0), st.floats(0.0, 3.0)), min_size=1, max_size=12)


@given(_spoken)
def test_blocks_are_contiguous_whole_frames_that_hold_speech_and_pauses(spoken: list[tuple[float, float]]) -> None:
    blocks = lay_blocks([seconds for seconds, _ in spoken], [pause for _, pause in spoken])
    assert blocks[0].begin == 0
    assert all(before.end == after.begin for before, after in pairwise(blocks))
    assert all(block.length % (SAMPLE_RATE // FRAMES_PER_SECOND) == 0 and block.length > 0 for block in blocks)
    for (seconds, pause), block, following in zip(spoken, blocks, [*blocks[1:], None], strict=True):
        assert block.lead + seconds * SAMPLE_RATE <= block.length + 1
        if following is not None:
            silence = block.length - block.lead - seconds * SAMPLE_RATE + following.lead
            frame = SAMPLE_RATE / FRAMES_PER_SECOND
            assert pause * SAMPLE_RATE - 2 <= silence <= pause * SAMPLE_RATE + frame + 2


@given(_spoken, st.integers(0, 11), st.floats(0.0, 20.0))
def test_a_scene_that_becomes_longer_leaves_all_others_as_they_are(
    spoken: list[tuple[float, float]], number: int, seconds: float
) -> None:
    number %= len(spoken)
    before, pauses = [said for said, _ in spoken], [pause for _, pause in spoken]
    after = [*before[:number], seconds, *before[number + 1 :]]
    pairs = zip(lay_blocks(before, pauses), lay_blocks(after, pauses), strict=True)
    assert all(
        (old.lead, old.length) == (new.lead, new.length) for place, (old, new) in enumerate(pairs) if place != number
    )


def test_pauses_between_scenes_bring_a_speech_to_its_length_within_what_sounds_natural() -> None:
    spoken, pauses = [5.0] * 10, [PAUSE] * 10
    usual = lay_blocks(spoken, pauses)[-1].end / SAMPLE_RATE
    for wanted in (usual * 0.97, usual * 1.04):
        scale = fit_scale(spoken, pauses, wanted)
        blocks = lay_blocks(spoken, [pause * scale for pause in pauses[:-1]] + pauses[-1:])
        assert blocks[-1].end / SAMPLE_RATE == pytest.approx(wanted, rel=0.01)
    assert fit_scale(spoken, pauses, usual * 1.09) == MOST
    assert fit_scale(spoken, pauses, usual * 1.5) == 1.0, "it was not meant to have that length"
    assert fit_scale(spoken, pauses, None) == 1.0
    assert fit_scale([5.0], [PAUSE], 5.2) == 1.0, "there is no pause between scenes"


@given(st.integers(1, 30), st.integers(1, 40))
def test_sentences_are_grouped_in_order_with_none_left_out_and_no_group_empty(count: int, sentences: int) -> None:
    spoken = [Sentence(str(n), n, n * 2.0, n * 2.0 + 1.5) for n in range(sentences)]
    groups = group_sentences(spoken, count)
    assert [sentence for group in groups for sentence in group] == spoken
    assert len(groups) == min(count, sentences)
    assert all(groups)

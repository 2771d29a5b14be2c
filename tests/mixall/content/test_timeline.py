"""What plays when."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from datasay.mixall.content.timeline import SCENE_BREAK, Sentence, group_sentences, join_narrations, place_scenes

_speakable = st.text("abc 。", max_size=12).map(lambda text: f"{text}a")
_narrations = st.lists(_speakable, min_size=1, max_size=8)


def _spoken(narrations: list[str]) -> tuple[list[Sentence], float]:
    """One sentence per narration that has letters, one second each with pauses of half a second."""
    sentences, offset, clock = [], 0, 0.2
    for narration in narrations:
        if narration.strip(" 。"):
            sentences.append(Sentence(narration, offset, clock, clock + 1))
            clock += 1.5
        offset += len(narration) + len(join_narrations(["", ""]))
    return sentences, clock + 1


@given(_narrations)
def test_scenes_are_contiguous_and_hold_their_own_sentences(narrations: list[str]) -> None:
    sentences, duration = _spoken(narrations)
    placed = place_scenes(narrations, sentences, duration)
    assert len(placed) == len(narrations)
    assert placed[0][0] == 0.0
    assert placed[-1][1] == duration
    assert all(before[1] == after[0] for before, after in pairwise(placed))
    offset = 0
    for narration, (start, end) in zip(narrations, placed, strict=True):
        for sentence in sentences:
            if offset <= sentence.text_start < offset + len(narration):
                assert start <= sentence.start
                assert sentence.end <= end
        offset += len(narration) + len(SCENE_BREAK)


@given(st.integers(1, 30), st.integers(1, 40))
def test_sentences_are_grouped_in_order_with_none_left_out_and_no_group_empty(count: int, sentences: int) -> None:
    spoken = [Sentence(str(n), n, n * 2.0, n * 2.0 + 1.5) for n in range(sentences)]
    groups = group_sentences(spoken, count)
    assert [sentence for group in groups for sentence in group] == spoken
    assert len(groups) == min(count, sentences)
    assert all(groups)


def test_a_scene_without_a_word_shares_the_time_of_the_one_before() -> None:
    sentences = [Sentence("一。", 0, 0.2, 1.2), Sentence("二。", 6, 2.0, 3.0)]
    placed = place_scenes(["一。", "——", "二。"], sentences, 4.0)
    assert [round(start, 2) for start, _ in placed] == [0.0, 0.8, 1.6]

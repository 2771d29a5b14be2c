"""What differs between two texts."""

import random
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from datasay.text.content.difference import Difference, compare_texts, split_words

PROSE = st.lists(
    st.sampled_from(
        [*"的了是他她，。！？\n “”", "背影", "父亲", "don't ", "Hello ", "3.14", "👨‍👩‍👧", "가나 ", "e\u0301"]
    )
).map("".join)


def _old(difference: Difference) -> str:
    return "".join(run.text for run in difference.runs if run.op != "insert")


def _new(difference: Difference) -> str:
    return "".join(run.text for run in difference.runs if run.op != "delete")


def _shown(old: str, new: str) -> str:
    marks = {"equal": "{}", "insert": "[+{}]", "delete": "[-{}]"}
    return "".join(marks[run.op].format(run.text) for run in compare_texts(old, new).runs)


@settings(deadline=None)
@given(PROSE | st.text(), PROSE | st.text())
@example("a\n\nb", "a\nb")
def test_the_runs_make_up_both_texts(old: str, new: str) -> None:
    difference = compare_texts(old, new)
    assert (_old(difference), _new(difference), difference.exact) == (old, new, True)
    assert all(run.text for run in difference.runs)
    kinds = [run.op for run in difference.runs]
    assert all(one != other for one, other in pairwise(kinds))


@given(st.text())
def test_the_words_of_a_text_put_together_are_the_text(text: str) -> None:
    assert "".join(split_words(text)) == text


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("", "", ""),
        ("我忘不了他的背影。", "我忘不了他的背影。", "我忘不了他的背影。"),
        ("我忘不了父亲的背影。", "我忘不了母亲的背影。", "我忘不了[-父亲][+母亲]的背影。"),
        ("段一。\n段二。\n段三。", "段一。\n段三。\n", "段一。\n[-段二。\n]段三。[+\n]"),
        ("It's 3.14, not 3.15.", "It's 3.14, not 3.16!", "It's 3.14, not [-3.15.][+3.16!]"),
        ("The quick fox. It ran.", "The slow fox. It ran far.", "The [-quick][+slow] fox. It ran[+ far]."),
        ("foo, bar baz", "qux, quux baz", "[-foo, bar][+qux, quux] baz"),  # one phrase, one change
        ("👨‍👩‍👧好", "👨‍👩‍👦好", "[-👨‍👩‍👧][+👨‍👩‍👦]好"),
        ("が", "か", "[-が][+か]"),
        ("", "新", "[+新]"),
        ("旧", "", "[-旧]"),
    ],
)
def test_changes_are_shown_as_words(old: str, new: str, shown: str) -> None:
    assert _shown(old, new) == shown


def test_changed_words_are_counted_as_writers_count() -> None:
    difference = compare_texts("我忘不了父亲的背影。Hello, world.", "我忘不了母亲的背影！Hello brave new world.")
    assert (difference.inserted_words, difference.deleted_words) == (4, 2)


def test_a_moved_paragraph_is_deleted_here_and_inserted_there() -> None:
    old = "甲段很长很长很长。\n乙。\n丙段也很长很长。\n"
    assert _shown(old, "乙。\n丙段也很长很长。\n甲段很长很长很长。\n") == (
        "[-甲段很长很长很长。\n]乙。\n丙段也很长很长。[+\n甲段很长很长很长。]\n"
    )


def _words(count: int, alphabet: str, seed: int) -> str:
    return "".join(random.Random(seed).choices(alphabet, k=count))


def test_an_edited_book_is_compared_exactly() -> None:
    letters = "".join(chr(0x4E00 + number) for number in range(2000))
    sentences = [_words(25, letters, number) for number in range(20_000)]
    edited = [
        sentence[:5] + "改过了" + sentence[8:] if number % 20 == 0 else sentence
        for number, sentence in enumerate(sentences)
    ]
    old, new = "。".join(sentences), "。".join(edited)
    difference = compare_texts(old, new)
    assert (_old(difference), _new(difference), difference.exact) == (old, new, True)
    kept = sum(len(run.text) for run in difference.runs if run.op == "equal")
    assert kept > 0.98 * len(old)


@pytest.mark.timeout(60)  # it takes one or two; what is not bounded takes hours
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (_words(1_000_000, "的了", 1), _words(1_000_000, "的了", 2)),
        ("的了" * 500_000, "了的" * 499_999),
        (_words(1_000_000, "abc \n。.", 1), _words(1_000_000, "abc \n。.", 2)),
        ("\n" * 1_000_000, "\n\n。" * 300_000),
        ("。a" * 500_000, "a。" * 500_000),
        ("a" + "\u200d" * 999_999, "b" + "\u200d" * 999_999),
        ("." * 1_000_000, ". " * 500_000),
        ("”" * 1_000_000, "’" * 1_000_000),
    ],
    ids=["two characters", "periodic", "noise", "line breaks", "short sentences", "joiners", "full stops", "quotes"],
)
def test_any_two_texts_of_a_million_characters_are_compared_before_the_test_runs_out(old: str, new: str) -> None:
    difference = compare_texts(old, new)
    assert (_old(difference), _new(difference)) == (old, new)


def test_a_small_change_in_an_endless_sentence_stays_small() -> None:
    old = "word " * 100_000 + "here is the old end"
    new = "word " * 100_000 + "here is a new end"
    changed = [run for run in compare_texts(old, new).runs if run.op != "equal"]
    assert sum(len(run.text) for run in changed) < 20

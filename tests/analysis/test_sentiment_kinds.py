"""Sentiment by kind of sentence, on the labelled sentences that were looked at while the method was made."""

import pytest

from benchmarks.text.sentiment import SETS, TARGETS, accuracy, by_rules, read


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_rules_read_the_kinds_they_were_made_with(language: str) -> None:
    rows = read("kinds_dev", language)
    for kind, target in TARGETS.items():
        assert accuracy([(row.label, by_rules(row.text)) for row in rows if row.kind == kind]) >= target, kind


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_stands_in_two_sets(language: str) -> None:
    unseen = ("kinds_blind", "kinds_aside")  # two writers may say the same: of "真香。" nothing was learned by either
    texts = [row.text for which in SETS if which not in unseen for row in read(which, language)]
    texts += {row.text for which in unseen for row in read(which, language)}
    assert len(texts) == len(set(texts))

"""The sentiment's network: what the model reads, what the network says of it, and what happens without them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.text.mean_leaning import mean_of
from benchmarks.text.sentiment import read
from datasay.analysis import sentiment
from datasay.analysis.shapes import Label, SentimentResult
from datasay.analysis.tone import reader
from datasay.analysis.tone.leaning import LABELS, leanings, network, softmax
from datasay.analysis.tone.parts import in_two
from datasay.analysis.tone.updates import changed, learned
from datasay.language.sentences import Sentence

PAIRS = [(at, way) for at in (3, 7) for way in ("down", "up")]

needs_model = pytest.mark.skipif(reader.weights_file() is None, reason="the model comes for Linux on x86-64 only")


@pytest.fixture
def no_package(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(reader, "PACKAGE", "no_such_package_is_installed")
    reader._loaded.cache_clear()
    yield
    reader._loaded.cache_clear()


def _whole(text: str) -> Sentence:
    return Sentence(text, 0, len(text))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("装修漂亮，但是菜很难吃。", ("装修漂亮，", "但是菜很难吃。")),
        ("The room was lovely but the food was awful.", ("The room was lovely", "but the food was awful.")),
        ("一，二，他走过来，坐下。", ("一，二，", "他走过来，坐下。")),
        ("We waited an hour and nobody came.", ("We waited an hour", "and nobody came.")),
        ("蹲一个链接", ("蹲一个链接", "")),
        ("", ("", "")),
    ],
)
def test_a_sentence_is_cut_where_it_turns_or_pauses(text: str, parts: tuple[str, str]) -> None:
    assert in_two(text) == parts


@needs_model
def test_the_pieces_are_the_models() -> None:
    model = reader.reader()
    assert model is not None
    # as its own tokenizer cuts them
    assert model.pieces.cut("passage: 蹲一个链接。") == [46692, 12, 6, 197303, 1860, 148091, 30]
    assert model.pieces.cut("  ") == []
    assert model.pieces.cut("\U0001f9ff" * 2 + "\U000e0041") != []  # what it does not know is a piece, too


@needs_model
def test_what_means_the_same_in_two_languages_is_read_alike() -> None:
    model = reader.reader()
    assert model is not None
    said = ("今天天气很好。", "The weather is fine today.", "银行三点关门。")
    views = model.read([(one, "") for one in said])
    views = views / np.linalg.norm(views, axis=1, keepdims=True)
    assert views[0] @ views[1] > max(views[0] @ views[2], views[1] @ views[2])


@needs_model
def test_sentences_are_read_alike_alone_and_among_others() -> None:
    model = reader.reader()
    assert model is not None
    many = [(f"The soup of day {number} was cold,", "and so was the waiter. " * (number % 4)) for number in range(40)]
    together, alone = model.read(many), np.concatenate([model.read([one]) for one in many[:5]])
    assert np.allclose(together[:5], alone, atol=1e-3)
    assert np.isfinite(model.read([("ﷺ" * 3000, "字" * 3000)])).all()


@needs_model
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_weights_that_are_shipped_are_those_of_the_sentences(language: str) -> None:
    known = [*read("training", language)[::400], *read("training_second", language)[::80]]
    chances = leanings([sentiment.judge_by_rules(_whole(row.text)) for row in known])
    assert chances is not None
    said = [LABELS[place].value for place in chances.argmax(axis=1)]
    assert np.mean([row.label == label for row, label in zip(known, said, strict=True)]) > 0.8


def test_what_was_learned_is_added_to_the_matrices_it_was_learned_for() -> None:
    matrix = np.zeros((3, 2), dtype=np.float32)
    numbers = {"7.out.down": np.ones((3, 1), np.float32), "7.out.up": np.array([[1.0, -2.0]], np.float32)}
    assert changed(matrix, "7.out", numbers).tolist() == [[1.0, -2.0]] * 3
    assert changed(matrix, "6.out", numbers) is matrix


def test_the_mean_of_two_is_what_their_matrices_come_to_on_average() -> None:
    chance = np.random.default_rng(2)

    def numbers(*names: str) -> dict[str, NDArray[np.float32]]:
        shapes = {"inner": (4, 2), "7.out.down": (6, 2), "7.out.up": (2, 5), "3.out.down": (6, 2), "3.out.up": (2, 5)}
        return {name: chance.normal(size=shapes[name]).astype(np.float32) for name in names}

    one, two = numbers("inner", "7.out.down", "7.out.up"), numbers("inner", *(f"{at}.out.{way}" for at, way in PAIRS))
    mean, matrix = mean_of([one, two], rank=4), np.zeros((6, 5), np.float32)
    assert np.allclose(mean["inner"], (one["inner"] + two["inner"]) / 2, atol=1e-2)
    for at in (3, 7):
        wanted = (changed(matrix, f"{at}.out", one) + changed(matrix, f"{at}.out", two)) / 2
        assert np.allclose(mean[f"{at}.out.down"] @ mean[f"{at}.out.up"], wanted, atol=2e-2)


@needs_model
def test_the_model_is_read_with_all_that_was_learned() -> None:
    plain, model = reader.opened({}), reader.reader()
    assert plain is not None
    assert model is not None
    told = {name.rsplit(".", 1)[0] for name in learned() if name.endswith(".down")}
    assert told
    for number, (before, after) in enumerate(zip(plain.layers, model.layers, strict=True)):
        for name in ("asked", "out", "wide", "narrow"):
            same = np.array_equal(getattr(before, name), getattr(after, name))
            assert same == (f"{number}.{name}" not in told), (number, name)


def test_the_chances_of_a_sentence_come_to_one() -> None:
    width = len(network().mean)
    chances = network().chances(np.random.default_rng(1).normal(size=(5, width)).astype(np.float32))
    assert np.allclose(chances.sum(axis=1), 1)
    assert np.allclose(softmax(np.zeros((1, 4), np.float32)), 0.25)


@needs_model
def test_what_is_only_implied_is_read_and_the_rules_keep_the_evidence() -> None:
    text = "他把最后一个座位让给了我，自己站了一路。"
    by_rules, _ = sentiment.judge_by_rules(_whole(text))
    (judged,), version = sentiment.judge([_whole(text)])
    assert version == sentiment.version() == sentiment.BY_MODEL
    assert (by_rules.label, judged.label) == (Label.NEUTRAL, Label.POSITIVE)
    assert judged.evidence == by_rules.evidence
    assert judged.polarity >= sentiment.NEUTRAL


@pytest.mark.parametrize(
    ("chances", "label"),
    [
        ((0.3, 0.3, 0.2, 0.2), Label.UNSURE),
        ((0.1, 0.8, 0.05, 0.05), Label.NEGATIVE),
        ((0.2, 0.05, 0.0, 0.75), Label.MIXED),
        ((0.45, 0.05, 0.0, 0.5), Label.UNSURE),
    ],
)
def test_it_is_unsure_rather_than_guessing(chances: tuple[float, ...], label: Label) -> None:
    judged, _ = sentiment.judge_by_rules(_whole("会议改到星期三。"))
    said = sentiment._by_model(judged, chances)
    assert said.label is label
    assert said.chance == max(chances)
    assert said.leaning is LABELS[chances.index(max(chances))]
    assert (abs(said.polarity) >= sentiment.NEUTRAL) == (label is Label.NEGATIVE)


@pytest.mark.usefixtures("no_package")
def test_without_the_package_the_rules_judge_alone_and_say_so() -> None:
    analysis = sentiment.analyse_sentiment("菜好吃，服务差劲。")
    assert analysis.model_version == sentiment.version() == sentiment.BY_RULES
    assert isinstance(analysis.result, SentimentResult)
    assert {(one.leaning, one.chance) for one in analysis.result.sentences} == {(None, None)}


@needs_model
def test_another_file_than_the_known_one_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "other.bin").write_bytes(b"E5S1" + bytes(100))
    monkeypatch.setattr(reader, "weights_file", lambda: tmp_path / "other.bin")
    reader._loaded.cache_clear()
    try:
        assert reader.reader() is None
    finally:
        reader._loaded.cache_clear()


def test_of_a_very_long_text_the_model_reads_nothing() -> None:
    sentences = [_whole("他把最后一个座位让给了我。")] * (sentiment._MOST_READ + 1)
    judged, version = sentiment.judge(sentences)
    assert version == sentiment.version()
    assert {one.label for one in judged} == {sentiment.judge_by_rules(sentences[0])[0].label}

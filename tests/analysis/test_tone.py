"""The sentiment's network: what the model reads, what the network says of it, and what happens without them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from datasay.analysis import sentiment
from datasay.analysis.shapes import Label
from datasay.analysis.tone import reader
from datasay.analysis.tone.compile_leaning import heat, left_out, lessons, main, read_all, trained
from datasay.analysis.tone.leaning import LABELS, WEIGHTS, network, softmax
from datasay.analysis.tone.parts import in_two
from datasay.language.sentences import Sentence

SENTENCES = Path(__file__).parents[2] / "benchmarks" / "text" / "data"
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
    known = lessons(SENTENCES / f"sentiment_training.{language}.tsv")[::60]
    said = network().chances(read_all([one.text for one in known])).argmax(axis=1)
    assert np.mean([one.label == label for one, label in zip(known, said, strict=True)]) > 0.9


@needs_model
def test_the_weights_are_made_of_the_files_of_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, every in (("training", 50), ("kinds_dev", 60), ("test", 60), ("dev", 60)):
        for language in ("zh", "en"):
            file = f"sentiment_{name}.{language}.tsv"
            lines = [line for line in (SENTENCES / file).read_text(encoding="utf-8").splitlines() if line[0] != "#"]
            (tmp_path / file).write_text("\n".join(["# head", *lines[::every]]), encoding="utf-8")
    main(str(tmp_path), tmp_path / "made.npz")
    assert "zh: 50 left out in turn, right 0." in capsys.readouterr().out
    with np.load(tmp_path / "made.npz") as made, np.load(Path(reader.__file__).with_name(WEIGHTS)) as shipped:
        assert {name: made[name].shape for name in made} == {name: shipped[name].shape for name in shipped}


def test_training_learns_and_makes_the_same_weights_again() -> None:
    chance = np.random.default_rng(1)
    numbers = chance.normal(size=(400, 12)).astype(np.float32)
    labels = (numbers[:, 0] > 0).astype(np.int64) + 2 * (numbers[:, 1] > 0)
    once, again = (trained(numbers, labels, networks=2, epochs=30) for _ in range(2))
    assert np.array_equal(once.inner, again.inner)
    assert (once.chances(numbers).argmax(axis=1) == labels).mean() > 0.75
    said = left_out(numbers, labels, np.where(np.arange(400) < 300, np.arange(400), -1))
    assert said.shape == (300, len(LABELS))
    assert (said.argmax(axis=1) == labels[:300]).mean() > 0.45


def test_networks_that_are_too_sure_are_made_less_so() -> None:
    labels = np.array([0, 1, 2, 3] * 50)
    right = np.where(np.arange(200) % 2 == 0, labels, (labels + 1) % 4)  # sure of all, right of half
    said = np.log(np.eye(4, dtype=np.float32)[right] * 0.9 + 0.025)
    assert heat(said, labels) > 1.5
    assert np.allclose(softmax(said).sum(axis=1), 1)


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
        ((0.4, 0.1, 0.0, 0.5), Label.MIXED),
    ],
)
def test_it_is_unsure_rather_than_guessing(chances: tuple[float, ...], label: Label) -> None:
    judged, _ = sentiment.judge_by_rules(_whole("会议改到星期三。"))
    said = sentiment._by_model(judged, chances)
    assert said.label is label
    assert (abs(said.polarity) >= sentiment.NEUTRAL) == (label is Label.NEGATIVE)


@pytest.mark.usefixtures("no_package")
def test_without_the_package_the_rules_judge_alone_and_say_so() -> None:
    analysis = sentiment.analyse_sentiment("菜好吃，服务差劲。")
    assert analysis.model_version == sentiment.version() == sentiment.BY_RULES
    with pytest.raises(RuntimeError):
        read_all(["菜好吃。"])


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

"""The beds are soft, go round without a seam, and what is played in them fits together."""

import itertools
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from datasay.composition.music import SAMPLE_RATE, compose_bed, turn_seconds
from datasay.composition.scores import SCORES, chord
from datasay.digest.mood import find_mood
from datasay.digest.moods import Mood

_NEARBY = round(0.1 * SAMPLE_RATE)
_DATA = Path(__file__).parents[1] / "data"


def _read(path: Path) -> NDArray[np.float64]:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, SAMPLE_RATE)
        data = file.readframes(file.getnframes())
    return np.frombuffer(data, "<i2").reshape(-1, 2) / 32768.0


def _brightest(sound: NDArray[np.float64]) -> float:
    """The largest share above 7 kHz in any hundredth of a second that sounds: a click is broad, these beds are not."""
    blocks = sound.mean(axis=1)[: len(sound) // 240 * 240].reshape(-1, 240) * np.hanning(240)
    power = np.abs(np.fft.rfft(blocks, axis=1)) ** 2
    sounding = power.sum(axis=1) > 1e-2 * power.sum(axis=1).mean()
    return float((power[sounding, 70:].sum(axis=1) / power[sounding].sum(axis=1)).max())


@pytest.mark.parametrize("mood", Mood)
async def test_a_bed_is_soft_wide_and_goes_round_without_a_seam(tmp_path: Path, mood: Mood) -> None:
    sound = _read(await compose_bed(tmp_path / "bed.wav", duration=3600.0, seed=7, mood=mood))
    assert 55 < len(sound) / SAMPLE_RATE < 75
    assert len(sound) / SAMPLE_RATE == pytest.approx(turn_seconds(mood), abs=0.001)
    assert 0.45 < float(np.abs(sound).max()) < 0.55
    assert abs(float(sound.mean())) < 0.001
    middle = sound.mean(axis=1)
    spectrum = np.abs(np.fft.rfft(middle)) ** 2
    frequencies = np.fft.rfftfreq(len(middle), 1 / SAMPLE_RATE)
    whole = float(spectrum.sum())
    assert spectrum[frequencies > 4000].sum() / whole < 0.001
    assert spectrum[(frequencies > 1000) & (frequencies < 4000)].sum() / whole > 0.003  # and yet not muffled
    assert spectrum[frequencies < 40].sum() / whole < 0.01
    # No single tone stands out of the harmony, which would whistle under the voice for a minute.
    assert float(spectrum.reshape(-1)[: len(spectrum) // 8 * 8].reshape(-1, 8).sum(axis=1).max()) / whole < 0.12
    assert 0.2 < float(np.corrcoef(sound[:, 0], sound[:, 1])[0, 1]) < 0.95
    # Twice in a row: the step over the end is no larger than steps are elsewhere, and it is no brighter there.
    steps = np.abs(np.diff(middle))
    assert abs(middle[0] - middle[-1]) < np.percentile(steps, 99.9)
    across = np.concatenate([sound[-_NEARBY:], sound[:_NEARBY]])
    assert _brightest(across) < 0.02
    before, after = np.sqrt((across[:_NEARBY] ** 2).mean()), np.sqrt((across[_NEARBY:] ** 2).mean())
    assert 0.25 < before / after < 4.0


async def test_the_same_seed_gives_the_same_bed_and_another_mood_another(tmp_path: Path) -> None:
    asked = ((5, Mood.CALM), (5, Mood.CALM), (6, Mood.CALM), (5, Mood.WARM))
    made = [
        (await compose_bed(tmp_path / f"{number}.wav", duration=6.0, seed=seed, mood=mood)).read_bytes()
        for number, (seed, mood) in enumerate(asked)
    ]
    assert made[0] == made[1]
    assert len(set(made)) == 3
    assert len(_read(tmp_path / "0.wav")) == 6 * SAMPLE_RATE


def test_every_mood_has_a_score_of_its_own_and_its_harmony_comes_home() -> None:
    assert set(SCORES) == set(Mood)
    assert len({(score.tonic % 12, score.beats_a_minute, score.bars) for score in SCORES.values()}) == len(SCORES)
    for score in SCORES.values():
        chords = [chord(name) for name in score.bars]
        assert len(chords) % 4 == 0
        scale = {tone % 12 for tone in score.scale}
        foreign = [tone for each in chords for tone in each.classes if tone not in scale]
        assert len(foreign) <= len(chords) * 0.2, "mostly of the key"
        # From bar to bar, and from the last to the first, the harmony shares a tone or moves by steps.
        for one, two in itertools.pairwise([*chords, chords[0]]):
            near = {(tone + step) % 12 for tone in one.classes for step in (-2, -1, 0, 1, 2)}
            assert near >= set(two.classes) or set(one.classes) & set(two.classes)


@pytest.mark.parametrize(
    ("name", "mood"),
    [
        ("beiying.zh.txt", Mood.TENDER),
        ("gettysburg.en.txt", Mood.HOPEFUL),
        ("news.zh.txt", Mood.SERIOUS),
        ("recipe.zh.txt", Mood.PLAYFUL),
    ],
)
def test_the_mood_is_the_texts(name: str, mood: Mood) -> None:
    title, _, text = (_DATA / name).read_text(encoding="utf-8").partition("\n")
    assert find_mood(title, text) is mood


def test_a_text_without_words_is_calm() -> None:
    assert find_mood("", "……") is Mood.CALM

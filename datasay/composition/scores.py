"""The ten music beds as data: key, pace, harmony bar by bar, and who plays what. Nobody else's music is in them."""

from dataclasses import dataclass

from datasay.composition import instruments as played
from datasay.digest.moods import Mood

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
LYDIAN = (0, 2, 4, 6, 7, 9, 11)
PENTATONIC = (0, 2, 4, 7, 9)

# What a chord's name after its root means, in semitones above the root.
QUALITIES = {
    "": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10), "maj7": (0, 4, 7, 11), "m7": (0, 3, 7, 10), "6": (0, 4, 7, 9),
    "m6": (0, 3, 7, 9), "add9": (0, 2, 4, 7), "madd9": (0, 2, 3, 7), "sus": (0, 5, 7), "sus2": (0, 2, 7),
    "7sus": (0, 5, 7, 10), "5": (0, 7),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chord:
    """A root above the tonic in semitones, the tones above it, and the bass where that is another."""

    root: int
    tones: tuple[int, ...]
    bass: int

    @property
    def classes(self) -> tuple[int, ...]:
        """Its tones above the tonic, within an octave, the root first."""
        return tuple((self.root + tone) % 12 for tone in self.tones)


@dataclass(frozen=True, slots=True)
class Figure:
    """A pattern that accompanies: at which steps of a bar which tone of the chord sounds (0 is its lowest).

    `steps` counts equal parts of a bar; each entry is (step, tone, strength).
    """

    steps: int
    notes: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """One bed. Levels are amplitudes of single notes; `bars` lists the harmony, a chord a bar."""

    tonic: int  # MIDI number, where the bass is written
    scale: tuple[int, ...]
    beats_a_minute: float
    beats: int  # in a bar
    bars: tuple[str, ...]
    pad: played.Bowed
    pad_level: float
    figure: Figure
    figure_by: played.Struck
    figure_level: float
    tune_by: played.Struck | played.Blown
    tune_level: float
    tune_bars: tuple[int, ...]  # the bars of eight in which the tune sounds; the others breathe
    bass_level: float
    room: float  # how much of the hall is heard
    bass_beats: tuple[float, ...] = (0.0,)
    drum: tuple[float, ...] = ()  # beats
    shaker: tuple[float, ...] = ()
    drum_level: float = 0.0
    shaker_level: float = 0.0
    lowest_figure: int = 60
    lowest_tune: int = 69


def chord(written: str) -> Chord:
    """`9m7` is a minor seventh on the ninth semitone, `0/4` a triad above its third."""
    upper, _, bass = written.partition("/")
    digits = 2 if upper[:2].isdigit() and int(upper[:2]) < 12 else 1
    root = int(upper[:digits])
    return Chord(root, QUALITIES[upper[digits:]], int(bass) if bass else root)


def _bars(*lines: str) -> tuple[str, ...]:
    return tuple(name for line in lines for name in line.split())


_FLOWING = Figure(8, ((0, 0, 1.0), (2, 1, 0.7), (3, 2, 0.75), (4, 3, 0.9), (6, 2, 0.65)))
_ROLLING = Figure(
    8, ((0, 0, 1.0), (1, 1, 0.6), (2, 2, 0.75), (3, 3, 0.65), (4, 4, 0.85), (5, 3, 0.6), (6, 2, 0.7), (7, 1, 0.55))
)
_STEADY = Figure(
    8, ((0, 0, 1.0), (1, 2, 0.55), (2, 1, 0.7), (3, 2, 0.55), (4, 0, 0.85), (5, 2, 0.55), (6, 1, 0.7), (7, 2, 0.55))
)
_PULSE = Figure(
    8, ((0, 0, 1.0), (1, 0, 0.55), (2, 1, 0.7), (3, 0, 0.55), (4, 2, 0.85), (5, 0, 0.55), (6, 1, 0.7), (7, 0, 0.5))
)
_WALTZ = Figure(6, ((0, 0, 0.9), (2, 2, 0.6), (3, 3, 0.5), (4, 2, 0.55)))
_ROCKING = Figure(6, ((0, 0, 0.9), (1, 2, 0.55), (2, 3, 0.6), (3, 4, 0.75), (4, 3, 0.5), (5, 2, 0.5)))
_SKIPPING = Figure(8, ((0, 0, 0.9), (2, 2, 0.75), (3, 3, 0.6), (5, 2, 0.7), (6, 1, 0.8)))
_DROPS = Figure(8, ((1, 2, 0.7), (3, 4, 0.8), (4, 1, 0.6), (6, 3, 0.75)))
_FALLING = Figure(16, ((0, 0, 1.0), (3, 2, 0.55), (4, 3, 0.7), (5, 4, 0.6), (10, 3, 0.6), (12, 2, 0.7)))

SCORES: dict[Mood, Score] = {
    Mood.CALM: Score(
        50, MAJOR, 66, 4,
        _bars("0add9 9m7 5maj7 7sus 0add9 4m7 5maj7 7sus", "9m7 5maj7 2m7 7sus 5maj7 0/4 2m7 7sus"),
        played.WARM_PAD, 0.16, _FLOWING, played.FELT_PIANO, 0.13, played.FELT_PIANO, 0.17, (1, 2, 5, 6), 0.12, 0.42,
    ),
    Mood.WARM: Score(
        53, MAJOR, 78, 4,
        _bars("0maj7 9m7 2m7 7sus 0maj7 4m7 5maj7 5m6", "9m7 4m7 5maj7 0/4 2m7 7sus 0maj7 7sus", "5maj7 7 4m7 9m7"),
        played.WARM_PAD, 0.11, _ROLLING, played.NYLON, 0.15, played.NYLON, 0.16, (1, 2, 5), 0.128, 0.30,
        bass_beats=(0.0, 2.5),
    ),
    Mood.BRIGHT: Score(
        55, MAJOR, 106, 4,
        _bars(
            "0 7/11 9m7 5add9 0 7/11 5add9 7sus", "0 4m7 5add9 7 0 9m7 2m7 7sus",
            "5add9 0/4 2m7 7sus 5add9 0/4 5maj7 7", "0 7/11 9m7 5add9",
        ),
        played.STRINGS, 0.07, _STEADY, played.MARIMBA, 0.15, played.BRIGHT_PIANO, 0.15, (0, 1, 4, 5), 0.128, 0.24,
        bass_beats=(0.0, 2.0), drum=(0.0, 2.0), drum_level=0.12,
        shaker=(0.5, 1.0, 1.5, 2.5, 3.0, 3.5), shaker_level=0.016,
    ),
    Mood.HOPEFUL: Score(
        48, MAJOR, 88, 4,
        _bars(
            "9m7 5add9 0add9 7sus 9m7 5add9 0/4 7sus", "2m7 5add9 9m7 7 2m7 5add9 0add9 7sus",
            "5add9 7sus 9m7 0/4 5add9 7sus 0add9 7sus",
        ),
        played.STRINGS, 0.14, _ROLLING, played.BRIGHT_PIANO, 0.12, played.BRIGHT_PIANO, 0.15, (2, 3, 6, 7), 0.128, 0.38,
        drum=(0.0, 2.5), drum_level=0.10,
    ),
    Mood.SERIOUS: Score(
        50, MINOR, 94, 4,
        _bars(
            "0madd9 0madd9 8maj7 8maj7 3add9 3add9 10sus2 10sus2", "0madd9 0madd9 5m7 5m7 8maj7 8maj7 10sus 10",
            "3add9 10sus2 0madd9 8maj7 3add9 10sus2 5m7 7sus",
        ),
        played.STRINGS, 0.13, _PULSE, played.MUTED, 0.13, played.FELT_PIANO, 0.12, (2, 3), 0.128, 0.28,
        bass_beats=(0.0, 2.5), drum=(0.0,), drum_level=0.14,
    ),
    Mood.TENDER: Score(
        45, MINOR, 74, 3,
        _bars(
            "0madd9 8maj7 3 10 0madd9 5m7 8maj7 7sus", "8maj7 10 3maj7 0m7 5m7 10sus2 3add9 7sus",
            "0madd9 10/2 3/7 8maj7 5m7 0m/3 7sus 7",
        ),
        played.WARM_PAD, 0.12, _WALTZ, played.FELT_PIANO, 0.15, played.FELT_PIANO, 0.18, (0, 1, 2, 4, 5), 0.12, 0.44,
    ),
    Mood.LULLABY: Score(
        51, MAJOR, 138, 6,
        _bars(
            "0 5add9 0/4 7sus 0 9m7 2m7 7sus", "5add9 0/4 5add9 0/4 2m7 7sus 0add9 7sus",
            "0 5add9 0/4 7sus 9m7 5add9 2m7 7sus",
        ),
        played.WARM_PAD, 0.13, _ROCKING, played.NYLON, 0.09, played.MUSIC_BOX, 0.12, (0, 1, 2, 4, 5, 6), 0.105, 0.42,
        lowest_tune=72,
    ),
    Mood.WONDER: Score(
        52, LYDIAN, 64, 4,
        _bars("0maj7 2/0 9m7 2sus2 0maj7 2/0 7maj7 2sus2", "9m7 7maj7 0maj7 2/0 9m7 4m7 7maj7 2sus2"),
        played.GLASS_PAD, 0.17, _DROPS, played.BELL, 0.075, played.FELT_PIANO, 0.11, (2, 3, 6), 0.112, 0.55,
        lowest_figure=67,
    ),
    Mood.PLAYFUL: Score(
        48, MAJOR, 112, 4,
        _bars(
            "0 0/4 5 7 0 9m 2m7 7", "0 0/4 5 5m6 0/7 9m 2m7 7", "5 4m7 2m7 7sus 5 0/4 2m7 7", "0 0/4 5 7 0 9m 2m7 7"
        ),
        played.WARM_PAD, 0.05, _SKIPPING, played.NYLON, 0.17, played.MARIMBA, 0.15, (0, 1, 3, 4, 5, 7), 0.143, 0.18,
        bass_beats=(0.0, 2.0), shaker=(0.5, 1.5, 2.5, 3.5), shaker_level=0.014, drum=(0.0,), drum_level=0.08,
    ),
    Mood.EASTERN: Score(
        50, PENTATONIC, 64, 4,
        _bars("0sus2 9m 7sus2 2sus 0add9 9m 2sus 7sus2", "9m 2sus 7sus2 0sus2 2sus 9m 7sus2 7sus2"),
        played.WARM_PAD, 0.11, _FALLING, played.ZITHER, 0.14, played.FLUTE, 0.085, (0, 1, 4, 5), 0.098, 0.48,
        lowest_figure=62, lowest_tune=67,
    ),
}  # fmt: skip

"""The built-in voices: each a set of formants, breath and pitch for espeak-ng, the same person in both languages."""

from dataclasses import dataclass

from datasay.engines.protocols import VoiceInfo

LANGUAGE_FILES = {"zh": "sit/cmn", "en": "gmw/en-US", "en-GB": "gmw/en"}


@dataclass(frozen=True, slots=True)
class Timbre:
    """How a person sounds: what is in espeak-ng's own terms is per cent of its plain voice."""

    pitch: tuple[int, int]  # Hz: the bottom and the top of the spoken range
    formants: tuple[str, ...]  # "frequency height width" for formants 0 to 5
    details: tuple[str, ...] = ()  # further lines of a voice description
    pace: float = 1.0

    def description(self, language: str, pitch_factor: float) -> str:
        """The lines of espeak-ng's voice description, with the pitch moved by a factor."""
        widened = _WIDENED[language]
        low, high = (round(hertz * pitch_factor * part) for hertz, part in zip(self.pitch, widened, strict=True))
        lines = [f"pitch {low} {high}", *(f"formant {number} {line}" for number, line in enumerate(self.formants))]
        return "\n".join([*lines, *self.details]) + "\n"


# espeak-ng moves within part of the range only, in Mandarin within less than its tones need: read Mandarin spans
# about 9 semitones, English about 8.
_WIDENED = {"zh": (0.87, 1.24), "en": (0.96, 1.06)}
_STEADY = ("flutter 1", "roughness 0")
_WARM_MAN = Timbre(
    (84, 148), ("100 120 120", "97 105 105", "98 100 100", "97 85 100", "95 70 100", "95 70 100"), _STEADY
)
_CLEAR_WOMAN = Timbre(
    (150, 262), ("105 110 130", "114 110 120", "116 105 125", "116 100 120", "116 90 120", "116 90 120"), _STEADY
)
_DEEP_MAN = Timbre(
    (66, 112), ("95 130 120", "92 110 105", "93 95 105", "93 75 105", "92 55 105", "92 55 105"), _STEADY, pace=0.95
)
_YOUNG_WOMAN = Timbre(
    (188, 330),
    ("108 100 130", "120 105 125", "122 110 130", "120 110 125", "120 100 125", "120 100 125"),
    _STEADY,
    pace=1.05,
)
_YOUNG_MAN = Timbre(
    (106, 186),
    ("101 105 110", "102 105 105", "103 105 105", "102 100 105", "101 90 105", "101 90 105"),
    _STEADY,
    pace=1.04,
)
_OLD_WOMAN = Timbre(
    (128, 206), ("102 120 140", "108 105 140", "109 90 140", "108 75 140", "106 60 140", "106 50 140"),
    ("flutter 6", "roughness 2"), pace=0.92,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LocalVoiceInfo:
    """A built-in voice: who speaks, and from where the English is."""

    info: VoiceInfo
    timbre: Timbre
    english: str = "en"


def _voice(
    platform_id: str, name: str, language: str, gender: str, description: str, timbre: Timbre,
    *, age_range: str = "middle", style: str = "professional",
) -> LocalVoiceInfo:  # fmt: skip
    info = VoiceInfo(platform_id, name, language, gender, description, age_range, style)
    return LocalVoiceInfo(info, timbre, "en-GB" if language == "en-GB" else "en")


VOICES = {
    voice.info.platform_id: voice
    for voice in (
        _voice("cmn-female", "普通话女声 · Mandarin female", "zh-CN", "female",
               "清晰平稳,适合解说。 Clear and even, for narration.", _CLEAR_WOMAN),
        _voice("cmn-male", "普通话男声 · Mandarin male", "zh-CN", "male",
               "温和沉稳,适合解说。 Warm and calm, for narration.", _WARM_MAN),
        _voice("cmn-female-young", "普通话年轻女声 · Mandarin young female", "zh-CN", "female",
               "明亮轻快。 Bright and light.", _YOUNG_WOMAN, age_range="young", style="casual"),
        _voice("cmn-male-young", "普通话年轻男声 · Mandarin young male", "zh-CN", "male",
               "明快有力。 Brisk and firm.", _YOUNG_MAN, age_range="young", style="casual"),
        _voice("cmn-male-deep", "普通话低沉男声 · Mandarin deep male", "zh-CN", "male",
               "低沉缓慢。 Deep and slow.", _DEEP_MAN),
        _voice("cmn-female-elder", "普通话年长女声 · Mandarin elder female", "zh-CN", "female",
               "慈祥舒缓。 Gentle and unhurried.", _OLD_WOMAN, age_range="elder", style="casual"),
        _voice("en-us-female", "美式英语女声 · American English female", "en-US", "female",
               "清晰平稳。 Clear and even.", _CLEAR_WOMAN),
        _voice("en-us-male", "美式英语男声 · American English male", "en-US", "male",
               "温和沉稳。 Warm and calm.", _WARM_MAN),
        _voice("en-us-male-deep", "美式英语低沉男声 · American English deep male", "en-US", "male",
               "低沉缓慢。 Deep and slow.", _DEEP_MAN),
        _voice("en-us-female-young", "美式英语年轻女声 · American English young female", "en-US", "female",
               "明亮轻快。 Bright and light.", _YOUNG_WOMAN, age_range="young", style="casual"),
        _voice("en-gb-female", "英式英语女声 · British English female", "en-GB", "female",
               "清晰平稳。 Clear and even.", _CLEAR_WOMAN),
        _voice("en-gb-male", "英式英语男声 · British English male", "en-GB", "male",
               "温和沉稳。 Warm and calm.", _WARM_MAN),
    )
}  # fmt: skip

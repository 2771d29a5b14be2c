"""Pinyin in the phonemes of espeak-ng's Mandarin, whose own reading lacks jiong, qiong, xiong and light syllables."""

import re
from dataclasses import dataclass

_INITIALS = {
    "b": "p", "p": "ph", "m": "m", "f": "f", "d": "t", "t": "th", "n": "n", "l": "l", "g": "k", "k": "kh", "h": "X",
    "j": "tS;", "q": "tS;h", "x": "S;", "zh": "ts.", "ch": "ts.h", "sh": "s.", "r": "z.", "z": "ts", "c": "tsh",
    "s": "s", "y": "j", "w": "w",
}  # fmt: skip
_FINALS = {  # glide, vowel, coda
    "a": ("", "A", ""), "o": ("", "o", ""), "e": ("", "o-", ""), "ai": ("", "ai", ""), "ei": ("", "ei", ""),
    "ao": ("", "Au", ""), "ou": ("", "ou", ""), "an": ("", "a", "n"), "en": ("", "@", "n"), "ang": ("", "A", "N"),
    "eng": ("", "@", "N"), "ong": ("", "ong", ""), "er": ("", "@r", ""), "i": ("", "i", ""), "ia": ("", "iA", ""),
    "ie": ("", "iE", ""), "iao": ("j", "Au", ""), "iu": ("", "iou", ""), "ian": ("", "iE", "n"), "in": ("", "i", "n"),
    "iang": ("", "iA", "N"), "ing": ("", "i", "N"), "iong": ("", "ong", ""), "io": ("", "io", ""), "u": ("", "u", ""),
    "ua": ("w", "A", ""), "uo": ("", "uo", ""), "uai": ("", "uai", ""), "ui": ("", "uei", ""), "uan": ("", "ua", "n"),
    "un": ("", "u@", "n"), "uang": ("w", "A", "N"), "v": ("", "y", ""), "ve": ("", "yE", ""), "van": ("", "y&", "n"),
    "vn": ("", "y@", "n"),
}  # fmt: skip
_OF_Y = {"a": "ia", "an": "ian", "ang": "iang", "ao": "ao", "e": "ie", "o": "io", "ou": "iu", "u": "v", "ue": "ve",
         "uan": "van", "un": "vn", "ai": "ai"}  # fmt: skip
_TONES = {"1": "55", "2": "35", "3": "214", "4": "51"}
_LIGHT = {"1": "11", "2": "33", "3": "44", "4": "11", "5": "11", "": "11"}  # by the tone before
_ODD = {"ê": ("", "E", ""), "m": ("m", "@", ""), "n": ("", "@", "n"), "ng": ("", "@", "N"), "hm": ("X", "@", "n"),
        "hng": ("X", "@", "N"), "wen": ("w", "u@", "n"), "wan": ("w", "A", "n"), "weng": ("w", "u@", "N")}  # fmt: skip
_SPLIT = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]?)([a-z]+)([1-5])")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A syllable for espeak-ng: `written` goes between [[ ]], and comes back as `count` phoneme events."""

    written: str
    count: int


def syllable_phonemes(syllable: str, before: str = "") -> Spoken | None:
    """The phonemes of a pinyin syllable like "zhong1"; `before` is the tone before it. None for an unknown one."""
    parts = _parts(syllable[:-1], light=syllable.endswith("5"))
    if parts is None or syllable[-1:] not in "12345":
        return None
    onset, vowel, coda = parts
    tone = syllable[-1]
    stress, contour = ("", _LIGHT[before]) if tone == "5" else ("'", _TONES[tone])
    return Spoken("|".join([*onset, stress + vowel + contour, *coda]), len(onset) + 1 + len(coda))


def _parts(letters: str, *, light: bool) -> tuple[list[str], str, list[str]] | None:
    if letters in _ODD:
        glide, vowel, coda = _ODD[letters]
        return [glide] if glide else [], vowel, [coda] if coda else []
    match = _SPLIT.fullmatch(letters + "1")
    if match is None:
        return None
    initial, final = match[1], match[2]
    if initial == "y":
        final = _OF_Y.get(final, final)
    elif initial in ("j", "q", "x") and final.startswith("u"):
        final = "v" + final[1:]
    if final not in _FINALS:
        return None
    glide, vowel, coda = _FINALS[final]
    if final == "i" and initial in ("zh", "ch", "sh", "r"):
        vowel = "i."
    elif final == "i" and initial in ("z", "c", "s"):
        vowel = "i["
    elif final == "e" and light:
        vowel = "@"
    onset = [_INITIALS[initial]] if initial else []
    return onset + ([glide] if glide else []), vowel, [coda] if coda else []

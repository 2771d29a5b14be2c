"""How long a text takes to say, before any voice has said it.

Scripts are planned by the pace of the `local` voices (docs/decisions/0004-local-text.md); another voice's own pace says
how much longer or shorter its words have to be.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from datasay.language.speakable import speakable
from datasay.language.words import CJK


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that a voice at normal speed takes for what it says."""

    syllable: float  # of Mandarin
    word: float  # each Latin word, plus …
    letter: float  # … each of its letters
    digit: float  # one read in English
    comma: float
    english_comma: float
    sentence: float  # the end of one, and the pause behind it
    english_sentence: float

    def at(self, slowness: float) -> "Pace":
        """The same of a voice that takes so much longer for its words; pauses are everybody's."""
        return replace(
            self,
            syllable=self.syllable * slowness,
            word=self.word * slowness,
            letter=self.letter * slowness,
            digit=self.digit * slowness,
        )


LOCAL = Pace(0.214, 0.005, 0.071, 0.36, 0.18, 0.32, 0.33, 0.60)  # what scripts are planned by

READ_ALOUD = 40_000  # characters; the figures of a longer text are counted by their digits, which is 40 times as fast

Clock = Callable[[str], float]

_LETTERS = re.compile(r"\b[A-Z](?: [A-Z])+\b")  # a short form, spelled
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’]*")
_DIGITS = re.compile(r"\d[\d,]*")
_COMMA = re.compile(r"[，,、；;：:—]|\.\.\.|…")
_SENTENCE = re.compile(r"[。！？!?]+|\.(?=\s|$|[”’\"')）])")


def speech_seconds(text: str, *, chinese: bool, pace: Pace = LOCAL) -> float:
    """Seconds of speech for `text`, the pause after each of its sentences included."""
    seconds = len(CJK.findall(text)) * pace.syllable
    for word in _LATIN.findall(text):
        spelled = word.isupper() and len(word) <= 5  # GPT, USB: letter by letter
        seconds += pace.word + pace.letter * len(word) * (3 if spelled else 1)
    digit = pace.syllable if chinese else pace.digit
    for number in _DIGITS.findall(text):
        digits = len(number.replace(",", ""))
        seconds += digit * (digits if digits < 3 or not chinese else 2 * digits - 1)  # 365 is 三百六十五
    percent = text.count("%") + text.count("％")
    seconds += percent * (3 * pace.syllable if chinese else 0.5)
    seconds += len(_COMMA.findall(text)) * (pace.comma if chinese else pace.english_comma)
    seconds += len(_SENTENCE.findall(text)) * (pace.sentence if chinese else pace.english_sentence)
    return seconds


def spoken_seconds(text: str, language: str, pace: Pace = LOCAL) -> float:
    """Seconds of speech for `text` as it is read aloud: figures and signs count as the words said for them."""
    chinese = language.lower().startswith(("zh", "cmn"))
    if not chinese and not language.lower().startswith("en"):
        return speech_seconds(text, chinese=language.lower().startswith(("yue", "ja", "ko")), pace=pace)
    said = _LETTERS.sub(lambda match: match.group().replace(" ", ""), speakable(text, language))
    return speech_seconds(said, chinese=chinese, pace=pace)


def clock_for(characters: int, *, chinese: bool) -> Clock:
    """The clock for pieces of a text that long: `spoken_seconds`, which remembers, or `speech_seconds`."""
    if characters > READ_ALOUD:
        return lambda text: speech_seconds(text, chinese=chinese)
    return lru_cache(maxsize=4096)(lambda text: spoken_seconds(text, "zh-CN" if chinese else "en-US"))

"""How long a text takes to say, before any voice has said it.

The constants are measured on the `local` voices at normal speed; see docs/decisions/0004-local-text.md.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from datasay.language.speakable import speakable
from datasay.language.words import CJK

CHINESE_SECONDS = 0.214  # one Mandarin syllable
ENGLISH_WORD_SECONDS = 0.005  # each Latin word, plus …
ENGLISH_LETTER_SECONDS = 0.071  # … each of its letters
ENGLISH_DIGIT_SECONDS = 0.36  # a digit read in English
COMMA_SECONDS, ENGLISH_COMMA_SECONDS = 0.18, 0.32
SENTENCE_SECONDS, ENGLISH_SENTENCE_SECONDS = 0.33, 0.60
PARAGRAPH_SECONDS = 0.25  # more than a sentence's pause

READ_ALOUD = 40_000  # characters; the figures of a longer text are counted by their digits, which is 40 times as fast

Clock = Callable[[str], float]

_LETTERS = re.compile(r"\b[A-Z](?: [A-Z])+\b")  # a short form, spelled
_LATIN = re.compile(r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'’]*")
_DIGITS = re.compile(r"\d[\d,]*")
_COMMA = re.compile(r"[，,、；;：:—]|\.\.\.|…")
_SENTENCE = re.compile(r"[。！？!?]+|\.(?=\s|$|[”’\"')）])")


def speech_seconds(text: str, *, chinese: bool) -> float:
    """Seconds of speech for `text`, the pause after each of its sentences included."""
    seconds = len(CJK.findall(text)) * CHINESE_SECONDS
    for word in _LATIN.findall(text):
        spelled = word.isupper() and len(word) <= 5  # GPT, USB: letter by letter
        seconds += ENGLISH_WORD_SECONDS + ENGLISH_LETTER_SECONDS * len(word) * (3 if spelled else 1)
    digit = CHINESE_SECONDS if chinese else ENGLISH_DIGIT_SECONDS
    for number in _DIGITS.findall(text):
        digits = len(number.replace(",", ""))
        seconds += digit * (digits if digits < 3 or not chinese else 2 * digits - 1)  # 365 is 三百六十五
    percent = text.count("%") + text.count("％")
    seconds += percent * (3 * CHINESE_SECONDS if chinese else 0.5)
    seconds += len(_COMMA.findall(text)) * (COMMA_SECONDS if chinese else ENGLISH_COMMA_SECONDS)
    seconds += len(_SENTENCE.findall(text)) * (SENTENCE_SECONDS if chinese else ENGLISH_SENTENCE_SECONDS)
    return seconds


def spoken_seconds(text: str, language: str) -> float:
    """Seconds of speech for `text` as it is read aloud: figures and signs count as the words said for them."""
    chinese = language.lower().startswith(("zh", "cmn"))
    if not chinese and not language.lower().startswith("en"):
        return speech_seconds(text, chinese=language.lower().startswith(("yue", "ja", "ko")))
    said = _LETTERS.sub(lambda match: match.group().replace(" ", ""), speakable(text, language))
    return speech_seconds(said, chinese=chinese)


def clock_for(characters: int, *, chinese: bool) -> Clock:
    """The clock for pieces of a text that long: `spoken_seconds`, which remembers, or `speech_seconds`."""
    if characters > READ_ALOUD:
        return lambda text: speech_seconds(text, chinese=chinese)
    return lru_cache(maxsize=4096)(lambda text: spoken_seconds(text, "zh-CN" if chinese else "en-US"))

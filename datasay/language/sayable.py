"""How much of a text the voices of this machine can say: they read Chinese characters and Latin letters, no others.

What other languages write in Latin letters is said as if it were English, which a note tells.
"""

import re
from collections.abc import Sequence

from datasay.language.detection import detect_language
from datasay.wording.told import Told

TOO_MUCH = 0.2  # of the words unsaid: what is left would be another text
MOSTLY = 0.5
_IDEOGRAPHS_A_WORD = 1.5
_FEW = 3  # different ones are named in a note
_SHORTEST_TOLD = 40  # characters; the language of less is easily mistaken
_READ_AS_ENGLISH = {
    "fr": ("法语", "French"), "de": ("德语", "German"), "es": ("西班牙语", "Spanish"), "it": ("意大利语", "Italian"),
    "pt": ("葡萄牙语", "Portuguese"), "nl": ("荷兰语", "Dutch"), "sv": ("瑞典语", "Swedish"),
    "da": ("丹麦语", "Danish"), "pl": ("波兰语", "Polish"), "cs": ("捷克语", "Czech"), "tr": ("土耳其语", "Turkish"),
    "vi": ("越南语", "Vietnamese"), "id": ("印度尼西亚语", "Indonesian"), "fi": ("芬兰语", "Finnish"),
    "hu": ("匈牙利语", "Hungarian"), "ro": ("罗马尼亚语", "Romanian"),
}  # fmt: skip
_IDEOGRAPH = re.compile(r"[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]+")
_KANA = re.compile(
    "[\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d][\u3041-\u3096\u30a1-\u30fa\u30fc\u31f0-\u31ff\uff66-\uff9d]*"
)
# Scripts with a letter for a sound: in Greek a letter or two by itself is a sign (π, Δt), and is said by its name.
_OTHERS = re.compile(
    "[\u0370-\u03ff\u1f00-\u1fff]{3,}|[\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]+"
    "|[\u0530-\u08ff\ufb13-\ufdfb\ufe70-\ufefc]+|[\u0900-\u0dff]+|[\u0e00-\u0fff]{1,4}|[\u1000-\u109f]{1,4}"
    "|[\u10a0-\u10ff\u1c90-\u1cbf\u2d00-\u2d2f]+|[\u1200-\u139f]+|[\u1780-\u17ff]{1,4}|[\u1800-\u18af]+"
    "|[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]+"
)


def unsaid_words(text: str) -> list[str]:
    """The words in letters that no voice here can say, in order. Marks that stand by themselves are none."""
    found = [*_KANA.finditer(text), *_OTHERS.finditer(text)]
    found.sort(key=lambda match: match.start())
    return [match.group() for match in found if any(letter.isalpha() for letter in match.group())]


def unsaid_share(text: str) -> float:
    """Which part of the words of a text no voice here can say, 0 to 1."""
    kana = sum(len(match.group()) for match in _KANA.finditer(text)) / _IDEOGRAPHS_A_WORD
    others = sum(any(letter.isalpha() for letter in match.group()) for match in _OTHERS.finditer(text))
    said = len(_IDEOGRAPH.findall(text)) / _IDEOGRAPHS_A_WORD + len(_LATIN.findall(text))
    unsaid = kana + others
    return unsaid / (unsaid + said) if unsaid else 0.0


def refusal(text: str) -> Told:
    """What is said of a text of which too much would stay silent."""
    return Told(
        "The voices here speak Chinese and English only, and this text has much that they cannot say ({words} …)."
        " Translate it first, or take a timbre of an engine that speaks its language.",
        "这里的音色只会说中文和英文，这篇文本有很多内容念不出来（{words} ……）。请先翻译成中文或英文，"
        "或换用会说这种语言的引擎的音色。",
        words=_some(unsaid_words(text)),
    )


def unsaid_note(text: str) -> str | None:
    """What to say where some words stay silent or are read as English, in both languages; None where all is said."""
    notes = [note for note in (_silent_note(text), _foreign_note(text)) if note]
    return " ".join(notes) or None


def _foreign_note(text: str) -> str | None:
    names = _READ_AS_ENGLISH.get(detect_language(text)) if len(text) >= _SHORTEST_TOLD else None
    if names is None:
        return None
    return (
        f"这篇文本看来是{names[0]}，音色按英语的读法念了它，数字也用英语念。 The text seems to be in {names[1]};"
        " the voice read it as if it were English, numbers too."
    )


def _silent_note(text: str) -> str | None:
    words = unsaid_words(text)
    if not words:
        return None
    some, more = "、".join(_some(words)), len(set(words)) > _FEW
    return (
        f"音色只会说中文和英文，没有念：{some}{' 等' if more else ''}。 The voice speaks Chinese and English only and"
        f" left out: {', '.join(_some(words))}{' and more' if more else ''}."
    )


def _some(words: Sequence[str]) -> list[str]:
    return [word[:20] for word in list(dict.fromkeys(words))[:_FEW]]

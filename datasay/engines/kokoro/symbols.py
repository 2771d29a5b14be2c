"""Pinyin, IPA and marks in the symbols that Kokoro-82M was trained on, and the number of each symbol.

The tables are facts of the model: its symbol table, and how its Mandarin training text was written.
"""

import re

# T: where the arrow of the tone stands. After an initial, or for the whole syllable where it has none.
_INITIALS = {
    "b": "p", "p": "pʰ", "m": "m", "f": "f", "d": "t", "t": "tʰ", "n": "n", "l": "l", "g": "k", "k": "kʰ", "h": "x",
    "j": "ʨ", "q": "ʨʰ", "x": "ɕ", "zh": "ꭧ", "ch": "ꭧʰ", "sh": "ʂ", "r": "ɻ", "z": "ʦ", "c": "ʦʰ", "s": "s",
}  # fmt: skip
_FINALS = {
    "a": "aT", "o": "woT", "e": "ɤT", "ai": "aiT", "ei": "eiT", "ao": "auT", "ou": "ouT", "an": "aTn", "en": "əTn",
    "ang": "aTŋ", "eng": "əTŋ", "ong": "ʊTŋ", "i": "iT", "ia": "jaT", "ie": "jeT", "iao": "jauT", "iu": "jouT",
    "ian": "jɛTn", "in": "iTn", "iang": "jaTŋ", "ing": "iTŋ", "iong": "jʊTŋ", "u": "uT", "ua": "waT", "uo": "woT",
    "uai": "waiT", "ui": "weiT", "uan": "waTn", "un": "wəTn", "uang": "waTŋ", "v": "yT", "ve": "ɥeT", "ue": "ɥeT",
    "van": "ɥɛTn", "vn": "yTn", "er": "ɚT",
}  # fmt: skip
_WHOLE = {
    "yi": "iT", "ya": "jaT", "ye": "jeT", "yao": "jauT", "you": "jouT", "yan": "jɛTn", "yin": "iTn",
    "yang": "jaTŋ", "ying": "iTŋ", "yong": "jʊTŋ", "yo": "jɔT", "yai": "jaiT", "wu": "uT", "wa": "waT",
    "wo": "woT", "wai": "waiT", "wei": "weiT", "wan": "waTn", "wen": "wəTn", "wang": "waTŋ", "weng": "wəTŋ",
    "wong": "wʊTŋ", "yu": "yT", "yue": "ɥeT", "yuan": "ɥɛTn", "yun": "yTn", "a": "aT", "ai": "aiT", "an": "aTn",
    "ang": "aTŋ", "ao": "auT", "e": "ɤT", "ei": "eiT", "en": "əTn", "eng": "əTŋ", "ou": "ouT", "er": "ɚT",
    "o": "ɔT", "ê": "ɛT", "m": "mT", "n": "nT", "ng": "ŋT", "hm": "xəTm", "hng": "xəTŋ",
}  # fmt: skip
_TONES = {"1": "→", "2": "↗", "3": "↓", "4": "↘", "5": ""}
_SYLLABLE = re.compile(r"(zh|ch|sh|[bpmfdtnlgkhjqxrzcs])?([a-zê]+)([1-5])")
_FRONT = frozenset("jqx")  # after these u is ü
_BUZZING = frozenset(("zh", "ch", "sh", "r", "z", "c", "s"))  # their i is no [i]

# Marks of a spoken text (datasay.language.speakable.MARKS) as the model writes them.
MARKS = {"、": ",", ",": ",", "—": ",", "…": ",", ":": ":", ";": ";", ".": ".", "!": "!", "?": "?"}

# espeak-ng's IPA in the model's own signs; longer ones first.
_ENGLISH = (
    ("\u0361", ""), ("\u200d", ""), ("əl̩", "ᵊl"), ("l̩", "ᵊl"), ("n̩", "ᵊn"), ("\u0329", ""), ("\u0303", ""),
    ("eɪ", "A"), ("aɪ", "I"), ("aʊ", "W"), ("ɔɪ", "Y"), ("oʊ", "O"), ("əʊ", "Q"), ("tʃ", "ʧ"), ("dʒ", "ʤ"),
    ("ɚ", "əɹ"), ("ɝ", "ɜɹ"), ("r", "ɹ"), ("x", "k"), ("ç", "k"), ("ɬ", "l"), ("ʔ", "t"), ("e", "A"),
)  # fmt: skip
_AMERICAN = (("ɜː", "ɜɹ"), ("ɜ", "ɜɹ"), ("ɜɹɹ", "ɜɹ"), ("ɾ", "T"), ("ː", ""), ("ɐ", "ə"), ("ɒ", "ɑ"))
_BRITISH = (("ɐ", "ə"), ("ɾ", "t"))

_NUMBERS = {
    **dict(zip(";:,.!?—…\"()“” ", (1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16), strict=True)),
    **{
        "ʦ": 20, "ʨ": 21, "ꭧ": 23, "A": 24, "I": 25, "O": 31, "Q": 33, "S": 35, "T": 36, "W": 39, "Y": 41, "ᵊ": 42,
        "ɑ": 69, "ɐ": 70, "ɒ": 71, "æ": 72, "β": 75, "ɔ": 76, "ɕ": 77, "ç": 78, "ð": 81, "ʤ": 82, "ə": 83, "ɚ": 85,
        "ɛ": 86, "ɜ": 87, "ɡ": 92, "ɥ": 99, "ɨ": 101, "ɪ": 102, "ŋ": 112, "θ": 119, "ɹ": 123, "ɾ": 125, "ɻ": 126,
        "ʂ": 130, "ʃ": 131, "ʧ": 133, "ʊ": 135, "ʌ": 138, "ɤ": 140, "ʒ": 147, "ʔ": 148, "ˈ": 156, "ˌ": 157, "ː": 158,
        "ʰ": 162, "↓": 169, "→": 171, "↗": 172, "↘": 173, "ᵻ": 177,
    },
    **{letter: 43 + place for place, letter in enumerate("abcdef")},
    **{letter: 50 + place for place, letter in enumerate("hijklmnopqrstuvwxyz")},
}  # fmt: skip


def mandarin_symbols(syllable: str) -> str:
    """A syllable of pinyin with its tone's digit (`zhong1`) in the model's symbols; "" for an unknown one."""
    match = _SYLLABLE.fullmatch(syllable)
    if match is None:
        return ""
    tone = _TONES[match[3]]
    whole = _WHOLE.get(syllable[:-1])
    if whole is not None:
        return whole.replace("T", tone)
    initial, final = match[1], match[2]
    if initial in _FRONT and final.startswith("u"):
        final = "v" + final[1:]
    if initial is None or final not in _FINALS:
        return ""
    sound = "ɨT" if final == "i" and initial in _BUZZING else _FINALS[final]
    return _INITIALS[initial] + sound.replace("T", tone)


def english_symbols(ipa: str, *, british: bool) -> str:
    """espeak-ng's IPA of an English word in the model's symbols; what it has no sign for is left out."""
    for written, meant in (*_ENGLISH, *(_BRITISH if british else _AMERICAN)):
        ipa = ipa.replace(written, meant)
    return "".join(sign for sign in ipa if sign in _NUMBERS)


def known(sign: str) -> bool:
    """Whether the model has this sign."""
    return sign in _NUMBERS


def numbers(symbols: str) -> list[int]:
    """The number of each symbol."""
    return [_NUMBERS[sign] for sign in symbols]

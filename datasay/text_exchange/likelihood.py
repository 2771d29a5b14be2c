"""How likely a text is, if it was written in the language that an encoding is used for.

Characters are weighed by how common they are (a unigram model, so that even a few words of GBK are told from Big5 or
EUC-KR); letters of an encoding of one byte by what stands before them.
"""

import math
import re
import unicodedata
from functools import lru_cache

from datasay.text_exchange import letters

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
# Encodings of several bytes that are told apart by likelihood, and those of one byte.
JUDGED = ("gb18030", "big5", "shift_jis", "euc-jp", "euc-kr", "utf-16-le", "utf-16-be")
SINGLE_BYTE = tuple(letters.ACCENTED)
_OWN_SCRIPT = frozenset(("windows-1251", "windows-1253", "koi8-r", "windows-1255", "windows-1256"))
_SIDE_BY_SIDE = frozenset(
    ("windows-1250", "iso-8859-2", "windows-1254")
)  # whose words have them in a row  # words of theirs have no Latin letters
_NEVER_INSIDE = frozenset("£§©®¿¡¹±×")
_WORDS = re.compile("[\u0370-\u03ff\u0400-\u04ff\u05d0-\u05ea\u0620-\u06ff]+")
# A Greek word bears a stress, and ends on a vowel, ν, ς or ρ.
_UNSTRESSED = re.compile(r"[Α-Ωα-ω]*[αεηιουω][Α-Ωα-ω]*[αεηιουω][α-ω]*|[Α-Ωα-ωά-ώ]+[βγδθκλμξπστφχψ]")
# Russian: й behind a consonant or at the beginning, before a vowel or after ъ, and the hard sign without е ё ю я.
_UNSAID = re.compile(
    r"(?<![аеёиоуыэюя])й|й(?=[аиуыэюя])|ъ(?![еёюя])|(?<![а-я])(?:[ъьы]|[бвгджзклмнпртфхцчшщ]ъ)|[аеиоуыэюя]ь"
    r"|щ(?=[бвгджзклмпрстфхцчшщ])"
)
_SHORTEST_TELLING = 2  # letters
_TELLING = 2000  # characters
_EVEN = math.log(0.235)  # so that letters tell as much as those of alphabets without shares
_ASCII = math.log(0.03)
_ODD = math.log(1e-9)
_COMMON, _MARK = math.log(0.6 / 600), math.log(0.005)
_SELDOM, _RARE = math.log(0.2 / 4000), math.log(2e-3 / 20000)


def likelihood(text: str, encoding: str) -> float:
    """Natural logarithm of how likely this text is, under the language of this encoding."""
    total = _PRIORS[encoding]
    if encoding in SINGLE_BYTE:
        before = " "
        for character in text:
            total += beside(before, character, encoding)
            before = character
        return total + (sum(map(_word, _WORDS.findall(text[:_TELLING]))) if encoding in _OWN_SCRIPT else 0.0)
    return total + sum(map(_WEIGHERS[encoding], text))


def beside(before: str, character: str, encoding: str) -> float:  # noqa: PLR0911  one for each kind
    """Of a character of an encoding of one byte, after another one."""
    if character < "\x80":
        return _ODD if CONTROL.match(character) else _ASCII
    if encoding == "windows-874":
        return _thai(before, character)
    if not character.isalpha():
        if encoding in {"windows-1255", "windows-1256"} and unicodedata.category(character) == "Mn":
            return math.log(2e-3 if before.isalpha() or unicodedata.category(before) == "Mn" else 1e-6)
        if encoding == "windows-1256" and character in "،؛؟ـ":
            return math.log(2e-3)
        if character in letters.LATIN_MARKS and not (before.isalpha() and character in _NEVER_INSIDE):
            return math.log(2e-3)
        return math.log(1e-6)
    if character.isupper() and before.islower():
        return math.log(1e-6)  # no word has its capital inside
    return _letter(before, character, encoding) - (2.5 if character.isupper() else 0.0)


def _word(word: str) -> float:
    """What the whole of a word in letters of its own script tells: words have vowels, and last letters of their own."""
    small = word.lower()
    if small in letters.EVERYDAY:
        return 3.0
    if len(word) < _SHORTEST_TELLING:
        return 0.0
    if small[0] >= "\u05d0":  # Hebrew and Arabic leave their vowels out
        return -4.0 if word[-1] in letters.NOT_LAST else 0.0
    told = -4.0 * len(_UNSAID.findall(small))
    if letters.VOWELS.isdisjoint(small):
        told -= 4.0
    if _UNSTRESSED.fullmatch(word):
        told -= 3.0
    return told


def _letter(before: str, character: str, encoding: str) -> float:
    known = character.lower() in letters.ACCENTED[encoding] or character == "İ"
    if before in letters.WORD_ENDS:
        return math.log(1e-6)
    frequent = character.lower() in letters.FREQUENT
    if encoding in _OWN_SCRIPT:
        if not known or (before.isascii() and before.isalpha()):
            return math.log(1e-6)  # no word is half Latin
        share = letters.SHARES.get(character.lower())
        if share is not None:  # not all that it tells: one letter hangs on the other
            return _EVEN + 0.75 * math.log(share)
        return math.log(0.03 if frequent else 0.008)
    if before > "\x7f" and before.isalpha():
        seldom = 5e-3 if encoding in _SIDE_BY_SIDE else 1e-3
        return math.log(seldom if known else 1e-6)  # accented letters seldom stand side by side
    return math.log((8e-3 if frequent else 5e-3) if known else 1e-5)


def _thai(before: str, character: str) -> float:
    """Signs over a letter need one, vowels before a letter need it next."""
    after_lone_vowel = before in letters.THAI_BEFORE
    if character in letters.THAI_ABOVE:
        held = before in letters.THAI_ABOVE or (before in letters.ACCENTED["windows-874"] and not after_lone_vowel)
        return math.log(0.02 if held and before not in letters.THAI_AFTER else 1e-7)
    if character not in letters.ACCENTED["windows-874"]:
        return math.log(1e-3 if character in "๐๑๒๓๔๕๖๗๘๙ๆฯ฿" or character in letters.LATIN_MARKS else 1e-6)
    if before.isascii() and before.isalpha():
        return math.log(1e-6)
    vowel = character in letters.THAI_BEFORE or character in letters.THAI_AFTER
    begins_badly = character in letters.THAI_AFTER and not before.isalpha() and before not in letters.THAI_ABOVE
    if begins_badly or (vowel and after_lone_vowel):
        return math.log(1e-7)
    return math.log(0.04 if character in letters.FREQUENT else 0.01)


@lru_cache(maxsize=20_000)
def _chinese(character: str) -> float:
    if character in letters.SIMPLIFIED:
        return _COMMON
    if character in letters.TRADITIONAL:
        return _COMMON - 1.5
    return _shared(character, "gb2312", 0xD8)


@lru_cache(maxsize=20_000)
def _taiwanese(character: str) -> float:
    if character in letters.TRADITIONAL:
        return _COMMON
    return _shared(character, "big5", 0xC7)


@lru_cache(maxsize=20_000)
def _japanese(character: str) -> float:
    if "\u3041" <= character <= "\u3096":
        return math.log((0.04 if character in "ぁぃぅぇぉゃゅょゎゐゑゔ" else 0.5) / 80)
    if "\u30a1" <= character <= "\u30fa":
        return math.log(0.1 / 85)
    if "\uff61" <= character <= "\uff9f":
        return math.log(0.02 / 63)  # half-width katakana: what Shift-JIS makes of most other bytes
    if character in letters.JAPANESE:
        return math.log(0.2 / 150)
    return _shared(character, "shift_jis", 0x98) - 1.0


@lru_cache(maxsize=20_000)
def _korean(character: str) -> float:
    if "\uac00" <= character <= "\ud7a3":
        if character in letters.HANGUL:
            return math.log(0.6 / 130)
        try:
            return math.log(0.2 / 2350) if len(character.encode("euc_kr")) == 2 else _RARE
        except UnicodeEncodeError:
            return _RARE - 1.0
    if character < "\x80" or character in letters.MARKS:
        return _shared(character, "euc_kr", 0)
    return _RARE


@lru_cache(maxsize=20_000)
def _any_east_asian(character: str) -> float:
    return max(_chinese(character), _taiwanese(character), _japanese(character), _korean(character)) - 0.2


def _shared(character: str, codec: str, level_ends: int) -> float:
    """What is alike for all: ASCII, punctuation, the first level of a national standard, the rest."""
    if character < "\x80":
        return _ODD if CONTROL.match(character) else _ASCII
    if character in letters.MARKS:
        return _MARK
    kind = unicodedata.category(character)
    if kind in {"Co", "Cn", "Cs", "Cc"}:
        return _ODD
    try:
        lead = character.encode(codec)[0]
    except UnicodeEncodeError:
        return _RARE - 1.0
    if kind == "Lo":
        return _SELDOM if lead < level_ends else _RARE
    return math.log(1e-4) if kind[0] in "PNS" else math.log(1e-5)


_WEIGHERS = {
    "gb18030": _chinese,
    "big5": _taiwanese,
    "shift_jis": _japanese,
    "euc-jp": _japanese,
    "euc-kr": _korean,
    "utf-16-le": _any_east_asian,
    "utf-16-be": _any_east_asian,
}
# How often such files come at all, in natural logarithms: it decides between readings of a word or two.
_PRIORS = {
    "gb18030": 0.0,
    "big5": -0.5,
    "shift_jis": -1.5,
    "windows-1252": -1.0,
    "euc-kr": -4.0,
    "windows-1251": -3.0,
    "windows-1250": -3.0,
    "windows-1253": -4.0,
    "windows-1254": -4.0,
    "iso-8859-2": -4.0,
    "euc-jp": -4.0,
    "koi8-r": -5.0,
    "windows-1255": -4.5,
    "windows-1256": -5.0,
    "windows-874": -6.0,
    "utf-16-le": -5.0,
    "utf-16-be": -6.0,
}

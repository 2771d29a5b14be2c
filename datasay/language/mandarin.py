"""How each Chinese character of a phrase is pronounced: polyphones by word, neutral tones, and tone sandhi."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import rjieba
from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.contrib.tone_convert import to_tone

from datasay.language.readings import readings_by_surroundings, teach_readings
from datasay.language.simplified import simplified

_READINGS = {"着急": ("zhao2", "ji2"), "欸": ("ei4",), "嗯": ("en4",), "呣": ("m2",), "噷": ("hen1",), "兙": ("ke4",)}
_SYLLABLE = re.compile(r"[a-zê]+[1-5]")
_ALONE = {"着": "zhao2", "铺": "pu1"}
_GIVEN_BACK = frozenset(("了", "给", "钱", "债", "账", "书", "清", "得", "不"))  # 还 before these is huan2
_NUMERALS = frozenset("零一二三四五六七八九十百千万亿两几第点幺")


@dataclass(slots=True)
class _Character:
    """A character, its syllable (letters, then the tone's digit; "" when nobody knows it), and its word's number."""

    written: str
    syllable: str
    word: int

    @property
    def tone(self) -> str:
        return self.syllable[-1:]

    @tone.setter
    def tone(self, tone: str) -> None:
        self.syllable = self.syllable[:-1] + tone


@dataclass(frozen=True, slots=True)
class Syllables:
    """A word: its syllables as pinyin with the tone's digit (5: neutral), one per character, "" for an unknown one."""

    text: str
    syllables: tuple[str, ...]


@cache
def _words(section: str) -> frozenset[str]:
    """A section of mandarin_words.txt."""
    text = files("datasay.language").joinpath("mandarin_words.txt").read_text(encoding="utf-8")
    chosen = text.partition(f"[{section}]\n")[2].partition("[")[0]
    return frozenset(word for line in chosen.splitlines() if not line.startswith("#") for word in line.split())


def read_phrase(phrase: str, *, plainly: bool = False) -> list[Syllables]:
    """The words of a phrase of Chinese characters, without marks in it, as they are said in that phrase.

    `plainly`: with the tones of the dictionary, for a model that has learnt from those how they change in speech.
    """
    plain = simplified(phrase)
    words = [word for word in rjieba.cut(plain) if word]
    whole = _syllables(plain)
    told = readings_by_surroundings(plain) | _own_readings(phrase, plain)
    characters: list[_Character] = []
    for number, word in enumerate(words):
        start = len(characters)
        read = _of_word(words, number, whole, start)
        read = [told.get(start + place, syllable) for place, syllable in enumerate(read)]
        characters += [_Character(c, s, number) for c, s in zip(word, read, strict=True)]
        _weaken(word, characters[start:], plainly=plainly)
    if not plainly:
        _change_yi_and_bu(characters)
        _change_third_tones(characters)
    spoken: list[Syllables] = []
    place = 0
    for word in words:
        written = phrase[place : place + len(word)]
        spoken.append(Syllables(written, tuple(c.syllable for c in characters[place : place + len(word)])))
        place += len(word)
    return spoken


def written_syllables(phrase: str) -> list[str]:
    """The syllable of each character with its tone mark as a dictionary writes it: before any sandhi, 5 unmarked."""
    plain = simplified(phrase)
    whole = _syllables(plain)
    told = readings_by_surroundings(plain) | _own_readings(phrase, plain)
    read: list[str] = []
    words = [word for word in rjieba.cut(plain) if word]
    for number in range(len(words)):
        start = len(read)
        syllables = _of_word(words, number, whole, start)
        read += [told.get(start + place, syllable) for place, syllable in enumerate(syllables)]
    return [to_tone(syllable) if syllable else written for syllable, written in zip(read, phrase, strict=True)]


def _own_readings(phrase: str, plain: str) -> dict[int, str]:
    """Those of traditional characters with one reading only, where the simplified one has more: 隻, 髮."""
    told = {}
    for place, (written, simple) in enumerate(zip(phrase, plain, strict=True)):
        if written != simple:
            [readings] = pinyin(written, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)
            if len(readings) == 1 and _SYLLABLE.fullmatch(readings[0]):
                told[place] = readings[0]
    return told


def _of_word(words: list[str], number: int, whole: list[str], start: int) -> list[str]:
    """The syllables of one word of a phrase, by itself and its neighbours; `whole` are those of the phrase."""
    word = words[number]
    if word in _READINGS:
        read = list(_READINGS[word])
    elif len(word) == 1:
        read = [_lone(words, number, whole[start])]
    else:
        read = _syllables(word)
    if "长" in word:  # its reading may hang on the next word: 他长|得高
        read = [whole[start + place] if c == "长" else read[place] for place, c in enumerate(word)]
    return read


def _syllables(text: str) -> list[str]:
    teach_readings()
    # An unknown character stands for itself, so that there is one entry per character.
    read: list[str] = lazy_pinyin(
        text,
        style=Style.TONE3,
        neutral_tone_with_five=True,
        errors=_apart,  # type: ignore[arg-type]  # lists are allowed, and documented, but not declared
    )
    return [syllable if _SYLLABLE.fullmatch(syllable) else "" for syllable in read]


def _apart(unknown: str) -> list[str]:
    return list(unknown)


def _lone(words: list[str], number: int, read: str) -> str:
    """The syllable of a word of one character, by its neighbours where its sense decides."""
    word = words[number]
    before = words[number - 1] if number else ""
    following = words[number + 1] if number + 1 < len(words) else ""
    if word == "地":
        return "de5" if len(before) > 1 and following else "di4"  # 慢慢 地 走
    if word == "和":  # with 面包 it kneads no dough
        return "huo2" if following in ("面", "泥") else "he2"
    if word == "得":
        return "de5" if before else "dei3"
    if word == "还":
        return "huan2" if following in _GIVEN_BACK else "hai2"
    if word in ("着", "了") and before:
        return "zhe5" if word == "着" else "le5"
    return _ALONE.get(word, read)


def _weaken(word: str, characters: list[_Character], *, plainly: bool) -> None:
    """Take the tone off syllables that are said lightly."""
    if not plainly and (word in _words("light") or word[-2:] in _words("light")):
        characters[-1].tone = "5" if characters[-1].syllable else ""
    if not plainly and len(word) > 1 and word.endswith("儿") and word not in _words("full-er"):
        characters[-1].syllable = "er5"
    if word.endswith(("不着", "得着")) and len(word) > 2:  # 找不着
        characters[-1].syllable = "zhao2"
    if not plainly and len(word) == 3 and word[0] == word[2] and word[1] in "一不":  # 看一看, 好不好
        characters[1].tone = "5"


def _change_yi_and_bu(characters: list[_Character]) -> None:
    """一 and 不 take their tone from what follows, unless 一 is a digit or closes the phrase."""
    for place, character in enumerate(characters[:-1]):
        following = characters[place + 1]
        if character.tone == "5" or not following.syllable:
            continue
        fourth = following.tone == "4" or (following.written == "个" and following.tone == "5")
        if character.written == "不" or (character.written == "一" and not _is_digit(characters, place)):
            character.tone = "2" if fourth else "4"


def _is_digit(characters: list[_Character], place: int) -> bool:
    before = characters[place - 1].written if place else ""
    following = characters[place + 1].written
    if before in _NUMERALS:
        return following not in "百千万亿" or before == "第"
    return following in "零一二三四五六七八九点月号楼"


def _change_third_tones(characters: list[_Character]) -> None:
    """The first of two third tones rises: within a word, and between words when one of them is a single syllable."""
    lengths = Counter(character.word for character in characters)
    pairs = list(pairwise(characters))
    for first, second in pairs:
        if first.word == second.word and first.tone == second.tone == "3":
            first.tone = "2"
    for first, second in reversed(pairs):  # from the end: 老鼠 很 好 keeps the third tone of 鼠, as 很 has risen
        short = min(lengths[first.word], lengths[second.word]) == 1
        if first.word != second.word and short and first.tone == second.tone == "3":
            first.tone = "2"

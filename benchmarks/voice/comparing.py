"""How what a recogniser wrote is held against what was to be said: by syllable in Mandarin, by word in English.

Both sides go the same way: traditional characters made simple, figures and signs read out by the product's own
`speakable`, and every character read within its words by the product's own reader. Then

- 她 and 它 are 他, 两 is 二: nobody hears which was meant;
- a third tone before another counts as a second as well, 一 and 不 in each of their tones: so they are said;
- a character that the recogniser wrote stands for each of its usual readings: 于散 says no more than 雨伞;
- a neutral tone agrees with every tone: a recogniser has no sign for it;
- 儿 may be written as 而 or 耳, or not at all, and is not counted: it colours the syllable before it;
- characters of the same sound are the same, but for the character error, which counts them as what they are: without
  the homophones it is the error with tones.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from pypinyin.contrib.tone_convert import to_tone3
from pypinyin.phrases_dict import phrases_dict

from datasay.engines.kokoro.hearing import differences, words
from datasay.language.mandarin import read_phrase
from datasay.language.simplified import simplified
from datasay.language.speakable import speakable

_SAME = str.maketrans("她它两", "他他二")
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z' ]*")
_FAIR_SHARE = 0.05  # of the words with a character: in fewer, a reading is an old or odd one
_NO_SIGN = re.compile(r"[\W_]")
_SPELLED = re.compile(r"\b[A-Z](?:[. -]{1,2}[A-Z]\b)+\.?")  # A.I., I B M
_FULL_ER = re.compile(r"(?<=[女婴幼孤])儿")  # a syllable of its own
_CHANGING = {"一": ("yi1", "yi2", "yi4"), "不": ("bu2", "bu4")}
_BRITISH = {"neighbour": "neighbor", "neighbours": "neighbors", "favourite": "favorite", "harbour": "harbor",
            "metres": "meters"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """A syllable or word: how it is written, the sounds it may have, and what is forgiven.

    `optional`: it may be missing. `open`: it stands for any number of syllables, those of another language.
    """

    written: str
    sounds: frozenset[str]
    optional: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many parts there are and how many are wrong: without and with tones (words: the same), and characters.

    `as_written`: signs, and those that are wrong, before both sides are made alike: figures, traditional characters.
    """

    parts: int = 0
    wrong: int = 0
    toned: int = 0
    characters: int = 0
    wrong_characters: int = 0
    as_written: tuple[int, int] = (0, 0)
    slips: tuple[tuple[str, str], ...] = ()

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.parts + other.parts,
            self.wrong + other.wrong,
            self.toned + other.toned,
            self.characters + other.characters,
            self.wrong_characters + other.wrong_characters,
            (self.as_written[0] + other.as_written[0], self.as_written[1] + other.as_written[1]),
            self.slips + other.slips,
        )

    @property
    def raw(self) -> float:
        """The share of signs that is wrong as both sides are written."""
        return self.as_written[1] / max(self.as_written[0], 1)

    @property
    def shares(self) -> tuple[float, float, float]:
        """The shares that are wrong: parts without tones, parts with tones, characters."""
        return (
            self.wrong / max(self.parts, 1),
            self.toned / max(self.parts, 1),
            self.wrong_characters / max(self.characters, 1),
        )


def compared(written: str, heard: str, language: str, *, whole: bool = False) -> Count:
    """What is wrong with what was heard of a sentence in `zh`, which may hold English, or in `en`.

    `whole`: of words of English within Mandarin, CEO is one and not three, and Blue tooth is Bluetooth.
    """
    if language == "en":
        parted = _whole_words if whole else _words
        if whole and _letters(written) == _letters(heard):
            return Count(len(parted(written)))
        slips = _slips(parted(written), parted(heard), _same_sound)
        return Count(len(parted(written)), len(slips), len(slips), slips=tuple(slips))
    said, caught = _syllables(written, as_heard=False), _syllables(heard, as_heard=True)
    toned = _slips(said, caught, _same_sound_and_tone)
    return Count(
        sum(not part.optional and not part.open for part in said),
        len(_slips(said, caught, _same_sound)),
        len(toned),
        sum(not part.optional and not part.open for part in said),
        len(_slips(said, caught, _same_character)),
        _as_written(written, heard),
        tuple(toned),
    )


def _as_written(written: str, heard: str) -> tuple[int, int]:
    one, other = (_NO_SIGN.sub("", text) for text in (written, heard))
    return len(one), differences(one, other)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())


def _words(text: str) -> list[Part]:
    return [Part(word, frozenset((_BRITISH.get(word, word),))) for word in words(text)]


def _whole_words(text: str) -> list[Part]:
    """As they are written; A.I. and USB are one each."""
    plain = _SPELLED.sub(lambda found: re.sub(r"[. -]", "", found[0]), text).lower()
    return [Part(word, frozenset((word,))) for word in re.findall(r"[a-z']+", plain)]


def _syllables(text: str, *, as_heard: bool) -> list[Part]:
    """The syllables of a text; in what was heard, English is passed over, and any reading of a character will do."""
    found: list[Part] = []
    place = 0
    plain = simplified(text)
    for foreign in _LATIN.finditer(plain) if not as_heard else ():
        found += [*_chinese(plain[place : foreign.start()]), Part(foreign[0].strip(), frozenset(), open=True)]
        place = foreign.end()
    return found + _chinese(plain[place:], any_reading=as_heard)


def _chinese(text: str, *, any_reading: bool = False) -> list[Part]:
    found: list[Part] = []
    for phrase in _CHINESE.findall(speakable(text, "zh-CN").translate(_SAME)):
        read = [syllable for word in read_phrase(phrase, plainly=True) for syllable in word.syllables]
        full = {match.start() for match in _FULL_ER.finditer(phrase)}
        for place, (one, following) in enumerate(pairwise([*read, ""])):
            sounds = {one, *_CHANGING.get(phrase[place], ()), *(_readings(phrase[place]) if any_reading else ())}
            if following.endswith("3"):
                sounds |= {f"{each[:-1]}2" for each in sounds if each.endswith("3")}
            colours = phrase[place] == "儿" and place not in full
            found.append(Part(phrase[place], frozenset(sounds), optional=colours))
    return found


def _readings(character: str) -> frozenset[str]:
    """The readings that a character has in a fair share of the dictionary's words: 散 a third tone, 雅 no second."""
    return _usual_readings().get(character, frozenset())


@cache
def _usual_readings() -> dict[str, frozenset[str]]:
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, read in phrases_dict.items():
        for character, [syllable, *_] in zip(word, read, strict=False):
            counted[character][to_tone3(syllable, neutral_tone_with_five=True)] += 1
    return {
        character: frozenset(one for one, count in found.items() if count >= _FAIR_SHARE * found.total())
        for character, found in counted.items()
    }


def _same_sound(one: Part, other: Part) -> bool:
    if one.optional:
        return any(sound.startswith("er") for sound in other.sounds)
    return bool({sound.rstrip("12345") for sound in one.sounds} & {sound.rstrip("12345") for sound in other.sounds})


def _same_sound_and_tone(one: Part, other: Part) -> bool:
    if one.optional:
        return _same_sound(one, other)
    pairs = [(sound, heard) for sound in one.sounds for heard in other.sounds if sound[:-1] == heard[:-1]]
    return any(sound == heard or "5" in (sound[-1:], heard[-1:]) for sound, heard in pairs)


def _same_character(one: Part, other: Part) -> bool:
    return _same_sound(one, other) if one.optional else one.written == other.written


def _slips(said: Sequence[Part], heard: Sequence[Part], same: Callable[[Part, Part], bool]) -> list[tuple[str, str]]:
    """The fewest insertions, deletions and exchanges that turn one into the other: what was said, what was heard."""

    def exchange(row: int, place: int) -> int:
        one, other = said[row - 1], heard[place - 1]
        return not (one.open or same(one, other))

    lost = [0, *(not (part.optional or part.open) for part in said)]
    added = [1, *(not part.open for part in said)]
    cost = [[0] * (len(heard) + 1) for _ in range(len(said) + 1)]
    for row in range(len(said) + 1):
        for place in range(len(heard) + 1):
            ways = [cost[row - 1][place] + lost[row]] if row else []
            ways += [cost[row][place - 1] + added[row]] if place else []
            ways += [cost[row - 1][place - 1] + exchange(row, place)] if row and place else []
            cost[row][place] = min(ways, default=0)
    slips: list[tuple[str, str]] = []
    row, place = len(said), len(heard)
    while row or place:
        if row and place and cost[row][place] == cost[row - 1][place - 1] + exchange(row, place):
            if exchange(row, place):
                slips.append((said[row - 1].written, heard[place - 1].written))
            row, place = row - 1, place - 1
        elif row and cost[row][place] == cost[row - 1][place] + lost[row]:
            if lost[row]:
                slips.append((said[row - 1].written, ""))
            row -= 1
        else:
            if added[row]:
                slips.append(("", heard[place - 1].written))
            place -= 1
    return slips[::-1]

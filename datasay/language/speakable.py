"""What is written, as it is said: digits and signs become words, and every word knows the writing it stands for."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from datasay.language.speakable_chinese import chinese_rules
from datasay.language.speakable_english import english_rules
from datasay.language.speakable_formulas import with_minus_signs, with_spans_of_days
from datasay.language.speakable_marks import LINK, MAIL, clean, without_figure_gaps
from datasay.language.speakable_rules import Rule
from datasay.language.speakable_surroundings import as_meant
from datasay.language.words import CJK

MARKS = "、,—:;….!?"  # what is left of punctuation, weakest first: the pauses and the tune of a voice
_MARKS_OF = {
    "，": ",", "、": "、", "；": ";", "：": ":", "。": ".", "？": "?", "！": "!", "—": "—", "…": "…", "–": "—",
    ",": ",", ";": ";", ":": ":", ".": ".", "?": "?", "!": "!", "(": ",", ")": ",", "\n": ".", "|": ",",
    "【": ",", "】": ",", "/": ",",
}  # fmt: skip
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]+(?:['’][A-Za-zÀ-ɏ]+)*(?:(?<=s)['’](?= [a-z]))?")
_PAUSES = ((re.compile(r"(?<=\s)--?(?=\s)|--+|—+"), "—"), (re.compile(r"[-=]>"), ","), (re.compile(r"\.{3,}"), "…"))
_LIGATURES = str.maketrans({"ø": "o", "Ø": "O", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ł": "l",
                            "Ł": "L", "đ": "d", "Đ": "D", "þ": "th", "ð": "th", "ı": "i"})  # fmt: skip
_NUMERALS = frozenset("零一二三四五六七八九十百千万亿两幺点")
_SPACES = re.compile(r" +")
_GREEK = re.compile(r"[Α-Ωα-ω]")
_PUBLIC = {"zh": ("链接", "邮箱地址"), "en": ("link", "e-mail address")}


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or one of MARKS, and the part `text[original_start:original_end]` that it says."""

    original_start: int
    original_end: int
    spoken: str
    language: str  # "zh" or "en": how it sounds; a mark has that of the text

    @property
    def is_mark(self) -> bool:
        """Whether it is a pause, not a word."""
        return self.spoken in MARKS


def speakable(text: str, language: str) -> str:
    """`text` with nothing but words and marks in it; empty when there is nothing to say."""
    words: list[str] = []
    tokens = speakable_tokens(text, language)
    for before, token in zip([None, *tokens], tokens, strict=False):
        chinese = token.language == "zh"
        mark = {",": "，", ";": "；", ":": "：", ".": "。", "?": "？", "!": "！"} if chinese else {}
        tight = token.is_mark or before is None or (chinese and before.language == "zh")
        tight = tight and not (token.spoken == "—" and not chinese)
        words.append(("" if tight else " ") + mark.get(token.spoken, token.spoken))
    return "".join(words).strip()


def speakable_tokens(text: str, language: str, around: str = "") -> list[Token]:
    """The words and pauses of `text` in order. `language` ("zh-CN", "en-US") decides how numbers and signs are read.

    `around` is the whole text that a sentence is part of, which may tell what its signs mean.
    """
    spoken = "zh" if language.lower().startswith(("zh", "cmn")) else "en"
    cleaned = clean(text)
    if spoken == "zh":
        cleaned = without_figure_gaps(cleaned)
    written = with_minus_signs(as_meant(cleaned.text, around, chinese=spoken == "zh"))
    if spoken == "zh":
        written = with_spans_of_days(written)
    tokens: list[Token] = []
    place = last = 0
    while place < len(written):
        end, said, tongue = _read(written, place, spoken)
        if said:
            if tokens and written[place].isdigit() and _joins(tokens[-1], written[last - 1], said):
                gap = (cleaned.ends[last - 1], cleaned.starts[place])
                if gap[0] >= gap[1]:
                    gap = (tokens[-1].original_start, tokens[-1].original_end)
                tokens.append(Token(*gap, ",", spoken))
            where = (cleaned.starts[place], cleaned.ends[end - 1])
            if tokens and where[0] < tokens[-1].original_end:  # within one sign that is written out as several, as ¼ is
                before = tokens[-1].original_start, tokens[-1].original_end
                where = before if where[1] <= before[1] else (before[1], where[1])
            tokens.append(Token(*where, said, tongue))
            last = end
        place = end
    return _one_pause_at_a_time(tokens)


def _joins(token: Token, sign: str, said: str) -> bool:
    """Whether a number said right after this token would be heard as one with it."""
    if token.is_mark or not sign.isdigit():
        return False
    return token.language != "zh" or (token.spoken[-1] in _NUMERALS and said[0] in _NUMERALS)


def _read(written: str, place: int, language: str) -> tuple[int, str, str]:
    """Where what begins here ends, what is said for it ("" for nothing), and in which language."""
    character = written[place]
    if character in (LINK, MAIL):
        return place + 1, _PUBLIC[language][character == MAIL], language
    if plain := _plain(written, place, language):
        return plain
    latin = _LATIN.match(written, place)
    for tongue in (language, "en") if latin and language == "zh" else (language,):
        for rule in _rules(tongue):
            match = rule.pattern.match(written, place)
            if match and match.end() > place and (spoken := rule.say(match)):
                return match.end(), spoken, tongue
    if latin:
        return latin.end(), _ascii(latin.group()), "en"
    said = _sign(written, place, language)
    return place + 1, said, "en" if said.isalpha() and said.isascii() else language


def _plain(written: str, place: int, language: str) -> tuple[int, str, str] | None:
    """What needs no rule: ideographs, and pauses."""
    character = written[place]
    if CJK.match(character):
        end = place + 1
        while end < len(written) and CJK.match(written[end]):
            end += 1
        return end, written[place:end], "zh"
    if character == " " and language == "zh" and (gap := _SPACES.match(written, place)) and _parts(written, gap):
        return gap.end(), ",", language
    for pattern, said in _PAUSES:
        if match := pattern.match(written, place):
            return match.end(), said, language
    return None


def _parts(written: str, gap: re.Match[str]) -> bool:
    """Whether a space between ideographs stands for a comma; of characters set apart (目 录) it does not."""
    before, after = written[: gap.start()], written[gap.end() :]
    if not (CJK.match(before[-1:]) and CJK.match(after[:1])):
        return False
    return bool(CJK.match(before[-2:-1]) or CJK.match(after[1:2]))


def _sign(written: str, place: int, language: str) -> str:
    """What a single character that is no word says: a pause, "dot", the name of a Greek letter, nothing."""
    character = written[place]
    if character == "." and written[place - 1 : place].isalnum() and written[place + 1 : place + 2].isalnum():
        return "点" if language == "zh" else "dot"
    if _GREEK.match(character):
        return unicodedata.name(character).rsplit(" ", 1)[-1].lower()
    return _MARKS_OF.get(character, "")


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    return chinese_rules() if language == "zh" else english_rules()


def _ascii(word: str) -> str:
    """The word in the letters that the English voice can read."""
    plain = word.replace("’", "'").translate(_LIGATURES)
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if c.isascii())


def _one_pause_at_a_time(tokens: list[Token]) -> list[Token]:
    """Of marks in a row the strongest stays; none stands at the beginning."""
    kept: list[Token] = []
    for is_mark, group in groupby(tokens, key=lambda token: token.is_mark):
        if not is_mark:
            kept.extend(group)
        elif kept:
            kept.append(max(group, key=lambda token: MARKS.index(token.spoken)))
    return kept

"""What is never said: addresses, mark-up, emoji and invisible characters; what is left, with its place in the text."""

import re
import unicodedata
from dataclasses import dataclass

_ROMAN = {chr(0x2160 + place): str(place + 1) for place in range(12)}  # Ⅰ to Ⅻ
_NAMED = _ROMAN | {  # characters that have a sense of their own, in characters the rest of the reading knows
    "“": '"', "”": '"', "‘": "'", "’": "'", "『": '"', "』": '"', "「": '"', "」": '"',
    "…": "…", "–": "–", "—": "—", "―": "—", "‐": "-", "‑": "-", "−": "−", "~": "~",
    "℃": "℃", "℉": "℉", "№": "№", "㎡": "m²", "㎥": "m³", "㎢": "km²", "²": "²", "³": "³", "½": "1/2", "¼": "1/4",
    "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "。": "。", "，": "，", "、": "、", "；": "；", "：": "：", "？": "？",
    "！": "！",
    "％": "%", "‰": "‰", "（": "(", "）": ")", "￥": "¥", "＋": "+", "／": "/", "＝": "=", "＜": "<", "＞": ">",
    "µ": "μ", "〇": "零", "™": " ", "®": " ", "©": "©", "\u2028": "\n", "\u2029": "\n",
}  # fmt: skip
_KEPT_SYMBOLS = frozenset("+−×÷=<>%‰°℃℉¥$€£₹₩₽฿₫¢&@№~²³/≈≤≥±#^|`△")
_UNSAID = ("Cc", "Cf", "Co", "Cs", "Cn", "Mn", "Me", "So", "Sk")
_SEEN = ("So", "Sk")
_RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))
_LOWERED = frozenset("₀₁₂₃₄₅₆₇₈₉")
_PARTED = _LOWERED | {chr(code) for code in (*range(0x2460, 0x249C), *range(0x2776, 0x2794), *range(0x2160, 0x216C))}
# What an ion bears: SO₄²⁻. In m⁻¹ and 10⁻³ the sign stands before its figure.
_CHARGE = re.compile(r"(?<=[A-Za-z₀-₉)\]])(?P<many>[²³⁴-⁹]?)(?P<sign>[⁺⁻])(?![⁰¹²³⁴-⁹])")
_THIN_GAP = re.compile(r"(?<=\d)[\u2009\u202f](?=\d{3}(?!\d))")
_MARKUP = re.compile(
    r"(?m)^[ \t]*(?:```.*|~~~.*|(?:[-*_][ \t]?){3,}|\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*:?-*:?[ \t]*)$"
    r"|^[ \t]*(?:>[ \t]*)+|^[ \t]*#{1,6}[ \t]+|^[ \t]*[-*+][ \t]+(?:\[[ xX]\][ \t]+)?"
    r"|!\[[^\]\n]*\]\([^)\n]*\)|(?<=\])\([^)\s]*\)|<!--.*?-->|</?[A-Za-z][^<>\n]{0,200}>|\[\^?\d{1,3}\](?!\()"
)
# What styled subtitles carry in braces ({\an8}, {\i1}); other braces with a backslash may be a formula.
SUBTITLE_CODE = re.compile(
    r"\{\\(?:an?\d|pos\(|move\(|org\(|i?clip\(|fade?\(|[bius]\d|fn\w|fs\d|fsc[xy]|fr[xyz]?-?\d|[1-4]?c&|[1-4]a&|alpha&"
    r"|[kK][fo]?\d|[xy]?(?:bord|shad)\d|be\d|blur\d|q\d|p\d|r(?=\}))[^{}\n]{0,200}\}"
)
_LINK = re.compile(
    r"(?:https?|ftp|file)://[^\s<>\"'，。！？；、）】」』\u3400-\u9fff]+"
    r"|(?<![\w@.])www\.[^\s<>\"'，。！？；、）】」』\u3400-\u9fff]+",
    re.IGNORECASE | re.ASCII,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
# Dollar signs round what is no price: it holds a command, a power, an index or an equation.
_FORMULA = re.compile(r"\${1,2}(?=[^$\n]*[\\^_=])(?!\s)([^$\n\u3400-\u9fff]{1,120}?)(?<!\s)\${1,2}(?!\d)")
_COMMAND = re.compile(r"\\frac\{(?P<above>[^{}]{1,20})\}\{(?P<below>[^{}]{1,20})\}|\\(?P<name>[A-Za-z]+)\s?")
_TEX = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "epsilon": "ε", "theta": "θ", "lambda": "λ",
    "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ", "phi": "φ", "omega": "ω", "Omega": "Ω", "times": "×", "cdot": "×",
    "div": "÷", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "approx": "≈", "pm": "±", "ne": "≠", "neq": "≠",
}  # fmt: skip
_IDEOGRAPH = re.compile(r"[\u3040-\u9fff\uac00-\ud7a3]")
_FIGURE_GAP = re.compile(r"(?<=\d) (?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff]) (?=\d)")
# Private characters, of which none comes in from outside: they stand for an address, begin a charge, or are yen.
LINK, MAIL, CHARGE, YEN = "\ue000", "\ue001", "\ue002", "\ue003"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is to be read. `text[i]` comes from `source[starts[i]:ends[i]]`."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def clean(source: str) -> Cleaned:
    """Take out what must not reach a voice: full-width forms become plain, addresses one LINK or MAIL character."""
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(text: str, start: int, end: int) -> None:
        sign = source[start]
        grown = start > 0 and any(sign in kind and source[start - 1] in kind for kind in (_RAISED, _LOWERED))
        if grown:
            pass  # the next figure of one number
        elif text[:1].isdigit() and not sign.isdecimal() and characters and characters[-1].isdigit():
            text = f" {text}"  # 1¼ is no 11/4, ①② no 12
        elif not text and unicodedata.category(sign) in _SEEN and characters and characters[-1].isdigit():
            text = " "  # a sign that has no name still parts two numbers
        elif text.isdecimal() and sign.isdecimal() and start and source[start - 1] in _PARTED:
            text = f" {text}"
        for character in text:
            characters.append(character)
            starts.append(start)
            ends.append(end)

    place = 0
    for start, end, instead in _replacements(source):
        for at in range(place, start):
            put(_character(source, at), at, at + 1)
        put(instead, start, end)
        place = end
    for at in range(place, len(source)):
        put(_character(source, at), at, at + 1)
    return Cleaned("".join(characters), tuple(starts), tuple(ends))


def without_figure_gaps(cleaned: Cleaned) -> Cleaned:
    """Without the spaces that careful typesetters put between figures and ideographs: 2024 年 5 月."""
    gaps = {place for gap in _FIGURE_GAP.finditer(cleaned.text) for place in range(gap.start(), gap.end())}
    if not gaps:
        return cleaned
    kept = [place for place in range(len(cleaned.text)) if place not in gaps]
    return Cleaned(
        "".join(cleaned.text[place] for place in kept),
        tuple(cleaned.starts[place] for place in kept),
        tuple(cleaned.ends[place] for place in kept),
    )


def _replacements(source: str) -> list[tuple[int, int, str]]:
    found = [(m.start(), m.end() - _trailing(m.group()), LINK) for m in _LINK.finditer(source)]
    found += [(m.start(), m.end(), MAIL) for m in _MAIL.finditer(source)]
    found += [(m.start(), m.end(), _charged(source, m)) for m in _CHARGE.finditer(source)]
    found += [(m.start(), m.end(), ",") for m in _THIN_GAP.finditer(source)]
    found += [(m.start(), m.end(), " ") for m in _MARKUP.finditer(source)]
    found += _formulas(source)
    found += [(m.start(), m.end(), "") for m in SUBTITLE_CODE.finditer(source)]
    chosen: list[tuple[int, int, str]] = []
    for item in sorted(found, key=lambda item: (item[0], -item[1])):
        if not chosen or item[0] >= chosen[-1][1]:
            chosen.append(item)
    return chosen


def _formulas(source: str) -> list[tuple[int, int, str]]:
    """Signs of formulas as TeX writes them: no dollar signs, and commands as the characters they stand for."""
    found: list[tuple[int, int, str]] = []
    for formula in _FORMULA.finditer(source):
        found += [(formula.start(), formula.start(1), " "), (formula.end(1), formula.end(), " ")]
        for command in _COMMAND.finditer(source, formula.start(1), formula.end(1)):
            if command["above"] is not None:
                found.append((command.start(), command.end(), f"{command['above']}/{command['below']}"))
            else:
                found.append((command.start(), command.end(), _TEX.get(command["name"], " ")))
    return found


def _trailing(address: str) -> int:
    """How many of the last characters are the sentence's marks, not the address's."""
    return len(address) - len(address.rstrip(".,;:!?)]*_"))


def _charged(source: str, charge: re.Match[str]) -> str:
    pause = "," if charge["many"] and source[charge.start() - 1] in _LOWERED else ""  # SO₄²⁻ has no 42
    many = unicodedata.normalize("NFKC", charge["many"])
    return f"{pause}{CHARGE}{many}{'+' if charge['sign'] == '⁺' else '-'}"


def _character(source: str, at: int) -> str:
    """A character as the rest of the reading knows it; what is raised is a power: 10⁶ is no 106."""
    sign, ahead, behind = source[at], source[max(0, at - 1) : at], source[at + 1 : at + 2]
    if sign not in _RAISED:
        return _plain(sign)
    if ahead in _RAISED:
        return _RAISED[sign]
    if sign in "²³" and behind not in _RAISED and not ahead.isdigit():
        return sign
    power = ahead.isdigit() or ahead in (")", "）") or (ahead.isalpha() and not _IDEOGRAPH.match(ahead))
    return f"^{_RAISED[sign]}" if power else _RAISED[sign]


def _plain(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    if character.isspace():
        return "\n" if character in "\n\r\v\f" else " "
    if character in _KEPT_SYMBOLS or character.isascii():
        return character if character.isprintable() else ""
    if unicodedata.category(character) == "No" and (number := unicodedata.numeric(character)).is_integer():
        return str(int(number))  # in a circle or brackets
    if unicodedata.category(character) in _UNSAID:
        folded = unicodedata.normalize("NFKC", character)  # circled numbers are So, but say something
        return folded if folded != character and folded.isalnum() else ""
    return unicodedata.normalize("NFKC", character).replace("\u2044", "/")

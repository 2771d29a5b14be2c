"""Formulas in both languages: a minus told from a hyphen, powers, roots, charges, signs, slashes that divide."""

import re
from decimal import Decimal
from functools import partial

from datasay.language.speakable_marks import CHARGE
from datasay.language.speakable_numbers import chinese_integer, chinese_number, english_number, english_ordinal
from datasay.language.speakable_rules import NUMBER, Rule, alternatives, bare, before, rule

_RELATION = "[=≈≠≤≥<>]"
_TERM = r"(?:\d[\d.,]*+|[A-Za-z]{1,2}+(?![A-Za-z])|[α-ωΑ-Ω²³^()√+×÷*/−-])"
_AHEAD = re.compile(rf"\s?{_TERM}(?:\s?{_TERM}){{0,16}}?\s?{_RELATION}")
_BEHIND = re.compile(rf"{_RELATION}(?:\s?{_TERM}){{1,16}}\s?$")
_HYPHEN = re.compile(r"(?<=[A-Za-z0-9α-ωΑ-Ω²³)])(?P<gap>\s?)-(?P=gap)(?=[A-Za-z0-9α-ωΑ-Ω(√])")
_WORD_BEFORE, _WORD_BEHIND = re.compile(r"[A-Za-z]{3}\s?$"), re.compile(r"\s?[A-Za-z]{3}")
_COUNTED_DOWN = re.compile(r"(?<![A-Za-z0-9])[abkntxyz]$")
_ALONE = re.compile(r"(?<![\w)²³])(?<![\w)²³]\s)−(?=\.?\d)")
_ZONE = re.compile(r"(?<=UTC|GMT)-(?=\d)")
_DAYS = re.compile(
    r"(?:(?<=[周期拜][一二三四五六日天])[-–—~～](?=周|星期|礼拜))|(?<=[月日号年点岁])[-–~～](?=[一二三四五六七八九十])"
)
_FUNCTIONS = frozenset(("sin", "cos", "tan", "cot", "sec", "csc", "log", "lim", "sinh", "cosh", "tanh"))
_CHINESE_SIGNS = {
    "≠": "不等于", "!=": "不等于", "<=": "小于等于", ">=": "大于等于", "==": "等于", "∞": "无穷大", "∑": "求和",
    "∏": "求积", "∫": "积分", "∈": "属于", "∉": "不属于", "∪": "并", "∩": "交", "∴": "所以", "∵": "因为",
    "⊥": "垂直于", "∥": "平行于", "∝": "正比于", "≡": "恒等于", "≅": "全等于", "∽": "相似于", "⊂": "包含于",
    "⊆": "包含于", "∅": "空集", "∀": "任意", "∃": "存在", "∂": "偏", "√": "根号", "∛": "三次根号", "∜": "四次根号",
    "∠": "角", "△": "三角形",
}  # fmt: skip
_ENGLISH_SIGNS = {
    "≠": "not equal to", "!=": "not equal to", "<=": "less than or equal to", ">=": "greater than or equal to",
    "==": "equals", "∞": "infinity", "∑": "the sum of", "∏": "the product of", "∫": "the integral of",
    "∈": "is an element of", "∉": "is not an element of", "∪": "union", "∩": "intersection", "∴": "therefore",
    "∵": "because", "⊥": "is perpendicular to", "∥": "is parallel to", "∝": "is proportional to",
    "≡": "is identical to", "≅": "is congruent to", "∽": "is similar to", "⊂": "is a subset of",
    "⊆": "is a subset of", "∅": "the empty set", "∀": "for all", "∃": "there exists", "∂": "partial",
    "√": "the square root of", "∛": "the cube root of", "∜": "the fourth root of", "∠": "angle", "△": "triangle",
}  # fmt: skip
# A tick (√), a bullet (△) and a corner say nothing where no term follows.
_BEFORE_TERM = {
    "√": r"[\d(A-Za-zα-ω]",
    "∛": r"[\d(A-Za-zα-ω]",
    "∜": r"[\d(A-Za-zα-ω]",
    "∠": r"[A-Z\dα-ω]",
    "△": "[A-Z]",
}


def with_minus_signs(written: str) -> str:
    """The same text, place for place, with − for every hyphen that takes away and - for every − that only negates."""
    signs: dict[int, str] = {match.start(): "-" for match in _ALONE.finditer(written)}
    signs |= {match.start(): "−" for match in _ZONE.finditer(written)}
    for match in _HYPHEN.finditer(written):
        if _takes_away(match):
            signs[match.end("gap")] = "−"
    return "".join(signs.get(place, sign) for place, sign in enumerate(written)) if signs else written


def with_spans_of_days(written: str) -> str:
    """The same text, place for place, with 到 for the dash of 周一-周五."""
    return _DAYS.sub("到", written)


def _takes_away(match: re.Match[str]) -> bool:
    text, left, right = match.string, match.start(), match.end()
    around = before(match, 60)
    if _COUNTED_DOWN.search(around) and not match["gap"] and text[right].isdigit():
        return True
    if _WORD_BEFORE.search(around) or _WORD_BEHIND.match(text, right):
        return False
    figures = text[left - 1].isdigit() and text[right].isdigit()
    if figures and not match["gap"] and _figures(text, left, right).count("-") > 1:
        return False  # a date or a number to call
    if _AHEAD.match(text, right):
        return not (figures and not match["gap"] and text[right] == "0" and text[right + 1 : right + 2].isdigit())
    if not _BEHIND.search(around):
        return False
    return bool(match["gap"]) or not figures or _falls(text, left, right)


def _falls(text: str, left: int, right: int) -> bool:
    """Whether the second number is less than the first, so that no range is meant."""
    first, second = (
        re.search(r"\d+(?:\.\d+)?$", text[:left][-12:]),
        re.match(r"\d+(?:\.\d+)?", text[right : right + 12]),
    )
    return first is not None and second is not None and Decimal(first.group()) > Decimal(second.group())


def _figures(text: str, left: int, right: int) -> str:
    """The figures and hyphens round a place."""
    behind = re.match(r"[\d-]*", text[right : right + 24])
    ahead = re.search(r"[\d-]*$", text[max(0, left - 24) : left])
    return (ahead.group() if ahead else "") + "-" + (behind.group() if behind else "")


def _raised(match: re.Match[str]) -> tuple[bool, int] | None:
    """Whether the power of letters is negative, and which; None for the mark of a note behind a word."""
    word = re.search(r"[A-Za-z]*$", before(match))
    letters = word.group() if word else ""
    minus = bool(match["minus"])
    if match["sign"] and len(letters) > 2 and letters not in _FUNCTIONS:
        return None
    return minus, {"²": 2, "³": 3}.get(match["sign"] or "") or int(match["power"])


def _chinese_power(match: re.Match[str]) -> str | None:
    if (raised := _raised(match)) is None:
        return None
    minus, power = raised
    if not minus and power in (2, 3):
        return "的平方" if power == 2 else "的立方"
    return f"的{'负' if minus else ''}{chinese_integer(power)}次方"


def _english_power(match: re.Match[str]) -> str | None:
    if (raised := _raised(match)) is None:
        return None
    minus, power = raised
    if not minus and power in (2, 3):
        return "squared" if power == 2 else "cubed"
    return f"to the power of {'minus ' if minus else ''}{english_number(str(power))}"


def _chinese_charge(match: re.Match[str]) -> str:
    sign = "正" if match["sign"] == "+" else "负"
    return (chinese_number(match["many"]) if match["many"] else "") + sign


def _english_charge(match: re.Match[str]) -> str:
    sign = "plus" if match["sign"] == "+" else "minus"
    return f"{english_number(match['many'])} {sign}" if match["many"] else sign


def _scientific(match: re.Match[str], *, chinese: bool) -> str | None:
    if match["e"] == "E" and not match["minus"] and "." not in match["a"]:
        return None  # a name, as 3E5 is
    power, minus = str(int(match["power"])), match["minus"] in ("-", "−")
    if chinese:
        return f"{chinese_number(match['a'])}乘以十的{'负' if minus else ''}{chinese_number(power)}次方"
    return f"{english_number(match['a'])} times ten to the power of {'minus ' if minus else ''}{english_number(power)}"


def _divided(match: re.Match[str], *, chinese: bool) -> str | None:
    above, below = match["above"], match["below"]
    if Decimal(above) < Decimal(below) and "." not in above + below:
        return None  # a part of a whole
    if chinese:
        return f"{chinese_number(above)}除以{chinese_number(below)}"
    return f"{english_number(above)} divided by {english_number(below)}"


def _small_part(match: re.Match[str]) -> str:
    return f"{chinese_number(bare(match['below']))}{match['large']}分之{chinese_number(match['above'])}"


def _tiny_part(match: re.Match[str]) -> str | None:
    below = int(bare(match["below"]))
    if str(below).strip("0") != "1":
        return None
    part = english_ordinal(below).removeprefix("one ")
    if match["second"]:
        return f"{english_number(match['above'])} {part}{'' if match['above'] == '1' else 's'} of a second"
    return f"one {part}" if match["above"] == "1" else f"{english_number(match['above'])} {part}s"


def _over(match: re.Match[str]) -> str | None:
    above, below = int(match["above"]), int(match["below"])
    if above == below and above in (5, 10, 100):
        return f"{english_number(match['above'])} out of {english_number(match['below'])}"
    if above > 12 and above > below > 1:
        return f"{english_number(match['above'])} over {english_number(match['below'])}"
    return None


def _pressure(match: re.Match[str]) -> str:
    return f"{english_number(match['above'])} over"


def _sign_rules(signs: dict[str, str], towards: str) -> tuple[Rule, ...]:
    def say(match: re.Match[str]) -> str:
        return signs[match.group()]

    def approach(_match: re.Match[str]) -> str:
        return towards

    plain = [sign for sign in signs if sign not in _BEFORE_TERM]
    bound = "|".join(f"{sign}(?={term})" for sign, term in _BEFORE_TERM.items())
    return rule(rf"{alternatives(plain)}|{bound}", say), rule(r"(?:→|->)(?=\s?∞)", approach)


_ALONE_FIGURE, _END = r"(?<![\d.])", r"(?!\d)"
_LETTERS = rf"(?<=[A-Za-zα-ωΑ-Ω)])(?:\s?\^\s?\{{?(?P<minus>[-−])?(?P<power>\d{{1,3}})\}}?{_END}|(?P<sign>[²³]))"
_CHARGED = rf"{CHARGE}(?P<many>\d?)(?P<sign>[+-])"
_SCIENTIFIC = (
    r"(?<![A-Za-z0-9.])(?P<a>\d+(?:\.\d+)?)(?P<e>[eE])(?P<minus>[-+−])?(?P<power>\d{1,3})(?![A-Za-z0-9])(?!\.\d)"
)
_DIVIDED = rf"{_ALONE_FIGURE}(?P<above>\d+(?:\.\d+)?)\s?/\s?(?P<below>\d+(?:\.\d+)?)(?=\s?[=≈])"


def chinese_formula_rules() -> tuple[Rule, ...]:
    """The rules of Mandarin, most telling first."""
    return (
        rule(_CHARGED, _chinese_charge),
        rule(_LETTERS, _chinese_power),
        rule(_SCIENTIFIC, partial(_scientific, chinese=True)),
        rule(_DIVIDED, partial(_divided, chinese=True)),
        rule(
            rf"{_ALONE_FIGURE}(?P<above>\d{{1,3}})/(?P<below>{NUMBER})(?P<large>[十百千]?[万亿]|[百千])(?![元块人个台件])",
            _small_part,
        ),
        *_sign_rules(_CHINESE_SIGNS, "趋于"),
    )


def english_formula_rules() -> tuple[Rule, ...]:
    """The rules of English, most telling first."""
    return (
        rule(_CHARGED, _english_charge),
        rule(_LETTERS, _english_power),
        rule(_SCIENTIFIC, partial(_scientific, chinese=False)),
        rule(_DIVIDED, partial(_divided, chinese=False)),
        rule(
            rf"{_ALONE_FIGURE}(?P<above>\d{{1,3}})/(?P<below>1(?:,000)+|10{{3,9}}){_END}(?!,\d)(?P<second>\s?s\b)?",
            _tiny_part,
        ),
        rule(rf"{_ALONE_FIGURE}(?P<above>\d{{2,3}})/(?=\d{{2,3}}\s?mmHg)", _pressure),
        rule(rf"{_ALONE_FIGURE}(?<!/)(?P<above>\d{{1,3}})/(?P<below>\d{{1,3}}){_END}(?![/\d])", _over),
        *_sign_rules(_ENGLISH_SIGNS, "to"),
    )

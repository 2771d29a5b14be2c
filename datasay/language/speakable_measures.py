"""Measures of several parts in both languages: m/s², kg/m³, N·m, 30°15′, 1h30min, 5'10", 80元/kg, $80/month."""

import re
from collections.abc import Mapping
from functools import partial

from datasay.language.speakable_english_units import UNITS
from datasay.language.speakable_numbers import chinese_number, english_number
from datasay.language.speakable_rules import NO_LETTER, NUMBER, Rule, alternatives, bare, before, rule

_LENGTHS = frozenset(("km", "m", "dm", "cm", "mm", "μm", "nm", "ft", "in", "mi", "yd"))
# Letters that are units beside other units, and alone only where nothing else is meant: 3N电池, 5 N Main St.
_LETTERS = {"N": "牛", "J": "焦", "A": "安"}
ENGLISH = {**UNITS, "N": ("newton", "newtons"), "J": ("joule", "joules"), "A": ("amp", "amps")}
_POWERED = re.compile(r"\^[-−]?\d{1,3}$")
_ALONE = r"(?<![\d.])"
_POWER = r"(?:\^?[-−]?\d(?!\d)|[²³])"
_PART = re.compile(rf"(?P<sep>[/·]?)(?P<unit>[^\d²³^/·−-]+)(?P<power>{_POWER})?")
_TALL = re.compile(r"\s?(?:的?(?:身高|个子|大个|男|女|球员|后卫|前锋|中锋))")
_LASTING = re.compile(r"(?:时|长|绩|程|录|间|速|[:：])(?:约|为|是|达|共|了)?\s?$")
_PERIODS = (
    "months?|years?|weeks?|days?|hours?|nights?|minutes?|seconds?|persons?|people|kg|lb|miles?|units?|shares?|pieces?"
    "|items?|heads?|gallons?|barrels?|tons?|tonnes?|lit(?:er|re)s?|square|users?|seats?|mo|yr|hr|wk|sq"
)
_SHORT_PERIODS = {"mo": "month", "yr": "year", "hr": "hour", "wk": "week", "sq": "square", "kg": "kilogram",
                  "lb": "pound"}  # fmt: skip
_COUNTED = re.compile(
    r"(?<![A-Za-z\d])\d[\d.,]*\s?(?:[A-Za-z%°²³]{1,4}|thousand|million|billion|dollars|euros|pounds)?$"
)
_SIZED = re.compile(r"\s(?!(?:tall|long|wide|high|deep|thick|and|or|of|in|to|by|from|the|is|was|are)\b)[a-z]{3,}")


def _parts(written: str) -> tuple[list[tuple[str, int]], list[tuple[str, int]]]:
    """Units and their powers above and below the line."""
    above: list[tuple[str, int]] = []
    below: list[tuple[str, int]] = []
    under = False
    for part in _PART.finditer(written):
        under = under or part["sep"] == "/"
        sign = (part["power"] or "1").lstrip("^").replace("−", "-")
        power = {"²": 2, "³": 3}.get(sign) or int(sign)
        (below if under or power < 0 else above).append((part["unit"], abs(power)))
    return above, below


def _chinese_name(unit: str, power: int, names: Mapping[str, str], *, product: bool) -> str:
    name = "时" if unit == "h" and product else names[unit]
    if power == 1:
        return name
    if unit in _LENGTHS and power in (2, 3):
        return ("平方" if power == 2 else "立方") + name
    return {2: "二次方", 3: "三次方"}.get(power, f"{chinese_number(str(power))}次方") + name


def _chinese_units(written: str, names: Mapping[str, str]) -> str:
    above, below = _parts(written)
    said = "".join(_chinese_name(unit, power, names, product=len(above) > 1) for unit, power in above)
    return said + "".join("每" + _chinese_name(unit, power, names, product=False) for unit, power in below)


def _english_name(unit: str, power: int, *, several: bool) -> str:
    name = ENGLISH[unit][several]
    if power == 1:
        return name
    if unit in _LENGTHS and power in (2, 3):
        return ("square " if power == 2 else "cubic ") + name
    return f"{name} " + ({2: "squared", 3: "cubed"}.get(power) or f"to the power of {english_number(str(power))}")


def _english_units(written: str, *, several: bool) -> str:
    above, below = _parts(written)
    last = len(above) - 1
    said = [_english_name(unit, power, several=several and at == last) for at, (unit, power) in enumerate(above)]
    return " ".join(said + ["per " + _english_name(unit, power, several=False) for unit, power in below])


def _chinese(match: re.Match[str], *, names: Mapping[str, str]) -> str:
    high = f"到{chinese_number(bare(match['high']))}" if match["high"] else ""
    low = chinese_number(bare(match["low"]))
    low = "两" if low == "二" and not high else low
    return f"{'负' if match['minus'] else ''}{low}{high}{_chinese_units(match['units'], names)}"


def _english(match: re.Match[str]) -> str:
    high = f" to {english_number(bare(match['high']))}" if match["high"] else ""
    low = english_number(bare(match["low"]))
    several = bare(match["high"] or match["low"]) != "1"
    return f"{'minus ' if match['minus'] else ''}{low}{high} {_english_units(match['units'], several=several)}"


def _chinese_behind_power(match: re.Match[str], *, names: Mapping[str, str]) -> str | None:
    return _chinese_units(match["units"], names) if _POWERED.search(before(match)) else None


def _english_behind_power(match: re.Match[str]) -> str | None:
    return _english_units(match["units"], several=True) if _POWERED.search(before(match)) else None


def _chinese_letter(match: re.Match[str]) -> str:
    return chinese_number(match["n"]) + _LETTERS[match["unit"]]


def _english_letter(match: re.Match[str]) -> str:
    return f"{english_number(match['n'])} {ENGLISH[match['unit']][match['n'] != '1']}"


def _chinese_area(match: re.Match[str], *, names: Mapping[str, str]) -> str:
    return _chinese_units(match.group(), names)


def _english_area(match: re.Match[str]) -> str:
    return _english_units(match.group(), several=False)


def _chinese_each(match: re.Match[str], *, names: Mapping[str, str]) -> str:
    return "每" + _chinese_units(match["unit"], names)


def _each(_match: re.Match[str]) -> str:
    return "每"


def _chinese_arc(match: re.Match[str]) -> str:
    seconds = f"{chinese_number(match['s'])}秒" if match["s"] else ""
    return f"{chinese_number(match['d'])}度{chinese_number(match['m'])}分{seconds}"


def _many(number: str, one: str) -> str:
    return f"{english_number(number)} {one}{'' if number == '1' else 's'}"


def _english_arc(match: re.Match[str]) -> str:
    seconds = f" {_many(match['s'], 'second')}" if match["s"] else ""
    return f"{_many(match['d'], 'degree')} {_many(match['m'], 'minute')}{seconds}"


def _chinese_length(match: re.Match[str]) -> str:
    hours = "两" if match["h"] == "2" else chinese_number(match["h"])
    said = f"{hours}小时" if match["first"] == "h" else f"{hours}分钟"
    second = "分钟" if match["first"] == "h" else "秒"
    seconds = f"{chinese_number(match['s'])}秒" if match["s"] else ""
    return f"{said}{chinese_number(match['m'])}{second}{seconds}"


def _english_length(match: re.Match[str]) -> str:
    units = ("hour", "minute") if match["first"] == "h" else ("minute", "second")
    seconds = f" {_many(match['s'], 'second')}" if match["s"] else ""
    return f"{_many(match['h'], units[0])} {_many(match['m'], units[1])}{seconds}"


def _chinese_height(match: re.Match[str]) -> str | None:
    """5'10" is somebody's height, unless it is known to last."""
    tall = _TALL.match(match.string[match.end() :])
    if int(match["b"]) > 11 or (_LASTING.search(before(match)) and not tall):
        return None
    return f"{chinese_number(match['a'])}英尺{chinese_number(match['b'])}英寸"


def _ten_thousands(_match: re.Match[str]) -> str:
    return "万"


def _per(match: re.Match[str]) -> str | None:
    if not _COUNTED.search(before(match)):
        return None
    return f"per {_SHORT_PERIODS.get(match['period'], match['period'])}"


def _inches(match: re.Match[str]) -> str | None:
    """Whether the quotes are inches: no quotation was open before them."""
    line = match.string[: match.start()].rsplit("\n", 1)[-1]
    if line.count('"') % 2:
        return None
    several = "inch" if match["n"] == "1" or _SIZED.match(match.string[match.end() :]) else "inches"
    return f"{english_number(bare(match['n']))} {several}"


def _feet(match: re.Match[str]) -> str:
    return f"{english_number(bare(match['n']))} {'foot' if match['n'] == '1' else 'feet'}"


def _units_alone(names: Mapping[str, object]) -> str:
    base = alternatives(name for name in names if not re.search(r"[\d²³/]", name))
    one = rf"(?:{base}){_POWER}?"
    return rf"(?<=\d)\s?(?P<units>{one}(?:[/·]{one})*){NO_LETTER}(?![\d^])"


def _of(names: Mapping[str, object], dash: str) -> str:
    """Numbers with several units, or one with a power."""
    base = alternatives(name for name in names if not re.search(r"[\d²³/]", name))
    one = rf"(?:{base}){_POWER}?"
    return (
        rf"(?<![\w.])(?P<minus>[-−])?(?P<low>{NUMBER})(?:{dash}(?P<high>{NUMBER}))?\s?"
        rf"(?P<units>{one}(?:[/·]{one})+|(?:{base})(?:[²³]|\^[-−]?\d)){NO_LETTER}(?![\d^])"
    )


_AREAS = r"(?:km²|cm²|mm²|m²|m³|cm³)(?![A-Za-z/·])"
_ARC = rf"{_ALONE}(?P<d>\d{{1,3}})°\s?(?P<m>\d{{1,2}})(?:['′](?!['′])(?:\s?(?P<s>\d{{1,2}}(?:\.\d+)?)(?:\"|″|''|′′))?)"
_LENGTH = (
    rf"(?<![\w.])(?P<h>\d{{1,3}})\s?(?P<first>h|min|m)\s?(?P<m>\d{{1,2}})\s?(?:(?<=\d)(?:min|m)|(?<=\d)s|(?<=\d)\ss)"
    rf"(?:\s?(?P<s>\d{{1,2}})\s?s)?{NO_LETTER}"
)


def chinese_measure_rules(names: Mapping[str, str]) -> tuple[Rule, ...]:
    """The rules of Mandarin, most telling first."""
    # \w would count ideographs, after which most numbers stand.
    many = _of({**names, **_LETTERS}, r"\s*(?:-|–|—|~|至|到)\s*").replace(r"(?<![\w.])", r"(?<![A-Za-z0-9_.])", 1)
    length = _LENGTH.replace(r"(?<![\w.])", r"(?<![A-Za-z0-9_.])", 1)
    every = {**names, **_LETTERS}
    units = rf"(?:{alternatives(names)}){NO_LETTER}"
    return (
        rule(_ARC, _chinese_arc),
        rule(rf"{_ALONE}(?P<a>[3-7])['′]\s?(?P<b>\d{{1,2}})(?:\"|″|''|′′)", _chinese_height),
        rule(length, _chinese_length),
        rule(many, partial(_chinese, names=every)),
        rule(_units_alone(every), partial(_chinese_behind_power, names=every)),
        rule(rf"{_ALONE}(?P<n>\d+(?:\.\d+)?)\s?(?P<unit>[NJ])(?=的?(?:[一-鿿]?力|能|功|热))", _chinese_letter),
        rule(rf"(?<=[一-鿿(、：，:,])(?:{_AREAS})", partial(_chinese_area, names=names)),
        rule(rf"(?<=[元块])\s?/\s?(?P<unit>{units})", partial(_chinese_each, names=names)),
        rule(r"(?<=[元块])/(?=[一-鿿])", _each),
        rule(r"(?<=\d)w(?=[一-鿿+])(?!的?(?:灯|电|功|充|快充|音|风|加热|吹|输出|激光))", _ten_thousands),
    )


def english_measure_rules() -> tuple[Rule, ...]:
    """The rules of English, most telling first."""
    return (
        rule(_ARC, _english_arc),
        rule(_LENGTH, _english_length),
        rule(_of(ENGLISH, r"\s*(?:-|–|—|~)\s*"), _english),
        rule(_units_alone(ENGLISH), _english_behind_power),
        rule(r"(?<![\w.])(?P<n>\d+(?:\.\d+)?) (?P<unit>[NJ])(?![\w'’-])(?!\.?\s?[A-Z])", _english_letter),
        rule(rf"(?<=per )(?:{_AREAS})", _english_area),
        rule(rf"/(?P<period>{_PERIODS})\b(?!/)", _per),
        rule(rf"(?<![\w.'\"])(?P<n>{NUMBER})\"(?![\w\"])", _inches),
        rule(rf"(?<![\w.'\"])(?P<n>{NUMBER})'(?=\s(?:tall|long|wide|high|deep|thick|by|x)\b)", _feet),
    )

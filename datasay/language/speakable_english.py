"""How English reads what is written with digits, signs and short forms."""

import re
from functools import cache

from datasay.language.speakable_english_amounts import english_amount_rules
from datasay.language.speakable_english_codes import english_code_rules
from datasay.language.speakable_english_names import english_name_rules
from datasay.language.speakable_english_slashes import english_slash_rules
from datasay.language.speakable_english_times import MONTHS, english_time_rules
from datasay.language.speakable_english_units import CURRENCIES, UNITS
from datasay.language.speakable_formulas import english_formula_rules
from datasay.language.speakable_measures import english_measure_rules
from datasay.language.speakable_numbers import (
    english_digits,
    english_integer,
    english_number,
    english_ordinal,
    english_year,
)
from datasay.language.speakable_rules import NO_LETTER, NUMBER, Rule, alternatives, bare, rule
from datasay.language.words import CJK

_SCALES = {"k": "thousand", "K": "thousand", "M": "million", "m": "million", "bn": "billion", "B": "billion",
           "tn": "trillion", "T": "trillion", "thousand": "thousand", "million": "million", "billion": "billion",
           "trillion": "trillion"}  # fmt: skip
_MONTH_NAMES = {name: name for name in MONTHS} | {
    short: name for name in MONTHS for short in (name[:3] + ".", name[:3]) if name != "May"
} | {"Sept.": "September", "Sept": "September"}  # fmt: skip
_SHORT = {
    "Mr.": "mister", "Mrs.": "missis", "Ms.": "miz", "Dr.": "doctor", "Prof.": "professor",
    "Sr.": "senior", "Jr.": "junior", "vs.": "versus", "vs": "versus", "etc.": "et cetera", "e.g.": "for example",
    "i.e.": "that is", "approx.": "approximately", "Vol.": "volume", "Fig.": "figure",
    "Inc.": "incorporated",
    "Ltd.": "limited", "Co.": "company", "Corp.": "corporation", "Gen.": "general", "Capt.": "captain",
    "Lt.": "lieutenant", "Gov.": "governor", "Sen.": "senator", "Rev.": "reverend", "a.m.": "A M", "p.m.": "P M",
    "cf.": "compare", "ca.": "about", "dept.": "department", "et al.": "and others", "w/": "with", "w/o": "without",
}  # fmt: skip
_SIGNS = {"+": "plus", "−": "minus", "×": "times", "÷": "divided by", "=": "equals", "<": "less than",
          ">": "greater than", "≈": "about", "≤": "at most", "≥": "at least", "±": "plus or minus", "&": "and",
          "@": "at", "№": "number", "%": "percent"}  # fmt: skip
# Capitals that people say as a word; any other word in capitals of up to five letters is spelled.
_SAID_AS_WORDS = frozenset((
    "NASA", "NATO", "UNESCO", "UNICEF", "OPEC", "AIDS", "LASER", "RADAR", "SWAT", "FIFA", "UEFA", "ASEAN", "JPEG",
    "GIF", "RAM", "ROM", "PIN", "SIM", "LAN", "WAN", "SARS", "COVID", "MERS", "ICE", "SCUBA", "BRICS", "PISA", "ASAP",
    "JSON", "YAML", "BASIC", "MOMA", "OK",
))  # fmt: skip
_DASH = r"\s*(?:-|–|—|~)\s*"


def _plural(written: str, names: tuple[str, ...]) -> str:
    return names[0] if bare(written) == "1" else names[1]


def _unit(match: re.Match[str]) -> str:
    minus = "minus " if match["minus"] else ""
    last = match["high"] or match["low"]
    spoken = english_number(bare(match["low"]))
    if match["high"]:
        spoken += " to " + english_number(bare(match["high"]))
    if match["scale"]:
        return f"{minus}{spoken} {match['scale']} {UNITS[match['unit']][1]}"
    return f"{minus}{spoken} {_plural(last, UNITS[match['unit']])}"


def _money(match: re.Match[str]) -> str:
    one, several, hundredth, hundredths = CURRENCIES[match["currency"]]
    amount = bare(match["amount"])
    if scale := match["scale"]:
        return f"{english_number(amount)} {_SCALES[scale]} {several}"
    whole, _, cents = f"0{amount}".partition(".") if amount.startswith(".") else amount.partition(".")
    if len(cents) != 2:
        return f"{english_number(amount)} {one if amount == '1' else several}"
    spoken = f"{english_number(whole)} {one if whole == '1' else several}"
    if int(cents) == 0:
        return spoken
    small = f"{english_integer(int(cents))} {hundredth if int(cents) == 1 else hundredths}"
    return small if int(whole) == 0 else f"{spoken} and {small}"


def _percent(match: re.Match[str]) -> str:
    minus = "minus " if match["minus"] else ""
    high = f" to {english_number(bare(match['high']))}" if match["high"] else ""
    per = "per thousand" if match["sign"] == "‰" else "percent"
    return f"{minus}{english_number(bare(match['low']))}{high} {per}"


def _clock(match: re.Match[str]) -> str | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 24 or minute > 59:
        return None
    half = {"a": " A M", "p": " P M"}.get((match["half"] or "")[:1].lower(), "")
    spoken = english_integer(hour)
    if minute:
        spoken += f" {'oh ' if minute < 10 else ''}{english_integer(minute)}"
    elif not half:
        spoken += " o'clock" if 1 <= hour <= 12 else " hundred"
    if match["second"] and int(match["second"]):
        spoken += f" and {english_integer(int(match['second']))} seconds"
    return spoken + half


def _hour(match: re.Match[str]) -> str | None:
    hour = int(match["hour"])
    return f"{english_integer(hour)} {match['half'][0].upper()} M" if 1 <= hour <= 12 else None


def _day_of_month(match: re.Match[str]) -> str | None:
    day, year = int(match["day"]), match["year"]
    if not 1 <= day <= 31:
        return None
    month = _MONTH_NAMES[match["month"]]
    spoken = f"{month} {english_ordinal(day)}"
    return f"{spoken}, {english_year(int(year))}" if year else spoken


def _month_year(match: re.Match[str]) -> str:
    return f"{_MONTH_NAMES[match['month']]} {english_year(int(match['year']))}"


def _iso_date(match: re.Match[str]) -> str | None:
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{MONTHS[month - 1]} {english_ordinal(day)}, {english_year(int(match['year']))}"


def _years(match: re.Match[str]) -> str:
    low, high = match["low"], match["high"]
    return f"{english_year(int(low))} to {english_year(int(high if len(high) == 4 else low[:2] + high))}"


def _decade(match: re.Match[str]) -> str | None:
    spoken = english_year(int(match["year"])) if len(match["year"]) == 4 else english_integer(int(match["year"]))
    return f"{spoken[:-1]}ies" if spoken.endswith("y") else f"{spoken}s"


def _year(match: re.Match[str]) -> str:
    return english_year(int(match["year"]))


def _ordinal(match: re.Match[str]) -> str:
    return english_ordinal(int(bare(match["number"])))


def _fraction(match: re.Match[str]) -> str | None:
    above, below = int(match["above"]), int(match["below"])
    if not 1 < below <= 100 or above == below:
        return None
    part = {2: "half", 4: "quarter"}.get(below) or english_ordinal(below)
    if above > 1:
        part = "halves" if below == 2 else f"{part.removeprefix('one ')}s"
    return f"{english_integer(above) if above > 1 else 'one'} {part}"


def _range(match: re.Match[str]) -> str:
    return f"{english_number(bare(match['low']))} to {english_number(bare(match['high']))}"


def _ratio(match: re.Match[str]) -> str:
    return " to ".join(english_number(part) for part in re.split(r"\s*:\s*", match.group()))


def _dotted(match: re.Match[str]) -> str:
    return " point ".join(english_number(part) for part in match.group().lstrip("vV").split("."))


def _number(match: re.Match[str]) -> str | None:
    written = bare(match["number"])
    if match["minus"] and re.search(r"[\w)]$", match.string[: match.start()]):
        return None  # a hyphen: the number behind it may be a year or a decade
    minus = "minus " if match["minus"] else ""
    if "." not in written and "," not in match["number"] and len(written) > 12 and not written.endswith("000000"):
        return english_digits(written)
    return minus + english_number(written)


def _short(match: re.Match[str]) -> str:
    return _SHORT[match.group()]


def _initials(match: re.Match[str]) -> str:
    return " ".join(letter for letter in match.group() if letter.isalpha())


def _capitals(match: re.Match[str]) -> str | None:
    word, plural = match["word"], match["plural"] or ""
    if word in _SAID_AS_WORDS:
        return word.capitalize() + plural
    around = match.string[max(0, match.start() - 30) : match.end() + 30]
    if len(around) > len(match.group()) + 10 and around.upper() == around and not CJK.search(around):
        return match.group().lower()  # a line in capitals, not a short form
    return " ".join(word) + ("'s" if plural else "")


def _sign(match: re.Match[str]) -> str:
    return _SIGNS[match.group()]


def _number_sign(_match: re.Match[str]) -> str:
    return "number"


def _about(_match: re.Match[str]) -> str:
    return "about"


@cache
def english_rules() -> tuple[Rule, ...]:
    """The rules, most telling first."""
    alone, end = r"(?<![\d.])", r"(?!\d)"
    month = alternatives(_MONTH_NAMES)
    quantity = rf"(?P<low>{NUMBER})(?:{_DASH}(?P<high>{NUMBER}))?"
    year = r"(?:1[0-9]|20)\d{2}"
    return (
        *english_code_rules(),
        *english_slash_rules(),
        *english_formula_rules(),
        *english_measure_rules(),
        *english_time_rules(),
        *english_amount_rules(),
        *english_name_rules(),
        rule(rf"{alone}(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}}){end}", _iso_date),
        rule(
            rf"\b(?P<month>{month})\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s(?P<year>\d{{4}}))?(?![\d:%])",
            _day_of_month,
        ),
        rule(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?P<month>{month})(?:,?\s(?P<year>\d{{4}}))?\b", _day_of_month),
        rule(rf"\b(?P<month>{month})\s(?P<year>{year})\b", _month_year),
        rule(
            rf"{alone}(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>[0-5]\d))?(?:\s?(?P<half>[aApP]\.?[mM]\b\.?))?{end}",
            _clock,
        ),
        rule(rf"{alone}(?P<hour>\d{{1,2}})\s?(?P<half>[aApP]\.?[mM]\b\.?)", _hour),
        rule(
            rf"(?P<currency>{alternatives(CURRENCIES)})\s?(?P<amount>{NUMBER})(?![\d.,]*/\d)"
            rf"(?:\s?(?P<scale>{alternatives(_SCALES)})\b)?",
            _money,
        ),
        rule(rf"(?P<minus>-)?(?P<low>{NUMBER})(?:%?{_DASH}(?P<high>{NUMBER}))?\s?(?P<sign>[%‰])", _percent),
        rule(rf"{alone}(?P<year>[12]\d{{2}}0|\d0)['’]?s\b", _decade),
        rule(rf"{alone}(?P<low>{year}){_DASH}(?P<high>{year}|\d{{2}}){end}", _years),
        rule(
            rf"(?<![\w.])(?P<minus>-)?{quantity}(?:\s(?P<scale>thousand|million|billion|trillion))?\s?"
            rf"(?P<unit>{alternatives(UNITS)}){NO_LETTER}(?!\d)",
            _unit,
        ),
        rule(rf"{alone}(?P<number>\d{{1,3}}(?:,\d{{3}})+|\d+)(?:st|nd|rd|th)\b", _ordinal),
        rule(rf"\b[vV]?{alone}\d+(?:\.\d+){{2,}}{end}", _dotted),
        rule(rf"{alone}(?P<above>\d{{1,3}})/(?P<below>\d{{1,3}}){end}(?!/)", _fraction),
        rule(rf"{alone}\d+(?:\.\d+)?(?:\s?:\s?\d+(?:\.\d+)?)+{end}(?![-–]\d)", _ratio),
        rule(rf"{alone}(?<![A-Za-z\d]-)(?P<low>{NUMBER})(?:\s?[–—~]\s?|-)(?P<high>{NUMBER}){end}(?!-)", _range),
        rule(rf"{alone}(?P<year>{year})(?!\d|,\d{3}|%|\.\d)", _year),
        rule(rf"(?P<minus>-)?(?P<number>{NUMBER})", _number),
        rule(rf"(?<![\w.])(?:{alternatives(_SHORT)})(?!\w)", _short),
        rule(r"(?<![A-Za-z.])(?:[A-Za-z]\.){2,}", _initials),
        rule(r"(?<![A-Za-z])(?P<word>[A-Z]{2,5})(?P<plural>s)?(?![A-Za-z])", _capitals),
        rule("|".join(re.escape(sign) for sign in _SIGNS), _sign),
        rule(r"#(?=\d)", _number_sign),
        rule(r"~(?=[$€£¥]?\d)", _about),
    )

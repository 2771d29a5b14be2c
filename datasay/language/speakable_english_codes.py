"""What English reads digit by digit: numbers to call, rooms, flights, codes, addresses of machines."""

import re

from datasay.language.speakable_numbers import english_digits, english_integer
from datasay.language.speakable_rules import Rule, before, rule

_CALL = re.compile(
    r"(?i)(?:\b(?:call|dial|dialed|dialled|phone|ring|text|to|number is)\s|(?:tel|phone|fax)\s?[:.]\s?)$"
)
_KEYED = re.compile(
    r"(?i)\b(?:code|pin|zip(?: code)?|postcode|port|error|order(?: number| no\.)?|serial(?: number)?|flight|plate|agent"
    r"|ext\.?|extension|account(?: number)?|id|booking|ticket(?: number)?|passcode|password|case(?: number)?|boeing"
    r"|interstate|invoice|http|train|gate|reference|tracking(?: number)?|isbn|otp|rooms?|suite"
    r"|apt\.?|apartment|area code|rfc)"
    r"(?:\s(?:is|was|of))?[\s:#]{1,2}(?:[A-Z]{1,3}[ -]?)?$"
)
_COUNTED = re.compile(r"\s?(?:people|men|women|times|days|years|dollars|percent|%|kg|km|miles|hours|minutes)\b")


def _digits(match: re.Match[str]) -> str:
    return ", ".join(english_digits(part) for part in re.findall(r"\d+", match.group()))


def _called(match: re.Match[str]) -> str | None:
    known = (len(match.group()) > 6 or match.group() in {"911", "999", "112", "988", "411", "311"}) and _CALL.search(
        before(match)
    )
    return _digits(match) if known and not _COUNTED.match(match.string[match.end() :]) else None


def _keyed(match: re.Match[str]) -> str | None:
    if not _KEYED.search(before(match, 30)) or _COUNTED.match(match.string[match.end() :]):
        return None
    return english_digits(match.group())


def _extension(_match: re.Match[str]) -> str:
    return "extension"


def _address(match: re.Match[str]) -> str:
    return " dot ".join(english_digits(part) for part in match.group().split("."))


def _nine_eleven(_match: re.Match[str]) -> str:
    return "nine eleven"


def _all_week(_match: re.Match[str]) -> str:
    return "twenty-four seven"


def _after_letters(match: re.Match[str]) -> str:
    return english_digits(match.group())


def _groups(match: re.Match[str]) -> str | None:
    """ISBN, social security and the like: several groups of figures, nine figures and more."""
    parts = match.group().rstrip("Xx").rstrip("-").split("-")
    if sum(map(len, parts)) < 9:
        return None
    said = ", ".join(english_digits(part) for part in parts)
    return f"{said}, X" if match.group()[-1] in "Xx" else said


def _chip(match: re.Match[str]) -> str:
    return f"{english_integer(int(match['family']))}, {english_digits(match['kind'])}"


def _emergency(match: re.Match[str]) -> str | None:
    if re.search(r"(?:Porsche|\d,?)\s?$", before(match)) or _COUNTED.match(match.string[match.end() :]):
        return None
    return english_digits(match.group())


def _twice(match: re.Match[str]) -> str:
    return f"{english_integer(int(match['a']))} {english_integer(int(match['a']))}"


def english_code_rules() -> tuple[Rule, ...]:
    """The rules, most telling first."""
    alone, end = r"(?<![\d.,])", r"(?![\d]|[.,]\d)"
    return (
        rule(rf"{alone}9/11(?!/|\d)", _nine_eleven),
        rule(rf"{alone}24/7(?!/|\d)", _all_week),
        rule(
            rf"{alone}(?!(?:19|20)\d\d-|\d{{1,2}}-\d{{1,2}}-\d{{4}}{end})\d{{1,7}}(?:-\d{{1,7}}){{2,5}}(?:-[xX]\b)?{end}(?!-)",
            _groups,
        ),
        rule(rf"\+\d{{1,3}}(?:[ -]\(?\d{{1,8}}\)?){{2,5}}{end}", _digits),
        rule(rf"(?<=[A-Za-z])(?P<family>\d{{1,2}})-(?P<kind>\d{{3,6}}){end}", _chip),
        rule(rf"(?<=[A-Za-z]_)\d{{2,}}{end}", _digits),
        rule(rf"{alone}(?<![$€£¥#-])911{end}(?![-/%])(?!\s?[A-Z]\d)", _emergency),
        rule(rf"{alone}(?:\+?1[- ])?\(?\d{{3}}\)?[- ]\d{{3}}-\d{{4}}{end}", _digits),
        rule(rf"{alone}(?<!-)\d{{3}}-\d{{4}}{end}(?!-)", _digits),
        rule(rf"{alone}\d{{1,3}}(?:\.\d{{1,3}}){{3}}{end}", _address),
        rule(rf"(?<=[A-Z])-\d{{2,6}}(?:-\d{{2,6}})+{end}", _digits),
        rule(rf"{alone}(?:\d{{3}}|\d{{7,}}){end}", _called),
        rule(r"(?<![A-Za-z])[Ee]xt\.(?=\s?\d)", _extension),
        rule(rf"{alone}\d{{2,}}{end}", _keyed),
        rule(rf"{alone}(?<=[A-Z])\d{{3,}}{end}(?![A-Za-z]{{2}})", _after_letters),
        rule(rf"{alone}\d{{3,4}}(?=[pP]\b)", _after_letters),
        rule(rf"{alone}(?P<a>50)-(?P=a){end}", _twice),
    )

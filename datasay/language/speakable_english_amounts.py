"""English amounts: before a noun ("a five-kilogram bag"), mixed fractions, ranges of prices, codes of currencies."""

import re

from datasay.language.speakable_english_units import CODES, CURRENCIES, UNITS
from datasay.language.speakable_numbers import english_integer, english_number, english_ordinal
from datasay.language.speakable_rules import NO_LETTER, NUMBER, Rule, alternatives, bare, before, rule

_NOUN = re.compile(
    r"(?:\s|-)(?!(?:of|to|and|or|in|on|at|by|for|from|per|is|was|were|are|each|a|the|with|more|less|than)\b)[a-z]{3,}"
)
_ARTICLE = re.compile(r"(?i)\b(?:a|an|the|this|that|one|his|her|their|our|my|another|each|every)\s$")
_SCALES = "thousand|million|billion|trillion"


def _before_noun(match: re.Match[str]) -> str | None:
    if not (_ARTICLE.search(before(match)) and _NOUN.match(match.string[match.end() :])):
        return None
    return f"{english_number(bare(match['amount']))}-{UNITS[match['unit']][0].replace(' ', '-')}".replace(
        "point-", "point "
    )


def _money_before_noun(match: re.Match[str]) -> str | None:
    if not (_ARTICLE.search(before(match)) and _NOUN.match(match.string[match.end() :])):
        return None
    scale = f" {match['scale']}" if match["scale"] else ""
    return f"{english_number(bare(match['amount']))}{scale} {CURRENCIES[match['currency']][0]}"


def _prices(match: re.Match[str]) -> str:
    scale = f" {match['scale'].strip()}" if match["scale"] else ""
    several = CURRENCIES[match["currency"]][1]
    return f"{english_number(bare(match['low']))} to {english_number(bare(match['high']))}{scale} {several}"


def _coded(match: re.Match[str]) -> str:
    one, several = CODES[match["code"]]
    amount = bare(match["amount"])
    return f"{english_number(amount)} {one if amount == '1' else several}"


def _cents(match: re.Match[str]) -> str:
    return f"{english_number(match['amount'])} cent{'' if match['amount'] == '1' else 's'}"


def _mixed(match: re.Match[str]) -> str | None:
    whole, above, below = int(match["whole"]), int(match["above"]), int(match["below"])
    if not 0 < above < below <= 100:
        return None
    part = {2: "half", 4: "quarter"}.get(below) or english_ordinal(below)
    many = ("a" if below != 8 else "an") if above == 1 else english_integer(above)
    return f"{english_integer(whole)} and {many} {part}{'s' if above > 1 else ''}"


def _units(match: re.Match[str]) -> str:
    low, high = (english_number(bare(match[name])) for name in ("low", "high"))
    first, second = ("minus " if match[name] else "" for name in ("minus", "minus2"))
    unit = UNITS[match["unit"]][1]
    return f"{first}{low} {UNITS[match['first']][1]} to {second}{high} {unit}"


def _version(match: re.Match[str]) -> str:
    return " point ".join(english_number(part) for part in match.group().split("."))


def english_amount_rules() -> tuple[Rule, ...]:
    """The rules, most telling first."""
    alone, end = r"(?<![\d.])", r"(?!\d)"
    currency = rf"(?P<currency>{alternatives(CURRENCIES)})\s?"
    dash = r"\s?(?:-|–|—|~|to)\s?"
    codes = alternatives(CODES)
    return (
        rule(rf"{alone}(?P<whole>\d+)[ -](?P<above>\d{{1,2}})/(?P<below>\d{{1,3}}){end}(?!/)", _mixed),
        rule(
            rf"{currency}(?P<low>{NUMBER}){dash}(?:(?P=currency)\s?)?(?P<high>{NUMBER})(?![\d.,]*\d)(?P<scale>\s?(?:{_SCALES})\b)?(?![kKmMbB])",
            _prices,
        ),
        rule(rf"{currency}(?P<amount>{NUMBER})(?:[ -](?P<scale>{_SCALES}))?(?![\d.,]*\d)", _money_before_noun),
        rule(rf"{alone}(?P<amount>{NUMBER})\s?(?P<code>{codes}){NO_LETTER}", _coded),
        rule(rf"(?<![A-Za-z])(?P<code>{codes})\s?(?P<amount>{NUMBER})", _coded),
        rule(rf"{alone}(?P<amount>{NUMBER})\s?¢", _cents),
        rule(
            rf"(?<![\w.])(?P<minus>-)?(?P<low>{NUMBER})\s?(?P<first>{alternatives(UNITS)})\s?(?:-|–|—|~|to)\s?(?P<minus2>-)?"
            rf"(?P<high>{NUMBER})\s?(?P<unit>{alternatives(UNITS)}){NO_LETTER}",
            _units,
        ),
        rule(rf"(?<![\w.])(?P<amount>{NUMBER})[ -]?(?P<unit>{alternatives(UNITS)}){NO_LETTER}(?!\d)", _before_noun),
        rule(rf"(?<=[Vv]ersion )\d+(?:\.\d+)+{end}|(?<=Python )3\.\d\d?{end}(?!\.)", _version),
    )

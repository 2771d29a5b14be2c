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
_SHORT_SCALES = {"k": "thousand", "K": "thousand", "m": "million", "M": "million", "bn": "billion", "B": "billion",
                 "tn": "trillion", "T": "trillion"}  # fmt: skip
_NOT_THOUSANDS = re.compile(
    r"\s?(?:gold|video|resolution|display|TV|televisions?|screens?|monitors?|race|run|marathon|camera)\b"
)
_MANY_OF = re.compile(
    r"\s(?:followers|views|users|people|subscribers|likes|downloads|stars|fans|copies|words|lines|jobs|members|readers"
    r"|visitors|customers|players|votes|comments|posts|students|workers|employees|dollars|streams|plays|cars|units)\b"
)


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
    if scale := match["scale"]:
        return f"{english_number(amount)} {_SHORT_SCALES.get(scale, scale)} {several}"
    return f"{english_number(amount)} {one if amount == '1' else several}"


def _thousands(match: re.Match[str]) -> str | None:
    """1.2k, 100K and 3.4M; not 4K, 18k gold and 512K of a memory."""
    number, following = match["number"], match.string[match.end() :]
    if _NOT_THOUSANDS.match(following):
        return None
    whole = "." not in number
    large = whole and match["scale"] in "kK" and int(number) >= 100 and int(number).bit_count() > 1
    if whole and not large and not _MANY_OF.match(following):
        return None
    return f"{english_number(number)} {_SHORT_SCALES[match['scale']]}"


def _kelvin(match: re.Match[str]) -> str:
    return f"{english_number(match['number'])} kelvin"


def _decimal_comma(match: re.Match[str]) -> str | None:
    """€1,50 and 20 €."""
    if match.start("currency") < match.start("whole") and not (match["minus"] or match["cents"]):
        return None
    one, several, hundredth, hundredths = CURRENCIES[match["currency"]]
    minus = "minus " if match["minus"] else ""
    whole, cents = bare(match["whole"]), match["cents"] or "00"
    if "." in whole:
        whole, cents = whole.split(".", 1)
        if len(cents) != 2:
            return f"{minus}{english_number(f'{whole}.{cents}')} {several}"
    said = f"{minus}{english_number(whole)} {one if whole == '1' else several}"
    return (
        said
        if not int(cents)
        else f"{said} and {english_number(str(int(cents)))} {hundredth if int(cents) == 1 else hundredths}"
    )


def _minus(_match: re.Match[str]) -> str:
    return "minus"


def _cents(match: re.Match[str]) -> str:
    amount = match["amount"] or match["first"]
    return f"{english_number(amount)} cent{'' if amount == '1' else 's'}"


def _mixed(match: re.Match[str]) -> str | None:
    whole, above, below = int(match["whole"]), int(match["above"]), int(match["below"])
    if not 0 < above < below <= 100:
        return None
    part = {2: "half", 4: "quarter"}.get(below) or english_ordinal(below)
    many = ("a" if below != 8 else "an") if above == 1 else english_integer(above)
    said = f"{english_integer(whole)} and {many} {part}{'s' if above > 1 else ''}"
    return f"{said} {UNITS[match['unit']][1]}" if match["unit"] else said


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
    scale = rf"(?:\s?(?P<scale>{_SCALES}|{alternatives(_SHORT_SCALES)})\b)?"
    return (
        rule(
            rf"{alone}(?P<whole>\d+)[ -](?P<above>\d{{1,2}})/(?P<below>\d{{1,3}}){end}(?!/)"
            rf"(?:\s?(?P<unit>{alternatives(UNITS)}){NO_LETTER})?",
            _mixed,
        ),
        rule(rf"(?<![\w)])[-−](?=(?:{alternatives(CURRENCIES)})\s?\d)", _minus),
        rule(
            rf"{currency}(?P<minus>[-−])?(?P<whole>{NUMBER})(?:,(?P<cents>\d\d))?(?![\d.,]*\d)(?!\s?[-–~/])",
            _decimal_comma,
        ),
        rule(
            rf"(?<![\w.])(?P<minus>[-−])?(?P<whole>{NUMBER}|\d+)(?:,(?P<cents>\d\d))?\s?(?P<currency>[€£₽₩₹฿₺])(?!\s?\d)",
            _decimal_comma,
        ),
        rule(
            rf"{currency}(?P<low>{NUMBER}){dash}(?:(?P=currency)\s?)?(?P<high>{NUMBER})(?![\d.,]*\d)(?P<scale>\s?(?:{_SCALES})\b)?(?![kKmMbB])",
            _prices,
        ),
        rule(rf"{currency}(?P<amount>{NUMBER})(?:[ -](?P<scale>{_SCALES}))?(?![\d.,]*\d)", _money_before_noun),
        rule(rf"{alone}(?P<amount>{NUMBER}){scale}\s?(?P<code>{codes}){NO_LETTER}", _coded),
        rule(rf"(?<![A-Za-z])(?P<code>{codes})\s?(?P<amount>{NUMBER}){scale}", _coded),
        rule(rf"{alone}(?P<amount>{NUMBER})\s?¢|¢\s?(?P<first>{NUMBER})", _cents),
        rule(rf"{alone}(?P<number>\d+(?:\.\d+)?)(?P<scale>[kKMB]){NO_LETTER}(?![\d/])", _thousands),
        rule(rf"{alone}(?P<number>\d{{3,}}(?:\.\d+)?|\d+\.\d+) K(?![\w.-])", _kelvin),
        rule(
            rf"(?<![\w.])(?P<minus>-)?(?P<low>{NUMBER})\s?(?P<first>{alternatives(UNITS)})\s?(?:-|–|—|~|to)\s?(?P<minus2>-)?"
            rf"(?P<high>{NUMBER})\s?(?P<unit>{alternatives(UNITS)}){NO_LETTER}",
            _units,
        ),
        rule(rf"(?<![\w.])(?P<amount>{NUMBER})[ -]?(?P<unit>{alternatives(UNITS)}){NO_LETTER}(?!\d)", _before_noun),
        rule(rf"(?<=[Vv]ersion )\d+(?:\.\d+)+{end}|(?<=Python )3\.\d\d?{end}(?!\.)", _version),
    )

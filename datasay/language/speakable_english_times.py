"""How English reads figures parted by colons, dashes, slashes and quotes: of the clock, ratios, dates, powers."""

import re

from datasay.language.speakable_numbers import english_integer, english_number, english_ordinal, english_year
from datasay.language.speakable_rules import NUMBER, Rule, bare, before, rule

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip
_THIS_CENTURY = 50  # years that two figures may mean of it
_WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LONG_NAMES = {name[:3]: name for name in (*_WEEK, *MONTHS)}
_RATIO = re.compile(
    r"(?i)\b(?:ratios?|mix(?:ed)?|scale|won|lost|odds|beat \w+|score|aspect)(?: (?:of|at|by|is|was))?\s$"
)
_SHAPE = re.compile(r"\s?(?:screens?|ratio|aspect|videos?|format|display|odds|mix|scale|win|lead|victory|draw)\b")
_LASTS = re.compile(
    r"(?i)\b(?:finished in|time of|took|lasts?|lasted|record of|runtime(?: of|:)?|duration(?: of|:)?|ran (?:it )?in"
    r"|in just|clocked|length(?: of|:)?|long at|runs(?: for)?)\s$"
)
_RACED = re.compile(
    r"(?i)\b(?:rac(?:e|es|ed|ing)|r[au]n|runs|finish(?:ed|es)?|won|laps?|swam|swim|rowed|cycled|marathon|\d+k"
    r"|\d+,?\d* met(?:re|er)s|miles?|kilomet(?:re|er)s|sprint|relay|course)\b"
    r"[^.,;:]{0,40}\bin (?:just |under |about |only )?$"
)
_AT = re.compile(r"(?i)\b(?:at|by|until|till|from|since|before|after|around|about|to|on)\s$|[-–—]\s?$")
_HALF = re.compile(r"\s?(?:[ap]\.?m\b|[A-Z]{2,4}T\b|UTC|o'clock|[-–—])", re.IGNORECASE)
_MANY = re.compile(
    r"\s(?:people|years (?:ago|old|of)|metres|meters|students|men|women|soldiers|dollars|times|workers|calories|words"
    r"|miles|steps|points|jobs|homes|cars|books|pages|members|children|votes|guests|troops|passengers|employees"
    r"|residents|fans|kilometres|feet|days|hours|units|tons|tonnes)\b"
)
_IN = re.compile(r"(?i)\b(?:in|since|by|from|until|till|during|before|after|year|early|late|mid|of)\s$")


def _count(number: int, one: str) -> str:
    return f"{english_integer(number)} {one}{'' if number == 1 else 's'}"


def _lasts_by_itself(match: re.Match[str]) -> bool:
    """Whether 2:05:30 is a length of time: nothing tells an hour of the day, which seldom has seconds."""
    if not match["c"] or match["a"].startswith("0") or int(match["a"]) > 9:
        return False
    return not (_AT.search(before(match, 12)) or _HALF.match(match.string[match.end() :]))


def _clock(match: re.Match[str]) -> str | None:
    first, second, third = int(match["a"]), int(match["b"]), match["c"]
    following = match.string[match.end() :]
    if _LASTS.search(before(match, 24)) or _RACED.search(before(match, 80)) or _lasts_by_itself(match):
        if third:
            return f"{_count(first, 'hour')}, {_count(second, 'minute')} and {_count(int(third), 'second')}"
        return f"{_count(first, 'minute')} and {_count(second, 'second')}"
    if not third and (_RATIO.search(before(match, 24)) or _SHAPE.match(following)):
        return f"{english_integer(first)} to {english_integer(second)}"
    return None


def _to(_match: re.Match[str]) -> str:
    return "to"


def _slashed(match: re.Match[str]) -> str | None:
    month, day = int(match["month"]), int(match["day"])
    if month > 12 >= day:  # the day first, as in most countries
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{MONTHS[month - 1]} {english_ordinal(day)}, {english_year(int(match['year']))}"


def _short_year(match: re.Match[str]) -> str | None:
    month, day, short = int(match["month"]), int(match["day"]), int(match["short"])
    if month > 12 >= day:
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    year = short + (2000 if short <= _THIS_CENTURY else 1900)
    return f"{MONTHS[month - 1]} {english_ordinal(day)}, {english_year(year)}"


def _season(match: re.Match[str]) -> str:
    low, high = match["low"], match["high"]
    return f"{english_year(int(low))} to {english_year(int(high if len(high) == 4 else low[:2] + high))}"


def _days(match: re.Match[str]) -> str | None:
    low, high = int(match["low"]), int(match["high"])
    if not (1 <= low < high <= 31):
        return None
    return f"{match['month']} {english_ordinal(low)} to {english_ordinal(high)}"


def _tall(match: re.Match[str]) -> str:
    first, second = int(match["a"]), int(match["b"])
    if second > 11:
        return f"{_count(first, 'minute')} {_count(second, 'second')}"
    return f"{english_integer(first)} foot {english_integer(second)}"


def _feet(match: re.Match[str]) -> str:
    return f"{english_integer(int(match['a']))} foot {english_integer(int(match['b']))}"


def _by(_match: re.Match[str]) -> str:
    return "by"


def _power(match: re.Match[str]) -> str:
    minus = "minus " if match["minus"] else ""
    return f"{english_number(bare(match['base']))} to the power of {minus}{english_integer(int(match['power']))}"


def _many(match: re.Match[str]) -> str | None:
    if not _MANY.match(match.string[match.end() :]) or _IN.search(before(match)):
        return None
    return english_integer(int(match.group()))


def _times(_match: re.Match[str]) -> str:
    return "times"


def _year_first(match: re.Match[str]) -> str | None:
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    said = f"{MONTHS[month - 1]} {english_ordinal(day)}, {english_year(int(match['year']))}"
    return f"{said}, " if match.groupdict().get("time") else said


def _zulu(_match: re.Match[str]) -> str:
    return "U T C"


def _midnight(match: re.Match[str]) -> str | None:
    """00:00 of the day, where it is no mark on a recording."""
    alone = match.string.strip() == match.group()
    return "midnight" if alone or _AT.search(before(match, 12)) else None


def _decades(match: re.Match[str]) -> str:
    decades = [english_year(int(year)) for year in re.findall(r"\d{4}", match.group())]
    return " to ".join(f"{said[:-1]}ies" if said.endswith("y") else f"{said}s" for said in decades)


def _days_or_months(match: re.Match[str]) -> str:
    return " to ".join(_LONG_NAMES.get(match[name][:3], match[name]) for name in ("low", "high"))


def _weekday(match: re.Match[str]) -> str:
    return _LONG_NAMES[match["day"][:3]]


def _circa(_match: re.Match[str]) -> str:
    return "about"


def _fold(_match: re.Match[str]) -> str:
    return "times"


def _section(match: re.Match[str]) -> str:
    return "section " + " point ".join(english_number(part) for part in match["number"].split("."))


def english_time_rules() -> tuple[Rule, ...]:
    """The rules, most telling first."""
    alone, end = r"(?<![\d.])", r"(?!\d)"
    month = "|".join(MONTHS)
    decades = r"\s?(?:[-–—~]|to)\s?(?:the\s)?"
    days, months = (
        "(?:" + "|".join(rf"{name[:3]}(?:{name[3:]})?" if name[3:] else name for name in names) + ")"
        for names in (_WEEK, MONTHS)
    )
    return (
        rule(rf"{alone}(?P<a>\d{{1,2}}):(?P<b>\d{{2}})(?::(?P<c>[0-5]\d))?{end}(?!:)", _clock),
        rule(
            rf"{alone}(?P<month>\d{{1,2}})(?P<s>[/-])(?P<day>\d{{1,2}})(?P=s)(?P<year>\d{{4}}){end}(?![/-])", _slashed
        ),
        rule(rf"{alone}(?<!/)(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})/(?P<short>\d\d){end}(?!/)", _short_year),
        rule(rf"{alone}(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>(?:19|20)\d\d){end}(?!\.\d)", _year_first),
        rule(
            rf"{alone}(?P<year>(?:19|20)\d\d)(?P<s>[/.])(?P<month>\d{{1,2}})(?P=s)(?P<day>\d{{1,2}}){end}(?!/|\.\w)",
            _year_first,
        ),
        rule(
            rf"{alone}(?P<year>\d{{4}})-(?P<month>\d{{1,2}})-(?P<day>\d{{1,2}})(?P<time>T)(?=\d\d:\d\d)",
            _year_first,
        ),
        rule(r"(?<=:\d\d)Z(?![A-Za-z])", _zulu),
        rule(rf"{alone}00:00(?::00)?{end}(?!\s?[ap]\.?m)(?![:.]\d)", _midnight),
        rule(rf"{alone}[12]\d{{2}}0['’]?s(?:{decades}[12]\d{{2}}0['’]?s)?\b", _decades),
        *(
            rule(rf"\b(?P<low>{name})\.?\s?[-–—~]\s?(?P<high>{name})\b(?!\.?\s?\d{{1,2}}(?!\d))", _days_or_months)
            for name in (days, months)
        ),
        rule(
            rf"\b(?P<day>Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)(?:\.(?=,?\s?[A-Z\d])|\b(?=,?\s(?:\d{{1,2}}\b|{months}\.?\s\d)))",
            _weekday,
        ),
        rule(r"\bca?\.(?=\s?\d{3,4}\b)", _circa),
        rule(r"(?<=\d)\s?[x×](?=\s(?:[a-z]+er|more|less|as|better|worse|what)\b)", _fold),
        rule(r"§\s?(?P<number>\d+(?:\.\d+)*)", _section),
        rule(r"(?<=\d{3})\s?[×x]\s?(?=\d{3})", _by),
        rule(
            rf"{alone}(?P<low>(?:19|20)\d\d)[-–—/](?P<high>\d\d|20\d\d){end}(?=\s(?:season|school|academic|campaign))",
            _season,
        ),
        rule(rf"\b(?P<month>{month})\s(?P<low>\d{{1,2}})\s?[-–—]\s?(?P<high>\d{{1,2}}){end}", _days),
        rule(rf"{alone}(?P<a>\d{{1,3}})['′’]\s?(?P<b>\d{{1,2}})(?:\"|″|''|′′)", _tall),
        rule(rf"{alone}(?P<base>{NUMBER})\s?\^\s?(?P<minus>[-−])?(?P<power>\d+){end}", _power),
        rule(rf"{alone}(?P<a>\d)\s?ft\.?\s?(?P<b>\d{{1,2}})\s?in\b\.?(?!\s(?:the|a|an|height)\b)", _feet),
        rule(r"(?<=\d)\s?\*\s?(?=\d)", _times),
        rule(r"(?<=\d)\s?x\s?(?=\d)", _by),
        rule(r"(?<=\d[ap]m)\s?[-–—~]\s?(?=\d)|(?<=\d [ap]m)\s?[-–—~]\s?(?=\d)", _to),
        rule(r"(?<=\d:\d\d)\s?[-–—~]\s?(?=\d{1,2}:\d\d)", _to),
        rule(r"(?<=[\d%°CFm])\s?[–—~]\s?(?=[$€£¥]?\d)", _to),
        rule(rf"{alone}[1-9]\d{{3}}{end}", _many),
    )

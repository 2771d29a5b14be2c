"""What two figures with a slash between them are in English: a day, marks out of ten, a beat, odds, a shape, a part."""

import re

from datasay.language.speakable_english_times import MONTHS
from datasay.language.speakable_numbers import english_integer, english_ordinal
from datasay.language.speakable_rules import Rule, before, rule

_DAY = re.compile(
    r"(?i)\b(?:on|by|until|till|since|dated?|due|starting|ending|effective|deadline:?|[MTWFS](?:on|ue|ues|ed|hu|hur|hurs|ri|at"
    r"|un)(?:(?:nes|rs|ur|s)?day)?[.,]?)\s$"
)
_TOPIC = re.compile(r"\s(?:of (?!this|next|last)|the\b|inch|cups?\b|teaspoons?|tablespoons?|pounds?|miles?)")
_MARKED = re.compile(
    r"(?i)\b(?:rat(?:e|ed|es|ing)(?: of| it| is|:)?|scor(?:e|ed|es|ing)(?: of| is|:)?|marks?(?: of|:)?|grade(?: of|:)?"
    r"|got(?: a)?|g[ai]ve(?:s|n)?(?: it| this| them)?(?: a)?|deserves(?: a)?|solid|verdict:?)\s$"
)
_MARKS = re.compile(r"\s(?:stars?|points?|rating|score|marks?)\b")
_BEAT = re.compile(r"\s(?:time|beats?|met(?:re|er)|signature|bars?|rhythm|groove|waltz|march)\b")
_ODDS = re.compile(r"\s(?:odds|favou?rite|on favou?rite|outsider|shot)\b")
_AT_ODDS = re.compile(r"(?i)\bodds (?:of|at|are|were|is)\s$")
_SHAPE = re.compile(r"\s(?:screens?|aspect|displays?|videos?|format|picture|image)\b")
_TWICE = {"50/50": "fifty-fifty", "20/20": "twenty twenty", "7/7": "seven seven"}


def _meant(match: re.Match[str]) -> str | None:
    first, second = int(match["a"]), int(match["b"])
    ahead, following = before(match, 32), match.string[match.end() :]
    if match.group() in _TWICE:
        return _TWICE[match.group()]
    low, high = english_integer(first), english_integer(second)
    if _BEAT.match(following) and second in (1, 2, 4, 8, 16):
        return f"{low} {high}"
    if _ODDS.match(following) or _AT_ODDS.search(ahead):
        return f"{low} to {high}"
    if _SHAPE.match(following):
        return f"{low} by {high}"
    if first <= second and second in (5, 10, 20, 50, 100) and (_MARKED.search(ahead) or _MARKS.match(following)):
        return f"{low} out of {high}"
    return _day(first, second) if _DAY.search(ahead) and not _TOPIC.match(following) else None


def _day(month: int, day: int) -> str | None:
    if month > 12 >= day:  # the day first, as in most countries
        month, day = day, month
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{MONTHS[month - 1]} {english_ordinal(day)}"


def english_slash_rules() -> tuple[Rule, ...]:
    """One rule, before those that take every slash for a part of a whole."""
    return (rule(r"(?<![\d./,])(?P<a>\d{1,3})/(?P<b>\d{1,3})(?![\d/]|[.,]\d)", _meant),)

"""Figures that belong together: two of a kind side by side, three and more as bars, lines or shares."""

import re
from collections.abc import Sequence
from dataclasses import replace

from datasay.digest.pages.figures import clause_round, figures_of, worth
from datasay.digest.pages.page import Figure, PageItem, ScenePage
from datasay.language.words import Kind, read_words

_FROM_TO = re.compile(r"(?:从|由|原来的?|原先|过去)\s*$")
_TO = re.compile(
    r"(?:降|升|涨|跌|减|增|缩|延|提|扩|变|压)?(?:低|高|少|加|短|长|大|小)?(?:到|至|成|为)了?\s*(?:现在的|今年的)?$"
)
_ENGLISH_FROM, _ENGLISH_TO = (
    re.compile(r"\bfrom(?: about| nearly)?\s*$", re.IGNORECASE),
    re.compile(r"\bto(?: about| just| only| nearly)?\s*$"),
)
_NAME_TAIL = re.compile(
    r"(?:大约|大概|约|近|超过|达到?|只要|只需要?|只用|需要?|要|是|为|有|花了?|用了?|占了?|出|只有|仅|也|就|的|了|在|可以?|能|卖|共|则|还|"
    r"\b(?:to|fell|falls|rose|rises|grew|dropped|is|are|was|were|takes?|took|costs?|has|have|had|about|only|just|nearly|at|of|gets?|holds?))\s*$"
)
_CHANGE = re.compile(
    r"降|升|涨|跌|减|增|缩|延|提高|提升|扩|拓|变|\b(?:r[io]se|rises|fallen|fell|falls?|dropp?s?|grew|grow|cut|up|down)"
)
_MORE_THAN = re.compile(r"超|高出|低于|高于|多出|比")
_CONTRAST = re.compile(r"而|却|只|则|比|更|but|while|only|instead|against")
_NAME_HEAD = re.compile(r"^(?:所以|因此|但是|而|但|其中|另外|还有|以及|和|与|比如|例如|and|but|while|or)\s*")
_SHARE = re.compile(r"占|share|per ?cent|%")
_YEAR = re.compile(
    r"((?:1\d{3}|20\d{2})年?|(?:\d{1,2}|[一二三四五六七八九十]{1,2})月|[A-Z][a-z]+ \d{4}|(?:1[5-9]|20)\d\d)"
)


def find_comparison(narration: str, headline: str, *, chinese: bool) -> ScenePage | None:
    """Two figures of one unit, or a chart of three to six; None where they do not belong together or have no names."""
    figures = [one for one in figures_of(narration, chinese=chinese) if one.before or one.unit]
    families: dict[str, list[Figure]] = {}
    for one in figures:
        families.setdefault(_family(one), []).append(one)
    for family in sorted(families.values(), key=len, reverse=True):
        if len(family) >= 3:
            chart = _chart(narration, headline, family[:6], chinese=chinese)
            if chart is not None:
                return chart
        if len(family) == 2:
            pair = _pair(narration, headline, family, chinese=chinese)
            if pair is not None:
                return pair
    return None


def _family(figure: Figure) -> str:
    unit = re.sub(r"^(?:thousand|million|billion) ", "", figure.unit)
    return figure.before + (unit[:1] if unit[:1] in "名位户家辆台座条种人" else unit)


def _pair(narration: str, headline: str, pair: Sequence[Figure], *, chinese: bool) -> ScenePage | None:
    first, second = pair
    if max(map(worth, pair)) < 0.8 or first.value == second.value or min(first.value, second.value) <= 0:
        return None
    if max(first.value, second.value) / min(first.value, second.value) > 200:
        return None
    leads, heads_for = narration[: first.at].rstrip(), narration[first.end : second.at]
    if chinese:
        moves = _FROM_TO.search(leads) and _TO.search(heads_for.rstrip()) and _CHANGE.search(heads_for)
    else:
        moves = _ENGLISH_FROM.search(leads) and _ENGLISH_TO.search(heads_for.rstrip()) and _CHANGE.search(leads)
    if moves:
        names = ("原来", "现在") if chinese else ("Before", "Now")
    else:
        named = [_name(narration, one, chinese=chinese) for one in pair]
        if not all(named) or named[0] == named[1] or any(_MORE_THAN.match(name) for name in named):
            return None
        alike = named[0][-1] == named[1][-1] or len(named[0]) == len(named[1])
        if not (alike or _CONTRAST.search(heads_for)):
            return None
        names = (named[0], named[1])
    items = tuple(PageItem(name, one.at, one) for name, one in zip(names, pair, strict=True))
    return ScenePage("compare", headline=_of_pair(narration, headline, first, second), items=items)


def _of_pair(narration: str, headline: str, first: Figure, second: Figure) -> str:
    """The headline; where it tells of something else in the scene, what is changed: 把人行道从两米拓宽到四米."""
    before, _ = clause_round(narration, first.at, first.end)
    start = narration.rfind(before, 0, first.at)
    _, after = clause_round(narration, second.at, second.end)
    about = narration[start : second.end + len(after) + 1]
    changed = re.search(r"[把将](?P<thing>[\u4e00-\u9fff]{2,8}?)(?:从|由)?$", before)
    if headline in about or headline not in narration or changed is None:
        return headline
    return changed["thing"]


def _chart(narration: str, headline: str, family: Sequence[Figure], *, chinese: bool) -> ScenePage | None:
    names = [_name(narration, one, chinese=chinese) for one in family]
    if not all(names) or len(set(names)) < len(names) or any(one.value < 0 for one in family):
        return None
    items = tuple(PageItem(name, one.at, one) for name, one in zip(names, family, strict=True))
    total = sum(one.value for one in family)
    if all("%" in one.unit for one in family) and 92 <= total <= 101 and len(family) <= 4:
        return ScenePage("chart", headline=headline, items=items, form="share")
    if max(one.value for one in family) > 60 * max(min(one.value for one in family), 1e-9):
        return None
    dated = all(_YEAR.fullmatch(name) for name in names) and len(family) >= 4
    return ScenePage("chart", headline=headline, items=items, form="line" if dated else "bar")


def _name(narration: str, figure: Figure, *, chinese: bool) -> str:
    """What a figure belongs to, said just before it: 坐船 of 坐船只要六分钟; "" where that is no short name."""
    before, _ = clause_round(narration, figure.at, figure.end)
    before = _NAME_HEAD.sub("", before)
    while (shorter := _NAME_TAIL.sub("", before)) != before:
        before = shorter
    dated = _YEAR.search(before)
    if dated and (dated.start() == 0 or len(before) > (6 if chinese else 12)):
        return dated[1]
    before = before.strip(" 、“”\"'")
    if not 1 < len(before) <= (8 if chinese else 22):
        return ""
    words = [word for word in read_words(before) if word.kind is not Kind.SPACE]
    if not words or words[-1].kind in {Kind.PREPOSITION, Kind.CONJUNCTION, Kind.PRONOUN, Kind.NUMBER}:
        return ""
    return before if chinese else before[:1].upper() + before[1:]


def single_figure(page: ScenePage) -> ScenePage:
    """The page of the later of two figures, for a scene whose neighbour compares already."""
    last = page.items[-1]
    return replace(page, layout="figure", figure=last.figure, items=(), form="")

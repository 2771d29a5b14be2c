"""Where something is, or from where to where something goes: places that a scene's words are about, in their order.

A place that is only named tells nothing (日本作家, a Paris hat): words for lying, arriving or travelling must say so.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from datasay.digest.pages.figures import figures_of
from datasay.digest.pages.page import PageItem, ScenePage
from datasay.geography.gazetteer import Place, names, shown_name

_MOST = 6  # places on one map
_LONG = re.compile(r"(?:公里|千米|海里|里|个?小时|分钟|天)(?: |$)")
_ENGLISH_LONG = re.compile(r"(?:miles?|kilomet(?:re|er)s?|km|hours?|days?|minutes?)\b")
_APART = 0.12  # degrees: nearer ones fall together
_GOES = re.compile(
    r"出发|启程|抵达|到达|途经|经由|开往|驶往|驶向|飞往|前往|运往|运到|运抵|连接|连通|连起|串起|通往|直达|往返|高铁|铁路|动车|航线|公路|航班"
    r"|列车|班列|迁|沿线|线路|一路|辗转|横跨|跨越|走到|来到|寄到|送到|传到|传入|南下|北上|西行|东渡|行程|开通|全程|车程|航程|骑行|骑到|回到|最快"
    r"|公里|两地|之间|[我他她们]从"
)
_ENGLISH_GOES = re.compile(
    r"\b(?:travel\w*|journey\w*|sail\w*|trains?|railways?|railroads?|lines?|routes?|roads?|flights?|fly|flies|flew|flown|drive"
    r"|drove|driven|ship\w*|links?|linked|linking|connect\w*|trade\w*|caravans?|march\w*|walk\w*|cross\w*|voyages?|bound"
    r"|arriv\w*|depart\w*|left|leaves?|leaving|moved|carried|carry|carries|sent|went|goes|going|ferr\w+|cables?|canals?"
    r"|highways?|rides?|rode|cycl\w+|trips?|tours?|pilgrim\w*|rout\w+|runs?|running|ran|through|via|miles|kilomet\w+)\b"
)
_LIES = (
    r"位于|位於|地处|坐落于|坐落在|身处|出生于|出生在|生于|抵达|到达|来到|远在|前往|搬到|定居|回到|移居|落户|发源于|起源于|产自"
    r"|原产于?|来自|诞生于|诞生在|举行于|飞往|逃往|开往|迁往|迁到|调到|调往|住在|生活在|工作在|扎根|地点在|就在|藏在|落在"
)
_LIES_AT = re.compile(rf"(?:{_LIES})(?:了)?(?:中国|我国|祖国)?(?:[东西南北中]{{1,2}}(?:部|端|边)?的?)?$")
_HELD = re.compile(
    r"^(?:市|省|县)?(?:召开|举行|开幕|举办|开业|启用|通车|落成|发布|诞生|出生|郊区|郊外|城外|以[东西南北]|附近)"
)
_AT = re.compile(r"(?:在|于)(?:中国|我国)?$")
_BEFORE = re.compile(  # what a stop is told by, right before it
    r"(?:^|[，。；：、\s“（从自由经到至往达在赴抵离于和与及同—–\-－→起过]|连接|连通|串起|途经|经过|前往|飞往|开往|来到|抵达|直达|通往|运往|传入"
    r"|南下|北上|停靠|离开|沿着|首都|省会|首府|古城|小城|名城|古都|港口|县城)$"
)
_ATTRIBUTE = re.compile(  # what makes a place the attribute of something else
    r"^(?:大学|学院|日报|晚报|银行|队|菜|话|人(?![口流])|籍|式|产|证券|交通大|交大|医院|博物|美术|音乐|作家|诗人|画家|科学|学者|女|男|姑娘|小伙"
    r"|料理|拉面|炒饭|火锅|小面|梧桐|面条|面(?=[，。])|语|文(?!昌)|货|车(?!站)|品牌|公司|集团|政府|政策|媒体|专家|民歌|电影|传统|市场|客户|路(?!上)|街"
    r"|大街|大道|东路|西路|南路|北路|中路|海关|海牙|足球|队员|官方|总统|首相|总理|国王|女王|皇|历史|文化|制造|生产|教授|工程师|的(?!"
    r"[^，。]{0,7}(?:公里|小时|路|线|列车|高铁|铁路|航班|航线|班列|车|船|途)))"
)
_PREPOSITION = (
    r"(?:in|at|to|from|near|outside|off|around|across|through|via|between|reach(?:ed|es)?|left|leav(?:es?|ing)|and|or|into"
    r"|of|for|toward|towards|with|link(?:s|ed|ing)|connect(?:s|ed|ing)|over|beyond|by way of|past|until|enter(?:ed|s)?)"
)
_ENGLISH_BEFORE = re.compile(
    rf"(?:\b{_PREPOSITION}|[,–—-]|^)\s*(?:(?:northern|southern|eastern|western|central|the (?:north|south|east|west"
    r"|coast|heart|middle|port|city|town)(?: coast)? of|the)\s+)?$",
    re.IGNORECASE,
)
_ENGLISH_LIES = re.compile(
    r"\b(?:located|situated|lies|lay|stands|stood|born|based|arriv\w+|settled|lived|lives?|living|grown|founded|held|opened"
    r"|moved|return(?:ed|s|ing)?|came|went|travell?ed|landed|set|built|grew up|works?|working|workshop|flew"
    r"|sailed|harbou?r|port|island|village|town|coast|valley|bay)\b[^.;!?]{0,36}\b(?:in|at|near|to|off|outside|of)"
    r"(?: (?:northern|southern|eastern|western|central|the (?:north|south|east|west|coast)(?: coast)? of|the))? ?$"
)
_CAPITAL_NEXT = re.compile(r"^(?:['’]s?\b|[-–]\w|\s+(?!(?:And|In|On|By|To|From|The|I|Then|It|He|She|We|They)\b)[A-Z])")
_NAMED_BEFORE = re.compile(r"(?:[A-Z][\w.]+|St\.)\s+$")


@dataclass(frozen=True, slots=True)
class _Found:
    place: Place
    name: str  # as it is said
    lead: str  # what stands right before it
    at: int
    end: int


def find_map(narration: str, headline: str, *, chinese: bool) -> ScenePage | None:
    """A map of the scene's places, joined where something goes from one to the next; None where it is about none."""
    found = _named(narration, chinese=chinese)
    if not found:
        return None
    stops = [one for one in found if _is_stop(narration, one, chinese=chinese)]
    route = _apart(stops)
    goes = (_GOES if chinese else _ENGLISH_GOES).search(narration)
    if len(route) >= 2 and goes:
        return _page(route[:_MOST], "route", headline, _measure(narration, chinese=chinese), chinese=chinese)
    told = [one for one in found if _is_told(narration, one, chinese=chinese)]
    if not told:
        return None
    first = min(told, key=lambda one: (one.place.kind == "area", one.at))
    return _page([_innermost(first, found)], "place", headline, chinese=chinese)


def places_on(page: ScenePage, *, chinese: bool) -> tuple[Place, ...]:
    """The places of a map, in their order."""
    known = names(chinese=chinese)
    return tuple(known[item.text] for item in page.items if item.text in known)


def _page(found: Sequence[_Found], form: str, headline: str, note: str = "", *, chinese: bool) -> ScenePage:
    items = tuple(PageItem(shown_name(one.name, chinese=chinese), one.at) for one in found)
    told = sum(item.text in headline for item in items)
    if len(items) > 1 and told < 2 and (told or not headline):  # half of a way is no headline
        headline = f"{items[0].text} — {items[-1].text}"
    return ScenePage("map", headline=headline, note=note, items=items, form=form)


def _measure(narration: str, *, chinese: bool) -> str:
    """How far or how long it is, where that is said."""
    for figure in figures_of(narration, chinese=chinese):
        if figure.value > 1 and (_LONG if chinese else _ENGLISH_LONG).match(figure.unit):
            return f"{figure.shown} {figure.unit}"
    return ""


@cache
def _pattern(*, chinese: bool) -> re.Pattern[str]:
    longest = sorted(names(chinese=chinese), key=len, reverse=True)
    either = "|".join(map(re.escape, longest))
    return re.compile(either if chinese else rf"\b(?:{either})(?![\w])")


def _named(narration: str, *, chinese: bool) -> list[_Found]:
    known = names(chinese=chinese)
    return [
        _Found(known[match.group()], match.group(), narration[: match.start()][-2:], match.start(), match.end())
        for match in _pattern(chinese=chinese).finditer(narration)
    ]


def _is_stop(narration: str, one: _Found, *, chinese: bool) -> bool:
    before, after = narration[: one.at], narration[one.end :]
    if chinese:
        return bool(_BEFORE.search(before)) and not _ATTRIBUTE.match(after)
    if _CAPITAL_NEXT.match(after) or _NAMED_BEFORE.search(before):
        return False
    return bool(_ENGLISH_BEFORE.search(before))


def _is_told(narration: str, one: _Found, *, chinese: bool) -> bool:
    """Whether the words say that something lies, arrives or happens there."""
    before, after = narration[: one.at], narration[one.end :]
    if chinese:
        if _ATTRIBUTE.match(after) and not after.startswith("的"):
            return False
        return bool(_LIES_AT.search(before)) or bool(_AT.search(before) and _HELD.match(after))
    if _CAPITAL_NEXT.match(after) or _NAMED_BEFORE.search(before):
        return False
    return bool(_ENGLISH_LIES.search(before[-90:]))


def _holds(area: _Found, following: _Found) -> bool:
    """Whether a town is told as one of the area before it: 云南大理, 老挝首都万象."""
    between = following.at - area.end
    near = 0 <= between <= 1 or (between == 2 and following.lead in {"首都", "省会", "首府"})
    return area.place.kind == "area" and following.place.kind != "area" and near


def _innermost(one: _Found, found: Sequence[_Found]) -> _Found:
    """The town that is named right behind its area (云南大理), else the place itself."""
    return next((other for other in found if _holds(one, other)), one)


def _apart(found: Sequence[_Found]) -> list[_Found]:
    """Each place once, and of an area with a town of it right behind (浙江杭州) only the town."""
    kept: list[_Found] = []
    for number, one in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        nested = following is not None and _holds(one, following)
        near = any(
            abs(one.place.latitude - other.place.latitude) + abs(one.place.longitude - other.place.longitude) < _APART
            for other in kept
        )
        if not nested and not near:
            kept.append(one)
    return kept

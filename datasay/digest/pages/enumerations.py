"""Things named one after the other: lists of three to five, steps in their order, dates with what happened then."""

import re
from collections.abc import Sequence

from datasay.digest.pages.page import PageItem, ScenePage
from datasay.language.words import Kind, Word, read_words

_LEAST, _MOST = 3, 7
_LONGEST_ITEM = {True: 10, False: 28}  # characters
_LEAST_SHARE = {True: 0.34, False: 0.32}
_ENUMERATED = re.compile(
    r"[^，。；：！？、,.;:!?“”]+(?:、[^，。；：！？、,.;:!?“”]+){1,7}(?:(?:和|与|以及|或)[^，。；：！？、,.;:!?“”]+)?"
)
_ENGLISH_LIST = re.compile(r"((?:[^,.;:!?—]{2,40}, ){1,5}[^,.;:!?—]{2,30}?),? (?:and|or) ([^,.;:!?—]{2,40})")
_MEASURED = re.compile(r"\d(?:\.\d+)? ?(?:%|percent)")
_ENGLISH_HOLDS = re.compile(
    r"^.*\b(?:need|needs|have|has|had|includes?|with|are|were|of|like|buy|takes?|bring|adds?|mix|gets?|sells?|makes?) ",
    re.IGNORECASE,
)
_NOT_OF_A_THING = frozenset({Kind.PRONOUN, Kind.PARTICLE, Kind.CONJUNCTION, Kind.ADVERB})
_HOLDS = re.compile(r"^.*(?:有|包括|包含|需要|准备|带上)(?=.{2})")
_NOMINAL = frozenset({Kind.NOUN, Kind.NAME, Kind.ADJECTIVE, Kind.IDIOM, Kind.NUMBER, Kind.SPACE, Kind.PLACE})
_ORDINALS = "一二三四五六七八九十"
_STEP = re.compile(
    r"^\s*(?:第(?P<zh>[一二三四五六七八九十\d]{1,2})(?:步|，|、|是|，是)"
    r"|步骤(?P<word>[一二三四五六七八九十\d]{1,2})|(?P<is>[一二三四五六七八九])是|(?P<digit>\d{1,2})[.、)）]\s?(?!\d)"
    r"|[Ss]tep (?P<en>\d{1,2}|one|two|three|four|five|six|seven|eight|nine)\b)[，,：:.、\s]*"
)
_ORDER = re.compile(
    r"^\s*(?:(?P<first>首先|先是|先(?=[^生前后])|First(?:ly)?,)"
    r"|(?P<next>其次|接着|接下来|然后|再次|随后|之后|再(?=[^次见一])"
    r"|Second(?:ly)?,|Third(?:ly)?,|Next,|Then,?|After that,)"
    r"|(?P<last>最后|Finally,|Last(?:ly)?,))"
)
_ENGLISH_ORDINALS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_DATE = re.compile(
    r"(?P<date>(?:1\d{3}|20\d{2})年(?:\d{1,2}月)?(?:\d{1,2}日)?|\d{1,2}月(?:\d{1,2}日)?|[一二三四五六七八九〇零]{4}年)(?:底|初|中|春天?|夏天?|秋天?|冬天?)?"
)
_ENGLISH_DATE = re.compile(
    r"\b(?:(?:in|by|since|until|from)\s+)?(?P<date>(?:(?:January|February|March|April|May|June|July|August|September|October|"
    r"November|December)(?: \d{1,2})?,? )?(?:1[5-9]\d\d|20\d\d))\b",
    re.IGNORECASE,
)


def find_list(narration: str, headline: str, *, chinese: bool) -> ScenePage | None:
    """Three to seven things that the scene names one after the other, when it is mostly they."""
    items = _chinese_items(narration) if chinese else _english_items(narration)
    if not _LEAST <= len(items) <= _MOST or len({item.text for item in items}) < len(items):
        return None
    if any(_MEASURED.search(item.text) for item in items):
        return None  # figures that belong together, not things
    if any(not 2 <= len(item.text) <= _LONGEST_ITEM[chinese] for item in items):
        return None
    if sum(len(item.text) for item in items) < _LEAST_SHARE[chinese] * len(narration):
        return None
    if headline and sum(item.text in headline or headline in item.text for item in items):
        headline = ""
    return ScenePage("list", headline=headline, items=tuple(items))


def _chinese_items(narration: str) -> list[PageItem]:
    found: list[PageItem] = []
    for match in _ENUMERATED.finditer(narration):
        parts = match[0].split("、")
        if len(parts) < _LEAST - 1:
            continue
        at, items = match.start(), []
        for number, part in enumerate(parts):
            last = number == len(parts) - 1
            joined = last and not re.search(r"等\d|等(?:[一二三四五六七八九十两几\d]|[\u4e00-\u9fff]{0,5}$)", part)
            pieces = re.split(r"(以及|和|与|或)", part, maxsplit=1) if joined else [part]
            for place, piece in enumerate(pieces):
                if piece in {"以及", "和", "与", "或"} and len(pieces) == 3:
                    at += len(piece)
                    continue
                final = last and place == len(pieces) - 1
                cut = _first(piece) if number == 0 and place == 0 else _last(piece) if final else (piece, 0)
                items.append(PageItem(cut[0].strip(), at + cut[1]))
                at += len(piece)
            at += 1
        if len(items) > len(found):
            found = items
    return found


def _first(piece: str) -> tuple[str, int]:
    """The thing that the first part ends with: 再准备细口壶 → 细口壶."""
    words = read_words(piece)
    start = len(words)
    while start > 0 and words[start - 1].kind in _NOMINAL:
        start -= 1
    if 0 < start < len(words) and words[start - 1].text == "的" and start >= 2 and words[start - 2].kind in _NOMINAL:
        start = _nominal_start(words, start - 2)
    at = words[start].start if start < len(words) else 0
    holds = _HOLDS.match(piece[at:])
    at += holds.end() if holds else 0
    return piece[at:], at


def _nominal_start(words: Sequence[Word], at: int) -> int:
    while at > 0 and words[at - 1].kind in _NOMINAL:
        at -= 1
    return at


def _last(piece: str) -> tuple[str, int]:
    """The thing that the last part begins with: 滤纸就够了 → 滤纸."""
    words = read_words(piece)
    end = 0
    while end < len(words) and words[end].kind in _NOMINAL:
        end += 1
    several = re.search(r"等\d|等[一二三四五六七八九十两几]", piece)
    if several:
        return piece[: several.start()], 0
    if "的" in piece[:-1] and len(piece) <= _LONGEST_ITEM[True]:
        end = len(words)  # 一个卖煎饼的推车
    if end == len(words):
        whole = re.sub(
            r"(?:等等?|等[\u4e00-\u9fff]{1,4}|[一二三四五六七八九十两几][种类个项样件][\u4e00-\u9fff]{0,4})$", "", piece
        )
        return whole or piece, 0
    return re.sub(r"等$", "", piece[: words[end].start]) if end else piece, 0


def _english_items(narration: str) -> list[PageItem]:
    best: list[PageItem] = []
    for match in _ENGLISH_LIST.finditer(narration):
        parts = [*re.split(r", ", match[1].rstrip(", ")), match[2]]
        at, items = match.start(), []
        for number, part in enumerate(parts):
            place = narration.index(part, at)
            shown = _english_first(part) if number == 0 else part
            shown = _english_last(shown) if number == len(parts) - 1 else shown
            items.append(PageItem(shown[:1].upper() + shown[1:], place + part.index(shown)))
            at = place + len(part)
        if len(items) > len(best) and all(len(item.text.split()) <= 5 and _is_thing(item.text) for item in items):
            best = items
    return best


_ENGLISH_NOMINAL = frozenset({Kind.NOUN, Kind.NAME, Kind.ADJECTIVE, Kind.NUMBER, Kind.SPACE, Kind.DETERMINER})


def _english_first(part: str) -> str:
    part = _ENGLISH_HOLDS.sub("", part)
    words = read_words(part)
    starts = [word.start for word in words[1:] if word.kind is Kind.DETERMINER]
    if starts:  # Pack a torch
        part = part[starts[-1] :]
        words = read_words(part)
    start = len(words)
    while start > 0 and words[start - 1].kind in _ENGLISH_NOMINAL:
        start -= 1
    return part[words[start].start :].strip() if start < len(words) else part


def _english_last(part: str) -> str:
    words = read_words(part)
    end = 0
    while end < len(words) and words[end].kind in _ENGLISH_NOMINAL:
        end += 1
    return part[: words[end].start].strip() if 0 < end < len(words) and words[end].kind is not Kind.VERB else part


def _is_thing(text: str) -> bool:
    words = [word for word in read_words(text) if word.kind is not Kind.SPACE]
    return not any(word.kind in _NOT_OF_A_THING for word in words) and words[0].kind is not Kind.VERB


def step_number(narration: str) -> int:
    """The number a scene begins with: 1 for "第一步" and "Step 1"; 0 for none; -1 first, -2 next, -3 last by words."""
    match = _STEP.match(narration)
    if match is not None:
        written = match["zh"] or match["word"] or match["is"] or match["digit"] or match["en"]
        if written.isdigit():
            return int(written)
        if written in _ENGLISH_ORDINALS:
            return _ENGLISH_ORDINALS.index(written) + 1
        return _ORDINALS.index(written[-1]) + 1 + (10 if len(written) == 2 and written[0] == "十" else 0)
    order = _ORDER.match(narration)
    if order is None:
        return 0
    return -1 if order["first"] else -3 if order["last"] else -2


def without_step(narration: str) -> str:
    """The narration behind the number it begins with."""
    return _STEP.sub("", narration, count=1)


def find_timeline(narration: str, headline: str, *, chinese: bool) -> ScenePage | None:
    """Three or more dates, each with what happened then."""
    matches = list((_DATE if chinese else _ENGLISH_DATE).finditer(narration))
    if not 3 <= len(matches) <= 6:
        return None
    items: list[PageItem] = []
    begin = 0
    for number, match in enumerate(matches):
        end = matches[number + 1].start() if number + 1 < len(matches) else len(narration)
        text = re.split(r"[，。；,.;]", narration[match.end() : end].strip("，,、 ：:"))[0].strip()
        before = re.split(r"[，。；,.;]", narration[begin : match.start()])[-1].strip()
        if not chinese and before and re.match(r"\s*(?:[,.;]|and\b|$)", narration[match.end() :]):  # founded in 1987
            text = re.sub(r"^(?:and|then) ", "", before)
            text = text[:1].upper() + text[1:]
        begin = match.end()
        if not 2 <= len(text) <= (14 if chinese else 40):
            return None
        items.append(PageItem(f"{match['date']}\n{text}", match.start()))
    return ScenePage("timeline", headline=headline, items=tuple(items))

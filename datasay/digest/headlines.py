"""A few words of a passage that read as a title on its picture: a whole phrase, never a chopped one."""

import re
from collections.abc import Collection, Iterator, Sequence

from datasay.digest.keywords import Salience
from datasay.language.english_phrases import english_candidates
from datasay.language.phrases import CLASSES, HEADS, INNER_MARKS, MODIFIERS, MOST_WORDS, Candidate, between, clauses_of
from datasay.language.words import CONTENT, Kind, Word, read_words

MOST_CHARACTERS = 12  # of a Chinese headline
FIGURE_NEWS = 0.8  # what a figure of which something is said tells, as a telling word does

_QUOTED = re.compile(r"[《「“]([^《》「」“”]{2,12})[》」”]")
_LATIN = re.compile(r"[$€£¥￥\-−+]?[^\W_\u2e80-\U0003ffff]")  # how a Latin word or a figure begins
_FIGURE = re.compile(r"[$€£¥￥\-−+]?\d|[一二两三四五六七八九十百千万亿]{2,}|[一二两三四五六七八九十][\u3400-\u9fff]")
_MEASURED = re.compile(
    r"[$€£¥￥\-−+]?\d|[一二两三四五六七八九十百千万亿]{2,}|[二两三四五六七八九十][万亿千百成倍]|百分之"
)
_CLOCK = re.compile(r"\d[点时日月]|\d:\d|[ap]\.m")
_SPEAKER = re.compile(r"\d|主持人|记者|嘉宾|^[小老阿]|先生|女士|老师|阿姨|师傅|主任|医生|经理")
_COUNTS = re.compile(r"[一几这那每][个张只条把座种项次位家间台本件]")  # of something that is not said any more
_TAIL = CLASSES["zh-tail"]
_LEAD = CLASSES["zh-lead"]
_MODALS = CLASSES["zh-modal"]
_ASKING = re.compile(r"为何|多少|什么|怎么|怎样|哪|几时")
_VERBAL = CLASSES["zh-verbal"]
_NEGATIONS = CLASSES["zh-negation"]
_SAYING = re.compile(
    r"(?:说|道|问|喊|答|说道|写道|表示|认为|指出|称|介绍|通报|预计|测算|显示|透露|证实|回忆|估计|(?:实验|研究|调查|观察|结果)发现)$"
)
_CUT_OFF = re.compile(r"(?:^| )(?:Mr|Mrs|Ms|Dr|St)$|^(?:told|asked|needed) ", re.IGNORECASE)
_UNITS = re.compile(
    r"(?:小时|分钟|秒|天|年|月|日|号|时|点|分|岁|人|名|位|个|次|倍|条|米|厘米|毫米|公里|度|元|块|亿|万|吨|克|公斤|斤|升|毫升|步|遍|周|星期)$"
    r"|^(?:hours?|minutes?|seconds?|days?|weeks?|months?|years?|miles?|(?:kilo|centi|milli)?met(?:er|re)s?|feet|times?"
    r"|degrees?|(?:kilo)?grams?|pounds?|lit(?:er|re)s?|gallons?|percent|dollars?|[ap]\.m)$",
    re.IGNORECASE,
)
_POINTING = re.compile(r"[这那该此]$")
_WHEN_OR_IF = re.compile(r"(?:[以之]?[后前]|时候?)$|^如[遇需有]|的话$")
_HOW_MUCH = {"以上", "以下", "以内", "左右", "之间"}
_CUT_WORD = re.compile(
    r"因(?![素果特此为])|经(?![济验理常典营纬过])|据(?![点说])"
)  # 因东院区: the reader of words joined them
_ADDRESSED = re.compile(r"^(?:[\u3400-\u9fff]{1,4}们|大家|各位)$")
_SUBORDINATE = CLASSES["zh-subordinate"]
_BAD_HEADS = CLASSES["zh-empty-head"]
_SMALL = CLASSES["en-small"]


def write_headline(words: Sequence[Word], salience: Salience, *, chinese: bool, used: Collection[str] = ()) -> str:
    """The best title for a passage, at most 12 Chinese characters or 6 English words; "" if nothing reads as one.

    `used` are the headlines of the scenes before: a new one says something else.
    """
    text = between(words) if words else ""
    candidates = list(_chinese_candidates(words, text) if chinese else english_candidates(words))
    if not candidates:
        return _all_of_it(words, chinese=chinese)
    earlier = " ".join(used)
    taken = {word.key for word in read_words(earlier) if word.weight}
    best = max(
        candidates,
        key=lambda one: (round(_worth(one, salience, chinese=chinese, taken=taken), 6), -one.words[0].start),
    )
    return best.text if chinese else _title_case(best)


def _all_of_it(words: Sequence[Word], *, chinese: bool) -> str:
    """A passage without a phrase (9:30 to 4:00) as it stands, without the mark at its end; "" if it is too long."""
    shown = list(words)
    while shown and shown[-1].kind in {Kind.MARK, Kind.SPACE}:
        shown.pop()
    if not any(_FIGURE.match(word.text) for word in shown):
        return ""
    said = sum(1 for word in shown if word.kind not in {Kind.MARK, Kind.SPACE})
    if _fits(shown) if chinese else said <= MOST_WORDS:
        return between(shown)
    fitting = [between(clause) for clause in clauses_of(words) if chinese and _fits(clause)]
    return max(fitting, key=len, default="")


def _worth(one: Candidate, salience: Salience, *, chinese: bool, taken: Collection[str]) -> float:
    """News told, less for what earlier headlines told, in a length that reads at a glance."""
    seen: dict[str, float] = {}
    for word in one.words:
        seen[word.key] = max(seen.get(word.key, 0.0), salience.of(word) * (0.35 if word.key in taken else 1.0))
    told = any(_MEASURED.match(word.text) for word in one.words) and _verb(one.words) is not None
    told = told and not _CLOCK.search(one.text)
    news = FIGURE_NEWS * told + sum(
        score**0.6 for score in seen.values()
    )  # a phrase of telling words, not one word that is everywhere
    if chinese:
        size = _width(one.text)
        shape = 0.6 if size < 3 else 0.8 if size < 4 else 1.0 if size <= 8 else 0.92 if size <= 10 else 0.85
    else:
        size = float(sum(1 for word in one.words if word.kind not in {Kind.SPACE, Kind.MARK}))
        shape = 0.45 if size < 2 else 1.0 if size <= 5 else 0.9
    return float(news / size**0.35 * shape * one.form * _telling_by_itself(one))


def _telling_by_itself(one: Candidate) -> float:
    """More for who does what and for how much of what; less for a name or thing of which nothing is said."""
    figure = any(_FIGURE.match(word.text) for word in one.words)
    if _CUT_WORD.match(one.words[0].text) or _ADDRESSED.match(one.text):
        return 0.3
    if _CUT_OFF.search(one.text):
        return 0.02
    if _SAYING.search(one.text) or _WHEN_OR_IF.search(one.text):
        return 0.3
    things = [place for place, word in enumerate(one.words) if word.kind in HEADS and len(word.text) > 1]
    verb = _verb(one.words)
    states = bool(things) and verb is not None and things[0] < verb
    named = any(
        word.kind in HEADS | {Kind.IDIOM} and not _measures(one.words, place) for place, word in enumerate(one.words)
    )
    if figure:
        telling = sum(1 for word in one.words if word.kind not in {Kind.SPACE, Kind.MARK})
        return 1.9 if states else 1.5 if named else 1.2 if verb is not None else 0.3 if telling < 3 else 0.6
    if states:
        return 1.7
    return _naming(one) if verb is None else 1.0


def _naming(one: Candidate) -> float:
    """How much a phrase without a verb tells: a thing with what sort it is more than one word, or a name alone."""
    things = [at for at, word in enumerate(one.words) if word.kind in HEADS | {Kind.IDIOM}]
    if not any(not _measures(one.words, at) for at in things):
        return 0.2
    telling = sum(1 for word in one.words if word.weight > 0)
    return 0.25 if telling < 2 or all(word.kind in {Kind.NAME, Kind.SPACE} for word in one.words) else 0.75


def _verb(words: Sequence[Word]) -> int | None:
    """The first verb or adjective; a unit that reads as one (30分) is none."""
    said = (at for at, word in enumerate(words) if word.kind in {Kind.VERB, Kind.ADJECTIVE})
    return next((at for at in said if not at or words[at - 1].kind is not Kind.NUMBER), None)


def _measures(words: Sequence[Word], at: int) -> bool:
    """Whether the word only says in what the figure before it is counted: 12小时, 254 MW."""
    counted = [word for word in words[:at] if word.kind is not Kind.SPACE][-1:]
    short = words[at].text.isascii() and len(words[at].text) <= 3
    return bool(_UNITS.search(words[at].text)) or (short and bool(counted) and counted[0].kind is Kind.NUMBER)


def _chinese_candidates(words: Sequence[Word], text: str) -> Iterator[Candidate]:
    for clause in clauses_of(words):
        whole = _trim(clause)
        if whole and _fits(whole) and any(word.kind in CONTENT for word in whole):
            form = 1.0
            if _ASKING.search(whole[0].text):
                form = 1.25
            elif whole[0].kind is Kind.PRONOUN:
                form = 0.75
            if whole[0].text in _MODALS or whole[0].kind is Kind.ADVERB:
                form *= 0.75
            if any(word.text in _SUBORDINATE for word in whole) or _WHEN_OR_IF.search(between(whole)):
                form *= 0.5
            yield Candidate(tuple(whole), form)
        yield from _about_the_last(clause)
        yield from _up_to_a_figure(clause)
        yield from _two_things(clause)
        yield from _noun_phrases(clause)
        yield from _verb_phrases(clause)
    label = re.match(r"([^，。：:！？]{2,6})[：:]", text)
    if label and not _SAYING.search(label.group(1)) and not _SPEAKER.search(label.group(1)):
        labelling = tuple(word for word in words if word.end - words[0].start <= label.end(1))
        if labelling:  # a clock time or a ratio is one word with its colon, and labels nothing
            yield Candidate(labelling, 6.0)
    for match in _QUOTED.finditer(text):
        inside = [word for word in words if match.start(1) <= word.start - words[0].start < match.end(1)]
        trimmed = _trim(inside)
        if trimmed and _fits(trimmed) and not any(w.kind is Kind.MARK and w.text not in INNER_MARKS for w in trimmed):
            yield Candidate(tuple(trimmed), 1.05)


def _up_to_a_figure(clause: Sequence[Word]) -> Iterator[Candidate]:
    """What reaches how much, from the thing on: 水温升到八十度以上."""
    whole = _trim(clause)
    for at in range(len(whole) - 1):
        if whole[at].kind not in HEADS or len(whole[at].text) < 2 or _UNITS.search(whole[at].text):
            continue
        start = _phrase_start(whole, at)
        if (start and whole[start - 1].kind in {Kind.PREPOSITION, Kind.VERB}) or _denied(whole[:start]):
            continue
        end = at + 1
        while end < len(whole) and not _FIGURE.match(whole[end].text):
            end += 1
        if (
            end == at + 1
            or end == len(whole)
            or whole[end].text.startswith("一")
            or not any(one.kind is Kind.VERB for one in whole[at + 1 : end])
        ):
            continue
        while end < len(whole) and (
            whole[end].kind is Kind.NUMBER or whole[end].text in _HOW_MUCH or _UNITS.search(whole[end].text)
        ):
            end += 1
        after = whole[end] if end < len(whole) else None
        if after is None or after.kind in MODIFIERS | {Kind.PLACE, Kind.TIME} or after.text == "的":
            continue
        if _fits(whole[start:end]):
            yield Candidate(tuple(whole[start:end]), 0.9)


def _two_things(clause: Sequence[Word]) -> Iterator[Candidate]:
    """Two things named together: 茶多酚和咖啡碱."""
    for at in range(1, len(clause) - 1):
        first, link, second = clause[at - 1 : at + 2]
        if link.text not in {"和", "与", "及"} or not {first.kind, second.kind} <= HEADS:
            continue
        if min(len(first.text), len(second.text)) < 2:
            continue
        start = _phrase_start(clause, at - 1)
        if _ends_a_phrase(clause, at + 1) and _fits(clause[start : at + 2]):
            yield Candidate(tuple(clause[start : at + 2]), 0.8)


def _about_the_last(clause: Sequence[Word]) -> Iterator[Candidate]:
    """A clause too long for a title from the noun on of which something is said: 每度电的成本从1.9元降到0.62元."""
    whole = _trim(clause)
    if not whole or _fits(whole):
        return
    for at, word in enumerate(whole[:-2]):
        before = whole[at - 1] if at else None
        if (
            word.kind not in HEADS
            or len(word.text) < 2
            or (before is not None and before.kind in {*MODIFIERS, Kind.VERB, Kind.SPACE})
        ):
            continue
        rest = whole[at:]
        if (
            whole[at + 1].kind in HEADS | {Kind.PLACE}
            or not _fits(rest)
            or not any(one.kind is Kind.VERB for one in rest[1:])
        ):
            continue
        yield Candidate(tuple(rest), 0.95)


def _trim(clause: Sequence[Word]) -> list[Word]:
    """The clause without what ties it to its neighbours."""
    words = list(clause)
    loose = {Kind.SPACE, Kind.PARTICLE, Kind.CONJUNCTION, Kind.MARK}
    while words and words[0].text != "等" and (words[0].text in _LEAD or words[0].kind in loose):
        words.pop(0)
    while words and (words[-1].text in _TAIL or words[-1].kind in {Kind.SPACE, Kind.MARK}):
        words.pop()
    if words and (_SAYING.search(words[-1].text) or _COUNTS.fullmatch(words[-1].text)):
        return []
    if len(words) > 1 and words[-2].kind is Kind.SPACE and re.fullmatch(r"[A-Za-z]", words[-1].text):
        return []  # the beginning of a formula
    if len(words) > 2 and re.fullmatch(r"[一二三四五六]", words[0].text) and words[1].text == "是":
        words = words[1:]
    while len(words) > 1 and (
        words[0].text in {"是", "就是"} or (_POINTING.fullmatch(words[0].text) and words[1].kind is Kind.NUMBER)
    ):
        words.pop(0)
    if words and (
        words[-1].text in {"的", "地", "得", "是", "把", "被"} or words[-1].kind in {Kind.PREPOSITION, Kind.CONJUNCTION}
    ):
        return []
    return words


def _fits(words: Sequence[Word]) -> bool:
    return len(words) > 0 and 2 <= _width(between(words)) <= MOST_CHARACTERS


def _width(text: str) -> float:
    """Length in Chinese characters; Latin letters and digits are about half as wide."""
    return sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in text)


def _noun_phrases(clause: Sequence[Word]) -> Iterator[Candidate]:
    """Modifiers, 的 and a noun at the end: 朱红的橘子, 二手电池市场."""
    for end, head in enumerate(clause):
        if not _ends_a_phrase(clause, end):
            continue
        start = _phrase_start(clause, end)
        while start < end and not _fits(clause[start : end + 1]) and _LATIN.match(clause[start].text):
            start = _name_end(clause, start)  # a long brand name gives way to what it is: 全自动咖啡机
        phrase = clause[start : end + 1]
        if not phrase or _ASKING.search(phrase[0].text):
            continue
        if len(phrase) > 1 and _fits(phrase):
            who = all(word.kind is Kind.NAME for word in phrase)  # a name alone tells nothing of what happens
            yield Candidate(tuple(phrase), 0.7 if who else 0.8 if phrase[0].kind is Kind.PRONOUN else 0.95)
        elif len(phrase) == 1 and len(head.text) >= 2:
            yield Candidate(tuple(phrase), 0.6)


def _ends_a_phrase(clause: Sequence[Word], end: int) -> bool:
    head, after = clause[end], clause[end + 1] if end + 1 < len(clause) else None
    model = head.kind is Kind.NUMBER and _name_goes_on(clause, end - 2)  # iPhone 15
    if not (model or head.kind in HEADS) or head.text in _BAD_HEADS or _name_goes_on(clause, end):
        return False
    if after is None:
        return True
    further = clause[end + 2] if end + 2 < len(clause) else None
    if after.kind is Kind.VERB and len(after.text) > 1 and further is not None and further.kind in HEADS:
        return False  # 洪水 of 洪水预报系统
    joined = after.kind in HEADS | {Kind.PLACE, Kind.NUMBER} or after.text in {"的", "地", "得"}
    counted = end > 0 and clause[end - 1].kind is Kind.NUMBER and bool(_UNITS.search(head.text))
    if counted and after.kind in MODIFIERS | {Kind.TIME, Kind.VERB}:
        return False  # 6条 of 6条夜间公交线路
    return not joined and head.text not in _VERBAL


def _phrase_start(clause: Sequence[Word], end: int) -> int:
    start = end
    while start > 0:
        left = clause[start - 1]
        if _name_goes_on(clause, start - 2):
            start -= 2
        elif left.text == "的" and start >= 2 and clause[start - 2].kind in MODIFIERS | {Kind.PRONOUN}:
            if start >= 3 and clause[start - 3].kind is Kind.VERB:
                break  # 负责项目的工程师: all before 的 is a clause of its own
            start -= 2
        elif left.kind in MODIFIERS and clause[start].text != "的":
            start -= 1
        else:
            break
    while start < end and re.match(r"[这那此该]|一[^\d二三四五六七八九十百千万]?$", clause[start].text):
        start += 1
    return start


def _name_goes_on(clause: Sequence[Word], at: int) -> bool:
    """Whether a space and more of the same Latin name follow: DataBrew Pro 2."""
    return (
        0 <= at < len(clause) - 2
        and clause[at + 1].kind is Kind.SPACE
        and bool(_LATIN.match(clause[at].text))
        and bool(_LATIN.match(clause[at + 2].text))
    )


def _name_end(clause: Sequence[Word], at: int) -> int:
    while _name_goes_on(clause, at):
        at += 2
    return at + 1


def _verb_phrases(clause: Sequence[Word]) -> Iterator[Candidate]:
    """A verb and all that follows it to the end of its clause: 买几个橘子, 穿过铁道."""
    for start, word in enumerate(clause):
        if word.kind is not Kind.VERB or word.text in _LEAD | _MODALS:
            continue
        before = clause[start - 1] if start else None
        modal = before is not None and before.text in _MODALS
        unit = before is not None and before.kind is Kind.NUMBER and len(word.text) == 1  # 40分
        if (
            before is not None
            and not modal
            and (
                before.kind is Kind.VERB
                or unit
                or before.text in {"的", "地", "得", "所", "被"}
                or before.kind is Kind.PLACE
            )
        ):
            continue
        first = start - 1 if before is not None and (before.text in _NEGATIONS) else start
        if _denied(clause[:first]):
            continue
        phrase = _trim(clause[first:])
        if len(phrase) < 2 or phrase[0].start != clause[first].start or not _fits(phrase):
            continue
        taking = next((at for at in range(first - 1, -1, -1) if clause[at].text in {"把", "将"}), None)
        if taking is not None and _fits(with_it := _trim(clause[taking:])) and with_it[0].text == clause[taking].text:
            yield Candidate(tuple(with_it), 0.85)
        form = 0.88 if phrase[-1].kind in HEADS else 0.7
        yield Candidate(tuple(phrase), form * (0.6 if _ASKING.search(between(phrase)) else 1.0))


def _denied(words: Sequence[Word]) -> bool:
    """Whether what comes next is denied: 不能像仪器那样 | 给出一个数字."""
    return any(word.text in _NEGATIONS or word.text[0] in "不没未" for word in words)


def _title_case(one: Candidate) -> str:
    shown = [word for word in one.words if word.kind is not Kind.SPACE]
    parts = []
    for number, word in enumerate(shown):
        small = word.text.lower() in _SMALL and 0 < number < len(shown) - 1
        unit = number > 0 and shown[number - 1].kind is Kind.NUMBER and len(word.text) <= 3  # 300 m
        cased = unit or any(c.isupper() for c in word.text[1:]) or not word.text[:1].isalpha()
        parts.append(word.text if cased else word.text.lower() if small else word.text[:1].upper() + word.text[1:])
    text, place = "", shown[0].start
    for part, word in zip(parts, shown, strict=True):
        text += part if word.start == place or not text else f" {part}"
        place = word.end
    return text

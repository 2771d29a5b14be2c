"""What a Chinese clause says of its subject, as far as kinds of words and their neighbours tell."""

import re
from collections.abc import Sequence

from datasay.language.phrases import CLASSES, HEADS, MODIFIERS, between
from datasay.language.words import Kind, Word

_STRONG_VERBS = CLASSES["zh-strong-verb"]
_MEASURED = frozenset({"海拔", "高度", "长度", "距离", "时间", "温度", "气温", "重量", "面积"})
_ASPECT = frozenset({"了", "过", "着"})
_EMPTY_VERBS = frozenset(["了", "着", "过", "起来", "下来", "出来", "下去", "来", "去", "到"])
_GOING = frozenset({"去", "来到", "到", "回到", "走进", "跑到", "赶到", "住在", "坐在", "看见", "看到"})
_PLACES_AND_TIMES = frozenset({"地方", "时候", "人", "方法", "原因", "样子", "路", "那天", "日子"})
FIGURE = re.compile(r"[$€£¥￥\-−+]?\d|[一二两三四五六七八九十百千万亿]{2,}|[二两三四五六七八九十][万亿千百成倍]|百分之")
_UNIT = re.compile(
    r"(?:小时|分钟|秒|天|年|月|日|号|时|点|分|岁|人|名|位|个|次|倍|条|米|厘米|毫米|公里|度|元|块|亿|万|吨|克|公斤|斤|升|毫升|步|遍|周|星期|平方米|千瓦|兆|%|％)$"
)


def find_predicate(words: Sequence[Word]) -> int | None:
    """The verb that the clause is built on: none where all verbs only describe the noun at the end (学水利的人)."""
    verbs = [at for at in range(len(words)) if _is_verb(words, at)]
    verbs = [at for at in verbs if words[at].kind is not Kind.ADJECTIVE or _predicates(words, at)]
    last = max((at for at, word in enumerate(words) if word.text == "的" and at + 1 < len(words)), default=-1)
    named = last >= 0 and all(word.kind in MODIFIERS | {Kind.PLACE} for word in words[last + 1 :])
    once = words[0].kind is Kind.NUMBER and words[0].text.startswith("一")
    told = [at for at in verbs if not (at == len(words) - 2 and words[at - 1].text == "的" and words[-1].kind in HEADS)]
    told = [at for at in told if not (at and at == len(words) - 1 and words[at - 1].text == "的")]  # 两个小时的生意
    if verbs and not told:
        return None  # 医学院的招生考场
    if named and once and not any(word.text in {"是", "有", "了"} for word in words):
        return None  # 一只掉毛掉得像蒲公英的橘猫
    if named and words[0].kind in {Kind.PRONOUN, Kind.NAME} and words[-1].text not in _PLACES_AND_TIMES:
        moved = [at for at in verbs if 0 < at < last - 1 and words[at].text in _GOING]
        if moved and words[moved[0] + 1].kind in HEADS | {Kind.PLACE}:
            return moved[0]  # 我跟表哥去村口的水库
    if named:
        strong = [at for at in verbs if at < last and _is_strong(words, at)]
        loose = [at for at in verbs if at < last]
        strong = [at for at in strong if _owned(words[:at])]
        return strong[0] if strong else loose[0] if len(loose) > 1 and loose[0] > 0 else None
    return next((at for at in verbs if words[at].text == "是" or not _describes(words, at)), None)


def _is_verb(words: Sequence[Word], at: int) -> bool:
    """Whether the reader of words says so, or what stands round it: 成|了, 首发|价是, 为|12."""
    word, before, after = words[at], words[at - 1] if at else None, words[at + 1] if at + 1 < len(words) else None
    moves = (
        word.kind in {Kind.VERB, Kind.PARTICLE} and word.text != "了" and after is not None and after.text == "了"
    )  # 新机来了, 过了四个春节
    follows = before is None or before.kind in {Kind.VERB, Kind.ADJECTIVE}
    if (word.text in _EMPTY_VERBS and (follows or not moves)) or (
        before is not None and before.kind is Kind.NUMBER and _UNIT.search(word.text)
    ):
        return False
    if after is None and before is not None and before.kind is Kind.NUMBER and len(word.text) == 1:
        return False  # 二十三个站
    if word.kind in {Kind.VERB, Kind.ADJECTIVE, Kind.IDIOM} or (at and word.text in _STRONG_VERBS):
        return True
    if (
        after is not None
        and at
        and after.text in {"了", "过"}
        and word.kind in {Kind.NOUN, Kind.ADVERB, Kind.NAME, Kind.PARTICLE, Kind.PREPOSITION, Kind.NUMBER}
    ):
        return True
    named_so = len(word.text) > 1 and word.text.endswith("是") and word.kind in {Kind.NOUN, Kind.NAME}
    return named_so or (word.text == "为" and at > 0 and after is not None and after.kind is Kind.NUMBER)


def _is_strong(words: Sequence[Word], at: int) -> bool:
    """Whether a verb before 的 is the clause's own all the same: 是, 有, one with 了, one that is told how much."""
    after = words[at + 1] if at + 1 < len(words) else None
    counted = after is not None and (after.kind is Kind.NUMBER or after.text[:1] in "一两几")
    return (
        words[at].text in _STRONG_VERBS
        or (after is not None and after.text in _ASPECT)
        or words[at].text.endswith("了")
        or counted
    )


def _describes(words: Sequence[Word], at: int) -> bool:
    """Whether a verb or adjective only describes the noun behind it: 转动缓慢的叶片, 迎接新生的队伍."""
    for after in words[at + 1 : at + 6]:
        if after.kind is Kind.VERB or after.text in _ASPECT:
            return False
        if after.text == "的":
            return True
    return False


def _predicates(words: Sequence[Word], at: int) -> bool:
    """Whether an adjective says what its noun is like (水温高, 汤色会清亮), and does not stand before it (高温)."""
    after = words[at + 1] if at + 1 < len(words) else None
    return after is None or (after.kind in {Kind.PARTICLE, Kind.NUMBER, Kind.VERB, Kind.ADVERB} and after.text != "的")


def _owned(words: Sequence[Word]) -> bool:
    """Whether a subject stands there, and not only how many there are: 这座 of 这座只有三万人口的小岛."""
    return any(word.kind in HEADS | {Kind.TIME} or word.text[:1] in "我你咱" or len(word.text) > 2 for word in words)


def is_amount(words: Sequence[Word]) -> bool:
    """Whether a thing is told with how much it is: 工钱二百二十元."""
    at = max((place for place, word in enumerate(words) if FIGURE.match(word.text)), default=0)
    while at > 0 and words[at - 1].kind is Kind.NUMBER:
        at -= 1
    if words[0].text in _MEASURED and at <= 2:
        return False  # 海拔约1900米: of what, is not said
    things = [word for word in words[:at] if word.kind in HEADS] if len(between(words[:at] or words)) > 1 else []
    loose = any(word.kind in {Kind.PREPOSITION, Kind.CONJUNCTION} or word.text == "的" for word in words[at:])
    if words[-1].text in {"左右", "上下", "以上", "以内"} and len(words) > 2:
        words = words[:-1]
    measured = words[-1].kind in {Kind.NUMBER, Kind.NOUN, Kind.TIME} and (
        _UNIT.search(words[-1].text) or words[-1].text[-1:] in "％%℃"
    )
    return (
        bool(things) and bool(measured) and not loose and words[at - 1].kind in HEADS | {Kind.ADVERB, Kind.PREPOSITION}
    )

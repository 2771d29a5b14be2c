"""What a sign means is told by the text round it: ¥ in one about Japan, the comma of decimals where people write it."""

import re
from functools import lru_cache
from math import inf

from datasay.language.detection import detect_language
from datasay.language.speakable_marks import YEN

_IN_JAPAN = re.compile(
    r"\b(?:Japan(?:ese)?|Tokyo|Osaka|Kyoto|Nagoya|Yokohama|Sapporo|Hiroshima|Fukuoka|Okinawa|Hokkaido|Nikkei|BOJ|yen|JPY"
    r"|Nintendo|Toyota|Shinkansen|ryokan)\b|日元|日币|円"
)
_IN_CHINA = re.compile(
    r"\b(?:Chin(?:a|ese)|Beijing|Shanghai|Shenzhen|Guangzhou|Hangzhou|Chengdu|yuan|RMB|CNY|renminbi|Alipay|WeChat|Taobao"
    r"|Alibaba|Tencent|Huawei|Xiaomi)\b|人民币"
)
_PARTED = re.compile(r"\d,\d{1,2}(?!\d)|\d[. ]\d{3}(?!\d)|\d,\d{3,}(?!\d)")
_FIGURES = re.compile(r"(?<![\d.,])\d{1,3}(?:(?P<gap>[. ])\d{3}(?:(?P=gap)\d{3})*)?(?:,\d+)?(?![\d.]*\d)")
_POINTED = frozenset(("zh-CN", "zh-TW", "en-US", "ja", "ko", "th", "hi"))  # which write 3.5, as the rules read it
_NEAR = 200  # characters


def as_meant(written: str, around: str, *, chinese: bool) -> str:
    """`written`, place for place, with YEN for a ¥ of Japan and 1,200.5 for 1.200,5 of French, German, Spanish ….

    `around` is the text that `written` is a part of, or nothing.
    """
    if "¥" in written:
        written = "".join(
            YEN if sign == "¥" and _is_yen(written, place, around) else sign for place, sign in enumerate(written)
        )
    if chinese or not _PARTED.search(written) or _language(around or written) in _POINTED:
        return written
    return _FIGURES.sub(_with_point, written)


def _is_yen(written: str, place: int, around: str) -> bool:
    yen, yuan = (_distance(pattern, written, place) for pattern in (_IN_JAPAN, _IN_CHINA))
    if min(yen, yuan) <= _NEAR:
        return yen < yuan
    return bool(_IN_JAPAN.search(around)) and not _IN_CHINA.search(around)


def _distance(pattern: re.Pattern[str], text: str, place: int) -> float:
    """Characters to the nearest of what the pattern finds."""
    return min((abs(match.start() - place) for match in pattern.finditer(text)), default=inf)


def _with_point(figures: re.Match[str]) -> str:
    number, comma, part = figures.group().partition(",")
    parted = number.replace(".", ",").replace(" ", ",")
    return parted + "." + part if comma else parted


@lru_cache(maxsize=4)
def _language(text: str) -> str:
    return detect_language(text)

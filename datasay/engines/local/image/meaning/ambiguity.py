"""Words that mean more than one thing, words that never stand for a thing, comparisons and figures of speech."""

import re
from functools import cache
from importlib.resources import files

_COMPARISONS = (
    r"(?:好?像|跟|如|堆得像|有|只有|相当于|等于|仿佛|犹如)[^，。；,.;像]{1,14}?"
    r"(?:那么|一样|一般|似的|般地?|大小)[高大长宽厚重轻快慢深小多远]?",
    r"(?:好像|仿佛|宛如|犹如|如同|好似|堪比)[^，。；,.;]{1,14}",
    r"\bas \w+ as [^,.;]+",
    r"\bas (?:one|you|though|if) [^,.;]+",
    r"\b(?:by )?a hair(?:'s breadth)?(?: too| more| less)?\b",
    r"\bthe (?:size|weight|height|length|width) of [^,.;]+",
    r"\bweighs? as [^,.;]+",
    r"\b(?:looks?|feels?|sounds?|works?|acts?|was|is|are|were) like an? [^,.;]+",
    r"\bthan an? [^,.;]+",
)
_FIGURES = (
    r"时间就是|效率就是|就像|好比|如同|仿佛|所谓|人生|犹如|正如",
    r"是一(?:座|把|盏|面|本|场|条)[^，。]{0,8}(?:桥|钥匙|灯|镜子|书|旅程|河)",
    r"\blike an? |\bas if\b|\bas though\b|\bbetween [^,.;]+ and\b|\b(?:they|people) say\b|\blife is\b|\btime is\b",
    r"\bso to speak\b|\bproverb|\b(?:is|was|are|were) like \w+ing\b",
)
_ABSENT = (  # what is said not to be there
    r"(?:没有|不用|无需|不必|免去)[\u4e00-\u9fff]{1,5}(?=[，。、；！？]|$)",
    r"\b(?:free (?:of|from)|without|instead of|rather than|no longer)(?: (?:an?|any|the|all))? [a-z-]+",
    r"\bno (?!one\b|sooner\b|matter\b|more\b|less\b)[a-z-]+",
)
_COMPARED = re.compile("|".join((*_COMPARISONS, *_ABSENT)))
METAPHOR = re.compile("|".join(_FIGURES))  # things of its clause are not meant


@cache
def words_that(kind: str) -> frozenset[str]:
    """The words of words.txt of one kind."""
    lines = (files(__package__) / "words.txt").read_text(encoding="utf-8").splitlines()
    listed = (line.partition(":") for line in lines if not line.startswith("#"))
    return frozenset(word for found, _, words in listed if found == kind for word in words.split())


def is_noun_here(word: str, before: str, after: str) -> bool:
    """Whether an English word is a thing here and neither a verb nor the first half of another thing, by neighbours."""
    if after in words_that("head"):
        return False
    if word not in words_that("verb") or before in words_that("before-noun"):
        return True
    return before not in words_that("before-verb")


def without_comparisons(text: str) -> str:
    """The text without the things it only compares with, or says are not there."""
    return _COMPARED.sub(" ", text)

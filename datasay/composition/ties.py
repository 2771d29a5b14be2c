"""Which neighbouring words of a line belong together, by what each does in its sentence. Pure.

A tie is a cost: 0 is where a speaker would breathe anyway, 12 what no line should part.
"""

import re

FIGURE, NAME, CLINGS, LEANS, LOOSE, TURN = 12.0, 8.0, 3.2, 2.0, 1.4, 0.7

_MEASURES = ("q", "m")
_ENDING = {"f", "y", "k", "ul", "uj", "uz", "ug", "ud", "uv", "u"}  # localisers and particles cling to what is before
_PLACES = {"ns", "nt", "nz", "nr", "nrt", "nrfg", "j"}
_OFFICES = re.compile(
    r"(?:省|市|县|区|州|镇|乡|村|局|院|部|厅|处|所|署|大学|中学|小学|学院|学校|公司|集团|银行|大桥|车站|火车站|机场|医院|研究所|研究院"
    r"|中心|广场|公园|博物馆|图书馆|码头|港|路|街|大道|高速|运河|水库|大厦|协会|委员会|法院|报|社|台|杯|奖|节)$"
)
_POSTS = re.compile(
    r"^(?:先生|女士|小姐|老师|教授|博士|院士|主任|局长|市长|省长|总统|总理|主席|书记|经理|总裁|董事长|记者|工程师|师傅|医生|法官|同学)"
)
_DIRECTIONS = frozenset(f"{way}{side}" for way in "起下出过上回进" for side in "来去") | frozenset("完住掉好")
_PREFIXES = set("可非超反亚副")
_SURNAMES = set(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范石廖贾韦"
    "夏付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严赖覃洪武莫孔汤"
)
_POINTING = set("这那每各某该本哪几另")
_SMALL_LEANING = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "with",
        "from",
        "to",
        "into",
        "than",
        "as",
        "my",
        "your",
        "his",
        "her",
        "its",
        "our",
        "their",
        "this",
        "that",
        "these",
        "those",
        "no",
        "not",
        "and",
        "or",
        "but",
        "nor",
        "so",
        "very",
        "too",
        "more",
        "most",
        "less",
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "am",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "must",
        "should",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "who",
        "which",
        "whose",
        "what",
        "when",
        "where",
        "while",
        "if",
        "because",
        "every",
        "each",
        "some",
        "any",
        "all",
        "both",
        "i",
        "we",
        "he",
        "she",
        "they",
        "you",
        "it",
        "about",
        "over",
        "under",
        "between",
        "after",
        "before",
        "during",
        "through",
        "against",
        "within",
        "without",
    ]
)
_TURNS = frozenset(
    [
        "and",
        "but",
        "or",
        "that",
        "which",
        "who",
        "whose",
        "because",
        "when",
        "while",
        "where",
        "if",
        "so",
        "to",
        "for",
        "with",
        "as",
        "than",
        "of",
        "in",
        "on",
        "at",
        "by",
        "from",
        "after",
        "before",
        "until",
        "through",
        "into",
        "over",
        "under",
    ]
)
_TITLES = re.compile(
    r"(?:^|\s)(?:Mr|Mrs|Ms|Dr|Prof|St|Mt|Sir|Lord|President|King|Queen|Professor|Doctor|Captain|Judge)\.?$"
)
_CAPITAL = re.compile(r"[A-ZÀ-Þ][\w'’.-]*$")
_LAST = re.compile(r"([^\s]+)$")
_FIRST = re.compile(r"([^\s,.;:!?]+)")


def chinese_tie(left: str, left_tag: str, right: str, right_tag: str) -> float:
    """Between two words of one run of Chinese characters, with what the tagger calls them."""
    if left_tag.startswith("m") and (right_tag.startswith(_MEASURES) or right[0] in "多余来几"):
        return FIGURE
    if _is_name(left_tag, right, right_tag) or (left in _SURNAMES and len(right) <= 2 and right_tag[:1] in {"n", "v"}):
        return NAME
    counted = left in {"多少", "几"} and right_tag[:1] == "n"
    if right_tag in _ENDING or right in _DIRECTIONS or left in _PREFIXES or counted or _is_persons(left, right):
        return CLINGS
    if (right_tag.startswith("m") or right[0] in "一二两三四五六七八九十百千万几") and left[-1] in "过达约近超至到为仅":
        return CLINGS
    pointed = left[-1] in _POINTING and right_tag[:1] in {"q", "m", "n", "t"}
    if left_tag in {"p", "c", "d"} or pointed or (left_tag[:1] in {"a", "b"} and right_tag[:1] == "n"):
        return LEANS
    return TURN if right_tag in {"c", "p"} else LOOSE


def _is_persons(left: str, right: str) -> bool:
    return left[-1] in "个位名" and right[0] == "人"


def _is_name(left_tag: str, right: str, right_tag: str) -> bool:
    if left_tag.startswith("nr") and (right_tag.startswith("nr") or _POSTS.match(right)):
        return True
    if left_tag in _PLACES and (right_tag in _PLACES or (right_tag[:1] in {"n", "j"} and _OFFICES.search(right))):
        return not (left_tag.startswith("nr") ^ right_tag.startswith("nr"))
    return left_tag.startswith("t") and right_tag.startswith("t")


def latin_tie(before: str, after: str) -> float:
    """At a space between two words of Latin letters; `before` and `after` are the whole text on either side."""
    last, first = _LAST.search(before), _FIRST.match(after)
    if not last or not first:
        return TURN
    if _TITLES.search(before):
        return NAME
    left, right = last[1], first[1]
    opens_sentence = len(before) == len(left) or before[: -len(left)].rstrip().endswith((".", "!", "?", "“", '"', ":"))
    if _CAPITAL.match(left) and _CAPITAL.match(right) and left not in {"I", "A"} and right != "I":
        if not opens_sentence:
            return NAME
        if left.lower() not in _SMALL_LEANING:
            return CLINGS
    if left.lower().strip("“\"'‘(") in _SMALL_LEANING:
        return LEANS
    return TURN if right.lower() in _TURNS else LOOSE - 0.3

"""Numbers that can fill a page: value, unit, and what they count; dates, clock times and names of models are none."""

import re
from collections.abc import Iterator
from dataclasses import replace

from datasay.digest.pages.page import Figure

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 1e4, "亿": 1e8}
_UNITS = (
    "平方公里|平方千米|平方米|立方米|公里|千米|厘米|毫米|微米|纳米|海里|分钟|小时|个小时|个月|个百分点|百分点|摄氏度|千瓦时|千瓦|兆瓦|"
    "毫克|毫升|毫安时|分贝|公斤|千克|公顷|人次|万人次|年|天|周|秒|米|吨|克|斤|升|度|级|层|倍|成|元|块钱|美元|欧元|日元|亩|岁|人口|人(?![民们类生员工才])|名|户|家|"
    "辆|台|架|艘|座|栋|件|个|种|次|场|条|只|头|棵|株|本|部|张|份|项|处|所|支|位|趟|步|页|行|字|瓦|伏|帧|兆|株|粒|颗|杯|瓶|箱|站|盏|匹|℃|°C|%|％|℉"
)
_SPANS = frozenset(("年", "天", "周", "秒", "分钟", "小时", "个小时", "个月", "岁"))
_STRONG = frozenset((
    "平方公里", "平方千米", "平方米", "立方米", "公里", "千米", "厘米", "毫米", "分钟", "小时", "个小时", "个月",
    "个百分点", "百分点", "摄氏度", "千瓦时", "千瓦", "兆瓦", "分贝", "公斤", "千克", "公顷", "人次", "年", "天", "秒",
    "米", "吨", "级", "层", "倍", "成", "元", "美元", "亩", "℃", "%", "％", "克", "毫升", "升", "度", "户",
))  # fmt: skip
_NUMERAL = "[零〇一二三四五六七八九十百千两]"
_CHINESE = re.compile(
    rf"(?P<before>[¥￥$€£])?(?P<number>[-−]?\d+(?:,\d{{3}})*(?:\.\d+)?|{_NUMERAL}+(?:万{_NUMERAL}+)?)"
    r" ?(?P<large>[万亿])?"
    rf"(?P<more>多|余|来)? ?(?P<unit>{_UNITS})"
    r"(?!(?:阿姨|老师|叔叔|大爷|大妈|奶奶|爷爷|先生|女士))"  # 102张阿姨 is who lives there
)
_PERCENT = re.compile(r"百分之(?P<number>[零〇一二三四五六七八九十百两]+|\d+(?:\.\d+)?)")
_NOT_BEFORE = re.compile(
    r"[第几数好上每\d.:：/～~\-–—A-Za-z]$|[第几数好上每] $|(?:星期|礼拜|编号|未来|过去|最近|今后|前|后)$"
)
_ROUGHLY = re.compile(r"[一二两三四五六七八九]{2}")  # 两三次, 十七八岁, 五六百米: more or less, no figure
_MONTH_OR_DATE = re.compile(
    r"^(?:[月日号时点分]|世纪|年代|年级|年(?:前|后)?的?(?:春|夏|秋|冬)|个?(?:人|家)?(?:一|又)一)"
)
_LASTING = re.compile(r"(?:约|近|超过|逾|达|长达|满|整整|只要|不到|花了|用了|历时|有|过了|等了|这|了)$")
_THEN = re.compile(r"^(?:以|之)?[后前内里]|^以来|^左右后|^的时候|^的(?=[\u4e00-\u9fff])")
_FINER = {  # a measure goes on in its smaller unit: 10小时30分, 10 hours 30 minutes
    "小时": re.compile(rf"[零又]?(?:\d{{1,2}}|{_NUMERAL}{{1,3}})分钟?"),
    "个小时": re.compile(rf"[零又]?(?:\d{{1,2}}|{_NUMERAL}{{1,3}})分钟?"),
    "分钟": re.compile(rf"[零又]?(?:\d{{1,2}}|{_NUMERAL}{{1,3}})秒"),
    "天": re.compile(rf"(?:\d|{_NUMERAL})夜"),
    "hour": re.compile(r",? (?:and )?(?:\d{1,2}|[a-z]+(?:-[a-z]+)?) minutes?\b"),
    "hours": re.compile(r",? (?:and )?(?:\d{1,2}|[a-z]+(?:-[a-z]+)?) minutes?\b"),
    "minutes": re.compile(r",? (?:and )?(?:\d{1,2}|[a-z]+(?:-[a-z]+)?) seconds?\b"),
}
_LATER = re.compile(r"^ (?:later|ago|old|before|after|earlier|of age|away)\b")
_THING = re.compile(
    r"^[\u4e00-\u9fff]{1,4}?(?=[，。；：、！？,.;:!?]|的|在|被|将|已|都|从|于|和|与|为|是|有|会|要|前|接|完|获|参|没|全|提|因|到|来|去|做|选|用|把|给|$)"
)

_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "million": 1e6, "billion": 1e9, "half": 0.5,
}  # fmt: skip
_NUMBER_WORD = "|".join(word for word in _WORDS if word not in {"hundred", "thousand", "million", "billion", "half"})
_NO_UNIT = (  # words that end what is counted
    "and|or|but|of|in|on|at|to|for|from|by|with|the|a|an|as|is|are|was|were|had|has|have|who|that|which|when|after|before"
    "|until|than|more|less|went|pm|am|p\\.m|a\\.m|will|can|could|would|did|do|does|only|later|ago|its|his|her|their|it|he"
    "|she|they|within|about|under|over|per|each|every|into|like|so|if|while|because|since|already|now|then|there|here|we"
    "|you|i|not|no|also|just|all|left|came|gave|took|got|made|said|between|through|during|without|against|where|why|how"
    "|down|up|out|off|this|last|next|today|late|early|lost|fell|rose|died|live|lives|work|works|took"
)
_ENGLISH = re.compile(
    r"(?<![\w.,:/\-–$€£])(?P<before>[$€£])?(?P<number>\d+(?:,\d{3})*(?:\.\d+)?"
    rf"|(?:a|{_NUMBER_WORD})(?:-(?:one|{_NUMBER_WORD}))?(?= (?:hundred|thousand|million|billion)\b)"
    rf"|(?:{_NUMBER_WORD})(?:-(?:one|{_NUMBER_WORD}))?)"
    r"(?P<large>(?: (?:hundred|thousand|million|billion))+)?"
    r"(?:(?P<sign>%|°C|°F|[a-z]{1,3}\b(?<! a)(?<!st)(?<!nd)(?<!rd)(?<!th)(?<!s))"
    rf"|(?P<unit>[ -](?!(?:{_NO_UNIT})\b)[a-z]+(?: (?!(?:{_NO_UNIT}|\w+(?:ed|ing))\b)[a-z]+)?)|(?=[\s.,;:!?]))"
)
_ENGLISH_SPAN = re.compile(r"(?:year|month|week|day|hour|minute|second)s?\b")
_NO_COUNT = re.compile(r"\b(?:page|chapter|step|number)\s$", re.IGNORECASE)
_ENGLISH_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Chapter|Section|Step|"
    r"Pier|Room|Route|Gate|Line|Figure|No\.|version|[A-Z][a-z]+)\s$"
)
_CLAUSE_END = re.compile(r"[，。；：！？,;:!?…]|\.(?!\d)")


def figures_of(text: str, *, chinese: bool) -> list[Figure]:
    """The figures of a text, in order, that count or measure something."""
    found: list[Figure] = []
    for figure in _chinese_figures(text) if chinese else _english_figures(text):
        if not found or figure.at >= found[-1].end or figure.at < found[-1].at:
            found.append(_whole(figure, text))
    return found


def _whole(figure: Figure, text: str) -> Figure:
    """The figure with its smaller unit where it goes on in one."""
    finer = _FINER.get(figure.unit)
    rest = finer.match(text, figure.end) if finer else None
    if rest is None:
        return figure
    return replace(figure, unit=f"{figure.unit} {rest[0].strip(' ,')}", end=rest.end())


def worth(figure: Figure) -> float:
    """How much a figure can carry a page: 0 for what merely counts one or two things."""
    plain = figure.unit.strip() in {
        "个",
        "种",
        "次",
        "只",
        "条",
        "位",
        "张",
        "本",
        "件",
        "名",
        "人",
        "家",
        "项",
        "处",
        "",
    }
    if figure.value in {0, 1} and not figure.before:
        return 0.0
    base = 1.0 if figure.unit.partition(" ")[0] in _STRONG or figure.before or "%" in figure.unit else 0.7
    size = 0.0 if figure.value < 4 and plain else 0.2 if figure.value < 10 else 0.35 if figure.value < 100 else 0.5
    if (plain and figure.value < 10) or figure.unit == "岁":
        return 0.2
    return base + size


def _chinese_figures(text: str) -> Iterator[Figure]:
    for match in _PERCENT.finditer(text):
        value = chinese_value(match["number"])
        yield Figure(_plain(value), "%", value, match.start(), match.end())
    for match in _CHINESE.finditer(text):
        start, written, unit = match.start(), match["number"], match["unit"]
        before = text[:start]
        if _is_part(before) or _is_rough(written):
            continue
        value = chinese_value(written) * _LARGE.get(match["large"] or "", 1.0)
        after = text[match.end() :].lstrip(" ")
        if unit == "年" and _is_year(written, value, before, after):
            continue
        if written in {"百", "千"} or (unit in _SPANS and _THEN.match(after)):
            continue
        if unit in {"个", "成", "度", "家", "行", "处", "所", "部", "级", "周", "字", "场"} and _MONTH_OR_DATE.match(
            after
        ):
            continue
        if unit == "点" or (unit == "分" and "点" in before[-4:]):
            continue
        end = match.end()
        if unit in {
            "名",
            "位",
            "个",
            "户",
            "家",
            "辆",
            "台",
            "架",
            "艘",
            "座",
            "条",
            "只",
            "头",
            "棵",
            "种",
            "处",
            "项",
        }:
            thing = _THING.match(after)
            if thing is not None:
                unit, end = unit + thing[0], match.end() + len(thing[0])
        shown = written if written[0].isdigit() or written[0] in "-−" else _plain(chinese_value(written))
        if match["large"]:
            shown += match["large"]
        yield Figure(shown, unit.replace("％", "%"), value, start, end, match["before"] or "")


def _is_part(before: str) -> bool:
    """Whether what stands before a number says that it is none by itself: 第三, 百分之十, 星期二."""
    inside = before[-1:] and before[-1] in "零〇一二三四五六七八九十百千万亿两点"
    return bool("百分之" in before[-3:] or inside or _NOT_BEFORE.search(before))


def _is_rough(written: str) -> bool:
    """Whether a number only says about how many: 两三, 十七八, 五六百; but 一九九八 is a number digit by digit."""
    return bool(_ROUGHLY.search(written)) and not (len(written) > 2 and all(c in _DIGITS for c in written))


def _is_year(written: str, value: float, before: str, after: str) -> bool:
    if len(written) == 4 and (written.isdigit() or all(c in _DIGITS for c in written)):
        lasting = (_LASTING.search(before) is not None and value < 1900) or value > 2100
        return not lasting
    return re.match(r"(?:级|代|[一二三四五六七八九十\d]+月)", after) is not None or (
        len(written) == 2 and written.isdigit() and "年" in before[-6:]
    )


def chinese_value(written: str) -> float:
    """The value of a number in Chinese or Arabic digits."""
    plain = written.replace(",", "").replace("−", "-")
    try:
        return float(plain)
    except ValueError:
        pass
    if all(c in _DIGITS for c in plain):
        return float("".join(str(_DIGITS[c]) for c in plain))
    if "万" in plain:
        many, _, rest = plain.partition("万")
        return chinese_value(many) * 1e4 + (chinese_value(rest) if rest else 0.0)
    total, digit = 0.0, 0.0
    for character in plain:
        if character in _DIGITS:
            digit = float(_DIGITS[character])
        else:
            total += (digit or 1.0) * _TENS[character]
            digit = 0.0
    return total + digit


def _plain(value: float) -> str:
    if value >= 1e4 and value % 100 == 0:
        return f"{value / 1e4:g}万"
    return f"{value:.0f}" if value == int(value) else f"{value:g}"


def _english_figures(text: str) -> Iterator[Figure]:
    for match in _ENGLISH.finditer(text):
        written, unit = match["number"], (match["sign"] or match["unit"] or "").strip(" -")
        before = text[: match.start()]
        value, shown = _english_value(written, match["large"] or "")
        if not unit and not match["before"]:
            continue
        if _LATER.match(text[match.end() :]) or re.search(r"\bof (?:its|the|their|his|her)\s$", before):
            continue
        if written.isdigit() and len(written) == 4 and 1500 <= value <= 2100 and not match["before"]:
            continue
        named = _ENGLISH_MONTH.search(before) and re.search(r"[^.!?\s]\s[A-Z][\w.]*\s$", before)
        if named and not match["before"]:
            continue
        if re.match(r"(?:st|nd|rd|th|pm|am)$", unit) or _NO_COUNT.search(before):
            continue
        time = _ENGLISH_SPAN.match(unit)
        if time and re.search(
            r"(?:^|[.,;!?] )(?:in|within|after|for|on)\s(?:about |just |only )?$", before, re.IGNORECASE
        ):
            continue
        unit = time[0] if time else unit
        large = (match["large"] or "").strip()
        if large and "," not in shown and value >= 1e6:
            unit = f"{large.split()[-1]} {unit}".strip()
        yield Figure(shown, {"percent": "%"}.get(unit, unit), value, match.start(), match.end(), match["before"] or "")


def _english_value(written: str, large: str) -> tuple[float, str]:
    """The value, and the digits that are shown: with its millions behind it as a word."""
    if written[0].isdigit():
        number = float(written.replace(",", ""))
    else:
        number = sum(_WORDS.get(part, 1.0) for part in written.split("-")) if written != "a" else 1.0
    scale = 1.0
    for word in large.split():
        scale *= _WORDS[word]
    value = number * scale
    if scale >= 1e6:
        return value, _plain(number)
    return value, written if written[0].isdigit() and not large else f"{value:,.0f}"


def clause_round(text: str, at: int, end: int) -> tuple[str, str]:
    """What stands before and behind a place within its clause."""
    begin = max((match.end() for match in _CLAUSE_END.finditer(text, 0, at)), default=0)
    after = _CLAUSE_END.search(text, end)
    return text[begin:at].strip(), text[end : after.start() if after else len(text)].strip()

"""Which words of a sentence are only spoken of: quoted, titles, names, parts of terms, subjects of a fact."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from datasay.analysis.lexicon import Turn
from datasay.language.words import CJK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datasay.analysis.opinions import Unit

_TITLE = re.compile(r"《[^》]*》|〈[^〉]*〉|『[^』]{1,12}』")
_QUOTED = re.compile(
    r"“[^”]{1,12}”|「[^」]{1,8}」|‘[^’]{1,8}’|\"[^\"]{1,12}\""
    r"|(?<![A-Za-z])['‘“][A-Za-z][A-Za-z ]{0,24}['’”](?![A-Za-z])"
)
_IRONIC_QUOTES = re.compile(r"所谓的?$|号称$|so-called $|美其名曰$|自称$")
_AGAINST = re.compile(r"(?:反|防|抗|灭|治|非|零)$")
# A noun after an opinion word makes a name or a term of both.
_HEADS = re.compile(
    r"(?:的)?(?:症|早筛|普查|科|病|罪|犯|患者|病人|门诊|仓库|村|镇|县|乡|路|街|道|桥|山|湖|河|江|岛|湾|谷|大厦|广场|小区|花园|公寓|集团|公司|医院"
    r"|学校|小学|中学|大学|银行|保险|杯|奖|节|邮件|短信|分类|回收|箱|桶|站|场|率|指数|指标|数据|度|报表|表|名单|清单|报告|标准|等级|热线|电话"
    r"|中心|委员会|协会|基金会|预案|演练|险|意识|教育|课|课程|知识|防治|预防|检测|筛查|疫苗|数|函数|定理|定律|学|论|史|法|案|案件|类|型|级"
    r"|部|局|处|所|厅|馆|店名|品牌|牌|号|线|频道|栏目|节目|系列|主义|流派|文学|电影节|音乐节|日报|晚报|出版社|之家|联盟|酒店|大酒店|超市|药房|幼儿园"
    r"|小镇|社区|街道|大道|大街|胡同|巷|庄|屯|寨|沟|坡|岭|峰|海|洋|半岛|公园|乐园|剧院|剧场|影城|书店|书屋|餐厅|饭店|广告语|二字|两字|一词|一栏|这个词|这两个字"
    r"|管理|评估|系数|准备金|条款|申报|鉴定|登记|赔付|理赔|应急|响应|救援队|处置|处理|排查|整治|专项)"
)
_NAMED = re.compile(r"(?:叫做?|名叫|名为|叫作|取名|又名|别名|饰演|扮演)[“「]?$")
_FIRST_PERSON = re.compile(r"我|咱|俺|\b(?:I|I'm|I've|I'd|I'll|we|We|my|My|our|Our|me|us)\b")
_ARGUED = re.compile(r"[!！]|但|不过|可惜|太|\b(?:but|however|though|although|yet|very|really|so|too)\b")
_CAPITAL = re.compile(r"[A-Z][a-z]")
_OPENS = re.compile(r"(?:^|[.!?:;\"“‘'(—-]\s*)$")
_NAME_JOINS = re.compile(r"\s+(?:(?:of|the|and|de|in)\s+){0,2}[A-Z][a-z]+")
_DEGREE_WITHIN = frozenset("很太真不没最超极无")
_STRONG = 2.5
_LONG = 4


class Mentions:
    """What is only spoken of in one sentence."""

    def __init__(self, text: str, *, fact: bool) -> None:
        self._text = text
        self._chinese = bool(CJK.search(text))
        self._spans = [match.span() for match in _TITLE.finditer(text)]
        for match in _QUOTED.finditer(text):
            whole = match.end() - match.start() >= len(text.rstrip("。.!！?？")) - 1
            if not whole and not _IRONIC_QUOTES.search(text, 0, match.start()):
                self._spans.append(match.span())
        self._asked = text.endswith(("?", "？"))
        own = text
        for start, end in self._spans:
            own = own[:start] + " " * (end - start) + own[end:]
        self._fact = fact and not _ARGUED.search(own) and not _FIRST_PERSON.search(own)

    def only_spoken_of(self, units: Sequence[Unit], place: int) -> bool:
        """Whether the opinion at this place is none."""
        unit = units[place]
        if any(start <= unit.start and unit.end <= end for start, end in self._spans):
            return True
        before = units[place - 1] if place else None
        degree = before is not None and before.clause == unit.clause and before.turn in _DEGREES
        if self._fact and self._asked:
            return True
        if unit.way or degree:
            return False
        if CJK.match(self._text[unit.start]):
            return self._part_of_a_term(unit) or (self._fact and not self._judges(unit))
        return self._part_of_a_name(unit) or self._fact

    def _judges(self, unit: Unit) -> bool:
        """An idiom, or a word with its degree or its negation within, in a sentence that tells a fact."""
        idiom = unit.end - unit.start >= _LONG and abs(unit.valence) >= _STRONG
        return idiom or (unit.end - unit.start > 1 and self._text[unit.start] in _DEGREE_WITHIN)

    def _part_of_a_term(self, unit: Unit) -> bool:
        text = self._text
        if unit.end - unit.start > 3:
            return False
        if _AGAINST.search(text[max(0, unit.start - 1) : unit.start]) or _NAMED.search(
            text[max(0, unit.start - 4) : unit.start]
        ):
            return True
        return text[unit.end : unit.end + 1] != "的" and bool(_HEADS.match(text, unit.end))

    def _part_of_a_name(self, unit: Unit) -> bool:
        text = self._text
        if not _CAPITAL.match(text, unit.start):
            return False
        if _OPENS.search(text[: unit.start]) is None:
            return text.upper() != text
        joined = _NAME_JOINS.match(text, unit.end)
        return bool(joined) and joined is not None and not joined.group().strip().startswith("I'")


_DEGREES = frozenset([Turn.STRONGEST, Turn.STRONGER])

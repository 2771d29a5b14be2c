"""What Mandarin reads digit by digit: numbers to call, rooms, trains, flights, plates, postcodes, codes."""

import re

from datasay.language.speakable_numbers import chinese_digits, chinese_integer
from datasay.language.speakable_rules import Rule, before, rule

_CALLED = re.compile(
    r"(?:拨打?|打|致电|报警|急救|火警|匪警|电话|热线|求助|呼叫|客服|座机|手机号?|传真|分机|转|QQ群?号?|微信号?|号码|群号)"
    r"(?:了|给|请|号码?)?[是为:：]?\s?$"
)
_SERVES = re.compile(
    r"\s?(?:报警|热线|急救|客服|查号|指挥|救护|交通事故|电话|平台|官网|短信|火警|消防|分机|投诉|专线|订票|服务(?:电话|热线|台))"
)
_COUNTS = re.compile(
    r"\s?(?:[元个人米块美万亿千百斤公克吨台件次天年月日号分秒毫厘平%度岁]|多|余|名|条|页"
    r"|[分圈行拳包局枚发字下把趟轮场只本张位户折倍段]|[A-Za-z])"
)
_KEYED = re.compile(
    r"(?:验证码|校验码|登录码|取件码|提取码|取货码|邀请码|兑换码|动态码|学生证|邮编|邮政编码|密码|口令|车次|航班号?|订单号?|编号|学号|工号|账号|帐号|卡号|尾号|证号|身份证号?码?|代码|"
    r"端口号?|房号|房间号?|门牌号?|序列号|批号|流水号|单号|代号|编码|ISBN|ISO|IEC|IEEE|RFC|HTTP|IP|波音|空客|国道|省道)\s?[是为:：]?\s?[A-Z]{0,2}$"
)
# 985 and 211 by themselves are universities to whoever studies there; as an amount they are counted or compared.
_STUDIED = re.compile(
    r"(?:[考保][上取进入研]|保送|毕业[于自]|就读于?|[念读]|[进入][了个]?|冲刺?|重点|全国|名校|学历|本科|硕士|博士|[所双非]"
    r"|普通|[上去]了?)(?:的是?|了|个|到)?$"
)
_STUDYING = re.compile(
    r"\s?(?:的?(?:学生|毕业|硕士|博士|本科|研究生|应届|老师|院校|大学|高校|名校|学历)|[和、/+]?双一流"
    r"|[、/和或与+](?:211|985)(?!\d)|名单)"
)
_RECKONED = re.compile(
    r"的?(?:平方|立方|倍|百分|一半|[因倒约整]数)|(?![和/](?:985|211)(?!\d))(?:和\d|\s?[\d.,:/%=×*-])"
)
_ALL_OF_IT = re.compile(r"(?:^|[。！？!?\n“「《#])\s?$")
_PLATE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"


def _service(match: re.Match[str]) -> str | None:
    following = match.string[match.end() :]
    known = re.fullmatch(r"95\d{3}|12306|100(?:86|10)", match.group()) and not _COUNTS.match(following)
    if known or _CALLED.search(before(match)) or _SERVES.match(following):
        return None if _COUNTS.match(following) else chinese_digits(match.group(), telephone=True)
    return None


def _telephone(match: re.Match[str]) -> str:
    return "，".join(chinese_digits(part, telephone=True) for part in re.findall(r"\d+", match.group()))


def _called(match: re.Match[str]) -> str | None:
    return (
        _telephone(match) if _CALLED.search(before(match)) and not _COUNTS.match(match.string[match.end() :]) else None
    )


def _keyed(match: re.Match[str]) -> str | None:
    if not _KEYED.search(before(match)) or _COUNTS.match(match.string[match.end() :]):
        return None
    return chinese_digits(match.group())


def _digits(match: re.Match[str]) -> str:
    return "".join(chinese_digits(part) for part in re.findall(r"\d+", match.group()))


def _address(match: re.Match[str]) -> str:
    return "点".join(chinese_digits(part) for part in match.group().split("."))


def _standard(match: re.Match[str]) -> str:
    number = "点".join(chinese_digits(part) for part in match["number"].split("."))
    return f"国标{number}" + (f"杠{chinese_digits(match['year'])}" if match["year"] else "")


def _dashed(match: re.Match[str]) -> str:
    return "杠".join(chinese_digits(part) for part in match.group().split("-"))


def _parted(match: re.Match[str]) -> str:
    parts = match.group().split("-")
    telephone = sum(map(len, parts)) > 6
    return "，".join(chinese_digits(part, telephone=telephone) for part in parts)


def _groups(match: re.Match[str]) -> str | None:
    """ISBN and the like: several groups of figures, nine figures and more."""
    parts = match.group().rstrip("Xx").rstrip("-").split("-")
    if sum(map(len, parts)) < 9:
        return None
    said = "，".join(chinese_digits(part, telephone=True) for part in parts)
    return f"{said}，X" if match.group()[-1] in "Xx" else said


def _university(match: re.Match[str]) -> str | None:
    following = match.string[match.end() :]
    if (_COUNTS.match(following) and not following.startswith("名单")) or _RECKONED.match(following):
        return None
    one_of_them = re.search(r"[他她我你们谁都]是$", before(match)) and re.match("的|毕业", following)
    heading = match.group() == "985" and _ALL_OF_IT.search(before(match))
    beside = re.search(r"(?:985|211)[、/和或与+]$", before(match))
    known = beside or _STUDIED.search(before(match)) or _STUDYING.match(following) or one_of_them
    return chinese_digits(match.group()) if known or heading else None


def _chip(match: re.Match[str]) -> str:
    return f"{chinese_integer(int(match['family']))}，{chinese_digits(match['kind'])}"


def _model(match: re.Match[str]) -> str:
    kind = match["kind"]
    said = chinese_integer(int(kind)) if kind.endswith("00") or len(kind) < 3 else chinese_digits(kind)
    return f"{chinese_digits(match['family'])}杠{said}"


def chinese_code_rules() -> tuple[Rule, ...]:
    """The rules, most telling first."""
    alone, end = r"(?<![\d.])", r"(?![\d.]*\d)"
    events = "晚会|事件|事变|运动|大促|购物|狂欢|惨案|地震|起义|活动|促销|专场|国际|打假|消费者|年中"
    events += "|妇女节|女神节|女王节|青年节|儿童节|国庆|劳动节|建军节|教师节|植树节|情人节|光棍节|双十一|护士节|学雷锋"
    events += "|凶案|案|事故|爆炸|空难|洪灾|矿难|假期|长假"
    followed = (
        r"号?房间?(?!价|产|租|贷)|室|路(?:公交|车|公共)|国道|省道"
        r"|次(?:列车|航班|动车|高铁|车)|航班|高校|工程|工作制|错误|页面|级|届"
    )
    return (
        rule(rf"{alone}(?!(?:19|20)\d\d-)\d{{1,7}}(?:-\d{{1,7}}){{2,5}}(?:-[xX](?![A-Za-z]))?{end}(?!-)", _groups),
        rule(rf"\+\d{{1,3}}(?:[ -]\(?\d{{1,8}}\)?){{2,5}}{end}", _telephone),
        rule(rf"(?<=[A-Za-z])(?P<family>\d{{1,2}})-(?P<kind>\d{{3,6}}){end}", _chip),
        rule(rf"(?<=[A-Za-z]_)\d{{2,}}{end}", _digits),
        rule(rf"{alone}(?P<family>7[0-8]7)-(?P<kind>[1-9]00|8|9|10){end}", _model),
        rule(rf"(?<=A)(?P<family>3[1-8]0)-(?P<kind>[1-9]00|1000){end}", _model),
        *(
            rule(rf"(?<={name})(?P<family>\d{{2,4}})-(?P<kind>\d{{1,4}}){end}", _model)
            for name in ("波音", "空客", "型号", "机型", "货号", "款号")
        ),
        rule(rf"{alone}\d{{1,2}}[·•/.]\d{{1,2}}(?=\s?(?:{events}))", _digits),
        rule(rf"{alone}(?:3[·•]15|5[·•]12|7[·•]7|9[·•](?:11|18)|12[·•]9|11[·•]11){end}", _digits),
        rule(rf"GB(?:/T)?\s?(?P<number>\d{{2,6}}(?:\.\d+)?)(?:-(?P<year>(?:19|20)\d\d))?{end}", _standard),
        rule(rf"{alone}(?!(?:19|20)\d\d-)\d{{1,4}}(?:-\d{{1,4}}){{2,3}}{end}", _parted),
        rule(rf"{alone}(?<=公交)\d{{3}}(?=路)", _digits),
        rule(rf"{alone}(?:315|618|1111|1212|818|520|911|123|918|77|54)(?=\s?(?:{events}))", _digits),
        rule(rf"{alone}\+?(?:86[- ]?)?1[3-9]\d[- ]?\d{{4}}[- ]?\d{{4}}{end}", _telephone),
        rule(rf"{alone}[48]00[- ]?\d{{3}}[- ]?\d{{4}}{end}(?!\s?[元个人米])", _telephone),
        rule(rf"{alone}\(0\d{{2,3}}\)\s?\d{{3,4}}[- ]?\d{{4}}{end}", _telephone),
        rule(rf"{alone}0\d{{2,3}}[- ]\d{{3,4}}[- ]?\d{{4}}(?:-\d{{2,4}})?{end}", _telephone),
        rule(rf"{alone}(?:\d{{3}}|\d{{5}}){end}", _service),
        rule(rf"{alone}\d{{3,}}(?:-\d{{3,}})*{end}", _called),
        rule(rf"{alone}\d{{1,3}}(?:\.\d{{1,3}}){{3}}{end}", _address),
        rule(rf"{alone}\d{{2,}}{end}", _keyed),
        rule(rf"{alone}(?<=[GDCZTKYSL])\d{{1,4}}(?=\s?次)", _digits),
        rule(rf"{alone}(?<={_PLATE}[A-Z])[·•]?\d{{3,6}}", _digits),
        rule(rf"{alone}(?<={_PLATE}[A-Z][·•])\d{{3,6}}", _digits),
        rule(rf"{alone}(?<=[A-Za-z])\d{{3,}}{end}(?!\s?[元个人米万亿])", _digits),
        rule(rf"{alone}\d{{3,4}}(?=\s?(?:{followed}))", _digits),
        rule(rf"(?<=[A-Z]-)\d{{2,6}}(?:-\d{{2,6}})+{end}", _dashed),
        rule(rf"{alone}(?:(?<=单元)|(?<=号楼)|(?<=[栋幢座]))\d{{3,4}}{end}(?!\s?[户元个人米平㎡层套间万亿])", _digits),
        rule(rf"{alone}(?:211|985)(?=大学|院校|工程|高校|学校|名校|毕业|硕士|博士|本科)", _digits),
        rule(rf"{alone}(?:211|985){end}", _university),
        rule(rf"{alone}(?:720|1080|1440|2160|480)(?=[pP](?![A-Za-z]))", _digits),
        rule(rf"{alone}[0-9][05](?=后(?![来面天期续方半退]))", _digits),
        rule(rf"{alone}[1-9]\d(?=折)", _digits),
    )

"""How Mandarin reads what is written with digits and signs: numbers, years, dates, times, money, units, ranges."""

import re
from decimal import Decimal
from functools import cache

from datasay.language.speakable_chinese_codes import chinese_code_rules
from datasay.language.speakable_chinese_times import chinese_time_rules
from datasay.language.speakable_formulas import chinese_formula_rules
from datasay.language.speakable_marks import YEN
from datasay.language.speakable_measures import chinese_measure_rules
from datasay.language.speakable_numbers import chinese_digits, chinese_integer, chinese_number
from datasay.language.speakable_roman import ROMAN, roman_value
from datasay.language.speakable_rules import NO_LETTER, NUMBER, Rule, alternatives, bare, before, rule

UNITS = {
    "km²": "平方公里", "km2": "平方公里", "m²": "平方米", "m2": "平方米", "cm²": "平方厘米", "m³": "立方米",
    "m3": "立方米", "cm³": "立方厘米", "km/h": "公里每小时", "m/s": "米每秒", "km": "公里", "dm": "分米", "cm": "厘米",
    "mm": "毫米", "μm": "微米", "nm": "纳米", "m": "米", "kg": "公斤", "mg": "毫克", "μg": "微克", "g": "克",
    "t": "吨", "lb": "磅", "oz": "盎司", "ml": "毫升", "mL": "毫升", "L": "升", "TB": "太字节", "GB": "吉字节",
    "MB": "兆字节", "KB": "千字节", "kB": "千字节", "Mbps": "兆比特每秒", "Gbps": "吉比特每秒", "GHz": "吉赫",
    "MHz": "兆赫", "kHz": "千赫", "Hz": "赫兹", "kWh": "千瓦时", "kW": "千瓦", "MW": "兆瓦", "GW": "吉瓦", "W": "瓦",
    "kV": "千伏", "V": "伏", "mA": "毫安", "mAh": "毫安时", "kPa": "千帕", "Pa": "帕", "dB": "分贝", "ms": "毫秒",
    "kcal": "千卡", "h": "小时", "min": "分钟", "s": "秒", "ha": "公顷", "℃": "摄氏度", "°C": "摄氏度",
    "℉": "华氏度", "°F": "华氏度", "°": "度", "¢": "美分", "px": "像素", "bar": "巴", "fps": "帧每秒",
    "Ω": "欧姆", "kΩ": "千欧", "MΩ": "兆欧", "kN": "千牛", "kJ": "千焦",
    "MJ": "兆焦", "mol": "摩尔", "mmol": "毫摩尔", "mmHg": "毫米汞柱", "hPa": "百帕", "MPa": "兆帕", "μs": "微秒",
    "ns": "纳秒", "μL": "微升", "μl": "微升", "dL": "分升", "Wh": "瓦时", "mV": "毫伏", "ft": "英尺",
    "lm": "流明", "mSv": "毫希", "rpm": "转每分钟", "mm²": "平方毫米", "mm³": "立方毫米", "km³": "立方公里",
}  # fmt: skip
_CURRENCIES = {
    "¥": "元",
    "$": "美元",
    "US$": "美元",
    "HK$": "港元",
    "€": "欧元",
    "£": "英镑",
    "₹": "卢比",
    "₩": "韩元",
    "₽": "卢布",
    "฿": "泰铢",
    "₫": "越南盾",
    "NT$": "新台币",
    "A$": "澳元",
    "AU$": "澳元",
    "C$": "加元",
    "CA$": "加元",
    "NZ$": "新西兰元",
    "S$": "新加坡元",
    "SG$": "新加坡元",
    "R$": "雷亚尔",
    "JP¥": "日元",
    YEN: "日元",
    "CN¥": "元",
    "₿": "比特币",
    "₺": "里拉",
    "₴": "格里夫纳",
}
_CODES = {
    "CNY": "元",
    "RMB": "元",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "JPY": "日元",
    "HKD": "港元",
    "KRW": "韩元",
    "INR": "卢比",
    "RUB": "卢布",
    "AUD": "澳元",
    "CAD": "加元",
    "NZD": "新西兰元",
    "SGD": "新加坡元",
    "TWD": "新台币",
    "CHF": "瑞士法郎",
}
# Before these a lone 2 is 两 beyond doubt. 月, 号, 楼, 级, 班 and the like count an order and keep 二.
_MEASURES = (
    "个|只|条|张|本|位|名|次(?!元|函数|方|型|曲|项|多项|生|级|世)|天|年(?!级|代|度)|周(?!岁)|小时|分钟|秒|块|元|美元|万|千(?!米|克|瓦|赫|字)|亿|种|件|家|座|台|辆|"
    "部|篇|首|段|句|点(?!\\d)|倍|岁|人(?!世界|转|组)|杯|碗|瓶|双|对|组|套|份|步|口|夜(?!间)|晚(?!期|年|上|清)|宿|顿|束|股(?!市|票|东)|阵|拨|伙|样(?!本|品|板)|笔(?!试|记|名|者)|通(?=电话)|管(?!理|道|家)|幢|栋|剂|针(?!对|灸)|集(?!团|合|中|体|成|市|装|训)|遍(?!地|布)|趟|局(?!长|部|面|限|域|势)|星期|刻钟|钟头|角(?!色|度|落|膜|形)|毛钱|分钱|排(?=座|人|桌|树)|队(?=人)|侧|端(?!午|口|点)|边(?!境|际|缘)|岸|斤|公里|公斤|公顷|米|厘米|平方|立方|升(?!级|高|职|学|值|温)|吨|页|支|枝|"
    "棵|头|匹|根|片|颗|粒|层|间|扇|场|轮|节(?!气)|毫升|毫克|毫米|大(?=[一-鿿]{2})|国|季(?!度|报)|封|成(?!立)|位|下|处|所|盒|箱|袋|桌|堂|面(?!积)|户|吉|兆|代(?=人)|克|道|架|艘|幅|门|项|字节|里路|里地|尺|寸|亩|两(?=个|天)"
)
_THOUSANDS = {"k": 1_000, "K": 1_000, "M": 1_000_000, "m": 1_000_000, "B": 1_000_000_000, "bn": 1_000_000_000}
_LARGE = "万亿|亿|万|千万|百万|千"
_TWO = re.compile(rf"二(?={_MEASURES})")
_RANGE = r"\s*(?:-|–|—|~|至|到)\s*"
_RULERS = re.compile(
    "(?:拿破仑|亨利|路易|查理|查尔斯|伊丽莎白|乔治|约翰|保罗|菲利普|威廉|爱德华|理查|亚历山大|尼古拉|腓特烈|玛丽)$"
)
_SIGNS = {"+": "加", "−": "减", "×": "乘以", "÷": "除以", "=": "等于", "<": "小于", ">": "大于", "≈": "约等于",
          "≤": "小于等于", "≥": "大于等于", "±": "正负", "&": "和", "№": "第", "%": "百分号"}  # fmt: skip


def two_as_liang(spoken: str, following: str, before: str = "") -> str:
    """二 becomes 两 when it alone counts what follows, and before 千, 万 and 亿 at the head of a number."""
    if spoken == "二" and before[-1:] not in ("第", "初", "十", "周", "星", "期") and _TWO.match("二" + following):
        return "两"
    if re.match(r"二[千万亿]", spoken) and before[-1:] != "第":
        return "两" + spoken[1:]
    return spoken


def _count(match: re.Match[str], written: str, following: str) -> str:
    return two_as_liang(chinese_number(bare(written)), following, match.string[: match.start()])


def _date(match: re.Match[str]) -> str | None:
    year, month, day = match["year"], int(match["month"]), match["day"]
    if not 1 <= month <= 12 or (day and not 1 <= int(day) <= 31):
        return None
    spoken = f"{chinese_digits(year)}年{chinese_integer(month)}月" if year else f"{chinese_integer(month)}月"
    return spoken + (f"{chinese_integer(int(day))}{match.groupdict().get('mark') or '日'}" if day else "")


def _year(match: re.Match[str]) -> str:
    years = re.findall(r"\d+", match["years"])
    return "到".join(chinese_digits(year) for year in years) + ("年" if match.group().endswith("年") else "")


def _percent(match: re.Match[str]) -> str:
    base = "千分之" if match["sign"] == "‰" else "百分之"
    minus = "负" if match["minus"] else ""
    spoken = minus + base + chinese_number(bare(match["low"]))
    return f"{spoken}到{base}{chinese_number(bare(match['high']))}" if match["high"] else spoken


def _money(match: re.Match[str]) -> str:
    large, currency = match["large"] or "", _CURRENCIES[match["currency"]]
    if large in _THOUSANDS:  # $3.5M
        amount = (Decimal(bare(match["amount"])) * _THOUSANDS[large]).normalize()
        return _count(match, f"{amount:f}", currency) + currency
    return _count(match, match["amount"], large or currency) + large + currency


def _coded_money(match: re.Match[str]) -> str:
    large = match["large"] or ""
    return _count(match, match["amount"], large or _CODES[match["code"]]) + large + _CODES[match["code"]]


def _behind_money(match: re.Match[str]) -> str | None:
    """20€, and a comma before the cents, as most of Europe writes."""
    if match.start("currency") < match.start("whole") and not (match["minus"] or match["cents"]):
        return None
    currency = _CURRENCIES[match["currency"]]
    amount = f"{match['whole']}.{match['cents']}" if match["cents"] else match["whole"]
    return ("负" if match["minus"] else "") + _count(match, bare(amount), currency) + currency


def _negative(_match: re.Match[str]) -> str:
    return "负"


def _unit(match: re.Match[str]) -> str:
    name = UNITS[match["unit"]]
    minus = ""
    if match["minus"]:
        minus = "零下" if name.endswith("氏度") else "负"
    low = _count(match, match["low"], name)
    if match["high"]:
        return f"{minus}{low}到{_count(match, match['high'], name)}{name}"
    return minus + low + name


def _per(match: re.Match[str]) -> str:
    name = UNITS[match["unit"]]
    return f"{_count(match, match['low'], name)}{name}每{match['per']}"


def _fraction(match: re.Match[str]) -> str | None:
    above, below = int(match["above"]), int(match["below"])
    if below in (0, above) or (above > below and (above > 99 or below == 1 or below > 20)):
        return None  # 10/10 and 130/85 are no parts of a whole
    return f"{chinese_integer(below)}分之{chinese_integer(above)}"


def _range(match: re.Match[str]) -> str | None:
    following = match.string[match.end() :]
    low, high = match["low"], match["high"]
    if (len(low) > 2 and low.startswith("0")) or (len(high) > 1 and high.startswith("0")):
        return None
    score = re.fullmatch(r"\d{1,2}-\d{1,2}", match.group()) and int(low) > int(high)
    if score and not re.match(r"\s?[一-鿿A-Za-z%°]", following):
        return f"{chinese_integer(int(low))}比{chinese_integer(int(high))}"
    return f"{_count(match, low, following)}到{_count(match, high, following)}"


def _dotted(match: re.Match[str]) -> str:
    return "点".join(chinese_number(part) for part in match.group().lstrip("vV").split("."))


def _number(match: re.Match[str]) -> str | None:
    written = bare(match["number"])
    before = match.string[: match.start()]
    if match["minus"] and re.search(r"[\w)]$", before):
        return None  # a hyphen between words, as in GPT-4
    following = match.string[match.end() :]
    if "." not in written and (
        (len(written) > 10 and "," not in match["number"] and not written.endswith("000000"))
        or (len(written) > 1 and written.startswith("0"))
    ):
        return chinese_digits(written)
    return ("负" if match["minus"] else "") + two_as_liang(chinese_number(written), following.lstrip(), before)


def _power(match: re.Match[str]) -> str:
    minus = "负" if match["minus"] else ""
    return f"{chinese_number(bare(match['base']))}的{minus}{chinese_integer(int(match['power']))}次方"


def _mixed(match: re.Match[str]) -> str | None:
    whole, above, below = int(match["whole"]), int(match["above"]), int(match["below"])
    if not 0 < above < below:
        return None
    return f"{chinese_integer(whole)}又{chinese_integer(below)}分之{chinese_integer(above)}"


def _prices(match: re.Match[str]) -> str:
    name = _CURRENCIES[match["currency"]]
    return f"{_count(match, match['low'], '')}到{_count(match, match['high'], name)}{name}"


def _units(match: re.Match[str]) -> str:
    low, high = UNITS[match["first"]], UNITS[match["unit"]]
    minus = "零下" if high.endswith("氏度") else "负"
    return (
        f"{minus if match['minus'] else ''}{_count(match, match['low'], low)}{low}到"
        f"{minus if match['minus2'] else ''}{_count(match, match['high'], high)}{high}"
    )


def _minus(match: re.Match[str]) -> str:
    return f"{chinese_integer(int(match['a']))}减{chinese_integer(int(match['b']))}"


def _times(_match: re.Match[str]) -> str:
    return "乘"


def _to(_match: re.Match[str]) -> str:
    return "到"


def _roman(match: re.Match[str]) -> str:
    return chinese_integer(roman_value(match.group())) + ("世" if _RULERS.search(before(match)) else "")


def _sign(match: re.Match[str]) -> str:
    return _SIGNS[match.group()]


def _each(_match: re.Match[str]) -> str:
    return "每"


def _ordinal(_match: re.Match[str]) -> str:
    return "第"


def _about(_match: re.Match[str]) -> str:
    return "约"


@cache
def chinese_rules() -> tuple[Rule, ...]:
    """The rules, most telling first."""
    alone = r"(?<![\d.])"
    end = r"(?![\d])"
    units = alternatives(UNITS)
    quantity = rf"(?P<low>{NUMBER})(?:{_RANGE}(?P<high>{NUMBER}))?"
    amount = rf"(?P<currency>{alternatives(_CURRENCIES)})\s*"
    return (
        *chinese_code_rules(),
        *chinese_formula_rules(),
        *chinese_measure_rules(UNITS),
        rule(
            rf"{alone}(?P<year>\d{{4}})\s*(?P<s>[-/.])(?P<month>\d{{1,2}})(?P=s)(?P<day>\d{{1,2}})日?{end}(?!T\d)",
            _date,
        ),
        *chinese_time_rules(),
        rule(rf"{alone}(?P<base>{NUMBER})\s?\^\s?(?P<minus>[-−])?(?P<power>\d+){end}", _power),
        rule(rf"{alone}(?P<whole>\d+)\s(?P<above>\d{{1,2}})/(?P<below>\d{{1,3}}){end}(?!/)", _mixed),
        rule(rf"(?<![A-Za-z0-9)])[-−](?=(?:{alternatives(_CURRENCIES)})\s?\d)", _negative),
        rule(
            rf"{amount}(?P<minus>[-−])?(?P<whole>{NUMBER})(?:,(?P<cents>\d\d))?(?![\d.,]*\d)(?!\s?[-–~/])",
            _behind_money,
        ),
        rule(
            rf"{alone}(?P<minus>(?<![A-Za-z0-9)])[-−])?(?P<whole>{NUMBER}|\d+)(?:,(?P<cents>\d\d))?\s?"
            r"(?P<currency>[€£₽₩₹฿₫₺₴])(?!\s?\d)",
            _behind_money,
        ),
        rule(rf"{amount}(?P<low>{NUMBER}){_RANGE}(?:(?P=currency)\s*)?(?P<high>{NUMBER})(?:美元|元)?", _prices),
        rule(
            rf"{alone}(?<![A-Za-z])(?P<minus>-)?(?P<low>{NUMBER})\s?(?P<first>{units}){_RANGE}(?P<minus2>-)?"
            rf"(?P<high>{NUMBER})\s?(?P<unit>{units}){NO_LETTER}",
            _units,
        ),
        rule(rf"{alone}(?P<a>\d+)\s?-\s?(?P<b>\d+)(?=\s?=)", _minus),
        rule(r"(?<=\d)\s?[*xX]\s?(?=\d)", _times),
        rule(r"(?<=[\d日月年号点分元万亿%℃°])\s?[-–—~]\s?(?=[$¥€£]?\d)", _to),
        rule(rf"(?<=第){ROMAN}{NO_LETTER}", _roman),
        rule(rf"(?<=[一-鿿])(?=[IVXL]{{2}}){ROMAN}(?![A-Za-z\d])", _roman),
        rule(rf"{alone}(?:(?P<year>\d{{4}})年)?(?P<month>\d{{1,2}})月(?:(?P<day>\d{{1,2}})(?P<mark>[日号]))?", _date),
        rule(rf"{alone}(?P<years>[12]\d{{3}}(?:年?{_RANGE}[12]\d{{3}})?|0\d)年(?!级|代)", _year),
        rule(rf"{alone}(?P<years>[12]\d{{3}}{_RANGE}[12]\d{{3}}){end}(?![元个人米])", _year),
        rule(rf"(?P<minus>-)?(?P<low>{NUMBER})(?:[%‰]?{_RANGE}(?P<high>{NUMBER}))?\s*(?P<sign>[%‰])", _percent),
        rule(
            rf"(?P<currency>{alternatives(_CURRENCIES)})\s*(?P<amount>{NUMBER})(?![\d.,]*/\d)\s*(?P<large>{_LARGE}|(?:bn|[kKmMB]){NO_LETTER})?"
            r"(?:美元|元)?",
            _money,
        ),
        rule(
            rf"{alone}(?P<amount>{NUMBER})\s?(?P<large>{_LARGE})?\s?(?P<code>{alternatives(_CODES)}){NO_LETTER}",
            _coded_money,
        ),
        rule(rf"(?P<code>{alternatives(_CODES)})\s*(?P<amount>{NUMBER})\s?(?P<large>{_LARGE})?", _coded_money),
        rule(rf"{alone}(?<![A-Za-z])(?P<minus>-)?{quantity}\s?(?P<unit>{units})/(?P<per>[一-鿿])", _per),
        rule(rf"{alone}(?<![A-Za-z])(?P<minus>-)?{quantity}\s?(?P<unit>{units}){NO_LETTER}(?!\d)", _unit),
        rule(rf"[vV]?{alone}\d+(?:\.\d+){{2,}}{end}", _dotted),
        rule(rf"{alone}(?P<above>\d{{1,3}})/(?P<below>\d{{1,3}}){end}(?!/)", _fraction),
        rule(rf"{alone}(?<![A-Za-z]-)(?<![A-Za-z])(?P<low>{NUMBER}){_RANGE}(?P<high>{NUMBER}){end}(?!-)", _range),
        rule(r"(?:(?<=[是为约达至于])[-−]|(?<=[一-鿿])−)(?=\.?\d)", _negative),  # 歼-20 and 长征-5 are names
        rule(rf"(?P<minus>-)?(?P<number>{NUMBER})", _number),
        rule(r"/(?=小时|秒|分钟?|天|年|月|周|人|次|平方|公斤|千克|吨|升|个|元|台|只|份|股)", _each),
        rule(r"(?<![A-Za-z])N[oO]\.\s?(?=\d)", _ordinal),
        rule(r"(?<![\w%℃°])~\s?(?=[$€£¥]?\d)", _about),
        rule("|".join(re.escape(sign) for sign in _SIGNS), _sign),
    )

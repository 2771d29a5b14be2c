"""How Mandarin reads figures parted by colons, dashes and slashes: of the clock, lengths of time, ratios, seasons."""

import re
from math import gcd

from datasay.language.speakable_numbers import chinese_digits, chinese_integer, chinese_number
from datasay.language.speakable_rules import GRADES, Rule, before, rule

_LASTS = re.compile(r"(?:时长|用时|耗时|历时|全程|成绩|长度?|片长|计时|记录|纪录|时间)(?:约|为|是|达|共|[:：])?\s?$")
_LASTED = re.compile(r"\s?(?:完赛|完成|跑完|冲线|的(?:时长|成绩|视频|录音))")
_RATIO = re.compile(r"(?:比例尺?|配比|比率|比分|按|比|以|之比|缩放|概率|杠杆)(?:约|为|是|[:：])?\s?$")
_SCORES = (
    r"(?:的(?:屏幕|比例|比分|画面|画幅|视频|比率|优势)|获胜|战胜|击败|落后|领先"
    r"|兑|稀释|大胜|险胜|告负|拿下|取胜|战平|逆转|横扫|轻取|开(?![始门业幕播放会张工学场]))"
)
_SCORED = re.compile(rf"\s?{_SCORES}")
_LONG_AGO = re.compile(
    r"(?:约|大约|距今|长达|历经|近|逾|超过|已有|相隔|有着?|过了|前后|整整|持续|达|经过|存在)(?:了|约|近)?\s?$"
)
_AGO = re.compile(r"(?:之?前(?!后)|后|来|间|的?历史|之久|以前|不衰|左右|时间)")

# What is made or happens in a year, so that 有2000年建成的楼 is about the year and no age.
_IN_A_YEAR = re.compile(
    r"的?(?:建|修|造|落成|竣工|通车|开业|开园|开馆|开通|出厂|出生|出版|出品|成立|创立|创办|创建|发布|发行|上映|上市|首|入学"
    r"|入职|毕业|投产|生产|制造|拍|退休|获|移民|加入|签|颁|下水|服役|播出)"
)
_CLOCK_BEFORE = re.compile(
    r"(?:[上下中正]午|早上?|清晨|凌晨|晚上?|今晚|半夜|深夜|傍晚|[今明昨后]天|[日号晚]|周[一二三四五六日末]|星期.|在|于|到|从|至|每天"
    r"|[-—~–～]|时间[:：]?|约好?|[:：])\s?$"
)
_CLOCK_BEHIND = re.compile(
    r"\s?(?:开始|出发|结束|左右|前|后|起|准时|发车|到|抵达|起飞|降落|集合|见面|分|整|的(?:车|火车|航班|飞机|高铁|班次|闹钟|会)|开|进"
    r"|上[班课]|下[班课]|起床|睡觉|吃|出门|关门|入睡|醒|[-—~–～])"
)

_AMOUNTS = re.compile(r"(?:[于为是约达到至率价值分升降涨跌减增¥$€£=≈<>近超过共长高宽重]|[:：])\s?$")
_AMOUNTED = re.compile(r"\s?(?:[%‰℃°元块米万亿个倍公千吨分秒克升度岁折美斤寸]|[A-Za-z])")
_PART_OF = re.compile(r"\s?(?:倍|的(?:平方|立方|倒数|[一-龥]{0,3}面积|体积|长度)|[=≈<>+×÷*]|[xyzabnπ√](?![A-Za-z]))")
_PART = re.compile(
    r"(?:分数|(?<![年月天日])的|[乘除]以|等于|约为|[大小]于|[=≈<>+×÷*−]|系数|斜率|比值|的值|概率)[是为]?\s?$"
)
_HALF_SAID = re.compile(r"(?:[上下中正]午|早上?|清晨|凌晨|晚上?|半夜|深夜|傍晚)\s?$")
_LARGE = ("万", "亿")


def _two(number: int) -> str:
    return "两" if number == 2 else chinese_integer(number)


def spoken_clock(hour: int, minute: int, second: int | None) -> str:
    """A time of day: 8:05 is 八点零五分; a full hour is 整."""
    spoken = _two(hour) + "点"
    if minute:
        spoken += ("零" if minute < 10 else "") + chinese_integer(minute) + "分"
    elif second:
        spoken += "零分"
    return spoken + (f"{chinese_integer(second)}秒" if second else "整" if not minute and 0 < hour < 24 else "")


def _clock(match: re.Match[str]) -> str | None:
    hour, minute, second = int(match["hour"]), int(match["minute"]), match["second"]
    following = match.string[match.end() :]
    if _LASTS.search(before(match)) or _LASTED.match(following):
        return _lasting(hour, minute, second, match["part"])
    if match["part"]:
        if not second or (said := _of_the_clock(hour, minute, second, following)) is None or not said.endswith("秒"):
            return None
        return f"{said[:-1]}点{chinese_digits(match['part'])}秒"
    if not (_CLOCK_BEFORE.search(before(match)) or _CLOCK_BEHIND.match(following)) and len(match["hour"]) == 1:
        if second:
            return _lasting(hour, minute, second, None)  # 2:05:30
        if hour == 1 and minute % 5:
            return _against(hour, minute)  # 1:16; nobody meets at sixteen past one without saying so
    compared = not second and (_RATIO.search(before(match)) or _SCORED.match(following) or following[:1] in _LARGE)
    return _against(hour, minute) if compared else _of_the_clock(hour, minute, second, following)


def _against(first: int, second: int) -> str:
    return f"{chinese_integer(first)}比{chinese_integer(second)}"


def _of_the_clock(hour: int, minute: int, second: str | None, following: str) -> str | None:
    if hour > 24 or minute > 59 or (second and int(second) > 59):
        return None
    spoken = spoken_clock(hour, minute, int(second) if second else None)
    return spoken.removesuffix("整") if following.startswith("整") else spoken


def _lasting(first: int, minute: int, second: str | None, part: str | None) -> str:
    if second:
        return f"{_two(first)}小时{chinese_integer(minute)}分{chinese_integer(int(second))}秒"
    spoken = f"{_two(first) if first else ''}{'分' if first else ''}{chinese_integer(minute)}秒"
    return spoken.replace("秒", f"点{chinese_digits(part)}秒") if part else spoken


def _half_of_day(match: re.Match[str]) -> str | None:
    """8:00AM and 5pm, as menus and tickets have them."""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        return None
    half = ("中午" if hour == 12 else "下午" if hour < 6 else "晚上") if match["half"] in "pP" else "上午"
    if hour == 12 and half == "上午":
        half = "凌晨"
    said = spoken_clock(hour, minute, None).removesuffix("整")
    return said if _HALF_SAID.search(before(match)) else half + said


def _minus_grade(_match: re.Match[str]) -> str:
    return "减"


def _clocks(match: re.Match[str]) -> str | None:
    times = [(int(match["h1"]), int(match["m1"])), (int(match["h2"]), int(match["m2"]))]
    if any(hour > 24 or minute > 59 for hour, minute in times):
        return None
    return "到".join(spoken_clock(hour, minute, None).removesuffix("整") for hour, minute in times)


def _ratio(match: re.Match[str]) -> str:
    return "比".join(chinese_number(part) for part in re.split(r"\s*[:：]\s*", match.group()))


def _score(match: re.Match[str]) -> str:
    return "比".join(chinese_number(part) for part in match.group().split("-"))


def _arc(match: re.Match[str]) -> str:
    tall = re.search(r"(?:身高|高|英尺|长)(?:约|为|是)?\s?$", before(match))
    units = ("英尺", "英寸") if tall else ("分", "秒")
    return _two(int(match["a"])) + units[0] + chinese_integer(int(match["b"])) + units[1]


def _season(match: re.Match[str]) -> str:
    return f"{chinese_digits(match['low'])}到{chinese_digits(match['high'])}"


def _instant(match: re.Match[str]) -> str | None:
    """2024-03-05T14:30:00Z, as machines write it."""
    month, day, hour, minute = (int(match[name]) for name in ("month", "day", "hour", "minute"))
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour <= 24 and minute <= 59):
        return None
    second = int(match["second"]) if match["second"] else None
    date = f"{chinese_digits(match['year'])}年{chinese_integer(month)}月{chinese_integer(day)}日"
    return date + spoken_clock(hour, minute, second) + ("世界时" if match["zone"] else "")


def _short_date(match: re.Match[str]) -> str | None:
    month, day = int(match["month"]), int(match["day"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return f"{chinese_digits(match['year'])}年{chinese_integer(month)}月{chinese_integer(day)}日"


def _quarter(match: re.Match[str]) -> str:
    return f"{chinese_digits(match['year'])}年第{chinese_integer(int(match['quarter']))}季度"


def _old_year(match: re.Match[str]) -> str:
    return f"{chinese_integer(int(match['years']))}年"


def _copyright(match: re.Match[str]) -> str:
    return chinese_digits(match["year"])


def _section(match: re.Match[str]) -> str:
    return f"第{'点'.join(chinese_number(part) for part in match['number'].split('.'))}节"


def _all_week(_match: re.Match[str]) -> str:
    return "二十四小时七天"


def _every_hour(_match: re.Match[str]) -> str:
    return "七乘二十四"


def _singles(match: re.Match[str]) -> str | None:
    """The feast of 11 November, unless 11.11 is an amount."""
    if _AMOUNTS.search(before(match)) or _AMOUNTED.match(match.string[match.end() :]):
        return None
    return "".join(chinese_integer(int(part)) for part in match.group().split("."))


def _months(match: re.Match[str]) -> str | None:
    low, high = int(match["low"]), int(match["high"])
    if not (1 <= low <= 12 and 1 <= high <= 12):
        return None
    return f"{chinese_integer(low)}{'' if high == low + 1 < 11 else '，'}{chinese_integer(high)}"


def _month_day(match: re.Match[str]) -> str | None:
    month, day = int(match["month"]), int(match["day"])
    return f"{chinese_integer(month)}月{chinese_integer(day)}日" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _later_month(match: re.Match[str]) -> str | None:
    """10/1 is no part of a whole, and nobody leaves a fraction like 6/18 as it is."""
    month, day = int(match["month"]), int(match["day"])
    if month > day and (_PART_OF.match(match.string[match.end() :]) or _PART.search(before(match))):
        return None  # 3/2倍, x等于7/3
    late = day > 12 and gcd(month, day) > 1 and not match.string.startswith("的", match.end())
    return _month_day(match) if month >= day or late else None


def _beat(match: re.Match[str]) -> str:
    return chinese_integer(int(match["above"])) + chinese_integer(int(match["below"]))


def _ancient_year(match: re.Match[str]) -> str:
    return f"{chinese_digits(match['years'])}年"


def _year_month(match: re.Match[str]) -> str:
    return f"{chinese_digits(match['year'])}年{chinese_integer(int(match['month']))}月"


def _decade(match: re.Match[str]) -> str:
    year = match["years"]
    if len(year) == 4:
        return chinese_digits(year) + "年代"
    return ("零零" if year == "00" else chinese_integer(int(year))) + "年代"


def _for_years(match: re.Match[str]) -> str | None:
    years, following = match["years"], match.string[match.end() :]
    if _IN_A_YEAR.match(following):
        return None
    long_ago = years.endswith("0") and _LONG_AGO.search(before(match))
    if not (long_ago or (years.endswith("00") and _AGO.match(following)) or re.match("的?历史|之久", following)):
        return None
    spoken = chinese_integer(int(years))
    return ("两" + spoken[1:] if spoken.startswith("二千") else spoken) + "年"


def chinese_time_rules() -> tuple[Rule, ...]:
    """The rules, most telling first."""
    alone, end, dash = r"(?<![\d.])", r"(?!\d)", r"\s*(?:-|–|—|~|至|到)\s*"
    time = r"(?P<h{0}>\d{{1,2}})[:：](?P<m{0}>\d{{2}})"
    day = r"(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    return (
        rule(
            rf"{alone}(?P<year>\d{{4}})-{day}T(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d+)?)?(?P<zone>Z)?(?![A-Za-z\d])",
            _instant,
        ),
        rule(rf"{alone}(?<!/)(?P<year>[0-4]\d)/(?P<month>0[1-9]|1[0-2])/(?P<day>[0-3]\d){end}(?!/)", _short_date),
        rule(rf"{alone}(?P<year>20\d\d)年?\s?Q(?P<quarter>[1-4])(?![A-Za-z\d])", _quarter),
        rule(r"(?:(?<=公元)|(?<=公元前)|(?<=西元))(?P<years>\d{1,2})年", _old_year),
        rule(r"©\s?(?P<year>(?:19|20)\d\d)(?!\d)", _copyright),
        rule(r"§\s?(?P<number>\d+(?:\.\d+)*)", _section),
        rule(rf"{alone}24/7{end}(?!/)", _all_week),
        rule(rf"{alone}7/24(?=\s?(?:小时|服务|在线|全天))", _every_hour),
        rule(rf"{alone}(?:11\.11|12\.12){end}(?!\.)", _singles),
        rule(
            rf"{alone}(?P<hour>\d{{1,2}})(?:[:：](?P<minute>\d{{2}}))?\s?(?P<half>[aApP])\.?[mM](?![A-Za-z])\.?",
            _half_of_day,
        ),
        rule(rf"{alone}{time.format(1)}{dash}{time.format(2)}{end}(?![:：])", _clocks),
        rule(
            rf"{alone}(?P<hour>\d{{1,2}})[:：](?P<minute>\d{{2}})(?:[:：](?P<second>\d{{2}}))?(?:\.(?P<part>\d{{1,3}}))?{end}",
            _clock,
        ),
        rule(rf"{alone}\d{{1,2}}-\d{{1,2}}{end}(?=\s?{_SCORES})", _score),
        *(rule(rf"(?<=(?<![A-Za-z0-9]){grade})[-−](?![\w-]|\s?\d)", _minus_grade) for grade in GRADES),
        rule(rf"{alone}\d+(?:\.\d+)?(?:\s*[:：]\s*\d+(?:\.\d+)?)+{end}", _ratio),
        rule(rf"{alone}(?P<a>\d{{1,3}})['′]\s?(?P<b>\d{{1,2}})(?:\"|″|''|′′)", _arc),
        rule(
            rf"{alone}(?P<low>(?:19|20)\d\d)\s?[-–—/]\s?(?P<high>\d\d|20\d\d)(?=\s?(?:赛季|学年|财年|年度|跨年))",
            _season,
        ),
        rule(rf"{alone}(?P<low>\d{{1,2}})/(?P<high>\d{{1,2}})(?=月)", _months),
        rule(
            rf"{alone}(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?=放假|假期|开[业抢始幕赛学播]|上[线市映]|当天|出发|截止"
            r"|[之以]?[前后]|起|发[布售]|完成|晚[上间]?|早上|下午|凌晨)",
            _month_day,
        ),
        rule(rf"{alone}(?P<above>\d{{1,2}})/(?P<below>[248]|16)(?=拍)", _beat),
        rule(rf"{alone}(?<!/)(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}}){end}(?!/)", _later_month),
        rule(r"(?<=公元)(?P<years>\d{3})年", _ancient_year),
        rule(r"['’‘](?P<years>\d\d)年(?![级代])", _ancient_year),
        rule(rf"{alone}(?:(?<=生于)|(?<=毕业于)|(?<=始于)|(?<=建于))(?P<years>[0-9]\d)年(?![级代前后])", _ancient_year),
        rule(rf"{alone}(?P<years>[05-9]\d)年(?=(?:出)?生(?:的|人|，|。|$)|出生|毕业|入学)", _ancient_year),
        rule(rf"{alone}(?P<year>(?:19|20)\d\d)[-/](?P<month>0[1-9]|1[0-2]){end}(?![-/年月])", _year_month),
        rule(rf"{alone}(?P<years>[12]\d{{2}}0)['’]?s(?![A-Za-z])", _decade),
        rule(rf"{alone}(?P<years>[1-9]0)['’]?s(?=\s?(?:风|的?音乐|的?歌|复古|老歌|的?时尚))", _decade),
        rule(rf"{alone}(?P<years>[12]\d{{2}}0|\d0)年代", _decade),
        rule(rf"{alone}(?P<years>[1-9]\d{{3}})年(?![级代])", _for_years),
    )

"""Numbers as people say them, in Mandarin and in English."""

_DIGITS = "零一二三四五六七八九"
_SMALL_UNITS = ("", "十", "百", "千")
_LARGE_UNITS = ("", "万", "亿", "万亿", "亿亿")
CHINESE_LIMIT = 10**16  # larger numbers are read digit by digit
ENGLISH_LIMIT = 10**15

_ONES = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ("", "thousand", "million", "billion", "trillion")
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip


def chinese_digits(digits: str, *, telephone: bool = False) -> str:
    """Digit by digit; on the telephone 1 is 幺."""
    spoken = "".join(_DIGITS[int(digit)] for digit in digits)
    return spoken.replace("一", "幺") if telephone else spoken


def chinese_integer(number: int) -> str:
    """0 ≤ number < CHINESE_LIMIT: 10 is 十, 110 一百一十, 10010 一万零一十."""
    if number == 0:
        return "零"
    spoken = ""
    groups: list[int] = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    gap = False
    for place in reversed(range(len(groups))):
        group = groups[place]
        if group == 0:
            gap = bool(spoken)
            continue
        if spoken and (gap or group < 1000):
            spoken += "零"
        spoken += _chinese_group(group) + _LARGE_UNITS[place]
        gap = False
    spoken = spoken.replace("万亿", "万") if _has_hundred_millions(groups) else spoken
    return spoken[1:] if spoken.startswith("一十") else spoken


def _has_hundred_millions(groups: list[int]) -> bool:
    """3 0001 0000 0000: 三万零一亿, one 亿 for both groups; 3 0000 0000 0000 alone is 三万亿."""
    return len(groups) > 3 and groups[2] > 0


def _chinese_group(group: int) -> str:
    spoken = ""
    zero = False
    for place in (3, 2, 1, 0):
        digit = group // 10**place % 10
        if digit:
            spoken += ("零" if zero and spoken else "") + _DIGITS[digit] + _SMALL_UNITS[place]
            zero = False
        else:
            zero = True
    return spoken


def chinese_number(written: str) -> str:
    """Digits with an optional decimal part, thousands separators taken out: "3.10" is 三点一零."""
    whole, _, decimals = written.partition(".")
    whole = whole or "0"
    if (len(whole) > 1 and whole.startswith("0")) or int(whole) >= CHINESE_LIMIT:
        spoken = chinese_digits(whole)
    else:
        spoken = chinese_integer(int(whole))
    return f"{spoken}点{chinese_digits(decimals)}" if decimals else spoken


def english_integer(number: int) -> str:
    """0 ≤ number < ENGLISH_LIMIT: 342 is "three hundred forty-two"."""
    if number < 20:
        return _ONES[number]
    if number < 100:
        tens, ones = divmod(number, 10)
        return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return f"{_ONES[hundreds]} hundred" + (f" {english_integer(rest)}" if rest else "")
    parts: list[str] = []
    scale = 0
    while number:
        number, group = divmod(number, 1000)
        if group:
            parts.append(f"{english_integer(group)} {_SCALES[scale]}".strip())
        scale += 1
    return " ".join(reversed(parts))


def english_digits(digits: str) -> str:
    """Digit by digit."""
    return " ".join(_ONES[int(digit)] for digit in digits)


def english_number(written: str) -> str:
    """Digits with an optional decimal part, thousands separators taken out: "3.10" is "three point one zero"."""
    whole, _, decimals = written.partition(".")
    whole = whole or "0"
    if (len(whole) > 1 and whole.startswith("0")) or int(whole) >= ENGLISH_LIMIT:
        spoken = english_digits(whole)
    else:
        spoken = english_integer(int(whole))
    return f"{spoken} point {english_digits(decimals)}" if decimals else spoken


def english_ordinal(number: int) -> str:
    """21 is "twenty-first"."""
    spoken = english_integer(number)
    cut = max(spoken.rfind(" "), spoken.rfind("-")) + 1
    head, last = spoken[:cut], spoken[cut:]
    if last in _ORDINALS:
        return head + _ORDINALS[last]
    return f"{head}{last[:-1]}ieth" if last.endswith("y") else f"{head}{last}th"


def english_year(year: int) -> str:
    """1863 is "eighteen sixty-three", 1905 "nineteen oh five", 2007 "two thousand seven", 2024 "twenty twenty-four"."""
    century, rest = divmod(year, 100)
    if 2000 <= year < 2010 or year % 1000 == 0 or not 1000 <= year <= 9999:
        return english_integer(year)
    if rest == 0:
        return f"{english_integer(century)} hundred"
    return f"{english_integer(century)} {'oh ' if rest < 10 else ''}{english_integer(rest)}"

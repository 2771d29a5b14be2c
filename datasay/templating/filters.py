"""The filters of writers: short ones for words and lists, and those that read a text (reading.py).

An empty variable goes through all of them and stays empty.
"""

from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import Undefined

from datasay.templating import reading
from datasay.wording.told import Told

Value = Any  # text, numbers, lists of them
Filter = Callable[..., Value]


def text_of(value: Value) -> str:
    """The value as text; a list line by line."""
    if value is None or isinstance(value, Undefined):
        return ""
    if isinstance(value, list | tuple):
        return "\n".join(text_of(one) for one in value)
    return str(value)


def _list_of(value: Value) -> list[Value]:
    if value is None or isinstance(value, Undefined):
        return []
    if isinstance(value, str):
        return [line.strip() for line in value.splitlines() if line.strip()]
    return list(value)


def _number(value: Value) -> float | int:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError(Told("it takes a number", "它只接受数字"))
    number = float(value)
    return int(number) if number.is_integer() else number


def _whole(value: Value) -> int:
    number = float(_number(value))
    if abs(number) > 10**15:
        raise ValueError(Told("the number is too large", "数字太大"))
    return int(number)


def _default(value: Value, instead: Value = "", _even_if_false: bool = False) -> Value:
    return instead if value is None or isinstance(value, Undefined) or value in ("", []) else value


def _join(value: Value, between: str = "") -> str:
    return str(between).join(text_of(one) for one in _list_of(value) if text_of(one))


def _sorted(value: Value, reverse: bool = False) -> list[Value]:
    values = _list_of(value)
    numbers = all(isinstance(one, int | float) for one in values)
    return sorted(values, key=None if numbers else text_of, reverse=bool(reverse))


def _unique(value: Value) -> list[Value]:
    return list(dict.fromkeys(_list_of(value)))


def _length(value: Value) -> int:
    return len(text_of(value)) if not isinstance(value, list | tuple | dict) else len(value)


def _first(value: Value) -> Value:
    values = value if isinstance(value, str | list | tuple) else []
    return values[0] if values else ""


def _last(value: Value) -> Value:
    values = value if isinstance(value, str | list | tuple) else []
    return values[-1] if values else ""


def _reversed(value: Value) -> Value:
    return value[::-1] if isinstance(value, str) else _list_of(value)[::-1]


def _round(value: Value, digits: int = 0) -> float | int:
    if not 0 <= int(digits) <= 10:
        raise ValueError(Told("it rounds to 0 to 10 digits", "只能保留 0 到 10 位小数"))
    return _number(round(float(_number(value)), int(digits)))


def _truncate(value: Value, length: int = 100, end: str = "…") -> str:
    """At most `length` characters, `end` included; an English word is not cut in two."""
    text = text_of(value)
    if len(text) <= int(length):
        return text
    room = max(int(length) - len(end), 0)
    cut = text[:room]
    if text[room : room + 1].isascii() and text[room : room + 1].isalnum() and cut[-1:].isascii():
        words = cut.rsplit(None, 1)
        cut = words[0] if len(words) > 1 else cut
    return cut.rstrip("，,、；;：: \n") + end


def _replace(value: Value, old: str, new: str) -> str:
    if not str(old):
        raise ValueError(Told("it needs something to look for", "要写明查找什么"))
    text = text_of(value)
    if len(text) + text.count(str(old)) * max(len(str(new)) - len(str(old)), 0) > 10**7:
        raise ValueError(Told("the result is too long", "结果太长"))
    return text.replace(str(old), str(new))


def _sum(value: Value) -> float | int:
    return _number(sum(float(_number(one)) for one in _list_of(value)))


def _smallest(value: Value) -> Value:
    return min(_list_of(value), default="")


def _largest(value: Value) -> Value:
    return max(_list_of(value), default="")


def _of_text(function: Callable[..., Value]) -> Filter:
    def filtered(value: Value, *options: Value, **named: Value) -> Value:
        text = text_of(value)
        return function(text, *options, **named) if text.strip() else function.__annotations__["return"]()

    return filtered


def _no_time(text: str, rate: float = 1.0) -> float:
    return reading.duration(text, rate) if text.strip() else 0.0


FILTERS: Mapping[str, Filter] = {
    "abs": lambda value: abs(_number(value)),
    "capitalize": lambda value: text_of(value)[:1].upper() + text_of(value)[1:],
    "count": _length,
    "default": _default,
    "duration": lambda value, rate=1.0: _no_time(text_of(value), rate),
    "first": _first,
    "float": lambda value: float(_number(value)),
    "hook": _of_text(reading.hook),
    "int": _whole,
    "join": _join,
    "keywords": _of_text(reading.keywords),
    "last": _last,
    "length": _length,
    "lines": _list_of,
    "lower": lambda value: text_of(value).lower(),
    "max": _largest,
    "min": _smallest,
    "pinyin": _of_text(reading.pinyin),
    "replace": _replace,
    "reverse": _reversed,
    "round": _round,
    "scenes": _of_text(reading.scenes),
    "sentences": _of_text(reading.sentences),
    "sort": _sorted,
    "spoken": _of_text(reading.spoken),
    "string": text_of,
    "sum": _sum,
    "summary": _of_text(reading.summary),
    "title": _of_text(reading.title),
    "trim": lambda value: text_of(value).strip(),
    "truncate": _truncate,
    "unique": _unique,
    "upper": lambda value: text_of(value).upper(),
}

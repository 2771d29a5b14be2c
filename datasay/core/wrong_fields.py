"""What pydantic found wrong with a request, told by the path of the field as it was sent and in plain words.

pydantic's own paths also name what no sender knows: the branch of a union, a validator's function. What was sent is
never repeated.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from datasay.core.errors import FieldError
from datasay.wording.forms import form_of
from datasay.wording.told import Param, Told, said_by, verbatim

Json = Any  # JSON as it was sent
Found = Mapping[str, Any]  # one error as pydantic tells it
NULL_REFUSED = "null_refused"  # raised for a field that is named in its context
_TAGGED = frozenset({"union_tag_invalid", "union_tag_not_found"})  # by the field that tells the kind
_WHOLE = "body"
_ALIKE = {
    "model_attributes_type": "model_type",
    "dict_type": "model_type",
    "dataclass_type": "model_type",
    "mapping_type": "model_type",
    "union_tag_not_found": "missing",
    "union_tag_invalid": "literal_error",
    "enum": "literal_error",
    "tuple_type": "list_type",
    "set_type": "list_type",
    "frozen_set_type": "list_type",
    "iterable_type": "list_type",
    "bool_parsing": "bool_type",
    "int_parsing": "int_type",
    "int_from_float": "int_type",
    "int_parsing_size": "number_size",
    "float_parsing": "float_type",
    "finite_number": "float_type",
    "decimal_type": "float_type",
    "decimal_parsing": "float_type",
    "decimal_max_digits": "number_size",
    "decimal_whole_digits": "number_size",
    "date_parsing": "date_type",
    "date_from_datetime_parsing": "date_type",
    "date_from_datetime_inexact": "date_type",
    "datetime_parsing": "datetime_type",
    "datetime_object_invalid": "datetime_type",
    "datetime_from_date_parsing": "datetime_type",
    "timezone_naive": "datetime_type",
    "timezone_aware": "datetime_type",
    "timezone_offset": "datetime_type",
    "time_parsing": "time_type",
    "url_parsing": "url_type",
    "url_syntax_violation": "url_type",
    "url_scheme": "url_type",
    "uuid_parsing": "uuid_type",
    "uuid_version": "uuid_type",
    "url_too_long": "max_characters",
    "bytes_too_long": "max_characters",
}
# What says that a value is of another kind, not what is wrong with it.
_KINDS = frozenset(
    {
        *("string_type", "int_type", "float_type", "bool_type", "list_type", "model_type", "none_required"),
        *("date_type", "datetime_type", "time_type", "url_type", "uuid_type"),
    }
)
# English, Chinese, and from which value of pydantic's each value of the sentence is
_SENTENCES: dict[str, tuple[str, str, dict[str, str]]] = {
    "missing": ("is missing; give it", "缺少这一项，请补上", {}),
    "extra_forbidden": ("is not known here; check its name or leave it out", "没有这个字段，请检查名称或去掉它", {}),
    "literal_error": ("must be one of {known}", "只能是 {known} 之一", {"known": "expected"}),
    NULL_REFUSED: ("may be left out, but not be null", "可以不填，但不能是 null", {}),
    "none_required": ("must be left out or null", "请不要填，或填 null", {}),
    "string_type": ("must be a string of text", "应当是文字（字符串）", {}),
    "string_too_short": (
        "must have at least {min_length:,} characters; it has {length:,}",
        "至少要有 {min_length:,} 个字符，现在是 {length:,} 个",
        {"min_length": "min_length", "length": "length"},
    ),
    "string_too_long": (
        "may have at most {max_length:,} characters; it has {length:,}",
        "最多 {max_length:,} 个字符，现在有 {length:,} 个",
        {"max_length": "max_length", "length": "length"},
    ),
    "max_characters": (
        "may have at most {max_length:,} characters",
        "最多 {max_length:,} 个字符",
        {"max_length": "max_length"},
    ),
    "string_unicode": (
        "is no text that can be kept: it contains half a character (a lone surrogate)",
        "文字无法保存：其中有半个字符（不成对的代理码）",
        {},
    ),
    "string_pattern_mismatch": (
        "is not written in the form that is expected here, or contains characters that are not allowed",
        "格式不对，或含有不允许的字符",
        {},
    ),
    "too_short": (
        "must have at least {min_length:,} entries; it has {length:,}",
        "至少要有 {min_length:,} 项，现在是 {length:,} 项",
        {"min_length": "min_length", "length": "length"},
    ),
    "empty": ("must not be empty", "不能为空", {}),
    "no_entries": ("must have one entry or more", "至少要有一项", {}),
    "too_long": (
        "may have at most {max_length:,} entries; it has {length:,}",
        "最多 {max_length:,} 项，现在有 {length:,} 项",
        {"max_length": "max_length", "length": "length"},
    ),
    "int_type": ("must be a whole number", "应当是整数", {}),
    "float_type": ("must be a number", "应当是数字", {}),
    "number_size": ("is a number with too many digits", "数字的位数太多", {}),
    "decimal_max_places": (
        "may have at most {places} digits behind the point",
        "最多 {places} 位小数",
        {"places": "decimal_places"},
    ),
    "bool_type": ("must be true or false", "只能是 true 或 false", {}),
    "greater_than": ("must be greater than {above}", "必须大于 {above}", {"above": "gt"}),
    "greater_than_equal": ("must be {minimum} or more", "不能小于 {minimum}", {"minimum": "ge"}),
    "less_than": ("must be less than {below}", "必须小于 {below}", {"below": "lt"}),
    "less_than_equal": ("must be {maximum} or less", "不能大于 {maximum}", {"maximum": "le"}),
    "multiple_of": ("must be a multiple of {step}", "必须是 {step} 的倍数", {"step": "multiple_of"}),
    "list_type": ('must be a list, like ["a", "b"]', '应当是列表，如 ["a", "b"]', {}),
    "model_type": ('must be an object of fields, like {{"name": "value"}}', '应当是对象，如 {{"名称": "值"}}', {}),
    "date_type": ("must be a date like 2026-01-31", "应当是日期，如 2026-01-31", {}),
    "datetime_type": (
        "must be a date and time like 2026-01-31T08:00:00Z",
        "应当是日期和时间，如 2026-01-31T08:00:00Z",
        {},
    ),
    "time_type": ("must be a time like 08:00:00", "应当是时间，如 08:00:00", {}),
    "url_type": ("must be an address like https://example.org/page", "应当是网址，如 https://example.org/page", {}),
    "uuid_type": (
        "must be an id like 0b6c1c8e-7c0c-4ad5-9a43-0d2f4a3f5f5e",
        "应当是编号，如 0b6c1c8e-7c0c-4ad5-9a43-0d2f4a3f5f5e",
        {},
    ),
    "recursion_loop": ("is nested too deeply; send it with fewer levels", "嵌套太深，请减少层数", {}),
}
_NEEDED = {"string_too_short": "empty", "too_short": "no_entries"}  # of one that may not be empty
_OTHERWISE: tuple[str, str, dict[str, str]] = (
    "is not valid here; the description of the API at /docs says what it may be",
    "填写有误，可填的内容见 /docs 的接口说明",
    {},
)


def wrong_fields(errors: Sequence[Found], body: Json) -> list[FieldError]:
    """Each thing that is wrong once, in pydantic's order."""
    told = list(_of_one_branch([(_field(found, body), _kind(found), _said_of(found)) for found in errors]))
    return [one for place, one in enumerate(told) if one not in told[:place]]


def _of_one_branch(found: Sequence[tuple[str, str, Told]]) -> Iterator[FieldError]:
    """Of a union pydantic tells what is wrong by each branch: the one that was meant counts, else all kinds at once."""
    for field, kind, said in found:
        if kind not in _KINDS:
            yield FieldError(field, said)
            continue
        deeper = any(name.startswith(f"{field}.") for name, _, _ in found)
        if deeper or any(name == field and other not in _KINDS for name, other, _ in found):
            continue  # it is of the kind of another branch, and wrong in another way
        kinds = {other: told for name, other, told in found if name == field}
        if "float_type" in kinds:
            kinds.pop("int_type", None)
        yield FieldError(field, next(iter(kinds.values())) if len(kinds) == 1 else _or(list(kinds.values())))


def _or(said: Sequence[Told]) -> Told:
    values: dict[str, Param] = {f"kind_{number}": one for number, one in enumerate(said)}
    slots = [f"{{{name}}}" for name in values]
    return Told(", or ".join(slots), "，或".join(slots), **values)


def _kind(found: Found) -> str:
    return _ALIKE.get(str(found["type"]), str(found["type"]))


def _field(found: Found, body: Json) -> str:
    place, *path = found["loc"]
    if found["type"] == "json_invalid":
        return _WHOLE
    if place != _WHOLE:
        return ".".join(map(str, found["loc"]))
    sent = _as_sent(path, body, missing=found["type"] == "missing")
    if found["type"] == NULL_REFUSED:
        sent.append(found["ctx"]["field"])
    if found["type"] in _TAGGED:
        sent.append(found["ctx"]["discriminator"].strip("'"))
    return ".".join(map(_printable, sent)) or _WHOLE


def _as_sent(path: Sequence[int | str], body: Json, *, missing: bool) -> list[int | str]:
    """The parts of a path that lead through what was sent; of a missing field its name as well."""
    kept: list[int | str] = []
    for place, part in enumerate(path):
        inside = isinstance(body, dict) and part in body
        inside = inside or (isinstance(body, list) and isinstance(part, int) and part < len(body))
        if inside:
            body = body[part]
        elif not (missing and place == len(path) - 1):
            continue
        kept.append(part)
    return kept


def _printable(part: int | str) -> str:
    return str(part).encode(errors="replace").decode()[:100]


def _said_of(found: Found) -> Told:
    if found["type"] == "json_invalid":
        return Told(
            "is no valid JSON: look at character {place:,}",
            "不是有效的 JSON，请检查第 {place:,} 个字符",
            place=found["loc"][-1],
        )
    return _said(found)


def _said(found: Found) -> Told:
    kind = _kind(found)
    context: dict[str, Any] = dict(found.get("ctx") or {})
    if kind in {"too_long", "too_short"} and isinstance(found["input"], str):
        kind = f"string_{kind}"
    if kind in _NEEDED and context.get("min_length") == 1:
        kind = _NEEDED[kind]
    if kind == "value_error":
        return _by_validator(context.get("error"), str(found["msg"]))
    if kind == "string_pattern_mismatch" and (said := form_of(context["pattern"])) is not None:
        return said
    en, zh, names = _SENTENCES.get(kind, _OTHERWISE)
    if kind == "literal_error":
        context.setdefault("expected", context.get("expected_tags"))
    return Told(en, zh, **{name: _value(name, context.get(told), found) for name, told in names.items()})


def _by_validator(error: object, words: str) -> Told:
    """What a validator of ours says, or of whoever made an engine."""
    return said_by(error) if isinstance(error, BaseException) else verbatim(words.removeprefix("Value error, "))


def _value(name: str, value: Any, found: Found) -> Param:
    if name == "known":
        return _listed(str(value))
    if name == "length":
        return len(found["input"])
    return value if isinstance(value, int | float | Decimal) else str(value)


def _listed(expected: str) -> list[str]:
    """The values out of pydantic's "'a', 'b' or 'c'"."""
    return re.findall(r"'([^']*)'", expected) or re.split(r", | or ", expected)

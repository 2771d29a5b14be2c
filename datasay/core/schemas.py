"""What inputs share: text PostgreSQL can hold, keys it can compare, tags, times, and how changes are sent.

What a validator checks is also said in the JSON schema, so that a client can know beforehand what will be refused.
"""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Self

from fastapi import Path, Query
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError
from starlette.convertors import Convertor, register_url_convertor

from datasay.core.clock import iso
from datasay.core.wrong_fields import NULL_REFUSED
from datasay.wording.told import Told

_LARGEST_KEY = 2**31 - 1
# White space is no control character here: it becomes a single space. The marks that turn the direction of all that
# follows are: they make one name look like another.
_CONTROL = r"\x00-\x08\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069"
_LINE = rf"^[^{_CONTROL}]*[^\s{_CONTROL}][^{_CONTROL}]*$"
_TEXT = r"^[^\x00]*[^\s\x00][^\x00]*$"
_controls = re.compile(f"[{_CONTROL}]")


def _storable(value: str) -> str:
    if "\x00" in value:
        raise ValueError(Told("must not contain NUL characters", "不能含有空字符（NUL）"))
    try:
        value.encode()
    except UnicodeEncodeError:
        raise ValueError(
            Told("contains half a character (a lone surrogate)", "含有半个字符（不成对的代理码）")
        ) from None
    return value


def _one_line(value: str) -> str:
    if _controls.search(_storable(value)):
        raise ValueError(Told("must not contain control characters", "不能含有控制字符"))
    value = " ".join(value.split())
    if not value:
        raise ValueError(Told("must not be empty", "不能为空"))
    return value


def clean_line(value: str) -> str:
    """What of a line that was not written as a `Line` may stand in one; empty when nothing may."""
    return " ".join(_controls.sub("", value).split())


def _not_blank(value: str) -> str:
    if not _storable(value).strip():
        raise ValueError(Told("must not be empty", "不能为空"))
    return value


def _unique(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


def _a_number(value: object) -> object:
    """In JSON neither "1" nor true is a number, as the schema says; 1.0 is an integer."""
    if isinstance(value, str | bool):
        raise ValueError(Told("must be a number, without quotation marks", "应当是数字（不加引号）"))
    return value


Line = Annotated[str, Field(min_length=1, json_schema_extra={"pattern": _LINE}), AfterValidator(_one_line)]
LongText = Annotated[str, Field(min_length=1, json_schema_extra={"pattern": _TEXT}), AfterValidator(_not_blank)]
Storable = Annotated[str, Field(json_schema_extra={"pattern": r"^[^\x00]*$"}), AfterValidator(_storable)]
Tag = Annotated[Line, Field(max_length=50)]
Tags = Annotated[list[Tag], Field(max_length=50), AfterValidator(_unique)]
IsNumber = BeforeValidator(_a_number)  # after the limits: `Annotated[int, Field(ge=1), IsNumber]`
Key = Annotated[int, Field(ge=1, le=_LARGEST_KEY), IsNumber]
Flag = Annotated[bool, Field(strict=True)]
KeyPath = Annotated[int, Path(ge=1, le=_LARGEST_KEY)]
KeyQuery = Annotated[int, Query(ge=1, le=_LARGEST_KEY)]


class _KeyConvertor(Convertor[str]):
    """`{text_id:key}`: only digits, so that `/texts/generate` is an address of its own for every method."""

    regex = "-?[0-9]{1,20}"

    def convert(self, value: str) -> str:
        return value  # KeyPath checks it

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("key", _KeyConvertor())


def _wire(moment: datetime) -> str:
    return iso(moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment)


Moment = Annotated[
    datetime,
    PlainSerializer(_wire, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Changes(BaseModel):
    """What to change of a row: what is left out stays. Null is refused but for the fields named in `clearable`."""

    model_config = ConfigDict(extra="forbid")
    clearable: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="after")
    def _nothing_nulled(self) -> Self:
        for name in sorted(self.model_fields_set - self.clearable):
            if getattr(self, name) is None:
                raise PydanticCustomError(NULL_REFUSED, "{field} may be left out, but not be null", {"field": name})
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        reference = handler(core_schema)
        described = handler.resolve_ref_schema(reference)
        for name, field in described.get("properties", {}).items():
            if name not in cls.clearable:
                described["properties"][name] = without_null(field)
        return reference


def without_null(schema: JsonSchemaValue) -> JsonSchemaValue:
    """The schema of a value that may be left out, but not be null."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) != 1:
        return schema
    kept: JsonSchemaValue = {name: value for name, value in schema.items() if name not in {"anyOf", "default"}}
    return {**kept, **choices[0]}


def either(first: str, second: str) -> dict[str, Any]:  # Any: JSON
    """The JSON schema of "one of these two fields and not both"; a null counts as left out."""
    pairs = ((first, second), (second, first))
    return {
        "oneOf": [
            {"required": [wanted], "properties": {wanted: {"not": {"type": "null"}}, other: {"type": "null"}}}
            for wanted, other in pairs
        ]
    }

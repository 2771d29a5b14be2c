"""Types that inputs share: text PostgreSQL can hold, keys it can compare, tags, times."""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, Field, PlainSerializer, WithJsonSchema

from datasay.core.clock import iso

_LARGEST_KEY = 2**31 - 1


def _storable(value: str) -> str:
    if "\x00" in value:
        raise ValueError("must not contain NUL characters")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("contains half a character (a lone surrogate)")
    return value


def _one_line(value: str) -> str:
    value = " ".join(_storable(value).split())
    if not value:
        raise ValueError("must not be empty")
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise ValueError("must not contain control characters")
    return value


def _not_blank(value: str) -> str:
    if not _storable(value).strip():
        raise ValueError("must not be empty")
    return value


def _unique(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


Line = Annotated[str, Field(min_length=1), AfterValidator(_one_line)]
LongText = Annotated[str, Field(min_length=1), AfterValidator(_not_blank)]
Tag = Annotated[Line, Field(max_length=50)]
Tags = Annotated[list[Tag], Field(max_length=50), AfterValidator(_unique)]
Key = Annotated[int, Field(ge=1, le=_LARGEST_KEY)]
KeyPath = Annotated[int, Path(ge=1, le=_LARGEST_KEY)]


def _wire(moment: datetime) -> str:
    return iso(moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment)


Moment = Annotated[
    datetime,
    PlainSerializer(_wire, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]

"""Conditional and partial requests of RFC 9110, for content that never changes: pure decisions, no I/O."""

import re
from dataclasses import dataclass

from datasay.core.errors import PreconditionFailed
from datasay.file_storage.errors import RangeNotSatisfiable
from datasay.wording.told import Told

_ONE_RANGE = re.compile(r"bytes\s*=\s*(?:(\d{1,19})-(\d{0,19})|-(\d{1,19}))\s*", re.IGNORECASE | re.ASCII)
_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"')


@dataclass(frozen=True, slots=True)
class Conditions:
    """The request's headers that decide what is sent."""

    range: str | None = None
    if_range: str | None = None
    if_match: str | None = None
    if_none_match: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes `start` up to and without `end` of `size`; `status` 200, 206, or 304 for nothing at all."""

    status: int
    start: int
    end: int


def decide(asked: Conditions, *, etag: str, size: int, ranges: bool = True) -> Part:
    """What to send. `etag` is strong and quoted; `ranges` is False for HEAD, where Range means nothing.

    Several ranges at once and units other than bytes are answered with the whole, as the RFC allows.
    Raises PreconditionFailed, RangeNotSatisfiable.
    """
    if asked.if_match is not None and not _listed(asked.if_match, etag, weak=False):
        raise PreconditionFailed(
            Told(
                "The file is not the one named in If-Match; read it anew.",
                "这个文件不是 If-Match 里说的那个，请重新读取。",
            )
        )
    if asked.if_none_match is not None and _listed(asked.if_none_match, etag, weak=True):
        return Part(304, 0, 0)
    whole = Part(200, 0, size)
    if not ranges or asked.range is None:
        return whole
    if asked.if_range is not None and asked.if_range.strip() != etag:  # a date never matches: none is ever sent
        return whole
    return _one_range(asked.range, size) or whole


def _listed(header: str, etag: str, *, weak: bool) -> bool:
    if header.strip() == "*":
        return True
    tags: list[str] = _TAG.findall(header)
    return any((tag.removeprefix("W/") if weak else tag) == etag for tag in tags)


def _one_range(header: str, size: int) -> Part | None:
    """The part a single range names; None for what is no single range of bytes."""
    matched = _ONE_RANGE.fullmatch(header)
    if matched is None:
        return None
    first, last, suffix = matched.groups()
    if suffix is not None:
        length = min(int(suffix), size)
        if length == 0:
            raise RangeNotSatisfiable(size)
        return Part(206, size - length, size)
    start = int(first)
    if last and int(last) < start:
        return None
    if start >= size:
        raise RangeNotSatisfiable(size)
    end = min(int(last) + 1, size) if last else size
    return Part(206, start, end)

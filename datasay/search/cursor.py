"""Where a page of a search ended, as it goes over the wire."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

import orjson

from datasay.core.errors import Invalid
from datasay.wording.told import Told

Place = tuple[datetime, int]  # time and key; the list goes on with what is older
_LARGEST_KEY = 2**31


@dataclass(frozen=True, slots=True)
class RankPlace:
    """Where a page of the best ended: phase, the newest end of the window, and the last one shown."""

    phase: int
    window: Place | None
    now: datetime  # of the first page: later ones rank by the same age and show nothing newer
    until: Place | None = None  # the oldest end of the window, if there is more behind it
    score: float | None = None
    key: int = 0


def write(sort: str, query: str, *values: object) -> str:
    """A cursor of this sort and query."""
    return base64.urlsafe_b64encode(orjson.dumps([sort, query, *values])).rstrip(b"=").decode()


def read_newest(cursor: str, sort: str, query: str) -> Place:
    """Where a page of the newest ended. Raises Invalid."""
    try:
        time, key = _values(cursor, sort, query)
        return _place(time, key)
    except (ValueError, TypeError) as error:
        raise _wrong() from error


def read_rank(cursor: str, sort: str, query: str) -> RankPlace:
    """Where a page of the best ended. Raises Invalid."""
    try:
        phase, window, until, now, score, key = _values(cursor, sort, query)
        if type(phase) is not int or phase not in (0, 1) or not isinstance(score, float):
            raise _wrong()
        return RankPlace(int(phase), _end(window), _moment(now), _end(until), score, _key(key))
    except (ValueError, TypeError) as error:
        raise _wrong() from error


def _values(cursor: str, sort: str, query: str) -> list[object]:
    try:
        raw = base64.b64decode((cursor + "=" * (-len(cursor) % 4)).encode(), b"-_", validate=True)
        was_sorted_by, was_looked_for, *rest = orjson.loads(raw)
        values: list[object] = rest
    except (binascii.Error, UnicodeEncodeError) as error:
        raise _wrong() from error
    if (was_sorted_by, was_looked_for) != (sort, query):
        raise _wrong()
    return values


def _end(place: object) -> Place | None:
    if place is None:
        return None
    if not isinstance(place, list):
        raise _wrong()
    return _place(*place)


def _place(time: object, key: object) -> Place:
    return _moment(time), _key(key)


def _moment(value: object) -> datetime:
    if type(value) is not str:
        raise _wrong()
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is not None:
        raise _wrong()
    return moment


def _key(value: object) -> int:
    if type(value) is not int or not 0 <= value < _LARGEST_KEY:
        raise _wrong()
    return value


def _wrong() -> Invalid:
    return Invalid.field(
        "query.cursor",
        Told(
            "This is not a cursor of this search; start from the first page.",
            "这不是本次搜索的游标，请从第一页重新开始。",
        ),
    )

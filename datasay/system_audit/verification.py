"""Whether the audit log is whole: every row is hashed anew and must be the next link of its lane.

Whoever can switch off triggers can also write a new history; it only holds until somebody compares it with the heads
that were kept elsewhere before (docs/how-to/production.md).
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from datasay.system_audit import guard_queries, queries
from datasay.system_audit.guards import unguarded
from datasay.wording.told import Told

_MONTH = re.compile(r"system_audit_log_(\d{4})_(0[1-9]|1[0-2])")
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a lane, by number, hash (hexadecimal) and time (ISO 8601, UTC), where it is known."""

    number: int
    hash: str
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Dropped:
    """What the log itself tells of dropped months: where which lanes were told to begin, and when the last ended."""

    begins: frozenset[tuple[int, int]]
    until: datetime | None

    @classmethod
    def told_by(cls, drops: Sequence[RowMapping]) -> "Dropped":
        """Of the log's rows about months; one that tells of a month that was not over then tells nothing."""
        ends = [(drop["begins"], end) for drop in drops if (end := _end_of(drop["partition"])) and end <= drop["time"]]
        begins = frozenset((int(lane), int(number)) for told, _ in ends for lane, number in told.items())
        return cls(begins, max((end for _, end in ends), default=None))

    def holds(self, time: str) -> bool:
        """Whether a row of this time may have been dropped."""
        return self.until is not None and datetime.fromisoformat(time) < self.until


def _end_of(partition: str) -> datetime | None:
    """The first moment after a month of the log."""
    found = _MONTH.fullmatch(partition)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    return datetime(year + month // 12, month % 12 + 1, 1)  # noqa: DTZ001  the log's moments are UTC without a zone


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the log is not what was written. `number` is the row's in its lane."""

    fault: str
    lane: int | None
    number: int | None
    detail: Told


@dataclass(slots=True)
class Verdict:
    """What was found: the heads of all lanes as they are, how many rows there are, and every fault."""

    heads: dict[int, Head] = field(default_factory=dict)
    begins: dict[int, int] = field(default_factory=dict)
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, fault: str, lane: int | None, number: int | None, detail: Told) -> None:
        """Note a fault."""
        self.faults.append(Fault(fault, lane, number, detail))


async def verify(
    connection: AsyncConnection, audited: Sequence[str], kept: Mapping[int, Head] | None = None
) -> Verdict:
    """Check every lane, the triggers of the audited tables, and the heads kept earlier if there are any.

    It reads the whole log, in the state of one moment, in a transaction that it begins.
    """
    await connection.execute(_SNAPSHOT)
    schema = await guard_queries.look_only_there(connection)
    verdict = Verdict()
    for said in await unguarded(connection, schema, audited):
        verdict.add("unguarded", None, None, said)
    dropped = Dropped.told_by(await queries.list_drops(connection))
    lanes = await queries.list_lanes(connection)
    for lane in lanes:
        await _check_lane(connection, lane, dropped, verdict)
    for number, head in (kept or {}).items():
        await _check_kept(connection, number, head, {lane["lane"]: lane for lane in lanes}, dropped, verdict)
    return verdict


async def _check_lane(connection: AsyncConnection, lane: RowMapping, dropped: Dropped, verdict: Verdict) -> None:
    name, begin = lane["lane"], lane["begin_number"] or 1
    if lane["number"] is None:
        said = Told("Lane {lane} has rows but no head.", "链 {lane} 有行，却没有链首。", lane=name)
        verdict.add("head_missing", name, None, said)
    elif begin > 1 and (name, begin) not in dropped.begins:
        said = Told(
            "Lane {lane} is said to begin with row {begin}, but the log does not tell that a month was dropped.",
            "链 {lane} 据称从第 {begin} 行开始，但日志里没有删除月份的记录。",
            lane=name,
            begin=begin,
        )
        verdict.add("missing", name, 1, said)
    links = await queries.list_broken_links(connection, name)
    for link in links[: queries.FAULTS_OF_A_LANE]:
        _check_link(lane, link, begin, verdict)
    if len(links) > queries.FAULTS_OF_A_LANE:
        said = Told("Lane {lane} has more faults from here on.", "链 {lane} 从这里起还有更多问题。", lane=name)
        verdict.add("more", name, links[-1]["number"], said)
    end = await queries.find_end(connection, name)
    if end is None:
        last = Head(begin - 1, lane["begin_hash"] or "")
    else:
        last = Head(end["number"], end["hash"], end["time"].isoformat())
    _check_end(lane, last, verdict)
    verdict.heads[name], verdict.begins[name] = last, begin
    verdict.rows += await queries.count_rows(connection, name)


def _check_link(lane: RowMapping, link: RowMapping, begin: int, verdict: Verdict) -> None:
    name, number, before = lane["lane"], link["number"], link["number_before"]
    expected = begin if before is None else before + 1
    if number > expected:
        verdict.add("missing", name, expected, _missing(name, expected, number - 1))
    elif number < expected:
        said = Told(
            "Lane {lane} has a row {number} that was put in (id {id}).",
            "链 {lane} 的第 {number} 行是插进来的（id {id}）。",
            lane=name,
            number=number,
            id=link["id"],
        )
        verdict.add("inserted", name, number, said)
    elif link["is_severed"] if before is not None else link["previous_hash"] != (lane["begin_hash"] or "00" * 32):
        said = Told(
            "Row {number} of lane {lane} does not follow from the row before it: one of them was put in.",
            "链 {lane} 的第 {number} 行接不上前一行：其中一行是插进来的。",
            lane=name,
            number=number,
        )
        verdict.add("inserted", name, number, said)
    if link["is_changed"]:
        said = Told(
            "Row {number} of lane {lane} was changed (id {id}).",
            "链 {lane} 的第 {number} 行被改过（id {id}）。",
            lane=name,
            number=number,
            id=link["id"],
        )
        verdict.add("changed", name, number, said)


def _missing(lane: int, first: int, last: int) -> Told:
    if first == last:
        return Told("Row {row} is missing in lane {lane}.", "链 {lane} 少了第 {row} 行。", row=first, lane=lane)
    return Told(
        "Rows {first} to {last} are missing in lane {lane}.",
        "链 {lane} 少了第 {first} 至 {last} 行。",
        first=first,
        last=last,
        lane=lane,
    )


def _check_end(lane: RowMapping, last: Head, verdict: Verdict) -> None:
    name, number = lane["lane"], lane["number"]
    if number is None:
        return
    if last.number < number:
        said = Told(
            "Lane {lane} ends with row {last} instead of {number}.",
            "链 {lane} 到第 {last} 行就完了，本应到第 {number} 行。",
            lane=name,
            last=last.number,
            number=number,
        )
        verdict.add("missing", name, last.number + 1, said)
    elif last.number > number:
        said = Told(
            "Lane {lane} has rows after its last one, {number}.",
            "链 {lane} 的最后一行是第 {number} 行，后面却还有。",
            lane=name,
            number=number,
        )
        verdict.add("inserted", name, number + 1, said)
    elif last.hash != lane["hash"]:
        said = Told(
            "The last row of lane {lane}, {number}, is not the one that was written.",
            "链 {lane} 的最后一行（第 {number} 行）不是当初写下的那一行。",
            lane=name,
            number=number,
        )
        verdict.add("changed", name, number, said)


async def _check_kept(
    connection: AsyncConnection,
    lane: int,
    kept: Head,
    lanes: Mapping[int, RowMapping],
    dropped: Dropped,
    verdict: Verdict,
) -> None:
    row = lanes.get(lane)
    begin = 1 if row is None else row["begin_number"] or 1
    if 0 < kept.number < begin and kept.time is not None and not dropped.holds(kept.time):
        said = Told(
            "Row {number} of lane {lane} is missing: it was of {time}, and no month so late was dropped.",
            "链 {lane} 少了第 {number} 行：它写于 {time}，而这么晚的月份没有删除过。",
            number=kept.number,
            lane=lane,
            time=kept.time,
        )
        verdict.add("missing", lane, kept.number, said)
        return
    if kept.number < begin - 1 or kept.number == 0:
        return  # what was kept is of rows that were dropped since; the log tells of that itself
    if kept.number == begin - 1:
        hashes: Iterable[str] = [] if row is None else [row["begin_hash"]]
    else:
        hashes = await queries.find_hashes(connection, lane, kept.number)
    if not hashes:
        said = Told(
            "Row {number} of lane {lane} is missing, which was its last when the heads were kept.",
            "链 {lane} 少了第 {number} 行，保存链首时它是最后一行。",
            lane=lane,
            number=kept.number,
        )
        verdict.add("missing", lane, kept.number, said)
    elif kept.hash not in hashes:
        said = Told(
            "Lane {lane} was written anew: row {number} is not the one it was when the heads were kept.",
            "链 {lane} 是重写过的：第 {number} 行已不是保存链首时的那一行。",
            lane=lane,
            number=kept.number,
        )
        verdict.add("rewritten", lane, kept.number, said)

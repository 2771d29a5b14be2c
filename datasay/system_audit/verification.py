"""Whether the audit log is whole: every row is hashed anew and must be the next link of its lane.

Whoever can switch off triggers can also write a new history; it only holds until somebody compares it with the heads
that were kept elsewhere before (docs/how-to/production.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from datasay.system_audit import queries
from datasay.wording.told import Told

# MD5 of the functions that record, as the last migration leaves them: else one that does nothing would go unseen.
_DIGESTS = {
    "datasay_audit": "4cdeb621023a29f366aefb7065709a9d",
    "datasay_audit_change": "acecf12702669e02c58baeb28bc09c1d",
    "datasay_audit_emptied": "5bb825f5cf205d676dd223be6aaf4e38",
    "datasay_audit_note": "e2e9c7427c65740ee8f36ef1ed57e118",
    "datasay_audit_refuse": "5bd16ef5ebce83ee65537821bee8dc33",
    "datasay_audit_shown": "1e15a8562b7a99212618363c8cc33412",
    "datasay_audit_write": "1987bd089be58def2ba9e7b893b571d3",
}
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a lane, by number and hash (hexadecimal)."""

    number: int
    hash: str


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
    verdict = Verdict()
    await _check_triggers(connection, audited, verdict)
    dropped = await queries.list_dropped(connection)
    lanes = await queries.list_lanes(connection)
    for lane in lanes:
        await _check_lane(connection, lane, dropped, verdict)
    for number, head in (kept or {}).items():
        await _check_kept(connection, number, head, {lane["lane"]: lane for lane in lanes}, verdict)
    return verdict


async def _check_triggers(connection: AsyncConnection, audited: Sequence[str], verdict: Verdict) -> None:
    for table in await queries.list_unrecorded(connection, audited):
        said = Told(
            "Changes of {table} are not recorded: its trigger is missing or off.",
            "{table} 的改动没有记录：它的触发器不见了，或被关掉了。",
            table=table,
        )
        verdict.add("unguarded", None, None, said)
    for table in await queries.list_changeable(connection):
        said = Told(
            "{table} can be changed: its trigger is missing or off.",
            "{table} 可以被改动：它的触发器不见了，或被关掉了。",
            table=table,
        )
        verdict.add("unguarded", None, None, said)
    digests = await queries.list_digests(connection, tuple(_DIGESTS))
    for name, digest in _DIGESTS.items():
        if digests.get(name) != digest:
            said = Told(
                "Changes are not recorded as they should be: {name}() was replaced.",
                "改动没有照规定记录：{name}() 被换掉了。",
                name=name,
            )
            verdict.add("unguarded", None, None, said)


async def _check_lane(
    connection: AsyncConnection, lane: RowMapping, dropped: set[tuple[int, int]], verdict: Verdict
) -> None:
    name, begin = lane["lane"], lane["begin_number"] or 1
    if lane["number"] is None:
        said = Told("Lane {lane} has rows but no head.", "链 {lane} 有行，却没有链首。", lane=name)
        verdict.add("head_missing", name, None, said)
    elif begin > 1 and (name, begin) not in dropped:
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
    last = Head(begin - 1, lane["begin_hash"] or "") if end is None else Head(end["number"], end["hash"])
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
    connection: AsyncConnection, lane: int, kept: Head, lanes: Mapping[int, RowMapping], verdict: Verdict
) -> None:
    row = lanes.get(lane)
    begin = 1 if row is None else row["begin_number"] or 1
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

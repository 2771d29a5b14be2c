"""Whether the audit log is whole: every row is hashed anew and must be the next link of its lane.

Whoever can switch off triggers can also write a new history; it only holds until somebody compares it with the heads
that were kept elsewhere before (docs/how-to/production.md).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import RowMapping, text
from sqlalchemy.ext.asyncio import AsyncConnection

from datasay.system_audit import queries
from datasay.system_audit.audited import EVENTS, LEFT_OUT
from datasay.wording.told import Told

# MD5 of the functions that record, as the last migration leaves them: else one that does nothing would go unseen.
_DIGESTS = {
    "datasay_audit": "6903908c011c95244253cb49754954c8",
    "datasay_audit_change": "31176b9e0ebfd6204149b47fd8fdf541",
    "datasay_audit_digest": "db125a13c9c69b056b28ddf436ff557d",
    "datasay_audit_emptied": "dfcc8b1518ac686d3455484bc2691d09",
    "datasay_audit_hash": "797bab77cae7c6f639a0dd6e30058607",
    "datasay_audit_hides": "008c9e10781af33cc424a7ff623b7610",
    "datasay_audit_note": "2cc5037401aa6e9bff3f400db047910d",
    "datasay_audit_refuse": "40a11014287a95cf46a80dab434d26d2",
    "datasay_audit_shown": "19c7893d5802b586d8037523978dcb3f",
    "datasay_audit_write": "fdee3de55cd7a462086bc036b272fa42",
}
_ARGUMENTS = 4  # of a trigger: table, columns of its key, columns left out, events by column
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
    for trigger in await queries.list_arguments(connection, audited):
        if not _records_all(trigger):
            said = Told(
                "Changes of {table} are not recorded as they should be: its trigger was made anew.",
                "{table} 的改动没有照规定记录：它的触发器被重建过。",
                table=trigger["part"],
            )
            verdict.add("unguarded", None, None, said)
    for role in await queries.list_silenced(connection):
        said = Told(
            "Changes by {role} are not recorded: session_replication_role is set for it.",
            "{role} 的改动没有记录：它设置了 session_replication_role。",
            role=role,
        )
        verdict.add("unguarded", None, None, said)
    digests = await queries.list_digests(connection)
    for name in sorted(_DIGESTS.keys() | digests.keys()):
        if digests.get(name) != _DIGESTS.get(name):
            said = Told(
                "Changes are not recorded as they should be: {name}() was replaced.",
                "改动没有照规定记录：{name}() 被换掉了。",
                name=name,
            )
            verdict.add("unguarded", None, None, said)


def _records_all(trigger: RowMapping) -> bool:
    """Whether it is told the table, its key, the columns that may be left out and the events that have a name."""
    told = trigger["arguments"].split("\\000")[:-1]
    if len(told) != _ARGUMENTS:
        return False
    table, keys, left_out, called = told
    try:
        events = json.loads(called)
    except ValueError:
        return False
    return (table, _listed(keys), set(_listed(left_out)), events) == (
        trigger["name"],
        trigger["keys"],
        set(LEFT_OUT[trigger["name"]]),
        EVENTS.get(trigger["name"], {}),
    )


def _listed(names: str) -> list[str]:
    return [name for name in names.strip("{}").split(",") if name]


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

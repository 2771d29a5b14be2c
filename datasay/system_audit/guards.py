"""What stands around the audit log must be what the migrations made: else changes go past it, or into it.

Looked for is whatever differs, not what somebody thought of: triggers in all they are made of, functions with all that
decides what they do, rules, tables that inherit, and names that would be asked instead of PostgreSQL's own.
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from datasay.system_audit import guard_queries
from datasay.system_audit.audited import EVENTS, LEFT_OUT
from datasay.wording.told import Told

_LOG, _CHAIN = "system_audit_log", "system_audit_chain"
# MD5 of the functions that record, as the last migration leaves them: else one that does nothing would go unseen.
_DIGESTS = {
    "datasay_audit": "39f75d2e923e1822ec8e669bdb6bc323",
    "datasay_audit_change": "b6f21d642be7ca73745fd78455e29684",
    "datasay_audit_digest": "f4ef4f8ad49094c68468af3e087136cc",
    "datasay_audit_emptied": "682389bd3e709f05bb06aa898b68041b",
    "datasay_audit_hash": "a6905c96ba470fddce6b1f069e6a1050",
    "datasay_audit_hides": "fbd1dd6ea5c9066fd949fb91d521a973",
    "datasay_audit_note": "7e3b958782b5d43fc858aef904355559",
    "datasay_audit_refuse": "92bb829c7f2562b693534b3712a8e3f2",
    "datasay_audit_shown": "c808d175ac3c2c043347ffd939d164ae",
    "datasay_audit_write": "8e4de01eb94ea16d7241afbca3096d88",
}
_ROW, _BEFORE, _INSERTED, _DELETED, _UPDATED, _TRUNCATED = 1, 2, 4, 8, 16, 32  # bits of pg_trigger.tgtype
_ARGUMENTS = 4  # of a trigger: table, columns of its key, columns left out, events by column


@dataclass(frozen=True, slots=True)
class _Guard:
    """A trigger as it has to be."""

    trigger: str
    kind: int
    calls: str

    def is_there(self, triggers: Sequence[RowMapping]) -> bool:
        """Whether one of a table's triggers is this one, and works."""
        return any(
            (one["trigger"], one["kind"], one["calls"]) == (self.trigger, self.kind, self.calls) and one["is_sure"]
            for one in triggers
        )


_RECORDS = _Guard("datasay_audit", _ROW | _INSERTED | _DELETED | _UPDATED, "datasay_audit_change")
_EMPTIED = _Guard("datasay_audit_emptied", _TRUNCATED, "datasay_audit_emptied")
_OF_LOG = (
    _Guard("system_audit_log_only_grows", _ROW | _BEFORE | _DELETED | _UPDATED, "datasay_audit_refuse"),
    _Guard("system_audit_log_stays", _BEFORE | _TRUNCATED, "datasay_audit_refuse"),
)
_OF_CHAIN = (_Guard("system_audit_chain_stays", _BEFORE | _DELETED | _TRUNCATED, "datasay_audit_refuse"),)


async def unguarded(connection: AsyncConnection, schema: str, audited: Sequence[str]) -> list[Told]:
    """What is wrong around the log; `schema` is that of the tables, whose names are found second to PostgreSQL's."""
    tables = [*audited, _LOG, _CHAIN]
    triggers: dict[str, list[RowMapping]] = defaultdict(list)
    for trigger in await guard_queries.list_triggers(connection, schema, tables):
        triggers[trigger["part"]].append(trigger)
    found: list[Told] = []
    for table in await guard_queries.list_tables(connection, tables):
        found += _wrong_with(table, triggers[table["part"]])
    found += [_strange(rule["part"], rule["rule"]) for rule in await guard_queries.list_rules(connection, tables)]
    found += _replaced(await guard_queries.list_digests(connection, schema))
    found += [
        Told(
            "{name} would be asked instead of PostgreSQL's own when changes are recorded.",
            "记录改动时会误用 {name}，而不是 PostgreSQL 自带的那个。",
            name=name,
        )
        for name in await guard_queries.list_shadows(connection, schema)
    ]
    found += [
        Told(
            "{role} has rights in {table} with which the log can be written by hand.",
            "{role} 有 {table} 的权限，可以手写日志。",
            role=grant["role"],
            table=grant["granted"],
        )
        for grant in await guard_queries.list_grants(connection, schema)
    ]
    found += [
        Told(
            "Changes by {role} are not recorded: session_replication_role is set for it.",
            "{role} 的改动没有记录：它设置了 session_replication_role。",
            role=role,
        )
        for role in await guard_queries.list_silenced(connection)
    ]
    return found


def _wrong_with(table: RowMapping, triggers: Sequence[RowMapping]) -> list[Told]:
    """What is wrong with one table, or one part of a table."""
    part = table["part"]
    if table["is_child"]:
        said = Told(
            "{table} inherits from {name}: its rows are read as that table's, and their changes are not recorded.",
            "{table} 继承自 {name}：它的行会被当作后者的行读出，改动却没有记录。",
            table=part,
            name=table["name"],
        )
        return [said]
    if not table["is_table"]:
        said = Told(
            "{table} is no longer a table that outlives a crash.",
            "{table} 已不是崩溃后仍保留数据的表。",
            table=part,
        )
        return [said]
    if table["name"] in (_LOG, _CHAIN):
        return _open_to_change(part, _OF_LOG if table["name"] == _LOG else _OF_CHAIN, triggers)
    found: list[Told] = []
    if not _RECORDS.is_there(triggers):
        said = Told(
            "Changes of {table} are not recorded: its trigger is missing or off.",
            "{table} 的改动没有记录：它的触发器不见了，或被关掉了。",
            table=part,
        )
        found.append(said)
    elif not all(_records_all(table, one) for one in triggers if one["trigger"] == _RECORDS.trigger):
        said = Told(
            "Changes of {table} are not recorded as they should be: its trigger was made anew.",
            "{table} 的改动没有照规定记录：它的触发器被重建过。",
            table=part,
        )
        found.append(said)
    emptied = [one for one in triggers if one["arguments"] == f"{table['name']}\\000"]
    if not _EMPTIED.is_there(emptied):
        said = Told(
            "That {table} is emptied would not be recorded: its trigger is missing or off.",
            "{table} 被清空时不会有记录：它的触发器不见了，或被关掉了。",
            table=part,
        )
        found.append(said)
    return found


def _open_to_change(part: str, guards: Sequence[_Guard], triggers: Sequence[RowMapping]) -> list[Told]:
    """What lets rows of the log or its heads be changed, or keeps them out."""
    ours = {guard.trigger for guard in guards}
    found = [_strange(part, one["trigger"]) for one in triggers if one["trigger"] not in ours]
    if not all(guard.is_there(triggers) for guard in guards):
        said = Told(
            "{table} can be changed: its trigger is missing or off.",
            "{table} 可以被改动：它的触发器不见了，或被关掉了。",
            table=part,
        )
        found.append(said)
    return found


def _strange(part: str, name: str) -> Told:
    return Told(
        "{table} has a trigger or rule that is not ours and may change what is recorded: {name}",
        "{table} 上有不属于我们的触发器或规则，可能改变记录的内容：{name}",
        table=part,
        name=name,
    )


def _replaced(digests: dict[str, str]) -> list[Told]:
    return [
        Told(
            "Changes are not recorded as they should be: {name}() was replaced.",
            "改动没有照规定记录：{name}() 被换掉了。",
            name=name,
        )
        for name in sorted(_DIGESTS.keys() | digests.keys())
        if digests.get(name) != _DIGESTS.get(name)
    ]


def _records_all(table: RowMapping, trigger: RowMapping) -> bool:
    """Whether it is told the table, its key, the columns that may be left out and the events that have a name."""
    told = trigger["arguments"].split("\\000")[:-1]
    if len(told) != _ARGUMENTS:
        return False
    name, keys, left_out, called = told
    try:
        events = json.loads(called)
    except ValueError:
        return False
    return (name, _listed(keys), set(_listed(left_out)), events) == (
        table["name"],
        table["keys"],
        set(LEFT_OUT[table["name"]]),
        EVENTS.get(table["name"], {}),
    )


def _listed(names: str) -> list[str]:
    return [name for name in names.strip("{}").split(",") if name]

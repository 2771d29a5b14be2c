"""The SQL of the audit log: its pages, and what tells whether it is whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, String, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

from datasay.core.pages import Keyset
from datasay.system_audit.models import SystemAuditLog
from datasay.system_audit.schemas import AuditRead

Log = SystemAuditLog
READ_COLUMNS = [getattr(Log, name) for name in AuditRead.model_fields]
KEYSET = Keyset(Log.audit_id, {"audit_time": Log.audit_time}, "-audit_time")
FAULTS_OF_A_LANE = 100  # shown at most: where thousands of rows were changed, a hundred say as much

_LANES = text("""
    SELECT chain_lane AS lane, chain_number AS number, encode(chain_hash, 'hex') AS hash,
           chain_begin_number AS begin_number, encode(chain_begin_hash, 'hex') AS begin_hash
      FROM system_audit_chain
    UNION ALL
    SELECT DISTINCT audit_lane, CAST(NULL AS bigint), NULL, CAST(NULL AS bigint), NULL FROM system_audit_log
     WHERE NOT EXISTS (SELECT FROM system_audit_chain WHERE chain_lane = audit_lane)
     ORDER BY 1
""")
# The hash is made here and not by datasay_audit_hash(), which whoever forges a row may have replaced.
_ROWS = """
    SELECT audit_id AS id, audit_lane_number AS number, audit_previous_hash AS previous_hash, audit_hash AS hash,
           lag(audit_lane_number) OVER chain AS number_before, lag(audit_hash) OVER chain AS hash_before,
           sha256(audit_previous_hash || convert_to(CAST(jsonb_build_array(
               audit_lane, audit_lane_number, audit_id, audit_time, audit_user_id, audit_user_role, audit_actor,
               audit_request_id, audit_table, audit_action, audit_key, audit_before, audit_after
           ) AS text), 'UTF8')) AS hash_made
      FROM system_audit_log WHERE audit_lane = :lane
    WINDOW chain AS (ORDER BY audit_lane_number, audit_id)
"""
# Every link that does not hold, and the first of the lane whether it does or not, in the order of the chain.
_LINKS = text(f"""
    SELECT id, number, number_before, encode(previous_hash, 'hex') AS previous_hash,
           previous_hash IS DISTINCT FROM hash_before AS is_severed, hash_made IS DISTINCT FROM hash AS is_changed
      FROM ({_ROWS}) AS link
     WHERE number_before IS NULL OR number <> number_before + 1 OR previous_hash <> hash_before
        OR hash_made IS DISTINCT FROM hash
     ORDER BY number, id LIMIT {FAULTS_OF_A_LANE + 1}
""")  # noqa: S608  put together of constants
_END = text("""
    SELECT audit_lane_number AS number, encode(audit_hash, 'hex') AS hash FROM system_audit_log
     WHERE audit_lane = :lane ORDER BY audit_lane_number DESC, audit_id DESC LIMIT 1
""")
_COUNT = text("SELECT count(*) FROM system_audit_log WHERE audit_lane = :lane")
_AT = text("""
    SELECT encode(audit_hash, 'hex') FROM system_audit_log WHERE audit_lane = :lane AND audit_lane_number = :number
""")
_DROPS = text("SELECT audit_after -> 'begins' AS begins FROM system_audit_log WHERE audit_action = 'archive'")
_UNGUARDED = text("""
    SELECT DISTINCT CAST(parts.relid AS text) FROM unnest(:tables) AS given (name)
     CROSS JOIN LATERAL (
         SELECT relid FROM pg_partition_tree(CAST(name AS regclass)) UNION SELECT CAST(name AS regclass)
     ) AS parts
     WHERE NOT EXISTS (
         SELECT FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
          WHERE tgrelid = parts.relid AND tgname = :trigger AND tgenabled IN ('O', 'A')
            AND tgqual IS NULL AND tgattr = '' AND tgtype & :events = :events AND proname = :calls
     ) ORDER BY 1
""").bindparams(bindparam("tables", type_=ARRAY(String)))
_INSERTED, _DELETED, _UPDATED, _TRUNCATED = 4, 8, 16, 32  # bits of pg_trigger.tgtype
_FUNCTIONS = text(r"""
    SELECT CAST(proname AS text) AS name, md5(string_agg(concat_ws(
               '|', prosrc, prosecdef, replace(array_to_string(proconfig, ','), quote_ident(current_schema()), '@')
           ), '' ORDER BY oid)) AS digest
      FROM pg_proc WHERE pronamespace = CAST(current_schema() AS regnamespace) AND proname LIKE 'datasay\_audit%'
     GROUP BY proname
""")
_ARGUMENTS = text("""
    SELECT name, CAST(parts.relid AS text) AS part, encode(tgargs, 'escape') AS arguments, (
               SELECT array_agg(CAST(attname AS text) ORDER BY place)
                 FROM pg_index, unnest(CAST(indkey AS int2[])) WITH ORDINALITY AS keys (number, place)
                 JOIN pg_attribute ON attnum = number
                WHERE indrelid = CAST(name AS regclass) AND indisprimary AND attrelid = indrelid
           ) AS keys
      FROM unnest(:tables) AS given (name)
     CROSS JOIN LATERAL (
         SELECT relid FROM pg_partition_tree(CAST(name AS regclass)) UNION SELECT CAST(name AS regclass)
     ) AS parts
      JOIN pg_trigger ON tgrelid = parts.relid AND tgname = 'datasay_audit' ORDER BY 2
""").bindparams(bindparam("tables", type_=ARRAY(String)))
_SILENCED = text(r"""
    SELECT CAST(CAST(setrole AS regrole) AS text) FROM pg_db_role_setting, unnest(setconfig) AS one
     WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
       AND one LIKE 'session\_replication\_role=%' AND one <> 'session_replication_role=origin'
""")


def listing(filters: Mapping[str, object], time_from: datetime | None, time_to: datetime | None) -> Select[Any]:
    """Rows of the log that have these values, from one moment to before another."""
    statement = select(*READ_COLUMNS).where(*(getattr(Log, name) == value for name, value in filters.items()))
    if time_from is not None:
        statement = statement.where(Log.audit_time >= time_from)
    if time_to is not None:
        statement = statement.where(Log.audit_time < time_to)
    return statement


async def list_lanes(connection: AsyncConnection) -> Sequence[RowMapping]:
    """Every lane with its head, and those that have rows but no head."""
    return (await connection.execute(_LANES)).mappings().all()


async def list_broken_links(connection: AsyncConnection, lane: int) -> Sequence[RowMapping]:
    """The first row of a lane, and each that does not follow from the one before or does not fit its own hash."""
    return (await connection.execute(_LINKS, {"lane": lane})).mappings().all()


async def find_end(connection: AsyncConnection, lane: int) -> RowMapping | None:
    """The last row of a lane."""
    return (await connection.execute(_END, {"lane": lane})).mappings().one_or_none()


async def count_rows(connection: AsyncConnection, lane: int) -> int:
    """How many rows a lane has, whatever their numbers say."""
    return int(await connection.scalar(_COUNT, {"lane": lane}) or 0)


async def find_hashes(connection: AsyncConnection, lane: int, number: int) -> Sequence[str]:
    """The hash of the row with this number; there is one unless somebody saw to it."""
    found = await connection.scalars(_AT, {"lane": lane, "number": number})
    return found.all()


async def list_dropped(connection: AsyncConnection) -> set[tuple[int, int]]:
    """Lanes and the numbers they were told to begin with, by the log's own record of dropped months."""
    told = (await connection.scalars(_DROPS)).all()
    return {(int(lane), int(number)) for begins in told for lane, number in begins.items()}


async def list_unrecorded(connection: AsyncConnection, tables: Sequence[str]) -> Sequence[str]:
    """Tables and partitions whose changes are not recorded: no trigger, or one that is off, asks first or does less."""
    told = {"trigger": "datasay_audit", "calls": "datasay_audit_change", "events": _INSERTED | _DELETED | _UPDATED}
    return (await connection.scalars(_UNGUARDED, {"tables": list(tables), **told})).all()


async def list_changeable(connection: AsyncConnection) -> Sequence[str]:
    """The log and its months, where their rows can be changed."""
    told = {"trigger": "system_audit_log_only_grows", "calls": "datasay_audit_refuse", "events": _DELETED | _UPDATED}
    return (await connection.scalars(_UNGUARDED, {"tables": ["system_audit_log"], **told})).all()


async def list_digests(connection: AsyncConnection) -> dict[str, str]:
    """MD5 of what the functions of the log do, and in whose name and where they look, as they are in the database."""
    return {row.name: row.digest for row in await connection.execute(_FUNCTIONS)}


async def list_arguments(connection: AsyncConnection, tables: Sequence[str]) -> Sequence[RowMapping]:
    """What the triggers of these tables and their partitions are told: `name`, `part`, `keys` of the table, and
    `arguments`, each ended by `\\000`.
    """
    return (await connection.execute(_ARGUMENTS, {"tables": list(tables)})).mappings().all()


async def list_silenced(connection: AsyncConnection) -> Sequence[str]:
    """Roles for whose sessions no trigger of ours fires; `-` for all of them."""
    return (await connection.scalars(_SILENCED)).all()

"""The SQL of the audit log: its pages, and what tells whether it is whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from datasay.core.pages import Keyset
from datasay.system_audit.models import SystemAuditLog
from datasay.system_audit.schemas import AuditRead

Log = SystemAuditLog
READ_COLUMNS = [getattr(Log, name) for name in AuditRead.model_fields]
KEYSET = Keyset(Log.audit_id, {"audit_time": Log.audit_time}, "-audit_time")
FAULTS_OF_A_LANE = 100  # shown at most: where thousands of rows were changed, a hundred say as much

_LANES = text("""
    SELECT chain_lane AS lane, chain_number AS number, pg_catalog.encode(chain_hash, 'hex') AS hash,
           chain_begin_number AS begin_number, pg_catalog.encode(chain_begin_hash, 'hex') AS begin_hash
      FROM system_audit_chain
    UNION ALL
    SELECT DISTINCT audit_lane, CAST(NULL AS bigint), NULL, CAST(NULL AS bigint), NULL FROM system_audit_log
     WHERE NOT EXISTS (SELECT FROM system_audit_chain WHERE chain_lane = audit_lane)
     ORDER BY 1
""")
# The hash is made here and not by datasay_audit_hash(), which whoever forges a row may have replaced; and by functions
# that are named in full, for one of the same name that fits the types better would be called instead of PostgreSQL's.
_ROWS = """
    SELECT audit_id AS id, audit_lane_number AS number, audit_previous_hash AS previous_hash, audit_hash AS hash,
           pg_catalog.lag(audit_lane_number) OVER chain AS number_before,
           pg_catalog.lag(audit_hash) OVER chain AS hash_before,
           pg_catalog.sha256(
               audit_previous_hash OPERATOR(pg_catalog.||)
               pg_catalog.convert_to(CAST(pg_catalog.jsonb_build_array(
                   audit_lane, audit_lane_number, audit_id, audit_time, audit_user_id, audit_user_role, audit_actor,
                   audit_request_id, audit_table, audit_action, audit_key, audit_before, audit_after
               ) AS text), 'UTF8')
           ) AS hash_made
      FROM system_audit_log WHERE audit_lane = :lane
    WINDOW chain AS (ORDER BY audit_lane_number, audit_id)
"""
# Every link that does not hold, and the first of the lane whether it does or not, in the order of the chain.
_LINKS = text(f"""
    SELECT id, number, number_before, pg_catalog.encode(previous_hash, 'hex') AS previous_hash,
           previous_hash IS DISTINCT FROM hash_before AS is_severed, hash_made IS DISTINCT FROM hash AS is_changed
      FROM ({_ROWS}) AS link
     WHERE number_before IS NULL OR number <> number_before + 1 OR previous_hash <> hash_before
        OR hash_made IS DISTINCT FROM hash
     ORDER BY number, id LIMIT {FAULTS_OF_A_LANE + 1}
""")  # noqa: S608  put together of constants
_END = text("""
    SELECT audit_lane_number AS number, pg_catalog.encode(audit_hash, 'hex') AS hash, audit_time AS time
      FROM system_audit_log WHERE audit_lane = :lane ORDER BY audit_lane_number DESC, audit_id DESC LIMIT 1
""")
_COUNT = text("SELECT pg_catalog.count(*) FROM system_audit_log WHERE audit_lane = :lane")
_AT = text("""
    SELECT pg_catalog.encode(audit_hash, 'hex') FROM system_audit_log
     WHERE audit_lane = :lane AND audit_lane_number = :number
""")
_DROPS = text("""
    SELECT audit_time AS time, pg_catalog.jsonb_extract_path_text(audit_key, 'partition') AS partition,
           pg_catalog.jsonb_extract_path(audit_after, 'begins') AS begins
      FROM system_audit_log WHERE CAST(audit_action AS text) = 'archive'
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


async def list_drops(connection: AsyncConnection) -> Sequence[RowMapping]:
    """The log's own record of dropped months: `time`, `partition`, `begins` by lane."""
    return (await connection.execute(_DROPS)).mappings().all()

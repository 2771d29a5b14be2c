"""The partitions of the database: which there are, and making the months ahead."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_MAKE = text("SELECT datasay_make_month_partitions(:months_ahead)")
_LIST = text("""
    SELECT parent.relname AS table_name, child.relname AS partition_name,
           pg_get_expr(child.relpartbound, child.oid) AS partition_bounds,
           pg_total_relation_size(child.oid) AS partition_bytes
      FROM pg_inherits
      JOIN pg_class child ON child.oid = inhrelid AND child.relkind = 'r'
      JOIN pg_class parent ON parent.oid = inhparent
     WHERE parent.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
     ORDER BY parent.relname, child.relname
""")


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition; `partition_bounds` as PostgreSQL writes them, `partition_bytes` with its indexes."""

    table_name: str
    partition_name: str
    partition_bounds: str
    partition_bytes: int


async def make_month_partitions(connection: AsyncConnection, months_ahead: int = 3) -> int:
    """Make the partitions of last month, this month and `months_ahead` more that are missing; return how many."""
    made: int = await connection.scalar(_MAKE, {"months_ahead": months_ahead}) or 0
    return made


async def list_partitions(connection: AsyncConnection) -> list[Partition]:
    """Every partition, by table and name."""
    rows = await connection.execute(_LIST)
    return [Partition(*row) for row in rows]

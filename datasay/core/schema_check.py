"""Whether a live database is what the models say, down to defaults, CHECKs, indexes and comments.

The models are built as temporary tables in a transaction that is rolled back, and PostgreSQL describes both sides in
its own words, so nothing has to be guessed about how it would spell an expression.
"""

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

from datasay.core.tables import Base
from datasay.wording.told import Told

# One row per table, column, constraint and index of a schema. Left out are partitions, which come and go with the
# months, and the foreign keys that PostgreSQL adds to them by itself (those have a parent).
_FACTS = text("""
    WITH tables AS (
        SELECT c.oid, c.relname,
               CASE WHEN n.oid = pg_my_temp_schema() THEN 'pg_temp.' ELSE quote_ident(n.nspname) || '.' END AS prefix
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relnamespace = CAST(:schema AS oid) AND c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND c.relname <> 'alembic_version'
    )
    SELECT 'table ' || relname AS subject,
           concat_ws(' ', 'PARTITION BY ' || pg_get_partkeydef(oid), obj_description(oid, 'pg_class')) AS fact
      FROM tables
    UNION ALL
    SELECT 'column ' || relname || '.' || attname,
           concat_ws(' ', format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'NOT NULL' END,
                     CASE WHEN attgenerated = 's' THEN 'GENERATED AS ' ELSE 'DEFAULT ' END
                       || pg_get_expr(adbin, adrelid),
                     col_description(attrelid, attnum))
      FROM tables JOIN pg_attribute ON attrelid = tables.oid AND attnum > 0 AND NOT attisdropped
      LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    UNION ALL
    SELECT 'constraint ' || conname || ' of ' || relname, pg_get_constraintdef(pg_constraint.oid)
      FROM tables JOIN pg_constraint ON conrelid = tables.oid AND conparentid = 0
    UNION ALL
    SELECT 'index ' || i.relname || ' of ' || tables.relname, replace(pg_get_indexdef(i.oid), prefix, '')
      FROM tables JOIN pg_index ON indrelid = tables.oid JOIN pg_class i ON i.oid = indexrelid
""")
_LIVE_SCHEMA = text("SELECT oid FROM pg_namespace WHERE nspname = current_schema()")
_TEMPORARY_SCHEMA = text("SELECT pg_my_temp_schema()")


async def compare(engine: AsyncEngine) -> list[Told]:
    """Every difference between the imported models and the database; empty when there is none.

    The caller imports the models first (`datasay.migrations.models.load_models()`); a standby server cannot be
    compared, as it makes no temporary tables. Raises OSError or DBAPIError when the database is away or refuses.
    """
    if not Base.metadata.tables:
        raise RuntimeError("No models are imported: call datasay.migrations.models.load_models() first.")
    async with engine.connect() as connection:
        try:
            return await connection.run_sync(_revision_differences) + await connection.run_sync(_table_differences)
        finally:
            await connection.rollback()


def applied_revisions(connection: Connection) -> set[str]:
    """The newest migrations that this database has; empty for a database that was never migrated."""
    return set(MigrationContext.configure(connection).get_current_heads())


def _revision_differences(connection: Connection) -> list[Told]:
    config = Config()
    config.set_main_option("script_location", "datasay:migrations")
    wanted = set(ScriptDirectory.from_config(config).get_heads())
    applied = applied_revisions(connection)
    if wanted == applied:
        return []
    return [
        Told(
            "migrations: the database is at {applied}, the code at {wanted}",
            "迁移：数据库在 {applied}，代码在 {wanted}",
            applied=sorted(applied) or Told("no revision", "没有版本"),
            wanted=sorted(wanted),
        )
    ]


def _table_differences(connection: Connection) -> list[Told]:
    live = _facts(connection, connection.scalar(_LIVE_SCHEMA))
    # From here on the temporary tables hide the live ones from this transaction, and from it alone.
    Base.metadata.create_all(connection.execution_options(schema_translate_map={None: "pg_temp"}), checkfirst=False)
    wanted = _facts(connection, connection.scalar(_TEMPORARY_SCHEMA))
    differences = [
        Told(
            "missing in the database: {subject}: {fact}",
            "数据库里缺少：{subject}: {fact}",
            subject=subject,
            fact=wanted[subject],
        )
        for subject in wanted.keys() - live.keys()
    ]
    differences += [
        Told(
            "in the database only: {subject}: {fact}",
            "只在数据库里有：{subject}: {fact}",
            subject=subject,
            fact=live[subject],
        )
        for subject in live.keys() - wanted.keys()
    ]
    differences += [
        Told(
            "different: {subject}: the models say “{wanted}”, the database “{live}”",
            "不同：{subject}：模型是“{wanted}”，数据库是“{live}”",
            subject=subject,
            wanted=wanted[subject],
            live=live[subject],
        )
        for subject in wanted.keys() & live.keys()
        if wanted[subject] != live[subject]
    ]
    return sorted(differences, key=str)


def _facts(connection: Connection, schema: int | None) -> dict[str, str]:
    return {row.subject: row.fact for row in connection.execute(_FACTS, {"schema": schema})}

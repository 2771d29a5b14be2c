"""The SQL of what surrounds the audit log: triggers, functions, rules and settings, as the catalog has them.

It runs with PostgreSQL's own names first (`look_only_there`), so that nothing of the same name is asked instead.
"""

from collections.abc import Sequence

from sqlalchemy import RowMapping, String, TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection

_FIRST = text("SELECT set_config('search_path', concat('pg_catalog, ', quote_ident(:schema), ', pg_temp'), true)")
_SCHEMA = text("SELECT pg_catalog.current_schema()")


# The tables with all that belongs to them: partitions, and children that merely inherit.
_PARTS = """
    WITH RECURSIVE parts (name, part, is_child) AS (
        SELECT name, CAST(CAST(name AS regclass) AS oid), false FROM unnest(:tables) AS given (name)
        UNION
        SELECT name, inhrelid, is_child OR NOT relispartition
          FROM parts JOIN pg_inherits ON inhparent = part JOIN pg_class ON pg_class.oid = inhrelid
    )
"""


def _of_parts(sql: str) -> TextClause:
    return text(_PARTS + sql).bindparams(bindparam("tables", type_=ARRAY(String)))


_TABLES = _of_parts("""
    SELECT name, CAST(CAST(part AS regclass) AS text) AS part, is_child,
           relkind IN ('r', 'p') AND relpersistence = 'p' AS is_table, (
               SELECT array_agg(CAST(attname AS text) ORDER BY place)
                 FROM pg_index, unnest(CAST(indkey AS int2[])) WITH ORDINALITY AS keys (number, place)
                 JOIN pg_attribute ON attnum = number
                WHERE indrelid = CAST(name AS regclass) AND indisprimary AND attrelid = indrelid
           ) AS keys
      FROM parts JOIN pg_class ON pg_class.oid = part ORDER BY 2
""")
# One that asks first (WHEN), waits for its columns or is put off to the end of the transaction does not always work.
_TRIGGERS = _of_parts("""
    SELECT CAST(CAST(part AS regclass) AS text) AS part, CAST(tgname AS text) AS trigger, tgtype AS kind,
           encode(tgargs, 'escape') AS arguments,
           CASE WHEN CAST(CAST(pronamespace AS regnamespace) AS text) = quote_ident(:schema)
                THEN CAST(proname AS text) ELSE '' END AS calls,
           tgenabled IN ('O', 'A') AND tgqual IS NULL AND tgattr = '' AND NOT tgdeferrable AS is_sure
      FROM parts JOIN pg_trigger ON tgrelid = part JOIN pg_proc ON pg_proc.oid = tgfoid
     WHERE NOT tgisinternal ORDER BY 1, 2
""")
_RULES = _of_parts("""
    SELECT CAST(CAST(part AS regclass) AS text) AS part, CAST(rulename AS text) AS rule
      FROM parts JOIN pg_rewrite ON ev_class = part ORDER BY 1, 2
""")
_FUNCTIONS = text(r"""
    SELECT CAST(proname AS text) AS name, md5(string_agg(concat_ws(
               '|', prosrc, prokind, lanname, prosecdef, proisstrict, proretset, provolatile, proparallel,
               pg_get_function_arguments(pg_proc.oid), CAST(CAST(prorettype AS regtype) AS text),
               replace(array_to_string(proconfig, ','), quote_ident(:schema), '@'), prosqlbody IS NULL,
               NOT prosecdef OR proowner = (
                   SELECT relowner FROM pg_class WHERE oid = CAST('system_audit_log' AS regclass)
               )
           ), '' ORDER BY pg_get_function_arguments(pg_proc.oid))) AS digest
      FROM pg_proc JOIN pg_language ON pg_language.oid = prolang
     WHERE CAST(CAST(pronamespace AS regnamespace) AS text) = quote_ident(:schema) AND proname LIKE 'datasay\_audit%'
     GROUP BY proname
""")
# What takes none but PostgreSQL's own types or a row of a table; an extension's has a type of its own (vector).
_SHADOWS = text("""
    WITH named AS (
        SELECT CAST(CAST(oid AS regprocedure) AS text) AS name, CAST(proargtypes AS oid[]) AS types FROM pg_proc AS ours
         WHERE CAST(CAST(pronamespace AS regnamespace) AS text) = quote_ident(:schema) AND EXISTS (
             SELECT FROM pg_proc AS theirs
              WHERE theirs.pronamespace = CAST('pg_catalog' AS regnamespace) AND theirs.proname = ours.proname
         )
        UNION ALL
        SELECT CAST(CAST(oid AS regoperator) AS text), ARRAY[oprleft, oprright] FROM pg_operator AS ours
         WHERE CAST(CAST(oprnamespace AS regnamespace) AS text) = quote_ident(:schema) AND EXISTS (
             SELECT FROM pg_operator AS theirs
              WHERE theirs.oprnamespace = CAST('pg_catalog' AS regnamespace) AND theirs.oprname = ours.oprname
         )
    )
    SELECT name FROM named WHERE NOT EXISTS (
        SELECT FROM pg_depend WHERE classid = CAST('pg_type' AS regclass) AND objid = ANY (types) AND deptype = 'e'
    ) ORDER BY 1
""")
# Of the log, its months and its heads, and of the functions that only their owner may call.
_GRANTS = text(r"""
    SELECT DISTINCT CAST(CAST(grantee AS regrole) AS text) AS role, granted FROM (
        SELECT CAST(CAST(oid AS regclass) AS text) AS granted, relowner AS owner, rights.*
          FROM pg_class, aclexplode(relacl) AS rights
         WHERE relname ~ '^system_audit_(chain|log)' AND relkind IN ('r', 'p') AND privilege_type <> 'SELECT'
           AND CAST(CAST(relnamespace AS regnamespace) AS text) = quote_ident(:schema)
        UNION ALL
        SELECT CAST(proname AS text), (SELECT relowner FROM pg_class WHERE oid = CAST('system_audit_log' AS regclass)),
               rights.*
          FROM pg_proc, aclexplode(coalesce(proacl, acldefault('f', proowner))) AS rights
         WHERE proname IN ('datasay_audit', 'datasay_audit_write', 'datasay_drop_audit_month')
           AND CAST(CAST(pronamespace AS regnamespace) AS text) = quote_ident(:schema)
    ) AS granted WHERE grantee <> owner ORDER BY 2, 1
""")
_SILENCED = text(r"""
    SELECT CAST(CAST(setrole AS regrole) AS text) FROM pg_db_role_setting, unnest(setconfig) AS one
     WHERE setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
       AND one LIKE 'session\_replication\_role=%' AND one <> 'session_replication_role=origin'
    UNION
    SELECT '-' FROM pg_settings WHERE name = 'session_replication_role' AND setting <> 'origin'
""")


async def look_only_there(connection: AsyncConnection) -> str:
    """Find PostgreSQL's own names before all others until the transaction ends; the name of the tables' schema."""
    schema = str(await connection.scalar(_SCHEMA))
    await connection.execute(_FIRST, {"schema": schema})
    return schema


async def list_tables(connection: AsyncConnection, tables: Sequence[str]) -> Sequence[RowMapping]:
    """These tables and all parts of them: `name`, `part`, `is_child` if it only inherits, whether it `is_table` that
    outlives a crash, `keys` of the table.
    """
    return (await connection.execute(_TABLES, {"tables": list(tables)})).mappings().all()


async def list_triggers(connection: AsyncConnection, schema: str, tables: Sequence[str]) -> Sequence[RowMapping]:
    """Of these tables and their parts: `part`, `trigger`, `kind` (bits of pg_trigger.tgtype), the function of ours it
    `calls`, its `arguments`, each ended by `\\000`, and whether it `is_sure` to work.
    """
    given = {"tables": list(tables), "schema": schema}
    return (await connection.execute(_TRIGGERS, given)).mappings().all()


async def list_rules(connection: AsyncConnection, tables: Sequence[str]) -> Sequence[RowMapping]:
    """Of these tables and their parts: `part` and `rule`."""
    return (await connection.execute(_RULES, {"tables": list(tables)})).mappings().all()


async def list_digests(connection: AsyncConnection, schema: str) -> dict[str, str]:
    """MD5 of what the functions of the log do, in whose name, where they look and how they are called."""
    return {row.name: row.digest for row in await connection.execute(_FUNCTIONS, {"schema": schema})}


async def list_shadows(connection: AsyncConnection, schema: str) -> Sequence[str]:
    """Functions and operators beside our tables that are named as PostgreSQL's own are."""
    return (await connection.scalars(_SHADOWS, {"schema": schema})).all()


async def list_grants(connection: AsyncConnection, schema: str) -> Sequence[RowMapping]:
    """Roles that may write the log without being its owner, `-` for all: `role` and what was `granted` to it."""
    return (await connection.execute(_GRANTS, {"schema": schema})).mappings().all()


async def list_silenced(connection: AsyncConnection) -> Sequence[str]:
    """Roles for whose sessions no trigger of ours fires; `-` for all of them."""
    return (await connection.scalars(_SILENCED)).all()

"""Whether the application is bound by the policies of the rows, and how it steps down where its role is above them."""

from enum import StrEnum

import asyncpg

from datasay.wording.told import Told

BOUND_ROLE = "datasay_bound"
# A role above the policies steps down to the bound one for as long as the connection lives; others stay who they are.
STEP_DOWN = f"""
SELECT CASE WHEN rolsuper OR rolbypassrls OR pg_has_role((SELECT relowner FROM pg_class WHERE oid = guarded), 'MEMBER')
            THEN set_config('role', '{BOUND_ROLE}', false) END
  FROM pg_roles, to_regclass('user_auth_basic') AS guarded
 WHERE rolname = session_user AND guarded IS NOT NULL
   AND EXISTS (SELECT FROM pg_roles WHERE rolname = '{BOUND_ROLE}' AND pg_has_role(oid, 'MEMBER'))
"""  # noqa: S608  a name of ours
_READ = """
    SELECT current_user = session_user AS is_itself, rolsuper OR rolbypassrls AS is_above,
           pg_has_role(relowner, 'USAGE') AS is_owner, relrowsecurity AS guarded, relforcerowsecurity AS forced
      FROM pg_roles, pg_class WHERE rolname = current_user AND pg_class.oid = to_regclass('user_auth_basic')
"""


UNBOUND_CURE = Told(
    "The application's role is above the policies of the rows, or owns the tables without being bound. Run"
    " `datasay db upgrade`, with DATASAY_DATABASE_OWNER_URL where another role migrates.",
    "应用的角色不受行级规则约束，或拥有表却没有被约束。请运行 `datasay db upgrade`；由另一角色迁移时设置"
    " DATASAY_DATABASE_OWNER_URL。",
)


class Binding(StrEnum):
    """How the application's role is bound by the policies."""

    OWNS_NOTHING = "owns nothing"
    STEPPED_DOWN = "stepped down"
    FORCED = "forced"
    UNBOUND = "unbound"


async def read_binding(url: str) -> Binding | None:
    """How the role of this address is bound; None where the tables are not there yet.

    Raises OSError, TimeoutError or asyncpg.PostgresError when the database cannot be asked.
    """
    connection = await asyncpg.connect(plain_address(url), timeout=5)
    try:
        await step_down(connection)
        found = await connection.fetchrow(_READ)
    finally:
        await connection.close(timeout=5)
    if found is None:
        return None
    if not found["guarded"] or found["is_above"] or (found["is_owner"] and not found["forced"]):
        return Binding.UNBOUND
    if found["is_owner"]:
        return Binding.FORCED
    return Binding.OWNS_NOTHING if found["is_itself"] else Binding.STEPPED_DOWN


def plain_address(url: str) -> str:
    """SQLAlchemy's address as asyncpg itself reads it."""
    start, mark, query = url.replace("+asyncpg", "", 1).partition("?")
    options = [part for part in query.split("&") if not part.startswith("prepared_statement_cache_size=")]
    return start + mark + "&".join(f"sslmode={one[4:]}" if one.startswith("ssl=") else one for one in options)


async def step_down(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    """Let a new connection's role be a bound one."""
    await connection.execute(STEP_DOWN)

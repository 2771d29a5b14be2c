"""Whether anybody can get in: an administrator whose password was missed is said how to get one."""

import asyncpg

_UNUSED = """
    SELECT min(user_name) FROM user_auth_basic WHERE user_role = 'super_admin' AND user_status = 'active'
    HAVING count(user_last_login_time) = 0
"""
_AS_PLATFORM = {"datasay.user_role": "system"}  # where policies are forced upon the owner


async def unused_administrator(owner_url: str) -> str | None:
    """The name of an administrator, if none of them has ever logged in; None also when it cannot be asked."""
    try:
        connection = await asyncpg.connect(
            owner_url.replace("+asyncpg", "", 1), timeout=5, server_settings=_AS_PLATFORM
        )
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError):
        return None
    try:
        name = await connection.fetchval(_UNUSED, timeout=5)
    except (OSError, TimeoutError, asyncpg.PostgresError):
        return None
    finally:
        await connection.close(timeout=5)
    return None if name is None else str(name)

"""Whether anybody can get in: an administrator whose password was missed is said how to get one."""

from datasay.cli.embedded.freshness import ask_owner

_UNUSED = """
    SELECT min(user_name) FROM user_auth_basic WHERE user_role = 'super_admin' AND user_status = 'active'
    HAVING count(user_last_login_time) = 0
"""


async def unused_administrator(owner_url: str) -> str | None:
    """The name of an administrator, if none of them has ever logged in; None also when it cannot be asked."""
    return await ask_owner(owner_url, _UNUSED)

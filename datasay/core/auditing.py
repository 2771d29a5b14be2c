"""Noting in the audit log what is no change of a row; the changes themselves are written by triggers.

It stands in the core so that every module can note what happens in it; who may read it is the matter of
`system_audit`.
"""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy import Integer, String, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

_LONGEST = 200
_NOTE = select(
    func.datasay_audit_note(
        bindparam("action", type_=String),
        bindparam("subject", type_=String),
        bindparam("key", type_=JSONB(none_as_null=True)),
        bindparam("details", type_=JSONB),
        bindparam("acting_user", type_=Integer),
    )
)


class AuditAction(StrEnum):
    """What happened: a change of a row up to `password_change`, an event after it.

    `archive` is the dropping of the oldest month.
    """

    INSERT = "insert"
    UPDATE = "update"
    DELETE = "delete"
    TRUNCATE = "truncate"
    ROLE_CHANGE = "role_change"
    PASSWORD_CHANGE = "password_change"  # noqa: S105  the name of an event
    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    EXPORT = "export"
    LABEL_SWITCH = "label_switch"
    ARCHIVE = "archive"


def plain(text: str, longest: int = _LONGEST) -> str:
    """A text from outside as one short line: what cannot be printed is escaped, what is too long is cut."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text[:longest])
    return shown[:longest]


async def note(
    session: AsyncSession,
    action: AuditAction,
    table: str,
    key: Mapping[str, int | str] | None,
    *,
    user_id: int | None = None,
    **details: str | int | None,
) -> None:
    """Write an event into the audit log, in this transaction: it is there exactly if what it tells of is.

    `table` and `key` name the row it is about; `user_id` whose event it is, where that is not the acting user (a login
    makes one). Raises whatever the database does when the action is one of a row's changes.
    """
    given = {name: plain(value) if isinstance(value, str) else value for name, value in details.items()}
    values = {"action": action, "subject": table, "key": key and dict(key), "details": given, "acting_user": user_id}
    await session.execute(_NOTE, values)

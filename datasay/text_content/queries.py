"""The SQL of texts."""

from typing import Any

from sqlalchemy import RowMapping, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from datasay.core.pages import Keyset
from datasay.text_content.models import TextContentBasic
from datasay.text_content.schemas import TextRead

Text = TextContentBasic

READ_COLUMNS = [getattr(Text, name) for name in TextRead.model_fields]
KEYSET = Keyset(
    Text.text_id,
    {
        "text_created_time": Text.text_created_time,
        "text_updated_time": Text.text_updated_time,
        "text_title": Text.text_title,
        "text_id": Text.text_id,
    },
    "-text_created_time",
)
# Built once: putting a statement together costs more than the database needs to answer it.
_GET = select(*READ_COLUMNS).where(
    Text.text_id == bindparam("text_id"),
    Text.text_created_user_id == bindparam("user_id"),
    Text.text_deleted_time.is_(None),
)
_LIST = select(*READ_COLUMNS).where(Text.text_created_user_id == bindparam("user_id"), Text.text_deleted_time.is_(None))


def listing(user_id: int) -> Select[Any]:
    """The texts of one user that are not deleted."""
    return _LIST.params(user_id=user_id)


async def find_read(connection: AsyncConnection, text_id: int, user_id: int) -> RowMapping | None:
    """One text of this user, as it is shown."""
    return (await connection.execute(_GET, {"text_id": text_id, "user_id": user_id})).mappings().one_or_none()


async def find_text(session: AsyncSession, text_id: int, user_id: int, *, lock: bool = False) -> Text | None:
    """One text of this user."""
    statement = select(Text).where(
        Text.text_id == text_id, Text.text_created_user_id == user_id, Text.text_deleted_time.is_(None)
    )
    return await session.scalar(statement.with_for_update() if lock else statement)

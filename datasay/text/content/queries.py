"""The SQL of texts."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.search.models import SearchKind
from datasay.search.sources import SearchKeyset, Source
from datasay.text.content.models import TextContentBasic
from datasay.text.content.schemas import TextCreate, TextDeletedRead, TextRead

Text = TextContentBasic

READ_COLUMNS = [getattr(Text, name) for name in TextRead.model_fields]
KEYSET = SearchKeyset(
    Text.text_id,
    {
        "text_created_time": Text.text_created_time,
        "text_updated_time": Text.text_updated_time,
        "text_title": Text.text_title,
        "text_id": Text.text_id,
    },
    "-text_created_time",
)
SEARCHED = Source(
    SearchKind.TEXT,
    KEYSET,
    title=Text.text_title,
    tags=Text.text_tags,
    body=Text.text_content,
    deleted=Text.text_deleted_time,
)
DELETED_KEYSET = Keyset(Text.text_id, {"text_deleted_time": Text.text_deleted_time}, "-text_deleted_time")
# Built once: putting a statement together costs more than the database needs to answer it.
_GET = select(*READ_COLUMNS).where(
    Text.text_id == bindparam("text_id"),
    Text.text_created_user_id == bindparam("user_id"),
    Text.text_deleted_time.is_(None),
)
LIST = select(*READ_COLUMNS).where(Text.text_created_user_id == bindparam("user_id"), Text.text_deleted_time.is_(None))
_DELETED = select(*(getattr(Text, name) for name in TextDeletedRead.model_fields)).where(
    Text.text_created_user_id == bindparam("user_id"), Text.text_deleted_time.is_not(None)
)
_INSERT = insert(Text).returning(Text)
_WRITTEN = (*TextCreate.model_fields, "text_word_count", "text_created_user_id")
_KEEP = (
    insert(Text.__table__).values({name: bindparam(name) for name in _WRITTEN}).returning(*READ_COLUMNS)  # type: ignore[arg-type]  # a Table, says the model
)
# The trigger counts version and revision, so they are read back; what the session held before is out of date.
_UPDATED = {"populate_existing": True, "synchronize_session": False}


async def find_read(database: Database, text_id: int, user_id: int) -> Row | None:
    """One text of this user, as it is shown."""
    return await database.fetch_one(_GET, {"text_id": text_id, "user_id": user_id})


async def find_text(session: AsyncSession, text_id: int, user_id: int, *, lock: bool = False) -> Text | None:
    """One text of this user."""
    statement = select(Text).where(
        Text.text_id == text_id, Text.text_created_user_id == user_id, Text.text_deleted_time.is_(None)
    )
    return await session.scalar(statement.with_for_update() if lock else statement)


async def lock_texts(session: AsyncSession, user_id: int, text_ids: Sequence[int], *, unedited: bool) -> Sequence[int]:
    """Those of these texts of the user that are there (and were never changed), against who wants to change them."""
    statement = select(Text.text_id).where(
        Text.text_id.in_(text_ids), Text.text_created_user_id == user_id, Text.text_deleted_time.is_(None)
    )
    if unedited:
        statement = statement.where(Text.text_revision == 1)
    return (await session.scalars(statement.order_by(Text.text_id).with_for_update())).all()


def deleted_listing(user_id: int) -> Select[Any]:
    """The deleted texts of one user."""
    return _DELETED.params(user_id=user_id)


async def lock_any_text(session: AsyncSession, text_id: int) -> Text | None:
    """A text of anybody, deleted or not."""
    return await session.scalar(select(Text).where(Text.text_id == text_id).with_for_update())


async def keep_text(database: Database, values: Mapping[str, object]) -> Row:
    """A new text, as it is shown, in a transaction of its own."""
    row = await database.change(_KEEP, values)
    assert row is not None, "an INSERT without a condition returns its row"
    return row


async def insert_text(session: AsyncSession, values: Mapping[str, object]) -> Text:
    """A new text, with what the database filled in, in one round trip."""
    return (await session.scalars(_INSERT, [dict(values)])).one()


async def change_text(session: AsyncSession, text_id: int, values: Mapping[str, object]) -> Text:
    """The text as it is after the change. What the values replace is kept as a version by a trigger."""
    statement = update(Text).where(Text.text_id == text_id).values(**values).returning(Text)
    return (await session.scalars(statement, execution_options=_UPDATED)).one()

"""The SQL of analyses."""

from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.core.tables import JsonObject
from datasay.text.analyse.models import TextAnalyseResult
from datasay.text.analyse.schemas import AnalyseListed
from datasay.text.content.models import TextContentBasic

Analysis = TextAnalyseResult
Text = TextContentBasic

_STALE: ColumnElement[bool] = (Analysis.analyse_text_version != Text.text_version).label("analyse_stale")
_LISTED = [_STALE if name == "analyse_stale" else getattr(Analysis, name) for name in AnalyseListed.model_fields]
KEYSET = Keyset(
    Analysis.analyse_id,
    {"analyse_created_time": Analysis.analyse_created_time, "analyse_id": Analysis.analyse_id},
    "-analyse_created_time",
)


def _owned(statement: Select[Any], text_id: int, user_id: int) -> Select[Any]:
    """Of a text of this user that is not deleted."""
    return statement.join(Text, Text.text_id == Analysis.text_id).where(
        Analysis.text_id == text_id, Text.text_created_user_id == user_id, Text.text_deleted_time.is_(None)
    )


def listing(text_id: int, user_id: int) -> Select[Any]:
    """The analyses of one text, without their results."""
    return _owned(select(*_LISTED), text_id, user_id)


async def has_text(database: Database, text_id: int, user_id: int) -> bool:
    """Whether this user has that text."""
    statement = select(Text.text_id).where(
        Text.text_id == text_id, Text.text_created_user_id == user_id, Text.text_deleted_time.is_(None)
    )
    return await database.fetch_value(statement) is not None


def _shown(text_id: int, analyse_id: int, user_id: int) -> Select[Any]:
    statement = _owned(select(*_LISTED, Analysis.analyse_result), text_id, user_id)
    return statement.where(Analysis.analyse_id == analyse_id)


async def find_read(database: Database, text_id: int, analyse_id: int, user_id: int) -> Row | None:
    """One analysis as it is shown."""
    return await database.fetch_one(_shown(text_id, analyse_id, user_id))


async def find_read_in(session: AsyncSession, text_id: int, analyse_id: int, user_id: int) -> RowMapping | None:
    """The same, as this transaction sees it."""
    found = await session.execute(_shown(text_id, analyse_id, user_id))
    row: RowMapping | None = found.mappings().one_or_none()
    return row


async def find_kept(
    session: AsyncSession, text_id: int, text_version: int, analyse_type: str, model_version: str, options: JsonObject
) -> int | None:
    """The analysis that answers this very question already."""
    statement = select(Analysis.analyse_id).where(
        Analysis.text_id == text_id,
        Analysis.analyse_type == analyse_type,
        Analysis.analyse_text_version == text_version,
        Analysis.analyse_model_version == model_version,
        Analysis.analyse_options == options,
    )
    return await session.scalar(statement)


async def keep(session: AsyncSession, values: dict[str, object]) -> int | None:
    """Insert an analysis; None when the same question was answered in the meantime."""
    statement = insert(Analysis).values(values).on_conflict_do_nothing().returning(Analysis.analyse_id)
    return await session.scalar(statement)

"""The SQL of versions: the replaced ones from their own table, the present one from the text, as one list."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, Integer, Select, and_, any_, bindparam, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from datasay.core.database import Database
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.text.content.models import TextContentBasic, TextContentVersion
from datasay.text.content.schemas import TextVersionItem, TextVersionRead

Text = TextContentBasic
_before = aliased(TextContentVersion)  # the version that the present one replaced: it knows by whom and when
_PRESENT: dict[str, Any] = {  # Any: columns of several types
    "text_id": Text.text_id,
    "text_version": Text.text_version,
    "version_title": Text.text_title,
    "version_content": Text.text_content,
    "version_language": Text.text_language,
    "version_tags": Text.text_tags,
    "version_scenes": Text.text_scenes,
    "version_word_count": Text.text_word_count,
    "version_length": func.length(Text.text_content),
    "version_created_user_id": func.coalesce(_before.version_replaced_user_id, Text.text_created_user_id),
    "version_created_time": func.coalesce(_before.version_replaced_time, Text.text_created_time),
}


def _versions(names: Iterable[str]) -> type[TextContentVersion]:
    """These columns of all versions of the text `:text_id`."""
    names = list(names)
    replaced = select(*(getattr(TextContentVersion, name) for name in names)).where(
        TextContentVersion.text_id == bindparam("text_id")
    )
    present = (
        select(*(_PRESENT[name].label(name) for name in names))
        .outerjoin(_before, and_(_before.text_id == Text.text_id, _before.text_version == Text.text_version - 1))
        .where(Text.text_id == bindparam("text_id"))
    )
    return aliased(TextContentVersion, union_all(replaced, present).subquery(), adapt_on_names=True)


_Item = _versions(TextVersionItem.model_fields)
_Whole = _versions(TextVersionRead.model_fields)
KEYSET = Keyset(_Item.text_version, {"text_version": _Item.text_version}, "-text_version")
_LIST = select(*(getattr(_Item, name) for name in TextVersionItem.model_fields))
_GET = select(*(getattr(_Whole, name) for name in TextVersionRead.model_fields)).where(
    _Whole.text_version == any_(bindparam("versions", type_=ARRAY(Integer)))
)
_OWN = select(Text.text_id).where(
    Text.text_id == bindparam("text_id"),
    Text.text_created_user_id == bindparam("user_id"),
    Text.text_deleted_time.is_(None),
)


def listing(text_id: int) -> Select[Any]:
    """The versions of a text, without their content."""
    return _LIST.params(text_id=text_id)


async def is_own(database: Database, text_id: int, user_id: int) -> bool:
    """Whether there is such a text of this user."""
    return await database.fetch_value(_OWN, {"text_id": text_id, "user_id": user_id}) is not None


async def find_versions(database: Database, text_id: int, versions: Sequence[int]) -> dict[int, Row]:
    """These versions of a text, whole, by number; those it does not have are missing."""
    rows = await database.fetch(_GET, {"text_id": text_id, "versions": list(versions)})
    return {row["text_version"]: row for row in rows}


async def find_version(session: AsyncSession, text_id: int, version: int) -> Row | None:
    """One version of a text, whole, as this transaction sees it."""
    found = (await session.execute(_GET, {"text_id": text_id, "versions": [version]})).mappings().one_or_none()
    return None if found is None else dict(found)

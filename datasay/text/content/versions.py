"""The rules of versions: read them, compare two, make an old one the present one again."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.pages import PageQuery
from datasay.core.reading import Row
from datasay.text.content import version_queries as queries
from datasay.text.content.difference import Difference, compare_texts
from datasay.text.content.errors import TextNotFound, TextVersionNotFound
from datasay.text.content.models import TextContentBasic
from datasay.text.content.schemas import TextDifference, TextRun
from datasay.text.content.service import lock_text, save_changes
from datasay.wording.told import Told

# Of a large text a comparison takes a second of one core: one at a time, so that a process goes on answering.
_comparing = ThreadPoolExecutor(max_workers=1, thread_name_prefix="compare")
_WORDS = ("version_title", "version_content", "version_language", "version_tags", "version_scenes")


async def _check_own(database: Database, user_id: int, text_id: int) -> None:
    """Raises TextNotFound for a text of somebody else, or a deleted one."""
    if not await queries.is_own(database, text_id, user_id):
        raise TextNotFound.of(text_id)


async def list_versions(
    database: Database, user_id: int, text_id: int, page: PageQuery
) -> tuple[Sequence[Row], str | None]:
    """A page of all versions of a text of this user, and the cursor of the next. Raises TextNotFound, Invalid."""
    await _check_own(database, user_id, text_id)
    rows = await database.fetch(queries.KEYSET.page(queries.listing(text_id), page))
    return queries.KEYSET.cut(rows, page)


async def get_versions(database: Database, user_id: int, text_id: int, *versions: int) -> list[Row]:
    """These versions of a text of this user, in this order. Raises TextNotFound, TextVersionNotFound."""
    await _check_own(database, user_id, text_id)
    found = await queries.find_versions(database, text_id, versions)
    return [_there(found.get(version), text_id, version) for version in versions]


def _there(row: Row | None, text_id: int, version: int) -> Row:
    if row is None:
        raise TextVersionNotFound(
            Told(
                "Text {text_id} has no version {version}; choose one from the list of its versions.",
                "文本 {text_id} 没有第 {version} 版。请在它的版本列表里选。",
                text_id=text_id,
                version=version,
            )
        )
    return row


async def compare_versions(version: Row, against: Row | None) -> TextDifference:
    """How a version differs from another, or from nothing."""
    older: Row = against if against is not None else dict.fromkeys(_WORDS)
    loop = asyncio.get_running_loop()
    pairs = [(older[name] or "", version[name]) for name in ("version_title", "version_content")]
    title, content = await loop.run_in_executor(_comparing, lambda: [compare_texts(*pair) for pair in pairs])
    return TextDifference(
        text_id=version["text_id"],
        text_version=version["text_version"],
        against=against["text_version"] if against is not None else None,
        changed=[name for name in _WORDS if older[name] != version[name]],
        title=_runs(title),
        content=_runs(content),
        inserted_word_count=title.inserted_words + content.inserted_words,
        deleted_word_count=title.deleted_words + content.deleted_words,
        exact=title.exact and content.exact,
    )


def _runs(difference: Difference) -> list[TextRun]:
    return [TextRun(op=run.op, text=run.text) for run in difference.runs]


async def restore_version(
    session: AsyncSession, user_id: int, text_id: int, text_version: int, if_revision: int | None
) -> TextContentBasic:
    """Make the words of an old version the present ones again, as a new version.

    Raises TextNotFound, TextVersionNotFound, TextChanged.
    """
    text = await lock_text(session, user_id, text_id, if_revision)
    version = _there(await queries.find_version(session, text_id, text_version), text_id, text_version)
    return await save_changes(
        session,
        text,
        {name.replace("version_", "text_", 1): version[name] for name in (*_WORDS, "version_word_count")},
    )

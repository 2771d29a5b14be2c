"""The rules of texts: keep, change, delete, bring back.

Every change takes the row's lock and names, if the caller wants, the revision it was made for. What an edit replaces is
kept as a version by the database itself (docs/decisions/0012). A text is a draft, published or archived as its writer
says, in any order; the status is no part of a version.
"""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.reading import Row
from datasay.language.counting import count_words
from datasay.language.detection import detect_language
from datasay.text.content import queries
from datasay.text.content.errors import TextChanged, TextNotFound
from datasay.text.content.models import TextContentBasic
from datasay.text.content.schemas import TextCreate, TextUpdate
from datasay.user_auth.sessions import SessionUser
from datasay.wording.told import Told


async def create_text(session: AsyncSession, user_id: int, wanted: TextCreate) -> TextContentBasic:
    """Keep a text."""
    return await queries.insert_text(session, _new_text(user_id, wanted))


async def keep_text(database: Database, user_id: int, wanted: TextCreate) -> Row:
    """Keep a text and nothing else: a transaction of its own, in a third of the time."""
    return await queries.keep_text(database, _new_text(user_id, wanted))


def _new_text(user_id: int, wanted: TextCreate) -> dict[str, object]:
    return {
        **wanted.model_dump(),
        "text_language": wanted.text_language or detect_language(wanted.text_content, wanted.text_title),
        "text_word_count": count_words(wanted.text_content),
        "text_created_user_id": user_id,
    }


async def get_text(session: AsyncSession, user_id: int, text_id: int) -> TextContentBasic:
    """One text of this user. Raises TextNotFound."""
    text = await queries.find_text(session, text_id, user_id)
    if text is None:
        raise TextNotFound.of(text_id)
    return text


async def lock_text(session: AsyncSession, user_id: int, text_id: int, if_revision: int | None) -> TextContentBasic:
    """One text of this user, for changing; with `if_revision`, only that one. Raises TextNotFound, TextChanged."""
    text = await queries.find_text(session, text_id, user_id, lock=True)
    if text is None:
        raise TextNotFound.of(text_id)
    check_revision(text, if_revision)
    return text


def check_revision(text: TextContentBasic, if_revision: int | None) -> None:
    """Refuse a change made for another revision. Raises TextChanged."""
    if if_revision is not None and text.text_revision != if_revision:
        raise TextChanged(
            Told(
                'The text is at revision {text_revision} (ETag "{text_revision}"), not the one you '
                "read: load it anew and make your change again.",
                '文本现在是第 {text_revision} 版（ETag "{text_revision}"），不是你读到的那一版。请重新载入，再做修改。',
                text_revision=text.text_revision,
            )
        )


async def update_text(
    session: AsyncSession, user_id: int, text_id: int, changes: TextUpdate, if_revision: int | None
) -> TextContentBasic:
    """Change a text; with `if_revision`, only that one. Raises TextNotFound, TextChanged."""
    text = await lock_text(session, user_id, text_id, if_revision)
    wanted: dict[str, object] = {name: getattr(changes, name) for name in changes.model_fields_set}
    if "text_language" in wanted and changes.text_language is None:
        content, title = changes.text_content or text.text_content, changes.text_title or text.text_title
        wanted["text_language"] = detect_language(content, title)
    if changes.text_content not in {None, text.text_content}:
        assert changes.text_content is not None
        wanted["text_word_count"] = count_words(changes.text_content)
        wanted["text_scenes"] = None  # the scenes of the old words no longer fit
    return await save_changes(session, text, wanted)


async def save_changes(session: AsyncSession, text: TextContentBasic, wanted: Mapping[str, object]) -> TextContentBasic:
    """Write what differs from the locked text; nothing when nothing does."""
    different = {name: value for name, value in wanted.items() if getattr(text, name) != value}
    return await queries.change_text(session, text.text_id, different) if different else text


async def delete_text(session: AsyncSession, user_id: int, text_id: int, if_revision: int | None = None) -> None:
    """Hide a text; works made from it keep it. Raises TextNotFound, TextChanged."""
    text = await lock_text(session, user_id, text_id, if_revision)
    await save_changes(session, text, {"text_deleted_time": utc_now()})


async def restore_text(
    session: AsyncSession, user: SessionUser, text_id: int, if_revision: int | None
) -> TextContentBasic:
    """Bring a deleted text of this user back, for an admin of anybody. Raises TextNotFound, TextChanged."""
    text = await queries.lock_any_text(session, text_id)
    deleted = text is not None and text.text_deleted_time is not None
    if text is None or (text.text_created_user_id != user.user_id and not (user.is_admin and deleted)):
        raise TextNotFound.of(text_id)
    check_revision(text, if_revision)
    return await save_changes(session, text, {"text_deleted_time": None})

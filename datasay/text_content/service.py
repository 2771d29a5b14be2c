"""The rules of texts: keep, change, delete."""

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.engines.local.sentences import detect_language
from datasay.text_content import queries
from datasay.text_content.counting import count_words
from datasay.text_content.errors import TextChanged, TextNotFound
from datasay.text_content.models import TextContentBasic
from datasay.text_content.schemas import TextCreate, TextUpdate


async def create_text(session: AsyncSession, user_id: int, wanted: TextCreate) -> TextContentBasic:
    """Keep a text."""
    text = TextContentBasic(
        **wanted.model_dump(exclude={"text_language"}),
        text_language=wanted.text_language or detect_language(wanted.text_content),
        text_word_count=count_words(wanted.text_content),
        text_created_user_id=user_id,
    )
    session.add(text)
    await session.flush()
    await session.refresh(text)
    return text


async def get_text(session: AsyncSession, user_id: int, text_id: int) -> TextContentBasic:
    """One text of this user. Raises TextNotFound."""
    text = await queries.find_text(session, text_id, user_id)
    if text is None:
        raise TextNotFound.of("text", text_id)
    return text


async def update_text(
    session: AsyncSession, user_id: int, text_id: int, changes: TextUpdate, if_version: int | None
) -> TextContentBasic:
    """Change a text; with `if_version`, only that version. Raises TextNotFound, TextChanged."""
    text = await queries.find_text(session, text_id, user_id, lock=True)
    if text is None:
        raise TextNotFound.of("text", text_id)
    if if_version is not None and text.text_version != if_version:
        raise TextChanged(f"The text is at version {text.text_version}, which is not the one you read: load it anew.")
    for name in changes.model_fields_set:
        setattr(text, name, getattr(changes, name))
    if changes.text_content is not None:
        text.text_word_count = count_words(changes.text_content)
        text.text_scenes = None  # the scenes of the old words no longer fit
    text.text_version += 1
    text.text_updated_time = utc_now()
    await session.flush()
    return text


async def delete_text(session: AsyncSession, user_id: int, text_id: int) -> None:
    """Hide a text; works made from it keep it. Raises TextNotFound."""
    text = await queries.find_text(session, text_id, user_id, lock=True)
    if text is None:
        raise TextNotFound.of("text", text_id)
    text.text_deleted_time = utc_now()

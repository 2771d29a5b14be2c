"""The SQL of text templates: a user sees their own and the built-in ones."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.text_template.models import TextTemplateBasic

Template = TextTemplateBasic


async def put_builtins(session: AsyncSession, rows: list[dict[str, object]]) -> None:
    """Add built-in templates or bring them up to date; rows that are right already are not written again."""
    adding = insert(Template).values(rows)
    new = adding.excluded
    changing: dict[str, Any] = {
        name: new[name] for name in rows[0] if name not in {"template_key", "template_created_user_id"}
    }
    changing["template_deleted_time"] = None
    changed: Any = or_(  # Any: SQLAlchemy's ColumnElement[bool] over mixed columns
        *(getattr(Template, name).is_distinct_from(new[name]) for name in changing if name != "template_deleted_time"),
        Template.template_deleted_time.is_not(None),
    )
    await session.execute(adding.on_conflict_do_update(index_elements=["template_key"], set_=changing, where=changed))


async def hide_builtins_but(session: AsyncSession, keys: Collection[str]) -> None:
    """Mark deleted what was built in once and is not any more; texts made from it keep it."""
    gone = Template.template_key.is_not(None) & Template.template_key.not_in(keys)
    hide = update(Template).where(gone, Template.template_deleted_time.is_(None))
    await session.execute(hide.values(template_deleted_time=func.timezone("UTC", func.now())))


async def find_builtin(session: AsyncSession, key: str) -> Template | None:
    """One built-in template by its key."""
    statement = select(Template).where(Template.template_key == key, Template.template_deleted_time.is_(None))
    return await session.scalar(statement)

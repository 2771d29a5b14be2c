"""The SQL of text templates: a user sees their own and the built-in ones."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.text.template.models import TemplateVisibility, TextTemplateBasic
from datasay.text.template.schemas import TemplateRead

Template = TextTemplateBasic

READ_COLUMNS = [getattr(Template, name) for name in TemplateRead.model_fields]
KEYSET = Keyset(
    Template.template_id,
    {
        "template_created_time": Template.template_created_time,
        "template_name": Template.template_name,
        "template_usage_count": Template.template_usage_count,
        "template_id": Template.template_id,
    },
    "-template_created_time",
)


def _visible(user_id: int) -> Any:  # Any: SQLAlchemy's ColumnElement[bool] over mixed columns
    own_or_shared = or_(
        Template.template_created_user_id == user_id, Template.template_visibility == TemplateVisibility.SHARED
    )
    return own_or_shared & Template.template_deleted_time.is_(None)


def listing(user_id: int, *, named: str | None = None) -> Select[Any]:
    """The templates this user may use; with `named`, those with it in their names."""
    statement = select(*READ_COLUMNS).where(_visible(user_id))
    return statement if named is None else statement.where(Template.template_name.icontains(named, autoescape=True))


async def find_read(database: Database, template_id: int, user_id: int) -> Row | None:
    """One template, as it is shown."""
    return await database.fetch_one(listing(user_id).where(Template.template_id == template_id))


async def find_template(
    session: AsyncSession, template_id: int, user_id: int, *, lock: bool = False
) -> Template | None:
    """One template this user may use."""
    statement = select(Template).where(_visible(user_id), Template.template_id == template_id)
    if lock:  # what the session knew of it before may be out of date
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return await session.scalar(statement)


async def add_usage(session: AsyncSession, template_id: int) -> None:
    """Count one use; the database adds, so uses at the same time are all counted."""
    await session.execute(select(func.datasay_count_template_use(template_id)))  # built-in ones are not one's own


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

"""The SQL of timbres: a user sees their own and the shared ones."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, RowMapping, Select, String, any_, case, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from datasay.core.database import Database
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.voice.timbre.models import TimbreStatus, TimbreVisibility, VoiceTimbreBasic
from datasay.voice.timbre.schemas import TimbreRead

Timbre = VoiceTimbreBasic
_MOST_SPEAKING = 2000
_LONGEST_ID = 9  # digits

READ_COLUMNS = [getattr(Timbre, name) for name in TimbreRead.model_fields]
KEYSET = Keyset(
    Timbre.timbre_id,
    {
        "timbre_id": Timbre.timbre_id,
        "timbre_created_time": Timbre.timbre_created_time,
        "timbre_name": Timbre.timbre_name,
    },
    "timbre_id",
)


def _visible(user_id: int) -> Any:  # Any: SQLAlchemy's ColumnElement[bool] over mixed columns
    mine_or_shared = or_(Timbre.timbre_created_user_id == user_id, Timbre.timbre_visibility == TimbreVisibility.SHARED)
    return mine_or_shared & Timbre.timbre_deleted_time.is_(None)


def listing(user_id: int, engines: Sequence[str]) -> Select[Any]:
    """The timbres of these engines this user may speak with, each voice once."""
    of_these = Timbre.timbre_platform == any_(literal(list(engines), ARRAY(String)))
    return select(*READ_COLUMNS).where(_visible(user_id), of_these, _is_not_shared_too())


def _is_not_shared_too() -> ColumnElement[bool]:
    """Whether it is not the voice of an own account that has become everybody's since."""
    shared = aliased(Timbre)
    same = (
        select(shared.timbre_id)
        .where(
            shared.timbre_visibility == TimbreVisibility.SHARED,
            shared.timbre_deleted_time.is_(None),
            shared.timbre_platform == Timbre.timbre_platform,
            shared.timbre_platform_id == Timbre.timbre_platform_id,
        )
        .correlate(Timbre)
    )
    return or_(Timbre.timbre_visibility == TimbreVisibility.SHARED, ~same.exists())


async def find_read(database: Database, timbre_id: int, user_id: int) -> Row | None:
    """One timbre, as it is shown, also when nobody can speak with it any more."""
    return await database.fetch_one(select(*READ_COLUMNS).where(_visible(user_id), Timbre.timbre_id == timbre_id))


async def find_timbre(session: AsyncSession, timbre_id: int, user_id: int) -> Timbre | None:
    """One timbre this user may speak with."""
    return await session.scalar(select(Timbre).where(_visible(user_id), Timbre.timbre_id == timbre_id))


async def find_called(session: AsyncSession, user_id: int, name: str, engines: Sequence[str]) -> Timbre | None:
    """A ready timbre of these engines by its id, its engine's name for it, its name or one half of that; own first."""
    plain, lowered = name.strip().lower(), func.lower(Timbre.timbre_name)
    called = [
        lowered == plain,
        func.lower(Timbre.timbre_platform_id) == plain,
        lowered.startswith(f"{plain} · ", autoescape=True),
        lowered.endswith(f" · {plain}", autoescape=True),
    ]
    if plain.isascii() and plain.isdigit() and len(plain) <= _LONGEST_ID:
        called.append(Timbre.timbre_id == int(plain))
    statement = (
        select(Timbre)
        .where(_visible(user_id), Timbre.timbre_status == TimbreStatus.READY, or_(*called))
        .where(Timbre.timbre_platform == any_(literal(list(engines), ARRAY(String))))
        .order_by(case((Timbre.timbre_created_user_id == user_id, 0), else_=1), Timbre.timbre_id)
        .limit(1)
    )
    return await session.scalar(statement)


async def find_default(session: AsyncSession, language: str, engines: Sequence[str]) -> Timbre | None:
    """The first shared, ready timbre of the language (`zh` finds `zh-CN`), of the first of these engines with one."""
    if not engines:
        return None
    statement = (
        select(Timbre)
        .where(
            Timbre.timbre_visibility == TimbreVisibility.SHARED,
            Timbre.timbre_status == TimbreStatus.READY,
            Timbre.timbre_platform.in_(engines),
            Timbre.timbre_deleted_time.is_(None),
            Timbre.timbre_language.startswith(language.split("-", maxsplit=1)[0], autoescape=True),
        )
        .order_by(case({name: place for place, name in enumerate(engines)}, value=Timbre.timbre_platform))
        .order_by(Timbre.timbre_id)
        .limit(1)
    )
    return await session.scalar(statement)


async def speaking(session: AsyncSession, user_id: int) -> Sequence[RowMapping]:
    """Every timbre this user can speak with now, by engine, the oldest first."""
    columns = (
        Timbre.timbre_id,
        Timbre.timbre_name,
        Timbre.timbre_platform,
        Timbre.timbre_language,
        Timbre.timbre_gender,
        Timbre.timbre_style,
    )
    statement = select(*columns).where(
        _visible(user_id), Timbre.timbre_status == TimbreStatus.READY, _is_not_shared_too()
    )
    return (await session.execute(statement.order_by(Timbre.timbre_id).limit(_MOST_SPEAKING))).mappings().all()


async def add_shared(session: AsyncSession, values: list[dict[str, object]]) -> None:
    """Add built-in timbres that are not there yet; two first starts at once do no harm."""
    if not values:
        return
    await session.execute(
        insert(Timbre)
        .values(values)
        .on_conflict_do_nothing(
            index_elements=["timbre_platform", "timbre_platform_id"], index_where=Timbre.timbre_visibility == "shared"
        )
    )


async def add_private(session: AsyncSession, user_id: int, engine: str, values: list[dict[str, object]]) -> None:
    """Add timbres of a user's own account that the user has not yet."""
    mine = select(Timbre.timbre_platform_id).where(
        Timbre.timbre_created_user_id == user_id,
        Timbre.timbre_platform == engine,
        Timbre.timbre_deleted_time.is_(None),
    )
    known = set(await session.scalars(mine))
    new = [row for row in values if row["timbre_platform_id"] not in known]
    if new:
        await session.execute(insert(Timbre).values(new))

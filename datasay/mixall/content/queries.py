"""The SQL of works and their scenes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.mixall.content.models import MixallContentBasic, MixallContentScene
from datasay.mixall.content.schemas import MixallDeletedRead, MixallRead, SceneRead

Mixall = MixallContentBasic
Scene = MixallContentScene

READ_COLUMNS = [getattr(Mixall, name) for name in MixallRead.model_fields]
SCENE_COLUMNS = [getattr(Scene, name) for name in SceneRead.model_fields]
KEYSET = Keyset(
    Mixall.mixall_id,
    {
        "mixall_created_time": Mixall.mixall_created_time,
        "mixall_updated_time": Mixall.mixall_updated_time,
        "mixall_title": Mixall.mixall_title,
        "mixall_id": Mixall.mixall_id,
    },
    "-mixall_created_time",
)


def _shown(mixall_id: int) -> tuple[ColumnElement[bool], ...]:
    return Scene.scene_mixall_id == mixall_id, Scene.scene_deleted_time.is_(None)


def listing(user_id: int) -> Select[Any]:
    """The works of one user that are not deleted."""
    return select(*READ_COLUMNS).where(Mixall.mixall_created_user_id == user_id, Mixall.mixall_deleted_time.is_(None))


DELETED_KEYSET = Keyset(Mixall.mixall_id, {"mixall_deleted_time": Mixall.mixall_deleted_time}, "-mixall_deleted_time")


def deleted_listing(user_id: int) -> Select[Any]:
    """The deleted works of one user."""
    columns = [getattr(Mixall, name) for name in MixallDeletedRead.model_fields]
    return select(*columns).where(Mixall.mixall_created_user_id == user_id, Mixall.mixall_deleted_time.is_not(None))


async def lock_deleted_or_not(session: AsyncSession, mixall_id: int, user_id: int) -> Mixall | None:
    """One work of this user, deleted or not."""
    statement = select(Mixall).where(Mixall.mixall_id == mixall_id, Mixall.mixall_created_user_id == user_id)
    return await session.scalar(statement.with_for_update())


async def find_read(database: Database, mixall_id: int, user_id: int) -> Row | None:
    """One work of this user, as it is shown, with all its settings."""
    return await database.fetch_one(
        listing(user_id).add_columns(Mixall.mixall_settings).where(Mixall.mixall_id == mixall_id)
    )


async def read_scenes(database: Database, mixall_id: int) -> Sequence[Row]:
    """The storyboard in order, as it is shown."""
    statement = select(*SCENE_COLUMNS).where(*_shown(mixall_id)).order_by(Scene.scene_position)
    return await database.fetch(statement)


async def find_mixall(session: AsyncSession, mixall_id: int, user_id: int, *, lock: bool = False) -> Mixall | None:
    """One work of this user."""
    statement = select(Mixall).where(
        Mixall.mixall_id == mixall_id, Mixall.mixall_created_user_id == user_id, Mixall.mixall_deleted_time.is_(None)
    )
    return await session.scalar(statement.with_for_update() if lock else statement)


async def list_scenes(session: AsyncSession, mixall_id: int) -> Sequence[Scene]:
    """The storyboard in order."""
    statement = select(Scene).where(*_shown(mixall_id)).order_by(Scene.scene_position)
    return (await session.scalars(statement)).all()


async def list_all_scenes(session: AsyncSession, mixall_id: int) -> Sequence[Scene]:
    """Every scene the work has had, also those that were deleted."""
    return (await session.scalars(select(Scene).where(Scene.scene_mixall_id == mixall_id))).all()


async def delete_scenes(session: AsyncSession, mixall_id: int) -> None:
    """Empty the storyboard; its versions can bring the scenes back."""
    gone = {"scene_position": None, "scene_deleted_time": utc_now()}
    await session.execute(update(Scene).where(*_shown(mixall_id)).values(gone))

"""The SQL of editing: ids for new scenes, and the versions that changes replaced."""

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, bindparam, delete, exists, false, func, literal, select, text, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from datasay.core.database import Database
from datasay.core.pages import Keyset
from datasay.mixall.content.models import MixallContentBasic, MixallContentScene, MixallContentVersion

Mixall = MixallContentBasic
Scene = MixallContentScene
Version = MixallContentVersion

_AT_A_TIME = 5000
_NEW_IDS = text(
    "SELECT nextval(pg_get_serial_sequence('mixall_content_scene', 'scene_id'))::int FROM generate_series(1, :count)"
)
_SCENES = (
    select(func.count())
    .select_from(Scene)
    .where(Scene.scene_mixall_id == Mixall.mixall_id, Scene.scene_deleted_time.is_(None))
    .scalar_subquery()
)
_MIXALL = bindparam("of_mixall", type_=Integer)
_replaced = select(
    Version.mixall_id,
    Version.mixall_revision,
    Version.version_title,
    Version.version_aspect,
    Version.version_kept,
    func.jsonb_array_length(Version.version_scenes).label("version_scene_count"),
    Version.version_created_time,
).where(Version.mixall_id == _MIXALL)
_present = select(
    Mixall.mixall_id,
    Mixall.mixall_revision,
    Mixall.mixall_title,
    func.coalesce(Mixall.mixall_aspect, literal("9:16")),
    func.coalesce(Mixall.mixall_settings["kept_revision"].as_integer() == Mixall.mixall_revision, false()),
    _SCENES,
    Mixall.mixall_updated_time,
).where(Mixall.mixall_id == _MIXALL)
_all = union_all(_replaced, _present).subquery()
_Item = aliased(Version, _all, adapt_on_names=True)
KEYSET = Keyset(_Item.mixall_revision, {"mixall_revision": _Item.mixall_revision}, "-mixall_revision")


async def new_ids(session: AsyncSession, count: int) -> list[int]:
    """Ids that scenes may have which are not there yet."""
    if not count:
        return []
    return list((await session.execute(_NEW_IDS, {"count": count})).scalars())


async def find_version(session: AsyncSession, mixall_id: int, revision: int) -> Version | None:
    """What a work was at a revision that has been replaced."""
    return await session.scalar(
        select(Version).where(Version.mixall_id == mixall_id, Version.mixall_revision == revision)
    )


async def find_earlier(session: AsyncSession, mixall_id: int, revision: int) -> int | None:
    """The version before a revision; None for the first."""
    return await session.scalar(
        select(func.max(Version.mixall_revision)).where(
            Version.mixall_id == mixall_id, Version.mixall_revision < revision
        )
    )


def listing(mixall_id: int) -> Select[Any]:
    """All versions of a work, the present one among them, without their scenes."""
    return select(*_all.c).params(of_mixall=mixall_id)


async def is_own(database: Database, mixall_id: int, user_id: int) -> bool:
    """Whether there is such a work of this user."""
    statement = select(Mixall.mixall_id).where(
        Mixall.mixall_id == mixall_id, Mixall.mixall_created_user_id == user_id, Mixall.mixall_deleted_time.is_(None)
    )
    return await database.fetch_value(statement) is not None


async def thin_out(session: AsyncSession, before: datetime) -> None:
    """Remove versions older than this which are not kept for good, but for the last of each day; some at a time."""
    later = aliased(Version)
    replaced_that_day = exists().where(
        later.mixall_id == Version.mixall_id,
        later.mixall_revision > Version.mixall_revision,
        func.date_trunc("day", later.version_created_time) == func.date_trunc("day", Version.version_created_time),
    )
    old = (
        select(Version.version_id)
        .where(Version.version_created_time < before, Version.version_kept.is_(False), replaced_that_day)
        .limit(_AT_A_TIME)
    )
    await session.execute(delete(Version).where(Version.version_id.in_(old)))

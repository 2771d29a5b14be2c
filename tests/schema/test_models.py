"""The models as the product uses them: defaults come back, times are renewed, pages are read off an index."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from datasay.core.clock import utc_now
from datasay.core.tables import Base
from datasay.file_storage.models import FileStorageBasic, FileType
from datasay.migrations.models import MODEL_MODULES, load_models
from datasay.system_monitoring.models import SystemUsageStatistics
from datasay.task_management.models import TaskManagementQueue, TaskStatus, TaskType
from datasay.text.content.models import TextContentBasic, TextContentType, TextStatus
from datasay.user_auth.models import UserAuthBasic, UserRole, UserStatus
from datasay.voice.audio.models import VoiceAudioBasic
from tests.schema.conftest import Connection, LiveTable

LISTED = [
    ("file_storage_basic", "file", "file_id"),
    ("text_content_basic", "text", "text_id"),
    ("text_template_basic", "template", "template_id"),
    ("voice_timbre_basic", "timbre", "timbre_id"),
    ("voice_timbre_clone", "clone", "clone_id"),
    ("voice_timbre_template", "template", "template_id"),
    ("voice_audio_basic", "audio", "audio_id"),
    ("voice_audio_template", "template", "template_id"),
    ("image_content_basic", "image", "image_id"),
    ("image_template_basic", "template", "template_id"),
    ("mixall_content_basic", "mixall", "mixall_id"),
    ("task_management_queue", "task", "task_id"),
    ("platform_integration_config", "platform", "config_id"),
    ("platform_publish_record", "publish", "publish_id"),
]


@pytest.fixture
async def session(owner_url: str) -> AsyncIterator[AsyncSession]:
    settings = {"timezone": "UTC"}
    engine = create_async_engine(owner_url, poolclass=NullPool, connect_args={"server_settings": settings})
    async with AsyncSession(engine, expire_on_commit=False) as opened:
        yield opened
    await engine.dispose()


@pytest.fixture
async def user(session: AsyncSession) -> UserAuthBasic:
    made = UserAuthBasic(user_name="li", user_email="li@example.com", user_password_hash="x")
    session.add(made)
    await session.flush()
    return made


def test_the_list_of_models_is_whole(live: dict[str, LiveTable]) -> None:
    assert set(load_models().tables) == set(live)
    assert {mapper.class_.__module__ for mapper in Base.registry.mappers} == set(MODEL_MODULES)


async def test_what_the_database_fills_in_is_there_after_the_insert(user: UserAuthBasic) -> None:
    assert (user.user_status, user.user_role) == (UserStatus.ACTIVE, UserRole.USER)
    assert abs(user.user_created_time - utc_now()) < timedelta(minutes=5)  # UTC, not the server's zone
    assert user.user_created_time.tzinfo is None


async def test_an_update_renews_the_updated_time(session: AsyncSession, user: UserAuthBasic) -> None:
    article = TextContentBasic(
        text_title="t", text_content="c", text_content_type=TextContentType.ARTICLE, text_created_user_id=user.user_id
    )
    session.add(article)
    await session.flush()
    written = article.text_updated_time
    await session.execute(update(TextContentBasic).values(text_status=TextStatus.PUBLISHED))
    renewed = await session.scalar(select(TextContentBasic.text_updated_time))
    assert renewed is not None
    assert renewed > written


async def test_no_json_is_null_not_the_json_value_null(session: AsyncSession, user: UserAuthBasic) -> None:
    task = TaskManagementQueue(
        task_uuid="1",
        task_name="n",
        task_type=TaskType.CREATION_RUN,
        task_params={"text_id": 1, "标题": "好"},
        task_result=None,
        task_created_user_id=user.user_id,
    )
    session.add(task)
    await session.flush()
    assert (task.task_status, task.task_event_number) == (TaskStatus.PENDING, 0)
    nulls = select(func.count()).where(TaskManagementQueue.task_result.is_(None))
    assert await session.scalar(nulls) == 1
    session.expunge_all()
    again = await session.scalar(select(TaskManagementQueue))
    assert again is not None
    assert again.task_params == {"text_id": 1, "标题": "好"}


async def test_rows_of_partitioned_tables_get_their_numbers(session: AsyncSession, user: UserAuthBasic) -> None:
    file = FileStorageBasic(
        file_name="a.wav",
        file_original_name="a.wav",
        file_path="a",
        file_size=1,
        file_type=FileType.AUDIO,
        file_mime_type="audio/wav",
        file_hash_md5="0" * 32,
        file_hash_sha256="0" * 64,
        file_created_user_id=user.user_id,
        file_tags=["山", "水"],
    )
    day = SystemUsageStatistics(stat_date=utc_now().date(), stat_user_id=user.user_id)
    session.add_all([file, day])
    await session.flush()
    assert (file.file_id, day.stat_id, day.stat_api_calls_text) == (1, 1, 0)
    audio = VoiceAudioBasic(
        audio_title="t", audio_text_content="t", audio_file_id=file.file_id, audio_created_user_id=user.user_id
    )
    session.add(audio)
    await session.flush()
    assert audio.audio_file_type == "audio"


@pytest.mark.parametrize(("table", "prefix", "key"), LISTED)
@pytest.mark.parametrize(
    "filters",
    # The status comes from a sub-select as it comes from a parameter: the planner cannot weigh it against the CHECK.
    ["{0}_created_user_id = 1", "{0}_created_user_id = 1 AND {0}_status = (SELECT 'active'::varchar)", "true"],
)
async def test_a_page_newest_first_is_read_off_an_index(
    database: Connection, table: str, prefix: str, key: str, filters: str
) -> None:
    """Without a sort: the page at depth 100,000 costs what the first one costs."""
    await database.execute("SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_incremental_sort = off")
    time = f"{prefix}_created_time"
    rows = await database.fetch(
        f"EXPLAIN SELECT * FROM {table} WHERE {filters.format(prefix)} AND {time} <= now() AND"
        f" ({time} < now() OR {key} < 5) ORDER BY {time} DESC, {key} DESC LIMIT 20"
    )
    plan = "\n".join(row[0] for row in rows)
    assert "Sort" not in plan.replace("Sort Key", ""), plan
    assert "Index Scan" in plan, plan


async def test_a_claim_finds_waiting_tasks_and_lost_leases_by_index(session: AsyncSession) -> None:
    await session.execute(text("SET enable_seqscan = off"))
    await session.execute(text("SET plan_cache_mode = force_generic_plan"))
    lost = text("EXPLAIN SELECT task_id FROM task_management_queue WHERE task_lease_expire_time < now()")
    unsent = text("EXPLAIN SELECT outbox_id FROM task_management_outbox WHERE outbox_sent_time IS NULL")
    for statement, index in (
        (lost, "idx_task_management_queue_lease"),
        (unsent, "idx_task_management_outbox_unsent"),
    ):
        assert index in "\n".join((await session.scalars(statement)).all())

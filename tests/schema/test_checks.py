"""What the database itself refuses, whoever writes to it."""

import re
from collections.abc import Iterator
from decimal import Decimal

import asyncpg
import pytest

from tests.schema.conftest import Connection, LiveTable
from tests.schema.test_design import DESIGN

HASH = "0" * 64
# The design lists these as examples of an open vocabulary, not as a status or type.
OPEN = {
    ("voice_timbre_basic", "timbre_style"),
    ("image_content_basic", "image_format"),
    ("platform_integration_config", "platform_name"),
}


# Names of engines: which there are, what is installed decides; the database checks how they are written.
ENGINES = {("voice_timbre_basic", "timbre_platform"), ("image_template_basic", "template_platform")}


def _vocabularies() -> Iterator[tuple[str, str, list[str]]]:
    """(table, column, values) of each design comment that is a list of values."""
    for table, facts in DESIGN.items():
        for column, described in facts["columns"].items():
            if re.fullmatch(r"\w+(, \w+)+", described["comment"] or "", re.ASCII) and (table, column) not in OPEN:
                yield table, column, (described["comment"] or "").split(", ")


VOCABULARIES = [*_vocabularies()]


def test_every_status_and_type_has_its_check(live: dict[str, LiveTable]) -> None:
    assert len(VOCABULARIES) == 28
    unchecked = {
        f"{table}.{column}"
        for table, facts in live.items()
        for column in facts.columns
        if re.search(r"_(status|type|role|platform|visibility|aspect)$", column)
        and f"{table}_{column}_check" not in facts.constraints
    }
    constants = {"voice_timbre_basic.timbre_source_file_type", "voice_timbre_clone.clone_source_file_type"}
    constants |= {"voice_audio_basic.audio_file_type", "mixall_content_basic.mixall_final_file_type"}
    constants |= {"mixall_content_basic.mixall_subtitle_file_type"}
    open_sets = {"file_storage_basic.file_mime_type", "task_management_queue.task_error_type"}
    open_sets |= {"system_audit_log.audit_user_role"}  # of whoever acts, the platform itself included
    assert unchecked == constants | open_sets


@pytest.mark.parametrize(("table", "column", "values"), VOCABULARIES)
async def test_a_status_or_type_takes_the_designs_values_and_no_other(
    live: dict[str, LiveTable], database: Connection, table: str, column: str, values: list[str]
) -> None:
    check = live[table].of_kind("c")[f"{table}_{column}_check"]["definition"].removeprefix("CHECK ")
    nonsense = "Non sense" if (table, column) in ENGINES else "nonsense"
    for value, verdict in [*((value, True) for value in values), (nonsense, False), ("", False)]:
        answer = await database.fetchval(f"SELECT {check} FROM (SELECT $1::varchar AS {column}) AS a", value)
        assert answer is verdict, f"{table}.{column} = {value!r}"


@pytest.mark.parametrize(
    ("table", "column", "inside", "outside"),
    [
        ("task_management_queue", "task_progress", ("0", "100"), ("-1", "101")),
        ("voice_timbre_clone", "clone_progress", ("0", "100"), ("-1", "101")),
        ("voice_audio_basic", "audio_speed", ("0.25", "0.5", "2.0", "4"), ("0", "-1", "4.01")),
        ("voice_audio_basic", "audio_pitch", ("0.5", "2.0"), ("0", "9.99")),
        ("voice_audio_basic", "audio_volume", ("0", "2.0"), ("-0.01", "9.99")),
        ("voice_timbre_basic", "timbre_quality_score", ("0", "100"), ("-1", "100.01")),
        ("file_storage_basic", "file_size", ("0", "9"), ("-1",)),
        ("image_content_basic", "image_width", ("1",), ("0", "-5")),
        ("text_content_basic", "text_version", ("1",), ("0",)),
        ("task_management_queue", "task_retry_count", ("0",), ("-1",)),
        ("system_usage_statistics", "stat_storage_used_bytes", ("0",), ("-1",)),
    ],
)
async def test_a_number_stays_in_its_range(
    live: dict[str, LiveTable],
    database: Connection,
    table: str,
    column: str,
    inside: tuple[str, ...],
    outside: tuple[str, ...],
) -> None:
    check = live[table].of_kind("c")[f"{table}_{column}_check"]["definition"].removeprefix("CHECK ")
    for number, verdict in [*((n, True) for n in inside), *((n, False) for n in outside)]:
        answer = await database.fetchval(f"SELECT {check} FROM (SELECT $1::numeric AS {column}) AS a", Decimal(number))
        assert answer is verdict, f"{table}.{column} = {number}"


async def _make_file(database: Connection, user_id: int, file_type: str, sha256: str = HASH) -> int:
    return int(
        await database.fetchval(
            "INSERT INTO file_storage_basic (file_name, file_original_name, file_path, file_size, file_type,"
            " file_mime_type, file_hash_md5, file_hash_sha256, file_created_user_id)"
            " VALUES ('a', 'a', 'a', 1, $1, 'x/y', 'm', $2, $3) RETURNING file_id",
            file_type,
            sha256,
            user_id,
        )
    )


async def _make_audio(database: Connection, user_id: int, file_id: int) -> None:
    await database.execute(
        "INSERT INTO voice_audio_basic (audio_title, audio_text_content, audio_file_id, audio_created_user_id)"
        " VALUES ('t', 't', $1, $2)",
        file_id,
        user_id,
    )


async def test_an_audio_that_points_at_a_picture_is_refused(database: Connection, user_id: int) -> None:
    await _make_audio(database, user_id, await _make_file(database, user_id, "audio"))
    picture = await _make_file(database, user_id, "image")
    with pytest.raises(asyncpg.ForeignKeyViolationError, match="voice_audio_basic_audio_file_id_fkey"):
        await _make_audio(database, user_id, picture)


async def test_the_type_half_of_a_reference_cannot_be_written(database: Connection, user_id: int) -> None:
    await _make_audio(database, user_id, await _make_file(database, user_id, "audio"))
    with pytest.raises(asyncpg.GeneratedAlwaysError):
        await database.execute("UPDATE voice_audio_basic SET audio_file_type = 'image'")


async def test_an_image_points_at_a_file_of_its_own_type(database: Connection, user_id: int) -> None:
    clip = await _make_file(database, user_id, "video")
    insert = (
        "INSERT INTO image_content_basic (image_title, image_prompt, image_file_id, image_type, image_created_user_id)"
        " VALUES ('t', 'p', $1, $2, $3)"
    )
    await database.execute(insert, clip, "video", user_id)
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        await database.execute(insert, clip, "image", user_id)


async def test_a_works_files_are_a_video_and_a_text(database: Connection, user_id: int) -> None:
    audio = await _make_file(database, user_id, "audio")
    for column in ("mixall_final_file_id", "mixall_subtitle_file_id"):
        with pytest.raises(asyncpg.ForeignKeyViolationError, match=column):
            await database.execute(
                f"INSERT INTO mixall_content_basic (mixall_title, mixall_type, {column}, mixall_created_user_id)"
                " VALUES ('t', 'story', $1, $2)",
                audio,
                user_id,
            )


async def test_files_go_to_the_partition_of_their_type_and_share_one_sequence(
    database: Connection, user_id: int
) -> None:
    ids = [await _make_file(database, user_id, file_type) for file_type in ("text", "audio", "image", "video")]
    assert len(set(ids)) == 4
    rows = await database.fetch("SELECT tableoid::regclass::text AS partition, file_type FROM file_storage_basic")
    assert {row["partition"] for row in rows} == {f"file_storage_basic_{row['file_type']}" for row in rows}
    with pytest.raises(asyncpg.CheckViolationError, match="file_type"):
        await _make_file(database, user_id, "archive")


async def test_a_user_has_the_same_active_bytes_once(database: Connection, user_id: int) -> None:
    first = await _make_file(database, user_id, "image")
    with pytest.raises(asyncpg.UniqueViolationError, match="file_created_user_id"):
        await _make_file(database, user_id, "image")
    await database.execute("UPDATE file_storage_basic SET file_status = 'deleted' WHERE file_id = $1", first)
    await _make_file(database, user_id, "image")
    with pytest.raises(asyncpg.CheckViolationError, match="file_hash_sha256"):
        await _make_file(database, user_id, "image", sha256="short")


async def test_a_shared_timbre_exists_once_per_engine_and_voice(database: Connection, user_id: int) -> None:
    insert = (
        "INSERT INTO voice_timbre_basic (timbre_name, timbre_platform, timbre_platform_id, timbre_visibility,"
        " timbre_created_user_id) VALUES ('n', 'local', 'cmn', $1, $2)"
    )
    for visibility in ("private", "private", "shared"):
        await database.execute(insert, visibility, user_id)
    with pytest.raises(asyncpg.UniqueViolationError, match="idx_voice_timbre_basic_shared"):
        await database.execute(insert, "shared", user_id)


async def test_an_idempotency_key_starts_one_task_per_user(database: Connection, user_id: int) -> None:
    insert = (
        "INSERT INTO task_management_queue (task_uuid, task_name, task_type, task_params, task_idempotency_key,"
        " task_created_user_id) VALUES ($1, 'n', 'creation_run', '{}', $2, $3)"
    )
    await database.execute(insert, "1", None, user_id)
    await database.execute(insert, "2", None, user_id)
    await database.execute(insert, "3", "key", user_id)
    with pytest.raises(asyncpg.UniqueViolationError, match="task_management_queue_idempotency_key"):
        await database.execute(insert, "4", "key", user_id)


async def test_steps_and_outbox_leave_with_their_task_and_scenes_with_their_work(
    database: Connection, user_id: int
) -> None:
    task_id = await database.fetchval(
        "INSERT INTO task_management_queue (task_uuid, task_name, task_type, task_params, task_created_user_id)"
        " VALUES ('1', 'n', 'creation_run', '{}', $1) RETURNING task_id",
        user_id,
    )
    mixall_id = await database.fetchval(
        "INSERT INTO mixall_content_basic (mixall_title, mixall_type, mixall_created_user_id)"
        " VALUES ('t', 'story', $1) RETURNING mixall_id",
        user_id,
    )
    await database.execute(
        "INSERT INTO task_management_step (step_task_id, step_name, step_position, step_input_hash, step_user_id)"
        " VALUES ($1, 'script', 0, 'h', $2)",
        task_id,
        user_id,
    )
    await database.execute("INSERT INTO task_management_outbox (outbox_task_id) VALUES ($1)", task_id)
    await database.execute(
        "INSERT INTO mixall_content_scene (scene_mixall_id, scene_position, scene_narration) VALUES ($1, 0, 'n')",
        mixall_id,
    )
    await database.execute("DELETE FROM task_management_queue")
    await database.execute("DELETE FROM mixall_content_basic")
    for table in ("task_management_step", "task_management_outbox", "mixall_content_scene"):
        assert await database.fetchval(f"SELECT count(*) FROM {table}") == 0


async def test_a_scene_does_not_end_before_it_starts(database: Connection, user_id: int) -> None:
    mixall_id = await database.fetchval(
        "INSERT INTO mixall_content_basic (mixall_title, mixall_type, mixall_created_user_id)"
        " VALUES ('t', 'story', $1) RETURNING mixall_id",
        user_id,
    )
    insert = (
        "INSERT INTO mixall_content_scene (scene_mixall_id, scene_position, scene_narration, scene_start_seconds,"
        " scene_end_seconds) VALUES ($1, $2, 'n', 2.5, $3)"
    )
    await database.execute(insert, mixall_id, 0, Decimal("2.500"))
    with pytest.raises(asyncpg.CheckViolationError, match="scene_end_seconds"):
        await database.execute(insert, mixall_id, 1, Decimal("2.499"))
    with pytest.raises(asyncpg.UniqueViolationError, match="scene_position"):
        await database.execute(insert, mixall_id, 0, Decimal(3))

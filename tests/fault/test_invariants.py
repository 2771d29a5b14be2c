"""The checker of the fault tests sees what it is there for: each rule is broken once."""

import hashlib
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from tests import factories
from tests.conftest import MakeUser
from tests.fault.invariants import RULES, broken_rules, violations

_BYTES = b"bytes"
_HASHES = {
    "file_size": len(_BYTES),
    "file_hash_sha256": hashlib.sha256(_BYTES).hexdigest(),
    "file_hash_md5": hashlib.md5(_BYTES, usedforsecurity=False).hexdigest(),
}


_BREAKING = [
    ("UPDATE task_management_queue SET task_status = 'running'", "task running without a live lease"),
    ("UPDATE task_management_queue SET task_status = 'pending'", "task still open"),
    ("UPDATE task_management_queue SET task_status = 'pending'", "task without a message to the workers"),
    ("UPDATE task_management_queue SET task_lease_id = 'x'", "task that has ended and holds a lease"),
    ("UPDATE task_management_queue SET task_completed_time = NULL", "task that ended without a time"),
    ("UPDATE task_management_queue SET task_result = NULL", "completed task without a result or with an error"),
    ("UPDATE task_management_step SET step_status = 'running'", "step running in a task that is not"),
    ("UPDATE task_management_step SET step_status = 'failed'", "step not completed in a completed task"),
    ("UPDATE task_management_step SET step_result = NULL", "completed step without a result"),
    ("UPDATE task_management_step SET step_result = '{\"audio_id\": 9}'", "step whose row is not there"),
    ("UPDATE task_management_step SET step_result = '{}'", "image that is not of exactly one step"),
    (
        "INSERT INTO task_management_step (step_task_id, step_name, step_position, step_input_hash, step_user_id,"
        " step_status, step_result, step_completed_time)"
        " SELECT step_task_id, 'image 2', 1, step_input_hash, step_user_id, step_status, step_result, now()"
        " FROM task_management_step",
        "image that is not of exactly one step",
    ),
    (
        "INSERT INTO task_management_step (step_task_id, step_name, step_position, step_input_hash, step_user_id)"
        " SELECT step_task_id, 'image 2', 0, step_input_hash, step_user_id FROM task_management_step",
        "step of two positions or position of two steps",
    ),
    ("DELETE FROM image_content_basic", "file that nothing refers to"),
    (
        "INSERT INTO file_storage_basic (file_name, file_original_name, file_path, file_size, file_type,"
        " file_mime_type, file_hash_md5, file_created_user_id)"
        " SELECT 'x', 'x', 'x', 1, 'audio', 'audio/wav', repeat('0', 32), user_id FROM user_auth_basic;"
        "INSERT INTO voice_audio_basic (audio_title, audio_text_content, audio_file_id, audio_created_user_id)"
        " SELECT 'x', 'x', file_id, file_created_user_id FROM file_storage_basic WHERE file_type = 'audio'",
        "audio that is not of exactly one step",
    ),
    (
        "INSERT INTO text_content_basic (text_title, text_content, text_content_type, text_created_user_id)"
        " SELECT 'x', 'x', 'script', user_id FROM user_auth_basic",
        "script that is not of exactly one step",
    ),
    (
        "INSERT INTO mixall_content_basic (mixall_title, mixall_type, mixall_status, mixall_created_user_id)"
        " SELECT 'x', 'video_with_voice', 'processing', user_id FROM user_auth_basic",
        "work in process without an open task",
    ),
    (
        "INSERT INTO mixall_content_basic (mixall_title, mixall_type, mixall_status, mixall_created_user_id)"
        " SELECT 'x', 'video_with_voice', 'completed', user_id FROM user_auth_basic",
        "completed work that is not whole",
    ),
]


@pytest.fixture
async def sound(resources: Resources, make_user: MakeUser) -> Path:
    """A platform that has drawn one picture; its folder of files."""
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:
        task = await factories.make_task(
            session,
            user.user_id,
            task_status="completed",
            task_progress=100,
            task_result={},
            task_completed_time=utc_now(),
        )
        image = await factories.make_image(session, user.user_id)
        file = await session.scalar(text("SELECT file_path FROM file_storage_basic"))
        await session.execute(
            text(
                "UPDATE file_storage_basic SET file_size = :file_size, file_hash_sha256 = :file_hash_sha256,"
                " file_hash_md5 = :file_hash_md5"
            ),
            _HASHES,
        )
        await session.execute(
            text(
                "INSERT INTO task_management_step (step_task_id, step_name, step_position, step_input_hash,"
                " step_status, step_result, step_completed_time, step_user_id)"
                " SELECT :task_id, 'image 1', 0, repeat('0', 64), 'completed',"
                " jsonb_build_object('image_id', CAST(:image_id AS int)), now(), task_created_user_id"
                " FROM task_management_queue WHERE task_id = :task_id"
            ),
            {"task_id": task.task_id, "image_id": image.image_id},
        )
    path = resources.settings.home / "files" / str(file)
    path.parent.mkdir(parents=True)
    path.write_bytes(_BYTES)
    return resources.settings.home / "files"


async def test_each_rule_is_seen_to_be_broken(settings: Settings, sound: Path, owner_url: str) -> None:
    assert await violations(settings) == {}
    assert sound.is_dir()
    connection = await asyncpg.connect(owner_url.replace("+asyncpg", ""))
    unseen = []
    for statement, rule in _BREAKING:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(statement)
        if rule not in await broken_rules(connection):
            unseen.append((statement, rule))
        await transaction.rollback()
    await connection.close()
    assert unseen == []
    assert {rule for _, rule in _BREAKING} == set(RULES)


async def test_bytes_that_changed_or_went_are_seen(settings: Settings, sound: Path) -> None:
    (path,) = (one for one in sound.rglob("*") if one.is_file())
    path.write_bytes(b"BYTES")
    assert list(await violations(settings)) == ["file row without its bytes"]
    path.unlink()
    assert list(await violations(settings)) == ["file row without its bytes"]


async def test_what_lies_about_is_seen_and_orphans_are_the_sweepers(settings: Settings, sound: Path) -> None:
    left = settings.home / "tmp" / "task-x"
    left.mkdir(parents=True)
    nobodys = sound / "1" / "stray"
    nobodys.write_bytes(_BYTES)
    orphan = sound / "1" / "ab" / ("ab" * 32 + "-0123456789abcdef.png")
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(_BYTES)
    assert await violations(settings) == {"bytes without a row": ["1/stray"], "folder of an attempt": ["task-x"]}
    assert not orphan.exists()

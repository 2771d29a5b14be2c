"""What must be true whenever nothing is under way, read straight from the database and the disk (risks, section 3).

No rule asks the product's own code. Only the sweeper is run first: bytes whose worker died before their row came are
its work, and what it leaves behind is an orphan for good.
"""

import asyncio
import hashlib
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.file_storage.sweep import sweep_orphans

# Each finds what must not be there.
RULES = {
    "task running without a live lease": """
        SELECT task_uuid FROM task_management_queue WHERE task_status = 'running'
           AND (task_lease_id IS NULL OR task_lease_expire_time IS NULL
                OR task_lease_expire_time < now() AT TIME ZONE 'UTC')""",
    "task still open": "SELECT task_uuid FROM task_management_queue WHERE task_status IN ('pending', 'running')",
    "task that has ended and holds a lease": """
        SELECT task_uuid FROM task_management_queue WHERE task_status <> 'running'
           AND (task_lease_id IS NOT NULL OR task_lease_expire_time IS NOT NULL)""",
    "task that ended without a time": """
        SELECT task_uuid FROM task_management_queue WHERE task_status IN ('completed', 'failed', 'revoked')
           AND task_completed_time IS NULL""",
    "completed task without a result or with an error": """
        SELECT task_uuid FROM task_management_queue WHERE task_status = 'completed'
           AND (task_result IS NULL OR task_progress <> 100 OR task_error_message IS NOT NULL)""",
    "task without a message to the workers": """
        SELECT task_uuid FROM task_management_queue WHERE task_status = 'pending'
           AND NOT EXISTS (SELECT FROM task_management_outbox WHERE outbox_task_id = task_id)""",
    "step running in a task that is not": """
        SELECT task_uuid, step_name FROM task_management_step JOIN task_management_queue ON task_id = step_task_id
         WHERE step_status = 'running' AND task_status <> 'running'""",
    "step not completed in a completed task": """
        SELECT task_uuid, step_name FROM task_management_step JOIN task_management_queue ON task_id = step_task_id
         WHERE step_status <> 'completed' AND task_status = 'completed'""",
    "completed step without a result": """
        SELECT step_task_id, step_name FROM task_management_step
         WHERE step_status = 'completed' AND (step_result IS NULL OR step_completed_time IS NULL)""",
    "step of two positions or position of two steps": """
        SELECT step_task_id, step_position FROM task_management_step GROUP BY 1, 2 HAVING count(*) > 1
        UNION ALL
        SELECT step_task_id, count(*) FROM task_management_step GROUP BY 1, step_name HAVING count(*) > 1""",
    "step whose row is not there": """
        SELECT step_task_id, step_name FROM task_management_step WHERE step_status = 'completed' AND (
               (step_result ? 'image_id' AND NOT EXISTS
                 (SELECT FROM image_content_basic WHERE image_id = (step_result->>'image_id')::int))
            OR (step_result ? 'audio_id' AND NOT EXISTS
                 (SELECT FROM voice_audio_basic WHERE audio_id = (step_result->>'audio_id')::int))
            OR (step_result ? 'text_id' AND NOT EXISTS
                 (SELECT FROM text_content_basic WHERE text_id = (step_result->>'text_id')::int))
            OR (step_result ? 'file_id' AND NOT EXISTS
                 (SELECT FROM file_storage_basic WHERE file_id = (step_result->>'file_id')::int)))""",
    # A row that two attempts made both, or that one made without its step: the work was done twice.
    "audio that is not of exactly one step": """
        SELECT audio_id FROM voice_audio_basic WHERE (SELECT count(*) FROM task_management_step
         WHERE step_status = 'completed' AND step_made_by_id IS NULL
           AND (step_result->>'audio_id')::int = audio_id) <> 1""",
    "image that is not of exactly one step": """
        SELECT image_id FROM image_content_basic WHERE (SELECT count(*) FROM task_management_step
         WHERE step_status = 'completed' AND step_made_by_id IS NULL
           AND (step_result->>'image_id')::int = image_id) <> 1""",
    "script that is not of exactly one step": """
        SELECT text_id FROM text_content_basic WHERE text_content_type = 'script' AND
         (SELECT count(*) FROM task_management_step
           WHERE step_status = 'completed' AND step_made_by_id IS NULL
           AND (step_result->>'text_id')::int = text_id) <> 1""",
    "work in process without an open task": """
        SELECT mixall_id FROM mixall_content_basic WHERE mixall_status = 'processing' AND NOT EXISTS
         (SELECT FROM task_management_queue WHERE (task_params->>'mixall_id')::int = mixall_id
           AND task_status IN ('pending', 'running'))""",
    "completed work that is not whole": """
        SELECT mixall_id FROM mixall_content_basic WHERE mixall_status = 'completed' AND (
               mixall_final_file_id IS NULL OR mixall_subtitle_file_id IS NULL OR mixall_audio_id IS NULL
            OR mixall_image_ids IS DISTINCT FROM ARRAY(SELECT scene_image_id FROM mixall_content_scene
                WHERE scene_mixall_id = mixall_id AND scene_deleted_time IS NULL
                ORDER BY scene_position))""",
    "file that nothing refers to": """
        SELECT file_id FROM file_storage_basic WHERE file_status = 'active'
           AND NOT EXISTS (SELECT FROM voice_audio_basic WHERE audio_file_id = file_id)
           AND NOT EXISTS (SELECT FROM image_content_basic WHERE image_file_id = file_id)
           AND NOT EXISTS (SELECT FROM mixall_content_basic
                            WHERE file_id IN (mixall_final_file_id, mixall_subtitle_file_id,
                                              (mixall_settings->>'cover_file_id')::int))""",
}
_FILES = "SELECT file_path, file_size, file_hash_sha256, file_hash_md5 FROM file_storage_basic"


def check(database_url: str, redis_url: str, home: Path) -> None:
    """Raises AssertionError with everything that is not as it must be."""
    settings = Settings(home=home, database_url=database_url, redis_url=redis_url)
    found = asyncio.run(violations(settings))
    assert found == {}


async def violations(settings: Settings) -> dict[str, list[str]]:
    """What must not be there, by rule; nothing when all is well. Sweeps the storage, so nothing may be under way."""
    resources = Resources.of(settings)
    try:
        await sweep_orphans(resources, older_than_seconds=0)
    finally:
        await resources.close()
    assert settings.database_url is not None
    address = make_url(settings.database_url).set(drivername="postgresql")
    connection = await asyncpg.connect(
        address.render_as_string(hide_password=False), server_settings={"datasay.user_role": "system"}
    )
    try:
        found = await broken_rules(connection)
        rows = await connection.fetch(_FILES)
    finally:
        await connection.close()
    found |= await asyncio.to_thread(_compare, rows, settings.home)
    return {rule: what for rule, what in found.items() if what}


async def broken_rules(connection: asyncpg.Connection) -> dict[str, list[str]]:
    """The rows that break a rule of the database, by rule."""
    found = {rule: [str(tuple(row)) for row in await connection.fetch(query)] for rule, query in RULES.items()}
    return {rule: rows for rule, rows in found.items() if rows}


def _compare(rows: list[asyncpg.Record], home: Path) -> dict[str, list[str]]:
    files = home / "files"
    kept = {str(path.relative_to(files)): path for path in files.rglob("*") if path.is_file()}
    wrong = []
    for row in rows:
        path = kept.pop(row["file_path"], None)
        data = path.read_bytes() if path else b""
        wanted = (row["file_size"], row["file_hash_sha256"], row["file_hash_md5"])
        if (
            len(data),
            hashlib.sha256(data).hexdigest(),
            hashlib.md5(data, usedforsecurity=False).hexdigest(),
        ) != wanted:
            wrong.append(row["file_path"])
    return {
        "file row without its bytes": wrong,
        "bytes without a row": sorted(kept),
        "folder of an attempt": sorted(path.name for path in (home / "tmp").glob("*")),
    }

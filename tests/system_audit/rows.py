"""A row of every audited table, with what it refers to, in plain SQL: what the triggers see has no ORM in between."""

import secrets
from typing import Any

from tests.schema.conftest import Connection

# What a row needs: a value, or the table that the column refers to (with the column there).
Reference = tuple[str, str]
_USER: Reference = ("user_auth_basic", "user_id")
_WORD = object()  # a fresh word
NEEDS: dict[str, dict[str, Any]] = {
    "user_auth_basic": {"user_name": _WORD, "user_email": _WORD, "user_password_hash": "hash"},
    "user_auth_session": {
        "session_id": _WORD,
        "user_id": _USER,
        "session_token_hash": _WORD,
        "session_expire_time": "2030-01-01",
    },
    "file_storage_basic": {
        "file_name": "f",
        "file_original_name": "f",
        "file_path": _WORD,
        "file_size": 1,
        "file_type": "audio",
        "file_mime_type": "audio/wav",
        "file_hash_md5": "m",
        "file_created_user_id": _USER,
    },
    "text_template_basic": {
        "template_name": "t",
        "template_content": "c",
        "template_type": "format",
        "template_created_user_id": _USER,
    },
    "text_content_basic": {
        "text_title": "t",
        "text_content": "c",
        "text_content_type": "article",
        "text_created_user_id": _USER,
    },
    "text_content_version": {
        "text_id": ("text_content_basic", "text_id"),
        "text_version": 5,
        "version_title": "t",
        "version_content": "c",
        "version_length": 1,
        "version_created_user_id": _USER,
        "version_created_time": "2026-01-01",
        "version_replaced_user_id": 1,
        "version_replaced_time": "2026-01-01",
    },
    "text_analyse_result": {
        "text_id": ("text_content_basic", "text_id"),
        "analyse_type": "keyword",
        "analyse_result": "{}",
    },
    "voice_timbre_basic": {"timbre_name": "t", "timbre_created_user_id": _USER},
    "voice_timbre_clone": {
        "timbre_id": ("voice_timbre_basic", "timbre_id"),
        "clone_source_file_id": ("file_storage_basic", "file_id"),
        "clone_created_user_id": _USER,
    },
    "voice_timbre_template": {"template_name": "t", "template_created_user_id": _USER},
    "voice_audio_template": {"template_name": "t", "template_created_user_id": _USER},
    "voice_audio_basic": {
        "audio_title": "t",
        "audio_text_content": "c",
        "audio_file_id": ("file_storage_basic", "file_id"),
        "audio_created_user_id": _USER,
    },
    "voice_audio_analyse": {
        "audio_id": ("voice_audio_basic", "audio_id"),
        "analyse_type": "quality",
        "analyse_result": "{}",
    },
    "image_template_basic": {"template_name": "t", "template_prompt": "p", "template_created_user_id": _USER},
    "image_content_basic": {
        "image_title": "t",
        "image_prompt": "p",
        "image_file_id": ("file_storage_basic", "file_id"),
        "image_type": "image",
        "image_created_user_id": _USER,
    },
    "image_analyse_result": {
        "image_id": ("image_content_basic", "image_id"),
        "analyse_type": "content",
        "analyse_result": "{}",
    },
    "mixall_content_basic": {"mixall_title": "t", "mixall_type": "story", "mixall_created_user_id": _USER},
    "mixall_content_scene": {
        "scene_mixall_id": ("mixall_content_basic", "mixall_id"),
        "scene_position": 0,
        "scene_narration": "n",
    },
    "mixall_content_version": {
        "mixall_id": ("mixall_content_basic", "mixall_id"),
        "mixall_revision": 5,
        "version_title": "t",
        "version_aspect": "9:16",
        "version_settings": "{}",
        "version_scenes": "[]",
        "version_created_user_id": _USER,
        "version_created_time": "2026-01-01",
    },
    "task_management_queue": {
        "task_uuid": _WORD,
        "task_name": "t",
        "task_type": "creation_run",
        "task_params": "{}",
        "task_created_user_id": _USER,
    },
    "platform_integration_config": {
        "platform_name": "openai",
        "platform_app_id": "a",
        "platform_app_secret": "sealed",
        "platform_created_user_id": _USER,
    },
    "platform_publish_record": {
        "platform_name": "douyin",
        "content_type": "mixall",
        "content_id": 1,
        "publish_created_user_id": _USER,
    },
    "system_usage_statistics": {"stat_date": "2026-01-01", "stat_user_id": _USER},
    "system_usage_price": {
        "price_engine": "openai",
        "price_unit": "tokens_in",
        "price_amount": 2,
        "price_created_user_id": _USER,
    },
}
# A change of each, of a column that matters.
CHANGES: dict[str, tuple[str, str]] = {
    "user_auth_basic": ("user_profile_nickname", "'n'"),
    "user_auth_session": ("session_expire_time", "'1970-01-01'"),
    "file_storage_basic": ("file_status", "'deleted'"),
    "text_template_basic": ("template_status", "'inactive'"),
    "text_content_basic": ("text_status", "'published'"),
    "text_content_version": ("version_title", "'n'"),
    "text_analyse_result": ("analyse_score", "7.5"),
    "voice_timbre_basic": ("timbre_status", "'ready'"),
    "voice_timbre_clone": ("clone_status", "'failed'"),
    "voice_timbre_template": ("template_name", "'n'"),
    "voice_audio_template": ("template_name", "'n'"),
    "voice_audio_basic": ("audio_tags", "'{a,b}'"),
    "voice_audio_analyse": ("analyse_result", """'{"a": [1, null]}'"""),
    "image_template_basic": ("template_style", "'ink'"),
    "image_content_basic": ("image_title", "'n'"),
    "image_analyse_result": ("analyse_score", "1"),
    "mixall_content_basic": ("mixall_duration", "12.5"),
    "mixall_content_scene": ("scene_position", "9"),
    "mixall_content_version": ("version_title", "'n'"),
    "task_management_queue": ("task_status", "'running'"),
    "platform_integration_config": ("platform_status", "'inactive'"),
    "platform_publish_record": ("publish_status", "'failed'"),
    "system_usage_statistics": ("stat_api_calls_text", "3"),
    "system_usage_price": ("price_valid_to", "'2027-01-01'"),
}
TABLES = list(NEEDS)


class Rows:
    """Makes rows; each `make` gives the new row as JSON."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def needed(self, table: str, **given: object) -> dict[str, object]:
        """The values of a new row, with what it refers to made beforehand."""
        values: dict[str, object] = dict(given)
        for column, need in NEEDS[table].items():
            if column in given:
                continue
            if need is _WORD:
                values[column] = secrets.token_hex(8)
            elif isinstance(need, tuple):
                more = {"file_type": values["image_type"]} if "image_type" in values and need[1] == "file_id" else {}
                values[column] = (await self.make(need[0], **more))[need[1]]
            else:
                values[column] = need
        return values

    async def make(self, table: str, **given: object) -> dict[str, Any]:
        """A new row; what is not given is filled in."""
        if table == "image_content_basic":
            given = {"image_type": "image", **given}
        return await self.insert(table, await self.needed(table, **given))

    async def insert(self, table: str, values: dict[str, object]) -> dict[str, Any]:
        """Insert these values, given as text: PostgreSQL knows their types."""
        names = ", ".join(values)
        kinds = await self._connection.fetch(
            "SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = $1::text::regclass",
            table,
        )
        types = {row[0]: row[1] for row in kinds}
        marks = ", ".join(f"${number}::text::{types[name]}" for number, name in enumerate(values, 1))
        made: dict[str, Any] = await self._connection.fetchval(
            f"INSERT INTO {table} AS made ({names}) VALUES ({marks}) RETURNING to_jsonb(made)",  # noqa: S608  our own names
            *(str(value) for value in values.values()),
        )
        return made

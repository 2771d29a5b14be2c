"""Where the schema goes beyond the design document, and why; shown in docs/schema.md, checked by tests/schema."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Added:
    """Columns a table of the design has on top."""

    table: str
    columns: tuple[str, ...]
    reason: str


NEW_TABLES = {
    "system_audit_log": "The audit log the design asks for: every change, chained by hashes, by month.",
    "system_audit_chain": "Where each chain of the log ends, so that rows cut off its end are missed.",
    "system_usage_event": "What each piece of an engine's work took in units and cost; the statistics keep sums only.",
    "system_usage_price": "What a unit of use costs from one day to another; vendors change prices, bills stay.",
    "system_search_entry": "Search over Chinese and English: codes filled in behind the writer, for all kinds alike.",
    "mixall_content_scene": "A storyboard needs order, narration and times per picture; an array of ids has none.",
    "mixall_content_version": "Every change of a storyboard can be listed, compared and taken back.",
    "text_content_version": "Every edit is kept: the words it replaced can be listed, compared and restored.",
    "task_management_step": "A retry goes on where the last try stopped only if each finished step is on record.",
    "task_management_outbox": "A task and the message that wakes a worker must be committed together or not at all.",
}

ADDED = (
    Added("user_auth_basic", ("user_password_changed_time",), "Sessions older than the password can be ended."),
    Added("user_auth_session", ("session_last_used_time",), "A session in use is renewed; users see where they are."),
    Added(
        "file_storage_basic",
        ("file_hash_sha256",),
        "MD5 can be forged, so SHA-256 decides whether two files are the same.",
    ),
    Added(
        "file_storage_basic",
        ("file_checked_time", "file_damaged_time"),
        "Bytes are read again from time to time; what was damaged is refused and told, not served.",
    ),
    Added("file_storage_basic", ("file_deleted_time",), "Archiving needs to know since when a file is deleted."),
    Added(
        "file_storage_basic",
        ("file_width", "file_height", "file_duration", "file_tags"),
        "Measured once at upload; tags let a user's own photos be found for a scene.",
    ),
    Added("text_content_basic", ("text_deleted_time",), "Soft deletion: no status of the design says deleted."),
    Added("text_content_basic", ("text_version",), "Two editors must not overwrite each other unseen."),
    Added("text_content_basic", ("text_source_text_id", "text_scenes"), "A script: its article, and its scenes."),
    Added(
        "text_content_basic",
        ("text_revision",),
        "What If-Match compares: a change of status is no new version of the words, yet must not be overwritten.",
    ),
    Added("text_content_basic", ("text_model_version",), "Generated content says which engine made it."),
    Added(
        "text_template_basic", ("template_visibility",), "Built-in templates are everybody's, own ones their owner's."
    ),
    Added("text_template_basic", ("template_key",), "A built-in template is found and brought up to date by its key."),
    Added("text_template_basic", ("template_language",), "Writers look for templates in their own language."),
    Added("text_template_basic", ("template_deleted_time",), "Soft deletion: no status of the design says deleted."),
    Added(
        "text_analyse_result",
        ("analyse_text_version", "analyse_options"),
        "An old result is marked as such; the same question about the same words is answered once.",
    ),
    Added(
        "voice_timbre_basic",
        ("timbre_source_file_type",),
        "The type half of the reference to the source file (always audio).",
    ),
    Added("voice_timbre_basic", ("timbre_visibility",), "Built-in voices are everybody's, cloned ones their owner's."),
    Added("voice_timbre_basic", ("timbre_deleted_time",), "Soft deletion: no status of the design says deleted."),
    Added(
        "voice_timbre_clone",
        ("clone_source_file_type",),
        "The type half of the reference to the source file (always audio).",
    ),
    Added("voice_audio_basic", ("audio_file_type",), "The type half of the reference to the file (always audio)."),
    Added("voice_audio_basic", ("audio_timings",), "Subtitles follow the measured start and end of each word."),
    Added("voice_audio_basic", ("audio_loudness",), "Measured once, used for mixing."),
    Added("voice_audio_basic", ("audio_text_id",), "Which text was spoken, beside the words themselves."),
    Added("voice_audio_basic", ("audio_model_version",), "Generated content says which engine made it."),
    Added("voice_audio_basic", ("audio_is_part",), "The speech of one scene is kept, but is no recording of its own."),
    Added("voice_audio_basic", ("audio_deleted_time",), "Soft deletion: no status of the design says deleted."),
    Added("image_content_basic", ("image_seed", "image_style"), "With the prompt they make the same picture again."),
    Added("image_content_basic", ("image_model_version",), "Generated content says which engine made it."),
    Added("image_content_basic", ("image_deleted_time",), "Soft deletion: no status of the design says deleted."),
    Added("mixall_content_basic", ("mixall_aspect", "mixall_settings"), "What the renderer is told."),
    Added("mixall_content_basic", ("mixall_duration",), "The length of the work, for lists and players."),
    Added("mixall_content_basic", ("mixall_subtitle_file_id",), "The subtitles that lie beside the video."),
    Added(
        "mixall_content_basic",
        ("mixall_final_file_type", "mixall_subtitle_file_type"),
        "The type halves of the references to the files (always video, always text).",
    ),
    Added("mixall_content_basic", ("mixall_revision",), "Two editors must not overwrite each other unseen."),
    Added("mixall_content_basic", ("mixall_deleted_time",), "Soft deletion: no status of the design says deleted."),
    Added("task_management_queue", ("task_parent_id",), "A task may be part of another; none is so far."),
    Added(
        "task_management_queue",
        ("task_lease_id", "task_lease_expire_time", "task_worker_name"),
        "A worker holds a task by lease, so a dead one loses it and a late one can write nothing.",
    ),
    Added(
        "task_management_queue",
        ("task_step_name", "task_remaining_seconds", "task_event_number"),
        "Progress says the step and the time left; an event stream resumes after the last number seen.",
    ),
    Added(
        "task_management_queue",
        ("task_not_before_time", "task_attempt_count", "task_error_type"),
        "Retries wait their turn, are counted, and depend on the kind of error.",
    ),
    Added(
        "task_management_queue",
        ("task_error_message_zh", "task_error_params"),
        "A failure is told in the language of whoever reads it, with what it speaks of as values.",
    ),
    Added(
        "task_management_queue",
        ("task_idempotency_key", "task_params_hash", "task_retry_key"),
        "The same request sent twice starts one task; another request with the same key is told so.",
    ),
    Added(
        "task_management_queue",
        ("task_queue", "task_priority", "task_turn"),
        "Users take turns; work that is long, short or waits for a vendor waits apart.",
    ),
    Added(
        "task_management_queue", ("task_lost_count",), "A worker that died is no failure of the task: counted apart."
    ),
    Added("platform_integration_config", ("platform_visibility",), "An administrator's account may serve everybody."),
    Added("platform_integration_config", ("platform_secret_hint",), "Which key it is can be told without reading it."),
    Added("platform_integration_config", ("platform_options",), "Model names and options are data, never code."),
)

WIDENED = {
    ("platform_integration_config", "platform_app_secret"): "TEXT: stored encrypted, and ciphertext outgrows 255.",
    ("platform_integration_config", "platform_access_token"): "TEXT: ciphertext of tokens of up to 512 characters.",
    ("platform_integration_config", "platform_refresh_token"): "TEXT: ciphertext of tokens of up to 512 characters.",
}

PARTITIONED = {
    "file_storage_basic": "By file type, as the design advises; the primary key is (file_id, file_type), because"
    " PostgreSQL wants the partition key in every unique key. All partitions draw file_id from one sequence.",
    "system_usage_statistics": "By month of stat_date, as the design advises; the primary key is (stat_id, stat_date)."
    " Months are made ahead by datasay_make_month_partitions(), and a default partition takes any other date.",
    "system_audit_log": "By month of audit_time, so that old months are dropped as a whole and nothing is deleted; the"
    " primary key is (audit_time, audit_id).",
}

FILE_REFERENCES = {
    ("voice_timbre_basic", "timbre_source_file_id"): "timbre_source_file_type",
    ("voice_timbre_clone", "clone_source_file_id"): "clone_source_file_type",
    ("voice_audio_basic", "audio_file_id"): "audio_file_type",
    ("image_content_basic", "image_file_id"): "image_type",
    ("mixall_content_basic", "mixall_final_file_id"): "mixall_final_file_type",
}
FILE_REFERENCES_REASON = (
    "A reference to a file carries the file's type, since the key of the partitioned table does."
    " The database thereby refuses an audio that points at a picture."
)

EVERYWHERE = (
    "CHECK constraints on every status and type, and on numbers that have a range. `timbre_style` and `image_format`"
    " are left open: engines name more styles and formats than the design lists.",
    "More values where a feature needs them: `task_type` mixall_render, creation_run and text_analyse. `platform_name`,"
    " `timbre_platform` and `template_platform` take the name of any engine (small letters, digits and _): which there"
    " are, the installed packages decide.",
    "An index on every foreign key; (user, created_time, id) and (user, status, created_time, id) for pages newest"
    " first, (created_time, id) for everybody's, (status, type, created_time) as the design's chapter on indexes asks.",
    "Unique keys: a user's name however it is capitalised; a session's token hash; one active file per user and"
    " content; one shared timbre per engine and voice; one task per user and idempotency key.",
)

"""Which tables are audited, and which columns are left out of the log, each with its reason; shown in docs/schema.md.

The triggers themselves are made by `SELECT datasay_audit(...)` in migrations; tests/system_audit compares both.
"""

_RENEWED = "Renewed with every change, which is in the log with its own time."
_COUNTED = "Counts uses; who used it is in the log by what came of it."
_HEARTBEAT = "Written several times a second while a worker holds the task; the change of status is in the log."

LEFT_OUT: dict[str, dict[str, str]] = {
    "user_auth_basic": {
        "user_updated_time": _RENEWED,
        "user_last_login_time": "Each login is an event of its own.",
    },
    "user_auth_session": {"session_last_used_time": "Renewed every five minutes of use."},
    "file_storage_basic": {
        "file_checked_time": "Written whenever the bytes were looked at; what was found is in the log."
    },
    "text_template_basic": {"template_usage_count": _COUNTED},
    "text_content_basic": {
        "text_updated_time": _RENEWED,
        "text_revision": "Counts the changes that are in the log one by one.",
    },
    "text_content_version": {},
    "text_analyse_result": {},
    "voice_timbre_basic": {"timbre_updated_time": _RENEWED},
    "voice_timbre_clone": {"clone_progress": _HEARTBEAT},
    "voice_timbre_template": {"template_usage_count": _COUNTED},
    "voice_audio_template": {"template_usage_count": _COUNTED},
    "voice_audio_basic": {"audio_updated_time": _RENEWED},
    "voice_audio_analyse": {},
    "image_template_basic": {"template_usage_count": _COUNTED},
    "image_content_basic": {"image_updated_time": _RENEWED},
    "image_analyse_result": {},
    "mixall_content_basic": {
        "mixall_updated_time": _RENEWED,
        "mixall_revision": "Counts the changes that are in the log one by one.",
    },
    "mixall_content_scene": {"scene_updated_time": _RENEWED},
    "mixall_content_version": {},
    "task_management_queue": dict.fromkeys(
        (
            "task_progress",
            "task_step_name",
            "task_remaining_seconds",
            "task_event_number",
            "task_lease_id",
            "task_lease_expire_time",
            "task_worker_name",
            "task_attempt_count",
        ),
        _HEARTBEAT,
    ),
    "platform_integration_config": {"platform_updated_time": _RENEWED},
    "platform_publish_record": {"publish_updated_time": _RENEWED},
    "system_usage_statistics": {
        "stat_updated_time": _RENEWED,
        "stat_storage_used_bytes": "Measured anew every hour from the files, whose changes are in the log.",
    },
    "system_usage_price": {"price_updated_time": _RENEWED},
}

# Changes of these columns are events with a name of their own.
EVENTS: dict[str, dict[str, str]] = {
    "user_auth_basic": {"user_role": "role_change", "user_password_changed_time": "password_change"},
}

NOT_AUDITED: dict[str, str] = {
    "system_audit_chain": "The heads of the log itself.",
    "system_audit_log": "The log itself.",
    "system_search_entry": "Derived from texts by the platform, for search; nobody decides anything in it.",
    "system_usage_event": "A record of its own that is only added to; the sums of the day are audited.",
    "task_management_outbox": "Messages to the workers that live for seconds; the task is audited.",
    "task_management_step": "What a worker notes on its way; what a step makes is audited.",
}

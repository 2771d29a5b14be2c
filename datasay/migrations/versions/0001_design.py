"""Create the design's 20 tables in their final shape, and three of our own (docs/schema.md tells the differences)."""

from alembic import op

from datasay.migrations.sql import statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "user_auth_basic",
    "user_auth_session",
    "file_storage_basic",
    "text_template_basic",
    "text_content_basic",
    "text_analyse_result",
    "voice_timbre_basic",
    "voice_timbre_clone",
    "voice_timbre_template",
    "voice_audio_template",
    "voice_audio_basic",
    "voice_audio_analyse",
    "image_template_basic",
    "image_content_basic",
    "image_analyse_result",
    "mixall_content_basic",
    "mixall_content_scene",
    "task_management_queue",
    "task_management_step",
    "task_management_outbox",
    "platform_integration_config",
    "platform_publish_record",
    "system_usage_statistics",
)


def upgrade() -> None:
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP FUNCTION datasay_make_month_partitions(integer)")
    for table in reversed(TABLES):
        op.execute(f"DROP TABLE {table}")

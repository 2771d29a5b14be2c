"""Whole files: when their bytes were last looked at and found damaged, and what each user keeps."""

from alembic import op

from datasay.migrations.sql import statements

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements(f"{revision}_down"):
        op.execute(statement)

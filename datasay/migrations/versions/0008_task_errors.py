"""What went wrong with a task, in both languages and as values."""

from alembic import op

from datasay.migrations.sql import statements

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements(f"{revision}_down"):
        op.execute(statement)

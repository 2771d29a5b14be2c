"""Steps that remember, queues that are fair: receipts, owners and progress of steps; turns and losses of tasks."""

from alembic import op

from datasay.migrations.sql import statements

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements(f"{revision}_down"):
        op.execute(statement)

"""The audit log: every change of a table of the design by trigger, chained by hashes, partitioned by month."""

from alembic import op

from datasay.migrations.sql import statements

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements(f"{revision}_down"):
        op.execute(statement)

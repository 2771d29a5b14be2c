"""Row-level security: each row for its owner, for readers of what is shared, for administrators and the platform."""

from alembic import op

from datasay.migrations.sql import statements

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements(f"{revision}_down"):
        op.execute(statement)

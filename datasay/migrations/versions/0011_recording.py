"""The audit log hides what people typed whatever its length; its functions can be compared as they stand."""

from alembic import op

from datasay.migrations.sql import statements

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements(f"{revision}_down"):
        op.execute(statement)

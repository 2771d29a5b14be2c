"""Engines of any kind: their names are open, use is counted in units, prices have days."""

from alembic import op

from datasay.migrations.sql import statements

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements(f"{revision}_down"):
        op.execute(statement)

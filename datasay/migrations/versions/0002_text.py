"""Texts in depth: versions, starter templates, engine accounts, analyses, search."""

from alembic import op

from datasay.migrations.sql import statements

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements(f"{revision}_down"):
        op.execute(statement)

"""Traditional Chinese is indexed as simplified; texts that have some are indexed anew. Functions ask who acts."""

from alembic import op

from datasay.migrations.sql import statements

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements(f"{revision}_down"):
        op.execute(statement)

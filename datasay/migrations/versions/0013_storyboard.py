"""A storyboard can be edited: scenes have settings of their own and can be brought back, works have versions."""

from alembic import op

from datasay.migrations.sql import statements

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in statements(revision):
        op.execute(statement)


def downgrade() -> None:
    for statement in statements(f"{revision}_down"):
        op.execute(statement)

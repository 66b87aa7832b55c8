"""Sketches of words beside vectors; both are worked out anew for answers that have none.

Revision: 0009
After: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DELETE FROM vector")
    with op.batch_alter_table("vector") as batch:
        batch.add_column(sa.Column("sketch", sa.LargeBinary(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("vector") as batch:
        batch.drop_column("sketch")

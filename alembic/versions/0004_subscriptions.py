"""Who is told when a digest is there, and codes that invite authors.

Revision: 0004
After: 0003
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_invitation")),
    )
    op.create_index(op.f("ix_invitation_expires_at"), "invitation", ["expires_at"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("author", "member", name="subscriptionkind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_subscription_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "wave_id", name=op.f("pk_subscription")),
    )
    op.create_index(op.f("ix_subscription_wave_id"), "subscription", ["wave_id"], unique=False)


def downgrade() -> None:
    op.drop_table("subscription")
    op.drop_table("invitation")

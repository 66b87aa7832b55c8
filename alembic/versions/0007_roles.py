"""Roles that are given, codes that give them, a community's own policy, and with which key the rows were made.

Revision: 0007
After: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def _kind() -> sa.Enum:
    return sa.Enum(
        "owner", "moderator", "author", name="rolekind", native_enum=False, create_constraint=True, length=16
    )


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("community_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_appointment_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint(
            "community_id", "account_id", "kind", name=op.f("uq_appointment_community_id_account_id_kind")
        ),
    )
    for column in ("community_id", "account_id"):
        op.create_index(op.f(f"ix_appointment_{column}"), "appointment", [column], unique=False)
    op.create_table(
        "offer",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("community_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_offer_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_offer")),
    )
    for column in ("account_id", "expires_at"):
        op.create_index(op.f(f"ix_offer_{column}"), "offer", [column], unique=False)
    op.create_table(
        "platform_role",
        sa.Column("community_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_platform_role_community_id_community"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "platform", "role", name=op.f("pk_platform_role")),
    )
    op.create_table(
        "policy",
        sa.Column("community_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_policy_community_id_community"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "version", name=op.f("pk_policy")),
    )
    op.create_table(
        "key_mark",
        sa.Column("fingerprint", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_key_mark")),
    )
    with op.batch_alter_table("account") as batch:
        batch.add_column(sa.Column("earlier", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("account") as batch:
        batch.alter_column("earlier", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("account") as batch:
        batch.drop_column("earlier")
    for table in ("key_mark", "policy", "platform_role"):
        op.drop_table(table)
    for column in ("expires_at", "account_id"):
        op.drop_index(op.f(f"ix_offer_{column}"), table_name="offer")
    op.drop_table("offer")
    for column in ("account_id", "community_id"):
        op.drop_index(op.f(f"ix_appointment_{column}"), table_name="appointment")
    op.drop_table("appointment")

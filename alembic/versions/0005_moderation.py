"""Reports of statements, and the log of decisions.

Revision: 0005
After: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report",
        sa.Column("statement_id", sa.String(), nullable=False),
        sa.Column("respondent_id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column("settled", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id"], ["statement.id"], name=op.f("fk_report_statement_id_statement"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_report_wave_id_wave")),
        sa.PrimaryKeyConstraint("statement_id", "respondent_id", name=op.f("pk_report")),
    )
    op.create_index("ix_report_person", "report", ["wave_id", "respondent_id"], unique=False)
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("community_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=True),
        sa.Column("who_salt", sa.LargeBinary(), nullable=True),
        sa.Column("who_seal", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=True),
        sa.Column("why_salt", sa.LargeBinary(), nullable=True),
        sa.Column("why_seal", sa.String(length=64), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    for column in ("community_id", "account_id", "about"):
        op.create_index(op.f(f"ix_audit_{column}"), "audit", [column], unique=False)
    with op.batch_alter_table("statement") as batch:
        batch.add_column(sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("statement") as batch:
        batch.alter_column("held", existing_type=sa.Boolean(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("statement") as batch:
        batch.drop_column("held")
    for column in ("about", "account_id", "community_id"):
        op.drop_index(op.f(f"ix_audit_{column}"), table_name="audit")
    op.drop_table("audit")
    op.drop_index("ix_report_person", table_name="report")
    op.drop_table("report")

"""What a second platform needs: persons and communities on two of them, messages read again, waves in a row.

Revision: 0002
After: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_attempt_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
    )
    op.create_index(op.f("ix_attempt_account_id"), "attempt", ["account_id"], unique=False)
    op.create_index(op.f("ix_attempt_at"), "attempt", ["at"], unique=False)
    op.create_table(
        "code",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("person", "community", name="codekind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("community_id", sa.String(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_code_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_code")),
    )
    op.create_index(op.f("ix_code_account_id"), "code", ["account_id"], unique=False)
    op.create_index(op.f("ix_code_expires_at"), "code", ["expires_at"], unique=False)
    op.create_table(
        "joined",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("former_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_joined_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joined")),
        sa.UniqueConstraint("account_id", name=op.f("uq_joined_account_id")),
    )
    op.create_index(op.f("ix_joined_person_id"), "joined", ["person_id"], unique=False)
    op.create_table(
        "read_again",
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column("platform", sa.String(length=16), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_read_again_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_read_again")),
    )
    op.create_index(op.f("ix_read_again_account_id"), "read_again", ["account_id"], unique=False)
    op.create_index(op.f("ix_read_again_wave_id"), "read_again", ["wave_id"], unique=False)
    op.add_column("account", sa.Column("read_to", sa.String(length=40), nullable=True))
    op.add_column("posting", sa.Column("read_to", sa.String(length=40), nullable=True))
    _sized(200, 40)
    op.add_column("pending_reply", sa.Column("message", sa.LargeBinary(), nullable=True))
    op.add_column("wave", sa.Column("follows", sa.String(), nullable=True))
    _added("posting", sa.Column("part", sa.Integer(), nullable=False, server_default=sa.text("0")))
    _added("wave", sa.Column("remind", sa.Boolean(), nullable=False, server_default=sa.true()))
    _added("wave", sa.Column("every_weeks", sa.Integer(), nullable=False, server_default=sa.text("0")))


def _added(table: str, column: sa.Column[object]) -> None:
    """Add a column that must hold something: what is there gets the default, which then goes."""
    op.add_column(table, column)
    with op.batch_alter_table(table) as batch:
        batch.alter_column(column.name, server_default=None, existing_type=column.type, existing_nullable=False)


def _sized(characters: int, before: int) -> None:
    """How long the reference of a message may be."""
    for table, nullable in (("posting", False), ("ledger", True)):
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                "ref",
                type_=sa.String(length=characters),
                existing_type=sa.String(length=before),
                existing_nullable=nullable,
            )


def downgrade() -> None:
    _sized(40, 200)
    for table, names in (
        ("wave", ("every_weeks", "remind", "follows")),
        ("posting", ("part", "read_to")),
        ("pending_reply", ("message",)),
        ("account", ("read_to",)),
    ):
        with op.batch_alter_table(table) as batch:
            for name in names:
                batch.drop_column(name)
    op.drop_table("read_again")
    op.drop_table("joined")
    op.drop_table("code")
    op.drop_table("attempt")

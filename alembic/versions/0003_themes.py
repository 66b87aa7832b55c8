"""Themes of open answers with who found them, vectors, reasons, and consent for a language model.

Revision: 0003
After: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PURPOSES = ("take-part", "quote-here", "quote-other", "quote-web")


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("community_id", sa.String(), nullable=False),
        sa.Column("questionnaire", sa.String(length=40), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("label", sa.JSON(), nullable=False),
        sa.Column("definition", sa.String(length=300), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column(
            "origin",
            sa.Enum("machine", "human", name="themeorigin", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "merged",
                "rejected",
                name="themestate",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("into", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
    )
    op.create_index("ix_theme_codebook", "theme", ["community_id", "questionnaire", "item"], unique=False)
    op.create_table(
        "theme_event",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("theme_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("other_id", sa.String(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["theme_id"], ["theme.id"], name=op.f("fk_theme_event_theme_id_theme"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_event")),
    )
    op.create_index(op.f("ix_theme_event_theme_id"), "theme_event", ["theme_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_finding_wave_id_wave")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding")),
        sa.UniqueConstraint("wave_id", "item", "kind", name=op.f("uq_finding_wave_id_item_kind")),
    )
    op.create_table(
        "coding",
        sa.Column("answer_id", sa.String(), nullable=False),
        sa.Column("coder", sa.String(length=40), nullable=False),
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("respondent_id", sa.String(length=32), nullable=False),
        sa.Column("theme_id", sa.String(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("duplicate", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_coding_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_coding_theme_id_theme")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_coding_wave_id_wave")),
        sa.PrimaryKeyConstraint("answer_id", "coder", name=op.f("pk_coding")),
    )
    op.create_index("ix_coding_person", "coding", ["wave_id", "respondent_id"], unique=False)
    op.create_index(op.f("ix_coding_theme_id"), "coding", ["theme_id"], unique=False)
    op.create_table(
        "vector",
        sa.Column("answer_id", sa.String(), nullable=False),
        sa.Column("wave_id", sa.String(), nullable=False),
        sa.Column("respondent_id", sa.String(length=32), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_vector_answer_id_answer"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_vector_wave_id_wave")),
        sa.PrimaryKeyConstraint("answer_id", name=op.f("pk_vector")),
    )
    op.create_index("ix_vector_person", "vector", ["wave_id", "respondent_id"], unique=False)
    with op.batch_alter_table("answer") as batch:
        batch.add_column(sa.Column("reason", sa.String(length=300), nullable=True))
    _purposes((*PURPOSES, "model"))


def _purposes(names: tuple[str, ...]) -> None:
    """What people can agree to."""
    with op.batch_alter_table("consent") as batch:
        batch.drop_constraint(op.f("ck_consent_purpose"), type_="check")
        batch.create_check_constraint(op.f("ck_consent_purpose"), sa.column("purpose").in_(names))


def downgrade() -> None:
    op.execute("DELETE FROM consent WHERE purpose = 'model'")
    _purposes(PURPOSES)
    with op.batch_alter_table("answer") as batch:
        batch.drop_column("reason")
    op.drop_table("vector")
    op.drop_table("coding")
    op.drop_table("finding")
    op.drop_table("theme_event")
    op.drop_table("theme")

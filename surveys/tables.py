"""Everything that is stored about surveys, in the order of a survey's life.

Each column says what it holds about a person in ``info["person"]`` (see ``Holds``): export and erasure walk the metadata,
and a test fails on a column that says nothing. Respondents appear under a pseudonym only; who they are is the front
desk's business (``bot.tables``), and is dropped without touching what was said.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NewType

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

RespondentId = NewType("RespondentId", str)  # keyed pseudonym of a person within one wave, 32 hex digits
WaveId = NewType("WaveId", str)

random_bytes = os.urandom  # what ids are made of; recorded conversations put a seeded source here


class Holds(StrEnum):
    """What a column holds about a person."""

    NOTHING = "nothing"  # not about a person
    WHO = "who"  # points to a person: a pseudonym or an account
    SAID = "said"  # what the person told us: exported to them, erased with them
    NOTED = "noted"  # what we noted about them: exported to them, erased with them
    SEALED = "sealed"  # encrypted: exported opened, erased with them


def new_id() -> str:
    """A random id of 16 characters out of ``a-z2-7`` (80 bits), fit for tokens and links."""
    return base64.b32encode(random_bytes(10)).decode().lower()


def enum_type(enum: type[StrEnum]) -> sa.Enum:
    """A StrEnum stored as its text with a CHECK constraint, the same on SQLite and PostgreSQL."""
    return sa.Enum(
        enum,
        native_enum=False,
        length=16,
        create_constraint=True,
        name=enum.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def holds(what: Holds) -> dict[str, Any]:
    """Column arguments that declare what the column holds about a person."""
    return {"info": {"person": what.value}}


NOTHING, WHO, SAID, NOTED, SEALED = (holds(what) for what in Holds)


# --- designed ---


class FieldedQuestionnaire(SQLModel, table=True):
    """A questionnaire as it was fielded: frozen, shared by the waves that ask it."""

    __tablename__ = "questionnaire"

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    key: str = Field(max_length=40, sa_column_kwargs=NOTHING)
    digest: str = Field(max_length=64, unique=True, sa_column_kwargs=NOTHING)  # sha256 of body, canonical JSON
    body: dict[str, Any] = Field(sa_type=sa.JSON, sa_column_kwargs=NOTHING)
    created_at: datetime = Field(sa_column_kwargs=NOTHING)


# --- fielded ---


class WaveState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


class Visibility(StrEnum):
    """When respondents see results."""

    AFTER_ANSWER = "after-answer"  # released results, once they answered themselves
    AFTER_CLOSE = "after-close"  # released results, once the wave is closed
    OPEN = "open"  # live counts for everybody, said before they answer


class Wave(SQLModel, table=True):
    """One period of fieldwork with one questionnaire in one community.

    Attributes:
        key: what people type, such as ``kundenservice-2``.
        community_id: opaque here; the front desk's community.
        sample: its answers are samples of ours and marked so wherever they show.
        locked: somebody has answered, so the content can no longer change.
        remind: 24 hours before it closes, the places are reminded once.
        every_weeks: a next wave opens so many weeks after this one did; 0: none.
        follows: id of the wave before it in such a row.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    key: str = Field(max_length=60, unique=True, sa_column_kwargs=NOTHING)
    number: int = Field(default=1, sa_column_kwargs=NOTHING)
    community_id: str = Field(index=True, sa_column_kwargs=NOTHING)
    questionnaire_id: str = Field(foreign_key="questionnaire.id", index=True, sa_column_kwargs=NOTHING)
    state: WaveState = Field(default=WaveState.DRAFT, sa_type=enum_type(WaveState), sa_column_kwargs=NOTHING)
    language: str = Field(default="de", max_length=8, sa_column_kwargs=NOTHING)
    opens_at: datetime | None = Field(default=None, sa_column_kwargs=NOTHING)
    closes_at: datetime | None = Field(default=None, sa_column_kwargs=NOTHING)
    opened_at: datetime | None = Field(default=None, sa_column_kwargs=NOTHING)
    closed_at: datetime | None = Field(default=None, sa_column_kwargs=NOTHING)
    digest_every_days: int = Field(default=7, sa_column_kwargs=NOTHING)  # 0: only at closing
    visibility: Visibility = Field(
        default=Visibility.AFTER_ANSWER, sa_type=enum_type(Visibility), sa_column_kwargs=NOTHING
    )
    latecomers: bool = Field(default=False, sa_column_kwargs=NOTHING)
    anonymous: bool = Field(default=False, sa_column_kwargs=NOTHING)
    named_quotes: bool = Field(default=False, sa_column_kwargs=NOTHING)
    retention_months: int = Field(default=12, sa_column_kwargs=NOTHING)
    sample: bool = Field(default=False, sa_column_kwargs=NOTHING)
    locked: bool = Field(default=False, sa_column_kwargs=NOTHING)
    remind: bool = Field(default=True, sa_column_kwargs=NOTHING)
    every_weeks: int = Field(default=0, sa_column_kwargs=NOTHING)
    follows: str | None = Field(default=None, sa_column_kwargs=NOTHING)
    created_at: datetime = Field(sa_column_kwargs=NOTHING)


class Purpose(StrEnum):
    """What somebody agreed to, each by itself and each revocable."""

    TAKE_PART = "take-part"
    QUOTE_HERE = "quote-here"  # in the community and platform where it was said
    QUOTE_OTHER = "quote-other"  # on the community's other platform
    QUOTE_WEB = "quote-web"  # on the web and in the article
    MODEL = "model"  # a language model of the operator's may read it


class Consent(SQLModel, table=True):
    """One agreement, with the text it was given to; a withdrawn one stays as a record of the withdrawal."""

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    wave_id: str = Field(foreign_key="wave.id", sa_column_kwargs=NOTHING)
    respondent_id: str = Field(max_length=32, sa_column_kwargs=WHO)
    purpose: Purpose = Field(sa_type=enum_type(Purpose), sa_column_kwargs=SAID)
    text_version: str = Field(max_length=20, sa_column_kwargs=NOTED)
    shown_name: str | None = Field(default=None, max_length=80, sa_column_kwargs=SAID)  # quoted under this name
    given_at: datetime = Field(sa_column_kwargs=NOTED)
    withdrawn_at: datetime | None = Field(default=None, sa_column_kwargs=NOTED)

    __table_args__ = (sa.Index("ix_consent_person", "wave_id", "respondent_id", "purpose"),)


class ResponseState(StrEnum):
    OPEN = "open"  # agreed, nothing answered yet
    PARTIAL = "partial"
    COMPLETE = "complete"
    WITHDRAWN = "withdrawn"


class Response(SQLModel, table=True):
    """One respondent's participation in one wave, and where they are in the questionnaire.

    Attributes:
        platform: the mode of participation, such as ``telegram``.
        segment: key of the option chosen at the segment item.
        position: item and part they are asked now, as ``item`` or ``item/part``; None when they are through.
        draft: parts of the current item answered so far; they count only with the last one.
        skipped: items they chose to skip.
        seed: draws the order of shuffled options, the same at every visit.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    wave_id: str = Field(foreign_key="wave.id", sa_column_kwargs=NOTHING)
    respondent_id: str = Field(max_length=32, sa_column_kwargs=WHO)
    state: ResponseState = Field(default=ResponseState.OPEN, sa_type=enum_type(ResponseState), sa_column_kwargs=NOTED)
    platform: str = Field(max_length=16, sa_column_kwargs=NOTED)
    language: str = Field(default="de", max_length=8, sa_column_kwargs=NOTED)
    segment: str | None = Field(default=None, max_length=40, sa_column_kwargs=SAID)
    position: str | None = Field(default=None, max_length=90, sa_column_kwargs=NOTED)
    draft: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON, sa_column_kwargs=SAID)
    skipped: list[str] = Field(default_factory=list, sa_type=sa.JSON, sa_column_kwargs=NOTED)
    seed: int = Field(default=0, sa_column_kwargs=NOTED)
    started_at: datetime = Field(sa_column_kwargs=NOTED)
    updated_at: datetime = Field(sa_column_kwargs=NOTED)

    __table_args__ = (sa.UniqueConstraint("wave_id", "respondent_id"),)


class AnswerState(StrEnum):
    """Answers count at once; only approved ones are quoted or voted on."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class Answer(SQLModel, table=True):
    """One respondent's current answer to one item.

    Attributes:
        value: as its kind shapes it.
        source: keyed digest of the message or form it came in, so that an edit finds it; None for buttons.
        revision: how often it was changed; earlier wordings are not kept.
        released: the table cells it counted in at the wave's last release; empty before the first.
        sensitive: it speaks of self-harm; never quoted.
        reason: why it was rejected, for its author.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    wave_id: str = Field(foreign_key="wave.id", sa_column_kwargs=NOTHING)
    item: str = Field(max_length=40, sa_column_kwargs=NOTED)
    respondent_id: str = Field(max_length=32, sa_column_kwargs=WHO)
    value: Any = Field(sa_type=sa.JSON, sa_column_kwargs=SAID)
    source: str | None = Field(default=None, max_length=64, index=True, sa_column_kwargs=NOTED)
    state: AnswerState = Field(default=AnswerState.PENDING, sa_type=enum_type(AnswerState), sa_column_kwargs=NOTED)
    sensitive: bool = Field(default=False, sa_column_kwargs=NOTED)
    reason: str | None = Field(default=None, max_length=300, sa_column_kwargs=NOTED)
    revision: int = Field(default=0, sa_column_kwargs=NOTED)
    released: list[str] = Field(default_factory=list, sa_type=sa.JSON, sa_column_kwargs=NOTED)
    created_at: datetime = Field(sa_column_kwargs=NOTED)
    updated_at: datetime = Field(sa_column_kwargs=NOTED)

    # In this order: every answer reads all answers of its respondent, whatever the number of others.
    __table_args__ = (sa.UniqueConstraint("wave_id", "respondent_id", "item"),)


class Statement(SQLModel, table=True):
    """A sentence others agree or disagree with: a seed of the questionnaire, or an approved answer.

    Attributes:
        held: reported by so many that it is out of the vote until a moderator decides.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    wave_id: str = Field(foreign_key="wave.id", sa_column_kwargs=NOTHING)
    item: str = Field(max_length=40, sa_column_kwargs=NOTHING)
    seed: str | None = Field(default=None, max_length=40, sa_column_kwargs=NOTHING)  # key of the seed
    answer_id: str | None = Field(
        default=None, foreign_key="answer.id", ondelete="CASCADE", unique=True, sa_column_kwargs=NOTHING
    )
    words: dict[str, str] = Field(sa_type=sa.JSON, sa_column_kwargs=NOTHING)  # by language; an answer has one
    position: int = Field(default=0, sa_column_kwargs=NOTHING)
    held: bool = Field(default=False, sa_column_kwargs=NOTHING)

    __table_args__ = (sa.UniqueConstraint("wave_id", "item", "seed"),)


class Vote(SQLModel, table=True):
    """One respondent's reaction to one statement: -1 disagree, 0 pass, 1 agree."""

    statement_id: str = Field(foreign_key="statement.id", ondelete="CASCADE", primary_key=True, sa_column_kwargs=NOTED)
    respondent_id: str = Field(max_length=32, primary_key=True, sa_column_kwargs=WHO)
    wave_id: str = Field(foreign_key="wave.id", sa_column_kwargs=NOTHING)
    value: int = Field(sa_column_kwargs=SAID)
    released: list[str] = Field(default_factory=list, sa_type=sa.JSON, sa_column_kwargs=NOTED)
    updated_at: datetime = Field(sa_column_kwargs=NOTED)

    __table_args__ = (sa.Index("ix_vote_person", "wave_id", "respondent_id"),)


class Report(SQLModel, table=True):
    """Somebody wants a moderator to look at a statement of somebody else; once per person and statement.

    Attributes:
        settled: a moderator decided that the statement stays; the report stays as a record, and counts no more.
    """

    statement_id: str = Field(foreign_key="statement.id", ondelete="CASCADE", primary_key=True, sa_column_kwargs=NOTED)
    respondent_id: str = Field(max_length=32, primary_key=True, sa_column_kwargs=WHO)
    wave_id: str = Field(foreign_key="wave.id", sa_column_kwargs=NOTHING)
    settled: bool = Field(default=False, sa_column_kwargs=NOTED)
    at: datetime = Field(sa_column_kwargs=NOTED)

    __table_args__ = (sa.Index("ix_report_person", "wave_id", "respondent_id"),)


# --- coded ---


class ThemeOrigin(StrEnum):
    MACHINE = "machine"
    HUMAN = "human"


class ThemeState(StrEnum):
    PROPOSED = "proposed"  # by the machine; a human has not looked at it
    ACCEPTED = "accepted"
    MERGED = "merged"  # into another; its answers count there
    REJECTED = "rejected"


class Theme(SQLModel, table=True):
    """What answers to one question speak of: an entry of the codebook, kept over all waves of the questionnaire.

    Attributes:
        id: never changes and is never used again.
        questionnaire: its key; with the item and the community it names the codebook.
        label: by language.
        definition: one line in the community's language; empty while nobody wrote one.
        keywords: words that tell it from the rest.
        into: id of the theme it was merged into.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    community_id: str = Field(sa_column_kwargs=NOTHING)
    questionnaire: str = Field(max_length=40, sa_column_kwargs=NOTHING)
    item: str = Field(max_length=40, sa_column_kwargs=NOTHING)
    label: dict[str, str] = Field(sa_type=sa.JSON, sa_column_kwargs=NOTHING)
    definition: str = Field(default="", max_length=300, sa_column_kwargs=NOTHING)
    keywords: list[str] = Field(default_factory=list, sa_type=sa.JSON, sa_column_kwargs=NOTHING)
    origin: ThemeOrigin = Field(default=ThemeOrigin.MACHINE, sa_type=enum_type(ThemeOrigin), sa_column_kwargs=NOTHING)
    state: ThemeState = Field(default=ThemeState.PROPOSED, sa_type=enum_type(ThemeState), sa_column_kwargs=NOTHING)
    into: str | None = Field(default=None, sa_column_kwargs=NOTHING)
    position: int = Field(default=0, sa_column_kwargs=NOTHING)
    created_at: datetime = Field(sa_column_kwargs=NOTHING)

    __table_args__ = (sa.Index("ix_theme_codebook", "community_id", "questionnaire", "item"),)


class Coding(SQLModel, table=True):
    """Which theme somebody, or the machine, found in an answer.

    Attributes:
        coder: who; empty for the machine. What a human found wins and is never undone by the machine.
        theme_id: None: none of the themes.
        confidence: 0 to 1; 1 from a human.
        revision: of the answer it was made for; an answer changed since has no theme until it is coded again.
        rank: among the answers of the theme, the one to quote first is 0.
        duplicate: it says what another answer says in nearly the same words; the machine's to notice.
    """

    answer_id: str = Field(foreign_key="answer.id", ondelete="CASCADE", primary_key=True, sa_column_kwargs=NOTED)
    coder: str = Field(default="", max_length=40, primary_key=True, sa_column_kwargs=NOTED)
    wave_id: str = Field(foreign_key="wave.id", sa_column_kwargs=NOTHING)
    item: str = Field(max_length=40, sa_column_kwargs=NOTHING)
    respondent_id: str = Field(max_length=32, sa_column_kwargs=WHO)
    theme_id: str | None = Field(default=None, foreign_key="theme.id", index=True, sa_column_kwargs=NOTED)
    confidence: float = Field(default=1.0, sa_column_kwargs=NOTED)
    revision: int = Field(default=0, sa_column_kwargs=NOTED)
    rank: int = Field(default=0, sa_column_kwargs=NOTED)
    duplicate: bool = Field(default=False, sa_column_kwargs=NOTED)
    at: datetime = Field(sa_column_kwargs=NOTED)

    __table_args__ = (sa.Index("ix_coding_person", "wave_id", "respondent_id"),)


class Vector(SQLModel, table=True):
    """An answer as a vector, so that it is not worked out again.

    Attributes:
        model: which one made it.
        body: numbers of 16 bits, little-endian.
    """

    answer_id: str = Field(foreign_key="answer.id", ondelete="CASCADE", primary_key=True, sa_column_kwargs=NOTED)
    wave_id: str = Field(foreign_key="wave.id", sa_column_kwargs=NOTHING)
    respondent_id: str = Field(max_length=32, sa_column_kwargs=WHO)
    model: str = Field(max_length=60, sa_column_kwargs=NOTED)
    revision: int = Field(default=0, sa_column_kwargs=NOTED)
    body: bytes = Field(sa_column_kwargs=NOTED)

    __table_args__ = (sa.Index("ix_vector_person", "wave_id", "respondent_id"),)


class ThemeEvent(SQLModel, table=True):
    """What happened to a theme, so that a digest can say why it is not the one it was.

    Attributes:
        kind: ``proposed``, ``accepted``, ``renamed``, ``redefined``, ``merged``, ``split``, ``moved``, ``rejoined``,
            ``rejected``.
        other_id: the theme it was merged into, split from or rejoined to, or answers were moved to.
        answers: how many it concerned.
    """

    __tablename__ = "theme_event"

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    theme_id: str = Field(foreign_key="theme.id", ondelete="CASCADE", index=True, sa_column_kwargs=NOTHING)
    kind: str = Field(max_length=16, sa_column_kwargs=NOTHING)
    other_id: str | None = Field(default=None, sa_column_kwargs=NOTHING)
    answers: int = Field(default=0, sa_column_kwargs=NOTHING)
    at: datetime = Field(sa_column_kwargs=NOTHING)


class Finding(SQLModel, table=True):
    """What the machine found in a wave's answers to a question beside their themes; the newest of each kind.

    Attributes:
        kind: ``refit``: other themes, a proposal with what would move, until a human takes or drops it; ``bursts``:
            something new that came up at once; ``voices``: what a few say and no theme holds; ``split``: what a
            moderator looked for in a theme, with the answers that would move.
        body: answers by id, themes by id, labels; no words of anybody.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    wave_id: str = Field(foreign_key="wave.id", sa_column_kwargs=NOTHING)
    item: str = Field(max_length=40, sa_column_kwargs=NOTHING)
    kind: str = Field(max_length=16, sa_column_kwargs=NOTHING)
    body: dict[str, Any] = Field(sa_type=sa.JSON, sa_column_kwargs=NOTHING)
    at: datetime = Field(sa_column_kwargs=NOTHING)

    __table_args__ = (sa.UniqueConstraint("wave_id", "item", "kind"),)


# --- counted ---


class Tally(SQLModel, table=True):
    """The live count of one table cell, kept in the transaction of the answer; shown only in open waves.

    Attributes:
        item: item key; empty for participation itself.
        cell: as ``Item.cells`` names it, ``n`` for everybody who answered; ``|s:`` and ``|p:`` narrow to a group.
    """

    wave_id: str = Field(foreign_key="wave.id", primary_key=True, sa_column_kwargs=NOTHING)
    item: str = Field(max_length=40, primary_key=True, sa_column_kwargs=NOTHING)
    cell: str = Field(max_length=140, primary_key=True, sa_column_kwargs=NOTHING)
    count: int = Field(sa_column_kwargs=NOTHING)


class Departure(SQLModel, table=True):
    """The released cells of an answer that is gone, until the next release takes them out; nobody's name is on it."""

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    wave_id: str = Field(foreign_key="wave.id", index=True, sa_column_kwargs=NOTHING)
    item: str = Field(max_length=40, sa_column_kwargs=NOTHING)  # item key, or id of a statement
    cells: list[str] = Field(sa_type=sa.JSON, sa_column_kwargs=NOTHING)


class Release(SQLModel, table=True):
    """Counts that may be shown: those of the wave's last release, on every surface alike.

    Attributes:
        counts: ``{item or statement id: {cell: people}}``.
    """

    wave_id: str = Field(foreign_key="wave.id", primary_key=True, sa_column_kwargs=NOTHING)
    number: int = Field(primary_key=True, sa_column_kwargs=NOTHING)
    at: datetime = Field(sa_column_kwargs=NOTHING)
    participants: int = Field(sa_column_kwargs=NOTHING)
    closing: bool = Field(default=False, sa_column_kwargs=NOTHING)
    counts: dict[str, dict[str, int]] = Field(sa_type=sa.JSON, sa_column_kwargs=NOTHING)


# --- given back ---


class StoredDigest(SQLModel, table=True):
    """A digest as it was composed; a correction is a new version."""

    __tablename__ = "digest"

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    wave_id: str = Field(foreign_key="wave.id", sa_column_kwargs=NOTHING)
    version: int = Field(sa_column_kwargs=NOTHING)
    at: datetime = Field(sa_column_kwargs=NOTHING)
    final: bool = Field(default=False, sa_column_kwargs=NOTHING)
    hash: str = Field(max_length=64, sa_column_kwargs=NOTHING)
    body: dict[str, Any] = Field(sa_type=sa.JSON, sa_column_kwargs=NOTHING)

    __table_args__ = (sa.UniqueConstraint("wave_id", "version"),)


class Quote(SQLModel, table=True):
    """Which digest quotes which answer, so that a withdrawal finds every place it stands."""

    digest_id: str = Field(foreign_key="digest.id", ondelete="CASCADE", primary_key=True, sa_column_kwargs=NOTHING)
    answer_id: str = Field(primary_key=True, sa_column_kwargs=NOTHING)


TABLES: Sequence[type[SQLModel]] = (
    FieldedQuestionnaire, Wave, Consent, Response, Answer, Statement, Vote, Report, Theme, Coding, Vector, ThemeEvent,
    Finding, Tally, Departure, Release, StoredDigest, Quote,
)  # fmt: skip

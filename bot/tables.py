"""Who and where: accounts, communities, places, and what is on its way in or out; kept apart from what was said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from surveys.tables import NOTED, NOTHING, SAID, SEALED, WHO, enum_type, new_id

REF = 200  # characters of a message's reference, which may be of several messages

# --- who and where ---


class Community(SQLModel, table=True):
    """A group of people with their places; communities on one bot see nothing of each other."""

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    name: str = Field(max_length=128, sa_column_kwargs=NOTHING)
    language: str = Field(default="de", max_length=8, sa_column_kwargs=NOTHING)
    created_at: datetime = Field(sa_column_kwargs=NOTHING)


class PlaceState(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"  # topic closed, right to write missing
    GONE = "gone"  # kicked, deleted


class Place(SQLModel, table=True):
    """Where a community reads and writes: a group, or a topic in it.

    Attributes:
        address: as the platform's adapter writes it, such as ``-100123`` or ``-100123/45``; a group, not a person.
        abilities: what was learned about it, such as ``{"ephemeral": false}``; ``{"holds": true}`` where nothing is shown.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    community_id: str = Field(foreign_key="community.id", index=True, sa_column_kwargs=NOTHING)
    platform: str = Field(max_length=16, sa_column_kwargs=NOTHING)
    address: str = Field(max_length=80, sa_column_kwargs=NOTHING)
    name: str = Field(default="", max_length=128, sa_column_kwargs=NOTHING)
    state: PlaceState = Field(default=PlaceState.ACTIVE, sa_type=enum_type(PlaceState), sa_column_kwargs=NOTHING)
    abilities: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON, sa_column_kwargs=NOTHING)

    __table_args__ = (sa.UniqueConstraint("platform", "address"),)


class Account(SQLModel, table=True):
    """One identity on one platform; the raw id is sealed and kept only where we must write to the person.

    Attributes:
        digest: keyed HMAC of the platform's id, 64 hex digits.
        earlier: the digest was made with an earlier key, since the id was not there to make it anew.
        person_id: accounts of one person share it.
        address: the sealed raw id; None until the person opens a direct chat.
        reachable: False once the person blocked us.
        wave_id: the wave the direct chat is about.
        awaits: what the next typed message means, as a token's text; None means an answer.
        notes: settings a moderator is choosing right now.
        read_to: as for postings, of the direct chat, and which chat that is.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=WHO)
    platform: str = Field(max_length=16, sa_column_kwargs=NOTED)
    digest: str = Field(max_length=64, sa_column_kwargs=WHO)
    earlier: bool = Field(default=False, sa_column_kwargs=NOTED)
    person_id: str = Field(default_factory=new_id, index=True, sa_column_kwargs=WHO)
    address: bytes | None = Field(default=None, sa_column_kwargs=SEALED)
    reachable: bool = Field(default=True, sa_column_kwargs=NOTED)
    language: str = Field(default="de", max_length=8, sa_column_kwargs=NOTED)
    wave_id: str | None = Field(default=None, sa_column_kwargs=NOTED)
    awaits: str | None = Field(default=None, max_length=200, sa_column_kwargs=NOTED)
    notes: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON, sa_column_kwargs=SAID)
    read_to: str | None = Field(default=None, max_length=40, sa_column_kwargs=NOTED)
    created_at: datetime = Field(sa_column_kwargs=NOTED)

    __table_args__ = (sa.UniqueConstraint("platform", "digest"),)


class RoleKind(StrEnum):
    OWNER = "owner"  # of the whole bot
    MODERATOR = "moderator"
    AUTHOR = "author"


class Role(SQLModel, table=True):
    """What an account was last seen to be in a community; a hint where to look, re-checked at every act."""

    community_id: str = Field(
        foreign_key="community.id", ondelete="CASCADE", primary_key=True, sa_column_kwargs=NOTHING
    )
    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", primary_key=True, sa_column_kwargs=WHO)
    kind: RoleKind = Field(sa_type=enum_type(RoleKind), sa_column_kwargs=NOTED)
    since: datetime = Field(sa_column_kwargs=NOTED)


EVERYWHERE = ""  # as the community of a role: the whole bot


class Appointment(SQLModel, table=True):
    """A role somebody was given by an owner or the operator; unlike ``Role`` it is a right, until it is taken.

    Attributes:
        community_id: of an owner ``EVERYWHERE``.
        name: sealed, as the platform told it when they took it on: owners have to know whom they dismiss.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    community_id: str = Field(default=EVERYWHERE, index=True, sa_column_kwargs=NOTHING)
    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", index=True, sa_column_kwargs=WHO)
    kind: RoleKind = Field(sa_type=enum_type(RoleKind), sa_column_kwargs=NOTED)
    name: bytes | None = Field(default=None, sa_column_kwargs=SEALED)
    since: datetime = Field(sa_column_kwargs=NOTED)

    __table_args__ = (sa.UniqueConstraint("community_id", "account_id", "kind"),)


class Offer(SQLModel, table=True):
    """A code that gives a role to whoever types it first.

    Attributes:
        digest: keyed digest of the code.
        account_id: of the owner who made it; None for the operator.
    """

    digest: str = Field(max_length=64, primary_key=True, sa_column_kwargs=NOTHING)
    kind: RoleKind = Field(sa_type=enum_type(RoleKind), sa_column_kwargs=NOTED)
    community_id: str = Field(default=EVERYWHERE, sa_column_kwargs=NOTHING)
    account_id: str | None = Field(
        default=None, foreign_key="account.id", ondelete="CASCADE", index=True, sa_column_kwargs=WHO
    )
    expires_at: datetime = Field(index=True, sa_column_kwargs=NOTED)


class PlatformRole(SQLModel, table=True):
    """A role of the platform whose holders moderate the community, though they may not manage its server."""

    __tablename__ = "platform_role"

    community_id: str = Field(
        foreign_key="community.id", ondelete="CASCADE", primary_key=True, sa_column_kwargs=NOTHING
    )
    platform: str = Field(max_length=16, primary_key=True, sa_column_kwargs=NOTHING)
    role: str = Field(max_length=32, primary_key=True, sa_column_kwargs=NOTHING)


class Policy(SQLModel, table=True):
    """How a community says its answers are moderated, in its own words; the newest version counts, an empty one is ours."""

    community_id: str = Field(
        foreign_key="community.id", ondelete="CASCADE", primary_key=True, sa_column_kwargs=NOTHING
    )
    version: int = Field(primary_key=True, sa_column_kwargs={**NOTHING, "autoincrement": False})
    text: str = Field(sa_column_kwargs=NOTHING)
    since: datetime = Field(sa_column_kwargs=NOTHING)


class PendingReply(SQLModel, table=True):
    """A public reply waiting, sealed, for its writer's yes: at most ten minutes, then it is erased."""

    __tablename__ = "pending_reply"

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", index=True, sa_column_kwargs=WHO)
    wave_id: str = Field(sa_column_kwargs=NOTED)
    item: str | None = Field(default=None, max_length=40, sa_column_kwargs=NOTED)
    source: str = Field(max_length=64, sa_column_kwargs=NOTED)
    message: bytes | None = Field(default=None, sa_column_kwargs=SEALED)
    text: bytes = Field(sa_column_kwargs=SEALED)
    expires_at: datetime = Field(index=True, sa_column_kwargs=NOTED)


class ReadAgain(SQLModel, table=True):
    """A message that holds an answer of an open wave, where the platform lets it be read again after an outage.

    Attributes:
        source: keyed digest, the same as of the answer.
        message: sealed, as the platform's adapter finds it again.
    """

    __tablename__ = "read_again"

    source: str = Field(max_length=64, primary_key=True, sa_column_kwargs=NOTED)
    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", index=True, sa_column_kwargs=WHO)
    wave_id: str = Field(index=True, sa_column_kwargs=NOTED)
    platform: str = Field(max_length=16, sa_column_kwargs=NOTED)
    message: bytes = Field(sa_column_kwargs=SEALED)


class CodeKind(StrEnum):
    PERSON = "person"
    COMMUNITY = "community"


class Code(SQLModel, table=True):
    """A code that is shown on one platform and typed on another, once: at most ten minutes.

    Attributes:
        digest: keyed digest of the code.
        community_id: of a code that links communities.
    """

    digest: str = Field(max_length=64, primary_key=True, sa_column_kwargs=NOTHING)
    kind: CodeKind = Field(sa_type=enum_type(CodeKind), sa_column_kwargs=NOTED)
    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", index=True, sa_column_kwargs=WHO)
    community_id: str | None = Field(default=None, sa_column_kwargs=NOTHING)
    expires_at: datetime = Field(index=True, sa_column_kwargs=NOTED)


class Attempt(SQLModel, table=True):
    """A wrong code that was typed; after five within ten minutes no more are taken."""

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", index=True, sa_column_kwargs=WHO)
    at: datetime = Field(index=True, sa_column_kwargs=NOTED)


class Invitation(SQLModel, table=True):
    """A code that makes whoever types it first an author of a wave: they are told of its digests in the direct chat.

    Attributes:
        digest: keyed digest of the code.
    """

    digest: str = Field(max_length=64, primary_key=True, sa_column_kwargs=NOTHING)
    wave_id: str = Field(sa_column_kwargs=NOTHING)
    expires_at: datetime = Field(index=True, sa_column_kwargs=NOTHING)


class SubscriptionKind(StrEnum):
    AUTHOR = "author"  # invited by a code; also told of the waves that follow
    MEMBER = "member"


class Subscription(SQLModel, table=True):
    """Somebody who wants to be told when a digest of the wave is there."""

    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", primary_key=True, sa_column_kwargs=WHO)
    wave_id: str = Field(primary_key=True, index=True, sa_column_kwargs=NOTED)
    kind: SubscriptionKind = Field(sa_type=enum_type(SubscriptionKind), sa_column_kwargs=NOTED)
    since: datetime = Field(sa_column_kwargs=NOTED)


class Joined(SQLModel, table=True):
    """Two accounts that are one person, and what is needed to part them again exactly as they were.

    Attributes:
        account_id: the account that took on the other's person.
        former_id: its person before.
        person_id: their person since.
        body: sealed JSON: what both had said, where they had said it in the same wave.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    account_id: str = Field(foreign_key="account.id", ondelete="CASCADE", unique=True, sa_column_kwargs=WHO)
    former_id: str = Field(sa_column_kwargs=NOTED)
    person_id: str = Field(index=True, sa_column_kwargs=WHO)
    body: bytes = Field(sa_column_kwargs=SEALED)
    at: datetime = Field(sa_column_kwargs=NOTED)


# --- shown ---


class PostingKind(StrEnum):
    CARD = "card"
    DIGEST = "digest"
    PICTURE = "picture"
    NOTICE = "notice"
    QUEUE = "queue"  # how many answers wait, for moderators


class PostingState(StrEnum):
    SHOWN = "shown"
    UNSURE = "unsure"  # the outcome of sending is unknown: never sent again blindly
    GONE = "gone"


class Posting(SQLModel, table=True):
    """One message of ours that shows a screen in a place.

    Attributes:
        ref: the platform's message id.
        read_to: up to which message a pass over what was missed has read everything; None where there was none yet.
        part: which of several cards of the wave it is, from 0.
        shown: hash of the screen last shown.
        stale_at: since when it no longer shows the truth; None when current.
    """

    id: str = Field(default_factory=new_id, primary_key=True, sa_column_kwargs=NOTHING)
    place_id: str = Field(foreign_key="place.id", index=True, sa_column_kwargs=NOTHING)
    wave_id: str = Field(index=True, sa_column_kwargs=NOTHING)
    kind: PostingKind = Field(sa_type=enum_type(PostingKind), sa_column_kwargs=NOTHING)
    part: int = Field(default=0, sa_column_kwargs=NOTHING)
    state: PostingState = Field(default=PostingState.SHOWN, sa_type=enum_type(PostingState), sa_column_kwargs=NOTHING)
    ref: str = Field(max_length=REF, sa_column_kwargs=NOTHING)
    read_to: str | None = Field(default=None, max_length=40, sa_column_kwargs=NOTHING)
    digest_id: str | None = Field(default=None, sa_column_kwargs=NOTHING)
    shown: str = Field(default="", max_length=64, sa_column_kwargs=NOTHING)
    stale_at: datetime | None = Field(default=None, index=True, sa_column_kwargs=NOTHING)
    edited_at: datetime | None = Field(default=None, sa_column_kwargs=NOTHING)


# --- decided ---


class Audit(SQLModel, table=True):
    """One decision of a moderator in the chain of ``surveys.moderation.audit``: rows are added, never changed.

    Erasing somebody empties what leads to them and leaves the row, so that the chain stays whole.

    Attributes:
        account_id: who decided, an account of ours or ``operator``; sealed in the chain as ``who_seal``.
        about: the answer, wave or statement, such as ``answer:<id>``.
        why: the reason, as a phrase key or in the moderator's words; sealed as ``why_seal``.
        who_salt, why_salt: 32 random bytes each, of this entry alone; they go with what they seal.
        previous, hash: 64 hex digits each.
    """

    number: int = Field(primary_key=True, sa_column_kwargs={**NOTHING, "autoincrement": False})
    community_id: str = Field(index=True, sa_column_kwargs=NOTHING)
    account_id: str | None = Field(default=None, index=True, sa_column_kwargs=WHO)
    who_salt: bytes | None = Field(default=None, sa_column_kwargs=NOTED)
    who_seal: str = Field(max_length=64, sa_column_kwargs=NOTHING)
    what: str = Field(max_length=20, sa_column_kwargs=NOTHING)
    about: str = Field(max_length=60, index=True, sa_column_kwargs=NOTHING)
    at: datetime = Field(sa_column_kwargs=NOTHING)
    why: str | None = Field(default=None, max_length=300, sa_column_kwargs=SAID)
    why_salt: bytes | None = Field(default=None, sa_column_kwargs=NOTED)
    why_seal: str = Field(max_length=64, sa_column_kwargs=NOTHING)
    previous: str = Field(max_length=64, sa_column_kwargs=NOTHING)
    hash: str = Field(max_length=64, sa_column_kwargs=NOTHING)

    __table_args__ = ({"info": {"erasure": "empties"}},)


# --- on its way in ---


class Seen(SQLModel, table=True):
    """Keys of events that arrived, pruned after 72 hours."""

    event_key: str = Field(max_length=80, primary_key=True, sa_column_kwargs=NOTHING)
    at: datetime = Field(index=True, sa_column_kwargs=NOTHING)


class InboxState(StrEnum):
    WAITING = "waiting"
    DEAD = "dead"  # could not be applied; payload kept sealed for at most 24 h


class Inbox(SQLModel, table=True):
    """Events that were confirmed to the platform and are not applied yet; only transport, sealed, gone in seconds.

    Attributes:
        person: keyed digest of whose event it is, so that erasure reaches it.
        error: class of the error that killed it.
    """

    id: int | None = Field(default=None, primary_key=True, sa_column_kwargs=NOTHING)
    event_key: str = Field(max_length=80, unique=True, sa_column_kwargs=NOTHING)
    platform: str = Field(max_length=16, sa_column_kwargs=NOTED)
    person: str | None = Field(default=None, max_length=64, index=True, sa_column_kwargs=WHO)
    payload: bytes | None = Field(default=None, sa_column_kwargs=SEALED)
    state: InboxState = Field(
        default=InboxState.WAITING, sa_type=enum_type(InboxState), index=True, sa_column_kwargs=NOTED
    )
    attempts: int = Field(default=0, sa_column_kwargs=NOTED)
    error: str | None = Field(default=None, max_length=80, sa_column_kwargs=NOTED)
    arrived_at: datetime = Field(sa_column_kwargs=NOTED)

    # SQLite would give the id of a deleted row to the next one: an event applied twice would take another's row away.
    __table_args__ = ({"sqlite_autoincrement": True},)


# --- on its way out ---


class LedgerState(StrEnum):
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNSURE = "unsure"
    DEAD = "dead"


class Ledger(SQLModel, table=True):
    """What must not be forgotten: posts to make and things due, each under a key that makes it happen once.

    Attributes:
        key: such as ``digest:<wave>:<place>:<local date>``.
        kind: the word before the first colon; ``schedule`` knows what to do for it.
        owner: which process took it; with ``attempt`` it fences late writers.
        body: what the kind needs besides the ids; no personal data.
        ref: message id once sent.
    """

    key: str = Field(max_length=120, primary_key=True, sa_column_kwargs=NOTHING)
    kind: str = Field(max_length=16, sa_column_kwargs=NOTHING)
    wave_id: str | None = Field(default=None, index=True, sa_column_kwargs=NOTHING)
    place_id: str | None = Field(default=None, sa_column_kwargs=NOTHING)
    account_id: str | None = Field(
        default=None, foreign_key="account.id", ondelete="CASCADE", index=True, sa_column_kwargs=WHO
    )
    state: LedgerState = Field(default=LedgerState.QUEUED, sa_type=enum_type(LedgerState), sa_column_kwargs=NOTED)
    due_at: datetime = Field(sa_column_kwargs=NOTED)
    owner: str | None = Field(default=None, max_length=40, sa_column_kwargs=NOTHING)
    attempt: int = Field(default=0, sa_column_kwargs=NOTHING)
    body: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON, sa_column_kwargs=NOTED)
    ref: str | None = Field(default=None, max_length=REF, sa_column_kwargs=NOTHING)
    error: str | None = Field(default=None, max_length=120, sa_column_kwargs=NOTHING)
    updated_at: datetime = Field(sa_column_kwargs=NOTED)

    __table_args__ = (sa.Index("ix_ledger_due", "state", "due_at"),)


class Lease(SQLModel, table=True):
    """Who may do what only one process may do, until when: polling Telegram, being alive (the heartbeat)."""

    name: str = Field(max_length=80, primary_key=True, sa_column_kwargs=NOTHING)
    owner: str = Field(max_length=40, sa_column_kwargs=NOTHING)
    until: datetime = Field(sa_column_kwargs=NOTHING)


class KeyMark(SQLModel, table=True):
    """With which key the rows were made: one row, a fingerprint that tells nothing of the key."""

    __tablename__ = "key_mark"

    fingerprint: str = Field(max_length=16, primary_key=True, sa_column_kwargs=NOTHING)
    since: datetime = Field(sa_column_kwargs=NOTHING)


class Lane(SQLModel, table=True):
    """When the next request to a chat or a whole platform may leave; a ``retry_after`` survives a restart here."""

    name: str = Field(max_length=120, primary_key=True, sa_column_kwargs=NOTHING)
    next_at: datetime = Field(sa_column_kwargs=NOTHING)


TABLES: Sequence[type[SQLModel]] = (
    Community, Place, Account, Role, Appointment, Offer, PlatformRole, Policy, PendingReply, ReadAgain, Code, Attempt,
    Invitation, Subscription, Joined, Posting, Audit, Seen, Inbox, Ledger, Lease, KeyMark, Lane,
)  # fmt: skip

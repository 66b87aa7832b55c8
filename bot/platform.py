"""What must a platform be able to do, and what may it say went wrong?

::

    PlatformError
    |-- Gone            the message or chat is deleted, we were blocked or kicked
    |-- Later(seconds)  rate limit: not before that many seconds
    |-- Refused         a right is missing
    |   `-- TokenRefused    the platform does not know our token (any more)
    `-- Unreachable     the network; ``unsure`` when the request may have arrived
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol, TypeAlias

from bot.screens import Reply, Screen


class PlatformError(Exception):
    """Something the platform answered, in our words."""


class Gone(PlatformError):
    """The message or chat is deleted, or we were blocked or kicked."""


class Later(PlatformError):
    """Rate limit: the same request may be sent after ``seconds``."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Refused(PlatformError):
    """A right is missing, or the request can never succeed."""


class TokenRefused(Refused):
    """The platform does not know our token (any more): nothing can work until somebody sets a new one."""


class Unreachable(PlatformError):
    """The network failed; ``unsure`` tells that the request may have arrived."""

    def __init__(self, *, unsure: bool) -> None:
        super().__init__(unsure)
        self.unsure = unsure


class Moved(PlatformError):
    """The chat lives on under another address (a group became a supergroup)."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class Act(StrEnum):
    """What a person, or the platform, did."""

    SAY = "say"  # wrote something meant for us
    EDIT = "edit"  # changed what they had written
    PRESS = "press"
    COMMAND = "command"  # also a deep link: command "start" with a token
    ARRIVED = "arrived"  # we were added to a place
    SUBMIT = "submit"  # sent a form: ``token`` is the form's, ``fields`` what was filled in
    DELETE = "delete"  # took back a message of theirs
    LEFT = "left"  # we were removed from a place, or blocked by a person
    MOVED = "moved"  # a place has a new address (in ``text``)


@dataclass(frozen=True, slots=True)
class Person:
    """Who did it, as the platform names them; ids and names are never logged or stored as they are."""

    id: str
    name: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """A place as the platform addresses it.

    Attributes:
        holds: it only holds other places (a server with its channels): nothing is shown in it itself.
        questions: so many questions stand on one card there; 0 means as many as the platform's limits say.
    """

    address: str
    name: str = ""
    holds: bool = False
    questions: int = 0


class Forms(StrEnum):
    """Whether words can be asked for in a form (``Screen.form``)."""

    NONE = "none"  # the next message is the answer
    LATER = "later"  # a button of the reply may open one
    NOW = "now"  # the reply itself may be one


class Standing(StrEnum):
    """What a person is in a place, as the platform tells."""

    MODERATOR = "moderator"
    MEMBER = "member"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class File:
    """A file that came with a command."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, in the desk's words.

    Attributes:
        key: names the event for ever, such as ``tg:<bot>:<update>``.
        where: None in the direct chat with the person.
        text: what was written; for a command, what follows it.
        command: without its slash.
        token: what the pressed button or the deep link brought.
        source: names the message, the same for its edits; empty for presses.
        reply_to: reference of the message of ours it answers.
        own: False for forwarded, via-bot, linked-channel and anonymous-admin messages: not the sender's own words.
        odd: it is no text (``voice``, ``sticker``, ...); empty for text.
        private: it reached us unseen by the others although it happened in a place (ephemeral).
        forms: whether the reply may ask for words in a form.
        fields: what was filled in, by key; of a command its options by name.
        file: that came with it.
        target: the place named in a command, where it is another one.
        standing: what the person is in ``where``, when the platform said so with the event itself.
        roles: ids of the roles they have there, when it said so.
        message: where the platform finds what was written again (``source`` as it was made), if it can be read again.
        once: it may be delivered again and is not in the inbox: its key is noted when it is applied.
    """

    key: str
    platform: str
    act: Act
    person: Person
    at: datetime
    where: Where | None = None
    text: str = ""
    command: str = ""
    token: str = ""
    source: str = ""
    reply_to: str = ""
    own: bool = True
    odd: str = ""
    private: bool = False
    forms: Forms = Forms.NONE
    fields: Mapping[str, str] = field(default_factory=dict)
    file: File | None = None
    target: Where | None = None
    standing: Standing | None = None
    roles: tuple[str, ...] = ()
    message: str = ""
    once: bool = False


class OptionKind(StrEnum):
    """What can be given with a command."""

    TEXT = "text"
    NUMBER = "number"  # a whole one, from 1
    PLACE = "place"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Option:
    """Something to be given with a command: asked for by name where the platform can, else typed after the command.

    Attributes:
        name: out of ``[a-z]``.
        suggests: what fits is offered while it is typed.
        names: by language.
        about: by language, at most 100 characters.
    """

    name: str
    kind: OptionKind = OptionKind.TEXT
    required: bool = False
    suggests: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """One entry of the command menu; dialogues own what it does.

    Attributes:
        name: without a slash, out of ``[a-z]``.
        about: what it does, by language, at most 100 characters.
        moderators: offered to moderators only.
        in_places: also offered in places, not only in the direct chat.
        names: by language.
        options: what can be given with it, required ones first.
        words: what may follow it, each with options of its own; a command that has words has no options.
        on_message: offered in the menu of a message, by one of ``names``, and not to be typed.
    """

    name: str
    about: Mapping[str, str]
    moderators: bool = False
    in_places: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    words: tuple[Command, ...] = ()
    on_message: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What fits, in the platform's own units (named in the adapter).

    Attributes:
        sections: questions with a button of their own on one card.
        several: more questions make more cards; else one button leads to all of them.
        beside: the button of a section stands beside its paragraph; else below the text, where it has to say whose it is.
    """

    text: int
    caption: int
    label: int
    across: int  # buttons in a row
    buttons: int  # buttons in a screen
    card_seconds: float  # a shown card is refreshed at most this often
    sections: int = 8
    several: bool = False
    beside: bool = False


State: TypeAlias = Literal["ok", "warning", "blocked"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at, to see whether everything is in place.

    Attributes:
        about: what it was: a platform, perhaps with a part of it behind a blank, or a place as it is typed.
        state: ``warning`` may wait, ``blocked`` may not.
        found: the phrase that says how it is.
        do: the phrase that says what to do about it; empty where all is well.
        values: of both phrases.
    """

    about: str
    state: State
    found: str
    do: str = ""
    values: Mapping[str, str | int | float] = field(default_factory=dict)


class Platform(Protocol):
    """What every platform does. Calls raise PlatformError and nothing else."""

    name: str
    limits: Limits

    async def show(self, address: str, screen: Screen, *, pin: bool = False, key: str = "") -> str:
        """Send a screen to a place or a direct chat; gives the message's reference. ``key`` makes a retry the same."""
        ...

    async def edit(self, address: str, ref: str, screen: Screen) -> None:
        """Change a message of ours; an unchanged one is success."""
        ...

    async def standing(self, where: Where, person: Person, moderating: Collection[str] = ()) -> Standing:
        """What the person is in the place, asked of the platform now. moderating: roles whose holders moderate, too."""
        ...

    async def findings(self, addresses: Sequence[str]) -> Sequence[Finding]:
        """Whether the platform takes us as we are, and what we may do in the places; stores and posts nothing."""
        ...

    async def secluded(self, address: str) -> bool:
        """Whether plain members cannot see the place; False where the platform cannot tell."""
        ...

    def link(self, token: str) -> str | None:
        """An address that opens the direct chat with this token; None where there is none."""
        ...

    async def run(self, handle: Callable[[Event, int | None], Awaitable[Reply]]) -> None:
        """Take events until cancelled: each is committed to the inbox, then confirmed, then handled, then answered."""
        ...

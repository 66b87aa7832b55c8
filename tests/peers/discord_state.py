"""What does the played Discord know: guilds, channels, members, messages, interactions and the time?"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from peers.discord_parts import CHOOSERS, LOADING, walk
from peers.discord_permissions import BOT_MAY, bits, permissions
from peers.discord_wire import ApiError, Upload

if TYPE_CHECKING:
    from peers.discord_people import Person
    from peers.discord_stage import Stage

EPOCH = 1_420_070_400_000  # ms, first second of 2015, Discord "Snowflakes"
TEXT, DM, FORUM = 0, 1, 15
THREADS = (10, 11, 12)
ANSWER_WITHIN = 3.0  # seconds to the first response, Discord "Receiving and Responding"
TOKEN_LIVES = 900.0  # seconds, the same page


class Dispatcher(Protocol):
    """Whoever brings events to the bot."""

    address: str
    identify_limit: int
    shards_needed: int

    @property
    def identifies_today(self) -> int:
        """IDENTIFYs within the last 24 hours."""

    def dispatch(self, event: str, data: dict[str, Any], guild: Guild | None, channel: Channel | None = None) -> None:
        """Send the event to every session that may have it."""


@dataclass(slots=True, eq=False)
class Role:
    id: int
    name: str
    permissions: int
    position: int
    managed: bool = False

    @property
    def mention(self) -> str:
        return f"<@&{self.id}>"


@dataclass(slots=True)
class Overwrite:
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, eq=False)
class Member:
    user: Person
    joined_at: float
    roles: set[int] = field(default_factory=set)
    nick: str | None = None
    timeout: str | None = None


@dataclass(slots=True, eq=False)
class Guild:
    """A server. `bot_is_in` turns False when the bot is thrown out."""

    world: World
    id: int
    name: str
    owner: Person
    locale: str
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    banned: set[int] = field(default_factory=set)
    bot_is_in: bool = True
    available: bool = True

    def __repr__(self) -> str:
        return f"<Guild {self.name} {self.id}>"

    @property
    def everyone(self) -> Role:
        return self.roles[self.id]

    @property
    def me(self) -> Member:
        return self.members[self.world.bot.id]

    def role(self, name: str) -> Role:
        """A role by its name."""
        return next(role for role in self.roles.values() if role.name == name)

    def text_channel(self, name: str) -> Channel:
        """A new text channel everybody sees."""
        return self.world.stage.text_channel(self, name)

    def forum(self, name: str, tags: Iterable[str] = ()) -> Channel:
        """A new forum, with tags."""
        return self.world.stage.forum(self, name, tags)

    def thread(self, parent: Channel, name: str) -> Channel:
        """A new public thread."""
        return self.world.stage.thread(parent, name)


@dataclass(slots=True, eq=False)
class Channel:
    """A text channel, forum, thread or direct chat.

    Attributes:
        unread: public messages of the bot that no test asked for yet.
        person: the other side of a direct chat.
        thread: the fields only threads have.
    """

    world: World
    id: int
    kind: int
    name: str = ""
    guild: Guild | None = None
    parent: Channel | None = None
    person: Person | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    ephemerals: dict[int, Message] = field(default_factory=dict)
    unread: deque[Message] = field(default_factory=deque)
    pins: dict[int, str] = field(default_factory=dict)
    thread: dict[str, Any] = field(default_factory=dict)
    thread_members: dict[int, str] = field(default_factory=dict)
    tags: list[dict[str, Any]] = field(default_factory=list)
    topic: str | None = None
    typing: int = 0

    def __repr__(self) -> str:
        return f"<Channel {self.name or self.person} {self.id}>"

    @property
    def is_thread(self) -> bool:
        return self.kind in THREADS

    @property
    def is_direct(self) -> bool:
        return self.kind == DM

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"


@dataclass(slots=True, eq=False)
class Message:
    """One message with its current content.

    Attributes:
        raw: the API object with everything in it, whatever a bot may read of it.
        receiver: who alone sees it (ephemeral); None for everybody in the channel.
        pings: ids of users and roles, and "everyone", that were notified.
        versions: earlier API objects, oldest first.
        interaction: the one it answers, for responses and follow-ups.
    """

    channel: Channel
    raw: dict[str, Any]
    sent_at: float
    receiver: Person | None = None
    interaction: Interaction | None = None
    nonce: str | None = None
    deleted: bool = False
    pings: set[int | str] = field(default_factory=set)
    reactions: dict[str, list[int]] = field(default_factory=dict)
    versions: list[dict[str, Any]] = field(default_factory=list)

    def __repr__(self) -> str:
        whom = f" to {self.receiver.name}" if self.receiver else ""
        return f"<Message {self.id}{whom} in {self.channel.id}: {self.text!r} {self.labels}>"

    @property
    def id(self) -> int:
        return int(self.raw["id"])

    @property
    def author_id(self) -> int:
        return int(self.raw["author"]["id"])

    @property
    def by_bot(self) -> bool:
        return self.author_id == self.channel.world.bot.id

    @property
    def flags(self) -> int:
        return int(self.raw.get("flags") or 0)

    @property
    def is_ephemeral(self) -> bool:
        return self.receiver is not None

    @property
    def is_loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """Content and all text displays, in the order a reader sees them."""
        shown = [str(part["content"]) for part in walk(self.raw["components"]) if part["type"] == 10]
        return "\n".join([str(self.raw["content"])] * bool(self.raw["content"]) + shown)

    @property
    def embeds(self) -> list[dict[str, Any]]:
        return list(self.raw["embeds"])

    @property
    def components(self) -> list[dict[str, Any]]:
        return list(walk(self.raw["components"]))

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [part for part in self.components if part["type"] == 2]

    @property
    def selects(self) -> list[dict[str, Any]]:
        return [part for part in self.components if part["type"] in CHOOSERS]

    @property
    def labels(self) -> list[str]:
        return [button.get("label") or (button.get("emoji") or {}).get("name") or "" for button in self.buttons]

    @property
    def attachments(self) -> list[dict[str, Any]]:
        return list(self.raw["attachments"])


@dataclass(slots=True, eq=False)
class Modal:
    """A window opened for one person; `fields` are its input components by label."""

    interaction: Interaction
    raw: dict[str, Any]
    submitted: bool = False

    @property
    def title(self) -> str:
        return str(self.raw["title"])

    @property
    def custom_id(self) -> str:
        return str(self.raw["custom_id"])

    @property
    def text(self) -> str:
        """What is only to be read in it."""
        return "\n".join(part["content"] for part in self.raw["components"] if part["type"] == 10)

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for part in self.raw["components"]:
            if part["type"] == 18:
                found[part["label"]] = part["component"]
            elif part["type"] == 1:
                found[part["components"][0].get("label") or ""] = part["components"][0]
        return found

    @property
    def labels(self) -> list[str]:
        return list(self.fields)


@dataclass(slots=True, eq=False)
class Interaction:
    """Something a person asked the bot to do, and how the bot responded.

    Attributes:
        kind: 2 command, 3 component, 4 autocomplete, 5 modal submit.
        response: the type of the first response (4-9); None until there is one.
        original: what `@original` means for its webhook.
        choices: what the bot offered, for autocomplete.
    """

    id: int
    token: str
    kind: int
    person: Person
    channel: Channel
    created_at: float
    raw: dict[str, Any]
    message: Message | None = None
    opened_by: Interaction | None = None  # what opened the modal that was submitted
    response: int | None = None
    responded_at: float | None = None
    original: Message | None = None
    modal: Modal | None = None
    choices: list[dict[str, Any]] | None = None
    followups: list[Message] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<Interaction {self.kind} of {self.person.name} -> {self.response}>"

    @property
    def is_answered(self) -> bool:
        """Whether something other than "thinking" has come."""
        waiting = self.original is not None and self.original.is_loading
        return self.response is not None and not waiting


class World:
    """Everything on the server's side, without any network."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.offset = 0.0  # seconds the virtual clock is ahead
        self.strict = True
        self.base = ""  # address of the server, set when it listens
        self.content_intent = False  # the switches in the developer portal
        self.members_intent = False
        self.direct_opened: list[int] = []  # persons the bot asked a direct chat with
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.people: dict[int, Person] = {}
        self.interactions: dict[str, Interaction] = {}
        self.windows: dict[int, deque[Modal]] = {}  # by person: opened and not asked for yet
        self.whispers: dict[int, deque[Message]] = {}  # by person: ephemeral messages not asked for yet
        self.files: dict[int, Upload] = {}
        self.commands: dict[int | None, dict[int, dict[str, Any]]] = {None: {}}
        self.nonces: dict[tuple[int, str], tuple[float, Message]] = {}
        self.application: dict[str, Any] = {}
        self.gateway: Dispatcher
        self.bot: Person
        self.stage: Stage
        self.on_change: Callable[[], None] = lambda: None
        self.serial = itertools.count(1)
        self._last_id = 0

    def now(self) -> float:
        return self._clock() + self.offset

    def stamp(self, moment: float | None = None) -> str:
        """A moment as Discord writes it."""
        return datetime.fromtimestamp(self.now() if moment is None else moment, UTC).isoformat()

    def new_id(self) -> int:
        """The next snowflake: larger than all before, and telling the time."""
        self._last_id = max(self._last_id + 1, (int(self.now() * 1000) - EPOCH) << 22)
        return self._last_id

    def channel(self, number: int) -> Channel:
        """A channel the bot can know of; else 10003."""
        found = self.channels.get(number)
        if found is None or (found.guild is not None and not found.guild.bot_is_in):
            raise ApiError(10003)
        return found

    def guild(self, number: int) -> Guild:
        """A guild the bot is in; else 10004."""
        found = self.guilds.get(number)
        if found is None or not found.bot_is_in:
            raise ApiError(10004)
        return found

    def message(self, channel: Channel, number: int) -> Message:
        """A message everybody sees; else 10008."""
        found = channel.messages.get(number)
        if found is None:
            raise ApiError(10008)
        return found

    def bot_member(self, guild: Guild | None) -> Member | None:
        return guild.members.get(self.bot.id) if guild is not None else None

    def sees(self, person: Person, channel: Channel) -> bool:
        """Whether the person can open the channel."""
        if channel.guild is None:
            return channel.person is person or person is self.bot
        member = channel.guild.members.get(person.id)
        if channel.kind == 12 and person.id not in channel.thread_members:
            return False
        return member is not None and bool(permissions(channel.guild, member, channel) & (1 << 10))

    def new_guild(self, name: str, owner: Person, locale: str, bot_may: tuple[str, ...] = BOT_MAY) -> Guild:
        guild = Guild(self, self.new_id(), name, owner, locale)
        self.guilds[guild.id] = guild
        own = Role(self.new_id(), "nachgefragt", bits(bot_may), 1, managed=True)
        guild.roles[own.id] = own
        guild.members[self.bot.id] = Member(self.bot, self.now(), {own.id})
        return guild

    def new_channel(self, kind: int, name: str, guild: Guild | None, **rest: Any) -> Channel:
        channel = Channel(self, rest.pop("id", None) or self.new_id(), kind, name, guild, **rest)
        self.channels[channel.id] = channel
        if guild is not None:
            guild.channels[channel.id] = channel
        return channel

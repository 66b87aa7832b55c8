"""What does the played Telegram know: chats, members, messages, files, clicks and the time?"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from peers.telegram_limits import Rates
from peers.telegram_updates import UpdateQueue
from peers.telegram_wire import Upload

if TYPE_CHECKING:
    from peers.telegram_people import Person

FIRST_PERSON = 5_000_000_001  # ids need more than 32 bits, Bot API "User.id"
FIRST_GROUP = 4_000_001
FIRST_SUPERGROUP = 1_002_000_001
ANONYMOUS_ADMIN = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
RIGHTS = ("can_delete_messages", "can_pin_messages", "can_manage_topics", "can_restrict_members")
Ephemeral = Literal[True, False, "ignored"]


@dataclass(slots=True, eq=False)
class Topic:
    """A forum topic; `opening` is the service message every message in it hangs under."""

    id: int
    name: str
    opening: dict[str, Any]
    closed: bool = False


@dataclass(slots=True, eq=False)
class Post:
    """One message with its current content.

    Attributes:
        raw: the API object as the bot would see it now.
        order: grows with every message of the world, also while a virtual clock stands still.
        versions: earlier API objects, oldest first.
        receiver: id of the only person who may see it; None for a message everybody sees.
        delivered: False when an ephemeral message never reached its receiver.
        replaces: the message this ephemeral one is shown in place of.
        hint: ForceReply or a reply keyboard: clients act on it, the API never gives it back.
    """

    chat: Chat
    raw: dict[str, Any]
    by_bot: bool
    sent_at: float
    order: int
    receiver: int | None = None
    delivered: bool = True
    deleted: bool = False
    replaces: Post | None = None
    hint: dict[str, Any] | None = None
    versions: list[dict[str, Any]] = field(default_factory=list)
    reactions: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        whom = f" to {self.receiver}" if self.receiver else ""
        return f"<Post {self.id or self.ephemeral_id}{whom} in {self.chat.id}: {self.text!r} {self.labels}>"

    @property
    def id(self) -> int:
        return int(self.raw["message_id"])

    @property
    def ephemeral_id(self) -> int | None:
        return self.raw.get("ephemeral_message_id")

    @property
    def is_ephemeral(self) -> bool:
        return self.receiver is not None

    @property
    def text(self) -> str:
        return str(self.raw.get("text") or self.raw.get("caption") or "")

    @property
    def entities(self) -> list[dict[str, Any]]:
        return self.raw.get("entities") or self.raw.get("caption_entities") or []

    @property
    def thread_id(self) -> int | None:
        return self.raw.get("message_thread_id")

    @property
    def markup(self) -> dict[str, Any]:
        return self.raw.get("reply_markup") or self.hint or {}

    @property
    def rows(self) -> list[list[dict[str, Any]]]:
        return self.markup.get("inline_keyboard") or []

    @property
    def buttons(self) -> list[dict[str, Any]]:
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button["text"] for button in self.buttons]

    @property
    def forces_reply(self) -> bool:
        return bool(self.markup.get("force_reply"))

    @property
    def file_id(self) -> str | None:
        if photo := self.raw.get("photo"):
            return str(photo[-1]["file_id"])
        for kind in ("document", "voice", "audio", "video", "sticker"):
            if kind in self.raw:
                return str(self.raw[kind]["file_id"])
        return None


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat, group or supergroup as the server knows it.

    Attributes:
        ephemeral: True - ephemeral messages work; False - answered with 400; "ignored" - an older server that
            drops the unknown parameter and shows the message to everybody.
        bot_status: member, administrator, left or kicked; for private chats member or kicked (blocked).
        muted: the bot may read but not write.
    """

    id: int
    raw: dict[str, Any]
    kind: str
    bot_status: str = "member"
    bot_rights: set[str] = field(default_factory=set)
    ephemeral: Ephemeral = False
    muted: bool = False
    members: dict[int, Person] = field(default_factory=dict)
    admins: set[int] = field(default_factory=set)
    topics: dict[int, Topic] = field(default_factory=dict)
    general_closed: bool = False
    migrated_to: int | None = None
    posts: dict[int, Post] = field(default_factory=dict)
    ephemerals: dict[int, Post] = field(default_factory=dict)
    ephemeral_log: list[Post] = field(default_factory=list)
    unread: list[Post] = field(default_factory=list)  # posts of the bot nobody asked for yet (next_message)
    pinned: list[int] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)  # sendChatAction, in order
    last_id: int = 0
    last_ephemeral_id: int = 0

    def __repr__(self) -> str:
        return f"<Chat {self.id} {self.kind} {self.raw.get('title') or self.raw.get('first_name')!r}>"

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    @property
    def is_forum(self) -> bool:
        return bool(self.raw.get("is_forum"))

    @property
    def bot_is_admin(self) -> bool:
        return self.bot_status == "administrator"


@dataclass(slots=True, eq=False)
class Click:
    """A press on a button and what the bot answered to it."""

    id: str
    person: Person
    post: Post
    data: str
    at: float
    answer: dict[str, Any] | None = None
    answered_at: float | None = None


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file on the played server."""

    id: str
    path: str
    upload: Upload


class World:
    """Everything the server knows, without any network."""

    def __init__(self, clock: Callable[[], float] = time.time, privacy: bool = True) -> None:
        self.clock = clock
        self.offset = 0.0  # seconds the virtual clock runs ahead
        self.bot: dict[str, Any] = {
            "id": 7_000_000_007,
            "is_bot": True,
            "first_name": "Nachgefragt",
            "username": "nachgefragt_bot",
        }
        self.privacy = privacy
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.clicks: dict[str, Click] = {}
        self.files: dict[str, StoredFile] = {}
        self.commands: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.ids = itertools.count(FIRST_PERSON)
        self.group_ids = itertools.count(FIRST_GROUP)
        self.supergroup_ids = itertools.count(FIRST_SUPERGROUP)
        self.serial = itertools.count(1)
        self.updates = UpdateQueue(self.now)
        self.rates = Rates(self.now)
        self.on_change: Callable[[], None] = lambda: None

    def now(self) -> float:
        """Seconds since the epoch on the server's (virtual) clock."""
        return self.clock() + self.offset

    def new_chat(self, raw: dict[str, Any], **state: Any) -> Chat:
        """Register a chat; `raw` is its API object."""
        chat = Chat(raw["id"], raw, raw["type"], **state)
        self.chats[chat.id] = chat
        return chat

    def post(
        self,
        chat: Chat,
        sender: dict[str, Any],
        content: dict[str, Any],
        *,
        receiver: int | None = None,
        replaces: Post | None = None,
    ) -> Post:
        """Store a message; `receiver` makes it an ephemeral one (message_id 0) for that person or the bot."""
        now = self.now()
        by_bot = sender["id"] == self.bot["id"]
        raw: dict[str, Any] = {"message_id": 0, "from": sender, "chat": chat.raw, "date": int(now), **content}
        post = Post(chat, raw, by_bot, now, next(self.serial), receiver, replaces=replaces)
        if receiver is None:
            chat.last_id += 1
            raw["message_id"] = chat.last_id
            chat.posts[chat.last_id] = post
        else:
            chat.last_ephemeral_id += 1
            raw["ephemeral_message_id"] = chat.last_ephemeral_id
            raw["receiver_user"] = self.user_raw(receiver)
            chat.ephemerals[chat.last_ephemeral_id] = post
            chat.ephemeral_log.append(post)
        if by_bot:
            chat.unread.append(post)
        return post

    def user_raw(self, user_id: int) -> dict[str, Any]:
        """The API object of a person or of the bot."""
        return self.bot if user_id == self.bot["id"] else self.people[user_id].raw

    def store_file(self, upload: Upload, kind: str) -> StoredFile:
        """Keep a file so that it can be fetched back."""
        number = next(self.serial)
        suffix = "." + upload.name.rsplit(".", 1)[1] if "." in upload.name else ""
        stored = StoredFile(f"FILE{kind}{number:08d}", f"{kind}s/file_{number}{suffix}", upload)
        self.files[stored.id] = stored
        return stored

    def push(self, kind: str, payload: dict[str, Any], chat: Chat | None = None) -> int | None:
        """Queue an update for the bot unless it cannot see that chat; gives the update id."""
        if chat is not None and kind != "my_chat_member" and chat.bot_status in ("left", "kicked"):
            return None
        return self.updates.push({kind: payload})

    def member_raw(self, chat: Chat, user_id: int) -> dict[str, Any]:
        """The API object ChatMember of a person or the bot."""
        raw = {"user": self.user_raw(user_id)}
        is_bot = user_id == self.bot["id"]
        if is_bot:
            status = chat.bot_status
        elif user_id not in chat.members:
            status = "left"
        else:
            status = "administrator" if user_id in chat.admins else "member"
            if chat.admins and user_id == min(chat.admins):
                return {"status": "creator", **raw, "is_anonymous": False}
        if status == "administrator":
            rights = chat.bot_rights if is_bot else set(RIGHTS)
            return {"status": status, **raw, **ADMIN_FLAGS, **{right: right in rights for right in RIGHTS}}
        return {"status": status, **raw, **({"until_date": 0} if status == "kicked" else {})}


ADMIN_FLAGS = {
    "can_be_edited": False, "is_anonymous": False, "can_manage_chat": True, "can_manage_video_chats": False,
    "can_promote_members": False, "can_change_info": False, "can_invite_users": True,
    "can_post_stories": False, "can_edit_stories": False, "can_delete_stories": False, "can_send_welcome_messages": False,
}  # fmt: skip

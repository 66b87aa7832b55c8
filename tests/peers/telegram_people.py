"""What can a person do in the played Telegram, and which updates does the bot get from it?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from peers.telegram_chats import shown_commands
from peers.telegram_state import ANONYMOUS_ADMIN, Chat, Click, Post, Topic, World
from peers.telegram_text import found_entities
from peers.telegram_wire import Upload


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with a Telegram account, acting through a client that obeys the rules."""

    world: World
    raw: dict[str, Any]
    direct: Chat = field(init=False)
    has_started: bool = False
    has_blocked: bool = False
    deactivated: bool = False
    is_offline: bool = False  # ephemeral messages do not arrive

    def __repr__(self) -> str:
        return f"<Person {self.raw['first_name']} {self.id}>"

    @property
    def id(self) -> int:
        return int(self.raw["id"])

    @property
    def name(self) -> str:
        return str(self.raw["first_name"])

    @property
    def mention(self) -> str:
        return "@" + str(self.raw["username"])

    async def says(
        self,
        text: str,
        to: Chat | None = None,
        *,
        reply_to: Post | None = None,
        topic: Topic | int | None = None,
        anonymous: bool = False,
        extra: dict[str, Any] | None = None,
    ) -> Post:
        """Write a text; to the bot directly unless a chat is given. `extra` are raw fields of the Message
        (forward_origin, via_bot, is_automatic_forward ...). A registered ephemeral command, and a reply to an
        ephemeral message of the bot, become ephemeral messages themselves."""
        content: dict[str, Any] = {"text": text}
        if entities := found_entities(text):
            content["entities"] = entities
        chat = self._write_to(to if to is not None else reply_to.chat if reply_to is not None else None)
        hidden = chat.ephemeral is True and (
            (reply_to is not None and reply_to.is_ephemeral) or self._is_ephemeral_command(chat, text)
        )
        return self._send(chat, content | (extra or {}), reply_to, topic, anonymous, hidden)

    async def sends(
        self,
        kind: str,
        content: bytes = b"x",
        *,
        name: str = "datei.bin",
        mime: str = "application/octet-stream",
        caption: str = "",
        to: Chat | None = None,
        reply_to: Post | None = None,
        topic: Topic | int | None = None,
        extra: dict[str, Any] | None = None,
    ) -> Post:
        """Send a photo, document, voice, audio, video or sticker."""
        chat = self._write_to(to)
        stored = self.world.store_file(Upload(name, mime, content), kind)
        file = {"file_id": stored.id, "file_unique_id": "U" + stored.id[-8:], "file_size": len(content)}
        shape = {"width": 512, "height": 512}
        media: Any = {
            "photo": [{**file, **shape}],
            "document": {**file, "file_name": name, "mime_type": mime},
            "voice": {**file, "duration": 3, "mime_type": "audio/ogg"},
            "audio": {**file, "duration": 3},
            "video": {**file, **shape, "duration": 3},
            "sticker": {**file, **shape, "type": "regular", "is_animated": False, "is_video": False},
        }[kind]
        fields: dict[str, Any] = {kind: media}
        if caption:
            fields |= {"caption": caption, "caption_entities": found_entities(caption)}
        return self._send(chat, fields | (extra or {}), reply_to, topic, False, False)

    async def presses(self, post: Post, button: str) -> str:
        """Press a button by its label or its data; gives the callback query id.

        Raises LookupError when the message has no such button for this person: a client could not press it.
        """
        if post.deleted or (post.is_ephemeral and (post.receiver != self.id or not post.delivered)):
            raise LookupError(f"{self} cannot see {post}")
        for candidate in post.buttons:
            if button in (candidate["text"], candidate.get("callback_data")):
                if "callback_data" not in candidate:
                    raise LookupError(f"{button!r} is no callback button: {candidate}")
                return self.forges(post, candidate["callback_data"])
        raise LookupError(f"no button {button!r} on {post}")

    def forges(self, post: Post, data: str) -> str:
        """Send a click with any data, as a patched client (or one with an old keyboard) can."""
        click = Click(str(10**17 + next(self.world.serial)), self, post, data, self.world.now())
        self.world.clicks[click.id] = click
        query = {
            "id": click.id,
            "from": self.raw,
            "message": post.raw,
            "chat_instance": str(-post.chat.id),
            "data": data,
        }
        self.world.push("callback_query", query, post.chat)
        return click.id

    async def edits(self, post: Post, text: str) -> Post:
        """Change an own message; the bot gets edited_message."""
        if post.raw["from"]["id"] != self.id:
            raise LookupError(f"{post} is not of {self}")
        post.versions.append(post.raw)
        kind = "text" if "text" in post.raw else "caption"
        marks = "entities" if kind == "text" else "caption_entities"
        raw = {key: value for key, value in post.raw.items() if key != marks}
        post.raw = raw | {kind: text, "edit_date": int(self.world.now())}
        if entities := found_entities(text):
            post.raw[marks] = entities
        self._tell("edited_message", post)
        return post

    async def deletes(self, post: Post) -> None:
        """Delete a message; bots are told nothing."""
        post.deleted = True
        post.chat.posts.pop(post.id, None)

    async def reacts(self, post: Post, *emoji: str) -> None:
        """React to a message; only an admin bot is told, and only when it asked for message_reaction."""
        if not (post.chat.is_private or post.chat.bot_is_admin):
            return
        now = [{"type": "emoji", "emoji": one} for one in emoji]
        update = {
            "chat": post.chat.raw,
            "message_id": post.id,
            "user": self.raw,
            "date": int(self.world.now()),
        }
        self.world.push("message_reaction", {**update, "old_reaction": [], "new_reaction": now}, post.chat)

    def blocks(self) -> None:
        """Block the bot."""
        self.has_blocked = True
        self._bot_becomes(self.direct, "kicked")

    def unblocks(self) -> None:
        """Unblock the bot (pressing its start button again)."""
        self.has_blocked = False
        self._bot_becomes(self.direct, "member")

    def joins(self, chat: Chat) -> None:
        """Enter a group; a service message, and chat_member for an admin bot."""
        old = self.world.member_raw(chat, self.id)
        chat.members[self.id] = self
        self._moved(chat, old, {"new_chat_members": [self.raw]})

    def leaves(self, chat: Chat) -> None:
        """Leave a group."""
        old = self.world.member_raw(chat, self.id)
        chat.members.pop(self.id, None)
        chat.admins.discard(self.id)
        self._moved(chat, old, {"left_chat_member": self.raw})

    def adds_bot(self, chat: Chat) -> None:
        """Put the bot into a group."""
        self._bot_becomes(chat, "member")

    def kicks_bot(self, chat: Chat) -> None:
        """Throw the bot out of a group."""
        chat.bot_rights = set()
        self._bot_becomes(chat, "kicked")

    def promotes_bot(self, chat: Chat, *rights: str) -> None:
        """Make the bot an administrator with these rights."""
        chat.bot_rights = set(rights)
        self._bot_becomes(chat, "administrator")

    def demotes_bot(self, chat: Chat) -> None:
        """Make the bot a plain member again."""
        chat.bot_rights = set()
        self._bot_becomes(chat, "member")

    def _write_to(self, to: Chat | None) -> Chat:
        chat = self.direct if to is None else to
        if chat.is_private:
            if chat is not self.direct:
                raise LookupError(f"{self} cannot write in {chat}")
            self.has_started = True
        elif self.id not in chat.members:
            raise LookupError(f"{self} is no member of {chat}")
        return chat

    def _send(
        self,
        chat: Chat,
        content: dict[str, Any],
        reply_to: Post | None,
        topic: Topic | int | None,
        anonymous: bool,
        hidden: bool,
    ) -> Post:
        thread = topic.id if isinstance(topic, Topic) else topic
        if thread is None and reply_to is not None:
            thread = reply_to.thread_id
        if thread is not None and chat.topics[thread].closed and self.id not in chat.admins:
            raise LookupError(f"{self} cannot write in the closed topic {thread}")
        if thread is not None:
            content |= {"message_thread_id": thread, "is_topic_message": True}
        if reply_to is not None:
            skip = ("reply_to_message", "reply_markup")
            content["reply_to_message"] = {key: value for key, value in reply_to.raw.items() if key not in skip}
        elif thread is not None:  # the real server hangs every message of a topic under its opening
            content["reply_to_message"] = chat.topics[thread].opening
        sender = self.raw
        if anonymous:
            sender, content = ANONYMOUS_ADMIN, {**content, "sender_chat": chat.raw}
        post = self.world.post(chat, sender, content, receiver=self.world.bot["id"] if hidden else None)
        self._tell("message", post, reply_to)
        return post

    def _tell(self, kind: str, post: Post, reply_to: Post | None = None) -> None:
        if self._reaches_bot(post, reply_to):
            self.world.push(kind, post.raw, post.chat)

    def _reaches_bot(self, post: Post, reply_to: Post | None) -> bool:
        """Privacy mode: commands, mentions and replies to the bot; all of it for admins and in private."""
        chat, bot = post.chat, self.world.bot
        if chat.is_private:
            return not self.has_blocked
        if not self.world.privacy or chat.bot_is_admin or post.is_ephemeral:
            return True
        answered = reply_to.raw if reply_to is not None else post.raw.get("reply_to_message", {})
        if answered.get("from", {}).get("id") == bot["id"] and "forum_topic_created" not in answered:
            return True
        own = "@" + bot["username"].lower()
        encoded = post.text.encode("utf-16-le")
        for entity in post.entities:
            start = 2 * entity["offset"]
            marked = encoded[start : start + 2 * entity["length"]].decode("utf-16-le").lower()
            if entity["type"] == "mention" and marked == own:
                return True
            if entity["type"] == "bot_command" and ("@" not in marked or marked.endswith(own)):
                return True
        return False

    def _is_ephemeral_command(self, chat: Chat, text: str) -> bool:
        if not text.startswith("/"):
            return False
        name = text.split(maxsplit=1)[0][1:].partition("@")[0]
        shown = shown_commands(self.world, chat, self.id, self.raw["language_code"])
        return any(row.get("is_ephemeral") for row in shown if row["command"] == name)

    def _moved(self, chat: Chat, old: dict[str, Any], service: dict[str, Any]) -> None:
        new = self.world.member_raw(chat, self.id)
        if chat.bot_is_admin:
            self.world.push("chat_member", self._change(chat, old, new), chat)
        self.world.push("message", self.world.post(chat, self.raw, service).raw, chat)

    def _bot_becomes(self, chat: Chat, status: str) -> None:
        bot_id = self.world.bot["id"]
        old = self.world.member_raw(chat, bot_id)
        chat.bot_status = status
        self.world.push("my_chat_member", self._change(chat, old, self.world.member_raw(chat, bot_id)), chat)

    def _change(self, chat: Chat, old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
        return {
            "chat": chat.raw,
            "from": self.raw,
            "date": int(self.world.now()),
            "old_chat_member": old,
            "new_chat_member": new,
        }

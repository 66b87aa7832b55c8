"""What can a person do in the played Discord, and which events does the bot get from it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from peers.discord_forms import filled
from peers.discord_members import direct_of, lose_member
from peers.discord_messages import change, remove, store, write
from peers.discord_permissions import BITS, permissions
from peers.discord_places import open_thread, tell_thread, turn_reaction
from peers.discord_shapes import interaction_raw, member_raw, message_raw, user_raw
from peers.discord_slash import menu_command, offered
from peers.discord_state import FORUM, Channel, Guild, Interaction, Member, Message, Modal, Role, World
from peers.discord_wire import Upload

USER_MENU, MESSAGE_MENU = 2, 3


@dataclass(slots=True, eq=False)
class Person:
    """Somebody with a Discord account, acting through a client that obeys the rules."""

    world: World
    id: int
    name: str
    username: str
    locale: str = "de"
    is_bot: bool = False
    has_closed_dms: bool = False
    chat: Channel | None = None

    def __repr__(self) -> str:
        return f"<Person {self.name} {self.id}>"

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"

    @property
    def direct(self) -> Channel:
        """The direct chat with the bot."""
        channel: Channel = direct_of(self.world, self.id)
        return channel

    # Messages

    async def says(
        self,
        channel: Channel,
        text: str = "",
        *,
        reply_to: Message | None = None,
        ping: bool = True,
        files: Sequence[Upload] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> Message:
        """Write a message. `ping`: whether a reply notifies; `extra` are raw fields (a sticker, a forward ...)."""
        self._can(channel, "send_messages_in_threads" if channel.is_thread else "send_messages")
        if channel.kind == FORUM:
            raise LookupError(f"{channel} takes posts, not messages: use `posts`")
        if reply_to is not None and reply_to.id not in channel.messages:
            raise LookupError(f"{self} cannot reply to {reply_to} in {channel}")
        if channel.is_thread:
            if channel.thread["thread_metadata"]["locked"]:
                raise LookupError(f"{channel} is locked")
            channel.thread["thread_metadata"]["archived"] = False
            channel.thread_members.setdefault(self.id, self.world.stamp())
        rows = [store(self.world, channel, upload) for upload in files]
        given: dict[str, Any] = {"attachments": rows, **(extra or {})}
        body = {"content": text}
        return write(self.world, channel, self, body, {}, reply_to=reply_to, ping=ping, extra=given)

    async def edits(self, message: Message, text: str) -> Message:
        """Change an own message."""
        self._owns(message)
        return change(self.world, message, {"content": text}, {})

    async def deletes(self, message: Message) -> None:
        """Delete an own message; others' only with the right to."""
        if message.author_id != self.id:
            self._can(message.channel, "manage_messages")
        remove(self.world, message)

    async def posts(self, forum: Channel, title: str, text: str) -> Channel:
        """Start a post in a forum; gives its thread."""
        self._can(forum, "send_messages")
        number = self.world.new_id()
        thread = open_thread(self.world, forum, title, self.id, id=number)
        tell_thread(self.world, thread)
        write(self.world, thread, self, {"content": text}, {}, message_id=number)
        return thread

    async def reacts(self, message: Message, emoji: str, *, on: bool = True) -> None:
        """Add or take away a reaction."""
        self._can(message.channel, "read_message_history")
        turn_reaction(self.world, message, emoji, self.id, on=on)

    # Components and modals

    async def clicks(self, message: Message, button: str) -> Interaction:
        """Press a button by its label or custom_id; LookupError when this person has no such button to press."""
        self._sees(message)
        for found in message.buttons:
            if button not in (found.get("label"), found.get("custom_id")):
                continue
            if found.get("disabled") or "custom_id" not in found:
                raise LookupError(f"{button!r} is disabled or a link: {found}")
            return self.forges(message, found["custom_id"], number=found["id"])
        raise LookupError(f"no button {button!r} on {message}")

    async def selects(self, message: Message, menu: str, *choices: Any) -> Interaction:
        """Choose in a select by its custom_id or placeholder: labels or values, persons, roles or channels."""
        self._sees(message)
        for found in message.selects:
            if menu not in (found["custom_id"], found.get("placeholder")) or found.get("disabled"):
                continue
            values, resolved = filled(self.world, found, list(choices), message.channel)
            data = {"custom_id": found["custom_id"], "component_type": found["type"], "id": found["id"], **values}
            if resolved:
                data["resolved"] = resolved
            return self._asks(3, message.channel, data, message)
        raise LookupError(f"no select {menu!r} on {message}")

    def forges(self, message: Message, custom_id: str, *, kind: int = 2, number: int = 0, **more: Any) -> Interaction:
        """Send a click with any custom_id, as from an old message or another client."""
        data = {"custom_id": custom_id, "component_type": kind, "id": number, **more}
        return self._asks(3, message.channel, data, message)

    async def submits(self, modal: Modal, values: Mapping[str, Any], *, again: bool = False) -> Interaction:
        """Send a modal filled in by label or custom_id; what is not named keeps its default.

        LookupError where the client would not send it (required, too short, too long, no such option).
        `again`: send a modal a second time, as a client does that retries.
        """
        if modal.interaction.person is not self or (modal.submitted and not again):
            raise LookupError(f"{self} has no such modal open")
        known = {name for label, part in modal.fields.items() for name in (label, part["custom_id"])}
        if unknown := set(values) - known:
            raise LookupError(f"no field {unknown} in the modal {modal.title!r}: {modal.labels}")
        world, channel, resolved = self.world, modal.interaction.channel, dict[str, Any]()
        components: list[dict[str, Any]] = []
        for number, part in enumerate(modal.raw["components"], 1):
            row: dict[str, Any] = {"type": part["type"], "id": part.get("id") or number}
            if part["type"] != 10:
                inner = part["component"] if part["type"] == 18 else part["components"][0]
                label = part.get("label") or inner.get("label")
                given = values.get(label, values.get(inner["custom_id"], _UNSET))
                filling, more = filled(world, inner, None if given is _UNSET else given, channel)
                for kind, things in more.items():
                    resolved.setdefault(kind, {}).update(things)
                answer = {"type": inner["type"], "id": 100 + number, "custom_id": inner["custom_id"], **filling}
                row |= {"component": answer} if part["type"] == 18 else {"components": [answer]}
            components.append(row)
        modal.submitted = True
        data: dict[str, Any] = {"custom_id": modal.custom_id, "components": components}
        if resolved:
            data["resolved"] = resolved
        return self._asks(5, channel, data, modal.interaction.message, modal.interaction)

    # Commands

    async def runs(
        self, command: str, options: Mapping[str, Any] | None = None, *, channel: Channel, **named: Any
    ) -> Interaction:
        """Send a slash command by its path ("umfrage start"); LookupError where the client would not."""
        found = offered(self, channel, command)
        return self._asks(2, channel, found.data(self, channel, {**(options or {}), **named}))

    async def autocompletes(
        self, command: str, option: str, typed: str, *, channel: Channel, options: Mapping[str, Any] | None = None
    ) -> Interaction:
        """Type into an option with suggestions; its `choices` come with the answer."""
        found = offered(self, channel, command)
        return self._asks(4, channel, found.data(self, channel, options or {}, focused=(option, typed)))

    async def context_menu(self, command: str, target: Message | Person, channel: Channel | None = None) -> Interaction:
        """Use a command from the menu of a message or person."""
        where = channel or (target.channel if isinstance(target, Message) else None)
        if where is None:
            raise LookupError("say in which channel")
        kind = MESSAGE_MENU if isinstance(target, Message) else USER_MENU
        found = menu_command(self, where, command, kind)
        data: dict[str, Any] = {"id": found["id"], "name": found["name"], "type": kind, "target_id": str(target.id)}
        if isinstance(target, Message):
            self._sees(target)
            data["resolved"] = {"messages": {str(target.id): message_raw(target)}}
        else:
            data["resolved"] = {"users": {str(target.id): user_raw(target)}}
        return self._asks(2, where, data)

    # Coming and going

    def joins(self, guild: Guild, *roles: Role) -> Member:
        """Enter a guild."""
        member = guild.members[self.id] = Member(self, self.world.now(), {role.id for role in roles})
        raw = member_raw(guild, member) | {"guild_id": str(guild.id)}
        self.world.gateway.dispatch("GUILD_MEMBER_ADD", raw, guild)
        return member

    def leaves(self, guild: Guild) -> None:
        """Leave a guild; only a bot with the members intent is told."""
        lose_member(guild, self.id)

    def banned(self, guild: Guild) -> None:
        """Be banned from a guild."""
        lose_member(guild, self.id, banned=True)

    def blocks_dms(self, on: bool = True) -> None:
        """Take no direct messages from the bot any more (or again)."""
        self.has_closed_dms = on

    def _asks(
        self,
        kind: int,
        channel: Channel,
        data: dict[str, Any],
        message: Message | None = None,
        opened_by: Interaction | None = None,
    ) -> Interaction:
        world = self.world
        if not world.sees(self, channel):
            raise LookupError(f"{self} does not see {channel}")
        number = world.new_id()
        token = f"aW50ZXJhY3Rpb246{number}x{next(world.serial)}"
        asked = Interaction(number, token, kind, self, channel, world.now(), {}, message, opened_by)
        asked.raw = interaction_raw(world, asked, data)
        world.interactions[token] = asked
        world.gateway.dispatch("INTERACTION_CREATE", asked.raw, channel.guild)
        return asked

    def _can(self, channel: Channel, right: str) -> None:
        if not self.world.sees(self, channel):
            raise LookupError(f"{self} does not see {channel}")
        if channel.guild is not None:
            held = permissions(channel.guild, channel.guild.members[self.id], channel)
            if not held & BITS[right]:
                raise LookupError(f"{self} may not {right} in {channel}")

    def _sees(self, message: Message) -> None:
        hidden = message.receiver is not None and message.receiver is not self
        if message.deleted or hidden or not self.world.sees(self, message.channel):
            raise LookupError(f"{self} cannot see {message}")

    def _owns(self, message: Message) -> None:
        if message.author_id != self.id or message.deleted:
            raise LookupError(f"{message} is not of {self}")


_UNSET = object()

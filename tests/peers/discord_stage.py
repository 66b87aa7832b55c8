"""Which people, guilds, channels and rights does a test set up in its played Discord?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from peers.discord_gateway import Gateway
from peers.discord_members import lose_bot
from peers.discord_people import Person
from peers.discord_permissions import BOT_MAY, MEMBERS_MAY, bits
from peers.discord_places import open_thread, remove_channel, tell_thread
from peers.discord_shapes import channel_raw, guild_create_raw
from peers.discord_state import FORUM, TEXT, Channel, Guild, Member, Overwrite, Role, World


class Stage:
    """The part of the peer that sets the scene and changes it from outside."""

    world: World
    gateway: Gateway
    operator: Person

    def user(self, name: str, *, locale: str = "de", username: str | None = None, is_bot: bool = False) -> Person:
        """A person with the language of the client."""
        number = self.world.new_id()
        made = Person(self.world, number, name, username or f"user{number % 10**9}", locale, is_bot)
        self.world.people[number] = made
        return made

    def guild(
        self,
        name: str,
        members: Iterable[Person] = (),
        owner: Person | None = None,
        *,
        roles: Mapping[str, Iterable[str]] | None = None,
        admins: Iterable[Person] = (),
        locale: str = "de",
        bot_may: Iterable[str] = BOT_MAY,
    ) -> Guild:
        """A guild the bot is in. `roles`: names and the permissions they give; `admins` get a role "Admin"."""
        owner = owner or self.operator
        guild = self.world.new_guild(name, owner, locale, tuple(bot_may))
        guild.roles = {guild.id: Role(guild.id, "@everyone", bits(MEMBERS_MAY), 0), **guild.roles}
        for position, (title, may) in enumerate((roles or {}).items(), 2):
            self.role(guild, title, *may, position=position)
        for person in (owner, *members):
            guild.members[person.id] = Member(person, self.world.now())
        for person in admins:
            admin = next((one for one in guild.roles.values() if one.name == "Admin"), None)
            admin = admin or self.role(guild, "Admin", "administrator", position=50)
            guild.members[person.id] = Member(person, self.world.now(), {admin.id})
        if self.gateway.connected:
            self.gateway.dispatch("GUILD_CREATE", guild_create_raw(guild, with_members=False), guild)
        return guild

    def role(self, guild: Guild, name: str, *may: str, position: int = 2) -> Role:
        """A new role with permissions by name."""
        role = Role(self.world.new_id(), name, bits(may), position)
        guild.roles[role.id] = role
        return role

    def gives(self, guild: Guild, person: Person, *roles: Role) -> None:
        """Put roles on a member; the bot is not told without the members intent."""
        guild.members[person.id].roles |= {role.id for role in roles}

    def text_channel(self, guild: Guild, name: str) -> Channel:
        """A text channel everybody sees."""
        return self._channel(guild, TEXT, name)

    def forum(self, guild: Guild, name: str, tags: Iterable[str] = ()) -> Channel:
        """A forum, with tags."""
        rows = [
            {"id": str(self.world.new_id()), "name": tag, "moderated": False, "emoji_id": None, "emoji_name": None}
            for tag in tags
        ]
        return self._channel(guild, FORUM, name, tags=rows)

    def thread(self, parent: Channel, name: str, by: Person | None = None) -> Channel:
        """A public thread opened by a person."""
        assert parent.guild is not None
        thread = open_thread(self.world, parent, name, (by or parent.guild.owner).id)
        tell_thread(self.world, thread)
        return thread

    def direct(self, person: Person) -> Channel:
        """The direct chat of a person with the bot."""
        return person.direct

    def deny(self, channel: Channel, whom: Role | Person, *rights: str, allow: bool = False) -> None:
        """Forbid (or allow) rights in a channel for a role or a person, the bot included."""
        rule = channel.overwrites.setdefault(whom.id, Overwrite())
        mask = bits(rights)
        rule.allow, rule.deny = (
            (rule.allow | mask, rule.deny & ~mask) if allow else (rule.allow & ~mask, rule.deny | mask)
        )
        self.gateway.dispatch("CHANNEL_UPDATE", channel_raw(channel), channel.guild)

    def delete_channel(self, channel: Channel) -> None:
        """Somebody deletes a channel or thread."""
        remove_channel(channel)

    def kick_bot(self, guild: Guild) -> None:
        """Somebody throws the bot out of the guild."""
        lose_bot(guild)

    def add_bot(self, guild: Guild) -> None:
        """Somebody invites the bot (again)."""
        guild.bot_is_in = True
        self.gateway.dispatch("GUILD_CREATE", guild_create_raw(guild, with_members=False), guild)

    def outage(self, guild: Guild, *, over: bool = False) -> None:
        """The guild is unavailable, or available again."""
        if over:
            guild.available = True
            self.gateway.dispatch("GUILD_CREATE", guild_create_raw(guild, with_members=False), guild)
        else:
            self.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id), "unavailable": True}, guild)
            guild.available = False

    def _channel(self, guild: Guild, kind: int, name: str, **rest: Any) -> Channel:
        channel = self.world.new_channel(kind, name, guild, **rest)
        self.gateway.dispatch("CHANNEL_CREATE", channel_raw(channel), guild, channel)
        return channel

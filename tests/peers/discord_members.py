"""Which users, members, roles and guilds are there, who is the bot, and where is its gateway?"""

from __future__ import annotations

from typing import Any

from peers.discord_components import Check
from peers.discord_permissions import demand, permissions
from peers.discord_shapes import channel_raw, guild_raw, member_raw, role_raw, user_raw
from peers.discord_state import DM, Guild, Member, Role, World
from peers.discord_wire import ApiError, Call, invalid


def me(world: World, _: Call) -> dict[str, Any]:
    """GET the bot's user."""
    return user_raw(world.bot) | {"verified": True, "mfa_enabled": True, "locale": "en-US", "email": None}


def patch_me(world: World, call: Call) -> dict[str, Any]:
    """PATCH the bot's user."""
    if "username" in call.body:
        check = Check()
        check.text("username", call.body["username"], 2, 32)
        check.done()
        world.bot.username = call.body["username"]
    return me(world, call)


def user(world: World, call: Call) -> dict[str, Any]:
    """GET any user."""
    found = world.people.get(call.id("user_id"))
    if found is None:
        raise ApiError(10013)
    return user_raw(found)


def application(world: World, _: Call) -> dict[str, Any]:
    """GET the application, with owner, team and verify_key."""
    return world.application | {"approximate_guild_count": sum(guild.bot_is_in for guild in world.guilds.values())}


def direct_chat(world: World, call: Call) -> dict[str, Any]:
    """POST that a direct chat is wanted; the same one every time. Closed ones refuse only the message."""
    given = call.body.get("recipient_id")
    person = world.people.get(int(str(given))) if str(given).isdigit() else None
    if person is None:
        raise invalid("recipient_id", f'NUMBER_TYPE_COERCE: Value "{given}" is not snowflake of a user.')
    if person.is_bot:
        raise ApiError(50007)
    world.direct_opened.append(person.id)
    channel = direct_of(world, person.id)
    return channel_raw(channel)


def direct_of(world: World, person_id: int) -> Any:
    """The direct chat with a person; made at first need."""
    person = world.people[person_id]
    if person.chat is None:
        person.chat = world.new_channel(DM, "", None, person=person)
    return person.chat


def my_guilds(world: World, call: Call) -> list[dict[str, Any]]:
    """GET the guilds the bot is in."""
    limit, after = call.number("limit", 200, 1, 200), call.number("after", 0, 0, 1 << 64)
    found = sorted((one for one in world.guilds.values() if one.bot_is_in and one.id > after), key=lambda one: one.id)
    return [
        {
            "id": str(one.id),
            "name": one.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(permissions(one, one.me)),
            "features": [],
            "approximate_member_count": len(one.members),
            "approximate_presence_count": 1,
        }
        for one in found[:limit]
    ]


def leave_guild(world: World, call: Call) -> None:
    """DELETE the bot from a guild."""
    lose_bot(world.guild(call.id("guild_id")))


def lose_bot(guild: Guild) -> None:
    """The bot is no longer in a guild: GUILD_DELETE without `unavailable`."""
    guild.bot_is_in = False
    guild.world.gateway.dispatch("GUILD_DELETE", {"id": str(guild.id)}, guild)


def get_guild(world: World, call: Call) -> dict[str, Any]:
    """GET a guild."""
    guild = world.guild(call.id("guild_id"))
    counts = {"approximate_member_count": len(guild.members), "approximate_presence_count": 1}
    return guild_raw(guild) | (counts if call.flag("with_counts") else {})


def members(world: World, call: Call) -> list[dict[str, Any]]:
    """GET the members of a guild: only for applications with the members intent."""
    guild = world.guild(call.id("guild_id"))
    if not world.members_intent:
        raise ApiError(50001)
    limit, after = call.number("limit", 1, 1, 1000), call.number("after", 0, 0, 1 << 64)
    found = sorted(number for number in guild.members if number > after)
    return [member_raw(guild, guild.members[number]) for number in found[:limit]]


def search_members(world: World, call: Call) -> list[dict[str, Any]]:
    """GET members whose name starts with a text."""
    guild, query = world.guild(call.id("guild_id")), call.query.get("query", "").lower()
    limit = call.number("limit", 1, 1, 1000)
    found = [one for one in guild.members.values() if (one.nick or one.user.name).lower().startswith(query) and query]
    return [member_raw(guild, one) for one in found[:limit]]


def member(world: World, call: Call) -> dict[str, Any]:
    """GET one member."""
    guild, found = _member(world, call)
    return member_raw(guild, found)


def patch_member(world: World, call: Call) -> dict[str, Any]:
    """PATCH nick, roles or timeout of a member."""
    guild, found = _member(world, call)
    body = call.body
    for field, right in (("roles", "manage_roles"), ("communication_disabled_until", "moderate_members")):
        if field in body:
            demand(guild, guild.me, None, right)
    if body.get("nick") and len(body["nick"]) > 32:
        raise invalid("nick", "BASE_TYPE_MAX_LENGTH: Must be 32 or fewer in length.")
    found.nick = body.get("nick", found.nick)
    found.timeout = body.get("communication_disabled_until", found.timeout)
    if body.get("roles") is not None:
        found.roles = {int(one) for one in body["roles"]}
    _tell_member(guild, found)
    return member_raw(guild, found)


def _member(world: World, call: Call) -> tuple[Guild, Member]:
    guild = world.guild(call.id("guild_id"))
    number = call.id("user_id") if "user_id" in call.params else world.bot.id
    found = guild.members.get(number)
    if found is None:
        raise ApiError(10007 if number in world.people else 10013)
    return guild, found


def kick(world: World, call: Call) -> None:
    """DELETE a member from a guild."""
    guild, found = _member(world, call)
    demand(guild, guild.me, None, "kick_members")
    lose_member(guild, found.user.id)


def ban(world: World, call: Call) -> None:
    """PUT a user on the ban list."""
    guild = world.guild(call.id("guild_id"))
    demand(guild, guild.me, None, "ban_members")
    lose_member(guild, call.id("user_id"), banned=True)


def lose_member(guild: Guild, number: int, *, banned: bool = False) -> None:
    """Somebody is no longer in a guild."""
    if banned:
        guild.banned.add(number)
    person = guild.world.people[number]
    told = {"guild_id": str(guild.id), "user": user_raw(person)}
    was_in = guild.members.pop(number, None) is not None
    for channel in guild.channels.values():
        channel.thread_members.pop(number, None)
    if banned:
        guild.world.gateway.dispatch("GUILD_BAN_ADD", told, guild)
    if was_in:
        guild.world.gateway.dispatch("GUILD_MEMBER_REMOVE", told, guild)


def give_role(world: World, call: Call) -> None:
    """PUT a role on a member."""
    guild, found = _member(world, call)
    found.roles.add(_role(world, call, guild).id)
    _tell_member(guild, found)


def take_role(world: World, call: Call) -> None:
    """DELETE a role from a member."""
    guild, found = _member(world, call)
    found.roles.discard(_role(world, call, guild).id)
    _tell_member(guild, found)


def _role(world: World, call: Call, guild: Guild) -> Role:
    role = guild.roles.get(call.id("role_id"))
    if role is None:
        raise ApiError(10011)
    demand(guild, guild.me, None, "manage_roles")
    highest = max(guild.roles[one].position for one in guild.me.roles if one in guild.roles)
    if role.managed or role.id == guild.id or (role.position >= highest and guild.owner is not world.bot):
        raise ApiError(50013)
    return role


def _tell_member(guild: Guild, found: Member) -> None:
    raw = member_raw(guild, found) | {"guild_id": str(guild.id)}
    guild.world.gateway.dispatch("GUILD_MEMBER_UPDATE", raw, guild)


def roles(world: World, call: Call) -> list[dict[str, Any]]:
    """GET the roles of a guild."""
    return [role_raw(role) for role in world.guild(call.id("guild_id")).roles.values()]


def make_role(world: World, call: Call) -> dict[str, Any]:
    """POST a new role."""
    guild, body = world.guild(call.id("guild_id")), call.body
    demand(guild, guild.me, None, "manage_roles")
    role = Role(world.new_id(), body.get("name") or "new role", int(body.get("permissions") or 0), 1)
    guild.roles[role.id] = role
    world.gateway.dispatch("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": role_raw(role)}, guild)
    return role_raw(role)


def gateway(world: World, _: Call) -> dict[str, Any]:
    """GET where the gateway is."""
    return {"url": world.gateway.address}


def gateway_for_bot(world: World, _: Call) -> dict[str, Any]:
    """GET where the gateway is, how many shards to use and how many IDENTIFYs are left today."""
    gate = world.gateway
    left = max(0, gate.identify_limit - gate.identifies_today)
    limit = {"total": gate.identify_limit, "remaining": left, "reset_after": 86_400_000, "max_concurrency": 1}
    return {"url": gate.address, "shards": gate.shards_needed, "session_start_limit": limit}


_MEMBER = "/guilds/{guild_id}/members/{user_id}"
ROUTES: dict[str, Any] = {
    "GET /users/@me": me,
    "PATCH /users/@me": patch_me,
    "GET /users/{user_id}": user,
    "POST /users/@me/channels": direct_chat,
    "GET /users/@me/guilds": my_guilds,
    "DELETE /users/@me/guilds/{guild_id}": leave_guild,
    "GET /oauth2/applications/@me": application,
    "GET /applications/@me": application,
    "GET /gateway": gateway,
    "GET /gateway/bot": gateway_for_bot,
    "GET /guilds/{guild_id}": get_guild,
    "GET /guilds/{guild_id}/members": members,
    "GET /guilds/{guild_id}/members/search": search_members,
    "PATCH /guilds/{guild_id}/members/@me": patch_member,
    f"GET {_MEMBER}": member,
    f"PATCH {_MEMBER}": patch_member,
    f"DELETE {_MEMBER}": kick,
    f"PUT {_MEMBER}/roles/{{role_id}}": give_role,
    f"DELETE {_MEMBER}/roles/{{role_id}}": take_role,
    "PUT /guilds/{guild_id}/bans/{user_id}": ban,
    "GET /guilds/{guild_id}/roles": roles,
    "POST /guilds/{guild_id}/roles": make_role,
}

"""Which JSON does the played Discord write for users, guilds, channels, messages and interactions?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from peers.discord_permissions import permissions
from peers.discord_state import FORUM, Channel, Guild, Interaction, Member, Message, Role, World

if TYPE_CHECKING:
    from peers.discord_people import Person


def user_raw(person: Person) -> dict[str, Any]:
    return {
        "id": str(person.id),
        "username": person.username,
        "global_name": person.name,
        "discriminator": "0",
        "avatar": None,
        "bot": person.is_bot,
        "public_flags": 0,
        "flags": 0,
        "banner": None,
        "accent_color": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "display_name_styles": None,
        "banner_color": None,
        "clan": None,
        "primary_guild": None,
    }


def member_raw(guild: Guild, member: Member, *, with_user: bool = True) -> dict[str, Any]:
    raw: dict[str, Any] = {
        "roles": [str(role) for role in sorted(member.roles)],
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": guild.world.stamp(member.joined_at),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "communication_disabled_until": member.timeout,
    }
    if with_user:
        raw["user"] = user_raw(member.user)
    return raw


def role_raw(role: Role) -> dict[str, Any]:
    return {
        "id": str(role.id),
        "name": role.name,
        "permissions": str(role.permissions),
        "position": role.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": role.managed,
        "mentionable": False,
        "flags": 0,
        "icon": None,
        "unicode_emoji": None,
        "description": None,
    }


def channel_raw(channel: Channel, member: Member | None = None) -> dict[str, Any]:
    """A channel; with a member's permissions in it where an interaction comes from there."""
    world = channel.world
    last = next(reversed(channel.messages), None)
    raw: dict[str, Any] = {"id": str(channel.id), "type": channel.kind, "flags": 0}
    raw["last_message_id"] = str(last) if last else None
    if channel.guild is None:
        assert channel.person is not None
        return raw | {"recipients": [user_raw(channel.person)]}
    raw |= {"guild_id": str(channel.guild.id), "name": channel.name, "rate_limit_per_user": 0}
    raw["parent_id"] = str(channel.parent.id) if channel.parent else None
    if channel.is_thread:
        count = len(channel.messages)
        raw |= {"message_count": count, "total_message_sent": count, "member_count": len(channel.thread_members)}
        raw |= channel.thread
        if joined := channel.thread_members.get(world.bot.id):
            raw["member"] = {"id": str(channel.id), "user_id": str(world.bot.id), "join_timestamp": joined, "flags": 0}
    else:
        raw |= {
            "position": 0,
            "nsfw": False,
            "topic": channel.topic,
            "permission_overwrites": [
                {
                    "id": str(key),
                    "type": 0 if key in channel.guild.roles else 1,
                    "allow": str(rule.allow),
                    "deny": str(rule.deny),
                }
                for key, rule in channel.overwrites.items()
            ],
        }
        if channel.kind == FORUM:
            raw |= {
                "available_tags": channel.tags,
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
            }
    if member is not None:
        raw["permissions"] = str(permissions(channel.guild, member, channel))
    return raw


def guild_raw(guild: Guild) -> dict[str, Any]:
    nothing: dict[str, Any] = dict.fromkeys(
        (
            "icon",
            "splash",
            "discovery_splash",
            "afk_channel_id",
            "application_id",
            "system_channel_id",
            "rules_channel_id",
            "vanity_url_code",
            "description",
            "banner",
            "public_updates_channel_id",
            "safety_alerts_channel_id",
            "widget_channel_id",
            "home_header",
        )
    )
    levels = dict.fromkeys(
        (
            "verification_level",
            "default_message_notifications",
            "explicit_content_filter",
            "mfa_level",
            "nsfw_level",
            "premium_tier",
            "premium_subscription_count",
            "system_channel_flags",
        ),
        0,
    )
    return {
        **nothing,
        **levels,
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner.id),
        "preferred_locale": guild.locale,
        "features": ["COMMUNITY"],
        "roles": [role_raw(role) for role in guild.roles.values()],
        "emojis": [],
        "stickers": [],
        "afk_timeout": 300,
        "region": "deprecated",
        "widget_enabled": False,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "max_members": 500_000,
        "max_presences": None,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "incidents_data": None,
    }


def guild_create_raw(guild: Guild, *, with_members: bool) -> dict[str, Any]:
    """What comes after READY; members beyond the bot only for who asked for the members intent."""
    world = guild.world
    seen = [channel for channel in guild.channels.values() if world.sees(world.bot, channel)]
    members = guild.members.values() if with_members else [guild.me]
    return guild_raw(guild) | {
        "joined_at": world.stamp(guild.me.joined_at),
        "large": len(guild.members) > 250,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [member_raw(guild, member) for member in members],
        "channels": [channel_raw(channel) for channel in guild.channels.values() if not channel.is_thread],
        "threads": [
            channel_raw(one) for one in seen if one.is_thread and not one.thread["thread_metadata"]["archived"]
        ],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def message_raw(message: Message) -> dict[str, Any]:
    """A message with its reactions as the bot would count them."""
    world = message.channel.world
    if not message.reactions:
        return message.raw
    counted = [
        {
            "emoji": emoji_raw(emoji),
            "count": len(who),
            "count_details": {"burst": 0, "normal": len(who)},
            "me": world.bot.id in who,
            "me_burst": False,
            "burst_colors": [],
        }
        for emoji, who in message.reactions.items()
    ]
    return message.raw | {"reactions": counted}


def emoji_raw(emoji: str) -> dict[str, Any]:
    name, _, number = emoji.partition(":")
    return {"id": number or None, "name": name}


def readable(world: World, raw: dict[str, Any]) -> dict[str, Any]:
    """What a bot without the message-content intent may read of a message."""
    if world.content_intent:
        return raw
    if "guild_id" not in raw and int(raw["channel_id"]) in world.channels:
        direct = world.channels[int(raw["channel_id"])].is_direct
    else:
        direct = "guild_id" not in raw
    me = str(world.bot.id)
    if direct or raw["author"]["id"] == me or any(user["id"] == me for user in raw["mentions"]):
        shown = raw
    else:
        shown = raw | {"content": "", "embeds": [], "attachments": [], "components": []}
        shown.pop("poll", None)
    inner = shown.get("referenced_message")
    return shown | {"referenced_message": readable(world, inner)} if inner else shown


def interaction_raw(world: World, interaction: Interaction, data: dict[str, Any]) -> dict[str, Any]:
    """INTERACTION_CREATE, complete."""
    person, channel, guild = interaction.person, interaction.channel, interaction.channel.guild
    raw: dict[str, Any] = {
        "id": str(interaction.id),
        "application_id": world.application["id"],
        "type": interaction.kind,
        "token": interaction.token,
        "version": 1,
        "data": data,
        "channel_id": str(channel.id),
        "locale": person.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": 10 * 1024 * 1024,
        "context": 1 if guild is None else 0,
        "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
    }
    if guild is None:
        raw |= {"user": user_raw(person), "channel": channel_raw(channel), "app_permissions": str((1 << 53) - 1)}
    else:
        member = guild.members[person.id]
        raw |= {
            "guild_id": str(guild.id),
            "guild_locale": guild.locale,
            "guild": {"id": str(guild.id), "locale": guild.locale, "features": ["COMMUNITY"]},
            "channel": channel_raw(channel, member),
            "app_permissions": str(permissions(guild, guild.me, channel)),
            "member": member_raw(guild, member) | {"permissions": str(permissions(guild, member, channel))},
        }
    if interaction.message is not None:
        raw["message"] = message_raw(interaction.message)
    return raw


def application_raw(bot: Person, operator: Person) -> dict[str, Any]:
    """The application behind the bot, owned by a team."""
    owner = user_raw(operator)
    team = {
        "id": "700000000000000001",
        "name": "Redaktion",
        "icon": None,
        "owner_user_id": owner["id"],
        "members": [
            {
                "membership_state": 2,
                "permissions": ["*"],
                "role": "admin",
                "team_id": "700000000000000001",
                "user": owner,
            }
        ],
    }
    return {
        "id": str(bot.id),
        "name": "nachgefragt",
        "icon": None,
        "description": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "owner": owner,
        "team": team,
        "flags": 1 << 23,
        "flags_new": str(1 << 23),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "summary": "",
        "type": None,
        "hook": True,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "integration_types_config": {"0": {}},
    }

"""How may the bot respond to clicks, commands and modals in the played Discord, and what follows from it?

Rules from Discord's "Receiving and Responding" page, read in 2026-11.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from peers.discord_components import check_modal
from peers.discord_limits import check_message
from peers.discord_messages import change, remove, write
from peers.discord_parts import EPHEMERAL, HAS_THREAD, LOADING, V2
from peers.discord_shapes import message_raw, user_raw
from peers.discord_state import ANSWER_WITHIN, TOKEN_LIVES, Interaction, Message, Modal, World
from peers.discord_wire import ApiError, Call, invalid

MESSAGE, LATER, LATER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
ALLOWED = {
    COMMAND: (MESSAGE, LATER, MODAL),
    COMPONENT: (MESSAGE, LATER, LATER_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (CHOICES,),
    SUBMIT: (MESSAGE, LATER, LATER_UPDATE, UPDATE),
}
MOST_CHOICES = 25


def respond(world: World, call: Call) -> dict[str, Any] | None:
    """POST the first response to an interaction."""
    interaction = world.interactions.get(call.params["interaction_token"])
    if interaction is None or str(interaction.id) != call.params["interaction_id"]:
        raise ApiError(10062)
    if interaction.response is not None:
        raise ApiError(40060)
    if world.now() - interaction.created_at > ANSWER_WITHIN:
        raise ApiError(10062)
    body = call.body
    kind, data = body.get("type"), body.get("data") or {}
    allowed = ALLOWED[interaction.kind]
    if interaction.kind == SUBMIT and interaction.message is None:
        allowed = (MESSAGE, LATER)  # opened by a command: there is no message to update
    if kind not in allowed:
        raise invalid("type", f'UNION_TYPE_CHOICES: Value of field "type" must be one of {allowed}.')
    message = _first(world, interaction, kind, data, call)
    interaction.response, interaction.responded_at = kind, world.now()
    if not call.flag("with_response"):
        return None
    told: dict[str, Any] = {
        "id": str(interaction.id),
        "type": interaction.kind,
        "channel_id": str(interaction.channel.id),
    }
    if interaction.channel.guild is not None:
        told["guild_id"] = str(interaction.channel.guild.id)
    if message is None:
        return {"interaction": told}
    told |= {
        "response_message_id": str(message.id),
        "response_message_loading": message.is_loading,
        "response_message_ephemeral": message.is_ephemeral,
    }
    resource: dict[str, Any] = {"type": kind}
    if kind in (MESSAGE, LATER, UPDATE):
        resource["message"] = message_raw(message)
    return {"interaction": told, "resource": resource}


def _first(world: World, interaction: Interaction, kind: int, data: dict[str, Any], call: Call) -> Message | None:
    match kind:
        case 4:
            if world.strict:
                check_message(data, call.files, ephemeral=True, path="data.")
            message = interaction.original = _say(world, interaction, data, call)
            return message
        case 5:
            if (data.get("flags") or 0) & V2:
                raise invalid("data.flags", "IS_COMPONENTS_V2 cannot be set when deferring")
            hidden = {"flags": (data.get("flags") or 0) & EPHEMERAL}
            message = interaction.original = _say(world, interaction, hidden, call, flags=LOADING)
            return message
        case 6 | 7:
            if interaction.message is None or interaction.message.deleted:
                raise ApiError(10008)
            message = interaction.original = interaction.message
            if kind == UPDATE:
                if world.strict:
                    check_message(data, call.files, message.raw, ephemeral=True, path="data.")
                change(world, message, data, call.files)
            return message
        case 8:
            interaction.choices = _choices(data)
        case 9:
            if world.strict:
                check_modal(data)
            interaction.modal = Modal(interaction, data)
            world.windows.setdefault(interaction.person.id, deque()).append(interaction.modal)
    return None


def _choices(data: dict[str, Any]) -> list[dict[str, Any]]:
    choices = data.get("choices")
    if not isinstance(choices, list) or len(choices) > MOST_CHOICES:
        raise invalid("data.choices", f"BASE_TYPE_BAD_LENGTH: at most {MOST_CHOICES} choices")
    for index, choice in enumerate(choices):
        for field in ("name", "value"):
            value = choice.get(field)
            if not (isinstance(value, int | float) and field == "value") and not 1 <= len(str(value or "")) <= 100:
                raise invalid(f"data.choices.{index}.{field}", "BASE_TYPE_BAD_LENGTH: Must be between 1 and 100")
    return choices


def _say(world: World, interaction: Interaction, body: dict[str, Any], call: Call, *, flags: int = 0) -> Message:
    hidden = bool((body.get("flags") or 0) & EPHEMERAL)
    extra = {
        "webhook_id": world.application["id"],
        "application_id": world.application["id"],
        "interaction_metadata": _metadata(interaction),
        "type": {COMMAND: 20}.get(interaction.kind, 0),
    }
    return write(
        world,
        interaction.channel,
        world.bot,
        body,
        call.files,
        receiver=interaction.person if hidden else None,
        interaction=interaction,
        flags=flags,
        extra=extra,
    )


def _metadata(interaction: Interaction) -> dict[str, Any]:
    """Who asked for a message, by what."""
    raw: dict[str, Any] = {
        "id": str(interaction.id),
        "type": interaction.kind,
        "user": user_raw(interaction.person),
        "authorizing_integration_owners": interaction.raw["authorizing_integration_owners"],
    }
    if interaction.kind == COMPONENT and interaction.message is not None:
        raw["interacted_message_id"] = str(interaction.message.id)
    if interaction.opened_by is not None:
        raw["triggering_interaction_metadata"] = _metadata(interaction.opened_by)
    return raw


def _webhook(world: World, call: Call) -> Interaction:
    """The interaction behind a webhook of the application."""
    interaction = world.interactions.get(call.params["webhook_token"])
    if call.params["webhook_id"] != world.application["id"] or interaction is None:
        raise ApiError(10015)
    if world.now() - interaction.created_at > TOKEN_LIVES:
        raise ApiError(50027)
    if interaction.response is None or interaction.kind == AUTOCOMPLETE:
        raise ApiError(10015)  # before the first response there is no webhook yet
    return interaction


def follow_up(world: World, call: Call) -> dict[str, Any]:
    """POST a further message; after a deferred response the first one fills it."""
    interaction, body = _webhook(world, call), call.body
    if world.strict:
        check_message(body, call.files, ephemeral=True)
    if interaction.response == LATER and interaction.original is not None and interaction.original.is_loading:
        return message_raw(_fill(world, interaction, body, call))
    message = _say(world, interaction, body, call)
    interaction.followups.append(message)
    return message_raw(message)


def _fill(world: World, interaction: Interaction, body: dict[str, Any], call: Call) -> Message:
    message = interaction.original
    assert message is not None
    message.raw = message.raw | {"flags": message.raw["flags"] & ~LOADING | (body.get("flags") or 0) & V2}
    return change(world, message, {k: v for k, v in body.items() if k != "flags"}, call.files)


def _addressed(world: World, call: Call) -> tuple[Interaction, Message]:
    interaction = _webhook(world, call)
    wanted = call.params.get("message_id", "@original")
    if wanted == "@original":
        message = interaction.original
    else:
        known = [interaction.original, *interaction.followups]
        message = next((one for one in known if one is not None and str(one.id) == wanted), None)
    if message is None or message.deleted:
        raise ApiError(10008)
    return interaction, message


def edit_original(world: World, call: Call) -> dict[str, Any]:
    """PATCH the first response or a follow-up."""
    interaction, message = _addressed(world, call)
    body = call.body
    if world.strict:
        plain = message.raw | {"flags": message.raw["flags"] & ~(LOADING | HAS_THREAD)}
        check_message(body, call.files, plain, ephemeral=True)
    if message.is_loading:
        return message_raw(_fill(world, interaction, body, call))
    return message_raw(change(world, message, body, call.files))


def fetch_original(world: World, call: Call) -> dict[str, Any]:
    """GET the first response or a follow-up."""
    return message_raw(_addressed(world, call)[1])


def delete_original(world: World, call: Call) -> None:
    """DELETE the first response or a follow-up."""
    remove(world, _addressed(world, call)[1])


ROUTES = {
    "POST /interactions/{interaction_id}/{interaction_token}/callback": respond,
    "POST /webhooks/{webhook_id}/{webhook_token}": follow_up,
    "GET /webhooks/{webhook_id}/{webhook_token}/messages/@original": fetch_original,
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original": edit_original,
    "DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original": delete_original,
    "GET /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": fetch_original,
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": edit_original,
    "DELETE /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}": delete_original,
}

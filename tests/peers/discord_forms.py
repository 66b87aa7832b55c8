"""What would a client send for one filled-in component, and what would it not let anybody send?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from peers.discord_messages import store
from peers.discord_shapes import channel_raw, member_raw, role_raw, user_raw
from peers.discord_state import Channel, World
from peers.discord_wire import Upload

if TYPE_CHECKING:
    from peers.discord_people import Person

TEXT_INPUT, CHOICE, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 4, 3, 19, 21, 22, 23


def filled(world: World, part: dict[str, Any], given: Any, channel: Channel) -> tuple[dict[str, Any], dict[str, Any]]:
    """Value or values of a component and what they resolve to; `given` None keeps the default.

    Raises LookupError for what a client would not send.
    """
    match part["type"]:
        case 4:
            return {"value": _text(part, given)}, {}
        case 23:
            return {"value": bool(part.get("default")) if given is None else bool(given)}, {}
        case 21:
            values = _chosen(part, [given] if given is not None else None, low=0, high=1)
            if part.get("required", True) and not values:
                raise LookupError(f"{part['custom_id']} is required")
            return {"value": values[0] if values else None}, {}
        case 3 | 22:
            high = part.get("max_values") or (1 if part["type"] == CHOICE else len(part["options"]))
            return {"values": _chosen(part, _listed(given), low=_least(part), high=high)}, {}
        case 19:
            return _files(world, part, _listed(given) or [], channel)
    return _things(part, _listed(given) or [], channel)


def resolve(things: Sequence[Any], channel: Channel) -> dict[str, Any]:
    """Persons, roles and channels as Discord sends them along."""
    found: dict[str, Any] = {}
    guild = channel.guild
    for thing in things:
        key = str(thing.id)
        if isinstance(thing, Channel):
            found.setdefault("channels", {})[key] = channel_raw(thing) | {"permissions": "0"}
        elif hasattr(thing, "username"):
            person: Person = thing
            found.setdefault("users", {})[key] = user_raw(person)
            if guild is not None and person.id in guild.members:
                raw = member_raw(guild, guild.members[person.id], with_user=False) | {"permissions": "0"}
                found.setdefault("members", {})[key] = raw
        else:
            found.setdefault("roles", {})[key] = role_raw(thing)
    return found


def _listed(given: Any) -> list[Any] | None:
    if given is None:
        return None
    return list(given) if isinstance(given, list | tuple | set) else [given]


def _least(part: dict[str, Any]) -> int:
    least = part.get("min_values")
    if least is None:
        least = 1
    return least if part.get("required", True) else 0


def _text(part: dict[str, Any], given: Any) -> str:
    text = str(part.get("value") or "") if given is None else str(given)
    if not text.strip() and part.get("required", True):
        raise LookupError(f"{part['custom_id']} is required")
    if text and len(text) < (part.get("min_length") or 0):
        raise LookupError(f"{part['custom_id']} wants at least {part['min_length']} characters")
    if len(text) > (part.get("max_length") or 4000):
        raise LookupError(f"{part['custom_id']} takes at most {part.get('max_length') or 4000} characters")
    return text


def _chosen(part: dict[str, Any], given: list[Any] | None, *, low: int, high: int) -> list[str]:
    options = part["options"]
    if given is None:
        values = [option["value"] for option in options if option.get("default")]
    else:
        values = []
        for one in given:
            match = [row["value"] for row in options if one in (row["label"], row["value"])]
            if not match:
                raise LookupError(f"no option {one!r}: {[row['label'] for row in options]}")
            values.append(match[0])
    if not low <= len(values) <= high:
        raise LookupError(f"{part['custom_id']} wants {low} to {high} options, not {values}")
    return values


def _files(
    world: World, part: dict[str, Any], uploads: list[Upload], channel: Channel
) -> tuple[dict[str, Any], dict[str, Any]]:
    least = _least(part)
    if not least <= len(uploads) <= (part.get("max_values") or 1):
        raise LookupError(f"{part['custom_id']} wants {least} to {part.get('max_values') or 1} files")
    rows = [store(world, channel, upload) for upload in uploads]
    resolved = {"attachments": {row["id"]: row for row in rows}} if rows else {}
    return {"values": [row["id"] for row in rows]}, resolved


def _things(part: dict[str, Any], things: list[Any], channel: Channel) -> tuple[dict[str, Any], dict[str, Any]]:
    if not _least(part) <= len(things) <= (part.get("max_values") or 1):
        raise LookupError(f"{part['custom_id']} wants {_least(part)} to {part.get('max_values') or 1}")
    return {"values": [str(thing.id) for thing in things]}, resolve(things, channel)

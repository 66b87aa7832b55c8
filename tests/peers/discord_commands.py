"""Which application commands does the played Discord take, and what would a client show of them?

Rules from Discord's "Application Commands" page, read in 2026-11.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from peers.discord_components import Check
from peers.discord_state import World
from peers.discord_wire import ApiError, Call

MOST = {1: 100, 2: 15, 3: 15}  # commands per scope, by type
OPTIONS = 25  # of one command, and choices of one option
TOTAL = 8000  # characters of names, descriptions and values of one command
# Letters and digits of any script, with - and _ and '; lower case where the script has it.
NAME = re.compile(r"^[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}$")
LOCALES = frozenset(
    """
    id da de en-GB en-US es-ES es-419 fr hr it lt hu nl no pl pt-BR ro fi sv-SE vi tr cs el bg ru uk hi th zh-CN ja
    zh-TW ko
    """.split()  # noqa: SIM905 a list of quoted words is harder to read
)
SUB, GROUP = 1, 2


def check_command(check: Check, body: Any, path: str = "") -> None:
    """One command as it would be registered."""
    if not isinstance(body, dict):
        check.say(path or "_", "Only dictionaries may be used in a DictType")
        return
    kind = body.get("type") or 1
    if not check.one_of(path.rstrip(".") or "_", kind, (1, 2, 3)):
        return
    if kind == 1:
        _name(check, body, path)
        _described(check, body, path)
        _options(check, body.get("options"), path + "options", depth=0)
    else:
        check.text(path + "name", body.get("name"), 1, 32)
        if body.get("description"):
            check.say(path + "description", "APPLICATION_COMMANDS_DESCRIPTION_EMPTY: context menus have no description")
        if body.get("options"):
            check.say(path + "options", "APPLICATION_COMMANDS_OPTIONS_EMPTY: context menus have no options")
    for field in ("name", "description"):
        _localized(check, body, field, path, plain=kind == 1 and field == "name")
    bits = body.get("default_member_permissions")
    if bits is not None and not re.fullmatch(r"\d+", str(bits)):
        check.say(path + "default_member_permissions", "a whole number, as text")
    for field, allowed in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        given = body.get(field)
        if given is not None and (not given or len(set(given)) < len(given) or set(given) - set(allowed)):
            check.say(path + field, f"BASE_TYPE_CHOICES: different ones of {allowed}")
    if (total := sum(_lengths(body))) > TOTAL:
        check.say(path + "_", f"APPLICATION_COMMAND_TOO_LARGE: at most {TOTAL} characters, not {total}")


def _name(check: Check, body: dict[str, Any], path: str) -> None:
    name = body.get("name")
    check.text(path + "name", name, 1, 32)
    if isinstance(name, str) and (not NAME.match(name) or name != name.lower()):
        check.say(path + "name", "APPLICATION_COMMAND_INVALID_NAME: Command name is invalid")


def _described(check: Check, body: dict[str, Any], path: str) -> None:
    check.text(path + "description", body.get("description"), 1, 100)


def _localized(check: Check, body: dict[str, Any], field: str, path: str, *, plain: bool) -> None:
    for locale, text in (body.get(f"{field}_localizations") or {}).items():
        here = f"{path}{field}_localizations.{locale}"
        if locale not in LOCALES:
            check.say(here, "ENUM_TYPE_COERCE: unknown locale")
        check.text(here, text, 1, 32 if field == "name" else 100)
        if plain and isinstance(text, str) and (not NAME.match(text) or text != text.lower()):
            check.say(here, "APPLICATION_COMMAND_INVALID_NAME: Command name is invalid")


def _options(check: Check, options: Any, path: str, depth: int) -> None:
    if options is None:
        return
    rows = check.count(path, options, 0, OPTIONS)
    names = Counter(row.get("name") for row in rows)
    optional_seen = False
    kinds = {row.get("type") in (SUB, GROUP) for row in rows}
    if len(kinds) > 1:
        check.say(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID: Sub-commands and options do not mix")
    for index, row in enumerate(rows):
        here = f"{path}.{index}."
        _name(check, row, here)
        _described(check, row, here)
        for field in ("name", "description"):
            _localized(check, row, field, here, plain=field == "name")
        if names[row.get("name")] > 1:
            check.say(here + "name", "APPLICATION_COMMAND_OPTIONS_NAME_NOT_UNIQUE: Option names must be unique")
        kind = row.get("type")
        if kind in (SUB, GROUP):
            if depth == 2 or (depth == 1 and kind == GROUP):
                check.say(here + "type", "Sub-commands nest one level at most")
            _options(check, row.get("options"), here + "options", depth + (1 if kind == GROUP else 2))
            continue
        if not check.one_of(here.rstrip("."), kind, range(3, 12)):
            continue
        if row.get("required") and optional_seen:
            reason = "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID: Required options must be placed before others"
            check.say(here + "required", reason)
        optional_seen = optional_seen or not row.get("required")
        _choices(check, row, here)


def _choices(check: Check, row: dict[str, Any], path: str) -> None:
    choices = row.get("choices")
    if choices and row.get("autocomplete"):
        check.say(path + "choices", "choices and autocomplete exclude each other")
    if (choices or row.get("autocomplete")) and row["type"] not in (3, 4, 10):
        check.say(path + "type", "only texts and numbers have choices")
    for index, choice in enumerate(check.count(path + "choices", choices or [], 0, OPTIONS)):
        check.text(f"{path}choices.{index}.name", choice.get("name"), 1, 100)
        if row["type"] == 3:
            check.text(f"{path}choices.{index}.value", choice.get("value"), 1, 100)
    check.number(path + "min_length", row.get("min_length"), 0, 6000)
    check.number(path + "max_length", row.get("max_length"), 1, 6000)


def _lengths(body: dict[str, Any]) -> Iterator[int]:
    yield len(str(body.get("name") or "")) + len(str(body.get("description") or ""))
    for choice in body.get("choices") or ():
        yield len(str(choice.get("name") or "")) + len(str(choice.get("value") or ""))
    for row in body.get("options") or ():
        yield from _lengths(row)


# Routes


def _scope(world: World, call: Call) -> tuple[int | None, dict[int, dict[str, Any]]]:
    if call.params["application_id"] != world.application["id"]:
        raise ApiError(20012, 403, "You are not authorized to perform this action on this application")
    guild_id = world.guild(call.id("guild_id")).id if "guild_id" in call.params else None
    return guild_id, world.commands.setdefault(guild_id, {})


def overwrite(world: World, call: Call) -> list[dict[str, Any]]:
    """PUT all commands of a scope: what is not in the list is gone."""
    guild_id, held = _scope(world, call)
    if not isinstance(call.json, list):
        raise ApiError(50035, errors={"_": "LIST_TYPE_CONVERT: Only iterables may be used in a ListType"})
    check = Check()
    kinds = Counter((row.get("type") or 1) for row in call.json)
    names = Counter(((row.get("type") or 1), row.get("name")) for row in call.json)
    for index, row in enumerate(call.json):
        check_command(check, row, f"{index}.")
        if names[(row.get("type") or 1, row.get("name"))] > 1:
            check.say(f"{index}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME: Application command names must be unique")
    if any(count > MOST.get(kind, 0) for kind, count in kinds.items()):
        raise ApiError(30032)
    check.done()
    before = {(row["type"], row["name"]): row for row in held.values()}
    held.clear()
    for row in call.json:
        earlier = before.get((row.get("type") or 1, row["name"]))
        stored = _stored(world, guild_id, row, earlier)
        held[int(stored["id"])] = stored
    return [dict(row) for row in held.values()]


def create(world: World, call: Call) -> dict[str, Any]:
    """POST one command; replaces one with the same name."""
    guild_id, held = _scope(world, call)
    check = Check()
    check_command(check, call.body)
    check.done()
    kind = call.body.get("type") or 1
    earlier = next((row for row in held.values() if (row["type"], row["name"]) == (kind, call.body["name"])), None)
    if earlier is None and sum(row["type"] == kind for row in held.values()) >= MOST[kind]:
        raise ApiError(30032)
    stored = _stored(world, guild_id, call.body, earlier)
    held[int(stored["id"])] = stored
    return stored


def _stored(world: World, guild_id: int | None, row: dict[str, Any], earlier: dict[str, Any] | None) -> dict[str, Any]:
    stored: dict[str, Any] = {
        "id": earlier["id"] if earlier else str(world.new_id()),
        "application_id": world.application["id"],
        "version": str(world.new_id()),
        "type": row.get("type") or 1,
        "name": row["name"],
        "name_localizations": row.get("name_localizations"),
        "description": row.get("description") or "",
        "description_localizations": row.get("description_localizations"),
        "options": row.get("options") or [],
        "default_member_permissions": None,
        "dm_permission": row.get("dm_permission", True),
        "nsfw": bool(row.get("nsfw")),
        "contexts": row.get("contexts"),
        "integration_types": row.get("integration_types") or [0],
    }
    if row.get("default_member_permissions") is not None:
        stored["default_member_permissions"] = str(row["default_member_permissions"])
    if guild_id is not None:
        stored["guild_id"] = str(guild_id)
    return stored


def listed(world: World, call: Call) -> list[dict[str, Any]]:
    """GET the commands of a scope."""
    _, held = _scope(world, call)
    hidden = () if call.flag("with_localizations") else ("name_localizations", "description_localizations")
    return [{key: value for key, value in row.items() if key not in hidden} for row in held.values()]


def one(world: World, call: Call) -> dict[str, Any]:
    """GET one command."""
    _, held = _scope(world, call)
    if call.id("command_id") not in held:
        raise ApiError(10063)
    return held[call.id("command_id")]


def patch(world: World, call: Call) -> dict[str, Any]:
    """PATCH one command."""
    guild_id, held = _scope(world, call)
    earlier = one(world, call)
    merged = {**earlier, **call.body}
    check = Check()
    check_command(check, merged)
    check.done()
    stored = held[int(earlier["id"])] = _stored(world, guild_id, merged, earlier)
    return stored


def delete(world: World, call: Call) -> None:
    """DELETE one command."""
    _, held = _scope(world, call)
    del held[int(one(world, call)["id"])]


def permissions(world: World, call: Call) -> list[dict[str, Any]]:
    """GET who may use which command: nothing is set here."""
    _scope(world, call)
    return []


ROUTES: dict[str, Any] = {
    f"{method} {base}{rest}": run
    for base in ("/applications/{application_id}", "/applications/{application_id}/guilds/{guild_id}")
    for method, rest, run in (
        ("GET", "/commands", listed),
        ("PUT", "/commands", overwrite),
        ("POST", "/commands", create),
        ("GET", "/commands/{command_id}", one),
        ("PATCH", "/commands/{command_id}", patch),
        ("DELETE", "/commands/{command_id}", delete),
    )
} | {"GET /applications/{application_id}/guilds/{guild_id}/commands/permissions": permissions}

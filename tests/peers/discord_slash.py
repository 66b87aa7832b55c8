"""Which commands does a person's client offer in a channel, and what does it send for one?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from peers.discord_forms import resolve
from peers.discord_messages import store
from peers.discord_permissions import BITS, permissions
from peers.discord_state import Channel
from peers.discord_wire import Upload

if TYPE_CHECKING:
    from peers.discord_people import Person

STRING, INTEGER, BOOLEAN, NUMBER, ATTACHMENT = 3, 4, 5, 10, 11


@dataclass(frozen=True, slots=True)
class Offered:
    """A slash command down to the sub-command that runs.

    Attributes:
        command: as registered.
        steps: the sub-command group and sub-command on the way.
        options: what can be filled in.
    """

    command: dict[str, Any]
    steps: tuple[dict[str, Any], ...]
    options: tuple[dict[str, Any], ...]

    def data(
        self, person: Person, channel: Channel, given: Mapping[str, Any], focused: tuple[str, str] | None = None
    ) -> dict[str, Any]:
        """The data of the interaction; LookupError for what a client would not send."""
        known = {row["name"]: row for row in self.options}
        if unknown := set(given) - set(known):
            raise LookupError(f"{self.command['name']} has no option {unknown}: {list(known)}")
        resolved: dict[str, Any] = {}
        rows: list[dict[str, Any]] = []
        for name, row in known.items():
            if focused is not None and focused[0] == name:
                if not row.get("autocomplete"):
                    raise LookupError(f"{name} has no suggestions")
                rows.append({"name": name, "type": row["type"], "value": focused[1], "focused": True})
            elif name in given:
                value, more = _value(person, channel, row, given[name])
                for kind, things in more.items():
                    resolved.setdefault(kind, {}).update(things)
                rows.append({"name": name, "type": row["type"], "value": value})
            elif row.get("required") and focused is None:
                raise LookupError(f"{self.command['name']} wants {name}")
        if focused is not None and focused[0] not in known:
            raise LookupError(f"{self.command['name']} has no option {focused[0]}")
        for step in reversed(self.steps):
            rows = [{"name": step["name"], "type": step["type"], "options": rows}]
        data = {"id": self.command["id"], "name": self.command["name"], "type": 1, "options": rows}
        if "guild_id" in self.command:
            data["guild_id"] = self.command["guild_id"]
        return data | ({"resolved": resolved} if resolved else {})


def commands_for(person: Person, channel: Channel) -> list[dict[str, Any]]:
    """The registered commands this person's client shows here."""
    world, guild = person.world, channel.guild
    rows = list(world.commands[None].values())
    held = 0
    if guild is not None:
        rows += world.commands.get(guild.id, {}).values()
        held = permissions(guild, guild.members[person.id], channel)
        if not held & BITS["use_application_commands"]:
            return []
    shown = []
    for row in rows:
        contexts = row.get("contexts")
        here = 1 if guild is None else 0
        if contexts is not None and here not in contexts:
            continue
        if guild is None and (row.get("guild_id") or (contexts is None and row.get("dm_permission") is False)):
            continue
        needed = row.get("default_member_permissions")
        if guild is not None and needed is not None:
            bits = int(needed)
            if not held & BITS["administrator"] and (bits == 0 or held & bits != bits):
                continue
        shown.append(row)
    return shown


def offered(person: Person, channel: Channel, path: str) -> Offered:
    """The slash command of that path; LookupError when the person has none such here."""
    names = path.lstrip("/").split()
    rows = [row for row in commands_for(person, channel) if row["type"] == 1]
    found = next((row for row in rows if names[0] in _names(row)), None)
    if found is None:
        raise LookupError(f"{person} has no command /{names[0]} in {channel}: {[row['name'] for row in rows]}")
    steps: list[dict[str, Any]] = []
    options = found["options"]
    for name in names[1:]:
        step = next((row for row in options if row["type"] in (1, 2) and name in _names(row)), None)
        if step is None:
            raise LookupError(f"/{path} has no {name}: {[row['name'] for row in options]}")
        steps.append(step)
        options = step.get("options") or []
    if any(row["type"] in (1, 2) for row in options):
        raise LookupError(f"/{path} needs a sub-command: {[row['name'] for row in options]}")
    return Offered(found, tuple(steps), tuple(options))


def menu_command(person: Person, channel: Channel, name: str, kind: int) -> dict[str, Any]:
    """The context-menu command of that name and type."""
    rows = [row for row in commands_for(person, channel) if row["type"] == kind]
    for row in rows:
        if name in _names(row):
            return row
    raise LookupError(f"{person} has no menu entry {name!r} here: {[row['name'] for row in rows]}")


def _names(row: dict[str, Any]) -> set[str]:
    return {row["name"], *(row.get("name_localizations") or {}).values()}


def _value(person: Person, channel: Channel, row: dict[str, Any], given: Any) -> tuple[Any, dict[str, Any]]:
    kind, name = row["type"], row["name"]
    if kind == ATTACHMENT:
        if not isinstance(given, Upload):
            raise LookupError(f"{name} wants a file")
        raw = store(person.world, channel, given)
        return raw["id"], {"attachments": {raw["id"]: raw}}
    if kind in (6, 7, 8, 9):
        return str(given.id), resolve([given], channel)
    wanted: Any = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float)}[kind]
    if choices := row.get("choices"):
        for choice in choices:
            if given in (choice["name"], choice["value"]):
                return choice["value"], {}
        raise LookupError(f"{name} has no choice {given!r}: {[choice['name'] for choice in choices]}")
    if not isinstance(given, wanted) or (kind != BOOLEAN and isinstance(given, bool)):
        raise LookupError(f"{name} wants {wanted}, not {given!r}")
    low, high = ("min_length", "max_length") if kind == STRING else ("min_value", "max_value")
    size = len(given) if kind == STRING else given
    if kind != BOOLEAN and not (row.get(low) is None or size >= row[low]):
        raise LookupError(f"{name} wants at least {row[low]}")
    if kind != BOOLEAN and not (row.get(high) is None or size <= row[high]):
        raise LookupError(f"{name} takes at most {row[high]}")
    if kind == STRING and len(given) > 6000:
        raise LookupError(f"{name} takes at most 6000 characters")
    return given, {}

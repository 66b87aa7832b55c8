"""Does a request of the bot keep to the published Bot API?

Lengths and other limits are checked by the peer itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from peers import contract

FILE = "telegram-bot-api-10.3.json"
BOOLEANS = {"true", "false", "True", "False", "0", "1"}  # spellings the real server takes in forms


@dataclass(frozen=True, slots=True)
class Field:
    """One parameter of a method or one field of a type, with its type as written in the contract.

    Attributes:
        constant: the only value allowed, for fields that tell the members of a union apart.
    """

    name: str
    type: str
    required: bool
    constant: str | None = None


class Contract:
    """Methods and types of the Bot API, ready to check requests against."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.version: str = document["api"]["version"]
        self.methods: dict[str, dict[str, Field]] = {}
        self._types: dict[str, dict[str, Field]] = {}
        self._unions: dict[str, list[str]] = {}
        for section in document["items"]:
            for entry in section["children"]:
                self._add(entry)
        self._spelling = {name.lower(): name for name in self.methods}

    def check(self, method: str, params: Mapping[str, Any], files: Mapping[str, Any] | None = None) -> list[str]:
        """What is wrong with the request, one sentence each; an empty list when nothing is.

        `params` as they came: text for forms, typed values for JSON bodies. `files`: names of uploaded parts.
        """
        uploads = files or {}
        name = self._spelling.get(method.lower())
        if name is None:
            return [f"{method}: unknown method"]
        fields = self.methods[name]
        attached = _attachments(params)
        wrong = [f"{name}: unknown parameter {key!r}" for key in params if key not in fields]
        wrong += [
            f"{name}: uploaded part {key!r} belongs to no parameter"
            for key in uploads
            if key not in fields and key not in attached
        ]
        for field in fields.values():
            if field.name in uploads:
                if "InputFile" not in field.type:
                    wrong.append(f"{name}.{field.name}: a file where {field.type} was expected")
            elif field.name in params:
                wrong += self._parameter(params[field.name], field, f"{name}.{field.name}")
            elif field.required:
                wrong.append(f"{name}: required parameter {field.name!r} is missing")
        return wrong

    def check_object(self, kind: str, value: Any) -> list[str]:
        """What is wrong with an object of a named type, such as Update or Message."""
        return self._value(value, kind, kind)

    def _add(self, entry: Mapping[str, Any]) -> None:
        fields = {row["name"]: _field(row) for row in entry["annotations"]}
        if entry["category"] == "methods":
            self.methods[entry["name"]] = fields
        elif fields:
            self._types[entry["name"]] = fields
        else:
            self._unions[entry["name"]] = re.findall(r"^ ?- (\w+)", entry["description"], re.MULTILINE)

    def _parameter(self, value: Any, field: Field, where: str) -> list[str]:
        """A form carries text only: read it as the type says before checking."""
        if not isinstance(value, str):
            return self._value(value, field.type, where)
        kinds = _alternatives(field.type)
        if "String" in kinds or "InputFile" in kinds:
            return []
        if kinds == ["Integer"]:
            return [] if re.fullmatch(r"-?\d+", value) else [f"{where}: {value!r} is no Integer"]
        if kinds in (["Boolean"], ["True"]):
            return [] if value in BOOLEANS else [f"{where}: {value!r} is no Boolean"]
        try:
            return self._value(orjson.loads(value), field.type, where)
        except orjson.JSONDecodeError:
            return [f"{where}: not JSON although the type is {field.type}"]

    def _value(self, value: Any, kind: str, where: str) -> list[str]:
        best: list[str] | None = None
        for alternative in _alternatives(kind):
            wrong = self._single(value, alternative, where)
            if not wrong:
                return []
            if best is None or len(wrong) < len(best):
                best = wrong
        return best or []

    def _single(self, value: Any, kind: str, where: str) -> list[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                return [f"{where}: {type(value).__name__} where {kind} was expected"]
            inner = kind.removeprefix("Array of ")
            return [text for index, item in enumerate(value) for text in self._value(item, inner, f"{where}[{index}]")]
        plain = _plain(value, kind)
        if plain is not None:
            return [] if plain else [f"{where}: {value!r} is no {kind}"]
        if kind in self._unions:
            names = self._likely(self._unions[kind], value)
            return self._value(value, " or ".join(names), where) if names else _object(value, kind, where)
        if kind not in self._types:
            return []
        return _object(value, kind, where) or self._fields(value, kind, where)

    def _likely(self, names: list[str], value: Any) -> list[str]:
        """The members of a union whose fixed fields fit the value; all of them when none does."""
        if not isinstance(value, dict):
            return names
        fitting = [
            name
            for name in names
            if all(field.constant in (None, value.get(field.name)) for field in self._types.get(name, {}).values())
        ]
        return fitting or names

    def _fields(self, value: Mapping[str, Any], kind: str, where: str) -> list[str]:
        fields = self._types[kind]
        wrong = [f"{where}: {kind} has no field {key!r}" for key in value if key not in fields]
        for field in fields.values():
            if field.name in value:
                wrong += self._value(value[field.name], field.type, f"{where}.{field.name}")
                if field.constant not in (None, value[field.name]):
                    wrong.append(f"{where}.{field.name}: {value[field.name]!r} is not {field.constant!r}")
            elif field.required:
                wrong.append(f"{where}: {kind}.{field.name} is missing")
        return wrong


def load_contract(path: Path | None = None) -> Contract:
    """Read the contract; raises `ContractMissing` with the reason a test can be skipped with."""
    return contract.read(path or contract.shared(FILE), Contract)


def _field(row: Mapping[str, Any]) -> Field:
    constant = None
    if row["name"] in ("type", "status", "source") and row["type"] == "String":
        found = re.search(r"(?:must be|always) \W?(\w+)", row["description"])
        constant = found.group(1) if found else None
    return Field(row["name"], row["type"], bool(row["required"]), constant)


@lru_cache(maxsize=512)
def _alternatives(kind: str) -> list[str]:
    """'A or B' and 'Array of A, B and C' as a list of single types."""
    if kind.startswith("Array of ") and not re.search(r",| and ", kind):
        return [kind]
    if kind.startswith("Array of "):
        names = re.split(r", | and ", kind.removeprefix("Array of "))
        return ["Array of " + " or ".join(names)]
    return kind.split(" or ")


def _plain(value: Any, kind: str) -> bool | None:
    """Whether the value is of this plain type; None when the type is not a plain one."""
    match kind:
        case "String" | "InputFile":
            return isinstance(value, str)
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean":
            return isinstance(value, bool)
        case "True":
            return value is True
    return None


def _object(value: Any, kind: str, where: str) -> list[str]:
    return [] if isinstance(value, dict) else [f"{where}: {type(value).__name__} where {kind} was expected"]


def _attachments(params: Mapping[str, Any]) -> set[str]:
    """Names referred to as attach://name anywhere in the parameters."""
    text = " ".join(value if isinstance(value, str) else orjson.dumps(value).decode() for value in params.values())
    return set(re.findall(r"attach://([\w.-]+)", text))

"""Does a REST request of the bot keep to Discord's published OpenAPI document?

discord.py sends snowflakes as integers, which Discord takes although its document
wants text: ids are turned into text first. Unknown keys, which the document never forbids, are looked for here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from peers import contract
from referencing import Registry
from referencing.jsonschema import DRAFT202012

if TYPE_CHECKING:
    from peers.discord_wire import Call

FILE = "discord-openapi.json"
URN = "urn:discord"
ID_LISTS = ("users", "roles", "applied_tags", "sticker_ids", "messages", "channel_types_")
# discord.py sends these although the document does not name them there; Discord ignores them.
TOLERATED = {
    "tts",
    "id",
    "enforce_nonce",
    "nonce",
    "fail_if_not_exists",
    "type",
    "channel_id",
    "flags",
    "guild_id",
    "nsfw",
    "dm_permission",
    "hash",
}
TOLERATED_PARAMETERS = {"use_nested_fields"}  # discord.py sends it with forum posts


class Contract:
    """Operations of the REST API, ready to check requests against."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.version: str = document["info"]["version"]
        self._document = document
        resource = DRAFT202012.create_resource(dict(document))
        self._registry: Registry[Any] = Registry().with_resource(URN, resource)
        self._operations: dict[tuple[str, str], tuple[str, Mapping[str, Any]]] = {}
        for path, item in document["paths"].items():
            for method, operation in item.items():
                if method != "parameters":
                    shape = re.sub(r"\{\w+\}", "{}", path)
                    self._operations[(method.upper(), shape)] = (path, operation)
        self._validators: dict[str, Draft202012Validator] = {}

    def check(self, call: Call) -> list[str]:
        """What is wrong with the request, one sentence each; an empty list when nothing is."""
        return self.check_request(call.method, call.route.partition(" ")[2] or call.path, call.query, call.json)

    def check_request(self, method: str, path: str, query: Mapping[str, str], json: Any) -> list[str]:
        """The same for a path or path template, a query and a JSON body."""
        where = f"{method} {path}"
        found = self._operation(method, path)
        if found is None:
            return [f"{where}: unknown operation"]
        template, operation = found
        wrong = [f"{where}: {text}" for text in self._query(operation, query)]
        content = operation.get("requestBody", {}).get("content", {})
        kind = "application/json" if "application/json" in content else next(iter(content), None)
        if kind is None:
            return wrong if json in (None, {}) else [*wrong, f"{where}: takes no body"]
        if json is None:
            return [*wrong, f"{where}: a body is required"] if operation["requestBody"].get("required") else wrong
        pointer = f"#/paths/{_escaped(template)}/{method.lower()}/requestBody/content/{_escaped(kind)}/schema"
        return wrong + [f"{where}: {text}" for text in self._body(pointer, _ids_as_text(json))]

    def check_object(self, kind: str, value: Any) -> list[str]:
        """What is wrong with an object of a named schema, such as MessageResponse."""
        return list(self._errors(f"#/components/schemas/{kind}", value))

    def _operation(self, method: str, path: str) -> tuple[str, Mapping[str, Any]] | None:
        if path in self._document["paths"] and method.lower() in self._document["paths"][path]:
            return path, self._document["paths"][path][method.lower()]
        shape = re.sub(r"\{\w+\}", "{}", path)
        if found := self._operations.get((method, shape)):
            return found
        for (known, candidate), found in self._operations.items():
            if known == method and re.fullmatch(candidate.replace("{}", "[^/]+"), path):
                return found
        return None

    def _query(self, operation: Mapping[str, Any], query: Mapping[str, str]) -> Iterator[str]:
        known = {row["name"]: row["schema"] for row in operation.get("parameters", ()) if row.get("in") == "query"}
        for name, value in query.items():
            if name in TOLERATED_PARAMETERS and name not in known:
                continue
            if name not in known:
                yield f"unknown parameter {name!r}"
                continue
            schema = known[name]
            low, high = schema.get("minimum"), schema.get("maximum")
            if schema.get("type") == "integer":
                if not re.fullmatch(r"-?\d+", value):
                    yield f"parameter {name}: {value!r} is no integer"
                elif (low is not None and int(value) < low) or (high is not None and int(value) > high):
                    yield f"parameter {name}: {value} is not within {low} to {high}"

    def _body(self, pointer: str, json: Any) -> Iterator[str]:
        errors = list(self._errors(pointer, json))
        yield from errors
        if not errors:
            yield from self._unknown({"$ref": pointer}, json, "body")

    def _errors(self, pointer: str, value: Any) -> Iterator[str]:
        validator = self._validators.get(pointer)
        if validator is None:
            validator = Draft202012Validator({"$ref": URN + pointer}, registry=self._registry)
            self._validators[pointer] = validator
        for error in validator.iter_errors(value):
            deepest: ValidationError = best_match([error]) or error
            path = ".".join(str(step) for step in deepest.absolute_path) or "body"
            yield f"{path}: {deepest.message[:300]}"

    def _unknown(self, schema: Mapping[str, Any], value: Any, where: str) -> Iterator[str]:
        """Keys no reading of the schema knows."""
        plain = list(self._plain(schema))
        if isinstance(value, list):
            items = [one["items"] for one in plain if "items" in one]
            for index, item in enumerate(value):
                yield from self._unknown({"anyOf": items}, item, f"{where}.{index}")
        if not isinstance(value, dict):
            return
        fitting = [one for one in plain if "properties" in one]
        typed = [one for one in fitting if value.get("type") in one["properties"].get("type", {}).get("enum", ())]
        fitting = typed or fitting
        if not fitting or any(one.get("additionalProperties") for one in plain):
            return
        for key, inner in value.items():
            known = [one["properties"][key] for one in fitting if key in one["properties"]]
            if known:
                yield from self._unknown({"anyOf": known}, inner, f"{where}.{key}")
            elif key not in TOLERATED and not key.startswith("files["):
                yield f"{where}: unknown key {key!r}"

    def _plain(self, schema: Mapping[str, Any], depth: int = 0) -> Iterator[Mapping[str, Any]]:
        """The alternatives of a schema without references and combinations."""
        if depth > 12:
            return
        if "$ref" in schema:
            target: Any = self._document
            for step in schema["$ref"].removeprefix("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")]
            yield from self._plain(target, depth + 1)
        for name in ("oneOf", "anyOf", "allOf"):
            for inner in schema.get(name, ()):
                yield from self._plain(inner, depth + 1)
        if "properties" in schema or "items" in schema or "additionalProperties" in schema:
            yield schema


def load_contract(path: Path | None = None) -> Contract:
    """Read the contract; raises `ContractMissing` with the reason a test can be skipped with."""
    return contract.read(path or contract.shared(FILE), Contract)


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D")


def _ids_as_text(value: Any, key: str = "", parent: str = "") -> Any:
    """Snowflakes sent as integers, as text; other numbers stay."""
    if isinstance(value, dict):
        return {name: _ids_as_text(inner, name, key) for name, inner in value.items()}
    if isinstance(value, list):
        return [_ids_as_text(inner, "[]" + key, parent) for inner in value]
    if isinstance(value, int) and not isinstance(value, bool):
        is_id = key.endswith("_id") or key.removeprefix("[]") in ID_LISTS
        if is_id or (key == "id" and ("attachments" in parent or value >= 1 << 31)):
            return str(value)
    return value

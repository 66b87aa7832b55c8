"""How does a request to the played Discord arrive, and in which shape do answers and refusals go back?"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import BodyPartReader, web

UPLOAD_LIMIT = 10 * 1024 * 1024  # bytes per file of a bot, Discord "Uploading Files"
SNOWFLAKE = re.compile(r"^(0|[1-9][0-9]{0,19})$")
JSON_HEADERS = {"Content-Type": "application/json"}  # discord.py parses this exact type and no other
MESSAGES = {
    10003: "Unknown Channel",
    10004: "Unknown Guild",
    10007: "Unknown Member",
    10008: "Unknown Message",
    10011: "Unknown Role",
    10013: "Unknown User",
    10014: "Unknown Emoji",
    10015: "Unknown Webhook",
    10062: "Unknown interaction",
    10063: "Unknown application command",
    20028: "The write action you are performing on the channel has hit the write rate limit",
    30003: "Maximum number of pins reached for the channel (250)",
    30010: "Maximum number of reactions reached (20)",
    30032: "Maximum number of application commands reached",
    30046: "Maximum number of edits to messages older than 1 hour reached. Try again later",
    40003: "You are opening direct messages too fast",
    40005: "Request entity too large",
    40060: "Interaction has already been acknowledged.",
    50001: "Missing Access",
    50003: "Cannot execute action on a DM channel",
    50005: "Cannot edit a message authored by another user",
    50006: "Cannot send an empty message",
    50007: "Cannot send messages to this user",
    50008: "Cannot send messages in a non-text channel",
    50013: "Missing Permissions",
    50016: "Provided too few or too many messages to delete. Must provide at least 2 and at most 100 messages",
    50021: "Cannot execute action on a system message",
    50027: "Invalid Webhook Token",
    50033: "Invalid Recipient(s)",
    50034: "You can only bulk delete messages that are under 14 days old.",
    50035: "Invalid Form Body",
    50083: "Thread is archived",
    50109: "The request body contains invalid JSON.",
    50278: "Cannot send messages to this user due to having no mutual guilds",
    160004: "A thread has already been created for this message",
    160005: "Thread is locked",
}
STATUS = {
    40005: 413,
    40003: 429,
    40060: 400,
    **dict.fromkeys((50001, 50005, 50007, 50013, 50021, 50278, 160005), 403),
    50027: 401,
}


class ApiError(Exception):
    """A refusal as Discord words it.

    Attributes:
        errors: path of the wrong field ("components.0.label") -> what is wrong with it, for 50035.
        headers: sent along, for 429.
    """

    def __init__(
        self,
        code: int,
        status: int | None = None,
        message: str | None = None,
        errors: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code = code
        self.status = status or STATUS.get(code) or (404 if 10001 <= code <= 10100 else 400)
        self.message = message or MESSAGES.get(code, "Error")
        self.errors = dict(errors or {})
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})
        super().__init__(f"{self.status} {self.code} {self.message} {self.errors or ''}".strip())

    @property
    def is_about_form(self) -> bool:
        """Whether the request itself is wrong, whatever the state of the world."""
        return self.code in (50006, 50035, 50109, 40005)


def invalid(field_path: str, reason: str) -> ApiError:
    """50035 about one field."""
    return ApiError(50035, errors={field_path: reason})


@dataclass(frozen=True, slots=True)
class Upload:
    """One file with its name as sent."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"


@dataclass(slots=True, eq=False)
class Call:
    """One request, read.

    Attributes:
        route: method and path template, as in the published contract.
        params: what stands in the path for the template's names.
        files: uploaded parts, by their number n in `files[n]`.
    """

    method: str
    path: str
    route: str = ""
    params: dict[str, str] = field(default_factory=dict)
    query: dict[str, str] = field(default_factory=dict)
    json: Any = None
    files: dict[int, Upload] = field(default_factory=dict)
    is_multipart: bool = False

    @property
    def body(self) -> dict[str, Any]:
        """The JSON object sent; 50035 when it was something else."""
        if not isinstance(self.json, dict):
            raise invalid("_", "Only dictionaries may be used in a DictType")
        return self.json

    def id(self, name: str) -> int:
        """A snowflake of the path."""
        if not SNOWFLAKE.match(self.params[name]):
            raise invalid(name, f'Value "{self.params[name]}" is not snowflake.')
        return int(self.params[name])

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        """A number of the query, inside its bounds."""
        given = self.query.get(name)
        if given is None:
            return default
        if not re.fullmatch(r"-?\d+", given) or not lowest <= int(given) <= highest:
            raise invalid(name, f"int value should be between {lowest} and {highest}.")
        return int(given)

    def flag(self, name: str) -> bool:
        """A boolean of the query."""
        return self.query.get(name, "").lower() in ("1", "true")


async def read_body(call: Call, request: web.BaseRequest) -> None:
    """Read JSON or multipart into the call."""
    if not request.can_read_body:
        return
    kind = request.content_type
    if kind == "multipart/form-data":
        call.is_multipart = True
        await _read_parts(call, request)
        return
    text = await request.read()
    if not text:
        return
    if kind != "application/json":
        raise ApiError(50035, message=f"Invalid Form Body: content type {kind}", errors={"_": "not application/json"})
    call.json = _parsed(text)


async def _read_parts(call: Call, request: web.BaseRequest) -> None:
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        name = part.name or ""
        content = bytes(await part.read())
        if name == "payload_json":
            call.json = _parsed(content)
        elif found := re.fullmatch(r"files\[(\d+)\]", name):
            if len(content) > UPLOAD_LIMIT:
                raise ApiError(40005)
            mime = part.headers.get("Content-Type", "application/octet-stream")
            call.files[int(found.group(1))] = Upload(part.filename or "file", content, mime)
        else:
            raise invalid(name, "unexpected part of a form")


def _parsed(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise ApiError(50109) from None


def answer(result: Any) -> web.Response:
    """A success: 204 without, 200 with a body."""
    if result is None:
        return web.Response(status=204)
    return web.Response(body=orjson.dumps(result), headers=JSON_HEADERS)


def refusal(error: ApiError) -> web.Response:
    """A refusal in Discord's nested shape."""
    body: dict[str, Any] = {"message": error.message, "code": error.code, **error.extra}
    if error.errors:
        tree: dict[str, Any] = {}
        for path, reason in error.errors.items():
            node = tree
            for step in path.split("."):
                node = node.setdefault(step, {})
            node.setdefault("_errors", []).append({"code": reason.split(":")[0], "message": reason})
        body["errors"] = tree
    return web.Response(status=error.status, body=orjson.dumps(body), headers={**JSON_HEADERS, **error.headers})

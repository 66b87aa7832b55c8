"""How does a request of the bot become typed parameters, and how does an answer look on the wire?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import web

UPLOAD_LIMIT = 50 * 1024 * 1024  # bytes, Bot API "Sending files"


def words(text: str) -> frozenset[str]:
    """The words of a text, for long lists of names."""
    return frozenset(text.split())


# Parameters that are JSON in a form. Everything not named here or below is text.
JSON_PARAMETERS = words(
    "allowed_updates available_reactions caption_entities commands entities ephemeral_message_parameters "
    "link_preview_options media menu_button message_ids options permissions question_entities reaction "
    "reply_markup reply_parameters rich_message rights scope suggested_post_parameters"
)
INTEGER_PARAMETERS = words(
    "cache_time direct_messages_topic_id ephemeral_message_id icon_color limit max_connections message_id "
    "message_thread_id offset receiver_user_id reply_to_message_id timeout until_date user_id"
)
BOOLEAN_PARAMETERS = words(
    "allow_paid_broadcast disable_content_type_detection disable_notification drop_pending_updates "
    "has_spoiler is_big protect_content return_bots revoke_messages show_alert show_caption_above_media"
)


class ApiError(Exception):
    """The answer `ok: false` with its code, text and parameters."""

    def __init__(self, code: int, description: str, parameters: dict[str, Any] | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(text: str) -> ApiError:
    """A 400 with the prefix the real server writes."""
    return ApiError(400, f"Bad Request: {text}")


def forbidden(text: str) -> ApiError:
    """A 403 with the prefix the real server writes."""
    return ApiError(403, f"Forbidden: {text}")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    content_type: str
    content: bytes


@dataclass(slots=True)
class Call:
    """One method call as it came.

    Attributes:
        raw: parameters as sent (text in forms), for the contract.
        params: the same, read as integers, booleans and JSON.
        files: uploaded parts by name.
    """

    method: str
    raw: dict[str, Any]
    params: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)


async def read_call(method: str, request: web.BaseRequest) -> Call:
    """Read a form, a multipart form, a JSON body or the query string; leaves `params` empty."""
    raw: dict[str, Any] = dict(request.query) if request.query_string else {}
    files: dict[str, Upload] = {}
    kind = request.content_type
    if kind == "application/x-www-form-urlencoded":
        body = await request.read()
        if body:
            raw.update(parse_qsl(body.decode(), keep_blank_values=True))
    elif kind.startswith("multipart/"):
        for name, part in (await request.post()).items():
            if isinstance(part, web.FileField):
                files[name] = Upload(part.filename or name, part.content_type, part.file.read())
            else:
                raw[name] = part
    elif kind == "application/json":
        body = await request.read()
        raw.update(_json("body", body) if body else {})
    return Call(method, raw, files=files)


def typed(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters read as what their names say; raises ApiError(400) where that fails."""
    params = dict(raw)
    for name, value in raw.items():
        if not isinstance(value, str):
            continue
        if name in JSON_PARAMETERS:
            params[name] = _json(name, value) if value else None
        elif name in INTEGER_PARAMETERS:
            params[name] = _integer(name, value)
        elif name in BOOLEAN_PARAMETERS:
            params[name] = value in ("true", "True", "1")
        elif name in ("chat_id", "from_chat_id") and value.lstrip("-").isdigit():
            params[name] = int(value)
    return params


def answer(result: Any) -> web.Response:
    """`ok: true` with the result; bytes are taken as ready JSON."""
    body = result if isinstance(result, bytes) else orjson.dumps(result)
    return web.Response(body=b'{"ok":true,"result":' + body + b"}", content_type="application/json")


def refusal(error: ApiError) -> web.Response:
    """`ok: false` with the HTTP status equal to the code, as the real server does."""
    body: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    response = web.Response(body=orjson.dumps(body), status=error.code, content_type="application/json")
    if error.parameters and "retry_after" in error.parameters:
        response.headers["Retry-After"] = str(error.parameters["retry_after"])
    return response


def _json(name: str, text: str | bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise bad(f"can't parse {name} JSON object") from None


def _integer(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise bad(f"parameter {name!r} must be an integer") from None

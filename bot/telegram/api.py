"""How does a request reach the Bot API, and what does its refusal mean in our words?

Every call goes through python-telegram-bot's ``Bot`` on an aiohttp request of ours: 140 to 240 microseconds instead of
1,000 to 1,500 through httpx. Results stay raw JSON. This is the one place that knows HTTP codes and Telegram's texts.
Method names are sent in lower case: Telegram does not mind, and the library's "please use the named method" warning stays
away; the named methods would build an object of every answer, 150 microseconds that nobody reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import orjson
from telegram import Bot, InputFile
from telegram.error import TelegramError
from telegram.request import BaseRequest, RequestData

from bot.platform import Gone, Later, Moved, PlatformError, Refused, TokenRefused, Unreachable

CONNECTIONS = 64  # at once; one of them is the long poll
TIMEOUT = 20.0  # seconds for a whole request, answers with files included
CONNECT_TIMEOUT = 5.0  # seconds
POLL = 30  # seconds a long poll waits at the server; Telegram allows 50
BATCH = 100  # updates in one answer, the most Telegram gives
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")  # always told in full
REVOKED = "Telegram refuses the token: get a new one from @BotFather and set it"
# A refusal that is success or of no consequence, by method: plain 400 texts (checked 2026-11).
FORGIVEN = {
    "editmessagetext": "message is not modified",
    "editephemeralmessagetext": "message is not modified",
    "answercallbackquery": "query is too old",
}
# 400 texts that mean: the chat or message is not there any more.
GONE = (
    "chat not found",
    "message to edit not found",
    "message to pin not found",
    "message thread not found",
    "message_id_invalid",
    "group chat was deactivated",
    "peer_id_invalid",
)


class Conflicted(PlatformError):
    """Somebody else polls with our token, or a webhook is set."""


class Api:
    """The Bot API as far as we use it; calls raise PlatformError and nothing else."""

    def __init__(self, token: str, api_url: str) -> None:
        base = api_url.rstrip("/").removesuffix("/bot")
        self._transport = Transport()
        self._bot = Bot(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=self._transport,
            get_updates_request=self._transport,
        )

    async def open(self) -> None:
        """Make ready for calls."""
        await self._transport.initialize()

    async def close(self) -> None:
        """Close all connections; calling twice is harmless."""
        await self._transport.shutdown()

    async def call(self, method: str, arguments: Mapping[str, Any], *, timeout: float = TIMEOUT) -> Any:  # noqa: ASYNC109 - the library takes it so
        """Call a method; gives its raw result, None where a refusal is as good as success."""
        name = method.lower()
        try:
            return await self._bot.do_api_request(name, dict(arguments), read_timeout=timeout)
        except _Answered as refusal:
            forgiven = FORGIVEN.get(name)
            if forgiven is not None and forgiven in refusal.message.lower():
                return None
            raise _meaning(refusal) from refusal
        except TelegramError as error:
            raise Unreachable(unsure=not isinstance(error, _NotSent)) from error

    async def updates(self, offset: int | None, *, wait: int = POLL) -> Sequence[dict[str, Any]]:
        """What arrived, as raw JSON; confirms all updates below ``offset``."""
        arguments = {"timeout": wait, "limit": BATCH, "allowed_updates": ALLOWED}
        if offset is not None:
            arguments["offset"] = offset
        found = await self.call("getUpdates", arguments, timeout=wait + TIMEOUT / 2)
        return found if isinstance(found, list) else []

    async def file(self, number: str) -> bytes:
        """The content of a file that somebody sent."""
        found = await self.call("getFile", {"file_id": number})
        try:
            _, content = await self._transport.do_request(f"{self._bot.base_file_url}/{found['file_path']}", "GET")
        except _Answered as refusal:
            raise _meaning(refusal) from refusal
        except TelegramError as error:
            raise Unreachable(unsure=False) from error
        return content


def upload(name: str, content: bytes) -> InputFile:
    """A file as an argument of a call."""
    return InputFile(content, filename=name)


class Transport(BaseRequest):
    """The library's request on aiohttp; answers that are refusals become one error of ours."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return TIMEOUT

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS),
                cookie_jar=aiohttp.DummyCookieJar(),  # Telegram sets none; looking for some costs a tenth of a call
                headers={"User-Agent": "nachgefragt"},
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise _NotSent("not open")
        total = read_timeout if isinstance(read_timeout, int | float) else TIMEOUT
        timeout = aiohttp.ClientTimeout(total=total, sock_connect=CONNECT_TIMEOUT)
        body, headers = _body(request_data)
        try:
            async with self._session.request(method, url, data=body, headers=headers, timeout=timeout) as response:
                content = await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise _NotSent(type(error).__name__) from error
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TelegramError(type(error).__name__) from error
        if response.status >= 300:
            raise _answered(response.status, content)
        return response.status, content

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            answer = orjson.loads(payload)
        except orjson.JSONDecodeError:
            answer = _leniently(payload)
        if not isinstance(answer, dict) or "result" not in answer:
            raise TelegramError("an answer without a result")
        return answer


class _NotSent(TelegramError):
    """There was no connection: the request certainly did not arrive."""


class _Answered(TelegramError):
    """A refusal in Telegram's words."""

    def __init__(self, code: int, description: str, parameters: Mapping[str, Any]) -> None:
        super().__init__(description)
        self.code = code
        self.parameters = parameters


def _meaning(refusal: _Answered) -> PlatformError:
    code, text, parameters = refusal.code, refusal.message, refusal.parameters
    if code == 429:
        return Later(float(parameters.get("retry_after", 1)))
    if "migrate_to_chat_id" in parameters:
        return Moved(str(parameters["migrate_to_chat_id"]))
    if code == 401 or (code == 404 and "method" not in text.lower()):
        return TokenRefused(REVOKED)
    if code == 403 or (code == 400 and any(sign in text.lower() for sign in GONE)):
        return Gone(text)
    if code == 409:
        return Conflicted(text)
    if code >= 500:
        return Unreachable(unsure=True)
    return Refused(text)


def _answered(code: int, content: bytes) -> _Answered:
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError:
        answer = {}
    if not isinstance(answer, dict):
        answer = {}
    parameters = answer.get("parameters")
    return _Answered(
        code, str(answer.get("description") or f"HTTP {code}"), parameters if isinstance(parameters, dict) else {}
    )


def _body(request_data: RequestData | None) -> tuple[Any, dict[str, str] | None]:
    """JSON, or a form where files go along."""
    if request_data is None:
        return None, None
    if not request_data.contains_files:
        return orjson.dumps(request_data.parameters), {"Content-Type": "application/json"}
    form = aiohttp.FormData()
    for name, value in request_data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, media) in request_data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=media)
    return form, None


def _leniently(payload: bytes) -> Any:
    """Read what the strict reader refuses: one lone surrogate must not block all updates of a batch."""
    try:
        answer = json.loads(payload.decode("utf-8", "replace"))
        return orjson.loads(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
    except ValueError as error:
        raise TelegramError("an answer that is no JSON") from error

"""What answers over HTTP: is it alive, and the webhook; pages are added to the same application."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from surveys.errors import NotStored

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
BODY_LIMIT = 1024 * 1024  # bytes; an update is a few kilobytes
SHUTDOWN = 5  # seconds for requests in work

log = logging.getLogger(__name__)
Take = Callable[[str, bytes], Awaitable[bool]]
Health = Callable[[], Awaitable[dict[str, object]]]


def application(
    *, health: Health | None = None, webhook: tuple[str, Take] | None = None, routes: Sequence[BaseRoute] = ()
) -> Starlette:
    """The application.

    health: what ``/healthz`` tells; an error there, or NotStored, is a 503.
    webhook: its path, and what takes the shown secret and the body (False: wrong secret).
    """
    found: list[BaseRoute] = [Route("/healthz", _healthz(health))]
    if webhook is not None:
        path, take = webhook
        found.append(Route(path, _webhook(take), methods=["POST"]))
    return Starlette(routes=[*found, *routes])


async def serve(app: Starlette, host: str, port: int, *, ready: Callable[[int], None] = lambda port: None) -> None:
    """Serve until cancelled, in the running loop, without touching signals. Raises OSError if the port is taken.

    port: 0 takes a free one; ``ready`` is told which.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family) as listening:
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none", server_header=False)
        server = _Server(config)
        task = asyncio.create_task(server.serve([listening]), name="web")
        ready(listening.getsockname()[1])
        try:
            await asyncio.shield(task)
        finally:
            server.should_exit = True
            try:
                async with asyncio.timeout(SHUTDOWN):
                    await task
            except TimeoutError:
                log.warning("a request was cut off at the end")


class _Server(uvicorn.Server):
    """uvicorn, leaving signals to whoever runs the loop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _healthz(health: Health | None) -> Callable[[Request], Awaitable[Response]]:
    async def healthz(request: Request) -> Response:
        try:
            told = await health() if health is not None else {}
        except NotStored as error:
            return JSONResponse({"ok": False, "reason": error.key}, status_code=503)
        return JSONResponse({"ok": True, **told})

    return healthz


def _webhook(take: Take) -> Callable[[Request], Awaitable[Response]]:
    async def webhook(request: Request) -> Response:
        body = await _limited(request)
        if body is None:
            return Response(status_code=413)
        try:
            known = await take(request.headers.get(SECRET_HEADER, ""), body)
        except NotStored:
            return Response(status_code=503)  # not confirmed: Telegram delivers it again
        return Response(status_code=200 if known else 403)

    return webhook


async def _limited(request: Request) -> bytes | None:
    """The body; None if it is longer than anything Telegram sends."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > BODY_LIMIT:
            return None
        parts.append(part)
    return b"".join(parts)

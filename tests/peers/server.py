"""How does a played platform listen on a loopback port, and how does it go away and come back?"""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import web
from peers.faults import Faults

GARBAGE = b"<html><body>upstream connect error or disconnect/reset before headers</body></html>"


class Server:
    """The HTTP side that all platforms have in common; a platform adds `_serve`.

    Attributes:
        record: keep a list of requests.
        latency: seconds before every answer.
        latencies: seconds by name of what is asked, over `latency`.
        counts: how often each was asked.
        largest: bytes a request may have.
    """

    largest: int

    def __init__(self, port: int, *, record: bool) -> None:
        self.port = port
        self.record = record
        self.latency = 0.0
        self.latencies: dict[str, float] = {}
        self.faults: Faults[Any] = Faults()
        self.requests: list[Any] = []
        self.counts: dict[str, int] = {}
        self._runner: web.ServerRunner | None = None

    async def start(self) -> None:
        """Listen; on the same port as before after a stop."""
        if self._runner is not None:
            return
        server = web.Server(self._serve, request_factory=self._request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.01)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True, backlog=1024).start()
        self.port = self._runner.addresses[0][1]
        await self._came_up()

    async def stop(self) -> None:
        """Cut every connection and refuse new ones."""
        if self._runner is None:
            return
        runner, self._runner = self._runner, None
        for site in list(runner.sites):
            await site.stop()
        await self._goes_down()
        await runner.cleanup()

    async def _came_up(self) -> None:
        """What else begins with listening."""

    async def _goes_down(self) -> None:
        """What else ends, before the last connections are cut."""

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        raise NotImplementedError

    async def _takes_time(self, name: str) -> None:
        if wait := self.latencies.get(name, self.latency):
            await asyncio.sleep(wait)

    def _request(
        self, message: Any, payload: Any, protocol: Any, writer: Any, task: asyncio.Task[None]
    ) -> web.BaseRequest:
        loop = asyncio.get_running_loop()
        return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=self.largest)


def cut(request: web.BaseRequest) -> web.Response:
    """The connection breaks instead of an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def garbage(status: int = 200) -> web.Response:
    """What a proxy says in place of the platform."""
    return web.Response(body=GARBAGE, status=status, content_type="text/html")

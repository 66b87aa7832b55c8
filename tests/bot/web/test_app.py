"""Does the web server tell that it lives, stop cleanly, and leave signals alone?"""

from __future__ import annotations

import asyncio
import io
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp
import pytest

from bot.web import app
from surveys.errors import NotStored


@asynccontextmanager
async def served(**parts: Any) -> AsyncIterator[str]:
    port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(app.serve(app.application(**parts), "127.0.0.1", 0, ready=port.set_result))
    try:
        yield f"http://127.0.0.1:{await port}"
    finally:
        serving.cancel()
        with suppress(asyncio.CancelledError):
            await serving


async def get(url: str) -> tuple[int, Any]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, await response.json()


async def test_health_tells_what_it_is_told() -> None:
    async def health() -> dict[str, object]:
        return {"waiting": 0}

    async with served(health=health) as url:
        assert await get(f"{url}/healthz") == (200, {"ok": True, "waiting": 0})


async def test_health_is_503_while_the_database_takes_nothing() -> None:
    async def health() -> dict[str, object]:
        raise NotStored("not-stored", reason="locked")

    async with served(health=health) as url:
        assert await get(f"{url}/healthz") == (503, {"ok": False, "reason": "not-stored"})


async def test_serving_leaves_signals_and_frees_the_port() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    async with served() as url:
        assert (await get(f"{url}/healthz"))[0] == 200
        assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)) == before
        port = int(url.rpartition(":")[2])

    with socket.create_server(("127.0.0.1", port)):
        pass


async def test_a_taken_port_is_an_error_that_can_be_read() -> None:
    async with served() as url:
        with pytest.raises(OSError):
            await app.serve(app.application(), "127.0.0.1", int(url.rpartition(":")[2]))


async def test_a_body_larger_than_any_update_is_refused_unread() -> None:
    async def take(secret: str, body: bytes) -> bool:
        raise AssertionError("must not be asked")

    async with served(webhook=("/telegram", take)) as url, aiohttp.ClientSession() as session:
        answer = await session.post(f"{url}/telegram", data=io.BytesIO(b"x" * (app.BODY_LIMIT + 1)))

    assert answer.status == 413


async def test_a_webhook_is_only_ever_posted_to() -> None:
    taken: list[bytes] = []

    async def take(secret: str, body: bytes) -> bool:
        taken.append(body)
        return True

    async with served(webhook=("/telegram", take)) as url, aiohttp.ClientSession() as session:
        for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
            async with session.request(method, f"{url}/telegram") as response:
                assert response.status == 405, method

    assert taken == []


async def test_an_answer_says_what_it_is_and_brings_nothing_for_a_browser() -> None:
    async with served() as url, aiohttp.ClientSession() as session:
        async with session.get(f"{url}/healthz", headers={"Origin": "https://example.org"}) as health:
            assert health.content_type == "application/json"
            assert not {"Set-Cookie", "Access-Control-Allow-Origin", "Server"} & set(health.headers)
        async with session.get(f"{url}/.git/config") as missing:
            assert (missing.status, missing.content_type, missing.charset) == (404, "text/plain", "utf-8")

"""What does every played platform offer a test: coming and going, waiting, trouble, a process of its own?"""

# ruff: noqa: ASYNC109 - tests say how long they wait where they wait

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from collections.abc import Callable, MutableSequence
from types import TracebackType
from typing import Any, Self, TypeVar

from peers.server import Server

Found = TypeVar("Found")


class Peer:
    """A local platform with one bot; a platform adds its people and places.

    Attributes:
        world: what is there, on a clock that `offset` moves on.
    """

    world: Any
    server: Server

    def __init__(self) -> None:
        self._watchers: set[asyncio.Event] = set()

    async def __aenter__(self) -> Self:
        await self.server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.server.stop()

    @property
    def port(self) -> int:
        return self.server.port

    async def up(self) -> None:
        """Come back on the same port."""
        await self.server.start()

    @property
    def requests(self) -> list[Any]:
        """Every request that is recorded, in order of arrival (empty with record=False)."""
        return self.server.requests

    @property
    def rate_violations(self) -> list[Any]:
        """Requests that came too fast, or while the bot had been told to wait."""
        raise NotImplementedError

    async def until(self, found: Callable[[], Found | None], timeout: float = 5.0, what: str = "it") -> Found:
        """Wait until `found` gives something true, asked after every request; else AssertionError."""
        event = asyncio.Event()
        self._watchers.add(event)
        try:
            async with asyncio.timeout(timeout):
                while True:
                    event.clear()
                    if value := found():
                        return value
                    await event.wait()
        except TimeoutError:
            raise AssertionError(f"waited {timeout} s in vain for {what}") from None
        finally:
            self._watchers.discard(event)

    async def _next(
        self, unread: MutableSequence[Found], where: Callable[[Found], bool] | None, timeout: float, what: str
    ) -> Found:
        """The oldest that fits, taken out; waits for it."""

        def oldest() -> Found | None:
            return next((one for one in unread if where is None or where(one)), None)

        found = await self.until(oldest, timeout, what)
        unread.remove(found)
        return found

    def assert_clean(self, *, rates: bool = False) -> None:
        """Raise AssertionError if a request broke the contract, was malformed, or used what is not played here."""
        wrong = [text for request in self.requests for text in request.violations]
        if rates:
            wrong += [str(violation) for violation in self.rate_violations]
        assert not wrong, "\n".join(wrong)

    def heal(self) -> None:
        """Switch all disturbances off."""
        self.server.faults.active.clear()

    def advance(self, seconds: float) -> None:
        """Move the virtual clock on; nothing else happens."""
        self.world.offset += seconds

    def _changed(self) -> None:
        for event in self._watchers:
            event.set()


# --- as a process of its own ---


def arguments(description: str, token: str) -> argparse.Namespace:
    """How a platform is to be played, from the command line."""
    parser = argparse.ArgumentParser(description=f"{description}; control under /control/.")
    parser.add_argument("--port", type=int, default=0, help="0: a free one, printed at the start")
    parser.add_argument("--token", default=token)
    parser.add_argument("--strict", action="store_true", help="check the contract and record requests")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before every answer")
    parser.add_argument("--people", type=int, default=100)
    return parser.parse_args()


async def stay(peer: Peer, where: Callable[[], str]) -> None:
    """Play until the process is told to end; says first where everything is."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with peer:
        sys.stdout.write(where() + "\n")
        sys.stdout.flush()
        await stop.wait()

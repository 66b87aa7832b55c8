"""How are lines read from standard input without holding up the loop, or the end?"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator

CHUNK = 4096  # bytes read at once


async def typed(prompt: str = "") -> AsyncIterator[str]:
    """The lines of standard input until it ends; at a terminal each behind a prompt."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()
    # A thread of its own, and the file descriptor itself: a reader that waits must neither keep the program from ending
    # nor hold a lock of ``sys.stdin`` at its end.
    threading.Thread(target=_read, args=(loop, queue), name="stdin", daemon=True).start()
    while True:
        if prompt and sys.stdin.isatty():
            sys.stdout.write(prompt)
            sys.stdout.flush()
        line = await queue.get()
        if line is None:
            return
        yield line


def _read(loop: asyncio.AbstractEventLoop, queue: asyncio.Queue[str | None]) -> None:
    rest = b""
    try:
        descriptor = sys.stdin.fileno()
        while chunk := os.read(descriptor, CHUNK):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                loop.call_soon_threadsafe(queue.put_nowait, line.decode("utf-8", "replace"))
        if rest:
            loop.call_soon_threadsafe(queue.put_nowait, rest.decode("utf-8", "replace"))
        loop.call_soon_threadsafe(queue.put_nowait, None)
    except (OSError, ValueError, RuntimeError):  # no standard input, or the loop is gone
        if not loop.is_closed():
            loop.call_soon_threadsafe(queue.put_nowait, None)

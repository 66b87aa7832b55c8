"""An OpenAI-compatible endpoint on loopback whose model is played by a function: over real HTTP, for the real client."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Data = dict[str, Any]  # what the model was given: question, theme, facts, answers
Model = Callable[[Data], object]  # what it writes, as an object to be JSON, a text, or a whole response
MODEL = "little-writer"


@dataclass
class Played:
    """An endpoint while it runs; the model can be changed between requests."""

    url: str
    model: Model
    bodies: list[Data] = field(default_factory=list)
    headers: list[Mapping[str, str]] = field(default_factory=list)

    def data(self, at: int = -1) -> Data:
        """The data of a request, as the model reads it."""
        return data_of(self.bodies[at])


def data_of(body: Data) -> Data:
    content = next(message["content"] for message in body["messages"] if message["role"] == "user")
    text = content if isinstance(content, str) else content[0]["text"]
    found: Data = json.loads(text)
    return found


def completion(content: str) -> Data:
    """A response as the format has it."""
    message = {"role": "assistant", "content": content}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


@contextmanager
def playing(model: Model) -> Iterator[Played]:
    """An endpoint for as long as the block."""
    listening = socket.create_server(("127.0.0.1", 0))
    played = Played(f"http://127.0.0.1:{listening.getsockname()[1]}/v1", model)

    async def chat(request: Request) -> Response:
        body = await request.json()
        played.bodies.append(body)
        played.headers.append(dict(request.headers))
        written = played.model(data_of(body))
        if isinstance(written, Awaitable):
            written = await written
        if isinstance(written, Response):
            return written
        text = written if isinstance(written, str) else json.dumps(written, ensure_ascii=False)
        return JSONResponse(completion(text))

    app = Starlette(routes=[Route("/v1/chat/completions", chat, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield played
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()

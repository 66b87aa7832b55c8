"""How is a language model asked, and how little can go wrong when it is? One request, no tools, one host.

Any endpoint that speaks OpenAI's chat completions: a vendor's, or vLLM, llama.cpp, Ollama and the like on one's own machine.
What it sends back is a ``Draft`` and nothing more: untrusted, to be checked (``summary``). Whatever it does instead is a
``Trouble``, never an exception. The library (pydantic-ai, checked at 2.68 with openai 3.57) is used without its telemetry,
its retries of requests, its redirects and whatever the environment holds for other programs: proxies, keys, headers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI
    from pydantic_ai import Agent, NativeOutput, PromptedOutput, RunContext

log = logging.getLogger(__name__)

RETRIES = 2  # further tries after output that is malformed or does not pass the checks
TOKENS = 2_000  # that an answer may take; an endpoint may ignore it, so bytes are counted as well
BYTES = 1_000_000  # of a response; four sentences are 2,000
SEED = 1
HEADERS = frozenset(
    {"host", "accept", "content-type", "content-length", "connection"}
)  # all that is sent besides our own


class Trouble(StrEnum):
    """Why there is nothing from the model."""

    OFF = "off"  # no endpoint is set
    NOT_INSTALLED = "not-installed"
    TOO_FEW = "too-few"  # people whose answers may be sent
    BUDGET = "budget"  # the time for all themes is used up
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed-out"
    KEY = "key"
    NOT_FOUND = "not-found"
    BUSY = "busy"
    REJECTED = "rejected"
    FAILED = "failed"
    TOO_LARGE = "too-large"
    NONSENSE = "nonsense"  # no draft in what came back, after all tries
    NOTHING_LEFT = "nothing-left"  # no sentence and no name passed the checks


LASTING = frozenset({Trouble.NOT_INSTALLED, Trouble.UNREACHABLE, Trouble.KEY, Trouble.NOT_FOUND, Trouble.BUSY})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked.

    Attributes:
        url: base address, such as ``http://127.0.0.1:8000/v1``; its host is the only one contacted.
        model: the name the endpoint knows it by.
        timeout: seconds for one theme, further tries included.
        budget: seconds for all themes of a digest.
    """

    url: str
    model: str
    key: SecretStr | None = None
    timeout: float = 60.0
    budget: float = 300.0

    @property
    def host(self) -> str:
        """Who is asked, as people may read it."""
        return urlsplit(self.url).hostname or ""


class DraftSentence(BaseModel):
    """A sentence about the answers; ``cites`` are the ids of the answers it rests on."""

    text: str
    cites: list[str]


class Draft(BaseModel):
    """A name for the theme and a few sentences about it."""

    label: str
    sentences: list[DraftSentence]


class _TooLargeError(Exception):
    """The response goes on and on."""


class _ElsewhereError(Exception):
    """A request to another host: never sent."""


Complain = Callable[[Draft], str | None]  # what is wrong with a draft, for the model to read; None where nothing is


@asynccontextmanager
async def connected(endpoint: Endpoint) -> AsyncIterator[AsyncOpenAI]:
    """A connection for as long as the block lasts; asks nothing yet. Raises ModuleNotFoundError without the extra."""
    import httpx2
    from openai import AsyncOpenAI

    hooks: dict[str, list[Callable[..., object]]] = {"request": [_sender(endpoint)], "response": [_reader()]}
    async with httpx2.AsyncClient(
        timeout=endpoint.timeout, trust_env=False, follow_redirects=False, event_hooks=hooks
    ) as http:
        # The key is set by the hook, and whatever the library finds in the environment is left out there.
        yield AsyncOpenAI(base_url=endpoint.url, api_key="unused", max_retries=0, http_client=http)


async def draft(
    client: AsyncOpenAI, endpoint: Endpoint, instructions: str, content: str, complain: Complain, seconds: float
) -> Draft | Trouble:
    """What the model writes, tried again while ``complain`` finds something, up to ``RETRIES`` times."""
    try:
        async with asyncio.timeout(seconds):
            found = await _asked(client, endpoint, instructions, content, complain, by_schema=True)
            if found is Trouble.REJECTED:  # some endpoints know no schemas: then it is told in words
                found = await _asked(client, endpoint, instructions, content, complain, by_schema=False)
            return found
    except TimeoutError:
        return Trouble.TIMED_OUT


async def _asked(
    client: AsyncOpenAI, endpoint: Endpoint, instructions: str, content: str, complain: Complain, *, by_schema: bool
) -> Draft | Trouble:
    agent = _agent(client, endpoint, instructions, by_schema=by_schema)

    @agent.output_validator
    def _validated(context: RunContext[None], written: Draft) -> Draft:
        from pydantic_ai import ModelRetry

        wrong = complain(written)
        if wrong and context.retry < RETRIES:
            raise ModelRetry(wrong)
        return written

    try:
        return (await agent.run(content)).output
    except TimeoutError:
        raise
    except Exception as error:  # noqa: BLE001 whatever a stranger's server makes the library raise must not reach a digest
        trouble = _trouble(error)
        # Neither its text nor its traceback: they may hold answers.
        log.debug("the language model: %s (%s)", trouble, type(error).__name__)
        return trouble


def _agent(client: AsyncOpenAI, endpoint: Endpoint, instructions: str, *, by_schema: bool) -> Agent[None, Draft]:
    from pydantic_ai import Agent, NativeOutput, PromptedOutput
    from pydantic_ai.models.openai import OpenAIChatModel
    from pydantic_ai.profiles.openai import OpenAIModelProfile
    from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider
    from pydantic_ai.settings import ModelSettings

    profile = OpenAIModelProfile(
        supports_json_schema_output=by_schema,
        supports_json_object_output=False,
        native_output_requires_schema_in_instructions=True,  # where an endpoint ignores the schema, the words remain
    )
    provider = OpenAICompatibleProvider("endpoint", openai_client=client, profile=profile)
    output: NativeOutput[Draft] | PromptedOutput[Draft] = NativeOutput(Draft) if by_schema else PromptedOutput(Draft)
    agent = Agent(
        OpenAIChatModel(endpoint.model, provider=provider),
        output_type=output,
        instructions=instructions,
        name="summary",
        deps_type=type(None),
        model_settings=ModelSettings(temperature=0.0, seed=SEED, max_tokens=TOKENS, timeout=endpoint.timeout),
        retries={"output": RETRIES, "tools": 0},
    )
    agent.instrument = False  # even where another library in this process turned it on for all
    return agent


# --- the wire ---------------------------------------------------------------------------------------------------


def _sender(endpoint: Endpoint) -> Callable[[httpx2.Request], object]:
    """Sends to the endpoint only, with the headers that are needed and no others."""
    there = urlsplit(endpoint.url)

    async def send(request: httpx2.Request) -> None:
        to = urlsplit(str(request.url))
        if (to.scheme, to.hostname, to.port) != (there.scheme, there.hostname, there.port):
            raise _ElsewhereError
        for name in [name for name in request.headers if name.lower() not in HEADERS]:
            del request.headers[name]
        request.headers["Accept-Encoding"] = "identity"  # a compressed response may be larger than it looks
        request.headers["User-Agent"] = "nachgefragt"
        if endpoint.key is not None:
            request.headers["Authorization"] = f"Bearer {endpoint.key.get_secret_value()}"

    return send


def _reader() -> Callable[[httpx2.Response], object]:
    """Stops reading a response that is larger than any draft."""
    from httpx2 import AsyncByteStream

    class Bounded(AsyncByteStream):
        def __init__(self, inner: AsyncByteStream) -> None:
            self._inner = inner

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for piece in self._inner:
                read += len(piece)
                if read > BYTES:
                    raise _TooLargeError
                yield piece

        async def aclose(self) -> None:
            await self._inner.aclose()

    async def read(response: httpx2.Response) -> None:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise _TooLargeError
        if isinstance(response.stream, AsyncByteStream):
            response.stream = Bounded(response.stream)

    return read


def _trouble(error: BaseException) -> Trouble:
    """What an exception of the library, or what caused it, means for us."""
    import httpx2
    import openai
    from pydantic_ai import exceptions

    for cause in _causes(error):
        if isinstance(cause, _TooLargeError):
            return Trouble.TOO_LARGE
        if isinstance(cause, TimeoutError | httpx2.TimeoutException | openai.APITimeoutError):
            return Trouble.TIMED_OUT
        if isinstance(cause, openai.APIStatusError):
            return _of_status(cause.status_code)
        if isinstance(cause, exceptions.ModelHTTPError):
            return _of_status(cause.status_code)
    if isinstance(error, exceptions.ModelConnectionError | openai.APIConnectionError | OSError):
        return Trouble.UNREACHABLE
    return Trouble.NONSENSE


def _of_status(status: int) -> Trouble:
    known = {401: Trouble.KEY, 403: Trouble.KEY, 404: Trouble.NOT_FOUND, 429: Trouble.BUSY}
    return known.get(status) or (Trouble.FAILED if status >= 500 else Trouble.REJECTED)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or following.__context__

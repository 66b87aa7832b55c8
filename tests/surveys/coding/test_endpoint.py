"""What is sent to a language model, how often, and what is each way in which it fails called?"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator

import pytest
from model_endpoint import MODEL, Data, Played, completion, playing
from pydantic import SecretStr
from starlette.responses import JSONResponse, Response

from surveys.coding import endpoint as asking
from surveys.coding.endpoint import Draft, DraftSentence, Endpoint, Trouble, connected, draft

pytest.importorskip("pydantic_ai", reason="needs the extra llm")

WRITTEN = {"label": "Warten", "sentences": [{"text": "Es dauert.", "cites": ["a1"]}]}
DRAFT = Draft(label="Warten", sentences=[DraftSentence(text="Es dauert.", cites=["a1"])])
LARGEST = 1_000_000  # bytes


@pytest.fixture(scope="module")
def running() -> Iterator[Played]:
    with playing(lambda data: WRITTEN) as played:
        yield played


@pytest.fixture
def played(running: Played) -> Played:
    running.bodies.clear()
    running.headers.clear()
    running.model = lambda data: WRITTEN
    return running


def nothing_wrong(written: Draft) -> str | None:
    return None


def asked(
    played: Played,
    complain: Callable[[Draft], str | None] = nothing_wrong,
    key: SecretStr | None = None,
    timeout: float = 20.0,
    seconds: float = 20.0,
) -> Draft | Trouble:
    given = Endpoint(played.url, MODEL, key, timeout=timeout)

    async def one() -> Draft | Trouble:
        async with connected(given) as client:
            return await draft(client, given, "Sum up.", '{"answers": []}', complain, seconds)

    return asyncio.run(one())


# --- what is sent -------------------------------------------------------------------------------------------------


def test_a_request_holds_the_words_the_form_of_the_answer_and_what_keeps_it_short_and_the_same(played: Played) -> None:
    assert asked(played) == DRAFT

    [body] = played.bodies
    assert body["model"] == MODEL
    assert (body["temperature"], body["seed"]) == (0.0, 1)
    assert body.get("max_tokens", body.get("max_completion_tokens")) == 2_000
    assert body["response_format"]["type"] == "json_schema"
    assert set(body["response_format"]["json_schema"]["schema"]["properties"]) == {"label", "sentences"}
    told = "\n".join(str(each["content"]) for each in body["messages"])
    assert "Sum up." in told
    assert '"sentences"' in told, "the form stands in words as well, for an endpoint that ignores it"
    assert "tools" not in body


def test_an_endpoint_that_knows_no_forms_is_told_in_words_once_and_no_third_time(played: Played) -> None:
    played.model = lambda data: JSONResponse({"error": "what form?"}, 400)

    assert asked(played) is Trouble.REJECTED
    first, second = played.bodies
    assert first["response_format"]["type"] == "json_schema"
    assert "response_format" not in second
    assert '"sentences"' in json.dumps(second["messages"]).replace('\\"', '"')


@pytest.mark.parametrize("status", [401, 404, 429, 500])
def test_other_failures_are_not_asked_about_again(played: Played, status: int) -> None:
    played.model = lambda data: JSONResponse({}, status)

    assert isinstance(asked(played), Trouble)
    assert len(played.bodies) == 1


@pytest.mark.parametrize(("key", "sent"), [(None, None), (SecretStr("k"), "Bearer k")])
def test_only_a_key_that_was_given_is_sent(played: Played, key: SecretStr | None, sent: str | None) -> None:
    asked(played, key=key)

    [headers] = played.headers
    assert headers.get("authorization") == sent
    assert (headers["user-agent"], headers["accept-encoding"]) == ("nachgefragt", "identity")


@pytest.mark.parametrize("other", ["https://here:1/v1", "http://there:1/v1", "http://here:2/v1", "http://here/v1"])
def test_nothing_is_sent_to_another_scheme_host_or_port(other: str) -> None:
    import httpx2

    send = asking._sender(Endpoint("http://here:1/v1", MODEL, SecretStr("k")))
    astray, ours = httpx2.Request("POST", other), httpx2.Request("POST", "http://here:1/v1/chat", headers={"X-A": "b"})

    with pytest.raises(asking._ElsewhereError):
        asyncio.run(send(astray))  # type: ignore[arg-type]
    assert "authorization" not in astray.headers
    asyncio.run(send(ours))  # type: ignore[arg-type]
    assert ours.headers["authorization"] == "Bearer k"
    assert "x-a" not in ours.headers
    assert ours.headers["host"] == "here:1"


@pytest.mark.parametrize(
    ("url", "host"),
    [("http://127.0.0.1:8000/v1", "127.0.0.1"), ("https://user:pw@Models.Example/v1", "models.example"), ("v1", "")],
)
def test_people_read_who_is_asked_and_nothing_more(url: str, host: str) -> None:
    assert Endpoint(url, MODEL).host == host


# --- trying again -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("wrong_times", [0, 1, 2, 3, 5])
def test_a_model_may_correct_itself_twice_and_then_what_it_wrote_is_taken(played: Played, wrong_times: int) -> None:
    seen: list[Draft] = []

    def complain(written: Draft) -> str | None:
        seen.append(written)
        return f"wrong for the {len(seen)}. time" if len(seen) <= wrong_times else None

    assert asked(played, complain) == DRAFT
    assert len(played.bodies) == min(wrong_times, 2) + 1
    for at, body in enumerate(played.bodies[1:], 1):
        assert f"wrong for the {at}. time" in str(body["messages"][-1]["content"])


def test_what_is_no_draft_is_asked_for_three_times_and_then_nonsense(played: Played) -> None:
    played.model = lambda data: {"label": "Warten"}

    assert asked(played) is Trouble.NONSENSE
    assert len(played.bodies) == 3


# --- what comes back ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "is_read"), [(LARGEST, True), (LARGEST + 1, False)])
def test_a_response_is_read_up_to_a_million_bytes(played: Played, size: int, is_read: bool) -> None:
    body = json.dumps(completion(json.dumps(WRITTEN))).encode()
    played.model = lambda data: Response(body + b" " * (size - len(body)), media_type="application/json")

    assert asked(played) == (DRAFT if is_read else Trouble.TOO_LARGE)


def test_a_compressed_response_may_be_larger_than_it_looks_and_is_not_read(played: Played) -> None:
    played.model = lambda data: Response(b"", headers={"Content-Encoding": "br"})
    assert asked(played) is Trouble.TOO_LARGE

    plain = completion(json.dumps(WRITTEN))
    played.model = lambda data: JSONResponse(plain, headers={"Content-Encoding": "identity"})
    assert asked(played) == DRAFT


@pytest.mark.parametrize(("timeout", "seconds"), [(0.5, 20.0), (20.0, 0.5)])
def test_neither_a_request_nor_all_of_a_theme_takes_longer_than_it_may(
    played: Played, timeout: float, seconds: float
) -> None:
    async def late() -> Data:
        await asyncio.sleep(2.0)
        return WRITTEN

    played.model = lambda data: late()

    assert asked(played, timeout=timeout, seconds=seconds) is Trouble.TIMED_OUT
    assert len(played.bodies) <= 1


# --- what a failure is called -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (400, Trouble.REJECTED), (401, Trouble.KEY), (402, Trouble.REJECTED), (403, Trouble.KEY),
        (404, Trouble.NOT_FOUND), (405, Trouble.REJECTED), (428, Trouble.REJECTED), (429, Trouble.BUSY),
        (430, Trouble.REJECTED), (302, Trouble.REJECTED), (499, Trouble.REJECTED), (500, Trouble.FAILED),
        (501, Trouble.FAILED), (503, Trouble.FAILED),
    ],
)  # fmt: skip
def test_a_status_says_what_an_operator_can_do(status: int, trouble: Trouble) -> None:
    assert asking._of_status(status) is trouble


def _caused(error: BaseException, *causes: BaseException, by_context: bool = False) -> BaseException:
    """The error with what led to it, one behind the other."""
    at = error
    for cause in causes:
        if by_context:
            at.__context__ = cause
        else:
            at.__cause__ = cause
        at = cause
    return error


@pytest.mark.parametrize("by_context", [True, False])
def test_what_led_to_an_error_says_what_it_was(by_context: bool) -> None:
    import httpx2
    import openai
    from pydantic_ai import exceptions

    request = httpx2.Request("POST", "http://here/v1")
    busy = openai.RateLimitError("busy", response=httpx2.Response(429, request=request), body=None)
    cases: list[tuple[Trouble, list[BaseException]]] = [
        (Trouble.TOO_LARGE, [asking._TooLargeError()]),
        (Trouble.TOO_LARGE, [openai.APIConnectionError(request=request), ValueError(), asking._TooLargeError()]),
        (Trouble.TIMED_OUT, [TimeoutError()]),
        (Trouble.TIMED_OUT, [openai.APITimeoutError(request=request)]),
        (Trouble.TIMED_OUT, [ValueError(), httpx2.ReadTimeout("slow")]),
        (Trouble.BUSY, [busy]),
        (Trouble.BUSY, [ValueError(), busy]),
        (Trouble.KEY, [exceptions.ModelHTTPError(403, MODEL)]),
        (Trouble.UNREACHABLE, [openai.APIConnectionError(request=request)]),
        (Trouble.UNREACHABLE, [ConnectionRefusedError()]),
        (Trouble.NONSENSE, [exceptions.UnexpectedModelBehavior("what?")]),
        (Trouble.NONSENSE, [ValueError(), ConnectionRefusedError()]),
    ]

    for trouble, (error, *causes) in cases:
        assert asking._trouble(_caused(error, *causes, by_context=by_context)) is trouble, (error, causes)


def test_errors_that_lead_in_a_circle_end() -> None:
    one, other = ValueError("one"), ValueError("other")
    one.__context__, other.__context__ = other, one

    assert list(asking._causes(one)) == [one, other]
    assert asking._trouble(one) is Trouble.NONSENSE


def test_what_was_raised_from_something_counts_before_what_came_by() -> None:
    error, cause, context = ValueError("it"), ValueError("from"), ValueError("by")
    error.__cause__, error.__context__ = cause, context

    assert list(asking._causes(error)) == [error, cause]

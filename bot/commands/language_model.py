"""Does the language model answer, and would what it writes stand? Asked with five answers of ours, never with people's."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.checks import Told
from bot.settings import LanguageModelSettings, Settings
from surveys.coding.endpoint import Trouble
from surveys.coding.summarising import Theme, ThemeSummary, summarise
from surveys.coding.summary import ReadableAnswer

ABOUT = "language model"
SAMPLE = (
    "Die Wartezeit am Telefon ist zu lang.",
    "Lange Wartezeit am Telefon, dann bricht die Verbindung ab.",
    "Am Telefon lange Wartezeit, aber freundliche Leute.",
    "Die Verbindung am Telefon bricht oft ab.",
    "Freundliche Leute am Telefon.",
)
URL, MODEL, KEY = "NACHGEFRAGT_LLM__URL", "NACHGEFRAGT_LLM__MODEL", "NACHGEFRAGT_LLM__KEY"
FOUND = {
    Trouble.NOT_INSTALLED: ("its libraries are not installed", 'pip install "nachgefragt[llm,digest]"'),
    Trouble.UNREACHABLE: ("the endpoint cannot be reached", f"check {URL}"),
    Trouble.TIMED_OUT: (
        "the endpoint does not answer in time",
        "set a longer NACHGEFRAGT_LLM__TIMEOUT or a faster model",
    ),
    Trouble.BUDGET: ("the endpoint does not answer in time", "set a longer NACHGEFRAGT_LLM__BUDGET or a faster model"),
    Trouble.KEY: ("the endpoint refuses the key", f"check {KEY}"),
    Trouble.NOT_FOUND: (
        "the endpoint knows no such address or model",
        f"check {URL} (it often ends in /v1) and {MODEL}",
    ),
    Trouble.BUSY: ("the endpoint is busy, or what was paid for is used up", "try again later"),
    Trouble.REJECTED: ("the endpoint does not take the request", f"check that {URL} speaks OpenAI's chat completions"),
    Trouble.FAILED: ("the endpoint has an error of its own", "look at its log"),
    Trouble.TOO_LARGE: ("the endpoint sends more than any answer needs", f"check {URL}"),
    Trouble.NONSENSE: ("what the model writes cannot be read", "take a larger model"),
    Trouble.NOTHING_LEFT: (
        "the model answers, but nothing it wrote of a sample passes the checks",
        "take a larger model",
    ),
}


def look(settings: Settings) -> Iterator[Told]:
    """Nothing while it is off; the digest does without it, so that nothing here keeps the bot from working."""
    model = settings.llm
    if not model.url:
        return
    endpoint = model.endpoint()
    if endpoint is None:
        yield Told(ABOUT, "warning", "off: the endpoint has a URL and no model", f"set {MODEL}, or leave {URL} empty")
        return
    answers = tuple(ReadableAnswer(str(at), str(at), words) for at, words in enumerate(SAMPLE))
    theme = Theme("sample", "Telefon", answers, {"n": f"{len(SAMPLE)} Personen"})
    [found] = summarise([theme], endpoint, question="Was stört Sie am Kundenservice?", language="de").themes
    yield _told(found, f"{endpoint.model} at {endpoint.host}")
    if _is_open(model):
        yield Told(ABOUT, "warning", "answers and key travel unencrypted", f"use https in {URL}")


def _told(found: ThemeSummary, asked: str) -> Told:
    if found.trouble is None:
        return Told(ABOUT, "ok", f"{asked} answers; of a sample {len(found.sentences)} sentences pass the checks")
    said, do = FOUND[found.trouble]
    return Told(ABOUT, "warning", f"{asked}: {said}", do)


def _is_open(model: LanguageModelSettings) -> bool:
    """Whether somebody on the way could read along: plain http to a host that is neither this one nor nearby."""
    address = urlsplit(model.url)
    if address.scheme == "https" or address.hostname == "localhost":
        return False
    try:
        return not ipaddress.ip_address(address.hostname or "").is_private
    except ValueError:  # a name: it may be anywhere, unless it can be nowhere but here
        return "." in (address.hostname or "")

"""A small questionnaire with every way of being answered, and a wave that asks it: for tests of fieldwork."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session

from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import consent, responses, waves
from surveys.fieldwork.interview import Act, Turn
from surveys.store import Store
from surveys.tables import Purpose, Wave

ME, YOU, THEM = ("1" * 32, "2" * 32, "3" * 32)


def text(words: str) -> dict[str, str]:
    return {"de": words}


def options(*keys: str) -> list[dict[str, Any]]:
    return [{"key": key, "text": text(key.title())} for key in keys]


def item(key: str, kind: str, **settings: Any) -> dict[str, Any]:
    return {"key": key, "kind": kind, "title": text(key), "text": text(f"{key}?"), **settings}


def questionnaire(*items: dict[str, Any], **settings: Any) -> Questionnaire:
    return Questionnaire.model_validate(
        {
            "format": 1,
            "key": "service",
            "languages": ["de"],
            "title": text("Service"),
            "intro": text("Worum es geht"),
            "items": list(items),
            **settings,
        }
    )


GROUP = item("group", "choice", required=True, options=options("customer", "practitioner"))
WHY = item("why", "open", probe=text("Zum Beispiel?"), show_if={"item": "group", "any_of": ["customer"]})
CHANNELS = item("channels", "choices", options=options("phone", "mail", "chat"), at_most=2)
BEST = item("best", "ranking", options=options("fast", "kind", "right"), at_least=2)
STATEMENTS = item(
    "react",
    "statements",
    seeds=[{"key": f"seed-{number}", "text": text(f"Satz {number}")} for number in range(1, 8)],
    from_items=["why"],
)
REPORT = item("report", "case", channels=options("phone", "mail"))
EVERYTHING = questionnaire(
    GROUP, WHY, CHANNELS, BEST, STATEMENTS, REPORT, item("last", "open", show_if={"item": "why", "any_of": ["answered"]}),
    segment="group",
)  # fmt: skip


class Field:
    """One wave in a real database, and people answering it."""

    def __init__(self, session: Session, wave: Wave, asked: Questionnaire, now: datetime) -> None:
        self.session, self.wave, self.asked, self.now = session, wave, asked, now

    def join(self, who: str = ME, platform: str = "telegram", *purposes: Purpose) -> None:
        for purpose in (Purpose.TAKE_PART, *purposes):
            consent.give(self.session, self.wave, who, purpose, self.now)
        responses.join(self.session, self.wave, self.asked, who, platform=platform, language="de", now=self.now)

    def act(self, *acts: Act, who: str = ME, platform: str = "telegram", source: str | None = None) -> Turn:
        """Let somebody act, each act a turn of its own; gives the last."""
        for act in acts:
            interview = responses.resume(self.session, self.wave, self.asked, who)
            assert interview is not None
            turn = responses.take(self.session, self.wave, who, interview, act)
            responses.keep(
                self.session, self.wave, self.asked, who, turn, platform=platform, source=source, now=self.now
            )
        return turn

    def values(self, who: str = ME) -> dict[str, Any]:
        return {answer.item: answer.value for answer in responses.answers_of(self.session, self.wave, who)}


def in_field(store: Store, now: datetime, work: Callable[[Field], None], asked: Questionnaire = EVERYTHING) -> None:
    """Do a test's work in one unit of work, on a wave that is open."""

    def unit(session: Session) -> None:
        wave = waves.field(session, asked, "here", waves.WaveSettings.of(asked, now), now)
        waves.open_wave(session, wave, now)
        work(Field(session, wave, asked, now))

    store.write_now(unit)

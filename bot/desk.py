"""The one door: an event comes in, screens go out; one unit of work, one durable commit.

``handle`` hands the event to the dialogue that answers it, inside the store's writer. The inbox row goes in the same
transaction, so an event is applied once however often it arrives. What a person can do something about comes back as a
screen; a bug is logged once, rolled back, told to the person, and the event becomes a dead letter.
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sqlmodel import Session

from bot import anonymity, checks, dialogues, inbox, phrases
from bot.dialogues import checking
from bot.platform import Act, Event, Finding, Person, Platform, PlatformError, Standing, Where
from bot.screens import Reply, Screen, Span, lines, quote
from bot.visit import Ask, House, Visit
from surveys.errors import NotStored, SurveyError
from surveys.store import Store

log = logging.getLogger(__name__)

SPOKEN = (Act.SAY, Act.EDIT, Act.COMMAND, Act.SUBMIT)  # somebody waits for a word
LOOKING = 1.5  # seconds for what a platform finds; Discord gives three for the whole answer
QUESTIONS = 3  # rounds of asking the platform for standings within one event


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Desk:
    """Takes events of every platform.

    Attributes:
        platforms: by name; ``__main__`` adds them once they are built.
        ring: wakes the schedule when a reply says that work was stored for it.
    """

    def __init__(
        self,
        store: Store,
        house: House,
        *,
        ring: Callable[[], None] = lambda: None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.store = store
        self.house = house
        self.platforms: dict[str, Platform] = {}
        self.ring = ring
        self.clock = clock

    async def handle(self, event: Event, inbox_id: int | None = None) -> Reply:
        """Apply one event and give what to show; never raises for what a person did."""
        started = time.perf_counter()
        try:
            reply = await self._applied(event, inbox_id)
            if reply.checks:
                reply = await self._looked(event, reply)
        except NotStored as error:
            log.warning("not stored: %s on %s: %s", event.act, event.platform, error.key)
            return _not_stored(event, self._language(event), waits=inbox_id is not None)
        except SurveyError as error:
            log.info("refused: %s on %s: %s", event.act, event.platform, error.key)
            try:
                await self._let_go(event, inbox_id)
                return await self._refusal(event, error)
            except NotStored as full:
                log.warning("not ended: %s on %s: %s", event.act, event.platform, full.key)
                return refusal(event, error, self._language(event))
        except Exception as error:  # noqa: BLE001 - an outermost loop
            log.error("failed: %s on %s\n%s", event.act, event.platform, _without_words(error))
            await self._bury(inbox_id, error)
            return _went_wrong(event, self._language(event))
        log.info("%s on %s in %.1f ms", event.act, event.platform, (time.perf_counter() - started) * 1000)
        if reply.ring:
            self.ring()
        return reply

    async def _applied(self, event: Event, inbox_id: int | None) -> Reply:
        facts: dict[tuple[str, str], Standing] = {}
        for _ in range(QUESTIONS):
            try:
                return await self.store.write(
                    partial(self._apply, event, inbox_id, facts), lane=f"{event.platform}:{event.person.id}"
                )
            except Ask as question:
                facts |= await self._ask(event, question)
        raise RuntimeError("a dialogue keeps asking for standings")

    def _apply(
        self, event: Event, inbox_id: int | None, facts: Mapping[tuple[str, str], Standing], session: Session
    ) -> Reply:
        if inbox_id is not None and not inbox.done(session, inbox_id):
            return Reply()  # applied before
        if event.once and not inbox.first_time(session, event.key, self.clock()):
            return Reply()
        visit = Visit(session, event, self.clock(), self.house, facts)
        reply = dialogues.answer_to(visit)
        anonymity.scatter(visit)
        return reply

    async def _ask(self, event: Event, question: Ask) -> dict[tuple[str, str], Standing]:
        async def one(platform: str, address: str, moderating: frozenset[str]) -> Standing:
            try:
                return await self.platforms[platform].standing(Where(address), event.person, moderating)
            except (PlatformError, KeyError):
                return Standing.STRANGER  # default deny

        answers = await asyncio.gather(*(one(*place, roles) for place, roles in question.places.items()))
        return dict(zip(question.places, answers, strict=True))

    async def _looked(self, event: Event, reply: Reply) -> Reply:
        """Let the platforms look, which a dialogue cannot wait for, and say what they found."""
        names = list(dict.fromkeys(platform for platform, _ in reply.checks))

        async def one(name: str) -> list[Finding]:
            platform = self.platforms.get(name)
            if platform is None:
                return [checks.not_run(name)]
            asked = platform.findings([address for of, address in reply.checks if of == name])
            return await checks.of_platform(name, asked, LOOKING)

        found = [finding for each in await asyncio.gather(*map(one, names)) for finding in each]
        screen = await self.store.read(
            lambda session: checking.found(Visit(session, event, self.clock(), self.house), reply.checks, found)
        )
        return replace(reply, screens=(*reply.screens, screen))

    async def _let_go(self, event: Event, inbox_id: int | None) -> None:
        """The event asked for something it cannot have: it is done, and nothing of it is kept."""
        if inbox_id is not None:
            await self.store.write(lambda session: inbox.done(session, inbox_id), lane=event.platform)

    async def _bury(self, inbox_id: int | None, error: Exception) -> None:
        """The person was told that nothing was stored: the event is not tried again behind their back."""
        if inbox_id is None:
            return
        try:
            await self.store.write(lambda session: inbox.bury(session, inbox_id, type(error).__name__, self.clock()))
        except NotStored:
            log.warning("inbox row %s stays until the database takes writes again", inbox_id)

    async def _refusal(self, event: Event, error: SurveyError) -> Reply:
        def language(session: Session) -> str:
            return Visit(session, event, self.clock(), self.house).language

        return refusal(event, error, await self.store.read(language))

    def _language(self, event: Event) -> str:
        return phrases.offered(event.person.language)


def _without_words(error: BaseException) -> str:
    """Where an error came from, without its message: that may hold what somebody said."""
    causes = [error]
    while (cause := causes[-1].__cause__ or causes[-1].__context__) is not None and cause not in causes:
        causes.append(cause)
    return "".join(
        "".join(traceback.format_tb(each.__traceback__)) + f"{type(each).__name__}\n" for each in reversed(causes)
    )


def refusal(event: Event, error: SurveyError, language: str) -> Reply:
    """What somebody is told who cannot have what they asked for: a toast at a button, else a private screen."""
    text = phrases.say(error.key, language, **error.values)
    if event.act is Act.PRESS:
        return Reply(toast=text[:200])
    if event.act not in SPOKEN:
        return Reply()
    given = quote(event.text) if event.act is Act.SUBMIT else Span("")
    return Reply((Screen(lines(text, given), private=event.where is not None),))


def _not_stored(event: Event, language: str, *, waits: bool) -> Reply:
    """Nothing was kept: say so and give the text back, to this person only; what waits in the inbox is applied later."""
    text = phrases.say("stored-later" if waits else "not-stored", language)
    if event.act is Act.PRESS:
        return Reply(toast=text[:200], waits=waits)
    if event.act not in SPOKEN:
        return Reply(waits=waits)
    if waits:
        return Reply((Screen(lines(text), private=event.where is not None),), waits=True)
    return Reply((Screen(lines(text, quote(event.text)), private=event.where is not None),))


def _went_wrong(event: Event, language: str) -> Reply:
    text = phrases.say("went-wrong", language)
    if event.act is Act.PRESS:
        return Reply(toast=text)
    if event.act not in SPOKEN:
        return Reply()
    given = quote(event.text) if event.act is Act.SUBMIT else Span("")
    return Reply((Screen(lines(text, given), private=event.where is not None),))


__all__ = ["Desk", "Person", "refusal", "utc_now"]

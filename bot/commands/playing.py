"""A survey from launch to digest in a terminal, with sample answers, and then with yours.

Everything goes the way it goes in a group: the same desk, the same schedule, the same releases; only a week takes seconds.
"""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from bot import digests, fielding, tokens
from bot.coding import Coder
from bot.console import words
from bot.console.client import PLACE, Console
from bot.console.drawing import harmless
from bot.console.samples import Sample, answer_all, review, samples
from bot.desk import Desk, utc_now
from bot.platform import Person
from bot.postings import Postings
from bot.schedule import Schedule
from bot.tables import Community, Ledger, Place
from bot.tokens import Token, Verb
from bot.visit import House
from surveys.coding.keeping import Outcome, Work
from surveys.coding.missing import missing
from surveys.design import catalog
from surveys.digest.digest import Digest
from surveys.fieldwork.waves import WaveSettings
from surveys.store import Store
from surveys.tables import StoredDigest, Wave

QUESTIONNAIRE = "kundenservice"
WEEK = timedelta(days=7)
SAMPLES_SHOWN = 9
TOLD = 66  # characters of a sample's words
MORE, CLOSE = ("/mehr", "/more"), ("/ende", "/end", "/quit", "/exit")


class Clock:
    """A clock that can be put forward."""

    def __init__(self, start: datetime) -> None:
        self._start, self._since = start, time.monotonic()

    def __call__(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._since)

    def put_forward(self, moment: datetime) -> None:
        """It is at least that moment from now on."""
        self._start += max(timedelta(), moment - self())


class Demo:
    """One run of the demo.

    language: of what the demo itself says; the survey is in German, as its samples are.
    folder: where it keeps its files, as they are named to the visitor.
    """

    def __init__(self, store: Store, house: House, folder: Path, language: str, *, styled: bool) -> None:
        self.store, self.house, self.folder, self.language = store, house, folder, language
        self.clock = Clock(utc_now() - WEEK)
        self.desk = Desk(store, house, clock=self.clock)
        self.console = Console(_write, folder=folder, styled=styled, clock=self.clock, person=Person("you", "Du", "de"))
        self.desk.platforms[self.console.name] = self.console
        self.schedule = Schedule(store, house, self.desk.platforms, self.clock)
        self.coder = Coder(store, self.clock, _code)
        self.postings = Postings(store, house, self.desk.platforms, self.clock)
        self.questionnaire = catalog.load(QUESTIONNAIRE)
        self.wave_id = ""
        self.reserve = [sample for sample in samples() if sample.reserve]

    async def play(self) -> Digest:
        """From launch to the first digest."""
        self._say("welcome", folder=str(self.folder))
        self._say("launch", title=self.questionnaire.title["de"])
        self.wave_id = await self.store.write(self._launch)
        await self._settle()
        people = [sample for sample in samples() if not sample.reserve]
        self._say("samples", count=len(people))
        self._say("approved", **await self._answered(people, WEEK / (len(people) + 4)))
        lacking = missing()
        self._say("themes" if lacking is None else "themes-missing", missing=lacking or "")
        self._say("digest")
        due = await self.store.read(self._next_digest)
        self.clock.put_forward(due)
        await self._settle()
        return await self._told()

    async def talk(self, lines: AsyncIterable[str]) -> None:
        """Let the visitor answer, see the digest move, and close the wave."""
        self._say("you", reserve=len(self.reserve))
        self.console.again()
        async for line in lines:
            command = line.strip().lower()
            if command in CLOSE:
                break
            if command in MORE:
                await self._more()
            else:
                await self.console.take(line, self.desk.handle)
            await self._settle()
        self._say("closing")
        await self.store.write(
            lambda session: fielding.close(session, session.get_one(Wave, self.wave_id), self.clock())
        )
        await self._settle()
        await self._told()
        self._say("bye", folder=str(self.folder))

    # --- the steps ---

    def _launch(self, session: Session) -> str:
        now = self.clock()
        community = Community(name="Vorführung", language="de", created_at=now)
        session.add(community)
        session.flush()
        place = Place(community_id=community.id, platform=self.console.name, address=PLACE, name="Vorführung")
        session.add(place)
        session.flush()
        settings = WaveSettings.of(self.questionnaire, now, sample=True)
        return fielding.start(session, self.house, self.questionnaire, [place], settings, now).id

    async def _answered(self, people: Sequence[Sample], pause: timedelta) -> dict[str, int]:
        """Let samples answer one after the other, and a moderator read; gives how many texts were decided on."""
        begin = tokens.write(Token(Verb.JOIN, self.wave_id), self.house.keys)
        manage = tokens.write(Token(Verb.REVIEW, self.wave_id), self.house.keys)
        bad = [said for one in people if one.reject for said in one.own_words()]
        approved = rejected = 0
        for at, sample in enumerate(people, 1):
            await answer_all(sample, self.questionnaire, begin, self.desk, self.house.keys)
            if at <= SAMPLES_SHOWN:
                self._write("sample", number=sample.number, group=self._group(sample), text=_cut(sample.own_words()[0]))
            # The first two thirds react to the prepared sentences only, so that those get enough votes to be shown.
            if at in (len(people) * 2 // 3, len(people)):
                now_approved, now_rejected = await review(bad, manage, self.desk, self.house.keys)
                approved, rejected = approved + now_approved, rejected + now_rejected
            if at in (len(people) * 9 // 10, len(people)):
                await self._coded()
            self.clock.put_forward(self.clock() + pause)
        if len(people) > SAMPLES_SHOWN:
            self._write("sample-more", count=len(people) - SAMPLES_SHOWN)
        return {"approved": approved, "rejected": rejected}

    async def _coded(self) -> None:
        """Have the machine put answers into themes, as it does every minute beside a bot that runs."""
        if missing() is None:
            await self.coder.round()

    def _group(self, sample: Sample) -> str:
        item = self.questionnaire.item(self.questionnaire.segment or "")
        return item.cell_text(str(sample.answers.get(item.key, "")), "de")

    def _next_digest(self, session: Session) -> datetime:
        query = select(Ledger.due_at).where(Ledger.wave_id == self.wave_id, Ledger.kind == "compose")
        moment: datetime = session.exec(query.order_by(col(Ledger.due_at))).one()
        return moment

    async def _more(self) -> None:
        people, self.reserve = self.reserve, []
        if not people:
            self._say("more-none")
            return
        self._say("more", count=len(people))
        self._say("more-approved", **await self._answered(people, timedelta(seconds=10)))
        await self.store.write(
            lambda session: fielding.digest_now(session, session.get_one(Wave, self.wave_id), self.clock())
        )
        await self._settle()
        await self._told()

    async def _settle(self) -> None:
        """Do what is due, and bring the card up to date."""
        await self.schedule.settle()
        await self.postings.refresh()

    async def _told(self) -> Digest:
        """Write the last digest as a page, and say where it is."""
        from surveys.digest.render import render
        from surveys.exchange.writing import whole

        digest = await self.store.read(self._last_digest)
        if digest is None:
            raise RuntimeError(words.say("nothing", self.language))
        page = self.folder / "digest.html"
        with whole(page) as part:
            part.write_text(render(digest, "html"), encoding="utf-8")
        chart = self.folder / f"{digest.wave}.png"
        key = "files" if chart.exists() else "files-without-chart"
        self._say(key, html=str(page), **({"chart": str(chart)} if chart.exists() else {}))
        return digest

    def _last_digest(self, session: Session) -> Digest | None:
        query = select(StoredDigest.id).where(StoredDigest.wave_id == self.wave_id)
        found = session.exec(query.order_by(col(StoredDigest.version).desc())).first()
        return digests.load(session, found) if found else None

    # --- saying it ---

    def _say(self, key: str, **values: str | int) -> None:
        _write("\n")
        self._write(key, **values)

    def _write(self, key: str, **values: str | int) -> None:
        _write(words.say(key, self.language, **values) + "\n")


def _code(work: Work) -> Outcome:
    """In this process: nobody is kept waiting here, and the model is loaded once."""
    from surveys.coding.run import run

    return run(work)


def _cut(text: str) -> str:
    shown = harmless(" ".join(text.split()))
    return shown if len(shown) <= TOLD else shown[: TOLD - 1] + "…"


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()

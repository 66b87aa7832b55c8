"""Which mistakes of order would lose or double something at one moment only, and how are they planted?

Each works as it should as long as nothing is killed: only a crash point can tell it from the right order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import erasures, errands, fielding, inbox, ledger, wavekeys
from bot.desk import Desk
from bot.intake import Intake, Job
from bot.ledger import Due
from bot.platform import Act, Event
from bot.schedule import Schedule
from bot.screens import Reply
from bot.tables import Account, Ledger, LedgerState
from bot.telegram.client import Telegram  # noqa: F401 - all of the program is there before it is changed
from surveys.fieldwork import counts, removal, responses, waves
from surveys.tables import Wave


@dataclass(frozen=True)
class Mistake:
    """What is done in the wrong order, in which scene that shows, and how the program is made to do it."""

    name: str
    scene: str
    changes: Callable[[], Sequence[Any]]

    @contextmanager
    def planted(self) -> Iterator[None]:
        with ExitStack() as planted:
            for change in self.changes():
                planted.enter_context(change)
            yield


def confirms_before_commit() -> Sequence[Any]:
    """What arrived is stored beside the poll, which goes on and confirms it."""
    real, late = Intake.take, []

    async def take(self: Intake, arrived: Sequence[Any]) -> None:
        late.append(asyncio.create_task(real(self, arrived)))

    return [patch.object(Intake, "take", take)]


def answers_before_commit() -> Sequence[Any]:
    """A receipt goes out when an event is about to be applied."""
    real = Intake._work

    async def work(self: Intake, job: Job) -> None:
        await self._give(job.raw, job.event, Reply(toast="Gespeichert"))
        await real(self, job)

    return [patch.object(Intake, "_work", work)]


def answers_a_tap_before_commit() -> Sequence[Any]:
    """Discord's three seconds are met by answering at once and storing beside it."""
    real, late = Desk.handle, []

    async def handle(self: Desk, event: Event, inbox_id: int | None = None) -> Reply:
        if event.platform != "discord" or event.act is not Act.PRESS:
            return await real(self, event, inbox_id)
        late.append(asyncio.create_task(real(self, event, inbox_id)))
        return Reply(toast="Gespeichert")

    return [patch.object(Desk, "handle", handle)]


def empties_the_inbox_before_applying() -> Sequence[Any]:
    """The row of an event goes in a transaction of its own, before the one that applies it."""
    real = Desk._applied

    async def applied(self: Desk, event: Event, inbox_id: int | None) -> Reply:
        if inbox_id is not None and not await self.store.write(lambda session: inbox.done(session, inbox_id)):
            return Reply()
        return await real(self, event, None)

    return [patch.object(Desk, "_applied", applied)]


def counts_after_the_answer() -> Sequence[Any]:
    """The tally is moved in a transaction of its own, after the one that stores the answer."""
    real_move, real_applied = counts.move, Desk._applied
    late: list[tuple[str, Any]] = []

    def move(session: Session, wave: Wave, changes: Any) -> None:
        late.append((wave.id, list(changes)))

    async def applied(self: Desk, event: Event, inbox_id: int | None) -> Reply:
        reply = await real_applied(self, event, inbox_id)
        while late:
            wave_id, changes = late.pop(0)
            await self.store.write(
                lambda session, of=wave_id, by=changes: real_move(session, session.get_one(Wave, of), by)
            )
        return reply

    modules = (responses, removal)
    return [*(patch.object(module, "move", move) for module in modules), patch.object(Desk, "_applied", applied)]


def sends_before_the_row_is_taken() -> Sequence[Any]:
    """A due row is read and sent, and only then anything about it is committed."""

    def take(session: Session, owner: str, now: Any) -> list[Due]:
        due = select(Ledger).where(Ledger.state == LedgerState.QUEUED, Ledger.due_at <= now)
        found = []
        for row in session.exec(due.order_by(col(Ledger.due_at), col(Ledger.key))):
            row.owner, row.attempt = owner, row.attempt + 1  # and its state stays as it is
            found.append(Due(row.key, row.kind, row.wave_id, row.place_id, row.account_id, row.attempt, dict(row.body)))
        return found

    return [patch.object(ledger, "take", take)]


def marks_as_sent_before_sending() -> Sequence[Any]:
    """A row is noted as sent, and then it is sent."""
    real = Schedule._send

    async def send(self: Schedule, due: Due) -> None:
        await self._end(due, LedgerState.SENT, ref="1")
        await real(self, due)

    return [patch.object(Schedule, "_send", send)]


def plans_the_last_digest_after_closing() -> Sequence[Any]:
    """A wave is closed in one transaction, and its last digest is planned in the next."""
    real = Schedule._act

    def close(session: Session, house: Any, due: Due, now: Any) -> None:
        waves.close(session, session.get_one(Wave, due.wave_id), now)

    async def act(self: Schedule, due: Due) -> None:
        await real(self, due)
        if due.kind == "close":
            now = self.clock()
            await self.store.write(lambda session: _planned(session, due.wave_id, now))

    return [patch.dict(errands.ACTS, {"close": close}), patch.object(Schedule, "_act", act)]  # type: ignore[dict-item]


def _planned(session: Session, wave_id: str | None, now: Any) -> None:
    wave = session.get_one(Wave, wave_id)
    fielding.due(session, f"compose:{wave.id}:final:late", now, wave=wave, body={"final": True})


def destroys_a_key_before_closing() -> Sequence[Any]:
    """The key of an anonymous wave goes when its end has come, and then the wave is closed."""
    real = Schedule._act

    async def act(self: Schedule, due: Due) -> None:
        if due.kind == "close" and due.wave_id is not None:
            wavekeys.destroy(self.house.keys, due.wave_id)
        await real(self, due)

    return [patch.object(Schedule, "_act", act)]


def notes_an_erasure_after_it() -> Sequence[Any]:
    """Who is erased is noted beside the key once their rows are gone."""
    real_note, real_applied = erasures.note, Desk._applied
    late: list[tuple[Any, ...]] = []

    async def applied(self: Desk, event: Event, inbox_id: int | None) -> Reply:
        reply = await real_applied(self, event, inbox_id)
        while late:
            real_note(*late.pop(0))
        return reply

    return [
        patch.object(erasures, "note", lambda *given: late.append(given)),
        patch.object(Desk, "_applied", applied),
    ]


def erases_the_key_before_the_rows() -> Sequence[Any]:
    """The account, which leads to everything somebody said, goes first and in a transaction of its own."""
    real = Desk._applied

    async def applied(self: Desk, event: Event, inbox_id: int | None) -> Reply:
        erases = event.act is Act.PRESS and "vergissmich-ja" in event.token
        if not erases:
            return await real(self, event, inbox_id)
        digest = self.house.keys.account(event.platform, event.person.id)
        mine = col(Account.digest) == digest
        rows = await self.store.read(
            lambda session: [row.model_dump() for row in session.exec(select(Account).where(mine))]
        )
        await self.store.write(lambda session: session.execute(sa.delete(Account).where(mine)) and None)
        # Whoever wrote this had the account in memory, and went on with it.
        await self.store.write(lambda session: session.add_all([Account(**row) for row in rows]))
        return await real(self, event, inbox_id)

    return [patch.object(Desk, "_applied", applied)]


MISTAKES = (
    Mistake("confirms to Telegram before the commit", "taking in and applying", confirms_before_commit),
    Mistake("answers before the commit", "taking in and applying", answers_before_commit),
    Mistake("answers a tap before the commit", "answering a tap", answers_a_tap_before_commit),
    Mistake("empties the inbox before applying", "taking in and applying", empties_the_inbox_before_applying),
    Mistake("moves the tally after the answer", "answering a tap", counts_after_the_answer),
    Mistake("sends before the row is taken", "sending and editing", sends_before_the_row_is_taken),
    Mistake("marks as sent before sending", "sending and editing", marks_as_sent_before_sending),
    Mistake("plans the last digest after closing", "closing", plans_the_last_digest_after_closing),
    Mistake("destroys a key before closing", "closing an anonymous wave", destroys_a_key_before_closing),
    Mistake("notes an erasure after it", "erasing", notes_an_erasure_after_it),
    Mistake("erases the key before the rows", "erasing", erases_the_key_before_the_rows),
)

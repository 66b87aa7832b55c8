"""What do tests of the schedule look at, and how does its database go away?"""

from __future__ import annotations

import asyncio
from typing import Any

from fielding import item, options, questionnaire
from stage import ROOM, Actor, Stage

from bot.tables import Ledger
from bot.tokens import Verb
from surveys.errors import NotStored

ASKED = questionnaire(item("pick", "choice", options=options("yes", "no")))


def ledger(stage: Stage, kind: str) -> list[Ledger]:
    return sorted(stage.rows(Ledger, Ledger.kind == kind), key=lambda row: row.due_at)


def cards(stage: Stage, address: str = ROOM) -> int:
    return sum("Service" in screen.text for screen in stage.posts(address))


async def moderator(stage: Stage) -> Actor:
    """Somebody who moderates and can be written to."""
    mod = stage.actor("Mod", moderates=True)
    await mod.says("/umfrage", where=stage.room)
    await mod.sends(stage.token(Verb.LAUNCH, stage.place()))  # in the direct chat
    return mod


async def answers(stage: Stage, wave: str, count: int) -> None:
    for number in range(count):
        somebody = stage.actor(f"P{number}")
        await somebody.joins(wave)
        await somebody.sends(stage.token(Verb.PICK, wave, 0, 0, "0"))


def digests(stage: Stage, address: str = ROOM) -> list[Any]:
    return [screen for screen in stage.posts(address) if screen.attachment is not None or "ndergebnis" in screen.text]


class Away:
    """The database refuses the n-th write and those after it, until the block ends."""

    def __init__(self, stage: Stage, from_write: int) -> None:
        self.stage, self.left, self._real = stage, from_write, stage.store.write
        self.refused = asyncio.Event()

    def __enter__(self) -> None:
        async def write(*args: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left < 0:
                self.refused.set()
                raise NotStored("not-stored", reason="locked")
            return await self._real(*args, **named)

        self.stage.store.write = write  # type: ignore[method-assign]

    def __exit__(self, *_: object) -> None:
        self.stage.store.write = self._real  # type: ignore[method-assign]

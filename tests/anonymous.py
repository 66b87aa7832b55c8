"""People in an anonymous wave, and its end: for tests of what can be told of them before and after."""

from __future__ import annotations

from stage import Actor, Stage

from bot.tables import Account
from bot.tokens import Verb
from surveys.tables import Wave


async def answers(stage: Stage, wave: str, actor: Actor, words: str = "") -> None:
    await actor.joins(wave)
    await actor.sends(stage.token(Verb.PICK, wave, 0, 0, "0"))
    if words:
        await actor.says(words)


async def ends(stage: Stage, wave: str) -> None:
    """The wave is closed at its time, and its key is destroyed."""
    stage.now = stage.rows(Wave, Wave.id == wave)[0].closes_at or stage.now
    await stage.settles()
    await stage.schedule.round()


def person_of(stage: Stage, actor: Actor) -> str:
    digest = stage.house.keys.account(actor.platform, actor.id)
    return stage.rows(Account, Account.digest == digest)[0].person_id

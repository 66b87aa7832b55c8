"""A wave that thirty people answered, and the digests that stand where they were posted."""

from __future__ import annotations

from typing import Any

from fielding import item, options, questionnaire
from remembered import remembered
from schedules import moderator
from stage import ROOM, Actor, Shown, Stage

from bot.screens import Button, Screen
from bot.tables import Posting, PostingKind
from bot.tokens import Verb
from surveys.tables import Answer, AnswerState, StoredDigest

GROUP = item("group", "choice", options=options("customer", "practitioner"))
PLACE = item("place", "choice", options=options("shop", "phone"))
ASKED = questionnaire(GROUP, PLACE, item("why", "open"), segment="group")


def words(number: int) -> str:
    return f"Am Telefon half mir jemand in zwei Minuten, das war Anruf Nummer {number}."


async def answer(stage: Stage, wave: str, number: int, *, quote: bool = True) -> Actor:
    """Somebody answers everything, and is asked whether they may be quoted."""
    actor = stage.actor(f"P{number}")
    await actor.joins(wave)
    await actor.sends(stage.token(Verb.PICK, wave, 0, 0, "0" if number % 3 else "1"))
    await actor.sends(stage.token(Verb.PICK, wave, 1, 0, "0" if number < 18 else "1"))
    await actor.says(words(number))
    await actor.presses("Ja, ohne Namen" if quote else "Nein")
    return actor


async def thirty(stage: Stage, wave: str, mod: Actor) -> list[Actor]:
    """Thirty people answer; the moderator approves what they said."""
    people = [await answer(stage, wave, number, quote=number % 2 == 0) for number in range(30)]
    await mod.sends(stage.token(Verb.REVIEW, wave))
    for _ in people:
        await mod.presses("Freigeben")
    assert {answer.state for answer in stage.rows(Answer)} == {AnswerState.APPROVED}
    return people


@remembered
async def a_week(stage: Stage, **settings: Any) -> tuple[Actor, str, list[Actor]]:
    """The first week of a wave, up to its first digest; gives the moderator, the wave and the thirty who answered."""
    mod = await moderator(stage)
    wave = stage.opens(ASKED, digest_every_days=7, **settings)
    await stage.settles()
    people = await thirty(stage, wave, mod)
    stage.passes(days=7, hours=9)
    await stage.settles()
    return mod, wave, people


def posted(stage: Stage, address: str = ROOM) -> list[Shown]:
    """The digests that stand in a place."""
    refs = {posting.ref for posting in stage.rows(Posting, Posting.kind == PostingKind.DIGEST)}
    return [shown for shown in stage.paper.shown if shown.address == address and shown.ref in refs]


def labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row if isinstance(button, Button)]


def stored(stage: Stage) -> list[dict[str, Any]]:
    return [row.body for row in sorted(stage.rows(StoredDigest), key=lambda row: row.version)]


def quoted(stage: Stage) -> list[str]:
    """What the first stored digest quotes."""
    blocks = [block for section in stored(stage)[0]["sections"] for block in section["blocks"]]
    return [block["text"] for block in blocks if block["type"] == "quote"]

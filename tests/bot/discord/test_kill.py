"""Is no acknowledged answer lost, none doubled, and no reply missed, when the process is killed at any moment?"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import random
import sys
from collections import Counter
from datetime import UTC, datetime
from multiprocessing.process import BaseProcess

import pytest
import sqlalchemy as sa
from club import Club, press_question
from discord_process import serve
from fielding import item, questionnaire
from peers.discord import DiscordPeer, Interaction
from sqlmodel import Session, select
from stage import Stage
from telegram_process import KEYS

from bot.tables import Inbox, Lane, PendingReply
from bot.visit import House
from surveys.fieldwork import counts, waves
from surveys.store import Store
from surveys.tables import Answer, Response, Wave

LONG = int(os.environ.get("SOAK_KILLS", "1000"))  # kills of the long run
# Kills after which a day passes: so often somebody may change their words within an hour (surveys.moderation.limits), and
# a hundred times connect anew at once (bot.discord.gateway.IDENTIFY).
A_DAY = 25
PEOPLE = 24  # each sends a form after every start
ASKED = questionnaire(item("why", "open"))


@pytest.mark.slow
async def test_thirty_kills_lose_no_acknowledged_answer_and_no_reply(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await survives(30, store, store_url, monkeypatch)


@pytest.mark.slow
@pytest.mark.soak
async def test_a_thousand_kills_lose_no_acknowledged_answer_and_no_reply(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await survives(LONG, store, store_url, monkeypatch)


async def survives(kills: int, store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["pytest", "discord_process"])
    chance = random.Random(2026)
    async with DiscordPeer(strict=False) as peer:
        club = _club(peer, store)
        people = [peer.user(f"P{number}") for number in range(PEOPLE)]
        for person in people:
            person.joins(club.guild)
        async with club.running():
            card = await club.card(ASKED)
            for person in people:
                await press_question(person, card)
            forms = [await peer.modal_for(person) for person in people]
        tried: dict[int, list[tuple[str, Interaction]]] = {person.id: [] for person in people}
        replies = 0
        for kill in range(kills):
            if kills > 30 and kill % A_DAY == 0:
                await _a_day_passes(store, peer)
            process = _start(processes, peer, store_url)
            before = peer.gateway.identifies_today
            process.start()
            await peer.until(lambda before=before: peer.gateway.identifies_today > before, 30)
            peer.gateway.forget()  # a killed process resumes nothing; kept, a thousand of them would fill the memory
            sent: list[Interaction] = []
            for person, form in zip(people, forms, strict=True):
                text = f"Antwort {kill} von {person.name}"
                fields = {"Deine Antwort": text, "Ich bin mindestens 16 und einverstanden": ["yes"]}
                sent.append(await person.submits(form, fields, again=bool(kill)))
                tried[person.id].append((text, sent[-1]))
            enough = chance.randrange(PEOPLE)  # a moment is what is being tested
            await _some_answered(peer, sent, enough)
            process.kill()
            await asyncio.to_thread(process.join)
            replies += 1
            await club.ben.says(club.channel, f"Reply {kill}", reply_to=card)
        process = _start(processes, peer, store_url)
        process.start()
        await club.comes(lambda: len(club.stage.rows(PendingReply)) == replies, 60)
        await club.comes(lambda: not club.stage.rows(Inbox))
        process.kill()
        await asyncio.to_thread(process.join)

    acknowledged = [(person, _last_acknowledged(tried[person.id])) for person in people]
    stored = club.stage.rows(Answer)
    assert sum(1 for _, at in acknowledged if at is not None) == PEOPLE
    assert any(interaction.response is None for rows in tried.values() for _, interaction in rows), "no kill in between"
    assert max(Counter((answer.respondent_id, answer.item) for answer in stored).values()) == 1
    values = {str(answer.value).rpartition(" von ")[2]: str(answer.value) for answer in stored}
    for person, at in acknowledged:
        texts = [text for text, _ in tried[person.id]]
        assert at is not None
        assert texts.index(values[person.name]) >= at, "an acknowledged answer is lost"
    assert club.stage.store.read_now(_counted) == club.stage.store.read_now(_recounted)
    forms = sum(len(rows) for rows in tried.values())
    answered = sum(each.response is not None for rows in tried.values() for _, each in rows)
    print(f"Discord: {kills} kills, {forms} forms, {answered} acknowledged")  # noqa: T201


async def _a_day_passes(store: Store, peer: DiscordPeer) -> None:
    """Connecting anew is free again, on both sides, and so is saying something else."""

    def forget(session: Session) -> None:
        session.execute(sa.delete(Lane))
        session.execute(sa.update(Response).values(pace=None))

    await store.write(forget)
    peer.gateway.identifies.clear()


def _club(peer: DiscordPeer, store: Store) -> Club:
    stage = Stage(store)
    stage.now = datetime.now(UTC)
    stage.house = House(stage.house.settings, KEYS)
    stage.restarts()
    anna, ben, mod = peer.user("Anna"), peer.user("Ben"), peer.user("Mod")
    guild = peer.guild("Kundenclub", members=[anna, ben, mod])
    return Club(peer, stage, guild, peer.text_channel(guild, "umfragen"), anna, ben, mod)


def _start(processes: multiprocessing.context.BaseContext, peer: DiscordPeer, url: str) -> BaseProcess:
    return processes.Process(target=serve, args=(url, peer.api_url, peer.gateway_url, peer.token))  # type: ignore[attr-defined,no-any-return]


async def _some_answered(peer: DiscordPeer, sent: list[Interaction], enough: int) -> None:
    await peer.until(lambda: sum(each.response is not None for each in sent) >= enough, 30)


def _last_acknowledged(rows: list[tuple[str, Interaction]]) -> int | None:
    found = [at for at, (_, interaction) in enumerate(rows) if interaction.response is not None]
    return max(found, default=None)


def _counted(session: Session) -> object:
    [wave] = session.exec(select(Wave))
    return counts.live(session, wave)


def _recounted(session: Session) -> object:
    [wave] = session.exec(select(Wave))
    return counts.recount(session, wave, waves.questionnaire_of(session, wave))

"""Is nothing lost and nothing doubled when the process is killed at any moment?"""

from __future__ import annotations

import asyncio
import itertools
import multiprocessing
import os
import random
import sys

import pytest
import sqlalchemy as sa
from fielding import item, questionnaire
from peers.telegram import TelegramPeer
from sqlmodel import Session, select
from telegram_process import join, open_wave, serve

from bot import inbox
from bot.tables import Inbox
from surveys.store import Store
from surveys.tables import Answer

LONG = int(os.environ.get("SOAK_KILLS", "1000"))  # kills of the long run
PEOPLE = 120  # at least: four more with each kill
TEXTS = 3  # by each person, the last one counts; more than 30 an hour are not taken


@pytest.mark.slow
async def test_thirty_kills_lose_no_answer_and_double_none(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await survives(30, store, store_url, monkeypatch)


@pytest.mark.slow
@pytest.mark.soak
async def test_a_thousand_kills_lose_no_answer_and_double_none(
    store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await survives(LONG, store, store_url, monkeypatch)


async def survives(kills: int, store: Store, store_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    number_of_people = max(PEOPLE, 4 * kills)
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["pytest", "telegram_process"])
    chance = random.Random(2026)
    async with TelegramPeer(strict=False) as peer:
        people = [peer.user(f"P{number}", started=True) for number in range(number_of_people)]
        wave = await asyncio.to_thread(open_wave, store, questionnaire(item("words", "open")))
        await join(store, wave, [str(person.id) for person in people], itertools.count().__next__)

        said = [(number, person) for number in range(TEXTS) for person in people]
        left: list[int] = []
        share = len(said) // kills
        for kill in range(kills + 1):
            process = processes.Process(target=serve, args=(store_url, peer.api_url, peer.token))
            before = peer.server.counts.get("getUpdates", 0)
            process.start()
            await peer.until(lambda before=before: peer.server.counts.get("getUpdates", 0) > before, 30)
            for number, person in said[kill * share : (kill + 1) * share]:
                await person.says(f"/antwort 1 Das ist Antwort {number} von {person.name} in ganzen Sätzen")
            if kill < kills:
                await asyncio.sleep(chance.uniform(0, 0.06))  # a moment is what is being tested
                process.kill()
                await asyncio.to_thread(process.join)
                left.append(await store.read(_waiting))
        await peer.idle(30)
        await _empty(store)
        process.kill()
        await asyncio.to_thread(process.join)

    assert any(left), "no kill came between confirming and applying: this run shows nothing"
    answers = await store.read(lambda session: list(session.exec(select(Answer))))
    found = sorted((answer.value, answer.revision) for answer in answers)
    last = TEXTS - 1
    assert found == sorted((f"Das ist Antwort {last} von {person.name} in ganzen Sätzen", last) for person in people)
    assert await store.read(inbox.dead) == []
    print(f"Telegram: {kills} kills, {len(said)} texts, up to {max(left)} waiting after a kill")  # noqa: T201


async def _empty(store: Store) -> None:
    """Wait until everything that was confirmed is applied."""
    async with asyncio.timeout(30):
        while await store.read(_waiting):  # noqa: ASYNC110 - another process empties it
            await asyncio.sleep(0.05)


def _waiting(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Inbox)) or 0

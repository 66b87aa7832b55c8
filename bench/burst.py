"""(e) ``burst``: is anything lost when everybody answers at once, does anything count twice?

5,000 people answer, 1,000 of them change their minds, every update comes twice and out of order, and the process is killed
in the middle.
"""

from __future__ import annotations

import asyncio
import json
import random
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlmodel import Session, select

from bench.contestants import Contestant, ours
from bench.figures import figure, sync_p50
from bench.seeding import KEYS
from bot import tokens
from bot.tokens import Token, Verb
from surveys.fieldwork import counts, waves
from surveys.store import Store
from surveys.tables import Wave

PEOPLE = 5_000
CHANGES = 1_000  # of them choose anew
ITEM = 1  # the group question
KILL_AFTER = 0.4  # share of answers that are stored
PATIENCE = 240.0  # seconds
SEED = 7
PAUSE = 0.1  # seconds between looks


async def measure(folder: Path, people: int = PEOPLE, changes: int = CHANGES) -> None:
    """Print (e); raises AssertionError if a row is lost or doubled."""
    bot = ours(folder, people, name="burst")
    draw = random.Random(SEED)
    async with bot:
        started = time.perf_counter()
        first = _presses(bot, people, 0)
        _deliver_twice(bot, first, draw)
        await _until(bot, lambda: bot.rows() >= people * KILL_AFTER)
        bot.kill()
        killed_at = bot.rows()
        await bot.start()
        await _until(bot, lambda: bot.rows() == people)
        _deliver_twice(bot, _presses(bot, changes, 1), draw)
        await _until(bot, lambda: _revised(bot) == changes and not bot.crowd.peer.pending)
        await _until(bot, lambda: not _scalar(bot, "SELECT count(*) FROM inbox"))
        seconds = time.perf_counter() - started
        delivered = sum(bot.crowd.peer.world.updates.delivered.values())
    lost, doubled = _compared(bot, people, changes)
    sync = sync_p50(folder)
    more = {"people": people, "killed_at_rows": killed_at, "deliveries": delivered, "rows": people}
    figure("burst_lost", lost, "answers", people + changes, **more, target="0")
    figure("burst_doubled", doubled, "answers", people + changes, **more, target="0")
    figure("burst_rate", (people + changes) / seconds, "answers/s", people + changes, fdatasync_p50_ms=sync)
    assert not lost, f"{lost} answers lost"
    assert not doubled, f"{doubled} answers doubled"


def _presses(bot: Contestant, people: int, option: int) -> list[dict[str, Any]]:
    """Everybody presses this option of the group question."""
    wave = str(_scalar(bot, "SELECT id FROM wave"))
    token = tokens.write(Token(Verb.PICK, wave, ITEM, 0, format(option, "x")), KEYS)
    world = bot.crowd.peer.world
    updates = []
    for person in bot.crowd.people[:people]:
        post = next(iter(person.direct.posts.values()), None) or world.post(person.direct, world.bot, {"text": "Frage"})
        query = {"id": str(10**17 + next(world.serial)), "from": person.raw, "message": post.raw}
        updates.append({"callback_query": {**query, "chat_instance": "1", "data": token}})
    return updates


def _deliver_twice(bot: Contestant, updates: list[dict[str, Any]], draw: random.Random) -> None:
    """Every update comes twice, all in a random order."""
    last = bot.crowd.peer.world.updates.push({"callback_query": {}}) or 0
    bot.crowd.peer.world.updates.drop()
    numbered = [{"update_id": last + number, **update} for number, update in enumerate(updates, 1)]
    twice = numbered * 2
    draw.shuffle(twice)
    bot.crowd.peer.inject(twice, forced=True)


async def _until(bot: Contestant, done: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not done():
            assert bot.process is not None
            assert bot.process.poll() is None, "the bot ended"
            await asyncio.sleep(PAUSE)


def _scalar(bot: Contestant, query: str) -> Any:
    with sqlite3.connect(f"file:{bot.database}?mode=ro", uri=True) as connection:
        return connection.execute(query).fetchone()[0]


def _revised(bot: Contestant) -> int:
    return int(_scalar(bot, "SELECT count(*) FROM answer WHERE revision > 0"))


def _compared(bot: Contestant, people: int, changes: int) -> tuple[int, int]:
    """How many answers are missing or not the last one given, and how many rows, revisions or counts are too many."""
    with sqlite3.connect(f"file:{bot.database}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT value, revision FROM answer").fetchall()
        twice = connection.execute("SELECT count(*) - count(DISTINCT respondent_id) FROM answer").fetchone()[0]
    values = [json.loads(value) for value, _ in rows]
    kept = [max(values, key=values.count), min(values, key=values.count)]
    lost = people - len(rows) + max(0, changes - values.count(kept[1]))
    doubled = int(twice) + sum(revision for _, revision in rows) - changes
    return lost, doubled + _miscounted(f"sqlite:///{bot.database}")


def _miscounted(url: str) -> int:
    """By how much the live counts differ from a recount."""

    def work(session: Session) -> int:
        wave = session.exec(select(Wave)).one()
        live = counts.live(session, wave)
        true = counts.recount(session, wave, waves.questionnaire_of(session, wave))
        cells = {(item, cell) for told in (live, true) for item, its in told.items() for cell in its}
        return sum(abs(live.get(item, {}).get(cell, 0) - true.get(item, {}).get(cell, 0)) for item, cell in cells)

    with Store.open(url) as store:
        return store.read_now(work)

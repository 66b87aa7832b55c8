"""(g) ``refresh``: how often, and how soon, are the cards of 200 places edited after 1,000 answers within a few seconds?

One bot on both platforms, one SQLite file. The platforms keep their rate limits and note who does not wait. The answers
come from Discord, where answering is not limited, so that what is counted on Telegram is the cards alone.
"""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peers import discord_messages, discord_server, telegram_methods

from bench.contestants import Contestant, running
from bench.discord_people import DiscordCrowd
from bench.figures import figure, quantile
from bench.telegram_people import TelegramCrowd

WINDOWS = {"telegram": 15.0, "discord": 3.0}  # seconds in which a place is edited at most once
EARLY = 0.1  # seconds by which an edit may arrive sooner after the one before: both take their time to arrive
ITEM = 1  # the group question
SERVERS = 5
AT_ONCE = 20  # people
PATIENCE = 120.0  # seconds
PAUSE = 0.05  # seconds between looks
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"


@dataclass(frozen=True, slots=True)
class Size:
    """How much happens.

    Attributes:
        places: on each platform.
    """

    places: int = 100
    answers: int = 1_000
    rounds: int = 3


QUICK = Size(places=5, answers=40, rounds=1)


class Edits:
    """When which place was edited."""

    def __init__(self) -> None:
        self.at: dict[str, dict[str, list[float]]] = {name: defaultdict(list) for name in WINDOWS}

    def listen(self) -> None:
        """Hear of every edit from now on; the peers must be made after that."""
        discord_server.ROUTES[EDIT] = self._noting("discord", discord_messages.ROUTES[EDIT], "channel_id")
        edited = telegram_methods.METHODS["editMessageText"]
        telegram_methods.METHODS["editMessageText"] = self._noting("telegram", edited, "chat_id")

    def _noting(self, name: str, run: Callable[[Any, Any], Any], place: str) -> Callable[[Any, Any], Any]:
        def noted(world: Any, call: Any) -> Any:
            result = run(world, call)
            self.at[name][str(call.params[place])].append(time.perf_counter())
            return result

        return noted

    def forget(self) -> None:
        """Count anew."""
        for places in self.at.values():
            places.clear()

    def too_soon(self, name: str) -> int:
        """How many edits came within the window of the one before in their place."""
        gaps = (later - sooner for at in self.at[name].values() for sooner, later in itertools.pairwise(at))
        return sum(gap < WINDOWS[name] - EARLY for gap in gaps)


async def measure(folder: Path, size: Size) -> None:
    """Print (g); raises AssertionError if a limit was broken, a card is edited too often, or one shows something else."""
    edits = Edits()
    edits.listen()
    current: list[float] = []
    taken: list[float] = []
    per_place: dict[str, list[int]] = {name: [] for name in WINDOWS}
    refused, violations, too_soon = 0, 0, 0
    for number in range(size.rounds):
        place = folder / str(number)
        place.mkdir()
        telegram = TelegramCrowd(0, groups=size.places)
        per_server = -(-size.places // SERVERS)
        discord = DiscordCrowd(size.answers, servers=SERVERS, channels=per_server, places=size.places)
        telegram.peer.world.rates.counted = True
        for crowd in (telegram, discord):
            crowd.peer.enforce_rates()
        async with running(place, discord, telegram, name="refresh") as bot:
            await _until(lambda bot=bot: _shown(bot) >= 2 * size.places and not _stale(bot))  # type: ignore[misc]
            await asyncio.sleep(max(WINDOWS.values()))  # so that nothing that was shown just now holds an edit back
            edits.forget()
            before = len(discord.peer.server.rates.refused)
            started = time.perf_counter()
            await _answer(discord)
            ended = time.perf_counter()
            taken.append(ended - started)
            await _until(lambda bot=bot: not _stale(bot))  # type: ignore[misc]
            current.append(time.perf_counter() - ended)
            bot.answered = size.answers
            bot.assert_kept()
            _assert_current(telegram, discord, size)
        for name, counts in per_place.items():
            counts += [len(at) for at in edits.at[name].values()]
            too_soon += edits.too_soon(name)
        refused += len(discord.peer.server.rates.refused) - before
        violations += len(telegram.peer.rate_violations) + len(discord.peer.rate_violations)
    more = {"places": 2 * size.places, "answers": size.answers, "within_s": max(taken)}
    figure("refresh_all_current_after", quantile(current, 0.5), "s", size.rounds, most=max(current), **more)
    for name, counts in per_place.items():
        figure(f"refresh_edits_per_place_{name}", sum(counts) / len(counts), "edits", len(counts), most=max(counts))
    figure("refresh_too_soon", too_soon, "edits", size.rounds, windows_s=WINDOWS, target="0")
    figure("refresh_rate_violations", violations, "requests", size.rounds, refused_429=refused, target="0")
    assert not too_soon, f"{too_soon} edits within the window of the one before"
    assert not violations, f"{violations} requests against a limit"


async def _answer(discord: DiscordCrowd) -> None:
    """Everybody presses once, so many at a time, each when another has the response."""
    waiting = iter(discord.people)

    async def one_after_the_other() -> None:
        for person in waiting:
            await discord.presses(person, ITEM, 0)

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(one_after_the_other())


def _assert_current(telegram: TelegramCrowd, discord: DiscordCrowd, size: Size) -> None:
    """Every card says how many have answered."""
    groups = [next(post.text for post in group.posts.values() if post.by_bot) for group in telegram.groups]
    channels = [next(one.text for one in place.messages.values() if one.by_bot) for place in discord.places]
    said = f"{size.answers:,}".replace(",", ".")
    behind = [text for text in (*groups, *channels) if said not in text and str(size.answers) not in text]
    assert not behind, f"{len(behind)} cards do not say {said}: {behind[0]}"


async def _until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not done():  # noqa: ASYNC110 - what is waited for is in a file
            await asyncio.sleep(PAUSE)


def _shown(bot: Contestant) -> int:
    return _count(bot, "state = 'shown'")


def _stale(bot: Contestant) -> int:
    return _count(bot, "state = 'shown' AND stale_at IS NOT NULL")


def _count(bot: Contestant, which: str) -> int:
    with sqlite3.connect(f"file:{bot.database}?mode=ro", uri=True) as connection:
        return int(connection.execute(f"SELECT count(*) FROM posting WHERE {which}").fetchone()[0])

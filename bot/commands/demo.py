"""``nachgefragt demo``: what does all this look like? In a database of its own, without tokens."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import OK, Commands, command

if TYPE_CHECKING:
    from bot.commands.playing import Demo

FOLDER = Path("var/demo")
OURS = ("nachgefragt.db", "nachgefragt.db-wal", "nachgefragt.db-shm", "secret.key", "digest.html")


def add(commands: Commands) -> None:
    """Say what can be typed."""
    trying = command(
        commands,
        "demo",
        "a survey from launch to digest in this terminal, no tokens needed\nPlays in sample answers (in German, and "
        "marked as samples), posts the digest, and lets you answer yourself.\nIts files are under var/demo; it begins "
        "anew each time.",
        _demo,
    )
    trying.add_argument("--no-input", action="store_true", help="end after the digest, for scripts")


def _demo(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys import upkeep
    from surveys.store import Store, hold

    settings = office.settings()
    url = f"sqlite:///{FOLDER / 'nachgefragt.db'}"
    changes: dict[str, object] = {"database_url": url, "secret_key": None}
    if not settings.operator.name:
        changes["operator"] = settings.operator.model_copy(
            update={"name": "die Vorführung auf diesem Rechner", "contact": "nachgefragt demo"}
        )
    settings = settings.model_copy(update=changes)
    with office.spoken(), hold(url):
        for name in OURS:
            (FOLDER / name).unlink(missing_ok=True)
        with office.progress("preparing"):
            upkeep.upgrade(url)
        with Store.open(url) as store:
            from bot import keys
            from bot.commands.playing import Demo
            from bot.visit import House

            house = House(settings, keys.load(settings))
            demo = Demo(store, house, FOLDER, settings.language, styled=sys.stdout.isatty())
            asyncio.run(_played(demo, talk=not given.no_input))
    return OK


async def _played(demo: Demo, *, talk: bool) -> None:
    from bot.console.terminal import typed

    await demo.play()
    if talk:
        await demo.talk(typed("\n> "))

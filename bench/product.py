"""How does our own bot run here? Every piece of ``nachgefragt run``, with the settings of the environment.

Run as a process: ``python -m bench.product``.
"""

from __future__ import annotations

import asyncio
import signal

from bot import dialogues, keys, logs
from bot.desk import Desk, utc_now
from bot.postings import Postings
from bot.schedule import Schedule
from bot.settings import Settings
from bot.telegram.client import Telegram
from bot.visit import House
from surveys.store import Store


async def run(settings: Settings) -> None:
    """Poll until stopped."""
    with Store.open(settings.database_url) as store, store.hold():
        house = House(settings, keys.load(settings))
        desk = Desk(store, house)
        telegram = Telegram(settings.telegram, store, house.keys, commands=dialogues.commands())
        desk.platforms["telegram"] = telegram
        schedule = Schedule(store, house, desk.platforms, utc_now)
        postings = Postings(store, house, desk.platforms, utc_now)
        desk.ring = schedule.ring
        works = [telegram.run(desk.handle), schedule.run(), postings.run()]
        tasks = [asyncio.create_task(work) for work in works]
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, lambda: [task.cancel() for task in tasks])
        await asyncio.gather(*tasks, return_exceptions=True)


def main() -> None:
    """Poll until stopped."""
    settings = Settings()
    logs.configure(settings.log_level)
    asyncio.run(run(settings))


if __name__ == "__main__":
    main()

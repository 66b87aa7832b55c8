"""The real desk behind the real adapter, as a process of its own that tests may kill at any moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import SecretStr

from bot.desk import Desk
from bot.fielding import start
from bot.keys import Keys
from bot.platform import Act, Event, Person
from bot.settings import OperatorSettings, Settings, TelegramSettings
from bot.tables import Community, Place
from bot.telegram.client import Telegram
from bot.tokens import Token, Verb, write
from bot.visit import House
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork.waves import WaveSettings
from surveys.store import Store

KEYS = Keys(b"a key of the tests, 32 characters")


def house() -> House:
    """What every visit uses, with an operator so that waves may open."""
    operator = OperatorSettings(name="Redaktion", contact="redaktion@example.org")
    return House(Settings(_env_file=None, operator=operator), KEYS)  # type: ignore[call-arg]


def serve(url: str, api_url: str, token: str) -> None:
    """Take events until killed."""
    asyncio.run(_serve(url, api_url, token))


async def _serve(url: str, api_url: str, token: str) -> None:
    with Store.open(url) as store:
        desk = Desk(store, house())
        telegram = Telegram(TelegramSettings(token=SecretStr(token), api_url=api_url), store, KEYS, rates=None)
        desk.platforms["telegram"] = telegram
        await telegram.run(desk.handle)


def open_wave(store: Store, questionnaire: Questionnaire) -> str:
    """Field a questionnaire in a group; gives the wave's id."""

    def work(session: object) -> str:
        now = datetime.now(UTC)
        community = Community(name="Bahnleute", created_at=now)
        session.add(community)  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        place = Place(community_id=community.id, platform="telegram", address="-1001")
        session.add(place)  # type: ignore[attr-defined]
        session.flush()  # type: ignore[attr-defined]
        return start(session, house(), questionnaire, [place], WaveSettings(), now).id  # type: ignore[arg-type]

    return store.write_now(work)


async def join(store: Store, wave: str, people: list[str], number: Callable[[], int]) -> None:
    """Everybody read the information and agreed."""
    desk = Desk(store, house())
    for person in people:
        for act, verb in ((Act.COMMAND, Verb.JOIN), (Act.PRESS, Verb.AGREE)):
            token = write(Token(verb, wave), KEYS)
            command = "start" if act is Act.COMMAND else ""
            key = f"setup:{number()}"
            await desk.handle(
                Event(key, "telegram", act, Person(person, "P", "de"), datetime.now(UTC), command=command, token=token)
            )

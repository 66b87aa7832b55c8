"""Does a whole conversation with the real desk hold over real HTTP?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from fielding import item, questionnaire
from peers.telegram import TelegramPeer
from pydantic import SecretStr
from sqlmodel import select
from telegram_process import KEYS, house, open_wave

from bot import dialogues, inbox
from bot.desk import Desk
from bot.platform import Event
from bot.screens import Reply
from bot.settings import TelegramSettings
from bot.telegram.client import Telegram
from bot.tokens import Token, Verb, write
from surveys.store import Store
from surveys.tables import Answer

Handle = Callable[[Event, int | None], Awaitable[Reply]]


@asynccontextmanager
async def running(store: Store, peer: TelegramPeer, handle: Handle | None = None) -> AsyncIterator[Telegram]:
    desk = Desk(store, house())
    settings = TelegramSettings(token=SecretStr(peer.token), api_url=peer.api_url)
    telegram = Telegram(settings, store, KEYS, commands=dialogues.commands(), rates=None)
    desk.platforms["telegram"] = telegram
    task = asyncio.create_task(telegram.run(handle or desk.handle))
    try:
        yield telegram
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def values(store: Store) -> list[object]:
    return [answer.value for answer in await store.read(lambda session: list(session.exec(select(Answer))))]


async def test_from_the_deep_link_to_an_edited_answer(store: Store, peer: TelegramPeer) -> None:
    wave = await asyncio.to_thread(open_wave, store, questionnaire(item("words", "open"), item("more", "open")))
    anna = peer.user("Anna")
    async with running(store, peer):
        await anna.says(f"/start {write(Token(Verb.JOIN, wave), KEYS)}")
        information = await peer.next_message(anna.direct)
        assert await values(store) == []
        agree = next(label for label in information.labels if "16" in label)
        await anna.presses(information, agree)
        question = await peer.until(lambda: next((p for p in peer.messages(anna.direct) if "words?" in p.text), None))
        said = await anna.says("Bei der Bahn hilft mir auf keinem Kanal jemand weiter")
        await peer.until(lambda: any("more?" in post.text for post in peer.messages(anna.direct)))
        assert await values(store) == ["Bei der Bahn hilft mir auf keinem Kanal jemand weiter"]
        peer.forget_unread()
        await anna.edits(said, "Bei der Bahn hilft mir die Hotline, sonst niemand")
        await peer.next_message(anna.direct)

    assert await values(store) == ["Bei der Bahn hilft mir die Hotline, sonst niemand"]
    assert question.text


async def test_what_the_database_did_not_take_is_not_overtaken_by_what_came_after(
    store: Store, peer: TelegramPeer
) -> None:
    handled: list[str] = []
    both = asyncio.Event()
    refusals = iter([True, True])

    async def handle(event: Event, inbox_id: int | None) -> Reply:
        if next(refusals, False):
            return Reply(waits=True)
        assert inbox_id is not None
        await store.write(lambda session: inbox.done(session, inbox_id))
        handled.append(event.text)
        if len(handled) == 2:
            both.set()
        return Reply()

    anna = peer.user("Anna")
    async with running(store, peer, handle):
        await anna.says("eins")
        await anna.says("zwei")
        async with asyncio.timeout(10):
            await both.wait()

    assert handled == ["eins", "zwei"]

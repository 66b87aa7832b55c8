"""How do updates reach the real python-telegram-bot by long poll and webhook?"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from peers.telegram import TelegramPeer
from peers.telegram_tests.driving import keyboard, refused, updates
from telegram import Bot
from telegram.error import Conflict


async def test_a_message_arrives_while_a_long_poll_waits(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna")
    poll = asyncio.create_task(updates(bot, wait=20))
    await peer.until(lambda: "getUpdates" in peer.server.counts)
    await anna.says("/start frage_1")

    async with asyncio.timeout(2):
        (update,) = await poll
    assert update.message.text == "/start frage_1"
    assert update.message.entities[0].type == "bot_command"
    assert update.effective_user.language_code == "de"


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna")
    for word in ("eins", "zwei", "drei"):
        await anna.says(word)
    first = await updates(bot)
    again = await updates(bot, first[0].update_id + 1)
    only = await bot.get_updates(offset=first[0].update_id + 1, limit=1)
    last = await bot.get_updates(offset=-1)

    assert [update.message.text for update in first] == ["eins", "zwei", "drei"]
    assert [update.message.text for update in again] == ["zwei", "drei"]
    assert [update.message.text for update in only] == ["zwei"]
    assert [update.message.text for update in last] == ["drei"]
    assert peer.pending == 1
    assert peer.world.updates.delivered[first[2].update_id] == 3


async def test_only_the_kinds_asked_for_are_queued(peer: TelegramPeer, bot: Bot) -> None:
    anna, ben = peer.user("Anna"), peer.user("Ben")
    group = peer.group("Kundenclub", [anna], bot="administrator")
    await bot.get_updates(allowed_updates=[])
    ben.joins(group)
    by_default = await bot.get_updates(allowed_updates=["chat_member"])
    ben.leaves(group)
    asked = await bot.get_updates(offset=by_default[-1].update_id + 1)

    assert [update.message.new_chat_members[0].first_name for update in by_default] == ["Ben"]
    assert [update.chat_member.new_chat_member.status for update in asked] == ["left"]


async def test_the_older_of_two_consumers_gets_a_conflict(peer: TelegramPeer, bot: Bot) -> None:
    older = asyncio.create_task(updates(bot, wait=20))
    await peer.until(lambda: peer.is_polled)
    async with Bot(peer.token, base_url=peer.api_url) as second:
        newer = await updates(second)

    assert newer == ()
    with pytest.raises(Conflict, match="terminated by other getUpdates"):
        await older


async def test_clicks_are_kept_150_seconds_and_messages_a_day(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna", started=True)
    await bot.send_message(anna.id, "?", reply_markup=keyboard("Ja"))
    card = await peer.next_message(anna.direct)
    await anna.says("Text")
    await anna.presses(card, "Ja")
    peer.advance(151)
    after_clicks = await updates(bot)
    peer.advance(24 * 3600)

    assert [update.message.text for update in after_clicks] == ["Text"]
    assert await updates(bot) == ()
    assert len(peer.world.updates.expired) == 2


async def test_injected_updates_may_come_twice_and_out_of_order(peer: TelegramPeer, bot: Bot) -> None:
    anna = peer.user("Anna")
    raw = {"message": {"message_id": 1, "date": 1, "chat": anna.direct.raw, "from": anna.raw, "text": "x"}}
    ids = peer.inject([raw] * 150)
    first = await updates(bot)
    rest = await updates(bot, first[-1].update_id + 1)
    peer.inject([{"update_id": ids[7], **raw}], forced=True)
    again = await updates(bot, rest[-1].update_id + 1)
    await updates(bot, rest[-1].update_id + 1)

    assert [update.update_id for update in (*first, *rest)] == ids
    assert [update.update_id for update in again] == [ids[7]]
    assert peer.pending == 0


class Hook:
    """A bot's own address: answers what it is told, keeps what it gets."""

    def __init__(self) -> None:
        self.got: list[tuple[str | None, dict[str, Any]]] = []
        self.answers: list[web.Response] = []
        self.arrived = asyncio.Event()

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        self.got.append((request.headers.get("X-Telegram-Bot-Api-Secret-Token"), await request.json()))
        self.arrived.set()
        return self.answers.pop(0) if self.answers else web.Response()


@pytest.fixture
async def hook() -> AsyncIterator[tuple[Hook, str]]:
    hook = Hook()
    runner = web.ServerRunner(web.Server(hook), shutdown_timeout=0.01)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield hook, f"http://127.0.0.1:{runner.addresses[0][1]}/tg"
    await runner.cleanup()


async def test_a_webhook_gets_an_update_again_until_it_answers_2xx(
    peer: TelegramPeer, bot: Bot, hook: tuple[Hook, str]
) -> None:
    own, url = hook
    own.answers = [web.Response(status=500), web.Response(status=503)]
    peer.server.webhook.backoff = 0.01
    await bot.set_webhook(url, secret_token="geheim_1")
    await peer.user("Anna").says("hallo")
    await peer.idle()
    await peer.until(lambda: peer.world.updates.confirmed)
    info = await bot.get_webhook_info()

    assert [secret for secret, _ in own.got] == ["geheim_1"] * 3
    assert len({update["update_id"] for _, update in own.got}) == 1
    assert info.url == url
    assert "503" in info.last_error_message
    with pytest.raises(Conflict, match="webhook is active"):
        await updates(bot)
    await bot.delete_webhook()
    assert await updates(bot) == ()


async def test_a_method_in_the_webhook_answer_is_carried_out(
    peer: TelegramPeer, bot: Bot, hook: tuple[Hook, str]
) -> None:
    own, url = hook
    anna = peer.user("Anna")
    own.answers = [web.json_response({"method": "sendMessage", "chat_id": anna.id, "text": "sofort"})]
    await bot.set_webhook(url)
    await anna.says("hallo")

    assert (await peer.next_message(anna.direct)).text == "sofort"


async def test_a_secret_with_strange_letters_or_a_plain_http_address_is_refused(bot: Bot) -> None:
    with refused("secret token"):
        await bot.set_webhook("https://example.org", secret_token="ä")
    with refused("HTTPS"):
        await bot.set_webhook("http://example.org/hook")

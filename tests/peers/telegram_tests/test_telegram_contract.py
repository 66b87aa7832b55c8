"""Which requests break the published contract, and does the peer itself keep to it?"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from aiohttp import ClientSession
from peers.contract import ContractMissing
from peers.telegram import TelegramPeer
from peers.telegram_contract import load_contract
from peers.telegram_tests.driving import PNG, call, keyboard
from telegram import (
    Bot,
    MessageEntity,
    Update,
)
from telegram.error import TelegramError


@pytest.fixture
def contracted(peer: TelegramPeer) -> TelegramPeer:
    if peer.contract is None:
        pytest.skip(peer.contract_reason or "no contract")
    return peer


async def test_requests_against_the_contract_are_named(contracted: TelegramPeer, bot: Bot) -> None:
    anna = contracted.user("Anna", started=True)
    await bot.send_message(anna.id, "gut", reply_markup=keyboard("Ja"), entities=[MessageEntity("bold", 0, 1)])
    contracted.assert_clean()
    send = {"chat_id": anna.id, "text": "x"}
    for method, params, complaint in (
        ("sendMessage", {**send, "colour": "red"}, "unknown parameter 'colour'"),
        ("sendMessage", {**send, "message_thread_id": "eins"}, "is no Integer"),
        ("sendMessage", {**send, "protect_content": "vielleicht"}, "is no Boolean"),
        ("sendMessage", {"chat_id": anna.id}, "'text' is missing"),
        ("sendMessage", {**send, "reply_markup": {"inline_keyboard": [{"text": "x"}]}}, "Array of"),
        ("sendMessage", {**send, "reply_markup": {"inline_keyboard": [[{"label": "x"}]]}}, "no field 'label'"),
        ("sendMessage", {**send, "reply_markup": {"inline_keyboard": [[{"text": 1}]]}}, "no String"),
        ("sendMessage", {**send, "entities": [{"type": "bold", "offset": "0", "length": 1}]}, "no Integer"),
        ("setMyCommands", {"commands": [{"command": "x"}]}, "BotCommand.description is missing"),
        ("sendMesage", send, "unknown method"),
        ("sendPoll", {"chat_id": anna.id, "question": "?", "options": []}, "does not play it"),
    ):
        before = len(contracted.requests)
        with suppress(TelegramError):
            await call(bot, method, params)
        assert any(complaint in text for text in contracted.requests[before].violations), (method, complaint)
    with pytest.raises(AssertionError, match="colour"):
        contracted.assert_clean()


async def test_what_the_peer_itself_sends_keeps_to_the_contract(contracted: TelegramPeer, bot: Bot) -> None:
    anna, ben = contracted.user("Anna"), contracted.user("Ben")
    group = contracted.group("Kundenclub", [anna], admins=[anna], forum=True, ephemeral=True, bot="administrator")
    topic = contracted.topic(group, "Umfrage")
    await bot.get_updates(allowed_updates=Update.ALL_TYPES)
    sent = await bot.send_photo(group.id, PNG, caption="?", reply_markup=keyboard("Ja"), message_thread_id=topic.id)
    card = await contracted.next_message(group)
    answer = await anna.says("Weil!", to=group, reply_to=card)
    await anna.edits(answer, "Darum!")
    query = await anna.presses(card, "Ja")
    whom = {"receiver_user_id": anna.id, "callback_query_id": query}
    await bot.send_message(group.id, "psst", api_kwargs={"ephemeral_message_parameters": whom})
    await anna.says("leise", to=group, reply_to=await contracted.next_message(group))
    await anna.sends("document", b"x", caption="@wer /was", to=group, topic=topic)
    await anna.reacts(card, "👍")
    ben.joins(group)
    ben.leaves(group)
    anna.demotes_bot(group)
    anna.promotes_bot(group, "can_pin_messages")
    anna.kicks_bot(group)
    anna.blocks()
    contracted.migrate(contracted.group("Klein", [anna]))
    assert sent.photo
    contract = contracted.contract
    assert contract is not None
    async with (
        ClientSession() as session,
        session.get(f"{contracted.api_url}{contracted.token}/getUpdates") as response,
    ):
        got = (await response.json())["result"]

    kinds = {kind for update in got for kind in update}
    assert kinds >= {"message", "edited_message", "callback_query", "message_reaction", "my_chat_member"}
    assert [wrong for update in got for wrong in contract.check_object("Update", update)] == []
    results = [request.result for request in contracted.calls("sendPhoto") + contracted.calls("sendMessage")]
    assert [wrong for raw in results for wrong in contract.check_object("Message", raw)] == []


async def test_a_json_body_is_read_like_a_form(contracted: TelegramPeer) -> None:
    anna = contracted.user("Anna", started=True)
    url = f"{contracted.api_url}{contracted.token}/sendmessage"
    async with ClientSession() as session:
        async with session.post(url, json={"chat_id": anna.id, "text": "als JSON"}) as response:
            assert (await response.json())["result"]["text"] == "als JSON"
        async with session.post(url, data={"chat_id": anna.id, "text": "x", "entities": "[kaputt"}) as response:
            assert (await response.json())["description"] == "Bad Request: can't parse entities JSON object"
    assert [bool(request.violations) for request in contracted.requests] == [False, True]


def test_without_the_shared_folder_the_reason_names_where_it_was_looked_for(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NACHGEFRAGT_SHARED", str(tmp_path))

    with pytest.raises(ContractMissing, match="NACHGEFRAGT_SHARED"):
        load_contract()
    assert str(tmp_path) in (TelegramPeer().contract_reason or "")
    assert TelegramPeer(strict=False).contract_reason == "switched off by strict=False"

"""Does what people do to their messages, and others to ours, reach what is kept and what is posted?"""

from __future__ import annotations

import asyncio

import pytest
from club import ASKED, Club, first_answer
from peers.discord import DiscordPeer

from bot.discord import gateway
from bot.lanes import Rate
from bot.platform import Gone, Unreachable
from bot.screens import Screen, plain
from bot.tables import Account, PendingReply
from bot.tokens import Verb
from surveys.tables import Answer, Wave

LONG = Screen(plain("Zitat " * 900))
SHORT = Screen(plain("Das Zitat wurde zurückgenommen."))


async def test_a_screen_that_shrinks_twice_and_lost_a_message_is_still_corrected(club: Club, peer: DiscordPeer) -> None:
    async with club.running() as adapter:
        ref = await adapter.show(club.address, LONG, key="digest:1")
        await adapter.edit("", ref, SHORT)
        await adapter.edit("", ref, Screen(plain("Noch eines weniger.")))
        [left] = peer.messages(club.channel, by_bot=True)
        other = await adapter.show(club.address, LONG, key="digest:2")
        first = peer.messages(club.channel, by_bot=True)[1]
        await peer.operator.deletes(first)
        await adapter.edit("", other, Screen(plain("Neu " * 1200)))
        texts = [one.text for one in peer.messages(club.channel, by_bot=True)]
        for message in peer.messages(club.channel, by_bot=True):
            await peer.operator.deletes(message)
        with pytest.raises(Gone):
            await adapter.edit("", other, SHORT)

    assert left.text == "Noch eines weniger."
    assert not any("Zitat" in text for text in texts)


async def test_half_a_screen_does_not_stay(club: Club, peer: DiscordPeer) -> None:
    async with club.running() as adapter:
        peer.fault("POST /channels/{channel_id}/messages", "garbage", skip=1, times=None)
        with pytest.raises(Unreachable):
            await adapter.show(club.address, LONG, key="digest:1")

    assert peer.messages(club.channel, by_bot=True) == []


async def test_a_waiting_reply_follows_its_message(club: Club, peer: DiscordPeer) -> None:
    async with club.running():
        card = await club.card()
        await first_answer(club, card, club.anna)
        said = await club.anna.says(club.channel, "Herr Beispiel hilft mir nie", reply_to=card)
        asked = await peer.next_message(club.channel, where=lambda one: "zählen" in one.text)
        await club.anna.edits(said, "Dort hilft mir nie jemand")
        keys = club.stage.house.keys
        await club.comes(lambda: b"jemand" in (keys.open(club.stage.rows(PendingReply)[0].text, "pending") or b""))
        await peer.answer(await club.anna.clicks(asked, "Ja, zählen lassen"))
        which = await peer.ephemeral_for(club.anna)
        await peer.answer(await club.anna.clicks(which, "Ja: more"))
        gone = await club.anna.says(club.channel, "Das lieber nicht", reply_to=card)
        await club.comes(lambda: club.stage.rows(PendingReply))
        await club.anna.deletes(gone)
        await club.comes(lambda: not club.stage.rows(PendingReply))

    assert club.values()["more"] == "Dort hilft mir nie jemand"


async def test_answers_outlive_the_channel_they_were_given_in(club: Club, peer: DiscordPeer) -> None:
    second = peer.text_channel(club.guild, "zweiter")
    async with club.running():
        club.opens(ASKED, club.belongs(), club.belongs(second))
        await club.stage.settles()
        card = await peer.next_message(second)
        await first_answer(club, await peer.next_message(club.channel), club.anna)
        await club.anna.says(second, "Im zweiten Kanal gesagt", reply_to=card)
        asked = await peer.next_message(second, where=lambda one: "zählen" in one.text)
        await peer.answer(await club.anna.clicks(asked, "Ja, zählen lassen"))
        which = await peer.ephemeral_for(club.anna)
        await peer.answer(await club.anna.clicks(which, "Ja: more"))
    peer.delete_channel(second)
    async with club.running():
        await club.comes(lambda: peer.calls("GET /channels/{channel_id}/messages/{message_id}"))
        await club.anna.says(club.channel, "danach", reply_to=next(iter(club.channel.messages.values())))
        await club.comes(lambda: club.stage.rows(PendingReply))

    assert club.values()["more"] == "Im zweiten Kanal gesagt"


async def test_the_first_words_in_the_direct_chat_are_fetched_after_an_outage(club: Club, peer: DiscordPeer) -> None:
    async with club.running():
        card = await club.card()
        await first_answer(club, card, club.anna)
        club.anna.forges(card, club.stage.token(Verb.DIRECT, club.stage.rows(Wave)[0].id))
        await peer.next_message(club.anna.direct)
        await club.comes(lambda: club.stage.rows(Account)[0].read_to)
    await club.anna.says(club.anna.direct, "Während ihr weg wart")
    async with club.running():
        await club.comes(lambda: "more" in club.values())

    assert club.values()["more"] == "Während ihr weg wart"


async def test_an_unchanged_edit_says_nothing(club: Club, peer: DiscordPeer) -> None:
    async with club.running():
        card = await club.card()
        await first_answer(club, card, club.anna)
        club.anna.forges(card, club.stage.token(Verb.DIRECT, club.stage.rows(Wave)[0].id))
        await peer.next_message(club.anna.direct)
        said = await club.anna.says(club.anna.direct, "Im Direktchat")
        await peer.next_message(club.anna.direct)
        before = len(peer.messages(club.anna.direct, by_bot=True))
        await club.anna.edits(said, "Im Direktchat")
        await club.anna.edits(said, "Im Direktchat, anders")
        await club.comes(lambda: club.values().get("more") == "Im Direktchat, anders")
        await peer.next_message(club.anna.direct)

    assert len(peer.messages(club.anna.direct, by_bot=True)) == before + 1
    assert len(club.stage.rows(Answer)) == 3


async def test_a_gateway_that_is_down_at_the_start_ends_nothing(club: Club, peer: DiscordPeer) -> None:
    settings = club.new()._settings.model_copy(update={"gateway_url": "ws://127.0.0.1:1/"})
    adapter = club.new()
    adapter._settings = settings
    running = asyncio.create_task(adapter.run(club.stage.desk.handle))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(asyncio.shield(running), 2.0)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_guard_that_holds_lets_go_again(club: Club, peer: DiscordPeer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "IDENTIFY", Rate(interval=2.0, burst=1))
    for _ in range(3):
        async with club.running():
            pass

    assert peer.gateway.identifies_today == 3

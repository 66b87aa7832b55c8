"""Is what was written during an outage fetched back, all of it and once, and is what became of known answers followed?"""

from __future__ import annotations

import asyncio

import pytest
from club import ASKED, WORDS, Club, first_answer
from peers.discord import DiscordPeer, Message
from sqlmodel import col

from bot.discord import gateway
from bot.lanes import Rate
from bot.tables import Account, Lane, PendingReply, Posting, Seen
from bot.tokens import Verb
from surveys.tables import Wave


def pending(club: Club) -> int:
    return len(club.stage.rows(PendingReply))


async def replied_while_away(club: Club, card: Message, number: int) -> list[Message]:
    return [await club.ben.says(club.channel, f"Antwort {at} aus der Ferne", reply_to=card) for at in range(number)]


async def test_replies_during_an_outage_are_fetched_after_the_start(club: Club) -> None:
    async with club.running():
        card = await club.card()
    await replied_while_away(club, card, 3)
    await club.anna.says(club.channel, "nur so dazwischen")
    async with club.running():
        await club.comes(lambda: pending(club) == 3)
        await club.comes(lambda: club.stage.rows(Posting)[0].read_to is not None)

    assert len({each.source for each in club.stage.rows(PendingReply)}) == 3


async def test_more_than_one_page_is_fetched_and_the_watermark_moves_to_its_end(club: Club) -> None:
    async with club.running():
        card = await club.card()
    said = await replied_while_away(club, card, 130)
    async with club.running():
        await club.comes(lambda: pending(club) == 130, 20)
        await club.comes(lambda: int(club.stage.rows(Posting)[0].read_to or 0) >= said[-1].id)


async def test_live_messages_that_overtake_the_fetching_lose_none_in_between(club: Club, peer: DiscordPeer) -> None:
    """The history answers slowly and fails once; meanwhile somebody writes."""
    async with club.running():
        card = await club.card()
    await replied_while_away(club, card, 5)
    slow = "GET /channels/{channel_id}/messages"
    peer.fault(slow, "delay", seconds=0.3)
    peer.fault(slow, "503", times=6)
    async with club.running():
        await club.anna.says(club.channel, "live dazwischen", reply_to=card)
        await club.comes(lambda: pending(club) >= 1)
        await club.comes(lambda: pending(club) == 6, 60)

    assert len({each.source for each in club.stage.rows(PendingReply)}) == 6


async def test_what_came_live_and_is_fetched_again_counts_once(club: Club, peer: DiscordPeer) -> None:
    async with club.running():
        card = await club.card()
        await club.ben.says(club.channel, "nur einmal bitte", reply_to=card)
        await club.comes(lambda: pending(club) == 1)
        for _ in range(2):
            peer.gateway.invalidate()
            before = peer.gateway.identifies_today
            await peer.until(lambda before=before: peer.gateway.identifies_today > before, 10)
        await club.comes(lambda: club.stage.rows(Posting)[0].read_to is not None)

    assert pending(club) == 1
    asked = [one for one in peer.messages(club.channel, by_bot=True) if "Soll das als Antwort zählen?" in one.text]
    assert len(asked) == 1


async def test_after_a_resume_nothing_is_missing_either(club: Club, peer: DiscordPeer) -> None:
    async with club.running():
        card = await club.card()
        await peer.gateway.drop(4000)
        await club.ben.says(club.channel, "während der Störung", reply_to=card)
        await club.comes(lambda: pending(club) == 1, 10)

    assert peer.gateway.resumes == 1


async def answered_by_reply(club: Club, card: Message, text: str) -> Message:
    """Anna, who takes part, replies, and lets it count."""
    said = await club.anna.says(club.channel, text, reply_to=card)
    asked = await club.peer.next_message(club.channel, where=lambda one: "zählen" in one.text)
    await club.peer.answer(await club.anna.clicks(asked, "Ja, zählen lassen"))
    which = await club.peer.ephemeral_for(club.anna)
    await club.peer.answer(await club.anna.clicks(which, "Ja: why"))
    await club.comes(lambda: club.values().get("why") == text)
    return said


async def test_an_answer_edited_or_deleted_during_an_outage_follows(club: Club) -> None:
    async with club.running():
        card = await club.card()
        await first_answer(club, card, club.anna)
        said = await answered_by_reply(club, card, "Das habe ich so geschrieben")
    await club.anna.edits(said, "Das meine ich jetzt anders")
    async with club.running():
        await club.comes(lambda: club.values().get("why") == "Das meine ich jetzt anders")
    await club.anna.deletes(said)
    async with club.running():
        await club.comes(lambda: "why" not in club.values())

    assert club.values() == {"group": "customer"}


async def test_direct_messages_during_an_outage_are_fetched_in_their_order(club: Club) -> None:
    async with club.running():
        card = await club.card()
        await first_answer(club, card, club.anna)
        club.anna.forges(card, club.stage.token(Verb.DIRECT, club.stage.rows(Wave)[0].id))
        hello = await club.peer.next_message(club.anna.direct)
        await club.peer.answer(await club.anna.clicks(hello, "Weiter beantworten"))
        await club.anna.says(club.anna.direct, "Zuerst dies")
        await club.comes(lambda: club.values().get("more") == "Zuerst dies")
        await club.comes(lambda: _chat_is_read(club))
    await club.anna.says(club.anna.direct, "Dann das")
    await club.anna.says(club.anna.direct, "Und dies noch")
    async with club.running():
        await club.comes(lambda: len(club.stage.rows(Seen, col(Seen.event_key).startswith("dc:m:"))) == 3)
        answers = [await club.peer.next_message(club.anna.direct) for _ in range(2)]

    assert club.values()["why"] == WORDS
    assert all("alle Fragen" in answer.text for answer in answers)


def _chat_is_read(club: Club) -> bool:
    return any(account.read_to for account in club.stage.rows(Account))


async def test_a_channel_that_cannot_be_read_stops_no_other(club: Club, peer: DiscordPeer) -> None:
    second = peer.text_channel(club.guild, "zweiter")
    async with club.running():
        club.opens(ASKED, club.belongs(), club.belongs(second))
        await club.stage.settles()
        cards = [await peer.next_message(channel) for channel in (club.channel, second)]
    await club.ben.says(club.channel, "im ersten", reply_to=cards[0])
    await club.ben.says(second, "im zweiten", reply_to=cards[1])
    peer.fault("GET /channels/{channel_id}/messages", "garbage", when=lambda call: str(club.channel.id) in call.path)
    async with club.running():
        await club.comes(lambda: pending(club) >= 1, 20)


@pytest.mark.parametrize("starts", [3])
async def test_every_start_takes_a_slot_that_outlives_the_process(club: Club, peer: DiscordPeer, starts: int) -> None:
    for _ in range(starts):
        async with club.running():
            pass

    [lane] = [each for each in club.stage.rows(Lane) if each.name.endswith(":identify")]
    ahead = (lane.next_at - club.stage.now).total_seconds()
    assert ahead > (starts - 1) * 140
    assert peer.gateway.identifies_today == starts


async def test_a_crash_loop_waits_before_discord_would_reset_the_token(
    club: Club, peer: DiscordPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "IDENTIFY", Rate(interval=3600.0, burst=1))
    async with club.running():
        pass
    discord = club.new()
    running = asyncio.create_task(discord.run(club.stage.desk.handle))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(discord.ready(), 1.5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert peer.gateway.identifies_today == 1

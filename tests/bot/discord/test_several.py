"""Is one process of several connected, and does another go on when it ends?"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from club import Club, first_answer, press_question
from peers.discord import DiscordPeer
from sqlmodel import Session, select

from bot.screens import Screen, plain
from bot.tables import Lease


async def test_of_two_processes_one_is_connected_and_both_can_post(club: Club, peer: DiscordPeer) -> None:
    second = club.new()
    async with club.running():
        card = await club.card()
        waiting = asyncio.create_task(second.run(club.stage.desk.handle))
        await second.show(club.address, Screen(plain("von der anderen")))
        receipt = await first_answer(club, card, club.anna)
        assert len(peer.gateway.connected) == 1
    async with asyncio.timeout(10):
        await second.ready()
    await press_question(club.anna, card, 2)
    form = await peer.modal_for(club.anna)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)

    assert receipt.text
    assert form.labels == ["Deine Antwort"]
    assert peer.gateway.identifies_today == 2
    assert [lease for lease in club.stage.rows(Lease) if lease.name.startswith("discord-gateway")] == []


async def test_who_loses_the_lease_hears_nothing_any_more(club: Club, peer: DiscordPeer) -> None:
    async with club.running():
        await peer.until(lambda: peer.gateway.connected)
        club.stage.store.write_now(_steal)
        await peer.until(lambda: not peer.gateway.connected, 15)


def _steal(session: Session) -> None:
    [lease] = [each for each in session.exec(select(Lease)) if each.name.startswith("discord-gateway")]
    lease.owner, lease.until = "elsewhere:1:x:y", datetime.now(UTC) + timedelta(hours=1)

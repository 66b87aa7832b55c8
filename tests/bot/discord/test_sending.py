"""Does every refusal of Discord become one of our few words, and is a waiting time kept, after a restart too?"""

from __future__ import annotations

import asyncio
from typing import Any

import discord
import pytest
from club import Club
from peers.discord import DiscordPeer

from bot.discord.api import Answered, Archived, meaning
from bot.platform import Gone, Later, PlatformError, Refused, TokenRefused, Unreachable
from bot.screens import Attachment, Button, Screen, plain
from bot.tables import Lane

TEXT = Screen(plain("Hallo"), ((Button("Weiter", "tok_1"),),))
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


class Answer:
    """A response as discord.py hands it to its errors."""

    def __init__(self, status: int) -> None:
        self.status, self.reason = status, "because"


@pytest.mark.parametrize(
    ("status", "code", "wanted"),
    [
        (404, 10003, Gone),
        (404, 10004, Gone),
        (404, 10007, Gone),
        (404, 10008, Gone),
        (404, 10013, Gone),
        (404, 10015, Gone),
        (404, 10062, Gone),
        (403, 50007, Gone),
        (401, 50027, Gone),
        (403, 50278, Gone),
        (400, 40060, Answered),
        (400, 40003, Later),
        (400, 50083, Archived),
        (403, 50001, Refused),
        (403, 50013, Refused),
        (400, 50035, Refused),
        (400, 160005, Refused),
        (400, 200000, Refused),
        (401, 0, TokenRefused),
        (404, 0, Gone),
        (429, 0, Later),
        (500, 0, Unreachable),
        (503, 0, Unreachable),
    ],
)
def test_every_code_has_one_translation(status: int, code: int, wanted: type[PlatformError]) -> None:
    refusal: Any = discord.HTTPException(Answer(status), {"code": code, "message": "no"})  # type: ignore[arg-type]

    assert type(meaning(refusal)) is wanted


def test_what_may_have_arrived_is_told_from_what_cannot() -> None:
    assert meaning(TimeoutError()).unsure is True  # type: ignore[attr-defined]
    assert isinstance(meaning(discord.RateLimited(3.5)), Later)
    assert isinstance(meaning(discord.LoginFailure()), TokenRefused)


async def test_a_screen_with_a_picture_is_two_messages_of_which_one_is_edited(club: Club, peer: DiscordPeer) -> None:
    picture = Screen(plain("Text dazu"), attachment=Attachment("bild.png", PNG, "image/png", "Balken"))
    async with club.running() as adapter:
        ref = await adapter.show(club.address, picture, key="digest:1")
        again = await adapter.show(club.address, picture, key="digest:1")
        await adapter.edit(club.address, ref, Screen(plain("Text ohne Zitat")))
        shown = peer.messages(club.channel, by_bot=True)

    assert ref == again
    assert [one.text for one in shown] == ["", "Text ohne Zitat"]
    assert [file["filename"] for file in shown[0].attachments] == ["bild.png"]


async def test_what_is_gone_or_forbidden_is_said_in_one_word(club: Club, peer: DiscordPeer) -> None:
    async with club.running() as adapter:
        ref = await adapter.show(club.address, TEXT)
        [message] = [one for one in peer.messages(club.channel) if one.by_bot]
        peer.deny(club.channel, peer.bot, "send_messages")
        with pytest.raises(Refused):
            await adapter.show(club.address, TEXT)
        with pytest.raises(Gone):
            await adapter.edit(club.address, f"{club.channel.id}/1", TEXT)
        with pytest.raises(Gone):
            await adapter.show(f"{club.guild.id}/1", TEXT)
        club.anna.blocks_dms()
        with pytest.raises(Gone):
            await adapter.show(str(club.anna.id), TEXT)

    assert ref == f"{club.channel.id}/{message.id}"


async def test_a_sleeping_thread_is_woken(club: Club, peer: DiscordPeer) -> None:
    thread = peer.thread(club.channel, "Faden")
    async with club.running() as adapter:
        ref = await adapter.show(f"{club.guild.id}/{thread.id}", TEXT)
        thread.thread["thread_metadata"]["archived"] = True
        await adapter.edit("", ref, Screen(plain("Neuer Stand")))

    assert [one.text for one in peer.messages(thread, by_bot=True)] == ["Neuer Stand"]


async def test_a_waiting_time_is_kept_after_a_restart(club: Club, peer: DiscordPeer) -> None:
    async with club.running() as adapter:
        peer.storm(40.0, times=1, route="POST /channels/{channel_id}/messages")
        with pytest.raises(Later):
            await adapter.show(club.address, TEXT)
        await club.comes(lambda: [each for each in club.stage.rows(Lane) if str(club.channel.id) in each.name])
    club.stage.restarts()
    async with club.running() as adapter:
        with pytest.raises(Later) as told:
            await adapter.show(club.address, TEXT)
        other = peer.text_channel(club.guild, "anderer")
        await adapter.show(f"{club.guild.id}/{other.id}", TEXT)

    assert 30 < told.value.seconds < 42
    assert peer.rate_violations == []


async def test_a_short_waiting_time_is_waited_out_by_itself(club: Club, peer: DiscordPeer) -> None:
    async with club.running() as adapter:
        peer.storm(0.2, times=1, route="POST /channels/{channel_id}/messages")
        await adapter.show(club.address, TEXT)

    assert peer.rate_violations == []
    assert len(peer.messages(club.channel, by_bot=True)) == 1


async def test_an_outage_at_the_start_is_no_reason_to_end(club: Club, peer: DiscordPeer) -> None:
    await peer.down()
    adapter = club.new()
    running = asyncio.create_task(adapter.run(club.stage.desk.handle))
    await asyncio.sleep(0.2)  # the first tries fail
    assert not running.done()
    await peer.up()
    async with asyncio.timeout(15):
        await adapter.ready()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

"""Does the check see what a played Telegram says of us and of our groups?"""

from __future__ import annotations

from typing import Any

import pytest
from peers.telegram import TelegramPeer
from pydantic import SecretStr
from telegram_front import Start

from bot.platform import Finding
from bot.settings import TelegramSettings
from bot.telegram import findings

HOOK = "https://bot.example.org"


async def look(peer: TelegramPeer, *addresses: int | str, private: bool | None = None, **more: Any) -> list[Finding]:
    settings = TelegramSettings(token=SecretStr(peer.token), api_url=peer.api_url, **more)
    return await findings.alone(settings, {str(address): private for address in addresses})


async def of(peer: TelegramPeer, address: int | str, private: bool | None = None) -> list[tuple[str, str]]:
    """What is found about one place: state and phrase."""
    found = await look(peer, address, private=private)
    return [(each.state, each.found) for each in found if each.about == f"telegram:{address}"]


async def test_who_we_are_and_how_updates_arrive_is_said(peer: TelegramPeer) -> None:
    me, privacy, updates = await look(peer)

    assert str(me.values["name"]).startswith("@")
    assert privacy.found == "check-privacy-on"
    assert (updates.found, updates.values) == ("check-polling", {"waiting": 0})


async def test_privacy_mode_that_is_off_is_said_and_does_no_harm() -> None:
    async with TelegramPeer(privacy=False) as peer:
        privacy = (await look(peer))[1]

    assert (privacy.state, privacy.found) == ("ok", "check-privacy-off")


async def test_a_webhook_without_an_address_is_in_the_way(peer: TelegramPeer) -> None:
    without, with_one = (await look(peer, mode="webhook"))[2], (await look(peer, mode="webhook", webhook_url=HOOK))[2]

    assert (without.state, without.values) == ("blocked", {"setting": "NACHGEFRAGT_TELEGRAM__WEBHOOK_URL"})
    assert (with_one.state, with_one.found) == ("ok", "check-webhook")


async def test_a_member_may_write_and_an_administrator_may_pin(peer: TelegramPeer) -> None:
    group = peer.group("Kundenclub", admins=[ada := peer.user("Ada")])
    assert await of(peer, group.id) == [("warning", "check-may-not-pin")]

    ada.promotes_bot(group, "can_pin_messages")
    assert await of(peer, group.id) == await of(peer, f"{group.id}/5") == [("ok", "check-may-pin")]

    ada.promotes_bot(group, "can_delete_messages")
    assert await of(peer, group.id) == [("warning", "check-may-not-pin")]


@pytest.mark.parametrize(("learned", "phrase"), [(True, "check-private"), (False, "check-not-private")])
async def test_what_was_learned_of_private_answers_is_said(peer: TelegramPeer, learned: bool, phrase: str) -> None:
    group = peer.group("Kundenclub")

    assert ("ok", phrase) in await of(peer, group.id, private=learned)


async def test_a_group_without_us_is_seen_and_the_others_are_looked_at(peer: TelegramPeer) -> None:
    here, there = peer.group("Kundenclub"), peer.group("Bahnleute", admins=[ada := peer.user("Ada")])
    ada.kicks_bot(there)
    found = {each.about: each.found for each in await look(peer, there.id, here.id, -999)}

    assert found[f"telegram:{there.id}"] == found["telegram:-999"] == "check-not-there"
    assert found[f"telegram:{here.id}"] == "check-may-not-pin"


async def test_a_running_adapter_finds_the_same(peer: TelegramPeer, start: Start) -> None:
    group = peer.group("Kundenclub")
    async with start() as front:
        await peer.until(lambda: peer.is_polled or None, what="polling")
        found = await front.telegram.findings([str(group.id)])

    assert found == await look(peer, group.id)

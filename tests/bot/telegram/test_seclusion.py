"""Does the queue appear only in groups of a played Telegram that nobody but administrators can look into?"""

from __future__ import annotations

from peers.telegram import TelegramPeer
from peers.telegram_state import Chat
from telegram_front import Start


async def is_secluded(start: Start, chat: Chat, thread: str = "") -> bool:
    async with start() as front:
        found: bool = await front.telegram.secluded(f"{chat.id}{thread}")
        return found


async def test_a_private_group_in_which_everybody_is_an_administrator_is(start: Start, peer: TelegramPeer) -> None:
    group = peer.group("Moderation", admins=[peer.user("Ada"), peer.user("Mod")], forum=True)

    assert await is_secluded(start, group)
    assert await is_secluded(start, group, "/2")


async def test_it_is_also_where_we_are_an_administrator_ourselves(start: Start, peer: TelegramPeer) -> None:
    assert await is_secluded(start, peer.group("Moderation", admins=[peer.user("Ada")], bot="administrator"))


async def test_a_group_with_one_plain_member_is_not(start: Start, peer: TelegramPeer) -> None:
    assert not await is_secluded(start, peer.group("Club", members=[peer.user("Anna")], admins=[peer.user("Ada")]))


async def test_a_public_group_and_one_below_a_channel_are_not(start: Start, peer: TelegramPeer) -> None:
    for seen in ({"username": "moderation"}, {"linked_chat_id": -1001}):
        group = peer.group("Moderation", admins=[peer.user("Ada")], supergroup=True)
        group.raw.update(seen)

        assert not await is_secluded(start, group)


async def test_neither_a_direct_chat_nor_a_group_we_left_is(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna", started=True)

    assert not await is_secluded(start, anna.direct)
    assert not await is_secluded(start, peer.group("Moderation", admins=[anna], bot="left"))

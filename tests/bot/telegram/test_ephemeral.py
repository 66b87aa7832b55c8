"""Does something private in a group reach one person, or another way, and never everybody?"""

from __future__ import annotations

from typing import Any

import pytest
from peers.telegram import Chat, TelegramPeer
from sqlmodel import Session, select
from telegram_front import Start

from bot.platform import Act, Event
from bot.screens import Button, Reply, Screen, plain
from bot.tables import Community, Place
from surveys.store import Store

SECRET = "Deine Antwort: niemand half mir"
CARD = Screen(plain("Wo ist Hilfe?"), ((Button("Antworten", "g_w_1", direct=True), Button("Zahlen", "z_w")),))
PROMPT = Screen(plain("Wo bekommst du Hilfe?"), private=True, typed=True, hint="Schreib es so, wie du es sagen würdest")
INSTEAD = Screen(plain("Das geht im Privatchat."), ((Button("Privatchat", "j_w", direct=True),),))
RECEIPT = Screen(plain(SECRET), ((Button("Ändern", "g_w_1"),),), private=True, instead=INSTEAD)
CHANGED = Screen(plain("Geändert: " + SECRET), private=True, replaces=True)


def desk(event: Event) -> Reply:
    """Asks in private, thanks in private."""
    if event.act is Act.PRESS and event.private:
        return Reply((CHANGED,), toast="Geändert")
    if event.act is Act.PRESS:
        return Reply((PROMPT,), toast="Bitte tippen")
    return Reply((RECEIPT,)) if event.act in (Act.SAY, Act.COMMAND) else Reply()


async def place(store: Store, chat: Chat, **abilities: Any) -> None:
    def work(session: Session) -> None:
        from datetime import UTC, datetime

        community = Community(name="Bahnleute", created_at=datetime.now(UTC))
        session.add(community)
        session.flush()
        address = str(chat.id)
        session.add(Place(community_id=community.id, platform="telegram", address=address, abilities=abilities))

    await store.write(work)


async def ability(store: Store) -> Any:
    return await store.read(lambda session: session.exec(select(Place)).one().abilities.get("ephemeral"))


def public(peer: TelegramPeer, chat: Chat) -> str:
    return " | ".join(post.text for post in peer.messages(chat, by_bot=True))


async def test_where_the_place_can_the_whole_answer_stays_between_the_two(
    start: Start, peer: TelegramPeer, store: Store
) -> None:
    anna, ben = peer.user("Anna"), peer.user("Ben")
    group = peer.group("Bahnleute", [anna, ben], ephemeral=True)
    await place(store, group)
    async with start(desk) as front:
        ref = await front.telegram.show(str(group.id), CARD)
        card = group.posts[int(ref)]
        query = await anna.presses(card, "Antworten")
        prompt = await peer.next_message(group, where=lambda post: post.text == PROMPT.text)
        assert (await peer.answer(query))["text"] == "Bitte tippen"
        assert prompt.receiver == anna.id
        assert prompt.forces_reply

        await anna.says("niemand half mir", group, reply_to=prompt)
        receipt = await peer.next_message(group, where=lambda post: post.text == SECRET)
        assert receipt.receiver == anna.id
        await anna.presses(receipt, "Ändern")
        await peer.edited(receipt)
        assert receipt.text == CHANGED.text
        assert SECRET not in " ".join(post.text for post in peer.seen_by(ben, group))

    said = front.heard[1]
    assert (said.private, said.text, said.act) == (True, "niemand half mir", Act.SAY)
    assert public(peer, group) == CARD.text
    assert await ability(store) is True


async def test_where_it_cannot_the_tap_opens_the_direct_chat_and_the_card_learns_it(
    start: Start, peer: TelegramPeer, store: Store
) -> None:
    anna = peer.user("Anna")
    group = peer.group("Bahnleute", [anna], supergroup=True, ephemeral=False)
    await place(store, group)
    async with start(desk) as front:
        ref = await front.telegram.show(str(group.id), CARD)
        card = group.posts[int(ref)]
        assert "callback_data" in card.buttons[0]
        query = await anna.presses(card, "Antworten")
        answer = await peer.answer(query)
        await front.telegram.edit(str(group.id), ref, CARD)

    link = f"https://t.me/{peer.world.bot['username']}?start=g_w_1"
    assert answer["url"] == link
    assert await ability(store) is False
    assert (card.buttons[0]["url"], card.buttons[1]["callback_data"]) == (link, "z_w")
    assert public(peer, group) == CARD.text


@pytest.mark.parametrize("known", [{}, {"ephemeral": True}])
async def test_a_server_that_would_show_it_to_everybody_is_found_out_before_anything_is_said(
    start: Start, peer: TelegramPeer, store: Store, known: dict[str, Any]
) -> None:
    anna = peer.user("Anna")
    group = peer.group("Bahnleute", [anna], supergroup=True, ephemeral="ignored")
    await place(store, group, **known)
    async with start(desk) as front:
        ref = await front.telegram.show(str(group.id), CARD)
        query = await anna.presses(group.posts[int(ref)], "Antworten")
        assert "url" in await peer.answer(query)
        await peer.idle()

    sent = [call.params["text"] for call in peer.calls("sendMessage")]
    assert sent == [CARD.text, "…" if not known else PROMPT.text]
    assert public(peer, group) == CARD.text
    assert await ability(store) is False


async def test_a_public_reply_is_answered_without_repeating_it(start: Start, peer: TelegramPeer, store: Store) -> None:
    anna = peer.user("Anna")
    group = peer.group("Bahnleute", [anna])
    await place(store, group, ephemeral=False)
    async with start(desk) as front:
        ref = await front.telegram.show(str(group.id), CARD)
        await anna.says("niemand half mir", group, reply_to=group.posts[int(ref)])
        post = await peer.next_message(group, where=lambda post: post.text == INSTEAD.text)

    assert front.heard[0].reply_to == ref
    assert post.raw["reply_to_message"]["text"] == "niemand half mir"
    assert post.buttons[0]["url"].endswith("?start=j_w")
    assert SECRET not in public(peer, group)


async def test_without_anything_to_say_in_public_it_goes_to_the_direct_chat(
    start: Start, peer: TelegramPeer, store: Store
) -> None:
    anna, ben = peer.user("Anna", started=True), peer.user("Ben")
    group = peer.group("Bahnleute", [anna, ben])
    await place(store, group)
    async with start(lambda event: Reply((Screen(plain(SECRET), private=True),))) as front:
        await ben.says("/hilfe", group)
        await anna.says("/hilfe", group)
        assert (await peer.next_message(anna.direct)).text == SECRET
        await front.hears(2)
        await peer.until(lambda: len(peer.calls("sendMessage")) >= 2)

    assert peer.messages(group, by_bot=True) == []
    assert peer.messages(ben.direct, by_bot=True) == []


async def test_an_answer_that_comes_too_late_for_a_receipt_turns_the_prompt_into_it(
    start: Start, peer: TelegramPeer, store: Store
) -> None:
    late = False

    def slow(event: Event) -> Reply:
        nonlocal late
        if event.act is Act.SAY:
            peer.advance(16)
            late = True
        return desk(event)

    anna = peer.user("Anna")
    group = peer.group("Bahnleute", [anna], ephemeral=True)
    await place(store, group, ephemeral=True)
    async with start(slow) as front:
        ref = await front.telegram.show(str(group.id), CARD)
        await anna.presses(group.posts[int(ref)], "Antworten")
        prompt = await peer.next_message(group, where=lambda post: post.text == PROMPT.text)
        await anna.says("niemand half mir", group, reply_to=prompt)
        await peer.edited(prompt)

    assert late
    assert prompt.text == SECRET
    assert public(peer, group) == CARD.text
    assert await ability(store) is True


@pytest.mark.parametrize("kind", ["500", "drop", "garbage", "429"])
async def test_no_failure_at_all_makes_anything_public(
    start: Start, peer: TelegramPeer, store: Store, kind: Any
) -> None:
    anna = peer.user("Anna")
    group = peer.group("Bahnleute", [anna], ephemeral=True)
    await place(store, group, ephemeral=True)
    async with start(desk) as front:
        ref = await front.telegram.show(str(group.id), CARD)
        peer.fault("sendMessage", kind, times=None, when=lambda call: "ephemeral_message_parameters" in call.params)
        query = await anna.presses(group.posts[int(ref)], "Antworten")
        assert "url" in await peer.answer(query)
        peer.heal()

    assert public(peer, group) == CARD.text
    assert await ability(store) is True


async def test_a_typed_private_answer_never_gets_a_public_word(start: Start, peer: TelegramPeer, store: Store) -> None:
    anna = peer.user("Anna", started=True)
    group = peer.group("Bahnleute", [anna], ephemeral=True)
    await place(store, group, ephemeral=True)
    async with start(desk) as front:
        ref = await front.telegram.show(str(group.id), CARD)
        await anna.presses(group.posts[int(ref)], "Antworten")
        prompt = await peer.next_message(group, where=lambda post: post.text == PROMPT.text)
        for method in ("sendMessage", "editEphemeralMessageText"):
            peer.fault(method, "500", times=None, when=lambda call: call.params.get("chat_id") == group.id)
        await anna.says("niemand half mir", group, reply_to=prompt)
        assert (await peer.next_message(anna.direct)).text == SECRET

    assert public(peer, group) == CARD.text


async def test_public_screens_of_a_reply_stay_public_and_private_ones_private(
    start: Start, peer: TelegramPeer, store: Store
) -> None:
    anna = peer.user("Anna")
    group = peer.group("Bahnleute", [anna], ephemeral=True)
    await place(store, group, ephemeral=True)
    async with start(
        lambda event: Reply((Screen(plain("Für alle")), Screen(plain("Für dich"), private=True)))
    ) as front:
        ref = await front.telegram.show(str(group.id), CARD)
        await anna.presses(group.posts[int(ref)], "Zahlen")
        await peer.next_message(group, where=lambda post: post.text == "Für alle")
        hidden = await peer.next_message(group, where=lambda post: post.text == "Für dich")

    assert hidden.receiver == anna.id
    assert public(peer, group) == f"{CARD.text} | Für alle"


@pytest.mark.parametrize("bot", ["administrator", "member"])
async def test_a_public_reply_is_answered_unseen_where_we_are_administrator(
    start: Start, peer: TelegramPeer, store: Store, bot: str
) -> None:
    anna = peer.user("Anna")
    group = peer.group("Bahnleute", [anna], ephemeral=True, bot=bot)
    await place(store, group, ephemeral=True)
    async with start(desk) as front:
        ref = await front.telegram.show(str(group.id), CARD)
        for _ in range(2):
            await anna.says("niemand half mir", group, reply_to=group.posts[int(ref)])
            post = await peer.next_message(group, where=lambda post: post.text != CARD.text)
            expected = (RECEIPT.text, anna.id) if bot == "administrator" else (INSTEAD.text, None)
            assert (post.text, post.receiver) == expected

    refused = [call for call in peer.calls("sendMessage") if call.error]
    assert len(refused) == (0 if bot == "administrator" else 1)
    assert await ability(store) is True
    assert SECRET not in public(peer, group)


async def test_the_second_screen_after_a_press_does_not_overwrite_the_first(
    start: Start, peer: TelegramPeer, store: Store
) -> None:
    def two(event: Event) -> Reply:
        button = ((Button("Weiter", "t_1"),),)
        if not event.private:
            return Reply((Screen(plain("Bereit?"), button, private=True),))
        return Reply((Screen(plain("Danke."), private=True, replaces=True), Screen(plain("Nächste?"), private=True)))

    anna = peer.user("Anna")
    group = peer.group("Bahnleute", [anna], ephemeral=True)
    await place(store, group, ephemeral=True)
    async with start(two) as front:
        ref = await front.telegram.show(str(group.id), CARD)
        await anna.presses(group.posts[int(ref)], "Zahlen")
        ready = await peer.next_message(group, where=lambda post: post.text == "Bereit?")
        await anna.presses(ready, "Weiter")
        following = await peer.next_message(group, where=lambda post: post.text == "Nächste?")

    assert (ready.text, following.receiver) == ("Danke.", anna.id)

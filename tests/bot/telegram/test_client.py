"""Does the adapter lose nothing, double nothing and stop for nothing, over real HTTP?"""

from __future__ import annotations

import asyncio
import logging
import shutil
import sqlite3
from pathlib import Path

import pytest
from peers.telegram import TelegramPeer
from telegram_front import Start, echo

from bot import inbox
from bot.platform import Act, Event, File, TokenRefused
from bot.screens import Reply, Screen, plain
from surveys.store import Store


async def test_words_are_answered_and_a_press_changes_the_pressed_message(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    async with start(echo):
        await anna.says("Hallo")
        shown = await peer.next_message(anna.direct)
        query = await anna.presses(shown, "Weiter")
        await peer.edited(shown)

        assert (await peer.answer(query))["text"] == "Gemerkt"
        assert shown.text == "gedrückt: tok_1"
        assert shown.buttons == []
    assert peer.pending == 0


async def test_an_update_delivered_three_times_is_applied_once(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    async with start(echo) as front:
        await anna.says("Einmal")
        await peer.next_message(anna.direct)
        update = {"update_id": int(front.heard[0].key.rpartition(":")[2]), "message": anna.direct.posts[1].raw}
        peer.inject([update, update], forced=True)
        await anna.says("Zweimal")
        await peer.next_message(anna.direct)

    assert front.texts == ["Einmal", "Zweimal"]


async def test_what_cannot_be_read_becomes_a_dead_letter_and_the_rest_flows(
    start: Start, peer: TelegramPeer, store: Store
) -> None:
    anna = peer.user("Anna")
    async with start(echo) as front:
        peer.inject([{"message": {"text": 5}}, {"callback_query": "kaputt"}, {"message": {"chat": []}}])
        await anna.says("Geht es noch?")
        await peer.next_message(anna.direct)

    letters = await store.read(inbox.dead)
    assert front.texts == ["Geht es noch?"]
    assert len(letters) == 3
    assert all(letter.error.startswith("Unreadable") for letter in letters)


async def test_a_desk_that_fails_for_one_event_answers_the_next(
    start: Start, peer: TelegramPeer, caplog: pytest.LogCaptureFixture
) -> None:
    def answer(event: Event) -> Reply:
        if event.text == "Fehler":
            raise RuntimeError("ein Fehler in einem Dialog")
        return echo(event)

    anna, ben = peer.user("Anna"), peer.user("Ben")
    async with start(answer) as front:
        await anna.says("Fehler")
        await ben.says("Hallo")
        await anna.says("Weiter")
        await peer.next_message(anna.direct)
        await peer.next_message(ben.direct)

    assert sorted(front.texts) == ["Hallo", "Weiter"]
    assert [record.message for record in caplog.records if record.exc_info] == ["an event failed"]


async def test_ids_that_start_anew_after_an_idle_week_are_heard(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    peer.world.updates.restart_ids(900_000)
    async with start(echo) as front:
        await anna.says("Vorher")
        await peer.next_message(anna.direct)
        await peer.idle()
        # The poll that is waiting now may still carry the old offset; let it end as any poll does.
        peer.world.updates._wake()
        await peer.until(lambda: peer.server.counts["getUpdates"] >= 3)
        peer.world.updates.restart_ids(17)
        await anna.says("Nachher")
        await peer.next_message(anna.direct)

    assert front.texts == ["Vorher", "Nachher"]


async def test_one_persons_events_keep_their_order_while_others_overtake(start: Start, peer: TelegramPeer) -> None:
    release = asyncio.Event()

    async def answer(event: Event) -> Reply:
        if event.text == "anna 0":
            await release.wait()
        return echo(event)

    anna, ben = peer.user("Anna"), peer.user("Ben")
    async with start(answer) as front:
        for number in range(10):
            await anna.says(f"anna {number}")
            await ben.says(f"ben {number}")
        await front.hears(10)
        release.set()
        for _ in range(10):
            await peer.next_message(anna.direct)

    assert front.texts[:10] == [f"ben {number}" for number in range(10)]
    assert front.texts[10:] == [f"anna {number}" for number in range(10)]


async def test_what_was_confirmed_and_not_applied_is_applied_at_the_next_start(
    start: Start, peer: TelegramPeer, store: Store
) -> None:
    async def never(event: Event) -> Reply:
        await asyncio.Event().wait()
        return Reply()

    anna = peer.user("Anna")
    async with start(never, grace=0.1) as front:
        await anna.says("Fast verloren")
        await peer.idle()
        front.running.cancel()
        await asyncio.wait({front.running})
    assert len(await store.read(lambda session: inbox.waiting(session, "telegram"))) == 1

    async with start(echo) as front:
        assert (await peer.next_message(anna.direct)).text == "Echo: Fast verloren"
    assert front.texts == ["Fast verloren"]
    assert await store.read(lambda session: inbox.waiting(session, "telegram")) == []


@pytest.mark.slow
async def test_a_locked_database_leaves_updates_with_telegram_until_it_is_free(
    start: Start, peer: TelegramPeer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    anna = peer.user("Anna")
    async with start(echo) as front:
        await anna.says("Vorher")
        await peer.next_message(anna.direct)
        blocker = sqlite3.connect(tmp_path / "nachgefragt.db", isolation_level=None)
        blocker.execute("BEGIN IMMEDIATE")
        await anna.says("Während")
        await peer.until(lambda: "the database takes nothing" in caplog.text)
        assert peer.pending == 1
        blocker.execute("ROLLBACK")
        blocker.close()

        assert (await peer.next_message(anna.direct)).text == "Echo: Während"
    assert front.texts == ["Vorher", "Während"]


@pytest.mark.slow
async def test_a_second_program_with_the_token_is_named_once_and_waited_out(
    start: Start, peer: TelegramPeer, tmp_path: Path, migrated_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.copyfile(migrated_file, tmp_path / "other.db")
    anna = peer.user("Anna")
    with Store.open(f"sqlite:///{tmp_path / 'other.db'}") as elsewhere:
        async with start(echo) as front:
            await peer.until(lambda: peer.server.counts.get("getUpdates"))
            async with start(echo, keep=elsewhere):
                await peer.until(lambda: peer.world.updates.conflicts >= 3)
            peer.forget_unread()
            await anna.says("Wieder da?")
            await peer.next_message(anna.direct)

    assert front.texts == ["Wieder da?"]
    errors = [record.message for record in caplog.records if record.levelno >= logging.ERROR]
    assert 1 <= len(errors) <= 2  # each of the two programs says it once
    assert all("another program fetches updates with the same token" in message for message in errors)


async def test_two_processes_on_one_database_take_turns(start: Start, peer: TelegramPeer, store_url: str) -> None:
    anna = peer.user("Anna")
    with Store.open(store_url) as second_store:
        async with start(echo, keep=second_store) as second:
            async with start(echo) as first:
                await anna.says("Eins")
                await peer.next_message(anna.direct)
                assert peer.world.updates.conflicts == 0
            await anna.says("Zwei")
            await peer.next_message(anna.direct)

    assert sorted(first.texts + second.texts) == ["Eins", "Zwei"]


async def test_a_revoked_token_ends_it_with_a_clear_error(start: Start, peer: TelegramPeer) -> None:
    async with start(echo) as front:
        await peer.until(lambda: peer.server.counts.get("getUpdates"))
        peer.revoke_token()
        with pytest.raises(TokenRefused, match="BotFather"):
            await asyncio.wait_for(front.running, 5)
        assert peer.token not in str(front.running.exception())


async def test_a_token_nobody_knows_ends_it_at_once(start: Start, peer: TelegramPeer) -> None:
    peer.revoke_token()
    async with start(echo) as front:
        with pytest.raises(TokenRefused):
            await asyncio.wait_for(front.running, 5)


@pytest.mark.slow
async def test_it_starts_before_telegram_can_be_reached_and_survives_its_absence(
    start: Start, peer: TelegramPeer
) -> None:
    anna = peer.user("Anna")
    await peer.down()
    async with start(echo) as front:
        await asyncio.sleep(0)
        await peer.up()
        await anna.says("Eins")
        await peer.next_message(anna.direct)
        await peer.down()
        await peer.up()
        await anna.says("Zwei")
        await peer.next_message(anna.direct)

    assert front.texts == ["Eins", "Zwei"]


@pytest.mark.slow
async def test_garbage_and_errors_instead_of_updates_are_outlasted(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    for kind in ("502", "garbage"):
        peer.fault("getUpdates", kind)  # type: ignore[arg-type]
    async with start(echo) as front:
        await anna.says("Noch da")
        await peer.next_message(anna.direct)

    assert front.texts == ["Noch da"]


async def test_an_answer_whose_connection_is_cut_is_sent_again(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    peer.fault("sendMessage", "drop")
    async with start(echo):
        await anna.says("Hallo")
        assert (await peer.next_message(anna.direct)).text == "Echo: Hallo"


async def test_a_click_that_is_too_old_is_no_error(
    start: Start, peer: TelegramPeer, caplog: pytest.LogCaptureFixture
) -> None:
    anna = peer.user("Anna")
    async with start(echo) as front:
        await anna.says("Hallo")
        shown = await peer.next_message(anna.direct)
        peer.world.clicks.clear()
        await anna.presses(shown, "Weiter")
        peer.world.clicks.clear()
        await peer.edited(shown)

    assert [event.act for event in front.heard] == [Act.SAY, Act.PRESS]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_pressed_message_that_is_gone_is_answered_with_a_new_one(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    async with start(echo):
        await anna.says("Hallo")
        shown = await peer.next_message(anna.direct)
        peer.server.latencies["editMessageText"] = 0.0
        query = anna.forges(shown, "tok_1")
        await anna.deletes(shown)
        assert (await peer.next_message(anna.direct)).text == "gedrückt: tok_1"
        await peer.answer(query)


async def test_group_life_reaches_the_desk(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    group = peer.group("Bahnleute", [anna], bot="left")
    async with start() as front:
        anna.adds_bot(group)
        await front.hears(1)
        await anna.says("/hilfe", group)
        await front.hears(2)
        new = peer.migrate(group)
        await front.hears(4)
        anna.kicks_bot(new)
        await front.hears(5)

    acts = [(event.act, event.where and event.where.address, event.text) for event in front.heard]
    assert acts[0] == (Act.ARRIVED, str(group.id), "")
    assert acts[1] == (Act.COMMAND, str(group.id), "")
    assert sorted(acts[2:4]) == [(Act.MOVED, str(group.id), str(new.id))] * 2
    assert acts[4] == (Act.LEFT, str(new.id), "")


async def test_many_people_at_once_are_all_heard_once(start: Start, peer: TelegramPeer) -> None:
    people = [peer.user(f"P{number}") for number in range(60)]
    async with start(echo) as front:
        for number in range(5):
            for person in people:
                await person.says(f"{number}")
        for person in people:
            for number in range(5):
                assert (await peer.next_message(person.direct)).text == f"Echo: {number}"

    assert len(front.heard) == 300
    assert len({event.key for event in front.heard}) == 300


async def test_screens_of_one_reply_come_in_order(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    async with start(lambda event: Reply(tuple(Screen(plain(f"Teil {number}")) for number in range(4)))):
        await anna.says("los")
        assert [(await peer.next_message(anna.direct)).text for _ in range(4)] == [f"Teil {n}" for n in range(4)]


async def test_a_questionnaire_sent_in_the_direct_chat_is_fetched(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    async with start(echo) as front:
        await anna.sends("document", b"format = 1", name="Mein.TOML")
        await front.hears(1)

    [event] = front.heard
    assert event.file == File("Mein.TOML", b"format = 1")
    assert (event.act, event.odd, event.fields) == (Act.SAY, "", {})


async def test_other_files_large_ones_and_those_in_groups_are_not(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    group = peer.group("Bahnleute", [anna])
    async with start(echo) as front:
        await anna.sends("document", b"x", name="bild.png")
        await anna.sends("document", b"x" * 1_000_001, name="gross.toml")
        await anna.sends("document", b"x", name="mein.toml", caption="/umfrage datei", to=group)
        await front.hears(3)

    assert [event.file for event in front.heard] == [None, None, None]
    assert peer.calls("getFile") == []


async def test_a_file_that_cannot_be_fetched_did_not_come(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    peer.fault("getFile", "500", times=None)
    async with start(echo) as front:
        await anna.sends("document", b"format = 1", name="mein.toml")
        await front.hears(1)

    assert (front.heard[0].file, front.heard[0].odd) == (None, "document")

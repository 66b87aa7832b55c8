"""Is everything that is sent sent as the platform allows, and every refusal said in our words?"""

from __future__ import annotations

import asyncio
import struct
import time
import zlib

import pytest
from peers.telegram import TelegramPeer
from telegram_front import Start, echo

from bot.platform import Act, Gone, Later, Person, Refused, Standing, Unreachable, Where
from bot.screens import Attachment, Button, Reply, Screen, bold, plain, quote
from bot.telegram.pace import Rates

HELLO = Screen(plain("Hallo"), ((Button("Antworten", "j_1", direct=True),),))


def picture(side: int = 2) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    rows = b"".join(b"\0" + b"\xff" * side for _ in range(side))
    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


async def test_a_card_is_shown_pinned_and_edited(start: Start, peer: TelegramPeer) -> None:
    group = peer.group("Bahnleute", [peer.user("Anna")], bot="administrator")
    async with start() as front:
        screen = Screen((bold("Wo ist Hilfe?"), *plain(" "), quote("🙂 Nirgends.")), HELLO.rows)
        ref = await front.telegram.show(str(group.id), screen, pin=True)
        [post] = peer.messages(group, by_bot=True)
        await front.telegram.edit(str(group.id), ref, HELLO)
        await front.telegram.edit(str(group.id), ref, HELLO)

    assert post.versions[0]["text"] == "Wo ist Hilfe? 🙂 Nirgends."
    assert [(each["type"], each["offset"], each["length"]) for each in post.versions[0]["entities"]] == [
        ("bold", 0, 13),
        ("blockquote", 14, 12),
    ]
    assert (post.text, group.pinned, ref) == ("Hallo", [post.id], str(post.id))


async def test_a_missing_right_to_pin_is_no_failure(start: Start, peer: TelegramPeer) -> None:
    group = peer.group("Bahnleute", [peer.user("Anna")])
    async with start() as front:
        await front.telegram.show(str(group.id), HELLO, pin=True)

    assert len(peer.messages(group, by_bot=True)) == 1


async def test_a_picture_has_one_line_and_the_text_is_a_message_of_its_own(start: Start, peer: TelegramPeer) -> None:
    group = peer.group("Bahnleute", [peer.user("Anna")])
    chart = Attachment("antworten.png", picture(), "image/png", "12 Antworten nach Gruppe")
    async with start() as front:
        ref = await front.telegram.show(str(group.id), Screen(plain("Was wir hörten"), attachment=chart))
        await front.telegram.edit(str(group.id), ref, Screen(plain("Berichtigt"), attachment=chart))

    photo, text = peer.messages(group, by_bot=True)
    assert photo.raw["caption"] == "12 Antworten nach Gruppe"
    assert (text.text, ref) == ("Berichtigt", str(text.id))


async def test_a_file_is_sent_to_the_person_who_asked(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    export = Attachment("meine-daten.json", b'{"name": "Anna"}', "application/json", "Alles über dich")
    async with start(lambda event: Reply((Screen(plain("Das ist alles."), attachment=export),))):
        await anna.says("/meinedaten")
        document, text = await peer.next_message(anna.direct), await peer.next_message(anna.direct)

    assert document.raw["document"]["file_name"] == "meine-daten.json"
    assert text.text == "Das ist alles."


async def test_a_long_screen_becomes_several_messages_that_are_edited_together(
    start: Start, peer: TelegramPeer
) -> None:
    anna = peer.user("Anna", started=True)
    async with start() as front:
        ref = await front.telegram.show(str(anna.id), Screen(plain("wort " * 1500), HELLO.rows))
        first, second = peer.messages(anna.direct, by_bot=True)
        await front.telegram.edit(str(anna.id), ref, HELLO)

    assert ref == f"{first.id}+{second.id}"
    assert (first.text, first.labels, second.deleted) == ("Hallo", ["Antworten"], True)


async def test_a_topic_is_written_to_and_a_closed_one_is_refused(start: Start, peer: TelegramPeer) -> None:
    group = peer.group("Forum", [peer.user("Anna")], forum=True)
    topic = peer.topic(group, "Umfragen")
    async with start() as front:
        await front.telegram.show(f"{group.id}/{topic.id}", HELLO)
        topic.closed = True
        with pytest.raises(Refused):
            await front.telegram.show(f"{group.id}/{topic.id}", HELLO)
        with pytest.raises(Gone):
            await front.telegram.show(f"{group.id}/99999", HELLO)

    [post] = [post for post in peer.messages(group, by_bot=True) if post.text == "Hallo"]
    assert post.thread_id == topic.id


async def test_blocked_kicked_deleted_and_muted_are_told_apart(start: Start, peer: TelegramPeer) -> None:
    anna, stranger = peer.user("Anna", started=True), peer.user("Fremd")
    group = peer.group("Bahnleute", [anna])
    async with start() as front:
        ref = await front.telegram.show(str(group.id), HELLO)
        group.posts.clear()
        with pytest.raises(Gone):
            await front.telegram.edit(str(group.id), ref, HELLO)
        group.muted = True
        with pytest.raises(Refused):
            await front.telegram.show(str(group.id), HELLO)
        anna.blocks()
        anna.kicks_bot(group)
        for address in (anna.id, stranger.id, group.id, -1009999):
            with pytest.raises(Gone):
                await front.telegram.show(str(address), HELLO)


async def test_a_group_that_became_a_supergroup_is_followed_once(start: Start, peer: TelegramPeer) -> None:
    group = peer.group("Bahnleute", [peer.user("Anna")])
    async with start() as front:
        new = peer.migrate(group)
        ref = await front.telegram.show(str(group.id), HELLO)
        await front.hears(3)

    assert new.posts[int(ref)].text == "Hallo"
    assert {(event.act, event.where and event.where.address, event.text) for event in front.heard} == {
        (Act.MOVED, str(group.id), str(new.id))
    }


async def test_an_unreachable_server_tells_whether_it_may_have_arrived(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna", started=True)
    async with start() as front:
        await peer.until(lambda: peer.server.counts.get("getUpdates"))
        peer.fault("sendMessage", "drop", applied=True)
        with pytest.raises(Unreachable) as cut:
            await front.telegram.show(str(anna.id), HELLO)
        peer.fault("sendMessage", "502")
        with pytest.raises(Unreachable) as bad:
            await front.telegram.show(str(anna.id), HELLO)
        await peer.down()
        with pytest.raises(Unreachable) as down:
            await front.telegram.show(str(anna.id), HELLO)

    assert (cut.value.unsure, bad.value.unsure, down.value.unsure) == (True, True, False)
    assert len(peer.messages(anna.direct, by_bot=True)) == 1


async def test_a_text_that_fails_after_its_picture_is_unsure_and_not_sent_blindly(
    start: Start, peer: TelegramPeer
) -> None:
    anna = peer.user("Anna", started=True)
    chart = Attachment("a.png", picture(), "image/png", "Bild")
    peer.fault("sendMessage", "500")
    async with start() as front:
        with pytest.raises(Unreachable) as error:
            await front.telegram.show(str(anna.id), Screen(plain("Text"), attachment=chart))

    assert error.value.unsure


async def test_what_the_person_is_in_a_group(start: Start, peer: TelegramPeer) -> None:
    boss, anna, stranger = peer.user("Chefin"), peer.user("Anna"), peer.user("Fremd")
    group = peer.group("Bahnleute", [anna], [boss])
    async with start() as front:
        found = [
            await front.telegram.standing(Where(f"{group.id}/7"), Person(str(number)))
            for number in (boss.id, anna.id, stranger.id, 1)
        ]

    assert found == [Standing.MODERATOR, Standing.MEMBER, Standing.STRANGER, Standing.STRANGER]


@pytest.mark.slow
async def test_a_waiting_time_is_kept_by_everything_and_by_the_next_process(start: Start, peer: TelegramPeer) -> None:
    anna, ben = peer.user("Anna", started=True), peer.user("Ben", started=True)
    async with start() as front:
        peer.storm(2, times=1, method="sendMessage")
        with pytest.raises(Later) as told:
            await front.telegram.show(str(anna.id), HELLO)
        with pytest.raises(Later):
            await front.telegram.show(str(ben.id), HELLO)
    before = time.monotonic()
    async with start() as front:
        while True:
            try:
                await front.telegram.show(str(ben.id), HELLO)
                break
            except Later as again:
                await asyncio.sleep(again.seconds)

    assert told.value.seconds == 2
    assert time.monotonic() - before > 1
    assert peer.rate_violations == []


@pytest.mark.slow
async def test_answers_wait_out_a_storm_and_arrive(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    peer.storm(1, times=2, method="sendMessage")
    async with start(echo):
        await anna.says("Hallo")
        assert (await peer.next_message(anna.direct)).text == "Echo: Hallo"

    assert len(peer.calls("sendMessage")) == 3
    assert [violation.rule for violation in peer.rate_violations] == []


async def test_one_groups_waiting_time_does_not_hold_up_the_others(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna", started=True)
    group = peer.group("Bahnleute", [anna])
    peer.storm(30, times=1, chat=group)
    async with start() as front:
        with pytest.raises(Later):
            await front.telegram.show(str(group.id), HELLO)
        with pytest.raises(Later):
            await front.telegram.edit(str(group.id), "5", HELLO)
        await front.telegram.show(str(anna.id), HELLO)

    assert peer.rate_violations == []


@pytest.mark.slow
async def test_our_own_pace_stays_below_telegrams_limits(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna", started=True)
    group = peer.group("Bahnleute", [anna])
    async with start(rates=Rates()) as front:
        for number in range(3):
            await front.telegram.show(str(group.id), Screen(plain(str(number))))
        results = await asyncio.gather(
            *(front.telegram.show(str(group.id), Screen(plain(f"{number}"))) for number in range(20)),
            return_exceptions=True,
        )

    assert [error for error in results if isinstance(error, Later)]
    assert peer.rate_violations == []


async def test_buttons_answer_quickly_with_the_pace_on(start: Start, peer: TelegramPeer) -> None:
    anna = peer.user("Anna")
    async with start(echo, rates=Rates()):
        before = time.monotonic()
        for number in range(10):
            await anna.says(str(number))
            await peer.next_message(anna.direct)

    assert time.monotonic() - before < 3

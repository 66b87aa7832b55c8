"""Is every update read as what it means, and is garbage refused in one way only?"""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake import Unreadable
from bot.platform import Act, Event, Where
from bot.telegram import inbound
from bot.telegram.inbound import Bot

BOT = Bot(7000000007, "nachgefragt_bot")
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
SENT = datetime(2026, 11, 23, 11, 59, 30, tzinfo=UTC)
ANNA = {"id": 5000000001, "is_bot": False, "first_name": "Anna", "last_name": "Beispiel", "language_code": "de"}
US = {"id": BOT.id, "is_bot": True, "first_name": "Nachgefragt", "username": "nachgefragt_bot"}
DIRECT = {"id": ANNA["id"], "type": "private", "first_name": "Anna"}
GROUP = {"id": -100123, "type": "supergroup", "title": "Bahn & Leute"}
CARD = {"message_id": 9, "from": US, "chat": GROUP, "date": 1, "text": "Karte"}


def message(chat: dict[str, Any] = DIRECT, **fields: Any) -> dict[str, Any]:
    return {"message_id": 17, "from": ANNA, "chat": chat, "date": int(SENT.timestamp()), **fields}


def read(kind: str, content: Any) -> Event | None:
    return inbound.read({"update_id": 42, kind: content}, BOT, NOW)


def said(chat: dict[str, Any] = DIRECT, **fields: Any) -> Event | None:
    return read("message", message(chat, **fields))


def heard(event: Event | None) -> Event:
    assert event is not None
    return event


def test_words_in_the_direct_chat_are_said() -> None:
    event = heard(said(text="Niemand hilft."))

    assert (event.key, event.act, event.text) == ("tg:7000000007:42", Act.SAY, "Niemand hilft.")
    assert (event.person.id, event.person.name, event.person.language) == ("5000000001", "Anna Beispiel", "de")
    assert (event.where, event.at, event.source) == (None, SENT, "5000000001/17")
    assert event.own
    assert not event.private


def test_a_command_with_our_name_is_a_command_and_one_for_another_bot_is_not_ours() -> None:
    event = heard(said(GROUP, text="/antwort@Nachgefragt_Bot 2 Zu  spät\nund teuer"))

    assert (event.act, event.command, event.text) == (Act.COMMAND, "antwort", "2 Zu  spät\nund teuer")
    assert event.where == Where("-100123", "Bahn & Leute")
    assert said(GROUP, text="/antwort@anderer_bot 2 Text") is None


def test_a_deep_link_brings_its_token() -> None:
    event = heard(said(text="/start j_abc_1__xy-z"))

    assert (event.command, event.token, event.text) == ("start", "j_abc_1__xy-z", "")
    assert heard(said(text="/start zwei Wörter")).token == ""
    assert heard(said(text="/start")).command == "start"


def test_a_slash_in_a_sentence_is_no_command() -> None:
    assert heard(said(text="/ nichts")).act is Act.SAY
    assert heard(said(text="5/7")).act is Act.SAY


def test_an_edited_message_keeps_its_source() -> None:
    edited = heard(read("edited_message", message(text="Doch geholfen", edit_date=int(NOW.timestamp()))))

    assert (edited.act, edited.text, edited.at) == (Act.EDIT, "Doch geholfen", NOW)
    assert edited.source == heard(said(text="x")).source


def test_an_edited_command_is_an_edit_that_names_its_command() -> None:
    edited = heard(read("edited_message", message(GROUP, text="/antwort 2 Neu", edit_date=int(NOW.timestamp()))))

    assert (edited.act, edited.command, edited.text) == (Act.EDIT, "antwort", "2 Neu")


def test_a_pressed_button_brings_its_token_and_the_message_it_was_on() -> None:
    query = {"id": "77", "from": ANNA, "message": CARD, "chat_instance": "1", "data": "a_abc___"}
    event = heard(read("callback_query", query))

    assert (event.act, event.token, event.reply_to) == (Act.PRESS, "a_abc___", "9")
    assert (event.where, event.at, event.source) == (Where("-100123", "Bahn & Leute"), NOW, "")
    place = inbound.origin({"callback_query": query})
    assert (place.callback, place.message, place.editable, place.direct) == ("77", 9, True, False)


def test_an_inaccessible_pressed_message_is_not_edited() -> None:
    gone = {"message_id": 9, "chat": DIRECT, "date": 0}
    query = {"id": "77", "from": ANNA, "message": gone, "chat_instance": "1", "data": "x"}

    assert heard(read("callback_query", query)).act is Act.PRESS
    assert not inbound.origin({"callback_query": query}).editable


def test_in_a_group_only_what_is_meant_for_us_is_an_event() -> None:
    assert said(GROUP, text="Hat jemand Kuchen?") is None
    assert said(GROUP, text="Kuchen", reply_to_message={**CARD, "from": ANNA}) is None
    assert said(GROUP, text="mail@nachgefragt_botnetz.de") is None

    reply = heard(said(GROUP, text="Ja, sehr", reply_to_message=CARD))
    assert (reply.act, reply.reply_to, reply.text) == (Act.SAY, "9", "Ja, sehr")
    assert heard(said(GROUP, text="@Nachgefragt_bot, hilf mir")).text == "hilf mir"
    assert heard(said(GROUP, text="hallo @nachgefragt_bot hilf")).text == "hallo @nachgefragt_bot hilf"


def test_a_topic_is_part_of_the_address_and_its_opening_is_no_question() -> None:
    opening = {"message_id": 5, "from": US, "chat": GROUP, "date": 1, "forum_topic_created": {"name": "Thema"}}
    topic = {"message_thread_id": 5, "is_topic_message": True}

    assert said(GROUP, text="Nur geplaudert", reply_to_message=opening, **topic) is None
    assert heard(said(GROUP, text="/hilfe", **topic)).where == Where("-100123/5", "Bahn & Leute")
    assert heard(said(GROUP, text="/hilfe", message_thread_id=5)).where == Where("-100123", "Bahn & Leute")


def test_a_caption_counts_as_text_and_anything_else_is_odd() -> None:
    photo = [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1}]

    assert heard(said(photo=photo, caption="So sah es aus")).text == "So sah es aus"
    assert heard(said(photo=photo)).odd == "photo"
    assert heard(said(voice={"file_id": "f"})).odd == "voice"
    assert heard(said(sticker={"file_id": "f"})).odd == "sticker"
    assert heard(said(GROUP, voice={"file_id": "f"}, reply_to_message=CARD)).odd == "voice"
    assert said(GROUP, voice={"file_id": "f"}) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"forward_origin": {"type": "user", "date": 1, "sender_user": ANNA}},
        {"via_bot": {**US, "id": 1}},
        {"sender_chat": GROUP, "from": {"id": 1087968824, "is_bot": True, "first_name": "Group"}},
        {"sender_chat": {"id": -1, "type": "channel"}, "is_automatic_forward": True, "from": {**ANNA, "id": 777000}},
    ],
)
def test_what_others_wrote_is_not_the_senders_own(fields: dict[str, Any]) -> None:
    event = heard(said(GROUP, text="Fremde Worte", reply_to_message=CARD, **fields))

    assert not event.own


def test_bots_and_channels_are_not_heard() -> None:
    assert said(text="ich bin ein Bot", **{"from": {**US, "id": 3}}) is None
    assert read("channel_post", message({"id": -5, "type": "channel", "title": "k"}, text="/start")) is None
    assert said({"id": -5, "type": "channel", "title": "k"}, text="/start") is None
    assert read("poll", {"id": "1"}) is None


def test_service_messages_say_nothing() -> None:
    assert said(GROUP, new_chat_members=[US]) is None
    assert said(DIRECT, pinned_message=CARD) is None


def test_an_ephemeral_message_is_private_and_its_number_alone_does_not_name_it() -> None:
    fields = {"message_id": 0, "ephemeral_message_id": 3, "receiver_user": US}
    event = heard(said(GROUP, text="Unter uns", **fields))

    assert event.private
    assert event.source == f"-100123/e3/{int(SENT.timestamp())}"
    assert inbound.origin({"message": message(GROUP, text="x", **fields)}).ephemeral == 3


def test_a_press_on_an_ephemeral_message_is_private() -> None:
    shown = {**CARD, "message_id": 0, "ephemeral_message_id": 8, "receiver_user": ANNA}
    event = heard(read("callback_query", {"id": "1", "from": ANNA, "message": shown, "data": "x"}))

    assert event.private
    assert event.reply_to == ""


def member(status: str, **fields: Any) -> dict[str, Any]:
    return {"user": US, "status": status, **fields}


@pytest.mark.parametrize(
    ("chat", "before", "after", "act"),
    [
        (GROUP, member("left"), member("member"), Act.ARRIVED),
        (GROUP, member("kicked"), member("administrator"), Act.ARRIVED),
        (GROUP, member("member"), member("kicked"), Act.LEFT),
        (GROUP, member("member"), member("restricted", is_member=False), Act.LEFT),
        (GROUP, member("member"), member("administrator"), None),
        (DIRECT, member("member"), member("kicked"), Act.LEFT),
        (DIRECT, member("kicked"), member("member"), None),
        ({"id": -5, "type": "channel"}, member("left"), member("administrator"), None),
    ],
)
def test_coming_and_going(chat: Any, before: Any, after: Any, act: Act | None) -> None:
    change = {"chat": chat, "from": ANNA, "date": 1, "old_chat_member": before, "new_chat_member": after}
    event = read("my_chat_member", change)

    assert (event.act if event else None) is act
    if event is not None:
        assert (event.where is None) == (chat is DIRECT)


def test_both_halves_of_a_migration_say_the_same() -> None:
    old = {"id": -4000001, "type": "group", "title": "Alt"}
    away = heard(said(old, migrate_to_chat_id=-100999))
    here = heard(said({**GROUP, "id": -100999}, migrate_from_chat_id=-4000001))

    for event in (away, here):
        assert event.act is Act.MOVED
        assert event.where is not None
        assert (event.where.address, event.text) == ("-4000001", "-100999")


GOOD: list[dict[str, Any]] = [
    {"update_id": 1, "message": message(text="/start abc")},
    {"update_id": 2, "message": message(GROUP, text="@nachgefragt_bot x", reply_to_message=CARD)},
    {"update_id": 3, "callback_query": {"id": "7", "from": ANNA, "message": CARD, "data": "t"}},
    {"update_id": 4, "edited_message": message(text="x", edit_date=5)},
    {"update_id": 5, "message": message(GROUP, migrate_to_chat_id=-100999)},
    {
        "update_id": 6,
        "my_chat_member": {
            "chat": GROUP, "from": ANNA, "date": 1, "old_chat_member": member("left"), "new_chat_member": member("member"),
        },
    },
]  # fmt: skip
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def paths(value: Any, before: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [before] if before else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += paths(inner, (*before, key))
    return found


@given(st.data())
def test_poison_raises_nothing_but_unreadable(data: st.DataObject) -> None:
    update = copy.deepcopy(data.draw(st.sampled_from(GOOD)))
    for path in data.draw(st.lists(st.sampled_from(paths(update)), min_size=1, max_size=3)):
        inner: Any = update
        for key in path[:-1]:
            inner = inner.get(key) if isinstance(inner, dict) else None
        if not isinstance(inner, dict):
            continue
        if data.draw(st.booleans()):
            inner.pop(path[-1], None)
        else:
            inner[path[-1]] = data.draw(json_values)
    try:
        event = inbound.read(update, BOT, NOW)
    except Unreadable:
        return
    if event is not None:
        assert isinstance(event.text, str)
        assert isinstance(event.token, str)
        if event.act is not Act.MOVED and "my_chat_member" not in update:
            assert isinstance(inbound.origin(update).chat, int)


@given(json_values)
def test_anything_at_all_raises_nothing_but_unreadable(value: Any) -> None:
    for update in (value, {"update_id": 1, "message": value}, {"update_id": 1, "callback_query": value}):
        try:
            inbound.read(update, BOT, NOW)
        except Unreadable:
            continue

"""Which messages of an exported chat become answers, and what of it is never stored?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fielding import EVERYTHING, item, questionnaire
from sqlmodel import Session, select

from surveys.design.items.open import Open
from surveys.exchange import codebook, people
from surveys.exchange.chats import NOBODY, NoChat, Wanted, gather
from surveys.exchange.people import Gathered
from surveys.fieldwork import consent, counts, moderation, waves
from surveys.fieldwork.consent import Where
from surveys.store import Store
from surveys.tables import Answer, AnswerState, RespondentId, Statement

WHY = questionnaire(item("why", "open", longest=400)).item("why")
DISCORD_QUESTION, TELEGRAM_QUESTION = "1416001000004194304", "1003"


def pseudonym(identity: str) -> RespondentId:
    return RespondentId(hashlib.sha256(b"secret" + identity.encode()).hexdigest()[:32])


@pytest.fixture(scope="module")
def exports(shared_data: Path) -> Path:
    return shared_data / "data" / "chat_exports" / "dev"


def _gathered(path: Path, **wanted: Any) -> Gathered:
    assert isinstance(WHY, Open)
    return gather(path, WHY, Wanted(**wanted), pseudonym)


def _texts(gathered: Gathered) -> dict[str, str]:
    return {str(person.who): str(person.answers["why"]) for person in gathered.people}


# --- what is taken, counted a second time here ---


def _discord_replies(messages: list[dict[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in messages:
        wanted = each["type"] == "Reply" and each["reference"]["messageId"] == DISCORD_QUESTION
        gone = each["author"]["name"] == "deleted_user"
        if wanted and not each["author"]["isBot"] and not gone and each["content"].strip():
            found[each["author"]["id"]] = found.get(each["author"]["id"], 0) + 1
    return found


def _telegram_replies(messages: list[dict[str, Any]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in messages:
        if each["type"] != "message" or str(each.get("reply_to_message_id")) != TELEGRAM_QUESTION:
            continue
        human = str(each.get("from_id", "")).startswith("user") and each.get("from") not in (None, "Umfragebot")
        if human and each["text"] and not {"via_bot", "poll", "forwarded_from"} & set(each):
            found[each["from_id"]] = found.get(each["from_id"], 0) + 1
    return found


@pytest.mark.parametrize(
    ("name", "question", "platform", "counted"),
    [
        ("discord_dce.json", DISCORD_QUESTION, "discord", _discord_replies),
        ("telegram_single_result.json", TELEGRAM_QUESTION, "telegram", _telegram_replies),
    ],
)
def test_replies_of_people_to_one_message_are_one_answer_each(
    exports: Path, name: str, question: str, platform: str, counted: Callable[[list[dict[str, Any]]], dict[str, int]]
) -> None:
    messages = json.loads((exports / name).read_text("utf-8"))["messages"]
    expected = {pseudonym(f"{platform}:{author}"): count for author, count in counted(messages).items()}
    gathered = _gathered(exports / name, reply_to=question)
    long = {each.row for each in gathered.skipped}

    assert expected
    assert len(gathered.people) + len(long) == len(expected)
    assert set(_texts(gathered)) <= set(expected)
    for who, text in _texts(gathered).items():
        assert text.count("\n") + 1 == expected[RespondentId(who)]


def test_the_newest_of_somebodys_messages_is_one_of_them_and_the_last(exports: Path) -> None:
    joined = _texts(_gathered(exports / "telegram_single_result.json", reply_to=TELEGRAM_QUESTION))
    newest = _texts(_gathered(exports / "telegram_single_result.json", reply_to=TELEGRAM_QUESTION, newest=True))

    assert any("\n" in text for text in joined.values())
    assert {who: text.split("\n")[-1] for who, text in joined.items()} == {who: newest[who] for who in joined}


@pytest.mark.parametrize("name", ["discord_dce.json", "telegram_single_result.json"])
def test_messages_of_a_time_are_taken_and_the_rest_is_said(exports: Path, name: str) -> None:
    begin = datetime(2026, 9, 1, tzinfo=UTC)
    whole = _gathered(exports / name, begin=begin, end=begin + timedelta(days=90), newest=True)
    none = _gathered(exports / name, end=begin)

    assert len(whole.people) >= 4
    assert {note.split(": ")[1] for note in whole.notes} >= {
        "by a bot", "written by the platform", "by a deleted account", "forwarded",
    }  # fmt: skip
    assert not none.people


def test_somebody_who_is_left_out_is_not_taken(exports: Path) -> None:
    everybody = _gathered(exports / "telegram_single_result.json", reply_to=TELEGRAM_QUESTION)
    fewer = _gathered(exports / "telegram_single_result.json", reply_to=TELEGRAM_QUESTION, left_out=("bahnfan77",))

    assert len(everybody.people) == len(fewer.people) + 1


@pytest.mark.parametrize("name", ["discord_dce.json", "telegram_single_result.json"])
def test_no_name_and_no_id_is_in_what_is_taken(exports: Path, name: str) -> None:
    data = json.loads((exports / name).read_text("utf-8"))
    authors = [each["author"] for each in data["messages"] if "author" in each]
    known = {value for each in authors for value in (each["id"], each["name"], each["nickname"])}
    known |= {str(each[key]) for each in data["messages"] for key in ("from", "from_id") if each.get(key)}
    texts = "\n".join(_texts(_gathered(exports / name, begin=datetime(2026, 1, 1, tzinfo=UTC))).values())

    assert len(known) > 5
    assert not [each for each in known if f"@{each}" in texts or (any(map(str.isdigit, each)) and each in texts)]


def test_a_mention_by_name_leaves_nobodys_name(tmp_path: Path) -> None:
    words = [
        {"type": "mention_name", "text": "Jana", "user_id": 7},
        " hat recht, ",
        {"type": "phone", "text": "0170 1"},
    ]
    message = {
        "id": 2,
        "type": "message",
        "date": "2026-09-10T05:00:00",
        "from": "Karl",
        "from_id": "user1",
        "text": words,
    }
    (tmp_path / "a.json").write_text(json.dumps({"type": "private_group", "messages": [message]}))

    assert list(_texts(_gathered(tmp_path / "a.json", begin=datetime(2026, 1, 1, tzinfo=UTC))).values()) == [
        f"{NOBODY} hat recht, {NOBODY}"
    ]


# --- what is refused ---


def test_an_export_of_a_whole_account_is_refused_before_anything_is_read_from_it(exports: Path) -> None:
    with pytest.raises(NoChat) as refused:
        _gathered(exports / "telegram_full_result.json", reply_to=TELEGRAM_QUESTION)

    assert "all chats or the contacts" in str(refused.value.values["expected"])


def test_escapes_that_json_does_not_have_are_repaired_and_said(exports: Path) -> None:
    path = exports / "telegram_invalid_escape_result.json"
    with pytest.raises(json.JSONDecodeError):
        json.loads(path.read_text("utf-8"))
    gathered = _gathered(path, begin=datetime(2026, 1, 1, tzinfo=UTC))

    assert gathered.people
    assert "escapes such as \\x07" in gathered.notes[0]


def test_an_escaped_backslash_in_front_of_an_x_is_no_wrong_escape(tmp_path: Path) -> None:
    source = '{"type": "x", "messages": [{"id": 1, "type": "message", "date": "2026-09-10T05:00:00", "from": "K", ' + (
        '"from_id": "user1", "text": "a\\\\x41 \\x09b"}]}'
    )
    (tmp_path / "a.json").write_text(source)
    [text] = _texts(_gathered(tmp_path / "a.json", begin=datetime(2026, 1, 1, tzinfo=UTC))).values()

    assert text == "a\\x41 \tb"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[]", "an export of one chat"),
        ("{", "JSON"),
        ('{"type": "personal_chat", "messages": []}', "private chat"),
        ('{"channel": {"type": "DirectTextChat"}, "messages": []}', "private chat"),
        ('{"contacts": {}, "messages": []}', "contacts"),
        ('{"type": "group", "messages": [{"type": "message", "date": "soon"}]}', "messages as the exporters"),
        ('{"channel": {"type": "x"}, "messages": [{}]}', "messages as the exporters"),
        ('{"type": "group", "messages": [1]}', "messages as the exporters"),
        ('{"type": "group", "messages": []}', "a message 1003 in it"),
        ("[" * 100_000, "JSON"),
    ],
)
def test_any_other_file_is_refused_with_what_was_expected(tmp_path: Path, content: str, says: str) -> None:
    (tmp_path / "a.json").write_text(content)

    with pytest.raises(NoChat) as refused:
        _gathered(tmp_path / "a.json", reply_to=TELEGRAM_QUESTION)

    assert says in str(refused.value.values["expected"])


# --- what is stored ---


def test_words_of_a_chat_count_and_are_neither_quoted_nor_voted_on(store: Store, now: datetime, exports: Path) -> None:
    gathered = _gathered(exports / "discord_dce.json", reply_to=DISCORD_QUESTION)

    def work(session: Session) -> None:
        wave = waves.field(session, EVERYTHING, "here", waves.WaveSettings.of(EVERYTHING, now), now)
        waves.open_wave(session, wave, now)
        first, again = (
            people.store(session, wave, gathered.people, now, source=people.CHAT, language="de") for _ in range(2)
        )
        answers = list(session.exec(select(Answer).where(Answer.wave_id == wave.id)))
        said = session.exec(select(Statement).where(Statement.answer_id.is_not(None)))  # type: ignore[union-attr]

        assert (first, again) == ((len(gathered.people), 0), (0, len(gathered.people)))
        assert counts.live(session, wave)["why"]["n"] == len(answers) == len(gathered.people)
        assert counts.live(session, wave) == counts.recount(session, wave, EVERYTHING)
        assert {answer.state for answer in answers} == {AnswerState.REJECTED}
        assert not moderation.pending(session, wave)
        assert not list(said)
        for person in gathered.people:
            held = consent.history(session, wave, person.who)
            assert {each.text_version for each in held} == {people.CHAT}
            assert not any(consent.may_quote(held, where) for where in Where)
        assert "importiert (imported-chat)" in dict(codebook.method(session, wave, EVERYTHING, now))

    store.write_now(work)


# --- message by message ---


def discord(number: int, words: str = "Weil es so ist", **settings: Any) -> dict[str, Any]:
    """A message as DiscordChatExporter writes it, a minute after the one before."""
    author = {"id": "7", "name": "jana", "nickname": "Jana", "isBot": False} | settings.pop("author", {})
    sent = {"id": str(number), "type": "Default", "timestamp": f"2026-09-10T05:{number:02}:00+00:00", "content": words}
    return sent | {"author": author} | settings


def telegram(number: int, words: Any = "Weil es so ist", **settings: Any) -> dict[str, Any]:
    """A message as Telegram Desktop writes it, a minute after the one before."""
    sent = {
        "id": number,
        "type": "message",
        "date": f"2026-09-10T05:{number:02}:00",
        "from": "Jana",
        "from_id": "user7",
    }
    return sent | {"text": words} | settings


def _of_messages(folder: Path, *messages: dict[str, Any], **wanted: Any) -> Gathered:
    """What is taken of these messages; somebody is shown as what a pseudonym is made of."""
    chat: dict[str, Any] = {"type": "private_group", "messages": messages}
    if "author" in messages[0]:
        chat = {"channel": {"type": "GuildTextChat"}, "messages": messages}
    (folder / "chat.json").write_text(json.dumps(chat), "utf-8")
    assert isinstance(WHY, Open)
    return gather(folder / "chat.json", WHY, Wanted(**wanted), RespondentId)


def _said(gathered: Gathered) -> list[tuple[str, str]]:
    return [(str(person.who), person.answers["why"]) for person in gathered.people]


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, None),
        ({"type": "Reply", "reference": {"messageId": "3"}}, None),
        ({"author": {"isBot": True}}, "by a bot"),
        ({"type": "GuildMemberJoin"}, "written by the platform"),
        ({"forwardedMessage": {"content": "x"}}, "forwarded"),
        ({"reference": {"type": "Forward"}}, "forwarded"),
        ({"reference": None}, None),
        ({"poll": {"question": "?"}}, "a poll"),
        ({"author": {"name": "deleted_user_5"}}, "by a deleted account"),
        ({"author": {"nickname": "Ben"}}, "by somebody who is left out"),
        ({"author": {"nickname": None, "name": "Ben"}}, "by somebody who is left out"),
        ({"content": " \n"}, "without a text"),
        ({"content": None}, "without a text"),
    ],
)
def test_a_message_of_discord_is_taken_unless_something_speaks_against_it(
    tmp_path: Path, settings: dict[str, Any], reason: str | None
) -> None:
    gathered = _of_messages(tmp_path, discord(1, **settings), left_out=("Ben",))

    assert _said(gathered) == ([] if reason else [("discord:7", "Weil es so ist")])
    assert gathered.notes == ((f"1 messages were not taken: {reason}",) if reason else ())


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({}, None),
        ({"type": "service"}, "written by the platform"),
        ({"poll": {}}, "a poll"),
        ({"forwarded_from": None}, "forwarded"),
        ({"forwarded_from_id": "user3"}, "forwarded"),
        ({"saved_from": "Ben"}, "forwarded"),
        ({"from_id": "channel7"}, "in the name of a channel or group"),
        ({"from": None}, "by a deleted account"),
        ({"from": "FrageBot"}, "by a bot"),
        ({"via_bot": "@gif"}, "by a bot"),
        ({"from": "Botho"}, None),
        ({"from": "Ben"}, "by somebody who is left out"),
        ({"text": []}, "without a text"),
    ],
)
def test_a_message_of_telegram_is_taken_unless_something_speaks_against_it(
    tmp_path: Path, settings: dict[str, Any], reason: str | None
) -> None:
    gathered = _of_messages(tmp_path, telegram(1, **settings), left_out=("Ben",))

    assert _said(gathered) == ([] if reason else [("telegram:user7", "Weil es so ist")])
    assert gathered.notes == ((f"1 messages were not taken: {reason}",) if reason else ())


def test_notes_count_the_messages_of_each_reason_in_order(tmp_path: Path) -> None:
    gathered = _of_messages(
        tmp_path, discord(1, author={"isBot": True}), discord(2, poll={"a": 1}), discord(3), discord(4, poll={"a": 1})
    )

    assert gathered.notes == ("2 messages were not taken: a poll", "1 messages were not taken: by a bot")


def _at(minute: int, zone: Any = UTC) -> datetime:
    return datetime(2026, 9, 10, 5, minute, tzinfo=zone)


@pytest.mark.parametrize("message", [discord, telegram])
def test_a_time_begins_with_its_first_minute_and_ends_before_its_last(tmp_path: Path, message: Any) -> None:
    messages = [message(number, f"Satz {number}") for number in range(1, 6)]

    [(_, words)] = _said(_of_messages(tmp_path, *messages, begin=_at(2), end=_at(4)))
    assert words == "Satz 2\nSatz 3"
    [(_, words)] = _said(_of_messages(tmp_path, *messages, begin=_at(4)))
    assert words == "Satz 4\nSatz 5"
    [(_, words)] = _said(_of_messages(tmp_path, *messages, end=_at(2)))
    assert words == "Satz 1"


def test_telegrams_seconds_count_before_its_local_time(tmp_path: Path) -> None:
    seconds = str(int(_at(30).timestamp()))
    gathered = _of_messages(tmp_path, telegram(1, date_unixtime=seconds), telegram(2, "davor"), begin=_at(3))

    assert _said(gathered) == [("telegram:user7", "Weil es so ist")]


def test_somebodys_messages_are_joined_in_time_and_people_stand_by_their_pseudonyms(tmp_path: Path) -> None:
    messages = [
        discord(3, " drei ", author={"id": "9"}), discord(1, "eins", author={"id": "9"}), discord(2, "zwei"),
        discord(4, "vier", author={"id": "8"}),
    ]  # fmt: skip

    assert _said(_of_messages(tmp_path, *messages)) == [
        ("discord:7", "zwei"), ("discord:8", "vier"), ("discord:9", "eins\ndrei"),
    ]  # fmt: skip
    assert ("discord:9", "drei") in _said(_of_messages(tmp_path, *messages, newest=True))


def test_messages_of_one_second_stand_by_their_id(tmp_path: Path) -> None:
    gathered = _of_messages(
        tmp_path, telegram(2, "b", date="2026-09-10T05:00:00"), telegram(1, "a", date="2026-09-10T05:00:00")
    )

    assert _said(gathered) == [("telegram:user7", "a\nb")]


@pytest.mark.parametrize(
    ("words", "shown", "reason"),
    [
        ("x" * 400, None, None),
        ("x" * 401, "x" * 40, "401 characters, 400 are taken"),
        ("\u200b", "\u200b", "no words in it"),
    ],
)
def test_a_message_that_is_no_answer_is_named_and_shown_with_forty_characters(
    tmp_path: Path, words: str, shown: str | None, reason: str | None
) -> None:
    gathered = _of_messages(tmp_path, discord(5, words))

    skipped = [(each.row, each.column, each.value, each.reason) for each in gathered.skipped]
    assert skipped == ([("message 5", "", shown, reason)] if reason else [])
    assert len(gathered.people) == (0 if reason else 1)


def test_of_several_messages_that_are_too_long_together_the_first_is_named(tmp_path: Path) -> None:
    messages = [discord(number, "x" * 200) for number in (1, 2, 3)]

    assert [each.row for each in _of_messages(tmp_path, *messages).skipped] == ["message 1"]
    assert not _of_messages(tmp_path, *messages, newest=True).skipped


def test_only_real_replies_to_the_message_count_and_none_of_whoever_asked(tmp_path: Path) -> None:
    def reply(number: int, who: str, **settings: Any) -> dict[str, Any]:
        reference = {"messageId": "1"} | settings.pop("reference", {})
        return discord(number, f"Satz {number}", type="Reply", author={"id": who}, reference=reference) | settings

    gathered = _of_messages(
        tmp_path, discord(1, "Warum?", author={"id": "1"}), reply(2, "2"), reply(3, "3", type="Default"),
        reply(4, "4", reference={"messageId": "2"}), reply(5, "1"), reply(6, "6", reference={"type": "Default"}),
        reply(7, "7", reference={"type": "Forward"}), reply_to="1",
    )  # fmt: skip

    assert _said(gathered) == [("discord:2", "Satz 2"), ("discord:6", "Satz 6")]
    assert gathered.notes == ("1 messages were not taken: by whoever asked",)


def test_a_reply_to_another_chat_of_telegram_is_none_to_the_message_of_that_number_here(tmp_path: Path) -> None:
    gathered = _of_messages(
        tmp_path, telegram(1, "Warum?", from_id="user1"), {"id": 4, "type": "unsupported"},
        telegram(2, "ja", reply_to_message_id=1),
        telegram(3, "nein", from_id="user3", reply_to_message_id=1, reply_to_peer_id="channel5"),
        reply_to="1",
    )  # fmt: skip

    assert _said(gathered) == [("telegram:user7", "ja")]


def test_a_message_that_is_not_there_cannot_be_answered(tmp_path: Path) -> None:
    with pytest.raises(NoChat) as refused:
        _of_messages(tmp_path, discord(1), reply_to="2")

    assert refused.value.values == {
        "file": "chat.json", "expected": "a message 2 in it, as --reply-to says",
    }  # fmt: skip


def test_names_of_people_who_are_mentioned_are_taken_out_the_longest_first(tmp_path: Path) -> None:
    mentions = [
        {"name": "anna", "nickname": "Anna"},
        {"name": "anna.b", "nickname": None},
        {"name": "", "nickname": "A"},
    ]
    words = "@Anna und @anna.b und @anna und @A und <@123> <@!45> <@&6> @Ben"

    assert _said(_of_messages(tmp_path, discord(1, words, mentions=mentions))) == [
        ("discord:7", "[…] und […] und […] und […] und […] […] […] @Ben")
    ]
    assert _said(_of_messages(tmp_path, discord(1, words, mentions=None)))[0][1].endswith("@A und […] […] […] @Ben")


def test_entities_of_telegram_are_words_unless_they_lead_to_a_person(tmp_path: Path) -> None:
    words = [
        "Seht ",
        {"type": "link", "text": "bahn.de"},
        {"type": "bold"},
        " und ",
        {"type": "email", "text": "a@b.de"},
    ]

    assert _said(_of_messages(tmp_path, telegram(1, words))) == [("telegram:user7", "Seht bahn.de und […]")]


def test_repaired_escapes_are_counted_in_front_of_the_other_notes(tmp_path: Path) -> None:
    chat = {"type": "private_group", "messages": [telegram(1, "a!b!"), telegram(2, poll={})]}
    (tmp_path / "chat.json").write_text(json.dumps(chat).replace("!", "\\x07"), "utf-8")
    assert isinstance(WHY, Open)
    gathered = gather(tmp_path / "chat.json", WHY, Wanted(), RespondentId)

    assert gathered.notes == (
        "2 escapes such as \\x07, which JSON does not have, were read as what they mean",
        "1 messages were not taken: a poll",
    )
    assert _said(gathered) == [("telegram:user7", "a\x07b\x07")]


def test_a_chat_of_more_than_256_mebibytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "chat.json"
    with path.open("wb") as file:
        file.write(b"\xff")  # no text, so that nobody waits for the rest of it
        file.truncate(256 * 1024 * 1024 + 1)

    with pytest.raises(NoChat) as refused:
        _gathered(path)

    assert refused.value.values["expected"] == "at most 256 MiB"

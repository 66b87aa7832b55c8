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

"""Who of a file is new here, who was here before, and which reactions find their sentence?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fielding import item, options, questionnaire, text
from sqlmodel import Session, col, select

from surveys.exchange import importing
from surveys.exchange.importing import SampleIntoReal, Taken, add, fingerprint, keys_here, mark, respondent, take
from surveys.exchange.rows import Given, Row, key_of
from surveys.fieldwork import consent, waves
from surveys.store import Store
from surveys.tables import Answer, AnswerState, Purpose, Response, ResponseState, Vote, Wave

ASKED = questionnaire(
    item("group", "choice", options=options("customer", "practitioner")),
    item("why", "open"),
    item("react", "statements", seeds=[{"key": key, "text": text(key)} for key in ("one", "two")], from_items=["why"]),
    segment="group",
)  # fmt: skip
NOW = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def row(number: int, *, reactions: Mapping[str, str] | None = None, state: str = "approved", **settings: Any) -> Row:
    """Somebody of a file who said why."""
    given: dict[str, Any] = {
        "platform": "discord", "language": "en", "group": None, "completed": True, "started_on": None, "quotes": {},
        "answers": {"group": Given("customer", ""), "why": Given(f"Darum {number}", state)},
        "reactions": {"react": reactions or {}},
    }  # fmt: skip
    return Row(number=number, **{**given, **settings})


def on(store: Store, work: Callable[[Session, Wave], None]) -> None:
    def unit(session: Session) -> None:
        wave = waves.field(session, ASKED, "here", waves.WaveSettings.of(ASKED, NOW), NOW)
        waves.open_wave(session, wave, NOW)
        work(session, wave)

    store.write_now(unit)


def taken(session: Session, wave: Wave, *rows: Row, told: Callable[[int], None] = lambda done: None) -> Taken:
    return take(session, wave, lambda: rows, "file", NOW, told)


def votes(session: Session) -> list[int]:
    return sorted(vote.value for vote in session.exec(select(Vote)))


def test_a_file_is_told_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")

    assert fingerprint(tmp_path / "a") == hashlib.sha256(b"abc").hexdigest()


def test_somebody_is_told_by_the_key_of_the_export_or_by_file_and_number_and_anew_in_each_wave() -> None:
    one, other = (Wave(id=name, key=name, community_id="c", questionnaire_id="q", created_at=NOW) for name in "ab")

    def hashed(words: str) -> str:
        return hashlib.sha256(words.encode()).hexdigest()[:32]

    assert respondent(one, "file", row(7)) == hashed("import:a:file:7")
    assert respondent(one, "file", row(7, key="k")) == hashed("import:a:k") == respondent(one, "other", row(8, key="k"))
    assert respondent(other, "file", row(7)) == hashed("import:b:file:7")


def test_what_an_import_did_is_counted(store: Store) -> None:
    def work(session: Session, wave: Wave) -> None:
        said: list[int] = []
        first = taken(session, wave, row(1), row(2), told=said.append)
        second = taken(session, wave, row(1), row(2), row(3))

        assert first == Taken(added=2, known=0, lost=0, marked=False)
        assert second == Taken(added=1, known=2, lost=0, marked=False)
        assert said == [1, 2]

    on(store, work)


def test_people_of_a_file_come_with_what_the_file_says_of_them(store: Store) -> None:
    def work(session: Session, wave: Wave) -> None:
        taken(session, wave, row(1, quotes={"quote_web": "named"}), row(2, completed=False, platform="telegram"))
        found = {each.respondent_id: each for each in session.exec(select(Response))}
        one, two = (found[respondent(wave, "file", row(number))] for number in (1, 2))

        assert (one.platform, one.language, one.segment, one.state) == (
            "discord", "en", "customer", ResponseState.COMPLETE,
        )  # fmt: skip
        assert (two.platform, two.state) == ("telegram", ResponseState.PARTIAL)
        assert consent.has(session, wave, one.respondent_id, Purpose.QUOTE_WEB)
        assert not consent.has(session, wave, one.respondent_id, Purpose.QUOTE_HERE)
        assert consent.has(session, wave, two.respondent_id, Purpose.TAKE_PART)

    on(store, work)


def test_words_keep_what_moderators_decided(store: Store) -> None:
    states = ("approved", "rejected", "pending", "sensitive", "")

    def work(session: Session, wave: Wave) -> None:
        taken(session, wave, *(row(number, state=state) for number, state in enumerate(states)))
        found = session.exec(select(Answer).where(Answer.item == "why").order_by(col(Answer.value))).all()

        assert sorted((each.value, each.state) for each in found) == [
            ("Darum 0", AnswerState.APPROVED), ("Darum 1", AnswerState.REJECTED), ("Darum 2", AnswerState.PENDING),
            ("Darum 3", AnswerState.PENDING), ("Darum 4", AnswerState.PENDING),
        ]  # fmt: skip

    on(store, work)


def test_reactions_find_sentences_of_this_wave_and_the_others_are_counted_as_lost(store: Store) -> None:
    def work(session: Session, wave: Wave) -> None:
        may = {"quote_here": "yes"}
        one = row(1, quotes=may, reactions={"one": "agree", "three": "agree"})
        two = row(2, quotes=may, reactions={"why-1": "disagree", "why-2": "agree", "why-9": "pass", "two": "pass"})

        # Sentence three was never here, and nobody has number nine; one's own sentence is not voted on.
        done = taken(session, wave, one, two)
        assert (done.added, done.lost) == (2, 2)
        once = votes(session)
        assert once[:3] == [-1, 0, 1]
        assert (taken(session, wave, one, two).lost, votes(session)) == (2, once)

    on(store, work)


def test_the_waves_own_people_are_neither_stored_again_nor_react_again(store: Store) -> None:
    def work(session: Session, wave: Wave) -> None:
        who = importing.RespondentId("1" * 32)
        importing._store(session, wave, ASKED, row(1), who, NOW)
        key = key_of(wave, who)
        done = taken(session, wave, row(1, key=key, reactions={"gone": "agree", "one": "agree"}), row(2))

        assert keys_here(session, wave) == {key, key_of(wave, respondent(wave, "file", row(2)))}
        assert done == Taken(added=1, known=1, lost=0)
        assert votes(session) == []

    on(store, work)


def test_who_is_new_is_given_by_pseudonym_in_the_order_of_the_file(store: Store) -> None:
    def work(session: Session, wave: Wave) -> None:
        first = add(session, wave, [row(2), row(1)], "file", (), NOW)
        second = add(session, wave, [row(1), row(3), row(4, key="here")], "file", {"here"}, NOW)

        assert first == [respondent(wave, "file", row(number)) for number in (2, 1)]
        assert second == [respondent(wave, "file", row(3))]

    on(store, work)


def test_a_wave_becomes_a_sample_once_and_never_where_people_answered(store: Store) -> None:
    def work(session: Session, wave: Wave) -> None:
        done = taken(session, wave, row(1, sample=True))
        assert (done.marked, wave.sample) == (True, True)
        assert not taken(session, wave, row(2, sample=True)).marked
        assert mark(session, wave) is False

        other = waves.field(session, ASKED, "here", waves.WaveSettings.of(ASKED, NOW), NOW)
        waves.open_wave(session, other, NOW)
        taken(session, other, row(1))
        with pytest.raises(SampleIntoReal) as refused:
            taken(session, other, row(2), row(3, sample=True))
        assert (refused.value.key, refused.value.values) == ("sample-into-real", {"wave": other.key})
        assert other.sample is False

    on(store, work)

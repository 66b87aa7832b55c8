"""Does each respondent's line hold what they said, and nothing of whoever stands beside them?"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from answered import EVERY_KIND, NOON, Answered, person
from sqlmodel import select

from surveys.errors import Refused
from surveys.exchange.rows import Given, Row, cells, columns, count, has_words, key_of, rows
from surveys.fieldwork import consent, waves
from surveys.store import Store
from surveys.tables import AnswerState, Consent, Purpose

NAMES = columns(EVERY_KIND)


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def on(store: Store, work: Callable[[Answered], None], **settings: Any) -> None:
    store.write_now(lambda session: work(Answered(session, EVERY_KIND, **settings)))


def rows_of(wave: Answered) -> list[Row]:
    return list(rows(wave.session, wave.wave, EVERY_KIND))


def told(row: Row) -> dict[str, Any]:
    """The cells by their columns, without the empty ones."""
    line = cells(EVERY_KIND, row)
    assert len(line) == len(NAMES)
    return {name: cell for name, cell in zip(NAMES, line, strict=True) if cell is not None}


def test_columns_are_those_of_the_respondent_then_of_each_item_its_state_and_its_sentences() -> None:
    assert NAMES[:12] == [
        "respondent", "platform", "language", "group", "completed", "started_on", "quote_here", "quote_other",
        "quote_web", "key", "sample", "group",
    ]  # fmt: skip
    assert NAMES[NAMES.index("why") :] == [
        "why", "why.state", "how", "how.state", "react.votes", "react.one", "react.others", "report.company",
        "report.channel", "report.date", "report.outcome", "report.wait_minutes", "report.solved", "report.story",
        "report.state",
    ]  # fmt: skip


def test_only_what_people_word_themselves_is_moderated() -> None:
    assert [item.key for item in EVERY_KIND.items if has_words(item)] == ["why", "how", "report"]


def test_a_line_has_a_cell_for_each_column() -> None:
    row = Row(
        number=3, platform="discord", language="en", group="customer", completed=True, started_on=date(2026, 11, 3),
        quotes={"quote_web": "named"}, answers={"why": Given("Darum", "pending"), "agree": Given(4, "")},
        reactions={"react": {"why-2": "pass", "one": "agree", "why-1": "disagree"}}, key="ab", sample=True,
    )  # fmt: skip

    assert told(row) == {
        "respondent": 3, "platform": "discord", "language": "en", "group": "customer", "completed": "yes",
        "started_on": "2026-11-03", "quote_here": "no", "quote_other": "no", "quote_web": "named", "key": "ab",
        "sample": "yes", "agree": 4, "why": "Darum", "why.state": "pending", "react.one": "agree",
        "react.others": "why-1=disagree; why-2=pass",
    }  # fmt: skip


def test_what_was_not_said_is_an_empty_cell() -> None:
    row = Row(1, "telegram", "de", None, False, None, {}, {}, {})

    assert told(row) == {
        "respondent": 1, "platform": "telegram", "language": "de", "completed": "no", "quote_here": "no",
        "quote_other": "no", "quote_web": "no",
    }  # fmt: skip


# --- from a wave ---


def test_people_are_numbered_by_their_pseudonyms_and_only_those_who_answered(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.say(5, group="practitioner", platform="discord", agree=2)
        wave.say(2, Purpose.QUOTE_HERE, agree=4)
        wave.say(3)
        wave.wave.sample = True
        found = rows_of(wave)

        assert [(row.number, row.platform, row.group, row.answers["agree"]) for row in found] == [
            (1, "telegram", "customer", Given(4, "")), (2, "discord", "practitioner", Given(2, "")),
        ]  # fmt: skip
        assert count(wave.session, wave.wave) == 2
        assert {row.sample for row in found} == {True}
        assert {row.started_on for row in found} == {NOON.date()}
        assert {row.completed for row in found} == {False}
        assert [row.quotes for row in found] == [{"quote_here": "yes"}, {}]

    on(store, work)


def test_quotes_are_as_agreed_with_a_name_or_without_and_none_without_taking_part(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.say(1, Purpose.QUOTE_HERE, Purpose.QUOTE_WEB, name="Jana", agree=1)
        wave.say(2, Purpose.QUOTE_OTHER, agree=1)
        wave.say(3, Purpose.QUOTE_HERE, agree=1)
        agreed = select(Consent).where(Consent.respondent_id == person(3), Consent.purpose == Purpose.TAKE_PART)
        wave.session.exec(agreed).one().withdrawn_at = NOON
        wave.say(4, Purpose.QUOTE_HERE, Purpose.QUOTE_WEB, agree=1)
        consent.withdraw(wave.session, wave.wave, person(4), Purpose.QUOTE_WEB, NOON)

        assert [row.quotes for row in rows_of(wave)] == [
            {"quote_here": "named", "quote_web": "named"}, {"quote_other": "yes"}, {}, {"quote_here": "yes"},
        ]  # fmt: skip

    on(store, work, named_quotes=True)


def test_words_have_the_state_that_was_decided_and_sensitive_ones_say_so(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.say(1, why="a", state=AnswerState.PENDING)
        wave.say(2, why="b", state=AnswerState.REJECTED, agree=3)
        wave.say(3, why="c", sensitive=True)

        assert [{key: given.state for key, given in row.answers.items()} for row in rows_of(wave)] == [
            {"why": "pending"}, {"why": "rejected", "agree": ""}, {"why": "sensitive"},
        ]  # fmt: skip

    on(store, work)


def test_an_answer_to_a_question_that_is_asked_no_more_is_left_out(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.say(1, agree=3, gone="x")

        assert [set(row.answers) for row in rows_of(wave)] == [{"agree"}]

    on(store, work)


def test_reactions_name_the_sentence_by_its_seed_or_by_the_number_of_who_said_it(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number in (2, 4, 6):
            wave.say(number, why=f"Satz {number}")
        wave.say(8, agree=1)
        said = wave.statement("Satz 4", wave.answer(4).id)
        gone = wave.statement("Satz von jemandem")
        wave.react([2, 6], said, 1)
        wave.react([4, 6], gone, -1)
        wave.react([7], said, 0)  # somebody without an answer, between two who have one
        wave.react([6], wave.statement("Satz 6", wave.answer(6).id), 0)

        assert [dict(row.reactions) for row in rows_of(wave)] == [
            {"react": {"why-2": "agree"}},
            {"react": {"None-0": "disagree"}},
            {"react": {"why-2": "agree", "None-0": "disagree", "why-3": "pass"}},
            {},
        ]

    on(store, work)


def test_a_key_is_twenty_digits_of_a_hash_of_wave_and_respondent_and_none_in_an_anonymous_wave(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.say(1, agree=1)
        whole = hashlib.sha256(f"export:{wave.wave.id}:{person(1)}".encode()).hexdigest()

        assert [row.key for row in rows_of(wave)] == [whole[:20]] == [key_of(wave.wave, person(1))]
        wave.wave.anonymous = True
        assert key_of(wave.wave, person(1)) == ""
        with pytest.raises(Refused) as refused:
            rows_of(wave)
        assert refused.value.key == "anonymous-not-over"
        waves.close(wave.session, wave.wave, NOON)
        assert [(row.key, row.started_on) for row in rows_of(wave)] == [("", None)]

    on(store, work)

"""What is left of an anonymous wave once it is over?"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fielding import ME, THEM, YOU, Field, in_field, item, options, questionnaire
from sqlmodel import Session, select

from surveys.analysis import mixing, release, results
from surveys.errors import Refused
from surveys.exchange.importing import take as take_import
from surveys.fieldwork import consent, counts, moderation, responses, severing, traces, waves
from surveys.fieldwork.acts import Pick, Say
from surveys.fieldwork.rows import table_of
from surveys.fieldwork.severing import OF_PEOPLE
from surveys.store import Store
from surveys.tables import (
    Answer,
    AnswerState,
    Consent,
    Departure,
    Purpose,
    Response,
    ResponseState,
    Tally,
    Wave,
    WaveState,
)

ASKED = questionnaire(item("pick", "choice", options=options("a", "b")), item("why", "open"))
OPEN_WORDS = questionnaire(
    item("pick", "choice", options=options("a", "b")), item("why", "open"), wave={"moderated": False}
)


def anonymous(field: Field) -> Field:
    field.wave.anonymous = True
    field.session.flush()
    return field


def people(field: Field, count: int, option: str = "a", start: int = 0) -> None:
    for number in range(start, start + count):
        who = f"{number:032x}"
        field.join(who)
        field.act(Pick("pick", "value", option), who=who)


def ended(field: Field) -> None:
    field.now += timedelta(days=7)
    waves.close(field.session, field.wave, field.now)
    release.release(field.session, field.wave, field.now, closing=True)
    mixing.mix(field.session, field.wave)
    severing.sever(field.session, field.wave, field.now)


def test_of_an_act_only_the_day_is_noted(store: Store, now: datetime) -> None:
    def work(field: Field) -> None:
        anonymous(field)
        field.now += timedelta(hours=3, seconds=7)
        field.join(ME, "discord", Purpose.QUOTE_HERE)
        field.act(Pick("pick", "value", "a"), Say("weil"), platform="discord")

        day = field.now.replace(hour=0, minute=0, second=0, microsecond=0)
        assert moments(field) == {day}
        [response] = field.session.exec(select(Response)).all()
        assert (response.platform, response.language) == (traces.NOWHERE, "de")

    in_field(store, now, work, ASKED)


def test_nobody_counts_by_platform(store: Store, now: datetime) -> None:
    def work(field: Field) -> None:
        anonymous(field)
        people(field, 6)

        live = counts.live(field.session, field.wave)
        assert not any("|p:" in cell for cells in live.values() for cell in cells)
        assert live == counts.recount(field.session, field.wave, ASKED)

    in_field(store, now, work, ASKED)


def test_participants_are_told_by_fives(store: Store, now: datetime) -> None:
    def work(field: Field) -> None:
        anonymous(field)
        told = []
        for number in range(13):
            people(field, 1, start=number)
            field.now += timedelta(minutes=10)
            release.release(field.session, field.wave, field.now)
            told.append(results.participants(field.session, field.wave))

        # Nobody is told of before the fifth, then each fifth.
        assert told == [0] * 4 + [5] * 5 + [10] * 4

    in_field(store, now, work, ASKED)


def test_a_changed_answer_is_released_though_only_its_day_is_known(store: Store, now: datetime) -> None:
    def work(field: Field) -> None:
        anonymous(field)
        people(field, 6)
        release.release(field.session, field.wave, field.now)
        field.now += timedelta(minutes=20)
        people(field, 5, "b")
        published = release.release(field.session, field.wave, field.now)

        assert published is not None
        assert published.counts["pick"] == {"n": 6, "a": 1, "b": 5}

    in_field(store, now, work, ASKED)


def test_words_wait_for_the_end_and_are_then_looked_at_or_not_as_in_any_wave(store: Store, now: datetime) -> None:
    def work(field: Field) -> None:
        anonymous(field)
        for who in (ME, YOU):
            field.join(who)
            field.act(Pick("pick", "value", "a"), Say("weil es so ist, wie es ist"), who=who)
        before = moderation.count(field.session, field.wave), moderation.pending(field.session, field.wave)
        ended(field)
        after = moderation.pending(field.session, field.wave)

        assert before == (0, [])
        assert len(after) == moderation.count(field.session, field.wave) == (2 if field.asked is ASKED else 0)
        words = field.session.exec(select(Answer).where(Answer.item == "why", Answer.wave_id == field.wave.id)).all()
        expected = AnswerState.PENDING if field.asked is ASKED else AnswerState.APPROVED
        assert {answer.state for answer in words} == {expected}

    in_field(store, now, work, ASKED)
    in_field(store, now, work, OPEN_WORDS)


def test_after_the_end_all_rows_are_of_one_day_and_nothing_says_how_they_came(store: Store, now: datetime) -> None:
    def work(field: Field) -> None:
        anonymous(field)
        field.join(ME, "telegram", Purpose.QUOTE_HERE)
        field.act(Pick("pick", "value", "a"))
        field.act(Say("erst so und dann doch anders"), source="5" * 64)
        field.now += timedelta(days=2)
        field.join(YOU)
        field.act(Pick("pick", "value", "b"), Pick("pick", "value", "a"), Pick("pick", "value", "b"), who=YOU)
        ended(field)

        assert moments(field) == {traces.moment(field.wave, field.now)}
        answers = field.session.exec(select(Answer)).all()
        assert {(each.source, each.reason, each.revision) for each in answers} == {(None, None, 0)}
        left = field.session.exec(select(Response)).all()
        assert {(each.position, str(each.draft), str(each.skipped)) for each in left} == {(None, "{}", "[]")}
        assert Counter((each.item, each.value) for each in answers) == {
            ("pick", "a"): 1, ("pick", "b"): 1, ("why", "erst so und dann doch anders"): 1,
        }  # fmt: skip

    in_field(store, now, work, ASKED)


def test_who_said_nothing_or_took_it_back_leaves_nothing(store: Store, now: datetime) -> None:
    def work(field: Field) -> None:
        anonymous(field)
        for who in (ME, YOU, THEM):
            field.join(who, "telegram", Purpose.QUOTE_HERE)
        for who in (YOU, THEM):
            field.act(Pick("pick", "value", "a"), who=who)
        consent.withdraw(field.session, field.wave, YOU, Purpose.TAKE_PART, field.now)
        consent.withdraw(field.session, field.wave, THEM, Purpose.QUOTE_HERE, field.now)
        ended(field)

        [response] = field.session.exec(select(Response)).all()
        given = field.session.exec(select(Consent)).all()
        assert (response.respondent_id, response.state) == (THEM, ResponseState.PARTIAL)
        assert [(each.respondent_id, each.purpose) for each in given] == [(THEM, Purpose.TAKE_PART)]

    in_field(store, now, work, ASKED)


def test_the_end_changes_no_count_and_comes_twice_as_once(store: Store, now: datetime) -> None:
    def work(field: Field) -> None:
        anonymous(field)
        people(field, 7)
        people(field, 4, "b", start=7)
        release.release(field.session, field.wave, field.now)
        ended(field)
        published = release.release(field.session, field.wave, field.now, closing=True)
        severing.sever(field.session, field.wave, field.now)
        mixing.mix(field.session, field.wave)
        again = release.release(field.session, field.wave, field.now, closing=True)

        assert published is not None
        assert again is not None
        # Four b are under five: they are participants, and in no table.
        assert published.counts["pick"] == again.counts["pick"] == {"n": 7, "a": 7}
        assert counts.live(field.session, field.wave) == counts.recount(field.session, field.wave, ASKED)

    in_field(store, now, work, ASKED)


def test_who_was_released_is_drawn_anew_among_those_who_answered_alike(store: Store, now: datetime) -> None:
    """Seven say a and are released, three more say a afterwards: over many draws each of the ten is among the three."""

    def work(field: Field) -> None:
        anonymous(field)
        people(field, 7)
        release.release(field.session, field.wave, field.now)
        people(field, 3, start=7)
        waiting: Counter[str] = Counter()
        for _ in range(100):
            mixing.mix(field.session, field.wave)
            left = [answer.respondent_id for answer in field.session.exec(select(Answer)) if not answer.released]
            assert len(left) == 3
            waiting.update(left)

        # Each is drawn with 3/10; that one of ten is never in 100 draws has a chance of 10 * 0.7 ** 100 = 3e-15.
        assert len(waiting) == 10

    in_field(store, now, work, ASKED)


def test_rows_are_not_kept_in_the_order_in_which_people_came(store: Store, now: datetime) -> None:
    """Of 20 people in random order the chance of the order of coming is 1 in 20! = 2e18."""

    def work(field: Field) -> None:
        anonymous(field)
        people(field, 20)
        came = [f"{number:032x}" for number in range(20)]
        if field.session.connection().dialect.name == "sqlite":
            for who in came:
                severing.scatter(field.session, field.wave.id, who)
            assert all(stored(field, table_of(model)) != came for model in OF_PEOPLE if stored(field, table_of(model)))
        ended(field)

        for name in ("response", "answer", "consent"):
            order = stored(field, sa.table(name, sa.column("respondent_id")))
            assert order != came
            assert sorted(order) == came

    in_field(store, now, work, ASKED)


def test_counts_are_not_kept_in_the_order_in_which_they_were_first_needed(store: Store, now: datetime) -> None:
    """Twelve people choose one option each, in a row: that the order is kept by chance is 1 in 12! = 5e8."""
    letters = [f"o{number:02}" for number in range(12)]

    def work(field: Field) -> None:
        anonymous(field)
        for number, option in enumerate(letters):
            people(field, 1, option, start=number)
            severing.scatter(field.session, field.wave.id, f"{number:032x}")
        before = cells(field)
        people(field, 1, letters[1])  # the first one changes over: nobody has the first option any more
        ended(field)
        after = cells(field)

        if field.session.connection().dialect.name == "sqlite":
            assert before != letters
        assert after != letters
        assert sorted(after) == letters[1:]

    def cells(field: Field) -> list[str]:
        return [cell for cell in stored(field, table_of(Tally), "cell") if cell in letters]

    in_field(store, now, work, questionnaire(item("pick", "choice", options=options(*letters))))


def test_nothing_is_left_of_an_answer_that_was_taken_back_after_it_was_released(store: Store, now: datetime) -> None:
    def work(field: Field) -> None:
        anonymous(field)
        people(field, 7)
        release.release(field.session, field.wave, field.now)
        responses.withdraw_all(field.session, field.wave, f"{3:032x}", field.now)
        left = [each.item for each in field.session.exec(select(Departure))]
        ended(field)

        assert left == ["pick"]
        assert field.session.exec(select(Departure)).all() == []
        assert len(field.session.exec(select(Answer)).all()) == 6

    in_field(store, now, work, ASKED)


def test_answers_from_a_file_are_refused(store: Store, now: datetime) -> None:
    def work(field: Field) -> None:
        anonymous(field)
        with pytest.raises(Refused):
            take_import(field.session, field.wave, list, "file", field.now)

    in_field(store, now, work, ASKED)


def test_only_a_wave_that_runs_is_veiled(now: datetime) -> None:
    wave = Wave(key="w", community_id="here", questionnaire_id="q", created_at=now, anonymous=True)

    assert [waves.is_veiled(wave) for wave.state in WaveState] == [True, True, True, False]
    wave.anonymous = False
    assert not any(waves.is_veiled(wave) for wave.state in WaveState)


def moments(field: Field) -> set[datetime]:
    """Every moment that stands in a row of a respondent."""
    found: set[Any] = set()
    for model in OF_PEOPLE:
        for row in field.session.connection().execute(sa.select(table_of(model))).mappings():
            found |= {value for value in row.values() if isinstance(value, datetime)}
    return found


def stored(field: Field, table: Any, column: str = "respondent_id") -> list[str]:
    """Respondents (or another column) in the order in which the database keeps their rows."""
    session: Session = field.session
    session.flush()
    place = "rowid" if session.connection().dialect.name == "sqlite" else "ctid"
    query = sa.select(table.c[column]).order_by(sa.literal_column(place))
    return list(session.connection().execute(query).scalars())


def test_an_answer_by_its_message_is_found_no_more(store: Store, now: datetime) -> None:
    def work(field: Field) -> None:
        anonymous(field)
        field.join(ME)
        field.act(Pick("pick", "value", "a"))
        field.act(Say("in dieser Nachricht stand es"), source="7" * 64)
        assert responses.by_source(field.session, "7" * 64) is not None
        ended(field)

        assert responses.by_source(field.session, "7" * 64) is None

    in_field(store, now, work, ASKED)

"""Does a statement that is compiled once say the same as SQLAlchemy's own way of running it?"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from surveys.databases.prepared import Prepared
from surveys.fieldwork.rows import direct, table_of, upsert
from surveys.store import Store
from surveys.tables import FieldedQuestionnaire, Visibility, Wave, WaveState

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
WAVE = table_of(Wave)
BY_STATE = sa.select(WAVE).where(WAVE.c.state == sa.bindparam("which"), WAVE.c.locked.is_(False)).order_by(WAVE.c.key)


def a_questionnaire(session: Session) -> str:
    fielded = FieldedQuestionnaire(key="q", digest="d" * 64, body={"wörter": ["ä", 1, 2.5, None]}, created_at=NOW)
    session.add(fielded)
    session.flush()
    return fielded.id


def row(number: int, questionnaire: str) -> dict[str, object]:
    wave = Wave(key=f"q-{number}", number=number, community_id="here", questionnaire_id=questionnaire, created_at=NOW)
    return wave.model_dump() | {"state": WaveState.OPEN, "visibility": Visibility.OPEN, "closes_at": NOW}


def test_rows_come_out_as_the_columns_say(store: Store) -> None:
    def work(session: Session) -> None:
        questionnaire = a_questionnaire(session)
        Prepared(sa.insert(WAVE)).run_each(direct(session), [row(number, questionnaire) for number in (1, 2)])

        found = Prepared(BY_STATE).rows(direct(session), {"which": WaveState.OPEN})

        assert found == [tuple(each) for each in direct(session).execute(BY_STATE, {"which": WaveState.OPEN})]
        assert [each[WAVE.c.keys().index("closes_at")] for each in found] == [NOW, NOW]

    store.write_now(work)


def test_json_goes_in_and_out(store: Store) -> None:
    table = table_of(FieldedQuestionnaire)

    def work(session: Session) -> None:
        body = {"wörter": ["ä", 1, 2.5, None]}
        given = {"id": "x", "key": "q", "digest": "e" * 64, "body": body, "created_at": NOW}
        Prepared(sa.insert(table)).run(direct(session), given)

        found = Prepared(sa.select(table.c.body).where(table.c.id == sa.bindparam("which")))

        assert found.rows(direct(session), {"which": "x"}) == [(body,)]

    store.write_now(work)


def test_each_dialect_has_its_own_upsert_and_tells_how_many_rows_changed(store: Store) -> None:
    put = Prepared(
        upsert(
            WAVE,
            lambda insert: insert.on_conflict_do_update(
                index_elements=["id"], set_={"number": WAVE.c.number + insert.excluded.number}
            ),
        )
    )

    def work(session: Session) -> None:
        given = row(3, a_questionnaire(session))

        assert put.run(direct(session), given) == put.run(direct(session), given) == 1
        assert direct(session).execute(sa.select(WAVE.c.number)).scalar_one() == 6

    store.write_now(work)


def test_what_a_failing_unit_wrote_is_undone_with_it(store: Store) -> None:
    def work(session: Session) -> None:
        Prepared(sa.insert(WAVE)).run(direct(session), row(1, a_questionnaire(session)))
        raise LookupError

    with contextlib.suppress(LookupError):
        store.write_now(work)

    assert store.read_now(lambda session: session.connection().execute(sa.select(WAVE)).all()) == []


# --- what goes in, and what comes out, in a small table ---

LETTER = sa.Table(
    "letter",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender", sa.String),
    sa.Column("subject", sa.String),
    sa.Column("at", sa.DateTime),
    sa.Column("sealed", sa.Boolean),
)
NAIVE = NOW.replace(tzinfo=None)


@pytest.fixture(params=["qmark", "named"])
def letters(request: pytest.FixtureRequest) -> Iterator[sa.Connection]:
    """Two letters; the driver counts its parameters, or names them as that of PostgreSQL does."""
    engine = sa.create_engine("sqlite://", paramstyle=request.param)
    with engine.begin() as connection:
        LETTER.metadata.create_all(connection)
        fixed = {"at": NAIVE, "sealed": True}
        write = Prepared(sa.insert(LETTER))
        write.run(connection, {"id": 1, "sender": "ada", "subject": "eins"} | fixed)
        write.run(connection, {"sealed": False, "at": None, "subject": "zwei", "sender": "bob", "id": 2})
        yield connection
    engine.dispose()


def test_values_find_their_places_in_whatever_order_they_are_given(letters: sa.Connection) -> None:
    found = letters.execute(sa.select(LETTER).order_by(LETTER.c.id)).all()

    assert [tuple(row) for row in found] == [(1, "ada", "eins", NAIVE, True), (2, "bob", "zwei", None, False)]


def test_a_single_value_is_one_value_however_many_characters_it_has(letters: sa.Connection) -> None:
    by_sender = Prepared(sa.select(LETTER.c.id).where(LETTER.c.sender == sa.bindparam("who")))

    assert by_sender.rows(letters, {"who": "bob"}) == [(2,)]
    assert by_sender.rows(letters, {"who": "b"}) == []


def test_two_plain_values_are_not_mixed_up(letters: sa.Connection) -> None:
    both = Prepared(
        sa.select(LETTER.c.id).where(LETTER.c.subject == sa.bindparam("what"), LETTER.c.sender == sa.bindparam("who"))
    )

    assert both.rows(letters, {"who": "bob", "what": "zwei", "more": "is left alone"}) == [(2,)]
    assert both.rows(letters, {"who": "zwei", "what": "bob"}) == []


@pytest.mark.parametrize("letters", ["qmark"], indirect=True)
def test_a_value_that_is_forgotten_is_told_and_not_taken_for_nothing(letters: sa.Connection) -> None:
    both = Prepared(
        sa.select(LETTER.c.id).where(LETTER.c.subject == sa.bindparam("what"), LETTER.c.sender == sa.bindparam("who"))
    )

    with pytest.raises(KeyError, match="who"):
        both.rows(letters, {"what": "zwei"})


def test_a_statement_may_bring_a_value_of_its_own_that_is_replaced_where_another_is_given(
    letters: sa.Connection,
) -> None:
    query = sa.select(LETTER.c.id).where(
        LETTER.c.subject == sa.bindparam("what", "eins"), LETTER.c.sender == "ada", LETTER.c.id == sa.bindparam("which")
    )
    found = Prepared(query)

    assert found.rows(letters, {"which": 1}) == [(1,)]
    assert found.rows(letters, {"which": 1, "what": "zwei"}) == []


def test_a_time_beside_a_plain_value_goes_in_as_its_column_keeps_it(letters: sa.Connection) -> None:
    move = Prepared(
        sa.update(LETTER).where(LETTER.c.id == sa.bindparam("which")).values(at=sa.bindparam("then", type_=sa.DateTime))
    )
    changed = move.run(letters, {"which": 2, "then": NAIVE})

    assert changed == 1
    assert letters.exec_driver_sql("SELECT at FROM letter WHERE id = 2").scalar_one() == "2026-11-23 10:00:00.000000"


def test_raw_rows_are_the_drivers_and_can_be_read_afterwards(letters: sa.Connection) -> None:
    query = Prepared(sa.select(LETTER.c.id, LETTER.c.at, LETTER.c.sealed).order_by(LETTER.c.id))
    raw = query.raw(letters, {})

    assert raw == [(1, "2026-11-23 10:00:00.000000", 1), (2, None, 0)]
    assert query.read(letters, raw) == query.rows(letters, {}) == [(1, NAIVE, True), (2, None, False)]
    assert query.read(letters, []) == []


def test_rows_whose_columns_need_no_reading_are_tuples_as_well(letters: sa.Connection) -> None:
    found = Prepared(sa.select(LETTER.c.id, LETTER.c.sender).order_by(LETTER.c.id)).rows(letters, {})

    assert found == [(1, "ada"), (2, "bob")]
    assert {type(row) for row in found} == {tuple}


def test_it_is_told_how_many_rows_changed(letters: sa.Connection) -> None:
    seal = Prepared(sa.update(LETTER).values(sealed=True).where(LETTER.c.id <= sa.bindparam("last")))

    assert [seal.run(letters, {"last": last}) for last in (0, 1, 2)] == [0, 1, 2]


def test_it_is_run_for_each_of_many_and_for_none(letters: sa.Connection) -> None:
    rest = {"subject": "s", "at": NAIVE, "sealed": False}
    write = Prepared(sa.insert(LETTER))
    write.run_each(letters, [])
    write.run_each(letters, [{"id": number, "sender": f"p{number}"} | rest for number in (7, 8, 9)])
    found = letters.execute(sa.select(LETTER.c.id, LETTER.c.sender, LETTER.c.at).where(LETTER.c.id > 2)).all()

    assert [tuple(row) for row in found] == [(number, f"p{number}", NAIVE) for number in (7, 8, 9)]


def test_what_a_writing_statement_returns_comes_as_the_driver_gives_it(letters: sa.Connection) -> None:
    gone = Prepared(sa.delete(LETTER).where(LETTER.c.id == sa.bindparam("which")).returning(LETTER.c.sender))

    assert gone.rows(letters, {"which": 1}) == [("ada",)]
    assert gone.rows(letters, {"which": 1}) == []


def test_of_a_statement_for_each_dialect_the_own_one_is_run(letters: sa.Connection) -> None:
    query = Prepared({"postgresql": sa.select(sa.literal(1)), "sqlite": sa.select(sa.literal(2))})

    assert query.rows(letters, {}) == [(2,)]

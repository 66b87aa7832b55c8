"""Does a statement that is compiled once say the same as SQLAlchemy's own way of running it?"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

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

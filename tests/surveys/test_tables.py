"""Are the tables declared as the database has them, and does a new row begin as people were told?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from surveys import tables
from surveys.store import database_of, normalised
from surveys.tables import TABLES

# What a new row has that was not given: nobody has to say it, so nobody may be surprised by it.
BEGINNINGS: dict[str, dict[str, object]] = {
    "questionnaire": {},
    "wave": {
        "number": 1, "state": "draft", "language": "de", "opens_at": None, "closes_at": None, "opened_at": None,
        "closed_at": None, "digest_every_days": 7, "visibility": "after-answer", "latecomers": False,
        "anonymous": False, "named_quotes": False, "retention_months": 12, "sample": False, "locked": False,
        "remind": True, "every_weeks": 0, "follows": None,
    },
    "consent": {"shown_name": None, "withdrawn_at": None},
    "response": {
        "state": "open", "language": "de", "segment": None, "position": None, "draft": {}, "skipped": [], "pace": None,
        "seed": 0,
    },
    "answer": {
        "source": None, "state": "pending", "sensitive": False, "reason": None, "revision": 0, "released": [],
    },
    "statement": {"seed": None, "answer_id": None, "position": 0, "held": False},
    "vote": {"released": []},
    "report": {"settled": False},
    "theme": {
        "definition": "", "keywords": [], "origin": "machine", "state": "proposed", "into": None, "position": 0,
    },
    "coding": {"coder": "", "theme_id": None, "confidence": 1.0, "revision": 0, "rank": 0, "duplicate": False},
    "vector": {"revision": 0},
    "theme_event": {"other_id": None, "answers": 0},
    "finding": {},
    "tally": {},
    "departure": {},
    "release": {"closing": False},
    "digest": {"final": False},
    "quote": {},
}  # fmt: skip


def declared(table: type[SQLModel]) -> sa.Table:
    found = SQLModel.metadata.tables[str(table.__tablename__)]
    assert isinstance(found, sa.Table)
    return found


def schema(connection: sa.Connection) -> dict[str, Any]:
    """What a database says about our tables."""
    inspector = sa.inspect(connection)

    def told(found: Any, *keys: str) -> list[str]:
        return sorted(str({key: entry.get(key) for key in ("name", *keys)}) for entry in found)

    return {
        name: {
            "columns": told(inspector.get_columns(name), "type", "nullable"),
            "key": inspector.get_pk_constraint(name)["constrained_columns"],
            "parents": told(inspector.get_foreign_keys(name), "constrained_columns", "referred_table", "options"),
            "uniques": told(inspector.get_unique_constraints(name), "column_names"),
            "indexes": told(inspector.get_indexes(name), "column_names", "unique"),
            "checks": told(inspector.get_check_constraints(name), "sqltext"),
        }
        for name in (declared(table).name for table in TABLES)
    }


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_every_table_is_declared_as_migrations_have_made_it(store_url: str, tmp_path: Path) -> None:
    new = sa.create_engine(f"sqlite:///{tmp_path / 'new.db'}")
    with new.begin() as connection:
        SQLModel.metadata.create_all(connection, tables=[declared(table) for table in TABLES])
        wanted = schema(connection)
    new.dispose()
    with database_of(normalised(store_url)).migrating().connect() as connection:
        migrated = schema(connection)

    assert {name: migrated[name] for name in wanted} == wanted


def test_enums_are_texts_with_a_check_in_postgresql_too() -> None:
    made = str(CreateTable(declared(tables.Wave)).compile(dialect=postgresql.dialect()))

    assert "state VARCHAR(16) NOT NULL" in made
    assert "CHECK (state IN ('draft', 'open', 'paused', 'closed'))" in made


def test_an_index_for_one_persons_rows_reads_wave_and_person() -> None:
    names = {
        str(index.name): str(CreateIndex(index).compile(dialect=sqlite.dialect()))
        for table in TABLES
        for index in declared(table).indexes
    }

    for kind in ("consent", "vote", "report", "coding", "vector"):
        assert f"ON {kind} (wave_id, respondent_id" in names[f"ix_{kind}_person"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.__tablename__))
def test_a_new_row_begins_as_told(table: type[SQLModel]) -> None:
    begun = {
        name: field.get_default(call_default_factory=True)
        for name, field in table.model_fields.items()
        if not field.is_required() and name != "id"
    }

    assert begun == BEGINNINGS[str(table.__tablename__)]


def test_no_two_rows_share_what_they_begin_with() -> None:
    field = tables.Response.model_fields["draft"]

    assert field.get_default(call_default_factory=True) is not field.get_default(call_default_factory=True)


def test_an_id_is_eighty_random_bits_in_sixteen_small_letters_and_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def seeded(count: int) -> bytes:
        asked.append(count)
        return bytes(range(count))

    monkeypatch.setattr(tables, "random_bytes", seeded)

    # 00 01 02 03 04 05 06 07 08 09 in base 32, RFC 4648 section 6
    assert tables.new_id() == "aaaqeayeaudaocaj"
    assert asked == [10]


def test_a_column_says_what_it_holds_about_a_person() -> None:
    said = {column.name: column.info["person"] for column in declared(tables.Answer).columns}

    assert said == {
        "id": "nothing", "wave_id": "nothing", "item": "noted", "respondent_id": "who", "value": "said",
        "source": "noted", "state": "noted", "sensitive": "noted", "reason": "noted", "revision": "noted",
        "released": "noted", "created_at": "noted", "updated_at": "noted",
    }  # fmt: skip


def test_a_pace_that_is_not_known_is_null_and_no_word_of_json() -> None:
    column = declared(tables.Response).columns["pace"].type

    assert isinstance(column, sa.JSON)
    assert column.none_as_null is True

"""Is a file of an export written as its readers expect it, and told of now and then?"""

from __future__ import annotations

import csv
import json
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from answered import EVERY_KIND, NOON, Answered, person
from sqlalchemy import insert
from sqlmodel import Session

from surveys.exchange import codebook, writing
from surveys.exchange.rows import columns
from surveys.fieldwork import waves
from surveys.store import Store
from surveys.tables import Answer, Purpose, Response


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def exported(
    store: Store, output: Path, kind: str, answer: Callable[[Answered], None], told: Callable[[int], None] | None = None
) -> int:
    """Let people answer, and write what they said; gives how many they are."""

    def field(session: Session) -> str:
        wave = Answered(session, EVERY_KIND)
        answer(wave)
        return wave.wave.key

    key = store.write_now(field)
    more: dict[str, Any] = {"told": told} if told else {}
    return store.read_now(lambda session: writing.export(session, waves.find(session, key), kind, output, NOON, **more))


def two(wave: Answered) -> None:
    wave.say(1, Purpose.QUOTE_HERE, why="=Grüße", agree=4)
    wave.say(2, group=None, hours=1.5)


@pytest.mark.parametrize("kind", writing.kinds())
@pytest.mark.parametrize(("people", "seen"), [(99, []), (200, [100, 200])])
def test_a_hundred_respondents_are_told_of_at_once(
    store: Store, tmp_path: Path, kind: str, people: int, seen: list[int]
) -> None:
    told: list[int] = []

    def answer(wave: Answered) -> None:
        about = {"wave_id": wave.wave.id, "updated_at": NOON}
        whos = [{**about, "respondent_id": person(number)} for number in range(people)]
        joined = [{**who, "platform": "telegram", "started_at": NOON} for who in whos]
        wave.session.execute(insert(Response), joined)
        wave.session.execute(insert(Answer), [{**who, "item": "agree", "value": 3, "created_at": NOON} for who in whos])

    assert exported(store, tmp_path / "a", kind, answer, told.append) == people
    assert told == seen


def test_a_table_in_text_has_its_words_in_quotes_and_its_numbers_bare(store: Store, tmp_path: Path) -> None:
    assert exported(store, tmp_path / "a.csv", "csv", two) == 2

    text = (tmp_path / "a.csv").read_bytes()
    assert text.startswith(b'\xef\xbb\xbf"respondent","platform"')
    head, first, second = text.decode("utf-8-sig").splitlines()
    assert next(csv.reader([head])) == columns(EVERY_KIND)
    assert first.startswith('1,"telegram","de","customer","no","2026-11-03","yes","no","no",')
    assert ',"\'=Grüße","approved",' in first
    assert second.startswith('2,"telegram","de","","no",')
    assert ",1.5," in second
    beside = (tmp_path / "a.codebook.json").read_text("utf-8")
    assert '\n  "wave": "service-1"' in beside
    assert "Auswahl" in beside
    assert "nicht repräsentativ" in beside


def test_lines_of_json_begin_with_what_they_are(store: Store, tmp_path: Path) -> None:
    assert exported(store, tmp_path / "a.jsonl", "jsonl", two) == 2

    text = (tmp_path / "a.jsonl").read_text("utf-8")
    head, first, second = map(json.loads, text.splitlines())
    assert (head["format"], head["version"], head["questionnaire"]["digest"]) == (
        "nachgefragt-answers", 1, EVERY_KIND.digest(),
    )  # fmt: skip
    assert "Grüße" in text
    key = first.pop("key")
    assert len(key) == 20
    assert first == {
        "respondent": 1, "platform": "telegram", "language": "de", "group": "customer", "completed": False,
        "started_on": "2026-11-03", "quotes": {"quote_here": "yes"},
        "answers": {"agree": {"value": 4}, "why": {"value": "=Grüße", "state": "approved"}}, "reactions": {},
    }  # fmt: skip
    assert second["answers"] == {"hours": {"value": 1.5}}


def test_a_workbook_has_a_bold_head_that_stays_and_explains_itself(store: Store, tmp_path: Path) -> None:
    assert exported(store, tmp_path / "a.xlsx", "xlsx", two) == 2

    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    answers, explained, method = book["answers"], book["codebook"], book["method"]
    names = columns(EVERY_KIND)
    assert answers.freeze_panes == "B2"
    assert [cell.value for cell in answers[1]] == names
    assert [answers[1][0].font.bold, answers[2][0].font.bold] == [True, False]
    assert [answers.cell(2, names.index(name) + 1).value for name in ("respondent", "agree", "why")] == [
        1,
        4,
        "'=Grüße",
    ]
    assert answers.cell(3, names.index("hours") + 1).value == 1.5
    assert answers.max_row == 3

    assert [cell.value for cell in explained[1]] == list(codebook.HEAD)
    assert [explained[1][0].font.bold, explained[2][0].font.bold] == [True, False]
    assert explained.cell(2, 1).value == "respondent"
    wide = explained.column_dimensions["B"]
    assert (wide.min, wide.max, round(wide.width)) == (2, 4, 61)  # and a margin
    assert round(explained.column_dimensions["A"].width) == 29
    assert method.cell(2, 1).value == "Welle"
    assert method.cell(2, 2).value == "service-1"


def test_a_file_is_whole_or_not_there_and_for_its_owner(tmp_path: Path) -> None:
    with writing.whole(tmp_path / "a.csv") as part:
        assert part.name == f".a.csv.{os.getpid()}.part"
        assert stat.S_IMODE(part.stat().st_mode) == 0o600
        part.write_text("ganz")
        assert not (tmp_path / "a.csv").exists()

    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "ganz"
    with pytest.raises(FileNotFoundError) as missing, writing.whole(tmp_path / "b" / "a.csv"):
        pass
    assert missing.value.filename == str(tmp_path / "b")
    assert missing.value.strerror == "there is no such folder"

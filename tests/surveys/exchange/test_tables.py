"""Is any table read, whatever program wrote it?"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from surveys.exchange.tables import UnreadableTable, rows

ROWS = [
    {"id": "a", "Rolle": "Kunde", "text": 'Zu teuer; "viel", zu teuer'},
    {"id": "b", "Rolle": "Händler", "text": "Zeile eins\nZeile zwei"},
]


def _csv(path: Path, encoding: str, separator: str) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, list(ROWS[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(ROWS)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found_out(encoding: str, separator: str, tmp_path: Path) -> None:
    assert rows(_csv(tmp_path / "a.csv", encoding, separator)) == ROWS


def test_a_workbook_and_lines_of_json_hold_the_same(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet("answers")
        for at, row in enumerate([list(ROWS[0]), *(list(row.values()) for row in ROWS)]):
            sheet.write_row(at, 0, row)
    with gzip.open(tmp_path / "a.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in ROWS)

    assert rows(tmp_path / "a.xlsx") == rows(tmp_path / "a.jsonl.gz") == ROWS


def test_objects_within_objects_become_columns_with_a_dot(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x", "segment": {"role": "Kunde", "age": null}, "codes": [1]}\n')

    assert rows(tmp_path / "a.jsonl") == [{"text": "x", "segment.role": "Kunde"}]


@pytest.mark.parametrize("name", ["a.pdf", "a.xlsx", "a.csv.gz", "a.jsonl"])
def test_what_is_no_table_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"[1]")

    with pytest.raises(UnreadableTable):
        rows(tmp_path / name)


def test_half_a_gzip_file_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(json.dumps(ROWS[0]).encode() * 50)
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(UnreadableTable):
        rows(tmp_path / "a.jsonl.gz")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.csv"
    path.write_bytes(content)
    try:
        found = rows(path)
    except UnreadableTable:
        return

    assert all(isinstance(cell, str) for row in found for cell in row.values())

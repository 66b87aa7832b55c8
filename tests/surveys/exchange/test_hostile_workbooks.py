"""Is a workbook that was made to do harm refused before it does?"""

from __future__ import annotations

import struct
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from surveys.exchange.sheets import NoSheet, first_sheet

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
CELL = (
    f'<worksheet {SPACE}><sheetData><row><c r="{{at}}" t="{{kind}}"><v>{{value}}</v></c></row></sheetData></worksheet>'
)


def workbook(folder: Path, sheet: str, compression: int = zipfile.ZIP_STORED) -> Path:
    path = folder / "book.xlsx"
    with zipfile.ZipFile(path, "w", compression) as book:
        book.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def test_a_cell_beyond_the_last_column_of_a_sheet_is_refused(tmp_path: Path) -> None:
    last = workbook(tmp_path, CELL.format(at="XFD1", kind="n", value=7))
    assert next(first_sheet(last))[-1] == 7

    beyond = workbook(tmp_path, CELL.format(at="XFE1", kind="n", value=7))
    with pytest.raises(NoSheet, match="columns"):
        list(first_sheet(beyond))

    # Eight letters would be a line of 200 billion cells.
    far_beyond = workbook(tmp_path, CELL.format(at="ZZZZZZZZ1", kind="n", value=7))
    with pytest.raises(NoSheet, match="columns"):
        list(first_sheet(far_beyond))


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    names = "abcdefghij"
    entities = '<!ENTITY a "0123456789">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    )
    sheet = f"<!DOCTYPE worksheet [{entities}]>" + CELL.format(
        at="A1", kind="str", value="&j;"
    )  # 10 billion characters

    with pytest.raises(NoSheet):
        list(first_sheet(workbook(tmp_path, sheet)))


def test_a_workbook_brings_no_other_file_in(tmp_path: Path) -> None:
    secret = tmp_path / "secret.key"
    secret.write_text("geheim")
    sheet = f'<!DOCTYPE worksheet [<!ENTITY e SYSTEM "{secret.as_uri()}">]>'
    sheet += CELL.format(at="A1", kind="str", value="&e;")

    with pytest.raises(NoSheet):
        list(first_sheet(workbook(tmp_path, sheet)))


@pytest.mark.parametrize(("kind", "value"), [("n", "seven"), ("s", "seven"), ("s", "7")])
def test_a_cell_that_is_not_what_it_says_is_refused(tmp_path: Path, kind: str, value: str) -> None:
    with pytest.raises(NoSheet):
        list(first_sheet(workbook(tmp_path, CELL.format(at="A1", kind=kind, value=value))))


def test_a_part_that_does_not_unpack_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path, CELL.format(at="A1", kind="n", value=7), zipfile.ZIP_DEFLATED)
    content = bytearray(path.read_bytes())
    name_length, extra_length = struct.unpack_from("<HH", content, 26)
    content[30 + name_length + extra_length] = 0xFF  # a block of a kind that does not exist
    path.write_bytes(content)

    with pytest.raises(NoSheet):
        list(first_sheet(path))

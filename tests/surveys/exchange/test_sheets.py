"""Is each cell of a workbook what it says, at its place?"""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from surveys.exchange.rows import Cell
from surveys.exchange.sheets import NoSheet, first_sheet

SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LIMIT = 2 * 1024 * 1024 * 1024  # bytes unpacked


def workbook(folder: Path, rows: str, shared: str | None = None) -> Path:
    with zipfile.ZipFile(folder / "book.xlsx", "w") as book:
        sheet = f"<worksheet {SPACE}><sheetData>{rows}</sheetData></worksheet>"
        book.writestr("xl/worksheets/sheet1.xml", sheet)
        if shared is not None:
            book.writestr("xl/sharedStrings.xml", f"<sst {SPACE}>{shared}</sst>")
    return folder / "book.xlsx"


def line(folder: Path, cells: str, shared: str | None = None) -> list[Cell]:
    [found] = first_sheet(workbook(folder, f"<row>{cells}</row>", shared))
    return found


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A1"><v>7</v></c>', 7),  # without a kind it is a number
        ('<c r="A1" t="n"><v>7.0</v></c>', 7),
        ('<c r="A1" t="n"><v>7.25</v></c>', 7.25),
        ('<c r="A1" t="n"><v>-1e3</v></c>', -1000),
        ('<c r="A1" t="s"><v>1</v></c>', "zwei drei"),
        ('<c r="A1" t="str"><v>=_x0041_b</v></c>', "=Ab"),
        ('<c r="A1" t="inlineStr"><is><t>ein</t><r><t>s_x00e4_</t></r></is></c>', "einsä"),
        ('<c r="A1" t="str"><v></v></c>', None),
        ('<c r="A1" t="s"></c>', None),
    ],
)
def test_a_cell_is_a_number_a_text_of_its_own_or_a_shared_one(tmp_path: Path, cell: str, value: Cell) -> None:
    found = line(tmp_path, cell, "<si><t>eins</t></si><si><r><t>zwei </t></r><r><t>drei</t></r></si>")

    assert found == [value]
    assert type(found[0]) is type(value)


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        (("A1", "B1"), [1, 2]),
        (("B1", "D1"), [None, 1, None, 2]),
        (("Z1", "AA1"), [*[None] * 25, 1, 2]),
        (("BA1",), [*[None] * 52, 1]),
        (("c1",), [None, None, 1]),
        (("", ""), [1, 2]),  # without a place one stands behind the other
        (("A1:C1",), [1]),
    ],
)
def test_a_cell_stands_in_the_column_that_its_letters_name(
    tmp_path: Path, references: tuple[str, ...], expected: list[Cell]
) -> None:
    cells = "".join(f'<c r="{reference}"><v>{at}</v></c>' for at, reference in enumerate(references, 1))

    assert line(tmp_path, cells) == expected


def test_lines_come_in_their_order_and_empty_ones_too(tmp_path: Path) -> None:
    rows = '<row><c r="A1"><v>1</v></c></row><row/><row><c r="A3"><v>3</v></c></row>'

    assert list(first_sheet(workbook(tmp_path, rows))) == [[1], [], [3]]


def test_a_shared_text_that_is_not_there_is_no_cell(tmp_path: Path) -> None:
    with pytest.raises(NoSheet):
        line(tmp_path, '<c r="A1" t="s"><v>1</v></c>', "<si><t>eins</t></si>")


def test_a_workbook_may_say_two_gibibytes_unpacked_and_no_byte_more(tmp_path: Path) -> None:
    path = workbook(tmp_path, '<row><c r="A1"><v>7</v></c></row>')
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/media/image1.png", b"")
    with zipfile.ZipFile(path) as book:
        others = sum(part.file_size for part in book.infolist())
    whole = path.read_bytes()
    size_at = whole.rindex(b"PK\x01\x02") + 24  # of the last part, in the directory at the end

    def saying(size: int) -> Path:
        path.write_bytes(whole[:size_at] + struct.pack("<I", size) + whole[size_at + 4 :])
        return path

    assert list(first_sheet(saying(LIMIT - others))) == [[7]]
    with pytest.raises(NoSheet, match="larger than any export"):
        list(first_sheet(saying(LIMIT - others + 1)))

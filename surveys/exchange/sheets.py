"""How is the first sheet of an XLSX file read, one line at a time?

A workbook is a ZIP of XML (ECMA-376, part 1, 18.3). Only what an export holds is read: texts, within the cell or shared,
and numbers. Sizes are checked before anything is unpacked.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from surveys.exchange.rows import Cell

UNPACKED_LIMIT = 2 * 1024**3  # bytes of all parts together; a million answers take a fifth of it
COLUMNS_LIMIT = 16_384  # A to XFD, ECMA-376; a cell that names a later one would fill memory with empty ones
_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ECMA-376, part 1, 22.4.2.4


class NoSheet(ValueError):
    """It is no workbook."""


def first_sheet(path: Path) -> Iterator[list[Cell]]:
    """The lines of the first sheet; raises NoSheet."""
    try:
        with ZipFile(path) as book:
            if sum(part.file_size for part in book.infolist()) > UNPACKED_LIMIT:
                raise NoSheet("larger than any export")
            names = book.namelist()
            shared: list[str] = []
            if "xl/sharedStrings.xml" in names:
                with book.open("xl/sharedStrings.xml") as part:
                    shared = [_text(found) for found in _each(part, "si")]
            with book.open("xl/worksheets/sheet1.xml") as part:
                for row in _each(part, "row"):
                    yield _line(row, shared)
    except (BadZipFile, zlib.error, KeyError, ET.ParseError, IndexError, ValueError) as error:
        raise NoSheet(str(error)) from error


def _each(part: IO[bytes], name: str) -> Iterator[ET.Element]:
    """Elements as they are read; what was given is forgotten."""
    for _, element in ET.iterparse(part):  # noqa: S314 - expat stops entities that grow (since 2.4.1)
        if element.tag == _SPREADSHEET + name:
            yield element
            element.clear()


def _line(row: ET.Element, shared: list[str]) -> list[Cell]:
    line: list[Cell] = []
    for cell in row.iter(f"{_SPREADSHEET}c"):
        at = _column(cell.get("r", ""))
        if at >= COLUMNS_LIMIT:
            raise NoSheet(f"more than {COLUMNS_LIMIT} columns")
        line += [None] * (at - len(line))
        line.append(_value(cell, shared))
    return line


def _value(cell: ET.Element, shared: list[str]) -> Cell:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    found = cell.find(f"{_SPREADSHEET}v")
    if found is None or found.text is None:
        return None
    if kind == "s":
        return shared[int(found.text)]
    if kind == "n":
        number = float(found.text)
        return int(number) if number.is_integer() else number
    return _unescaped(found.text)


def _text(element: ET.Element) -> str:
    return _unescaped("".join(part.text or "" for part in element.iter(f"{_SPREADSHEET}t")))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _column(reference: str) -> int:
    """``C7`` is column 2."""
    number = 0
    for letter in reference:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return max(number - 1, 0)

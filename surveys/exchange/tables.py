"""What stands in a table that somebody exported? Rows of named cells, from CSV, XLSX or lines of JSON.

Survey tools write CSV in UTF-8, in UTF-16 (Excel's "Unicode text") or in the Windows code page, with commas, semicolons or
tabs; it is found out, not asked.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from surveys.errors import SurveyError
from surveys.exchange.safety import plain
from surveys.exchange.sheets import NoSheet, first_sheet

CELL_LIMIT = 256 * 1024  # characters of one cell
BYTES_LIMIT = 512 * 1024**2  # of an unpacked file; 100,000 answers take a tenth
SEPARATORS = ",;\t"
HEAD = 64 * 1024  # characters that are looked at to see whether a file is text
CONTROLS = 0.05  # share 0-1 of them that may be control characters; people paste some, a zip archive is full of them
Row: TypeAlias = Mapping[str, str]


class UnreadableTable(SurveyError):
    """The file is no table: where, and what was expected there."""


def rows(path: Path) -> list[Row]:
    """Every row of a file by its ending (.csv, .tsv, .xlsx, .jsonl, each also .gz but XLSX); raises UnreadableTable."""
    kind = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    try:
        if kind == "xlsx":
            return _named([["" if cell is None else str(cell) for cell in line] for line in first_sheet(path)])
        if kind in ("csv", "tsv", "txt"):
            return _named(_lines(_text(path)))
        if kind in ("jsonl", "ndjson"):
            return _objects(path, _text(path))
    except NoSheet as error:
        raise _unreadable(path, 1, f"a workbook ({error})") from error
    except csv.Error as error:
        raise _unreadable(path, 1, f"a table ({error})") from error
    except (EOFError, gzip.BadGzipFile) as error:
        raise _unreadable(path, 1, "a whole gzip file") from error
    raise _unreadable(path, None, "a file that ends in .csv, .tsv, .xlsx, .jsonl or .jsonl.gz")


def _unreadable(path: Path, line: int | None, expected: str) -> UnreadableTable:
    place = path.name or str(path)
    return UnreadableTable("file-unreadable", place=f"{place}, line {line}" if line else place, expected=expected)


def _text(path: Path) -> str:
    with gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb") as file:
        given = file.read(BYTES_LIMIT + 1)
    if len(given) > BYTES_LIMIT:
        raise _unreadable(path, None, f"at most {BYTES_LIMIT // 1024**2} MB")
    text = _decoded(given)
    head = text[:HEAD]
    if sum(sign < " " and sign not in "\t\n\r" for sign in head) > CONTROLS * len(head):
        raise _unreadable(path, None, "text, not a program's own format")
    return text


def _decoded(given: bytes) -> str:
    if given.startswith((b"\xff\xfe", b"\xfe\xff")):
        return given.decode("utf-16", "replace")
    try:
        return given.decode("utf-8-sig")
    except UnicodeDecodeError:
        return given.decode("cp1252", "replace")


def _lines(text: str) -> list[list[str]]:
    csv.field_size_limit(CELL_LIMIT)
    head = text.partition("\n")[0]
    separator = max(SEPARATORS, key=lambda sign: (head.count(sign), -SEPARATORS.index(sign)))
    return [line for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if line]


def _named(lines: Sequence[Sequence[str]]) -> list[Row]:
    if not lines:
        return []
    head = [name.strip() or f"column {at}" for at, name in enumerate(lines[0], 1)]
    found = [dict(zip(head, map(plain, line), strict=False)) for line in lines[1:]]
    return [row for row in found if any(row.values())]


def _objects(path: Path, text: str) -> list[Row]:
    # Not splitlines(): texts may hold what Unicode calls a line separator.
    found: list[Row] = []
    for at, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            given = json.loads(line)
        except ValueError as error:
            raise _unreadable(path, at, "an object in JSON on each line") from error
        if not isinstance(given, dict):
            raise _unreadable(path, at, "an object in JSON on each line")
        if given.get("format") != "nachgefragt-answers":
            found.append(dict(_flat(given)))
    return found


def _flat(given: Mapping[str, object], above: str = "") -> Iterable[tuple[str, str]]:
    for name, value in given.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        elif value is not None and not isinstance(value, list):
            yield f"{above}{name}", str(value)

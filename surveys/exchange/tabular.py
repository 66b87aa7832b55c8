"""Which columns and lines does a table of answers from another tool have?

CSV with whatever separator and encoding spreadsheets write, the first sheet of XLSX, JSON as a list of objects or with
LimeSurvey's ``responses`` around it, and one object per line. Lines are numbered as an editor or spreadsheet shows them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveys.errors import SurveyError
from surveys.exchange.rows import Cell
from surveys.exchange.sheets import NoSheet, first_sheet

TABLE_LIMIT = 256 * 1024 * 1024  # bytes
FIELD_LIMIT = 1024 * 1024  # characters of one cell; what is too long for an answer is said cell by cell
SEPARATORS = ",;\t|"


class NoTable(SurveyError):
    """The file is no table of answers: why."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it stands in a file; each line has a cell for every column."""

    columns: tuple[str, ...]
    lines: tuple[tuple[int, tuple[Cell, ...]], ...]


def load(path: Path) -> Table:
    """The table in a file, by the ending of its name; raises NoTable, OSError."""
    if path.stat().st_size > TABLE_LIMIT:
        raise _no(path, f"at most {TABLE_LIMIT // 1024**2} MiB")
    try:
        match path.suffix.lower():
            case ".csv" | ".tsv":
                return _of_lines(path, _csv(_text(path)))
            case ".xlsx":
                return _of_lines(path, enumerate(first_sheet(path), 1))
            case ".json":
                return _of_objects(path, list(enumerate(_listed(json.loads(_text(path))), 1)))
            case ".jsonl":
                lines = enumerate(_text(path).splitlines(), 1)
                return _of_objects(path, [(at, json.loads(line)) for at, line in lines if line.strip()])
    except (NoSheet, csv.Error, ValueError, RecursionError) as error:
        raise _no(path, f"a table ({error})") from error
    raise _no(path, "a name that ends in .csv, .tsv, .xlsx, .json or .jsonl")


def _no(path: Path, expected: str) -> NoTable:
    return NoTable("table-unreadable", file=path.name, expected=expected)


def _text(path: Path) -> str:
    """UTF-8, UTF-16 with its mark, else what Windows wrote before."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _csv(text: str) -> Iterable[tuple[int, Sequence[Cell]]]:
    csv.field_size_limit(FIELD_LIMIT)
    named = text.partition("\n")[0].strip().casefold()
    if named.startswith("sep=") and len(named) == 5:  # how Excel is told the separator
        text = text.partition("\n")[2]
    separator = named[4] if named.startswith("sep=") and len(named) == 5 else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for line in reader:
        yield reader.line_num, list(line)


def _separator(text: str) -> str:
    """What most often stands outside of quotation marks in the head."""
    head = "".join(text.split('"')[::2])[: text.find("\n") + 1 or None].split("\n")[0]
    return max(SEPARATORS, key=head.count)


def _of_lines(path: Path, numbered: Iterable[tuple[int, Sequence[Cell]]]) -> Table:
    lines = [(at, line) for at, line in numbered if any(_is_there(cell) for cell in line)]
    if not lines:
        raise _no(path, "a head and answers below it")
    (_, head), *rest = lines
    columns = _told_apart([" ".join(str(name or "").split()) for name in head])
    width = len(columns)
    return Table(columns, tuple((at, (*line[:width], *[None] * (width - len(line)))) for at, line in rest))


def _told_apart(names: Sequence[str]) -> tuple[str, ...]:
    """Forms may have the same question twice: the second one gets a number."""
    seen: dict[str, int] = {}
    told = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        told.append(name if seen[name] == 1 or not name else f"{name} ({seen[name]})")
    return tuple(told)


def _is_there(cell: Cell) -> bool:
    return cell is not None and str(cell).strip() != ""


# --- JSON -------------------------------------------------------------------------------------------------------


def _listed(data: Any) -> list[Any]:
    if isinstance(data, dict):
        data = data.get("responses") or data.get("items") or data
        data = list(data.values()) if isinstance(data, dict) else data
    if not isinstance(data, list):
        raise ValueError("neither a list nor responses in it")
    # LimeSurvey before version 5 wrote {"17": {…}} for each response.
    return [next(iter(each.values())) if _is_wrapped(each) else each for each in data]


def _is_wrapped(each: Any) -> bool:
    return isinstance(each, dict) and len(each) == 1 and isinstance(next(iter(each.values())), dict)


def _of_objects(path: Path, found: Sequence[tuple[int, Any]]) -> Table:
    if not found or not all(isinstance(each, Mapping) for _, each in found):
        raise _no(path, "an object for each respondent")
    columns = tuple(dict.fromkeys(str(name) for _, each in found for name in each))
    return Table(columns, tuple((at, tuple(_cell(each.get(name)) for name in columns)) for at, each in found))


def _cell(value: Any) -> Cell:
    """A list is what was chosen, a line each; yes and no are words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, list):
        return "\n".join(str(_cell(each)) for each in value)
    raise ValueError("an object within an object")

"""How does an export become a file, row by row, whole or not at all?"""

from __future__ import annotations

import csv
import errno
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from sqlmodel import Session

from surveys.design.questionnaire import Questionnaire
from surveys.exchange import codebook
from surveys.exchange.rows import Cell, Row, cells, columns, rows
from surveys.exchange.safety import safe
from surveys.fieldwork import waves
from surveys.tables import Wave

OWNER_ONLY = 0o600  # people's answers: not for other accounts of the computer
SIDECAR = ".codebook.json"  # beside a CSV file, which has no room for it
TOLD_EVERY = 100  # respondents
XLSX_ROWS = 1_048_575  # below the head, Excel specifications (read 2026-11)


Told: TypeAlias = Callable[[int], None]


def export(
    session: Session,
    wave: Wave,
    kind: str,
    output: Path,
    now: datetime,
    told: Told = lambda done: None,
) -> int:
    """Write a wave's answers (``csv``, ``jsonl``, ``xlsx``); gives the number of respondents.

    told: is told how many are written, now and then.
    errors: OSError if the file cannot be written; then there is no half of it.
    """
    questionnaire = waves.questionnaire_of(session, wave)
    return _WRITERS[kind](session, wave, questionnaire, output, now, told)


def kinds() -> tuple[str, ...]:
    """The formats there are."""
    return tuple(_WRITERS)


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """Give a place to write to; only what was written whole gets the name. Raises FileNotFoundError by folder."""
    if not target.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(target.parent))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.touch(OWNER_ONLY)
        yield part
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _counted(found: Iterator[Row], told: Told) -> Iterator[Row]:
    for done, row in enumerate(found, 1):
        yield row
        if done % TOLD_EVERY == 0:
            told(done)


def _csv(session: Session, wave: Wave, questionnaire: Questionnaire, output: Path, now: datetime, told: Told) -> int:
    """All texts in quotes, so that no other separator finds a cell within; the mark in front tells Excel it is UTF-8."""
    written = 0
    with whole(output) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow(columns(questionnaire))
        for row in _counted(rows(session, wave, questionnaire), told):
            writer.writerow(["" if cell is None else _safe(cell) for cell in cells(questionnaire, row)])
            written += 1
    about = codebook.as_data(session, wave, questionnaire, now)
    with whole(output.with_name(output.stem + SIDECAR)) as part:
        part.write_text(json.dumps(about, ensure_ascii=False, indent=2), encoding="utf-8")
    return written


def _jsonl(session: Session, wave: Wave, questionnaire: Questionnaire, output: Path, now: datetime, told: Told) -> int:
    """The first line is about the file, each other one is a respondent."""
    written = 0
    with whole(output) as part, part.open("w", encoding="utf-8") as file:
        file.write(json.dumps(codebook.as_data(session, wave, questionnaire, now), ensure_ascii=False) + "\n")
        for row in _counted(rows(session, wave, questionnaire), told):
            file.write(json.dumps(_as_data(row), ensure_ascii=False) + "\n")
            written += 1
    return written


def _as_data(row: Row) -> dict[str, Any]:
    return {
        "respondent": row.number,
        "key": row.key,
        "platform": row.platform,
        "language": row.language,
        "group": row.group,
        "completed": row.completed,
        "started_on": row.started_on.isoformat() if row.started_on else None,
        "quotes": dict(row.quotes),
        "answers": {
            key: {"value": given.value} | ({"state": given.state} if given.state else {})
            for key, given in row.answers.items()
        },
        "reactions": {key: dict(reactions) for key, reactions in row.reactions.items()},
    }


def _xlsx(session: Session, wave: Wave, questionnaire: Questionnaire, output: Path, now: datetime, told: Told) -> int:
    import xlsxwriter

    written = 0
    with whole(output) as part:
        book = xlsxwriter.Workbook(
            str(part),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("answers")
        sheet.freeze_panes(1, 1)
        for at, name in enumerate(columns(questionnaire)):
            sheet.write_string(0, at, name, bold)
        for row in _counted(rows(session, wave, questionnaire), told):
            written += 1
            if written <= XLSX_ROWS:
                _write_row(sheet, written, cells(questionnaire, row))
        _sheet(book, "codebook", [codebook.HEAD, *codebook.codebook(questionnaire, wave.language)], bold)
        _sheet(book, "method", [("", ""), *codebook.method(session, wave, questionnaire, now)], bold)
        book.close()
    return written


def _write_row(sheet: Any, number: int, line: list[Cell]) -> None:
    for at, cell in enumerate(line):
        if isinstance(cell, str):
            sheet.write_string(number, at, safe(cell))
        elif cell is not None:
            sheet.write_number(number, at, cell)


def _sheet(book: Any, name: str, lines: list[Any], bold: Any) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 3, 60)
    for number, line in enumerate(lines):
        for at, cell in enumerate(line):
            sheet.write_string(number, at, safe(cell), bold if number == 0 else None)


def _safe(cell: Cell) -> Cell:
    return safe(cell) if isinstance(cell, str) else cell


_Writer = Callable[[Session, Wave, Questionnaire, Path, datetime, Told], int]
_WRITERS: Mapping[str, _Writer] = {"csv": _csv, "jsonl": _jsonl, "xlsx": _xlsx}

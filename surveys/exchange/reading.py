"""How does a file become answers again? Everything is read and checked before anything is stored."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from surveys.design.items.kind import Input, Item, Part, Value
from surveys.design.items.statements import REACTIONS, Statements
from surveys.design.questionnaire import Questionnaire
from surveys.errors import Complaint, SurveyError
from surveys.exchange.rows import ABOUT, NAMED, OTHERS, QUOTES, STATE, YES, Cell, Given, Row, columns, has_words
from surveys.exchange.safety import plain
from surveys.exchange.sheets import NoSheet, first_sheet

FIELD_LIMIT = 64 * 1024  # characters of one cell; an answer has 4,000
LATER = ("key", "sample")  # columns that exports of version 0.1 do not have
STATES = ("pending", "approved", "rejected", "sensitive")


class Unreadable(SurveyError):
    """The file is no export of this questionnaire: where, and what was expected there."""


def read(path: Path, questionnaire: Questionnaire) -> Iterator[Row]:
    """The respondents in an export, by the ending of the file's name; raises Unreadable."""
    readers: Mapping[str, Callable[[Path], Iterable[tuple[int, Row]]]] = {
        ".csv": lambda path: _of_table(_csv_lines(path), questionnaire),
        ".xlsx": lambda path: _of_table(enumerate(first_sheet(path), 1), questionnaire),
        ".jsonl": lambda path: _of_jsonl(path, questionnaire),
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _unreadable(path, 0, "a file that ends in .csv, .jsonl or .xlsx")
    line = 0
    try:
        for at, row in reader(path):
            line = at
            yield row
    except _At as error:
        raise _unreadable(path, error.line, error.expected) from error
    except (UnicodeDecodeError, NoSheet, csv.Error) as error:
        raise _unreadable(path, line + 1, f"an export of this program ({error})") from error


class _At(Exception):
    """Where it is not as expected."""

    def __init__(self, line: int, expected: str) -> None:
        super().__init__(line, expected)
        self.line, self.expected = line, expected


def _unreadable(path: Path, line: int, expected: str) -> Unreadable:
    return Unreadable("export-unreadable", file=path.name, line=line, expected=expected)


# --- tables -----------------------------------------------------------------------------------------------------


def _csv_lines(path: Path) -> Iterator[tuple[int, Sequence[Cell]]]:
    csv.field_size_limit(FIELD_LIMIT)
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        for line in reader:
            yield reader.line_num, [cell or None for cell in line]


def _of_table(lines: Iterable[tuple[int, Sequence[Cell]]], questionnaire: Questionnaire) -> Iterator[tuple[int, Row]]:
    numbered = iter(lines)
    at, first = next(numbered, (1, ()))
    head = [str(name) for name in first]
    expected = columns(questionnaire)
    for name in expected:
        if name not in head and name not in LATER:
            raise _At(at, f"a column {name}")
    for name in head:
        if name not in expected:
            raise _At(at, f"no column {name}: this questionnaire has none")
    for at, line in numbered:
        found = dict(zip(head, line, strict=False))
        texts = {name: plain(cell) if isinstance(cell, str) else cell for name, cell in found.items()}
        if any(cell is not None for cell in texts.values()):
            yield at, _row(at, texts, questionnaire)


def _row(at: int, found: Mapping[str, Cell], questionnaire: Questionnaire) -> Row:
    answers: dict[str, Given] = {}
    reactions: dict[str, Mapping[str, str]] = {}
    for item in questionnaire.items:
        mine = {name: found.get(name) for name in item.columns(None)}
        if any(cell is not None for cell in mine.values()):
            state = str(found.get(item.key + STATE) or "approved") if has_words(item) else ""
            answers[item.key] = Given(_value(at, item, mine), _one_of(at, item.key + STATE, state, ("", *STATES)))
        if isinstance(item, Statements):
            reactions[item.key] = _reactions(at, item, found)
    return Row(
        number=_number(at, found),
        platform=str(found.get("platform") or "import"),
        language=str(found.get("language") or questionnaire.languages[0]),
        group=str(found["group"]) if found.get("group") else None,
        completed=found.get("completed") == "yes",
        started_on=_day(at, found.get("started_on")),
        quotes={name: str(found[name]) for name in QUOTES if found.get(name) in (YES, NAMED)},
        answers=answers,
        reactions=reactions,
        key=str(found.get("key") or ""),
        sample=found.get("sample") == YES,
    )


def _number(at: int, found: Mapping[str, Cell]) -> int:
    try:
        return int(found.get(ABOUT[0]) or "")
    except ValueError as error:
        raise _At(at, "a number as respondent") from error


def _day(at: int, given: Cell) -> date | None:
    try:
        return date.fromisoformat(str(given)) if given else None
    except ValueError as error:
        raise _At(at, "started_on as 2026-11-03") from error


def _one_of(at: int, name: str, given: str, allowed: Sequence[str]) -> str:
    if given not in allowed:
        raise _At(at, f"{name} as one of {', '.join(each for each in allowed if each)}")
    return given


def _reactions(at: int, item: Statements, found: Mapping[str, Cell]) -> Mapping[str, str]:
    given = {seed.key: str(found[name]) for seed in item.seeds if found.get(name := f"{item.key}.{seed.key}")}
    for pair in str(found.get(item.key + OTHERS) or "").split("; "):
        name, _, reaction = pair.partition("=")
        if name:
            given[name] = reaction
    return {name: _one_of(at, item.key, reaction, REACTIONS) for name, reaction in given.items()}


# --- an answer from its columns ---------------------------------------------------------------------------------


def _value(at: int, item: Item, cells: Mapping[str, Cell]) -> Value:
    """The value that has just these columns."""
    parts = item.parts()
    for value in _candidates(item, parts, cells):
        if {name: str(cell) for name, cell in item.columns(value).items()} == {
            name: str(_as_number(cell) if isinstance(item.columns(value)[name], int | float) else cell)
            for name, cell in cells.items()
        }:
            return value
    raise _At(at, f"an answer to {item.key}")


def _candidates(item: Item, parts: Sequence[Part], cells: Mapping[str, Cell]) -> Iterator[Value]:
    first = parts[0]
    chosen = {name.removeprefix(f"{item.key}."): cell for name, cell in cells.items()}
    if len(parts) > 1:
        given = {}
        for part, cell in zip(parts, cells.values(), strict=True):
            if cell is not None:
                given[part.key] = next(_of_part(item, part, cell), None)
        yield item.value(given)
    elif first.input is Input.MANY:
        yield item.value({first.key: [option.key for option in first.options if str(chosen[option.key]) == "1"]})
    elif first.input is Input.ORDER:
        places = {int(str(place)): key for key, place in chosen.items() if place is not None and str(place).isdecimal()}
        yield item.value({first.key: [places[place] for place in sorted(places)]})
    elif first.input is Input.REACT:
        votes = _as_number(next(iter(cells.values())))
        if isinstance(votes, int) and votes >= 0:
            yield item.value({first.key: votes})
    else:
        for read in _of_part(item, first, next(iter(cells.values()))):
            yield item.value({first.key: read})


def _of_part(item: Item, part: Part, cell: Cell) -> Iterator[Value]:
    """What a cell may mean, the likeliest first: minutes stand as a number where a person would type "2 h"."""
    number = _as_number(cell)
    if part.input is Input.WORDS and isinstance(number, int | float) and _is_taken(item, part, number):
        yield number
    with suppress(Complaint):
        yield item.read(part, str(cell))


def _is_taken(item: Item, part: Part, number: float) -> bool:
    """Whether somebody who types that number, or that many minutes, gives a number as the answer."""
    for typed in (str(number).replace(".", ","), f"{number} min"):
        with suppress(Complaint):
            return isinstance(item.read(part, typed), int | float)
    return False


def _as_number(cell: Cell) -> Cell:
    if isinstance(cell, str):
        try:
            number = float(cell)
        except ValueError:
            return cell
        return int(number) if number.is_integer() and "." not in cell else number
    return cell


# --- lines of JSON ----------------------------------------------------------------------------------------------


def _of_jsonl(path: Path, questionnaire: Questionnaire) -> Iterator[tuple[int, Row]]:
    sample = False
    with path.open(encoding="utf-8") as file:
        for at, line in enumerate(file, 1):
            try:
                data = json.loads(line)
                if at == 1:
                    _check_head(at, data, questionnaire)
                    sample = bool(data.get("sample"))
                else:
                    yield at, _of_data(at, data, questionnaire, sample=sample)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise _At(at, f"a respondent as this program writes them ({type(error).__name__})") from error


def _check_head(at: int, data: Any, questionnaire: Questionnaire) -> None:
    if not isinstance(data, dict) or data.get("format") != "nachgefragt-answers" or data.get("version") != 1:
        raise _At(at, "a first line that says it is an export of this program")
    if data["questionnaire"]["digest"] != questionnaire.digest():
        raise _At(at, f"answers to {questionnaire.key} v{questionnaire.version} with the same content")


def _of_data(at: int, data: Any, questionnaire: Questionnaire, *, sample: bool) -> Row:
    answers = {}
    for key, given in data["answers"].items():
        item = questionnaire.item(key)
        known = item.all_cells()
        if known and not set(known).issuperset(item.cells(given["value"])):
            raise _At(at, f"an answer to {key}")
        item.columns(given["value"])
        answers[key] = Given(given["value"], _one_of(at, key, str(given.get("state", "")), ("", *STATES)))
    return Row(
        number=int(data["respondent"]),
        platform=str(data["platform"]),
        language=str(data["language"]),
        group=data["group"],
        completed=bool(data["completed"]),
        started_on=_day(at, data["started_on"]),
        quotes={name: how for name, how in data["quotes"].items() if name in QUOTES and how in (YES, NAMED)},
        answers=answers,
        reactions={
            str(item): {str(name): _one_of(at, item, str(reaction), REACTIONS) for name, reaction in given.items()}
            for item, given in data["reactions"].items()
        },
        key=str(data.get("key") or ""),
        sample=sample,
    )

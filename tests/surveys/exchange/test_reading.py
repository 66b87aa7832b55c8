"""Is a file read as exactly what an export says, and is every other cell named with its line?"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from fielding import item, options, questionnaire, text

from surveys.exchange.reading import Unreadable, read
from surveys.exchange.rows import Cell, Given, Row, columns

ASKED = questionnaire(
    item("role", "choice", options=options("customer", "practitioner")),
    item("many", "choices", options=options("phone", "mail", "chat")),
    item("best", "ranking", options=options("fast", "kind", "right"), at_least=1),
    item("much", "number", decimals=4, min=-5),
    item("agree", "scale", low_end=text("nie"), high_end=text("immer")),
    item("when", "date", precise="year"),
    item("why", "open"),
    item("react", "statements", seeds=[{"key": key, "text": text(key)} for key in ("one", "two")], from_items=["why"]),
    item("report", "case", channels=options("phone", "mail")),
    segment="role",
)  # fmt: skip
NAMES = columns(ASKED)
FULL: dict[str, Cell] = {
    "respondent": 7, "platform": "telegram", "language": "en", "group": "customer", "completed": "yes",
    "started_on": "2026-11-03", "quote_here": "yes", "quote_other": "no", "quote_web": "named",
    "key": "0123456789abcdef0123", "sample": "yes", "role": "customer",
    "many.phone": 1, "many.mail": 0, "many.chat": 1, "best.kind": 1, "best.fast": 2, "much": 1.125, "agree": 4,
    "when": "2025-07", "why": "'=1+1", "why.state": "sensitive", "react.votes": 3, "react.one": "agree",
    "react.two": "pass", "react.others": "why-2=disagree", "report.company": "Bahn", "report.channel": "mail",
    "report.outcome": "answered", "report.wait_minutes": 120, "report.solved": "no", "report.story": "12",
    "report.state": "pending",
}  # fmt: skip


def lines(*rows: dict[str, Cell]) -> list[list[Cell]]:
    """Cells in the order of the head."""
    return [[row.get(name) for name in NAMES] for row in rows]


def table(folder: Path, kind: str, *rows: dict[str, Cell], head: list[str] | None = None) -> Path:
    path = folder / f"answers.{kind}"
    whole: list[Sequence[Cell]] = [head or NAMES, *lines(*rows)]
    if kind == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(whole)
        return path
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, line in enumerate(whole):
            for column, cell in enumerate(line):
                if cell is not None:
                    sheet.write(at, column, cell)
    return path


def refusal(path: Path) -> tuple[int, str]:
    """Line, and what was expected there."""
    try:  # pytest.raises would keep the half-read file open until somebody collects garbage
        found = list(read(path, ASKED))
    except Unreadable as error:
        key, values = error.key, error.values
    else:
        pytest.fail(f"{len(found)} respondents were read")
    assert (key, values["file"]) == ("export-unreadable", path.name)
    return int(values["line"]), str(values["expected"])


def answers(path: Path) -> dict[str, Any]:
    """The answers of the only respondent, by item."""
    [row] = read(path, ASKED)
    return {key: given.value for key, given in row.answers.items()}


# --- tables ---


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_line_of_a_table_is_all_that_was_said(tmp_path: Path, kind: str) -> None:
    [row] = read(table(tmp_path, kind, FULL), ASKED)

    assert row == Row(
        number=7,
        platform="telegram",
        language="en",
        group="customer",
        completed=True,
        started_on=date(2026, 11, 3),
        quotes={"quote_here": "yes", "quote_web": "named"},
        answers={
            "role": Given("customer", ""),
            "many": Given(["phone", "chat"], ""),
            "best": Given(["kind", "fast"], ""),
            "much": Given(1.125, ""),  # a person who types that means 1125
            "agree": Given(4, ""),
            "when": Given("2025-07", ""),
            "why": Given("=1+1", "sensitive"),
            "react": Given({"votes": 3}, ""),
            "report": Given(
                {"company": "Bahn", "channel": "mail", "outcome": "answered", "wait": 120, "solved": "no",
                 "story": "12"},
                "pending",
            ),
        },
        reactions={"react": {"one": "agree", "two": "pass", "why-2": "disagree"}},
        key="0123456789abcdef0123",
        sample=True,
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_a_line_leaves_empty_is_nobodys_answer(tmp_path: Path, kind: str) -> None:
    [row] = read(table(tmp_path, kind, {"respondent": 1, "completed": "no", "sample": "no", "quote_web": "YES"}), ASKED)

    assert row == Row(
        number=1, platform="import", language="de", group=None, completed=False, started_on=None, quotes={},
        answers={}, reactions={"react": {}}, key="", sample=False,
    )  # fmt: skip


@pytest.mark.parametrize(("least", "most", "number"), [(10, 20, 11.125), (-9, 0, -3.125)])
def test_a_number_of_three_decimals_comes_back_where_one_would_not_be_taken(
    tmp_path: Path, least: int, most: int, number: float
) -> None:
    asked = questionnaire(item("much", "number", decimals=3, min=least, max=most))
    with (tmp_path / "a.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [columns(asked), [{"respondent": 1, "much": number}.get(name) for name in columns(asked)]]
        )

    [row] = read(tmp_path / "a.csv", asked)

    assert row.answers["much"].value == number


def test_words_without_a_state_were_approved_and_what_was_chosen_has_none(tmp_path: Path) -> None:
    [row] = read(table(tmp_path, "csv", {"respondent": 1, "why": "Darum", "agree": 1}), ASKED)

    assert row.answers == {"why": Given("Darum", "approved"), "agree": Given(1, "")}


def test_empty_lines_hold_nobody_and_the_others_come_in_order(tmp_path: Path) -> None:
    path = table(tmp_path, "csv", {}, {"respondent": 3, "agree": 2}, {}, {"respondent": 2})

    assert [(row.number, len(row.answers)) for row in read(path, ASKED)] == [(3, 1), (2, 0)]


def test_nothing_chosen_among_several_is_an_answer_only_where_a_column_says_so(tmp_path: Path) -> None:
    nothing: dict[str, Cell] = {"respondent": 1, "many.phone": 0, "many.mail": 0, "many.chat": 0}

    assert answers(table(tmp_path, "csv", nothing)) == {"many": []}


def test_exports_from_before_there_were_keys_and_samples_are_read(tmp_path: Path) -> None:
    path = table(tmp_path, "csv", {"respondent": 1, "agree": 5})
    old = [name for name in NAMES if name not in ("key", "sample")]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([old, [{"respondent": 1, "agree": 5}.get(name) for name in old]])

    [row] = read(path, ASKED)

    assert (row.key, row.sample, row.answers["agree"].value) == ("", False, 5)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"respondent": "seven"}, "a number as respondent"),
        ({"respondent": None, "agree": 1}, "a number as respondent"),
        ({"started_on": "3.11.2026"}, "started_on as 2026-11-03"),
        ({"agree": 6}, "an answer to agree"),
        ({"agree": "four"}, "an answer to agree"),
        ({"role": "nobody"}, "an answer to role"),
        ({"many.phone": 1, "many.mail": 2, "many.chat": 0}, "an answer to many"),
        ({"many.phone": 1}, "an answer to many"),
        ({"best.fast": 1, "best.kind": 3}, "an answer to best"),
        ({"best.fast": "first"}, "an answer to best"),
        ({"much": "viel"}, "an answer to much"),
        ({"much": -6.0}, "an answer to much"),
        ({"much": 1.00001}, "an answer to much"),
        ({"react.votes": "many"}, "an answer to react"),
        ({"react.votes": -1}, "an answer to react"),
        ({"when": "soon"}, "an answer to when"),
        ({"why": "\u200b"}, "an answer to why"),
        ({"react.one": "Agree"}, "react as one of agree, disagree, pass"),
        ({"react.others": "why-2=agree; why-3"}, "react as one of agree, disagree, pass"),
        ({"why": "x", "why.state": "good"}, "why.state as one of pending, approved, rejected, sensitive"),
        ({"report.wait_minutes": "2 h"}, "an answer to report"),
        ({"report.channel": "fax"}, "an answer to report"),
    ],
)
def test_a_cell_that_no_export_has_is_named_with_its_line(
    tmp_path: Path, kind: str, cells: dict[str, Cell], expected: str
) -> None:
    path = table(tmp_path, kind, {"respondent": 1}, {"respondent": 2} | cells)

    assert refusal(path) == (3, expected)


def test_the_head_has_every_column_and_no_other(tmp_path: Path) -> None:
    without = ["completes" if name == "completed" else name for name in NAMES]
    swapped = [*NAMES, "mood"]

    assert refusal(table(tmp_path, "csv", head=without)) == (1, "a column completed")
    assert refusal(table(tmp_path, "csv", head=swapped)) == (1, "no column mood: this questionnaire has none")
    (tmp_path / "empty.csv").write_bytes(b"")
    assert refusal(tmp_path / "empty.csv") == (1, "a column respondent")


def test_a_line_break_within_a_cell_moves_the_lines_behind_it(tmp_path: Path) -> None:
    path = table(tmp_path, "csv", {"respondent": 1, "why": "eins\nzwei\ndrei"}, {"respondent": 2, "agree": 9})

    assert refusal(path) == (5, "an answer to agree")


def test_a_cell_of_64_kibibytes_is_read_and_one_character_more_is_no_export(tmp_path: Path) -> None:
    longest = table(tmp_path, "csv", {"respondent": 1}, {"respondent": 2, "why": "x" * 64 * 1024})
    assert refusal(longest) == (3, "an answer to why")  # an answer has 4,000

    longer = table(tmp_path, "csv", {"respondent": 1}, {"respondent": 2, "why": "x" * (64 * 1024 + 1)})
    line, expected = refusal(longer)
    assert line == 3
    assert expected.startswith("an export of this program (field larger")


@pytest.mark.parametrize(
    ("name", "content", "line", "expected"),
    [
        ("a.txt", b"", 0, "a file that ends in .csv, .jsonl or .xlsx"),
        ("a.xlsx", b"PK", 1, "an export of this program ("),
        ("a.CSV", b"\xff", 1, "an export of this program ("),
    ],
)
def test_a_file_of_another_program_is_refused(
    tmp_path: Path, name: str, content: bytes, line: int, expected: str
) -> None:
    (tmp_path / name).write_bytes(content)

    at, said = refusal(tmp_path / name)

    assert at == line
    assert said.startswith(expected)


# --- lines of JSON ---

HEAD = {
    "format": "nachgefragt-answers", "version": 1, "sample": True,
    "questionnaire": {"key": "service", "version": 1, "digest": ASKED.digest()},
}  # fmt: skip
SAID: dict[str, Any] = {
    "respondent": 7, "key": "ab", "platform": "discord", "language": "en", "group": "customer", "completed": True,
    "started_on": "2026-11-03", "quotes": {"quote_here": "yes", "quote_web": "no", "mood": "yes"},
    "answers": {"agree": {"value": 4}, "why": {"value": "Darum", "state": "rejected"}},
    "reactions": {"react": {"one": "disagree", "why-2": "agree"}},
}  # fmt: skip


def jsonl(folder: Path, *objects: Any) -> Path:
    (folder / "a.jsonl").write_text("".join(json.dumps(each) + "\n" for each in objects), "utf-8")
    return folder / "a.jsonl"


def test_a_line_of_json_is_all_that_was_said(tmp_path: Path) -> None:
    [row] = read(jsonl(tmp_path, HEAD, SAID), ASKED)

    assert row == Row(
        number=7, platform="discord", language="en", group="customer", completed=True, started_on=date(2026, 11, 3),
        quotes={"quote_here": "yes"}, answers={"agree": Given(4, ""), "why": Given("Darum", "rejected")},
        reactions={"react": {"one": "disagree", "why-2": "agree"}}, key="ab", sample=True,
    )  # fmt: skip


def test_without_a_key_a_group_and_a_day_a_line_of_json_is_read_too(tmp_path: Path) -> None:
    said = SAID | {"key": None, "group": None, "started_on": None, "completed": False}
    [row] = read(jsonl(tmp_path, HEAD | {"sample": False}, said), ASKED)

    assert (row.key, row.group, row.started_on, row.completed, row.sample) == ("", None, None, False, False)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"respondent": "seven"}, "a respondent as this program writes them (ValueError)"),
        ({"answers": None}, "a respondent as this program writes them (AttributeError)"),
        ({"answers": {"agree": 4}}, "a respondent as this program writes them (TypeError)"),
        ({"answers": {"agree": {}}}, "a respondent as this program writes them (KeyError)"),
        ({"answers": {"agree": {"value": 9}}}, "an answer to agree"),
        ({"answers": {"mood": {"value": 9}}}, "a respondent as this program writes them"),
        ({"answers": {"why": {"value": "x", "state": "good"}}}, "why as one of pending, approved, rejected, sensitive"),
        ({"reactions": {"react": {"one": "yes"}}}, "react as one of agree, disagree, pass"),
        ({"started_on": "gestern"}, "started_on as 2026-11-03"),
    ],
)
def test_a_line_of_json_that_no_export_has_is_named(tmp_path: Path, changed: dict[str, Any], expected: str) -> None:
    line, said = refusal(jsonl(tmp_path, HEAD, SAID, SAID | changed))

    assert line == 3
    assert said.startswith(expected)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ([], "a first line that says it is an export of this program"),
        (HEAD | {"format": "other"}, "a first line that says it is an export of this program"),
        (HEAD | {"version": 2}, "a first line that says it is an export of this program"),
        (HEAD | {"questionnaire": {"digest": "0"}}, "answers to service v1 with the same content"),
        (HEAD | {"questionnaire": 7}, "a respondent as this program writes them (TypeError)"),
    ],
)
def test_the_first_line_says_whose_answers_these_are(tmp_path: Path, head: Any, expected: str) -> None:
    assert refusal(jsonl(tmp_path, head, SAID)) == (1, expected)

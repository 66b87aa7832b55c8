"""Does the command line do what its help says, with which exit code, and in one line where it cannot?"""

from __future__ import annotations

import argparse
import contextlib
import csv
import json
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from commands import OPERATOR, REPOSITORY, environment, fresh, nachgefragt

from bot import cli
from bot.commands.arguments import FAILED, OK, USAGE
from surveys.design.reading import load

pytestmark = pytest.mark.slow


def leaves(parser: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    branches = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not branches:
        yield words
    for branch in branches:
        for name, child in branch.choices.items():
            yield from leaves(child, (*words, name))


COMMANDS = sorted(leaves(cli.parser()))


def one_line(told: str) -> bool:
    return told.startswith("nachgefragt") and told.count("\n") == 1


# --- help and usage ---


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main([*words, "--help"])

    told = capsys.readouterr().out
    assert ended.value.code == OK
    assert f"usage: nachgefragt {' '.join(words)}" in told
    assert len(told.split("\n\n")[1]) > 15


def test_the_help_names_every_command_by_what_one_wants_to_do(tmp_path: Path) -> None:
    told = fresh(tmp_path, "--help")

    assert (told.returncode, told.stderr) == (OK, "")
    assert {line.split()[0] for line in told.stdout.splitlines() if line.startswith("  ") and line.split()} >= {
        words[0] for words in COMMANDS
    }


def test_nothing_typed_shows_the_help_and_is_wrong_usage(tmp_path: Path) -> None:
    told = fresh(tmp_path)

    assert (told.returncode, told.stdout) == (USAGE, "")
    assert "nachgefragt demo" in told.stderr


def test_the_version_is_told(tmp_path: Path) -> None:
    assert fresh(tmp_path, "--version").stdout.startswith("nachgefragt ")


@pytest.mark.parametrize(
    "words",
    [
        ["nothing"],
        ["wave", "nothing"],
        ["wave", "open"],
        ["wave", "open", "kundenservice"],
        ["wave", "open", "kundenservice", "--place", "somewhere"],
        ["wave", "open", "kundenservice", "--place", "discord:123"],
        ["wave", "open", "kundenservice", "--place", "discord:123/abc"],
        ["wave", "open", "kundenservice", "--place", "console", "--days", "0"],
        ["wave", "open", "--place", "console"],
        ["wave", "open", "kundenservice", "--place", "console", "--opens-at", "tomorrow"],
        ["wave", "open", "kundenservice", "--place", "console", "--days", "3", "--closes-at", "2099-12-01 09:00"],
        ["wave", "open", "kundenservice", "--place", "console", "--every-weeks", "0"],
        ["wave", "extend", "kundenservice-1", "soon"],
        ["answers", "export", "kundenservice-1", "--format", "pdf", "--output", "a"],
        ["digest", "show", "kundenservice-1", "--format", "pdf"],
        ["run"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_and_exit_code_2(tmp_path: Path, words: list[str]) -> None:
    told = nachgefragt(tmp_path, *words)

    assert (told.returncode, told.stdout) == (USAGE, "")
    assert one_line(told.stderr), told.stderr


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["wave", "list"], "wave open"),
        (["wave", "close", "kundenservice-1"], "wave open"),
        (["digest", "show", "kundenservice-1", "--format", "text"], "wave open"),
        (["catalog", "show", "nothing"], "nothing"),
        (["wave", "open", "nothing", "--place", "console"], "nothing"),
        (["wave", "open", "ziele", "--place", "console", "--opens-at", "2020-01-01 09:00"], "past"),
        (
            [
                "wave",
                "open",
                "ziele",
                "--place",
                "console",
                "--opens-at",
                "2099-12-02 09:00",
                "--closes-at",
                "1.12.2099 9:00",
            ],
            "end",
        ),
        (["db", "backup"], "nothing in"),
        (["db", "restore", "nothing.sqlite"], "nothing.sqlite"),
        (["inbox", "list"], "wave open"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_a_failure_is_one_line_that_says_what_to_do_and_exit_code_1(
    tmp_path: Path, words: list[str], says: str
) -> None:
    told = nachgefragt(tmp_path, *words)

    assert (told.returncode, told.stdout) == (FAILED, "")
    assert one_line(told.stderr), told.stderr
    assert says in told.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("NACHGEFRAGT_TIMEZONE", "Mars/Base"),
        ("NACHGEFRAGT_SECRET_KEY", "short"),
        ("NACHGEFRAGT_DATABASE_URL", "mysql://nowhere"),
        ("NACHGEFRAGT_WEB__PORT", "many"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, setting: str, value: str) -> None:
    told = nachgefragt(tmp_path, "wave", "list", settings={setting: value})

    assert told.returncode == USAGE
    assert one_line(told.stderr)
    assert setting in told.stderr


def test_a_reader_that_has_enough_is_no_error(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "catalog", "show", "kundenservice", "--toml"],
        cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()

    assert process.stderr.read() == b""
    assert process.wait(30) == OK
    process.stderr.close()


# --- catalog ---


def test_the_catalog_is_listed_for_people_and_for_programs(tmp_path: Path) -> None:
    listed = json.loads(nachgefragt(tmp_path, "catalog", "list", "--json").stdout)

    assert {"kundenservice", "mehrwert", "ziele", "support-kanaele"} <= {each["key"] for each in listed}
    assert all(each["title"]["de"] and each["title"]["en"] and each["questions"] for each in listed)
    assert "kundenservice" in nachgefragt(tmp_path, "catalog", "list").stdout


def test_a_questionnaire_is_shown_as_its_file_and_that_file_is_in_order(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(nachgefragt(tmp_path, "catalog", "show", "ziele", "--toml").stdout)
    linted = fresh(tmp_path, "catalog", "lint", "mine.toml")

    assert linted.returncode == OK
    assert linted.stdout.startswith("mine.toml: in order")


def test_what_a_wave_asks_is_shown_as_a_file_that_can_be_asked_again(tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text("# Wer hilft?\n\nWarum antwortet niemand?\n", "utf-8")
    drafted = nachgefragt(tmp_path, "catalog", "draft", "article.md", "--output", "mine.toml", "--key", "hilfe")
    nachgefragt(tmp_path, "wave", "open", "--file", "mine.toml", "--place", "console")
    (tmp_path / "again.toml").write_text(
        nachgefragt(tmp_path, "catalog", "show", "hilfe-1", "--wave", "--toml").stdout, "utf-8"
    )

    assert drafted.stdout.startswith("mine.toml: 2 questions"), drafted.stderr
    assert load(tmp_path / "again.toml") == load(tmp_path / "mine.toml")


def test_a_draft_that_may_have_been_edited_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "article.md").write_text("Warum antwortet niemand?\n", "utf-8")
    (tmp_path / "mine.toml").write_text("edited", "utf-8")
    told = nachgefragt(tmp_path, "catalog", "draft", "article.md", "--output", "mine.toml")

    assert told.returncode == FAILED
    assert one_line(told.stderr)
    assert (tmp_path / "mine.toml").read_text("utf-8") == "edited"


def test_a_broken_questionnaire_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text('format = 1\nkey = "Gross"\n')
    linted = nachgefragt(tmp_path, "catalog", "lint", "broken.toml")
    [told] = json.loads(nachgefragt(tmp_path, "catalog", "lint", "broken.toml", "--json").stdout)

    assert linted.returncode == FAILED
    assert "broken.toml:2: key: expected" in linted.stdout
    assert not told["ok"]
    assert 2 in {each["line"] for each in told["violations"]}


def test_the_catalog_itself_is_in_order(tmp_path: Path) -> None:
    assert nachgefragt(tmp_path, "catalog", "lint").returncode == OK


# --- waves ---


def test_a_wave_lives_from_open_to_close(tmp_path: Path) -> None:
    typed = partial(nachgefragt, tmp_path, settings=OPERATOR)
    opened = typed("wave", "open", "kundenservice", "--place", "telegram:-100123", "--days", "3", "--json")
    told = json.loads(opened.stdout)

    assert (told["key"], told["state"]) == ("kundenservice-1", "open")
    assert [each["place"] for each in told["places"]] == ["telegram:-100123"]
    assert typed("wave", "pause", "kundenservice-1").stdout == "kundenservice-1 is paused\n"
    assert typed("wave", "resume", "kundenservice-1").stdout.startswith("kundenservice-1 is open until")
    assert typed("wave", "extend", "kundenservice-1", "4").returncode == OK
    [listed] = json.loads(typed("wave", "list", "--json").stdout)
    assert listed["closes_at"][:10] > told["closes_at"][:10]
    assert typed("wave", "close", "kundenservice-1").stdout == "kundenservice-1 is closed\n"
    again = typed("wave", "close", "kundenservice-1")
    assert again.returncode == FAILED
    assert one_line(again.stderr)
    assert "closed" in again.stderr


def test_a_wave_opens_in_places_of_both_platforms_at_once(tmp_path: Path) -> None:
    typed = partial(nachgefragt, tmp_path, settings=OPERATOR)
    places = ["--place", "telegram:-100123", "--place", "discord:42/43"]
    told = typed("wave", "open", "kundenservice", *places, "--json")
    assert told.returncode == OK, told.stderr

    again = typed("wave", "open", "ziele", "--place", "discord:42/44", "--place", "telegram:-100123", "--json")

    assert [each["place"] for each in json.loads(told.stdout)["places"]] == ["discord:42/43", "telegram:-100123"]
    assert again.returncode == OK, "a channel of a known server belongs to its community"


def test_a_wave_opens_and_closes_when_it_was_told_to(tmp_path: Path) -> None:
    typed = partial(nachgefragt, tmp_path, settings={**OPERATOR, "NACHGEFRAGT_TIMEZONE": "Europe/Berlin"})
    times = ["--opens-at", "2099-07-01 09:00", "--closes-at", "2099-07-15T18:00+02:00"]
    opened = typed(
        "wave", "open", "ziele", "--place", "telegram:-100123", *times, "--every-weeks", "4", "--no-reminder"
    )
    typed("wave", "open", "kundenservice", "--place", "console", "--every-weeks", "2")
    running, planned = json.loads(typed("wave", "list", "--json").stdout)

    assert opened.stdout == "ziele-1 opens at 2099-07-01 09:00 in telegram:-100123 until 2099-07-15 18:00\n"
    assert (planned["state"], planned["opens_at"]) == ("draft", "2099-07-01T07:00:00+00:00")
    assert planned["closes_at"] == "2099-07-15T16:00:00+00:00"
    assert (planned["remind"], planned["every_weeks"], planned["again_at"]) == (False, 4, None)
    assert [each["place"] for each in planned["places"]] == ["telegram:-100123"]
    assert (running["state"], running["remind"]) == ("open", True)
    assert running["again_at"] > running["closes_at"][:10]


def test_no_wave_opens_on_a_platform_while_nobody_says_who_asks(tmp_path: Path) -> None:
    told = nachgefragt(tmp_path, "wave", "open", "kundenservice", "--place", "telegram:-100123")

    assert told.returncode == USAGE
    assert "NACHGEFRAGT_OPERATOR__NAME" in told.stderr
    assert nachgefragt(tmp_path, "wave", "open", "kundenservice", "--place", "console").returncode == OK


def test_places_named_together_share_a_community_and_known_ones_keep_theirs(tmp_path: Path) -> None:
    typed = partial(nachgefragt, tmp_path, settings=OPERATOR)
    together = ["--place", "telegram:-1001", "--place", "telegram:-1002"]
    assert typed("wave", "open", "kundenservice", *together).returncode == OK
    assert typed("wave", "open", "ziele", "--place", "telegram:-1002/7", "--place", "console").returncode == OK
    assert typed("wave", "open", "ziele", "--place", "telegram:-1003").returncode == OK

    apart = typed("wave", "open", "mehrwert", "--place", "telegram:-1001", "--place", "telegram:-1003")
    assert apart.returncode == FAILED
    assert one_line(apart.stderr)
    rows = (
        sqlite3.connect(tmp_path / "var/nachgefragt.db").execute("SELECT address, community_id FROM place").fetchall()
    )
    communities = dict(rows)
    assert communities["-1001"] == communities["-1002"] == communities["-1002/7"] == communities["console"]
    assert communities["-1003"] != communities["-1001"]


def test_a_questionnaire_file_of_ones_own_is_asked(tmp_path: Path) -> None:
    source = nachgefragt(tmp_path, "catalog", "show", "ziele", "--toml").stdout
    (tmp_path / "mine.toml").write_text(source.replace('key = "ziele"', 'key = "meine"', 1))
    opened = nachgefragt(tmp_path, "wave", "open", "--file", "mine.toml", "--place", "console", "--language", "en")

    assert opened.stdout.startswith("meine-1 is open in console until")


def test_what_is_made_is_for_its_owner_only(tmp_path: Path) -> None:
    nachgefragt(tmp_path, "wave", "open", "kundenservice", "--place", "console")

    for name in ("nachgefragt.db", "secret.key"):
        assert stat.S_IMODE((tmp_path / "var" / name).stat().st_mode) == 0o600


# --- the database ---


def test_the_database_is_backed_up_and_restored(tmp_path: Path) -> None:
    typed = partial(nachgefragt, tmp_path, settings=OPERATOR)
    assert typed("db", "upgrade").stdout.startswith("upgraded from nothing to")
    assert typed("db", "upgrade").stdout.startswith("already at")
    typed("wave", "open", "kundenservice", "--place", "telegram:-1001")
    backup = typed("db", "backup").stdout.strip()
    typed("wave", "open", "ziele", "--place", "telegram:-1001")
    restored = typed("db", "restore", backup)
    info = json.loads(typed("db", "info", "--json").stdout)

    assert restored.returncode == OK, restored.stderr
    assert [each["key"] for each in json.loads(typed("wave", "list", "--json").stdout)] == ["kundenservice-1"]
    assert info["revision"] == info["head"]
    assert info["tables"]["wave"] == 1


def test_what_may_have_been_posted_since_the_backup_is_not_posted_again(tmp_path: Path) -> None:
    typed = partial(nachgefragt, tmp_path, settings=OPERATOR)
    typed("wave", "open", "kundenservice", "--place", "telegram:-1001")
    typed("db", "restore", typed("db", "backup").stdout.strip())

    rows = sqlite3.connect(tmp_path / "var/nachgefragt.db").execute("SELECT kind, state FROM ledger").fetchall()
    states = dict(rows)
    assert states["card"] == "unsure"
    assert states["close"] == "queued"


def test_a_database_of_another_version_is_not_touched(tmp_path: Path) -> None:
    nachgefragt(tmp_path, "db", "upgrade")
    with sqlite3.connect(tmp_path / "var/nachgefragt.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    told = nachgefragt(tmp_path, "wave", "list")

    assert told.returncode == FAILED
    assert "9999" in told.stderr
    assert nachgefragt(tmp_path, "db", "upgrade").returncode == FAILED


def test_a_file_that_is_no_database_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var/nachgefragt.db").write_text("this is no database, but a text that somebody left here" * 20)
    told = nachgefragt(tmp_path, "wave", "list")

    assert told.returncode == FAILED
    assert one_line(told.stderr)


# --- answers ---

ROWS = 6


@pytest.fixture
def answered(answered_once: Path, tmp_path: Path) -> Path:
    """A folder with a wave and a handful of answers, imported from a file."""
    return Path(shutil.copytree(answered_once, tmp_path / "answered"))


@pytest.fixture(scope="module")
def answered_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("answered")
    assert nachgefragt(folder, "wave", "open", "kundenservice", "--place", "console").returncode == OK
    empty = folder / "empty.csv"
    assert nachgefragt(folder, "answers", "export", "kundenservice-1", "--format", "csv", "--output", str(empty))
    with empty.open(encoding="utf-8-sig", newline="") as file:
        head = next(csv.reader(file))
    texts = [
        "Am Telefon, nach langem Warten",
        "=1+1",
        "-5 Minuten Verspätung",
        "'=ein Zitat",
        "@alle: nirgends",
        "Im Laden",
    ]
    with (folder / "answers.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, head, quoting=csv.QUOTE_ALL, restval="")
        writer.writeheader()
        for number, text in enumerate(texts, 1):
            cell = f"'{text}" if text[0] in "=-@'" else text
            writer.writerow(
                {
                    "respondent": number, "platform": "telegram", "language": "de", "completed": "no", "hilfe": cell,
                    "hilfe.state": "approved" if number % 2 else "pending", "quote_here": "yes",
                    "rolle": "kundschaft" if number % 2 else "praxis", "erwartung": number % 5 + 1,
                    "hindernisse.personal": 1, "aussagen.telefon": "agree", "aussagen.votes": 1,
                }
                | {name: 0 for name in head if name.startswith("hindernisse.") and name != "hindernisse.personal"}
            )  # fmt: skip
    told = nachgefragt(folder, "answers", "import", "kundenservice-1", "answers.csv")
    assert told.stdout == "answers.csv: 6 respondents added\n", told.stderr
    return folder


def tallies(folder: Path) -> dict[tuple[str, str], int]:
    """Live counts; statements by the words they are made of."""
    with sqlite3.connect(folder / "var/nachgefragt.db") as database:
        names: dict[str, str] = dict(database.execute("SELECT id, words FROM statement").fetchall())
        rows: list[tuple[str, str, int]] = database.execute(
            "SELECT item, cell, count FROM tally WHERE count > 0"
        ).fetchall()
    database.close()
    return {(names.get(item, item), cell): count for item, cell, count in rows}


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_an_export_taken_into_an_empty_database_gives_the_same_tallies(
    answered: Path, tmp_path: Path, kind: str
) -> None:
    export = tmp_path / f"export.{kind}"
    written = nachgefragt(answered, "answers", "export", "kundenservice-1", "--format", kind, "--output", str(export))
    other = tmp_path / "other"
    other.mkdir()
    nachgefragt(other, "wave", "open", "kundenservice", "--place", "console")
    dry = nachgefragt(other, "answers", "import", "kundenservice-1", str(export), "--dry-run")
    before = tallies(other)
    taken = nachgefragt(other, "answers", "import", "kundenservice-1", str(export))
    again = nachgefragt(other, "answers", "import", "kundenservice-1", str(export))

    assert written.stdout == f"{export}: {ROWS} respondents\n"
    assert (dry.returncode, before) == (OK, {})
    assert taken.returncode == OK, taken.stderr
    assert tallies(other) == tallies(answered)
    assert f"0 respondents added, {ROWS} were there already" in again.stdout


def test_before_the_first_digest_show_says_what_it_would_say(answered: Path) -> None:
    first = json.loads(nachgefragt(answered, "digest", "show", "kundenservice-1", "--format", "json").stdout)
    again = json.loads(nachgefragt(answered, "digest", "show", "kundenservice-1", "--format", "json").stdout)
    with sqlite3.connect(answered / "var/nachgefragt.db") as database:
        released = database.execute("SELECT count(*) FROM release").fetchone()[0]
    database.close()

    counted = [block["n"] for section in first["sections"] for block in section["blocks"] if block.get("n")]
    assert counted
    assert all(n >= 5 for n in counted)
    assert again["hash"] == first["hash"]
    assert released == 1, "of two looks at one that is undone the difference may be one person's"


def test_no_exported_cell_is_a_formula_and_every_text_stays_readable(answered: Path, tmp_path: Path) -> None:
    for kind in ("csv", "xlsx"):
        nachgefragt(
            answered, "answers", "export", "kundenservice-1", "--format", kind, "--output", str(tmp_path / f"a.{kind}")
        )
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        texts = {line["hilfe"] for line in csv.DictReader(file)}
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["answers"]

    assert texts == {
        "Am Telefon, nach langem Warten", "'=1+1", "'-5 Minuten Verspätung", "''=ein Zitat", "'@alle: nirgends", "Im Laden",
    }  # fmt: skip
    assert not [cell.coordinate for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


def test_answers_are_listed_approved_and_rejected(answered: Path) -> None:
    listed = json.loads(nachgefragt(answered, "answers", "list", "kundenservice-1", "--pending", "--json").stdout)
    first, second, _ = (each["id"] for each in listed)

    assert nachgefragt(answered, "answers", "approve", first).stdout == "1 approved\n"
    assert nachgefragt(answered, "answers", "reject", second).stdout == "1 rejected\n"
    after = json.loads(nachgefragt(answered, "answers", "list", "kundenservice-1", "--json").stdout)
    states = {each["id"]: each["state"] for each in after}
    assert (states[first], states[second]) == ("approved", "rejected")
    assert len(nachgefragt(answered, "answers", "list", "kundenservice-1").stdout.splitlines()) == ROWS
    unknown = nachgefragt(answered, "answers", "approve", "nobody")
    assert unknown.returncode == FAILED
    assert one_line(unknown.stderr)


def test_a_file_of_something_else_is_refused_and_nothing_is_stored(answered: Path) -> None:
    (answered / "other.csv").write_text("name,age\nAnna,40\n")
    before = tallies(answered)
    told = nachgefragt(answered, "answers", "import", "kundenservice-1", "other.csv")

    assert told.returncode == FAILED
    assert one_line(told.stderr)
    assert "other.csv, line 1: expected a column respondent" in told.stderr
    assert tallies(answered) == before


def test_an_export_that_cannot_be_written_leaves_the_old_file_alone(answered: Path) -> None:
    told = nachgefragt(
        answered, "answers", "export", "kundenservice-1", "--format", "csv", "--output", "nowhere/answers.csv"
    )

    assert told.returncode == FAILED
    assert one_line(told.stderr)


# --- check and run ---


def test_check_says_what_is_missing_and_exits_with_1(tmp_path: Path) -> None:
    told = fresh(tmp_path, "check")

    assert told.returncode == FAILED
    assert "NACHGEFRAGT_OPERATOR__NAME" in told.stdout
    assert list(tmp_path.iterdir()) == []


def test_check_is_content_when_everything_is_in_place(tmp_path: Path) -> None:
    nachgefragt(tmp_path, "wave", "open", "kundenservice", "--place", "console")
    told = nachgefragt(tmp_path, "check", "--json", settings=OPERATOR)

    assert told.returncode == OK, told.stdout
    assert {each["state"] for each in json.loads(told.stdout)} <= {"ok", "warning"}


def test_check_tells_of_what_may_not_have_arrived(tmp_path: Path) -> None:
    nachgefragt(tmp_path, "wave", "open", "kundenservice", "--place", "console", settings=OPERATOR)
    with contextlib.closing(sqlite3.connect(tmp_path / "var" / "nachgefragt.db")) as database, database:
        database.execute("UPDATE ledger SET state = 'unsure' WHERE kind = 'card'")
    told = nachgefragt(tmp_path, "check", settings=OPERATOR)

    assert "warning  posts: 1 may not have arrived -> " in told.stdout


def test_an_empty_list_is_said_to_be_empty_and_stays_empty_for_programs(tmp_path: Path) -> None:
    nachgefragt(tmp_path, "wave", "open", "kundenservice", "--place", "console", settings=OPERATOR)
    for words in (["answers", "list", "kundenservice-1"], ["inbox", "list"]):
        told = nachgefragt(tmp_path, *words)

        assert (told.returncode, told.stdout) == (OK, "")
        assert len(told.stderr.splitlines()) == 1


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    nachgefragt(tmp_path, "wave", "open", "kundenservice", "--place", "console", settings=OPERATOR)
    told = nachgefragt(tmp_path, "digest", "show", "kundenservice-1", "--output", "nowhere/digest.txt")

    assert (told.returncode, told.stderr) == (FAILED, "nachgefragt: nowhere: there is no such folder\n")


def test_check_sees_a_key_that_others_can_read(tmp_path: Path) -> None:
    nachgefragt(tmp_path, "wave", "open", "kundenservice", "--place", "console")
    (tmp_path / "var/secret.key").chmod(0o644)
    told = nachgefragt(tmp_path, "check", settings=OPERATOR)

    assert told.returncode == FAILED
    assert "chmod 600 var/secret.key" in told.stdout


def test_run_without_a_token_says_what_to_set(tmp_path: Path) -> None:
    told = fresh(tmp_path, "run")

    assert told.returncode == USAGE
    assert "NACHGEFRAGT_TELEGRAM__TOKEN" in told.stderr
    assert "NACHGEFRAGT_DISCORD__TOKEN" in told.stderr


# --- the page ---


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_page_has_a_section_for_the_command_with_its_options(words: tuple[str, ...]) -> None:
    page = (REPOSITORY / "docs/commands.md").read_text("utf-8")
    sections = {part.split("\n", 1)[0]: part for part in page.split("\n### ")[1:]}
    section = sections[f"`nachgefragt {' '.join(words)}`"]
    parser = cli.parser()
    for word in words:
        [branch] = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
        parser = branch.choices[word]
    options = {option for action in parser._actions for option in action.option_strings if option.startswith("--")}

    assert {option for option in options - {"--help"} if f"`{option}" not in section} == set()
    assert set(re.findall(r"^\| `(--[a-z-]+)", section, flags=re.MULTILINE)) <= options


def test_the_page_has_no_command_that_does_not_exist() -> None:
    page = (REPOSITORY / "docs/commands.md").read_text("utf-8")

    assert set(re.findall(r"^### `nachgefragt (.*)`$", page, flags=re.MULTILINE)) == {
        " ".join(words) for words in COMMANDS
    }

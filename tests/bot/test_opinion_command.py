"""Does `nachgefragt opinion` say which groups there are, and in one line what is wrong with a file?"""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from bot import cli
from bot.commands.arguments import FAILED, OK

HEAD = "participant,comment_id,vote"


def votes(folder: Path, *more: str, name: str = "votes.csv") -> Path:
    """Two camps of 12 and 8 people; 0 to 4 divide them, 5 to 9 they share."""
    lines = [HEAD]
    for number in range(20):
        for at in range(10):
            lines.append(f"p{number},{at},{1 if at >= 5 or number < 12 else -1}")
    path = folder / name
    text = "\n".join([*lines, *more]) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def comments(folder: Path, *rows: str) -> Path:
    path = folder / "comments.csv"
    path.write_text("\n".join(["comment_id,moderated,text", *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["votes.csv", "votes.csv.gz"])
def test_programs_get_the_groups_and_every_statement(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    about = comments(tmp_path, '0,1,"Öfter, bitte"', "9,-1,raus")
    assert cli.main(["opinion", str(votes(tmp_path, name=name)), "--statements", str(about), "--json"]) == OK
    told = json.loads(capsys.readouterr().out)
    by_id = {each["comment_id"]: each for each in told["statements"]}

    assert {(each["participant"], each["group"]) for each in told["groups"]} == {
        (f"p{number}", "A" if number < 12 else "B") for number in range(20)
    }
    assert sorted(by_id) == [str(at) for at in range(9)]
    assert by_id["0"]["text"] == "Öfter, bitte"
    assert (by_id["0"]["agree"], by_id["0"]["disagree"], by_id["0"]["pass"], by_id["0"]["n"]) == (12, 8, 0, 20)
    assert by_id["0"]["by_group"]["B"] == {"agree": 0, "disagree": 8, "pass": 0, "n": 8}
    assert (by_id["0"]["dividing"], by_id["0"]["common"]) == (True, False)
    assert (by_id["5"]["dividing"], by_id["5"]["common"]) == (False, True)
    assert {(each["group"], each["side"]) for each in by_id["0"]["representative_of"]} == {
        ("A", "agree"),
        ("B", "disagree"),
    }


def test_people_read_sizes_common_ground_and_division(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    about = comments(tmp_path, "0,1,Zeilen\x1b[2J und mehr", "5,1,Alle dafür")
    assert cli.main(["opinion", str(votes(tmp_path)), "--statements", str(about)]) == OK
    told = capsys.readouterr().out

    assert "Group A: 12 people\nGroup B: 8 people\n" in told
    shared = told.partition("What all groups share")[2].partition("What divides them")[0]
    assert "[5] Alle dafür\n      A: 12 agree, 0 disagree of 12; B: 8 agree, 0 disagree of 8" in shared
    assert "\x1b" not in told


def test_counts_of_fewer_than_five_are_withheld(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dissent = [f"p{number},5,-1" for number in (0, 1, 2)]
    assert cli.main(["opinion", str(votes(tmp_path, *dissent))]) == OK
    told = capsys.readouterr().out

    assert "3 disagree" not in told
    assert "9 agree" not in told, "of 12 it would give the three away"


def test_too_few_votes_make_no_groups(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "votes.csv"
    path.write_text(f"{HEAD}\na,1,1\nb,1,-1\n")
    assert cli.main(["opinion", str(path)]) == OK
    assert capsys.readouterr().out.startswith("No groups: it takes 10 people")
    assert cli.main(["opinion", str(path), "--json"]) == OK
    told = json.loads(capsys.readouterr().out)

    assert told["groups"] == []
    assert [(each["comment_id"], each["agree"], each["disagree"]) for each in told["statements"]] == [("1", 1, 1)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "parted by commas; 'participant' is not there once"),
        (b"participant,vote\na,1\n", "'comment_id' is not there once"),
        (b"participant,comment_id,vote\n", "votes.csv, line 2: expected a vote"),
        (b"participant,comment_id,vote\na,1,1\nb,1,2\n", "votes.csv, line 3: expected a vote of -1, 0 or 1, not '2'"),
        (b"participant,comment_id,vote\na,1,yes\n", "votes.csv, line 2: expected a vote of -1, 0 or 1, not 'yes'"),
        (b"participant,comment_id,vote\na,1\n", "votes.csv, line 2: expected 3 cells"),
        (b"participant,comment_id,vote\n,1,1\n", "votes.csv, line 2: expected a participant"),
        (b"participant,comment_id,vote\na,1,\xff\n", "votes.csv, line 1: expected a table in UTF-8"),
        (b'participant,comment_id,vote\na,"1,1\n', "expected a table in UTF-8"),
    ],
)
def test_a_bad_file_is_one_line_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes, said: str
) -> None:
    path = tmp_path / "votes.csv"
    path.write_bytes(content)
    assert cli.main(["opinion", str(path)]) == FAILED
    told = capsys.readouterr()

    assert (told.out, told.err.count("\n")) == ("", 1)
    assert said in told.err


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["1,2,x"], "line 2: expected moderated as -1, 0 or 1, not '2'"),
        (["1,1,x", "1,1,y"], "line 3: expected a comment_id that no line above has"),
        ([",1,y"], "line 2: expected a comment_id"),
    ],
)
def test_bad_statements_are_one_line_with_their_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: list[str], said: str
) -> None:
    assert cli.main(["opinion", str(votes(tmp_path)), "--statements", str(comments(tmp_path, *rows))]) == FAILED
    assert f"comments.csv, {said}" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content", [b"no gzip", gzip.compress(b"participant,comment_id,vote\na,1,1\n" * 99, mtime=0)[:40]]
)
def test_a_broken_packed_file_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes) -> None:
    path = tmp_path / "votes.csv.gz"
    path.write_bytes(content)
    assert cli.main(["opinion", str(path)]) == FAILED
    assert "expected a whole gzip file" in capsys.readouterr().err
    assert cli.main(["opinion", str(tmp_path / "none.csv")]) == FAILED

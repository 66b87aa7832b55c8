"""Does a file of votes become what it says, and is a line that says nothing found by its number?"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from surveys.exchange import votes
from surveys.exchange.reading import Unreadable


def written(folder: Path, text: str, name: str = "votes.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


def refusal(reading: object, file: Path) -> tuple[object, object]:
    """Line, and what was expected there."""
    with pytest.raises(Unreadable) as caught:
        reading(file)  # type: ignore[operator]
    assert caught.value.key == "export-unreadable"
    assert caught.value.values["file"] == file.name
    return caught.value.values["line"], caught.value.values["expected"]


def test_each_line_is_a_vote_whatever_columns_stand_beside(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "timestamp,comment_id,participant,vote\n1,7, anna ,1\n2,7,ben,-1\n3,8,anna,0\n",
    )

    assert votes.votes(file) == [("anna", "7", 1), ("ben", "7", -1), ("anna", "8", 0)]


def test_a_packed_file_is_read_like_a_plain_one(tmp_path: Path) -> None:
    packed = tmp_path / "votes.csv.gz"
    packed.write_bytes(gzip.compress(b"\xef\xbb\xbfparticipant,comment_id,vote\nanna,7,1\n"))

    assert votes.votes(packed) == [("anna", "7", 1)]


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("participant,comment_id,vote\n", 2, "a vote"),
        ("participant,comment_id,vote\nanna,7,1\n,7,1\n", 3, "a participant"),
        ("participant,comment_id,vote\nanna,,1\n", 2, "a comment_id"),
        ("participant,comment_id,vote\nanna,7,2\n", 2, "a vote of -1, 0 or 1, not '2'"),
        ("participant,comment_id,vote\nanna,7,12345678901234567890123\n", 2, "not '12345678901234567890'"),
        ("participant,comment_id\nanna,7\n", 1, "'vote' is not there once"),
        ("participant,vote,comment_id,vote\n", 1, "'vote' is not there once"),
        ("", 1, "'participant' is not there once"),
        ("participant,comment_id,vote\nanna,7,1\nanna,7\n", 3, "3 cells, as in the first line, not 2"),
        ('participant,comment_id,vote\nanna,7,1\n"anna"x,7,1\n', 3, "a table in UTF-8 with commas"),
        ('participant,comment_id,vote\n"an\nna",7,1\nben,7,5\n', 4, "a vote of -1, 0 or 1, not '5'"),
    ],
)
def test_a_line_that_is_no_vote_is_named(tmp_path: Path, text: str, line: int, expected: str) -> None:
    at, wanted = refusal(votes.votes, written(tmp_path, text))

    assert at == line
    assert expected in str(wanted)


def test_half_a_packed_file_and_one_that_is_not_packed_are_refused(tmp_path: Path) -> None:
    whole = gzip.compress(b"participant,comment_id,vote\n" + b"anna,7,1\n" * 2000)
    (tmp_path / "half.gz").write_bytes(whole[: len(whole) // 2])
    plain = written(tmp_path, "participant,comment_id,vote\nanna,7,1\n", "plain.gz")

    assert refusal(votes.votes, tmp_path / "half.gz")[1] == "a whole gzip file"
    assert refusal(votes.votes, plain) == (1, "a whole gzip file")


def test_statements_have_their_texts_and_some_are_moderated_out(tmp_path: Path) -> None:
    file = written(tmp_path, "comment_id,moderated,text\n1,1,Mehr Bäume\n2,-1,Werbung\n3,0,Weniger Lärm\n")

    found = votes.statements(file)

    assert found.texts == {"1": "Mehr Bäume", "2": "Werbung", "3": "Weniger Lärm"}
    assert found.out == {"2"}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (",1,Text", "a comment_id"),
        ("1,1,Noch einmal", "a comment_id that no line above has"),
        ("2,7,Text", "moderated as -1, 0 or 1, not '7'"),
        ("2,abcdefghijklmnopqrstuvwxyz,Text", "moderated as -1, 0 or 1, not 'abcdefghijklmnopqrst'"),
    ],
)
def test_a_line_that_is_no_statement_is_named(tmp_path: Path, row: str, expected: str) -> None:
    file = written(tmp_path, f"comment_id,moderated,text\n1,1,Mehr Bäume\n{row}\n")

    assert refusal(votes.statements, file) == (3, expected)

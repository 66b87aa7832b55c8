"""Does ``nachgefragt themes`` read any export, and say honestly what it found?"""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from commands import nachgefragt


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, str]]:
    with gzip.open(shared_data / "data" / "klimarat" / "dev" / "statements.jsonl.gz", "rt", encoding="utf-8") as file:
        read = [json.loads(line) for line in file][::24]
    kept = [{name: row[name] for name in ("id", "topic", "text")} for row in read]
    kept[3]["text"], kept[4]["text"] = "[deleted]", ""
    return kept


def _csv(path: Path, rows: list[dict[str, str]], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def _found(folder: Path, *words: str) -> Any:
    told = nachgefragt(folder, "themes", *words, "--json")
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


def test_json_has_the_promised_shape_and_quotes_are_verbatim(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    found = _found(tmp_path, str(_csv(tmp_path / "a.csv", rows)))
    texts = {row["text"] for row in rows}

    assert [each["id"] for each in found["assignments"]] == [row["id"] for row in rows]
    assert all(set(each) == {"id", "theme", "confidence"} for each in found["assignments"])
    assert all(set(each) == {"id", "label", "size", "keywords", "examples"} for each in found["themes"])
    assert all(0 <= each["confidence"] <= 1 for each in found["assignments"])
    assert [found["assignments"][at]["theme"] for at in (3, 4)] == [None, None]
    assert len(found["themes"]) >= 2
    assert all(example in texts for each in found["themes"] for example in each["examples"])


def test_a_file_in_the_windows_code_page_is_read(tmp_path: Path) -> None:
    told = nachgefragt(tmp_path, "themes", str(_csv(tmp_path / "a.csv", [{"Antwort": "Züge zu spät"}], "cp1252")))

    assert "Züge zu spät" in told.stdout


def test_few_answers_are_shown_and_not_grouped(tmp_path: Path) -> None:
    told = nachgefragt(tmp_path, "themes", str(_csv(tmp_path / "a.csv", [{"text": f"Grund {at}"} for at in range(29)])))

    assert told.returncode == 0
    assert "too few to group" in told.stdout
    assert "Grund 28" in told.stdout


def test_without_an_id_answers_are_numbered_from_1(tmp_path: Path) -> None:
    found = _found(tmp_path, str(_csv(tmp_path / "a.csv", [{"text": "eins"}, {"text": "zwei"}])))

    assert [each["id"] for each in found["assignments"]] == ["1", "2"]
    assert found["themes"] == []


def test_two_columns_that_could_be_meant_are_named(tmp_path: Path) -> None:
    row = {"Was gefällt?": "Die vielen guten Wege", "Was fehlt?": "Mehr Bäume am Rand"}
    path = str(_csv(tmp_path / "a.csv", [row]))
    unclear = nachgefragt(tmp_path, "themes", path)
    clear = nachgefragt(tmp_path, "themes", path, "--text-column", "Was fehlt?")
    wrong = nachgefragt(tmp_path, "themes", path, "--text-column", "Frage")

    assert unclear.returncode == wrong.returncode == 2
    assert "Was gefällt?, Was fehlt?" in unclear.stderr
    assert "--text-column" in unclear.stderr
    assert "no column 'Frage'" in wrong.stderr
    assert "Mehr Bäume" in clear.stdout


def test_groups_are_compared_and_differences_come_with_their_numbers(
    tmp_path: Path, rows: list[dict[str, str]]
) -> None:
    told = nachgefragt(tmp_path, "themes", str(_csv(tmp_path / "a.csv", rows)), "--segment-column", "topic")

    assert "groups that speak of a theme" in told.stdout
    assert " of " in told.stdout.split("groups")[-1]
    assert len(told.stdout.splitlines()) <= 40


def test_with_few_people_groups_are_not_compared(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    told = nachgefragt(tmp_path, "themes", str(_csv(tmp_path / "a.csv", rows[:60])), "--segment-column", "topic")

    assert "too few answers to compare" in told.stdout


@pytest.mark.parametrize(
    ("name", "content"), [("a.pdf", b"x"), ("a.xlsx", b"x"), ("a.jsonl", b"[1]\n"), ("a.csv.gz", b"x")]
)
def test_what_is_no_table_is_said_in_one_line(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    told = nachgefragt(tmp_path, "themes", name)

    assert told.returncode == 1
    assert told.stderr.count("\n") == 1
    assert told.stderr.startswith(f"nachgefragt: {name}")
    assert "expected " in told.stderr
    assert "line 0" not in told.stderr


def test_words_that_move_the_cursor_are_shown_harmless(tmp_path: Path) -> None:
    told = nachgefragt(tmp_path, "themes", str(_csv(tmp_path / "a.csv", [{"text": "rot \x1b[31m \u202e hier"}])))

    assert "\x1b" not in told.stdout
    assert "\u202e" not in told.stdout


def test_the_codebook_puts_answers_into_its_own_themes(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    files = pytest.importorskip("surveys.coding.codebook_file", reason="codebooks are not there yet")
    codebook = pytest.importorskip("surveys.coding.codebook")
    book, _ = codebook.add(codebook.Codebook(), {"de": "Energie"}, "Strom, Windräder, Photovoltaik")
    book, _ = codebook.add(book, {"de": "Verkehr"}, "Autos, Züge, Radwege, Autobahn")
    (tmp_path / "book.toml").write_text(files.to_toml(book), encoding="utf-8")
    found = _found(tmp_path, str(_csv(tmp_path / "a.csv", rows)), "--codebook", "book.toml")

    assert {each["label"] for each in found["themes"]} == {"Energie", "Verkehr"}


# --- what people try by mistake ---


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx.csv", "a.jsonl"])
@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_a_file_without_rows_is_said_to_have_none(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    told = nachgefragt(tmp_path, "themes", name, "--json")

    assert told.returncode == 1
    assert told.stdout == ""
    assert told.stderr == (
        f"nachgefragt: {name}: no rows; expected the names of the columns, and below them a row per answer\n"
    )


def test_a_programs_own_file_with_the_name_of_a_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(bytes(range(256)) * 50)
    told = nachgefragt(tmp_path, "themes", "a.csv")

    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr == "nachgefragt: a.csv: expected text, not a program's own format\n"


def test_a_folder_is_named_as_it_was_typed(tmp_path: Path) -> None:
    told = nachgefragt(tmp_path, "themes", ".")

    assert told.stderr.startswith("nachgefragt: .: expected a file that ends in .csv")


def test_one_answer_is_not_many_and_the_same_answer_is_shown_once_with_its_number(tmp_path: Path) -> None:
    one = nachgefragt(tmp_path, "themes", str(_csv(tmp_path / "a.csv", [{"text": "Zu lange gewartet"}])))
    same = nachgefragt(tmp_path, "themes", str(_csv(tmp_path / "b.csv", [{"text": "Zu lange gewartet"}] * 500)))

    assert one.stdout.startswith("1 of 1 answer with words, from 1 person; 0 duplicates, 1 without a theme\n")
    assert "500  Zu lange gewartet" in same.stdout
    assert "1 different answer with words: too few to group" in same.stdout


def test_signs_without_words_are_shown_and_make_no_theme(tmp_path: Path) -> None:
    told = nachgefragt(tmp_path, "themes", str(_csv(tmp_path / "a.csv", [{"text": "👍👍"}, {"text": "😡"}] * 40)))

    assert told.stdout.startswith("0 of 80 answers with words, from 0 people;")
    assert "40  👍👍" in told.stdout


def test_answers_nobody_could_tell_apart_make_no_themes(tmp_path: Path) -> None:
    alike = [{"text": f"Ich warte lange am Telefon {at}"} for at in range(40)]
    path = str(_csv(tmp_path / "a.csv", alike))
    told = nachgefragt(tmp_path, "themes", path)
    found = _found(tmp_path, path)

    assert "no themes: too little tells these answers from each other" in told.stdout
    assert found["themes"] == []
    assert {each["theme"] for each in found["assignments"]} == {None}
    assert found["coverage"]["without_theme"] == 40


def test_five_hundred_answers_of_one_author_are_no_theme(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    mine = [{"text": f"Der Brunnen am Marktplatz gehört repariert, {at} mal gesagt", "author": "x"} for at in range(60)]
    others = [{"text": row["text"], "author": f"p{at}"} for at, row in enumerate(rows)]
    found = _found(tmp_path, str(_csv(tmp_path / "a.csv", mine + others)))

    assert found["themes"]
    assert min(theme["size"] for theme in found["themes"]) >= 2
    assert {each["theme"] for each in found["assignments"]} - {None} == {theme["id"] for theme in found["themes"]}
    assert not any("Brunnen" in theme["label"] for theme in found["themes"])

"""Does ``nachgefragt codebook`` make themes of codes, put answers into them, and say how far coders agree?"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from commands import nachgefragt

from surveys.coding import codebook_file

PRICE = ("Die Tickets sind viel zu teuer.", "Der Preis ist zu hoch.", "Warum kostet das Abo schon wieder mehr?")
TONE = ("Die Mitarbeiterin war sehr freundlich.", "Man wird unhöflich abgefertigt.", "Nette Beratung am Schalter.")


def _write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    rows = [{"Antwort": text, "Code": code} for code, texts in (("Preis", PRICE), ("Ton", TONE)) for text in texts]
    return _write(tmp_path / "coded.csv", [*rows, {"Antwort": "ohne Code", "Code": ""}])


@pytest.fixture
def learnt(tmp_path: Path, coded: Path) -> Path:
    output = tmp_path / "codebook.toml"
    told = nachgefragt(
        tmp_path, *f"codebook learn {coded} --text-column Antwort --code-column Code --output {output}".split()
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(f"{output}: 2 themes, 6 examples\n")
    return output


def test_each_code_becomes_a_theme_with_its_answers_as_examples(learnt: Path) -> None:
    themes = codebook_file.load(learnt).themes

    assert [(theme.id, theme.label) for theme in themes] == [("t1", {"de": "Preis"}), ("t2", {"de": "Ton"})]
    assert set(themes[0].examples) == set(PRICE)


def test_answers_are_put_into_the_themes_they_resemble(tmp_path: Path, learnt: Path) -> None:
    asked = _write(
        tmp_path / "new.csv", [{"id": str(at), "text": text} for at, text in enumerate((PRICE[0], TONE[0], ""))]
    )
    told = nachgefragt(tmp_path, "codebook", "apply", str(asked), "--codebook", str(learnt), "--json")
    found = json.loads(told.stdout)

    assert [each["theme"] for each in found["assignments"]] == ["t1", "t2", None]
    assert found["without_theme"] == 1
    assert [theme["answers"] for theme in found["themes"]] == [1, 1]


def test_a_decision_in_the_codebook_is_followed_by_its_id(tmp_path: Path, learnt: Path) -> None:
    with learnt.open("a", encoding="utf-8") as file:
        file.write('\n[[decisions]]\nanswer = "x1"\ntheme = "t2"\ncoder = "anna"\n')
    asked = _write(tmp_path / "new.csv", [{"id": "x1", "text": PRICE[0]}, {"id": "x2", "text": PRICE[1]}])
    told = nachgefragt(tmp_path, *f"codebook apply {asked} --codebook {learnt} --id-column id --json".split())
    first, second = json.loads(told.stdout)["assignments"]

    assert first == {"id": "x1", "theme": "t2", "confidence": 1.0, "human": True}
    assert second["theme"] == "t1"


def test_the_written_table_has_no_formula_in_it(tmp_path: Path, learnt: Path) -> None:
    asked = _write(tmp_path / "new.csv", [{"text": '=HYPERLINK("http://x";"zu teuer")', "other": "@SUM(1)"}])
    output = tmp_path / "out.csv"
    told = nachgefragt(tmp_path, *f"codebook apply {asked} --codebook {learnt} --output {output}".split())
    rows = list(csv.reader(output.read_text(encoding="utf-8-sig").splitlines()))

    assert told.returncode == 0, told.stderr
    assert rows[0] == ["text", "other", "theme", "theme_label", "theme_confidence", "theme_decided_by"]
    assert rows[1][0].startswith("'=")
    assert rows[1][1].startswith("'@")


def test_a_broken_codebook_is_one_line(tmp_path: Path) -> None:
    broken = tmp_path / "codebook.toml"
    broken.write_text('format = 1\n[[themes]]\nid = "x"\nlabel = { de = "A" }\n', encoding="utf-8")
    asked = _write(tmp_path / "new.csv", [{"text": "Wort"}])
    told = nachgefragt(tmp_path, *f"codebook apply {asked} --codebook {broken}".split())

    assert told.returncode == 1
    assert told.stderr.startswith("nachgefragt: codebook.toml:3: themes[0].id: expected")
    assert told.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("apply FILE --codebook x.toml --text-column Antwort", "there is no column 'Antwort'; there are text"),
        ("agreement FILE", "give --coder-columns, or all of"),
        ("agreement FILE --coder-columns text", "--coder-columns: name two columns at least"),
    ],
)
def test_wrong_usage_says_what_to_do(tmp_path: Path, words: str, told: str) -> None:
    asked = _write(tmp_path / "new.csv", [{"text": "Wort"}])
    found = nachgefragt(tmp_path, "codebook", *words.replace("FILE", str(asked)).split())

    assert found.returncode == 2
    assert told in found.stderr


OBSERVERS = {"A": "123321412...", "B": "1233224125.3", "C": ".3332342251.", "D": "1233244125" + "1."}


def test_both_forms_of_a_table_give_the_alpha_of_the_worked_example(tmp_path: Path) -> None:
    columns = {coder: codes.replace(".", " ") for coder, codes in OBSERVERS.items()}
    wide = _write(tmp_path / "wide.csv", [{coder: columns[coder][at].strip() for coder in columns} for at in range(12)])
    rows = [
        {"unit": str(at), "who": coder, "code": code}
        for coder, codes in OBSERVERS.items()
        for at, code in enumerate(codes)
        if code != "."
    ]
    long = _write(tmp_path / "long.csv", rows)
    one = nachgefragt(tmp_path, *f"codebook agreement {wide} --coder-columns A,B,C,D --json".split())
    other = nachgefragt(
        tmp_path,
        *f"codebook agreement {long} --id-column unit --coder-column who --code-column code --json".split(),
    )

    assert json.loads(one.stdout) == json.loads(other.stdout)
    assert json.loads(one.stdout)["all"]["alpha"] == pytest.approx(904 / 1216)


def test_agreement_is_shown_per_code_and_judged(tmp_path: Path) -> None:
    rows = [{"anna": "a" if at % 2 else "b", "ben": "a" if at % 2 else "b"} for at in range(20)]
    told = nachgefragt(
        tmp_path, "codebook", "agreement", str(_write(tmp_path / "c.csv", rows)), "--coder-columns", "anna,ben"
    )
    lines = told.stdout.splitlines()

    assert lines[0].split() == ["CODE", "ANSWERS", "ALPHA", "95", "%", "AGREE"]
    assert lines[1].split() == ["all", "codes", "20", "1.00", "1.00", "to", "1.00", "100%"]
    assert lines[-1] == "alpha of 0.80 and more: the codes can be relied on"

"""Do the commands about themes do what a moderator means?"""

from __future__ import annotations

import csv
import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import nachgefragt
from imported import KEY, imported
from sqlmodel import col, select

from bot.commands.arguments import FAILED, OK
from surveys.store import Store
from surveys.tables import Coding

pytestmark = pytest.mark.slow

ITEM = "rueckzug"
TOPICS = {"Mobilität": 60, "Ernährung und Landnutzung": 45, "Wohnen": 45}  # people of each


def statements(shared_data: Path) -> Iterator[str]:
    """What real people wrote, of three topics."""
    left = dict(TOPICS)
    with gzip.open(shared_data / "data" / "klimarat" / "dev" / "statements.jsonl.gz", "rt", encoding="utf-8") as file:
        for row in map(json.loads, file):
            if left.get(row["topic"]):
                left[row["topic"]] -= 1
                yield row["text"]


@pytest.fixture(scope="module")
def coded_once(tmp_path_factory: pytest.TempPathFactory, shared_data: Path) -> Path:
    """A folder with a wave that 150 people answered, and the themes that one run found."""
    folder = imported(tmp_path_factory.mktemp("themes"), ITEM, statements(shared_data))
    told = nachgefragt(folder, "theme", "code", KEY, "--item", ITEM)
    assert told.returncode == OK, told.stderr
    assert "themes proposed, 150 of 150 answers coded" in told.stdout
    return folder


@pytest.fixture
def coded(coded_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(coded_once, tmp_path / "coded"))


def says(folder: Path, *words: str) -> str:
    told = nachgefragt(folder, "theme", *words)
    assert told.returncode == OK, told.stderr
    return told.stdout


def themes(folder: Path) -> list[dict[str, Any]]:
    """The themes of the question, the largest first."""
    found: list[dict[str, Any]] = json.loads(says(folder, "list", KEY, "--item", ITEM, "--json"))
    return sorted(found, key=lambda each: (-each["answers"], each["id"]))


def of_theme(folder: Path, theme: str) -> list[str]:
    with Store.open(f"sqlite:///{folder / 'var/nachgefragt.db'}") as store:
        query = select(Coding.answer_id).where(Coding.theme_id == theme).order_by(col(Coding.answer_id))
        return store.read_now(lambda session: list(session.exec(query)))


def test_the_list_names_every_theme_with_its_answers(coded: Path) -> None:
    found = themes(coded)
    shown = says(coded, "list", KEY)

    assert len(found) >= 2
    assert {each["state"] for each in found} == {"proposed"}
    assert all(each["id"] in shown and each["called"] in shown for each in found)
    assert [len(of_theme(coded, each["id"])) for each in found] == [each["answers"] for each in found]


def test_a_new_name_is_one_language_and_accepts_the_theme(coded: Path) -> None:
    first = themes(coded)[0]
    says(coded, "rename", first["id"], "Womit wir fahren")
    says(coded, "rename", first["id"], "How we travel", "--language", "en")
    [named] = [each for each in themes(coded) if each["id"] == first["id"]]

    assert named["label"] == {"de": "Womit wir fahren", "en": "How we travel"}
    assert named["state"] == "accepted"


def test_a_merged_theme_counts_in_the_other_until_it_is_accepted_again(coded: Path) -> None:
    one, other = themes(coded)[:2]
    says(coded, "merge", other["id"], one["id"])
    merged = {each["id"]: each["answers"] for each in themes(coded)}
    says(coded, "accept", other["id"])
    apart = {each["id"]: each["answers"] for each in themes(coded)}

    assert merged[one["id"]] == one["answers"] + other["answers"]
    assert merged[other["id"]] == 0
    assert (apart[one["id"]], apart[other["id"]]) == (one["answers"], other["answers"])


def test_answers_are_moved_split_off_and_rejected_and_the_history_says_so(coded: Path) -> None:
    one, other = themes(coded)[:2]
    mine = of_theme(coded, one["id"])
    says(coded, "move", mine[0], other["id"], "--coder", "anna")
    says(coded, "move", mine[1], "none", "--coder", "anna")
    says(coded, "split", one["id"], "--answers", ",".join(mine[2:5]), "--label", "Fahrrad")
    says(coded, "define", other["id"], "Was auf den Tisch kommt")
    [new] = [each for each in themes(coded) if each["called"] == "Fahrrad"]
    counted = {each["id"]: each["answers"] for each in themes(coded)}
    says(coded, "reject", new["id"])

    assert counted == counted | {one["id"]: one["answers"] - 5, other["id"]: other["answers"] + 1, new["id"]: 3}
    assert [each["state"] for each in themes(coded) if each["id"] == new["id"]] == ["rejected"]
    kinds = [line.split()[3] for line in says(coded, "history", KEY).splitlines()[1:]]
    assert kinds[:5] == ["rejected", "redefined", "split", "moved", "moved"]
    assert set(kinds[5:]) == {"proposed"}


def checked(folder: Path, file: Path, right: float, coder: str) -> str:
    """Fill in the sample: the first ``right`` of it as the machine has it, the rest as none of the themes."""
    says(folder, "check", KEY, "--item", ITEM, "--output", str(file))
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.DictWriter(opened, list(rows[0]))
        writer.writeheader()
        for at, row in enumerate(rows):
            writer.writerow(row | {"code": "ok" if at < right * len(rows) else "none"})
    return says(folder, "check", KEY, "--item", ITEM, "--take", str(file), "--coder", coder)


def test_a_checked_sample_corrects_the_shares_and_two_people_agree_as_far_as_they_do(coded: Path) -> None:
    all_right = checked(coded, coded / "a.csv", 1.0, "anna")
    half_right = checked(coded, coded / "b.csv", 0.5, "bert")
    agreed = json.loads(says(coded, "agreement", KEY, "--json"))[ITEM]

    assert "100 answers coded by anna" in all_right
    assert "of 100 checked answers" in all_right
    assert all_right.splitlines()[2:] != half_right.splitlines()[2:]
    assert agreed["coders"] == {"anna": 100, "bert": 100}
    assert agreed["people"]["answers"] == 100
    assert agreed["machine"]["anna"]["alpha"] == 1.0
    assert agreed["machine"]["bert"]["alpha"] < agreed["machine"]["anna"]["alpha"]
    assert "between people" in says(coded, "agreement", KEY)


def test_a_code_that_is_no_theme_is_refused_with_what_was_expected_and_nothing_is_kept(coded: Path) -> None:
    file = coded / "check.csv"
    first = of_theme(coded, themes(coded)[0]["id"])[0]
    file.write_text(f"answer,code\n{first},ok\n{first},Unsinn\n", "utf-8")
    told = nachgefragt(coded, "theme", "check", KEY, "--item", ITEM, "--take", str(file))

    assert told.returncode == FAILED
    assert "answer 2: expected ok, none or one of" in told.stderr
    assert says(coded, "agreement", KEY) == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("accept", "nothing"), "there is no such theme"),
        (("rename", "{one}", " "), "a theme needs a name"),
        (("merge", "{one}", "{one}"), "can be merged into another one"),
        (("move", "nothing", "none"), "no answer with that id"),
        (("list", KEY, "--item", "hilfe-1"), "has no open question 'hilfe-1'"),
        (("check", KEY, "--item", "hilfe"), "nothing is coded yet"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(coded: Path, words: tuple[str, ...], said: str) -> None:
    one = themes(coded)[0]["id"]
    told = nachgefragt(coded, "theme", *(word.format(one=one) for word in words))

    assert told.returncode == FAILED
    assert said in told.stderr
    assert told.stderr.count("\n") == 1

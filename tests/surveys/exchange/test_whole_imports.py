"""Is an import stored whole or not at all, and does any wave come back with the same counts, on both databases?"""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from commands import OPERATOR, REPOSITORY, environment, nachgefragt
from fielding import Field, item, options, questionnaire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import also_long, size
from sqlmodel import Session, func, select

from surveys.exchange import importing, reading, staged, writing
from surveys.fieldwork import counts, moderation, responses, waves
from surveys.fieldwork.acts import Kept
from surveys.fieldwork.interview import Turn, begin
from surveys.store import Store
from surveys.tables import Answer, Purpose

ASKED = questionnaire(
    item("group", "choice", options=options("customer", "practitioner")),
    item("many", "choices", options=options("phone", "mail", "chat")),
    item("best", "ranking", options=options("fast", "kind", "right"), at_least=1),
    item("much", "number", decimals=2, min=-1000),
    item("agree", "scale", low_end={"de": "nie"}, high_end={"de": "immer"}),
    item("when", "date", precise="year"),
    item("why", "open"),
    segment="group",
)  # fmt: skip
NOON = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)
ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "group": st.sampled_from(["customer", "practitioner"]),
    "many": st.sets(st.sampled_from(["phone", "mail", "chat"]), min_size=1),
    "best": st.permutations(["fast", "kind", "right"]).flatmap(
        lambda order: st.integers(1, 3).map(lambda n: order[:n])
    ),
    "much": st.decimals(-1000, 1000, places=2).map(float),
    "agree": st.integers(1, 5),
    "when": st.sampled_from(["2024", "2025-07", "2026-03-14"]),
    "why": st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30)
    .map(str.strip)
    .filter(lambda words: any(sign.isalnum() for sign in words))
    | st.sampled_from(["=1+1", "'=2", "12", "1.50", "-5 Minuten", "true", "_x0041_", "a\nb", "@alle"]),
}
PEOPLE = st.lists(
    st.tuples(
        st.fixed_dictionaries({}, optional=ANSWERS),
        st.sampled_from(["telegram", "discord"]),
        st.sets(st.sampled_from([Purpose.QUOTE_HERE, Purpose.QUOTE_WEB])),
        st.sampled_from(["pending", "approved", "rejected"]),
    ),
    max_size=8,
)


def _answer(field: Field, people: list[Any]) -> None:
    for number, (answers, platform, purposes, state) in enumerate(people):
        who = f"{number:032x}"
        field.join(who, platform, *sorted(purposes))
        values = {key: field.asked.item(key).value({"value": _ordered(key, value)}) for key, value in answers.items()}
        kept = tuple(Kept(key, value) for key, value in values.items())
        responses.keep(
            field.session, field.wave, field.asked, who, Turn(begin(field.asked, 0, values), kept), platform=platform,
            now=field.now,
        )  # fmt: skip
        for answer in responses.answers_of(field.session, field.wave, who):
            if answer.item == "why" and state != "pending":
                (moderation.approve if state == "approved" else moderation.reject)(field.session, answer.id)


def _ordered(key: str, value: Any) -> Any:
    return [option for option in ("phone", "mail", "chat") if option in value] if key == "many" else value


class _Undone(Exception):
    """Ends a unit of work without a trace."""


@also_long
@pytest.mark.slow
@settings(max_examples=size(8, 60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, kind=st.sampled_from(["csv", "jsonl", "xlsx"]))
def test_any_wave_comes_back_from_its_export_with_the_same_counts(
    store: Store, tmp_path: Path, people: list[Any], kind: str
) -> None:
    def work(session: Session) -> None:
        first, second = (
            waves.field(session, ASKED, "here", waves.WaveSettings.of(ASKED, NOON), NOON) for _ in range(2)
        )
        for wave in (first, second):
            waves.open_wave(session, wave, NOON)
        _answer(Field(session, first, ASKED, NOON), people)
        file = tmp_path / f"a.{kind}"
        written = writing.export(session, first, kind, file, NOON)
        taken = importing.take(session, second, lambda: reading.read(file, ASKED), importing.fingerprint(file), NOON)

        assert taken.added == written == sum(bool(answers) for answers, *_ in people)
        assert counts.live(session, second) == counts.live(session, first) == counts.recount(session, first, ASKED)
        assert counts.recount(session, second, ASKED) == counts.live(session, second)
        raise _Undone

    with pytest.raises(_Undone):
        store.write_now(work)


# --- whole or not at all ---

KILLED = """
import os, sys
from pathlib import Path
from bot import cli
from surveys.exchange import {module}
inner, seen = {module}.{step}, []
def step(*given, **named):
    seen.append(1)
    if len(seen) == {at}:
        os._exit(9)
    return inner(*given, **named)
{module}.{step} = step
cli.main(sys.argv[1:])
"""


def _killed(folder: Path, module: str, step: str, at: int, *words: str) -> int:
    """Type a command in a process that dies at a step, as a power cut would end it."""
    program = KILLED.format(module=module, step=step, at=at)
    told = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return told.returncode


def _stored(folder: Path) -> int:
    """How many answers there are for a process that starts now."""
    with Store.open(f"sqlite:///{folder / 'var/nachgefragt.db'}") as store:
        staged.recover(store, datetime.now(UTC))
        return store.read_now(lambda session: int(session.exec(select(func.count()).select_from(Answer)).one()))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert (
        nachgefragt(tmp_path, "wave", "open", "kundenservice", "--place", "console", settings=OPERATOR).returncode == 0
    )
    lines = "".join(f"Antwort {number},kundschaft,{number % 5 + 1}\n" for number in range(40))
    (tmp_path / "form.csv").write_text("hilfe,rolle,erwartung\n" + lines, "utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("at", [1, 40])
def test_an_import_that_is_killed_leaves_nothing_behind_and_goes_on_from_there(folder: Path, at: int) -> None:
    words = ("answers", "import", "kundenservice-1", "form.csv", "--guess")
    code = _killed(folder, "people", "_keep", at, *words)
    before = _stored(folder)
    told = nachgefragt(folder, *words)
    exported = nachgefragt(folder, "answers", "export", "kundenservice-1", "--format", "csv", "--output", "a.csv")
    nachgefragt(folder, "wave", "open", "kundenservice", "--place", "console")
    again = _killed(folder, "importing", "_store", at, "answers", "import", "kundenservice-2", "a.csv")

    assert (code, before) == (9, 0)
    assert told.stdout == "form.csv: 120 answers of 40 respondents added\n", told.stderr
    assert exported.returncode == 0
    assert (again, _stored(folder)) == (9, 120)


@pytest.mark.slow
def test_a_table_is_shown_and_skipped_cells_are_named_and_reported(folder: Path) -> None:
    (folder / "odd.csv").write_text("hilfe,Rolle?,erwartung\nAm Telefon,kundschaft,=9\n,,\n", "utf-8")
    told = nachgefragt(
        folder, "answers", "import", "kundenservice-1", "odd.csv", "--guess", "--map", "Rolle?=rolle", "--dry-run",
        "--report", "skipped.csv",
    )  # fmt: skip
    unmapped = nachgefragt(folder, "answers", "import", "kundenservice-1", "odd.csv", "--map", "hilfe=-")

    assert told.stdout == "odd.csv: 1 respondents with 2 answers; nothing was stored\n"
    assert ["said", "Rolle?", "rolle"] in [line.split() for line in told.stderr.splitlines()]
    assert "skipped: row 2, erwartung: “=9”" in told.stderr
    assert "'=9" in (folder / "skipped.csv").read_text("utf-8")
    assert unmapped.returncode == 1
    assert "no column answers an item" in unmapped.stderr
    assert _stored(folder) == 0


@pytest.mark.slow
def test_a_chat_is_taken_only_once_somebody_says_that_the_people_agreed(folder: Path, shared_data: Path) -> None:
    file = str(shared_data / "data/chat_exports/dev/telegram_single_result.json")
    words = ("answers", "import-chat", "kundenservice-1", file, "--item", "hilfe")
    refused = nachgefragt(folder, *words, "--reply-to", "1003")
    dry = nachgefragt(folder, *words, "--reply-to", "1003", "--dry-run")
    nothing = _stored(folder)
    taken = nachgefragt(folder, *words, "--reply-to", "1003", "--they-agreed")
    everything = nachgefragt(folder, *words, "--they-agreed")
    closed = nachgefragt(folder, *words[:-1], "rolle", "--reply-to", "1003", "--they-agreed")

    assert (refused.returncode, everything.returncode, closed.returncode) == (2, 2, 2)
    assert "--they-agreed" in refused.stderr
    assert (dry.returncode, nothing) == (0, 0)
    assert taken.returncode == 0, taken.stderr
    assert taken.stdout.split(": ")[1].startswith(f"{_stored(folder)} answers")


# --- memory ---

MEASURED = """
import resource, sys
from datetime import UTC, datetime
from pathlib import Path
from surveys.exchange import writing
from surveys.fieldwork import waves
from surveys.store import Store
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
import xlsxwriter
now = datetime.now(UTC)
with Store.open(sys.argv[1]) as store:
    def export(key):
        def work(session):
            return writing.export(session, waves.find(session, key), sys.argv[2], Path("a." + sys.argv[2]), now)
        return store.read_now(work)
    export("small-1")
    before = peak()
    print(export("large-1"), before, peak())
"""
PEOPLE_IN = {"small": 500, "large": size(8_000, 20_000)}  # with five answers each: 40,000, and 100,000 in a soak
GROWTH_LIMIT = 16  # MiB; 100,000 answers at once as Python objects would take over 100, 40,000 over 40


@pytest.fixture(scope="module")
def large(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with a small wave and one of many answers, written as rows."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "a.db").write_bytes(migrated_file.read_bytes())
    with Store.open(f"sqlite:///{folder / 'a.db'}") as store:
        for name, people in PEOPLE_IN.items():
            store.write_now(lambda session, name=name, people=people: _fill(session, name, people))  # type: ignore[misc]
    return folder


def _fill(session: Session, name: str, people: int) -> None:
    from sqlalchemy import insert

    from surveys.tables import Response

    asked = ASKED.model_copy(update={"key": name})
    wave = waves.field(session, asked, "here", waves.WaveSettings.of(ASKED, NOON), NOON)
    waves.open_wave(session, wave, NOON)
    values = {"group": "customer", "many": ["phone"], "much": 1.5, "agree": 3, "why": "Weil niemand abhob. " * 8}
    whos = [f"{number:032x}" for number in range(people)]
    about = {"wave_id": wave.id, "updated_at": NOON}
    session.execute(
        insert(Response),
        [
            about | {"respondent_id": who, "platform": "telegram", "segment": "customer", "started_at": NOON}
            for who in whos
        ],
    )
    session.execute(
        insert(Answer),
        [
            about | {"respondent_id": who, "item": key, "value": value, "created_at": NOON}
            for who in whos
            for key, value in values.items()
        ],
    )


@also_long
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
def test_tens_of_thousands_of_answers_are_written_without_growing_memory(large: Path, kind: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", MEASURED, f"sqlite:///{large / 'a.db'}", kind],
        cwd=large,
        env=environment() | {"PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=True,
    )
    written, before, after = map(int, told.stdout.split())

    assert written == PEOPLE_IN["large"]
    assert after - before <= GROWTH_LIMIT, f"{before} MiB, then {after} MiB"

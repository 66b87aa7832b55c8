"""Does a large import leave people's answers their turn, and does it come whole or not at all, published only then?"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from fielding import item, options, questionnaire
from sqlmodel import Session, SQLModel, func, select

from surveys.analysis import release
from surveys.exchange import people, staged
from surveys.exchange.importing import Taken
from surveys.exchange.people import FORM, Gathered, Person
from surveys.exchange.rows import Given, Row
from surveys.fieldwork import consent, counts, responses, underway, waves
from surveys.fieldwork.acts import Kept
from surveys.fieldwork.interview import Turn, begin
from surveys.store import Store
from surveys.tables import Answer, Consent, Finding, Purpose, Response, Tally, Wave

ASKED = questionnaire(
    item("group", "choice", options=options("customer", "practitioner")), item("why", "open"), segment="group"
)
MANY = 150  # people
ACKNOWLEDGED = 0.3  # seconds in which a person's answer has to be kept meanwhile


@pytest.fixture
def wave(store: Store) -> str:
    def work(session: Session) -> str:
        now = datetime.now(UTC)
        found = waves.field(session, ASKED, "here", waves.WaveSettings.of(ASKED, now), now)
        waves.open_wave(session, found, now)
        return found.key

    return store.write_now(work)


def gathered(many: int = MANY, first: int = 0) -> Gathered:
    return Gathered(
        tuple(
            Person(f"{number:032x}", {"group": "customer", "why": f"Weil niemand abhob, zum {number}. Mal."})  # type: ignore[arg-type]
            for number in range(first, first + many)
        )
    )


def count(store: Store, *tables: type[SQLModel]) -> list[int]:
    return [store.read_now(lambda session, of=table: session.exec(select(func.count()).select_from(of)).one())  # type: ignore[misc]
            for table in tables]  # fmt: skip


def answers(session: Session, key: str, who: str) -> None:
    """Somebody here answers, as the desk keeps it."""
    found, now = waves.find(session, key), datetime.now(UTC)
    consent.give(session, found, who, Purpose.TAKE_PART, now)  # type: ignore[arg-type]
    responses.join(session, found, ASKED, who, platform="telegram", language="de", now=now)
    turn = Turn(begin(ASKED, 0, {}), (Kept("why", "Weil ich es so sehe."),))
    responses.keep(session, found, ASKED, who, turn, platform="telegram", now=now)


@pytest.mark.slow
def test_answers_are_kept_soon_while_an_import_runs(store: Store, wave: str) -> None:
    """Another process imports (here: a store of its own); every answer of a person is there within 0.3 s."""
    took: list[float] = []
    with Store.open(store.url) as beside:
        running = threading.Thread(target=lambda: staged.take_people(beside, wave, gathered(), source=FORM))
        running.start()
        number = 10**6
        while running.is_alive():
            began, number = time.perf_counter(), number + 1
            store.write_now(lambda session, who=f"{number:032x}": answers(session, wave, who))  # type: ignore[misc]
            took.append(time.perf_counter() - began)
            time.sleep(0.02)
        running.join()

    took.sort()
    assert len(took) >= 10
    assert took[len(took) * 95 // 100] < ACKNOWLEDGED, f"median {took[len(took) // 2]:.3f}, worst {took[-1]:.3f}"


def test_nothing_is_released_before_everything_is_there(
    store: Store, wave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def looks(session: Session) -> bool:
        return release.release(session, waves.find(session, wave), datetime.now(UTC)) is None

    monkeypatch.setattr(staged, "PAUSE", 0.0)
    staged.take_people(store, wave, gathered(30), source=FORM, told=lambda done: seen.append(store.write_now(looks)))

    assert seen == [True] * 6
    assert store.write_now(lambda session: not looks(session))


def fails_at(monkeypatch: pytest.MonkeyPatch, at: int, error: Callable[[], BaseException]) -> None:
    inner, seen = people.store, []

    def store_them(*given: Any, **named: Any) -> tuple[int, int]:
        seen.append(1)
        if len(seen) == at:
            raise error()
        return inner(*given, **named)

    monkeypatch.setattr(people, "store", store_them)


def test_an_import_that_fails_half_way_leaves_nothing_behind(
    store: Store, wave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who was here before keeps what they said, and loses what the import added."""
    store.write_now(lambda session: answers(session, wave, f"{3:032x}"))
    before = count(store, Answer, Response, Consent, Tally)
    fails_at(monkeypatch, 3, lambda: RuntimeError("the power goes"))
    with pytest.raises(RuntimeError):
        staged.take_people(store, wave, gathered(40), source=FORM)

    assert count(store, Answer, Response, Consent) == before[:3]
    assert count(store, Finding) == [0]

    def tallies(session: Session) -> bool:
        found = waves.find(session, wave)
        return counts.live(session, found) == counts.recount(session, found, ASKED)

    assert store.read_now(tallies)


def test_what_a_dead_process_left_behind_is_taken_out(store: Store, wave: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged, "_undo", lambda *_: None)  # the process is gone before it could
    fails_at(monkeypatch, 3, KeyboardInterrupt)
    with pytest.raises(KeyboardInterrupt):
        staged.take_people(store, wave, gathered(40), source=FORM)
    monkeypatch.undo()
    left, lives = count(store, Answer), staged.recover(store, datetime.now(UTC))
    monkeypatch.setattr(underway, "_runs", lambda process: False)

    assert (left, lives) == ([20], 0)
    assert staged.recover(store, datetime.now(UTC)) == 1
    assert count(store, Answer, Response, Consent, Finding) == [0, 0, 0, 0]
    assert store.read_now(lambda session: session.exec(select(Wave)).one().locked) is False
    assert staged.take_people(store, wave, gathered(40), source=FORM) == (80, 0)


def test_how_many_are_done_is_told_after_each_five(store: Store, wave: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged, "PAUSE", 0.0)
    told: list[int] = []

    assert staged.take_people(store, wave, gathered(12), source=FORM, told=told.append) == (24, 0)
    assert told == [5, 10, 12]
    assert staged.take_people(store, wave, gathered(13), source=FORM) == (2, 24)


def test_what_a_large_export_brought_is_counted_as_that_of_a_small_one(
    store: Store, wave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staged, "PAUSE", 0.0)
    told: list[int] = []
    rows = [
        Row(number, "telegram", "de", None, True, None, {}, {"group": Given("customer", "")}, {}, sample=number == 2)
        for number in range(1, 8)
    ]

    assert staged.take_export(store, wave, lambda: rows, "file", told.append) == Taken(7, 0, 0, marked=True)
    assert told == [5, 7]
    more = [*rows, replace(rows[0], number=8)]
    assert staged.take_export(store, wave, lambda: more, "file") == Taken(1, 7, 0, marked=False)
    assert count(store, Answer, Finding) == [8, 0]


def test_each_unit_leaves_the_writer_alone_for_a_moment(
    store: Store, wave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staged, "PAUSE", 0.3)
    began = time.monotonic()
    staged.take_people(store, wave, gathered(10), source=FORM)

    assert time.monotonic() - began >= 2 * 0.3

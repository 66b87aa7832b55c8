"""How does a large import leave people's answers their turn, and still come in whole or not at all?

One unit for everything held SQLite's writer for minutes. It is many short ones now, each with a pause behind it as long as
itself, so that whoever waits gets in; ``surveys.fieldwork.underway`` keeps what is half there from being published, and
takes it out again where the import fails or its process dies.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TypeVar

from sqlmodel import Session

from surveys.exchange import importing, people
from surveys.exchange.importing import Taken
from surveys.exchange.people import Gathered, Person
from surveys.exchange.rows import Row
from surveys.fieldwork import underway, waves
from surveys.fieldwork.standing import standing
from surveys.fieldwork.underway import Run
from surveys.store import Store
from surveys.tables import RespondentId, Wave

AT_ONCE = 5  # people in a unit: some 25 ms of the writer, or of the counts that PostgreSQL locks row by row
PAUSE = 0.02  # seconds at least between two units: a waiting SQLite connection looks again within 0.1 s

T = TypeVar("T")
T2 = TypeVar("T2")
Told = Callable[[int], None]


def take_people(
    store: Store, key: str, gathered: Gathered, *, source: str, told: Told = lambda done: None
) -> tuple[int, int]:
    """Everybody gathered from another tool or a chat; gives how many answers were added and how many were there."""
    total = [0, 0]

    def unit(session: Session, run: Run, number: int, some: Sequence[Person]) -> tuple[int, int]:
        wave = waves.find(session, key)
        new, added = _before(session, wave, some)
        stored, known = people.store(session, wave, some, _now(), source=source, language=wave.language)
        underway.note(session, run, number, new, added, _now())
        return stored, known

    with _Running(store, key) as running:
        for done, (stored, known) in running.through(gathered.people, unit):
            total[0] += stored
            total[1] += known
            told(done)
    return total[0], total[1]


def _before(session: Session, wave: Wave, some: Sequence[Person]) -> tuple[list[str], dict[str, list[str]]]:
    """Who is not here yet, and which questions the others have not answered."""
    new: list[str] = []
    added: dict[str, list[str]] = {}
    for person in some:
        here = standing(session, wave, person.who)
        if here is None:
            new.append(str(person.who))
        elif fresh := [item for item in person.answers if item not in here.answers]:
            added[str(person.who)] = fresh
    return new, added


def take_export(
    store: Store, key: str, read: Callable[[], Iterable[Row]], file: str, told: Told = lambda done: None
) -> Taken:
    """Everybody in an export of this program, as ``importing.take`` would in one unit. Raises NotOpen, SampleIntoReal."""
    here = store.read_now(lambda session: importing.keys_here(session, waves.find(session, key)))
    whos: dict[int, RespondentId] = {}
    native: set[int] = set()
    marked: list[bool] = []
    is_sample = any(row.sample for row in read())

    def answers(session: Session, run: Run, number: int, some: Sequence[Row]) -> int:
        wave = waves.find(session, key)
        if number == 1 and is_sample:
            marked.append(importing.mark(session, wave))
        new = importing.add(session, wave, some, file, here, _now())
        underway.note(session, run, number, new, {}, _now())
        return len(new)

    def reactions(session: Session, run: Run, number: int, some: Sequence[Row]) -> int:
        wave = waves.find(session, key)
        underway.note(session, run, number, [], {}, _now())
        return importing.react(session, wave, some, whos, sentences, _now())

    wave = store.read_now(lambda session: waves.find(session, key))

    def numbered() -> Iterator[Row]:
        for row in read():
            whos[row.number] = importing.respondent(wave, file, row)
            if row.key in here:
                native.add(row.number)
            yield row

    added = lost = 0
    with _Running(store, key) as running:
        for done, count in running.through(numbered(), answers):
            added += count
            told(done)
        sentences = store.read_now(lambda session: importing.sentences(session, waves.find(session, key), whos))
        for _, count in running.through((row for row in read() if row.number not in native), reactions):
            lost += count
    return Taken(added, len(whos) - added, lost, any(marked))


def recover(store: Store, now: datetime) -> int:
    """Take out what imports left behind whose process died; gives how many such imports there were."""
    runs = store.read_now(lambda session: underway.dead(session, now))
    for run in runs:
        _undo(store, run)
    return len(runs)


class _Running:
    """An import from its first note to its last; what it did is undone where it fails."""

    def __init__(self, store: Store, key: str) -> None:
        self.store, self.key = store, key
        self._number = 0

    def __enter__(self) -> _Running:
        recover(self.store, _now())
        self.run = self.store.write_now(lambda session: underway.begin(session, waves.find(session, self.key), _now()))
        return self

    def __exit__(self, error: type[BaseException] | None, *_: object) -> None:
        if error is not None:
            _undo(self.store, self.run)
        else:
            self.store.write_now(lambda session: underway.end(session, self.run))

    def through(
        self, given: Iterable[T], unit: Callable[[Session, Run, int, Sequence[T]], T2]
    ) -> Iterator[tuple[int, T2]]:
        """Each few of them in a unit of its own; gives how many are done, and what the unit gave."""
        rest, done = iter(given), 0
        while some := list(islice(rest, AT_ONCE)):
            self._number += 1
            number, began = self._number, time.monotonic()
            gave = self.store.write_now(partial(self._unit, unit, number, some))
            done += len(some)
            yield done, gave
            time.sleep(max(PAUSE, time.monotonic() - began))

    def _unit(
        self, unit: Callable[[Session, Run, int, Sequence[T]], T2], number: int, some: Sequence[T], session: Session
    ) -> T2:
        return unit(session, self.run, number, some)


def _undo(store: Store, run: Run) -> None:
    while store.write_now(lambda session: underway.undo(session, run, _now())):
        time.sleep(PAUSE)


def _now() -> datetime:
    return datetime.now(UTC)

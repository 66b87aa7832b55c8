"""Can whoever holds the whole database and the secret, and saw who acted when, tell whose answers are whose afterwards?

Simulated surveys on a real database. The attacker knows of everybody the times of their acts and how many there were, and
tries every column of every table that holds rows of respondents, and the order in which SQLite keeps them: people in the
order of one, rows in the order of the other. By chance one person of a survey is hit, however many took part (the expected
number of fixed points of a random permutation), so S surveys bring S hits, give or take the root of S. The bound for the
best of all attempts is five such roots above that: passed by chance by one attempt in a million.
"""

from __future__ import annotations

import itertools
import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fielding import item, options, questionnaire
from sqlmodel import Session

from bot import wavekeys
from bot.keys import Keys
from bot.wavekeys import WaveKey
from surveys.analysis import mixing, release
from surveys.fieldwork import consent, interview, responses, severing, waves
from surveys.fieldwork.rows import direct, table_of
from surveys.fieldwork.severing import OF_PEOPLE
from surveys.store import Store
from surveys.tables import Purpose, Wave

SURVEYS = 60
OF_CONTROL = 10  # surveys that are not anonymous
PEOPLE = 12
ASKED = questionnaire(
    item("pick", "choice", options=options("a", "b", "c")),
    item("why", "open"),
    item("many", "choices", options=options("x", "y")),
)

pytestmark = pytest.mark.slow


@pytest.fixture
def dialect() -> str:
    """Rows have numbers, in the order of writing, on SQLite alone."""
    return "sqlite"


@dataclass
class Person:
    """What the attacker saw of somebody, and the truth."""

    name: str
    acted: list[datetime] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    respondent: str = ""


def test_after_the_end_people_are_linked_to_answers_by_chance(store: Store, now: datetime, keys: Keys) -> None:
    hits = _attacked(store, now, keys, SURVEYS, anonymous=True)

    bound = SURVEYS + 5 * math.sqrt(SURVEYS)
    worst = max(hits, key=hits.__getitem__)
    assert len(hits) > 50, "as many ways were tried"
    assert hits[worst] <= bound, f"{worst} linked {hits[worst]} of {SURVEYS * PEOPLE} people, chance brings {SURVEYS}"


def test_the_same_attack_finds_nearly_everybody_in_a_wave_that_is_not_anonymous(
    store: Store, now: datetime, keys: Keys
) -> None:
    hits = _attacked(store, now, keys, OF_CONTROL, anonymous=False)

    assert max(hits.values()) > 0.9 * OF_CONTROL * PEOPLE


@pytest.fixture
def keys(tmp_path: Any) -> Keys:
    return Keys(b"k" * 32, folder=tmp_path / "wave-keys")


def _attacked(store: Store, now: datetime, keys: Keys, surveys: int, *, anonymous: bool) -> dict[str, int]:
    """Hits by attempt, over all surveys."""
    hits: dict[str, int] = defaultdict(int)
    for number in range(surveys):
        draw = random.Random(number)

        def survey(session: Session, draw: random.Random = draw) -> None:
            wave, people = _held(session, now, keys, draw, anonymous=anonymous)
            for attempt, guessed in _guesses(session, wave, people, keys):
                hits[attempt] += sum(each.respondent == guess for each, guess in zip(people, guessed, strict=False))

        store.write_now(survey)
    return hits


def _held(
    session: Session, now: datetime, keys: Keys, draw: random.Random, *, anonymous: bool
) -> tuple[Wave, list[Person]]:
    """One survey from the first act to its end: people come over days, answer, change their minds, and some early enough
    to be released."""
    chosen = replace(waves.WaveSettings.of(ASKED, now), anonymous=anonymous)
    wave = waves.field(session, ASKED, "here", chosen, now)
    waves.open_wave(session, wave, now)
    if anonymous:
        wavekeys.make(keys, wave.id)
    key = wavekeys.find(keys, wave.id) if anonymous else None
    people = [Person(f"p{number}") for number in range(PEOPLE)]
    moments = sorted(now + timedelta(minutes=draw.randint(1, 6 * 24 * 60)) for _ in range(PEOPLE * 4))
    acts = [person for person in people for _ in range(draw.randint(2, 5))]
    draw.shuffle(acts)
    for number, (moment, person) in enumerate(zip(moments, acts, strict=False)):
        _act(session, wave, person, key, keys, moment, draw)
        if number % 15 == 14:
            release.release(session, wave, moment)
    for person in people:
        _complete(session, wave, person, key, keys, moments[-1] + timedelta(minutes=draw.randint(1, 60)), draw)
    end = now + timedelta(days=7)
    waves.close(session, wave, end)
    if anonymous:
        release.release(session, wave, end, closing=True)
        mixing.mix(session, wave)
        severing.sever(session, wave, end)
        wavekeys.destroy(keys, wave.id)
    return wave, people


def _act(
    session: Session, wave: Wave, person: Person, key: WaveKey | None, keys: Keys, now: datetime, draw: random.Random
) -> None:
    """Somebody comes, or says something (else)."""
    if not person.respondent:
        person.respondent = key.respondent(person.name) if key else keys.respondent(wave.id, person.name)
        consent.give(session, wave, person.respondent, Purpose.TAKE_PART, now)
        responses.join(session, wave, ASKED, person.respondent, platform="telegram", language="de", now=now)
    _say(session, wave, person, key, keys, now, draw, draw.choice(("pick", "why", "many")))


def _complete(
    session: Session, wave: Wave, person: Person, key: WaveKey | None, keys: Keys, now: datetime, draw: random.Random
) -> None:
    """In the end everybody has answered everything: how much somebody said cannot be hidden (docs/security.md)."""
    if not person.respondent:
        _act(session, wave, person, key, keys, now, draw)
    held = {answer.item for answer in responses.answers_of(session, wave, person.respondent)}
    for number, asked in enumerate(sorted({"pick", "why", "many"} - held)):
        _say(session, wave, person, key, keys, now + timedelta(seconds=number), draw, asked)


def _say(
    session: Session,
    wave: Wave,
    person: Person,
    key: WaveKey | None,
    keys: Keys,
    now: datetime,
    draw: random.Random,
    asked: str,
) -> None:
    values: dict[str, Any] = {
        "pick": draw.choice("abc"), "many": draw.choice((["x"], ["x", "y"])), "why": f"weil {draw.random()}",
    }  # fmt: skip
    message = f"{person.name}:{len(person.acted)}:{draw.random()}"
    source = (key.source("telegram", message) if key else keys.source("telegram", message)) if asked == "why" else None
    begun = responses.resume(session, wave, ASKED, person.respondent)
    assert begun is not None
    turn = interview.Turn(begun, (interview.Kept(asked, values[asked]),))
    responses.keep(session, wave, ASKED, person.respondent, turn, platform="telegram", source=source, now=now)
    severing.scatter(session, wave.id, person.respondent) if wave.anonymous else None
    person.acted.append(now)
    person.messages.append(message)


# --- the attack -------------------------------------------------------------------------------------------------


def _guesses(session: Session, wave: Wave, people: Sequence[Person], keys: Keys) -> Iterator[tuple[str, Sequence[str]]]:
    """Every attempt: its name, and for each person the respondent it takes them for."""
    features = list(_features(session, wave))
    seen = {
        "first act": [each.acted[0] for each in people],
        "last act": [each.acted[-1] for each in people],
        "number of acts": [len(each.acted) for each in people],
    }
    for (by, known), (name, held) in itertools.product(seen.items(), features):
        order = sorted(range(len(people)), key=lambda at: (known[at], at))
        ranked = [who for who, _ in sorted(held.items(), key=lambda pair: (pair[1], pair[0]))]
        for way, rows in (("up", ranked), ("down", ranked[::-1])):
            guessed = [""] * len(people)
            for at, who in zip(order, rows, strict=False):
                guessed[at] = who
            yield f"{by} by {name} {way}", guessed
    yield "the secret", [str(keys.respondent(wave.id, each.name)) for each in people]
    yield "messages", _by_messages(session, wave, people, keys)


def _features(session: Session, wave: Wave) -> Iterator[tuple[str, dict[str, Any]]]:
    """By respondent what stands in their rows: each column's least and greatest, their number, and rows' own numbers."""
    for model in OF_PEOPLE:
        table = table_of(model)
        rowid = sa.literal_column("rowid").label("rowid")
        query = sa.select(rowid, table).where(table.c.wave_id == wave.id)
        rows = [dict(row) for row in direct(session).execute(query).mappings()]
        of: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            of[row["respondent_id"]].append(row)
        for column in ("rowid", *(column.name for column in table.columns)):
            for name, pick in (("least", min), ("greatest", max)):
                held = {who: pick(_comparable(row[column]) for row in theirs) for who, theirs in of.items()}
                if held:
                    yield f"{name} {table.name}.{column}", held
        if of:
            yield f"rows of {table.name}", {who: len(theirs) for who, theirs in of.items()}


def _comparable(value: Any) -> Any:
    if isinstance(value, int | float):
        return f"{value:030.6f}"
    return value.isoformat() if isinstance(value, datetime) else json.dumps(value, default=str, sort_keys=True)


def _by_messages(session: Session, wave: Wave, people: Sequence[Person], keys: Keys) -> list[str]:
    """Who saw the messages knows their digests under the secret."""
    answer = table_of(OF_PEOPLE[2])
    query = sa.select(answer.c.source, answer.c.respondent_id).where(answer.c.wave_id == wave.id)
    held = {source: who for source, who in direct(session).execute(query) if source}
    sources = [[keys.source("telegram", message) for message in each.messages] for each in people]
    return [next((held[source] for source in mine if source in held), "") for mine in sources]

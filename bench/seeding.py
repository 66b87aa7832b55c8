"""What is in the database before anything is measured?

A wave of ``kundenservice`` in groups and channels, people who agreed to take part, and, where wanted, answers of others.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from bench.script import KEY, QUESTIONS, WORDS
from bot import fielding
from bot.keys import Keys
from bot.settings import OperatorSettings, Settings
from bot.tables import Account, Community, Place
from bot.visit import House
from surveys import upkeep
from surveys.design import catalog
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import consent, counts
from surveys.fieldwork.rows import table_of
from surveys.fieldwork.segments import segment_of
from surveys.fieldwork.waves import WaveSettings
from surveys.store import Store
from surveys.tables import Answer, AnswerState, Consent, Purpose, Response, ResponseState, Tally, Wave, new_id

SECRET = "benchmarks-only-0123456789abcdef-0123456789"  # of throw-away databases
KEYS = Keys(SECRET.encode())
OPERATOR = OperatorSettings(name="Benchmark", contact="nobody@example.org")
FIRST = {"position": f"{QUESTIONS[0].key}/{QUESTIONS[0].part}"}


@dataclass(frozen=True, slots=True)
class Side:
    """What there is on one platform.

    Attributes:
        places: addresses in which the survey runs.
        people: the platform's numbers of those who agreed.
        holders: addresses of what only holds places.
    """

    platform: str
    places: Sequence[str]
    people: Sequence[int]
    holders: Sequence[str] = field(default_factory=tuple)


def seed(url: str, *sides: Side, stored: int = 0) -> str:
    """Make a database; gives the wave's id.

    stored: answers of others that are there already.
    """
    upkeep.upgrade(url)
    now = datetime.now(UTC)
    questionnaire = catalog.load(KEY)
    with Store.open(url) as store:
        wave = store.write_now(lambda session: _fielded(session, questionnaire, sides, now))
        for side in sides:
            if side.people:
                store.write_now(lambda session, side=side: _join(session, wave, side, now))  # type: ignore[misc]
        if stored:
            store.write_now(lambda session: _fill(session, wave, questionnaire, stored, now))
    return wave.id


def _fielded(session: Session, questionnaire: Questionnaire, sides: Sequence[Side], now: datetime) -> Wave:
    community = Community(name="Kundenclub", created_at=now)
    session.add(community)
    session.flush()

    def placed(platform: str, address: str, **more: Any) -> Place:
        place = Place(community_id=community.id, platform=platform, address=address, name="Kundenclub", **more)
        session.add(place)
        return place

    for side in sides:
        for address in side.holders:
            placed(side.platform, address, abilities={"holds": True})
    places = [placed(side.platform, address) for side in sides for address in side.places]
    session.flush()
    house = House(Settings(_env_file=None, operator=OPERATOR), KEYS)  # type: ignore[call-arg]
    return fielding.start(session, house, questionnaire, places, WaveSettings.of(questionnaire, now), now)


def _join(session: Session, wave: Wave, side: Side, now: datetime) -> None:
    """Accounts, agreements and responses as the dialogue of joining leaves them, in bulk."""
    accounts: list[dict[str, Any]] = []
    agreements: list[dict[str, Any]] = []
    joined: list[dict[str, Any]] = []
    for number in side.people:
        account = Account(
            platform=side.platform,
            digest=KEYS.account(side.platform, str(number)),
            address=KEYS.seal(str(number).encode(), "address"),
            wave_id=wave.id,
            created_at=now,
        )
        respondent = KEYS.respondent(wave.id, account.person_id)
        agreed = Consent(
            wave_id=wave.id,
            respondent_id=respondent,
            purpose=Purpose.TAKE_PART,
            text_version=consent.TEXT_VERSION,
            given_at=now,
        )
        accounts.append(account.model_dump())
        agreements.append(agreed.model_dump())
        begun = {"platform": side.platform, "state": ResponseState.OPEN, **FIRST}
        joined.append(_response(wave, respondent, None, number % 1000, now) | begun)
    connection = session.connection()
    for model, rows in ((Account, accounts), (Consent, agreements), (Response, joined)):
        connection.execute(sa.insert(table_of(model)), rows)


def _fill(session: Session, wave: Wave, questionnaire: Questionnaire, number: int, now: datetime) -> None:
    """Answers of others, and the counts that belong to them."""
    answers: list[dict[str, Any]] = []
    people: list[dict[str, Any]] = []
    for person in range(number // len(QUESTIONS)):
        respondent = f"{person:032x}"
        given = {question.key: _value(questionnaire, question.key, person) for question in QUESTIONS}
        people.append(_response(wave, respondent, segment_of(questionnaire, given), person, now))
        answers += [_answer(wave, key, respondent, value, now) for key, value in given.items()]
    connection = session.connection()
    connection.execute(sa.insert(table_of(Response)), people)
    connection.execute(sa.insert(table_of(Answer)), answers)
    cells = counts.recount(session, wave, questionnaire)
    rows = [
        {"wave_id": wave.id, "item": item, "cell": cell, "count": count}
        for item, its in cells.items()
        for cell, count in its.items()
    ]
    connection.execute(sa.insert(table_of(Tally)), rows)
    connection.execute(sa.update(table_of(Wave)).values(locked=True))


def _value(questionnaire: Questionnaire, key: str, person: int) -> Any:
    item = questionnaire.item(key)
    part = item.parts()[0]
    if not part.options:
        return item.value({part.key: WORDS})
    option = part.options[person % len(part.options)]
    return item.value({part.key: item.read(part, [option.key])})


def _response(wave: Wave, respondent: str, segment: str | None, seed: int, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "wave_id": wave.id,
        "respondent_id": respondent,
        "state": ResponseState.PARTIAL,
        "platform": "telegram",
        "language": "de",
        "segment": segment,
        "position": None,
        "draft": {},
        "skipped": [],
        "seed": seed,
        "started_at": now,
        "updated_at": now,
    }


def _answer(wave: Wave, item: str, respondent: str, value: Any, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "wave_id": wave.id,
        "item": item,
        "respondent_id": respondent,
        "value": json.loads(json.dumps(value)),
        "source": None,
        "state": AnswerState.APPROVED,
        "sensitive": False,
        "revision": 0,
        "released": [],
        "created_at": now,
        "updated_at": now,
    }

"""Does a refit say what would move, and move nothing that a human decided, and nothing before a human said so?"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from answered import NOON, Answered, person
from fielding import item, questionnaire
from sqlmodel import select

from surveys.coding import keeping, refits, rows, run, themes
from surveys.coding.keeping import Found, KnownTheme, NewTheme, Outcome, Told, Work
from surveys.store import Store
from surveys.tables import Answer, Coding, Theme, ThemeEvent, ThemeState

ASKED = questionnaire(item("why", "open"))
LATER = NOON + timedelta(days=2)


def on(store: Store, work: Callable[[Answered], None]) -> None:
    store.write_now(lambda session: work(Answered(session, ASKED)))


def answer_of(wave: Answered, number: int) -> str:
    return wave.session.exec(select(Answer.id).where(Answer.respondent_id == person(number))).one()


def waiting(wave: Answered) -> dict[str, str]:
    """Twelve answers in three themes, and a proposal: "Warten" loses three to a new one, "Rest" all four to "Ton".

    Answers 0 to 4 are "Warten", 5 to 7 "Ton", 8 to 11 "Rest".
    """
    for number in range(12):
        wave.say(number, why=f"Antwort {number}")
    work = keeping.work(wave.session, wave.wave, "why")
    place = {answer_of(wave, number): number for number in range(12)}
    names = ("Warten", "Ton", "Rest")
    outcome = Outcome(
        "letters",
        tuple(NewTheme(name, {"de": name}, ()) for name in names),
        tuple(Found(told.id, names[at(place[told.id])], 0.8, 0, False) for told in work.told),
        {},
        {},
    )
    keeping.keep(wave.session, wave.wave, work, outcome, NOON)
    ids = {theme.label["de"]: theme.id for theme in rows.codebook(wave.session, wave.wave)}
    of: dict[str, str] = {answer_of(wave, number): "new-1" for number in range(3)}
    of |= {answer_of(wave, number): ids["Ton"] for number in range(8, 12)}
    body: dict[str, Any] = {
        "themes": {"new-1": {"label": {"de": "Telefon"}, "keywords": ["Telefon"]}},
        "flows": [[ids["Rest"], ids["Ton"], 4], [ids["Warten"], "new-1", 3]],
        "of": of,
        "sure": dict.fromkeys(of, 0.6),
        "revised": {},
        "gone": [ids["Rest"]],
    }
    outcome = Outcome("letters", (), (), {}, {refits.REFIT: body})
    keeping.keep(wave.session, wave.wave, keeping.work(wave.session, wave.wave, "why"), outcome, NOON)
    return ids


def at(number: int) -> int:
    return 0 if number < 5 else 1 if number < 8 else 2


def counted(wave: Answered) -> Counter[str | None]:
    names = {theme.id: theme.label["de"] for theme in rows.codebook(wave.session, wave.wave)}
    found = rows.current(wave.session, wave.wave, "why").values()
    return Counter(names[each.theme] if each.theme else None for each in found)


def test_a_proposal_moves_nothing_and_dropping_it_neither(store: Store) -> None:
    def work(wave: Answered) -> None:
        waiting(wave)
        assert counted(wave) == {"Warten": 5, "Ton": 3, "Rest": 4}
        refits.drop(wave.session, wave.wave, "why")

        assert counted(wave) == {"Warten": 5, "Ton": 3, "Rest": 4}
        assert refits.take(wave.session, wave.wave, "why", LATER) == (0, ())

    on(store, work)


def test_taking_it_moves_what_was_proposed_and_notes_it(store: Store) -> None:
    def work(wave: Answered) -> None:
        ids = waiting(wave)
        moved, _ = refits.take(wave.session, wave.wave, "why", LATER)

        assert moved == 7
        assert counted(wave) == {"Warten": 2, "Telefon": 3, "Ton": 7}
        assert wave.session.get_one(Theme, ids["Rest"]).state is ThemeState.REJECTED
        events = wave.session.exec(select(ThemeEvent).where(ThemeEvent.kind == "moved")).all()
        assert sorted((event.theme_id, event.answers) for event in events) == sorted(
            [(ids["Warten"], 3), (ids["Rest"], 4)]
        )
        assert refits.waiting(wave.session, wave.wave, "why") is None

    on(store, work)


def test_what_a_human_decided_or_somebody_changed_meanwhile_stays(store: Store) -> None:
    """Of the seven one was coded by a human and one was written anew: five move."""

    def work(wave: Answered) -> None:
        ids = waiting(wave)
        themes.code(wave.session, answer_of(wave, 0), ids["Warten"], "anna", NOON)
        changed = wave.session.get_one(Answer, answer_of(wave, 8))
        changed.revision += 1
        wave.session.flush()
        moved, _ = refits.take(wave.session, wave.wave, "why", LATER)

        assert moved == 5
        assert counted(wave) == {"Warten": 3, "Telefon": 2, "Ton": 6}
        assert len(wave.session.exec(select(Coding).where(Coding.coder != "")).all()) == 1

    on(store, work)


def test_a_theme_that_people_accepted_stays_even_if_nobody_speaks_of_it(store: Store) -> None:
    def work(wave: Answered) -> None:
        ids = waiting(wave)
        themes.accept(wave.session, ids["Rest"], NOON)
        refits.take(wave.session, wave.wave, "why", LATER)

        assert wave.session.get_one(Theme, ids["Rest"]).state is ThemeState.ACCEPTED

    on(store, work)


# --- proposing, on real answers ---


@pytest.fixture(scope="module")
def grown(shared_data: Path) -> Work:
    """200 people on traffic and food, all coded as traffic; 20 of them by a human, as of no theme."""
    pytest.importorskip("sklearn")
    with gzip.open(shared_data / "data" / "klimarat" / "dev" / "statements.jsonl.gz", "rt", encoding="utf-8") as file:
        rows_of = [json.loads(line) for line in file]
    of = {topic: [row["text"] for row in rows_of if row["topic"] == topic][:100] for topic in TOPICS}
    texts = [text for topic in TOPICS for text in of[topic]]
    told = tuple(
        Told(f"a{at:04}", text, f"p{at}", None, 0, theme=None if at < 20 else "traffic", is_coded=True, decided=at < 20)
        for at, text in enumerate(texts)
    )
    return Work("w", "why", "de", told, (KnownTheme("traffic", {"de": "Verkehr"}, "", accepted=True),), fitted=100)


TOPICS = ("Mobilität", "Ernährung und Landnutzung")


@pytest.mark.slow
def test_a_run_over_many_more_answers_proposes_new_themes_and_moves_no_decided_answer(grown: Work) -> None:
    outcome = run.run(grown)
    body = outcome.findings[refits.REFIT]
    flows = Counter({(before, after): many for before, after, many in body["flows"]})
    decided = {told.id for told in grown.told if told.decided}

    assert outcome.findings[keeping.FITTED] == {"answers": 200}
    assert body["themes"]
    assert all(new["label"]["de"] for new in body["themes"].values())
    assert not decided & body["of"].keys()
    assert flows == Counter(("traffic", theme) for theme in body["of"].values())
    assert {found.theme for found in outcome.found} == {"traffic"}, "nothing moves by itself"


@pytest.mark.slow
def test_a_run_over_few_more_answers_proposes_nothing(grown: Work) -> None:
    from dataclasses import replace

    once = replace(grown, fitted=190, refit_waits=True)

    assert refits.REFIT not in run.run(once).findings

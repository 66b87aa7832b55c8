"""Does a refit say what would move, and move nothing that a human decided, and nothing before a human said so?"""

from __future__ import annotations

import gzip
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa
from answered import NOON, Answered, person
from fielding import item, questionnaire
from sqlmodel import col, select

from surveys.coding import keeping, refits, rows, run, themes
from surveys.coding.embedding import unit
from surveys.coding.keeping import Found, KnownTheme, NewTheme, Outcome, Told, Work
from surveys.fieldwork.rows import direct
from surveys.store import Store
from surveys.tables import Answer, Coding, StoredDigest, Theme, ThemeEvent, ThemeState

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


# --- proposing, on points of a space and words of their own ------------------------------------------------------

WORDS = ("Hotline", "Rechnung")


def looked_at(moved: int, *, themed: str | None = "old") -> tuple[Work, Any]:
    """20 answers on phones and 20 on bills; all of the first, and of the second all but ``moved``, are where they belong."""
    letters = random.Random(1)
    texts = [
        " ".join([WORDS[at // 20], *("".join(letters.sample("abcdefghijklmnoprstuwz", 6)) for _ in range(2))])
        for at in range(40)
    ]
    draw = np.random.default_rng(1)
    vectors = unit(np.array([np.eye(8)[at // 20] + draw.normal(0, 0.05, 8) for at in range(40)], np.float32))
    told = tuple(
        Told(f"a{at:02}", text, f"p{at}", None, 1 if at == 39 else 0, is_coded=True) for at, text in enumerate(texts)
    )
    of = {told[at].id: "phone" if at < 20 else "bill" if at < 40 - moved else themed for at in range(40)}
    known = tuple(KnownTheme(name, {"de": name}, "", accepted=True) for name in ("phone", "bill", "old"))
    return Work("w", "why", "de", tuple(replace(each, theme=of[each.id]) for each in told), known), vectors


def nothing_held_back(_: str) -> bool:
    return False


def test_a_proposal_says_which_answers_would_move_where_and_how_sure_that_is() -> None:
    work, vectors = looked_at(6)
    body = refits.propose(work, vectors, nothing_held_back, 2)

    moved = {f"a{at}": "bill" for at in range(34, 40)}
    assert body is not None
    assert (body["of"], body["flows"]) == (moved, [["old", "bill", 6]])
    assert (body["themes"], body["gone"]) == ({}, ["old"])
    assert body["revised"] == {"a39": 1}
    assert set(body["sure"]) == set(moved)
    assert all(0.5 < sure <= 1 for sure in body["sure"].values())


@pytest.mark.parametrize(("moved", "is_one"), [(5, True), (4, False), (0, False)])
def test_for_fewer_than_five_answers_nobody_is_asked(moved: int, is_one: bool) -> None:
    assert (refits.propose(*looked_at(moved), nothing_held_back, 2) is not None) is is_one


def test_what_a_human_decided_is_no_part_of_a_proposal_and_keeps_its_theme_alive() -> None:
    work, vectors = looked_at(7)
    told = tuple(replace(each, decided=each.id == "a39") for each in work.told)
    body = refits.propose(replace(work, told=told), vectors, nothing_held_back, 2)

    assert body is not None
    assert sorted(body["of"]) == [f"a{at}" for at in range(33, 39)]
    assert (body["gone"], body["revised"]) == ([], {})


def test_answers_without_a_theme_that_would_make_a_new_one_are_proposed_with_its_name() -> None:
    work, vectors = looked_at(20, themed=None)
    body = refits.propose(work, vectors, nothing_held_back, 2)

    assert body is not None
    assert set(body["of"].values()) == {"new-1"}
    assert body["flows"] == [[None, "new-1", 20]]
    assert body["themes"]["new-1"]["label"]["de"].split(", ")[0] == "Rechnung"
    assert body["themes"]["new-1"]["keywords"][0] == "Rechnung"
    assert body["gone"] == ["bill", "old"]


def test_the_largest_flow_is_told_first() -> None:
    work, vectors = looked_at(8)
    told = tuple(replace(each, theme=None if each.id in ("a28", "a29", "a30") else each.theme) for each in work.told)
    body = refits.propose(replace(work, told=told), vectors, nothing_held_back, 2)

    assert body is not None
    assert body["flows"] == [["old", "bill", 8], [None, "bill", 3]]


def test_too_few_answers_make_no_proposal() -> None:
    work, vectors = looked_at(12)

    assert refits.propose(replace(work, told=work.told[11:]), vectors[11:], nothing_held_back, 2) is None


def test_what_is_taken_is_kept_as_it_was_proposed(store: Store) -> None:
    def work(wave: Answered) -> None:
        ids = waiting(wave)
        shown = StoredDigest(wave_id=wave.wave.id, version=1, at=NOON, hash="0" * 64, body={"themes": [ids["Rest"]]})
        wave.session.add(shown)
        wave.session.flush()
        changed = wave.session.get_one(Answer, answer_of(wave, 3))
        changed.revision = 2
        wave.session.flush()
        moved, showing = refits.take(wave.session, wave.wave, "why", LATER)

        assert (moved, showing) == (7, (shown.id,))
        found = wave.session.exec(select(Coding).where(Coding.at == LATER)).all()
        assert {coding.confidence for coding in found} == {0.6}
        assert {coding.rank for coding in found} == {999}
        assert sorted(coding.answer_id for coding in found) == sorted(
            answer_of(wave, number) for number in (0, 1, 2, 8, 9, 10, 11)
        )
        new = {theme.label["de"]: theme for theme in rows.codebook(wave.session, wave.wave)}["Telefon"]
        moves = wave.session.exec(select(ThemeEvent).where(ThemeEvent.kind == "moved")).all()
        assert sorted((each.theme_id, each.other_id) for each in moves) == sorted(
            [(ids["Warten"], new.id), (ids["Rest"], ids["Ton"])]
        )
        assert (new.state, new.keywords) == (ThemeState.PROPOSED, ["Telefon"])

    on(store, work)


def test_what_was_proposed_for_an_answer_as_it_was_reworded_moves_only_in_those_words(store: Store) -> None:
    def work(wave: Answered) -> None:
        waiting(wave)
        finding = refits.waiting(wave.session, wave.wave, "why")
        assert finding is not None
        finding.body = {**finding.body, "revised": {answer_of(wave, 0): 1, answer_of(wave, 1): 1}}
        changed = wave.session.get_one(Answer, answer_of(wave, 0))
        changed.revision = 1
        wave.session.flush()
        direct(wave.session).execute(sa.update(Coding).where(col(Coding.answer_id) == changed.id).values(revision=1))
        wave.session.flush()

        # The second was reworded in what was proposed, but is in its first words again.
        assert refits.take(wave.session, wave.wave, "why", LATER)[0] == 6

    on(store, work)


def test_answers_that_would_leave_every_theme_do_and_those_that_had_none_are_no_event(store: Store) -> None:
    def work(wave: Answered) -> None:
        ids = waiting(wave)
        finding = refits.waiting(wave.session, wave.wave, "why")
        assert finding is not None
        of = {answer_of(wave, number): None for number in range(8, 12)} | {answer_of(wave, 5): ids["Warten"]}
        finding.body = {**finding.body, "of": of, "sure": {}, "themes": {}, "gone": []}
        wave.session.flush()
        direct(wave.session).execute(
            sa.update(Coding).where(col(Coding.answer_id) == answer_of(wave, 5)).values(theme_id=None)
        )
        moved, showing = refits.take(wave.session, wave.wave, "why", LATER)

        assert (moved, showing) == (5, ())
        assert counted(wave) == {"Warten": 6, "Ton": 2, None: 4}
        events = wave.session.exec(select(ThemeEvent).where(ThemeEvent.kind == "moved")).all()
        assert [(event.theme_id, event.other_id, event.answers) for event in events] == [(ids["Rest"], None, 4)]

    on(store, work)

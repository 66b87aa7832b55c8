"""Does a digest take from the coding what stands, of this wave and no other, as far as it may be used?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from answered import NOON, Answered, person
from digest_samples import digest, name
from fielding import item, questionnaire

from surveys.coding import checks, rows
from surveys.coding import themes as deciding
from surveys.coding.rows import Coded
from surveys.coding.written import Written
from surveys.design.text import Text
from surveys.digest import coded, compose
from surveys.digest.material import Candidate, Coverage, ShownTheme, Voice
from surveys.store import Store
from surveys.tables import Coding, Finding, Theme, ThemeEvent, ThemeState, Vector

ASKED = questionnaire(item("why", "open"), item("how", "open"))
BOTH = ASKED.model_copy(update={"languages": ("de", "en")})
LATER = NOON + timedelta(days=30)

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"])


def on(store: Store, work: Callable[[Answered], None]) -> None:
    store.write_now(lambda session: work(Answered(session, ASKED)))


def theme(wave: Answered, label: str, at: datetime = NOON, **settings: Any) -> Theme:
    given = {"item": "why", "state": ThemeState.ACCEPTED, "label": {"de": label}, **settings}
    made = Theme(community_id="here", questionnaire=ASKED.key, created_at=at, **given)
    wave.session.add(made)
    wave.session.flush()
    return made


def code(wave: Answered, number: int, of: Theme | None, coder: str = "", key: str = "why", **settings: Any) -> str:
    """Code an answer, which is given where it is not there yet."""
    answer = wave.answer(number, key)
    wave.session.add(
        Coding(answer_id=answer.id, coder=coder, wave_id=wave.wave.id, item=key, respondent_id=person(number),
               theme_id=of.id if of else None, revision=answer.revision, at=wave.now, **settings)
    )  # fmt: skip
    wave.session.flush()
    return answer.id


def happens(
    wave: Answered, kind: str, to: Theme, other: Theme | None = None, at: datetime = LATER, answers: int = 0
) -> None:
    wave.session.add(
        ThemeEvent(theme_id=to.id, kind=kind, other_id=other.id if other else None, answers=answers, at=at)
    )
    wave.session.flush()


def shown(wave: Answered, since: datetime | None = None, **texts: Written) -> dict[str, ShownTheme]:
    found = coded.themes(wave.session, wave.wave, ASKED, since, texts)
    return {each.label["de"]: each for each in found}


# --- themes ---


def test_a_theme_stands_as_it_is_known(store: Store) -> None:
    def work(wave: Answered) -> None:
        made = theme(wave, "Warten", definition="Wer wartet.", keywords=["Uhr", "Schleife"])
        theme(wave, "Vorschlag", state=ThemeState.PROPOSED, position=1)
        theme(wave, "Weg", state=ThemeState.REJECTED)
        theme(wave, "Drin", state=ThemeState.MERGED, into=made.id)

        found = shown(wave)
        assert list(found) == ["Warten", "Vorschlag"]
        assert found["Warten"] == ShownTheme(
            made.id, "why", name("Warten"), name("Wer wartet."), keywords=("Uhr", "Schleife")
        )
        assert (found["Vorschlag"].proposed, found["Vorschlag"].definition) == (True, None)

    on(store, work)


def test_a_theme_emerged_where_it_is_newer_than_the_digest_before(store: Store) -> None:
    def work(wave: Answered) -> None:
        theme(wave, "Warten", NOON)
        theme(wave, "Ton", NOON + timedelta(seconds=1), position=1)

        assert {label: each.emerged for label, each in shown(wave, NOON).items()} == {"Warten": False, "Ton": True}
        assert not any(each.emerged for each in shown(wave, None).values())

    on(store, work)


def test_a_models_name_stands_until_a_human_has_accepted_one(store: Store) -> None:
    def work(wave: Answered) -> None:
        proposed = theme(wave, "Vorschlag", state=ThemeState.PROPOSED)
        accepted = theme(wave, "Warten", position=1)
        unnamed = theme(wave, "Ton", state=ThemeState.PROPOSED, position=2)
        wrote = Written("m", {proposed.id: "Vom Modell", accepted.id: "Auch vom Modell"}, {})

        assert list(shown(wave, why=wrote)) == ["Vom Modell", "Warten", "Ton"]
        assert shown(wave, why=wrote)["Ton"].id == unnamed.id

    on(store, work)


@pytest.mark.parametrize(("sure", "distinct"), [((0.75, 0.75), True), ((0.7, 0.9), True), ((0.74, 0.75), False)])
def test_a_theme_lies_apart_where_the_machine_was_sure_by_three_quarters(
    store: Store, sure: tuple[float, float], distinct: bool
) -> None:
    """What people coded is not the machine's sureness, nor is another wave's."""

    def work(wave: Answered) -> None:
        of = theme(wave, "Warten")
        for number, confidence in enumerate(sure):
            wave.say(number, why="x")
            code(wave, number, of, confidence=confidence)
        wave.say(7, why="x")
        code(wave, 7, of, coder="Ada", confidence=0.0)
        wave.say(8, why="x")
        code(wave, 8, None, confidence=0.0)
        other = Answered(wave.session, ASKED)
        other.say(9, why="x")
        code(other, 9, of, confidence=0.0)

        assert shown(wave)["Warten"].distinct is distinct

    on(store, work)


def test_a_theme_of_which_the_machine_said_nothing_does_not_lie_apart(store: Store) -> None:
    def work(wave: Answered) -> None:
        theme(wave, "Warten")

        assert not shown(wave)["Warten"].distinct

    on(store, work)


def test_every_theme_that_ever_was_is_called_as_it_counts_now(store: Store) -> None:
    def work(wave: Answered) -> None:
        whole = theme(wave, "Warten")
        part = theme(wave, "Schleife", state=ThemeState.MERGED, into=whole.id)
        theme(wave, "Weg", state=ThemeState.REJECTED)

        found = coded.labels(wave.session, wave.wave, ASKED)
        assert found == {whole.id: name("Warten"), part.id: name("Warten")}

    on(store, work)


def test_words_stand_in_every_language_of_the_questionnaire_as_far_as_they_are_known(store: Store) -> None:
    def work(wave: Answered) -> None:
        assert wave.wave.language == "de"
        words = [{"de": "Warten", "en": "Waiting"}, {"de": "Warten"}, {"en": "Waiting"}, {"fr": "x", "de": ""}, {}]

        assert [coded.spoken(each, BOTH, wave.wave) for each in words] == [
            Text({"de": "Warten", "en": "Waiting"}),
            Text({"de": "Warten", "en": "Warten"}),
            Text({"de": "Waiting", "en": "Waiting"}),
            Text({"de": "x", "en": "x"}),
            Text({"de": "", "en": ""}),
        ]

    on(store, work)


# --- what happened since an earlier wave ---


def test_an_earlier_wave_has_the_themes_there_were_when_it_closed_as_they_count_now(store: Store) -> None:
    def work(wave: Answered) -> None:
        end = wave.wave.closed_at = NOON + timedelta(days=7)
        whole = theme(wave, "Warten")
        part = theme(wave, "Schleife", end, state=ThemeState.MERGED, into=whole.id)
        gone = theme(wave, "Weg", state=ThemeState.REJECTED)
        theme(wave, "Neu", end + timedelta(seconds=1))

        there, recast = coded.of_earlier(wave.session, wave.wave)
        assert there == {whole.id: whole.id, part.id: whole.id, gone.id: None}
        assert recast == frozenset()

    on(store, work)


def test_a_wave_that_is_not_over_or_without_any_theme_has_none_of_then(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.wave.closed_at = NOON
        assert coded.of_earlier(wave.session, wave.wave) == ({}, frozenset())
        theme(wave, "Warten")
        assert len(coded.of_earlier(wave.session, wave.wave)[0]) == 1
        wave.wave.closed_at = None
        assert coded.of_earlier(wave.session, wave.wave) == ({}, frozenset())

    on(store, work)


@pytest.mark.parametrize(
    ("events", "cut"),
    [
        ([("redefined", "a", None, 0)], "a"),
        ([("split", "a", "b", 0)], "ab"),
        ([("split", "a", "b", 0), ("rejoined", "a", "b", 0)], ""),
        ([("split", "a", "b", 0), ("rejoined", "c", "b", 0)], "ab"),
        ([("moved", "a", "b", 5)], "ab"),
        ([("moved", "a", "b", 4)], ""),
        ([("moved", "a", None, 5)], "a"),
        ([("renamed", "a", "b", 9)], ""),
        ([("merged", "a", "b", 9)], ""),
        ([("accepted", "a", None, 9)], ""),
        ([("rejoined", "a", "b", 9)], ""),
    ],
)
def test_themes_that_were_cut_otherwise_are_recast_and_those_of_which_four_answers_went(
    store: Store, events: list[tuple[str, str, str | None, int]], cut: str
) -> None:
    def work(wave: Answered) -> None:
        wave.wave.closed_at = NOON + timedelta(days=7)
        made = {key: theme(wave, key) for key in "abc"}
        for kind, to, other, answers in events:
            happens(wave, kind, made[to], made[other] if other else None, answers=answers)
            happens(wave, kind, made[to], made[other] if other else None, at=NOON, answers=answers)

        _, recast = coded.of_earlier(wave.session, wave.wave)
        assert recast == {made[key].id for key in cut}

    on(store, work)


def test_what_happened_before_the_end_recast_nothing(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.wave.closed_at = LATER
        made = theme(wave, "Warten")
        happens(wave, "redefined", made, at=LATER)

        assert coded.of_earlier(wave.session, wave.wave)[1] == frozenset()
        happens(wave, "redefined", made, at=LATER + timedelta(seconds=1))
        assert coded.of_earlier(wave.session, wave.wave)[1] == {made.id}

    on(store, work)


def test_a_theme_that_took_in_a_recast_one_is_recast_too(store: Store) -> None:
    def work(wave: Answered) -> None:
        wave.wave.closed_at = NOON + timedelta(days=7)
        whole = theme(wave, "Warten")
        part = theme(wave, "Schleife", state=ThemeState.MERGED, into=whole.id)
        gone = theme(wave, "Weg", state=ThemeState.REJECTED)
        happens(wave, "redefined", part)
        happens(wave, "redefined", gone)

        assert coded.of_earlier(wave.session, wave.wave)[1] == {whole.id, part.id, gone.id}

    on(store, work)


# --- how answers became themes ---


COUNTS = {"why": {"n": 9, "n:t": 8}, "how": {"n": 5, "n:t": 5}}


def covered(wave: Answered, found: dict[str, Coded], texts: dict[str, Written] | None = None) -> dict[str, Coverage]:
    return coded.coverage(wave.session, wave.wave, COUNTS, found, texts or {}, posted=False)


def test_how_answers_became_themes_is_counted_by_question(store: Store) -> None:
    """Of why the machine read six: two say the same as another, one a human coded, one is not released. Of how one."""

    def work(wave: Answered) -> None:
        of = theme(wave, "Warten")
        for number in range(6):
            wave.say(number, why="x", how="y")
        ids = [code(wave, number, of, duplicate=number < 2) for number in range(6)]
        code(wave, 0, of, coder="Ada")
        code(wave, 0, of, coder="Bo")
        code(wave, 5, of, coder="Ada")
        how = code(wave, 0, of, key="how")
        found = {answer: Coded(of.id, by_human=answer == ids[0]) for answer in (*ids[:5], how)}

        assert covered(wave, found) == {
            "how": Coverage(5, machine=1),
            "why": Coverage(8, duplicates=2, machine=4, human=1, checks=covered(wave, found)["why"].checks),
        }
        assert list(covered(wave, found)) == ["how", "why"]
        checks = covered(wave, found)["why"].checks
        assert checks is not None
        assert checks.answers == 2

    on(store, work)


def test_the_models_that_compared_and_wrote_are_named_where_there_are_some(store: Store) -> None:
    def work(wave: Answered) -> None:
        of = theme(wave, "Warten")
        wave.say(0, why="x", how="y")
        why = code(wave, 0, of)
        code(wave, 0, of, key="how")
        wave.session.add(
            Vector(answer_id=why, wave_id=wave.wave.id, respondent_id=person(0), model="use-3", body=b"", sketch=b"")
        )
        wave.session.flush()

        found = covered(wave, {}, {"why": Written("modell", {}, {})})
        assert {key: (each.embedding, each.model) for key, each in found.items()} == {
            "why": ("use-3", "modell"),
            "how": ("use-3", None),
        }
        other = Answered(wave.session, ASKED)
        other.say(1, why="x")
        code(other, 1, of)
        assert covered(other, {})["why"].embedding is None
        assert covered(other, {}).keys() == {"why"}, "another wave's codings are not this one's"

    on(store, work)


def test_a_question_of_which_nothing_that_was_read_is_released_is_not_covered(store: Store) -> None:
    def work(wave: Answered) -> None:
        of = theme(wave, "Warten")
        wave.say(0, why="x", how="y")
        code(wave, 0, of)
        code(wave, 0, of, key="how")

        for counts in ({}, {"why": {"n": 9}}, {"why": {"n": 9, "n:t": 0}}):
            assert coded.coverage(wave.session, wave.wave, counts, {}, {}, posted=True) == {}
        assert covered(wave, {}).keys() == {"why", "how"}
        assert covered(wave, {})["why"].checks is None
        assert covered(wave, {})["why"].corrected == ()

    on(store, work)


def test_an_answer_nobody_coded_has_no_theme_and_no_rank(store: Store) -> None:
    one, other = (Candidate(key, key, "why", "Worte", None, None) for key in ("a1", "a2"))

    assert coded.placed([one, other], {"a2": Coded("t1", 3), "a3": Coded("t2", 1)}) == [(None, 0), ("t1", 3)]


# --- the digest before ---


def test_the_digest_before_is_the_newest_of_the_wave_with_the_counts_it_showed(store: Store) -> None:
    """The newest by time, and of one time the last version: a correction is as old as what it corrects."""

    def work(wave: Answered) -> None:
        assert coded.last_shown(wave.session, wave.wave) == (None, None)
        for number in range(6):
            wave.say(number, why="x")
        wave.release()
        first = wave.now
        for number in range(6, 12):
            wave.say(number, why="x")
        wave.release()
        compose.store(wave.session, wave.wave, digest(at=wave.now, release=1))
        compose.store(wave.session, wave.wave, digest(at=wave.now, release=2))
        compose.store(wave.session, wave.wave, digest(at=first, release=1, participants=99))

        counts, at = coded.last_shown(wave.session, wave.wave)
        assert at == wave.now
        assert counts is not None
        assert counts["why"]["n"] == 12
        other = Answered(wave.session, ASKED)
        assert coded.last_shown(other.session, other.wave) == (None, None)

    on(store, work)


def test_a_digest_before_any_release_showed_no_counts(store: Store) -> None:
    def work(wave: Answered) -> None:
        for number in range(6):
            wave.say(number, why="x")
        wave.release()
        compose.store(wave.session, wave.wave, digest(at=NOON, release=0))

        assert coded.last_shown(wave.session, wave.wave) == (None, NOON)

    on(store, work)


# --- single voices, and what was written ---


def finds(wave: Answered, key: str, body: dict[str, Any], kind: str = "voices") -> None:
    wave.session.add(Finding(wave_id=wave.wave.id, item=key, kind=kind, body=body, at=NOON))
    wave.session.flush()


def test_three_of_a_few_are_heard_in_words_that_may_be_quoted(store: Store) -> None:
    def work(wave: Answered) -> None:
        may = [Candidate(f"a{at}", person(at), "why", "Worte", None, None) for at in range(6)]
        other = Answered(wave.session, ASKED)
        finds(other, "why", {"groups": [{"answers": ["a5"]}]})
        finds(wave, "why", {"groups": [{"answers": ["a9", "a3", "a1", "a0", "a2"], "label": {"de": "Leise"}}]})
        finds(wave, "how", {"groups": [{"answers": ["a9"]}, {"answers": ["a4"], "fresh": True, "label": {}}]})
        finds(wave, "place", {"groups": [{"answers": ["a5"]}]}, kind="bursts")
        finds(wave, "when", {})

        assert coded.voices(wave.session, wave.wave, ASKED, may) == (
            Voice(None, (may[4],), fresh=True),
            Voice(name("Leise"), (may[3], may[1], may[0]), fresh=False),
        )

    on(store, work)


def test_an_answer_asks_something_back_where_it_ends_as_a_question(store: Store) -> None:
    words = ["Warum so lange?", "Warum?  \n", "Warum? Weil.", "?", ""]
    given = [Candidate(f"a{at}", person(at), "why", each, None, None) for at, each in enumerate(words)]

    assert [each.answer_id for each in coded.asked_back(given)] == ["a0", "a1", "a3"]


def test_what_a_model_wrote_is_found_by_question(store: Store) -> None:
    def work(wave: Answered) -> None:
        finds(wave, "why", {"model": "m", "labels": {"t1": "Warten"}, "sentences": {}}, kind="summary")

        assert coded.texts(wave.session, wave.wave) == {"why": Written("m", {"t1": "Warten"}, {})}

    on(store, work)


def test_shares_are_corrected_of_twenty_checked_answers_and_only_for_a_place(store: Store) -> None:
    """Ada looks at the sample: at 19 of it, then at 20. Before there is one, what she codes corrects nothing."""

    def work(wave: Answered) -> None:
        of, tone = theme(wave, "Warten"), theme(wave, "Ton", position=1)
        for number in range(30):
            wave.say(number, why=f"Antwort {number}")
            code(wave, number, of if number < 18 else tone, confidence=0.9)
        wave.release()

        def corrected(*, posted: bool = True) -> list[int]:
            known = rows.current(wave.session, wave.wave)
            [found] = coded.coverage(
                wave.session, wave.wave, {"why": {"n": 30, "n:t": 30}}, known, {}, posted=posted
            ).values()
            assert isinstance(found.corrected, tuple)
            return [each.checked for each in found.corrected]

        deciding.code(wave.session, wave.answer(0).id, of.id, "Ada", wave.now)
        assert corrected() == []
        sample = checks.check(wave.session, wave.wave, "why", wave.now)
        first = [each for each in sample.answers if each != wave.answer(0).id]
        for answer in first[:18]:
            deciding.code(wave.session, answer, sample.machine[answer] or "", "Ada", wave.now)
        assert corrected() == []
        deciding.code(wave.session, first[18], sample.machine[first[18]] or "", "Ada", wave.now)
        assert corrected() == [20, 20]
        assert corrected(posted=False) == []

    on(store, work)

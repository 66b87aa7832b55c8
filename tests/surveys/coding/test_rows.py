"""Do themes stay what people made of them, in the rows, the released counts and the erasure?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from answered import NOON, Answered, person
from fielding import item, options, questionnaire
from sqlmodel import select

from surveys import privacy
from surveys.analysis import release
from surveys.coding import keeping, rows, themes
from surveys.coding.keeping import Found, Kept, NewTheme, Outcome
from surveys.errors import Unknown
from surveys.store import Store
from surveys.tables import Answer, AnswerState, Coding, Theme, ThemeEvent, ThemeState, Vector

ASKED = questionnaire(
    item("group", "choice", options=options("customer", "practitioner")), item("why", "open"), segment="group"
)
LATER = NOON + timedelta(days=2)


def on(store: Store, work: Callable[[Answered], None]) -> None:
    store.write_now(lambda session: work(Answered(session, ASKED)))


def said(wave: Answered, count: int, start: int = 0) -> None:
    for number in range(start, start + count):
        wave.say(number, why=f"Antwort {number} über das Warten am Telefon")


def answer_of(wave: Answered, number: int) -> Answer:
    query = select(Answer).where(Answer.item == "why", Answer.respondent_id == person(number))
    return wave.session.exec(query.execution_options(populate_existing=True)).one()


def proposed(wave: Answered, *names: str, of: Callable[[int], str | None], count: int) -> dict[str, str]:
    """Let a run propose themes and put each answer into one; gives their ids by name."""
    work = keeping.work(wave.session, wave.wave, "why")
    place = {answer_of(wave, number).id: number for number in range(count)}
    outcome = Outcome(
        model="letters",
        themes=tuple(NewTheme(name, {"de": name, "en": name}, (name,)) for name in names),
        found=tuple(Found(told.id, of(place[told.id]), 0.8, place[told.id], False) for told in work.told),
        kept={told.id: Kept("letters", b"\0\x3c" * 4, bytes(128)) for told in work.told},
        findings={},
    )
    keeping.keep(wave.session, wave.wave, work, outcome, NOON)
    return {theme.label["de"]: theme.id for theme in rows.codebook(wave.session, wave.wave)}


def cells(wave: Answered) -> dict[str, int]:
    last = release.last(wave.session, wave.wave)
    assert last is not None
    return {
        cell: count for cell, count in last.counts["why"].items() if cell.startswith(("t:", "n:t")) and "|" not in cell
    }


def half(number: int) -> str:
    return "Warten" if number % 2 else "Freundlich"


def test_themes_are_counted_in_releases_and_answers_without_one_apart(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 20)
        ids = proposed(wave, "Warten", "Freundlich", of=lambda at: None if at < 6 else half(at), count=20)
        release.release(wave.session, wave.wave, LATER)

        assert cells(wave) == {"n:t": 20, "t:-": 6, f"t:{ids['Warten']}": 7, f"t:{ids['Freundlich']}": 7}

    on(store, work)


def test_a_theme_of_four_people_is_not_released_before_closing(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 20)
        ids = proposed(wave, "Warten", "Selten", of=lambda at: "Selten" if at < 4 else "Warten", count=20)
        release.release(wave.session, wave.wave, LATER)

        assert cells(wave) == {"n:t": 16, f"t:{ids['Warten']}": 16}

    on(store, work)


def test_what_a_human_found_wins_and_no_run_undoes_it(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 10)
        ids = proposed(wave, "Warten", "Freundlich", of=half, count=10)
        mine = answer_of(wave, 1).id
        themes.code(wave.session, mine, ids["Freundlich"], "anna", NOON)
        proposed(wave, of=lambda at: ids[half(at)], count=10)

        found = rows.current(wave.session, wave.wave)[mine]
        assert (found.theme, found.by_human) == (ids["Freundlich"], True)
        themes.code(wave.session, mine, None, "bert", LATER)
        assert rows.current(wave.session, wave.wave)[mine].theme is None

    on(store, work)


def test_an_answer_that_is_changed_loses_its_theme_until_it_is_coded_again(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 10)
        proposed(wave, "Warten", of=lambda _: "Warten", count=10)
        changed = answer_of(wave, 3)
        assert keeping.waiting(wave.session, wave.wave, "why") == 0
        changed.value, changed.revision = "Ganz etwas anderes", changed.revision + 1
        wave.session.flush()

        assert changed.id not in rows.current(wave.session, wave.wave)
        assert keeping.waiting(wave.session, wave.wave, "why") == 1

    on(store, work)


def test_a_run_keeps_nothing_of_an_answer_that_changed_meanwhile(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 3)
        before = keeping.work(wave.session, wave.wave, "why")
        changed = answer_of(wave, 0)
        changed.revision += 1
        wave.session.flush()
        found = tuple(Found(told.id, None, 0.0, 0, False) for told in before.told)
        worked_out = {told.id: Kept("m", b"\0\0", bytes(128)) for told in before.told}
        kept = keeping.keep(wave.session, wave.wave, before, Outcome("m", (), found, worked_out, {}), NOON)

        assert kept == 2
        assert changed.id not in rows.current(wave.session, wave.wave)
        assert len(wave.session.exec(select(Vector)).all()) == 2

    on(store, work)


def test_merged_themes_count_together_and_the_merge_is_noted(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 20)
        ids = proposed(wave, "Warten", "Freundlich", of=half, count=20)
        release.release(wave.session, wave.wave, LATER)
        themes.merge(wave.session, ids["Warten"], ids["Freundlich"], LATER)
        release.release(wave.session, wave.wave, LATER + timedelta(hours=1))

        assert cells(wave) == {"n:t": 20, f"t:{ids['Freundlich']}": 20}
        event = wave.session.exec(select(ThemeEvent).where(ThemeEvent.kind == "merged")).one()
        assert (event.theme_id, event.other_id, event.answers) == (ids["Warten"], ids["Freundlich"], 10)
        assert wave.session.get_one(Theme, ids["Warten"]).state is ThemeState.MERGED

    on(store, work)


def test_a_merged_theme_that_is_accepted_again_has_its_answers_at_the_next_release(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 20)
        ids = proposed(wave, "Warten", "Freundlich", of=half, count=20)
        themes.merge(wave.session, ids["Warten"], ids["Freundlich"], NOON)
        release.release(wave.session, wave.wave, LATER)
        themes.accept(wave.session, ids["Warten"], LATER + timedelta(days=9))
        release.release(wave.session, wave.wave, LATER + timedelta(days=10))

        assert cells(wave) == {"n:t": 20, f"t:{ids['Freundlich']}": 10, f"t:{ids['Warten']}": 10}

    on(store, work)


def test_two_runs_at_once_propose_their_themes_once(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 10)
        read = keeping.work(wave.session, wave.wave, "why")
        proposed(wave, "Warten", of=lambda _: "Warten", count=10)
        late = Outcome("m", (NewTheme("w", {"de": "Warten"}, ()),), (Found(read.told[0].id, "w", 1, 0, False),), {}, {})
        kept = keeping.keep(wave.session, wave.wave, read, late, LATER)

        assert kept == 0
        assert len(rows.codebook(wave.session, wave.wave)) == 1

    on(store, work)


def test_an_answer_that_is_moved_is_noted_with_where_it_was(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 10)
        ids = proposed(wave, "Warten", "Freundlich", of=half, count=10)
        themes.move(wave.session, answer_of(wave, 1).id, ids["Freundlich"], "anna", LATER)

        event = wave.session.exec(select(ThemeEvent).where(ThemeEvent.kind == "moved")).one()
        assert (event.theme_id, event.other_id, event.answers) == (ids["Warten"], ids["Freundlich"], 1)
        assert rows.current(wave.session, wave.wave)[answer_of(wave, 1).id].theme == ids["Freundlich"]

    on(store, work)


def test_a_rejected_theme_leaves_its_answers_without_one(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 20)
        ids = proposed(wave, "Warten", "Freundlich", of=half, count=20)
        themes.reject(wave.session, ids["Warten"], LATER)
        release.release(wave.session, wave.wave, LATER)

        assert cells(wave) == {"n:t": 20, "t:-": 10, f"t:{ids['Freundlich']}": 10}

    on(store, work)


def test_a_split_takes_answers_into_a_theme_of_their_own(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 20)
        ids = proposed(wave, "Warten", of=lambda _: "Warten", count=20)
        some = [answer_of(wave, number).id for number in range(7)]
        new, _ = themes.split(wave.session, ids["Warten"], some, "  Telefon \n besetzt ", "de", "anna", LATER)
        release.release(wave.session, wave.wave, LATER)

        assert new.label == {"de": "Telefon besetzt"}
        assert cells(wave) == {"n:t": 20, f"t:{new.id}": 7, f"t:{ids['Warten']}": 13}

    on(store, work)


def test_whoever_works_on_a_proposal_accepts_it(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 3)
        ids = proposed(wave, "Warten", "Freundlich", of=half, count=3)
        themes.rename(wave.session, ids["Warten"], "Wartezeit", "de", LATER)
        themes.redefine(wave.session, ids["Freundlich"], "Jemand war nett", LATER)

        states = {theme.id: theme.state for theme in rows.codebook(wave.session, wave.wave)}
        assert set(states.values()) == {ThemeState.ACCEPTED}
        assert wave.session.get_one(Theme, ids["Warten"]).label == {"de": "Wartezeit", "en": "Warten"}

    on(store, work)


Step = Callable[[Answered, dict[str, str]], object]


@pytest.mark.parametrize(
    "step",
    [
        pytest.param(lambda wave, ids: themes.merge(wave.session, ids["A"], ids["A"], LATER), id="into itself"),
        pytest.param(lambda wave, ids: themes.merge(wave.session, ids["A"], ids["gone"], LATER), id="into none"),
        pytest.param(lambda wave, ids: themes.rename(wave.session, ids["A"], " \n ", "de", LATER), id="no name"),
        pytest.param(lambda wave, ids: themes.accept(wave.session, "nothing", LATER), id="an unknown one"),
    ],
)
def test_what_makes_no_sense_is_refused(store: Store, step: Step) -> None:
    def work(wave: Answered) -> None:
        said(wave, 3)
        ids = proposed(wave, "A", "gone", of=lambda _: "A", count=3)
        themes.reject(wave.session, ids["gone"], LATER)
        with pytest.raises(Unknown):
            step(wave, ids)

    on(store, work)


def test_whoever_is_erased_takes_codings_and_vectors_with_them(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 6)
        ids = proposed(wave, "Warten", of=lambda _: "Warten", count=6)
        themes.code(wave.session, answer_of(wave, 2).id, ids["Warten"], "anna", NOON)
        held: dict[str, list[dict[str, Any]]] = privacy.held(wave.session, respondents=[person(2)])
        assert len(held["coding"]) == 2
        assert held["vector"][0]["body"] == "ADwAPAA8ADw="
        privacy.erase(wave.session, [person(2)], now=LATER)

        assert len(wave.session.exec(select(Coding)).all()) == 5
        assert len(wave.session.exec(select(Vector)).all()) == 5
        assert "coding" not in privacy.held(wave.session, respondents=[person(2)])

    on(store, work)


# --- as it is stored, row by row ---------------------------------------------------------------------------------


def test_the_codebook_is_in_the_order_of_questions_places_and_ids(store: Store) -> None:
    def work(wave: Answered) -> None:
        def add(item: str, position: int, id_: str, **changed: str) -> None:
            given = {"community_id": "here", "questionnaire": "service", **changed}
            wave.session.add(
                Theme(**given, id=id_, item=item, label={"de": id_}, position=position, created_at=NOON)  # type: ignore[arg-type]
            )

        add("why", 1, "a")
        add("why", 0, "c")
        add("why", 0, "b")
        add("how", 5, "d")
        add("why", 0, "e", community_id="there")
        add("why", 0, "f", questionnaire="other")
        wave.session.flush()

        assert [theme.id for theme in rows.codebook(wave.session, wave.wave)] == ["d", "b", "c", "a"]
        assert [theme.id for theme in rows.codebook(wave.session, wave.wave, "why")] == ["b", "c", "a"]

    on(store, work)


def test_answers_of_a_merged_theme_count_in_the_last_one_that_took_it_in() -> None:
    def theme(id_: str, state: ThemeState, into: str | None = None) -> Theme:
        return Theme(
            id=id_, community_id="c", questionnaire="q", item="why", label={}, state=state, into=into, created_at=NOON
        )

    merged, alive = ThemeState.MERGED, ThemeState.ACCEPTED
    found = rows.standing_in(
        [
            theme("a", merged, "b"),
            theme("b", merged, "c"),
            theme("c", alive),
            theme("d", ThemeState.PROPOSED),
            theme("e", ThemeState.REJECTED),
            theme("f", merged, "e"),
            theme("g", merged, "unknown"),
            theme("h", merged, "i"),
            theme("i", merged, "h"),
            theme("j", alive, "c"),  # nobody merged it
            theme("k", merged),
        ]
    )

    none = dict.fromkeys("efghik")
    assert found == {"a": "c", "b": "c", "c": "c", "d": "d", "j": "j", **none}


def test_the_newest_human_counts_then_the_later_name_and_the_machine_last(store: Store) -> None:
    def work(wave: Answered) -> None:
        said(wave, 4)
        ids = proposed(wave, "A", "B", "C", of=lambda _: "A", count=4)
        answers = [answer_of(wave, number).id for number in range(4)]
        themes.code(wave.session, answers[0], ids["B"], "zoe", NOON - timedelta(days=1))
        themes.code(wave.session, answers[1], ids["B"], "zoe", NOON)
        themes.code(wave.session, answers[1], ids["C"], "anna", LATER)
        themes.code(wave.session, answers[2], ids["B"], "zoe", NOON)
        themes.code(wave.session, answers[2], ids["C"], "anna", NOON)
        found = rows.current(wave.session, wave.wave)

        assert found == {
            answers[0]: rows.Coded(ids["B"], 0, by_human=True),
            answers[1]: rows.Coded(ids["C"], 0, by_human=True),
            answers[2]: rows.Coded(ids["B"], 0, by_human=True),
            answers[3]: rows.Coded(ids["A"], 3, by_human=False),
        }
        assert set(rows.current(wave.session, wave.wave, "why", only=answers[1:3])) == {*answers[1:3]}
        assert rows.current(wave.session, wave.wave, "why", only=[]) == {}
        assert rows.current(wave.session, wave.wave, "group") == {}

    on(store, work)


def test_examples_are_those_to_quote_first_and_none_that_nobody_should_see(store: Store) -> None:
    """Of eight one is rejected, one sensitive, one rewritten, and one was taken elsewhere by a human."""

    def work(wave: Answered) -> None:
        said(wave, 8)
        ids = proposed(wave, "Warten", "Hotline", "Ton", of=lambda at: "Hotline" if at == 7 else "Warten", count=8)
        answer_of(wave, 0).state = AnswerState.REJECTED
        answer_of(wave, 1).sensitive = True
        answer_of(wave, 3).revision += 1
        answer_of(wave, 6).state = AnswerState.PENDING
        wave.session.flush()
        themes.code(wave.session, answer_of(wave, 4).id, ids["Ton"], "anna", NOON)
        themes.merge(wave.session, ids["Hotline"], ids["Warten"], NOON)

        def examples(name: str, many: int) -> list[str]:
            theme = wave.session.get_one(Theme, ids[name])
            return [answer.id for answer in rows.examples(wave.session, wave.wave, theme, many)]

        assert examples("Warten", 9) == [answer_of(wave, number).id for number in (2, 5, 6, 7)]
        assert examples("Warten", 2) == [answer_of(wave, number).id for number in (2, 5)]
        assert examples("Ton", 9) == [answer_of(wave, 4).id]
        assert examples("Hotline", 9) == []

    on(store, work)

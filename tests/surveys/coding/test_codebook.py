"""What a person decided about a codebook stays, whatever comes after it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding import codebook as book
from surveys.coding.codebook import Codebook, Origin, State
from surveys.errors import Refused, SurveyError, Unknown


def _three() -> Codebook:
    """Two proposed themes and one of a person."""
    codebook, _ = book.propose(Codebook(), {"de": "Preis"}, "Was es kostet.", ["zu teuer"])
    codebook, _ = book.propose(codebook, {"de": "Kosten"}, "Was man zahlt.", ["kostet viel"])
    codebook, _ = book.add(codebook, {"de": "Ton", "en": "Tone"}, "Wie man miteinander spricht.")
    return codebook


def test_a_run_changes_a_theme_nobody_had_a_say_in() -> None:
    codebook = book.refresh(_three(), "t1", {"de": "Geld"}, "Alles mit Geld.", ["teuer"])

    assert codebook.theme("t1").label == {"de": "Geld"}


@pytest.mark.parametrize("step", ["accept", "rename", "redefine", "reject"])
def test_a_run_changes_nothing_where_a_person_had_a_say(step: str) -> None:
    codebook = {
        "accept": lambda: book.accept(_three(), "t1", "anna"),
        "rename": lambda: book.rename(_three(), "t1", {"de": "Preise"}, "anna"),
        "redefine": lambda: book.redefine(_three(), "t1", "Preise und Gebühren.", "anna"),
        "reject": lambda: book.reject(_three(), "t1", "anna"),
    }[step]()

    assert book.refresh(codebook, "t1", {"de": "Geld"}, "Alles mit Geld.", ["teuer"]) == codebook


def test_a_new_label_in_one_language_leaves_the_other() -> None:
    renamed = book.rename(_three(), "t3", {"de": "Umgangston"}, "anna").theme("t3")

    assert renamed.label == {"de": "Umgangston", "en": "Tone"}


def test_merging_carries_examples_and_decisions_along() -> None:
    codebook = book.move(_three(), "a1", "t2", "anna")
    codebook = book.merge(codebook, "t2", "t1", "anna")

    assert codebook.theme("t1").examples == ("zu teuer", "kostet viel")
    assert codebook.decided() == {"a1": "t1"}
    assert [theme.id for theme in codebook.live()] == ["t1", "t3"]


def test_merging_twice_leads_to_the_last_theme() -> None:
    codebook = book.move(_three(), "a1", "t2", "anna")
    codebook = book.merge(book.merge(codebook, "t2", "t1", "anna"), "t1", "t3", "ben")

    assert codebook.decided() == {"a1": "t3"}


def test_a_theme_cannot_be_merged_with_itself() -> None:
    with pytest.raises(Refused):
        book.merge(_three(), "t1", "t1", "anna")


def test_a_theme_that_was_merged_cannot_be_accepted_again() -> None:
    with pytest.raises(Refused):
        book.accept(book.merge(_three(), "t2", "t1", "anna"), "t2", "anna")


def test_splitting_moves_the_answers_and_their_examples_to_a_theme_of_their_own() -> None:
    codebook, new = book.split(_three(), "t1", ["a1", "a2"], {"de": "Abo"}, "anna", examples=["zu teuer"])

    assert new.id == "t4"
    assert codebook.decided() == {"a1": "t4", "a2": "t4"}
    assert codebook.theme("t1").examples == ()
    assert codebook.events[-1] == book.Event("split", "t1", "anna", other="t4", answers=2)


def test_the_last_word_about_an_answer_counts() -> None:
    codebook = book.move(_three(), "a1", "t1", "anna")
    codebook = book.move(codebook, "a1", "t3", "ben")
    codebook = book.move(codebook, "a1", None, "anna")

    assert codebook.decided() == {"a1": None}
    assert len(codebook.decisions) == 2


def test_answers_of_a_rejected_theme_are_open_again() -> None:
    codebook = book.reject(book.move(_three(), "a1", "t1", "anna"), "t1", "ben")

    assert codebook.decided() == {}


def test_an_answer_cannot_be_moved_to_a_theme_that_does_not_exist() -> None:
    with pytest.raises(Unknown):
        book.move(_three(), "a1", "t9", "anna")


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "reject", "rename", "merge", "split", "move", "propose", "refresh"]),
        st.integers(1, 6),
        st.integers(1, 6),
    ),
    max_size=30,
)


def _step(codebook: Codebook, step: str, one: int, other: int) -> Codebook:
    first, second = f"t{one}", f"t{other}"
    try:
        match step:
            case "accept":
                return book.accept(codebook, first, "anna")
            case "reject":
                return book.reject(codebook, first, "anna")
            case "rename":
                return book.rename(codebook, first, {"de": f"Name {other}"}, "anna")
            case "merge":
                return book.merge(codebook, first, second, "anna")
            case "split":
                return book.split(codebook, first, [f"a{other}"], {"de": "Neu"}, "anna")[0]
            case "move":
                return book.move(codebook, f"a{one}", second, "anna")
            case "propose":
                return book.propose(codebook, {"de": "Vorschlag"})[0]
    except SurveyError:
        return codebook
    return codebook


@given(_STEPS)
def test_ids_are_never_given_twice_nor_taken_away(steps: list[tuple[str, int, int]]) -> None:
    codebook = _three()
    for step, one, other in steps:
        before = [theme.id for theme in codebook.themes]
        codebook = _step(codebook, step, one, other)
        after = [theme.id for theme in codebook.themes]

        assert after[: len(before)] == before
        assert len(set(after)) == len(after)
        assert set(codebook.decided().values()) <= {None, *(theme.id for theme in codebook.live())}


@given(_STEPS)
def test_no_run_undoes_what_a_person_did(steps: list[tuple[str, int, int]]) -> None:
    codebook = _three()
    for step, one, other in steps:
        codebook = _step(codebook, step, one, other)
    after = codebook
    for theme in codebook.themes:
        after = book.refresh(after, theme.id, {"de": "Maschine"}, "anders", ["anders"])

    for theme in codebook.themes:
        if theme.state is not State.PROPOSED or theme.origin is Origin.HUMAN:
            assert after.theme(theme.id) == theme
    assert after.decided() == codebook.decided()

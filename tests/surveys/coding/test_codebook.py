"""What a person decided about a codebook stays, whatever comes after it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding import codebook as book
from surveys.coding.codebook import Codebook, Decision, Event, Origin, State, Theme
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


# --- what each step leaves behind ---------------------------------------------------------------------------------


def test_themes_are_numbered_as_they_come_and_say_whose_words_they_are() -> None:
    codebook, first = book.propose(Codebook(), {"de": "Preis"}, "Was es kostet.", ["zu teuer"])
    codebook, second = book.add(codebook, {"de": "Ton"}, "Wie man spricht.", ["grob"])
    _, third = book.propose(codebook, {"de": "Takt"})

    assert first == Theme("t1", {"de": "Preis"}, "Was es kostet.", ("zu teuer",), Origin.MACHINE, State.PROPOSED)
    assert second == Theme("t2", {"de": "Ton"}, "Wie man spricht.", ("grob",), Origin.HUMAN, State.ACCEPTED)
    assert third == Theme("t3", {"de": "Takt"}, "", (), Origin.MACHINE, State.PROPOSED)
    assert (codebook.themes, codebook.given, codebook.events) == ((first, second), 2, ())
    assert Codebook() == Codebook((), (), (), given=0)


@pytest.mark.parametrize(
    ("state", "origin", "is_live", "is_decided"),
    [
        (State.PROPOSED, Origin.MACHINE, True, False),
        (State.PROPOSED, Origin.HUMAN, True, True),
        (State.ACCEPTED, Origin.MACHINE, True, True),
        (State.ACCEPTED, Origin.HUMAN, True, True),
        (State.MERGED, Origin.MACHINE, False, True),
        (State.REJECTED, Origin.MACHINE, False, True),
    ],
)
def test_a_theme_is_the_machines_to_change_until_a_person_had_a_say(
    state: State, origin: Origin, is_live: bool, is_decided: bool
) -> None:
    theme = Theme("t1", {"de": "Preis"}, origin=origin, state=state)

    assert (theme.is_live, theme.is_decided) == (is_live, is_decided)


def test_each_step_changes_its_theme_alone_and_remembers_who_took_it() -> None:
    before = _three()
    steps = {
        "accepted": (book.accept(before, "t1", "anna"), {"state": State.ACCEPTED}),
        "rejected": (book.reject(before, "t1", "anna"), {"state": State.REJECTED}),
        "renamed": (
            book.rename(before, "t1", {"en": "Price"}, "anna"),
            {"label": {"de": "Preis", "en": "Price"}, "origin": Origin.HUMAN},
        ),
        "redefined": (
            book.redefine(before, "t1", "Preise.", "anna"), {"definition": "Preise.", "origin": Origin.HUMAN}
        ),
    }  # fmt: skip

    for what, (after, changed) in steps.items():
        assert after.theme("t1") == replace(before.theme("t1"), **changed), what
        assert after.themes[1:] == before.themes[1:]
        assert after.events == (Event(what, "t1", "anna", other=None, answers=0),)
        assert (after.given, after.decisions) == (3, ())


def test_a_refreshed_theme_has_new_words_and_is_still_proposed() -> None:
    codebook = book.refresh(_three(), "t2", {"de": "Geld"}, "Alles mit Geld.", ["teuer", "arm"])

    assert codebook.theme("t2") == Theme(
        "t2", {"de": "Geld"}, "Alles mit Geld.", ("teuer", "arm"), Origin.MACHINE, State.PROPOSED
    )
    assert codebook.events == ()


def test_a_merged_theme_says_where_it_went_and_the_other_one_counts_as_accepted() -> None:
    codebook, _ = book.propose(_three(), {"de": "Geld"}, examples=["kostet viel", "neu", "zu teuer"])
    codebook = book.merge(codebook, "t4", "t2", "anna")

    assert codebook.theme("t4") == Theme(
        "t4", {"de": "Geld"}, "", ("kostet viel", "neu", "zu teuer"), Origin.MACHINE, State.MERGED, "t2"
    )
    assert (codebook.theme("t2").state, codebook.theme("t2").examples) == (
        State.ACCEPTED, ("kostet viel", "neu", "zu teuer"),
    )  # fmt: skip
    assert codebook.events == (Event("merged", "t4", "anna", other="t2"),)
    assert [codebook.resolved(theme.id) for theme in codebook.themes] == ["t1", "t2", "t3", "t2"]
    assert book.reject(codebook, "t2", "anna").resolved("t4") is None


def test_a_split_keeps_the_other_examples_and_puts_the_new_theme_last() -> None:
    codebook, _ = book.add(Codebook(), {"de": "Preis"}, examples=["zu teuer", "Abo weg", "kostet"])
    codebook, new = book.split(
        codebook, "t1", ["a1"], {"de": "Abo"}, "anna", definition="Das Abo.", examples=["Abo weg"]
    )

    assert new == Theme("t2", {"de": "Abo"}, "Das Abo.", ("Abo weg",), Origin.HUMAN, State.ACCEPTED)
    assert codebook.theme("t1").examples == ("zu teuer", "kostet")
    assert codebook.themes[1] == new
    assert codebook.decisions == (Decision("a1", "t2", "anna"),)
    assert book.split(codebook, "t1", [], {"de": "x"}, "anna")[0].events[-1].answers == 0


def test_moving_is_remembered_and_takes_back_what_the_same_person_said_before() -> None:
    codebook = book.move(_three(), "a1", "t1", "anna")
    codebook = book.move(book.move(codebook, "a2", "t1", "anna"), "a1", "t2", "ben")
    codebook = book.move(codebook, "a1", "t3", "anna")

    assert codebook.decisions == (
        Decision("a2", "t1", "anna"), Decision("a1", "t2", "ben"), Decision("a1", "t3", "anna"),
    )  # fmt: skip
    assert codebook.events == (
        *(Event("moved", theme, who, answers=1) for theme, who in (("t1", "anna"), ("t1", "anna"), ("t2", "ben"))),
        Event("moved", "t3", "anna", answers=1),
    )
    assert list(codebook.decided().items()) == [("a2", "t1"), ("a1", "t3")]


def test_a_decision_for_a_rejected_theme_takes_back_the_one_before_it() -> None:
    codebook = book.move(book.move(_three(), "a1", "t1", "anna"), "a1", "t2", "ben")

    assert book.reject(codebook, "t2", "anna").decided() == {}
    assert book.reject(codebook, "t1", "anna").decided() == {"a1": "t2"}


@pytest.mark.parametrize("gone", ["merged", "rejected"])
@pytest.mark.parametrize("step", ["rename", "redefine", "merge", "merge into", "split", "move"])
def test_nothing_can_be_done_with_a_theme_that_answers_cannot_be_in(gone: str, step: str) -> None:
    codebook = book.merge(_three(), "t2", "t1", "anna") if gone == "merged" else book.reject(_three(), "t2", "anna")
    steps = {
        "rename": lambda: book.rename(codebook, "t2", {"de": "x"}, "anna"),
        "redefine": lambda: book.redefine(codebook, "t2", "x", "anna"),
        "merge": lambda: book.merge(codebook, "t2", "t3", "anna"),
        "merge into": lambda: book.merge(codebook, "t3", "t2", "anna"),
        "split": lambda: book.split(codebook, "t2", ["a1"], {"de": "x"}, "anna"),
        "move": lambda: book.move(codebook, "a1", "t2", "anna"),
    }

    with pytest.raises(Refused) as caught:
        steps[step]()
    assert caught.value.values == {"theme": "t2", "state": gone, "step": step.partition(" ")[0]}


def test_what_was_rejected_can_be_accepted_and_what_was_merged_can_be_neither() -> None:
    rejected = book.reject(_three(), "t1", "anna")

    assert book.accept(rejected, "t1", "ben").theme("t1").state is State.ACCEPTED
    for step, again in (("accept", book.accept), ("reject", book.reject)):
        with pytest.raises(Refused) as caught:
            again(book.merge(_three(), "t2", "t1", "anna"), "t2", "ben")
        assert caught.value.values == {"theme": "t2", "state": "merged", "step": step}


def test_a_theme_nobody_knows_is_told_by_its_name() -> None:
    with pytest.raises(Unknown) as caught:
        _three().theme("t9")
    assert caught.value.values == {"theme": "t9"}
    with pytest.raises(Refused) as itself:
        book.merge(_three(), "t1", "t1", "anna")
    assert itself.value.values["step"] == "merge with itself"

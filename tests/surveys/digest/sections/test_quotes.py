"""Which words stand among the quotes, how many answered each question, and what is on the one screen?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from answered import material, person
from digest_samples import name
from fielding import item, options, questionnaire

from surveys.digest.digest import Line, Quoted, Say
from surveys.digest.material import Candidate, Material, ShownTheme
from surveys.digest.sections import quotes

ASKED = questionnaire(
    item("why", "open"), item("how", "open"), item("place", "choice", options=options("shop", "phone"))
)


def candidate(number: int, key: str = "why", **settings: Any) -> Candidate:
    words = f"Antwort Nummer {number}, die lang genug ist, um gut lesbar zu sein."
    return Candidate(**{"answer_id": f"a{number}", "person": person(number), "item": key, "words": words,
                        "segment": None, "name": None, **settings})  # fmt: skip


def given(*candidates: Candidate, themes: str = "", **answers: int) -> Material:
    """So many answered each question; the themes are of how, with twelve people each."""
    counts = {"": {"n": max(answers.values())}, **{key: {"n": n} for key, n in answers.items()}}
    counts.get("how", {}).update({f"t:{key}": 12 for key in themes})
    shown = tuple(ShownTheme(key, "how", name(key)) for key in themes)
    return replace(material(counts, ASKED, candidates=candidates), themes=shown)


def told(made: Material) -> list[Any]:
    section = quotes.section(made)
    return [each.text if isinstance(each, Quoted) else each.say for each in section.blocks] if section else []  # type: ignore[union-attr]


def answers(key: str, count: int) -> Say:
    return Say(key="quotes-answers", values={"title": name(key), "count": count})


def test_quotes_stand_before_how_many_answered_each_question_in_words() -> None:
    one = candidate(1)

    assert told(given(one, why=12, how=7, place=12)) == [one.words, answers("why", 12), answers("how", 7)]


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_answers_in_words_are_counted_from_five_on(people: int, shown: bool) -> None:
    said = told(given(why=people, place=12))

    assert said == ([answers("why", people), Say(key="quotes-none")] if shown else [])


def test_a_quote_stands_even_where_too_few_of_its_question_are_counted() -> None:
    assert told(given(candidate(1), why=4, place=12)) == [candidate(1).words]


def test_nothing_is_quoted_of_four_people_or_while_numbers_are_hidden() -> None:
    made = given(candidate(1), why=12)

    assert quotes.section(replace(made, participants=5)) is not None
    assert quotes.section(replace(made, participants=4)) is None
    assert quotes.section(replace(made, hidden="results-after-close")) is None


def test_a_question_with_themes_is_not_counted_here_and_its_quotes_do_not_stand_here() -> None:
    both = candidate(1, "how", theme="a"), candidate(2)

    assert told(given(*both, themes="a", how=12, why=8)) == [both[1].words, answers("why", 8)]
    assert quotes.section(given(both[0], themes="a", how=12)) is None


def test_that_there_is_no_quote_is_said_only_where_there_is_none_at_all() -> None:
    somewhere = given(candidate(1, "how", theme="a"), themes="a", how=12, why=8)
    nowhere = given(themes="a", how=12, why=8)

    assert told(somewhere) == [answers("why", 8)]
    assert told(nowhere) == [answers("why", 8), Say(key="quotes-none")]


@pytest.mark.parametrize(("themed", "brief"), [(0, 2), (1, 1), (2, 0), (3, 0)])
def test_two_quotes_are_on_the_screen_with_those_of_themes(themed: int, brief: int) -> None:
    speaking = [candidate(number, "how", theme="abc"[number]) for number in range(themed)]
    section = quotes.section(given(candidate(9), *speaking, themes="abc", how=36, why=8))

    assert section is not None
    assert section.brief == brief


def test_without_a_quote_the_screen_has_all_sentences() -> None:
    section = quotes.section(given(why=12, how=7))

    assert section is not None
    assert section.brief == len(section.blocks) == 3
    assert all(isinstance(each, Line) for each in section.blocks)

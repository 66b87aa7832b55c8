"""Whose words are chosen, and what may stand beside them?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from answered import EVERY_KIND, counted, material, person
from digest_samples import name

from surveys.design.text import Text
from surveys.digest import choosing
from surveys.digest.material import Candidate, Material, ShownTheme, Voice

READABLE = "Diese Antwort ist lang genug, um gut lesbar zu sein, und kurz."


def candidate(number: int, **settings: Any) -> Candidate:
    given = {"answer_id": f"a{number}", "person": person(number), "item": "why", "words": READABLE, "segment": None}
    return Candidate(**{"name": None, **given, **settings})


def ids(chosen: Any) -> list[str]:
    return [each.answer_id for each in chosen]


def asking(*asked: Candidate, **settings: Any) -> Material:
    return replace(material(counted({"why": ["x"] * 40})), asked=asked, **settings)


def themed(*candidates: Candidate, **people: int) -> Material:
    """As many people speak of each theme of ``why``; what may be quoted."""
    n = sum(people.values())
    counts = {"": {"n": n}, "why": {"n": n, **{f"t:{key}": count for key, count in people.items()}}}
    shown = tuple(ShownTheme(key, "why", Text({"de": key})) for key in people)
    return replace(material(counts), themes=shown, candidates=candidates)


@pytest.mark.parametrize(
    ("length", "readable"), [(39, False), (40, True), (41, True), (219, True), (220, True), (221, False)]
)
def test_forty_to_220_characters_read_well_and_go_first(length: int, readable: bool) -> None:
    """Against words of other lengths these are first, in whichever order chance would have them."""
    asked = [candidate(number, words="x" * length) for number in range(6)]
    asked += [candidate(number, words="Nein?") for number in range(10, 16)]

    first = choosing.choose(asking(*asked)).asked

    assert all(len(each.words) == length for each in first) is readable


def test_what_speaks_best_for_a_theme_goes_before_what_reads_well() -> None:
    [first, *_] = choosing.choose(asking(candidate(1, rank=1), candidate(2, rank=0, words="Kurz?"))).asked

    assert first.answer_id == "a2"


def test_five_questions_are_asked_back_and_two_people_speak_for_a_voice() -> None:
    many = tuple(candidate(number) for number in range(20))
    chosen = choosing.choose(asking(*many[3:], voices=(Voice(None, many[:3]), Voice(name("Leise"), many[:1]))))

    assert len(chosen.voices[0]) == 2
    assert len(chosen.asked) == 5


def test_rare_voices_choose_before_questions_and_those_before_themes_and_the_rest() -> None:
    """One person could speak everywhere: they are heard where nobody else says it."""
    one, two, three = candidate(1), candidate(2, theme="a"), candidate(3, item="how")
    given = replace(
        themed(one, two, three, candidate(4, item="how"), a=20),
        voices=(Voice(None, (one,)),),
        asked=(one, two),
    )

    chosen = choosing.choose(given)

    assert ids(chosen.voices[0]) == ["a1"]
    assert ids(chosen.asked) == ["a2"]
    assert ids(chosen.themes["a"]) == []
    assert sorted(ids(chosen.items)) == ["a3", "a4"]


def test_every_theme_has_a_first_quote_before_one_has_a_second() -> None:
    """Two people speak of both themes, two more of the larger one alone."""
    both = [candidate(number, theme="b", rank=number, answer_id=f"b{number}") for number in (1, 2)]
    mine = [candidate(number, theme="a", rank=number) for number in (1, 2, 3, 4)]

    chosen = choosing.choose(themed(*mine, *both, a=20, b=12))

    assert ids(chosen.themes["a"]) == ["a1", "a3"]
    assert ids(chosen.themes["b"]) == ["b2"]


def test_a_theme_without_a_first_quote_has_none_and_words_of_other_questions_are_not_its() -> None:
    given = themed(candidate(1, theme="a", item="how"), candidate(2, theme="z"), a=20, b=12)

    chosen = choosing.choose(given)

    assert chosen.themes == {"a": (), "b": ()}
    assert ids(chosen.items) == ["a1"], "of a question with themes only those of themes are quoted"


def test_questions_take_turns_and_another_group_speaks_second() -> None:
    """Of why two customers and a practitioner, of how only customers: one each, then the other group and whoever is left."""
    found = [candidate(number, segment="customer", rank=number) for number in (1, 2)]
    found.append(candidate(3, segment="practitioner", rank=9))
    found += [candidate(number, segment="customer", item="how", rank=number) for number in (4, 5, 6)]
    given = material(counted({"why": ["x"] * 9, "how": ["x"] * 9}), candidates=found)

    assert ids(choosing.choose(given).items) == ["a1", "a4", "a3", "a5"]


def test_the_other_group_is_another_than_spoke_on_the_same_question() -> None:
    """On why a customer spoke, on how a practitioner: the second voice on why is a practitioner's, though ranked last."""
    found = [candidate(number, segment="customer", rank=number) for number in (1, 2)]
    found.append(candidate(3, segment="practitioner", rank=9))
    found.append(candidate(4, segment="practitioner", item="how", rank=1))
    given = material(counted({"why": ["x"] * 9, "how": ["x"] * 9}), candidates=found)

    assert ids(choosing.choose(given).items) == ["a1", "a4", "a3"]


def test_who_was_quoted_on_one_question_is_not_quoted_on_the_next() -> None:
    found = [candidate(1, rank=0), candidate(1, item="how", answer_id="h1", rank=0)]
    found.append(candidate(2, item="how", answer_id="h2", rank=5))
    given = material(counted({"why": ["x"] * 9, "how": ["x"] * 9}), candidates=found)

    assert ids(choosing.choose(given).items) == ["a1", "h2"]


def test_a_question_whose_first_turn_passed_without_anybody_has_one_quote_at_the_second() -> None:
    """The only person who answered how is quoted on why first: no turn of how comes to anything."""
    found = [candidate(1, rank=0), candidate(2, rank=1), candidate(1, item="how", answer_id="h1")]
    given = material(counted({"why": ["x"] * 9, "how": ["x"] * 9}), candidates=found)

    assert ids(choosing.choose(given).items) == ["a1", "a2"]


@pytest.mark.parametrize(
    ("people", "group", "called", "who"),
    [
        (9, "customer", None, None),
        (10, "customer", None, "Customer"),
        (10, "customer", "Anna B.", "Anna B."),
        (9, None, "Anna B.", "Anna B."),
        (10, None, None, None),
        (10, "none", None, None),
        (10, "keine-angabe", None, None),
        (10, "no-answer", None, None),
    ],
)
def test_beside_words_stands_a_name_that_was_agreed_to_else_a_group_of_ten(
    people: int, group: str | None, called: str | None, who: str | None
) -> None:
    given = material(counted({"why": ["x"] * people}, group=group))
    said = choosing.quoted(given, candidate(1, segment=group, name=called))

    assert said.who == (name(who) if who else None)
    assert (said.answer_id, said.text, said.item) == ("a1", READABLE, EVERY_KIND.item("why").title)


def test_a_quote_is_said_of_what_it_speaks_of_where_that_is_known() -> None:
    said = choosing.quoted(material(counted({"why": ["x"] * 9})), candidate(1), name("Warten"))

    assert said.item == name("Warten")

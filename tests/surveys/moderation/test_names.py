"""Where does a name begin and end, and which capitalised words are none?"""

from __future__ import annotations

import pytest

from surveys.moderation.names import persons
from surveys.moderation.spans import Personal, Strength

CLEAR, POSSIBLE = Strength.CLEAR, Strength.POSSIBLE


def found(text: str) -> list[tuple[str, Strength]]:
    spans = list(persons(text))
    assert all(span.kind is Personal.PERSON for span in spans)
    return [(span.of(text), span.strength) for span in spans]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Herr Krause hat aufgelegt", ["Herr Krause"]),
        ("Frau Dr. Tarek rief an", ["Frau Dr. Tarek", "Dr. Tarek"]),
        ("Prof. Xaro rief an", ["Prof. Xaro"]),
        ("die Frau Brille", []),  # a woman of whom something is told
        ("Und die Frau Brille", []),
        ("die Frau Schmidt", ["Frau Schmidt"]),  # with a name that many have
        ("laut Frau Brille", ["Frau Brille"]),
        ("Frau Danke", []),
        ("Herr Köln", []),
        ("Herr Krause Danke sagte er", ["Herr Krause"]),
        ("Herr Krause Köln", ["Herr Krause"]),
        ("Herr Krause Sitzung", ["Herr Krause"]),  # a thing behind a name
        ("Herr Krause Jesung", ["Herr Krause Jesung"]),  # six letters may be a name
        ("Herr Hartung", ["Herr Hartung"]),  # and so may what comes first
        ("Herr A. Xaro", ["Herr A. Xaro"]),
        ("Herr Xaro von der Heide ging", ["Herr Xaro von der Heide"]),
        ("Herr Xaro von der Sitzung", ["Herr Xaro"]),
    ],
)
def test_a_title_tells_a_name_up_to_the_first_word_that_is_none(text: str, names: list[str]) -> None:
    assert found(text) == [(name, CLEAR) for name in names]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("mein Onkel Max war da", "Max"),  # a given name
        ("mein Onkel Müller war da", "Müller"),  # a family name
        ("mein Onkel Müllers Idee", "Müllers Idee"),
        ("mein Onkel Xaro war da", None),  # a word like any other
        ("mein Onkel Xaro Yilo war da", "Xaro Yilo"),  # two of them
        ("mein Onkel Zeitung Yilo war da", None),  # unless the first is a thing
        ("Sachbearbeiterin Tarek war da", "Tarek"),  # behind who works there one is enough
        ("Sachbearbeiterin Zeitung war da", None),
        ("Sachbearbeiterin Karten hatte sie", None),
        ("Sachbearbeiterin Petersen war da", "Petersen"),  # ends like a thing, but many are called so
        ("Sachbearbeiterin Jürgen war da", "Jürgen"),
        ("Bäckerei Xaro", "Xaro"),
        ("Bäckerei Zeitung", None),
        ("LG\nXaro", "Xaro"),
        ("LG\nVerwaltung", None),
        ("Danke an Sabine", "Sabine"),
        ("Danke an Xaro", None),
        ("Hallo Hans-Xaver", "Hans-Xaver"),
        ("Hallo Sabines", "Sabines"),
        ("Hallo Sabine Danke", "Sabine"),
    ],
)
def test_what_stands_before_a_word_makes_it_a_possible_name(text: str, name: str | None) -> None:
    assert found(text) == ([(name, POSSIBLE)] if name else [])


def test_who_says_their_own_name_is_clear() -> None:
    assert found("ich heiße Xaro") == [("Xaro", CLEAR)]
    assert found("ich heiße Danke") == []
    assert found("ich heiße Verwaltung") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("dann half Ayşe Xaro weiter", ["Ayşe Xaro"]),
        ("dann half Xaro Ayşe weiter", []),  # the given name comes first
        ("dann halfen Max Paul Xaro und Jana Yilo", ["Max Paul Xaro", "Jana Yilo"]),
        ("dann half Max Danke weiter", []),
        ("am Max Planck", []),  # a place called so
        ("Am Max Planck", []),
        ("Max A. kam", ["Max A."]),
        ("Max kam", []),
        ("Hans-Xaver Yilo kam", ["Hans-Xaver Yilo"]),
    ],
)
def test_a_given_name_and_a_capitalised_word_are_a_possible_name(text: str, names: list[str]) -> None:
    assert found(text) == [(name, POSSIBLE) for name in names]


def test_without_a_capital_letter_nobody_is_named() -> None:
    assert found("herr krause und anna schmidt") == []

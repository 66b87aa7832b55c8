"""What does the list of words find, and into which of its traps does it not walk?"""

from __future__ import annotations

import time

import pytest

from surveys.moderation.insults import insults
from surveys.moderation.spans import Strength


def found(text: str) -> list[tuple[str, Strength]]:
    return [(text[insult.start : insult.end], insult.strength) for insult in insults(text)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ihr seid doch alle Vollidioten", "Vollidioten"),
        ("Solche Arschlöcher!", "Arschlöcher"),
        ("verpisst euch", "verpisst euch"),
        ("you moron", "moron"),
        ("what a bunch of assholes", "assholes"),
        ("I\u200bdiot", "I\u200bdiot"),
    ],
)
def test_inflected_words_are_found(text: str, word: str) -> None:
    assert found(text) == [(word, Strength.CLEAR)]


@pytest.mark.parametrize(
    "text",
    [
        "Niemand dort ist ein Idiot",
        "Das sind keine Idioten",
        "Er nannte mich „Idiot“",
        "Ich Depp habe das falsche Ticket",
        "So ein Scheißladen",
        "nobody is an idiot here",
    ],
)
def test_denied_cited_mild_and_about_oneself_is_only_possible(text: str) -> None:
    assert [strength for _, strength in found(text)] == [Strength.POSSIBLE]


@pytest.mark.parametrize(
    "text", ["idiotensicher", "Deppenapostroph", "die Idiotie daran", "Packt die Koffer", "Scunthorpe", "Assistenz"]
)
def test_words_that_only_contain_one_are_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("text", ["Ich weiß, wo das Team sitzt", "I know where you live", "die gehören an die Wand"])
def test_threats_are_told_apart(text: str) -> None:
    assert [insult.threatens for insult in insults(text)] == [True]


def test_not_knowing_where_somebody_works_is_no_threat() -> None:
    assert found("Ich weiß nicht, wo ihr arbeitet") == []


@pytest.mark.parametrize("unit", ["ich bringe ", "idiot", "die gehört ", "scheiß", "a", "wir finden wo du "])
def test_no_text_takes_long(unit: str) -> None:
    text = (unit * 12_000)[:12_000]
    started = time.process_time()
    list(insults(text))

    assert time.process_time() - started < 0.25


@pytest.mark.parametrize(("between", "strength"), [(1, Strength.POSSIBLE), (22, Strength.CLEAR)])
def test_a_citation_is_looked_for_shortly_before_the_word(between: int, strength: Strength) -> None:
    text = "Er hat mich beleidigt" + " so" * between + " Idiot"

    assert found(text) == [("Idiot", strength)]

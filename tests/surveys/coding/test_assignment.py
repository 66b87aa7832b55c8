"""A definition is enough to begin with, people have the last word, and the same input gives the same bits."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from surveys.coding import codebook as book
from surveys.coding import embedding
from surveys.coding.assignment import Assignment, assign, parts_of, whole
from surveys.coding.codebook import Codebook, Theme

ROOT = Path(__file__).resolve().parents[3]
PRICE = (
    "Die Tickets sind viel zu teuer.",
    "Der Preis ist zu hoch, das kann sich keiner leisten.",
    "Warum kostet das Abo schon wieder mehr?",
    "Zwei Euro mehr im Monat, das ist unverschämt.",
    "Für das Geld bekommt man anderswo mehr.",
    "Die Gebühren wurden ohne Ankündigung erhöht.",
)
TONE = (
    "Die Mitarbeiterin war sehr freundlich.",
    "Man wird am Telefon unhöflich abgefertigt.",
    "Nette Beratung, sie haben sich Zeit genommen.",
    "Der Herr am Schalter war pampig.",
    "Ich wurde ernst genommen, das hat gut getan.",
    "So redet man nicht mit Kunden!",
)
TEXTS = PRICE + TONE
ANSWERS = tuple(f"a{at}" for at in range(len(TEXTS)))


def _codebook() -> Codebook:
    codebook, _ = book.add(Codebook(), {"de": "Preis"}, "Was es kostet: teuer, Geld, Gebühren, Euro.")
    codebook, _ = book.add(codebook, {"de": "Umgang"}, "Wie man mit Kunden spricht: freundlich, unhöflich, Beratung.")
    return codebook


def _assigned(
    codebook: Codebook, texts: tuple[str, ...] = TEXTS, answers: tuple[str, ...] = ANSWERS
) -> list[Assignment]:
    encoder = embedding.default()
    return list(assign(answers, texts, encoder.embed(texts), codebook, encoder))


def test_two_definitions_are_enough_to_tell_price_from_tone() -> None:
    found = [each.theme for each in _assigned(_codebook())]

    right = sum(theme == ("t1" if at < len(PRICE) else "t2") for at, theme in enumerate(found))
    assert right >= 9, found


def test_what_a_person_decided_is_never_overruled() -> None:
    codebook = book.move(_codebook(), "a0", "t2", "anna")
    codebook = book.move(codebook, "a7", None, "anna")
    found = _assigned(codebook)

    assert found[0] == Assignment("a0", "t2", 1.0, is_human=True)
    assert found[7] == Assignment("a7", None, 1.0, is_human=True)


def test_answers_are_only_put_into_live_themes() -> None:
    merged = book.merge(_codebook(), "t2", "t1", "anna")
    rejected = book.reject(_codebook(), "t1", "anna")

    assert {each.theme for each in _assigned(merged)} <= {"t1", None}
    assert {each.theme for each in _assigned(rejected)} <= {"t2", None}


def test_without_themes_every_answer_is_without_one() -> None:
    assert {(each.theme, each.confidence) for each in _assigned(Codebook())} == {(None, 0.0)}


def test_an_answer_without_words_has_no_theme() -> None:
    found = _assigned(_codebook(), (*TEXTS, " \n"), (*ANSWERS, "a12"))

    assert found[-1] == Assignment("a12", None, 0.0)


def test_one_answer_alone_can_be_put_into_its_theme() -> None:
    found = _assigned(_codebook(), ("Das ist mir zu teuer, so viel Geld!",), ("a0",))

    assert found[0].theme == "t1"


def test_the_order_of_answers_changes_nothing() -> None:
    there = {each.answer: each for each in _assigned(_codebook())}
    back = {each.answer: each for each in _assigned(_codebook(), TEXTS[::-1], ANSWERS[::-1])}

    assert there == back


def test_examples_alone_make_a_theme() -> None:
    codebook, _ = book.add(Codebook(), {"de": "A"}, examples=PRICE[:3])
    codebook, _ = book.add(codebook, {"de": "B"}, examples=TONE[:3])
    found = [each.theme for each in _assigned(codebook)]

    assert found[:3] == ["t1"] * 3
    assert found[6:9] == ["t2"] * 3


def test_characters_do_where_no_encoder_is_installed() -> None:
    encoder = embedding.CharacterEncoder()
    found = assign(ANSWERS, TEXTS, encoder.embed(TEXTS), _codebook(), encoder)

    assert found[0].theme == "t1"
    assert len(found) == len(TEXTS)


def test_a_definition_is_compared_as_a_whole_and_word_by_word() -> None:
    theme = Theme("t1", {"de": "Preis"}, "Was es kostet: teuer, zu viel Geld.")

    assert whole(theme) == "Preis: Was es kostet: teuer, zu viel Geld."
    assert parts_of(theme) == ["Preis", "Was es kostet", "teuer", "zu viel Geld"]


@pytest.mark.slow
def test_every_process_gives_the_same_bits() -> None:
    program = (
        "import sys; sys.path.insert(0, 'tests/surveys/coding'); import test_assignment as t;"
        "print([(a.theme, a.confidence.hex()) for a in t._assigned(t._codebook())])"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, threads in (("1", "1"), ("2", "2"))
    }

    assert len(runs) == 1

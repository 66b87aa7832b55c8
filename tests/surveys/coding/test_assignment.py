"""A definition is enough to begin with, people have the last word, and the same input gives the same bits."""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from surveys.coding import assignment, embedding
from surveys.coding import codebook as book
from surveys.coding.assignment import Assignment, Likelihoods, assign, likelihoods, parts_of, whole
from surveys.coding.codebook import Codebook, Theme

if TYPE_CHECKING:
    from numpy.typing import NDArray

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


# --- worked by hand -----------------------------------------------------------------------------------------------


class Drawn:
    """Vectors drawn by hand; it knows no other texts than these."""

    model = "drawn"
    dimension = 2

    def __init__(self, drawn: Mapping[str, tuple[float, float]], stable: bool = True) -> None:
        self._drawn, self.stable = drawn, stable

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([self._drawn[text] for text in texts], np.float32).reshape(len(texts), 2)


def _circle(cosine: float) -> tuple[float, float]:
    return cosine, (1 - cosine**2) ** 0.5


def _alone(cosine: float, stable: bool = True) -> list[Assignment]:
    """Three answers and a theme "w" at (1, 0): one that near, its mirror image, and one opposite that balances them."""
    along, across = _circle(cosine)
    drawn = {"a": (along, across), "bb": (along, -across), "ccc": (-1 - 2 * along, 0.0)}
    texts = tuple(drawn)
    codebook, _ = book.add(Codebook(), {"de": "w"})
    known = drawn | {"w": (1.0, 0.0)} if not stable else {"w": (1.0, 0.0)}
    vectors = Drawn(drawn).embed(texts) if stable else np.zeros((3, 2), np.float32)
    return list(assign(("1", "2", "3"), texts, vectors, codebook, Drawn(known, stable)))


@pytest.mark.parametrize(
    ("cosine", "theme", "share"),
    [
        # Chance 1/(1 + e^-13(c - .13)), its odds as a logarithm 13(c - .13), and 1/(1 + e^-(1.16 x that - .67)).
        (0.3, "t1", 0.8692),  # odds 2.21, 1.8936
        (0.13, None, 0.3385),  # odds 0: as likely as not, which was right in a third
        (0.0, None, 0.0672),  # odds -1.69, -2.6304
        # Where it is as often wrong as right the theme is given, under that none: 13 x 0.04443 = .67/1.16.
        (0.174431, "t1", 0.5),
        (0.17439, None, 0.4999),
        (-0.49, None, 0.0),  # odds -8.06
        (0.6, "t1", 0.9984),  # odds 6.11, 6.4176
        (0.9, "t1", 1.0),
    ],
)
def test_the_only_theme_is_taken_from_how_near_it_is(cosine: float, theme: str | None, share: float) -> None:
    first, second, opposite = _alone(cosine)

    assert (first.theme, first.confidence, first.is_human) == (theme, share, False)
    assert (second.theme, second.confidence) == (theme, share)
    assert (opposite.theme, opposite.confidence) == (None, 0.0)
    assert [first.answer, second.answer, opposite.answer] == ["1", "2", "3"]


def test_vectors_that_cannot_be_kept_are_made_anew_with_those_of_the_themes() -> None:
    assert _alone(0.3, stable=False) == _alone(0.3)


@pytest.mark.parametrize(
    ("chances", "odds", "confidence"),
    [
        # Two themes: .8 / .2 = 4; 1/(1 + e^-(1.16 ln 4 - .67)).
        ([0.8, 0.2], math.log(4), 0.718716),
        ([0.2, 0.8], math.log(4), 0.718716),
        # Three: .8 of one where chance would give a third.
        ([0.1, 0.8, 0.1], math.log(8), 0.850960),
        ([0.5, 0.5], 0.0, 0.338497),
        # Four, none likelier than by chance.
        ([0.25, 0.25, 0.25, 0.25], 0.0, 0.338497),
        # One alone, where nothing is to compare it with.
        ([0.5], 0.0, 0.338497),
        # What is called certain is taken as a million to one.
        ([1.0, 0.0], math.log(999_999), 0.9999998),
        ([0.0], -math.log(999_999), 0.0000001),
    ],
)
def test_how_sure_a_theme_is_comes_from_its_odds_over_chance(
    chances: list[float], odds: float, confidence: float
) -> None:
    likely = Likelihoods(np.array([chances]), np.zeros((1, len(chances))))

    assert likely.odds() == pytest.approx([odds], abs=1e-9)
    assert likely.confidence() == pytest.approx([confidence], abs=1e-6)


def test_nearness_is_that_of_the_three_nearest_parts_and_examples_and_of_shared_pieces_of_words() -> None:
    # The theme's parts lie at 1, .8, .6, 0 and -1 to the first answer: of these the three nearest count, (1 + .8 + .6)/3.
    drawn = {
        "qqq": (1.0, 0.0), "www": (-1.0, 0.0), "e": (1.0, 0.0), "r": (0.8, 0.6), "t": (0.6, -0.8), "z": (0.0, 1.0),
        "u": (-1.0, 0.0), "e: r, t, z, u": (0.0, 2.0), "x": (0.0, -2.0), "iii": (0.0, 1.0), "ooo": (0.0, -1.0),
    }  # fmt: skip
    one, other = Theme("t1", {"de": "e"}, "r, t, z, u"), Theme("t2", {"de": "x"}, examples=("iii", "ooo"))
    texts = ("qqq", "www")
    near = likelihoods(texts, Drawn(drawn).embed(texts), (one, other), Drawn(drawn)).nearness

    assert near[0] == pytest.approx([0.8, 0.0], abs=1e-6)
    # To the second answer they lie at 1, 0, -.6: the same from the other side; the other theme lies across both.
    assert near[1] == pytest.approx([(1 + 0 - 0.6) / 3, 0.0], abs=1e-6)

    # A text in the very words of a theme shares all pieces of them: 1.5 more.
    drawn |= {"x": (0.0, -2.0), "qqq": (0.0, 2.0), "e: r, t, z, u": (0.0, -2.0)}
    again = Theme("t2", {"de": "qqq"})
    near = likelihoods(("qqq", "x"), Drawn(drawn).embed(("qqq", "x")), (one, again), Drawn(drawn)).nearness

    assert near[0, 1] == pytest.approx(1 + 1.5, abs=1e-6)
    assert near[1, 1] == pytest.approx(-1.0, abs=1e-6)


def test_a_theme_is_learnt_from_two_fifths_of_its_answers_the_ones_it_leads_most_in_but_from_three_at_least() -> None:
    # Ten answers nearest to the first theme, by .1, .2 ... 1.0 over the second one; five to the second by .1 to .5.
    leads = [0.1 * (at + 1) for at in range(10)]
    nearness = np.array(
        [[lead, 0.0, -9.0] for lead in leads] + [[-9.0, lead, 0.0] for lead in leads[:5]] + [[0.0, -9.0, 0.5]]
    )
    sure, theme = assignment._surest(nearness, np.ones(16, bool))

    assert sure.tolist() == [9, 8, 7, 6, 14, 13, 12, 15]
    assert theme.tolist() == [0, 0, 0, 0, 1, 1, 1, 2]


def test_answers_people_decided_on_are_none_of_the_surest_and_of_equals_the_first_are() -> None:
    nearness = np.array([[1.0, 0.0]] * 6 + [[0.0, 1.0]] * 11)
    is_open = np.array([False, True, True, True, True, True] + [True] * 11)
    sure, theme = assignment._surest(nearness, is_open)

    # Of five three, of eleven two fifths and what is left of one: five.
    assert sure.tolist() == [1, 2, 3, 6, 7, 8, 9, 10]
    assert theme.tolist() == [0] * 3 + [1] * 5


def _learnt(known: list[int], examples: tuple[str, ...] = ()) -> list[float]:
    """The chance of the first of two themes for eight answers on a circle."""
    texts = tuple(f"{sign}{sign}{sign}" for sign in "abcdefgh")
    drawn = {text: (math.cos(0.3 + at * math.pi / 7), math.sin(0.3 + at)) for at, text in enumerate(texts)}
    drawn |= {"x": (0.9, 0.1), "y": (-0.8, 0.4), "zzz": (0.1, -0.9)}
    both = (Theme("t1", {"de": "x"}, examples=examples), Theme("t2", {"de": "y"}))
    found = likelihoods(texts, Drawn(drawn).embed(texts), both, Drawn(drawn), known)
    assert found.chances.sum(axis=1) == pytest.approx(np.ones(8))
    return [float(each) for each in found.chances[:, 0]]


def test_what_is_learnt_from_definitions_examples_and_people_is_what_it_was_in_an_earlier_digest() -> None:
    nobody = [-1] * 8

    by_people = [-1, -1, 1, -1, -1, 0, -1, -1]
    assert _learnt(nobody) == pytest.approx([0.9773, 0.9715, 0.9584, 0.4062, 0.1148, 0.0319, 0.0179, 0.0448], abs=2e-4)
    assert _learnt(by_people) == pytest.approx([0.9333, 0.8242, 0.0758, 0.9336, 0.1954, 0.9286, 0.051, 0.043], abs=2e-4)
    assert _learnt([-2, *nobody[1:]]) == pytest.approx(
        [0.9834, 0.9684, 0.9636, 0.9108, 0.349, 0.0741, 0.0267, 0.0415], abs=2e-4
    )
    assert _learnt(nobody, ("zzz",)) == pytest.approx(
        [0.9842, 0.9443, 0.8553, 0.9304, 0.4437, 0.0772, 0.0237, 0.0289], abs=2e-4
    )


def test_what_a_person_put_somewhere_pulls_what_is_like_it_there() -> None:
    before, after = _learnt([-1] * 8), _learnt([-1, -1, 1, -1, -1, -1, -1, -1])

    assert after[2] < before[2]
    assert after[1] < before[1]


def test_nothing_is_learnt_from_an_answer_that_a_person_put_into_no_theme() -> None:
    found = {each.answer: each.confidence for each in _assigned(_codebook())}
    without = {each.answer: each.confidence for each in _assigned(book.move(_codebook(), "a6", None, "anna"))}

    assert found["a7"] != without["a7"]


def test_people_decide_also_where_there_is_no_theme_and_no_word() -> None:
    codebook = book.move(Codebook(), "a1", None, "anna")
    encoder = Drawn({})
    vectors = np.zeros((2, 2), np.float32)

    assert assign(("a1", "a2"), ("ja", " "), vectors, codebook, encoder) == (
        Assignment("a1", None, 1.0, is_human=True),
        Assignment("a2", None, 0.0),
    )
    theme, _ = book.add(Codebook(), {"de": "w"})
    assert assign(("a1",), ("  ",), vectors[:1], theme, encoder) == (Assignment("a1", None, 0.0),)
    assert assign((), (), vectors[:0], theme, encoder) == ()


@pytest.mark.parametrize(
    ("theme", "line", "parts"),
    [
        (Theme("t1", {"de": "Preis"}), "Preis", ["Preis"]),
        (Theme("t1", {"de": "Ton", "en": "Tone"}, "Grob."), "Ton, Tone: Grob.", ["Ton", "Tone", "Grob"]),
        (Theme("t1", {"de": "App", "en": "App"}, "App; Seite"), "App: App; Seite", ["App", "Seite"]),
        (Theme("t1", {"de": "Takt"}, "Um 7.30 Uhr"), "Takt: Um 7.30 Uhr", ["Takt", "Um 7.30 Uhr"]),
    ],
)
def test_a_theme_is_told_in_one_line_and_in_parts_each_once(theme: Theme, line: str, parts: list[str]) -> None:
    assert whole(theme) == line
    assert parts_of(theme) == parts

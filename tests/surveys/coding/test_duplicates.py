"""Are near-duplicates found, and are opposites never taken for one?"""

from __future__ import annotations

import gzip
import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding.duplicates import are_same, duplicates, guard_of, negation_of, said_again, sketch
from surveys.coding.normal import comparable, words

VOCABULARY = (
    "die bahn kommt spät und der zug ist voll wir warten lange am gleis das ticket kostet viel service hotline antwort "
    "freundlich app update kunde beschwerde halle stunde fahrrad strom windrad miete heizung"
)
WORDS = st.sampled_from(VOCABULARY.split())
SENTENCES = st.lists(WORDS, min_size=6, max_size=25).map(" ".join)


@pytest.fixture(scope="module")
def statements(shared_data: Path) -> list[str]:
    with gzip.open(shared_data / "data" / "klimarat" / "dev" / "statements.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line)["text"] for line in file]


def _typo(text: str, chance: random.Random) -> str:
    """Two letters swapped, within a word that carries no negation and no number."""
    spots = [
        (at, word)
        for at, word in enumerate(text.split(" "))
        if len(word) > 4 and word.isalpha() and guard_of(word.casefold()) == ((), ())
    ]
    if not spots:
        return text
    at, word = chance.choice(spots)
    place = chance.randrange(1, len(word) - 2)
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    found = text.split(" ")
    found[at] = swapped
    return " ".join(found)


CHANGES: dict[str, Callable[[str, random.Random], str]] = {
    "a typo": _typo,
    "capitals": lambda text, _: text.upper(),
    "punctuation": lambda text, _: text.rstrip(".") + "!!!",
    "an emoji": lambda text, _: text + " 👍🏽",
    "a greeting": lambda text, _: "Hallo, " + text,
    "a farewell": lambda text, _: text + " LG",
    "white space": lambda text, _: text.replace(" ", "  ") + "\n",
    "a zero-width space": lambda text, _: "\u200b".join(text),
}


@pytest.mark.parametrize("change", CHANGES)
def test_planted_near_duplicates_are_found(change: str, statements: list[str]) -> None:
    chance = random.Random(7)
    originals = [text for text in dict.fromkeys(statements) if len(text) >= 40][:600]
    copies = [CHANGES[change](text, chance) for text in originals]

    groups = duplicates(originals + copies).of
    found = sum(groups[at] == groups[len(originals) + at] for at in range(len(originals)))
    assert found / len(originals) >= 0.99


def test_what_differs_by_a_negation_is_never_the_same(statements: list[str]) -> None:
    negated = [(text, text.replace(" nicht ", " ", 1)) for text in statements if " nicht " in text]
    negated += [(text, text.replace(" keine ", " eine ", 1)) for text in statements if " keine " in text]
    negated += [(text, text.replace(" ist ", " ist nicht ", 1)) for text in statements if " ist " in text]

    assert len(negated) > 300
    assert not [pair for pair in negated if are_same(*pair)]
    groups = duplicates([text for pair in negated for text in pair]).of
    assert not [at for at in range(0, len(groups), 2) if groups[at] == groups[at + 1]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Der Support hat mir sehr geholfen", "Der Support hat mir nie sehr geholfen"),
        ("Ich war mit der Antwort sehr zufrieden", "Ich war mit der Antwort sehr unzufrieden"),
        ("The support team could help me", "The support team couldn't help me"),
        ("Ich habe 3 Tage auf eine Antwort gewartet", "Ich habe 30 Tage auf eine Antwort gewartet"),
        ("Nach zwei Tagen kam eine Antwort von euch", "Nach drei Tagen kam eine Antwort von euch"),
        (
            "Ich will mehr Windräder und nicht mehr Autobahnen im ganzen Land",
            "Ich will nicht mehr Windräder und mehr Autobahnen im ganzen Land",
        ),
        ("Lieferung mit Schaden", "Lieferung ohne Schaden"),
        ("👍", "👎"),
    ],
)
def test_opposites_are_not_the_same(one: str, other: str) -> None:
    assert not are_same(one, other)
    assert duplicates([one, other]).of == (0, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Die Hotline ist nciht erreichbar gewesen", "Die Hotline ist nicht erreichbar gewesen"),
        ("It DON’T work on my old phone", "it don't work on my old phone!"),
        ("Zu teuer für 10.000 Menschen 🙈", "zu teuer für 10.000 Menschen"),
        ("RT @db_bahn: Der Zug fällt heute aus https://t.co/abc1", "Der Zug fällt heute aus https://t.co/xyz2"),
        ("👍", "👍 "),
    ],
)
def test_the_same_in_other_letters_is_the_same(one: str, other: str) -> None:
    assert are_same(one, other)
    assert duplicates([one, other]).of == (0, 0)


@given(st.lists(SENTENCES, min_size=1, max_size=12), st.randoms(use_true_random=False), st.integers(0, 24))
def test_what_comes_later_is_found_again_as_if_all_had_come_at_once(
    texts: list[str], chance: random.Random, known: int
) -> None:
    texts = texts + [chance.choice(texts) for _ in texts]
    before, later = texts[:known], texts[known:]

    again = said_again(before, sketch(before), later, sketch(later))

    assert list(again) == [first != at for at, first in enumerate(duplicates(texts).of)][known:]


def test_a_kept_sketch_gives_the_groups_of_a_new_one() -> None:
    texts = ["Zu teuer!", "zu teuer", "Nicht zu teuer", "👍", "a", "Linie 1", "Linie 2", "  Zu   TEUER "]
    kept = np.frombuffer(sketch(texts).tobytes(), "<u8").reshape(len(texts), -1)

    assert duplicates(texts, kept) == duplicates(texts)


@given(st.lists(st.text(max_size=60), max_size=12))
def test_groups_are_named_by_their_first_text_whatever_was_written(texts: list[str]) -> None:
    groups = duplicates(texts)

    assert all(groups.of[first] == first <= at for at, first in enumerate(groups.of))
    assert sum(map(len, groups.members().values())) == len(texts)
    assert groups.repeated == len(texts) - len(groups.members())


@given(
    SENTENCES, st.sampled_from(["nicht", "kein", "keine", "nie", "ohne", "not", "never", "isn't"]), st.integers(0, 99)
)
def test_a_negation_put_anywhere_parts_two_texts(text: str, negation: str, place: int) -> None:
    parts = text.split(" ")
    parts.insert(place % len(parts), negation)

    assert negation_of(negation)
    assert duplicates([text, " ".join(parts)]).of == (0, 1)


@given(st.text(max_size=80))
def test_comparing_a_compared_text_changes_nothing(text: str) -> None:
    once = comparable(text)

    assert comparable(once) == once
    assert words(text) == once.split()


def test_one_text_five_hundred_times_is_one_group() -> None:
    assert set(duplicates(["Der Bus kommt immer zu spät"] * 500).of) == {0}


def test_texts_of_12000_characters_take_milliseconds(statements: list[str]) -> None:
    long = [" ".join(statements[start : start + 130])[:12_000] for start in range(0, 1300, 130)]
    texts = long + [f"Hallo! {text}" for text in long]
    began = time.process_time()
    groups = duplicates(texts)

    assert time.process_time() - began < 2.0
    assert groups.of == tuple(range(10)) * 2


def test_a_template_with_thousands_of_numbers_stays_apart_and_fast() -> None:
    began = time.process_time()
    groups = duplicates([f"Ticket {number} wurde noch nicht bearbeitet" for number in range(3000)])

    assert groups.repeated == 0
    assert time.process_time() - began < 5.0

"""Are near-duplicates found, and are opposites never taken for one?"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.coding.duplicates import Groups, are_same, duplicates, guard_of, negation_of, said_again, sketch
from surveys.coding.normal import comparable, words

if TYPE_CHECKING:
    from surveys.coding.duplicates import Sketch

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


# --- the borders, at, over and under each -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        # 3 of 20 letters are others, each one taken away and one put in: 100 x (1 - 6/40) = 85.
        ("wir warten am gleise", "wxr waxten am glexse", True),
        # 4 of 25: 100 x (1 - 8/50) = 84.
        ("wir warten am gleis mit z", "wxr waxten ax gleis mxt z", False),
        # 4 of 26: 84.6.
        ("wir warten am gleis mit gz", "wxr waxten ax gleis mxt gz", False),
    ],
)
def test_two_texts_of_one_length_are_the_same_from_85_of_100_on(one: str, other: str, is_same: bool) -> None:
    assert are_same(one, other) == is_same
    assert are_same(other, one) == is_same


@pytest.mark.parametrize(
    ("short", "long", "is_same"),
    [
        # The 25 letters stand in the longer one with two of them changed: 100 x (1 - 4/50) = 92.
        ("wir waxten am glexs zu zx", "hallo liebe leute da wir warten am gleis zu zx", True),
        # The same with 24 letters: 91.7; with 23: 91.3.
        ("wir waxten am glexs zu z", "hallo liebe leute da wir warten am gleis zu z", False),
        ("wir waxten am glexs zur", "hallo liebe leute wir warten am gleis zur", False),
    ],
)
def test_a_text_is_found_within_a_longer_one_from_92_of_100_on(short: str, long: str, is_same: bool) -> None:
    assert are_same(short, long) == is_same
    assert are_same(long, short) == is_same


@pytest.mark.parametrize(("more", "is_same"), [(18, True), (19, True), (20, False)])
def test_a_text_half_as_long_as_the_other_may_be_the_same_a_shorter_one_never(more: int, is_same: bool) -> None:
    short = "wir warten am gleis"  # 19 letters
    long = f"{short} " + "halloliebeleutemoinservus"[: more - 1]

    assert len(comparable(long)) == 19 + more
    assert are_same(short, long) == is_same


@pytest.mark.parametrize(("length", "is_same"), [(399, True), (400, True), (401, False)])
def test_up_to_400_letters_a_text_is_looked_for_within_the_other(length: int, is_same: bool) -> None:
    short = ("wir warten am gleis und keiner sagt uns wann die bahn nun kommt " * 4)[:219]
    long = f"{short} " + "hjklqvx " * 40
    long = long[: length - 1] + "q"

    assert len(comparable(long)) == length
    assert are_same(short, long) == is_same


# Around a negation: words that share no letter with those they are put in place of.
_AROUND = "seit wochen steht der aufzug am bahnhof still und die leute tragen ihre koffer die treppe hinauf"


def _denying(before: str, after: str) -> str:
    return f"{_AROUND} {before} nicht {after} {_AROUND}"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        # Two words in front and two behind: 7 of 20 letters are others, 100 x (1 - 14/40) = 65: near enough.
        (("abcdefghij klmnoprst", "abcdefghij klmnoprst"), ("vvvvvvvhij klmnoprst", "vvvvvvvhij klmnoprst"), True),
        # 6 of 17: 64.7.
        (("abcdefgh klmnoprs", "abcdefgh klmnoprs"), ("vvvvvvgh klmnoprs", "vvvvvvgh klmnoprs"), False),
        # Only one side is another: somebody was greeted.
        (("abcdefgh klmnoprs", "abcdefgh klmnoprs"), ("vvvvvvgh klmnoprs", "abcdefgh klmnoprs"), True),
        (("abcdefgh klmnoprs", "abcdefgh klmnoprs"), ("abcdefgh klmnoprs", "vvvvvvgh klmnoprs"), True),
        # Of two words the farther one counts: 11 of 21 letters are the same, 52.
        (("abcdeabcde klmnoklmno", "klmnoklmno abcdeabcde"), ("vwxyzvwxyz klmnoklmno", "klmnoklmno vwxyzvwxyz"), False),
        # And so does the nearer one.
        (("klmnoklmno abcdeabcde", "abcdeabcde klmnoklmno"), ("klmnoklmno vwxyzvwxyz", "vwxyzvwxyz klmnoklmno"), False),
        # The third from it does not, neither in front nor behind.
        (
            ("abcdeabcdeabcdeabcde klm opr", "abcdeabcde klmnoklmno"),
            ("vwxyzvwxyzvwxyzvwxyz klm opr", "vwxyzvwxyz klmnoklmno"),
            True,
        ),
        (
            ("klmnoklmno abcdeabcde", "klm opr abcdeabcdeabcdeabcde"),
            ("klmnoklmno vwxyzvwxyz", "klm opr vwxyzvwxyzvwxyzvwxyz"),
            True,
        ),
    ],
)  # fmt: skip
def test_what_is_negated_is_told_by_two_words_on_both_sides(
    one: tuple[str, str], other: tuple[str, str], is_same: bool
) -> None:
    assert are_same(_denying(*one), _denying(*other)) == is_same


@pytest.mark.parametrize("start", ["abcdeabcde", "klmnoklmno abcdeabcde"])
def test_a_negation_near_the_beginning_has_what_little_stands_before_it(start: str) -> None:
    one = f"{start} nicht abcdeabcde klmnoklmno {_AROUND} {_AROUND}"
    other = one.replace("abcde", "vwxyz")
    behind_alone = one.replace("nicht abcdeabcde", "nicht vwxyzvwxyz")

    assert not are_same(one, other)
    assert are_same(one, behind_alone)


def test_the_second_negation_of_a_text_is_looked_at_as_well() -> None:
    one = f"{_AROUND} nie im leben {_AROUND} abcdeabcde nicht abcdeabcde {_AROUND}"
    other = one.replace("abcde", "vwxyz")

    assert not are_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Die Beratung am Schalter ist freundlich", "Die Beratung am Schalter ist unfreundlich"),
        ("Die Beratung am Schalter ist unfreundlich", "Die Beratung am Schalter ist freundlich"),
        ("The staff at the counter were polite to us", "The staff at the counter were impolite to us"),
        ("I like how they treat me at the station", "I dislike how they treat me at the station"),
    ],
)
def test_a_word_turned_around_by_its_first_letters_parts_two_texts_whichever_comes_first(one: str, other: str) -> None:
    assert not are_same(one, other)


def test_a_word_that_both_say_turns_nothing_around() -> None:
    # "freundlich" and "unfreundlich" stand in both.
    assert are_same("Mal freundlich, mal unfreundlich am Schalter", "Mal freundlich, mal unfreundlich am Schaltre")


@pytest.mark.parametrize(
    ("text", "guard"),
    [
        ("die hotline ist nicht gut und nie da", (("nicht", "nie"), ())),
        ("nie da und nicht gut", (("nicht", "nie"), ())),
        ("keine keinen kein keiner keines keinem keinerlei", (("kein",) * 7, ())),
        ("keineswegs", (("nicht",), ())),
        ("keinhorn", ((), ())),
        ("isn't", (("not",), ())),
        ("linie 12 um 7 nach zwei stunden", ((), ("12", "2", "7"))),
        ("zwei von 2", ((), ("2", "2"))),
        ("", ((), ())),
    ],
)
def test_a_texts_guard_is_its_negations_and_its_numbers_however_they_are_written(
    text: str, guard: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    assert guard_of(text) == guard


# --- how groups grow ----------------------------------------------------------------------------------------------


def _met(texts: int, bands: int = 16) -> Sketch:
    """Sketches by which all texts meet in every bucket."""
    return np.tile(np.arange(bands, dtype=np.uint64), (texts, 1))


def test_a_text_like_two_others_makes_one_group_of_the_three() -> None:
    # Of 20 letters three are others in each: the last is 85 like the first and 85 like the second, these are 70.
    texts = ["wxr waxten am glexse", "wir warten qm gqeise"[:19] + "q", "wir warten am gleise"]

    assert not are_same(texts[0], texts[1])
    assert duplicates(texts, _met(3)).of == (0, 0, 0)
    assert duplicates([*texts, texts[1], "etwas ganz anderes"], _met(5)).of == (0, 0, 0, 0, 4)


def test_what_never_meets_is_never_compared() -> None:
    apart = np.arange(2 * 16, dtype=np.uint64).reshape(2, 16)

    assert duplicates(["wir warten am gleise", "wir warten am gleisen"], _met(2)).of == (0, 0)
    assert duplicates(["wir warten am gleise", "wir warten am gleisen"], apart).of == (0, 1)
    once = apart.copy()
    once[1, 7] = once[0, 7]
    assert duplicates(["wir warten am gleise", "wir warten am gleisen"], once).of == (0, 0), "one bucket is enough"


def test_a_bucket_keeps_forty_texts_to_compare_with_and_no_more() -> None:
    # Words that share no letter with their neighbours in number: none is like another one.
    alphabet = "abcdefghijklmnopqrstuvwxyzäöüéèêàáâôóòîíìûúùçñ"
    texts = [f"{sign * 9} {sign * 9}" for sign in alphabet[:42]]
    again = [f"{sign * 9} {sign * 8}" for sign in alphabet[:42]]

    found = duplicates([*texts, *again], _met(84)).of

    assert found[:42] == tuple(range(42))
    assert found[42:82] == tuple(range(40))
    assert found[82:] == (82, 83), "the 41st and the 42nd were not kept"


def test_groups_tell_their_members_and_how_often_something_was_said_again() -> None:
    groups = Groups((0, 1, 0, 1, 0, 5))

    assert groups.members() == {0: [0, 2, 4], 1: [1, 3], 5: [5]}
    assert groups.repeated == 3
    assert Groups(()).repeated == 0


def test_only_what_comes_later_is_told_to_say_something_again() -> None:
    before = ["Der Bus kommt zu spät", "Der Bus kommt zu spät!", "Der Aufzug steht still"]
    later = ["Die Karte ist zu teuer", "der bus kommt zu spät", "Die Karte ist zu teuer.", "👍", "👍", "Guten Tag"]

    assert said_again(before, sketch(before), later, sketch(later)) == (False, True, True, False, True, False)
    assert said_again([], sketch([]), later, sketch(later)) == (False, False, True, False, True, False)
    assert said_again(before, sketch(before), [], sketch([])) == ()


def test_who_shares_one_bucket_of_sixteen_meets_wherever_it_stands() -> None:
    for band in range(16):
        known, new = np.arange(16, dtype=np.uint64)[None, :], np.arange(100, 116, dtype=np.uint64)[None, :]
        new[0, band] = known[0, band]

        assert said_again(["wir warten am gleise"], known, ["wir warten am gleisen"], new) == (True,)


# --- the sketches -------------------------------------------------------------------------------------------------


def test_a_sketch_kept_by_an_earlier_version_still_finds_the_answers_of_today() -> None:
    # Sketches are kept in the database beside the vectors: other numbers, and nobody meets what was said before.
    texts = ["Zu teuer!", "a", "👍", "Wir warten seit 3 Tagen nicht zum ersten Mal auf Linie 12", "Größe 𝄞"]
    kept = sketch(texts)

    assert kept.shape == (5, 16)
    assert kept.dtype == np.uint64
    assert hashlib.sha256(kept.astype("<u8").tobytes()).hexdigest() == (
        "db23f13499a36fdc00287949533b69d11c312a1754413f8104bfe615534adc1b"
    )


def test_a_text_has_the_same_sketch_whatever_stands_beside_it() -> None:
    # 400 texts of 8 to 157 letters: more than the 20,000 letters that are sketched at once.
    texts = [f"{'abcdefgh'[at % 8 :]}{'wir warten am gleis ' * (at % 8)}x" for at in range(400)]
    alone = np.vstack([sketch([text]) for text in texts[:40]])

    assert sum(map(len, texts)) > 20_000
    assert np.array_equal(sketch(texts)[:40], alone)
    assert np.array_equal(sketch(texts[::-1])[::-1][:40], alone)
    assert np.array_equal(sketch(texts)[360:], sketch(texts[360:]))


def test_texts_that_differ_by_a_negation_or_a_number_share_no_bucket() -> None:
    plain, denied, one, other = sketch(["zu teuer", "nicht zu teuer", "Linie 1 fällt aus", "Linie 2 fällt aus"])

    assert not set(plain.tolist()) & set(denied.tolist())
    assert not set(one.tolist()) & set(other.tolist())

"""Is what people deny or wish for never taken for what they say is so?"""

from __future__ import annotations

import pytest

from surveys.coding.claims import Claim, Tone, akin, claims, parts, shared, stem, words


def _told(text: str, language: str = "de") -> list[list[str]]:
    """What each part claims, as ``stem:tone``."""
    return [sorted(f"{claim.stem}:{claim.tone}" for claim in part) for part in parts(text, language)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Laut und teuer, aber nah", [["laut:fact"], ["teu:fact"], ["nah:fact"]]),
        ("Laut aber nah", [["laut:fact"], ["nah:fact"]]),
        ("Teuer! Leise.", [["teu:fact"], ["leis:fact"]]),
        ("teuer\nleise", [["teu:fact"], ["leis:fact"]]),
        ("Weil es teuer ist, weil es laut ist", [["teu:fact"], ["laut:fact"]]),
        # A word that turns ends a clause where no comma stands; at the beginning there is nothing to end.
        ("Aber laut aber nah", [["laut:fact"], ["nah:fact"]]),
        # "dass" carries on after a comma, and what a clause of several words holds is one part.
        ("Laut, dass Kinder weinen", [["kind:fact", "laut:fact", "wein:fact"]]),
        ("Busse und", [["buss:fact"]]),
        ("und Busse", [["buss:fact"]]),
        ("Service-Hotline 24/7 gut", [["service-hotlin:fact"], ["gut:fact"]]),
    ],
)
def test_each_part_of_each_clause_claims_for_itself(text: str, told: list[list[str]]) -> None:
    assert _told(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Die Hotline ist freundlich", [["freundlich:fact", "hotlin:fact"]]),
        ("Die Hotline ist nicht freundlich", [["freundlich:denied", "hotlin:denied"]]),
        ("Die Hotline sollte freundlich sein", [["freundlich:wished", "hotlin:wished"]]),
        ("Bitte keine Werbung", [["werbung:denied-wish"]]),
        # One part is denied, and the "und" may carry that on or not.
        ("Nicht laut und teuer", [["laut:denied"], ["teu:unclear"]]),
        ("Laut und nicht teuer", [["laut:unclear"], ["teu:denied"]]),
        ("Nicht laut und nicht teuer", [["laut:denied"], ["teu:denied"]]),
        ("Ich will Busse und keine Autos", [["buss:unclear"], ["autos:denied-wish"]]),
        # A wish reaches over the whole clause, and not over the next one.
        ("Ich will Busse und Bahnen, Autos stinken", [["buss:wished"], ["bahn:wished"], ["autos:fact", "stink:fact"]]),
        # What is denied in one clause is said in the next; "nicht aber" goes on.
        ("Nicht laut, aber teuer", [["laut:denied"], ["teu:fact"]]),
        ("Nicht laut aber teuer", [["laut:denied"], ["teu:fact"]]),
        ("Leise, nicht aber billig", [["leis:fact"], ["billig:denied"]]),
    ],
)
def test_the_tone_of_a_word_is_that_of_its_part(text: str, told: list[list[str]]) -> None:
    assert _told(text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # It turns something that stands elsewhere: nobody knows what.
        ("Die Hotline ist gut, sagt niemand", [["gut:fact", "hotlin:fact"], [":unclear"]]),
        ("Die Busse, bitte", [["buss:fact"], [":unclear"]]),
        ("Bitte und Busse", [[":unclear"], ["buss:wished"]]),
        ("Niemand und Busse", [[":unclear"], ["buss:unclear"]]),
        ("nicht", [[":unclear"]]),
        ("Nein, das da", [[":unclear"]]),
        ("Das da will ich", [[":unclear"]]),
    ],
)
def test_a_denial_or_a_wish_without_a_word_of_its_own_hangs_in_the_air(text: str, told: list[list[str]]) -> None:
    assert _told(text) == told


@pytest.mark.parametrize("text", ["", "aber", "Der, die, das", "24/7 !!!", "Befragte sagen, dass …", "a b"])
def test_words_that_frame_or_join_claim_nothing(text: str) -> None:
    assert _told(text) == []


def test_two_letters_are_a_word_and_one_is_none() -> None:
    assert _told("x y ok") == [["ok:fact"]]


def test_english_is_stemmed_as_english_and_any_other_language_as_german() -> None:
    assert _told("The trains are not cheaper", "en") == [["cheaper:denied", "train:denied"]]
    assert (stem("trains", "en"), stem("trains", "de"), stem("trains", "fr")) == ("train", "train", "train")
    assert (stem("häuser", "de"), stem("häuser", "fr")) == ("haus", "haus")
    assert (stem("sagging", "en"), stem("sagging", "de")) == ("sag", "sagging")


def test_all_that_a_text_claims_is_what_its_parts_claim() -> None:
    assert claims("Laut, aber nicht teuer", "de") == {Claim("laut", Tone.FACT), Claim("teu", Tone.DENIED)}
    assert claims("der die das", "de") == frozenset()


def test_words_are_taken_as_they_are_written_but_for_capitals_and_apostrophes() -> None:
    assert words("Der Bus-Fahrer isn’t 3x da! Über's\n4. Mal … _x_") == [
        "der", "bus-fahrer", "isn't", "x", "da", "über's", "mal", "x",
    ]  # fmt: skip
    assert words(" 12 !") == []


@pytest.mark.parametrize(
    ("one", "other", "is_akin"),
    [
        ("bus", "bus", True),
        ("bus", "busfahr", False),  # three letters are found in too much
        ("takt", "stundentakt", False),  # and so are four
        ("zeche", "zechen", True),  # five are enough
        ("telefon", "telefonhotlin", True),
        ("telefon", "handytelefon", True),
        ("telefon", "altelefonhotlin", True),
        ("telefon", "hotlin", False),
        ("zufried", "unzufried", False),
        ("zufried", "hochzufried", True),
        ("barrier", "barrierfrei", False),
        ("barrier", "barrierabbau", True),
        ("barrier", "unbarrierfrei", False),
        ("barrier", "unbarrierabbau", False),
        ("barrier", "stadtbarrierfrei", False),
    ],
)
def test_a_compound_is_akin_to_its_part_unless_the_rest_turns_it_around(one: str, other: str, is_akin: bool) -> None:
    assert akin(one, other) is is_akin
    assert akin(other, one) is is_akin


def test_who_says_the_same_in_the_same_tone_shares_a_claim() -> None:
    said = frozenset({Claim("telefonhotlin", Tone.FACT), Claim("laut", Tone.DENIED), Claim("nah", Tone.UNCLEAR)})

    assert shared(Claim("laut", Tone.DENIED), said)
    assert shared(Claim("telefon", Tone.FACT), said)
    assert not shared(Claim("telefon", Tone.DENIED), said)
    assert not shared(Claim("laut", Tone.FACT), said)
    assert not shared(Claim("nah", Tone.UNCLEAR), said), "nobody knows how either was meant"
    assert not shared(Claim("laut", Tone.FACT), frozenset())

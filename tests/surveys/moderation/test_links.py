"""Are links and copies found, and are equal short answers no copies?"""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.moderation.links import LEAST_WORDS, NEAR, copies, is_copied, links, plain, similarity
from surveys.moderation.links import _grams as grams

SPEECH = "Der Kundenservice hat mir nach drei Wochen geantwortet, aber die Antwort passte nicht zu meiner Frage."
WORDS = ["bahn", "antwort", "woche", "dienst", "frage", "kunde", "telefon", "schalter", "fahrt", "zug", "geld", "karte"]


@pytest.mark.parametrize(
    ("text", "link", "invites"),
    [
        ("schau https://example.org/a?b=c.", "https://example.org/a?b=c", False),
        ("www.example.org hilft", "www.example.org", False),
        ("kommt nach t.me/+AbC123!", "t.me/+AbC123", True),
        ("discord.gg/abcdefg", "discord.gg/abcdefg", True),
        ("kauft auf billig-tickets.shop jetzt", "billig-tickets.shop", False),
        ("[Bahn](https://example.invalid)", "[Bahn](https://example.invalid)", False),
    ],
)
def test_a_link_is_found(text: str, link: str, invites: bool) -> None:
    assert [(text[each.start : each.end], each.invites) for each in links(text)] == [(link, invites)]


@pytest.mark.parametrize(
    "text", ["Am 14.09.2026 um 17.45 Uhr", "z.B. die Bahn", "a@example.org", "Ende.Anfang", "u.a.m."]
)
def test_what_only_has_dots_is_no_link(text: str) -> None:
    assert list(links(text)) == []


def test_small_edits_do_not_hide_a_copy() -> None:
    texts = {
        "a": SPEECH,
        "b": SPEECH.upper() + " !!!",
        "c": SPEECH.replace("drei", "vier"),
        "d": "Ich finde die neue App gelungen, weil sie mir sagt, wann der nächste Bus fährt.",
    }

    assert copies(texts) == (frozenset("abc"),)


def test_short_answers_are_equal_by_chance() -> None:
    assert copies({"a": "Keine Ahnung", "b": "keine ahnung!", "c": "Ja"}) == ()


def test_the_similarity_by_hand() -> None:
    # "abcdefg" has the 5-grams abcde bcdef cdefg, "abcdefh" has abcde bcdef cdefh: 2 shared of 4.
    assert similarity(grams("abcdefg"), grams("abcdefh")) == 2 / 4


def test_invisible_signs_and_full_width_letters_do_not_hide_a_copy() -> None:
    assert plain("Kun\u200bden ＳＥＲＶＩＣＥ!") == "kunden service"


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=5, max_size=12).map(" ".join), max_size=12))
def test_rare_grams_find_the_same_copies_as_all_pairs(texts: list[str]) -> None:
    keyed = {f"{at:02}": text for at, text in enumerate(texts)}
    paired = {
        frozenset((one, other))
        for one in keyed
        for other in keyed
        if one < other and similarity(grams(plain(keyed[one])), grams(plain(keyed[other]))) >= NEAR
    }
    grouped = copies(keyed)

    assert all(any(pair <= group for group in grouped) for pair in paired)
    assert set().union(*grouped) == set().union(*paired)


def test_thousands_of_real_statements_are_compared_in_seconds(shared_data: Path) -> None:
    file = shared_data / "data" / "klimarat" / "dev" / "statements.jsonl.gz"
    if not file.exists():
        pytest.skip("no statements: set NACHGEFRAGT_SHARED to the shared folder")
    rows = [json.loads(line) for line in gzip.decompress(file.read_bytes()).decode().splitlines()]
    texts = {row["id"]: row["text"] for row in rows}
    started = time.process_time()
    grouped = copies(texts)
    taken = time.process_time() - started

    twins: dict[str, set[str]] = {}
    for key, text in texts.items():
        if len(plain(text).split()) >= LEAST_WORDS:
            twins.setdefault(plain(text), set()).add(key)
    grouped_with = {key: group for group in grouped for key in group}
    assert all(same <= grouped_with[min(same)] for same in twins.values() if len(same) > 1)
    assert taken < 10


# --- limits ---

TEN = "ab cd ef gh ij kl mn op qr st"
SIX_GRAMS, TEN_GRAMS = "ab c d e f", "ab c d e f ghi"  # the first stands within the second: 6 of 10 are 0.6


def test_a_link_ends_before_the_signs_of_its_sentence() -> None:
    assert [(each.start, each.end) for each in links("(https://a.example/b), www.c.example!?")] == [(1, 20), (23, 36)]
    assert [each.end for each in links("[a](https://b.example).")] == [22]


def test_texts_of_five_words_can_be_copies_and_of_four_not() -> None:
    assert copies({"a": "eins zwei drei vier fünf", "b": "Eins, zwei, drei, vier, fünf!"}) == (frozenset("ab"),)
    assert copies({"a": "eins zwei drei vier", "b": "eins zwei drei vier"}) == ()
    assert is_copied("eins zwei drei vier fünf", ["nichts", "EINS ZWEI DREI VIER FÜNF"])
    assert not is_copied("eins zwei drei vier", ["eins zwei drei vier"])
    assert not is_copied("eins zwei drei vier fünf", [])


@pytest.mark.parametrize(("one", "other"), [(SIX_GRAMS, TEN_GRAMS), (TEN_GRAMS, SIX_GRAMS)])
def test_six_shared_grams_of_ten_make_a_copy_and_of_eleven_not(one: str, other: str) -> None:
    assert (len(grams(SIX_GRAMS)), len(grams(TEN_GRAMS))) == (6, 10)
    assert copies({"a": one, "b": other}) == (frozenset("ab"),)
    assert is_copied(one, [other])

    longer = {"a": SIX_GRAMS, "b": TEN_GRAMS + "j"}
    assert copies(longer) == ()
    assert not is_copied(longer["a"], [longer["b"]])


def test_grams_are_runs_of_five_characters_and_of_nothing_there_is_nothing_alike() -> None:
    assert grams("abcdefg") == {"abcde", "bcdef", "cdefg"}
    assert grams("abcde") == {"abcde"}
    assert grams("abc") == {"abc"}
    assert similarity(frozenset(), grams("abcde")) == similarity(grams("abcde"), frozenset()) == 0.0


def test_groups_stand_by_their_first_keys_and_the_same_words_join_what_is_near_to_them() -> None:
    texts = {
        "f": SPEECH, "b": TEN, "a": SPEECH.replace("drei", "vier"), "d": TEN.upper(), "c": SPEECH, "e": TEN + "!",
        "g": "Das hier steht ganz und gar für sich allein",
    }  # fmt: skip

    assert copies(texts) == (frozenset("acf"), frozenset("bde"))


@pytest.mark.parametrize(("many", "found"), [(200, True), (201, False)])
def test_what_more_than_200_texts_share_is_no_evidence(many: int, found: bool) -> None:
    texts = {f"{at:03}": f"aaaa bbbb cccc dddd {chr(0x4E00 + at)}" for at in range(many)}  # no two end alike

    assert copies(texts) == ((frozenset(texts),) if found else ())

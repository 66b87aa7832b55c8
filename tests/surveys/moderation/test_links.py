"""Are links and copies found, and are equal short answers no copies?"""

from __future__ import annotations

import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.moderation.links import LEAST_WORDS, NEAR, copies, links, plain, similarity
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

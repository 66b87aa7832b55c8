"""What is compared of an answer, and does the answer itself stay as it was?"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from surveys.coding.normal import comparable, plain, says_something, shown, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zu\u200b teu\u00ader", "zu teuer"),
        ("Gru\u0308ße", "grüsse"),
        ("Schau https://example.org/a?b=1 an, @bahn 🙈", "schau an"),
        ("<@123> sagt <:kappa:99> hallo", "sagt hallo"),
        ("Z\u0336\u0335\u0334\u0321a\u0336\u0335\u0334\u0321l", "zal"),
        ("We don’t know", "we don't know"),
    ],
)
def test_what_says_nothing_is_left_out_of_the_comparison(text: str, expected: str) -> None:
    assert comparable(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("👍👍", False), ("  ", False), ("123 !", False), ("ok", True)])
def test_an_answer_without_a_letter_says_nothing(text: str, expected: bool) -> None:
    assert says_something(text) is expected


def test_words_are_taken_in_their_order() -> None:
    assert words("Nicht schlecht, aber: TEUER!") == ["nicht", "schlecht", "aber", "teuer"]


def test_a_long_answer_is_cut_for_the_encoder_only() -> None:
    text = "wort " * 3000

    assert len(plain(text)) <= 2000
    assert len(shown(text)) == len(text.strip())


@pytest.mark.parametrize("text", ["x" * 12_000, "@" * 12_000, "x@" * 6_000, "\u0336" * 12_000, "http://" * 1_700])
def test_12000_characters_without_a_space_take_milliseconds(text: str) -> None:
    began = time.process_time()
    comparable(text)

    assert time.process_time() - began < 0.5


@given(st.text())
@example("https://example.org")
@example("RT @bahn")
@example("www.bahn")
@example("\u00aa\u0345")
def test_it_says_something_where_a_letter_is_left(text: str) -> None:
    assert says_something(text) is any(sign.isalpha() for sign in plain(text))


@given(st.text())
def test_doing_it_twice_changes_nothing(text: str) -> None:
    assert shown(shown(text)) == shown(text)
    assert comparable(comparable(text)) == comparable(text)


def test_naughty_strings_are_read_without_an_error(shared_data: Path) -> None:
    texts = [
        json.loads(line)["text"]
        for file in sorted((shared_data / "data" / "bad_input" / "dev").glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").split("\n")
        if line
    ]

    assert all("\n" not in comparable(text) and "\u200b" not in shown(text) for text in texts)
    assert sum(map(says_something, texts)) > len(texts) / 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zu\u200b  teu\u00ader\n\tda ", "Zu teuer da"),
        # Two marks on one letter are a spelling, a third is none; the next letter may have its own.
        ("q\u0307\u0323", "q\u0323\u0307"),
        ("q\u0307\u0323\u0308x\u0323", "q\u0323\u0307x\u0323"),
        ("я\u0307\u0323\u0308я\u0308\u0307", "я\u0323\u0307я\u0308\u0307"),
        # A mark that encloses counts as well.
        ("q\u0307\u0323\u20dd", "q\u0323\u0307"),
        ("q\u20dd\u0307", "q\u20dd\u0307"),
        # What belongs to nobody, or to no plane of its own, is not shown.
        ("a\ue000b\x07c\x7f", "abc"),
        ("Größe „so“ – 5 € …", "Größe „so“ – 5 € …"),
    ],
)
def test_what_is_shown_is_all_that_can_be_seen_and_nothing_stacked(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT @bahn: alles gut", ": alles gut"),
        ("RT ohne Namen", "RT ohne Namen"),
        ("Schreib an ich@example.org bitte", "Schreib an bitte"),
        ("siehe www.example.org", "siehe"),
        ("siehe HTTPS://example.org da", "siehe da"),
        ("gut 👍🏽 so", "gut so"),
        ("gut👍so", "gut so"),
        ("a < b", "a < b"),
    ],
)
def test_an_encoder_reads_no_address_no_link_and_no_picture(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_2000_characters_are_read_and_no_blank_at_their_end() -> None:
    assert plain("x" * 2000) == "x" * 2000
    assert plain("x" * 2001) == "x" * 2000
    assert plain("x" * 1999 + " y") == "x" * 1999


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A letter behind the 2,000th says nothing any more; at the 2,000th it does.
        ("1" * 2000 + "x", False),
        ("1" * 1999 + "x", True),
        ("1" * 1999 + "xx", True),
        ("www.example", False),
        ("@bahn", False),
        ("<@12>", False),
        ("a@b", False),
    ],
)
def test_it_says_something_by_what_an_encoder_reads(text: str, expected: bool) -> None:
    assert says_something(text) is expected

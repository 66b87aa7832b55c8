"""Which stretch of a text as written stands behind each sign that is read?"""

from __future__ import annotations

import pytest

from surveys.moderation.folding import folded


@pytest.mark.parametrize(
    ("text", "read", "starts", "ends"),
    [
        ("0\u200b17", "017", (0, 2, 3), (2, 3, 4)),  # what is not seen belongs to the sign before it
        ("\u200b17", "17", (1, 2), (2, 3)),  # or to none
        ("１２x", "12x", (0, 1, 2), (1, 2, 3)),
        ("ﬁx", "fix", (0, 0, 1), (1, 1, 2)),  # two letters of one sign
        ("Mu\u0308x", "Müx", (0, 1, 3), (1, 3, 4)),  # a loose accent makes the letter
        ("r\u0301\u0308x", "ŕx", (0, 3), (3, 4)),  # a second one changes nothing about it
        ("q\u0301x", "qx", (0, 2), (2, 3)),  # no such letter
        ("a\u20ddx", "ax", (0, 2), (2, 3)),
        ("\u0301x", "x", (1,), (2,)),
        ("1\u2007\u30002", "1  2", (0, 1, 2, 3), (1, 2, 3, 4)),  # wide and narrow blanks
        ("😡😡", "😡😡", (0, 1), (1, 2)),
        ("\u200b", "", (), ()),
    ],
)
def test_each_sign_that_is_read_knows_where_it_stood(
    text: str, read: str, starts: tuple[int, ...], ends: tuple[int, ...]
) -> None:
    fold = folded(text)

    assert (fold.text, fold.starts, fold.ends) == (read, starts, ends)


def test_a_stretch_that_was_read_is_led_back_to_all_that_it_stands_for() -> None:
    fold = folded("ab\u200bﬁ1\u00ad2")

    assert fold.text == "abfi12"
    assert fold.back(1, 3) == (1, 4)
    assert fold.back(3, 6) == (3, 7)
    assert fold.back(4, 5) == (4, 6)


def test_what_most_answers_are_made_of_is_read_as_it_stands() -> None:
    plain = folded("Grüße – für 5 €…\n„So“")

    assert (plain.starts, plain.ends, plain.back(2, 9)) == (None, None, (2, 9))

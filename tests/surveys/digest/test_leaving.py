"""What may be left out of a digest, and what stays in every one?"""

from __future__ import annotations

import pytest

from surveys.digest.digest import Section
from surveys.digest.leaving import NOTHING, LeftOut
from surveys.digest.material import Candidate


@pytest.mark.parametrize("key", ["turnout", "unknown", "method"])
def test_who_took_part_what_is_unknown_and_how_it_was_made_cannot_be_left_out(key: str) -> None:
    assert NOTHING.with_section(key, shown=False) == NOTHING
    assert LeftOut(sections=(key,)).kept([Section(key=key, blocks=())]) == (Section(key=key, blocks=()),)
    assert LeftOut(sections=(key,)).with_section(key, shown=False) == NOTHING


def test_a_section_is_left_out_and_taken_back_however_often_that_is_said() -> None:
    out = NOTHING.with_section("cases", shown=False)

    assert out == LeftOut(sections=("cases",))
    assert out.with_section("cases", shown=False) == out
    assert out.with_section("quotes", shown=False) == LeftOut(sections=("cases", "quotes"))
    assert out.with_section("quotes", shown=True) == out
    assert out.with_section("cases", shown=True) == NOTHING
    assert LeftOut(quotes=("a1",)).with_section("cases", shown=False) == LeftOut(("cases",), ("a1",))


def test_what_is_left_out_is_not_in_the_digest_and_all_else_is() -> None:
    made = [Section(key=key, blocks=()) for key in ("turnout", "cases", "closed")]

    assert [each.key for each in LeftOut(sections=("cases",)).kept(made)] == ["turnout", "closed"]
    assert NOTHING.kept(made) == tuple(made)


def test_a_quote_that_is_left_out_is_drawn_no_more() -> None:
    one, other = (Candidate(key, key, "why", "Worte", None, None) for key in ("a1", "a2"))
    out = NOTHING.without_quote("a1")

    assert out.without_quote("a1") == out
    assert out.without_quote("a0") == LeftOut(quotes=("a1", "a0"))
    assert out.candidates([one, other]) == (other,)
    assert NOTHING.candidates([one, other]) == (one, other)


def test_what_is_left_out_is_kept_as_it_is_and_nothing_where_nothing_was_said() -> None:
    out = LeftOut(("cases",), ("a1", "a2"))

    assert out.body() == {"sections": ["cases"], "quotes": ["a1", "a2"]}
    assert LeftOut.read(out.body()) == out
    assert LeftOut.read({}) == NOTHING

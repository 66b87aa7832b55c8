"""Is a number taken within its borders, counted in the right cell, and said with its unit?"""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from surveys.design.items.number import Number
from surveys.design.text import text
from surveys.errors import Complaint


def number(**about: object) -> Number:
    given = {"key": "x", "kind": "number", "title": text("K", "S"), "text": text("L?", "L?")}
    return Number.model_validate({**given, **about})


def read(item: Number, typed: str) -> object:
    return item.read(item.parts()[0], typed)


def complaint(item: Number, typed: str) -> tuple[str, object]:
    with pytest.raises(Complaint) as refused:
        read(item, typed)
    return refused.value.key, refused.value.values


def test_numbers_on_both_borders_are_taken_and_those_beyond_are_told_the_border() -> None:
    item = number(min=2, max=5)

    assert [read(item, typed) for typed in ("2", "5")] == [2, 5]
    assert complaint(item, "1") == ("complaint-too-small", {"limit": 2})
    assert complaint(item, "6") == ("complaint-too-large", {"limit": 5})


def test_without_borders_a_number_is_nought_to_a_million_millions_and_whole() -> None:
    assert [read(number(), typed) for typed in ("0", "1000000000000")] == [0, 10**12]
    assert complaint(number(), "-1")[0] == "complaint-too-small"
    assert complaint(number(), "1000000000001")[0] == "complaint-too-large"
    assert complaint(number(), "0,5") == ("complaint-too-precise", {"limit": 0})


def test_decimals_are_taken_up_to_as_many_as_asked_for() -> None:
    item = number(decimals=2)

    assert read(item, "2,25") == 2.25
    assert isinstance(read(item, "2"), float)
    assert isinstance(read(number(), "2"), int)
    assert complaint(item, "2,255") == ("complaint-too-precise", {"limit": 2})


def test_what_is_no_number_is_said_back_up_to_forty_signs_and_read_up_to_sixty() -> None:
    assert complaint(number(), "x" * 41) == ("complaint-not-a-number", {"given": "x" * 40})
    assert complaint(number(), "x" * 60)[0] == "complaint-not-a-number"
    assert complaint(number(), "x" * 61) == ("complaint-too-long", {"length": 61, "limit": 60})


def test_a_unit_may_be_typed_and_is_said() -> None:
    item = number(unit=text("Tage", "days"), bins=(2, 5))

    assert [read(item, typed) for typed in ("3", "3 TAGE", "3days")] == [3, 3, 3]
    assert complaint(item, "3 Wochen")[0] == "complaint-not-a-number"
    assert (item.say(1000, "de"), item.say(1000, "en")) == ("1.000 Tage", "1,000 days")
    assert number().say(1000, "de") == "1.000"


def test_a_number_on_an_edge_counts_in_the_cell_above_it() -> None:
    item = number(bins=(10, 60))

    assert item.all_cells() == ("..10", "10..60", "60..")
    assert [item.cells(value) for value in (0, 9.9, 10, 59, 60, 61)] == [
        ("..10",), ("..10",), ("10..60",), ("10..60",), ("60..",), ("60..",)
    ]  # fmt: skip


def test_without_edges_all_numbers_count_in_one_cell() -> None:
    assert number().cells(7) == number().all_cells() == ("answered",)
    assert (number().cell_text("answered", "de"), number().cell_text("answered", "en")) == ("beantwortet", "answered")


def test_cells_are_called_by_their_edges_in_each_language() -> None:
    item = number(bins=(0.5, 1000), unit=text("Tage", "days"))
    cells = item.all_cells()

    assert [item.cell_text(cell, "de") for cell in cells] == [
        "unter 0,5 Tage",
        "0,5 bis unter 1.000 Tage",
        "ab 1.000 Tage",
    ]
    assert [item.cell_text(cell, "en") for cell in cells] == [
        "under 0.5 days", "0.5 to under 1,000 days", "1,000 and more days"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("about", "place"),
    [
        ({"min": 5, "max": 5}, "('max',)"),
        ({"bins": (3, 3)}, "('bins', 1)"),
        ({"bins": (1, 3, 2)}, "('bins', 2)"),
        ({"min": 2, "bins": (2, 3)}, "('bins', 0)"),
        ({"max": 5, "bins": (3, 6)}, "('bins', 1)"),
        ({"bins": tuple(range(1, 21))}, "at most 19"),
        ({"min": -1e12 - 1}, "greater than or equal to"),
        ({"max": 1e12 + 1}, "less than or equal to"),
        ({"decimals": 5}, "less than or equal to 4"),
        ({"decimals": -1}, "greater than or equal to 0"),
    ],
)
def test_borders_and_edges_that_do_not_fit_are_refused(about: dict[str, object], place: str) -> None:
    with pytest.raises(ValidationError) as refused:
        number(**about)

    flaws = [str(flaw.at) for error in refused.value.errors() for flaw in error.get("ctx", {}).get("flaws", ())]
    assert place in flaws or place in str(refused.value)


def test_the_last_edge_may_be_the_largest_number_and_twenty_cells_are_the_most() -> None:
    assert number(max=5, bins=(3, 5)).all_cells()[-1] == "5.."
    assert len(number(bins=tuple(range(1, 20))).all_cells()) == 20
    assert number(decimals=4).decimals == 4
    assert number(min=-1e12, max=0).min == -1e12

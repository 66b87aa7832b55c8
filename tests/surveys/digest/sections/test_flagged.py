"""Does the table with and without marked respondents stand only where it gives none of them away?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from answered import material
from digest_samples import name
from fielding import item, options, questionnaire

from surveys.digest.digest import Line, Row, Say, Section, Table
from surveys.digest.material import Material
from surveys.digest.sections import flagged

ASKED = questionnaire(
    item("place", "choice", options=options("shop", "phone", "chat")),
    item("ways", "choices", options=options("mail", "letter")),
    item("best", "ranking", options=options("fast", "kind")),
    item("when", "date"),
    item("age", "number", max=120),
)


def cells(**people: int) -> dict[str, int]:
    return {"n": sum(people.values()), **people}


def given(key: str, counts: dict[str, int], kept: dict[str, int] | None, **settings: Any) -> Material:
    made = material({"": {"n": counts["n"]}, key: counts}, ASKED)
    return replace(made, **{"unflagged": {} if kept is None else {key: kept}, **settings})


def keys(section: Section | None) -> list[str]:
    return [each.say.key if isinstance(each, Line) else each.type for each in section.blocks] if section else []


def test_both_counts_stand_side_by_side_with_their_n() -> None:
    """30 shop and 20 phone; without twelve who are marked 24 and 14. Nobody chose chat."""
    section = flagged.section(given("place", cells(shop=30, phone=20), cells(shop=24, phone=14)))

    assert section is not None
    intro, table = section.blocks
    assert intro == Line(say=Say(key="flagged-intro"))
    assert table == Table(
        title=name("place"),
        columns=(Say(key="flagged-all", values={"n": 50}), Say(key="flagged-kept", values={"n": 38})),
        rows=(
            Row(label=name("Shop"), cells=(30, 24)),
            Row(label=name("Phone"), cells=(20, 14)),
            Row(label=name("Chat"), cells=(None, None)),
        ),
    )
    assert section.brief == 0


def test_nothing_is_compared_where_nobody_is_marked_numbers_are_hidden_or_four_took_part() -> None:
    made = given("place", cells(shop=30, phone=20), cells(shop=24, phone=14))

    assert flagged.section(replace(made, unflagged=None)) is None
    assert flagged.section(replace(made, hidden="results-after-close")) is None
    assert flagged.section(replace(made, participants=4)) is None
    assert keys(flagged.section(replace(made, participants=5))) == ["flagged-intro", "table"]


@pytest.mark.parametrize(
    ("key", "counts", "kept"),
    [
        ("place", cells(shop=30, phone=20), cells(shop=27, phone=20)),  # three are marked
        ("place", cells(shop=30, phone=20), cells(shop=24, phone=19)),  # one of them chose the phone
        ("place", cells(shop=30, phone=20), cells(shop=31, phone=9)),  # of other times: more without than with
        ("place", cells(shop=30, phone=20), None),  # everybody who answered is marked: nobody is left to show
        ("place", cells(shop=4), cells(shop=0)),
        ("age", {"n": 50}, {"n": 38}),  # without rows there is no table
        ("when", {"n": 50, "2026-03": 50}, {"n": 38, "2026-03": 38}),
        ("best", {"n": 50, "first:fast": 50}, {"n": 38, "first:fast": 38}),
    ],
)
def test_where_nothing_may_be_shown_that_is_said(key: str, counts: dict[str, int], kept: dict[str, int] | None) -> None:
    assert keys(flagged.section(given(key, counts, kept, participants=50))) == ["flagged-withheld"]


@pytest.mark.parametrize(("people", "shown"), [(5, True), (4, False)])
def test_a_question_of_five_answers_none_of_which_is_marked_stands_as_it_is(people: int, shown: bool) -> None:
    made = given("place", cells(shop=people), cells(shop=people), participants=50)

    assert keys(flagged.section(made)) == (["flagged-intro", "table"] if shown else ["flagged-withheld"])


def test_where_several_may_be_chosen_marked_ones_are_no_rest_of_the_others() -> None:
    """50 people, 30 mail and 44 letters; without ten marked ones 25 of 40 and 37 of 40: the 37 tell of three without."""
    counts, kept = {"n": 50, "mail": 30, "letter": 44}, {"n": 40, "mail": 25, "letter": 37}
    section = flagged.section(given("ways", counts, kept))

    assert section is not None
    table = section.blocks[1]
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows] == [(30, 25), (44, None)]
    assert [column.values["n"] for column in table.columns if isinstance(column, Say)] == [50, 40]


def test_the_guarded_table_knows_who_was_marked_as_a_column_that_is_not_printed() -> None:
    found = flagged.guarded(ASKED.item("place"), cells(shop=30, phone=20), cells(shop=24, phone=14))

    assert found is not None
    assert [found.base(column) for column in ("", "kept", "marked")] == [50, 38, 12]
    assert [found.count("shop", column) for column in ("", "kept", "marked")] == [30, 24, 6]
    assert flagged.guarded(ASKED.item("place"), {}, {}) is not None

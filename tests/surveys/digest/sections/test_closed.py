"""Which closed questions are shown, in which order, with which shares, and when is a median said?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from answered import AGE, AGREE, CHANNELS, GROUP, HOURS, PLACE, SINCE, WHY, material, wave
from digest_samples import name
from fielding import questionnaire

from surveys.digest.digest import Bar, Bars, Line, Say
from surveys.digest.material import Material, ShownTheme
from surveys.digest.sections import closed
from surveys.tables import WaveState

ASKED = questionnaire(GROUP, PLACE, CHANNELS, AGREE, HOURS, AGE, SINCE, WHY, segment="group")


def given(key: str, of: Any = WaveState.CLOSED, participants: int | None = None, **cells: Any) -> Material:
    return material({"": {"n": cells["n"]}, key: cells}, ASKED, of=wave(of), participants=participants)


def block(made: Material) -> Any:
    section = closed.section(made)
    assert section is not None
    [found] = section.blocks
    return found


def points(**people: int) -> Material:
    """A scale on which so many chose each point, as in ``_2=5``."""
    cells = {key.removeprefix("_"): n for key, n in people.items()}
    return given("agree", n=sum(cells.values()), **cells)


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_a_question_is_shown_from_five_answers_on(people: int, shown: bool) -> None:
    assert (closed.section(given("place", n=people, shop=people)) is not None) is shown


def test_the_group_and_what_people_wrote_stand_elsewhere() -> None:
    assert closed.section(given("group", n=12, customer=12)) is None
    assert closed.section(given("why", n=12)) is None


def test_the_screen_has_three_questions_and_beside_themes_one() -> None:
    plain = given("place", n=12, shop=12)
    section, beside = closed.section(plain), closed.section(
        replace(plain, themes=(ShownTheme("a", "why", name("A")),))
    )  # fmt: skip

    assert section is not None
    assert beside is not None
    assert (section.brief, beside.brief) == (3, 1)


def test_a_choice_stands_whole_with_the_largest_first() -> None:
    assert block(given("place", n=30, shop=6, phone=14, mail=10)) == Bars(
        title=name("place"),
        question=name("place?"),
        n=30,
        bars=(
            Bar(label=name("Phone"), count=14, share=14 / 30),
            Bar(label=name("Mail"), count=10, share=10 / 30),
            Bar(label=name("Shop"), count=6, share=6 / 30),
            Bar(label=name("Chat"), count=None),
        ),
    )


def test_only_a_scale_is_ordered_and_only_of_choices_several_may_be_named() -> None:
    scale, several, hours = points(_1=6, _5=6), given("channels", n=12, phone=12), given("hours", n=12, **{"..2": 12})

    assert [(block(each).ordered, block(each).several) for each in (scale, several, hours)] == [
        (True, False),
        (False, True),
        (False, False),
    ]


def test_points_ranges_and_months_keep_their_order_however_many_chose_them() -> None:
    scale = points(_1=5, _3=9, _5=7)
    hours = given("hours", n=19, **{"..2": 5, "2..10": 9, "10..": 5})
    since = given("since", n=14, **{"2025-12": 5, "2026-03": 9})

    assert [[bar.count for bar in block(each).bars] for each in (scale, hours, since)] == [
        [5, None, 9, None, 7],
        [5, 9, 5],
        [5, 9],
    ]


@pytest.mark.parametrize(("participants", "share"), [(20, 12 / 18), (21, None)])
def test_while_more_than_a_tenth_waits_there_is_no_share(participants: int, share: float | None) -> None:
    made = given("place", WaveState.OPEN, participants, n=18, shop=12, phone=6)

    assert block(made).bars[0] == Bar(label=name("Shop"), count=12, share=share)


# --- medians ---


@pytest.mark.parametrize(
    ("people", "median"),
    [
        ({"_1": 5, "_5": 5}, 3.0),  # between the fifth and the sixth
        ({"_1": 5, "_5": 6}, 5.0),  # the sixth of eleven
        ({"_1": 6, "_5": 5}, 1.0),
        ({"_2": 5, "_3": 5}, 2.5),
        ({"_1": 5, "_2": 5, "_3": 5, "_4": 5, "_5": 5}, 3.0),
        ({"_4": 9}, None),  # nine are too few
        ({"_4": 10}, 4.0),
        ({"_2": 9, "_3": 9, "_4": 2}, None),  # one point is withheld
    ],
)
def test_the_median_of_a_scale_is_said_of_ten_whose_points_are_all_shown(
    people: dict[str, int], median: float | None
) -> None:
    n = sum(people.values())
    note = Say(key="closed-median", values={"median": median, "n": n}) if median is not None else None

    assert block(points(**people)).note == note


def test_a_scale_of_which_some_answers_stand_at_no_point_has_no_median() -> None:
    """16 answered and 11 stand somewhere: the middle of 11 is not that of 16."""
    assert block(given("agree", n=16, **{"1": 6, "5": 5})).note is None


def test_a_number_has_the_median_that_was_released_in_its_decimals_and_unit() -> None:
    """The release keeps 35 tenths."""
    hours = given("hours", n=12, **{"..2": 5, "2..10": 7, "median:n": 35})

    assert block(hours).note == Say(key="closed-median", values={"median": name("3,5 Stunden"), "n": 12})
    assert block(given("hours", n=12, **{"..2": 5, "2..10": 7})).note is None
    assert block(given("hours", n=9, **{"..2": 9, "median:n": 35})).note is None


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            {"n": 12, "median:n": 40},
            Say(key="closed-number", values={"title": name("age"), "median": name("40 Jahre"), "n": 12}),
        ),
        ({"n": 12}, Say(key="closed-answers", values={"title": name("age"), "n": 12})),
        ({"n": 9, "median:n": 40}, Say(key="closed-answers", values={"title": name("age"), "n": 9})),
    ],
)
def test_a_number_without_ranges_is_a_sentence(cells: dict[str, Any], said: Say) -> None:
    assert block(given("age", **cells)) == Line(say=said)


def test_of_a_choice_no_median_is_said() -> None:
    assert block(given("place", n=20, shop=10, phone=10)).note is None

"""Do themes stand with the right people, shares, changes and words, and where do they begin and end?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from answered import NOON, material, person, wave
from digest_samples import name
from fielding import item, questionnaire

from surveys.analysis.change import Share, wilson
from surveys.coding.calibration import Share as Checked
from surveys.digest.digest import Line, Quoted, Ranged, Ranges, Say
from surveys.digest.material import Candidate, Coverage, Material, ShownTheme
from surveys.digest.sections import themes
from surveys.tables import WaveState

ASKED = questionnaire(item("why", "open"), item("how", "open"))
WHY = name("why")


def theme(key: str, **settings: Any) -> ShownTheme:
    return ShownTheme(**{"id": key, "item": "why", "label": name(key.upper()), **settings})


def cells(n: int, **people: int) -> dict[str, int]:
    return {"n": n, **{f"t:{'-' if key == 'none' else key}": count for key, count in people.items()}}


def given(counts: dict[str, dict[str, int]], *shown: ShownTheme, **settings: Any) -> Material:
    everybody = max(each["n"] for each in counts.values())
    return replace(material({"": {"n": everybody}, **counts}, ASKED), themes=shown, **settings)


def candidate(number: int, of: str, key: str = "why") -> Candidate:
    words = f"Antwort Nummer {number}, die lang genug ist, um gut lesbar zu sein."
    return Candidate(f"a{number}", person(number), key, words, None, None, theme=of, rank=number)


def rows(made: Material) -> tuple[Ranged, ...]:
    return themes.ranges(made, made.questionnaire.item("why")).rows


def lines(made: Material) -> list[Say]:
    section = themes.section(made)
    return [each.say for each in section.blocks if isinstance(each, Line)] if section else []


# --- from when on ---


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_themes_are_shown_from_five_answers_on(people: int, shown: bool) -> None:
    made = given({"why": cells(people, a=people)}, theme("a"))

    assert themes.is_shown(made, made.questionnaire.item("why")) is shown
    assert (themes.section(made) is not None) is shown


def test_four_participants_hidden_numbers_or_no_theme_show_no_themes() -> None:
    counts = {"why": cells(12, a=12)}

    assert themes.section(given(counts)) is None
    assert themes.section(given(counts, theme("a"), participants=4)) is None
    assert themes.section(given(counts, theme("a"), participants=5)) is not None
    assert themes.section(given(counts, theme("a"), hidden="results-after-close")) is None


@pytest.mark.parametrize(
    ("count", "base", "share"), [(9, 9, None), (9, 10, None), (5, 10, Share(5, 10)), (10, 10, Share(10, 10))]
)
def test_a_share_is_said_of_ten_and_only_where_the_rest_is_nobody_or_five(
    count: int, base: int, share: Share | None
) -> None:
    made = given({"why": cells(base, a=count, none=base - count)}, theme("a"))
    [row, *_] = rows(made) or [Ranged(label=WHY, count=None)]

    assert row.share == (share.value if share else None)


def test_a_row_has_its_people_share_range_and_mark() -> None:
    """40 answers: 18 speak of b, 12 of a, 10 of none."""
    made = given({"why": cells(40, a=12, b=18, none=10)}, theme("a", proposed=True), theme("b"))
    low, high = wilson(Share(18, 40))

    ranges = themes.ranges(made, ASKED.item("why"))

    assert (ranges.title, ranges.question, ranges.n, ranges.note) == (WHY, name("why?"), 40, None)
    assert ranges.rows[0] == Ranged(label=name("B"), count=18, share=0.45, low=low, high=high, theme_id="b")
    assert (ranges.rows[1].count, ranges.rows[1].mark) == (12, Say(key="theme-proposed"))
    assert ranges.rows[2] == Ranged(label=Say(key="theme-none"), count=10)


def test_a_theme_that_emerged_is_marked_as_that_whether_anybody_confirmed_it_or_not() -> None:
    made = given({"why": cells(20, a=20)}, theme("a", emerged=True, proposed=True))

    assert rows(made)[0].mark == Say(key="theme-emerged")


def test_what_is_withheld_is_noted_and_nobody_without_a_theme_has_no_row() -> None:
    """4 of 40 speak of b, and the 11 of none are withheld beside them; where all speak of a theme there is no rest."""
    some = themes.ranges(given({"why": cells(40, a=25, b=4, none=11)}, theme("a"), theme("b")), ASKED.item("why"))
    everybody = themes.ranges(given({"why": cells(20, a=12, b=8)}, theme("a"), theme("b")), ASKED.item("why"))

    assert [row.count for row in some.rows] == [25]
    assert some.note == Say(key="theme-withheld", values={"fewest": 5})
    assert [row.count for row in everybody.rows] == [12, 8]
    assert everybody.note is None


def test_while_answers_wait_a_theme_has_people_and_no_share() -> None:
    """17 of 20 are counted: 18 would do."""
    early, later = (
        given({"why": cells(n, a=12, none=n - 12)}, theme("a"), participants=20, wave=wave(WaveState.OPEN))
        for n in (17, 18)
    )

    assert [(row.count, row.share, row.low, row.high) for row in rows(early)[:1]] == [(12, None, None, None)]
    assert rows(later)[0].share == 12 / 18


# --- what changed ---


@pytest.mark.parametrize(
    ("now", "then", "changed"),
    [
        (Share(20, 110), Share(10, 100), True),  # all ten who came since
        (Share(19, 109), Share(10, 100), False),  # nine are too few to tell
        (Share(60, 150), Share(60, 100), True),  # none of the fifty who came since
        (Share(59, 150), Share(60, 100), False),  # one was coded anew: nothing can be told apart
        (Share(21, 110), Share(10, 100), False),  # as here
        (Share(90, 150), Share(60, 100), False),  # 30 of 50 are as 60 of 100
        (Share(60, 100), Share(60, 100), False),
    ],
)
def test_a_change_is_one_of_those_who_came_since_and_of_ten_at_least(now: Share, then: Share, changed: bool) -> None:
    assert themes.has_changed(now, then) is changed


@pytest.mark.parametrize(
    ("now", "then", "said"),
    [
        ((70, 150), (30, 100), Say(key="change-up", values={"points": 17})),
        ((60, 150), (60, 100), Say(key="change-down", values={"points": 20})),
        ((46, 150), (30, 100), Say(key="change-chance")),
        ((5300, 10500), (5000, 10000), Say(key="change-up", values={"points": 0})),  # 50 % and 50 %, beyond chance
    ],
)
def test_a_change_stands_in_points_beside_its_theme(now: tuple[int, int], then: tuple[int, int], said: Say) -> None:
    counts, last = ({"why": cells(n, a=a, none=n - a)} for a, n in (now, then))
    made = given(counts, theme("a"), last=last, last_at=NOON)

    assert rows(made)[0].change == said
    assert rows(replace(made, last=None))[0].change is None


def test_a_share_of_a_digest_is_compared_only_where_both_may_be_said() -> None:
    now = {"why": cells(150, a=70, none=80)}
    last = {"why": cells(100, a=30, none=70)}

    assert themes.now_and_then(given(now, theme("a"), last=last), theme("a")) == (Share(70, 150), Share(30, 100))
    assert themes.now_and_then(given(now, theme("a"), last={"why": cells(9, a=9)}), theme("a")) is None
    assert themes.now_and_then(given(now, theme("a"), last={}), theme("a")) is None
    assert themes.now_and_then(given({"why": cells(9, a=9)}, theme("a"), last=last), theme("a")) is None
    waiting = given(now, theme("a"), last=last, participants=200, wave=wave(WaveState.OPEN))
    assert themes.now_and_then(waiting, theme("a")) is None


# --- what checks make of it ---


def test_a_corrected_share_is_that_of_its_theme_in_whole_percent() -> None:
    corrected = (Checked("b", 0.25, 0.2, 0.1, 0.3, 40), Checked("a", 0.5, 0.4449, 0.3351, 0.5549, 40))
    made = given(
        {"why": cells(40, a=20, c=10, none=10)}, theme("a"), theme("c"), coverage={"why": Coverage(40, corrected=corrected)}
    )  # fmt: skip

    first, other, _ = rows(made)
    assert (first.corrected, first.corrected_low, first.corrected_high) == (0.44, 0.34, 0.55)
    assert (other.corrected, other.corrected_low, other.corrected_high) == (None, None, None)


# --- in words ---


def test_a_theme_is_told_by_its_definition_else_its_words_else_its_name() -> None:
    shown = (
        theme("a", definition=name("Wer wartet."), keywords=("Uhr",)),
        theme("b", keywords=("Preis", "teuer")),
        theme("c"),
    )
    made = given({"why": cells(40, a=16, b=13, c=11)}, *shown)

    assert lines(made) == [
        Say(key="theme-about", values={"theme": name("A"), "definition": name("Wer wartet.")}),
        Say(key="theme-words", values={"theme": name("B"), "words": "Preis, teuer"}),
        Say(key="theme-alone", values={"theme": name("C")}),
    ]


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (40, Say(key="theme-read", values={"count": 40, "of": 40})),
        (39, Say(key="theme-read-nearly", values={"of": 40})),
        (36, Say(key="theme-read-nearly", values={"of": 40})),
        (35, Say(key="theme-read", values={"count": 35, "of": 40})),
    ],
)
def test_how_many_answers_were_read_is_said_but_no_rest_of_one_to_four(read: int, said: Say) -> None:
    assert lines(given({"why": cells(40, a=40)}, theme("a"), coverage={"why": Coverage(read)}))[0] == said


def test_duplicates_are_said_from_five_on_and_how_many_were_checked() -> None:
    corrected = (Checked("a", 0.5, 0.44, 0.33, 0.55, 30),)
    five, four = (
        given({"why": cells(40, a=40)}, theme("a"), coverage={"why": Coverage(40, duplicates=n, corrected=corrected)})
        for n in (5, 4)
    )

    assert lines(five)[1:3] == [
        Say(key="theme-duplicates", values={"count": 5}),
        Say(key="theme-corrected", values={"n": 30}),
    ]
    assert [each.key for each in lines(four)] == ["theme-read", "theme-corrected", "theme-alone"]
    assert [each.key for each in lines(given({"why": cells(40, a=40)}, theme("a")))] == ["theme-alone"]


# --- on the one screen ---


def test_the_screen_has_the_themes_of_the_most_answered_question_and_a_quote_of_each_of_two() -> None:
    """How has 30 answers, why 20: the screen takes how's table, and the first quotes of two of its three themes."""
    shown = (theme("a"), *(theme(key, item="how") for key in "xyz"))
    found = [candidate(1, "a"), *(candidate(10 + at, "xxyyzz"[at], "how") for at in range(6))]
    made = given({"why": cells(20, a=20), "how": cells(30, x=12, y=10, z=8)}, *shown, candidates=tuple(found))

    section = themes.section(made)

    assert section is not None
    # why: table, sentence, quote; how: table, then each theme with a sentence and two quotes
    assert [each.type for each in section.blocks] == [
        "ranges",
        "line",
        "quote",
        "ranges",
        *["line", "quote", "quote"] * 3,
    ]
    assert section.picked == (3, 5, 8)
    assert isinstance(section.blocks[3], Ranges)
    assert [each.text for each in section.shown() if isinstance(each, Quoted)] == [found[1].words, found[3].words]


def test_a_theme_that_emerged_has_its_quotes_in_the_news() -> None:
    made = given({"why": cells(20, a=20)}, theme("a", emerged=True), candidates=(candidate(1, "a"),))
    section = themes.section(made)

    assert section is not None
    assert [each.type for each in section.blocks] == ["ranges", "line"]
    assert section.picked == (0,)

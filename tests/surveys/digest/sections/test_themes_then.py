"""Where does the comparison of themes with the wave before begin, and how is each of them told and ordered?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from answered import NOON, material, wave
from digest_samples import name
from fielding import item, options, questionnaire

from surveys.analysis.change import Share
from surveys.digest.digest import Course, Line, Moment, Say, Trend
from surveys.digest.material import Earlier, Material, ShownTheme
from surveys.digest.sections import themes_then
from surveys.digest.sections.themes_then import Met, Question
from surveys.tables import WaveState

ASKED = questionnaire(item("why", "open"), item("place", "choice", options=options("shop", "phone")))
WHY = ASKED.item("why")
TITLE = name("why")


def theme(key: str) -> ShownTheme:
    return ShownTheme(key, "why", name(key.upper()))


def cells(n: int, **people: int) -> dict[str, dict[str, int]]:
    counted = {f"t:{'-' if key == 'none' else key}": count for key, count in people.items()}
    return {"": {"n": n}, "why": {"n": n, **counted}}


def both(
    now: dict[str, dict[str, int]],
    then: dict[str, dict[str, int]],
    there: str = "abc",
    recast: str = "",
    **settings: Any,
) -> Material:
    """A wave and the one before with themes a, b and c; ``there``: those there were then, ``recast``: cut otherwise."""
    earlier = Earlier(
        wave(closed_at=NOON - timedelta(days=30)), ASKED, then, {key: key for key in there}, frozenset(recast)
    )
    return replace(material(now, ASKED, before=earlier, **settings), themes=tuple(map(theme, "abc")))


def question(given: Material) -> Question | None:
    assert given.before is not None
    return themes_then.question(given, given.before, WHY)


def met(key: str, now: tuple[int, int] | None, before: tuple[int, int] | None, **settings: Any) -> Met:
    return Met(WHY, theme(key), Share(*now) if now else None, Share(*before) if before else None, **settings)


def of(*found: Met, recast: str = "") -> Question:
    return Question(WHY, 80, 60, found, tuple(map(theme, recast)))


def trend(*found: Met) -> Trend:
    made = themes_then.blocks(of(*found))[-1]
    assert isinstance(made, Trend)
    return made


# --- what is compared ---


def test_every_theme_that_may_be_said_in_one_of_the_waves_is_looked_at() -> None:
    """a in both; b is withheld now (3 of it, so that c's 7 goes too) and had 20 then; c had nobody then."""
    found = question(both(cells(80, a=60, b=3, c=7, none=10), cells(60, a=30, b=20, none=10)))

    assert found is not None
    assert (found.now, found.before) == (80, 60)
    assert [(each.theme.id, each.now, each.before) for each in found.met] == [
        ("a", Share(60, 80), Share(30, 60)),
        ("b", None, Share(20, 60)),
    ]


@pytest.mark.parametrize(("now", "then", "compared"), [(10, 10, True), (9, 10, False), (10, 9, False)])
def test_ten_people_in_each_wave_are_needed(now: int, then: int, compared: bool) -> None:
    assert (question(both(cells(now, a=now), cells(then, a=then))) is not None) is compared


def test_only_a_question_in_words_that_was_asked_the_same_is_compared() -> None:
    given = both(cells(40, a=40), cells(40, a=40))
    assert given.before is not None
    reworded = replace(given.before, questionnaire=questionnaire(item("why", "open", text={"de": "Warum nur?"})))

    assert themes_then.question(given, given.before, WHY) is not None
    assert themes_then.question(given, given.before, ASKED.item("place")) is None
    assert themes_then.question(given, reworded, WHY) is None
    assert question(both(cells(40, a=40), {})) is None
    assert question(both({"": {"n": 40}}, cells(40, a=40))) is None


@pytest.mark.parametrize(("participants", "compared"), [(40, True), (41, False)])
def test_while_more_than_a_tenth_waits_nothing_is_compared(participants: int, compared: bool) -> None:
    """36 of 40 are nine of ten."""
    given = both(cells(36, a=36), cells(40, a=40), participants=participants, of=wave(WaveState.OPEN))

    assert (question(given) is not None) is compared


def test_a_theme_is_new_where_the_codebook_did_not_have_it_and_not_where_few_spoke_of_it() -> None:
    found = question(both(cells(80, a=40, b=20, c=20), cells(60, a=50, none=10), there="ab"))

    assert found is not None
    assert {each.theme.id: each.is_new for each in found.met} == {"a": False, "b": False, "c": True}


def test_recast_themes_are_named_where_they_are_shown_and_never_compared() -> None:
    """b and c were cut otherwise; c is withheld now, and naming it would tell that somebody spoke of it."""
    found = question(both(cells(80, a=50, b=20, c=3, none=7), cells(60, a=30, b=20, none=10), recast="bc"))

    assert found is not None
    assert [each.theme.id for each in found.met] == ["a"]
    assert [each.id for each in found.recast] == ["b"]


def test_where_no_theme_may_be_said_in_either_wave_there_is_no_comparison() -> None:
    assert question(both(cells(40, none=40), cells(40, none=40))) is None


# --- how it is told ---


def test_points_are_those_of_the_rounded_shares_and_none_where_one_is_missing() -> None:
    """41 of 80 are 51 %, 20 of 60 are 33 %."""
    assert met("a", (41, 80), (20, 60)).points == 18
    assert met("a", (20, 60), (41, 80)).points == -18
    assert (met("a", None, (20, 60)).points, met("a", (20, 60), None).points) == (0, 0)


def test_a_change_is_said_with_both_shares_their_people_and_its_range() -> None:
    more = themes_then.said(met("a", (41, 80), (20, 60), changed=True, low=0.02, high=0.335))
    less = themes_then.said(met("b", (20, 60), (41, 80), changed=True, low=-0.335, high=-0.02))

    shared: dict[str, Any] = {"title": TITLE, "now": 51, "n": 80, "before": 33, "base": 60}
    assert more.say == Say(key="change-theme-more", values={**shared, "theme": name("A"), "low": "+2", "high": "+34"})
    assert (less.say.key, less.say.values["low"], less.say.values["high"]) == ("change-theme-less", "−34", "−2")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.001, 0.004, ("+1", "+1")),  # no end is rounded to nothing: a change holds none
        (-0.004, -0.001, ("−1", "−1")),
        (0.0, 0.0, ("0", "0")),
        (0.014, 0.016, ("+1", "+2")),
        (0.025, 0.035, ("+3", "+4")),
        (-0.025, 0.5, ("−3", "+50")),
        (-1.0, 1.0, ("−100", "+100")),
    ],
)
def test_a_range_is_said_in_whole_points_with_its_sign_and_away_from_nothing(
    low: float, high: float, said: tuple[str, str]
) -> None:
    values = themes_then.said(met("a", (41, 80), (20, 60), low=low, high=high)).say.values

    assert (values["low"], values["high"]) == said


def test_what_came_what_went_and_what_was_recast_is_said_before_the_lines() -> None:
    found = of(
        met("a", (40, 80), (30, 60)),
        met("b", (20, 80), None, is_new=True),
        met("c", None, (15, 60)),
        met("d", (12, 80), None),
        met("e", None, (9, 60), is_new=True),
        recast="f",
    )

    *said, drawn = themes_then.blocks(found)
    assert [each.say for each in said if isinstance(each, Line)] == [
        Say(key="change-theme-new", values={"title": TITLE, "theme": name("B"), "count": 20, "n": 80}),
        Say(key="change-theme-gone", values={"title": TITLE, "theme": name("C"), "count": 15, "n": 60}),
        Say(key="change-theme-gone", values={"title": TITLE, "theme": name("E"), "count": 9, "n": 60}),
        Say(key="change-theme-recast", values={"title": TITLE, "theme": name("F")}),
    ]
    assert isinstance(drawn, Trend)
    assert (drawn.title, drawn.note) == (TITLE, Say(key="change-theme-note"))
    assert drawn.times == (Say(key="change-before", values={"n": 60}), Say(key="change-now", values={"n": 80}))


def test_lines_stand_by_how_far_they_moved_then_by_people_then_what_came_and_what_went() -> None:
    made = trend(
        met("gone-small", None, (9, 60)),
        met("gone-large", None, (19, 60)),
        met("new-small", (8, 80), None),
        met("new-large", (18, 80), None),
        met("steady-small", (10, 80), (30, 60)),
        met("steady-large", (30, 80), (20, 60)),
        met("moved-little", (60, 80), (39, 60), changed=True),  # 75 % instead of 65 %
        met("moved-much", (20, 80), (39, 60), changed=True),  # 25 % instead of 65 %
        met("moved-as-much", (72, 80), (30, 60), changed=True),  # 90 % instead of 50 %
    )

    assert [each.theme_id for each in made.courses] == [
        "moved-as-much",
        "moved-much",
        "moved-little",
        "steady-large",
        "steady-small",
        "new-large",
        "new-small",
        "gone-large",
        "gone-small",
    ]


def test_a_line_runs_from_then_to_now_with_its_range_where_it_has_both_ends() -> None:
    up, down, steady, new, shown_again, gone = trend(
        met("a", (60, 80), (30, 60), changed=True, low=0.1, high=0.4),
        met("b", (20, 80), (30, 60), changed=True, low=-0.4, high=-0.1),
        met("c", (40, 80), (30, 60), low=-0.15, high=0.15),
        met("d", (20, 80), None, is_new=True),
        met("e", (10, 80), None),
        met("f", None, (15, 60)),
    ).courses

    assert up == Course(
        label=name("A"),
        moments=(Moment(count=30, n=60, share=0.5), Moment(count=60, n=80, share=0.75)),
        change=Say(key="change-up-range", values={"points": 25, "low": "+10", "high": "+40"}),
        low=0.1,
        high=0.4,
        theme_id="a",
    )
    assert down.change == Say(key="change-down-range", values={"points": 25, "low": "−40", "high": "−10"})
    assert steady.change == Say(key="change-chance-range", values={"low": "−15", "high": "+15"})
    assert (new.change, new.low, new.high) == (Say(key="change-is-new"), None, None)
    assert new.moments == (None, Moment(count=20, n=80, share=0.25))
    assert shown_again.change is None
    assert (gone.change, gone.moments) == (None, (Moment(count=15, n=60, share=0.25), None))


def test_a_difference_nobody_has_judged_is_no_change() -> None:
    plain = met("a", (40, 80), (30, 60))

    assert (plain.is_new, plain.changed, plain.low, plain.high) == (False, False, 0.0, 0.0)


def test_one_point_more_is_more_and_one_point_less_is_less() -> None:
    """51 % instead of 50 %, and the other way round."""
    up = met("a", (51, 100), (50, 100), changed=True, low=0.002, high=0.02)
    down = met("a", (50, 100), (51, 100), changed=True, low=-0.02, high=-0.002)

    assert [themes_then.said(each).say.key for each in (up, down)] == ["change-theme-more", "change-theme-less"]
    changes = [course.change for course in trend(up, down).courses]
    assert [(each.key, each.values["points"]) for each in changes if each] == [
        ("change-up-range", 1),
        ("change-down-range", 1),
    ]

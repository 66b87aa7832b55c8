"""Which shares of two waves are compared, in which order are the changes told, and what stands in the tables?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from answered import NOON, material, wave
from digest_samples import name
from fielding import item, options, questionnaire

from surveys.analysis.change import Share
from surveys.design.questionnaire import Questionnaire
from surveys.digest.digest import Line, Row, Say, Section, Table
from surveys.digest.material import Earlier, Material, ShownTheme
from surveys.digest.sections import change
from surveys.digest.sections.change import Compared
from surveys.tables import WaveState

GROUP, PLACE, WAY, WHEN = (
    item("group", "choice", options=options("c", "p")),
    item("place", "choice", options=options("shop", "phone")),
    item("way", "choice", options=options("mail", "chat")),
    item("when", "date"),
)
ASKED = questionnaire(GROUP, PLACE, WAY, WHEN, item("why", "open"), segment="group")

Counts = dict[str, dict[str, int]]


def cells(**people: int) -> dict[str, int]:
    return {"n": sum(people.values()), **people}


def compared(now: Counts, then: Counts, asked: Questionnaire = ASKED, **settings: Any) -> Material:
    everybody = max(each["n"] for each in now.values())
    earlier = Earlier(wave(closed_at=NOON - timedelta(days=30)), asked, then, {"a": "a"})
    return replace(material({"": {"n": everybody}, **now}, ASKED, before=earlier), **settings)


def lines(section: Section | None) -> list[Say]:
    return [each.say for each in section.blocks if isinstance(each, Line)] if section else []


def tables(section: Section | None) -> list[Table]:
    return [each for each in section.blocks if isinstance(each, Table)] if section else []


def percent(number: int) -> Say:
    return Say(key="share", values={"percent": number})


def test_a_change_is_told_with_its_shares_and_stands_in_a_table_of_its_question() -> None:
    """Shop had 20 of 80 and has 40 of 80, phone the rest."""
    section = change.section(compared({"place": cells(shop=40, phone=40)}, {"place": cells(shop=20, phone=60)}))

    more: dict[str, Any] = {"title": name("place"), "answer": name("Shop"), "before": 25, "now": 50}
    less: dict[str, Any] = {"title": name("place"), "answer": name("Phone"), "before": 75, "now": 50}
    assert lines(section) == [
        Say(key="change-intro", values={"end": date(2026, 10, 4)}),
        Say(key="change-more", values=more),
        Say(key="change-less", values=less),
    ]
    [table] = tables(section)
    assert table.title == name("place")
    assert table.columns == (
        Say(key="change-before", values={"n": 80}),
        Say(key="change-now", values={"n": 80}),
        Say(key="change-difference"),
    )
    up, down = (Say(key=key, values={"points": 25}) for key in ("change-up", "change-down"))
    assert table.rows == (
        Row(label=name("Shop"), cells=(percent(25), percent(50), up)),
        Row(label=name("Phone"), cells=(percent(75), percent(50), down)),
    )
    assert section is not None
    assert section.brief == 3, "the sentence on what is compared, and both changes"


def test_the_larger_change_is_told_first_and_how_many_others_are_chance() -> None:
    """Shop moves by 25 points, mail by 50; of group, which is not compared, nothing is said."""
    now = {"place": cells(shop=40, phone=40), "way": cells(mail=60, chat=20), "group": cells(c=40, p=40)}
    then = {"place": cells(shop=20, phone=60), "way": cells(mail=20, chat=60), "group": cells(c=70, p=10)}
    section = change.section(compared(now, then))

    assert [each.values.get("answer") for each in lines(section)[1:]] == list(
        map(name, ("Mail", "Chat", "Shop", "Phone"))
    )
    assert [table.title for table in tables(section)] == [name("place"), name("way")]
    assert section is not None
    assert section.brief == 4, "three of four changes stand on the screen"


def test_what_is_chance_is_counted_beside_changes_and_by_itself() -> None:
    """Mail and chat move by 50 points, shop and phone by 5."""
    now = {"place": cells(shop=42, phone=38), "way": cells(mail=60, chat=20)}
    then = {"place": cells(shop=38, phone=42), "way": cells(mail=20, chat=60)}
    some = change.section(compared(now, then))
    none = change.section(compared({"place": now["place"]}, {"place": then["place"]}))

    assert lines(some)[-1] == Say(key="change-chance-others", values={"number": 2})
    assert [each.key for each in lines(some)] == ["change-intro", "change-more", "change-less", "change-chance-others"]
    assert lines(none)[1:] == [Say(key="change-chance-all", values={"number": 2})]
    assert tables(none)[0].rows[0].cells[2] == Say(key="change-chance")
    assert none is not None
    assert none.brief == 2


def test_without_a_wave_before_or_its_end_or_anything_in_common_there_is_no_section() -> None:
    now, then = {"place": cells(shop=40, phone=40)}, {"place": cells(shop=20, phone=60)}
    made = compared(now, then)
    assert made.before is not None

    assert change.section(replace(made, before=None)) is None
    assert change.section(replace(made, before=replace(made.before, wave=wave(closed_at=None)))) is None
    assert change.section(compared(now, {"way": cells(mail=20, chat=60)})) is None
    assert (
        change.section(compared(now, then, questionnaire(item("place", "choice", options=options("shop", "x")))))
        is None
    )


@pytest.mark.parametrize(("participants", "told"), [(88, True), (89, False)])
def test_while_more_than_a_tenth_waits_nothing_is_compared(participants: int, told: bool) -> None:
    """80 of 88 are nine of ten, of 89 they are not: 80.1 would be."""
    made = compared(
        {"place": cells(shop=40, phone=40)},
        {"place": cells(shop=20, phone=60)},
        participants=participants,
        wave=wave(WaveState.OPEN),
    )

    assert (change.section(made) is not None) is told


def test_months_are_never_compared() -> None:
    months = {"when": {"n": 40, "2026-03": 40}}

    assert change.section(compared(months, months)) is None


@pytest.mark.parametrize(("now", "then", "told"), [(10, 10, True), (9, 10, False), (10, 9, False)])
def test_a_share_is_compared_where_both_waves_have_ten_answers(now: int, then: int, told: bool) -> None:
    assert (change.section(compared({"place": cells(shop=now)}, {"place": cells(shop=then)})) is not None) is told


def test_nobody_who_chose_it_is_not_compared_as_none() -> None:
    """All 40 chose shop now, and 20 of 40 then: phone's nobody may be one to four who wait."""
    section = change.section(compared({"place": cells(shop=40)}, {"place": cells(shop=20, phone=20)}))

    assert [row.label for row in tables(section)[0].rows] == [name("Shop")]


def test_points_are_those_of_the_rounded_shares() -> None:
    """17 of 50 are 34 %, 41 of 80 are 51 %."""
    made = Compared(ASKED.item("place"), "shop", Share(17, 50), Share(41, 80))

    assert (made.points, made.changed) == (-17, False)


def test_themes_stand_among_the_answers_by_how_far_they_moved() -> None:
    """Theme a moves by 50 points, shop by 25, phone by as many: one family, the largest first."""
    now = {"place": cells(shop=40, phone=40), "why": {"n": 80, "t:a": 60, "t:-": 20}}
    then = {"place": cells(shop=20, phone=60), "why": {"n": 80, "t:a": 20, "t:-": 60}}
    made = compared(now, then, themes=(ShownTheme("a", "why", name("A")),))
    section = change.section(made)

    assert [each.key for each in lines(section)] == ["change-intro", "change-theme-more", "change-more", "change-less"]
    assert section is not None
    assert [block.type for block in section.blocks[4:]] == ["trend", "table"]
    # Newcombe's interval of 60 of 80 less 20 of 80, at 95 % as all three are changes: 35 to 62 points.
    assert (lines(section)[1].values["low"], lines(section)[1].values["high"]) == ("+35", "+62")


def test_a_theme_with_one_end_takes_no_place_among_the_ranges_of_others() -> None:
    """b came and has no range; c, which moved from 20 to 40 of 80, has its own: 10 to 38 points, not a's."""
    now = {"why": {"n": 80, "t:a": 60, "t:b": 20, "t:c": 40}}
    then = {"why": {"n": 80, "t:a": 20, "t:c": 20}}
    made = compared(now, then, themes=tuple(ShownTheme(key, "why", name(key)) for key in "bac"))
    assert made.before is not None
    both = replace(made, before=replace(made.before, themes={"a": "a", "c": "c"}))

    told = {str(each.values["theme"]): each.values for each in lines(change.section(both)) if "low" in each.values}
    assert {theme: (values["low"], values["high"]) for theme, values in told.items()} == {
        str(name("a")): ("+35", "+62"),
        str(name("c")): ("+10", "+38"),
    }


def test_a_change_of_one_point_is_up_or_down_as_it_went() -> None:
    """20,400 of 40,000 instead of 20,000: 51 % instead of 50 %, a hundredth, and beyond chance (p = 0.005)."""
    section = change.section(
        compared({"place": cells(shop=20_400, phone=19_600)}, {"place": cells(shop=20_000, phone=20_000)})
    )

    assert [each.key for each in lines(section)[1:]] == ["change-more", "change-less"]
    assert [row.cells[2] for row in tables(section)[0].rows] == [
        Say(key="change-up", values={"points": 1}),
        Say(key="change-down", values={"points": 1}),
    ]

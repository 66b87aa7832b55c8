"""What counts as news since the digest before, and with which numbers?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from answered import NOON, material, person
from digest_samples import name
from fielding import item, options, questionnaire

from surveys.digest.digest import Course, Line, Moment, Quoted, Say, Section, Trend
from surveys.digest.material import Candidate, Material, ShownTheme
from surveys.digest.sections import news

ASKED = questionnaire(item("why", "open"), item("place", "choice", options=options("shop", "phone")))
TITLE = name("why")
BEFORE = NOON - timedelta(days=7)


def theme(key: str, **settings: Any) -> ShownTheme:
    return ShownTheme(**{"id": key, "item": "why", "label": name(key.upper()), **settings})


def cells(n: int, **people: int) -> dict[str, dict[str, int]]:
    return {"": {"n": n}, "why": {"n": n, **{f"t:{'-' if key == 'none' else key}": of for key, of in people.items()}}}


def given(now: dict[str, dict[str, int]], *shown: ShownTheme, **settings: Any) -> Material:
    return replace(material(now, ASKED), **{"themes": shown, "last_at": BEFORE, **settings})


def lines(section: Section | None) -> list[Say]:
    return [each.say for each in section.blocks if isinstance(each, Line)] if section else []


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [(15, 10, 5), (14, 10, None), (9, 5, None), (10, 5, 5), (9, 4, None), (12, 4, None), (5, 0, 5), (4, 0, None)],
)
def test_new_answers_are_counted_from_five_on_and_never_from_a_number_under_five(
    now: int, before: int, told: int | None
) -> None:
    """12 after 4 would tell of the 4."""
    section = news.section(given(cells(now), last=cells(before) if before else {}, participants=40))

    values = {"title": TITLE, "count": told, "since": date(2026, 10, 27)}
    assert lines(section) == ([Say.model_validate({"key": "news-answers", "values": values})] if told else [])


def test_of_ticked_answers_and_before_the_first_digest_nothing_came() -> None:
    now = {"": {"n": 40}, "place": {"n": 40, "shop": 40}}

    assert news.section(given(now, last={"place": {"n": 10}})) is None
    assert news.section(given(cells(40), last=None)) is None
    assert news.section(given(cells(40), last={}, last_at=None)) is None


def test_there_is_no_news_of_four_people_or_while_numbers_are_hidden() -> None:
    made = given(cells(40), last=cells(10))

    assert news.section(replace(made, participants=5)) is not None
    assert news.section(replace(made, participants=4)) is None
    assert news.section(replace(made, hidden="results-after-close")) is None


def test_news_stand_in_their_order_and_only_the_first_new_theme_is_on_the_screen() -> None:
    """150 answered, 100 of them before: a had 30 and has 70; b and c are new."""
    shown = (theme("a"), theme("b", emerged=True), theme("c", emerged=True))
    quoted = Candidate("q1", person(1), "why", "Diese Antwort ist lang genug, um gut lesbar zu sein.", None, None, "c")
    made = given(cells(150, a=70, b=40, c=20, none=20), *shown, last=cells(100, a=30, none=70), candidates=(quoted,))

    section = news.section(made)

    assert section is not None
    assert [each.type for each in section.blocks] == ["line", "line", "quote", "line", "line", "trend"]
    assert lines(section) == [
        Say(key="news-emerged", values={"theme": name("B"), "title": TITLE}),
        Say(key="news-emerged", values={"theme": name("C"), "title": TITLE}),
        Say(key="news-answers", values={"title": TITLE, "count": 50, "since": date(2026, 10, 27)}),
        Say(key="change-more", values={"title": TITLE, "answer": name("A"), "now": 47, "before": 30}),
    ]
    assert isinstance(section.blocks[2], Quoted)
    assert section.blocks[2].item == name("C")
    assert (section.picked, section.brief) == ((0,), 0)


def test_without_a_new_theme_nothing_of_it_is_picked_for_the_screen() -> None:
    section = news.section(given(cells(150, a=70, none=80), theme("a"), last=cells(100, a=30, none=70)))

    assert section is not None
    assert (section.picked, section.shown()) == ((), ())


def test_a_theme_that_lost_is_told_so_and_one_within_chance_not_at_all() -> None:
    """Of the 50 who came none speaks of a: 40 % instead of 60 %. Of b 16 do, as 30 of 100 did."""
    now, last = cells(150, a=60, b=46, none=44), cells(100, a=60, b=30, none=10)
    section = news.section(given(now, theme("a"), theme("b"), last=last))

    assert lines(section)[1:] == [
        Say(key="change-less", values={"title": TITLE, "answer": name("A"), "now": 40, "before": 60})
    ]
    [trend] = [each for each in section.blocks if isinstance(each, Trend)] if section else []
    assert [course.label for course in trend.courses] == [name("A"), name("B")]


def test_a_line_runs_from_the_digest_before_to_now() -> None:
    section = news.section(given(cells(150, a=75, none=75), theme("a"), last=cells(100, a=30, none=70)))

    assert section is not None
    assert section.blocks[-1] == Trend(
        title=TITLE,
        times=(
            Say(key="news-day", values={"day": date(2026, 10, 27), "n": 100}),
            Say(key="news-day", values={"day": date(2026, 11, 10), "n": 150}),
        ),
        courses=(
            Course(
                label=name("A"),
                moments=(Moment(count=30, n=100, share=0.3), Moment(count=75, n=150, share=0.5)),
                theme_id="a",
            ),
        ),
    )


def test_a_theme_that_had_no_share_before_has_no_line() -> None:
    section = news.section(given(cells(150, a=75, none=75), theme("a"), last=cells(9, a=9)))

    assert section is not None
    assert [each.type for each in section.blocks] == ["line"], "only that 141 answers came"

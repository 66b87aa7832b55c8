"""What do sections get to work with, and from when on may shares be said?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from answered import EVERY_KIND, GROUP, NOON, counted, material, wave
from fielding import item, options, questionnaire

from surveys.analysis import disclosure
from surveys.design.text import Text
from surveys.digest.digest import Bar
from surveys.digest.material import (
    Candidate,
    Coverage,
    Earlier,
    Material,
    ShownTheme,
    Voice,
    bar,
    platform_name,
    segment_text,
)
from surveys.tables import WaveState

NAME = Text({"de": "Shop"})


@pytest.mark.parametrize(("counted_now", "settled"), [(8, False), (9, True), (10, True)])
def test_shares_wait_until_nine_of_ten_who_take_part_are_counted(counted_now: int, settled: bool) -> None:
    given = {"": {"n": 10}, "place": {"n": counted_now}}

    assert material(given, of=wave(WaveState.OPEN)).is_settled("place") is settled


def test_after_closing_no_share_waits_for_anybody() -> None:
    assert material({"": {"n": 100}, "place": {"n": 5}}, of=wave(WaveState.CLOSED)).is_settled("place")


def test_a_number_of_its_own_may_be_settled_where_all_answers_are_not() -> None:
    """Of 20 people 20 answered, but only 17 stand in one of the groups: 18 would be enough."""
    given = material({"": {"n": 20}}, of=wave(WaveState.OPEN))

    assert [given.is_settled("", each) for each in (None, 17, 18, 0)] == [True, False, True, False]


def test_a_bar_of_nobody_is_withheld_like_one_of_a_few() -> None:
    """9 of 14 shop and 5 of 14 phone; nobody chose chat, which reads as the four who may be waiting."""
    table = disclosure.guarded(disclosure.one_way({"shop": 9, "phone": 5}, 14, ("shop", "phone", "chat")))

    assert bar(table, "shop", NAME) == Bar(label=NAME, count=9, share=9 / 14)
    assert bar(table, "shop", NAME, shares=False) == Bar(label=NAME, count=9, share=None)
    assert bar(table, "chat", NAME) == Bar(label=NAME, count=None, share=None)


def test_a_group_is_called_as_its_option_and_by_its_key_where_no_question_asks_for_groups() -> None:
    without = questionnaire(item("why", "open"))

    assert segment_text(EVERY_KIND, "practitioner") == Text({"de": "Practitioner"})
    assert segment_text(without, "practitioner") == Text({"de": "practitioner"})
    assert material({}, without).segment is None
    assert material({}).segment == EVERY_KIND.item("group")
    assert material({}, questionnaire(GROUP, segment="group")).segment_text("customer") == Text({"de": "Customer"})


def test_a_platform_is_called_by_its_name_and_the_console_a_terminal() -> None:
    assert [platform_name(each) for each in ("telegram", "discord", "console")] == ["Telegram", "Discord", "Terminal"]
    assert material({}).platform_text("console") == Text({"de": "Terminal"})


def test_platforms_are_those_people_are_counted_on_by_name() -> None:
    given = counted({"place": ["shop"] * 3}, platform="telegram")
    given = counted({"place": ["shop"] * 2}, platform="discord", add_to=given)
    given[""]["n|p:"] = 1

    assert material(given).platforms() == ("discord", "telegram")
    assert material({}).platforms() == ()


def test_numbers_are_those_of_the_group_that_is_asked_for_and_nobody_where_nothing_is_counted() -> None:
    given = counted({"place": ["shop"] * 3})
    given = counted({"place": ["shop"] * 2}, group="practitioner", add_to=given)
    made = material(given)

    assert (made.n("place"), made.n("place", "|s:practitioner"), made.n("place", "|s:other")) == (5, 2, 0)
    assert (made.n("why"), made.of("why")) == (0, {})


def test_themes_stand_the_largest_first_those_of_as_many_in_the_order_of_the_codebook() -> None:
    """8 of a, 12 of b, 8 of c, 4 of d: d is not even named, nor what would give it away."""
    counts = {"": {"n": 60}, "why": {"n": 60, "t:a": 8, "t:b": 12, "t:c": 8, "t:d": 4, "t:-": 30}}
    made = material(counts)
    shown = tuple(ShownTheme(key, "why", Text({"de": key})) for key in "cabd")
    other = ShownTheme("b", "how", NAME)
    given = Material(**{**{name: getattr(made, name) for name in made.__slots__}, "themes": (*shown, other)})

    assert [theme.id for theme in given.themes_of("why")] == ["b", "c", "a"]
    assert given.themes_of("how") == ()


def test_only_the_very_same_question_was_asked_before() -> None:
    place = item("place", "choice", options=options("shop", "phone"))
    before = Earlier(wave(), questionnaire(place), {})
    fewer = questionnaire(item("place", "choice", options=options("shop", "phone", "chat")))

    assert before.asked(questionnaire(place, item("why", "open")).item("place"))
    assert not before.asked(fewer.item("place"))


def test_a_cell_is_called_as_its_question_calls_it() -> None:
    made = material({})

    assert made.cell_text(EVERY_KIND.item("place"), "shop") == Text({"de": "Shop"})
    assert made.cell_text(EVERY_KIND.item("agree"), "1") == Text({"de": "1 – gar nicht"})


def test_what_nobody_has_said_of_a_theme_an_answer_or_a_voice_is_not_assumed() -> None:
    """A theme is confirmed and old unless it is told otherwise; nothing was coded, and no voice is many at once."""
    theme, coverage, voice = ShownTheme("a", "why", NAME), Coverage(40), Voice(None, ())
    candidate = Candidate("a1", "p1", "why", "Worte", None, None)

    assert (theme.proposed, theme.emerged, theme.distinct) == (False, False, False)
    assert (coverage.duplicates, coverage.machine, coverage.human) == (0, 0, 0)
    assert voice.fresh is False
    assert (candidate.theme, candidate.rank) == (None, 0)


def test_material_keeps_the_time_it_was_made_at() -> None:
    assert material({}).now == NOON + timedelta(days=7)

"""Who took part, and from how many people on is that said?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from answered import bars_of, counted, material, shown, wave
from fielding import item, options, questionnaire

from surveys.digest.digest import Line, Say
from surveys.digest.sections import turnout
from surveys.tables import WaveState

GROUP = item("group", "choice", options=options("customer", "practitioner"))
ASKED = questionnaire(GROUP, item("place", "choice", options=options("shop", "phone")), segment="group")


@pytest.mark.parametrize(
    ("people", "said"),
    [
        (0, Say(key="turnout-too-few", values={"missing": 5})),
        (4, Say(key="turnout-too-few", values={"missing": 1})),
        (5, Say(key="turnout-participants", values={"count": 5})),
    ],
)
def test_from_five_people_on_they_are_counted_before_only_how_many_are_missing(people: int, said: Say) -> None:
    section = turnout.section(material({"": {"n": people}}, ASKED))

    assert section is not None
    assert section.blocks[0] == Line(say=said)
    assert len(section.blocks) == (1 if people < 5 else 2)


def test_one_platform_and_no_groups_need_no_bars() -> None:
    without = questionnaire(item("place", "choice", options=options("shop", "phone")))
    given = counted({"place": ["shop"] * 12}, without, group=None)
    both = counted({"place": ["shop"] * 9}, without, group=None, platform="discord", add_to=given)

    first, second = turnout.section(material(given, without)), turnout.section(material(both, without))
    assert first is not None
    assert len(first.blocks) == 1
    assert list(bars_of(second)) == ["turnout-by-platform"]


def test_groups_are_not_shown_while_numbers_are_hidden() -> None:
    given = counted({"place": ["shop"] * 12}, ASKED)

    assert list(bars_of(turnout.section(material(given, ASKED)))) == ["turnout-by-group"]
    assert bars_of(turnout.section(replace(material(given, ASKED), hidden="results-after-close"))) == {}


def test_who_stands_in_no_group_yet_is_a_rest_that_is_protected() -> None:
    """20 are counted, 12 and 5 of them in a group: of the other three the next smallest is withheld, and then the 12."""
    given = counted({"place": ["shop"] * 12}, ASKED)
    given = counted({"place": ["shop"] * 5}, ASKED, group="practitioner", add_to=given)
    given[""]["n"] = 20

    bars = bars_of(turnout.section(material(given, ASKED)))["turnout-by-group"]
    assert None in shown(bars).values()
    assert shown(bars) != {"Customer": 12, "Practitioner": 5}


def test_shares_wait_for_nine_of_ten_who_stand_in_a_group() -> None:
    """18 of 20 stand in a group; of 21 that is under nine of ten."""
    given = counted({"place": ["shop"] * 12}, ASKED)
    given = counted({"place": ["shop"] * 6}, ASKED, group="practitioner", add_to=given)
    open_wave = wave(WaveState.OPEN)
    by_group = [
        bars_of(turnout.section(material(given, ASKED, participants=people, of=open_wave)))["turnout-by-group"]
        for people in (20, 21)
    ]

    assert [[bar.share for bar in bars.bars] for bars in by_group] == [[12 / 18, 6 / 18], [None, None]]

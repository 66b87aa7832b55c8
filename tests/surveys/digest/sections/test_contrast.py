"""Are groups compared only where everybody of them may be shown, and the strongest difference told first?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from answered import NOON, material, wave
from digest_samples import name
from fielding import item, options, questionnaire

from surveys.analysis.change import Share, wilson
from surveys.design.questionnaire import Questionnaire
from surveys.digest import filtered, renaming
from surveys.digest.digest import Contrast, Digest, Dot, Line, Say, Section
from surveys.digest.material import Material, ShownTheme
from surveys.digest.sections import contrast, themes
from surveys.tables import WaveState

GROUPS = ("c", "p", "o")
GROUP = item("group", "choice", options=options(*GROUPS))
WHY, PLACE = item("why", "open"), item("place", "choice", options=options("shop", "phone"))
ASKED = questionnaire(GROUP, WHY, PLACE, segment="group")
TWO = questionnaire(item("group", "choice", options=options("c", "p")), WHY, PLACE, segment="group")


def people(sizes: dict[str, int], **said: dict[str, int]) -> dict[str, int]:
    """The cells of a question: of each group so many answered, and so many of them said it."""
    cells = {"n": sum(sizes.values()), **{f"n|s:{group}": n for group, n in sizes.items()}}
    for row, of in said.items():
        cell = {"none": "t:-"}.get(row, row.replace("t_", "t:"))
        cells |= {cell: sum(of.values()), **{f"{cell}|s:{group}": n for group, n in of.items()}}
    return cells


def given(
    counts: dict[str, dict[str, int]], asked: Questionnaire = ASKED, shown: str = "ab", **settings: Any
) -> Material:
    everybody = max((each["n"] for each in counts.values()), default=0)
    made = material({"": {"n": everybody}, **counts}, asked)
    return replace(made, themes=tuple(ShownTheme(key, "why", name(key.upper())) for key in shown), **settings)


def spoken(a: int, of: int, b: int, of_b: int) -> dict[str, dict[str, int]]:
    """Of so many customers and practitioners so many speak of theme a, all others of none."""
    return {"why": people({"c": of, "p": of_b}, t_a={"c": a, "p": b}, none={"c": of - a, "p": of_b - b})}


def chosen(shop: int, of: int, others: int, of_others: int) -> dict[str, dict[str, int]]:
    sizes = {"c": of, "p": of_others}
    phone = {"c": of - shop, "p": of_others - others}
    return {"place": people(sizes, shop={"c": shop, "p": others}, phone=phone)}


def shown(section: Section | None) -> list[Contrast]:
    return [each for each in section.blocks if isinstance(each, Contrast)] if section else []


def last(section: Section | None) -> Say:
    assert section is not None
    block = section.blocks[-1]
    assert isinstance(block, Line)
    return block.say


def test_a_contrast_has_a_dot_for_each_group_with_its_range() -> None:
    """30 of 50 customers speak of a, 10 of 50 practitioners; of two groups that is one difference."""
    section = contrast.section(given(spoken(30, 50, 10, 50), TWO))

    [block] = shown(section)
    assert (block.title, block.question) == (name("A"), name("why"))
    assert block.note == Say(key="contrast-more", values={"group": name("C")})
    assert block.dots == tuple(
        Dot(label=name(label), n=50, count=count, share=count / 50, low=low, high=high)
        for label, count in (("C", 30), ("P", 10))
        for low, high in [wilson(Share(count, 50))]
    )
    assert last(section) == Say(key="contrast-compared", values={"number": 1, "found": 1})
    assert section is not None
    assert section.brief == 1


def test_a_group_that_speaks_of_it_less_is_told_so() -> None:
    [block] = shown(contrast.section(given(spoken(10, 50, 30, 50), TWO)))

    assert block.note == Say(key="contrast-less", values={"group": name("C")})


def test_without_a_difference_the_largest_stands_there_as_chance() -> None:
    """Of place 20 of 50 against 18 of 50, twice: shop and phone are two rows of which one is shown."""
    section = contrast.section(given(chosen(20, 50, 18, 50), TWO, shown=""))

    [block] = shown(section)
    assert (block.note, block.theme_id, block.question) == (Say(key="contrast-chance"), None, name("place"))
    assert last(section) == Say(key="contrast-compared", values={"number": 2, "found": 0})


@pytest.mark.parametrize(
    ("counts", "shown_themes", "said"),
    [
        (spoken(30, 40, 10, 40), "a", "contrast-compared"),
        (spoken(30, 40, 10, 39), "a", "contrast-few"),
        (chosen(30, 40, 10, 39), "", None),  # of ticked answers alone nobody is told what could be known of themes
        ({"why": {"n": 4}}, "a", None),
    ],
)
def test_eighty_answers_are_needed_and_that_is_said_where_there_are_themes(
    counts: dict[str, dict[str, int]], shown_themes: str, said: str | None
) -> None:
    section = contrast.section(given(counts, TWO, shown_themes))

    assert (last(section).key if section else None) == said
    if said == "contrast-few":
        assert last(section).values == {"fewest": 80}


def test_nothing_is_compared_without_groups_or_numbers_or_of_four() -> None:
    counts = spoken(30, 50, 10, 50)

    assert contrast.section(given(counts, questionnaire(WHY))) is None
    assert contrast.section(given(counts, TWO, hidden="results-after-close")) is None
    assert contrast.section(given(counts, TWO, participants=4)) is None
    assert contrast.section(given(counts, TWO, participants=5)) is not None


def test_the_group_itself_and_scales_are_not_compared() -> None:
    asked = questionnaire(
        GROUP, item("much", "scale", low_end={"de": "x"}, high_end={"de": "y"}, **{"from": 1, "to": 5}), segment="group"
    )
    sizes = {"c": 50, "p": 50, "o": 50}
    counts = {"group": people(sizes, c=sizes), "much": {"n": 150, "1": 150}}

    assert contrast.section(given(counts, asked, shown="")) is None


def test_while_answers_wait_nothing_is_compared() -> None:
    waiting = given(spoken(30, 50, 10, 50), TWO, participants=200, wave=wave(WaveState.OPEN))

    assert last(contrast.section(waiting)).key == "contrast-withheld"


def test_of_three_groups_each_is_compared_with_the_others_together() -> None:
    """35 of 50, 10 of 50 and 20 of 50: 50 points up from 30 of 100, 35 down from 55 of 100, 5 down from 45 of 100."""
    sizes = dict.fromkeys(GROUPS, 50)
    said, silent = {"c": 35, "p": 10, "o": 20}, {"c": 15, "p": 40, "o": 30}
    section = contrast.section(given({"why": people(sizes, t_a=said, none=silent)}))

    [block] = shown(section)
    assert block.note == Say(key="contrast-more", values={"group": name("C")})
    assert [(dot.count, dot.n) for dot in block.dots] == [(35, 50), (10, 50), (20, 50)]
    assert last(section) == Say(key="contrast-compared", values={"number": 3, "found": 2})


def test_points_are_those_of_the_rounded_shares() -> None:
    """17 of 50 are 34 %, 41 of 80 are 51 %."""
    made = given(spoken(30, 50, 10, 50), TWO)
    [found] = contrast._compared(made, made.questionnaire.item("why"), ("c", "p"))

    assert (found.group, found.inside, found.outside, found.points) == ("c", Share(30, 50), Share(10, 50), 40)
    assert replace(found, inside=Share(17, 50), outside=Share(41, 80)).points == -17


def test_five_contrasts_stand_there_the_strongest_first_each_theme_once() -> None:
    """Seven themes, which 50 customers speak of 45, 44, ... 39 times and 50 practitioners 5 times each."""
    keys = "tuvwxyz"
    said = {f"t_{key}": {"c": 45 - at, "p": 5} for at, key in enumerate(reversed(keys))}
    made = given({"why": people({"c": 50, "p": 50}, **said)}, TWO, shown=keys)

    section = contrast.section(made)

    assert [block.title for block in shown(section)] == list(map(name, "ZYXWV"))
    assert last(section) == Say(key="contrast-compared", values={"number": 7, "found": 7})


def test_what_differs_stands_alone_where_something_does() -> None:
    """a differs by 40 points, b by 2: chance has no place beside it."""
    both = people({"c": 50, "p": 50}, t_a={"c": 30, "p": 10}, t_b={"c": 25, "p": 24})
    section = contrast.section(given({"why": both}, TWO))

    assert [block.title for block in shown(section)] == [name("A")]
    assert last(section) == Say(key="contrast-compared", values={"number": 2, "found": 1})


def test_a_group_of_which_nothing_may_be_said_has_an_empty_dot_and_no_verdict() -> None:
    """30 of 50, 10 of 50, and 5 of 9: of nine no share is said, and they are among nobody's others."""
    sizes = {"c": 50, "p": 50, "o": 9}
    said = {"c": 30, "p": 10, "o": 9}
    section = contrast.section(given({"why": people(sizes, t_a=said, none={"c": 20, "p": 40, "o": 0})}))

    [block] = shown(section)
    assert [(dot.n, dot.count, dot.share, dot.low, dot.high) for dot in block.dots][2] == (9, 9, None, None, None)
    assert last(section) == Say(key="contrast-compared", values={"number": 1, "found": 1})


def test_where_only_one_group_may_be_said_there_is_nothing_to_compare_it_with() -> None:
    """Of 90 customers 40 speak of a; of nine practitioners no share is said."""
    assert last(contrast.section(given(spoken(40, 90, 9, 9), TWO))).key == "contrast-withheld"


def test_one_point_above_the_others_is_more() -> None:
    """20,400 of 40,000 against 20,000 of 40,000: 51 % and 50 %, and beyond chance."""
    [block] = shown(contrast.section(given(spoken(20_400, 40_000, 20_000, 40_000), TWO)))

    assert block.note == Say(key="contrast-more", values={"group": name("C")})


def test_a_contrast_carries_the_id_of_its_theme_so_that_a_renaming_and_a_view_of_the_theme_find_it() -> None:
    """As the theme's own row does: with the cell's name in its place it kept its old name, and was offered twice."""
    made = given(spoken(30, 50, 10, 50), TWO, shown="a")
    sections = [section for section in (themes.section(made), contrast.section(made)) if section]
    kept = Digest(wave="w", title=TWO.title, at=NOON, sections=tuple(sections))
    renamed = renaming.renamed(kept, {"a": name("Wartezeit")})

    [before], [after] = (shown(each.sections[1]) for each in (kept, renamed))
    assert (before.theme_id, before.title) == ("a", name("A"))
    assert (after.theme_id, after.title) == ("a", name("Wartezeit"))
    assert filtered.themes(kept) == {"a": name("A")}
    assert [section.key for section in filtered.of_theme(kept, "a")] == ["themes", "contrast"]


def test_a_contrast_of_an_option_carries_no_theme() -> None:
    blocks = shown(contrast.section(given(chosen(30, 50, 10, 50), TWO, shown="")))

    assert [block.theme_id for block in blocks] == [None, None]

"""Do views of one group, one platform or what is new show only what was published, and uncover nobody?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from answered import EVERY_KIND, bars_of, counted, material, shown, wave
from digest_samples import bars, digest
from fielding import item, options, questionnaire
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.cells import answer_cells
from surveys.analysis.opinion import Opinion
from surveys.design.text import Text, text
from surveys.digest import filtered
from surveys.digest.digest import Bars, Course, Line, Quoted, Ranged, Ranges, Row, Say, Section, Table, Trend
from surveys.digest.filtered import Filter, Kind
from surveys.digest.material import Candidate, Coverage, Earlier, Material, ShownStatement, ShownTheme, Voice
from surveys.digest.sections import closed, turnout
from surveys.fieldwork import counts

GROUPS = ("customer", "practitioner", "both")
PLATFORMS = ("discord", "telegram")
PLACES = ("shop", "phone", "chat")
CHANNELS = ("mail", "letter")
ASKED = questionnaire(
    item("group", "choice", options=options(*GROUPS)),
    item("place", "choice", options=options(*PLACES)),
    item("channels", "choices", options=options(*CHANNELS)),
    segment="group",
)
Cell = tuple[str, str, str]  # group, platform, place
CELLS: list[Cell] = list(product(GROUPS, PLATFORMS, PLACES))
WAVES = st.fixed_dictionaries({cell: st.integers(0, 12) | st.integers(0, 2) for cell in CELLS})
VIEWS = [Filter(Kind.GROUP, key) for key in GROUPS] + [Filter(Kind.PLATFORM, key) for key in PLATFORMS]


def of(people: Mapping[Cell, int]) -> Material:
    """The wave of these people; of every three one uses mail, of every four one writes letters."""
    cells: dict[str, Counter[str]] = {}
    at = 0
    for (group, platform, place), n in sorted(people.items()):
        for _ in range(n):
            at += 1
            used = [way for way, every in (("mail", 3), ("letter", 4)) if not at % every]
            cells.setdefault("", Counter()).update(counts.narrowed((), group, platform))
            cells.setdefault("place", Counter()).update(answer_cells(ASKED.item("place"), place, group, platform))
            cells.setdefault("channels", Counter()).update(answer_cells(ASKED.item("channels"), used, group, platform))
    return material({unit: dict(known) for unit, known in cells.items()}, ASKED)


def views(given: Material) -> dict[Filter | None, tuple[Section, ...]]:
    """Everything anybody can be shown of a wave: all of it, and by each filter."""
    made = [section for make in (turnout.section, closed.section) if (section := make(given)) is not None]
    return {None: tuple(made)} | {each: filtered.sections(given, each) for each in VIEWS}


def bars_by_title(sections: tuple[Section, ...]) -> dict[str, Bars]:
    return {name: block for section in sections for name, block in bars_of(section).items()}


@settings(max_examples=60)
@given(WAVES)
def test_nothing_under_five_is_shown_in_any_view(people: Mapping[Cell, int]) -> None:
    for only, sections in views(of(people)).items():
        for name, block in bars_by_title(sections).items():
            numbers = [bar.count for bar in block.bars if bar.count is not None]
            assert all(number >= 5 for number in numbers), (only, name)
            assert block.n is None or block.n >= 5
            assert block.n is None or not block.several or all(block.n - n == 0 or block.n - n >= 5 for n in numbers)
            assert all(bar.share is None or (block.n or 0) >= 10 for bar in block.bars)


@settings(max_examples=60)
@given(WAVES)
def test_no_two_views_differ_by_one_to_four_people_in_a_cell(people: Mapping[Cell, int]) -> None:
    """A cell of everybody, less the same cell of a group, is the rest of the group: it is guarded too."""
    seen = {only: bars_by_title(sections) for only, sections in views(of(people)).items()}
    for one, other in combinations(seen, 2):
        if one is not None and other is not None:
            continue  # people of two groups, or of a group and a platform, are no part of each other
        for name in seen[one].keys() & seen[other].keys():
            first, second = seen[one][name], seen[other][name]
            pairs = [(first.n, second.n)]
            pairs += [(n, shown(second)[label]) for label, n in shown(first).items()]
            for n, part in pairs:
                assert n is None or part is None or n - part == 0 or n - part >= 5, (one, other, name)


@settings(max_examples=60)
@given(WAVES)
def test_all_views_together_determine_no_cell_of_one_to_four(people: Mapping[Cell, int]) -> None:
    """An attacker who knows that everybody has a group and a place solves all views as linear equations."""
    everything = views(of(people))
    seen = {only: shown(block) for only, sections in everything.items() for name, block in
            bars_by_title(sections).items() if name == "place"}  # fmt: skip
    bases = {only: block.n for only, sections in everything.items() for name, block in
             bars_by_title(sections).items() if name == "place"}  # fmt: skip
    for names, kind, at in ((GROUPS, Kind.GROUP, 0), (PLATFORMS, Kind.PLATFORM, 1)):
        true = {
            (name, place): sum(n for cell, n in people.items() if cell[at] == name and cell[2] == place)
            for name in names
            for place in PLACES
        }
        known = list(_equations(list(true), names, kind, seen, bases))
        for cell in _determined(list(true), known):
            assert true[cell] == 0 or true[cell] >= 5, cell


def _equations(
    cells: list[tuple[str, str]],
    names: tuple[str, ...],
    kind: Kind,
    seen: Mapping[Filter | None, Mapping[str, int | None]],
    bases: Mapping[Filter | None, int | None],
) -> Iterator[list[int]]:
    """Which cells add up to each number that is shown."""
    for only in (None, *(Filter(kind, name) for name in names)):
        mine = [only is None or cell[0] == only.key for cell in cells]
        if bases.get(only) is not None:
            yield [int(each) for each in mine]
        for place in PLACES:
            if seen.get(only, {}).get(place.title()) is not None:
                yield [int(each and cell[1] == place) for each, cell in zip(mine, cells, strict=True)]


def _determined(cells: list[tuple[str, str]], equations: list[list[int]]) -> list[tuple[str, str]]:
    """Cells with one solution only: those in which no vector of the null space has a part."""
    if not equations:
        return []
    _, sizes, vectors = np.linalg.svd(np.array(equations, dtype=float))
    free = vectors[np.sum(sizes > 1e-9) :]
    return [cell for at, cell in enumerate(cells) if np.all(np.abs(free[:, at]) < 1e-9)]


def test_a_group_of_nine_is_not_offered_and_one_of_ten_is() -> None:
    people = dict.fromkeys(CELLS, 0) | {("customer", "telegram", "shop"): 30, ("both", "telegram", "shop"): 10}
    ten = of(people)
    nine = of(people | {("both", "telegram", "shop"): 9})

    assert filtered.offered(ASKED, ten.counts) == (Filter(Kind.GROUP, "customer"), Filter(Kind.GROUP, "both"))
    assert Filter(Kind.GROUP, "both") not in filtered.offered(ASKED, nine.counts)
    assert filtered.sections(nine, Filter(Kind.GROUP, "both")) == ()


def test_a_groups_view_is_its_column() -> None:
    """20 customers: 12 shop, 8 phone; 20 practitioners: 10 shop, 10 chat. Nothing here is small."""
    zero = dict.fromkeys(CELLS, 0)
    given = of(
        zero
        | {("customer", "telegram", "shop"): 12, ("customer", "telegram", "phone"): 8}
        | {("practitioner", "telegram", "shop"): 10, ("practitioner", "telegram", "chat"): 10}
    )
    head, said = filtered.sections(given, Filter(Kind.GROUP, "customer"))
    block = bars_of(said)["place"]

    assert isinstance(head.blocks[0], Line)
    assert head.blocks[0].say.values["count"] == 20
    assert block.n == 20
    assert shown(block) == {"Shop": 12, "Phone": 8, "Chat": None}
    assert {bar.share for bar in block.bars} == {0.6, 0.4, None}


def test_a_column_with_something_withheld_states_no_median() -> None:
    """12 practitioners answer 5, 12 customers 1 (so the middle of all is 3); three customers more answer 2."""
    said = counted({"agree": [1] * 12 + [2] * 3}, group="customer")
    said = counted({"agree": [5] * 12}, group="practitioner", add_to=said)
    small = filtered.narrowed(material(said), Filter(Kind.GROUP, "customer"))
    assert small is not None
    section = closed.section(small)

    assert all(block.note is None for block in bars_of(section).values() if None in shown(block).values())


@pytest.mark.parametrize(("name", "told"), [(None, True), ("Anna", False)])
def test_a_groups_view_quotes_its_people_but_nobody_by_name(name: str | None, told: bool) -> None:
    said = counted({"why": ["x"] * 20, "place": ["shop"] * 20}, group="customer")
    said = counted({"why": ["x"] * 20, "place": ["shop"] * 20}, group="practitioner", add_to=said)
    mine = Candidate(
        "a1", "p1", "why", "Am Telefon half mir jemand in zwei Minuten, ganz ohne Schleife.", "customer", name
    )
    theirs = Candidate(
        "a2", "p2", "why", "Im Laden musste ich dreimal fragen, bis jemand Zeit hatte.", "practitioner", None
    )
    given = material(said, EVERY_KIND, candidates=[mine, theirs])
    made = filtered.sections(given, Filter(Kind.GROUP, "customer"))
    quoted = [block.text for section in made for block in section.blocks if isinstance(block, Quoted)]

    assert quoted == ([mine.words] if told else [])


def test_a_platforms_view_quotes_nobody() -> None:
    said = counted({"why": ["x"] * 20}, platform="telegram")
    said = counted({"why": ["x"] * 20}, platform="discord", add_to=said)
    mine = Candidate(
        "a1", "p1", "why", "Am Telefon half mir jemand in zwei Minuten, ganz ohne Schleife.", "customer", None
    )
    made = filtered.sections(material(said, candidates=[mine]), Filter(Kind.PLATFORM, "telegram"))

    assert made
    assert not [block for section in made for block in section.blocks if isinstance(block, Quoted)]


@settings(max_examples=60)
@given(WAVES, WAVES)
def test_what_is_new_follows_from_what_both_digests_show(before: Mapping[Cell, int], more: Mapping[Cell, int]) -> None:
    first = of(before)
    second = of({cell: n + more[cell] for cell, n in before.items()})
    then, now = (bars_by_title(views(given)[None]) for given in (first, second))
    for section in filtered.sections(second, Filter(Kind.NEWS, before=first.counts)):
        for block in section.blocks:
            if not isinstance(block, Table):
                continue
            name = str(block.title["de"])  # type: ignore[index]
            for row in block.rows:
                label = row.label["de"]  # type: ignore[index]
                count, grown = row.cells
                assert count == shown(now[name])[label]
                assert grown is None or (isinstance(grown, int) and grown >= 5)
                assert grown is None or grown == shown(now[name])[label] - shown(then[name])[label]  # type: ignore[operator]


def test_one_theme_is_cut_out_of_what_the_digest_says() -> None:
    wait, tone = text("Warten", "Waiting"), text("Tonfall", "Tone")
    blocks = (Bars(title=wait, n=12, bars=(), theme_id="t1"), bars(), Bars(title=tone, n=9, bars=(), theme_id="t2"))
    whole = digest().model_copy(update={"sections": (Section(key="closed", blocks=blocks, brief=1),)})
    [section] = filtered.of_theme(whole, "t2")

    assert filtered.themes(whole) == {"t1": wait, "t2": tone}
    assert section.blocks == (blocks[2],)
    assert filtered.of_theme(whole, "t3") == ()


def test_a_hidden_wave_has_no_views() -> None:
    given = material({}, ASKED, hidden="results-after-close")

    assert all(filtered.sections(given, each) == () for each in (*VIEWS, Filter(Kind.NEWS, before={})))


# --- what a view is made of, to the number ---


def two_platforms(**said: tuple[list[Any], list[Any]]) -> dict[str, dict[str, int]]:
    """What customers on Telegram said, and practitioners on Discord."""
    counted_ = counted({key: first for key, (first, _) in said.items()}, platform="telegram", group="customer")
    return counted(
        {key: second for key, (_, second) in said.items()}, platform="discord", group="practitioner", add_to=counted_
    )


HERE = two_platforms(
    place=(["shop"] * 12 + ["phone"] * 8, ["shop"] * 10 + ["chat"] * 10),
    why=(["x"] * 20, ["x"] * 20),
    s1=([1] * 12 + [-1] * 8, [1] * 10 + [-1] * 10),
    group=(["customer"] * 20, ["practitioner"] * 20),
    report=([{"channel": "mail", "outcome": "answered"}] * 20, [{"channel": "chat", "outcome": "nothing"}] * 20),
)
TELEGRAM, CUSTOMERS = Filter(Kind.PLATFORM, "telegram"), Filter(Kind.GROUP, "customer")


@pytest.mark.parametrize("only", [TELEGRAM, CUSTOMERS], ids=["platform", "group"])
def test_a_view_counts_what_its_people_said_and_nothing_of_others(only: Filter) -> None:
    """All customers are on Telegram: the same people by either filter. What cases were reported is in no view."""
    small = filtered.narrowed(material(HERE, statements=[ShownStatement("s1", "react", text("Ja", "Yes"))]), only)

    assert small is not None
    assert small.participants == 20
    assert small.counts == {
        "": {"n": 20},
        "place": {"n": 20, "shop": 12, "phone": 8},
        "why": {"n": 20, "answered": 20},
        "s1": {"n": 20, "agree": 12, "disagree": 8},
    }


@pytest.mark.parametrize(
    ("only", "called", "note"),
    [(TELEGRAM, "Telegram", "filtered-note-platform"), (CUSTOMERS, "Customer", "filtered-note")],
)
def test_a_view_says_whose_it_is_how_many_they_are_and_what_it_leaves_out(only: Filter, called: str, note: str) -> None:
    given = material(HERE, statements=[ShownStatement("s1", "react", text("Ja", "Yes"))])
    head, *others = filtered.sections(given, only)

    assert head.key == "turnout"
    assert head.blocks == (
        Line(say=Say(key="filtered-people", values={"name": Text({"de": called}), "count": 20})),
        Line(say=Say(key=note)),
    )
    assert [each.key for each in others] == ["closed", "statements", "quotes"]


def test_what_was_made_of_everybody_is_in_no_view() -> None:
    whole = replace(
        material(HERE),
        before=Earlier(wave(), EVERY_KIND, {}),
        themes=(ShownTheme("a", "why", text("Warten", "Waiting")),),
        last={},
        opinion=Opinion(20, (), {}, {}, (), ()),
        coverage={"why": Coverage(20)},
        unflagged={},
        asked=(QUOTED,),
        voices=(Voice(None, (QUOTED,)),),
    )
    small = filtered.narrowed(whole, CUSTOMERS)

    assert small is not None
    assert (small.before, small.last, small.opinion, small.unflagged) == (None, None, None, None)
    assert (small.themes, small.asked, small.voices, small.coverage) == ((), (), (), {})


QUOTED = Candidate("a1", "p1", "why", "Am Telefon half mir jemand in zwei Minuten, ohne Schleife.", "customer", None)


@pytest.mark.parametrize(
    ("settings", "only", "told"),
    [
        ({}, CUSTOMERS, True),
        ({}, TELEGRAM, False),
        ({"segment": "practitioner"}, CUSTOMERS, False),
        ({"segment": None}, CUSTOMERS, False),
        ({"name": "Anna"}, CUSTOMERS, False),
    ],
)
def test_only_words_of_the_group_that_nobody_is_named_beside_are_in_its_view(
    settings: dict[str, str | None], only: Filter, told: bool
) -> None:
    small = filtered.narrowed(material(HERE, candidates=[replace(QUOTED, **settings)]), only)  # type: ignore[arg-type]

    assert small is not None
    assert bool(small.candidates) is told


def test_who_named_no_group_is_quoted_in_no_view_of_one() -> None:
    asked = questionnaire(
        item("group", "choice", options=options("customer", "none")), item("why", "open"), segment="group"
    )
    said = counted({"why": ["x"] * 20}, asked, group="customer")
    said = counted({"why": ["x"] * 20}, asked, group="none", add_to=said)
    small = filtered.narrowed(
        material(said, asked, candidates=[replace(QUOTED, segment="none")]), Filter(Kind.GROUP, "none")
    )

    assert small is not None
    assert small.candidates == ()


def test_of_one_platform_alone_there_is_no_view_and_of_several_they_stand_by_name() -> None:
    alone = counted({"place": ["shop"] * 20}, platform="telegram")

    assert [each for each in filtered.offered(EVERY_KIND, alone) if each.kind is Kind.PLATFORM] == []
    assert [each.key for each in filtered.offered(EVERY_KIND, HERE)] == [
        "customer",
        "practitioner",
        "discord",
        "telegram",
    ]
    assert filtered.offered(questionnaire(item("why", "open")), alone) == ()
    assert filtered.offered(EVERY_KIND, {}) == ()


def test_a_platform_whose_rest_is_three_people_is_not_offered() -> None:
    """Of 33 people 20 and 10 are on two platforms: the three would follow, and so the ten are withheld."""
    said = counted({"place": ["shop"] * 20}, platform="telegram", group=None)
    said = counted({"place": ["shop"] * 10}, platform="discord", group=None, add_to=said)
    exact = filtered.offered(EVERY_KIND, said)
    said[""]["n"] += 3

    assert [each.key for each in exact] == ["discord", "telegram"]
    assert [each.key for each in filtered.offered(EVERY_KIND, said)] != ["discord", "telegram"]


def test_a_question_that_four_of_the_group_answered_is_not_in_its_view_and_five_are() -> None:
    four, five = (two_platforms(place=(["shop"] * 20, ["shop"] * 20), why=(["x"] * n, ["x"] * 20)) for n in (4, 5))

    small, large = (filtered.narrowed(material(given), CUSTOMERS) for given in (four, five))
    assert small is not None
    assert large is not None
    assert "why" not in small.counts
    assert large.counts["why"] == {"n": 5, "answered": 5}


def test_a_ranking_is_in_a_view_only_where_all_of_its_first_places_may_be_said() -> None:
    """Of 20 customers 10 put fast first and 10 kind; or 18 and 2."""
    kind, fast = ["kind", "fast"], ["fast", "kind"]
    whole = two_platforms(
        place=(["shop"] * 20, ["shop"] * 20), best=([fast] * 10 + [kind] * 10, [fast] * 20 + [kind] * 20)
    )
    some = two_platforms(
        place=(["shop"] * 20, ["shop"] * 20), best=([fast] * 18 + [kind] * 2, [fast] * 20 + [kind] * 20)
    )

    shown_, withheld = (filtered.narrowed(material(given), CUSTOMERS) for given in (whole, some))
    assert shown_ is not None
    assert withheld is not None
    assert shown_.counts["best"] == {"n": 20, "first:fast": 10, "first:kind": 10}
    assert "best" not in withheld.counts


# --- what is new ---


def news(now: dict[str, int], before: dict[str, int] | None) -> tuple[Section, ...]:
    asked = questionnaire(item("place", "choice", options=options("shop", "phone")), item("why", "open"))
    then = {} if before is None else {"place": before}
    return filtered.sections(material({"": {"n": now["n"]}, "place": now}, asked), Filter(Kind.NEWS, before=then))


def test_what_grew_by_five_stands_with_how_many_there_are_and_how_many_more() -> None:
    """Shop from 10 to 15, phone from 10 to 14."""
    [section] = news({"n": 29, "shop": 15, "phone": 14}, {"n": 20, "shop": 10, "phone": 10})

    assert section == Section(
        key="change",
        blocks=(
            Line(say=Say(key="news-intro")),
            Table(
                title=Text({"de": "place"}),
                columns=(Say(key="news-now"), Say(key="news-more")),
                rows=(
                    Row(label=Text({"de": "Shop"}), cells=(15, 5)),
                    Row(label=Text({"de": "Phone"}), cells=(14, None)),
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ({"n": 28, "shop": 14, "phone": 14}, {"n": 20, "shop": 10, "phone": 10}),
        ({"n": 20, "shop": 10, "phone": 10}, None),
        ({"n": 20, "shop": 20}, {"n": 4, "shop": 4}),
        ({"n": 20, "shop": 20, "phone": 0}, {"n": 20, "shop": 20}),
        ({"n": 20, "shop": 10, "phone": 10}, {"n": 40, "shop": 20, "phone": 20}),
    ],
)
def test_where_nothing_grew_by_five_that_is_said(now: dict[str, int], before: dict[str, int] | None) -> None:
    [section] = news(now, before)

    assert [each.say for each in section.blocks if isinstance(each, Line)] == [
        Say(key="news-intro"),
        Say(key="news-none", values={"fewest": 5}),
    ]


def test_without_a_digest_before_nothing_grew() -> None:
    [section] = filtered.sections(material(HERE), Filter(Kind.NEWS))

    assert [block.type for block in section.blocks] == ["line", "line"]


# --- one theme ---


def test_themes_are_found_in_rows_and_courses_and_only_by_names_of_their_own() -> None:
    wait, tone = text("Warten", "Waiting"), text("Tonfall", "Tone")
    rows = (
        Ranged(label=wait, count=12, theme_id="t1"),
        Ranged(label=Say(key="theme-none"), count=9, theme_id="t9"),
        Ranged(label=text("Rest", "Rest"), count=9),
    )
    ranges = Ranges(title=text("Frage", "Question"), n=30, rows=rows)
    trend = Trend(title=text("Frage", "Question"), times=(), courses=(Course(label=tone, moments=(), theme_id="t2"),))
    whole = digest().model_copy(
        update={"sections": (Section(key="themes", blocks=(ranges,)), Section(key="change", blocks=(trend, bars())))}
    )

    assert filtered.themes(whole) == {"t1": wait, "t2": tone}
    first, *others = filtered.of_theme(whole, "t1")
    assert others == []
    assert first == Section(key="themes", blocks=(ranges.model_copy(update={"rows": rows[:1]}),), brief=1)
    assert filtered.of_theme(whole, "t2") == (Section(key="change", blocks=(trend,), brief=1),)


def test_what_is_withheld_of_other_groups_takes_no_ranking_from_a_view() -> None:
    """Kind is put first by 2 of 20 practitioners and 8 of 23 of both, which are withheld; customers are 20 and 10."""
    asked = questionnaire(
        item("group", "choice", options=options(*GROUPS)),
        item("best", "ranking", options=options("fast", "kind")),
        segment="group",
    )
    said: dict[str, dict[str, int]] = {}
    for group, fast, kind in (("customer", 20, 10), ("practitioner", 18, 2), ("both", 15, 8)):
        ranked = [["fast", "kind"]] * fast + [["kind", "fast"]] * kind
        said = counted({"best": ranked}, asked, group=group, add_to=said)
    views_ = {key: filtered.narrowed(material(said, asked), Filter(Kind.GROUP, key)) for key in GROUPS}

    assert {key: "best" in small.counts for key, small in views_.items() if small} == {
        "customer": True,
        "practitioner": False,
        "both": False,
    }

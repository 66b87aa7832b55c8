"""Do views of one group, one platform or what is new show only what was published, and uncover nobody?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations, product

import numpy as np
import pytest
from answered import EVERY_KIND, bars_of, counted, material, shown
from digest_samples import bars, digest
from fielding import item, options, questionnaire
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.analysis.cells import answer_cells
from surveys.design.text import text
from surveys.digest import filtered
from surveys.digest.digest import Bars, Line, Quoted, Section, Table
from surveys.digest.filtered import Filter, Kind
from surveys.digest.material import Candidate, Material
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

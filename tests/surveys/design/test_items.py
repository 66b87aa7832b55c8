"""Every kind in the list takes, refuses, says and counts what its case file says."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from surveys.design.items import KINDS, AnyItem, kind_name
from surveys.design.items.kind import Input, Item, Part
from surveys.errors import Complaint

CASES = Path(__file__).parent / "cases"
CELL_LIMIT = 64  # characters
NAMES = [kind_name(kind) for kind in KINDS]


def case_of(kind: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{kind}.toml").read_text(encoding="utf-8"))


def item_of(kind: str) -> Item:
    data = json.dumps(case_of(kind)["item"], default=str)
    item: Item = TypeAdapter(AnyItem).validate_json(data, strict=True)
    return item


def examples(name: str) -> Iterator[Any]:
    for kind in NAMES:
        if (CASES / f"{kind}.toml").exists():
            for position, example in enumerate(case_of(kind).get(name, [])):
                yield pytest.param(kind, example, id=f"{kind}-{position}")


def part_of(item: Item, key: str) -> Part:
    part = item.part(key)
    assert part is not None, f"{item.kind} has no part {key}"
    return part


def test_every_kind_has_a_case_file_and_every_case_file_a_kind() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} == set(NAMES)


@pytest.mark.parametrize("kind", NAMES)
def test_a_case_file_shows_good_and_bad_answers_and_a_way_through(kind: str) -> None:
    case = case_of(kind)

    assert len(case["good"]) >= 2
    assert case["bad"]
    assert case["walk"]["acts"]


@pytest.mark.parametrize(("kind", "good"), list(examples("good")))
def test_a_good_answer_is_read_said_counted_and_exported(kind: str, good: dict[str, Any]) -> None:
    item = item_of(kind)
    parts = {key: item.read(part_of(item, key), raw) for key, raw in good["raws"].items()}
    value = item.value(parts)

    assert value == good["value"]
    assert type(value) is type(good["value"])
    assert item.words(value) == good.get("words")
    for language, said in good.get("say", {}).items():
        assert item.say(value, language) == said
    if "cells" in good:
        assert list(item.cells(value)) == good["cells"]
    if "columns" in good:
        assert {name: cell for name, cell in item.columns(value).items() if cell is not None} == good["columns"]
    assert json.loads(json.dumps(value)) == value
    assert list(item.columns(value)) == list(item.columns(None))
    assert set(item.columns(None).values()) == {None}


@pytest.mark.parametrize(("kind", "bad"), list(examples("bad")))
def test_a_bad_answer_is_complained_about(kind: str, bad: dict[str, Any]) -> None:
    item = item_of(kind)

    with pytest.raises(Complaint) as complaint:
        item.read(part_of(item, bad.get("part", "value")), bad["raw"])

    assert complaint.value.key == bad["complaint"]


@pytest.mark.parametrize("kind", NAMES)
def test_the_walk_of_a_case_file_leads_to_its_value(kind: str) -> None:
    item, walk = item_of(kind), case_of(kind)["walk"]
    acts, parts = list(walk["acts"]), {}
    for part in item.parts():
        if part.only_if and parts.get(part.only_if[0]) not in part.only_if[1]:
            continue
        if acts[0].get("skip"):
            assert not part.required
            acts.pop(0)
        elif part.input is Input.WORDS:
            parts[part.key] = item.read(part, acts.pop(0)["say"])
        elif part.input is Input.ONE:
            parts[part.key] = item.read(part, [acts.pop(0)["pick"]])
        else:
            done = acts.index({"done": True})
            chosen = [act.get("pick") or act["vote"] for act in acts[:done]]
            parts[part.key] = item.read(part, chosen)
            acts = acts[done + 1 :]

    assert acts == []
    assert item.value(parts) == walk["value"]


@pytest.mark.parametrize("kind", NAMES)
def test_cells_are_short_distinct_and_have_a_name_in_both_languages(kind: str) -> None:
    item = item_of(kind)
    cells = item.all_cells()

    assert len(set(cells)) == len(cells)
    assert all(len(cell) <= CELL_LIMIT for cell in cells)
    for cell in cells:
        assert item.cell_text(cell, "de").strip()
        assert item.cell_text(cell, "en").strip()
    for language in ("de", "en"):
        assert len({item.cell_text(cell, language) for cell in cells}) == len(cells)


@pytest.mark.parametrize(("kind", "good"), list(examples("good")))
def test_what_an_answer_counts_as_is_among_the_known_cells(kind: str, good: dict[str, Any]) -> None:
    item = item_of(kind)
    known = item.all_cells()

    if known:
        assert set(item.cells(good["value"])) <= set(known)


@pytest.mark.parametrize("kind", NAMES)
@given(typed=st.text(max_size=200))
def test_whatever_is_typed_is_read_or_complained_about(kind: str, typed: str) -> None:
    item = item_of(kind)
    for part in item.parts():
        with suppress(Complaint):
            value = item.read(part, typed)
            assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize("kind", ["ranking"])
def test_shuffled_options_are_drawn_and_plain_ones_stay(kind: str) -> None:
    part = part_of(item_of(kind), "value")
    orders = {tuple(option.key for option in part.order(Random(seed))) for seed in range(50)}

    assert len(orders) == 6  # 3 options
    assert part_of(item_of("choices"), "value").order(Random(1)) == item_of("choices").options  # type: ignore[attr-defined]


def test_an_option_that_stays_is_last_however_the_others_fall() -> None:
    part = part_of(item_of("choices").model_copy(update={"shuffled": True}), "value")
    orders = {tuple(option.key for option in part.order(Random(seed))) for seed in range(50)}

    assert len(orders) == 6
    assert {order[-1] for order in orders} == {"keine"}


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("typed", ["9" * 5000, "²", "٣", "-" * 5000, "1 " * 5000, "," * 5000, "\ud800", "\0"])
def test_hostile_words_never_break_a_reader(kind: str, typed: str) -> None:
    item = item_of(kind)
    for part in item.parts():
        with suppress(Complaint):
            json.dumps(item.read(part, typed), ensure_ascii=False).encode()


@pytest.mark.parametrize(("outcome", "asked"), [("answered", True), ("only-reaction", True), ("nothing", False)])
def test_the_wait_is_asked_only_where_something_came_back(outcome: str, asked: bool) -> None:
    wait = part_of(item_of("case"), "wait")

    assert wait.only_if is not None
    assert (outcome in wait.only_if[1]) is asked


def test_a_case_asks_only_the_chosen_parts_under_their_own_labels() -> None:
    data = case_of("case")["item"] | {"ask": ["story", "company"]}
    item: Item = TypeAdapter(AnyItem).validate_json(json.dumps(data), strict=True)

    assert [part.key for part in item.parts()] == ["company", "story"]
    assert item.parts()[1].ask is not None
    assert item.parts()[1].ask["en"] == "How did it go?"
    assert list(item.columns(None)) == ["fall.company", "fall.story"]
    assert item.cells({"company": "Musterwerke"}) == ()


@pytest.mark.parametrize(("answer", "probed"), [("am Telefon", True), ("am Telefon, wie immer", False)])
def test_only_a_very_short_answer_is_probed(answer: str, probed: bool) -> None:
    assert item_of("open").wants_probe(answer) is probed  # type: ignore[attr-defined]

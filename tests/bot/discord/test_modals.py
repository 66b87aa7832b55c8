"""Do forms of any size become modals that Discord takes?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from peers import contract
from peers.discord_components import check_modal
from peers.discord_contract import load_contract

from bot.discord.buttons import SELECT
from bot.discord.modals import CHECKBOX_GROUP, LABEL, RADIO_GROUP, TEXT_DISPLAY, TEXT_INPUT, fields, modal
from bot.screens import Entry, Field, Form, Span, plain

WORDS = Field("answer", "Deine Antwort")
ONE = Field("group", "Gruppe", Entry.ONE, options=(("p", "Praktiker:in"), ("c", "Kund:in")))
TICK = Field("agreed", "Einverstanden", Entry.TICK)
FORM = Form("f_w_0_tag", "Hilfe", plain("Wer hilft?"), (WORDS, ONE, TICK))
CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"


def shown(form: Form) -> dict[str, Any]:
    """The modal, as Discord would take it."""
    data = modal(form, "n" * 20)
    check_modal(data)
    return data


def component(asked: Field) -> dict[str, Any]:
    [part] = shown(Form("f", "T", (), (asked,)))["components"]
    inner: dict[str, Any] = part["component"]
    return inner


def test_a_form_keeps_to_what_is_published() -> None:
    try:
        published = load_contract()
    except contract.ContractMissing as missing:
        pytest.skip(str(missing))

    assert published.check_request("POST", CALLBACK, {}, {"type": 9, "data": shown(FORM)}) == []


def test_a_form_is_a_text_and_a_label_for_each_field() -> None:
    data = shown(FORM)

    assert data["custom_id"] == "f_w_0_tag." + "n" * 20
    assert [part["type"] for part in data["components"]] == [TEXT_DISPLAY, LABEL, LABEL, LABEL]
    assert [part["component"]["type"] for part in data["components"][1:]] == [TEXT_INPUT, RADIO_GROUP, CHECKBOX_GROUP]


@pytest.mark.parametrize(("length", "fits"), [(44, True), (45, True), (46, False)])
def test_titles_and_labels_are_cut_where_they_end(length: int, fits: bool) -> None:
    data = shown(Form("f", "t" * length, (), (replace(WORDS, label="l" * length),)))

    for text in (data["title"], data["components"][0]["label"]):
        assert len(text) == min(length, 45)
        assert text.endswith("…") is not fits


@pytest.mark.parametrize(("length", "fits"), [(99, True), (100, True), (101, False)])
def test_what_stands_below_a_label_is_cut_where_it_ends(length: int, fits: bool) -> None:
    [part] = shown(Form("f", "T", (), (replace(WORDS, about="a" * length),)))["components"]

    assert part["description"].endswith("…") is not fits


@pytest.mark.parametrize(
    ("options", "kind"), [(1, SELECT), (2, RADIO_GROUP), (10, RADIO_GROUP), (11, SELECT), (25, SELECT)]
)
def test_two_to_ten_options_stand_open_others_in_a_list(options: int, kind: int) -> None:
    choices = tuple((f"k{number}", f"Wahl {number}") for number in range(options))

    inner = component(replace(ONE, options=choices, value="k0"))

    assert inner["type"] == kind
    assert [option["value"] for option in inner["options"] if option["default"]] == ["k0"]
    assert len(inner["options"]) == options


def test_a_box_has_to_be_ticked() -> None:
    inner = component(TICK)

    assert (inner["required"], inner["min_values"]) == (True, 1)
    assert inner["options"] == [{"label": "Einverstanden", "value": "yes", "default": False}]


@pytest.mark.parametrize(("length", "most"), [(0, 500), (500, 500), (501, 501), (4000, 4000), (4001, 4000)])
def test_an_earlier_answer_stands_there_whole_even_if_it_is_too_long(length: int, most: int) -> None:
    inner = component(replace(WORDS, longest=500, value="a" * length))

    assert inner["max_length"] == most
    assert len(inner.get("value", "")) == min(length, 4000)


@pytest.mark.parametrize(("number", "text"), [(3, True), (4, True), (5, False), (6, False)])
def test_of_five_parts_the_fields_come_first(number: int, text: bool) -> None:
    asked = tuple(replace(WORDS, key=key) for key in "abcdef"[:number])

    parts = shown(Form("f", "T", plain("Wer hilft?"), asked))["components"]

    assert (parts[0]["type"] == TEXT_DISPLAY) is text
    assert len(parts) == min(number + text, 5)


@pytest.mark.parametrize(
    ("part", "given"),
    [
        ({"type": 4, "custom_id": "x", "value": "Weil\n so"}, "Weil\n so"),
        ({"type": 4, "custom_id": "x", "value": ""}, ""),
        ({"type": 21, "custom_id": "x", "value": "c"}, "c"),
        ({"type": 21, "custom_id": "x", "value": None}, ""),
        ({"type": 22, "custom_id": "x", "values": ["yes"]}, "yes"),
        ({"type": 22, "custom_id": "x", "values": []}, ""),
        ({"type": 3, "custom_id": "x", "values": ["7"]}, "7"),
        ({"type": 23, "custom_id": "x", "value": True}, "yes"),
        ({"type": 23, "custom_id": "x", "value": False}, ""),
    ],
)
def test_what_was_filled_in_is_read_by_key(part: dict[str, Any], given: str) -> None:
    display = {"type": 10, "id": 1}

    assert fields([display, {"type": 18, "id": 2, "component": part}]) == {"x": given}
    assert fields([{"type": 1, "id": 2, "components": [part]}]) == {"x": given}


words = st.text(max_size=120)
keys = st.from_regex(r"[a-z]{1,8}", fullmatch=True)
options = st.lists(st.tuples(keys, words), min_size=1, max_size=25, unique_by=lambda one: one[0]).map(tuple)
asked = st.builds(
    Field, st.just("a"), words, st.sampled_from(Entry), words, st.text(max_size=5000), options, st.booleans(),
    st.integers(1, 5000),
)  # fmt: skip
above = st.lists(st.builds(Span, st.text(max_size=3000)), max_size=3).map(tuple)


@given(st.builds(Form, st.just("f_w_tag"), words, above, st.lists(asked, min_size=1, max_size=5)))
def test_any_form_is_a_modal_that_discord_takes(form: Form) -> None:
    shown(replace(form, fields=tuple(replace(each, key="abcde"[at]) for at, each in enumerate(form.fields))))

"""Is a report on a request asked, counted, said and exported as far as it was answered?"""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from surveys.design.items.case import Case
from surveys.design.items.kind import Input
from surveys.design.text import text
from surveys.errors import Complaint

CHANNELS = [
    {"key": "x", "text": text("X", "X")},
    {"key": "chat", "text": text("Chat", "Chat")},
]


def case(**about: object) -> Case:
    given = {"key": "fall", "kind": "case", "title": text("K", "S"), "text": text("L?", "L?"), "channels": CHANNELS}
    return Case.model_validate({**given, **about})


WHOLE = {
    "company": "Bahn", "channel": "x", "date": "2026-03", "outcome": "answered", "wait": 90, "solved": "partly",
    "story": "Lang.",
}  # fmt: skip


def test_the_parts_are_asked_in_their_order_and_what_nobody_remembers_may_be_skipped() -> None:
    parts = case().parts()

    assert [(part.key, part.required, part.longest) for part in parts] == [
        ("company", True, 80),
        ("channel", True, 60),
        ("date", False, 60),
        ("outcome", True, 60),
        ("wait", False, 60),
        ("solved", True, 60),
        ("story", False, 4000),
    ]
    assert [part.key for part in parts if part.input is Input.ONE] == ["channel", "outcome", "solved"]
    assert [part.key for part in parts if part.hint] == ["date", "wait"]
    assert [part.key for part in parts if part.only_if] == ["wait"]
    assert next(part.ask["de"] for part in parts if part.ask) == "Um welches Unternehmen geht es?"


def test_the_wait_is_asked_of_everybody_where_nobody_is_asked_what_came_back() -> None:
    (wait,) = case(ask=("wait",)).parts()

    assert wait.only_if is None


def test_dates_and_waits_are_read_and_words_stay_words() -> None:
    item = case()
    raws = {"company": "Bahn", "date": "2026", "wait": "1,5 Std", "story": "So war es."}
    parts = {part.key: part for part in item.parts()}

    assert {key: item.read(parts[key], raw) for key, raw in raws.items()} == {
        "company": "Bahn", "date": "2026", "wait": 90, "story": "So war es."
    }  # fmt: skip
    with pytest.raises(Complaint) as refused:
        item.read(parts["wait"], "x" * 41)
    assert (refused.value.key, refused.value.values) == ("complaint-not-a-duration", {"given": "x" * 40})


def test_a_value_has_the_parts_that_were_answered_and_only_its_story_may_be_quoted() -> None:
    item = case()

    assert item.value({"solved": "yes", "company": "Bahn", "other": 1}) == {"company": "Bahn", "solved": "yes"}
    assert item.words(WHOLE) == "Lang."
    assert item.words({"company": "Bahn"}) is None


def test_a_report_counts_by_channel_outcome_and_solution_and_by_both_of_the_first() -> None:
    item = case()

    assert item.cells(WHOLE) == ("channel:x", "outcome:answered", "solved:partly", "channel:x/outcome:answered")
    assert item.cells({"channel": "x"}) == ("channel:x",)
    assert item.cells({"outcome": "nothing"}) == ("outcome:nothing",)
    assert item.cells({"company": "Bahn"}) == ()


def test_all_cells_are_known_and_pairs_only_where_both_are_asked() -> None:
    single = [
        "channel:x", "channel:chat", "outcome:answered", "outcome:only-reaction", "outcome:nothing",
        "solved:yes", "solved:partly", "solved:no",
    ]  # fmt: skip
    pairs = [
        f"channel:{one}/outcome:{two}" for one in ("x", "chat") for two in ("answered", "only-reaction", "nothing")
    ]

    assert list(case().all_cells()) == [*single, *pairs]
    assert list(case(ask=("channel", "solved")).all_cells()) == [*single[:2], *single[5:]]
    assert list(case(ask=("channel", "outcome")).all_cells()) == [*single[:5], *pairs]
    assert case(ask=("company",)).all_cells() == ()


def test_cells_are_called_by_their_options() -> None:
    item = case()

    assert item.cell_text("channel:chat/outcome:nothing", "de") == "Chat, Nichts"
    assert item.cell_text("solved:partly", "en") == "Partly"
    assert item.cell_text("channel:gone", "de") == "gone"
    assert item.cell_text("other:gone", "de") == "gone"


def test_a_report_is_said_a_line_for_each_part_under_its_own_label() -> None:
    labels = {"company": text("Wer?", "Who?")}

    assert case(labels=labels).say(WHOLE, "de") == (
        "Wer: Bahn\nKanal: X\nWann: März 2026\nErgebnis: Eine Antwort\nBis zur ersten Antwort: 1 Std. 30 Min.\n"
        "Gelöst: Teilweise\nWas passiert ist: Lang."
    )
    assert (
        case().say({"company": "Bahn", "wait": 0, "story": None}, "en")
        == "Company: Bahn\nUntil the first reply: at once"
    )


def test_a_report_has_a_column_for_each_part_that_is_asked() -> None:
    assert case(ask=("wait", "company")).columns(WHOLE) == {"fall.company": "Bahn", "fall.wait_minutes": 90}
    assert case(ask=("solved",)).columns(None) == {"fall.solved": None}


def test_a_part_is_known_by_its_short_name_in_every_language() -> None:
    assert case().called("wait") == ("Bis zur ersten Antwort", "Until the first reply")
    assert case().called("other") == ()


@pytest.mark.parametrize(
    ("about", "at", "found"),
    [
        ({"ask": ()}, ("ask",), "none"),
        ({"ask": ("company", "story", "company")}, ("ask", 2), "company"),
        ({"channels": CHANNELS[:1]}, ("channels",), "1"),
        ({"channels": [*CHANNELS, {"key": "c" * 33, "text": text("C", "C")}]}, ("channels", 2, "key"), "c" * 33),
        ({"ask": ("company",), "labels": {"story": text("S", "S")}}, ("labels", "story"), "story"),
    ],
)
def test_a_report_that_does_not_fit_together_is_refused(
    about: dict[str, object], at: tuple[str | int, ...], found: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        case(**about)

    (flaw,) = refused.value.errors()[0]["ctx"]["flaws"]
    assert (flaw.at, flaw.found) == (at, found)


def test_channels_are_needed_only_where_they_are_asked_and_their_keys_fit_into_a_cell() -> None:
    assert case(ask=("company",), channels=()).channels == ()
    assert case(channels=[*CHANNELS, {"key": "c" * 32, "text": text("C", "C")}]).channels[2].key == "c" * 32

"""What do columns of parts say together, and what do they refuse to say?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from fielding import item, questionnaire

from surveys.design.items.case import Case
from surveys.design.items.ranking import Ranking
from surveys.errors import Complaint
from surveys.exchange.parts import case, order, parts, reaction


def options(**texts: str) -> list[dict[str, Any]]:
    return [{"key": key, "text": {"de": words, "en": words + "?"}} for key, words in texts.items()]


def asked(key: str, kind: str, **settings: Any) -> dict[str, Any]:
    return item(key, kind, **settings) | {"title": {"de": key, "en": key}, "text": {"de": key, "en": key}}


ASKED = questionnaire(
    asked("rang", "ranking", options=options(tempo="Tempo", ton="Ton", hilfe="Hilfe"), at_least=2),
    asked("wege", "choices", options=options(tel="Telefon", mail="E-Mail")),
    asked("saetze", "statements", seeds=[{"key": "eins", "text": {"de": "Satz", "en": "Sentence"}}]),
    asked("fall", "case", channels=options(tel="Telefon", chat="Chat")),
    asked("warum", "open"),
    languages=["de", "en"], title={"de": "S", "en": "S"}, intro={"de": "Worum", "en": "About"},
)  # fmt: skip
RANKED, REPORTED = ASKED.item("rang"), ASKED.item("fall")
assert isinstance(RANKED, Ranking)
assert isinstance(REPORTED, Case)
LONG = "Das steht so in keiner Liste und ist viel länger als vierzig Zeichen"


def complained(work: Any, *given: Any) -> tuple[str, str]:
    """Key of the complaint, and what it quotes."""
    with pytest.raises(Complaint) as refused:
        work(*given)
    return refused.value.key, str(refused.value.values["given"])


# --- what parts are called ---


def test_parts_are_called_by_their_texts_in_every_language() -> None:
    assert parts(ASKED.item("wege")) == {"tel": ("Telefon", "Telefon?"), "mail": ("E-Mail", "E-Mail?")}
    assert parts(ASKED.item("saetze")) == {"eins": ("Satz", "Sentence")}
    assert parts(ASKED.item("warum")) == {}
    assert parts(ASKED.item("fall"))["company"] == (
        "Unternehmen", "Company", "Um welches Unternehmen geht es?", "Which company is it about?",
    )  # fmt: skip


def test_an_order_has_a_column_for_each_option_or_for_each_place_there_is() -> None:
    found = parts(ASKED.item("rang"))

    assert list(found) == ["tempo", "ton", "hilfe", "1", "2", "3"]
    assert found["3"] == ("Rang 3", "Rank 3", "Platz 3", "Place 3", "Ranking 3", "Position 3", "3")


# --- reactions ---


@pytest.mark.parametrize(
    ("given", "said"),
    [("Stimme zu", "agree"), ("agree", "agree"), ("NEIN", "disagree"), ("Unsicher", "pass"), ("pass", "pass"),
     ("", None), (" k. A. ", None), ("-", None)],
)  # fmt: skip
def test_a_cell_agrees_disagrees_passes_or_says_nothing(given: str, said: str | None) -> None:
    assert reaction(given) == said


def test_a_cell_that_says_something_else_is_quoted_with_forty_characters() -> None:
    assert complained(reaction, LONG) == ("complaint-no-such-option", LONG[:40])


# --- an order ---


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"1": "Ton", "2": "Tempo?", "3": "hilfe"}, ["ton", "tempo", "hilfe"]),
        ({"2": "Ton", "1": "Tempo", "3": ""}, ["tempo", "ton"]),
        ({"tempo": "2", "ton": "Rang 1", "hilfe": "n/a"}, ["ton", "tempo"]),
        ({"tempo": "2.0", "ton": "#1", "hilfe": "3rd"}, ["ton", "tempo", "hilfe"]),  # 2.0 of a spreadsheet
        ({"tempo": "Platz 1.", "ton": "2nd", "hilfe": ""}, ["tempo", "ton"]),
        ({"tempo": "", "ton": "-"}, None),
        ({}, None),
    ],
)
def test_places_of_options_and_options_of_places_make_the_same_order(
    cells: Mapping[str, str], value: list[str] | None
) -> None:
    assert order(RANKED, cells) == value


@pytest.mark.parametrize(
    ("cells", "key", "quoted"),
    [
        ({"tempo": "1", "ton": "1"}, "complaint-no-such-option", "1"),  # two in one place
        ({"1": "Ton", "2": "Ton"}, "complaint-no-such-option", "Ton"),  # one in two
        ({"1": LONG}, "complaint-no-such-option", LONG[:40]),
        ({"tempo": "1", "ton": "3"}, "complaint-place-missing", "1, 3"),
        ({"tempo": "2", "ton": "3"}, "complaint-place-missing", "2, 3"),
        ({"tempo": "0"}, "complaint-not-a-number", "0"),
        ({"tempo": LONG}, "complaint-not-a-number", LONG[:40]),
    ],
)
def test_an_order_that_is_none_is_refused_with_what_stood_there(
    cells: Mapping[str, str], key: str, quoted: str
) -> None:
    assert complained(order, RANKED, cells) == (key, quoted)


def test_two_in_one_place_are_quoted_with_forty_characters() -> None:
    place = "rang" + " " * 50 + "1"

    assert complained(order, RANKED, {"tempo": "1", "ton": place}) == ("complaint-no-such-option", place[:40])


def test_too_few_places_are_refused_as_in_a_chat() -> None:
    with pytest.raises(Complaint) as refused:
        order(RANKED, {"tempo": "1"})

    assert refused.value.key == "complaint-too-few"


# --- a report ---

TOLD = {"company": " Bahn AG ", "channel": "Chat?", "outcome": "Eine Antwort", "wait": "2 h", "solved": "ja"}


def test_a_report_is_what_its_columns_say_together() -> None:
    assert case(REPORTED, TOLD | {"story": "keine Antwort"}) == {
        "company": "Bahn AG", "channel": "chat", "outcome": "answered", "wait": 120, "solved": "yes",
    }  # fmt: skip


def test_how_long_it_took_is_nothing_where_nothing_came() -> None:
    assert case(REPORTED, TOLD | {"outcome": "Nichts"}) == {
        "company": "Bahn AG", "channel": "chat", "outcome": "nothing", "solved": "yes",
    }  # fmt: skip
    assert case(REPORTED, {key: said for key, said in TOLD.items() if key != "wait"} | {"outcome": "Nichts"}) == {
        "company": "Bahn AG", "channel": "chat", "outcome": "nothing", "solved": "yes",
    }  # fmt: skip


def test_a_report_without_what_has_to_be_there_is_none_and_an_empty_one_says_nothing() -> None:
    assert complained(case, REPORTED, {"company": "Bahn", "outcome": "Nichts"}) == (
        "complaint-part-missing", "channel, solved",
    )  # fmt: skip
    assert case(REPORTED, {"company": " ", "channel": "n/a"}) is None
    assert case(REPORTED, {}) is None


def test_a_part_that_is_none_of_its_options_is_quoted_with_forty_characters() -> None:
    assert complained(case, REPORTED, TOLD | {"channel": LONG}) == ("complaint-no-such-option", LONG[:40])

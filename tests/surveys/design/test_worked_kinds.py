"""What do scales, rankings, choices, dates and statements make of an answer, worked out by hand?"""

from __future__ import annotations

from datetime import date
from typing import TypeVar

import pytest
from pydantic import ValidationError

from surveys.design.items.choice import Choice
from surveys.design.items.choices import Choices
from surveys.design.items.date import Date
from surveys.design.items.kind import Input, Item
from surveys.design.items.open import Open
from surveys.design.items.ranking import Ranking
from surveys.design.items.scale import Scale
from surveys.design.items.statements import Statements
from surveys.design.text import text
from surveys.errors import Complaint

ABCD = [{"key": key, "text": text(f"Das {key}", f"The {key}")} for key in "abcd"]
Kind = TypeVar("Kind", bound=Item)


def made(kind: type[Kind], **about: object) -> Kind:
    name = kind.model_fields["kind"].annotation.__args__[0]  # type: ignore[union-attr]
    given = {"key": "x", "kind": name, "title": text("K", "S"), "text": text("L?", "L?")}
    return kind.model_validate({**given, **about})


def scale(**about: object) -> Scale:
    return made(Scale, low_end=text("nie", "never"), high_end=text("immer", "always"), **about)


def read(item: Item, raw: str | list[str]) -> object:
    return item.read(item.parts()[0], raw)


def complaint(item: Item, raw: str | list[str]) -> tuple[str, object]:
    with pytest.raises(Complaint) as refused:
        read(item, raw)
    return refused.value.key, refused.value.values


def flaws(kind: type[Item], **about: object) -> list[tuple[tuple[str | int, ...], str, str]]:
    with pytest.raises(ValidationError) as refused:
        scale(**about) if kind is Scale else made(kind, **about)
    return [tuple(flaw) for error in refused.value.errors() for flaw in error["ctx"]["flaws"]]


# --- scales ---


def test_a_scale_goes_from_one_to_five_unless_told() -> None:
    item = scale()

    assert [option.key for option in item.parts()[0].options] == ["1", "2", "3", "4", "5"]
    assert [option.text["de"] for option in item.parts()[0].options] == ["1 – nie", "2", "3", "4", "5 – immer"]
    assert item.all_cells() == ("1", "2", "3", "4", "5")
    assert item.parts()[0].input is Input.ONE


@pytest.mark.parametrize("raw", ["2", " 2 ", ["2"], "2,0"])
def test_a_typed_number_is_a_point_and_never_the_place_of_an_option(raw: str | list[str]) -> None:
    assert read(scale(), raw) == read(scale(**{"from": 0}), raw) == 2


def test_points_are_chosen_by_what_their_ends_mean_and_numbers_beyond_are_told_the_ends() -> None:
    item = scale(**{"from": 0, "to": 10})

    assert [read(item, typed) for typed in ("Nie", "always", "0", "10")] == [0, 10, 0, 10]
    for typed in ("-1", "11", "2,5"):
        assert complaint(item, typed) == ("complaint-not-on-scale", {"lowest": 0, "highest": 10})
    assert complaint(item, "oft")[0] == "complaint-no-such-option"


def test_a_point_is_said_with_its_scale_and_an_end_with_its_meaning() -> None:
    assert [scale().say(value, "de") for value in (1, 2, 5)] == ["1 – nie", "2 (1–5)", "5 – immer"]
    assert scale().cell_text("5", "en") == "5 – always"
    assert scale().cells(3) == ("3",)


def test_a_scale_with_labels_is_said_in_them() -> None:
    item = scale(**{"from": -1, "to": 1, "labels": [text(word, word) for word in ("links", "mitte", "rechts")]})

    assert [item.say(value, "de") for value in (-1, 0, 1)] == ["links", "mitte", "rechts"]
    assert read(item, "mitte") == 0


def test_a_scale_has_two_to_eleven_points_and_a_label_for_all_or_none() -> None:
    assert flaws(Scale, **{"from": 1, "to": 1}) == [(("to",), "1 points", "2 to 11 points")]
    assert flaws(Scale, **{"from": -5, "to": 6}) == [(("to",), "12 points", "2 to 11 points")]
    assert len(scale(**{"from": -5, "to": 5}).points()) == 11
    assert len(scale(**{"from": 1, "to": 2}).points()) == 2
    assert flaws(Scale, labels=[text("a", "a")]) == [(("labels",), "1 labels", "one label for each of the 5 points")]


# --- rankings ---


def test_a_ranking_counts_its_first_and_its_first_three() -> None:
    item = made(Ranking, options=ABCD)

    assert item.cells(["b", "a", "d", "c"]) == ("first:b", "top3:b", "top3:a", "top3:d")
    assert item.all_cells() == (
        "first:a", "first:b", "first:c", "first:d", "top3:a", "top3:b", "top3:c", "top3:d"
    )  # fmt: skip
    assert item.cell_text("first:b", "de") == "Das b (auf Platz 1)"
    assert item.cell_text("top3:b", "en") == "The b (among the first 3)"
    assert item.say(["b", "a"], "de") == "1. Das b; 2. Das a"
    assert item.columns(["b", "a"]) == {"x.a": 2, "x.b": 1, "x.c": None, "x.d": None}
    assert item.columns(None) == {"x.a": None, "x.b": None, "x.c": None, "x.d": None}


def test_all_options_are_put_in_order_unless_fewer_places_are_asked_for() -> None:
    whole, two = made(Ranking, options=ABCD).parts()[0], made(Ranking, options=ABCD, places=2, at_least=1).parts()[0]

    assert (whole.input, whole.at_least, whole.at_most, whole.shuffled) == (Input.ORDER, 4, 4, False)
    assert (two.at_least, two.at_most) == (1, 2)
    assert made(Ranking, options=ABCD, places=2).parts()[0].at_least == 2


def test_no_more_places_than_options_and_no_more_asked_for_than_places() -> None:
    assert flaws(Ranking, options=ABCD, places=5) == [(("places",), "5", "at most the 4 options there are")]
    assert flaws(Ranking, options=ABCD, places=2, at_least=3) == [(("at_least",), "3", "at most the 2 places")]
    assert made(Ranking, options=ABCD, places=4, at_least=4).places == 4
    for about in ({"places": 0}, {"at_least": 0}):
        with pytest.raises(ValidationError, match="greater than or equal to 1"):
            made(Ranking, options=ABCD, **about)


# --- choices ---


def test_several_options_are_kept_in_the_order_they_are_written() -> None:
    item = made(Choices, options=ABCD, at_most=3)
    part = item.parts()[0]

    assert (part.input, part.at_least, part.at_most, part.shuffled) == (Input.MANY, 1, 3, False)
    assert read(item, ["d", "a"]) == ["a", "d"]
    assert item.cells(["a", "d"]) == ("a", "d")
    assert item.say(["a", "d"], "de") == "Das a; Das d"
    assert item.columns(["a"]) == {"x.a": 1, "x.b": 0, "x.c": 0, "x.d": 0}
    assert item.columns(None) == {"x.a": None, "x.b": None, "x.c": None, "x.d": None}


def test_an_option_that_stands_alone_excludes_all_others() -> None:
    item = made(Choices, options=ABCD, alone=("d",))

    assert read(item, ["d"]) == ["d"]
    assert read(item, ["a", "b"]) == ["a", "b"]
    assert complaint(item, ["a", "d"])[0] == "complaint-option-alone"


def test_what_choices_ask_for_must_be_there() -> None:
    assert flaws(Choices, options=ABCD, at_most=5) == [(("at_most",), "5", "at most the 4 options there are")]
    assert flaws(Choices, options=ABCD, at_most=2, at_least=3) == [(("at_least",), "3", "at most 2")]
    assert flaws(Choices, options=ABCD, alone=("a", "z")) == [(("alone", 1), "z", "the key of one of the options")]
    assert flaws(Choices, options=ABCD, alone=("a",), at_least=2) == [
        (("at_least",), "2", "1 where an option may stand alone")
    ]
    assert made(Choices, options=ABCD, at_least=4, at_most=4).at_most == 4


def test_one_choice_is_its_key_and_said_by_its_option() -> None:
    item = made(Choice, options=ABCD, shuffled=True)

    assert (item.parts()[0].input, item.parts()[0].shuffled) == (Input.ONE, True)
    assert (read(item, "Das b"), item.cells("b"), item.say("b", "en")) == ("b", ("b",), "The b")


# --- dates, words and statements ---


def test_a_date_on_its_borders_is_taken_however_exact_it_is() -> None:
    item = made(Date, precise="year", earliest=date(2020, 3, 5), latest=date(2026, 3, 5))

    assert [read(item, typed) for typed in ("2020", "3/2020", "5.3.2020", "5.3.2026", "3/2026", "2026")] == [
        "2020", "2020-03", "2020-03-05", "2026-03-05", "2026-03", "2026"
    ]  # fmt: skip
    assert complaint(item, "4.3.2020") == ("complaint-date-too-early", {"limit": "2020-03-05"})
    assert complaint(item, "2/2020")[0] == "complaint-date-too-early"
    assert complaint(item, "6.3.2026") == ("complaint-date-too-late", {"limit": "2026-03-05"})
    assert complaint(item, "4/2026")[0] == "complaint-date-too-late"


def test_a_date_has_to_be_as_exact_as_asked() -> None:
    assert complaint(made(Date), "2026") == ("complaint-date-too-coarse", {"needed": "month"})
    assert complaint(made(Date, precise="day"), "3/2026") == ("complaint-date-too-coarse", {"needed": "day"})
    assert complaint(made(Date), "x" * 41) == ("complaint-not-a-date", {"given": "x" * 40})
    assert complaint(made(Date), "x" * 61) == ("complaint-too-long", {"length": 61, "limit": 60})


def test_a_date_counts_in_its_month_or_its_year() -> None:
    item = made(Date)

    assert [item.cells(value) for value in ("2026-03-05", "2026-03", "2026")] == [("2026-03",), ("2026-03",), ("2026",)]
    assert item.cell_text("2026-03", "de") == item.say("2026-03", "de") == "März 2026"


def test_the_latest_day_may_be_the_earliest_but_not_before_it() -> None:
    day = date(2026, 3, 5)

    assert made(Date, earliest=day, latest=day).latest == day
    assert flaws(Date, earliest=day, latest=date(2026, 3, 4)) == [
        (("latest",), "2026-03-04", "a day not before the earliest, 2026-03-05")
    ]


@pytest.mark.parametrize(("answer", "probed"), [("", True), ("eins zwei drei", True), ("eins zwei drei vier", False)])
def test_an_answer_of_fewer_than_four_words_is_probed_where_there_is_a_probe(answer: str, *, probed: bool) -> None:
    assert made(Open, probe=text("Und?", "And?")).wants_probe(answer) is probed
    assert made(Open).wants_probe(answer) is False


def test_an_open_answer_is_as_long_as_asked_for() -> None:
    assert made(Open).parts()[0].longest == 4000
    assert made(Open, longest=20).parts()[0].longest == 20
    for longest in (19, 4001):
        with pytest.raises(ValidationError):
            made(Open, longest=longest)


def test_votes_are_counted_and_said_and_none_is_no_answer() -> None:
    item = made(Statements, seeds=[{"key": "s", "text": text("So", "So")}])

    assert read(item, ["agree", "Pass", "2"]) == 3
    assert item.value({"value": 3}) == {"votes": 3}
    assert (item.cells({"votes": 1}), item.cells({"votes": 0})) == (("answered",), ())
    assert [item.say({"votes": votes}, "de") for votes in (0, 1, 2)] == ["0 Reaktionen", "1 Reaktion", "2 Reaktionen"]
    assert [item.say({"votes": votes}, "en") for votes in (1, 2)] == ["1 reaction", "2 reactions"]
    assert (item.columns({"votes": 2}), item.columns(None)) == ({"x.votes": 2}, {"x.votes": None})
    assert (item.seed("s"), item.seed("t")) == (item.seeds[0], None)
    assert item.all_cells() == ("answered",)
    assert [item.cell_text("answered", language) for language in ("de", "en")] == [
        "auf Aussagen reagiert", "reacted to statements"
    ]  # fmt: skip


def test_words_may_be_quoted_and_count_as_an_answer() -> None:
    item = made(Open)

    assert item.words("So ist es.") == "So ist es."
    assert item.all_cells() == item.cells("So ist es.") == ("answered",)
    assert [item.cell_text("answered", language) for language in ("de", "en")] == ["beantwortet", "answered"]


def test_statements_need_a_sentence_to_begin_with_and_each_once() -> None:
    seed = {"key": "s", "text": text("So", "So")}

    assert flaws(Statements) == [(("seeds",), "none", "seeds, or from_items to take sentences from")]
    assert flaws(Statements, seeds=[seed, seed]) == [(("seeds", 1, "key"), "s", "a key no other seed has")]
    assert made(Statements, from_items=("warum",)).seeds == ()

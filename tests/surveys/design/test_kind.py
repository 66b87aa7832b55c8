"""Is an answer taken for what was meant, and refused exactly beyond the borders that are said?"""

from __future__ import annotations

from random import Random

import pytest
from pydantic import ValidationError

from surveys.design.items.choices import Choices
from surveys.design.items.kind import (
    OPTIONS_LIMIT,
    Condition,
    Flaw,
    Input,
    Item,
    Option,
    Part,
    one_of,
    option_flaws,
    said,
    several_of,
    words,
)
from surveys.design.text import text
from surveys.errors import Complaint

ABC = tuple(
    Option(key=key, text=text(german, english))
    for key, german, english in (("a", "Ja", "Yes"), ("b", "Nein", "No"), ("c", "Weiß nicht", "Don't know"))
)
ONE = Part("value", Input.ONE, options=ABC)


def several(**about: int | None) -> Part:
    return Part("value", Input.MANY, options=ABC, **about)  # type: ignore[arg-type]


def complaint(part: Part, raw: str | list[str]) -> tuple[str, object]:
    with pytest.raises(Complaint) as refused:
        several_of(part, raw) if part.input is Input.MANY else one_of(part, raw)
    return refused.value.key, refused.value.values


# --- words ---


def test_words_just_as_long_as_allowed_are_taken_and_one_sign_more_is_told() -> None:
    assert words("  12345 ", 5) == "12345"
    with pytest.raises(Complaint) as refused:
        words("123456", 5)

    assert (refused.value.key, refused.value.values) == ("complaint-too-long", {"length": 6, "limit": 5})


def test_signs_that_nobody_sees_are_no_words_and_those_no_database_keeps_are_shown_as_that() -> None:
    for blank in ("", " \n", "\u200b\ufeff", "\u3164"):
        with pytest.raises(Complaint, match="complaint-blank"):
            words(blank, 10)

    assert words("a\0b\ud800", 10) == "a\ufffdb\ufffd"
    assert words(["a", "b"], 10) == "a b"


# --- one option ---


@pytest.mark.parametrize("raw", ["a", "A ", "ja", "YES", "1", ["a"], [" Ja "]])
def test_an_option_is_chosen_by_its_key_its_text_or_its_number(raw: str | list[str]) -> None:
    assert one_of(ONE, raw) == "a"


def test_the_last_number_is_the_last_option_and_the_next_is_none() -> None:
    assert [one_of(ONE, str(number)) for number in (1, 2, 3)] == ["a", "b", "c"]
    assert complaint(ONE, "4") == ("complaint-no-such-option", {"given": "4"})
    assert complaint(ONE, "0") == ("complaint-no-such-option", {"given": "0"})
    assert complaint(ONE, "001") == ("complaint-no-such-option", {"given": "001"})


def test_neither_none_nor_two_options_are_one() -> None:
    assert complaint(ONE, [])[0] == complaint(ONE, ["a", "b"])[0] == "complaint-choose-one"
    assert complaint(ONE, " ")[0] == "complaint-blank"


def test_what_is_no_option_is_said_back_up_to_forty_signs() -> None:
    assert complaint(ONE, f" {'x' * 41}") == ("complaint-no-such-option", {"given": "x" * 40})


# --- several options ---


@pytest.mark.parametrize(
    ("raw", "keys"),
    [
        ("a, b", ["a", "b"]),
        ("b;a\nc", ["b", "a", "c"]),
        ("2 1", ["b", "a"]),
        ("3", ["c"]),
        ("Weiß nicht", ["c"]),
        ("a,a", ["a"]),
        (" , a ,", ["a"]),
        ("", []),
        (["c", "a", "c"], ["c", "a"]),
        ([], []),
    ],
)
def test_several_options_are_taken_once_each_in_the_order_given(raw: str | list[str], keys: list[str]) -> None:
    assert several_of(several(), raw) == keys


def test_too_few_and_too_many_options_are_counted_after_those_named_twice() -> None:
    part = several(at_least=2, at_most=2)

    assert several_of(part, "a,b,a") == ["a", "b"]
    assert complaint(part, "a,a") == ("complaint-too-few", {"limit": 2})
    assert complaint(part, "a,b,c") == ("complaint-too-many", {"limit": 2})
    assert several_of(several(at_least=0, at_most=3), "a,b,c") == ["a", "b", "c"]
    assert complaint(several(at_most=0), "a") == ("complaint-too-many", {"limit": 0})


# --- the order they are shown in ---


def test_options_keep_their_order_unless_it_is_drawn_and_those_that_stay_come_last() -> None:
    stays = Option(key="s", text=text("Nichts davon", "None of these"), stays=True)
    options = (stays, *ABC)
    expected = list(ABC)
    Random(3).shuffle(expected)

    assert Part("value", Input.MANY, options=options).order(Random(3)) == options
    assert Part("value", Input.MANY, options=options, shuffled=True).order(Random(3)) == (*expected, stays)


def test_a_part_asks_for_any_number_of_words_and_options_unless_told() -> None:
    part = Part("value", Input.MANY)

    assert (part.required, part.shuffled, part.at_least, part.at_most) == (True, False, 0, None)
    assert part.longest == 4000


# --- conditions ---


@pytest.mark.parametrize(
    ("condition", "cells", "value", "asked"),
    [
        ({}, (), None, True),
        ({"any_of": ("a",)}, ("a", "b"), None, True),
        ({"any_of": ("a", "c")}, ("c",), None, True),
        ({"any_of": ("a",)}, ("b",), None, False),
        ({"none_of": ("a",)}, ("b",), None, True),
        ({"none_of": ("a",)}, ("a", "b"), None, False),
        ({"any_of": ("b",), "none_of": ("a",)}, ("a", "b"), None, False),
        ({"at_least": 3}, (), 3, True),
        ({"at_least": 3}, (), 2.9, False),
        ({"at_most": 3}, (), 3, True),
        ({"at_most": 3}, (), 3.1, False),
        ({"at_least": 2, "at_most": 3}, (), 4, False),
        ({"at_least": 2, "at_most": 3}, (), 1, False),
        ({"at_least": 0}, (), "3", False),
        ({"at_most": 0}, (), None, False),
        ({"any_of": ("a",), "at_least": 2}, ("a",), 1, False),
    ],
)
def test_a_question_is_asked_where_all_of_its_condition_holds(
    condition: dict[str, object], cells: tuple[str, ...], value: object, *, asked: bool
) -> None:
    assert Condition.model_validate({"item": "x", **condition}).holds(cells, value) is asked


# --- items ---


def item(**about: object) -> Item:
    given = {"key": "x", "kind": "any", "title": text("Kurz", "Short"), "text": text("Lang?", "Long?")}
    return Item.model_validate({**given, **about})


def test_what_a_kind_does_not_say_about_itself_is_said_plainly() -> None:
    plain = item()

    assert (plain.required, plain.source, plain.show_if) == (False, None, None)
    assert (plain.tabled, plain.wordless) == (False, False)
    assert plain.value({"value": 7}) == 7
    assert plain.words("so") is None
    assert plain.cells(7) == ("answered",)
    assert plain.all_cells() == ()
    assert plain.cell_text("answered", "de") == "answered"
    assert plain.say(7, "de") == "7"
    assert plain.columns(7) == {"x": 7}
    assert list(plain.flaws()) == []
    with pytest.raises(NotImplementedError):
        plain.parts()


def test_a_paragraph_of_an_article_is_counted_from_one() -> None:
    assert item(source=1).source == 1
    with pytest.raises(ValidationError):
        item(source=0)


def test_an_item_knows_its_parts_and_its_options_by_their_keys() -> None:
    made = Choices(key="x", kind="choices", title=text("K", "S"), text=text("L?", "L?"), options=ABC)

    assert made.part("value") == made.parts()[0]
    assert made.part("other") is None
    assert made.option("b") == ABC[1]
    assert made.option("z") is None
    assert made.all_cells() == ("a", "b", "c")
    assert (made.cell_text("c", "en"), made.cell_text("z", "en")) == ("Don't know", "z")
    assert made.shuffled is False


# --- flaws ---


def numbered(count: int) -> tuple[Option, ...]:
    return tuple(Option(key=f"o{at}", text=text(f"O {at}", f"o-{at}")) for at in range(count))


@pytest.mark.parametrize(("count", "sound"), [(1, False), (2, True), (25, True), (26, False)])
def test_a_question_has_two_to_twenty_five_options(count: int, *, sound: bool) -> None:
    flaws = list(option_flaws(numbered(count)))

    assert OPTIONS_LIMIT == 25
    assert flaws == ([] if sound else [Flaw(("options",), str(count), "2 to 25 options")])


def test_every_flaw_of_options_is_named_with_its_place() -> None:
    twice = Option(key="a", text=text("Egal", "yes"))
    digits = Option(key="7", text=text("JA", "Seven"))

    assert [(flaw.at, flaw.found) for flaw in option_flaws((*ABC, twice, digits), "channels")] == [
        (("channels", 3, "key"), "a"),
        (("channels", 3, "text"), "yes"),
        (("channels", 4, "key"), "7"),
        (("channels", 4, "text"), "ja"),
    ]


def test_a_text_may_stand_in_two_languages_and_flaws_make_one_sentence() -> None:
    same = (Option(key="a", text=text("Chat", "Chat")), Option(key="b", text=text("Mail", "Mail")))

    assert list(option_flaws(same)) == []
    assert (
        said([Flaw(("a", 1), "x", "y"), Flaw(("b",), "u", "v")]) == "a.1: expected y, found x; b: expected v, found u"
    )

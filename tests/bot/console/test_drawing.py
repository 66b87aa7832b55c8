"""How does a screen look in a terminal?"""

from __future__ import annotations

import pytest

from bot.console.drawing import drawn, harmless, marked, words
from bot.screens import Attachment, Button, Screen, Span, Style, bold, lines, quote


def screen(*labels: str, typed: bool = False) -> Screen:
    return Screen((), tuple((Button(label, f"token-{label}"),) for label in labels), typed=typed)


def pressed_by(*screens: Screen) -> list[list[str]]:
    return [[each.mark for each in marks] for marks in marked(screens)]


def test_buttons_are_pressed_by_their_number() -> None:
    assert pressed_by(screen("Ja", "Nein")) == [["1", "2"]]


def test_a_point_of_a_scale_is_pressed_by_itself_and_other_buttons_by_higher_numbers() -> None:
    points = screen("0 – nie", "1", "2", "10 – immer", "Zurück", "Später")

    assert pressed_by(points) == [["0", "1", "2", "10", "11", "12"]]
    assert "[0] nie" in drawn(points, marked([points])[0])


def test_where_words_are_welcome_a_number_is_an_answer_so_marks_begin_with_a_slash() -> None:
    assert pressed_by(screen("Überspringen", typed=True)) == [["/1"]]


def test_screens_that_stand_together_share_no_mark() -> None:
    marks = pressed_by(screen("Nein", "Ja"), screen("Zurück", typed=True))

    assert marks == [["/1", "/2"], ["/3"]]


def test_what_could_be_pressed_before_keeps_its_mark() -> None:
    [marks] = marked([screen("Jetzt antworten")], taken=["1", "2"])

    assert [each.mark for each in marks] == ["3"]


def test_a_chosen_button_is_marked_and_a_link_shows_its_address() -> None:
    shown = Screen((), ((Button("Telefon", "t", chosen=True), Button("Artikel", url="https://example.org/a")),))

    assert drawn(shown, marked([shown])[0]) == "  [1] ✓ Telefon   Artikel: https://example.org/a"


def test_rows_that_do_not_fit_stand_one_below_the_other() -> None:
    shown = Screen((), (tuple(Button(f"Knopf Nummer {number}", f"t{number}") for number in range(1, 5)),))

    assert len(drawn(shown, marked([shown])[0], width=40).splitlines()) == 4


def test_words_wrap_and_somebodys_words_stand_behind_a_bar() -> None:
    text = words(lines(bold("Titel"), quote("eins zwei drei vier\nfünf")), width=12)

    assert text == "Titel\n\n│ eins zwei\n│ drei vier\n│ fünf"


def test_somebodys_words_within_a_line_are_in_quotation_marks() -> None:
    assert words((Span("Bisher: "), quote("gut"))) == "Bisher: „gut“"


def test_styles_are_only_for_terminals() -> None:
    spans = (Span("fett", Style.BOLD),)

    assert words(spans) == "fett"
    assert words(spans, styled=True) == "\x1b[1mfett\x1b[0m"


@pytest.mark.parametrize("text", ["\x1b[2Jweg", "\x9b31m", "ab\rcd", "\x07", "a\u202eb", "\x00"])
def test_nothing_anybody_says_moves_the_cursor_or_turns_the_reading_direction(text: str) -> None:
    assert "�" in harmless(text)
    assert words((quote(text),), styled=True).count("\x1b") == 0


def test_an_attachment_is_named_with_what_it_shows() -> None:
    shown = Screen(attachment=Attachment("bild.png", b"", "image/png", "Balken"))

    assert drawn(shown, []) == "(bild.png: Balken)"

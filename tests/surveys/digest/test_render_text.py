"""Does a digest fit a chat and a terminal, with every number beside its n?"""

from __future__ import annotations

import re

import pytest
from digest_samples import bars, digest, everything, line, name, quoted, scale, section, table
from hypothesis import given
from hypothesis import strategies as some

from surveys.design.text import LANGUAGES
from surveys.digest.digest import Bar, Digest, Row, Table
from surveys.digest.render.text import LEAVE_OUT, SCREEN_LIMIT, WIDTH, Piece, lines, plain


def shown(of: Digest, language: str = "de", *, full: bool = False) -> str:
    return "".join(piece.text for piece in lines(of, language, full=full))


def units(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


def many(count: int, words: str) -> tuple[object, ...]:
    return tuple(quoted(f"{at} {words}") for at in range(count))


# --- one screen of a chat ---


def test_the_screen_says_what_when_how_many_and_which_version() -> None:
    assert shown(digest()).startswith(
        "Kundenservice auf Social Media\nZwischenstand vom 23. November 2026 · 34 haben mitgemacht\n"
        "Offen vom 16. November 2026 bis 30. November 2026\n\nWas angekreuzt wurde\n"
    )
    assert re.search(r"Fassung 3, Prüfsumme [0-9a-f]{12}$", shown(digest()))


def test_bars_are_one_line_with_n_and_shares_only_where_given() -> None:
    assert (
        "Wo soll Service künftig stattfinden? (n = 31)\n"
        "Egal, Hauptsache gelöst 12 (39 %) · Chat mit einem Menschen 7 (23 %) · Social Media 6 (19 %) · "
        "Telefon-Hotline – · E-Mail oder ein Formular auf der Website des Unternehmens –\n"
    ) in shown(digest())


def test_points_of_a_scale_are_not_mistaken_for_counts() -> None:
    assert "gar nicht wichtig: 6 (16 %) · 2: 5 (13 %) · 3: 8 (21 %)" in shown(digest())


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_share_is_said_while_n_is_withheld(language: str) -> None:
    without = digest(section("closed", bars(n=None)))

    assert "%" not in shown(without, language)
    assert "%" not in plain(without, language)
    assert "%" in shown(digest(section("closed", bars())), language)


def test_withheld_cells_are_dashes_that_a_legend_explains() -> None:
    only = digest(section("cases", table()))

    assert "• Müller & Söhne · Instagram: Fälle 7, beantwortet –, gelöst –" in shown(only)
    assert "– = weniger als fünf, nicht gezeigt" in shown(only)
    assert "None" not in shown(only) + plain(only)
    assert "weniger als fünf" not in shown(digest(section("closed", scale())))


def test_a_quote_is_a_piece_of_its_own_verbatim_with_who_said_it() -> None:
    words = " *so* <b>nicht</b>\n@alle  "
    pieces = lines(digest(section("quotes", quoted(words))))

    at = pieces.index(Piece(words, "quote"))
    assert pieces[at + 1].text == "\n— Kund:in, zu „Wo findest du heute Hilfe?“"


def test_a_withdrawn_quote_leaves_a_note_and_a_correction() -> None:
    gone = digest(section("quotes", quoted("", withdrawn=True)))

    for words in (shown(gone), plain(gone)):
        assert "Dieses Zitat wurde zurückgezogen." in words
        assert "Korrigiert: Ein Zitat wurde zurückgezogen" in words
        assert "Kund:in" not in words


def test_samples_are_marked_as_samples() -> None:
    for words in (shown(digest(sample=True)), plain(digest(sample=True))):
        assert "Beispieldaten" in words
    assert "Beispieldaten" not in shown(digest(section("closed", scale())))


def test_only_the_brief_part_of_a_section_is_on_the_screen() -> None:
    long = digest(section("quotes", *many(3, "so ist es"), brief=1), section("method", line(), brief=0))  # type: ignore[arg-type]

    assert "0 so ist es" in shown(long)
    assert "1 so ist es" not in shown(long)
    assert "Wie diese Zahlen" not in shown(long)
    assert "2 so ist es" in shown(long, full=True)
    assert "Wie diese Zahlen" in shown(long, full=True)


def test_what_does_not_fit_is_left_out_from_the_least_important_section_on_and_said() -> None:
    words = "Wort " * 40
    crowded = digest(*(section(key, *many(4, f"{key} {words}")) for key in reversed(LEAVE_OUT)))  # type: ignore[arg-type]
    screen = shown(crowded)

    assert units(screen) <= SCREEN_LIMIT
    assert "Gekürzt" in screen
    kept = [key for key in LEAVE_OUT if f" {key} Wort" in screen]
    assert 0 < len(kept) < len(LEAVE_OUT)
    assert kept == list(LEAVE_OUT[-len(kept) :])
    assert "Gekürzt" not in shown(digest())


@given(some.lists(some.tuples(some.sampled_from(LEAVE_OUT), some.text(max_size=3000)), max_size=6))
def test_the_screen_never_overflows(quotes: list[tuple[str, str]]) -> None:
    crowded = digest(*(section(key, quoted(words)) for key, words in quotes))

    assert units(shown(crowded).encode("utf-16-le", "replace").decode("utf-16-le")) <= SCREEN_LIMIT


def test_a_long_table_shows_its_first_rows_and_says_how_many_more() -> None:
    rows = tuple(Row(label=name(f"Firma {at}"), cells=(at + 10,)) for at in range(9))
    long = digest(section("cases", Table(title=name("Fälle"), columns=(name("n"),), rows=rows)))

    assert "Firma 5" in shown(long)
    assert "Firma 6" not in shown(long)
    assert "… und 3 weitere Zeilen" in shown(long)
    assert "Firma 8" in shown(long, full=True)


# --- a terminal ---


def test_bars_and_numbers_stand_below_each_other() -> None:
    drawn = [row for row in plain(digest(section("closed", scale()))).splitlines() if "█" in row]

    assert drawn[0] == "  1 – gar nicht wichtig   6   16 %  ██████"
    assert drawn[3] == "  4                      10   26 %  █████████"
    assert len({row.index("█") for row in drawn}) == 1


@pytest.mark.parametrize(
    "words", ["", "ein Wort " * 60, "OhneJedeLücke" * 40, "漢字" * 200, "👩‍👩‍👧 " * 80, "\x1b[31mrot\x07\x00"]
)
def test_no_line_is_wider_than_the_terminal_and_none_moves_its_cursor(words: str) -> None:
    label = name(words or "–")
    odd = digest(
        section("closed", bars(title=label, bars=(Bar(label=label, count=7, share=0.5), Bar(label=label, count=None)))),
        section(
            "cases", Table(title=label, columns=(label, label, label), rows=(Row(label=label, cells=(5, None, 7)),))
        ),
        section("quotes", quoted(words)),
    )
    drawn = plain(odd)

    assert max(map(len, drawn.splitlines())) <= WIDTH
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", drawn)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_shows_everything(language: str) -> None:
    drawn = plain(digest(*everything()), language)

    for words in ("Öztürk", "█", "n = 31", "─────"):
        assert words in drawn


def test_the_same_digest_is_drawn_the_same_in_its_own_language() -> None:
    assert plain(digest(language="en")) == plain(digest(language="en"), "en") != plain(digest(language="en"), "de")

"""Does a digest fit a chat and a terminal, with every number beside its n?"""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from digest_samples import bars, digest, everything, line, name, quoted, ranges, scale, section, several, table
from hypothesis import given
from hypothesis import strategies as some

from surveys.design.text import LANGUAGES
from surveys.digest.digest import Bar, Bars, Digest, Row, Section, Table
from surveys.digest.render import text as rendering
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


def test_a_reader_may_choose_another_language_in_a_chat() -> None:
    english = digest(language="en")

    assert shown(english, "de") != shown(english, "en")
    assert lines(english) == lines(english, "en")
    assert lines(english, "de")[:-1] == lines(digest(language="de"))[:-1]


def test_a_section_without_blocks_ends_nothing_and_a_table_without_columns_is_its_labels() -> None:
    bare = Table(title=name("Leer"), columns=(), rows=(Row(label=name("Zeile"), cells=()),))

    assert "Leer\n\n  ─────\n  Zeile\n" in plain(digest(section("closed"), section("cases", bare)))


def test_the_same_digest_is_drawn_the_same_in_its_own_language() -> None:
    assert plain(digest(language="en")) == plain(digest(language="en"), "en") != plain(digest(language="en"), "de")


# --- to the character ---


def pieces(*sections: Section, **settings: object) -> list[tuple[str, str]]:
    """What stands between the head and the version, with its styles."""
    made: list[tuple[str, str]] = [(each.style, each.text) for each in lines(digest(*sections, **settings))]
    return made[3:-2]


def test_a_chat_shows_three_themes_and_parts_charts_by_an_empty_line() -> None:
    assert pieces(section("closed", bars(), several()), section("themes", ranges())) == [
        ("plain", "\n\n"),
        ("bold", "Was angekreuzt wurde"),
        ("plain", "\nWo soll Service künftig stattfinden? (n = 31)\n"),
        (
            "plain",
            "Egal, Hauptsache gelöst 12 (39 %) · Chat mit einem Menschen 7 (23 %) · Social Media 6 (19 %) · "
            "Telefon-Hotline – · E-Mail oder ein Formular auf der Website des Unternehmens –",
        ),
        ("plain", "\n"),
        ("plain", "\nWas steht Service auf den Kanälen im Weg? (n = 30)\n"),
        (
            "plain",
            "Es fehlt an Menschen und Zeit 19 (63 %) · Eine andere Abteilung ist zuständig 14 (47 %) · "
            "Der Umgangston belastet das Team 8 (27 %) · Weiß ich nicht 0 (0 %)",
        ),
        ("plain", "\nMehrere Antworten waren möglich."),
        ("plain", "\n\n"),
        ("bold", "Worüber ihr schreibt"),
        ("plain", "\nWas fehlt dir? (n = 120)"),
        ("plain", "\n• Wartezeit am Telefon: 41 (34 %, 26 bis 43 %); +7 Punkte"),
        ("plain", "\n• Kein Mensch: 22 (18 %, 12 bis 26 %)"),
        ("plain", "\n• Datenschutzgrundverordnung (neu aufgetaucht): 9"),
        ("plain", "\n… und 2 weitere Zeilen"),
        ("plain", "\nNicht gezeigt sind Themen von weniger als 5 Personen und was auf sie schließen ließe."),
    ]


def test_a_chat_shows_quotes_and_sentences_without_empty_lines_between_them() -> None:
    quotes = section("quotes", quoted("Zwei\n\nAbsätze.", who=None), quoted("", withdrawn=True))

    assert pieces(quotes, section("unknown", line("release-none"), line("release-none")))[2:] == [
        ("plain", "\n\n"),
        ("bold", "In euren Worten"),
        ("plain", "\n"),
        ("quote", "Zwei\n\nAbsätze."),
        ("plain", "\n— zu „Wo findest du heute Hilfe?“"),
        ("plain", "\n"),
        ("italic", "Dieses Zitat wurde zurückgezogen."),
        ("plain", "\n\n"),
        ("bold", "Was wir nicht wissen"),
        ("plain", "\nNoch ist kein Stand der Zahlen freigegeben."),
        ("plain", "\nNoch ist kein Stand der Zahlen freigegeben."),
    ]


def test_a_digest_without_beginning_says_no_period_and_an_empty_section_no_heading() -> None:
    made = [each.text for each in lines(digest(section("closed"), section("quotes", quoted()), opened_at=None))]

    assert made[:4] == [
        "Kundenservice auf Social Media",
        "\nZwischenstand vom 23. November 2026 · 34 haben mitgemacht",
        "\n\n",
        "In euren Worten",
    ]


@pytest.mark.parametrize(
    ("label", "ordered", "said"),
    [("Top 5", False, "Top 5: 7"), ("5 Tage", False, "5 Tage 7"), ("nie", True, "nie: 7"), ("", False, " 7")],
)
def test_a_label_that_ends_in_a_number_is_parted_from_its_count(label: str, ordered: bool, said: str) -> None:
    block = Bars(title=name("?"), n=20, ordered=ordered, bars=(Bar(label=name(label), count=7),))

    assert f"(n = 20)\n{said}\n" in shown(digest(section("closed", block)))


@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
def test_a_screen_that_is_just_full_is_shown_and_one_sign_more_is_too_much(more: int, fits: bool) -> None:
    rest = units(shown(digest(section("quotes", quoted("")))))
    full = digest(section("quotes", quoted("x" * (SCREEN_LIMIT - rest + more))))

    assert ("xxx" in shown(full)) is fits
    assert ("Gekürzt" in shown(full)) is not fits


def test_a_sign_that_takes_two_units_counts_as_two() -> None:
    assert rendering._length([Piece("😀ä"), Piece("", "bold"), Piece("x")]) == 4


def test_a_title_longer_than_a_screen_leaves_nothing_else() -> None:
    crowded = digest(section("quotes", quoted("so ist es")), title=name("x" * 4000))

    assert "so ist es" not in shown(crowded)
    assert "Gekürzt" in shown(crowded)


def test_the_last_block_of_the_last_of_the_least_important_sections_is_left_out_first() -> None:
    words = [section("themes", line(), line()), section("method", line(), line()), section("method", line(), line())]

    def counts(sections: Sequence[Section]) -> list[int]:
        return [len(each.blocks) for each in sections]

    assert counts(rendering._less(words)) == [2, 2, 1]
    assert counts(rendering._less(rendering._less(rendering._less(words)))) == [2, 1, 0]
    assert counts(rendering._less([section("themes", line()), section("method")])) == [0, 0]
    kept = rendering._less(
        [section("themes", line()), section("themes", quoted("a")), section("themes", quoted("b"), line())]
    )
    assert [each.blocks for each in kept] == [(line(),), (quoted("a"),), (quoted("b"),)]
    sections = [
        section("themes", line()),
        section("closed", quoted("a")),
        section("method", quoted("b"), line(), brief=7),
    ]
    assert rendering._less(sections) == [*sections[:2], section("method", quoted("b"), brief=7)]
    # one that nobody has ranked goes before all others
    assert counts(rendering._less([section("another", line()), section("method", line())])) == [0, 1]


def test_a_table_of_six_rows_is_whole_in_a_chat_and_of_themes_three() -> None:
    rows = tuple(Row(label=name(f"Firma {at}"), cells=(at + 10,)) for at in range(6))
    six = digest(section("cases", Table(title=name("Fälle"), columns=(name("n"),), rows=rows)))
    three = ranges().model_copy(update={"rows": ranges().rows[:3]})

    assert "Firma 5" in shown(six)
    assert "weitere" not in shown(six) + shown(digest(section("themes", three)))


def test_a_terminal_shows_a_digest_like_this() -> None:
    counts = (Bar(label=name("Ja"), count=1), Bar(label=name("漢字"), count=1000), Bar(label=name("Nie"), count=0))
    wide = Bars(title=name("X"), n=None, bars=(*counts, Bar(label=name("Oh"), count=None)))
    shown = plain(
        digest(
            section("closed", bars(), several()),
            section("cases", table()),
            section("quotes", quoted("Eins\nzwei"), quoted("", withdrawn=True)),
            section("unknown", line("release-none"), line("release-none"), wide, line("release-none")),
            article_url="https://example.org/a",
        )
    )

    assert (
        shown.rpartition("Fassung")[0]
        == """\
Kundenservice auf Social Media
══════════════════════════════
Zwischenstand vom 23. November 2026 · 34 haben mitgemacht
Offen vom 16. November 2026 bis 30. November 2026
Zum Artikel: Der Artikel, aus dem die Fragen stammen
https://example.org/a
Korrigiert: Ein Zitat wurde zurückgezogen und steht hier nicht mehr.

Was angekreuzt wurde
────────────────────
Wo soll Service künftig stattfinden? (n = 31)
Wo möchtest du in Zukunft am liebsten Hilfe bekommen?
  Egal, Hauptsache gelöst           12   39 %  ██████████████
  Chat mit einem Menschen            7   23 %  ████████
  Social Media                       6   19 %  ███████
  Telefon-Hotline                    –
  E-Mail oder ein Formular auf der
  Website des Unternehmens           –

Was steht Service auf den Kanälen im Weg? (n = 30)
  Es fehlt an Menschen und Zeit        19   63 %  ███████████████████████
  Eine andere Abteilung ist zuständig  14   47 %  █████████████████
  Der Umgangston belastet das Team      8   27 %  ██████████
  Weiß ich nicht                        0    0 %
  Mehrere Antworten waren möglich.

Fälle aus der Praxis
────────────────────
Haben die Kanäle geholfen?
                              Fälle  beantwortet  gelöst
  ──────────────────────────  ─────  ───────────  ──────
  Deutsche Bahn · X              14            9       6
  Telekom · WhatsApp             11           11       8
  Müller & Söhne · Instagram      7            –       –

In euren Worten
───────────────
  │ Eins
  │ zwei
    — Kund:in, zu „Wo findest du heute Hilfe?“

  │ [Dieses Zitat wurde zurückgezogen.]

Was wir nicht wissen
────────────────────
Noch ist kein Stand der Zahlen freigegeben.
Noch ist kein Stand der Zahlen freigegeben.

X (n nicht gezeigt)
  Ja        1  █
  漢字  1.000  ████████████████████████████████████
  Nie       0
  Oh        –

Noch ist kein Stand der Zahlen freigegeben.

– = weniger als fünf, nicht gezeigt (wie auch, was darauf schließen ließe)
Stand der Zahlen: Nummer 2.
"""
    )


def test_the_brief_part_is_enough_for_a_terminal_where_that_is_asked_for() -> None:
    made = digest(section("quotes", quoted("eins"), quoted("zwei"), brief=1), section("method", line(), brief=0))

    assert "zwei" in plain(made)
    assert "eins" in plain(made, full=False)
    assert "zwei" not in plain(made, full=False)
    assert "Wie diese Zahlen" not in plain(made, full=False)
    assert "weniger als fünf" not in plain(made)


def test_a_long_title_is_underlined_as_far_as_its_longest_line() -> None:
    # 60 + 50 signs do not fit into 100 columns
    assert plain(digest(title=name(f"{'a' * 50} {'b' * 60}"))).splitlines()[:3] == ["a" * 50, "b" * 60, "═" * 60]


@pytest.mark.parametrize(("columns", "room"), [(1, 58), (2, 28), (6, 8), (7, 8), (12, 8)])
def test_columns_of_a_table_share_what_its_labels_leave_but_take_eight_signs_at_least(columns: int, room: int) -> None:
    # 100 columns less 2 and 38 for labels are 60, of which each column keeps 2 free
    names, cells = tuple(name("x" * (room + 1)) for _ in range(columns)), (None,) * columns
    block = Table(title=name("?"), columns=names, rows=(Row(label=name("l" * 39), cells=cells),))
    drawn = plain(digest(section("cases", block))).splitlines()
    at = drawn.index("?")

    assert drawn[at + 1] == f"  {' ' * 38}" + f"  {'x' * room}" * columns
    assert drawn[at + 2] == f"  {' ' * 38}" + f"  {'x':>{room}}" * columns
    assert drawn[at + 3] == f"  {'─' * 38}" + f"  {'─' * room}" * columns
    assert drawn[at + 4] == f"  {'l' * 38}" + f"  {'–':>{room}}" * columns
    assert drawn[at + 5] == "  l"


def test_a_label_of_thirty_eight_signs_fits_beside_its_bar_and_a_small_bar_is_still_one_sign() -> None:
    labels = ("a" * 38, f"{'b' * 38} c")
    block = Bars(title=name("?"), n=1000, bars=tuple(Bar(label=name(label), count=5) for label in labels))
    drawn = plain(digest(section("closed", block))).splitlines()
    at = drawn.index("? (n = 1.000)")

    assert drawn[at + 1 : at + 4] == [f"  {'a' * 38}  5  █", f"  {'b' * 38}", f"  c{' ' * 37}  5  █"]


def test_lines_are_broken_where_their_columns_end() -> None:
    assert rendering._wrapped("aaaa bbbb", width=9) == ["aaaa bbbb"]
    assert rendering._wrapped("aaaa bbbb", width=8) == ["aaaa", "bbbb"]
    assert rendering._wrapped("aa bb cc", hanging="  ", width=5) == ["aa bb", "  cc"]
    assert rendering._wrapped("aa bb", before="│ ", width=7) == ["│ aa bb"]
    assert rendering._wrapped("aa bb", before="│ ", width=6) == ["│ aa", "│ bb"]
    assert rendering._wrapped("aaa-bbb", width=5) == ["aaa-b", "bb"]
    assert rendering._wrapped("", before="│ ") == ["│ "]
    assert rendering._wrapped("a\n\nb") == ["a", "", "b"]


def test_signs_of_two_columns_get_half_the_room_and_none_less_than_four() -> None:
    assert rendering._wrapped("漢" * 10, width=10) == ["漢" * 5, "漢" * 5]
    assert rendering._wrapped("aaaaa", width=2) == ["aaaa", "a"]


def test_control_signs_are_shown_as_pictures_and_those_that_turn_text_around_as_unknown() -> None:
    assert rendering._shown("a\r\nb\rc\td") == "a\nb\nc    d"
    assert rendering._shown("\x00\x1b\x1f\x7f\x80\ud800") == "\u2400\u241b\u241f\u2421\ufffd\ufffd"
    assert rendering._shown("\u2029\u202a\u202e\u202f") == "\u2029\ufffd\ufffd\u202f"


def test_signs_take_as_many_columns_as_a_terminal_gives_them() -> None:
    widths = {"a": 1, "漢": 2, "Ａ": 2, "e\u0301": 1, "\u200d": 0, "\u20dd": 0, "\u0903": 1, "👩‍👧": 4, "": 0}

    assert {words: rendering._columns(words) for words in widths} == widths


def test_words_are_padded_to_the_columns_they_are_to_take() -> None:
    assert rendering._padded("漢", 4) == "漢  "
    assert rendering._padded("漢", 4, right=True) == "  漢"

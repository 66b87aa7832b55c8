"""Does each shape stand where it is meant to, to the tenth of a pixel, and does text end where its room ends?"""

from __future__ import annotations

import pytest

from surveys.digest import drawing
from surveys.digest.drawing import Columns, Drawing, Frame

CARD = Frame(width=200, size=10, margin=20)  # 160 pixels of room, from 20 to 180
PAGE = Frame(width=None, size=10)  # as wide as the page
INK, SOFT = 'class="ink" fill="#1a1a1a"', 'class="soft" fill="#5c6066"'
STRONG, BOLD = 'class="strong" fill="#1a1a1a"', 'font-weight="600"'


# --- frames ---


def test_a_share_of_a_card_is_counted_between_its_margins() -> None:
    assert CARD.room == 160
    assert [CARD.x(share) for share in (0, 0.25, 1)] == ["20.0", "60.0", "180.0"]
    assert [CARD.across(share) for share in (0, 0.25, 1)] == ["0.0", "40.0", "160.0"]


def test_a_share_of_a_page_is_a_percentage_of_whatever_is_there() -> None:
    assert [PAGE.x(share) for share in (0, 0.25, 1)] == ["0.000%", "25.000%", "100.000%"]
    assert [PAGE.across(share) for share in (0, 1 / 3)] == ["0.000%", "33.333%"]
    assert PAGE.room == drawing.NARROWEST
    assert Frame(width=None, size=10, margin=6).room == drawing.NARROWEST - 12
    assert Frame(width=200, size=10).room == 200


def test_what_is_drawn_further_down_is_moved_by_as_many_pixels() -> None:
    assert Drawing(12, "<g/>").below(30.25) == '<g transform="translate(0 30.2)"><g/></g>'


def test_a_whole_picture_says_its_size_and_what_it_is_about() -> None:
    assert drawing.svg(Drawing(40.4, "<g/>"), CARD, title="A & B", about="1 < 2", name="n") == (
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="200" height="40" viewBox="0 0 200 40" role="img" '
        'aria-labelledby="n-title n-about" font-family="Inter, sans-serif" font-size="10">'
        '<title id="n-title">A &amp; B</title><desc id="n-about">1 &lt; 2</desc><g/></svg>'
    )


def test_a_picture_of_a_page_is_as_wide_as_the_page_and_cut_nowhere() -> None:
    assert drawing.svg(Drawing(40.6, ""), PAGE, title="A", about="B", name="n").startswith(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="100%" height="41" role="img" '
    )


def test_quotes_and_what_no_xml_can_hold_break_no_attribute() -> None:
    assert drawing.safe("\"a\" 'b' <c>\x00\t") == "&quot;a&quot; &#x27;b&#x27; &lt;c&gt;\ufffd\t"


# --- text ---


def test_each_line_of_a_paragraph_stands_one_and_three_tenths_of_its_size_below_the_one_before() -> None:
    made = drawing.paragraph("aaaa aaaa", CARD, room=30)  # 23.4 pixels each, 50.2 together

    assert made == Drawing(
        26,
        f'<text x="20.0" y="10.0" {INK} font-size="10.0">aaaa</text>'
        f'<text x="20.0" y="23.0" {INK} font-size="10.0">aaaa</text>',
    )


def test_smaller_text_is_nearer_to_the_top_and_takes_less_height_and_room() -> None:
    made = drawing.paragraph("aaaa aaaa", CARD, kind="soft", size=0.5, room=30)  # 25.1 pixels

    assert made == Drawing(6.5, f'<text x="20.0" y="5.0" {SOFT} font-size="5.0">aaaa aaaa</text>')


def test_words_to_the_right_end_at_the_right_margin() -> None:
    made = drawing.paragraph("aa", CARD, right=True)

    assert made.drawn == f'<text x="180.0" y="10.0" {INK} font-size="10.0" text-anchor="end">aa</text>'


def test_strong_words_need_six_hundredths_more_room() -> None:
    # 27 letters are 158 pixels wide of 160; strong they are 167.
    assert drawing.paragraph("a" * 27, CARD).drawn.count("<text") == 1
    assert drawing.paragraph("a" * 27, CARD, kind="strong").drawn.count("<text") == 2
    assert f"{STRONG} font-size" in drawing.paragraph("a", CARD, kind="strong").drawn


def test_text_is_as_wide_as_its_letters() -> None:
    wide = {"l": 3.4, "m": 8.8, "A": 7.0, "Ä": 8.8, "5": 6.3, "a": 5.85, "é": 5.85, "漢": 10.5, "lm5": 18.5, "": 0}

    assert {words: drawing.width(words, CARD) for words in wide} == pytest.approx(wide)
    assert drawing.width("a", CARD, strong=True) == pytest.approx(6.201)


def test_signs_are_wide_from_the_first_of_those_of_chinese_on() -> None:
    assert drawing.width("\u2e80", CARD) == 5.85
    assert drawing.width("\u2e81", CARD) == 10.5  # CJK radicals, U+2E81


def test_words_that_just_fit_stay_on_one_line() -> None:
    assert drawing._broken("aaaa", 4 * 5.85, 10) == ["aaaa"]
    assert drawing._broken("aaaa", 4 * 5.85 - 0.01, 10) == ["aaa", "a"]
    assert drawing._broken("aa aa", 26.8, 10) == ["aa aa"]
    assert drawing._broken("aa aa", 26.79, 10) == ["aa", "aa"]


def test_a_word_too_long_for_a_line_is_broken_where_the_line_is_full() -> None:
    assert drawing._split("aaaa", 1.17) == ["aa", "aa"]
    assert drawing._split("aaaaa", 1.17) == ["aa", "aa", "a"]
    assert drawing._split("mmaaa", 1.2) == ["m", "m", "aa", "a"]


def test_a_sign_wider_than_its_line_still_gets_one() -> None:
    assert drawing._split("漢字", 1.0) == ["漢", "字"]
    assert drawing._broken("漢字", 10, 10) == ["漢", "字"]


def test_no_room_at_all_still_takes_one_sign_of_the_size_of_the_text() -> None:
    assert drawing._broken("il", 1, 10) == ["il"]
    assert drawing._broken("ab", 1, 10) == ["a", "b"]


def test_nothing_is_one_empty_line_and_gaps_of_any_kind_are_single_spaces() -> None:
    assert drawing._broken("", 100, 10) == [""]
    assert drawing._broken("a\n\t b  c", 100, 10) == ["a b c"]


def test_a_share_goes_to_the_next_line_as_a_whole() -> None:
    # "aaaa 12" would fit into 40 pixels (39.4), "aaaa 12 %" not (51.6), nor "aaaa n = 5" (43.5)
    assert drawing._broken("aaaa 12 %", 40, 10) == ["aaaa", "12 %"]
    assert drawing._broken("aaaa n = 5", 40, 10) == ["aaaa", "n = 5"]


# --- numbers beside bars ---


def test_bars_are_shortened_by_what_the_widest_count_and_share_take() -> None:
    # "12" strong: 2 x 6.3 x 1.06 = 13.356; "10 %": 6.3 + 6.3 + 3.4 + 8.8 = 24.8, and half a letter between: 29.8
    made = drawing.columns([("12", "5 %"), ("7", "10 %")], CARD, run=0.74)

    assert made.shift == pytest.approx(29.8)
    assert made.run == pytest.approx(1 - (13.356 + 29.8 + 6) / 160)


def test_the_widest_count_need_not_stand_beside_the_widest_share() -> None:
    made = drawing.columns([("7", "10 %"), ("12", "5 %")], CARD, run=0.74)

    assert made == drawing.columns([("12", "5 %"), ("7", "10 %")], CARD, run=0.74)


def test_bars_are_never_longer_than_meant_and_without_shares_nothing_is_shifted() -> None:
    assert drawing.columns([("7", "")], CARD, run=0.5) == Columns(0.5, 0)
    assert drawing.columns([], CARD, run=1.0) == Columns(1 - 6 / 160, 0)


def test_a_count_ends_where_its_share_begins() -> None:
    place = 'x="180.0" y="17.5" text-anchor="end"'

    assert drawing.value("12", "5 %", 17.5, CARD, 29.8) == (
        f'<text {place} {STRONG} font-size="10.0" {BOLD} transform="translate(-29.8 0)">12</text>'
        f'<text {place} {SOFT} font-size="10.0">5 %</text>'
    )
    assert drawing.value("12", "", 17.5, CARD, 0) == f'<text {place} {STRONG} font-size="10.0" {BOLD}>12</text>'


def test_a_number_of_a_point_stands_around_its_place() -> None:
    assert drawing.centred("7", 0.25, 12, CARD, "soft", 0.8) == (
        f'<text x="60.0" y="12.0" text-anchor="middle" {SOFT} font-size="8.0">7</text>'
    )


def test_a_number_on_a_bar_is_in_its_middle_and_white_where_the_bar_is_dark() -> None:
    # half of 19 is 9.5, and a figure is about 0.72 of its size tall
    place = 'x="100.0" y="13.1" text-anchor="middle"'

    assert drawing.inside("7", 0.5, 19, CARD, "low2") == (
        f'<text {place} class="on on-deep" fill="#ffffff" font-size="10" {BOLD}>7</text>'
    )
    assert drawing.inside("7", 0.5, 19, CARD, "mid") == (
        f'<text {place} class="on" fill="#1a1a1a" font-size="10" {BOLD}>7</text>'
    )


def test_a_cell_has_its_value_above_and_its_column_below_in_smaller_letters() -> None:
    made = drawing.cell("12", "aa", 0.5, 0.25, CARD, known=True)

    # value at 1.15 of 10; then 13 - 2.5 further; the name's line is 7.8 x 1.3 = 10.14 high, less 3 at the end
    assert made.drawn == (
        f'<text x="100.0" y="11.5" {STRONG} font-size="10.0" {BOLD}>12</text>'
        f'<text x="100.0" y="22.0" {SOFT} font-size="7.8">aa</text>'
    )
    assert made.height == pytest.approx(11.5 + 13 - 2.5 + 10.14 - 3)


def test_a_cell_breaks_its_value_and_its_column_within_its_step_and_a_withheld_one_is_pale() -> None:
    # A quarter of 160 less 5 are 35 pixels: 5 strong letters are 31.0, six 37.2; 7 small ones 31.9, eight 36.5
    made = drawing.cell("aaaaaa", "aaaaaaaa", 0, 0.25, CARD, known=False)

    assert made.drawn == (
        f'<text x="20.0" y="11.5" {SOFT} font-size="10.0">aaaaa</text>'
        f'<text x="20.0" y="24.5" {SOFT} font-size="10.0">a</text>'
        f'<text x="20.0" y="35.0" {SOFT} font-size="7.8">aaaaaaa</text>'
        f'<text x="20.0" y="45.1" {SOFT} font-size="7.8">a</text>'
    )
    assert made.height == pytest.approx(11.5 + 26 - 2.5 + 2 * 10.14 - 3)


def test_a_badge_is_as_wide_as_its_words_which_stand_in_its_middle() -> None:
    # 8.5 pixels: "aaaa" strong is 4 x 0.585 x 8.5 x 1.06 = 21.08, with 1.4 x 8.5 around it 32.98; half of it 16.49
    assert drawing.badge("aaaa", CARD) == Drawing(
        14.45,
        '<rect x="20.0" y="0.0" width="33.0" height="14.4" rx="2.5" class="mark" fill="#e69f00"/>'
        f'<text x="36.5" y="10.2" text-anchor="middle" fill="#1a1a1a" font-size="8.5" {BOLD}>aaaa</text>',
    )


# --- shapes ---


def test_a_rectangle_is_where_its_pixels_say() -> None:
    assert drawing.rect(1, 2, 3, 4, "paper") == (
        '<rect x="1.0" y="2.0" width="3.0" height="4.0" class="paper" fill="#ffffff"/>'
    )


def test_a_bar_begins_at_its_share_and_is_as_long_as_its_share() -> None:
    assert drawing.span(0.25, 0.5, 3, 7, CARD, "bar") == (
        '<rect x="60.0" y="3.0" width="80.0" height="7.0" class="bar" fill="#0072b2"/>'
    )
    assert drawing.span(0.25, 0.5, 3, 7, PAGE, "mid", parted=True) == (
        '<rect x="25.000%" y="3.0" width="50.000%" height="7.0" class="mid parted" fill="#c3c3bf" '
        'stroke="#ffffff" stroke-width="2"/>'
    )


def test_a_withheld_bar_is_a_pale_dashed_outline_of_its_size() -> None:
    assert drawing.withheld(0.25, 0.5, 3, 7, CARD) == (
        '<rect x="60.0" y="3.0" width="80.0" height="7.0" class="withheld" fill="none" stroke="#5c6066" '
        'stroke-opacity="0.45" stroke-width="0.7" stroke-dasharray="3.0 3.0"/>'
    )


def test_a_line_leads_from_one_place_to_the_other() -> None:
    assert drawing.stroke(0.25, 3, 0.5, 7, CARD, "first", 1.5) == (
        '<line x1="60.0" y1="3.0" x2="100.0" y2="7.0" class="first-line" stroke="#0072b2" stroke-width="1.5" '
        'stroke-linecap="round"/>'
    )


def test_a_disc_is_full_and_a_ringed_one_lets_others_shine_through() -> None:
    assert drawing.circle(0.5, 6, 2.4, CARD, "mark") == (
        '<circle cx="100.0" cy="6.0" r="2.4" class="mark" fill="#e69f00"/>'
    )
    assert drawing.circle(0.5, 6, 2.4, CARD, "second", ringed=True) == (
        '<circle cx="100.0" cy="6.0" r="2.4" class="second second-line" fill="#d55e00" fill-opacity="0.22" '
        'stroke="#d55e00" stroke-width="1.2"/>'
    )


def test_the_middle_of_a_scale_is_marked_above_and_below_its_bar() -> None:
    look = 'class="line" stroke="#1a1a1a" stroke-width="1.0"/>'

    assert drawing.middle(19, CARD) == (
        f'<line x1="100.0" x2="100.0" y1="-3.0" y2="0.0" {look}<line x1="100.0" x2="100.0" y1="19.0" y2="22.0" {look}'
    )
    assert 'stroke-width="1.8"' in drawing.middle(19, Frame(width=200, size=30))


def test_a_rule_runs_from_margin_to_margin_and_is_never_thinner_than_a_pixel() -> None:
    assert drawing.rule(9, CARD) == (
        '<line x1="20.0" x2="180.0" y1="9.0" y2="9.0" class="rule" stroke="#d9d9d4" stroke-width="1.0"/>'
    )
    assert 'stroke-width="1.5"' in drawing.rule(9, Frame(width=200, size=30))


def test_of_the_points_on_a_side_the_outer_half_is_dark_and_one_in_the_middle_is_grey() -> None:
    assert drawing.ramp(2) == ("low2", "high2")
    assert drawing.ramp(5) == ("low2", "low1", "mid", "high1", "high2")
    assert drawing.ramp(6) == ("low2", "low2", "low1", "high1", "high2", "high2")
    assert drawing.ramp(7) == ("low2", "low2", "low1", "mid", "high1", "high2", "high2")
    assert drawing.ramp(1) == ("mid",)


def test_five_courses_have_colours_of_their_own() -> None:
    assert drawing.SERIES == ("first", "second", "third", "fourth", "fifth")
    assert len({drawing.COLOURS[kind] for kind in drawing.SERIES}) == 5

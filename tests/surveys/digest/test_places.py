"""Where does each bar, line, circle and word of a chart stand, on a card that is easy to reckon with?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from itertools import combinations
from math import hypot
from xml.etree import ElementTree

import pytest
from digest_samples import digest, name, section

from surveys.digest import charts, drawing, plots, wording
from surveys.digest.digest import (
    Agreement,
    Bar,
    Bars,
    Chart,
    Circle,
    Contrast,
    Course,
    Dot,
    Label,
    Map,
    Moment,
    Ranged,
    Ranges,
    Reacted,
    Row,
    Say,
    Score,
    Scoreboard,
    Table,
    Trend,
)
from surveys.digest.drawing import Drawing, Frame
from surveys.digest.plots import Place

# A line of text is 13 pixels high and stands on its 10th, a bar is 6.8 thick; 8.8 and 11.44 where text is small.
CARD = Frame(width=400, size=10)
PLACES = ("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "width", "height")


def placed(drawn: Drawing) -> list[str]:
    """Every shape in its order: its class, where it is from the left and from above, and how thick or large."""
    found: list[str] = []

    def walk(node: ElementTree.Element, right: float, down: float) -> None:
        moved = re.fullmatch(r"translate\(([-\d.]+) ([-\d.]+)\)", node.get("transform", ""))
        right, down = (right + float(moved[1]), down + float(moved[2])) if moved else (right, down)
        at, kind = {key: float(node.get(key, 0)) for key in PLACES}, node.get("class", "")
        match node.tag:
            case "rect":
                found.append(f"{kind} {at['x']:g},{at['y'] + down:g} {at['width']:g}x{at['height']:g}")
            case "line":
                ends = f"{at['x1']:g},{at['y1'] + down:g} to {at['x2']:g},{at['y2'] + down:g}"
                found.append(f"{kind} {ends} {node.get('stroke-width')}")
            case "circle":
                found.append(f"{kind} {at['cx']:g},{at['cy'] + down:g} r{at['r']:g}")
            case "text":
                place = f"{at['x'] + right:g},{at['y'] + down:g}"
                found.append(f"{kind} {place} {node.get('font-size')}: {''.join(node.itertext())}")
        for child in node:
            walk(child, right, down)

    walk(ElementTree.fromstring(f"<g>{drawn.drawn}</g>"), 0, 0)
    return found


def plotted(block: plots.Plotted, frame: Frame = CARD) -> list[str]:
    return placed(plots.plot(block, "de", frame))


# --- themes ---


def theme(words: Label, count: int | None, **about: object) -> Ranged:
    return Ranged.model_validate({"label": words, "count": count, **about})


def themes(n: int | None, *rows: Ranged) -> Ranges:
    return Ranges(title=name("?"), n=n, rows=rows)


def test_a_theme_has_its_people_its_range_and_below_them_what_checks_made_of_it() -> None:
    block = themes(
        40,
        theme(
            name("Preise"), 20, share=0.5, low=0.25, high=0.75, corrected=0.6, corrected_low=0.5, corrected_high=0.7,
            change=Say(key="change-up", values={"points": 7}), mark=Say(key="theme-proposed"),
        ),
    )  # fmt: skip

    assert plotted(block) == [
        "ink 0,10 10.0: Preise",
        "track 0,14 400x6.8",  # below a line of 13, and 1
        "bar 0,14 200x6.8",
        "paper-line 100,17.4 to 300,17.4 3.6",  # 14 and half of 6.8; 1.5 x 2.4 thick
        "paper-line 100,14.4 to 100,20.4 3.6",
        "paper-line 300,14.4 to 300,20.4 3.6",
        "ink-line 100,17.4 to 300,17.4 1.5",
        "ink-line 100,14.4 to 100,20.4 1.5",
        "ink-line 300,14.4 to 300,20.4 1.5",
        "paper-line 200,24.8 to 280,24.8 3.6",  # 13 + 8.8 + 3
        "paper-line 200,21.8 to 200,27.8 3.6",
        "paper-line 280,21.8 to 280,27.8 3.6",
        "ink-line 200,24.8 to 280,24.8 1.5",
        "ink-line 200,21.8 to 200,27.8 1.5",
        "ink-line 280,21.8 to 280,27.8 1.5",
        "mark 240,24.8 r2.4",
        # 13 + 8.8 + 7 + 8.8
        "soft 0,37.6 8.8: 20 · 50 %, Spanne 25–75 % · nach Prüfung 60 %, 50 bis 70 % · +7 Punkte · Vorschlag,",
        "soft 0,49 8.8: noch nicht bestätigt",
    ]
    assert plots.plot(block, "de", CARD).height == pytest.approx(28.8 + 2 * 11.44 + 6)


def test_while_n_is_withheld_the_longest_theme_is_as_long_as_the_page_and_no_theme_is_grey() -> None:
    block = themes(None, theme(name("Preise"), 20), theme(Say(key="theme-none"), 5), theme(name("Zeit"), None))

    assert plotted(block) == [
        "ink 0,10 10.0: Preise",
        "track 0,14 400x6.8",
        "bar 0,14 400x6.8",
        "soft 0,30.6 8.8: 20",  # 13 + 8.8 + 8.8; and each theme is 13 + 8.8 + 11.44 + 6 = 39.24 high
        "ink 0,49.2 10.0: ohne Thema",
        "track 0,53.2 400x6.8",
        "mid 0,53.2 100x6.8",
        "soft 0,69.8 8.8: 5",
        "ink 0,88.5 10.0: Zeit",
        "withheld 0,92.5 400x6.8",
        "soft 0,109.1 8.8: –",
    ]


def test_a_theme_of_nobody_and_no_more_known_than_that_has_an_empty_bar() -> None:
    assert [each for each in plotted(themes(None, theme(name("a"), 0))) if "x6.8" in each] == [
        "track 0,14 400x6.8",
        "bar 0,14 0x6.8",
    ]


@pytest.mark.parametrize(
    "about",
    [
        {"share": 0.5, "low": 0.4},
        {"share": 0.5, "high": 0.6},
        {"corrected": 0.5, "corrected_low": 0.4},
        {"corrected": 0.5, "corrected_high": 0.6},
        {"corrected_low": 0.4, "corrected_high": 0.6},
    ],
)
def test_half_a_range_is_not_drawn(about: dict[str, float]) -> None:
    assert not [each for each in plotted(themes(10, theme(name("a"), 5, **about))) if "-line" in each or "mark" in each]


def test_a_range_of_nought_to_nought_is_drawn() -> None:
    block = themes(40, theme(name("a"), 0, share=0.0, low=0.0, high=0.0))

    assert "ink-line 0,17.4 to 0,17.4 1.5" in plotted(block)


def test_lines_of_a_range_are_thicker_in_a_picture_with_large_letters() -> None:
    large = Frame(width=400, size=30)
    lines = plotted(themes(40, theme(name("a"), 20, share=0.5, low=0.25, high=0.75)), large)

    # 0.09 of 30 are 2.7, edged with 2.4 times as much; 9 pixels up and down
    assert "ink-line 100,43.2 to 100,61.2 2.7" in lines
    assert "paper-line 100,43.2 to 100,61.2 6.5" in lines


# --- reactions ---


def reactions(*rows: tuple[str, int | None, int | None, int | None, int | None]) -> Agreement:
    """Rows of what they are called, n, who disagrees, passes and agrees."""
    made = [Reacted(label=name(w), n=n, disagree=no, passed=passed, agree=yes) for w, n, no, passed, yes in rows]
    return Agreement(title=name("?"), rows=tuple(made))


def test_who_disagrees_is_left_of_the_middle_and_half_of_who_passed_on_each_side() -> None:
    assert plotted(reactions(("Alle", 80, 20, 20, 40), ("B", 5, 5, 0, 0))) == [
        "soft 0,8.5 8.5: ← stimme nicht zu",
        "soft 400,8.5 8.5: stimme zu →",
        "ink 0,24.1 10.0: Alle (n = 80)",  # below 8.5 x 1.3 + 3
        # As wide as the page for twice 80 people: one is 2.5 pixels. 20 and half of 20 are 75 pixels left of 200.
        "low2 parted 125,30.1 50x17",
        "on on-deep 150,42.2 10: 20",
        "mid parted 175,30.1 50x17",
        "on 200,42.2 10: 20",
        "high2 parted 225,30.1 100x17",
        "on on-deep 275,42.2 10: 40",
        "line 200,27.1 to 200,30.1 1.0",
        "line 200,47.1 to 200,50.1 1.0",
        "ink 0,65 10.0: B (n = 5)",
        "low2 parted 0,71 200x17",
        "on on-deep 100,83.1 10: 5",
        "line 200,68 to 200,71 1.0",
        "line 200,88 to 200,91 1.0",
    ]


def test_what_has_no_room_on_its_bar_or_is_withheld_is_said_below() -> None:
    drawn = plots.plot(reactions(("A", 80, 0, 1, 79), ("B", 30, None, None, 20), ("C", 0, 0, 0, 0)), "de", CARD)

    assert placed(drawn)[2:] == [
        "ink 0,24.1 10.0: A (n = 80)",
        "mid parted 198.8,30.1 2.5x17",
        "high2 parted 201.3,30.1 197.5x17",
        "on on-deep 300,42.2 10: 79",
        "line 200,27.1 to 200,30.1 1.0",
        "line 200,47.1 to 200,50.1 1.0",
        "soft 0,59.1 9.0: stimme nicht zu 0 · weiter 1 · stimme zu 79",
        "ink 0,76.8 10.0: B (n = 30)",
        "soft 0,88.8 9.0: stimme nicht zu – · weiter – · stimme zu 20",
        "withheld 0,91.5 400x5",
        "ink 0,112.5 10.0: C (n = 0)",
        "line 200,115.5 to 200,118.5 1.0",
        "line 200,135.5 to 200,138.5 1.0",
    ]
    # the key is 14.05 high; then labels of 13, bars of 23, words of 11.7, an outline of 6, and 5 below each row
    assert drawn.height == pytest.approx(14.05 + (13 + 23 + 11.7 + 5) + (13 + 11.7 + 6 + 5) + (13 + 23 + 5))


def test_a_row_without_its_n_shows_no_bar_even_where_its_parts_are_known() -> None:
    assert "withheld 0,38.8 400x5" in plotted(reactions(("A", None, 10, 10, 10)))


def test_a_number_is_on_its_bar_only_where_it_has_air_around_it() -> None:
    # "5" strong is 6.678 wide, with 4 around it 10.678. Of 93 people, 5 are 5 / 186 x 400 = 10.75; of 94: 10.64.
    with_room, without = (plotted(reactions(("A", 5 + many, 5, 0, many))) for many in (88, 89))

    assert any(each.startswith("on on-deep") and each.endswith(": 5") for each in with_room)
    assert not any("stimme nicht zu 5" in each for each in with_room)
    assert not any(each.startswith("on") and each.endswith(": 5") for each in without)
    assert any("stimme nicht zu 5 · weiter 0 · stimme zu 89" in each for each in without)


# --- groups ---


def dot(words: str, share: float, low: float, high: float) -> Dot:
    return Dot(label=name(words), n=40, count=round(40 * share), share=share, low=low, high=high)


def test_the_line_of_groups_ends_at_the_highest_range_and_every_group_lies_on_the_same() -> None:
    small = Dot(label=name("C"), n=9, count=None)
    drawn = plots.plot(
        Contrast(title=name("?"), dots=(dot("A", 0.2, 0.1, 0.4), dot("B", 0.1, 0.05, 0.2), small)), "de", CARD
    )

    assert placed(drawn) == [
        "ink 0,10 10.0: A: 8 (n = 40; 20 %, 10 bis 40 %)",
        "soft-line 0,17.5 to 400,17.5 1.0",  # 13 and 4.5
        "paper-line 100,17.5 to 400,17.5 3.6",  # the whole line is 40 %, so 10 % are 100 pixels
        "paper-line 100,14.5 to 100,20.5 3.6",
        "paper-line 400,14.5 to 400,20.5 3.6",
        "ink-line 100,17.5 to 400,17.5 1.5",
        "ink-line 100,14.5 to 100,20.5 1.5",
        "ink-line 400,14.5 to 400,20.5 1.5",
        "first 200,17.5 r3.6",
        "ink 0,36.5 10.0: B: 4 (n = 40; 10 %, 5 bis 20 %)",  # 13 + 9 + 4.5 = 26.5 further down
        "soft-line 0,44 to 400,44 1.0",
        "paper-line 50,44 to 200,44 3.6",
        "paper-line 50,41 to 50,47 3.6",
        "paper-line 200,41 to 200,47 3.6",
        "ink-line 50,44 to 200,44 1.5",
        "ink-line 50,41 to 50,47 1.5",
        "ink-line 200,41 to 200,47 1.5",
        "second 100,44 r3.6",
        "ink 0,63 10.0: C: – (n = 9)",
        "withheld 0,68 400x5",
        "soft 0,87.3 7.8: 0 %",
        "soft 400,87.3 7.8: 40 %",
    ]
    assert drawn.height == pytest.approx(3 * 26.5 + 7.8 * 1.3)


@pytest.mark.parametrize(
    ("high", "end", "at"), [(0.1, "20 %", 100), (0.2, "20 %", 100), (0.25, "25 %", 80), (1.0, "100 %", 20)]
)
def test_the_line_of_groups_is_never_shorter_than_a_fifth_of_everybody(high: float, end: str, at: int) -> None:
    drawn = plotted(Contrast(title=name("?"), dots=(dot("A", 0.05, 0.0, high),)))

    assert f"first {at},17.5 r3.6" in drawn
    assert drawn[-1] == f"soft 400,34.3 7.8: {end}"


def test_where_all_groups_are_too_small_the_line_says_all_hundred_percent() -> None:
    assert plotted(Contrast(title=name("?"), dots=(Dot(label=name("C"), n=9, count=None),)))[1:] == [
        "withheld 0,15 400x5",
        "soft 0,34.3 7.8: 0 %",
        "soft 400,34.3 7.8: 100 %",
    ]


def test_a_group_with_a_count_but_no_share_is_an_empty_line() -> None:
    for about in (
        {},
        {"share": 0.5},
        {"share": 0.5, "low": 0.4},
        {"low": 0.4, "high": 0.6},
        {"share": 0.5, "high": 0.6},
    ):
        block = Contrast(title=name("?"), dots=(Dot.model_validate({"label": name("A"), "n": 8, "count": 5, **about}),))

        assert [each for each in plotted(block) if "line" in each or each.startswith("first")] == [
            "soft-line 0,17.5 to 400,17.5 1.0"
        ]


def test_a_sixth_group_takes_the_first_colour_again() -> None:
    drawn = plotted(Contrast(title=name("?"), dots=tuple(dot(words, 0.5, 0.5, 0.5) for words in "ABCDEF")))

    assert [each.split()[0] for each in drawn if each.endswith("r3.6")] == [
        "first", "second", "third", "fourth", "fifth", "first"
    ]  # fmt: skip


# --- changes ---


def course(words: str, *shares: float | None, change: Say | None = None) -> Course:
    moments = tuple(None if each is None else Moment(count=round(each * 100), n=100, share=each) for each in shares)
    return Course(label=name(words), moments=moments, change=change)


def trend(*courses: Course) -> Trend:
    days = [
        Say(key="news-day", values={"day": date(2026, 11, 1 + at), "n": 100}) for at in range(len(courses[0].moments))
    ]
    return Trend(title=name("?"), times=tuple(days), courses=courses)


def test_a_course_rises_with_its_share_and_a_time_that_is_withheld_is_a_gap() -> None:
    block = trend(course("Preise", 0.2, 0.4, 0.3, change=Say(key="change-chance")), course("Zeit", 0.1, None, 0.3))

    # 80 high; the highest share, 40 %, is 10 from above and nothing 80: 20 % lie at 45, 30 % at 27.5, 10 % at 62.5.
    assert plotted(block) == [
        "soft-line 48,80 to 352,80 1.0",
        "first-line 48,45 to 200,10 1.4",
        "first-line 200,10 to 352,27.5 1.4",
        "first 48,45 r2.4",
        "first 200,10 r2.4",
        "first 352,27.5 r2.4",
        "second 48,62.5 r2.4",
        "second 352,27.5 r2.4",
        "strong 26,48.2 8.5: 1",
        "strong 26,65.7 8.5: 2",
        "strong 374,25.4 8.5: 1",  # both at 27.5: 10.5 apart around it, and 3.2 for the figure
        "strong 374,36 8.5: 2",
        "soft-line 200,84 to 200,80 1.0",
        "soft 0,95.2 8.2: 1. November 2026 (n = 100)",
        "soft 400,95.2 8.2: 3. November 2026 (n = 100)",
        "first-line 0,106.7 to 24,106.7 2.0",
        "ink 0,117.4 9.2: 1 Preise: 20 (20 %) → 40 (40 %) → 30 (30 %) · im Rahmen des Zufalls",
        "second-line 0,125.1 to 24,125.1 2.0",
        "ink 0,135.8 9.2: 2 Zeit: 10 (10 %) → – → 30 (30 %)",
    ]
    assert plots.plot(block, "de", CARD).height == pytest.approx(84 + (3 + 8.2 * 1.3 + 4) + 2 * (6.5 + 9.2 * 1.3))


def test_a_course_of_one_time_is_a_dot_at_the_left() -> None:
    assert plotted(trend(course("Preise", 0.2))) == [
        "soft-line 48,80 to 352,80 1.0",
        "first 48,10 r2.4",
        "strong 26,13.2 8.5: 1",
        "strong 374,13.2 8.5: 1",
        "soft 0,95.2 8.2: 1. November 2026 (n = 100)",
        "first-line 0,106.7 to 24,106.7 2.0",
        "ink 0,117.4 9.2: 1 Preise: 20 (20 %)",
    ]


def test_two_times_have_no_tick_between_them_and_nobody_lies_on_the_ground() -> None:
    drawn = plotted(trend(course("Preise", 0.0, 0.0)))

    assert drawn[:4] == [
        "soft-line 48,80 to 352,80 1.0", "first-line 48,80 to 352,80 1.4", "first 48,80 r2.4", "first 352,80 r2.4"
    ]  # fmt: skip
    assert sum(each.startswith("soft-line") for each in drawn) == 1


def test_long_names_of_times_stay_on_their_half_of_the_page() -> None:
    # 46 of 100 of 400 pixels are 184, and a letter of 8.2 is 4.8 wide: 38 letters
    names = (name(f"{'a' * 37} b"), name("c" * 39))
    block = trend(course("Preise", 0.2, 0.4)).model_copy(update={"times": names})

    assert [each for each in plotted(block) if " 8.2: " in each] == [
        f"soft 0,95.2 8.2: {'a' * 37}",
        "soft 0,105.9 8.2: b",
        f"soft 400,95.2 8.2: {'c' * 38}",
        "soft 400,105.9 8.2: c",
    ]


def test_a_sixth_and_a_seventh_course_are_counted_but_not_drawn() -> None:
    courses = [course(words, 0.1 * at, 0.1 * at) for at, words in enumerate("ABCDEFG", start=1)]

    assert plotted(trend(*courses))[-1].endswith(" 8.5: … und 2 weitere Zeilen")
    assert "weitere" not in " ".join(plotted(trend(*courses[:5])))
    # of those drawn, the highest is at the top: 50 %, not 70
    assert "fifth 48,10 r2.4" in plotted(trend(*courses))


@pytest.mark.parametrize(
    ("wanted", "moved"),
    [
        ([], []),
        ([40, 41, 60], [35.5, 45.5, 60]),
        ([40, 41, 44], [31 + 2 / 3, 41 + 2 / 3, 51 + 2 / 3]),  # around their mean, 41.67
        ([40, 51, 51], [37 + 1 / 3, 47 + 1 / 3, 57 + 1 / 3]),  # the second and third reach the first only together
        ([95, 97], [90, 100]),
        ([20, 95, 97], [20, 90, 100]),
        ([2, 3], [0, 10]),
    ],
)
def test_numbers_of_lines_move_as_little_as_can_be(wanted: Sequence[float], moved: Sequence[float]) -> None:
    assert plots._apart(wanted, 10, 0, 100) == pytest.approx(moved)


# --- opinion groups ---


def circle(words: str, size: int | None, x: float, y: float) -> Circle:
    return Circle(label=name(words), size=size, x=x, y=y)


def test_circles_are_as_large_as_their_groups_and_called_by_their_last_word() -> None:
    circles = (circle("Gruppe A", 40, 0, 0), circle("Gruppe B", 10, 1, 1), circle("C", None, 0.5, 0.5))
    drawn = plots.plot(Map(title=name("?"), n=50, circles=circles), "de", CARD)

    # a quarter of the people is half the radius, and a withheld one is 16 pixels
    assert placed(drawn) == [
        "first first-line 46,46 r46",
        "strong 46,46 12.5: A",
        "ink 46,58 9.5: 40",
        "second second-line 377,107 r23",
        "strong 377,107 12.5: B",
        "ink 377,119 9.5: 10",
        "third third-line 200,65 r16",
        "strong 200,65 12.5: C",
        "ink 200,77 9.5: –",
    ]
    assert drawn.height == 130


def test_places_across_a_page_are_shares_of_it() -> None:
    drawn = plots.plot(
        Map(title=name("?"), n=50, circles=(circle("A", 40, 0, 0),)), "de", Frame(width=500, size=10, margin=50)
    )

    assert placed(drawn)[0] == "first first-line 250,65 r46"


def test_where_nobody_is_counted_circles_are_small_and_alone_they_are_in_the_middle() -> None:
    assert plots.laid_out([circle("A", None, 3, 3)], 40) == [Place(20, 6.5, 1.6)]
    assert plots.laid_out([circle("A", 0, 3, 3)], 40) == [Place(20, 6.5, 1.6)]


def test_circles_that_overlap_are_pushed_by_half_of_it_each_and_a_little_more() -> None:
    # 2 + 2 and a gap of 0.3 are 4.3, but they are 2 apart: 1.15 each, and 0.01
    left, right = plots._pushed([Place(5, 5, 2), Place(7, 5, 2)], 20)

    assert (left.x, left.y, right.x, right.y) == pytest.approx((3.84, 5, 8.16, 5))


def test_circles_that_overlap_aslant_are_pushed_aslant() -> None:
    # 3 and 4 are 5 apart, of 6.3: each moves 0.66, of which 0.396 across and 0.528 down
    one, other = plots._pushed([Place(6, 6, 3), Place(9, 10 - 2, 3)], 30)
    apart = hypot(3, 2)
    step = (6.3 - apart) / 2 + 0.01

    assert (one.x, one.y) == pytest.approx((6 - step * 3 / apart, 6 - step * 2 / apart))
    assert (other.x, other.y) == pytest.approx((9 + step * 3 / apart, 8 + step * 2 / apart))


def test_circles_at_one_place_part_sideways_and_a_little_downwards() -> None:
    # 4.3 to go: 2.16 each, four fifths of it across
    one, other = plots._pushed([Place(10, 6, 2), Place(10, 6, 2)], 20)

    assert (one.x, one.y) == pytest.approx((10 - 1.728, 6 - 1.296))
    assert (other.x, other.y) == pytest.approx((10 + 1.728, 6 + 1.296))


def test_circles_are_pushed_again_until_none_lies_on_another() -> None:
    # Pushing the third from the second puts the second back onto the first: once is not enough.
    pushed = plots._pushed([Place(15, 6, 2), Place(16, 6, 2), Place(17, 6, 2)], 40)

    assert all(plots._reach(*pair) <= 0 for pair in combinations(pushed, 2))


def test_circles_that_do_not_touch_stay_and_none_is_pushed_out_of_the_frame() -> None:
    apart = [Place(5, 5, 2), Place(9.3, 5, 2)]

    assert plots._pushed(apart, 20) == apart
    assert plots._inside(Place(5, 5, 2), -4, -4, 20) == Place(2, 2, 2)
    assert plots._inside(Place(5, 5, 2), 40, 40, 20) == Place(18, plots.TALL - 2, 2)
    assert plots._inside(Place(5, 5, 2), 1, 2, 20) == Place(6, 7, 2)


def test_circles_that_do_not_fit_shrink_together_until_they_do() -> None:
    # In two corners of 10 x 13: with a radius of 3.44 they are 6.87 apart of 7.18, with 3.20 they have room.
    one, other = plots.laid_out([circle("A", 40, 0, 0), circle("B", 40, 1, 1)], 10)

    assert one.radius == other.radius == pytest.approx(4.6 * 0.93**5)
    assert (one.x, one.y) == pytest.approx((one.radius, one.radius))
    assert (other.x, other.y) == pytest.approx((10 - one.radius, 13 - one.radius))


def test_circles_for_which_there_is_no_room_at_all_are_as_small_as_may_be() -> None:
    placed = plots.laid_out([circle("A", 40, at, 0) for at in range(5)], 3.5)

    assert [each.radius for each in placed] == [1.6] * 5


def test_groups_in_one_line_are_in_the_middle_of_the_other_way() -> None:
    assert plots._between(5, [5, 5]) == 0.5
    assert [plots._between(each, [2, 4, 10]) for each in (2, 4, 10)] == [0, 0.25, 1]


# --- scores ---


def score(words: str, requests: int | None, answered: int | None, solved: int | None, **times: int) -> Score:
    return Score.model_validate(
        {"label": name(words), "requests": requests, "answered": answered, "solved": solved, **times}
    )


def test_answered_and_solved_lie_within_requests_and_all_together_has_no_bar() -> None:
    rows = (
        score("DB", 40, 20, 10, median=150, late=4320),
        score("T", 20, 10, 5, median=15),
        score("W", None, None, None),
        score("X", 10, None, None),
    )
    drawn = plots.plot(Scoreboard(title=name("?"), rows=rows, total=score("Alle", 70, 30, 10)), "de", CARD)

    assert placed(drawn) == [
        "strong 0,10 10.0: DB",
        "track 0,13 400x6.8",
        "high1 0,13 200x6.8",
        "bar 0,14.7 100x3.4",
        "soft 0,30.6 8.8: 40 Anfragen · 20 beantwortet · 10 gelöst · erste Antwort im Median: 2 Std. 30 Min., bei",
        "soft 0,42 8.8: neun von zehn höchstens: 3 Tage",
        "strong 0,60.7 10.0: T",
        "track 0,63.7 200x6.8",
        "high1 0,63.7 100x6.8",
        "bar 0,65.4 50x3.4",
        "soft 0,81.3 8.8: 20 Anfragen · 10 beantwortet · 5 gelöst · erste Antwort im Median: 15 Min.",
        "strong 0,99.9 10.0: W",
        "withheld 0,102.9 400x6",
        "soft 0,119.2 8.8: nicht gezeigt",
        "strong 0,137.9 10.0: X",
        "track 0,140.9 100x6.8",
        "soft 0,158.5 8.8: 10 Anfragen · – beantwortet · – gelöst",
        "strong 0,177.1 10.0: Alle",
        "soft 0,188.9 8.8: 70 Anfragen · 30 beantwortet · 10 gelöst",
    ]


def test_all_together_is_a_bar_where_it_is_no_more_than_a_row_or_the_only_one() -> None:
    one = Scoreboard(title=name("?"), rows=(score("DB", 40, 20, 10),), total=score("Alle", 40, 20, 10))
    alone = Scoreboard(title=name("?"), rows=(), total=score("Alle", 70, 30, 10))
    nothing = Scoreboard(title=name("?"), rows=(), total=score("Alle", 0, 0, 0))

    assert [each for each in plotted(one) if each.startswith("track")] == ["track 0,13 400x6.8", "track 0,52.2 400x6.8"]
    assert plotted(alone)[1:4] == ["track 0,13 400x6.8", "high1 0,13 171.4x6.8", "bar 0,14.7 57.1x3.4"]
    assert plotted(nothing)[1] == "track 0,13 0x6.8"


# --- bars, scales and tables ---


def bar(words: str, count: int | None, share: float | None = None) -> Bar:
    return Bar(label=name(words), count=count, share=share)


def drawn(block: Bars | Table, frame: Frame = CARD) -> list[str]:
    return placed(charts._drawn(block, "de", frame))


def points(*counts: int | None, n: int | None = 100, low: str = "1 – nie", high: str = "immer") -> Bars:
    """A scale whose ends have words."""
    last = len(counts)
    labels = [low if at == 1 else f"{at} – {high}" if at == last else str(at) for at in range(1, last + 1)]
    made = [
        bar(label, count, None if count is None else count / 100) for label, count in zip(labels, counts, strict=True)
    ]
    return Bars(title=name("?"), n=n, ordered=True, bars=tuple(made))


def test_a_bar_stands_below_its_label_and_its_numbers_end_at_the_right() -> None:
    block = Bars(
        title=name("?"), n=40, bars=(bar("Ja", 20, 0.5), bar("Nein", 0, 0.0), bar("Nie", None), bar("Oh", 40, 1.0))
    )

    # "100 %" is 3 x 6.3 + 3.4 + 8.8 = 31.1 wide, and counts end half a letter before it
    assert drawn(block) == [
        "ink 0,10 10.0: Ja",
        "track 0,15.4 296x6.8",
        "bar 0,15.4 148x6.8",
        "strong 363.9,22.4 10.0: 20",
        "soft 400,22.4 10.0: 50 %",
        "ink 0,37.7 10.0: Nein",
        "track 0,43.1 296x6.8",
        "strong 363.9,50.1 10.0: 0",
        "soft 400,50.1 10.0: 0 %",
        "ink 0,65.4 10.0: Nie",
        "withheld 0,70.8 296x6.8",
        "strong 363.9,77.8 10.0: –",
        "ink 0,93.1 10.0: Oh",
        "track 0,98.5 296x6.8",
        "bar 0,98.5 296x6.8",
        "strong 363.9,105.5 10.0: 40",
        "soft 400,105.5 10.0: 100 %",
    ]
    assert charts._drawn(block, "de", CARD).height == pytest.approx(4 * 27.7)


def test_while_n_is_withheld_the_longest_bar_is_the_whole() -> None:
    block = Bars(title=name("?"), n=None, bars=(bar("Ja", 20), bar("Nein", 5), bar("Nie", None)))

    assert [each for each in drawn(block) if each.startswith(("bar", "withheld"))] == [
        "bar 0,15.4 296x6.8",
        "bar 0,43.1 74x6.8",
        "withheld 0,70.8 296x6.8",
    ]
    assert not [each for each in drawn(Bars(title=name("?"), n=0, bars=(bar("Ja", 0),))) if each.startswith("bar")]


def test_a_bar_is_never_longer_than_everybody() -> None:
    block = Bars(title=name("?"), n=10, bars=(bar("Ja", 12),))

    assert "bar 0,15.4 296x6.8" in drawn(block)


def test_a_scale_is_one_bar_around_its_middle_and_a_column_of_numbers_for_each_point() -> None:
    block = points(10, 20, 40, 20, 10)

    assert drawn(block) == [
        "low2 parted 0,3 40x19",
        "on on-deep 20,16.1 10: 10",
        "low1 parted 40,3 80x19",
        "on 80,16.1 10: 20",
        "mid parted 120,3 160x19",
        "on 200,16.1 10: 40",
        "high1 parted 280,3 80x19",
        "on 320,16.1 10: 20",
        "high2 parted 360,3 40x19",
        "on on-deep 380,16.1 10: 10",
        "line 200,0 to 200,3 1.0",
        "line 200,22 to 200,25 1.0",
        "low2 6.4,32.6 67.2x3",  # columns of 80, of which 8 of 100 stay free on either side
        "soft 40,47.6 8.5: 1",
        "strong 40,59.2 10.0: 10",
        "soft 40,69.7 8.5: 10 %",
        "low1 86.4,32.6 67.2x3",
        "soft 120,47.6 8.5: 2",
        "strong 120,59.2 10.0: 20",
        "soft 120,69.7 8.5: 20 %",
        "mid 166.4,32.6 67.2x3",
        "soft 200,47.6 8.5: 3",
        "strong 200,59.2 10.0: 40",
        "soft 200,69.7 8.5: 40 %",
        "high1 246.4,32.6 67.2x3",
        "soft 280,47.6 8.5: 4",
        "strong 280,59.2 10.0: 20",
        "soft 280,69.7 8.5: 20 %",
        "high2 326.4,32.6 67.2x3",
        "soft 360,47.6 8.5: 5",
        "strong 360,59.2 10.0: 10",
        "soft 360,69.7 8.5: 10 %",
        "soft 0,83.9 9.0: ← nie",
        "soft 400,83.9 9.0: immer →",
    ]
    assert charts._drawn(block, "de", CARD).height == pytest.approx(25 + 5 + 44.85 + 11.7)


def test_a_scale_without_a_middle_point_parts_between_its_points() -> None:
    # 10 below and 90 above: the whole width is 180, and nobody chose the second point
    assert drawn(points(10, 0, 60, 30))[:8] == [
        "low2 parted 177.8,3 22.2x19",
        "on on-deep 188.9,16.1 10: 10",
        "high1 parted 200,3 133.3x19",
        "on 266.7,16.1 10: 60",
        "high2 parted 333.3,3 66.7x19",
        "on on-deep 366.7,16.1 10: 30",
        "line 200,0 to 200,3 1.0",
        "line 200,22 to 200,25 1.0",
    ]


def test_a_scale_with_a_withheld_point_is_columns_of_which_that_one_is_dashed() -> None:
    block = points(10, None, 20, 40)

    assert drawn(block) == [
        "low2 8,31.5 84x10.5",  # 42 for 40 people
        "withheld 108,31.5 84x10.5",
        "high1 208,21 84x21",
        "high2 308,0 84x42",
        "soft 50,56.3 8.5: 1",
        "strong 50,68 10.0: 10",
        "soft 50,78.5 8.5: 10 %",
        "soft 150,56.3 8.5: 2",
        "strong 150,68 10.0: –",
        "soft 250,56.3 8.5: 3",
        "strong 250,68 10.0: 20",
        "soft 250,78.5 8.5: 20 %",
        "soft 350,56.3 8.5: 4",
        "strong 350,68 10.0: 40",
        "soft 350,78.5 8.5: 40 %",
        "soft 0,92.6 9.0: ← nie",
        "soft 400,92.6 9.0: immer →",
    ]
    assert charts._drawn(block, "de", CARD).height == pytest.approx(42 + 2 - 2.6 + 3.25 * 13 + 11.7)


def test_a_scale_nobody_chose_a_point_of_is_columns_without_height() -> None:
    assert drawn(points(0, 0, 0))[:3] == ["low2 10.7,42 112x0", "mid 144,42 112x0", "high2 277.3,42 112x0"]
    assert drawn(points(None, None))[:2] == ["withheld 16,31.5 168x10.5", "withheld 216,31.5 168x10.5"]


def test_shares_stand_below_points_only_where_a_column_has_room_for_them() -> None:
    # ten columns of 32 pixels just have it; then what the ends mean stands nearer
    with_room, tight = (drawn(points(*[10] * 10), Frame(width=wide, size=10)) for wide in (320, 319))

    assert sum("10 %" in each for each in with_room) == 10
    assert with_room[-1] == "soft 320,83.9 9.0: immer →"
    assert not any("%" in each for each in tight)
    assert tight[-1] == "soft 319,73.5 9.0: immer →"


def test_without_shares_what_the_ends_mean_stands_nearer() -> None:
    assert drawn(points(10, 20, n=None))[-1] == "soft 400,73.5 9.0: immer →"


def test_a_number_is_on_its_part_of_a_scale_only_where_it_has_air_around_it() -> None:
    # "5" strong is 6.678 wide, with 6 around it 12.678. 5 of twice 78 are 12.82 of 400 pixels, of twice 79 12.66.
    with_room, without = (drawn(points(5, many)) for many in (78, 79))

    assert [each.rpartition(" ")[2] for each in with_room if each.startswith("on")] == ["5", "78"]
    assert [each.rpartition(" ")[2] for each in without if each.startswith("on")] == ["79"]


def test_counts_too_wide_for_their_columns_are_smaller_and_beside_bars_where_that_is_too_small_to_read() -> None:
    # "10.000" strong is 36.994 wide. Columns of 33 leave 31 for it, 0.838 of its size; columns of 31 leave 0.784.
    readable, tiny = (drawn(points(10000, 1, 1), Frame(width=wide, size=10)) for wide in (99, 93))

    assert any(each.startswith("strong 16.5,59.2 8.4: 10.000") for each in readable)
    assert not any(each.startswith("strong") and "8." in each.split()[2] for each in tiny)
    assert any("track" in each for each in tiny)


def test_a_scale_of_words_is_bars_in_its_colours() -> None:
    block = Bars(title=name("?"), n=30, ordered=True, bars=(bar("nie", 10), bar("oft", None), bar("immer", 20)))

    assert [each for each in drawn(block) if each.startswith(("low", "mid", "high", "withheld"))] == [
        "low2 0,15.4 98.7x6.8",
        "withheld 0,43.1 296x6.8",
        "high2 0,70.8 197.3x6.8",
    ]


@pytest.mark.parametrize(
    "labels",
    [("1", "2 – selten", "3"), ("1", "2", "3 – oft", "4"), ("1", "nie", "3"), ("1 – nie", "2", "3", "4 – a", "5")],
)
def test_a_row_of_numbers_is_not_drawn_where_it_would_leave_out_words(labels: Sequence[str]) -> None:
    block = Bars(title=name("?"), n=50, ordered=True, bars=tuple(bar(label, 10) for label in labels))

    assert all(any(each.endswith(f": {label}") for each in drawn(block)) for label in labels)
    assert sum(each.startswith("track") for each in drawn(block)) == len(labels)


def test_a_scale_of_one_point_lies_on_both_sides_of_its_middle_and_is_a_bar() -> None:
    block = Bars(title=name("?"), n=20, ordered=True, bars=(bar("1 – ja", 10),))

    assert drawn(block)[0] == "mid parted 0,3 400x19"
    assert "track 0,45.4 296x6.8" in drawn(block)


@pytest.mark.parametrize(
    ("low", "high", "ends"),
    [("1", "", []), ("1 (nie)", "", ["soft 0,83.9 9.0: ← nie"]), ("1", "oft", ["soft 400,83.9 9.0: oft →"])],
)
def test_only_ends_that_mean_something_are_written(low: str, high: str, ends: Sequence[str]) -> None:
    assert [each for each in drawn(points(10, 20, 30, low=low, high=high)) if " 9.0: " in each] == ends


def test_what_the_ends_mean_stays_on_its_half_of_the_page() -> None:
    # 48 of 100 of 400 are 192 pixels, a letter of 9 is 5.265 wide, the arrow 5.265 and a blank 3.06: 34 letters
    lines = [each for each in drawn(points(10, 20, low=f"1 – {'a' * 35}", high="b" * 34)) if " 9.0: " in each]

    assert lines == [
        "soft 0,83.9 9.0: ←",
        f"soft 0,95.6 9.0: {'a' * 35}",
        f"soft 400,83.9 9.0: {'b' * 34} →",
    ]


def test_a_table_has_a_line_below_each_row_and_its_cells_side_by_side() -> None:
    columns = (name("Fälle"), name("offen"))
    rows = (Row(label=name("DB"), cells=(14, None)), Row(label=name("Post"), cells=(7, 5)))
    block = Table(title=name("?"), columns=columns, rows=rows)

    # a label of 13, a cell of 11.5 + 13 - 2.5 + 10.14 - 3 = 29.14, and 5
    assert drawn(block) == [
        "ink 0,10 10.0: DB",
        "strong 0,24.5 10.0: 14",
        "soft 0,35 7.8: Fälle",
        "soft 200,24.5 10.0: –",
        "soft 200,35 7.8: offen",
        "rule 0,42.1 to 400,42.1 1.0",
        "ink 0,57.1 10.0: Post",
        "strong 0,71.6 10.0: 7",
        "soft 0,82.1 7.8: Fälle",
        "strong 200,71.6 10.0: 5",
        "soft 200,82.1 7.8: offen",
        "rule 0,89.3 to 400,89.3 1.0",
    ]
    assert charts._drawn(block, "de", CARD).height == pytest.approx(2 * 47.14)


def test_a_row_is_as_high_as_its_highest_cell_and_a_table_without_columns_is_its_labels() -> None:
    tall = Table(title=name("?"), columns=(name("a" * 60), name("b")), rows=(Row(label=name("DB"), cells=(1, 2)),))
    none = Table(title=name("?"), columns=(), rows=(Row(label=name("DB"), cells=()),))

    # 195 pixels hold 42 letters of 7.8: two lines
    assert drawn(tall)[-1] == "rule 0,52.3 to 400,52.3 1.0"
    assert drawn(none) == ["ink 0,10 10.0: DB", "rule 0,13 to 400,13 1.0"]


# --- the one picture ---


def sheet(*blocks: Chart, sample: bool = False) -> list[str]:
    made = charts.sheet(digest(section("closed", *blocks), title=name("Umfrage"), sample=sample))
    return placed(Drawing(0, made.replace(' xmlns="http://www.w3.org/2000/svg"', "")))


def several(**about: object) -> Bars:
    given: dict[str, object] = {"title": name("Wozu?"), "n": 40, "bars": (bar("Ja", 20, 0.5), bar("Nein", None))}
    return Bars.model_validate({**given, **about})


def test_the_one_picture_puts_its_mark_its_title_its_notes_and_its_bars_below_each_other() -> None:
    # A margin of 56, of which four fifths above; letters of 33. The mark is 47.7 high with 16.5 below it; the title of
    # 51.15 takes 66.5 and the line below it 38.6, each with 6.6 below it; a block begins 36.3 further down.
    assert sheet(several(several=True, note=Say(key="common-ground")), sample=True)[:-2] == [
        "paper 0,0 1080x728.9",
        "mark 56,44.8 239.7x47.7",
        " 175.8,78.5 28.05: Beispieldaten",
        "strong 56,160.1 51.1: Umfrage",
        "soft 56,211.8 29.7: Zwischenstand vom 23. November 2026 · 34 haben mitgemacht",
        "strong 56,299.9 36.3: Wozu?",
        "soft 56,338.9 28.1: n = 40 · Mehrere Antworten waren möglich. · Darin sind sich die",
        "soft 56,375.3 28.1: Meinungsgruppen einig.",
        "ink 56,428.3 33.0: Ja",
        "track 56,446.1 716.3x22.4",
        "bar 56,446.1 358.2x22.4",
        "strong 925.7,469.2 33.0: 20",
        "soft 1024,469.2 33.0: 50 %",
        "ink 56,519.7 33.0: Nein",
        "withheld 56,537.5 716.3x22.4",
        "strong 925.7,560.6 33.0: –",
    ]


def test_a_picture_without_mark_and_notes_begins_with_its_title_and_ends_with_its_version() -> None:
    lines = sheet(several(bars=(bar("Ja", 20, 0.5),)))

    assert lines[:4] == [
        "paper 0,0 1080x505.9",
        "strong 56,95.9 51.1: Umfrage",
        "soft 56,147.6 29.7: Zwischenstand vom 23. November 2026 · 34 haben mitgemacht",
        "strong 56,235.7 36.3: Wozu?",
    ]
    assert re.fullmatch(r"soft 56,442.8 23.8: Fassung 3, Prüfsumme [0-9a-f]{12}", lines[-1])


def test_two_blocks_of_a_picture_stand_a_line_apart() -> None:
    lines = sheet(several(title=name("Eins")), several(title=name("Zwei")))
    first, second = (next(each for each in lines if each.endswith(words)) for words in ("Eins", "Zwei"))

    # a block: 36.3 above, a title of 47.19, a note of 36.47, 11.55, two bars of 91.41, 13.2 below
    assert first == "strong 56,235.7 36.3: Eins"
    assert second == "strong 56,563.2 36.3: Zwei"


def test_no_more_than_two_blocks_of_a_section_and_three_of_all_are_in_the_picture() -> None:
    blocks = [several(title=name(words)) for words in ("Eins", "Zwei", "Drei", "Vier", "Fünf")]
    shown = charts.shown(digest(section("closed", *blocks[:3]), section("cases", *blocks[3:])))

    assert [wording.label(block.title, "de") for block in shown] == ["Eins", "Zwei", "Vier"]


def test_sections_that_matter_most_come_first_and_unknown_ones_last() -> None:
    keys = ("quotes", "turnout", "closed", "themes")
    sections = [section(key, several(title=name(key))) for key in keys]

    assert [wording.label(block.title, "de") for block in charts.shown(digest(*sections))] == [
        "themes",
        "closed",
        "turnout",
    ]
    assert [wording.label(block.title, "de") for block in charts.shown(digest(*sections[:2]))] == ["turnout", "quotes"]


def test_a_block_that_would_make_the_picture_too_tall_is_left_out_and_a_smaller_one_takes_its_place() -> None:
    tall = several(title=name("Hoch"), bars=tuple(bar(f"{'x' * 60} {at}", 20, 0.5) for at in range(8)))
    blocks = (tall, tall.model_copy(update={"title": name("Auch hoch")}))
    made = digest(section("themes", *blocks), section("closed", several(title=name("Klein"))))

    assert charts.about(made).endswith(": Hoch · Klein")
    # the first block is shown however tall it is
    assert charts.about(digest(section("themes", blocks[1]))).endswith(": Auch hoch")


@pytest.mark.parametrize(("rows", "more"), [(8, None), (9, "… und eine weitere Zeile"), (10, "… und 2 weitere Zeilen")])
def test_the_picture_shows_eight_bars_and_counts_the_others(rows: int, more: str | None) -> None:
    lines = sheet(several(bars=tuple(bar(f"Weg {at}", 20, 0.5) for at in range(rows))))

    assert sum(each.startswith("track") for each in lines) == 8
    assert [each.partition(": ")[2] for each in lines if "weitere" in each] == ([more] if more else [])


def test_points_and_circles_are_all_shown_but_only_five_courses() -> None:
    scale, courses = points(*[10] * 11), trend(*(course(words, 0.1, 0.2) for words in "ABCDEFG"))
    groups = Map(
        title=name("?"), n=90, circles=tuple(circle(words, 10, at, at) for at, words in enumerate("ABCDEFGHI"))
    )

    assert sum(each.endswith("x9.9") for each in sheet(scale)) == 11
    assert sum(each.split()[0] in drawing.SERIES for each in sheet(groups)) == 9
    assert "… und 2 weitere Zeilen" in " ".join(sheet(courses))
    assert "6  F" not in " ".join(sheet(courses))

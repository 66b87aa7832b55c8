"""Can every chart be read at its extremes: one row and twelve, nobody and everybody, withheld, long words, a phone?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from digest_samples import bars, digest, name, scale, scoreboard, section, several
from hypothesis import given
from hypothesis import strategies as some

from surveys.design.text import LANGUAGES
from surveys.digest import charts, drawing, plots, tabular, wording
from surveys.digest.digest import (
    Agreement,
    Bar,
    Bars,
    Chart,
    Contrast,
    Course,
    Dot,
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
from surveys.digest.drawing import COLOURS, DARK, DEEP, Frame
from surveys.digest.render import render

PHONE = Frame(width=300, size=15)  # the page on a narrow phone, in pixels that can be measured
FRAMES = {"phone": PHONE, "picture": charts.PICTURE}
SVG = "{http://www.w3.org/2000/svg}"
LONG = (
    "Erreichbarkeit der Hotline außerhalb der Geschäftszeiten (Abend)",
    "Datenschutz-Grundverordnung und Einwilligungserklärungen prüfen",
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenverordnungsamt",
    "Man muss immer alles mehrfach erklären, und niemand weiß Bescheid",
    "Kurz",
    "Öffnungszeiten der Filialen, besonders samstags und an Feiertagen",
    "Verspätungen und Anschlussverlust ohne Ansage im ganzen Bahnhof",
    "WLAN",
    "Toiletten",
    "Preise und Sparangebote, die niemand versteht, der sie nicht sucht",
    "Zuständigkeiten",
    "Freundlichkeit",
)


def theme(words: str, count: int | None, n: int) -> Ranged:
    if count is None:
        return Ranged(label=name(words), count=None)
    share = count / n
    return Ranged(
        label=name(words), count=count, share=share, low=max(0.0, share - 0.08), high=min(1.0, share + 0.08),
        change=Say(key="change-up", values={"points": 7}), mark=Say(key="theme-proposed"),
    )  # fmt: skip


def reacted(disagree: int | None, passed: int | None, agree: int | None, words: str = "Alle") -> Reacted:
    known = [each for each in (disagree, passed, agree) if each is not None]
    n = sum(known) if len(known) == 3 else 30 if known else None
    return Reacted(label=name(words), n=n, agree=agree, passed=passed, disagree=disagree)


def course(words: str, *counts: int | None) -> Course:
    moments = tuple(None if count is None else Moment(count=count, n=120, share=count / 120) for count in counts)
    return Course(label=name(words), moments=moments)


def trend(*courses: Course) -> Trend:
    times = len(courses[0].moments)
    days = tuple(Say(key="news-day", values={"day": date(2026, 11, 1 + 4 * at), "n": 120}) for at in range(times))
    return Trend(title=name("Verlauf"), times=days, courses=courses)


def extremes() -> dict[str, Chart]:
    """One of each kind that is hard to draw."""
    counts = (10000, 4210, 1234, 0, None, 77, 8, 9, 10, 11, 12, 13)
    twelve = zip(LONG, counts, strict=True)
    return {
        "twelve-bars": Bars(
            title=name(LONG[0]),
            n=10000,
            several=True,
            bars=tuple(
                Bar(label=name(words), count=count, share=None if count is None else count / 10000)
                for words, count in twelve
            ),
        ),
        "one-bar": Bars(title=name("Eine"), n=5, bars=(Bar(label=name("Ja"), count=5),)),
        "eleven-points": scale((1200, 0, 3000, 5, 6, 70, 800, 90, 10000, 11, 12)),
        "eleven-points-of-hundreds": scale((120, 130, 140, 150, 160, 170, 180, 190, 200, 210, 220)),
        "seven-points": scale((0, 0, 0, 1234, 0, 0, None)),
        "twelve-themes": Ranges(
            title=name(LONG[5]),
            n=10000,
            rows=tuple(theme(words, count, 10000) for words, count in zip(LONG, counts, strict=True)),
        ),
        "reactions": Agreement(
            title=name(LONG[3]),
            rows=(
                reacted(0, 6, 99994),
                reacted(75, 0, 5),
                reacted(0, 80, 0),
                reacted(None, None, 15, LONG[1]),
                reacted(None, None, None, LONG[2]),
            ),
        ),
        "groups": Contrast(
            title=name(LONG[2]),
            dots=(
                Dot(label=name(LONG[2]), n=40, count=0, share=0.0, low=0.0, high=0.09),
                Dot(label=name(LONG[3]), n=40, count=40, share=1.0, low=0.91, high=1.0),
                Dot(label=name("Anderes"), n=9, count=None),
                Dot(label=name("keine Angabe"), n=None, count=None),
            ),
        ),
        "close-lines": trend(*(course(words, 24 - at, 41 - at) for at, words in enumerate(LONG[:7]))),
        "low-lines": trend(*(course(words, at, at if at else 100) for at, words in enumerate(LONG[:7]))),
        "many-times": trend(course(LONG[0], 20, 25, None, 31, 33, 40), course("Kurz", *[None] * 6)),
        "scores": scoreboard(),
        "table": Table(
            title=name("Tabelle"),
            columns=tuple(map(name, ("Anfragen", "beantwortet", "bis zur ersten Antwort (Median)", "gelöst"))),
            rows=(Row(label=name(LONG[2]), cells=(14000, 9, 10000, None)), Row(label=name("Kurz"), cells=(None,) * 4)),
        ),
    }


# --- where text lies ---


@dataclass(frozen=True, slots=True)
class Written:
    """A line of text and the rectangle it takes, in pixels."""

    words: str
    left: float
    right: float
    top: float
    bottom: float

    def covers(self, other: Written) -> bool:
        return (
            self.left < other.right - 1
            and other.left < self.right - 1
            and self.top < other.bottom - 1
            and other.top < self.bottom - 1
        )


def written(svg: str) -> list[Written]:
    """Every text of a drawing with where it lies, from its anchor and what moves it."""
    found: list[Written] = []

    def walk(node: ElementTree.Element, right: float, down: float) -> None:
        moved = re.fullmatch(r"translate\(([-\d.]+) ([-\d.]+)\)", node.attrib.get("transform", ""))
        right, down = (right + float(moved[1]), down + float(moved[2])) if moved else (right, down)
        if node.tag == f"{SVG}text":
            words = "".join(node.itertext())
            size = float(node.attrib["font-size"])
            wide = drawing._width(words) * size * (1.06 if "font-weight" in node.attrib else 1)
            anchor = {"end": wide, "middle": wide / 2}.get(node.attrib.get("text-anchor", ""), 0.0)
            x, y = float(node.attrib["x"]) + right - anchor, float(node.attrib["y"]) + down
            found.append(Written(words, x, x + wide, y - size * 0.75, y + size * 0.1))
        for child in node:
            walk(child, right, down)

    walk(ElementTree.fromstring(svg), 0, 0)
    return found


def rects(svg: str, kind: str) -> list[dict[str, str]]:
    return [
        each.attrib
        for each in ElementTree.fromstring(svg).iter(f"{SVG}rect")
        if each.attrib.get("class", "").split()[:1] == [kind]
    ]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(extremes()))
def test_no_text_lies_on_another_or_leaves_the_picture(kind: str, language: str, frame: str) -> None:
    drawn = FRAMES[frame]
    texts = written(charts.chart(extremes()[kind], language, frame=drawn))

    assert texts
    assert not [(one.words, other.words) for one, other in combinations(texts, 2) if one.covers(other)]
    outside = [
        each for each in texts if each.left < drawn.margin - 1 or each.right > (drawn.width or 0) - drawn.margin + 1
    ]
    assert not outside


def test_numbers_beside_bars_do_not_lie_on_them() -> None:
    svg = charts.chart(extremes()["twelve-bars"], "de", frame=PHONE)

    ends = {float(each["x"]) + float(each["width"]) for each in rects(svg, "track")}
    numbers = [each for each in written(svg) if re.fullmatch(r"[\d.]+|–", each.words)]
    assert len(numbers) == 12
    assert min(each.left for each in numbers) > max(ends)


# --- what is withheld, nobody, everybody ---


@pytest.mark.parametrize("block", [extremes()["twelve-themes"], extremes()["groups"]])
def test_what_is_withheld_is_dashed_and_never_an_empty_line(block: Chart) -> None:
    svg = charts.chart(block, "de", frame=PHONE)
    rows = block.rows if isinstance(block, Ranges) else block.dots if isinstance(block, Contrast) else ()

    assert len(rects(svg, "withheld")) == sum(row.count is None for row in rows) > 0


def test_a_few_are_not_said_to_be_nobody_and_most_not_to_be_everybody() -> None:
    said = [wording.percent(share, "de") for share in (0.0, 0.0008, 0.006, 0.994, 0.9994, 1.0)]

    assert said == ["0 %", "< 1 %", "1 %", "99 %", "> 99 %", "100 %"]
    assert "Kurz: 5 (< 1 %, 0 bis 1 %)" in charts.alternative(
        Ranges(title=name("?"), n=2000, rows=(Ranged(label=name("Kurz"), count=5, share=5 / 2000, low=0.001, high=0.006),)),
        "de",
    )  # fmt: skip


@given(some.integers(0, 5000), some.integers(1, 5000))
def test_nobody_alone_is_nought_percent_and_everybody_alone_a_hundred(count: int, more: int) -> None:
    n = count + more

    assert (wording.percent(count / n, "en") == "0%") == (count == 0)
    assert wording.percent(count / n, "en") != "100%"


def test_a_picture_of_nothing_but_dashes_is_not_sent() -> None:
    dashes: tuple[Chart, ...] = (
        Ranges(title=name("?"), n=None, rows=(Ranged(label=name("a"), count=None),)),
        Agreement(title=name("?"), rows=(reacted(None, None, None),)),
        Contrast(title=name("?"), dots=(Dot(label=name("a"), n=9, count=None),)),
        trend(course("a", None, None)),
    )

    assert charts.shown(digest(section("themes", *dashes))) == ()
    assert all(not wording.tells(block) and wording.withholds(block) for block in dashes)


# --- scales and reactions ---


def test_a_scale_whose_points_have_words_shows_them_all() -> None:
    words = ("1 – nie (oder fast nie)", "2 (selten)", "3 – manchmal", "4 – immer (auch nachts)")
    block = Bars(title=name("?"), n=40, ordered=True, bars=tuple(Bar(label=name(each), count=10) for each in words))
    drawn = " ".join(each.words for each in written(charts.scale(block, "de", frame=PHONE)))

    assert all(each in drawn for each in words)


def test_the_ends_of_a_scale_keep_their_brackets() -> None:
    ends = ("1 – nie (oder fast nie)", "2", "3 (immer)")
    block = Bars(title=name("?"), n=30, ordered=True, bars=tuple(Bar(label=name(each), count=10) for each in ends))
    drawn = [each.words for each in written(charts.scale(block, "de", frame=charts.PICTURE))]

    assert "← nie (oder fast nie)" in drawn
    assert "immer →" in drawn


def test_numbers_on_bars_are_written_as_everywhere() -> None:
    svg = charts.scale(scale((2000, 3000, 5000)), "de", frame=charts.PICTURE)

    assert {"2.000", "3.000", "5.000"} <= {each.words for each in written(svg)}
    assert "5000" not in {each.words for each in written(svg)}


def test_reactions_too_few_for_a_number_on_the_bar_are_said_below() -> None:
    block = Agreement(title=name("?"), rows=(reacted(75, 0, 5), reacted(20, 30, 30)))
    drawn = [each.words for each in written(charts.chart(block, "de", frame=PHONE))]

    assert "stimme nicht zu 75 · weiter 0 · stimme zu 5" in drawn
    assert not any("weiter 30" in words for words in drawn)


# --- courses ---


def test_no_line_is_drawn_across_a_time_that_is_withheld() -> None:
    def lines(*counts: int | None) -> int:
        svg = ElementTree.fromstring(charts.chart(trend(course("a", *counts)), "de", frame=PHONE))
        slanted = [each for each in svg.iter(f"{SVG}line") if each.attrib["y1"] != each.attrib["y2"]]
        return sum(each.attrib["class"] == "first-line" for each in slanted)

    assert lines(20, 30, 40, 50) == 3
    assert lines(20, 30, None, 50) == 1


@given(some.lists(some.floats(0, 100), min_size=1, max_size=9))
def test_numbers_of_lines_are_moved_apart_but_keep_their_order_and_the_picture(places: list[float]) -> None:
    moved = plots._apart(sorted(places), 10, 0, 100)

    assert all(there - here >= 10 - 1e-9 for here, there in pairwise(moved))
    assert min(moved) >= -1e-9
    assert max(moved) <= 100 + 1e-9


def test_numbers_that_touch_stand_around_their_lines_and_others_stay() -> None:
    # 40 and 42 touch: around their mean of 41 they stand at 36 and 46. 90 is far.
    assert plots._apart([40, 42, 90], 10, 0, 100) == pytest.approx([36, 46, 90])


# --- scores ---


def test_all_reports_together_have_no_bar_that_could_be_compared_with_those_of_a_channel() -> None:
    svg = charts.chart(scoreboard(), "de", frame=PHONE)

    assert [float(each["width"]) for each in rects(svg, "track")] == pytest.approx(
        [300, 300 * 30 / 64, 300 * 7 / 64], abs=0.1
    )
    alone = Scoreboard(title=name("?"), rows=(), total=Score(label=name("Alle"), requests=8, answered=6, solved=5))
    assert len(rects(charts.chart(alone, "de", frame=PHONE), "track")) == 1


# --- the one picture, and words ---


def test_the_picture_in_one_line_names_what_is_drawn_and_nothing_else() -> None:
    tall = [several().model_copy(update={"title": name(f"Frage {at}"), "bars": several().bars * 3}) for at in range(3)]
    made = digest(section("themes", tall[0]), section("closed", *tall[1:]))
    drawn = " ".join(each.words for each in written(charts.sheet(made)))

    assert "Frage 0" in drawn
    assert [f"Frage {at}" in charts.about(made) for at in range(3)] == [f"Frage {at}" in drawn for at in range(3)]
    assert not all(f"Frage {at}" in drawn for at in range(3))


@pytest.mark.parametrize("kind", sorted(extremes()))
def test_rows_that_do_not_fit_into_the_picture_are_counted(kind: str) -> None:
    block = extremes()[kind]
    left = charts._rows(block) - charts._rows(charts._cut(block))
    drawn = " ".join(each.words for each in written(charts.sheet(digest(section("themes", block)))))

    assert ("weitere Zeilen" in drawn) == (left > 0)


@pytest.mark.parametrize("ending", ["Beschwerden gehören beantwortet.", "Wer hilft?", "Und dann …", "Wartezeit"])
def test_a_title_with_its_own_full_stop_gets_no_second_one(ending: str) -> None:
    words = charts.alternative(Agreement(title=name(ending), rows=(reacted(10, 10, 10),)), "de")

    assert words.startswith(f"Zustimmung und Ablehnung: {ending}{'.' if ending == 'Wartezeit' else ''} Alle: ")


def test_a_withheld_reaction_is_not_read_as_a_sentence() -> None:
    words = charts.alternative(Agreement(title=name("?"), rows=(reacted(None, None, 15),)), "de")

    assert "stimme zu 15, weiter (nicht gezeigt), stimme nicht zu (nicht gezeigt) (n = 30)" in words


def test_a_course_says_its_counts_as_everywhere() -> None:
    block = trend(Course(label=name("a"), moments=(Moment(count=1234, n=2000, share=0.617), None)))

    assert tabular.tabular(block, "de").rows == (("a", "1.234 (62 %)", "–"),)


@pytest.mark.parametrize("room", range(100, 400, 7))
def test_no_line_ends_inside_a_share_or_an_n(room: int) -> None:
    lines = drawing._broken("Servicemitarbeiter:in im Haus: 8 (n = 36; 22 %, 12 bis 38 %)", room, 15)

    assert not any(line.endswith(("(n", "=", "22", "38")) for line in lines)


# --- colours ---


def light(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21, WCAG 2.2."""
    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("kind", ["low2", "low1", "mid", "high1", "high2", "bar"])
def test_figures_on_bars_can_be_read_by_day_and_by_night(kind: str) -> None:
    assert contrast(COLOURS[kind], "#ffffff" if kind in DEEP else COLOURS["ink"]) >= 4.5
    assert contrast(DARK[kind], "#111111" if kind in DEEP else "#ffffff") >= 4.5


@pytest.mark.parametrize("colours", [COLOURS, DARK])
def test_what_means_something_stands_out_from_the_paper(colours: dict[str, str]) -> None:
    for kind in ("ink", "soft", "strong"):
        assert contrast(colours[kind], colours["paper"]) >= 4.5
    for kind in ("bar", *drawing.SERIES):
        assert contrast(colours[kind], colours["paper"]) >= 2.9


# Simulated linear RGB of people without red or green cones: Viénot, Brettel, Mollon 1999, Color Res. Appl. 24:243-252.
BLIND = {
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}


def seen(colour: str, kind: str) -> tuple[float, ...]:
    parts = [(int(colour[at : at + 2], 16) / 255) ** 2.2 for at in (1, 3, 5)]
    mixed = [sum(weight * part for weight, part in zip(row, parts, strict=True)) for row in BLIND[kind]]
    return tuple(min(1.0, max(0.0, each)) ** (1 / 2.2) for each in mixed)


@pytest.mark.parametrize("kind", BLIND)
@pytest.mark.parametrize("colours", [COLOURS, DARK])
def test_disagreement_and_agreement_differ_for_the_colour_blind(colours: dict[str, str], kind: str) -> None:
    for one, other in combinations(("low2", "mid", "high2"), 2):
        apart = (
            sum((a - b) ** 2 for a, b in zip(seen(colours[one], kind), seen(colours[other], kind), strict=True)) ** 0.5
        )
        assert apart > 0.25


def test_a_table_on_a_phone_keeps_room_for_what_its_rows_are_called() -> None:
    page = render(digest(section("closed", extremes()["table"], bars())), "html")

    assert re.search(r"th:first-child, td:first-child \{ min-width: ", page)

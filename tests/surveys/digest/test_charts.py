"""Do charts show what they say: text without any font installed, bars of the right length, words for the blind?"""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
import zlib
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from digest_samples import bars, digest, everything, line, name, quoted, scale, section, several, table
from hypothesis import given
from hypothesis import strategies as some

from surveys.design.text import LANGUAGES, text
from surveys.digest import charts, drawing
from surveys.digest.digest import Bar, Bars
from surveys.digest.drawing import Frame

CARD = Frame(width=400, size=16, margin=8)  # 384 pixels of room


def pixels(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the RGBA rows of a PNG (8 bits, not interlaced), by the book: PNG, section 9."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind, *_, interlaced = struct.unpack(">IIBBBBB", png[16:29])
    assert (depth, kind, interlaced) == (8, 6, 0)
    at, packed = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        packed += png[at + 8 : at + 8 + length] if png[at + 4 : at + 8] == b"IDAT" else b""
        at += length + 12
    raw, wide, rows = zlib.decompress(packed), width * 4, []
    above = bytearray(wide)
    for y in range(height):
        filtered = raw[y * (wide + 1)]
        row = bytearray(raw[y * (wide + 1) + 1 : (y + 1) * (wide + 1)])
        for x in range(wide):
            left, up = row[x - 4] if x >= 4 else 0, above[x]
            corner = above[x - 4] if x >= 4 else 0
            guess = left + up - corner
            near = min((left, up, corner), key=lambda each: abs(guess - each))
            row[x] = (row[x] + (0, left, up, (left + up) // 2, near)[filtered]) & 255
        rows.append(bytes(row))
        above = row
    return width, height, rows


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def dark(png: bytes) -> int:
    """How many pixels are nearly black and opaque: text, for bars are blue."""
    _, _, rows = pixels(png)
    return sum(1 for row in rows for at in range(0, len(row), 4) if row[at + 3] > 200 and max(row[at : at + 3]) < 90)


def labelled(words: str) -> bytes:
    one = bars(bars=(Bar(label=name(words), count=None),))
    return charts.png(charts.bars(one, "de", frame=CARD))


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def words_in(svg: str) -> list[str]:
    return ["".join(each.itertext()) for each in tree(svg).iter("{http://www.w3.org/2000/svg}text")]


def spans(svg: str, kind: str) -> list[float]:
    rects = tree(svg).iter("{http://www.w3.org/2000/svg}rect")
    return [float(each.attrib["width"]) for each in rects if each.attrib["class"].split()[0] == kind]


# --- pictures ---


def test_different_labels_give_different_pictures_and_none_gives_no_dark_pixels() -> None:
    pictures = {
        words: labelled(words) for words in ("", "Hotline", "Größe", "Grösse", "„Ä“ – ẞ", "✓ • …", "Νέα", "Новое")
    }

    counts = {words: dark(picture) for words, picture in pictures.items()}
    assert all(count > counts[""] + 40 for words, count in counts.items() if words)
    assert all(one != other for one, other in combinations(pictures.values(), 2))


def test_text_is_drawn_on_a_machine_without_fonts(tmp_path: Path) -> None:
    program = (
        "import sys; sys.path[:0] = sys.argv[1].split('|')\n"
        "from surveys.digest import charts\nfrom digest_samples import digest\n"
        "sys.stdout.buffer.write(charts.png(charts.sheet(digest())))"
    )
    (tmp_path / "fonts.conf").write_text("<fontconfig></fontconfig>")
    bare = {"HOME": str(tmp_path), "FONTCONFIG_FILE": str(tmp_path / "fonts.conf"), "PATH": os.environ["PATH"]}
    path = "|".join(each for each in sys.path if each)
    drawn = subprocess.run(
        [sys.executable, "-c", program, path], env=bare, cwd=tmp_path, check=True, capture_output=True
    )

    assert drawn.stdout == charts.png(charts.sheet(digest()))


def test_every_character_of_our_phrases_is_in_our_fonts() -> None:
    folder = Path(str(charts.__file__)).parent
    said = "".join((folder / "phrases" / f"{language}.ftl").read_text("utf-8") for language in LANGUAGES)

    assert charts._COVERED.fullmatch(said)
    assert charts._COVERED.fullmatch("äöüÄÖÜßẞ„“”‚‘–—…✓•·€% ")
    assert not charts._COVERED.fullmatch("漢")


def test_the_fonts_are_small_and_come_with_their_licence() -> None:
    folder = Path(str(charts.__file__)).parent / "fonts"

    assert sum(file.stat().st_size for file in folder.glob("*.ttf")) <= 150_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text("utf-8")


def test_the_picture_is_twice_a_phones_width_and_never_endless() -> None:
    width, height = size(charts.png(charts.sheet(digest(sample=True))))

    assert width == 1080 * 2
    assert height <= charts.PICTURE_HEIGHT * 2


def test_words_no_xml_can_hold_are_drawn_as_a_sign_for_that() -> None:
    assert labelled("a\x00b\x1b\uffff\ud800c").startswith(b"\x89PNG")


# --- bars and scales ---


def test_a_bar_is_as_long_as_its_share_of_all_who_answered() -> None:
    svg = charts.bars(bars(), "de", frame=CARD)

    assert spans(svg, "bar") == pytest.approx([384 * charts.RUN * count / 31 for count in (12, 7, 6)], abs=0.1)
    assert spans(svg, "withheld") == pytest.approx([384 * charts.RUN] * 2, abs=0.1)


def test_nobody_is_an_empty_track_and_withheld_is_a_dash() -> None:
    assert len(spans(charts.bars(several(), "de", frame=CARD), "track")) == 4
    assert len(spans(charts.bars(several(), "de", frame=CARD), "bar")) == 3
    assert words_in(charts.bars(bars(), "de", frame=CARD))[-1] == "–"


def test_points_below_the_middle_lie_left_of_it() -> None:
    svg = charts.scale(scale((6, 5, 8, 10, 9)), "de", frame=CARD)
    parted = [each for each in tree(svg).iter() if "parted" in each.attrib.get("class", "")]
    middle = 200.0  # of 400 pixels

    (left, right) = (float(parted[0].attrib["x"]), float(parted[-1].attrib["x"]) + float(parted[-1].attrib["width"]))
    # below: 6 + 5 and half of 8 are 15; above: 10 + 9 and half of 8 are 23
    assert (middle - left) / (right - middle) == pytest.approx(15 / 23, abs=0.01)
    assert [each.attrib["class"].split()[0] for each in parted] == ["low2", "low1", "mid", "high1", "high2"]


def test_a_scale_with_a_withheld_point_shows_no_whole_from_which_it_could_be_measured() -> None:
    svg = charts.scale(scale((None, 5, 6, None, 8)), "de", frame=CARD)

    assert "parted" not in svg
    assert len(spans(svg, "withheld")) == 2
    assert [words for words in words_in(svg) if words in {"5", "6", "8", "–"}].count("–") == 2


@pytest.mark.parametrize("points", range(2, 12))
def test_every_scale_has_as_many_colours_below_its_middle_as_above(points: int) -> None:
    ramp = drawing.ramp(points)

    assert len(ramp) == points
    assert [kind.startswith("low") for kind in ramp].count(True) == points // 2
    assert [kind.startswith("high") for kind in ramp].count(True) == points // 2


def test_labels_that_are_no_numbers_are_written_out() -> None:
    worded = Bars(
        title=name("?"),
        n=20,
        ordered=True,
        bars=tuple(Bar(label=name(words), count=10) for words in ("stimme nicht zu", "stimme zu")),
    )

    assert {"stimme nicht zu", "stimme zu"} <= set(words_in(charts.scale(worded, "de", frame=CARD)))


@given(some.lists(some.none() | some.integers(0, 10**6), min_size=2, max_size=11))
def test_any_scale_can_be_drawn_and_stays_inside(counts: list[int | None]) -> None:
    for rect in tree(charts.scale(scale(tuple(counts)), "de", frame=CARD)).iter("{http://www.w3.org/2000/svg}rect"):
        start, wide = float(rect.attrib["x"]), float(rect.attrib["width"])
        assert start >= 7.8
        assert start + wide <= 392.2


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_chart_says_a_share_while_n_is_withheld(language: str) -> None:
    for block in (bars(n=None), scale((6, 5, 8, 10, 9)).model_copy(update={"n": None})):
        assert not any("%" in words for words in words_in(charts.chart(block, language, frame=CARD)))
        assert "%" not in charts.alternative(block, language)
        assert "None" not in charts.chart(block, language, frame=CARD)


def test_colours_can_be_told_apart_by_their_lightness_alone() -> None:
    def light(colour: str) -> float:
        red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        return 0.2126 * red**2.2 + 0.7152 * green**2.2 + 0.0722 * blue**2.2

    for colours in (drawing.COLOURS, drawing.DARK):
        assert abs(light(colours["low2"]) - light(colours["low1"])) > 0.1
        assert abs(light(colours["high2"]) - light(colours["high1"])) > 0.1


# --- words ---


def test_the_alternative_has_every_number_and_says_what_is_withheld() -> None:
    assert charts.alternative(bars(), "de") == (
        "Balken: Wo soll Service künftig stattfinden? (n = 31). Egal, Hauptsache gelöst: 12 (39 %); Chat mit einem "
        "Menschen: 7 (23 %); Social Media: 6 (19 %); Telefon-Hotline: nicht gezeigt; E-Mail oder ein Formular auf der "
        "Website des Unternehmens: nicht gezeigt."
    )
    assert "Müller & Söhne · Instagram: Fälle 7, beantwortet nicht gezeigt" in charts.alternative(table(), "de")
    assert charts.alternative(scale(), "en").startswith("Scale from low to high: How important is help")


@given(some.text())
def test_no_label_breaks_out_of_the_drawing(words: str) -> None:
    label = name(words or "-")
    svg = charts.bars(bars(title=label, bars=(Bar(label=label, count=5),)), "de", name=words)

    tags = {each.tag.rpartition("}")[2] for each in tree(svg).iter()}
    assert tags == {"svg", "title", "desc", "text", "rect", "g"}
    assert not any(key.startswith("on") for each in tree(svg).iter() for key in each.attrib)


def test_a_long_label_is_broken_into_lines_without_losing_a_character() -> None:
    words = "Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik antwortet nie auf Beschwerden von Leuten"
    svg = charts.bars(bars(bars=(Bar(label=name(words), count=None),)), "de")

    assert "".join(words_in(svg)[:-1]).replace(" ", "") == words.replace(" ", "")
    assert len(words_in(svg)) > 3


# --- the one picture ---


def test_the_picture_shows_title_n_and_up_to_three_blocks_of_several_sections() -> None:
    said = " ".join(
        words_in(charts.sheet(digest(section("closed", scale(), several(), several()), section("cases", table()))))
    )

    assert "Kundenservice auf Social Media" in said
    assert "34 haben mitgemacht" in said
    assert said.count("Was steht Service auf den Kanälen im Weg?") == 1
    assert "Haben die Kanäle geholfen?" in said


def test_samples_are_marked_in_the_picture() -> None:
    assert "Beispieldaten" in words_in(charts.sheet(digest(sample=True)))
    assert "Beispieldaten" not in words_in(charts.sheet(digest()))


def test_blocks_outside_the_brief_part_or_with_nothing_to_show_stay_out_of_the_picture() -> None:
    hidden = Bars(title=name("geheim"), n=None, bars=(Bar(label=name("a"), count=None),))

    assert charts.shown(digest(section("closed", hidden, bars(), several(), brief=2))) == (bars(),)
    assert charts.shown(digest(section("quotes", quoted()), section("unknown", line()))) == ()
    assert "Kundenservice auf Social Media" in words_in(charts.sheet(digest(section("unknown", line()))))


def test_more_rows_than_fit_are_counted() -> None:
    many = bars(bars=tuple(Bar(label=name(f"Weg {at}"), count=10 + at) for at in range(12)))

    assert "… und 4 weitere Zeilen" in words_in(charts.sheet(digest(section("closed", many))))


def test_the_picture_in_one_line_names_its_blocks() -> None:
    assert charts.about(digest(*everything()), "en") == (
        "Chart of the survey “Customer service on social media”: Where should service happen in future? · "
        "How important is help on social media? · Did the channels help?"
    )


def test_the_same_digest_gives_the_same_bytes() -> None:
    assert charts.png(charts.sheet(digest())) == charts.png(charts.sheet(digest()))


def test_a_chart_of_the_page_is_as_wide_as_the_page_and_keeps_the_size_of_its_text() -> None:
    root = tree(charts.chart(bars(title=text("Ä & <b>", "A")), "de", name="closed-0"))

    assert (root.attrib["width"], root.attrib["role"]) == ("100%", "img")
    assert "viewBox" not in root.attrib
    assert root.attrib["aria-labelledby"] == "closed-0-title closed-0-about"
    assert all(re.fullmatch(r"[\d.]+%", each.attrib["x"]) for each in root.iter() if "x" in each.attrib)

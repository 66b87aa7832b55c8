"""Is every kind of block drawn by everything that draws, with its numbers and without those that are withheld?"""

from __future__ import annotations

import json
import typing
from xml.etree import ElementTree

import pytest
from digest_samples import agreement, charts, contrast, digest, quoted, ranges, scoreboard, section, trend

from surveys.design.text import LANGUAGES
from surveys.digest import charts as drawn
from surveys.digest import tabular
from surveys.digest.digest import Chart, Digest, Section
from surveys.digest.drawing import COLOURS, DARK, LINES, Frame
from surveys.digest.render import FORMATS, render
from surveys.digest.render.text import lines

PHONE = Frame(width=360, size=15, margin=16)
NUMBERS = {
    "bars": "31", "table": "14", "ranges": "41", "agreement": "52", "contrast": "33", "trend": "24", "map": "56",
    "scoreboard": "64",
}  # fmt: skip
KINDS = sorted(charts())


def screen(*sections: Section) -> str:
    return "".join(piece.text for piece in lines(digest(*sections)))


def test_there_is_a_sample_of_every_block_that_is_drawn() -> None:
    assert {each.model_fields["type"].default for each in typing.get_args(Chart)} == set(KINDS)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_block_is_in_every_form(kind: str, language: str, form: str) -> None:
    words = render(digest(section("themes", charts()[kind])), form, language)

    assert NUMBERS[kind] in words
    assert form == "json" or "None" not in words


@pytest.mark.parametrize("kind", KINDS)
def test_every_block_is_on_the_screen_of_a_chat(kind: str) -> None:
    assert NUMBERS[kind] in screen(section("themes", charts()[kind]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_picture_stays_inside_and_has_words_for_the_blind(kind: str, language: str) -> None:
    svg = ElementTree.fromstring(drawn.chart(charts()[kind], language, frame=PHONE))

    about = svg.findtext("{http://www.w3.org/2000/svg}desc") or ""
    assert NUMBERS[kind] in about
    assert "–" not in about.replace("26–43", "")
    for each in svg.iter():
        for name in ("x", "cx", "x1", "x2"):
            assert 0 <= float(each.attrib.get(name, "0")) <= 360
    for each in svg.iter("{http://www.w3.org/2000/svg}circle"):
        assert float(each.attrib["cx"]) + float(each.attrib["r"]) <= 360


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_on_the_page_has_only_shares_across_and_colours_for_the_dark(kind: str) -> None:
    svg = ElementTree.fromstring(drawn.chart(charts()[kind], "de"))

    for each in svg.iter():
        assert all(each.attrib[name].endswith("%") for name in ("x", "x1", "x2", "cx") if name in each.attrib)
        known = set(COLOURS) | {f"{line}-line" for line in LINES}
        known |= {"on", "on-deep", "parted", "line", "withheld", "rule", "chart"}
        assert set(each.attrib.get("class", "").split()) <= known
    assert COLOURS.keys() == DARK.keys()


def test_a_digest_of_every_block_comes_back_from_json() -> None:
    made = digest(section("themes", *charts().values()), Section(key="news", blocks=(quoted(),), picked=(0,)))

    assert Digest.model_validate_json(made.model_dump_json()) == made
    assert Digest.model_validate(json.loads(json.dumps(made.model_dump(mode="json")))).hash() == made.hash()


def test_a_section_that_picks_nothing_is_stored_as_it_always_was() -> None:
    assert "picked" not in section("quotes", quoted()).model_dump()
    assert section("quotes", quoted(), quoted("b"), brief=1).shown() == (quoted(),)
    assert Section(key="quotes", blocks=(quoted(), quoted("b")), picked=(1,)).shown() == (quoted("b"),)


def test_the_screen_shows_three_themes_with_share_and_change() -> None:
    words = screen(section("themes", ranges()))

    assert "Was fehlt dir? (n = 120)\n• Wartezeit am Telefon: 41 (34 %, 26 bis 43 %); +7 Punkte" in words
    assert "• Datenschutzgrundverordnung (neu aufgetaucht): 9\n… und 2 weitere Zeilen" in words
    assert "Preise" not in words


def test_no_share_is_said_while_n_is_withheld() -> None:
    alone = ranges().model_copy(update={"n": None})

    for form in ("text", "markdown", "html"):
        assert "34 %" not in render(digest(section("themes", alone)), form)


def test_reactions_and_contrasts_read_as_sentences() -> None:
    assert list(tabular.lines(agreement(), "de"))[1:] == [
        "Meinungsgruppe A: stimme zu 35, weiter 5, stimme nicht zu 6 (n = 46)",
        "Meinungsgruppe B: stimme zu 15, weiter –, stimme nicht zu – (n = 30)",
    ]
    assert list(tabular.lines(contrast(), "de"))[::2] == [
        "Kund:in: 33 (n = 84; 39 %, 30 bis 50 %)",
        "Anderes: – (n = 9)",
    ]
    assert tabular.tabular(trend(), "de").rows[1] == ("Preise", "–", "22 (18 %)")


def test_a_scoreboard_names_times_only_where_there_are_any() -> None:
    rows = tabular.tabular(scoreboard(), "de").rows

    assert rows[0] == ("Deutsche Bahn · X", "64", "41", "2 Std. 30 Min.", "3 Tage", "22")
    assert rows[1][4] == "–"
    bare = scoreboard().model_copy(update={"rows": scoreboard().rows[2:], "total": scoreboard().rows[2]})
    assert len(tabular.tabular(bare, "de").columns) == 4


def test_somebodys_words_are_found_where_people_react_to_them() -> None:
    assert digest(section("common", agreement(answer_id="b" * 32))).said_in() == ("b" * 32,)

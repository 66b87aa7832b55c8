"""Do people's words stay words in Markdown? Asked of GitHub's own parser."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from digest_samples import bars, digest, name, quoted, section, table
from hypothesis import given
from hypothesis import strategies as some

from surveys.design.text import LANGUAGES
from surveys.digest.digest import Bar
from surveys.digest.render.markdown import escaped, markdown

OURS = {
    "h1",
    "h2",
    "h3",
    "p",
    "strong",
    "em",
    "a",
    "blockquote",
    "br",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


class _Reader(HTMLParser):
    """The tags and runs of text of a page; a comment parts two runs, as it does for GitHub."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.links: set[str | None] = set()
        self.runs: list[str] = []
        self.quotes: list[str] = []
        self._quoting = self._inside = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links |= {value for key, value in attrs if key in {"href", "src"}}
        self._quoting = self._quoting or tag == "blockquote"
        if tag == "p" and self._quoting:
            self._inside = True
            self.quotes.append("")

    def handle_endtag(self, tag: str) -> None:
        self._quoting = self._quoting and tag != "blockquote"
        self._inside = self._inside and tag != "p"

    def handle_data(self, data: str) -> None:
        self.runs.append(data)
        if self._inside:
            self.quotes[-1] += data


def read(source: str) -> _Reader:
    return _Reader(cmarkgfm.github_flavored_markdown_to_html(source, options=Options.CMARK_OPT_UNSAFE))


def in_html(words: str) -> str:
    """What HTML can hold of the words: no NUL, and one kind of line break."""
    return words.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")


def harmless(reader: _Reader) -> None:
    assert reader.tags <= OURS
    assert reader.links <= {"https://example.org/artikel"}
    for run in reader.runs:
        assert not re.search(r"@\w|#\d|\bGH-\d|\w://\S|www\.|:[a-z0-9_+-]+:", run), run


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_headings_tables_and_quotes(language: str) -> None:
    reader = read(markdown(digest(sample=True), language))

    assert reader.tags == OURS
    assert "Am Telefon half mir Frau Öztürk in zwei Minuten." in reader.quotes


def test_the_source_is_readable_too() -> None:
    source = markdown(digest())

    assert "## Was angekreuzt wurde\n\n### Wo soll Service künftig stattfinden? (n = 31)\n" in source
    assert "| Egal, Hauptsache gelöst | 12 | 39 % |\n" in source
    assert "| Telefon-Hotline | – |  |\n" in source
    assert (
        "> Am Telefon half mir Frau Öztürk in zwei Minuten.\n>\n> — Kund:in, zu „Wo findest du heute Hilfe?“" in source
    )
    assert "> Zwei\\\n> \\\n> Absätze.\n" in source
    assert re.search(r"Fassung 3, Prüfsumme [0-9a-f]{64}\n$", source)


def test_no_share_is_said_while_n_is_withheld_and_no_count_is_none() -> None:
    source = markdown(digest(section("closed", bars(n=None)), section("cases", table())))

    assert "%" not in source
    assert "None" not in source
    assert "| Müller &amp; Söhne · Instagram | 7 | – | – |" in source
    assert "– = weniger als fünf" in source


def test_a_withdrawn_quote_leaves_only_a_note() -> None:
    source = markdown(digest(section("quotes", quoted("", withdrawn=True))))

    assert "> *Dieses Zitat wurde zurückgezogen.*" in source
    assert "Kund:in" not in source


def test_an_address_that_is_none_is_no_link() -> None:
    assert read(markdown(digest(article_url="javascript:alert(1)"))).links == set()
    assert read(markdown(digest(article_url="https://example.org/> <b>x"))).links == set()


def test_naughty_words_stay_words(shared_data: Path) -> None:
    strings = [
        str(json.loads(row)["text"])
        for file in sorted((shared_data / "data" / "bad_input" / "dev").glob("*.jsonl"))
        for row in file.read_text("utf-8").strip().split("\n")
    ]
    assert len(strings) > 500

    for words in strings:
        label = name(words)
        odd = digest(
            section("closed", bars(title=label, bars=(Bar(label=label, count=7),))),
            section("quotes", quoted(words, item=label, who=label)),
            title=label,
            article=label,
        )
        reader = read(markdown(odd))
        harmless(reader)
        if words.strip():
            assert in_html(words).strip("\n") in [quote.strip("\n") for quote in reader.quotes], words


@given(some.text(some.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_words_come_out_as_they_went_in(words: str) -> None:
    reader = read(f"> x{escaped(words, broken=chr(92) + chr(10) + '> ')}x")

    assert reader.quotes == [f"x{in_html(words)}x"]


@given(some.text("-+=#>.)12 *_`[](){}<&|~!\\:@/wGHt", min_size=1))
def test_signs_of_markup_come_out_as_they_went_in(words: str) -> None:
    page = cmarkgfm.github_flavored_markdown_to_html(f"{escaped(words)} x", options=Options.CMARK_OPT_UNSAFE)
    inside = re.sub(r"<!--.*?-->", "", page.strip("\n").removeprefix("<p>").removesuffix("</p>"))

    assert not re.search(r"<\w", inside)
    assert unescape(inside) == words + " x"


def test_a_reader_may_choose_the_language_of_a_text() -> None:
    english = digest(language="en")

    assert markdown(english) == markdown(english, "en")
    assert "Zwischenstand vom 23. November 2026" in markdown(english, "de")


def test_signs_that_begin_a_list_are_escaped_only_where_they_begin_a_line() -> None:
    assert escaped("1. a 2. b") == "1\\. a 2. b"
    assert escaped("12) a") == "12\\) a"
    assert escaped("- a - b") == "\\- a - b"
    assert escaped("a\r\nb\rc", broken="|") == "a|b|c"
    assert escaped("  a ") == "&#32;&#32;a&#32;"


def test_a_digest_in_markdown_reads_like_this() -> None:
    count = (Bar(label=name("Ja"), count=12, share=0.4), Bar(label=name("Nein"), count=None))
    shown = markdown(
        digest(
            section("closed", bars(title=name("Wozu?"), question=name(" Und wozu? "), n=30, several=True, bars=count)),
            section("cases"),
            section("quotes", quoted("Zwei\nZeilen."), quoted("", withdrawn=True)),
            sample=True,
            opened_at=None,
        )
    )
    *lines, version = shown.splitlines()

    assert lines == [
        "# Zusammenfassung: Kundenservice auf Social Media",
        "",
        "Zwischenstand vom 23. November 2026 · 34 haben mitgemacht",
        "",
        "**Beispieldaten: Diese Antworten haben wir geschrieben, um das Programm zu zeigen. Niemand hat sie wirklich "
        "gegeben.**",
        "",
        "**Korrigiert: Ein Zitat wurde zurückgezogen und steht hier nicht mehr.**",
        "",
        "[Zum Artikel: Der Artikel, aus dem die Fragen stammen](<https://example.org/artikel>)",
        "",
        "## Was angekreuzt wurde",
        "",
        "### Wozu? (n = 30)",
        "",
        "*Und wozu?*",
        "",
        "| Antwort | Menschen | Anteil |",
        "| --- | ---: | ---: |",
        "| Ja | 12 | 40 % |",
        "| Nein | – |  |",
        "",
        "Mehrere Antworten waren möglich.",
        "",
        "## In euren Worten",
        "",
        "> Zwei\\",
        "> Zeilen.",
        ">",
        "> — Kund:in, zu „Wo findest du heute Hilfe?“",
        "",
        "> *Dieses Zitat wurde zurückgezogen.*",
        "",
        "---",
        "",
        "– = weniger als fünf, nicht gezeigt (wie auch, was darauf schließen ließe)",
        "",
    ]
    assert re.fullmatch(r"Stand der Zahlen: Nummer 2\. Fassung 3, Prüfsumme [0-9a-f]{64}", version)


def test_a_beginning_stands_below_what_is_known_of_a_digest() -> None:
    assert "34 haben mitgemacht  \nOffen vom 16. November 2026 bis 30. November 2026\n\n" in markdown(digest())

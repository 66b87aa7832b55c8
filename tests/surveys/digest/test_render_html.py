"""Is the page one file that runs nothing, asks nobody, and shows people's words to the character?"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from digest_samples import bars, digest, line, name, quoted, scale, section, several, table
from hypothesis import given
from hypothesis import strategies as some

from surveys.design.text import LANGUAGES
from surveys.digest.digest import Bar, Bars, Row, Say, Section, Table
from surveys.digest.render.html import html


class _Page(HTMLParser):
    """The elements and texts of a page; each element is closed where it should be."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[int] = []  # places in texts
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        assert len(dict(attrs)) == len(attrs)
        if tag != "meta":
            self.open.append(len(self.texts))
            self.texts.append((tag, ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.texts[self.open.pop()][0] == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            tag, words = self.texts[self.open[-1]]
            self.texts[self.open[-1]] = (tag, words + data)

    def all(self, tag: str) -> list[str]:
        return [words for each, words in self.texts if each == tag]


def shape(page: _Page) -> list[tuple[str, tuple[str, ...]]]:
    """Elements with their attributes' names: what words could change if they got out of their place."""
    return [(tag, tuple(attributes)) for tag, attributes in page.elements if tag not in {"text", "rect", "g"}]


def in_html(words: str) -> str:
    """What HTML can hold of the words: no control characters, one kind of line break."""
    lines = words.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", lines)


def odd(words: str) -> str:
    label = name(words or "–")
    return html(
        digest(
            section("closed", bars(title=label, question=label, bars=(Bar(label=label, count=7, share=0.5),))),
            section("cases", Table(title=label, columns=(label,), rows=(Row(label=label, cells=(None,)),))),
            section("quotes", quoted(words, item=label, who=label)),
            title=label,
            article=label,
        )
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_everything_in_its_language(language: str) -> None:
    page = _Page(html(digest(sample=True), language))

    assert ("html", {"lang": language}) in page.elements
    assert [tag for tag, _ in page.elements].count("svg") == 3
    assert len(page.all("details")) == 3
    assert "Am Telefon half mir Frau Öztürk in zwei Minuten." in page.all("blockquote")


def test_the_page_asks_nobody_and_runs_nothing() -> None:
    page = _Page(html(digest()))

    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "embed", "form", "base", "image", "use"}
    named = {key for _, attributes in page.elements for key in attributes}
    assert not named & {"src", "srcset", "style", "xlink:href", "action"}
    assert not any(key.startswith("on") for key in named)
    assert [attributes["href"] for tag, attributes in page.elements if "href" in attributes] == [
        "https://example.org/artikel"
    ]
    assert not re.search(r"url\(|@import|@font-face", page.all("style")[0])


def test_the_policy_allows_only_the_style_sheet_that_is_there() -> None:
    page = _Page(html(digest()))
    policy = next(
        attributes["content"]
        for _, attributes in page.elements
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )

    digested = base64.b64encode(hashlib.sha256(page.all("style")[0].encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digested}'; base-uri 'none'; form-action 'none'"


def test_every_chart_has_words_and_a_table_and_no_id_stands_twice() -> None:
    page = _Page(html(digest(section("closed", bars(), scale(), several(), bars()))))

    ids = [str(attributes["id"]) for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids)) == 8
    for _, attributes in (element for element in page.elements if element[0] == "svg"):
        assert attributes["role"] == "img"
        assert set(str(attributes["aria-labelledby"]).split()) <= set(ids)
    assert page.all("desc")[0].startswith("Balken: Wo soll Service künftig stattfinden? (n = 31).")
    assert {"Egal, Hauptsache gelöst", "12", "39 %"} <= {*page.all("td"), *page.all("th")}


def test_no_share_is_said_while_n_is_withheld_and_no_count_is_none() -> None:
    page = html(digest(section("closed", bars(n=None)), section("cases", table())))
    said = " ".join(words for tag, words in _Page(page).texts if tag != "style")

    assert "%" not in said
    assert "None" not in page
    assert "– = weniger als fünf" in said
    assert said.count("–") > 4


def test_a_withdrawn_quote_leaves_only_a_note_and_a_correction() -> None:
    page = _Page(html(digest(section("quotes", quoted("", withdrawn=True)))))

    assert page.all("blockquote") == []
    assert "Dieses Zitat wurde zurückgezogen." in page.all("p")
    assert any(words.startswith("Korrigiert: Ein Zitat") for words in page.all("p"))


def test_samples_version_hash_and_method_are_on_the_page() -> None:
    one = digest(section("method", line("verbatim-note"), line("several-note")), sample=True)
    page = _Page(html(one))

    assert any(words.startswith("Beispieldaten") for words in page.all("p"))
    assert f"Fassung 3, Prüfsumme {one.hash()}" in page.all("p")
    assert "Mehrere Antworten waren möglich." in page.all("li")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", 'https://e.org/"onclick="x', "data:text/html,x", "//e.org", "https://e.org/\n<b>"]
)
def test_an_address_that_is_none_is_no_link(url: str) -> None:
    assert not any("href" in attributes for _, attributes in _Page(html(digest(article_url=url))).elements)


def test_naughty_words_stay_words(shared_data: Path) -> None:
    strings = [
        str(json.loads(row)["text"])
        for file in sorted((shared_data / "data" / "bad_input" / "dev").glob("*.jsonl"))
        for row in file.read_text("utf-8").strip().split("\n")
    ]
    expected = shape(_Page(odd("brav")))
    assert len(strings) > 500

    for words in strings:
        page = _Page(odd(words))
        assert shape(page) == expected, words
        assert page.all("blockquote") == [in_html(words)]
        assert page.all("h1") == [in_html(words or "–")]


@given(some.text(some.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_words_come_out_as_they_went_in(words: str) -> None:
    page = _Page(odd(words))

    assert page.all("blockquote") == [in_html(words)]
    assert page.all("h3")[0] == in_html(words)


# --- to the character ---


def body(*sections: Section, **settings: object) -> list[str]:
    """The lines of a page's main part, without what its pictures draw."""
    page = re.sub(r"<svg.*?</svg>", "<svg/>", html(digest(*sections, **settings)))
    return page.partition("<main>\n")[2].partition("</main>")[0].splitlines()


def test_a_page_has_its_head_its_figures_its_quotes_and_what_has_to_be_known() -> None:
    count = (Bar(label=name("Ja"), count=12, share=0.4),)
    reasons = Bars(title=name("Wozu?"), question=name("Und wozu?"), n=30, several=True, bars=count)
    plain = Bars(title=name("Wie?"), n=30, bars=count, note=Say(key="common-ground"))
    counted = Table(title=name("Fälle"), columns=(name("n"),), rows=(Row(label=name("A & B"), cells=(None,)),))
    shown = body(
        section("closed", reasons, plain),
        section("cases"),
        section("cases", counted, counted.model_copy(update={"note": Say(key="cases-note", values={"n": 7})})),
        section("quotes", quoted("So <b>\r\nist</b> es."), quoted("", withdrawn=True)),
        section("unknown", line("release-none"), line("release-none")),
        section("method", line("release-none")),
        sample=True,
    )
    numbers = [
        "<details><summary>Zahlen als Tabelle</summary>",
        '<div class="wide" tabindex="0"><table>',
        '<thead><tr><th scope="col">Antwort</th><th scope="col">Menschen</th>'
        '<th scope="col">Anteil</th></tr></thead><tbody>',
        '<tr><th scope="row">Ja</th><td>12</td><td>40 %</td></tr>',
        "</tbody></table></div>",
        "</details></figure>",
    ]
    board = [
        '<figure class="board"><figcaption><h3>Fälle</h3></figcaption>',
        '<div class="wide" tabindex="0"><table>',
        '<thead><tr><td></td><th scope="col">n</th></tr></thead><tbody>',
        '<tr><th scope="row">A &amp; B</th><td>–</td></tr>',
        "</tbody></table></div>",
    ]

    assert shown[:-2] == [
        "<header>",
        '<p class="sample" role="note">Beispieldaten: Diese Antworten haben wir geschrieben, um das Programm zu zeigen. '
        "Niemand hat sie wirklich gegeben.</p>",
        "<h1>Kundenservice auf Social Media</h1>",
        '<p class="stand">Zwischenstand vom 23. November 2026 · 34 haben mitgemacht</p>',
        '<p class="period">Offen vom 16. November 2026 bis 30. November 2026</p>',
        '<p class="period"><a href="https://example.org/artikel" rel="noopener noreferrer">Zum Artikel: '
        "Der Artikel, aus dem die Fragen stammen</a></p>",
        '<p class="correction" role="note">Korrigiert: Ein Zitat wurde zurückgezogen und steht hier nicht mehr.</p>',
        "</header>",
        '<section class="closed">',
        "<h2>Was angekreuzt wurde</h2>",
        "<figure>",
        "<figcaption><h3>Wozu?</h3>",
        '<p class="question">Und wozu?</p>',
        '<p class="base">n = 30 · Mehrere Antworten waren möglich.</p>',
        "</figcaption>",
        "<svg/>",
        *numbers,
        "<figure>",
        "<figcaption><h3>Wie?</h3>",
        '<p class="base">n = 30</p>',
        "</figcaption>",
        "<svg/>",
        '<p class="note">Darin sind sich die Meinungsgruppen einig.</p>',
        *numbers,
        "</section>",
        '<section class="cases">',
        "<h2>Fälle aus der Praxis</h2>",
        *board,
        "</figure>",
        *board,
        '<p class="note">7 Berichte; gezeigt werden Paare mit mindestens fünf Anfragen.</p>',
        "</figure>",
        "</section>",
        '<section class="quotes">',
        "<h2>In euren Worten</h2>",
        '<figure class="quote"><blockquote dir="auto">So &lt;b&gt;',
        "ist&lt;/b&gt; es.</blockquote>",
        "<figcaption>Kund:in, zu „Wo findest du heute Hilfe?“</figcaption></figure>",
        '<p class="withdrawn">Dieses Zitat wurde zurückgezogen.</p>',
        "</section>",
        '<section class="unknown">',
        "<h2>Was wir nicht wissen</h2>",
        "<ul>",
        "<li>Noch ist kein Stand der Zahlen freigegeben.</li>",
        "<li>Noch ist kein Stand der Zahlen freigegeben.</li>",
        "</ul>",
        "</section>",
        '<section class="method">',
        "<h2>Wie diese Zahlen entstanden sind</h2>",
        "<p>Noch ist kein Stand der Zahlen freigegeben.</p>",
        "</section>",
        "<footer>",
        "<p>– = weniger als fünf, nicht gezeigt (wie auch, was darauf schließen ließe)</p>",
        "<p>Zitate stehen Zeichen für Zeichen so da, wie sie geschrieben wurden, mit Erlaubnis für diesen Ort; "
        "[geschwärzt] steht für eine geschwärzte Stelle.</p>",
        "<p>Stand der Zahlen: Nummer 2.</p>",
    ]
    assert re.fullmatch(r'<p class="version">Fassung 3, Prüfsumme [0-9a-f]{64}</p>', shown[-2])


def test_a_page_without_a_beginning_an_article_and_quotes_does_not_speak_of_them() -> None:
    shown = body(section("method", line("release-none")), opened_at=None, article=None, article_url="javascript:1")

    assert shown == [
        "<header>",
        "<h1>Kundenservice auf Social Media</h1>",
        '<p class="stand">Zwischenstand vom 23. November 2026 · 34 haben mitgemacht</p>',
        "</header>",
        '<section class="method">',
        "<h2>Wie diese Zahlen entstanden sind</h2>",
        "<p>Noch ist kein Stand der Zahlen freigegeben.</p>",
        "</section>",
        "<footer>",
        "<p>Stand der Zahlen: Nummer 2.</p>",
        shown[-2],
        "</footer>",
    ]


def test_an_address_that_is_none_leaves_the_article_its_name() -> None:
    assert '<p class="period">Zum Artikel: Der Artikel, aus dem die Fragen stammen</p>' in body(
        article_url="javascript:1"
    )


def test_in_the_dark_areas_and_lines_change_their_colours() -> None:
    page = html(digest())
    dark = page.partition("(prefers-color-scheme: dark){")[2].partition("\n")[0]

    assert ".chart .bar{fill:#56b4e9}" in dark
    assert ".chart .first-line{stroke:#56b4e9}" in dark
    assert "--paper:#16181b;" in dark
    assert ":root{--paper:#ffffff;" in page


def test_a_reader_may_choose_the_language_of_a_page() -> None:
    assert '<html lang="de">' in html(digest(language="en"), "de")
    assert html(digest(language="en")) == html(digest(language="en"), "en")

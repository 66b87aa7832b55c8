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
from surveys.digest.digest import Bar, Row, Table
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

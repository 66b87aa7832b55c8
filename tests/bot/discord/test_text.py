"""Is what somebody wrote only ever read as their words, and our styles as our styles, when Discord reads them?

``read`` reads Markdown as Discord's clients do: the rules of simple-markdown 0.7, on which they are built, with Discord's
own added. ``seen_by_server`` is what is looked for in the raw text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discord import text
from bot.screens import Span, Style

LINES = [
    ("heading", re.compile(r" *#{1,3}\s+\S")),
    ("small", re.compile(r" *-# +\S")),
    ("quote", re.compile(r" *>>> +([\s\S]*)|( *>(?!>>) +[^\n]*(?:\n *>(?!>>) +[^\n]*)*\n?)")),
    ("list", re.compile(r" *(?:[*+-]|\d+\.) +\S")),
]
SIGNS = [
    ("escape", re.compile(r"\\([^0-9A-Za-z\s])")),
    ("fence", re.compile(r"```[\s\S]*?```")),
    ("code", re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")),
    ("link", re.compile(r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\]|\\.)*?)>?\s*\)")),
    ("address", re.compile(r"<(?:https?|mailto|tel):[^\s>]+>|\w+://[^\s<]+", re.IGNORECASE)),
    ("mention", re.compile(r"<@[!&]?\d+>|<#\d+>|<id:\w+>|</[^:>]+:\d+>|@everyone|@here")),
    ("emoji", re.compile(r"<a?:\w+:\d+>|:[\w+-]+:")),
    ("time", re.compile(r"<t:-?\d+(?::\w)?>")),
    ("bold", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    (
        "italic",
        re.compile(
            r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b"
            r"|\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)"
        ),
    ),
    ("strike", re.compile(r"~~((?:\\[\s\S]|[^\\])+?)~~")),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|")),
]
KINDS = {"bold": Style.BOLD, "italic": Style.ITALIC, "quote": Style.QUOTE, "code": Style.CODE}
SERVER = re.compile(r"@everyone|@here|<@[!&]?\d+>|<#\d+>|discord(?:app)?\.(?:gg|com)/", re.IGNORECASE)


class Active(Exception):
    """Something is read as more than words."""


@dataclass(frozen=True)
class Sign:
    """One character as it is seen."""

    sign: str
    style: Style = Style.PLAIN
    url: str | None = None


def read(source: str) -> list[Sign]:
    """What is seen, with its style; raises Active for anything we never write."""
    return [*_read(source, Sign(""), starts=True)]


def _read(source: str, like: Sign, *, starts: bool) -> Iterator[Sign]:
    while source:
        kind, found = _next(source, LINES if starts else [])
        if found is None:
            kind, found = _next(source, SIGNS)
        if found is None:
            yield replace(like, sign=source[0])
            starts = source[0] == "\n" or (starts and source[0] == " ")
            source = source[1:]
            continue
        if kind == "escape":
            yield replace(like, sign=found[1])
        elif kind == "quote" and found[2]:
            inner = re.sub(r"^ *> ", "", found[2], flags=re.MULTILINE)
            yield from _read(inner, replace(like, style=Style.QUOTE), starts=True)
        elif kind == "code" and found[1] == "`":
            yield from (replace(like, sign=sign, style=Style.CODE) for sign in found[2])
        elif kind == "link":
            yield from _read(found[1], replace(like, url=found[2]), starts=False)
        elif kind in ("bold", "italic"):
            yield from _read(found[1] or found[found.lastindex or 1], replace(like, style=KINDS[kind]), starts=False)
        else:
            raise Active(kind, found[0])
        source, starts = source[found.end() :], found[0].endswith("\n")


def _next(source: str, rules: list[tuple[str, re.Pattern[str]]]) -> tuple[str, re.Match[str] | None]:
    for kind, rule in rules:
        if found := rule.match(source):
            return kind, found
    return "", None


def visible(signs: list[Sign]) -> list[Sign]:
    """Those that leave ink."""
    return [each for each in signs if text.is_seen(each.sign)]


def expected(spans: list[Span]) -> list[Sign]:
    """What shall be seen of them."""
    found = []
    for span in spans:
        words = text.clean(span.text)
        url = text.address(span.url) if span.url else None
        style = Style.PLAIN if span.style is Style.CODE and "`" in words else span.style
        style = Style.PLAIN if style is Style.QUOTE and not text.is_seen(words) else style
        words = words.replace("[", "(").replace("]", ")") if url else words
        found += [Sign(sign, style, url) for sign in words]
    return visible(found)


def seen_by_server(source: str) -> list[str]:
    outside = re.sub(r"\]\(<[^>]*>\)", "]", source)
    return SERVER.findall(outside) + re.findall(r"\w+://", outside)


NASTY = [
    *"*_~|`\\[]()<>#-+:@!&/.1 \n\t\"'", "**", "__", "~~", "||", "```", "***", "> ", ">>> ", "# ", "-# ", "- ", "1. ",
    "](\n", "[a](https://b.c)", "https://a.b/c_d_", "discord.gg/abc", "@everyone", "@here", "<@1>", "<@&2>", "<#3>",
    "<:a:4>", "<a:b:5>", "<t:6:R>", "</umfrage:7>", "<id:customize>", ":smile:", "Wort ", "ß", "🙂", "\u200b", "\u202e",
    "\u2066", "\u202c", "\r\n", "\u2028", "\x0b", "\x00", "\ud800", "\ufeff", "\u00a0", "a", "¯\\_(ツ)_/¯",
]  # fmt: skip
words = st.one_of(st.lists(st.sampled_from(NASTY), max_size=8).map("".join), st.text(max_size=20))
shapes = st.sampled_from(
    [(style, None) for style in Style if style is not Style.CODE]
    + [
        (Style.PLAIN, "https://example.org/a_(b)*c*"),
        (Style.BOLD, "https://example.org"),
        (Style.ITALIC, "javascript:x"),
    ]
)
spans_of_people = st.lists(st.builds(lambda said, shape: Span(said, *shape), words, shapes), max_size=6)


@given(spans_of_people)
def test_whatever_people_write_is_read_as_their_words_in_our_styles(spans: list[Span]) -> None:
    written = text.markdown(spans)

    got = visible(read(written))
    assert [(each.sign, each.style, bool(each.url)) for each in got] == [
        (each.sign, each.style, bool(each.url)) for each in expected(spans)
    ]
    assert seen_by_server(written) == []


@given(st.lists(st.builds(lambda said, shape: Span(said, *shape), words, shapes), max_size=6), st.integers(600, 900))
def test_parts_fit_and_together_are_the_whole_text(spans: list[Span], limit: int) -> None:
    spans = [replace(span, text=span.text * 30) for span in spans]

    parts = text.split(spans, limit)

    assert all(0 < text.units(part) <= limit for part in parts)
    assert [each.sign for part in parts for each in visible(read(part))] == [each.sign for each in expected(spans)]


@pytest.fixture(scope="module")
def naughty(shared_data: Path) -> list[str]:
    files = sorted((shared_data / "data" / "bad_input" / "dev").glob("*.jsonl"))
    if not files:
        pytest.skip("no bad input: set NACHGEFRAGT_SHARED to the shared folder")
    return [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").split("\n") if line]


@pytest.mark.parametrize("style", [Style.PLAIN, Style.BOLD, Style.ITALIC, Style.QUOTE])
def test_naughty_strings_survive_in_every_style_and_nothing_in_them_is_active(naughty: list[str], style: Style) -> None:
    assert len(naughty) > 500
    for said in naughty:
        spans = [Span("Du sagst: "), Span(said, style), Span("Danke.", Style.BOLD)]
        written = text.markdown(spans)
        assert visible(read(written)) == expected(spans)
        assert seen_by_server(written) == []


def test_naughty_strings_survive_sign_by_sign(naughty: list[str]) -> None:
    for said in naughty:
        shown = "".join(each.sign for each in read(text.markdown([Span(said)])))
        assert re.sub("[\u200b\u202c\u2069]", "", shown) == re.sub("[\u200b\u202c\u2069]", "", text.clean(said))


@pytest.mark.parametrize(
    ("spans", "written"),
    [
        ([Span("a"), Span(" b ", Style.BOLD), Span("c")], "a **b** c"),
        ([Span("a", Style.BOLD), Span("b", Style.BOLD)], "**ab**"),
        ([Span("a", Style.BOLD), Span("b", Style.ITALIC)], "**a**\u200b*b*"),
        ([Span(" ", Style.BOLD), Span(""), Span("a", Style.ITALIC)], " *a*"),
        ([Span("a\n\nb", Style.BOLD)], "**a**\n\n**b**"),
        ([Span("a\\", Style.BOLD)], "**a\\\\**"),
        ([Span("/antwort", Style.CODE), Span(" 2")], "`/antwort` 2"),
        ([Span("a`b", Style.CODE)], "a\\`b"),
        ([Span("Bisher: "), Span("ja\nnein", Style.QUOTE), Span(" und")], "Bisher: \n> ja\n> nein\n und"),
        ([Span("\n a \n", Style.QUOTE)], ">  a "),
        ([Span("Titel [neu]", url="https://a.de/x (1)")], "Titel \\[neu\\]"),
        ([Span("Titel [neu]", url="https://a.de/x_(1)")], "[Titel (neu)](<https://a.de/x_%281%29>)"),
        ([Span("Titel", url="javascript:alert(1)")], "Titel"),
        ([Span("Titel", url="https://a.de"), Span("](b.de)")], "[Titel](<https://a.de>)\\]\\(b.de)"),
        ([Span("1"), Span(". eins")], "1\\. eins"),
        ([Span("# a\n- b\n-# c\n> d\n-5 Grad")], "\\# a\n\\- b\n\\-# c\n\\> d\n-5 Grad"),
        ([Span("@everyone und Kai@example.org")], "@\u200beveryone und Kai@example.org"),
        ([Span("um 12:30 Uhr, siehe https://a.de")], "um 12:30 Uhr, siehe https\\://a.de"),
        ([Span("\u202eab\u2066c\nd")], "\u202eab\u2066c\u2069\u202c\nd"),
        ([Span("a\x00b\x1b\r\nc\ud800")], "ab\nc\ufffd"),
    ],
)
def test_spans_are_written_as_markdown(spans: list[Span], written: str) -> None:
    assert text.markdown(spans) == written


@pytest.mark.parametrize("length", [3999, 4000, 4001])
def test_text_is_cut_where_the_limit_is(length: int) -> None:
    parts = text.split([Span("a" * length)], 4000)

    assert [len(part) for part in parts] == ([length] if length <= 4000 else [4000, 1])


@pytest.mark.parametrize(("mark", "end"), [("\n\n", "."), ("\n", "."), (" ", ".")])
def test_a_long_text_is_cut_after_a_paragraph_else_a_line_else_a_word(mark: str, end: str) -> None:
    said = ("x" * 17 + end + mark) * 10

    first, *_ = text.split([Span(said, Style.ITALIC)], 100)

    assert first.rstrip().endswith(end + "*")


def test_emoji_count_as_two_as_clients_count_them() -> None:
    assert text.units("🙂") == 2
    assert text.shorten("🙂" * 50, 80) == "🙂" * 39 + "…"


def test_a_line_is_one_line_and_never_blank() -> None:
    assert text.line(" a\n\tb\u202e ", 80) == "a b\u202e\u202c"
    assert text.line("\u200b\n", 80) == "…"


def test_a_megabyte_of_signs_is_split_in_reasonable_time() -> None:
    parts = text.split([Span("*_`" * 20_000, Style.QUOTE)], 4000)

    assert sum(part.count("\\*") for part in parts) == 20_000

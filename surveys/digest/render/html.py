"""How does a digest become one page that needs nothing else: no script, no request, readable on a phone and on paper?

Charts are inline SVG with a text alternative, and their numbers stand in a table as well. The policy in its head forbids
whatever the page does not have, so that even a hole in the escaping would run nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import groupby

from surveys.digest import charts, tabular, wording
from surveys.digest.digest import Bars, Block, Chart, Digest, Line, Map, Quoted, Ranges, Section, Table
from surveys.digest.drawing import COLOURS, DARK, LINES, safe
from surveys.digest.phrases import say, spoken_in


def html(digest: Digest, language: str | None = None) -> str:
    """The whole digest as one self-contained file."""
    spoken = language or digest.language
    head = wording.head(digest, spoken)
    style = _style()
    digested = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digested}'; base-uri 'none'; form-action 'none'"
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{spoken_in(spoken)}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{_text(say('heading', spoken, title=head.title))}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            "<main>",
            *_header(digest, head, spoken),
            *(line for section in digest.sections if section.blocks for line in _section(section, spoken)),
            *_footer(digest, spoken),
            "</main>",
            "</body>",
            "</html>",
            "",
        )
    )


@cache
def _style() -> str:
    """The style sheet, with the colours charts have."""
    dark = {**DARK}
    charted = "".join(f".chart .{kind}{{fill:{colour}}}" for kind, colour in dark.items())
    charted += "".join(f".chart .{kind}-line{{stroke:{dark[kind]}}}" for kind in LINES)
    named = {"light": COLOURS, "dark": dark}
    rules = files("surveys.digest.render").joinpath("page.css").read_text("utf-8")
    variables = {
        name: "".join(f"--{kind}:{colours[kind]};" for kind in ("paper", "ink", "soft", "rule", "track", "bar", "mark"))
        for name, colours in named.items()
    }
    return (
        f":root{{{variables['light']}}}\n"
        f"@media screen and (prefers-color-scheme: dark){{:root{{{variables['dark']}}}{charted}}}\n{rules}"
    )


def _text(words: str) -> str:
    return safe(words.replace("\r\n", "\n").replace("\r", "\n"))


def _header(digest: Digest, head: wording.Head, language: str) -> Iterator[str]:
    yield "<header>"
    if digest.sample:
        yield f'<p class="sample" role="note">{_text(say("sample-note", language))}</p>'
    yield f"<h1>{_text(head.title)}</h1>"
    yield f'<p class="stand">{_text(head.stand)}</p>'
    if head.period:
        yield f'<p class="period">{_text(head.period)}</p>'
    if head.article:
        words = _text(head.article)
        link = f'<a href="{_text(head.address)}" rel="noopener noreferrer">{words}</a>' if head.address else words
        yield f'<p class="period">{link}</p>'
    for note in head.notes[digest.sample :]:
        yield f'<p class="correction" role="note">{_text(note)}</p>'
    yield "</header>"


def _section(section: Section, language: str) -> Iterator[str]:
    yield f'<section class="{_text(section.key)}">'
    yield f"<h2>{_text(say(f'section-{section.key}', language))}</h2>"
    numbered = enumerate(section.blocks)
    for is_line, blocks in groupby(numbered, key=lambda each: isinstance(each[1], Line)):
        if is_line:
            yield from _sentences([block for _, block in blocks], language)
        else:
            for at, block in blocks:
                yield from _block(block, language, f"{section.key}-{at}")
    yield "</section>"


def _sentences(blocks: Iterable[Block], language: str) -> Iterator[str]:
    said = [_text(say(block.say, language)) for block in blocks if isinstance(block, Line)]
    if len(said) == 1:
        yield f"<p>{said[0]}</p>"
    else:
        yield "<ul>"
        yield from (f"<li>{words}</li>" for words in said)
        yield "</ul>"


def _block(block: Block, language: str, name: str) -> Iterator[str]:
    match block:
        case Table():
            yield from _board(block, language)
        case Quoted():
            yield from _quote(block, language)
        case Line():
            yield from _sentences([block], language)
        case _:
            yield from _figure(block, language, name)


def _figure(block: Chart, language: str, name: str) -> Iterator[str]:
    yield "<figure>"
    yield f"<figcaption><h3>{_text(wording.label(block.title, language))}</h3>"
    if question := getattr(block, "question", None):
        yield f'<p class="question">{_text(wording.label(question, language))}</p>'
    if isinstance(block, Bars | Ranges | Map):
        several = f" · {say('several-note', language)}" if isinstance(block, Bars) and block.several else ""
        yield f'<p class="base">{_text(wording.base(block, language) + several)}</p>'
    yield "</figcaption>"
    yield charts.chart(block, language, name=name)
    if block.note:
        yield f'<p class="note">{_text(say(block.note, language))}</p>'
    yield f"<details><summary>{_text(say('numbers-as-table', language))}</summary>"
    made = tabular.tabular(block, language)
    yield from _table(made.columns, made.rows)
    yield "</details></figure>"


def _board(block: Table, language: str) -> Iterator[str]:
    yield f'<figure class="board"><figcaption><h3>{_text(wording.label(block.title, language))}</h3></figcaption>'
    made = tabular.tabular(block, language)
    yield from _table(made.columns, made.rows)
    if block.note:
        yield f'<p class="note">{_text(say(block.note, language))}</p>'
    yield "</figure>"


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    yield '<div class="wide" tabindex="0"><table>'
    heads = "".join(f'<th scope="col">{_text(column)}</th>' if column else "<td></td>" for column in columns)
    yield f"<thead><tr>{heads}</tr></thead><tbody>"
    for label, *cells in rows:
        yield f'<tr><th scope="row">{_text(label)}</th>{"".join(f"<td>{_text(cell)}</td>" for cell in cells)}</tr>'
    yield "</tbody></table></div>"


def _quote(block: Quoted, language: str) -> Iterator[str]:
    if block.withdrawn:
        yield f'<p class="withdrawn">{_text(say("quote-withdrawn", language))}</p>'
        return
    yield f'<figure class="quote"><blockquote dir="auto">{_text(block.text)}</blockquote>'
    yield f"<figcaption>{_text(wording.by(block, language))}</figcaption></figure>"


def _footer(digest: Digest, language: str) -> Iterator[str]:
    yield "<footer>"
    if any(wording.withholds(block) for section in digest.sections for block in section.blocks):
        yield f"<p>{_text(say('withheld-legend', language))}</p>"
    if digest.quotes():
        yield f"<p>{_text(say('verbatim-note', language))}</p>"
    yield f"<p>{_text(wording.release(digest, language))}</p>"
    yield f'<p class="version">{_text(wording.version(digest, language, digits=64))}</p>'
    yield "</footer>"

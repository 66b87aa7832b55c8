r"""How are spans written as Discord's Markdown, so that nothing somebody wrote is anything but their words?

Discord reads ``\`` before a sign as that sign, everywhere but in code. So every sign that could begin something (a style,
a link, a list, an emoji, a time, a command) has one before it, and only a span's own address leads anywhere. Where that
is not enough, as after the ``@`` of ``@everyone``, which is looked for without reading Markdown, stands a character that
is not seen. What changes:

- line breaks of every kind become ``\n``; NUL and other control characters go; lone surrogates become U+FFFD;
- turns of the reading direction that were left open are closed at the end of their line;
- square brackets within a link become round ones, and lines of nothing but blanks around a quotation go.

Checked 2026-11 against discord.py 2.7.1 (``discord.utils.escape_markdown``, which leaves masked links over two lines,
mentions and bare addresses) and Discord's help page "Markdown Text 101".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from bot.screens import Span, Style

ADDRESS = 512  # units, Discord "url" of a button; longer ones are no help in a text either
ELLIPSIS = "…"
UNSEEN = "\u200b"  # zero width space: keeps apart what must not be read as one
MARKS = {Style.BOLD: "**", Style.ITALIC: "*", Style.CODE: "`"}
QUOTE = "> "
LEVEL = 0.75  # a break is looked for in the last quarter of a part, so that parts are not needlessly short

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_LINE = re.compile(
    r"""^[^\S\n]*(?:
        \d+(?P<dot>\.)(?=\s|$)            # a list with numbers
      | (?P<mark>[#>] | [-+](?=[\s#]|$))  # a heading, a quotation, a list, small print
    )""",
    re.MULTILINE | re.VERBOSE,
)
_SIGN = re.compile(
    r"""
        [\\*_~|`\[\]<]              # styles, hidden text, code, links; what stands in angle brackets
      | (?<=\])\(                  # a link's end, which may belong to one of ours further up
      | (?<=<)[@\#/]                # a mention, read by servers without the sign before the bracket
      | (?<=<[at]):|(?<=<id):       # a moving emoji, a time, a way into the server
      | :(?=//|[\w+-]+:)            # an address, an emoji by name
      | (?:(?<=discord)|(?<=discordapp))\.(?=\w)  # an invitation needs no scheme
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CALL = re.compile("@(?=everyone|here)", re.IGNORECASE)
_EDGES = re.compile(r"^([\s\ufeff]*)(.*?)([\s\ufeff]*)$", re.DOTALL)
_BRACKETS = str.maketrans("[]", "()")
_IN_ADDRESS = {ord(sign): f"%{ord(sign):02X}" for sign in ' "()*<>[\\]`|'}
_UNSEEN = {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}  # Unicode's categories of what leaves no ink
_TURN = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OPEN, _CLOSE = {"\u202a", "\u202b", "\u202d", "\u202e"}, "\u202c"  # Unicode UAX #9, section 2: embeddings, overrides
_OPEN_ISOLATE, _CLOSE_ISOLATE = {"\u2066", "\u2067", "\u2068"}, "\u2069"


def markdown(spans: Sequence[Span]) -> str:
    """The spans as Discord's Markdown."""
    runs = _runs(spans)
    written = _signs(runs)
    out: list[str] = []
    starred = False  # what was written last ends with a mark, which must not run into the next
    at = 0
    for run in runs:
        end = at + len(run.text)
        for piece in _pieces(run, written[at:end]):
            star = piece.startswith("*")
            out.append(UNSEEN + piece if star and starred else piece)
            starred = star
        at = end
    return "".join(out)


def split(spans: Sequence[Span], limit: int) -> list[str]:
    """Markdown in parts of at most so many units, none of them blank; cut after a paragraph, a line or a word."""
    parts = []
    rest = _cleaned(spans)
    while rest:
        length = sum(len(span.text) for span in rest)
        part = markdown(rest) if length <= limit else ""
        if length > limit or units(part) > limit:
            length = _fitting(rest, limit)
            part = markdown(_window(rest, 0, length))
        if is_seen(part):
            parts.append(part.strip("\n"))
        rest = _window(rest, length, None)
    return parts


def line(text: str, limit: int) -> str:
    """One line as it is, for labels and titles, where Discord reads no Markdown; with an ellipsis where it was cut."""
    whole = " ".join(clean(text).split())
    return shorten(_balanced(whole) if is_seen(whole) else ELLIPSIS, limit)


def address(url: str) -> str | None:
    """A web address that can stand in a link; None for anything else."""
    url = clean(url).strip()
    if not url.lower().startswith(("http://", "https://")) or re.search(r"\s", url) or units(url) > ADDRESS:
        return None
    return url


def units(text: str) -> int:
    """Length in UTF-16 units: never less than Discord counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def shorten(text: str, limit: int) -> str:
    """At most so many units, with an ellipsis where something was cut."""
    if units(text) <= limit:
        return text
    end = limit - 1
    while units(text[:end]) > limit - 1:
        end -= 1
    return text[:end] + ELLIPSIS


def clean(text: str) -> str:
    """The same text without what is no text at all."""
    text = _CONTROLS.sub("", _BREAKS.sub("\n", text))
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def is_seen(text: str) -> bool:
    """Is there anything to see? Discord refuses text of nothing but blanks."""
    return any(unicodedata.category(sign) not in _UNSEEN for sign in text)


# --- runs: what is written in one go ---


def _cleaned(spans: Sequence[Span]) -> list[Span]:
    return [replace(span, text=text) for span in spans if (text := clean(span.text))]


def _runs(spans: Sequence[Span]) -> list[Span]:
    """Neighbours of one style together, quotations on lines of their own, links only where there is an address."""
    shaped = []
    for span in _cleaned(spans):
        url = address(span.url) if span.url else None
        style = Style.PLAIN if span.style is Style.CODE and "`" in span.text else span.style
        shaped.append(Span(span.text.translate(_BRACKETS) if url else span.text, style, url))
    runs: list[Span] = []
    for (style, url), same in groupby(shaped, key=lambda span: (span.style, span.url)):
        run = Span("".join(span.text for span in same), style, url)
        if style is Style.QUOTE and not is_seen(run.text):
            run = replace(run, style=Style.PLAIN)
        elif style is Style.QUOTE:
            run = replace(run, text="\n".join(_without_blank_ends(run.text.split("\n"))))
        quoted = Style.QUOTE in (run.style, runs[-1].style if runs else Style.PLAIN)
        if quoted and runs and not runs[-1].text.endswith("\n") and not run.text.startswith("\n"):
            runs.append(Span("\n"))
        runs.append(run)
    return runs


def _without_blank_ends(rows: list[str]) -> list[str]:
    seen = [at for at, row in enumerate(rows) if is_seen(row)]
    return rows[seen[0] : seen[-1] + 1]


def _signs(runs: Sequence[Span]) -> list[str]:
    """What is written for each character; looked at as a whole, since what is active may stand across runs."""
    whole = "".join(run.text for run in runs)
    written = list(whole)
    for found in _LINE.finditer(whole):
        at = found.start("mark") if found["mark"] else found.start("dot")
        written[at] = "\\" + whole[at]
    for found in _SIGN.finditer(whole):
        written[found.start()] = "\\" + found[0]
    for found in _CALL.finditer(whole):
        written[found.start()] = "@" + UNSEEN
    at = 0
    for run in runs:
        if run.style is Style.CODE:
            written[at : at + len(run.text)] = run.text
        at += len(run.text)
    return written


def _pieces(run: Span, written: Sequence[str]) -> Iterator[str]:
    """A run line by line, so that no style reaches over a line's end."""
    at = 0
    for number, row in enumerate(run.text.split("\n")):
        if number:
            yield "\n"
        yield from _styled(run, row, written[at : at + len(row)])
        at += len(row) + 1


def _styled(run: Span, row: str, written: Sequence[str]) -> Iterator[str]:
    body = "".join(written) + _closing(row)
    if run.style is Style.QUOTE:
        yield QUOTE + body
        return
    edges = _EDGES.match(body)
    assert edges is not None
    before, inner, after = edges.groups()
    if not is_seen(inner):
        if body:
            yield body
        return
    if run.url:
        inner = f"[{inner}](<{run.url.translate(_IN_ADDRESS)}>)"
    mark = MARKS.get(run.style, "")
    if before:
        yield before
    yield mark + inner + mark
    if after:
        yield after


def _closing(row: str) -> str:
    """What ends the turns of the reading direction that a line leaves open."""
    turns: list[str] = []
    for sign in _TURN.findall(row):
        if sign in _OPEN:
            turns.append(_CLOSE)
        elif sign in _OPEN_ISOLATE:
            turns.append(_CLOSE_ISOLATE)
        elif sign == _CLOSE and turns and turns[-1] == _CLOSE:
            turns.pop()
        elif sign == _CLOSE_ISOLATE and _CLOSE_ISOLATE in turns:
            while turns.pop() != _CLOSE_ISOLATE:
                pass
    return "".join(reversed(turns))


def _balanced(row: str) -> str:
    return row + _closing(row)


# --- where to cut ---


def _window(spans: Sequence[Span], start: int, end: int | None) -> list[Span]:
    found, at = [], 0
    for span in spans:
        piece = span.text[max(start - at, 0) : None if end is None else max(end - at, 0)]
        if piece:
            found.append(replace(span, text=piece))
        at += len(span.text)
    return found


def _fitting(spans: Sequence[Span], limit: int) -> int:
    """How many characters make a part that fits, cut where it reads best; at least one."""
    text = "".join(span.text for span in spans)
    low, high = 1, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if units(markdown(_window(spans, 0, middle))) <= limit:
            low = middle
        else:
            high = middle - 1
    least = int(low * LEVEL)
    for mark in ("\n\n", "\n", " "):
        end = text.rfind(mark, least, low) + len(mark)
        if least < end <= low and units(markdown(_window(spans, 0, end))) <= limit:
            return end
    return low

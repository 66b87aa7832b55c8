"""How does a digest read in a chat, where one screen has to do, and in a terminal?"""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from surveys.digest import tabular, wording
from surveys.digest.digest import Bar, Bars, Block, Chart, Digest, Line, Quoted, Ranges, Section
from surveys.digest.phrases import say

SCREEN_LIMIT = 3500  # UTF-16 units of the one screen; a Telegram message holds 4096 (Bot API, checked 2026-11)
ROWS_SHOWN = 6  # rows of a table on the one screen
THEMES_SHOWN = 3  # themes on it
WIDTH = 100  # columns of a terminal
LABEL_WIDTH = 38  # columns for what a bar is called
BAR_WIDTH = 36  # columns of a bar that everybody chose
LEAVE_OUT = (
    "method",
    "flagged",
    "questions",
    "voices",
    "cases",
    "change",
    "closed",
    "statements",
    "news",
    "contrast",
    "common",
    "quotes",
    "themes",
    "unknown",
    "turnout",
)  # the first goes first

Style = Literal["plain", "bold", "italic", "quote"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one style; all of them one after the other are the whole text, with its line breaks."""

    text: str
    style: Style = "plain"


# --- in a chat ---------------------------------------------------------------------------------------------------


def lines(digest: Digest, language: str | None = None, *, full: bool = False) -> tuple[Piece, ...]:
    """The digest for a chat: one screen, or with ``full`` all of it, however long.

    What does not fit one screen is left out in whole blocks, from the least important section on, and that is said.
    """
    spoken = language or digest.language
    if full:
        return tuple(_screen(digest, digest.sections, spoken, full=True))
    sections = [section.model_copy(update={"blocks": section.shown()}) for section in digest.sections]
    pieces = tuple(_screen(digest, sections, spoken))
    while _length(pieces) > SCREEN_LIMIT and any(section.blocks for section in sections):
        sections = _less(sections)
        pieces = tuple(_screen(digest, sections, spoken, shortened=True))
    return pieces


def _less(sections: Sequence[Section]) -> list[Section]:
    """The sections without the last block of the least important one."""
    ranks = {key: rank for rank, key in enumerate(LEAVE_OUT, start=1)}
    _, at = min((ranks.get(section.key, 0), -at) for at, section in enumerate(sections) if section.blocks)
    kept = list(sections)
    kept[-at] = kept[-at].model_copy(update={"blocks": kept[-at].blocks[:-1]})
    return kept


def _length(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text.encode("utf-16-le")) // 2 for piece in pieces)


def _screen(
    digest: Digest, sections: Sequence[Section], language: str, *, full: bool = False, shortened: bool = False
) -> Iterator[Piece]:
    head = wording.head(digest, language)
    yield Piece(head.title, "bold")
    yield Piece(f"\n{head.stand}")
    if head.period:
        yield Piece(f"\n{head.period}")
    for note in head.notes:
        yield Piece("\n")
        yield Piece(note, "italic")
    for section in sections:
        if section.blocks:
            yield Piece("\n\n")
            yield Piece(say(f"section-{section.key}", language), "bold")
            for at, block in enumerate(section.blocks):
                if at and isinstance(block, Chart):
                    yield Piece("\n")
                yield from _block(block, language, full=full)
    yield Piece("\n\n")
    yield Piece("\n".join(_foot(digest, sections, language, shortened=shortened)), "italic")


def _foot(digest: Digest, sections: Sequence[Section], language: str, *, shortened: bool) -> Iterator[str]:
    if shortened:
        yield say("shortened", language)
    if any(wording.withholds(block) for section in sections for block in section.blocks):
        yield say("withheld-legend", language)
    yield wording.version(digest, language)


def _block(block: Block, language: str, *, full: bool) -> Iterator[Piece]:
    match block:
        case Line():
            yield Piece(f"\n{say(block.say, language)}")
        case Bars():
            yield Piece(f"\n{wording.heading(block, language)}\n")
            yield Piece(" · ".join(_bar_in_words(block, bar, language) for bar in block.bars))
            yield from (Piece(f"\n{note}") for note in wording.notes(block, language))
        case Quoted():
            yield Piece("\n")
            if block.withdrawn:
                yield Piece(say("quote-withdrawn", language), "italic")
            else:
                yield Piece(block.text, "quote")
                yield Piece(f"\n— {wording.by(block, language)}")
        case _:
            yield Piece(f"\n{wording.heading(block, language)}")
            said = list(tabular.lines(block, language))
            shown = said if full else said[: THEMES_SHOWN if isinstance(block, Ranges) else ROWS_SHOWN]
            yield from (Piece(f"\n• {line}") for line in shown)
            if left := len(said) - len(shown):
                yield Piece(f"\n{say('more-rows', language, count=left)}")
            yield from (Piece(f"\n{note}") for note in wording.notes(block, language))


def _bar_in_words(bars: Bars, bar: Bar, language: str) -> str:
    share = wording.share(bars, bar, language)
    name = wording.label(bar.label, language)
    parted = ":" if bars.ordered or name[-1:].isdigit() else ""  # a point of a scale is no count
    said = f"{name}{parted} {wording.number(bar.count, language)}"
    return f"{said} ({share})" if share else said


# --- in a terminal -----------------------------------------------------------------------------------------------


def plain(digest: Digest, language: str | None = None, *, full: bool = True) -> str:
    """The digest for a terminal, at most ``WIDTH`` columns wide; without ``full`` only the brief part of sections.

    Control characters in people's words are shown as pictures (U+2400), so that none reaches the terminal.
    """
    spoken = language or digest.language
    return "\n".join(_typed(digest, spoken, full=full)) + "\n"


def _typed(digest: Digest, language: str, *, full: bool) -> Iterator[str]:
    head = wording.head(digest, language)
    yield from _wrapped(head.title)
    yield "═" * min(WIDTH, max(_columns(line) for line in _wrapped(head.title)))
    for words in (head.stand, head.period, head.article, head.address or "", *head.notes):
        yield from _wrapped(words) if words else ()
    for section in digest.sections:
        blocks = section.blocks if full else section.shown()
        if not blocks:
            continue
        heading = say(f"section-{section.key}", language)
        yield from ("", heading, "─" * _columns(heading))
        for at, block in enumerate(blocks):
            if at and not (isinstance(block, Line) and isinstance(blocks[at - 1], Line)):
                yield ""
            yield from _typed_block(block, language)
    yield ""
    if any(wording.withholds(block) for section in digest.sections for block in section.blocks):
        yield from _wrapped(say("withheld-legend", language))
    yield from _wrapped(wording.release(digest, language))
    yield from _wrapped(wording.version(digest, language))


def _typed_block(block: Block, language: str) -> Iterator[str]:
    match block:
        case Line():
            yield from _wrapped(say(block.say, language), hanging="  ")
        case Quoted():
            if block.withdrawn:
                yield from _wrapped(f"[{say('quote-withdrawn', language)}]", before="  │ ")
            else:
                for line in _shown(block.text).split("\n"):
                    yield from _wrapped(line, before="  │ ")
                yield from _wrapped(f"— {wording.by(block, language)}", before="    ")
        case _:
            yield from _wrapped(wording.heading(block, language))
            if question := getattr(block, "question", None):
                yield from _wrapped(wording.label(question, language))
            yield from _typed_bars(block, language) if isinstance(block, Bars) else _typed_table(block, language)
            for note in wording.notes(block, language):
                yield from _wrapped(note, before="  ")


def _typed_bars(block: Bars, language: str) -> Iterator[str]:
    names = [_wrapped(wording.label(bar.label, language), width=LABEL_WIDTH) for bar in block.bars]
    wide = max((_columns(line) for name in names for line in name), default=0)
    whole = block.n or max((bar.count or 0 for bar in block.bars), default=0) or 1
    counts = [wording.number(bar.count, language) for bar in block.bars]
    right = max(map(_columns, counts), default=0)
    for bar, name, count in zip(block.bars, names, counts, strict=True):
        yield from (f"  {line}" for line in name[:-1])
        drawn = "█" * max(1, round(BAR_WIDTH * bar.count / whole)) if bar.count else ""
        share = wording.share(block, bar, language)
        said = f"{count:>{right}}  {share:>5}" if share else f"{count:>{right}}"
        yield f"  {_padded(name[-1], wide)}  {said}  {drawn}".rstrip()


def _typed_table(block: Chart, language: str) -> Iterator[str]:
    made = tabular.tabular(block, language)
    head, rows = made.columns, made.rows
    room = max(8, (WIDTH - 2 - LABEL_WIDTH) // max(1, len(head) - 1) - 2)
    cells = [
        [_wrapped(each, width=room if at else LABEL_WIDTH) for at, each in enumerate(row)] for row in (head, *rows)
    ]
    wide = [max(_columns(line) for row in cells for line in row[at]) for at in range(len(head))]
    for place, row in enumerate(cells):
        for level in range(max(map(len, row))):
            parts = [each[level] if level < len(each) else "" for each in row]
            aligned = [_padded(part, wide[at], right=at > 0) for at, part in enumerate(parts)]
            yield f"  {'  '.join(aligned)}".rstrip()
        if not place:
            yield f"  {'  '.join('─' * each for each in wide)}"


def _wrapped(words: str, *, before: str = "", hanging: str = "", width: int = WIDTH) -> list[str]:
    """The words in lines of at most that many columns, each with ``before`` before it."""
    shown = _shown(words)
    # textwrap counts characters: give it less room where some take two columns.
    doubled = _columns(shown) / max(1, len(shown))
    room = max(4, int((width - _columns(before)) / max(1.0, doubled)))
    wrapped = [
        line
        for part in shown.split("\n")
        for line in textwrap.wrap(
            part, room, subsequent_indent=hanging, drop_whitespace=True, break_on_hyphens=False, tabsize=4
        )
        or [""]
    ]
    return [f"{before}{line}" for line in wrapped]


def _shown(words: str) -> str:
    """The words with control and bidirectional characters made visible; line breaks stay."""
    return "".join(_visible(sign) for sign in words.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))


def _visible(sign: str) -> str:
    if sign == "\n" or (unicodedata.category(sign) not in {"Cc", "Cs"} and not "\u202a" <= sign <= "\u202e"):
        return sign
    if ord(sign) < 0x20:
        return chr(0x2400 + ord(sign))
    return "\u2421" if sign == "\x7f" else "\ufffd"


def _columns(words: str) -> int:
    """How many columns of a terminal the words take (Unicode UAX #11; combining signs take none)."""
    return sum(
        0
        if unicodedata.combining(sign) or unicodedata.category(sign) in {"Cf", "Me", "Mn"}
        else 2
        if unicodedata.east_asian_width(sign) in "WF"
        else 1
        for sign in words
    )


def _padded(words: str, width: int, *, right: bool = False) -> str:
    room = " " * (width - _columns(words))
    return room + words if right else words + room

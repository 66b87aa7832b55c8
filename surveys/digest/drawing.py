"""How are text, bars and rules put into an SVG? The few shapes charts are made of.

A frame without a width is as wide as the page: places across it are percentages, so that text keeps its size on a phone.
What is drawn carries a class and, as a presentation attribute, the colour of that class on paper.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from types import MappingProxyType

NARROWEST = 300  # pixels of CSS between the margins of a narrow phone
LINE = 1.3  # heights of a line of text

# Colours on paper. Blues and oranges are Okabe and Ito's, the darkest orange deepened for white figures on it (4.5:1).
COLOURS: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#ffffff",
        "ink": "#1a1a1a",
        "strong": "#1a1a1a",
        "soft": "#5c6066",
        "rule": "#d9d9d4",
        "track": "#edece8",
        "bar": "#0072b2",
        "low2": "#c45000",
        "low1": "#e9a36a",
        "mid": "#c3c3bf",
        "high1": "#7fb8d8",
        "high2": "#0072b2",
        "mark": "#e69f00",
        "first": "#0072b2",
        "second": "#d55e00",
        "third": "#009e73",
        "fourth": "#cc79a7",
        "fifth": "#b07a00",
    }
)
DARK: Mapping[str, str] = MappingProxyType(
    {
        "paper": "#16181b",
        "ink": "#e8e6e1",
        "strong": "#f4f2ee",
        "soft": "#a5a9ae",
        "rule": "#3a3d42",
        "track": "#2a2d31",
        "bar": "#56b4e9",
        "low2": "#e8772e",
        "low1": "#a8622f",
        "mid": "#6b6d70",
        "high1": "#33739b",
        "high2": "#56b4e9",
        "mark": "#e69f00",
        "first": "#56b4e9",
        "second": "#e8772e",
        "third": "#2dbd94",
        "fourth": "#e0a3c4",
        "fifth": "#e6b73c",
    }
)
LINES = ("first", "second", "third", "fourth", "fifth", "ink", "soft", "bar", "paper")  # what lines are drawn in
SERIES = LINES[:5]  # courses and groups, told apart by where they are called as well
DEEP = frozenset({"low2", "bar", "high2"})  # take white figures on paper, black ones in the dark; the others reversed
_NARROW = frozenset("iljtfrI.,:;!'|()[]/ \u00a0-·")
_WIDE = frozenset("mwMWÄÖÜGOQ@%—…&")
_TOGETHER = re.compile(r"(?<=\bn) = (?=\S)|(?<=\d) (?=%)")  # no line ends inside "n = 12" and "12 %"
_BREAKS = re.compile(r"[ \t\n\r\f\v]+")
_UNDRAWABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2


@dataclass(frozen=True, slots=True)
class Frame:
    """Where it is drawn.

    Attributes:
        width: pixels; None is as wide as the page.
        size: pixels of its text.
        margin: pixels left and right.
    """

    width: int | None
    size: float
    margin: float = 0

    @property
    def room(self) -> float:
        """Pixels across, at least."""
        return (self.width or NARROWEST) - 2 * self.margin

    def x(self, share: float) -> str:
        """The place at a share 0-1 of the room."""
        return f"{share * 100:.3f}%" if self.width is None else f"{self.margin + share * self.room:.1f}"

    def across(self, share: float) -> str:
        """How wide a share 0-1 of the room is."""
        return f"{share * 100:.3f}%" if self.width is None else f"{share * self.room:.1f}"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Some SVG and how tall it is, in pixels."""

    height: float
    drawn: str

    def below(self, top: float) -> str:
        """The same, further down."""
        return f'<g transform="translate(0 {top:.1f})">{self.drawn}</g>'


def svg(body: Drawing, frame: Frame, *, title: str, about: str, name: str) -> str:
    """A whole SVG with its text alternative."""
    size = f'width="{frame.width or "100%"}" height="{body.height:.0f}"'
    box = f' viewBox="0 0 {frame.width} {body.height:.0f}"' if frame.width else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" {size}{box} role="img" '
        f'aria-labelledby="{safe(name)}-title {safe(name)}-about" font-family="Inter, sans-serif" '
        f'font-size="{frame.size:g}">'
        f'<title id="{safe(name)}-title">{safe(title)}</title><desc id="{safe(name)}-about">{safe(about)}</desc>'
        f"{body.drawn}</svg>"
    )


def safe(words: str) -> str:
    """The words as text or attribute of XML and HTML alike; what XML cannot hold is shown as U+FFFD."""
    return escape(_UNDRAWABLE.sub("\ufffd", words), quote=True)


# --- text --------------------------------------------------------------------------------------------------------


def paragraph(
    words: str, frame: Frame, *, kind: str = "ink", size: float = 1.0, room: float | None = None, right: bool = False
) -> Drawing:
    """Words in as many lines as they need."""
    pixels = frame.size * size
    broken = _broken(words, room or frame.room, pixels * (1.06 if kind == "strong" else 1))
    anchor = ' text-anchor="end"' if right else ""
    rows = [
        f'<text x="{frame.x(1 if right else 0)}" y="{pixels * (1 + at * LINE):.1f}"{_look(kind, pixels)}{anchor}>'
        f"{safe(line)}</text>"
        for at, line in enumerate(broken)
    ]
    return Drawing(pixels * LINE * len(broken), "".join(rows))


@dataclass(frozen=True, slots=True)
class Columns:
    """Where counts and their shares stand right of bars, below each other.

    Attributes:
        run: share 0-1 of the width that is left for the bars.
        shift: pixels from the right end to where counts end.
    """

    run: float
    shift: float


def columns(values: Sequence[tuple[str, str]], frame: Frame, *, run: float) -> Columns:
    """Room for the widest count and the widest share, taken from bars that would be ``run`` long."""
    counts = max((width(count, frame, strong=True) for count, _ in values), default=0)
    shares = max((width(share, frame) for _, share in values), default=0)
    shift = shares + frame.size * 0.5 if shares else 0
    return Columns(min(run, 1 - (counts + shift + frame.size * 0.6) / frame.room), shift)


def value(count: str, share: str, y: float, frame: Frame, shift: float) -> str:
    """A count, and right of it its share, at the right end; the same of other bars stands below."""
    place = f'x="{frame.x(1)}" y="{y:.1f}" text-anchor="end"'
    beside = f"<text {place}{_look('soft', frame.size)}>{safe(share)}</text>" if share else ""
    moved = f' transform="translate({-shift:.1f} 0)"' if shift else ""
    return f"<text {place}{_look('strong', frame.size)}{moved}>{safe(count)}</text>{beside}"


def centred(words: str, share: float, y: float, frame: Frame, kind: str, size: float) -> str:
    """Words around a place."""
    look = _look(kind, frame.size * size)
    return f'<text x="{frame.x(share)}" y="{y:.1f}" text-anchor="middle"{look}>{safe(words)}</text>'


def inside(words: str, share: float, thick: float, frame: Frame, kind: str) -> str:
    """Words on a bar."""
    colour, deep = ("#ffffff", " on-deep") if kind in DEEP else (COLOURS["ink"], "")
    place = f'x="{frame.x(share)}" y="{thick / 2 + frame.size * 0.36:.1f}" text-anchor="middle"'
    look = f'class="on{deep}" fill="{colour}" font-size="{frame.size:g}" font-weight="600"'
    return f"<text {place} {look}>{safe(words)}</text>"


def cell(words: str, column: str, at: float, step: float, frame: Frame, *, known: bool) -> Drawing:
    """A cell of a table: its value, and below it what its column is called."""
    room = step * frame.room - frame.size * 0.5
    said = _broken(words, room, frame.size * 1.06)
    called = _broken(column, room, frame.size * 0.78)
    y = frame.size * 1.15
    rows = []
    for line in said:
        look = _look("strong" if known else "soft", frame.size)
        rows.append(f'<text x="{frame.x(at)}" y="{y:.1f}"{look}>{safe(line)}</text>')
        y += frame.size * LINE
    y -= frame.size * 0.25
    for line in called:
        rows.append(f'<text x="{frame.x(at)}" y="{y:.1f}"{_look("soft", frame.size * 0.78)}>{safe(line)}</text>')
        y += frame.size * 0.78 * LINE
    return Drawing(y - frame.size * 0.3, "".join(rows))


def badge(words: str, frame: Frame) -> Drawing:
    """Words on a coloured ground."""
    pixels = frame.size * 0.85
    wide = _width(words) * pixels * 1.06 + pixels * 1.4
    ground = rect(frame.margin, 0, wide, pixels * 1.7, "mark", rounded=pixels * 0.3)
    text = (
        f'<text x="{frame.margin + wide / 2:.1f}" y="{pixels * 1.2:.1f}" text-anchor="middle" fill="#1a1a1a" '
        f'font-size="{pixels:g}" font-weight="600">{safe(words)}</text>'
    )
    return Drawing(pixels * 1.7, ground + text)


def _look(kind: str, pixels: float) -> str:
    weight = ' font-weight="600"' if kind == "strong" else ""
    return f' class="{kind}" fill="{COLOURS[kind]}" font-size="{pixels:.1f}"{weight}'


# --- shapes ------------------------------------------------------------------------------------------------------


def rect(x: float, y: float, width: float, height: float, kind: str, *, rounded: float = 0) -> str:
    """A rectangle in pixels."""
    corners = f' rx="{rounded:.1f}"' if rounded else ""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"{corners} '
        f'class="{kind}" fill="{COLOURS[kind]}"/>'
    )


def span(at: float, share: float, top: float, thick: float, frame: Frame, kind: str, *, parted: bool = False) -> str:
    """A bar from one share 0-1 of the room on; parted from its neighbours by a line of paper."""
    line = f' stroke="{COLOURS["paper"]}" stroke-width="2"' if parted else ""
    return (
        f'<rect x="{frame.x(at)}" y="{top:.1f}" width="{frame.across(share)}" height="{thick:.1f}" '
        f'class="{kind}{" parted" if parted else ""}" fill="{COLOURS[kind]}"{line}/>'
    )


def withheld(at: float, share: float, top: float, thick: float, frame: Frame) -> str:
    """A dashed outline where a bar is withheld, so that it is not taken for none."""
    dash = f"{frame.size * 0.3:.1f}"
    return (
        f'<rect x="{frame.x(at)}" y="{top:.1f}" width="{frame.across(share)}" height="{thick:.1f}" class="withheld" '
        f'fill="none" stroke="{COLOURS["soft"]}" stroke-opacity="0.45" stroke-width="{frame.size * 0.07:.1f}" '
        f'stroke-dasharray="{dash} {dash}"/>'
    )


def stroke(at: float, y: float, to: float, y_to: float, frame: Frame, kind: str, thick: float) -> str:
    """A line between two places, each a share 0-1 across and pixels down."""
    return (
        f'<line x1="{frame.x(at)}" y1="{y:.1f}" x2="{frame.x(to)}" y2="{y_to:.1f}" class="{kind}-line" '
        f'stroke="{COLOURS[kind]}" stroke-width="{thick:.1f}" stroke-linecap="round"/>'
    )


def circle(at: float, y: float, radius: float, frame: Frame, kind: str, *, ringed: bool = False) -> str:
    """A disc; ``ringed`` lets what lies below shine through, inside a line of its colour."""
    ring = f' fill-opacity="0.22" stroke="{COLOURS[kind]}" stroke-width="{frame.size * 0.12:.1f}"' if ringed else ""
    look = f'class="{kind}{f" {kind}-line" if ringed else ""}" fill="{COLOURS[kind]}"{ring}'
    return f'<circle cx="{frame.x(at)}" cy="{y:.1f}" r="{radius:.1f}" {look}/>'


def middle(thick: float, frame: Frame) -> str:
    """A mark above and below where the middle of a scale is."""
    look = f'class="line" stroke="{COLOURS["ink"]}" stroke-width="{max(1, frame.size * 0.06):.1f}"'
    place = f'x1="{frame.x(0.5)}" x2="{frame.x(0.5)}"'
    ends = ((-frame.size * 0.3, 0.0), (thick, thick + frame.size * 0.3))
    return "".join(f'<line {place} y1="{top:.1f}" y2="{bottom:.1f}" {look}/>' for top, bottom in ends)


def rule(y: float, frame: Frame) -> str:
    """A thin line across."""
    return (
        f'<line x1="{frame.x(0)}" x2="{frame.x(1)}" y1="{y:.1f}" y2="{y:.1f}" class="rule" '
        f'stroke="{COLOURS["rule"]}" stroke-width="{max(1, frame.size * 0.05):.1f}"/>'
    )


def ramp(points: int) -> tuple[str, ...]:
    """The colours of a scale from low to high."""
    half = points // 2
    low = tuple("low2" if at < (half + 1) // 2 else "low1" for at in range(half))
    high = tuple("high2" if at < (half + 1) // 2 else "high1" for at in range(half))[::-1]
    return (*low, *(("mid",) if points % 2 else ()), *high)


# --- how wide text is --------------------------------------------------------------------------------------------


def width(words: str, frame: Frame, *, strong: bool = False) -> float:
    """About how wide the words are, in pixels."""
    return _width(words) * frame.size * (1.06 if strong else 1)


def _width(words: str) -> float:
    """About how wide the words are, in sizes of their font: Inter's advances, rounded up by kind of letter."""
    return sum(map(_advance, words))


def _advance(sign: str) -> float:
    if sign in _NARROW:
        return 0.34
    if sign in _WIDE:
        return 0.88
    if ord(sign) > 0x2E80:
        return 1.05
    return 0.7 if sign.isupper() else 0.63 if sign.isdigit() else 0.585


def _broken(words: str, room: float, pixels: float) -> Sequence[str]:
    """The words in lines that fit; a word that is too long for one is broken."""
    fitting = max(1.0, room / pixels)
    rows = [""]
    together = _TOGETHER.sub(lambda found: found[0].replace(" ", "\u00a0"), words)
    for word in (part for given in _BREAKS.split(together) for part in _split(given, fitting)):
        longer = f"{rows[-1]} {word}" if rows[-1] else word
        if _width(longer) <= fitting or not rows[-1]:
            rows[-1] = longer
        else:
            rows.append(word)
    return [row.replace("\u00a0", " ") for row in rows]


def _split(word: str, fitting: float) -> Sequence[str]:
    if _width(word) <= fitting:
        return [word]
    cuts, wide = [0], 0.0
    for at, sign in enumerate(word):
        wide += _advance(sign)
        if wide > fitting and at > cuts[-1]:
            cuts.append(at)
            wide = _advance(sign)
    return [word[start:end] for start, end in pairwise([*cuts, len(word)])]

"""How does a block look as a picture? SVG from templates, the same for the page and, rasterised, for a chat.

Values stand beside what they belong to, so there are no axes. Colours are Okabe and Ito's (2008), told apart with every
kind of colour blindness; they are presentation attributes, which the page's style sheet overrides by class in the dark.
Fonts are our own (``fonts/``): resvg leaves out every text it has no font for, and a fresh machine has none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.resources import as_file, files

from surveys.digest import drawing, plots, tabular, wording
from surveys.digest.digest import Agreement, Bar, Bars, Block, Chart, Digest, Map, Ranges, Table, Trend
from surveys.digest.drawing import Columns, Drawing, Frame
from surveys.digest.phrases import say

PAGE = Frame(width=None, size=15)  # as wide as the page; pixels of CSS
PICTURE = Frame(width=1080, size=33, margin=56)  # pixels; a phone shows it at a third, so 33 become 11 points
PICTURE_HEIGHT = 1920  # pixels of the picture for a chat; taller ones are shrunk until nobody can read them
BLOCKS_SHOWN = 3  # in the picture for a chat
OF_A_SECTION = 2  # blocks of one section in it
RUN = 0.74  # share of the width that a bar of everybody takes; the rest is for its numbers
ROWS_SHOWN = 8  # bars or rows of one block in it
SMALLEST = 0.8  # of the size of text, for counts below a scale; where they need less, they stand beside bars
FIRST = (
    "themes",
    "common",
    "contrast",
    "closed",
    "statements",
    "cases",
    "turnout",
)  # whose blocks are shown in it, the first ones first
SCALE = 2  # pixels of a PNG for one of the picture

_ROWS = {"bars": "bars", "contrast": "dots", "trend": "courses", "map": "circles"}  # where a block's rows are
_MARK = re.compile(r"(-?\d+)\s*(?:\((.*)\)|[–:=·-]?\s*(.*))", re.DOTALL)  # "1 – gar nicht wichtig", "1 (gar nicht)"
_ENDED_TWICE = re.compile(r"(?<=[.?!…])\.$")  # after the title of a question or a statement
_COVERED = re.compile(  # what our fonts have; see fonts/README.md
    r"[\n -~\u00a0-\u017f\u0386-\u03ce\u0400-\u045f\u1e9e\u2009\u200a\u2010-\u2015\u2018-\u201e\u2020-\u2022\u2026\u202f"
    r"\u2030\u2032\u2033\u2039\u203a\u20ac\u2122\u2190-\u2193\u2212\u2248\u2260\u2264\u2265\u2713\u2717\u25a0\u25cf]*"
)


# --- single charts -----------------------------------------------------------------------------------------------


def chart(block: Chart, language: str, *, frame: Frame = PAGE, name: str = "chart") -> str:
    """The chart that suits the block, as SVG; ``name`` is unique on a page that shows several."""
    return _svg(_drawn(block, language, frame), frame, block, language, name)


def bars(block: Bars, language: str, *, frame: Frame = PAGE, name: str = "chart") -> str:
    """Horizontal bars as SVG, each below its label with count and share; a withheld one is dashed."""
    return _svg(_bars(block, language, frame), frame, block, language, name)


def scale(block: Bars, language: str, *, frame: Frame = PAGE, name: str = "chart") -> str:
    """Points of a scale as one bar that grows to both sides of its middle, as SVG; with a withheld point, bars."""
    return _svg(_scale(block, language, frame), frame, block, language, name)


def table(block: Table, language: str, *, frame: Frame = PICTURE, name: str = "chart") -> str:
    """A table as SVG: what a row is called, and its cells below."""
    return _svg(_table(block, language, frame), frame, block, language, name)


def alternative(block: Chart, language: str) -> str:
    """The chart in words, for whoever does not see it."""
    kind = "scale" if isinstance(block, Bars) and block.ordered else block.type
    n = {"n": wording.base(block, language)} if isinstance(block, Bars | Ranges | Map) else {}
    opening = say(f"chart-{kind}", language, title=wording.label(block.title, language), **n)
    return f"{_ENDED_TWICE.sub('', opening)} {'; '.join(_in_words(block, language))}."


def _in_words(block: Chart, language: str) -> list[str]:
    if isinstance(block, Bars):
        return [_bar_in_words(block, bar, language) for bar in block.bars]
    if isinstance(block, Table):
        columns = [wording.label(column, language) for column in block.columns]
        return [
            f"{wording.label(row.label, language)}: "
            + ", ".join(f"{column} {_spoken(cell, language)}" for column, cell in zip(columns, row.cells, strict=True))
            for row in block.rows
        ]
    dash, spoken = say("withheld", language), say("withheld-spoken", language)
    spoken = f"({spoken})" if isinstance(block, Agreement) else spoken  # not: "disagree not shown"
    return [re.sub(rf"(?<=[ =]){dash}(?=[,;)]| \(|$)", spoken, line) for line in tabular.lines(block, language)]


def _bar_in_words(block: Bars, bar: Bar, language: str) -> str:
    share = wording.share(block, bar, language)
    said = f"{wording.label(bar.label, language)}: {_spoken(bar.count, language)}"
    return f"{said} ({share})" if share else said


def _spoken(cell: object, language: str) -> str:
    return say("withheld-spoken", language) if cell is None else wording.cell(cell, language)  # type: ignore[arg-type]


# --- the one picture ---------------------------------------------------------------------------------------------


def sheet(digest: Digest, language: str | None = None) -> str:
    """The one picture for a chat, as SVG: title, how many took part, up to three blocks."""
    spoken = language or digest.language
    frame = PICTURE
    height, parts = _top(digest, spoken, frame)
    blocks = _fitting(digest, spoken)
    for part in (*(_titled(block, spoken, frame) for block in blocks), _foot(digest, blocks, spoken, frame)):
        parts.append(part.below(height))
        height += part.height
    return drawing.svg(
        Drawing(height, drawing.rect(0, 0, frame.width or 0, height, "paper") + "".join(parts)),
        frame,
        title=digest.title[spoken],
        about=about(digest, spoken),
        name="sheet",
    )


def about(digest: Digest, language: str | None = None) -> str:
    """The one picture in one line: what is drawn in it, no more."""
    spoken = language or digest.language
    titles = [wording.label(block.title, spoken) for block in _fitting(digest, spoken)]
    return f"{say('picture-about', spoken, title=digest.title)} {' · '.join(titles)}"


def shown(digest: Digest) -> tuple[Chart, ...]:
    """The blocks the one picture would show; empty where there is nothing to draw, and no picture is worth sending."""
    ranks = {key: rank for rank, key in enumerate(FIRST)}
    sections = sorted(digest.sections, key=lambda section: ranks.get(section.key, len(ranks)))
    drawn = [
        block for section in sections for block in [each for each in section.shown() if _tells(each)][:OF_A_SECTION]
    ]
    return tuple(block for block in drawn if isinstance(block, Chart))[:BLOCKS_SHOWN]


def png(svg: str) -> bytes:
    """The SVG as a PNG of twice its size, drawn with our fonts; it must have a width (not that of a page).

    Fonts of the machine help out only where a word has characters ours do not have.
    """
    import resvg_py  # 20 MB that only pictures need

    with ExitStack() as stack:
        folder = files("surveys.digest").joinpath("fonts")
        ours = [str(stack.enter_context(as_file(each))) for each in folder.iterdir() if each.name.endswith(".ttf")]
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                zoom=SCALE,
                font_files=sorted(ours),
                sans_serif_family="Inter",
                font_family="Inter",
                skip_system_fonts=_COVERED.fullmatch(svg) is not None,
            )
        )


def _fitting(digest: Digest, language: str) -> tuple[Chart, ...]:
    """What the one picture has room for, of what it would show: the first block, and what fits below it."""
    blocks = shown(digest)
    height = _top(digest, language, PICTURE)[0] + _foot(digest, blocks, language, PICTURE).height
    fitting: list[Chart] = []
    for block in blocks:
        height += (tall := _titled(block, language, PICTURE).height)
        if fitting and height > PICTURE_HEIGHT:
            height -= tall
        else:
            fitting.append(block)
    return tuple(fitting)


def _tells(block: Block) -> bool:
    return isinstance(block, Chart) and wording.tells(block)


def _top(digest: Digest, language: str, frame: Frame) -> tuple[float, list[str]]:
    head = wording.head(digest, language)
    height = frame.margin * 0.8
    parts: list[str] = []
    if digest.sample:
        mark = drawing.badge(say("sample-mark", language), frame)
        parts.append(mark.below(height))
        height += mark.height + frame.size * 0.5
    for words, size, kind in ((head.title, 1.55, "strong"), (head.stand, 0.9, "soft")):
        part = drawing.paragraph(words, frame, kind=kind, size=size)
        parts.append(part.below(height))
        height += part.height + frame.size * 0.2
    return height, parts


def _titled(block: Chart, language: str, frame: Frame) -> Drawing:
    cut = _cut(block)
    height = frame.size * 1.1
    title = drawing.paragraph(wording.label(block.title, language), frame, kind="strong", size=1.1)
    parts = [title.below(height)]
    height += title.height
    under = [wording.base(block, language)] if isinstance(block, Bars | Ranges | Map) else []
    under += [say("several-note", language)] if isinstance(block, Bars) and block.several else []
    under += [say(block.note, language)] if block.note else []
    if under:
        note = drawing.paragraph(" · ".join(under), frame, kind="soft", size=0.85)
        parts.append(note.below(height))
        height += note.height
    height += frame.size * 0.35
    body = _drawn(cut, language, frame)
    parts.append(body.below(height))
    height += body.height
    if left := _rows(block) - _rows(cut):
        more = drawing.paragraph(say("more-rows", language, count=left), frame, kind="soft", size=0.85)
        parts.append(more.below(height))
        height += more.height
    return Drawing(height + frame.size * 0.4, "".join(parts))


def _drawn(block: Chart, language: str, frame: Frame) -> Drawing:
    match block:
        case Bars():
            return _scale(block, language, frame) if block.ordered else _bars(block, language, frame)
        case Table():
            return _table(block, language, frame)
        case _:
            return plots.plot(block, language, frame)


def _cut(block: Chart) -> Chart:
    name = _ROWS.get(block.type, "rows")
    rows = getattr(block, name)
    whole = isinstance(block, Map) or (isinstance(block, Bars) and block.ordered)  # a scale with its ends
    most = len(drawing.SERIES) if isinstance(block, Trend) else ROWS_SHOWN  # more lines have no colours of their own
    return block if whole else block.model_copy(update={name: rows[:most]})


def _rows(block: Chart) -> int:
    return len(getattr(block, _ROWS.get(block.type, "rows")))


def _foot(digest: Digest, blocks: Sequence[Chart], language: str, frame: Frame) -> Drawing:
    words = [say("withheld-legend", language)] if any(map(wording.withholds, blocks)) else []
    words.append(wording.version(digest, language))
    line = drawing.paragraph(" · ".join(words), frame, kind="soft", size=0.72)
    return Drawing(line.height + frame.margin + frame.size * 0.6, line.below(frame.size * 0.6))


# --- parts -------------------------------------------------------------------------------------------------------


def _svg(body: Drawing, frame: Frame, block: Chart, language: str, name: str) -> str:
    title = wording.label(block.title, language)
    return drawing.svg(body, frame, title=title, about=alternative(block, language), name=name)


def _bars(block: Bars, language: str, frame: Frame, kinds: Sequence[str] = ()) -> Drawing:
    whole = block.n or max((bar.count or 0 for bar in block.bars), default=0) or 1
    values = [(wording.number(bar.count, language), wording.share(block, bar, language)) for bar in block.bars]
    columns = drawing.columns(values, frame, run=RUN)
    height = 0.0
    parts: list[str] = []
    for at, (bar, (count, share)) in enumerate(zip(block.bars, values, strict=True)):
        part = (bar.count or 0) / whole if bar.count is not None else None
        label = drawing.paragraph(wording.label(bar.label, language), frame)
        row = _row(label, part, (count, share), columns, frame, kinds[at] if kinds else "bar")
        parts.append(row.below(height))
        height += row.height
    return Drawing(height, "".join(parts))


def _row(
    label: Drawing, part: float | None, said: tuple[str, str], columns: Columns, frame: Frame, kind: str
) -> Drawing:
    """A label, and below it its bar of a part 0-1 of everybody, None where that is withheld, with its numbers."""
    thick = frame.size * 0.68
    top = label.height + frame.size * 0.24
    values = drawing.value(*said, top + frame.size * 0.7, frame, columns.shift)
    if part is None:
        drawn = drawing.withheld(0, columns.run, top, thick, frame)
    else:
        drawn = drawing.span(0, columns.run, top, thick, frame, "track")
        drawn += drawing.span(0, columns.run * min(1.0, part), top, thick, frame, kind) if part else ""
    return Drawing(top + thick + frame.size * 0.55, label.drawn + drawn + values)


def _scale(block: Bars, language: str, frame: Frame) -> Drawing:
    counts = [bar.count for bar in block.bars]
    known = [count for count in counts if count is not None]
    kinds = drawing.ramp(len(counts))
    points = _numbered(block, language, frame)
    whole = len(known) == len(counts) and any(known)
    if whole:
        over = _stack(known, kinds, language, frame)
    elif points:
        over = _columns(counts, kinds, frame)
    else:
        return _bars(block, language, frame, kinds)
    if points:
        rest = _points(block, points, kinds, language, frame, strip=whole)
    else:
        rest = _bars(block, language, frame, kinds)
    below = over.height + frame.size * (0.5 if whole else 0.2)
    return Drawing(below + rest.height, over.drawn + rest.below(below))


def _numbered(block: Bars, language: str, frame: Frame) -> list[tuple[str, str]]:
    """Number and words of each point; nothing where a row of numbers would leave out words, or not fit."""
    marks = [_MARK.fullmatch(wording.label(bar.label, language)) for bar in block.bars]
    points = [(mark[1], (mark[2] or mark[3] or "").strip()) for mark in marks if mark]
    if len(points) < max(2, len(marks)) or any(words for _, words in points[1:-1]):
        return []
    return points if _smaller(block, language, frame) >= SMALLEST else []


def _smaller(block: Bars, language: str, frame: Frame) -> float:
    """The size 0-1 at which the widest count fits into its column."""
    said = [wording.number(bar.count, language) for bar in block.bars]
    widest = max(drawing.width(each, frame, strong=True) for each in said)
    return min(1.0, (frame.room / len(said) - frame.size * 0.2) / widest)


def _stack(counts: list[int], kinds: Sequence[str], language: str, frame: Frame) -> Drawing:
    """One bar around its middle: the lower half of the points to the left, the upper to the right."""
    half = len(counts) // 2
    middle = counts[half] / 2 if len(counts) % 2 else 0.0
    left, right = sum(counts[:half]) + middle, sum(counts[len(counts) - half :]) + middle
    whole = 2 * max(left, right)
    thick = frame.size * 1.9
    at = 0.5 - left / whole
    parts: list[str] = []
    for count, kind in zip(counts, kinds, strict=True):
        share = count / whole
        parts.append(drawing.span(at, share, 0, thick, frame, kind, parted=True) if count else "")
        said = wording.number(count, language)
        if share * frame.room > drawing.width(said, frame, strong=True) + frame.size * 0.6:
            parts.append(drawing.inside(said, at + share / 2, thick, frame, kind))
        at += share
    parts.append(drawing.middle(thick, frame))
    above = frame.size * 0.3  # for the mark of the middle
    return Drawing(thick + 2 * above, Drawing(thick, "".join(parts)).below(above))


def _columns(counts: Sequence[int | None], kinds: Sequence[str], frame: Frame) -> Drawing:
    """A column for each point; a withheld one is dashed."""
    step = 1 / len(counts)
    tall = frame.size * 4.2
    whole = max((count or 0 for count in counts), default=0) or 1
    parts = []
    for at, (count, kind) in enumerate(zip(counts, kinds, strict=True)):
        x, wide = at * step + step * 0.08, step * 0.84
        if count is None:
            parts.append(drawing.withheld(x, wide, tall * 0.75, tall * 0.25, frame))
        else:
            high = tall * count / whole
            parts.append(drawing.span(x, wide, tall - high, high, frame, kind))
    return Drawing(tall, "".join(parts))


def _points(
    block: Bars, points: Sequence[tuple[str, str]], kinds: Sequence[str], language: str, frame: Frame, *, strip: bool
) -> Drawing:
    """A column for each point: with ``strip`` its colour, what it is called, how many chose it; the ends below."""
    step = 1 / len(points)
    tight = step * frame.room < frame.size * 3.2  # no room for shares
    shares = [] if tight else [wording.share(block, bar, language) for bar in block.bars]
    line = frame.size * 1.3
    smaller = _smaller(block, language, frame)
    top = line * 0.2 if strip else -line * 0.2
    parts: list[str] = []
    for at, ((mark, _), bar, kind) in enumerate(zip(points, block.bars, kinds, strict=True)):
        x = (at + 0.5) * step
        if strip:
            parts.append(drawing.span(at * step + step * 0.08, step * 0.84, top, frame.size * 0.3, frame, kind))
        parts.append(drawing.centred(mark, x, top + line * 1.15, frame, "soft", 0.85))
        parts.append(
            drawing.centred(wording.number(bar.count, language), x, top + line * 2.05, frame, "strong", smaller)
        )
        if not tight and shares[at]:
            parts.append(drawing.centred(shares[at], x, top + line * 2.85, frame, "soft", 0.85))
    top += line * (3.25 if any(shares) else 2.45)
    ends = _ends(points, frame)
    return Drawing(top + ends.height, "".join(parts) + ends.below(top))


def _ends(points: Sequence[tuple[str, str]], frame: Frame) -> Drawing:
    """What the lowest and the highest point mean, left and right."""
    low, high = points[0][1], points[-1][1]
    room = frame.room * 0.48
    left = drawing.paragraph(f"← {low}", frame, kind="soft", size=0.9, room=room) if low else None
    right = drawing.paragraph(f"{high} →", frame, kind="soft", size=0.9, room=room, right=True) if high else None
    ends = [end for end in (left, right) if end]
    return Drawing(max((end.height for end in ends), default=0), "".join(end.drawn for end in ends))


def _table(block: Table, language: str, frame: Frame) -> Drawing:
    columns = [wording.label(column, language) for column in block.columns]
    step = 1 / max(1, len(columns))
    height = 0.0
    parts: list[str] = []
    for row in block.rows:
        label = drawing.paragraph(wording.label(row.label, language), frame)
        parts.append(label.below(height))
        height += label.height
        tall = 0.0
        for at, (column, cell) in enumerate(zip(columns, row.cells, strict=True)):
            one = drawing.cell(wording.cell(cell, language), column, at * step, step, frame, known=cell is not None)
            parts.append(one.below(height))
            tall = max(tall, one.height)
        height += tall
        parts.append(drawing.rule(height, frame))
        height += frame.size * 0.5
    return Drawing(height, "".join(parts))

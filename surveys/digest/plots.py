"""How do themes, reactions, groups, changes and scores look? Drawings of the blocks that are more than bars.

As in ``charts``: values stand beside what they belong to, so there are no axes to read; nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import hypot

from surveys.design.text import Text
from surveys.digest import drawing, tabular, wording
from surveys.digest.digest import Agreement, Circle, Contrast, Map, Ranged, Ranges, Reacted, Score, Scoreboard, Trend
from surveys.digest.drawing import Drawing, Frame
from surveys.digest.phrases import say

Plotted = Ranges | Agreement | Contrast | Trend | Map | Scoreboard

THICK = 0.68  # of a bar, in sizes of the text
LEFT, RIGHT = 0.12, 0.88  # where a trend begins and ends
LARGEST = 4.6  # radius of the largest circle of a map, in sizes of the text
SMALLEST = 1.6  # the smallest, which its name and its number need
TALL = 13.0  # height of a map, in sizes of the text
GAP = 0.3  # between circles, in sizes of the text: room for the lines around them
SLACK = 0.01  # sizes of the text; nobody sees less
PUSHES = 200  # at most, of every pair
STRAIGHT = 100  # of them along the line between both; a row at the edge that has no room for all has to leave that line
TURNED = 0.4  # by how much they are pushed beside it afterwards
SHRINK = 0.93  # of all circles where they do not fit beside each other
NUMBERS_APART = 1.05  # of the numbers of lines, at least, in sizes of the text


def plot(block: Plotted, language: str, frame: Frame) -> Drawing:
    """The drawing that suits the block."""
    match block:
        case Ranges():
            return _below([_theme(row, block, language, frame) for row in block.rows])
        case Agreement():
            return _below([_key(language, frame), *_reactions(block, language, frame)])
        case Contrast():
            return _contrast(block, language, frame)
        case Trend():
            return _trend(block, language, frame)
        case Map():
            return _map(block, language, frame)
        case Scoreboard():
            rows = (*block.rows, block.total)
            most = max((row.requests or 0 for row in rows[:-1] or rows), default=0) or 1
            return _below([_score(row, most, language, frame) for row in rows])


def _below(parts: Sequence[Drawing]) -> Drawing:
    height, drawn = 0.0, []
    for part in parts:
        drawn.append(part.below(height))
        height += part.height
    return Drawing(height, "".join(drawn))


# --- themes: a bar of people, and the range its share may have ----------------------------------------------------


def _theme(row: Ranged, block: Ranges, language: str, frame: Frame) -> Drawing:
    whole = block.n or max((each.count or 0 for each in block.rows), default=0) or 1
    parts = [drawing.paragraph(wording.label(row.label, language), frame, kind="ink")]
    thick, bar = frame.size * THICK, ""
    if row.count is None:
        bar = drawing.withheld(0, 1, 0, thick, frame)
    else:
        bar = drawing.span(0, 1, 0, thick, frame, "track")
        bar += drawing.span(
            0, min(1.0, row.count / whole), 0, thick, frame, "bar" if isinstance(row.label, Text) else "mid"
        )
    if row.low is not None and row.high is not None:
        bar += _whisker(row.low, row.high, thick / 2, frame)
    parts.append(Drawing(thick + frame.size * 0.2, Drawing(thick, bar).below(frame.size * 0.1)))
    if row.corrected is not None and row.corrected_low is not None and row.corrected_high is not None:
        parts.append(_checked(row.corrected, row.corrected_low, row.corrected_high, frame))
    said = [wording.number(row.count, language), tabular.span(row, block.n, language)]
    said.append(tabular.corrected(row, block.n, language, key="corrected"))
    said += [say(each, language) for each in (row.change, row.mark) if each]
    parts.append(drawing.paragraph(" · ".join(filter(None, said)), frame, kind="soft", size=0.88))
    return _spaced(_below(parts), frame)


def _whisker(low: float, high: float, y: float, frame: Frame) -> str:
    """From where to where a share may lie, with an end at both sides; edged, as it lies on a bar."""
    thin, reach = max(1.5, frame.size * 0.09), frame.size * 0.3
    lines = ((low, y, high, y), (low, y - reach, low, y + reach), (high, y - reach, high, y + reach))
    looks = (("paper", thin * 2.4), ("ink", thin))
    return "".join(drawing.stroke(*line, frame, kind, thick) for kind, thick in looks for line in lines)


def _checked(share: float, low: float, high: float, frame: Frame) -> Drawing:
    """Below the bar, the share as people's checks correct it, and from where to where it may lie."""
    y = frame.size * 0.3
    line = _whisker(low, high, y, frame) + drawing.circle(share, y, frame.size * 0.24, frame, "mark")
    return Drawing(frame.size * 0.7, line)


def _spaced(part: Drawing, frame: Frame, gap: float = 0.6) -> Drawing:
    return Drawing(part.height + frame.size * gap, part.drawn)


# --- reactions: who disagrees to the left, who agrees to the right of the middle ----------------------------------


def _key(language: str, frame: Frame) -> Drawing:
    """What the sides mean."""
    no, yes = say("vote-disagree", language), say("vote-agree", language)
    left = drawing.paragraph(f"← {no}", frame, kind="soft", size=0.85, room=frame.room * 0.48)
    right = drawing.paragraph(f"{yes} →", frame, kind="soft", size=0.85, room=frame.room * 0.48, right=True)
    return _spaced(Drawing(max(left.height, right.height), left.drawn + right.drawn), frame, 0.3)


def _reactions(block: Agreement, language: str, frame: Frame) -> list[Drawing]:
    drawn = []
    for row in block.rows:
        base = wording.number(row.n, language)
        label = drawing.paragraph(f"{wording.label(row.label, language)} (n = {base})", frame)
        drawn.append(_spaced(_below([label, _diverging(row, language, frame)]), frame, 0.5))
    return drawn


def _diverging(row: Reacted, language: str, frame: Frame) -> Drawing:
    """One bar around its middle, as wide as the room for everybody of the row; with a withheld part, words."""
    counts = (row.disagree, row.passed, row.agree)
    thick = frame.size * 1.7
    if row.n is None or None in counts:
        outline = drawing.withheld(0, 1, 0, frame.size * 0.5, frame)
        return _below([_votes(row, language, frame), Drawing(frame.size * 0.6, outline)])
    known, unsaid = [count or 0 for count in counts], False
    whole = sum(known) or 1
    at = 0.5 - (known[0] + known[1] / 2) / (2 * whole)
    parts = []
    for count, kind in zip(known, ("low2", "mid", "high2"), strict=True):
        share = count / (2 * whole)
        parts.append(drawing.span(at, share, 0, thick, frame, kind, parted=True) if count else "")
        said = wording.number(count, language)
        if share * frame.room > drawing.width(said, frame, strong=True) + frame.size * 0.4:
            parts.append(drawing.inside(said, at + share / 2, thick, frame, kind))
        else:
            unsaid = unsaid or count > 0
        at += share
    above = frame.size * 0.3  # for the mark of the middle
    bar = Drawing(thick + 2 * above, Drawing(thick, "".join(parts) + drawing.middle(thick, frame)).below(above))
    return _below([bar, _votes(row, language, frame)]) if unsaid else bar


def _votes(row: Reacted, language: str, frame: Frame) -> Drawing:
    """The reactions in words, from left to right."""
    said = (("vote-disagree", row.disagree), ("vote-pass", row.passed), ("vote-agree", row.agree))
    words = " · ".join(f"{say(key, language)} {wording.number(count, language)}" for key, count in said)
    return drawing.paragraph(words, frame, kind="soft", size=0.9)


# --- groups: a dot for each share, on one line of 0 to 100 % ------------------------------------------------------


def _contrast(block: Contrast, language: str, frame: Frame) -> Drawing:
    highest = max((dot.high for dot in block.dots if dot.high is not None), default=1.0)
    scale = min(1.0, max(0.2, highest))  # the line ends where nothing lies beyond
    rows = []
    for at, dot in enumerate(block.dots):
        label = drawing.paragraph(tabular.dot_in_words(dot, language), frame)
        y = frame.size * 0.45
        line = drawing.stroke(0, y, 1, y, frame, "soft", max(1.0, frame.size * 0.03))
        if dot.count is None:
            line = drawing.withheld(0, 1, y - frame.size * 0.25, frame.size * 0.5, frame)
        elif dot.share is not None and dot.low is not None and dot.high is not None:
            line += _whisker(dot.low / scale, dot.high / scale, y, frame)
            line += drawing.circle(dot.share / scale, y, frame.size * 0.36, frame, drawing.SERIES[at % 5])
        rows.append(_spaced(_below([label, Drawing(frame.size * 0.9, line)]), frame, 0.45))
    ends = drawing.paragraph(say("share", language, percent=0), frame, kind="soft", size=0.78)
    right = drawing.paragraph(
        say("share", language, percent=round(scale * 100)), frame, kind="soft", size=0.78, right=True
    )
    return _below([*rows, Drawing(ends.height, ends.drawn + right.drawn)])


# --- changes: a line for each theme from one time to the next -----------------------------------------------------


def _trend(whole: Trend, language: str, frame: Frame) -> Drawing:
    # More lines cannot be told apart; the page has all of them in its table.
    block = whole.model_copy(update={"courses": whole.courses[: len(drawing.SERIES)]})
    left = len(whole.courses) - len(block.courses)
    more = [drawing.paragraph(say("more-rows", language, count=left), frame, kind="soft", size=0.85)] if left else []
    tall = frame.size * max(8, len(block.courses) * NUMBERS_APART + 1)
    highest = max((each.share for course in block.courses for each in course.moments if each), default=0) or 1
    last = max(1, len(block.times) - 1)
    places = [LEFT + (RIGHT - LEFT) * at / last for at in range(len(block.times))]
    parts = [drawing.stroke(LEFT, tall, RIGHT, tall, frame, "soft", 1)]
    for at, course in enumerate(block.courses):
        kind = drawing.SERIES[at % 5]
        spots = [
            (x, tall - (tall - frame.size) * each.share / highest) if each else None
            for x, each in zip(places, course.moments, strict=True)
        ]
        for here, there in pairwise(spots):
            if here and there:  # nothing is drawn across a time that is withheld
                parts.append(drawing.stroke(*here, *there, frame, kind, frame.size * 0.14))
        parts += [drawing.circle(*spot, frame.size * 0.24, frame, kind) for spot in spots if spot]
    parts += _numbered(block, tall, highest, frame)
    times = _times(block, places, language, frame)
    return _below([Drawing(tall + frame.size * 0.4, "".join(parts)), times, *_legend(block, language, frame), *more])


def _times(block: Trend, places: Sequence[float], language: str, frame: Frame) -> Drawing:
    """The first and the last time below their places; what lies between has a tick, and stands in the table."""
    ends = [block.times[0], block.times[-1]] if len(block.times) > 1 else list(block.times)
    named = [
        drawing.paragraph(
            wording.label(time, language), frame, kind="soft", size=0.82, room=frame.room * 0.46, right=at == 1
        )
        for at, time in enumerate(ends)
    ]
    top = frame.size * 0.3
    ticks = [drawing.stroke(x, 0, x, -frame.size * 0.4, frame, "soft", 1) for x in places[1:-1]]
    height = max((each.height for each in named), default=0)
    return Drawing(top + height + frame.size * 0.4, "".join([*ticks, *(each.below(top) for each in named)]))


def _numbered(block: Trend, tall: float, highest: float, frame: Frame) -> list[str]:
    """The number of each line at both of its ends, moved apart where they would lie on each other."""
    parts = []
    for end, x in ((0, LEFT - 0.055), (-1, RIGHT + 0.055)):
        shares = [(course.moments[end], at) for at, course in enumerate(block.courses)]
        spots = sorted((tall - (tall - frame.size) * each.share / highest, at) for each, at in shares if each)
        apart = _apart([y for y, _ in spots], NUMBERS_APART * frame.size, frame.size * 0.6, tall)
        for y, (_, at) in zip(apart, spots, strict=True):
            parts.append(drawing.centred(str(at + 1), x, y + frame.size * 0.32, frame, "strong", 0.85))
    return parts


def _apart(places: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """The ascending places moved as little as can be until all lie a gap apart, between top and bottom.

    Places that touch are put around their mean (pool adjacent violators: Ayer et al. 1955, AMS 26:641-647).
    """
    pools: list[tuple[float, int]] = []  # the first place of each pool if it stood alone, and how many are in it
    for at, place in enumerate(places):
        start, many = place - at * gap, 1
        while pools and pools[-1][0] >= start:
            before, more = pools.pop()
            start, many = (before * more + start * many) / (more + many), more + many
        pools.append((start, many))
    starts = [start for start, many in pools for _ in range(many)]
    return [max(top, min(start, bottom - (len(places) - 1) * gap)) + at * gap for at, start in enumerate(starts)]


def _legend(block: Trend, language: str, frame: Frame) -> list[Drawing]:
    """What each line is, with its shares."""
    rows = []
    for at, (name, *cells) in enumerate(tabular.tabular(block, language).rows):
        shares, changes = cells[: len(block.times)], list(filter(None, cells[len(block.times) :]))
        said = " · ".join((" → ".join(shares), *changes))
        words = drawing.paragraph(f"{at + 1}  {name}: {said}", frame, size=0.92)
        line = drawing.stroke(0, 0, 0.06, 0, frame, drawing.SERIES[at % 5], frame.size * 0.2)
        rows.append(_below([Drawing(frame.size * 0.65, Drawing(0, line).below(frame.size * 0.5)), words]))
    return rows


# --- opinion groups: circles, near where they agree ---------------------------------------------------------------


def _map(block: Map, language: str, frame: Frame) -> Drawing:
    places = laid_out(block.circles, frame.room / frame.size)
    parts = []
    for at, place in enumerate(places):
        x, y, radius = place.x * frame.size / frame.room, place.y * frame.size, place.radius * frame.size
        parts.append(drawing.circle(x, y, radius, frame, drawing.SERIES[at % 5], ringed=True))
        name = wording.label(block.circles[at].label, language)
        size = wording.number(block.circles[at].size, language)
        parts.append(drawing.centred(name.rpartition(" ")[2], x, y, frame, "strong", 1.25))
        parts.append(drawing.centred(size, x, y + frame.size * 1.2, frame, "ink", 0.95))
    return Drawing(TALL * frame.size, "".join(parts))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a circle is drawn, in sizes of the text, from the left and from above."""

    x: float
    y: float
    radius: float


def laid_out(circles: Sequence[Circle], wide: float) -> list[Place]:
    """Circles beside each other, as near to where they belong as that allows; ``wide``: of the room, in sizes of the text.

    A page may be wider: places across are shares of it, so that circles only come further apart.
    """
    most = max((each.size or 0 for each in circles), default=0) or 1
    across, down = [each.x for each in circles], [each.y for each in circles]
    largest = LARGEST
    while True:
        radii = [max(SMALLEST, largest * ((each.size or 0) / most) ** 0.5) for each in circles]
        wanted = [
            Place(r + (wide - 2 * r) * _between(each.x, across), r + (TALL - 2 * r) * _between(each.y, down), r)
            for each, r in zip(circles, radii, strict=True)
        ]
        placed = _pushed(wanted, wide)
        if largest <= SMALLEST or not any(_reach(one, other) > SLACK for one, other in combinations(placed, 2)):
            return placed
        largest *= SHRINK


def _pushed(places: Sequence[Place], wide: float) -> list[Place]:
    """Circles pushed from each other, each pair by half of what they overlap, inside the frame, until none does."""
    placed = list(places)
    for turn in range(PUSHES):
        pushed = False
        for (i, one), (j, other) in combinations(enumerate(placed), 2):
            one, other = placed[i], placed[j]
            over = _reach(one, other)
            if over <= 0:
                continue
            pushed = True
            dx, dy = other.x - one.x, other.y - one.y
            length = hypot(dx, dy)
            # Two at one place part sideways, and a little downwards so that a third does not stand in the way for ever.
            dx, dy = (dx / length, dy / length) if length > SLACK else (0.8, 0.6)
            if turn >= STRAIGHT:
                dx, dy = dx - TURNED * dy, dy + TURNED * dx
            step = over / 2 + SLACK
            placed[i] = _inside(one, -dx * step, -dy * step, wide)
            placed[j] = _inside(other, dx * step, dy * step, wide)
        if not pushed:
            break
    return placed


def _reach(one: Place, other: Place) -> float:
    """By how much two circles, with a gap between them, overlap; negative where they do not."""
    return one.radius + other.radius + GAP - hypot(one.x - other.x, one.y - other.y)


def _inside(place: Place, dx: float, dy: float, wide: float) -> Place:
    r = place.radius
    return Place(min(max(place.x + dx, r), wide - r), min(max(place.y + dy, r), TALL - r), r)


def _between(value: float, among: Sequence[float]) -> float:
    low, high = min(among), max(among)
    return 0.5 if high == low else (value - low) / (high - low)


# --- scores: requests, and within them what was answered and solved -----------------------------------------------


def _score(row: Score, most: int, language: str, frame: Frame) -> Drawing:
    """A row and its bar; more requests than ``most``, the length of a whole bar, are those of all rows: in words."""
    label = drawing.paragraph(wording.label(row.label, language), frame, kind="strong")
    if row.requests is None:
        outline = drawing.withheld(0, 1, 0, frame.size * 0.6, frame)
        dash = drawing.paragraph(say("withheld-spoken", language), frame, kind="soft", size=0.88)
        return _spaced(_below([label, Drawing(frame.size * 0.75, outline), dash]), frame)
    bar = _requests(row, row.requests, most, frame) if row.requests <= most else Drawing(0, "")
    said = [
        say(key, language, count=wording.number(count, language))
        for key, count in (("score-requests", row.requests), ("score-answered", row.answered), ("score-solved", row.solved))
    ]  # fmt: skip
    median, late = (tabular.duration(each, language) for each in (row.median, row.late))
    if median:
        said.append(say("score-times" if late else "score-time", language, median=median, late=late))
    words = drawing.paragraph(" · ".join(said), frame, kind="soft", size=0.88)
    return _spaced(_below([label, bar, words]), frame)


def _requests(row: Score, requests: int, most: int, frame: Frame) -> Drawing:
    thick = frame.size * THICK
    bar = drawing.span(0, requests / most, 0, thick, frame, "track")
    for count, kind, deep in ((row.answered, "high1", 1.0), (row.solved, "bar", 0.5)):
        if count is not None:
            bar += drawing.span(0, count / most, thick * (1 - deep) / 2, thick * deep, frame, kind)
    return Drawing(thick + frame.size * 0.2, bar)

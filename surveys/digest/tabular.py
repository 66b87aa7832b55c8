"""How does a block with something to draw read as a table of words, the same in every form?

One place for what its columns are called and which of its numbers may be said; renderers only set it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from surveys.design.quantities import say_duration
from surveys.digest import wording
from surveys.digest.digest import (
    Agreement,
    Bars,
    Chart,
    Contrast,
    Dot,
    Map,
    Moment,
    Ranged,
    Ranges,
    Score,
    Scoreboard,
    Table,
    Trend,
)
from surveys.digest.phrases import say


@dataclass(frozen=True, slots=True)
class Tabular:
    """Words in rows; the first column says what a row is."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tabular(block: Chart, language: str) -> Tabular:
    """Everything a block says, as a table; columns in which nothing is said are left out."""
    columns: tuple[str, ...]
    rows: Iterable[tuple[str, ...]]
    match block:
        case Bars():
            columns, rows = ("column-answer", "column-people", "column-share"), _bars(block, language)
        case Table():
            named = tuple(wording.label(column, language) for column in block.columns)
            given = [
                (wording.label(row.label, language), *(wording.cell(each, language) for each in row.cells))
                for row in block.rows
            ]
            return Tabular(("", *named), tuple(given))
        case Ranges():
            columns = ("column-theme", "column-people", "column-range", "column-corrected", "column-change")
            rows = (_ranged(row, block.n, language) for row in block.rows)
        case Agreement():
            columns = ("column-group", "column-reacted", "vote-agree", "vote-pass", "vote-disagree")
            rows = (
                (wording.label(row.label, language),
                 *(wording.number(each, language) for each in (row.n, row.agree, row.passed, row.disagree)))
                for row in block.rows
            )  # fmt: skip
        case Contrast():
            columns = ("column-group", "column-spoke", "column-n", "column-range")
            rows = (
                (wording.label(each.label, language), wording.number(each.count, language),
                 wording.number(each.n, language), span(each, each.n, language))
                for each in block.dots
            )  # fmt: skip
        case Trend():
            named = tuple(wording.label(time, language) for time in block.times)
            courses = (
                (
                    wording.label(course.label, language),
                    *(_moment(each, language) for each in course.moments),
                    say(course.change, language) if course.change else "",
                )
                for course in block.courses
            )
            return _without_empty(("", *named, say("column-change", language)), tuple(courses), always=1 + len(named))
        case Map():
            columns = ("column-group", "column-people")
            rows = (
                (wording.label(each.label, language), wording.number(each.size, language)) for each in block.circles
            )
        case _:
            columns = ("", "cases-requests", "cases-answered", "cases-median", "cases-late", "cases-solved")
            rows = (_score(block, row, language) for row in (*block.rows, block.total))
    return _without_empty(tuple(say(column, language) if column else "" for column in columns), tuple(rows))


def lines(block: Chart, language: str) -> Iterator[str]:
    """The same with one line for each row, for a chat."""
    if isinstance(block, Ranges):
        yield from (_theme_in_words(row, block.n, language) for row in block.rows)
    elif isinstance(block, Agreement):
        for row in tabular(block, language).rows:
            votes = zip(("vote-agree", "vote-pass", "vote-disagree"), row[2:], strict=True)
            said = ", ".join(f"{say(key, language)} {count}" for key, count in votes)
            yield f"{row[0]}: {said} (n = {row[1]})"
    elif isinstance(block, Contrast):
        yield from (dot_in_words(each, language) for each in block.dots)
    else:
        made = tabular(block, language)
        for row in made.rows:
            cells = zip(made.columns[1:], row[1:], strict=True)
            yield f"{row[0]}: {', '.join(f'{column} {cell}' for column, cell in cells if cell)}"


def span(of: Ranged | Dot, n: int | None, language: str, *, key: str = "range") -> str:
    """A share with its range in whole percent; empty where it may not be said, or could not be said beside its n."""
    if of.share is None or of.low is None or of.high is None or of.count is None or n is None:
        return ""
    low, high = (round(each * 100) for each in (of.low, of.high))
    return say(key, language, share=wording.percent(of.share, language), low=low, high=high)


def corrected(row: Ranged, n: int | None, language: str, *, key: str = "range-short") -> str:
    """Its share as people's checks correct it; empty where too few answers were checked."""
    if row.corrected is None or row.corrected_low is None or row.corrected_high is None or n is None:
        return ""
    low, high = (round(each * 100) for each in (row.corrected_low, row.corrected_high))
    return say(key, language, share=wording.percent(row.corrected, language), low=low, high=high)


def duration(minutes: int | None, language: str) -> str:
    """Minutes as a duration; empty where there are none."""
    return "" if minutes is None else say_duration(minutes, language)


def dot_in_words(dot: Dot, language: str) -> str:
    """A group's count of its n, with its share where that may be said."""
    said = f"{wording.label(dot.label, language)}: {wording.number(dot.count, language)}"
    base = wording.number(dot.n, language)
    share = span(dot, dot.n, language, key="range-short")
    return f"{said} (n = {base}; {share})" if share else f"{said} (n = {base})"


def called(row: Ranged, language: str) -> str:
    """A theme with what has to be known of it."""
    name = wording.label(row.label, language)
    return f"{name} ({say(row.mark, language)})" if row.mark else name


def _theme_in_words(row: Ranged, n: int | None, language: str) -> str:
    share = span(row, n, language, key="range-short")
    said = f"{called(row, language)}: {wording.number(row.count, language)}"
    checked = corrected(row, n, language, key="corrected")
    said += f" ({'; '.join(filter(None, (share, checked)))})" if share else ""
    return f"{said}; {say(row.change, language)}" if row.change else said


def _bars(block: Bars, language: str) -> Iterator[tuple[str, ...]]:
    for bar in block.bars:
        count, share = wording.number(bar.count, language), wording.share(block, bar, language)
        yield (wording.label(bar.label, language), count, share)


def _ranged(row: Ranged, n: int | None, language: str) -> tuple[str, ...]:
    changed = say(row.change, language) if row.change else ""
    count, checked = wording.number(row.count, language), corrected(row, n, language, key="range")
    return called(row, language), count, span(row, n, language), checked, changed


def _moment(moment: Moment | None, language: str) -> str:
    if moment is None:
        return say("withheld", language)
    return f"{wording.number(moment.count, language)} ({wording.percent(moment.share, language)})"


def _score(block: Scoreboard, row: Score, language: str) -> tuple[str, ...]:
    """Where there is no time of all together, there may be one of a channel, which stands above."""
    counts = [wording.number(each, language) for each in (row.requests, row.answered, row.solved)]
    times = []
    for name in ("median", "late"):
        minutes = getattr(row, name)
        above = row is block.total and any(getattr(each, name) is not None for each in block.rows)
        known = any(getattr(each, name) is not None for each in (*block.rows, block.total))
        empty = "" if not known else say("cases-above" if above else "withheld", language)
        times.append(empty if minutes is None else duration(minutes, language))
    return wording.label(row.label, language), counts[0], counts[1], *times, counts[2]


def _without_empty(columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...], always: int = 2) -> Tabular:
    kept = [at for at in range(len(columns)) if at < always or any(row[at] for row in rows)]
    return Tabular(tuple(columns[at] for at in kept), tuple(tuple(row[at] for at in kept) for row in rows))

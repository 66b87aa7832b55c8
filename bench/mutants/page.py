"""What does the page say of the last run? Writes the table between two marks of a Markdown page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bench.mutants.score import Score

BEGINS, ENDS = "<!-- figures: made by make mutants -->", "<!-- end of figures -->"


def write(page: Path, parts: Sequence[Score], whole: Score, how: str, day: date) -> None:
    """Put the figures of a run into the page. Raises ValueError where the page has no marks."""
    text = page.read_text()
    head, begins, rest = text.partition(BEGINS)
    _, ends, tail = rest.partition(ENDS)
    if not begins or not ends:
        raise ValueError(f"{page} has no place for figures")
    page.write_text(f"{head}{BEGINS}\n{_table(parts, whole, how, day)}{ENDS}{tail}")


def _table(parts: Sequence[Score], whole: Score, how: str, day: date) -> str:
    lines = [
        f'`make mutants ARGS="{how}"` on {day.isoformat()}:',
        "",
        "| part | mutants there are | judged | killed | of them endless | survived | passed by no test | score (95 %) |",
        "|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    return "\n".join([*lines, *(_row(each) for each in [*parts, whole])]) + "\n"


def _row(each: Score) -> str:
    low, high = each.interval
    killed = each.killed + each.timed_out
    return (
        f"| {each.part} | {each.of:,} | {each.n} | {killed} | {each.timed_out} | {each.survived} | {each.not_reached} "
        f"| {100 * each.share:.0f} % ({100 * low:.0f}–{100 * high:.0f}) |"
    )

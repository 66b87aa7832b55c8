"""Does every picture and page look as it did when somebody last looked at it?

What is drawn lies in ``pictures/``, one element to a line: open one in a browser. ``NACHGEFRAGT_REGENERATE=1`` writes them
anew; the diff is the review.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import digest_samples
import pytest

from surveys.digest import charts
from surveys.digest.drawing import Frame
from surveys.digest.render import render
from surveys.digest.tabular import tabular

FOLDER = Path(__file__).with_name("pictures")
NARROW = Frame(width=320, size=13, margin=6)  # a small phone
CHARTS = digest_samples.digest(digest_samples.section("themes", *digest_samples.charts().values()))
WHOLE = digest_samples.digest(*digest_samples.everything())


def _drawn(name: str, frame: Frame, language: str) -> Callable[[], str]:
    return lambda: charts.chart(digest_samples.charts()[name], language, frame=frame)


def _tables() -> str:
    tables = [tabular(block, language) for block in digest_samples.charts().values() for language in ("de", "en")]
    return "\n\n".join("\n".join(" | ".join(row).rstrip() for row in (each.columns, *each.rows)) for each in tables)


PICTURES: Mapping[str, Callable[[], str]] = {
    **{f"{name}.svg": _drawn(name, charts.PAGE, "de") for name in digest_samples.charts()},
    **{f"{name}-narrow.svg": _drawn(name, NARROW, "en") for name in digest_samples.charts()},
    "sheet.svg": lambda: charts.sheet(WHOLE, "de"),
    "text.txt": lambda: render(WHOLE, "text", "de"),
    "page.html": lambda: render(WHOLE, "html", "en"),
    "charts.html": lambda: render(CHARTS, "html", "de"),
    "charts-text.txt": lambda: render(CHARTS, "text", "en"),
    "charts-markdown.txt": lambda: render(CHARTS, "markdown", "de"),
    "charts-sheet.svg": lambda: charts.sheet(CHARTS, "en"),
    "tables.txt": _tables,
    "facts.json": lambda: render(WHOLE, "json"),
    "markdown.txt": lambda: render(WHOLE, "markdown", "de"),
    "scale.svg": lambda: charts.scale(digest_samples.scale(), "de"),
    "several.svg": lambda: charts.bars(digest_samples.several(), "en", frame=charts.PICTURE),
}


@pytest.mark.parametrize("file", sorted(PICTURES))
def test_it_looks_as_it_did(file: str) -> None:
    shown = PICTURES[file]().replace("><", ">\n<").rstrip("\n") + "\n"
    kept = FOLDER / file
    if os.environ.get("NACHGEFRAGT_REGENERATE"):
        kept.write_text(shown)

    assert shown == kept.read_text()


def test_no_picture_is_left_over() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(PICTURES)

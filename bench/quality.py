"""How good is what the program finds? ``docs/quality.md``, written from figures that were measured.

::

    python -m bench themes codebook opinion > figures.jsonl
    python -m bench.quality_personal >> figures.jsonl; python -m bench.quality_flags >> figures.jsonl
    python -m bench.quality figures.jsonl

A figure that was measured again replaces the one before. What is missed stands there as measured; why, and what was tried,
says ``quality_notes.toml``.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from bench import REPOSITORY

PAGE = REPOSITORY / "docs" / "quality.md"
NOTES = Path(__file__).with_name("quality_notes.toml")
GROUPS = (
    ("Themes proposed by the machine", ("themes_ami", "quotes_", "contrast_")),
    ("Codebook", ("codebook_", "share_error", "burst_")),
    ("Ids that stay", ("ids_kept",)),
    ("Duplicates", ("duplicates_",)),
    ("Opinion groups", ("opinion_",)),
    ("Time and memory", ("themes_cpu", "themes_memory", "themes_exponent")),
    ("Suggestions for moderators", ("personal ", "insult ")),
    ("Flags against brigading", ("flags ",)),
)
SHOWN = {"name", "value", "unit", "n", "target", "lowest", "highest"}
_LIMIT = re.compile(r"^(<=|>=) ([\d.]+)")


def figures(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The figures among lines of JSON, the last of each name and condition."""
    found: dict[str, dict[str, Any]] = {}
    for line in lines:
        if line.startswith("{"):
            told = json.loads(line)
            found[f"{told['name']} {told.get('ages', '')}"] = told
    return list(found.values())


def page(found: Iterable[Mapping[str, Any]], notes: Mapping[str, Any]) -> str:
    """The page, in Markdown."""
    left = list(found)
    parts = [str(notes["intro"]).strip()]
    for title, names in GROUPS:
        mine = [each for each in left if str(each["name"]).startswith(names)]
        left = [each for each in left if each not in mine]
        if not mine:
            continue
        parts.append(f"## {title}")
        parts.append("\n".join(_table(mine)))
        said = [f"- `{name}`: {note}" for name, note in notes["notes"].items() if name.startswith(names)]
        if said:
            parts.append("\n".join(said))
    parts.append(str(notes["hard_cases"]).strip())
    return "\n\n".join(parts) + "\n"


def reached(told: Mapping[str, Any]) -> str:
    """Whether the first limit of a target is kept; empty where there is none, or where it is said of other data."""
    limit = _LIMIT.match(str(told.get("target", "")))
    if limit is None or "full set" in str(told["target"]) or "whole set" in str(told["target"]):
        return ""
    value, bound = float(told["value"]), float(limit[2])
    return "yes" if (value <= bound if limit[1] == "<=" else value >= bound) else "**no**"


def _table(found: Iterable[Mapping[str, Any]]) -> list[str]:
    rows = ["| figure | measured | of | target | reached | beside |", "|---|---|---|---|---|---|"]
    for told in found:
        spread = f" ({told['lowest']}–{told['highest']})" if "lowest" in told else ""
        more = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in told.items() if key not in SHOWN)
        rows.append(
            f"| `{told['name']}` | {told['value']}{spread} {told['unit']} | {told['n']} | {told.get('target', '')} "
            f"| {reached(told)} | {more} |"
        )
    return rows


def main(files: list[str]) -> int:
    """Write the page; 2 where no file with figures is named."""
    if not files:
        print("usage: python -m bench.quality FIGURES.jsonl ...", file=sys.stderr)
        return 2
    lines = [line for file in files for line in Path(file).read_text("utf-8").splitlines()]
    found = figures(lines)
    PAGE.write_text(page(found, tomllib.loads(NOTES.read_text("utf-8"))), encoding="utf-8")
    print(f"{PAGE.relative_to(REPOSITORY)}: {len(found)} figures")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

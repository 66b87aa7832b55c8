"""A wave in a folder of its own, with answers that were imported into it by the command line."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from commands import OPERATOR, nachgefragt

from bot.commands.arguments import OK

KEY = "kundenservice-1"


def imported(folder: Path, item: str, said: Iterable[str]) -> Path:
    """Open the wave ``KEY`` in the folder, and take what each of these people says to a question; gives the folder."""
    opened = nachgefragt(folder, "wave", "open", "kundenservice", "--place", "console", settings=OPERATOR)
    assert opened.returncode == OK, opened.stderr
    empty, full = folder / "empty.csv", folder / "answers.csv"
    nachgefragt(folder, "answers", "export", KEY, "--format", "csv", "--output", str(empty))
    with empty.open(encoding="utf-8-sig", newline="") as file:
        head = next(csv.reader(file))
    with full.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, head, quoting=csv.QUOTE_ALL, restval="")
        writer.writeheader()
        for number, words in enumerate(said):
            common = {"respondent": number, "platform": "telegram", "language": "de", "completed": "no"}
            writer.writerow(common | {item: words})
    taken = nachgefragt(folder, "answers", "import", KEY, str(full))
    assert taken.returncode == OK, taken.stderr
    return folder

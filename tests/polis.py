"""Where do real votes come from in tests and benchmarks? From the conversations in the shared folder."""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Conversation:
    """Votes of a conversation on Polis, and the groups Polis published for it.

    Attributes:
        votes: participant, statement, -1/0/1.
        out: statements that were moderated out.
        groups: Polis' own group by participant, of those it grouped.
    """

    votes: list[tuple[str, str, int]]
    out: frozenset[str]
    groups: dict[str, str]


def read(folder: Path) -> Conversation:
    """A conversation as it lies in the shared folder."""
    return Conversation(
        [(row["participant"], row["comment_id"], int(row["vote"])) for row in _rows(folder / "votes.csv.gz")],
        frozenset(row["comment_id"] for row in _rows(folder / "comments.csv.gz") if row["moderated"] == "-1"),
        {row["participant"]: row["group_id"] for row in _rows(folder / "participants.csv.gz") if row["group_id"]},
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))

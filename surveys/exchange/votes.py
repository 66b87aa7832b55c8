"""How does a file of votes, such as Polis exports, become votes again? Every line is checked before anything is computed."""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from surveys.exchange.reading import Unreadable

VOTES: Mapping[str, int] = {"-1": -1, "0": 0, "1": 1}
MODERATED = ("-1", "0", "1")
OUT = "-1"  # of MODERATED


@dataclass(frozen=True, slots=True)
class Statements:
    """What was voted on.

    Attributes:
        texts: by id; empty where the file has none.
        out: ids of those moderated out.
    """

    texts: Mapping[str, str]
    out: frozenset[str]


def votes(path: Path) -> list[tuple[str, str, int]]:
    """Participant, statement and vote (-1 disagree, 0 pass, 1 agree) of each line; raises Unreadable."""
    found = []
    for line, (participant, statement, vote) in _lines(path, ("participant", "comment_id", "vote")):
        if not participant or not statement:
            raise _unreadable(path, line, f"a {'comment_id' if participant else 'participant'}")
        if vote not in VOTES:
            raise _unreadable(path, line, f"a vote of -1, 0 or 1, not {vote[:20]!r}")
        found.append((participant, statement, VOTES[vote]))
    if not found:
        raise _unreadable(path, 2, "a vote")
    return found


def statements(path: Path) -> Statements:
    """The statements of a file; raises Unreadable."""
    texts: dict[str, str] = {}
    out = set()
    for line, (statement, moderated, text) in _lines(path, ("comment_id", "moderated", "text")):
        if not statement or statement in texts:
            raise _unreadable(path, line, "a comment_id that no line above has" if statement else "a comment_id")
        if moderated not in MODERATED:
            raise _unreadable(path, line, f"moderated as -1, 0 or 1, not {moderated[:20]!r}")
        texts[statement] = text
        if moderated == OUT:
            out.add(statement)
    return Statements(texts, frozenset(out))


def _lines(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    """These columns of each row, with the line it ends on; other columns are passed over."""
    line = 0
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig", newline="")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig", newline="") as file
        ):
            rows = csv.reader(file, strict=True)
            head = next(rows, [])
            missing = [column for column in columns if head.count(column) != 1]
            if missing:
                wanted = f"the columns {', '.join(columns)}, parted by commas; {missing[0]!r} is not there once"
                raise _unreadable(path, 1, wanted)
            places = [head.index(column) for column in columns]
            for row in rows:
                line = rows.line_num
                if len(row) != len(head):
                    raise _unreadable(path, line, f"{len(head)} cells, as in the first line, not {len(row)}")
                yield line, [row[place].strip() for place in places]
    except (UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, line + 1, "a table in UTF-8 with commas") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _unreadable(path, line + 1, "a whole gzip file") from error


def _unreadable(path: Path, line: int, expected: str) -> Unreadable:
    return Unreadable("export-unreadable", file=path.name, line=line, expected=expected)

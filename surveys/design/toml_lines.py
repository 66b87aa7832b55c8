"""On which line of a TOML file does a value stand?

``tomllib`` forgets it. This walks the same text once, coarsely: it knows strings, comments, brackets, headers and
keys, and never fails; for a place it cannot tell it gives the line of what surrounds it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_TOKEN = re.compile(
    r"[^\S\n]*"
    r'(?:(?P<long>"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5})'
    r'|(?P<string>"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\')'
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<bare>[A-Za-z0-9_+:-]+)"
    r"|(?P<sign>[\[\]{}=,.\n])"
    r"|(?P<other>.?))",
    re.DOTALL,
)
_HEADER = re.compile(r"[^\S\n]*(\[\[?)[^\S\n]*([A-Za-z0-9_.\s\"'-]+?)[^\S\n]*\]\]?[^\S\n]*(?:#[^\n]*)?(?=\n|$)")


def line_of(lines: Mapping[Path, int], path: Sequence[str | int]) -> int | None:
    """The line of that place, or of the nearest thing around it; None for the whole file."""
    for length in range(len(path), 0, -1):
        if line := lines.get(tuple(path[:length])):
            return line
    return None


def lines(source: str) -> dict[Path, int]:
    """The first line, from 1, of every header, key and element in the text."""
    walk = _Walk()
    position, line = 0, 1
    while position < len(source):
        found = None
        if walk.at_line_start and (header := _HEADER.match(source, position)):
            walk.header(header[1] == "[[", _keys(header[2]), line)
            found = header
        else:
            found = _TOKEN.match(source, position)
            assert found is not None  # "other" takes any character, and none after the last blank
            walk.token(str(found.lastgroup), found[str(found.lastgroup)], line)
        line += found[0].count("\n")
        position = found.end()
    return walk.lines


def _keys(dotted: str) -> list[str]:
    return [key.strip().strip("\"'") for key in dotted.split(".")]


class _Walk:
    """Where in the file we are: the table we are in, the key being set, and the brackets open inside it."""

    def __init__(self) -> None:
        self.lines: dict[Path, int] = {}
        self.at_line_start = True
        self._table: Path = ()
        self._counts: dict[Path, int] = {}  # elements of an array of tables so far
        self._open: list[tuple[str, Path, int]] = []  # bracket, its place, elements so far
        self._pending: list[str] = []  # keys read before "="
        self._place: Path | None = None  # where the next value belongs
        self._after_dot = False

    def header(self, is_array: bool, keys: list[str], line: int) -> None:
        place: Path = ()
        for position, key in enumerate(keys):
            place = (*place, key)
            last = position == len(keys) - 1
            if is_array and last:
                self._counts[place] = self._counts.get(place, -1) + 1
                self._note(place, line)
            if place in self._counts:
                place = (*place, self._counts[place])
        self._note(place, line)
        self._table, self._open, self._pending, self._place = place, [], [], None

    def token(self, group: str, shown: str, line: int) -> None:
        if group in ("comment", "other"):
            return
        self.at_line_start = shown == "\n" and not self._open
        if shown == "\n" and not self._open:
            self._pending, self._place = [], None
        elif group == "sign":
            self._sign(shown, line)
        else:
            self._word(shown, line)

    def _word(self, shown: str, line: int) -> None:
        if self._reads_keys():
            self._pending = [*self._pending, *_keys(shown)] if self._after_dot else [shown.strip("\"'")]
            self._after_dot = False
        else:
            self._value_at(line)

    def _reads_keys(self) -> bool:
        """Between a "{" or the start of a line, and the next "="."""
        return self._place is None and (not self._open or self._open[-1][0] == "{")

    def _sign(self, sign: str, line: int) -> None:
        match sign:
            case "." if self._pending:
                self._after_dot = True
            case "=" if self._reads_keys() and self._pending:
                self._place = (*(self._open[-1][1] if self._open else self._table), *self._pending)
                self._note(self._place, line)
                self._pending = []
            case "[" | "{":
                place = self._value_at(line)
                self._open.append((sign, place, 0))
                self._place = None
            case "]" | "}" if self._open:
                self._open.pop()
                self._place = None if self._open and self._open[-1][0] == "{" else self._place
            case "," if self._open:
                bracket, place, elements = self._open[-1]
                self._open[-1] = (bracket, place, elements + 1)
                self._place = None

    def _value_at(self, line: int) -> Path:
        """The place of a value that begins here."""
        if self._open and self._open[-1][0] == "[":
            _, place, elements = self._open[-1]
            place = (*place, elements)
        else:
            place = self._place or self._table
        self._note(place, line)
        return place

    def _note(self, place: Path, line: int) -> None:
        self.lines.setdefault(place, line)

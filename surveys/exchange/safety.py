"""How does a text stay a text in a spreadsheet, whatever it begins with?

A spreadsheet takes what begins with ``=``, ``+``, ``-`` or ``@`` for a formula (OWASP, CSV injection, read 2026-11), some
also behind white space, or in their full-width forms. Such a text gets an apostrophe in front, the spreadsheets' own sign
for "this is text"; so does one that could be mistaken for one of ours, so that taking it off again is exact.
"""

from __future__ import annotations

import re

# What is not seen in front of a formula: white space, line ends, byte order marks, zero-width and direction characters.
_UNSEEN = r"[\s\x00-\x1f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*"
_RISKY = re.compile(rf"'*(?:{_UNSEEN}[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])")


def safe(text: str) -> str:
    """The text as it may stand in a cell."""
    return f"'{text}" if _RISKY.match(text) else text


def plain(cell: str) -> str:
    """The text that ``safe`` made a cell of."""
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell

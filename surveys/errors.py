"""What can go wrong for a person, and what they can do about it.

::

    SurveyError                 a phrase key and values; the desk turns it into a sentence
    |-- Complaint               this answer cannot be taken as it is (empty, too long, no such option)
    |-- QuestionnaireError      a questionnaire file breaks the format: file, line, what was expected
    |-- Refused                 this person may not do that, or not now
    |   |-- NotOpen             the wave is not open (yet), paused or closed
    |   |-- NoConsent           nothing may be stored before the information was accepted
    |   `-- NotAllowed          the right is missing
    |-- Unknown                 no such wave, item, place, version
    `-- NotStored               the database could not take it; the text is given back

Everything else is a bug and is not caught below the outermost loops.
"""

from __future__ import annotations

from dataclasses import dataclass


class SurveyError(Exception):
    """Something a person can do something about.

    Attributes:
        key: the phrase that says it (``bot/phrases``).
        values: what the phrase inserts; never a finished sentence.
    """

    def __init__(self, key: str, **values: str | int | float) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __str__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"{self.key}({shown})"


class Complaint(SurveyError):
    """An answer cannot be taken as it is; the question is put again."""


@dataclass(frozen=True, slots=True)
class Violation:
    """One place where a questionnaire file breaks the format.

    Attributes:
        where: path inside the file, such as ``items[3].options[0].key``; empty for the whole file.
        line: line in the file, from 1; None where it cannot be told.
        found: what stands there, shortened.
        expected: what was expected, in English (moderators see it beside the line).
    """

    where: str
    line: int | None
    found: str
    expected: str


class QuestionnaireError(SurveyError):
    """A questionnaire file breaks the format; every violation is listed."""

    def __init__(self, file: str, violations: tuple[Violation, ...]) -> None:
        super().__init__("questionnaire-broken", file=file, count=len(violations))
        self.file = file
        self.violations = violations

    def __str__(self) -> str:
        return "\n".join(
            f"{self.file}{f':{each.line}' if each.line else ''}: {each.where or 'file'}: expected {each.expected}"
            + (f", found {each.found}" if each.found else "")
            for each in self.violations
        )


class Refused(SurveyError):
    """This person may not do that, or not now."""


class NotOpen(Refused):
    """The wave is not open."""


class NoConsent(Refused):
    """Nothing may be stored before the information block was accepted."""


class NotAllowed(Refused):
    """The right is missing."""


class Unknown(SurveyError):
    """No such wave, item, place or version."""


class NotStored(SurveyError):
    """The database could not take it (locked, full, read-only); nothing was kept."""

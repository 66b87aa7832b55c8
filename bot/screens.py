"""What does a person see? Values that say what is on a screen; how it is drawn is each platform's business.

Text is spans, so that people's words never meet a format string or a markup parser: each adapter escapes, or sends
entities. ``typed`` and ``private`` say what is meant ("words are welcome", "only this person may see it"), not how.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    QUOTE = "quote"  # somebody's words, set apart
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text in one style.

    Attributes:
        url: where it leads; only addresses of ours or of the questionnaire's article, never of a respondent.
    """

    text: str
    style: Style = Style.PLAIN
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """Something to press.

    Attributes:
        label: at most 80 characters; adapters cut with an ellipsis where they must.
        token: what comes back when it is pressed.
        url: a link instead of a token.
        direct: leads to a private conversation: where a place cannot hold one, the adapter links to the direct chat.
        chosen: it is the current choice; adapters mark it.
    """

    label: str
    token: str = ""
    url: str | None = None
    direct: bool = False
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that comes with a screen.

    Attributes:
        media: MIME type; ``image/png`` is shown as a picture.
        about: text alternative, one line.
    """

    name: str
    content: bytes
    media: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph that belongs to a button: beside it where the platform can, else the button stands below."""

    spans: tuple[Span, ...]
    button: Button


class Entry(StrEnum):
    """How a field of a form is filled in."""

    WORDS = "words"
    ONE = "one"  # one of its options
    TICK = "tick"  # a box that has to be ticked


@dataclass(frozen=True, slots=True)
class Field:
    """One part of a form.

    Attributes:
        key: names it in what comes back (``Event.fields``); out of ``[a-z]``.
        label: at most 45 characters.
        about: a line below the label, at most 100 characters.
        value: what stands there already: words, or the key of the chosen option.
        options: key and text of what can be chosen.
        longest: characters that may be typed.
    """

    key: str
    label: str
    entry: Entry = Entry.WORDS
    about: str = ""
    value: str = ""
    options: tuple[tuple[str, str], ...] = ()
    required: bool = False
    longest: int = 4000


@dataclass(frozen=True, slots=True)
class Form:
    """A window with fields, filled in and sent as a whole; only where the event says that one may be opened.

    Attributes:
        token: what comes back with the fields.
        title: at most 45 characters.
        spans: what stands above the fields, such as the whole question.
    """

    token: str
    title: str
    spans: tuple[Span, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """What is shown at once.

    Attributes:
        sections: paragraphs with a button each, below the spans and above ``foot`` and the rows.
        foot: spans below the sections.
        form: opened instead of anything else of the screen.
        to_person: shown in the direct chat with whoever did it, wherever that was.
        rows: buttons; adapters re-lay rows that are too long.
        typed: an answer in words is welcome; ``hint`` says what to type.
        private: only this person may see it; never falls back to a public message.
        replaces: shown in place of the screen whose button was pressed, where there is one.
        instead: what may be said in public where a private screen cannot be shown; repeats nothing anybody said.
        attachment: a picture or file; the text is its own message.
    """

    spans: tuple[Span, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    sections: tuple[Section, ...] = ()
    foot: tuple[Span, ...] = ()
    form: Form | None = None
    to_person: bool = False
    typed: bool = False
    hint: str = ""
    private: bool = False
    replaces: bool = False
    instead: Screen | None = None
    attachment: Attachment | None = None

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(span.text for span in self.paragraphs())

    def paragraphs(self) -> tuple[Span, ...]:
        """All its spans in order, for platforms that set no button beside a paragraph."""
        parts = (self.spans, *(section.spans for section in self.sections), self.foot)
        return lines(*(part for part in parts if part))

    def all_rows(self) -> tuple[tuple[Button, ...], ...]:
        """All its buttons, those of sections first, one below the other."""
        return (*((section.button,) for section in self.sections), *self.rows)

    def digest(self) -> str:
        """Hash of what is shown: equal screens need no edit."""
        shown = repr(
            (self.spans, self.sections, self.foot, self.rows)
        )  # a picture is a message of its own, which an edit leaves alone
        return hashlib.sha256(shown.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the desk answers to one event.

    Attributes:
        screens: shown in order; in a group, private ones reach only the person.
        toast: a short note at the pressed button, at most 200 characters.
        ring: somebody has to be told elsewhere: work for the schedule was stored.
        checks: places (platform and address) to look at after it, together with their platforms.
        stored: words of the event are stored as they stand there now.
        waits: nothing was applied; the event is to be handled again before anything newer of the same person.
    """

    screens: tuple[Screen, ...] = ()
    toast: str = ""
    ring: bool = False
    checks: tuple[tuple[str, str], ...] = ()
    stored: bool = False
    waits: bool = False


def plain(text: str) -> tuple[Span, ...]:
    """Text without any style."""
    return (Span(text),)


def bold(text: str) -> Span:
    """Text that stands out."""
    return Span(text, Style.BOLD)


def quote(text: str) -> Span:
    """Somebody's words."""
    return Span(text, Style.QUOTE)


def lines(*paragraphs: str | Span | Iterable[Span]) -> tuple[Span, ...]:
    """Paragraphs, one below the other, with a blank line between; empty ones are left out."""
    spans: list[Span] = []
    for paragraph in paragraphs:
        these = (
            [Span(paragraph)]
            if isinstance(paragraph, str)
            else [paragraph]
            if isinstance(paragraph, Span)
            else [*paragraph]
        )
        if not any(span.text for span in these):
            continue
        if spans:
            spans.append(Span("\n\n"))
        spans.extend(these)
    return tuple(spans)


def column(buttons: Iterable[Button], *, across: int = 1) -> tuple[tuple[Button, ...], ...]:
    """Buttons in rows of ``across``."""
    all_of_them = list(buttons)
    return tuple(tuple(all_of_them[at : at + across]) for at in range(0, len(all_of_them), across))

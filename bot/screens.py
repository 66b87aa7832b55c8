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
class Screen:
    """What is shown at once.

    Attributes:
        rows: buttons; adapters re-lay rows that are too long.
        typed: an answer in words is welcome; ``hint`` says what to type.
        private: only this person may see it; never falls back to a public message.
        replaces: shown in place of the screen whose button was pressed, where there is one.
        instead: what may be said in public where a private screen cannot be shown; repeats nothing anybody said.
        attachment: a picture or file; the text is its own message.
    """

    spans: tuple[Span, ...] = ()
    rows: tuple[tuple[Button, ...], ...] = ()
    typed: bool = False
    hint: str = ""
    private: bool = False
    replaces: bool = False
    instead: Screen | None = None
    attachment: Attachment | None = None

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(span.text for span in self.spans)

    def digest(self) -> str:
        """Hash of what is shown: equal screens need no edit."""
        shown = repr((self.spans, self.rows))  # a picture is a message of its own, which an edit leaves alone
        return hashlib.sha256(shown.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reply:
    """What the desk answers to one event.

    Attributes:
        screens: shown in order; in a group, private ones reach only the person.
        toast: a short note at the pressed button, at most 200 characters.
        ring: somebody has to be told elsewhere: work for the schedule was stored.
        waits: nothing was applied; the event is to be handled again before anything newer of the same person.
    """

    screens: tuple[Screen, ...] = ()
    toast: str = ""
    ring: bool = False
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

"""How is a screen written as arguments of the Bot API?

Pure. Formatting is entities with UTF-16 offsets, never a parse mode: there is nothing to escape and nothing to inject.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot.platform import Limits
from bot.screens import Attachment, Button, Screen, Span, Style

TEXT = 4000  # UTF-16 units; Telegram allows 4096 "characters after entities parsing", safe under both ways to count
CAPTION = 1024  # UTF-16 units, Bot API "caption"
LABEL = 64  # characters; longer ones are cut by clients on a telephone
ACROSS = 8  # buttons in a row, refused above
BUTTONS = 100  # buttons under a message, refused above
ENTITIES = 100  # formatted runs in a message; Telegram drops the rest without a word
HINT = 64  # characters, ForceReply "input_field_placeholder"
TOAST = 200  # characters, answerCallbackQuery "text"
LIMITS = Limits(text=TEXT, caption=CAPTION, label=LABEL, across=ACROSS, buttons=BUTTONS, card_seconds=15)
ELLIPSIS = "…"
CHOSEN = "✓ "
NO_PREVIEW = {"is_disabled": True}
KINDS = {Style.BOLD: "bold", Style.ITALIC: "italic", Style.QUOTE: "blockquote", Style.CODE: "code"}
LEVEL = 0.75  # a break is looked for in the last quarter of a part, so that parts are not needlessly short

Arguments = dict[str, Any]
Link = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Text:
    """A message's text with its entities."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()


def messages(screen: Screen, link: Link | None = None) -> list[Arguments]:
    """Arguments of the messages that show a screen's text; the buttons are under the last.

    link: given where a place cannot hold a private conversation: ``direct`` buttons lead to the direct chat.
    """
    parts = split(screen.paragraphs()) or ([] if screen.attachment else [Text(ELLIPSIS)])
    sent: list[Arguments] = [{"text": part.text, "link_preview_options": NO_PREVIEW} for part in parts]
    for arguments, part in zip(sent, parts, strict=True):
        if part.entities:
            arguments["entities"] = list(part.entities)
    if sent and (markup := keyboard(screen.all_rows(), link)):
        sent[-1]["reply_markup"] = markup
    return sent


def caption(attachment: Attachment) -> str:
    """The one line under a picture or file."""
    return shorten(" ".join(clean(attachment.about).split()), CAPTION)


def keyboard(rows: Sequence[Sequence[Button]], link: Link | None = None) -> Arguments | None:
    """The inline keyboard: rows that are too long are laid anew, what is over the limit is left out."""
    laid: list[list[dict[str, str]]] = []
    left = BUTTONS
    for row in rows:
        drawn = [shape for button in row[:left] if (shape := _button(button, link)) is not None]
        left -= len(drawn)
        laid += [drawn[at : at + ACROSS] for at in range(0, len(drawn), ACROSS)]
    return {"inline_keyboard": laid} if laid else None


def forced(screen: Screen) -> Arguments:
    """The reply markup that opens the keyboard for typing."""
    markup: Arguments = {"force_reply": True, "selective": True}
    if hint := clean(screen.hint).strip():
        markup["input_field_placeholder"] = hint if len(hint) <= HINT else hint[: HINT - 1] + ELLIPSIS
    return markup


def toast(text: str) -> str:
    """The short note at a pressed button."""
    return shorten(clean(text), TOAST)


def split(spans: Sequence[Span]) -> list[Text]:
    """The text in parts that fit, each with its entities; together they are the whole text, blank parts left out."""
    runs = [(clean(span.text), span) for span in spans if span.text]
    whole = "".join(text for text, _ in runs)
    if not whole.strip():
        return []
    if len(whole) <= TEXT // 2 or units(whole) <= TEXT:
        return [Text(whole, tuple(_entities(runs))[:ENTITIES])]
    parts: list[Text] = []
    for start, end in _cuts(whole):
        if whole[start:end].strip():
            parts.append(Text(whole[start:end], tuple(_entities(_window(runs, start, end)))[:ENTITIES]))
    return parts


def units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts offsets."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def clean(text: str) -> str:
    """The same text without what is no text at all: lone surrogates become U+FFFD, NUL goes."""
    if "\0" in text:
        text = text.replace("\0", "")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def shorten(text: str, limit: int) -> str:
    """At most so many UTF-16 units, with an ellipsis where something was cut."""
    if units(text) <= limit:
        return text
    return text[: _fitting(text, 0, limit - 1)] + ELLIPSIS


def _entities(runs: Sequence[tuple[str, Span]]) -> Iterator[dict[str, Any]]:
    at = 0
    for text, span in runs:
        length = units(text)
        # A run of blanks has nothing to show; Telegram would trim it and refuse what is left of the entity.
        if text.strip():
            if kind := KINDS.get(span.style):
                yield {"type": kind, "offset": at, "length": length}
            if span.url:
                yield {"type": "text_link", "offset": at, "length": length, "url": span.url}
        at += length


def _window(runs: Sequence[tuple[str, Span]], start: int, end: int) -> list[tuple[str, Span]]:
    found: list[tuple[str, Span]] = []
    at = 0
    for text, span in runs:
        piece = text[max(start - at, 0) : max(end - at, 0)]
        if piece:
            found.append((piece, span))
        at += len(text)
    return found


def _cuts(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = _fitting(text, start, TEXT)
        if end < len(text):
            end = _break(text, start, end)
        yield start, end
        start = end


def _break(text: str, start: int, end: int) -> int:
    """Where to cut best: after a paragraph, a line, a word; else right there."""
    least = start + int((end - start) * LEVEL)
    for mark in ("\n\n", "\n", " "):
        if (found := text.rfind(mark, least, end)) > 0:
            return found + len(mark)
    return end


def _fitting(text: str, start: int, limit: int) -> int:
    """The end of the longest piece from ``start`` with at most ``limit`` UTF-16 units."""
    end = min(len(text), start + limit)
    while (over := units(text[start:end]) - limit) > 0:
        end -= (over + 1) // 2  # a code point has one or two units
    return end


def _button(button: Button, link: Link | None) -> dict[str, str] | None:
    label = " ".join(clean(button.label).split()) or ELLIPSIS
    label = CHOSEN + label if button.chosen else label
    shape = {"text": label if len(label) <= LABEL else label[: LABEL - 1] + ELLIPSIS}
    url = button.url or (link(button.token) if button.direct and link is not None else None)
    if url:
        return {**shape, "url": url}
    return {**shape, "callback_data": button.token} if button.token else None

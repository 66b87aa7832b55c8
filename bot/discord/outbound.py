"""How are screens written as messages of Discord's REST API?

Pure: JSON out, no library. Messages are of Components V2, where text, buttons and files are parts of one tree (Discord
"Component Reference", read 2026-11). As many screens share a message as fit; one with sections stands in a container,
the others are kept apart by a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from bot.discord import buttons, text
from bot.discord.buttons import ACROSS, BUTTON, LABEL, LIST, ROW, SELECT, Part
from bot.discord.modals import fields, modal
from bot.platform import Limits
from bot.screens import Attachment, Screen, Span, plain

__all__ = ["LIMITS", "Payload", "fields", "messages", "modal", "toast"]

TEXT = 4000  # units in all text displays of a message
CAPTION = 1024  # units, the description of a file
COMPONENTS = 40  # of a message, nested ones counted
FILES = 10  # of a message
TOAST = 200  # units, as in ``Reply.toast``
LIMITS = Limits(
    text=TEXT,
    caption=CAPTION,
    label=LABEL,
    across=ACROSS,
    buttons=25,  # more fit, in lists
    card_seconds=3,
    sections=10,  # with their container, the text above and below and a row of five they are 39 components
    several=True,
    beside=True,
)
SECTION, TEXT_DISPLAY, GALLERY, FILE, SEPARATOR, CONTAINER = 9, 10, 12, 13, 14, 17  # Discord "Component Types"
SUPPRESS_EMBEDS, EPHEMERAL, COMPONENTS_V2 = 1 << 2, 1 << 6, 1 << 15  # Discord "Message Flags"


@dataclass(frozen=True, slots=True)
class Payload:
    """One message: the JSON body, and the files its attachments name, in their order."""

    body: dict[str, Any]
    files: tuple[Attachment, ...] = ()


def messages(screens: Sequence[Screen], *, hidden: bool = False) -> list[Payload]:
    """The messages that show the screens, in as few as fit with each screen whole where it can be; none is empty.

    hidden: only the person whose interaction is answered sees them.
    """
    pages = [_Page()]
    for number, screen in enumerate(_named(screens)):
        frame = _Frame(number, boxed=bool(screen.sections))
        blocks = _blocks(screen)
        if not pages[-1].fits(frame, *blocks):
            pages.append(_Page())
        for block in blocks:
            if not pages[-1].fits(frame, block):
                pages.append(_Page())
            pages[-1].add(frame, block)
    return [_payload(page, hidden=hidden) for page in pages if page.blocks]


def toast(words: str) -> Payload:
    """A short note that only one person sees."""
    return messages([Screen(plain(text.shorten(words, TOAST)))], hidden=True)[0]


# --- blocks: what stays together ---


@dataclass(frozen=True, slots=True)
class _Block:
    """One part of a message's top level, and the file it shows.

    Attributes:
        size: as how many components it counts.
        letters: units in its text displays.
    """

    part: Part
    attachment: Attachment | None = None
    size: int = field(init=False)
    letters: int = field(init=False)

    def __post_init__(self) -> None:
        within = [*buttons.walk(self.part)]
        letters = sum(text.units(part["content"]) for part in within if part["type"] == TEXT_DISPLAY)
        object.__setattr__(self, "size", len(within))
        object.__setattr__(self, "letters", letters)


@dataclass(frozen=True, slots=True)
class _Frame:
    """A screen among the others: in a container, or below a line unless it comes first."""

    number: int
    boxed: bool


@dataclass(slots=True)
class _Page:
    """What becomes one message: the blocks of each screen on it."""

    blocks: dict[_Frame, list[_Block]] = field(default_factory=dict)

    def fits(self, frame: _Frame, *blocks: _Block) -> bool:
        """Whether so much more can be shown."""
        frames = {**self.blocks, frame: None}
        together = [*(block for held in self.blocks.values() for block in held), *blocks]
        around = sum(each.boxed or at > 0 for at, each in enumerate(frames))
        return (
            around + sum(block.size for block in together) <= COMPONENTS
            and sum(block.letters for block in together) <= TEXT
            and sum(block.attachment is not None for block in together) <= FILES
        )

    def add(self, frame: _Frame, block: _Block) -> None:
        self.blocks.setdefault(frame, []).append(block)


def _blocks(screen: Screen) -> list[_Block]:
    """A screen from top to bottom."""
    blocks = _texts(screen.spans)
    for section in screen.sections:
        *before, last = _texts(section.spans) or [_display(text.ELLIPSIS)]
        accessory = buttons.drawn(section.button)
        whole = {"type": SECTION, "components": [last.part], "accessory": accessory} if accessory else last.part
        blocks += [*before, _Block(whole)]
    blocks += _texts(screen.foot)
    if screen.attachment is not None:
        blocks.append(_file(screen.attachment))
    blocks = blocks or [_display(text.ELLIPSIS)]
    room = COMPONENTS - bool(screen.sections)
    left = room - sum(block.size for block in blocks)
    return [*blocks, *map(_Block, buttons.laid(screen.rows, left if left > 0 else room))]


def _texts(spans: Sequence[Span]) -> list[_Block]:
    return [_display(part) for part in text.split(spans, TEXT)]


def _display(content: str) -> _Block:
    return _Block({"type": TEXT_DISPLAY, "content": content})


def _file(attachment: Attachment) -> _Block:
    """A picture in a gallery, anything else as a file."""
    media = {"url": f"attachment://{attachment.name}"}
    if not attachment.media.startswith("image/"):
        return _Block({"type": FILE, "file": media}, attachment)
    item: Part = {"media": media}
    if text.is_seen(attachment.about):
        item["description"] = text.line(attachment.about, CAPTION)
    return _Block({"type": GALLERY, "items": [item]}, attachment)


def _named(screens: Sequence[Screen]) -> Iterator[Screen]:
    """The screens with their files named as Discord would name them, none twice."""
    taken: set[str] = set()
    for number, screen in enumerate(screens):
        if screen.attachment is None:
            yield screen
            continue
        name = re.sub(r"[^\w.-]+", "_", screen.attachment.name, flags=re.ASCII).strip("._") or "file"
        name = f"{number}-{name}" if name in taken else name
        taken.add(name)
        yield replace(screen, attachment=replace(screen.attachment, name=name))


# --- the message ---


def _payload(page: _Page, *, hidden: bool) -> Payload:
    files = tuple(
        block.attachment for blocks in page.blocks.values() for block in blocks if block.attachment is not None
    )
    parts: list[Part] = []
    taken: set[str] = set()
    numbers = count()
    for frame, blocks in page.blocks.items():
        inside = [part for block in blocks if (part := _once(block.part, taken, numbers))]
        if frame.boxed:
            parts.append({"type": CONTAINER, "components": inside})
        else:
            parts += [{"type": SEPARATOR}, *inside] if parts else inside
    body: dict[str, Any] = {
        "flags": COMPONENTS_V2 | SUPPRESS_EMBEDS | (EPHEMERAL if hidden else 0),
        "components": parts,
        "allowed_mentions": {"parse": [], "replied_user": False},
    }
    if files:
        body["attachments"] = [_attachment(number, each) for number, each in enumerate(files)]
    return Payload(body, files)


def _attachment(number: int, attachment: Attachment) -> Part:
    shape: Part = {"id": number, "filename": attachment.name}
    if text.is_seen(attachment.about):
        shape["description"] = text.line(attachment.about, CAPTION)
    return shape


def _once(part: Part, taken: set[str], numbers: Iterator[int]) -> Part | None:
    """A part without buttons that stand further up already; None where nothing is left of it."""
    kind = part["type"]
    if kind == BUTTON:
        return part if _is_new(part.get("custom_id"), taken) else None
    if kind == SELECT:
        options = [option for option in part["options"] if _is_new(option["value"], taken)]
        return {**part, "custom_id": f"{LIST}{next(numbers)}", "options": options} if options else None
    if kind == ROW:
        kept = [inner for each in part["components"] if (inner := _once(each, taken, numbers))]
        return {**part, "components": kept} if kept else None
    if kind == SECTION and not _once(part["accessory"], taken, numbers):
        [words] = part["components"]
        return dict(words)
    return part


def _is_new(token: str | None, taken: set[str]) -> bool:
    if token is None:
        return True
    new = token not in taken
    taken.add(token)
    return new

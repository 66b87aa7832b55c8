"""How does a form become a modal, and what does it bring back?

A modal keeps nothing: whoever sends it may have opened it before a restart. Its ``custom_id`` is the form's token and a
number of its own, so that the same form sent twice is one answer (Discord "Using Modal Components", read 2026-11).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.discord import text
from bot.discord.buttons import CHOICE, OPTIONS, SELECT, Part
from bot.screens import Entry, Field, Form

TITLE = 45  # units, of the modal and of its labels
ABOUT = 100  # units, below a label
WORDS = 4000  # units above the fields, and characters in one
PARTS = 5  # of the top level
RADIOS = range(2, 11)  # options that stand one below the other; else they are a list
TEXT_INPUT, TEXT_DISPLAY, LABEL, RADIO_GROUP, CHECKBOX_GROUP = 4, 10, 18, 21, 22  # Discord "Component Types"
PARAGRAPH = 2  # Discord "Text Input Styles": several lines
TICKED = "yes"


def modal(form: Form, nonce: str) -> dict[str, Any]:
    """The data of the response that opens a form; ``nonce`` is new for each time it is opened."""
    above = [{"type": TEXT_DISPLAY, "content": part} for part in text.split(form.spans, WORDS)[:1]]
    asked = [_labelled(each) for each in form.fields[:PARTS]]
    return {
        "custom_id": f"{form.token}.{nonce}",
        "title": text.line(form.title, TITLE),
        "components": [*above[: PARTS - len(asked)], *asked],
    }


def fields(components: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """What was filled in, by key, out of a modal's ``data["components"]``: words, the option's key, or "yes"; else ""."""
    filled: dict[str, str] = {}
    for part in components:
        for inner in (part.get("component"), *part.get("components", ())):
            if inner and "custom_id" in inner:
                given = inner.get("value") or next(iter(inner.get("values") or ()), "")
                filled[str(inner["custom_id"])] = TICKED if given is True else str(given)
    return filled


def _labelled(asked: Field) -> Part:
    part: Part = {"type": LABEL, "label": text.line(asked.label, TITLE), "component": _COMPONENTS[asked.entry](asked)}
    if text.is_seen(asked.about):
        part["description"] = text.line(asked.about, ABOUT)
    return part


def _words(asked: Field) -> Part:
    """An earlier answer that is too long stands there whole as far as it can: it is the person's to shorten."""
    value = text.clean(asked.value)[:WORDS]
    most = min(WORDS, max(1, asked.longest, len(value)))
    part: Part = {
        "type": TEXT_INPUT,
        "custom_id": asked.key,
        "style": PARAGRAPH,
        "required": asked.required,
        "max_length": most,
    }
    return {**part, "value": value} if value else part


def _one(asked: Field) -> Part:
    options = [
        {"label": text.line(label, CHOICE), "value": key, "default": key == asked.value}
        for key, label in asked.options[:OPTIONS]
    ]
    part: Part = {"custom_id": asked.key, "required": asked.required, "options": options}
    if len(options) in RADIOS:
        return {**part, "type": RADIO_GROUP}
    return {**part, "type": SELECT, "min_values": int(asked.required)}


def _tick(asked: Field) -> Part:
    key, label = asked.options[0] if asked.options else (TICKED, asked.label)
    return {
        "type": CHECKBOX_GROUP,
        "custom_id": asked.key,
        "required": True,
        "min_values": 1,
        "max_values": 1,
        "options": [{"label": text.line(label, CHOICE), "value": TICKED, "default": asked.value == key}],
    }


_COMPONENTS = {Entry.WORDS: _words, Entry.ONE: _one, Entry.TICK: _tick}

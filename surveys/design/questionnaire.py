"""What is asked, in which order, and with which settings does a wave begin?

A questionnaire is frozen: a change is a new version, and ``digest`` tells two contents apart. ``reading``
takes the file format (``format = 1``, ``docs/questionnaires.md``), ``writing`` writes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from surveys.design.items import AnyItem
from surveys.design.items.choice import Choice
from surveys.design.items.kind import Condition, Flaw, Item, Setting, Slug, said
from surveys.design.items.number import Number
from surveys.design.items.open import Open
from surveys.design.items.scale import Scale
from surveys.design.items.statements import Statements
from surveys.design.text import OptionText, Question, Text, Title, line_at_most

ITEMS_LIMIT = 40  # questions; five cards of UX.md's eight buttons, far more than anybody answers

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Line = Annotated[str, line_at_most(200)]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"']{1,500}$")]


class Article(Setting):
    """The text that raised the questions: what it is called, and where it can be read."""

    title: OptionText
    author: Line | None = None
    url: Address | None = None


class WaveDefaults(Setting):
    """What a wave begins with; a moderator may change it before opening.

    Attributes:
        days: how long it is open.
        digest_every_days: rhythm of digests; 0 means only at closing.
        latecomers: answers are kept after closing.
        visibility: when a respondent sees results: after their own answer, after closing, or live (*open*, only for
            closed questions).
        retention_months: answers are deleted this long after closing.
        anonymous: answers cannot be traced back, and not be withdrawn after closing.
        named_quotes: respondents may choose to be quoted by name.
        moderated: answers in words are quoted and voted on only after a moderator approved them.
    """

    days: Annotated[int, Field(ge=1, le=366)] = 14
    digest_every_days: Annotated[int, Field(ge=0, le=366)] = 7
    latecomers: bool = False
    visibility: Literal["after-answer", "after-close", "open"] = "after-answer"
    retention_months: Annotated[int, Field(ge=1, le=120)] = 12
    anonymous: bool = False
    named_quotes: bool = False
    moderated: bool = True


class Head(Setting):
    """Everything about a questionnaire but its items.

    Attributes:
        version: counts up with each published change of content.
        languages: every text is given in each of them, no more.
        segment: key of the ``choice`` item that says which group a respondent belongs to.
    """

    format: Literal[1]
    key: Slug
    version: Annotated[int, Field(ge=1)] = 1
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=10)]
    title: Title
    intro: Question
    article: Article | None = None
    segment: Slug | None = None
    wave: WaveDefaults = WaveDefaults()


class Questionnaire(Head):
    """An ordered list of items with routing; the same content always has the same digest."""

    items: Annotated[tuple[AnyItem, ...], Field(min_length=1, max_length=ITEMS_LIMIT)]

    def item(self, key: str) -> Item:
        """The item of that key; KeyError if there is none."""
        return self.items[self.number(key) - 1]

    def number(self, key: str) -> int:
        """Which question it is, from 1; KeyError if there is none of that key."""
        for number, item in enumerate(self.items, start=1):
            if item.key == key:
                return number
        raise KeyError(key)

    def digest(self) -> str:
        """SHA-256 of the content in one canonical form; settings left at their default do not change it."""
        content = self.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if flaws := tuple(flaws_between(self, self.items)):
            raise PydanticCustomError("flaws", "{said}", {"said": said(flaws), "flaws": flaws})
        return self


def flaws_between(head: Head | None, items: Sequence[Item | None]) -> Iterator[Flaw]:
    """What does not fit together across items; None stands for an item or head that is broken in itself."""
    for position, item in enumerate(items):
        if item is None:
            continue
        if any(before is not None and before.key == item.key for before in items[:position]):
            yield Flaw(("items", position, "key"), item.key, "a key no other item has")
        if item.show_if is not None:
            for flaw in _routing_flaws(item.show_if, items, position):
                yield flaw._replace(at=("items", position, "show_if", *flaw.at))
        if isinstance(item, Statements):
            for place, key in enumerate(item.from_items):
                if not any(other is None or (isinstance(other, Open) and other.key == key) for other in items):
                    yield Flaw(("items", position, "from_items", place), key, "the key of an open item")
    if head is not None:
        yield from _head_flaws(head, items)


def _routing_flaws(condition: Condition, items: Sequence[Item | None], position: int) -> Iterator[Flaw]:
    earlier = items[:position]
    target = next((item for item in earlier if item and item.key == condition.item), None)
    if target is None:
        later = any(item and item.key == condition.item for item in items[position:])
        if later or None not in earlier:
            found = f"{condition.item}, which is asked {'later' if later else 'nowhere'}"
            yield Flaw(("item",), found, "the key of an earlier item")
        return
    bounded = condition.at_least is not None or condition.at_most is not None
    if not condition.any_of and not condition.none_of and not bounded:
        yield Flaw((), "none", "any_of, none_of, at_least or at_most")
    if bounded and not isinstance(target, Scale | Number):
        name = "at_least" if condition.at_least is not None else "at_most"
        yield Flaw((name,), f"{target.key} is of kind {target.kind}", "a scale or number item for a bound")
    known = target.all_cells()
    for name, cells in (("any_of", condition.any_of), ("none_of", condition.none_of)):
        for place, cell in enumerate(cells):
            if cell not in known:
                offered = f"one of {', '.join(known[:12])}" if known else "no any_of or none_of for this kind"
                yield Flaw((name, place), cell, offered)


def _head_flaws(head: Head, items: Sequence[Item | None]) -> Iterator[Flaw]:
    complete = None not in items
    present = [item for item in items if item is not None]
    segment = next((item for item in present if item.key == head.segment), None)
    if head.segment and not isinstance(segment, Choice) and (segment or complete):
        found = f"{head.segment}, {f'of kind {segment.kind}' if segment else 'which is no item'}"
        yield Flaw(("segment",), found, "the key of a choice item")
    if head.wave.anonymous and head.wave.named_quotes:
        yield Flaw(("wave", "named_quotes"), "true", "false in an anonymous wave")
    if head.wave.anonymous and head.wave.visibility == "open":
        yield Flaw(("wave", "visibility"), "open", "after-answer or after-close in an anonymous wave")
    for item in items:
        if head.wave.visibility == "open" and item is not None and not item.wordless:
            found = f"open, with {item.key} of kind {item.kind}"
            yield Flaw(("wave", "visibility"), found, "after-answer or after-close where people write words")
            break
    yield from _language_flaws(head, (), head.languages)
    for position, item in enumerate(items):
        if item is not None:
            yield from _language_flaws(item, ("items", position), head.languages)


def _language_flaws(value: object, at: tuple[str | int, ...], languages: Sequence[str]) -> Iterator[Flaw]:
    """Texts that lack a language of the questionnaire, or have one more."""
    if isinstance(value, Text):
        for language in languages:
            if language not in value.root:
                yield Flaw((*at, language), "missing", f"the text in {language} too")
        for language in value.languages():
            if language not in languages:
                yield Flaw((*at, language), language, f"only the languages {', '.join(languages)}")
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            if name != "items":
                yield from _language_flaws(getattr(value, name), (*at, field.alias or name), languages)
    elif isinstance(value, Mapping):
        for key, element in value.items():
            yield from _language_flaws(element, (*at, key), languages)
    elif isinstance(value, tuple):
        for position, element in enumerate(value):
            yield from _language_flaws(element, (*at, position), languages)

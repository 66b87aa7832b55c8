"""``case``: a report on one request to a company: where, when, what came back, how fast, was it solved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Literal, TypeAlias, get_args

from surveys.design.items.date import date_in
from surveys.design.items.kind import (
    WORDS_LIMIT,
    Flaw,
    Input,
    Item,
    Option,
    Part,
    Value,
    option_flaws,
)
from surveys.design.quantities import Precision, read_duration, say_date, say_duration
from surveys.design.text import Text, Title, text
from surveys.errors import Complaint

PartName: TypeAlias = Literal["company", "channel", "date", "outcome", "wait", "solved", "story"]
ORDER: tuple[PartName, ...] = get_args(PartName)
COMPANY_LIMIT = 80  # characters of a company's name
CHANNEL_KEY_LIMIT = 32  # characters, so that "channel:x/outcome:y" stays within the 64 of a cell
OPTIONAL = ("date", "wait", "story")  # nobody remembers these for certain


class Case(Item):
    """A structured report; counted only when its last part is there.

    Attributes:
        channels: where companies can be reached.
        ask: the parts that are asked, always in the order of ``ORDER``.
        labels: what a part is called here instead, at most 45 characters.
    """

    kind: Literal["case"]
    channels: tuple[Option, ...] = ()
    ask: tuple[PartName, ...] = ORDER
    labels: Mapping[PartName, Title] = {}

    def flaws(self) -> Iterator[Flaw]:
        if not self.ask:
            yield Flaw(("ask",), "none", f"at least one of {', '.join(ORDER)}")
        for position, name in enumerate(self.ask):
            if name in self.ask[:position]:
                yield Flaw(("ask", position), name, "each part once")
        if "channel" in self.ask:
            yield from option_flaws(self.channels, "channels")
        for position, channel in enumerate(self.channels):
            if len(channel.key) > CHANNEL_KEY_LIMIT:
                yield Flaw(("channels", position, "key"), channel.key, f"at most {CHANNEL_KEY_LIMIT} characters")
        for name in self.labels:
            if name not in self.ask:
                yield Flaw(("labels", name), name, "labels only for parts that are asked")

    def parts(self) -> tuple[Part, ...]:
        return self._parts

    @cached_property
    def _parts(self) -> tuple[Part, ...]:
        return tuple(self._part(name) for name in ORDER if name in self.ask)

    def _part(self, name: PartName) -> Part:
        after = ("outcome", ("answered", "only-reaction"))
        return Part(
            key=name,
            input=Input.ONE if self._options(name) else Input.WORDS,
            ask=self.labels.get(name) or _asks()[name],
            options=self._options(name),
            required=name not in OPTIONAL,
            only_if=after if name == "wait" and "outcome" in self.ask else None,
            longest={"company": COMPANY_LIMIT, "story": WORDS_LIMIT}.get(name, 60),
            hint=_hints().get(name),
        )

    def _options(self, name: PartName) -> tuple[Option, ...]:
        return self.channels if name == "channel" else _fixed_options().get(name, ())

    def read_words(self, part: Part, typed: str) -> Value:
        if part.key == "date":
            return date_in(typed, Precision.YEAR)
        if part.key == "wait":
            minutes = read_duration(typed)
            if minutes is None:
                raise Complaint("complaint-not-a-duration", given=typed[:40])
            return minutes
        return typed

    def value(self, parts: Mapping[str, Value]) -> Value:
        """The parts that were answered, by name; ``wait`` in minutes."""
        return {name: parts[name] for name in ORDER if name in parts}

    def words(self, value: Value) -> str | None:
        """The story; a company's name alone is not a quote."""
        story = value.get("story")
        return None if story is None else str(story)

    def called(self, name: str) -> tuple[str, ...]:
        """The short names of a part, in every language."""
        short = next((shown for part, shown in _names().items() if part == name), None)
        return tuple(short.root.values()) if short else ()

    def cells(self, value: Value) -> tuple[str, ...]:
        """``channel:x``, ``outcome:x``, ``solved:x``, and ``channel:x/outcome:y``."""
        single = tuple(
            f"{name}:{value[name]}" for name in ("channel", "outcome", "solved") if value.get(name) is not None
        )
        if value.get("channel") and value.get("outcome"):
            return (*single, f"channel:{value['channel']}/outcome:{value['outcome']}")
        return single

    def all_cells(self) -> tuple[str, ...]:
        listed = [part for part in self.parts() if part.options]
        single = [f"{part.key}:{option.key}" for part in listed for option in part.options]
        if not {"channel", "outcome"} <= set(self.ask):
            return tuple(single)
        outcomes = self._options("outcome")
        pairs = [f"channel:{one.key}/outcome:{other.key}" for one in self.channels for other in outcomes]
        return (*single, *pairs)

    def cell_text(self, cell: str, language: str) -> str:
        return ", ".join(self._pair_text(pair, language) for pair in cell.split("/"))

    def _pair_text(self, pair: str, language: str) -> str:
        name, _, key = pair.partition(":")
        return self._option_text(name, key, language)

    def _option_text(self, name: str, key: str, language: str) -> str:
        part = self.part(name)
        found = next((option for option in part.options if option.key == key), None) if part else None
        return found.text[language] if found else key

    def say(self, value: Value, language: str) -> str:
        """One line per part: what it is called, and what was answered."""
        lines = []
        for name in ORDER:
            if value.get(name) is not None:
                label = self.labels[name][language] if name in self.labels else _names()[name][language]
                lines.append(f"{label.rstrip('?:')}: {self._say_part(name, value[name], language)}")
        return "\n".join(lines)

    def _say_part(self, name: PartName, value: Value, language: str) -> str:
        if name == "date":
            return say_date(value, language)
        if name == "wait":
            return say_duration(value, language)
        return self._option_text(name, value, language) if self._options(name) else str(value)

    def columns(self, value: Value | None) -> Mapping[str, str | int | float | None]:
        """One column per part that is asked; the wait in minutes."""
        given = value or {}
        return {
            f"{self.key}.{name}{'_minutes' if name == 'wait' else ''}": given.get(name)
            for name in ORDER
            if name in self.ask
        }


@cache
def _asks() -> Mapping[PartName, Text]:
    return {
        "company": text("Um welches Unternehmen geht es?", "Which company is it about?"),
        "channel": text("Über welchen Kanal hast du gefragt?", "Through which channel did you ask?"),
        "date": text("Wann war das ungefähr?", "Roughly when was that?"),
        "outcome": text("Was kam zurück?", "What came back?"),
        "wait": text("Wie lange bis zur ersten Antwort?", "How long until the first reply?"),
        "solved": text("War dein Anliegen danach gelöst?", "Was your request solved then?"),
        "story": text("Was ist passiert?", "What happened?"),
    }


@cache
def _names() -> Mapping[PartName, Text]:
    return {
        "company": text("Unternehmen", "Company"),
        "channel": text("Kanal", "Channel"),
        "date": text("Wann", "When"),
        "outcome": text("Ergebnis", "Outcome"),
        "wait": text("Bis zur ersten Antwort", "Until the first reply"),
        "solved": text("Gelöst", "Solved"),
        "story": text("Was passiert ist", "What happened"),
    }


@cache
def _hints() -> Mapping[PartName, Text]:
    return {
        "date": text("zum Beispiel 03.2026", "for example 03.2026"),
        "wait": text("zum Beispiel 15 min, 2 h, 3 Tage, sofort", "for example 15 min, 2 h, 3 days, at once"),
    }


@cache
def _fixed_options() -> Mapping[PartName, tuple[Option, ...]]:
    return {
        "outcome": (
            Option(key="answered", text=text("Eine Antwort", "An answer")),
            Option(key="only-reaction", text=text("Nur eine Reaktion (Like, Emoji)", "Only a reaction (like, emoji)")),
            Option(key="nothing", text=text("Nichts", "Nothing")),
        ),
        "solved": (
            Option(key="yes", text=text("Ja", "Yes")),
            Option(key="partly", text=text("Teilweise", "Partly")),
            Option(key="no", text=text("Nein", "No")),
        ),
    }

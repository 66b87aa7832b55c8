"""What does a question type have to say about itself?

A kind is a pydantic model (its settings stand in the questionnaire file) that declares *parts* and reads, shows and
counts the value they make. It never lays anything out: a platform asks the parts one after the other, or puts several
into one form, by its own limits; nothing counts until the last part is there. An item's value is plain JSON.

To add a kind: one file here, one line in ``items/__init__.py``, one case file under ``tests/surveys/design/cases``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Annotated, Any, ClassVar, NamedTuple, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from surveys.design.text import OptionText, Question, Text, Title
from surveys.errors import Complaint

OPTIONS_LIMIT = 25  # options of one question; Discord select menus (checked 2026-11)
WORDS_LIMIT = 4000  # characters of an answer in words; the lower of both platforms' inputs

Value: TypeAlias = Any  # an item's value: plain JSON (str, int, float, list, dict), its shape fixed by the kind
Raw: TypeAlias = str | Sequence[str]  # what came in for one part: words as typed, or keys of options

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]


class Input(StrEnum):
    """How a part is answered."""

    WORDS = "words"  # typed
    ONE = "one"  # one option
    MANY = "many"  # any number of options, then "done"
    ORDER = "order"  # options one after the other, best first, then "done"
    REACT = "react"  # agree, disagree, pass on one statement after the other


class Setting(BaseModel):
    """A value that stands in a questionnaire file: nothing unknown in it, nothing changed later."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, serialize_by_alias=True)


class Flaw(NamedTuple):
    """Settings that are each well-formed but do not fit together.

    Attributes:
        at: path below the value that has the flaw.
        found: what stands there.
        expected: what should, in English.
    """

    at: tuple[str | int, ...]
    found: str
    expected: str


class Option(Setting):
    """One thing to choose.

    Attributes:
        key: what is stored; says what is meant, so not only digits.
        text: what is shown, at most 80 characters.
        stays: keeps its place behind the others when they are shuffled ("nothing of this", "other").
    """

    key: Slug
    text: OptionText
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One thing a respondent is asked within an item.

    Attributes:
        key: unique within the item; ``value`` where the item has only one part.
        ask: what is asked; None means the item's own text.
        input: how it is answered.
        options: what can be chosen, in the order written; empty for words.
        required: False lets the respondent skip this part alone.
        only_if: (other part, its values) this part depends on; None means it is always asked.
        at_least: fewest options for MANY and ORDER.
        at_most: most options for MANY and ORDER; None means all.
        longest: most characters for WORDS.
        hint: an example of what may be typed.
        shuffled: options are shown in an order drawn per respondent.
    """

    key: str
    input: Input
    ask: Text | None = None
    options: tuple[Option, ...] = ()
    required: bool = True
    only_if: tuple[str, tuple[str, ...]] | None = None
    at_least: int = 0
    at_most: int | None = None
    longest: int = WORDS_LIMIT
    hint: Text | None = None
    shuffled: bool = False

    def order(self, chance: Random) -> tuple[Option, ...]:
        """The options in the order to show them: as written, or drawn, those that stay behind the others."""
        if not self.shuffled:
            return self.options
        moving = [option for option in self.options if not option.stays]
        chance.shuffle(moving)
        return (*moving, *(option for option in self.options if option.stays))


class Condition(Setting):
    """When an item is asked: what an earlier item's answer has to be.

    Attributes:
        item: key of an earlier item.
        any_of: at least one of these cells must be in its answer.
        none_of: none of these cells may be in its answer.
        at_least: for numbers and scales.
        at_most: for numbers and scales.
    """

    item: Slug
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()
    at_least: float | None = None
    at_most: float | None = None

    def holds(self, cells: Sequence[str], value: Value) -> bool:
        """Whether an answer with these cells and this value fulfils the condition."""
        if self.any_of and not set(self.any_of) & set(cells):
            return False
        if set(self.none_of) & set(cells):
            return False
        if self.at_least is None and self.at_most is None:
            return True
        if not isinstance(value, int | float):
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


class Item(Setting):
    """A question as asked; each kind is a subclass that narrows ``kind``.

    Attributes:
        title: short, at most 45 characters; buttons, lists, modal titles.
        text: the full question, at most 300 characters.
        source: paragraph of the article it comes from, from 1; None for our own.
        required: False lets a respondent skip it.
        show_if: routing; None means it is always asked.
        tabled: the digest shows its cells as a table; a kind without has a section of its own.
        wordless: an answer holds nothing a person worded, so that results may be shown while they come in.
    """

    tabled: ClassVar[bool] = False
    wordless: ClassVar[bool] = False

    key: Slug
    kind: str
    title: Title
    text: Question
    source: Annotated[int, Field(ge=1)] | None = None
    required: bool = False
    show_if: Condition | None = None

    def parts(self) -> tuple[Part, ...]:
        """What a respondent is asked, in order; at least one part."""
        raise NotImplementedError

    def read(self, part: Part, raw: Raw) -> Value:
        """Turn what came in for a part into its value; raises Complaint."""
        match part.input:
            case Input.WORDS:
                return self.read_words(part, words(raw, part.longest))
            case Input.ONE:
                return one_of(part, raw)
            case _:
                return several_of(part, raw)

    def read_words(self, part: Part, typed: str) -> Value:
        """Turn typed words (not blank, not too long) into the part's value; raises Complaint."""
        return typed

    def value(self, parts: Mapping[str, Value]) -> Value:
        """The item's value from the values of its parts; a skipped part is missing."""
        return parts["value"]

    def words(self, value: Value) -> str | None:
        """The respondent's own words in a value: what may be quoted and coded; None where there are none."""
        return None

    def cells(self, value: Value) -> tuple[str, ...]:
        """What a value counts as: keys of table cells, at most 64 characters each; one person counts once in each."""
        return ("answered",)

    def cell_text(self, cell: str, language: str) -> str:
        """How a cell is called in a table."""
        return cell

    def all_cells(self) -> tuple[str, ...]:
        """The cells known beforehand, in the order they are shown; a count of 0 is shown for them too."""
        return ()

    def say(self, value: Value, language: str) -> str:
        """The value as a person would read it, in plain text."""
        return str(value)

    def columns(self, value: Value | None) -> Mapping[str, str | int | float | None]:
        """The value as flat columns of an export, the same names for every value; None gives empty ones."""
        return {self.key: value}

    def part(self, key: str) -> Part | None:
        """The part of that key."""
        return next((part for part in self.parts() if part.key == key), None)

    def flaws(self) -> Iterator[Flaw]:
        """Settings of this item that do not fit together; none of them when the item exists."""
        yield from ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if flaws := tuple(self.flaws()):
            raise PydanticCustomError("flaws", "{said}", {"said": said(flaws), "flaws": flaws})
        return self


class Choosable(Item):
    """An item whose single part offers options."""

    options: tuple[Option, ...]
    shuffled: bool = False

    def flaws(self) -> Iterator[Flaw]:
        yield from option_flaws(self.options)

    def option(self, key: str) -> Option | None:
        """The option of that key; None if it is none of this item's."""
        return next((option for option in self.options if option.key == key), None)

    def all_cells(self) -> tuple[str, ...]:
        return tuple(option.key for option in self.options)

    def cell_text(self, cell: str, language: str) -> str:
        option = self.option(cell)
        return option.text[language] if option else cell


def option_flaws(options: Sequence[Option], name: str = "options") -> Iterator[Flaw]:
    """What is wrong with a list of options: too few, too many, keys or texts twice, keys of digits alone."""
    if not 2 <= len(options) <= OPTIONS_LIMIT:
        yield Flaw((name,), f"{len(options)}", f"2 to {OPTIONS_LIMIT} options")
    keys: set[str] = set()
    texts: set[tuple[str, str]] = set()
    for position, option in enumerate(options):
        if option.key in keys:
            yield Flaw((name, position, "key"), option.key, "a key no other option of the question has")
        if option.key.isdigit():
            yield Flaw((name, position, "key"), option.key, "a key with a letter (digits choose by position)")
        shown = {(language, words.casefold()) for language, words in option.text.root.items()}
        if twice := sorted(shown & texts):
            yield Flaw((name, position, "text"), twice[0][1], "a text no other option of the question has")
        keys.add(option.key)
        texts |= shown


def said(flaws: Sequence[Flaw]) -> str:
    """Flaws as one sentence, for a developer."""
    return "; ".join(f"{'.'.join(map(str, flaw.at))}: expected {flaw.expected}, found {flaw.found}" for flaw in flaws)


# --- reading what came in ---

_INVISIBLE = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u3164\ufe00-\ufe0f\ufeff\uffa0]+"
)


def words(raw: Raw, longest: int) -> str:
    """Typed words without surrounding white space; raises Complaint when blank or longer than ``longest``.

    Zero-width characters alone count as blank. NUL and lone surrogates, which no database keeps alike, become U+FFFD.
    """
    typed = raw if isinstance(raw, str) else " ".join(raw)
    typed = typed.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip()
    if not _INVISIBLE.sub("", typed):
        raise Complaint("complaint-blank")
    if len(typed) > longest:
        raise Complaint("complaint-too-long", length=len(typed), limit=longest)
    return typed


def one_of(part: Part, raw: Raw) -> str:
    """The key of the one option meant: by key, by its text in any language, or by its number from 1."""
    given = [raw] if isinstance(raw, str) else list(raw)
    if len(given) != 1:
        raise Complaint("complaint-choose-one")
    wanted = given[0].strip().casefold()
    for option in part.options:
        if wanted == option.key or wanted in {each.casefold() for each in option.text.root.values()}:
            return option.key
    if not wanted:
        raise Complaint("complaint-blank")
    if re.fullmatch("[0-9]{1,2}", wanted) and 1 <= int(wanted) <= len(part.options):
        return part.options[int(wanted) - 1].key
    raise Complaint("complaint-no-such-option", given=given[0].strip()[:40])


def several_of(part: Part, raw: Raw) -> list[str]:
    """The keys of the options meant, each once, in the order given; typed ones are separated by comma or blank."""
    if isinstance(raw, str):
        pieces = [piece for piece in re.split(r"[,;\n]+", raw) if piece.strip()]
        given = pieces if len(pieces) > 1 else re.split(r"\s+", raw.strip()) if _only_numbers(raw) else pieces
    else:
        given = list(raw)
    chosen = list(dict.fromkeys(one_of(part, [piece]) for piece in given))
    if len(chosen) < part.at_least:
        raise Complaint("complaint-too-few", limit=part.at_least)
    if part.at_most is not None and len(chosen) > part.at_most:
        raise Complaint("complaint-too-many", limit=part.at_most)
    return chosen


def _only_numbers(raw: str) -> bool:
    return re.fullmatch(r"[\d\s]+", raw) is not None

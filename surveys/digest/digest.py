"""What is a digest? Sections of a few kinds of blocks, every number with the people it counts.

Blocks are all a renderer has to know: a new section is made of them and needs no renderer to change. A count of None is
withheld (fewer than five people, or it would tell such a count); it is never computed by a renderer.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from surveys.design.text import Text
from surveys.tables import Purpose


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _dated(given: object) -> object:
    """A day as JSON keeps it is a day again."""
    return date.fromisoformat(given) if isinstance(given, str) and _DAY.fullmatch(given) else given


class Say(_Value):
    """A phrase of ``surveys/digest/phrases`` with what it inserts: numbers, words, dates, or texts in several languages."""

    key: str
    values: dict[str, Annotated[int | float | date | Text | str, BeforeValidator(_dated)]] = {}


Label = Say | Text  # what something is called: our words, or the questionnaire's


class Line(_Value):
    """One sentence."""

    type: Literal["line"] = "line"
    say: Say


class Bar(_Value):
    """One bar: how many people, and which share of them (0-1) where the share may be said."""

    label: Label
    count: int | None
    share: float | None = None


class Bars(_Value):
    """Counts of one closed question.

    Attributes:
        n: people who answered it; None while that is withheld.
        ordered: the bars are points of a scale from low to high, with a middle where their number is odd.
        several: one person may count in several bars.
        note: such as the median, stated with its n.
        answer_id: whose words the title is, so that a withdrawal finds them; None for words of the questionnaire.
        theme_id: which theme the title is the name of, so that a renaming finds it; None for anything else.
    """

    type: Literal["bars"] = "bars"
    title: Label
    question: Label | None = None
    n: int | None
    bars: tuple[Bar, ...]
    ordered: bool = False
    several: bool = False
    note: Say | None = None
    answer_id: str | None = None
    theme_id: str | None = None


class Row(_Value):
    """One row of a table; None is withheld."""

    label: Label
    cells: tuple[int | Say | None, ...]


class Table(_Value):
    """Counts of one question by something else, such as company by outcome; None is withheld."""

    type: Literal["table"] = "table"
    title: Label
    columns: tuple[Label, ...]
    rows: tuple[Row, ...]
    note: Say | None = None


class Quoted(_Value):
    """Somebody's words, verbatim to the character, with their consent for where the digest is shown.

    Attributes:
        answer_id: what it was quoted from, so that a withdrawal finds it.
        who: group, or name where that was agreed; None for nothing at all.
        withdrawn: it was taken back; ``text`` is empty and a note stands in its place.
    """

    type: Literal["quote"] = "quote"
    answer_id: str
    item: Label
    text: str
    who: Label | None = None
    withdrawn: bool = False


Block = Annotated[Line | Bars | Table | Quoted, Field(discriminator="type")]


class Section(_Value):
    """A part of a digest under the heading ``section-<key>``.

    Attributes:
        brief: how many of its blocks the one screen in a chat shows; the page and the JSON have all.
    """

    key: str
    blocks: tuple[Block, ...]
    brief: int = 99


class Digest(_Value):
    """A composed digest.

    Attributes:
        wave: key of the wave.
        version: 0 until it is stored.
        release: number of the release its counts come from; 0 before the first.
        participants: how many people took part when it was composed.
        sample: the answers are samples of ours; every surface says so.
        purposes: what everybody quoted in it agreed to, besides taking part.
        platform: the one it is shown on; empty for several.
        language: the community's; a reader may choose another.
        blackened: ids of answers in whose words something was blackened since it was composed.
        renamed: ids of themes that got another name since it was composed.
    """

    wave: str
    title: Text
    article: Text | None = None
    article_url: str | None = None
    language: str = "de"
    at: datetime
    opened_at: datetime | None = None
    closes_at: datetime | None = None
    final: bool = False
    sample: bool = False
    purposes: tuple[Purpose, ...] = (Purpose.QUOTE_HERE,)
    platform: str = ""
    release: int = 0
    participants: int = 0
    version: int = 0
    blackened: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    def hash(self) -> str:
        """SHA-256 of what it says; the same facts give the same hash, whenever and as whichever version composed."""
        # Without defaults: an attribute that is added one day leaves the hashes of what was posted before as they are.
        said = self.model_dump_json(exclude={"at", "version"}, exclude_defaults=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def quotes(self) -> tuple[Quoted, ...]:
        """Every quote in it."""
        return tuple(block for section in self.sections for block in section.blocks if isinstance(block, Quoted))

    def said_in(self) -> tuple[str, ...]:
        """The answers whose words stand in it, quoted or put to the vote."""
        blocks = (block for section in self.sections for block in section.blocks)
        given = (block.answer_id for block in blocks if isinstance(block, Bars) and block.answer_id)
        quoted = (quote.answer_id for quote in self.quotes() if not quote.withdrawn)
        return tuple(dict.fromkeys((*quoted, *given)))

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
    """One sentence.

    Attributes:
        cites: the answers a language model's sentence rests on, so that a withdrawal finds it.
    """

    type: Literal["line"] = "line"
    say: Say
    cites: tuple[str, ...] = Field(default=(), exclude_if=lambda answers: not answers)  # so that old hashes stay


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


class Ranged(_Value):
    """One theme: how many people, their share (0-1), and from where to where it may lie by chance.

    Attributes:
        change: since the digest before, or that it is new; None where nothing can be said.
        corrected: its share (0-1) as answers that people checked correct it; None where too few were checked.
        corrected_low, corrected_high: from where to where that may lie, in 90 of 100 samples to check.
        mark: such as that nobody has confirmed it yet.
        theme_id: so that a renaming finds it; None for what speaks of none of the themes.
    """

    label: Label
    count: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None
    change: Say | None = None
    mark: Say | None = None
    theme_id: str | None = None
    corrected: float | None = None
    corrected_low: float | None = None
    corrected_high: float | None = None


class Ranges(_Value):
    """Themes of an open question; one person may speak of several.

    Attributes:
        n: people whose answers were read; None while that is withheld.
    """

    type: Literal["ranges"] = "ranges"
    title: Label
    question: Label | None = None
    n: int | None
    rows: tuple[Ranged, ...]
    note: Say | None = None


class Reacted(_Value):
    """How some people reacted to a statement; None is withheld."""

    label: Label
    n: int | None
    agree: int | None
    passed: int | None
    disagree: int | None


class Agreement(_Value):
    """Reactions to one statement, of everybody in the first row and of groups below.

    Attributes:
        answer_id: whose words the title is, so that a withdrawal finds them; None for words of the questionnaire.
    """

    type: Literal["agreement"] = "agreement"
    title: Label
    rows: tuple[Reacted, ...]
    note: Say | None = None
    answer_id: str | None = None


class Dot(_Value):
    """A group's share (0-1) with from where to where it may lie by chance."""

    label: Label
    n: int | None
    count: int | None
    share: float | None = None
    low: float | None = None
    high: float | None = None


class Contrast(_Value):
    """How often groups speak of one thing.

    Attributes:
        note: what the difference means, or that it means nothing.
        theme_id: which theme the title is the name of, so that a renaming finds it; None for an answer to choose.
    """

    type: Literal["contrast"] = "contrast"
    title: Label
    question: Label | None = None
    dots: tuple[Dot, ...]
    note: Say | None = None
    theme_id: str | None = None


class Moment(_Value):
    """A count and its share (0-1) at one time."""

    count: int
    n: int
    share: float


class Course(_Value):
    """One line of a trend; None where it may not be said.

    Attributes:
        change: by how much it moved, or that this is within chance.
        low, high: from where to where the difference of the shares may lie (-1 to 1), all comparisons considered.
        theme_id: which theme it is the course of, so that a renaming finds it; None for anything else.
    """

    label: Label
    moments: tuple[Moment | None, ...]
    change: Say | None = None
    low: float | None = None
    high: float | None = None
    theme_id: str | None = None


class Trend(_Value):
    """Shares over digests or waves.

    Attributes:
        times: what each of the moments of a course is called.
    """

    type: Literal["trend"] = "trend"
    title: Label
    times: tuple[Label, ...]
    courses: tuple[Course, ...]
    note: Say | None = None


class Circle(_Value):
    """A group of people who react alike, never one person.

    Attributes:
        x: place across; groups near each other agree more.
        y: place down, in the same unit.
        spread: how far its people lie from its middle, in the same unit.
    """

    label: Label
    size: int | None
    x: float
    y: float
    spread: float = 0.0


class Map(_Value):
    """Opinion groups as circles.

    Attributes:
        n: people in them; None while that is withheld.
    """

    type: Literal["map"] = "map"
    title: Label
    n: int | None
    circles: tuple[Circle, ...]
    note: Say | None = None


class Score(_Value):
    """How requests were answered; None is withheld.

    Attributes:
        median: minutes until the first answer that half of them waited at most.
        late: minutes that nine of ten waited at most.
    """

    label: Label
    requests: int | None
    answered: int | None
    solved: int | None
    median: int | None = None
    late: int | None = None


class Scoreboard(_Value):
    """How companies answered, by channel, and all together."""

    type: Literal["scoreboard"] = "scoreboard"
    title: Label
    rows: tuple[Score, ...]
    total: Score
    note: Say | None = None


Chart = Bars | Table | Ranges | Agreement | Contrast | Trend | Map | Scoreboard  # blocks with something to draw
Block = Annotated[Line | Quoted | Chart, Field(discriminator="type")]


class Section(_Value):
    """A part of a digest under the heading ``section-<key>``.

    Attributes:
        brief: how many of its blocks the one screen in a chat shows; the page and the JSON have all.
        picked: which ones, by place, where these are not its first.
    """

    key: str
    blocks: tuple[Block, ...]
    brief: int = 99
    picked: tuple[int, ...] = Field(default=(), exclude_if=lambda places: not places)  # so that old hashes stay

    def shown(self) -> tuple[Block, ...]:
        """The blocks for one screen."""
        return tuple(self.blocks[at] for at in self.picked) if self.picked else self.blocks[: self.brief]


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
        excerpt: it is a part of a digest, not one that is kept.
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
    excerpt: bool = False
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
        """The answers whose words stand in it, quoted, put to the vote or summed up."""
        blocks = [block for section in self.sections for block in section.blocks]
        cited = (answer for block in blocks if isinstance(block, Line) for answer in block.cites)
        given = (block.answer_id for block in blocks if isinstance(block, Bars | Agreement) and block.answer_id)
        quoted = (quote.answer_id for quote in self.quotes() if not quote.withdrawn)
        return tuple(dict.fromkeys((*quoted, *given, *cited)))

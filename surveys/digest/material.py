"""What does a section have to work with? Counts that may be seen, and words that may be quoted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from surveys.analysis import themed
from surveys.analysis.disclosure import Table
from surveys.analysis.opinion import Opinion
from surveys.coding.calibration import Share
from surveys.coding.checks import Agreed
from surveys.coding.written import Written
from surveys.design.items.kind import Item
from surveys.design.questionnaire import Questionnaire
from surveys.design.text import Text
from surveys.digest.digest import Bar, Label
from surveys.fieldwork.counts import EVERYBODY
from surveys.tables import Wave, WaveState

SETTLED = 0.9  # of the participants: before closing, rare answers wait, and shares of few would mislead
PLATFORMS = {"console": "Terminal"}  # where the name is not the platform's own with a capital


@dataclass(frozen=True, slots=True)
class Candidate:
    """An answer that may be quoted: approved, not sensitive, and agreed to for every place the digest is shown in.

    Attributes:
        person: pseudonym; at most one quote per person.
        name: what they agreed to be quoted as; None for no name.
        theme: id of the theme it speaks for, as the coding has it.
        rank: its place among those of its theme: what is typical first, then what adds to it.
    """

    answer_id: str
    person: str
    item: str
    words: str
    segment: str | None
    name: str | None
    theme: str | None = None
    rank: int = 0


def segment_item(questionnaire: Questionnaire) -> Item | None:
    """The item that names the group."""
    return questionnaire.item(questionnaire.segment) if questionnaire.segment else None


def segment_text(questionnaire: Questionnaire, key: str) -> Text:
    """How a group is called."""
    item = segment_item(questionnaire)
    return Text({language: item.cell_text(key, language) if item else key for language in questionnaire.languages})


def name_text(questionnaire: Questionnaire, name: str) -> Text:
    """A person's name, the same in every language."""
    return Text(dict.fromkeys(questionnaire.languages, name))


def platform_name(platform: str) -> str:
    """What a platform is called, in any language."""
    return PLATFORMS.get(platform, platform.title())


def bar(table: Table, row: str, label: Label, *, shares: bool = True) -> Bar:
    """A bar of a guarded table. Nobody is withheld too: one to four who wait for the next release would read as 0."""
    count = table.count(row) or None
    return Bar(label=label, count=count, share=table.share(row) if count and shares else None)


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A statement people reacted to; ``answer_id`` where somebody's answer was put to the vote."""

    id: str
    item: str
    words: Text
    answer_id: str | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The wave before, as it was released when it closed.

    Attributes:
        counts: by item key and cell; not yet guarded.
        themes: for every theme there was when it closed, the one its answers count in now; None for none.
        recast: themes that since then were defined otherwise, split, or had answers moved in or out together.
    """

    wave: Wave
    questionnaire: Questionnaire
    counts: Mapping[str, Mapping[str, int]]
    themes: Mapping[str, str | None] = field(default_factory=dict)
    recast: frozenset[str] = frozenset()

    def asked(self, item: Item) -> bool:
        """Whether it asked the very same, in the same words with the same options."""
        return item in self.questionnaire.items


@dataclass(frozen=True, slots=True)
class ShownTheme:
    """What answers to an open item speak of. Its counts are the cells ``t:<id>`` of the item.

    Attributes:
        proposed: by a machine; nobody has confirmed it.
        emerged: it appeared since the digest before.
        keywords: as people write them, the most telling first.
        distinct: what is said of it lies clearly apart from the other themes.
    """

    id: str
    item: str
    label: Text
    definition: Text | None = None
    proposed: bool = False
    emerged: bool = False
    keywords: tuple[str, ...] = ()
    distinct: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the answers to an open item became themes.

    Attributes:
        answers: that were read; those not counted yet are not among them.
        duplicates: answers that say what another says, in nearly the same words.
        embedding: id of the model whose vectors were compared; None where none were.
        machine: answers coded by the machine alone.
        human: answers a person coded or confirmed.
        model: name of a language model that wrote labels or sentences; None where none did.
        checks: what people said of answers, and how alike; None where nobody did, or it cannot be computed here.
        corrected: shares of themes as people's checks correct them; empty where too few answers were checked.
    """

    answers: int
    duplicates: int = 0
    embedding: str | None = None
    machine: int = 0
    human: int = 0
    model: str | None = None
    checks: Agreed | None = None
    corrected: tuple[Share, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """What a few say and no theme holds; ``label`` where a person gave it a name; ``fresh``: many at once, and new."""

    label: Text | None
    candidates: tuple[Candidate, ...]
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a digest is made of.

    Attributes:
        before: the wave before it; None where there is none to compare with.
        counts: by item key (or statement id; empty for participation) and cell; not yet guarded.
        hidden: phrase key that says why there are no counts; None when there are.
        themes: of every open item, in the order of the codebook.
        last: counts of the release that the digest before showed, of the same wave; None for the first digest.
        opinion: groups of people who react alike, among those whose votes are counted.
        coverage: by open item.
        unflagged: counts without respondents that a check marked; None where nothing is compared.
        asked: answers that ask something back.
        voices: what a few say.
        written: what a language model wrote, by open item.
    """

    wave: Wave
    questionnaire: Questionnaire
    now: datetime
    participants: int
    counts: Mapping[str, Mapping[str, int]]
    hidden: str | None
    candidates: tuple[Candidate, ...]
    statements: tuple[ShownStatement, ...]
    before: Earlier | None = None
    themes: tuple[ShownTheme, ...] = ()
    last: Mapping[str, Mapping[str, int]] | None = None
    last_at: datetime | None = None
    opinion: Opinion | None = None
    coverage: Mapping[str, Coverage] = field(default_factory=dict)
    unflagged: Mapping[str, Mapping[str, int]] | None = None
    asked: tuple[Candidate, ...] = ()
    voices: tuple[Voice, ...] = ()
    written: Mapping[str, Written] = field(default_factory=dict)

    def of(self, unit: str) -> Mapping[str, int]:
        """The counts of one item, statement or (empty) of participation."""
        return self.counts.get(unit, {})

    def n(self, unit: str, group: str = "") -> int:
        """People who answered it, in a group such as ``|s:kunde``."""
        return self.of(unit).get(EVERYBODY + group, 0)

    @property
    def segment(self) -> Item | None:
        """The item that names the group."""
        return segment_item(self.questionnaire)

    def themes_of(self, item: str) -> tuple[ShownTheme, ...]:
        """The themes of an open item, what most people speak of first.

        Those withheld are left out: that a theme stands there would tell that somebody spoke of it.
        """
        known = themed.table(self.of(item))
        mine = [theme for theme in self.themes if theme.item == item and known.count(themed.cell(theme.id))]
        return tuple(sorted(mine, key=lambda theme: -(known.count(themed.cell(theme.id)) or 0)))

    def segment_text(self, key: str) -> Text:
        """How a group is called."""
        return segment_text(self.questionnaire, key)

    def is_settled(self, unit: str, counted: int | None = None) -> bool:
        """Whether so few answers can be waiting for the next release that shares mean something."""
        n = self.n(unit) if counted is None else counted
        return self.wave.state is WaveState.CLOSED or n >= SETTLED * self.participants

    def platforms(self) -> tuple[str, ...]:
        """Platforms people answered on, as counted."""
        marks = (cell.partition("|p:")[2] for cell in self.of("") if cell.startswith(f"{EVERYBODY}|p:"))
        return tuple(sorted(mark for mark in marks if mark))

    def platform_text(self, platform: str) -> Text:
        """How a platform is called."""
        return Text(dict.fromkeys(self.questionnaire.languages, platform_name(platform)))

    def cell_text(self, item: Item, cell: str) -> Text:
        """How a cell of an item is called."""
        return Text({language: item.cell_text(cell, language) for language in self.questionnaire.languages})

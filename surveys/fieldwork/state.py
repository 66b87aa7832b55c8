"""Where does one respondent stand in a questionnaire, and what are they asked?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from surveys.design.items.kind import Item, Option, Part, Value
from surveys.errors import Complaint
from surveys.fieldwork.acts import Stored
from surveys.fieldwork.route import ahead, visible

if TYPE_CHECKING:
    from surveys.design.questionnaire import Questionnaire

Position: TypeAlias = tuple[str, str]  # item and part


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A statement as it is put to somebody.

    Attributes:
        text: by language; an answer of somebody else is there in one.
        own: a prepared sentence of the survey's own, not somebody else's answer.
    """

    id: str
    text: Mapping[str, str]
    own: bool

    def said(self, language: str) -> str:
        """The sentence in that language, else as it was written."""
        return self.text.get(language) or next(iter(self.text.values()))


@dataclass(frozen=True, slots=True)
class Interview:
    """One respondent's way through a questionnaire.

    Attributes:
        answers: what counts, by item.
        position: item and part asked now; the part is ``probe`` for a follow-up; None when they are through.
        drafts: by item, the parts answered so far; None for a part that was skipped.
        skipped: items they chose to skip, or whose answer they withdrew.
        seed: draws the order of shuffled options.
        statements: by item, those not seen yet, in the order to show them; an item that is absent was not looked up.
    """

    questionnaire: Questionnaire
    answers: Mapping[str, Value] = field(default_factory=dict)
    position: Position | None = None
    drafts: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    skipped: frozenset[str] = frozenset()
    seed: int = 0
    statements: Mapping[str, tuple[ShownStatement, ...]] = field(default_factory=dict)
    _shown: dict[str, Item] = field(default_factory=dict, init=False, repr=False, compare=False)  # once worked out

    @property
    def draft(self) -> Mapping[str, Value]:
        """The parts of the item asked now that were answered so far."""
        return self.drafts.get(self.position[0], {}) if self.position else {}

    @property
    def ahead(self) -> frozenset[str]:
        """The items they may still be asked."""
        return ahead(self.questionnaire, self.answers, self.skipped)

    def items(self) -> dict[str, Item]:
        """The items asked along this way, by key; to be read only."""
        if not self._shown:
            self._shown.update(visible(self.questionnaire, self.answers))
        return self._shown


@dataclass(frozen=True, slots=True)
class Prompt:
    """An item, or one part of it, as put to a respondent.

    Attributes:
        number: of the item among those asked along this way, from 1.
        total: how many those are.
        options: in the order shown.
        chosen: keys of the options chosen so far.
        earlier: what they answered here before; None if nothing.
        probing: the follow-up to a short answer, which is kept already.
        statement: what to react to; None where there is nothing to react to, or it was not looked up.
        begun: whether they reacted to a statement of this round already.
    """

    item: Item
    part: Part
    number: int
    total: int
    options: tuple[Option, ...] = ()
    chosen: tuple[str, ...] = ()
    earlier: Value | None = None
    may_skip: bool = True
    may_back: bool = False
    probing: bool = False
    statement: ShownStatement | None = None
    begun: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of an act.

    Attributes:
        stored: what is to be stored, in order.
        prompt: what is asked next; None when they are through.
        complaint: why the act was not taken; the prompt asks again.
        stale: the act belonged to something that is no longer asked.
        wants: a statements item whose statements have to be looked up; then the same act is to be answered again
            with them, and nothing of this turn is to be stored.
        ahead: with ``wants``: the items they may still be asked after this act; what others said to them is not shown.
    """

    interview: Interview
    stored: tuple[Stored, ...] = ()
    prompt: Prompt | None = None
    complaint: Complaint | None = None
    stale: bool = False
    wants: str | None = None
    ahead: frozenset[str] = frozenset()


def position_text(position: Position | None) -> str | None:
    """A position as it is stored."""
    return "/".join(position) if position else None


def position_of(text: str | None) -> Position | None:
    """A position from how it is stored."""
    if text is None:
        return None
    item, _, part = text.partition("/")
    return item, part or "value"

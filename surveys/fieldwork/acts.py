"""What can a respondent do in an interview, and what can come of it that is stored?

Buttons carry the state they aim at ("option 3 on"), never a toggle: pressed twice, they mean the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from surveys.design.items.kind import Value

PROBE = "probe"  # names the follow-up of an open item where the key of a part is expected


@dataclass(frozen=True, slots=True)
class Say:
    """Answer in words.

    Attributes:
        item: None means what is asked now.
        part: None means what is asked now where ``item`` is, else the part that is missing; name it to replace an
            answer (``value`` for items of one part), since words for an open item that is being probed are added.
    """

    text: str
    item: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """Choose an option, or take it back where several may be chosen."""

    item: str
    part: str
    option: str
    on: bool = True


@dataclass(frozen=True, slots=True)
class Done:
    """Finish choosing several options, putting them in order, or reacting to statements."""

    item: str
    part: str


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave what is asked now unanswered, or as it was answered before."""

    item: str
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Back:
    """Return to what was answered before ``item``, which is asked now."""

    item: str


@dataclass(frozen=True, slots=True)
class Goto:
    """Be asked that item now."""

    item: str


@dataclass(frozen=True, slots=True)
class Vote:
    """React to a statement: -1 disagree, 0 pass, 1 agree."""

    item: str
    statement: str
    value: int


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take the answer to an item back; it is not asked again by itself."""

    item: str


Act: TypeAlias = Say | Pick | Done | Skip | Back | Goto | Vote | Withdraw


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer counts from now on, in place of an earlier one."""

    item: str
    value: Value


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An answer no longer counts: taken back, or its item is no longer asked after another answer changed."""

    item: str


@dataclass(frozen=True, slots=True)
class Voted:
    """A vote counts from now on."""

    statement: str
    value: int


Stored: TypeAlias = Kept | Withdrawn | Voted

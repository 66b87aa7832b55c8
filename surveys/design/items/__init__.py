"""Which kinds of questions are there? The list; each kind is a file beside this one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeAlias, Union

from pydantic import Field

from surveys.design.items.case import Case
from surveys.design.items.choice import Choice
from surveys.design.items.choices import Choices
from surveys.design.items.date import Date
from surveys.design.items.kind import Item
from surveys.design.items.number import Number
from surveys.design.items.open import Open
from surveys.design.items.ranking import Ranking
from surveys.design.items.scale import Scale
from surveys.design.items.statements import Statements

KINDS: tuple[type[Item], ...] = (
    Open,
    Choice,
    Choices,
    Scale,
    Number,
    Date,
    Ranking,
    Statements,
    Case,
)

if TYPE_CHECKING:
    AnyItem: TypeAlias = Item
else:
    AnyItem = Annotated[Union[KINDS], Field(discriminator="kind")]  # noqa: UP007  (a tuple has no "|")


def kind_name(kind: type[Item]) -> str:
    """How a kind is called in a questionnaire file."""
    return str(kind.model_fields["kind"].annotation.__args__[0])  # type: ignore[union-attr]

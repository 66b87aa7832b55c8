"""What do people agree to call the themes of open answers, and what have they decided about single answers?

A codebook says for each theme what belongs to it (MacQueen et al. 1998, doi:10.1177/1525822X980100020301). The machine
proposes themes; people accept, rename, merge, split and reject them, and move answers. What a person decided is never
undone by a later run, and an id is never given twice: figures of an earlier digest stay readable.

Everything is a value: each operation gives a new codebook that also remembers what was done.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from surveys.errors import Refused, Unknown


class Origin(StrEnum):
    """Whose words a theme's label and definition are."""

    MACHINE = "machine"
    HUMAN = "human"


class State(StrEnum):
    """What became of a theme."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    MERGED = "merged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme.

    Attributes:
        label: by language; a few words.
        definition: one line: what belongs here, best as a sentence and then telling words, parted by commas.
        examples: answers that belong here, as they were written.
        into: the theme this one was merged into.
    """

    id: str
    label: Mapping[str, str]
    definition: str = ""
    examples: tuple[str, ...] = ()
    origin: Origin = Origin.HUMAN
    state: State = State.ACCEPTED
    into: str | None = None

    @property
    def is_live(self) -> bool:
        """Whether answers can be in it."""
        return self.state in (State.PROPOSED, State.ACCEPTED)

    @property
    def is_decided(self) -> bool:
        """Whether a person had a say in it, so that no run may change it."""
        return self.origin is Origin.HUMAN or self.state is not State.PROPOSED


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a person puts an answer; ``theme`` is None for "none of them"."""

    answer: str
    theme: str | None
    coder: str


@dataclass(frozen=True, slots=True)
class Event:
    """What a person, or a refit that a person accepted, did to the themes.

    Attributes:
        what: accepted, rejected, renamed, redefined, merged, split, moved.
        other: merged into this theme, split off as this theme.
        answers: how many answers it was about; 0 where it was about the theme itself.
    """

    what: str
    theme: str | None
    coder: str
    other: str | None = None
    answers: int = 0


@dataclass(frozen=True, slots=True)
class Codebook:
    """Themes, decisions and what happened to them.

    Attributes:
        decisions: the later one counts; at most one per answer and coder.
        given: how many ids were given so far.
    """

    themes: tuple[Theme, ...] = ()
    decisions: tuple[Decision, ...] = ()
    events: tuple[Event, ...] = ()
    given: int = field(default=0)

    def theme(self, theme_id: str) -> Theme:
        """The theme with that id; raises Unknown."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise Unknown("theme-unknown", theme=theme_id)

    def live(self) -> tuple[Theme, ...]:
        """The themes that answers can be in."""
        return tuple(theme for theme in self.themes if theme.is_live)

    def resolved(self, theme_id: str) -> str | None:
        """The live theme that this one became by merging; None where it ended rejected."""
        theme = self.theme(theme_id)
        while theme.into is not None:
            theme = self.theme(theme.into)
        return theme.id if theme.is_live else None

    def decided(self) -> dict[str, str | None]:
        """For each answer that a person decided its live theme, None for "none of them"; the last word counts.

        An answer put into a theme that was rejected since is undecided again.
        """
        found: dict[str, str | None] = {}
        for decision in self.decisions:
            theme = None if decision.theme is None else self.resolved(decision.theme)
            found.pop(decision.answer, None)
            if theme is not None or decision.theme is None:
                found[decision.answer] = theme
        return found


# --- what a run may do ------------------------------------------------------------------------------------------


def propose(
    codebook: Codebook, label: Mapping[str, str], definition: str = "", examples: Sequence[str] = ()
) -> tuple[Codebook, Theme]:
    """Add a theme of the machine, under an id of its own."""
    return _added(codebook, Theme("", label, definition, tuple(examples), Origin.MACHINE, State.PROPOSED))


def refresh(
    codebook: Codebook, theme_id: str, label: Mapping[str, str], definition: str, examples: Sequence[str]
) -> Codebook:
    """Give a proposed theme new words after another run; where a person had a say, nothing changes."""
    theme = codebook.theme(theme_id)
    if theme.is_decided:
        return codebook
    return _with(codebook, replace(theme, label=label, definition=definition, examples=tuple(examples)))


# --- what people do ---------------------------------------------------------------------------------------------


def add(
    codebook: Codebook, label: Mapping[str, str], definition: str = "", examples: Sequence[str] = ()
) -> tuple[Codebook, Theme]:
    """Add a theme of a person."""
    return _added(codebook, Theme("", label, definition, tuple(examples)))


def accept(codebook: Codebook, theme_id: str, coder: str) -> Codebook:
    """Keep a theme, also one rejected before."""
    theme = codebook.theme(theme_id)
    _refuse_merged(theme, "accept")
    return _done(_with(codebook, replace(theme, state=State.ACCEPTED)), Event("accepted", theme_id, coder))


def reject(codebook: Codebook, theme_id: str, coder: str) -> Codebook:
    """Drop a theme; its answers are open again."""
    theme = codebook.theme(theme_id)
    _refuse_merged(theme, "reject")
    return _done(_with(codebook, replace(theme, state=State.REJECTED)), Event("rejected", theme_id, coder))


def rename(codebook: Codebook, theme_id: str, label: Mapping[str, str], coder: str) -> Codebook:
    """Give a theme another label; languages not named keep theirs."""
    theme = _live(codebook, theme_id, "rename")
    renamed = replace(theme, label={**theme.label, **label}, origin=Origin.HUMAN)
    return _done(_with(codebook, renamed), Event("renamed", theme_id, coder))


def redefine(codebook: Codebook, theme_id: str, definition: str, coder: str) -> Codebook:
    """Say anew what belongs to a theme."""
    theme = _live(codebook, theme_id, "redefine")
    return _done(
        _with(codebook, replace(theme, definition=definition, origin=Origin.HUMAN)),
        Event("redefined", theme_id, coder),
    )


def merge(codebook: Codebook, theme_id: str, into: str, coder: str) -> Codebook:
    """Make a theme part of another one, with its examples and all that was decided for it."""
    theme, other = _live(codebook, theme_id, "merge"), _live(codebook, into, "merge")
    if theme.id == other.id:
        raise Refused("theme-step-refused", theme=theme_id, state=theme.state.value, step="merge with itself")
    grown = replace(other, examples=tuple(dict.fromkeys((*other.examples, *theme.examples))), state=State.ACCEPTED)
    merged = replace(theme, state=State.MERGED, into=into)
    return _done(_with(_with(codebook, grown), merged), Event("merged", theme_id, coder, other=into))


def split(
    codebook: Codebook,
    theme_id: str,
    answers: Sequence[str],
    label: Mapping[str, str],
    coder: str,
    *,
    definition: str = "",
    examples: Sequence[str] = (),
) -> tuple[Codebook, Theme]:
    """Make these answers of a theme one of their own; ``examples``: texts that go along."""
    theme = _live(codebook, theme_id, "split")
    codebook, new = add(codebook, label, definition, examples)
    kept = replace(theme, examples=tuple(text for text in theme.examples if text not in new.examples))
    for answer in answers:
        codebook = _decide(codebook, Decision(answer, new.id, coder))
    event = Event("split", theme_id, coder, other=new.id, answers=len(answers))
    return _done(_with(codebook, kept), event), new


def move(codebook: Codebook, answer: str, theme_id: str | None, coder: str) -> Codebook:
    """Put an answer into a theme, or into none of them."""
    if theme_id is not None:
        _live(codebook, theme_id, "move")
    return _done(_decide(codebook, Decision(answer, theme_id, coder)), Event("moved", theme_id, coder, answers=1))


# --- beneath ----------------------------------------------------------------------------------------------------


def _added(codebook: Codebook, theme: Theme) -> tuple[Codebook, Theme]:
    named = replace(theme, id=f"t{codebook.given + 1}")
    return replace(codebook, themes=(*codebook.themes, named), given=codebook.given + 1), named


def _with(codebook: Codebook, theme: Theme) -> Codebook:
    return replace(codebook, themes=tuple(theme if each.id == theme.id else each for each in codebook.themes))


def _done(codebook: Codebook, event: Event) -> Codebook:
    return replace(codebook, events=(*codebook.events, event))


def _decide(codebook: Codebook, decision: Decision) -> Codebook:
    """Take a decision; an earlier one by the same coder about the same answer goes."""
    others = (each for each in codebook.decisions if (each.answer, each.coder) != (decision.answer, decision.coder))
    return replace(codebook, decisions=(*others, decision))


def _live(codebook: Codebook, theme_id: str, step: str) -> Theme:
    theme = codebook.theme(theme_id)
    if not theme.is_live:
        raise Refused("theme-step-refused", theme=theme_id, state=theme.state.value, step=step)
    return theme


def _refuse_merged(theme: Theme, step: str) -> None:
    if theme.state is State.MERGED:
        raise Refused("theme-step-refused", theme=theme.id, state=theme.state.value, step=step)

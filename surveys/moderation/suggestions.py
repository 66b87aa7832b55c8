"""What should a moderator look at in an answer before deciding?

Suggestions only point: they name a kind, the places in the text and how sure they are, and the person at the queue does
what they think right. Nothing reads a suggestion but a screen.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from surveys.fieldwork.sensitive import speaks_of_self_harm
from surveys.moderation.insults import insults
from surveys.moderation.links import links
from surveys.moderation.personal import personal_data
from surveys.moderation.redaction import marks_in
from surveys.moderation.spans import Personal, Span, Strength, widened


class SuggestionKind(StrEnum):
    """What a suggestion is about, the most pressing first."""

    SELF_HARM = "self-harm"
    THREAT = "threat"
    REDACT = "redact"  # personal data: Schwärzen
    NAMED = "named"  # a person is named: Schwärzen, or leave a public figure
    INSULT = "insult"
    INVITE = "invite"
    LINK = "link"
    COPIED = "copied"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What to look at in a text.

    Attributes:
        ranges: where, as code points, half-open, in order; none where the whole text is meant.
        kinds: what personal data it is, in the order of the ranges; empty for other suggestions.
        phrase: key of the sentence a moderator reads.
    """

    kind: SuggestionKind
    ranges: tuple[tuple[int, int], ...]
    strength: Strength
    kinds: tuple[Personal, ...] = ()

    @property
    def phrase(self) -> str:
        return f"suggestion-{self.kind.value}"


PHRASES = tuple(f"suggestion-{kind.value}" for kind in SuggestionKind)
_FALLING = tuple(SuggestionKind)


def suggest(text: str, *, copied: bool = False, known_handles: Collection[str] = ()) -> tuple[Suggestion, ...]:
    """Suggestions for one answer, the most pressing first; at most one of each kind.

    copied: another respondent sent the same words (``links.copies`` over a wave tells).
    known_handles: handles of the community that are nobody's own.
    """
    standing = marks_in(text)
    spans = [span for span in personal_data(text, known_handles) if not _inside(span.start, span.end, standing)]
    found = (
        *_self_harm(text),
        *_personal(spans),
        *_insulting(text),
        *_linking(text),
        *((Suggestion(SuggestionKind.COPIED, (), Strength.POSSIBLE),) if copied else ()),
    )
    return tuple(sorted(found, key=lambda suggestion: _FALLING.index(suggestion.kind)))


def to_redact(text: str, known_handles: Collection[str] = ()) -> tuple[tuple[int, int], ...]:
    """What *Schwärzen* proposes to black out, for ``redaction.redact``; the moderator takes any of it off again."""
    redactable = {SuggestionKind.REDACT, SuggestionKind.NAMED}
    told = suggest(text, known_handles=known_handles)
    return tuple(sorted(place for each in told if each.kind in redactable for place in each.ranges))


def _inside(start: int, end: int, standing: tuple[tuple[int, int], ...]) -> bool:
    return any(left < end and start < right for left, right in standing)


def _self_harm(text: str) -> tuple[Suggestion, ...]:
    return (Suggestion(SuggestionKind.SELF_HARM, (), Strength.CLEAR),) if speaks_of_self_harm(text) else ()


def _personal(spans: list[Span]) -> tuple[Suggestion, ...]:
    told = []
    for kind, chosen in (
        (SuggestionKind.REDACT, [span for span in spans if span.kind is not Personal.PERSON]),
        (SuggestionKind.NAMED, [span for span in spans if span.kind is Personal.PERSON]),
    ):
        if chosen:
            ranges = tuple((span.start, span.end) for span in chosen)
            kinds = tuple(span.kind for span in chosen)
            told.append(Suggestion(kind, ranges, _surest([span.strength for span in chosen]), kinds))
    return tuple(told)


def _insulting(text: str) -> tuple[Suggestion, ...]:
    found = list(insults(text))
    told = []
    for kind, chosen in (
        (SuggestionKind.THREAT, [insult for insult in found if insult.threatens]),
        (SuggestionKind.INSULT, [insult for insult in found if not insult.threatens]),
    ):
        if chosen:
            ranges = tuple(widened(text, insult.start, insult.end) for insult in chosen)
            told.append(Suggestion(kind, ranges, _surest([insult.strength for insult in chosen])))
    return tuple(told)


def _linking(text: str) -> tuple[Suggestion, ...]:
    found = list(links(text))
    told = []
    for kind, chosen in (
        (SuggestionKind.INVITE, [link for link in found if link.invites]),
        (SuggestionKind.LINK, [link for link in found if not link.invites]),
    ):
        if chosen:
            told.append(Suggestion(kind, tuple(widened(text, link.start, link.end) for link in chosen), Strength.CLEAR))
    return tuple(told)


def _surest(strengths: list[Strength]) -> Strength:
    return Strength.CLEAR if Strength.CLEAR in strengths else Strength.POSSIBLE

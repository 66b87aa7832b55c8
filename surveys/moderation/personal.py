"""What in an answer tells who somebody is?

Recognisers of our own for German and English answers, each a bounded pattern with a check digit or a written context
behind it: no model, nothing to fetch, and linear in the length of the text. How well they do is measured by
``python -m bench.quality_personal`` and stated in docs/moderation.md. What tells who somebody is without
naming it ("der Zugchef aus Wagen 7", an illness) is not found: a moderator still reads every answer.
"""

from __future__ import annotations

from collections.abc import Collection

from surveys.moderation import numbers, reach
from surveys.moderation.addresses import addresses
from surveys.moderation.folding import folded
from surveys.moderation.names import persons
from surveys.moderation.spans import Personal, Span, Strength, widened

# Where two kinds claim the same characters, the one named first has them.
PRECEDENCE = (
    Personal.EMAIL,
    Personal.URL,
    Personal.IBAN,
    Personal.CARD,
    Personal.TAXID,
    Personal.ORDER,
    Personal.BIRTHDATE,
    Personal.PLATE,
    Personal.IP,
    Personal.PHONE,
    Personal.HANDLE,
    Personal.ADDRESS,
    Personal.PERSON,
)


def personal_data(text: str, known_handles: Collection[str] = ()) -> tuple[Span, ...]:
    """Stretches that say who somebody is or how to reach them, in order, none over another.

    known_handles: handles of the community that are nobody's own, without @.
    """
    read = folded(text)
    known = {handle.casefold() for handle in known_handles}
    found = [
        *reach.emails(read.text),
        *reach.profiles(read.text),
        *reach.handles(read.text, known),
        *numbers.ibans(read.text),
        *numbers.cards(read.text),
        *numbers.tax_ids(read.text),
        *numbers.orders(read.text),
        *numbers.birth_dates(read.text),
        *numbers.plates(read.text),
        *numbers.net_addresses(read.text),
        *numbers.phones(read.text),
        *addresses(read.text),
        *persons(read.text),
    ]
    return tuple(
        Span(*widened(text, *read.back(span.start, span.end)), span.kind, span.strength) for span in _apart(found)
    )


def _apart(found: list[Span]) -> list[Span]:
    """One span for each stretch: the kind that comes first, then the surer, then the longer one."""
    rank = {kind: place for place, kind in enumerate(PRECEDENCE)}
    kept: list[Span] = []
    taken = bytearray(max((span.end for span in found), default=0))
    for span in sorted(
        set(found),
        key=lambda span: (rank[span.kind], span.start - span.end, span.strength is not Strength.CLEAR, span.start),
    ):
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            kept.append(span)
    return sorted(kept)

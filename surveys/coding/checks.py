"""Which answers does a person check, what did people say of them, and how many are in each theme by that?

The sample is drawn once for everybody and kept, so that two people check the same answers; it is drawn anew when there are
many more answers. Shares are corrected by ``calibration``, agreement between people is ``agreement``'s. Answers that were
rejected are left out: nobody needs to read them again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from surveys.coding import agreement, calibration, keeping, rows, stability
from surveys.coding.agreement import Agreement
from surveys.coding.calibration import CHECKED, Share
from surveys.fieldwork.rows import direct, run, table_of
from surveys.tables import Answer, AnswerState, Coding, Finding, Wave

SAMPLE = "sample"  # kind of finding: the answers to check
NONE = "-"  # of none of the themes, as a code

_ANSWER, _CODING = table_of(Answer), table_of(Coding)


@dataclass(frozen=True, slots=True)
class Check:
    """How far a sample is checked.

    Attributes:
        answers: ids, in the order in which they are shown.
        machine: what the machine found in each.
        people: what each coder found, by answer; only of those that were coded.
    """

    answers: tuple[str, ...]
    machine: Mapping[str, str | None]
    people: Mapping[str, Mapping[str, str | None]]

    def left(self, coder: str) -> tuple[str, ...]:
        """What a coder has not looked at, in order."""
        return tuple(answer for answer in self.answers if coder not in self.people.get(answer, {}))

    def done(self, coder: str) -> int:
        """How many of the sample a coder has looked at."""
        return len(self.answers) - len(self.left(coder))


def check(session: Session, wave: Wave, item: str, now: datetime, many: int = CHECKED) -> Check:
    """The sample to check, drawn (in this transaction) where there is none of that size, and how far it is checked."""
    answers = _kept(session, wave, item, many)
    if answers is None:
        answers = _drawn(session, wave, item, many, now)
    found = machine(session, wave, item, answers)
    held = tuple(answer for answer in answers if answer in found)
    return Check(held, found, _people(session, wave, item, held))


def shares(
    session: Session, wave: Wave, item: str, coder: str | None = None, among: Collection[str] | None = None
) -> tuple[Share, ...]:
    """How many answers are in each theme as people's checks correct it; empty before anything is coded.

    ``coder``: only by that one; else an answer is where most coders put it, of as many each the first by name.
    ``among``: of these answers alone.
    """
    assigned = {
        answer: theme for answer, theme in machine(session, wave, item).items() if among is None or answer in among
    }
    if not assigned:
        return ()
    kept = keeping.finding(session, wave, item, SAMPLE)
    sample = [answer for answer in kept.body["answers"] if answer in assigned] if kept else []
    people = _people(session, wave, item, sample)
    checked = {
        answer: codes[coder] if coder else _most(codes)
        for answer, codes in people.items()
        if coder is None or coder in codes
    }
    return calibration.corrected(assigned, checked)


@dataclass(frozen=True, slots=True)
class Agreed:
    """How alike people coded the answers to a question.

    Attributes:
        answers: coded by anybody.
        coders: how many answers each coded.
        people: of all people.
        machine: between each coder and the machine.
        themes: of each theme against the others, by id; ``NONE`` for none of them.
    """

    answers: int
    coders: Mapping[str, int]
    people: Agreement
    machine: Mapping[str, Agreement]
    themes: Mapping[str, Agreement]

    @property
    def with_machine(self) -> float | None:
        """Share 0-1 of what people said of single answers that the machine said too; None where it said nothing."""
        told = [(each.percent, each.answers) for each in self.machine.values() if each.percent is not None]
        return sum(share * many for share, many in told) / sum(many for _, many in told) if told else None


def agreed(session: Session, wave: Wave, item: str, *, by_theme: bool = True) -> Agreed:
    """How alike everybody coded the answers to a question, in their present words and themes.

    ``by_theme``: of each theme as well, which takes as long again for each.
    """
    people = _people(session, wave, item)
    if not people:
        return Agreed(0, {}, agreement.agreement([]), {}, {})
    assigned = machine(session, wave, item)
    codes = [_named(given) for _, given in sorted(people.items())]
    coded: dict[str, int] = defaultdict(int)
    for given in codes:
        for coder in given:
            coded[coder] += 1
    beside = {
        coder: agreement.agreement(
            [
                {"machine": assigned[answer] or NONE, "person": given[coder] or NONE}
                for answer, given in sorted(people.items())
                if coder in given and answer in assigned
            ]
        )
        for coder in sorted(coded)
    }
    themes = agreement.by_code(codes) if by_theme else {}
    return Agreed(len(people), dict(sorted(coded.items())), agreement.agreement(codes), beside, themes)


def _named(given: Mapping[str, str | None]) -> dict[str, str]:
    return {coder: theme or NONE for coder, theme in given.items()}


def _most(codes: Mapping[str, str | None]) -> str | None:
    given = [theme for _, theme in sorted(codes.items())]
    return max(given, key=given.count)


# --- the sample -------------------------------------------------------------------------------------------------


def _kept(session: Session, wave: Wave, item: str, many: int) -> list[str] | None:
    """The sample there is; None where it is of another size, or of many fewer answers."""
    kept = keeping.finding(session, wave, item, SAMPLE)
    if kept is None or kept.body["many"] != many:
        return None
    now = sa.select(sa.func.count()).where(_CODING.c.wave_id == wave.id, _CODING.c.item == item, _CODING.c.coder == "")
    if stability.is_due(int(kept.body["of"]), int(direct(session).execute(now).scalar_one()), has_burst=False):
        return None
    return list(kept.body["answers"])


def _drawn(session: Session, wave: Wave, item: str, many: int, now: datetime) -> list[str]:
    assigned = machine(session, wave, item)
    if not assigned:
        return []
    drawn = calibration.to_check(assigned, many, f"{wave.id}/{item}")
    body = {"many": many, "of": len(assigned), "answers": drawn}
    run(
        direct(session),
        keeping.KEEP_FINDING,
        Finding(wave_id=wave.id, item=item, kind=SAMPLE, body=body, at=now).model_dump(),
    )
    return drawn


def machine(session: Session, wave: Wave, item: str, only: Collection[str] | None = None) -> dict[str, str | None]:
    """What the machine found in each answer as it is worded now, in the themes as they stand."""
    now_in = rows.standing_in(rows.codebook(session, wave, item))
    query = _coded(wave, item).where(_CODING.c.coder == "")
    if only is not None:
        query = query.where(_CODING.c.answer_id.in_(only))
    return {answer: now_in.get(theme) if theme else None for answer, _, theme in direct(session).execute(query)}


def _people(
    session: Session, wave: Wave, item: str, only: Collection[str] | None = None
) -> dict[str, dict[str, str | None]]:
    """What each person found in each answer, likewise; not what was moved with many others at once."""
    now_in = rows.standing_in(rows.codebook(session, wave, item))
    query = _coded(wave, item).where(_CODING.c.coder != "", ~_CODING.c.coder.startswith(rows.TOGETHER, autoescape=True))
    if only is not None:
        query = query.where(_CODING.c.answer_id.in_(only))
    found: dict[str, dict[str, str | None]] = defaultdict(dict)
    for answer, coder, theme in direct(session).execute(query):
        found[answer][coder] = now_in.get(theme) if theme else None
    return dict(found)


def _coded(wave: Wave, item: str) -> sa.Select[Any]:
    return (
        sa.select(_CODING.c.answer_id, _CODING.c.coder, _CODING.c.theme_id)
        .join_from(_CODING, _ANSWER, _ANSWER.c.id == _CODING.c.answer_id)
        .where(
            _CODING.c.wave_id == wave.id,
            _CODING.c.item == item,
            _CODING.c.revision == _ANSWER.c.revision,
            _ANSWER.c.state != AnswerState.REJECTED,
        )
        .order_by(_CODING.c.answer_id, _CODING.c.coder)
    )

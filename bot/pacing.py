"""Did this person send so much within the hour that the next has to wait (``surveys.moderation.limits``)?

Kept in memory, since the database is asked nothing more on the way of an answer: a restart forgets it, and each process
counts what it handles itself. The limits lie so far above what anybody needs that neither matters.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from threading import Lock

from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import interview
from surveys.moderation.limits import HOUR, Act, ActKind, allowed

REMEMBERED = 10_000  # respondents; beyond that, those who did nothing for an hour are forgotten


class Pace:
    """What each respondent did within the last hour, for the writers of one process."""

    def __init__(self) -> None:
        self._acts: dict[str, list[Act]] = {}
        self._lock = Lock()

    def again_at(self, respondent: str, kinds: Iterable[ActKind], now: datetime) -> datetime | None:
        """Take note of acts, or say when the first of them that is too many will be taken; then none is noted."""
        with self._lock:
            acts = [act for act in self._acts.get(respondent, ()) if act.at > now - HOUR]
            for kind in kinds:
                told = allowed(acts, kind, now)
                if not told:
                    return told.again_at
                acts.append(Act(kind, now))
            self._acts[respondent] = acts
            if len(self._acts) > REMEMBERED:
                self._acts = {who: each for who, each in self._acts.items() if each and each[-1].at > now - HOUR}
        return None


def kinds_of(questionnaire: Questionnaire, before: interview.Interview, turn: interview.Turn) -> list[ActKind]:
    """What a turn does that is limited: words, the first time or again, and votes."""
    kinds = []
    for stored in turn.stored:
        if isinstance(stored, interview.Voted):
            kinds.append(ActKind.VOTE)
        elif isinstance(stored, interview.Kept) and questionnaire.item(stored.item).words(stored.value) is not None:
            kinds.append(ActKind.EDIT if stored.item in before.answers else ActKind.ANSWER)
    return kinds

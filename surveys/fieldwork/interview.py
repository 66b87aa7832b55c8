"""How does one respondent get through a questionnaire?

Pure: an interview and an act give a turn, without clock, database or network. An answer is kept at once and stays kept
until it is changed or withdrawn; a draft of several parts counts only with its last part. What a button names and no
longer exists or is no longer asked is *stale*: nothing is stored, and what is asked now is asked again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from surveys.design.items.kind import Input, Value
from surveys.design.items.open import Open
from surveys.fieldwork.acts import (
    PROBE,
    Act,
    Back,
    Done,
    Goto,
    Kept,
    Pick,
    Say,
    Skip,
    Stored,
    Vote,
    Voted,
    Withdraw,
    Withdrawn,
)
from surveys.fieldwork.route import VOTES, earlier, reacts, shuffled
from surveys.fieldwork.state import Interview, Position, Prompt, ShownStatement, Turn, position_of, position_text
from surveys.fieldwork.steps import (
    ROUND,
    Asks,
    Stale,
    Wants,
    grounded,
    next_position,
    picked_keys,
    position_before,
    step,
)

if TYPE_CHECKING:
    from surveys.design.questionnaire import Questionnaire

__all__ = [
    "PROBE", "ROUND", "Act", "Back", "Done", "Goto", "Interview", "Kept", "Pick", "Position", "Prompt", "Say",
    "ShownStatement", "Skip", "Stored", "Turn", "Vote", "Voted", "Withdraw", "Withdrawn", "answer", "begin", "current",
    "position_of", "position_text",
]  # fmt: skip


def begin(questionnaire: Questionnaire, seed: int, answers: Mapping[str, Value] | None = None) -> Interview:
    """An interview at its first unanswered item."""
    fresh = Interview(questionnaire, dict(answers or {}), seed=seed)
    return replace(fresh, position=next_position(fresh, None))


def current(interview: Interview) -> Prompt | None:
    """What is asked now; None when they are through."""
    return _prompt(grounded(interview))


def answer(interview: Interview, act: Act) -> Turn:
    """What comes of an act; the same act on the same interview always gives the same turn."""
    now = grounded(interview)
    try:
        then, stored = step(now, act)
    except Stale:
        return Turn(now, prompt=_prompt(now), stale=True)
    except Wants as wanted:
        return Turn(interview, wants=wanted.item, ahead=now.ahead)
    except Asks as asked:
        now = replace(now, position=asked.position)
        return Turn(now, prompt=_prompt(now), complaint=asked.complaint)
    if then.position and then.position[0] not in then.statements and reacts(then.items()[then.position[0]]):
        return Turn(interview, wants=then.position[0], ahead=then.ahead)
    return Turn(then, stored, _prompt(then))


def _prompt(now: Interview) -> Prompt | None:
    if now.position is None:
        return None
    shown = now.items()
    item = shown[now.position[0]]
    probing = now.position[1] == PROBE
    before = now.answers.get(item.key)
    if probing and isinstance(item, Open):
        part = replace(item.parts()[0], key=PROBE, ask=item.probe, required=False)
    else:
        part = shuffled(item, next(each for each in item.parts() if each.key == now.position[1]), now.seed)
    said = None if before is None else earlier(item, part, before)
    queue = now.statements.get(item.key, ())
    return Prompt(
        item=item,
        part=part,
        number=list(shown).index(item.key) + 1,
        total=len(shown),
        options=part.options,
        chosen=tuple(picked_keys(now, item, part)) if part.options and part.input is not Input.REACT else (),
        earlier=said,
        may_skip=not item.required or not part.required or before is not None,
        may_back=position_before(now) is not None,
        probing=probing,
        statement=queue[0] if queue and part.input is Input.REACT else None,
        begun=part.input is Input.REACT and bool(now.draft.get(VOTES)),
    )

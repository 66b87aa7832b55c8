"""What does each act of a respondent do to their interview?

Every step is pure. A step that cannot be taken says why by raising: ``Stale``, ``Wants``, ``Asks``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from surveys.design.items.kind import Input, Item, Part, Value, one_of
from surveys.design.items.open import Open
from surveys.errors import Complaint
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
from surveys.fieldwork.route import PICKED, VOTES, applies, as_draft, earlier, missing, reacts, shuffled, whole
from surveys.fieldwork.state import Interview, Position, ShownStatement

ROUND = 5  # statements in a row, then the interview goes on; more by Goto
REACTIONS = {"agree": 1, "disagree": -1, "pass": 0}


class Stale(Exception):
    """The act belongs to something that is no longer asked."""


class Wants(Exception):
    """Statements of an item are needed to go on."""

    def __init__(self, item: str) -> None:
        super().__init__(item)
        self.item = item


class Asks(Exception):
    """The act cannot be taken; its question is put again."""

    def __init__(self, complaint: Complaint, position: Position) -> None:
        super().__init__(complaint)
        self.complaint = complaint
        self.position = position


Step: TypeAlias = tuple[Interview, tuple[Stored, ...]]


# --- one step for each act ---


def step(now: Interview, act: Act) -> Step:
    match act:
        case Say():
            return _say(now, act)
        case Pick():
            return _pick(now, act)
        case Done():
            return _done(now, act)
        case Skip():
            return _skip(now, act)
        case Back():
            return _back(now, act)
        case Goto():
            return _goto(now, act)
        case Vote():
            return _vote(now, act)
        case Withdraw():
            return _withdraw(now, act)


def _say(now: Interview, act: Say) -> Step:
    if act.item is None and now.position is None:
        raise Stale
    item = _asked(now, act.item or (now.position or ("",))[0])
    here = now.position[1] if now.position and now.position[0] == item.key else None
    key = act.part or here or (missing(item, _draft(now, item)) or item.parts()[0]).key
    if key == PROBE:
        return _say_more(now, item, act.text)
    part = _part(now, item, key)
    if part.input is Input.REACT:
        queue = _queue(now, item)
        reaction = REACTIONS[_read(item, part, lambda: one_of(part, act.text))]
        return _vote(now, Vote(item.key, queue[0].id if queue else "", reaction))
    return _put(now, item, part, _read(item, part, lambda: item.read(shuffled(item, part, now.seed), act.text)))


def _say_more(now: Interview, item: Item, text: str) -> Step:
    """Add what was said at the probe to the first answer."""
    if not isinstance(item, Open) or item.key not in now.answers:
        raise Stale
    part = item.parts()[0]
    probe = replace(part, key=PROBE)
    more = _read(item, probe, lambda: item.read(part, text))
    both = _read(item, probe, lambda: item.read(part, f"{now.answers[item.key]}\n\n{more}"))
    return _keep(now, item, both)


def _pick(now: Interview, act: Pick) -> Step:
    item = _asked(now, act.item)
    part = _part(now, item, act.part)
    if part.input is Input.REACT or act.option not in {option.key for option in part.options}:
        raise Stale
    if part.input is Input.ONE:
        if not act.on:
            raise Stale
        return _put(now, item, part, _read(item, part, lambda: item.read(part, [act.option])))
    picked = [key for key in picked_keys(now, item, part) if act.on or key != act.option]
    if act.on and act.option not in picked:
        if part.at_most is not None and len(picked) >= part.at_most:
            raise Asks(Complaint("complaint-too-many", limit=part.at_most), (item.key, part.key))
        picked.append(act.option)
    draft = {**_draft(now, item), part.key + PICKED: picked}
    return replace(now, position=(item.key, part.key), drafts={**now.drafts, item.key: draft}), ()


def _done(now: Interview, act: Done) -> Step:
    item = _asked(now, act.item)
    part = _part(now, item, act.part)
    if part.input is Input.REACT:
        return _skip(now, Skip(item.key, part.key))
    begun = part.key + PICKED in now.drafts.get(item.key, {})
    if part.input not in (Input.MANY, Input.ORDER) or not (begun or now.position == (item.key, part.key)):
        raise Stale
    return _put(now, item, part, _read(item, part, lambda: item.read(part, picked_keys(now, item, part))))


def _skip(now: Interview, act: Skip) -> Step:
    if now.position is None or act.item != now.position[0] or act.part not in (None, now.position[1]):
        raise Stale
    item = _asked(now, act.item)
    if now.position[1] == PROBE:
        return _go_on(now, item), ()
    part = _part(now, item, now.position[1])
    several = len(item.parts()) > 1
    if part.input is Input.REACT and now.draft.get(VOTES):
        return _keep(now, item, item.value({part.key: _votes(now, item)}))
    if item.key in now.answers and several:
        return _put(now, item, part, earlier(item, part, now.answers[item.key]))
    if item.key in now.answers:
        return _go_on(_dropped(now, item.key), item), ()
    if several and not part.required:
        return _put(now, item, part, None)
    return _leave(now, item, part)


def _leave(now: Interview, item: Item, part: Part) -> Step:
    """Skip a whole item."""
    if item.required and not (part.input is Input.REACT and not _queue(now, item)):
        raise Asks(Complaint("complaint-required"), (item.key, part.key))
    return _go_on(replace(_dropped(now, item.key), skipped=now.skipped | {item.key}), item), ()


def _back(now: Interview, act: Back) -> Step:
    if now.position is not None and act.item != now.position[0]:
        raise Stale
    before = position_before(now)
    if before is None:
        return now, ()
    item = now.items()[before[0]]
    if item.key in now.answers and item.key not in now.drafts and len(item.parts()) > 1:
        now = replace(now, drafts={**now.drafts, item.key: as_draft(item, now.answers[item.key])})
    return replace(now, position=before), ()


def _goto(now: Interview, act: Goto) -> Step:
    item = _asked(now, act.item)
    if reacts(item) and not _queue(now, item):
        raise Asks(Complaint("complaint-no-statements"), now.position) if now.position else Stale
    if now.position and now.position[0] == item.key:
        return now, ()
    part = missing(item, now.drafts.get(item.key, {})) or item.parts()[0]
    if item.key in now.answers and len(item.parts()) > 1 and item.key not in now.drafts:
        now = replace(now, drafts={**now.drafts, item.key: {}})  # asked anew; the answer counts until the last part
    return replace(now, position=(item.key, part.key)), ()


def _vote(now: Interview, act: Vote) -> Step:
    item = _asked(now, act.item)
    if not reacts(item):
        raise Stale
    queue = _queue(now, item)
    left = tuple(each for each in queue if each.id != act.statement)
    if len(left) == len(queue) or act.value not in REACTIONS.values():
        raise Stale
    part = item.parts()[0]
    given = now.drafts.get(item.key, {}).get(VOTES, 0) + 1
    then = replace(
        now,
        position=(item.key, part.key),
        drafts={**now.drafts, item.key: {VOTES: given}},
        skipped=now.skipped - {item.key},
        statements={**now.statements, item.key: left},
    )
    voted = Voted(act.statement, act.value)
    if left and given < ROUND:
        return then, (voted,)
    then, stored = _keep(then, item, item.value({part.key: _votes(then, item)}))
    return then, (voted, *stored)


def _withdraw(now: Interview, act: Withdraw) -> Step:
    item = _asked(now, act.item)
    if item.key not in now.answers and item.key not in now.drafts:
        raise Stale
    counted = item.key in now.answers or VOTES in now.drafts.get(item.key, {})
    then = replace(
        _dropped(now, item.key),
        answers={key: value for key, value in now.answers.items() if key != item.key},
        skipped=now.skipped | {item.key},
        statements={key: queue for key, queue in now.statements.items() if key != item.key},
    )
    then, hidden = _without_hidden(then)
    here = now.position is not None and now.position[0] == item.key
    then = _go_on(then, item) if here else _stay(then, item)
    return then, ((Withdrawn(item.key),) if counted else ()) + hidden


# --- keeping and going on ---


def _put(now: Interview, item: Item, part: Part, value: Value | None) -> Step:
    """Take the value of one part, None for skipped; with the last one the item's answer is kept."""
    draft = {key: given for key, given in _draft(now, item).items() if key != part.key + PICKED}
    draft[part.key] = value
    lacking = missing(item, draft)
    if lacking:
        drafts = {**now.drafts, item.key: draft}
        return replace(now, position=(item.key, lacking.key), drafts=drafts, skipped=now.skipped - {item.key}), ()
    parts = whole(item, draft)
    if not parts:
        return _leave(now, item, part)
    return _keep(now, item, _read(item, part, lambda: item.value(parts)))


def _keep(now: Interview, item: Item, value: Value) -> Step:
    """Keep an answer, withdraw those that are no longer asked, and go on."""
    changed = item.key in now.answers
    here = now.position is None or now.position[0] == item.key
    then = replace(_dropped(now, item.key), answers={**now.answers, item.key: value}, skipped=now.skipped - {item.key})
    then, hidden = _without_hidden(then)
    stored = (Kept(item.key, value), *hidden)
    if not changed and isinstance(item, Open) and item.wants_probe(value):
        return replace(then, position=(item.key, PROBE)), stored
    return (_stay(then, item) if changed and not here else _go_on(then, item)), stored


def _without_hidden(now: Interview) -> Step:
    """Withdraw the answers to items that are no longer asked, and drop their drafts."""
    shown = now.items()
    voted = [key for key, draft in now.drafts.items() if VOTES in draft]
    gone = tuple(Withdrawn(key) for key in dict.fromkeys([*now.answers, *voted]) if key not in shown)
    return replace(
        now,
        answers={key: value for key, value in now.answers.items() if key in shown},
        drafts={key: draft for key, draft in now.drafts.items() if key in shown},
        statements={key: queue for key, queue in now.statements.items() if key in shown},
    ), gone


def _go_on(now: Interview, item: Item) -> Interview:
    return replace(now, position=next_position(now, item.key))


def _stay(now: Interview, item: Item) -> Interview:
    """Keep asking what was asked, unless that is no longer asked."""
    return now if now.position and now.position[0] in now.items() else _go_on(now, item)


def next_position(now: Interview, after: str | None) -> Position | None:
    """The next item that is neither answered nor skipped, those before ``after`` last."""
    shown = now.items()
    keys = [item.key for item in now.questionnaire.items]
    start = keys.index(after) + 1 if after in keys else 0
    for key in keys[start:] + keys[:start]:
        if key == after or key not in shown or key in now.answers or key in now.skipped:
            continue
        if now.statements.get(key) != ():  # nothing to react to is nothing to ask
            item = shown[key]
            return key, (missing(item, now.drafts.get(key, {})) or item.parts()[0]).key
    return None


def position_before(now: Interview) -> Position | None:
    """Where Back leads: the part before, else the item before that was answered or skipped; None if there is none."""
    shown = now.items()
    keys = list(shown)
    if now.position:
        item = shown[now.position[0]]
        if now.position[1] == PROBE:
            return item.key, item.parts()[0].key
        parts = _applying(now, item)
        at = parts.index(now.position[1]) if now.position[1] in parts else 0
        if at > 0:
            return item.key, parts[at - 1]
        keys = keys[: keys.index(item.key)]
    for key in reversed(keys):
        if key in now.answers and now.statements.get(key) != ():
            return key, _applying(now, shown[key])[-1]
        if key in now.skipped:
            return key, shown[key].parts()[0].key
    return None


def grounded(now: Interview) -> Interview:
    """The interview at a position that can be asked."""
    if now.position is None:
        return now
    key, part = now.position
    item = now.items().get(key)
    if item and now.statements.get(key) != ():
        if part in _applying(now, item) or (part == PROBE and isinstance(item, Open) and key in now.answers):
            return now
        return replace(now, position=(key, (missing(item, _draft(now, item)) or item.parts()[0]).key))
    return replace(now, position=next_position(now, key))


# --- looking things up ---


def _asked(now: Interview, key: str) -> Item:
    item = now.items().get(key)
    if item is None:
        raise Stale
    return item


def _part(now: Interview, item: Item, key: str) -> Part:
    part = item.part(key)
    if part is None or not applies(part, _draft(now, item)):
        raise Stale
    return part


def _read(item: Item, part: Part, reading: Callable[[], Value]) -> Value:
    try:
        return reading()
    except Complaint as complaint:
        raise Asks(complaint, (item.key, part.key)) from None


def _draft(now: Interview, item: Item) -> Mapping[str, Value]:
    """What is there of an item's parts: the draft, else the parts of its answer."""
    draft = now.drafts.get(item.key)
    if draft is None and item.key in now.answers and len(item.parts()) > 1:
        return as_draft(item, now.answers[item.key])
    return draft or {}


def _applying(now: Interview, item: Item) -> list[str]:
    draft = _draft(now, item)
    return [part.key for part in item.parts() if applies(part, draft)]


def picked_keys(now: Interview, item: Item, part: Part) -> list[str]:
    """Keys of the options chosen so far at a part."""
    draft = now.drafts.get(item.key, {})
    for key in (part.key + PICKED, part.key):
        if key in draft:
            return _keys(draft[key])
    return _keys(earlier(item, part, now.answers[item.key])) if item.key in now.answers else []


def _keys(value: Value | None) -> list[str]:
    if value is None:
        return []
    return [str(key) for key in value] if isinstance(value, list) else [str(value)]


def _queue(now: Interview, item: Item) -> tuple[ShownStatement, ...]:
    if item.key not in now.statements:
        raise Wants(item.key)
    return now.statements[item.key]


def _votes(now: Interview, item: Item) -> int:
    before = now.answers.get(item.key, {}).get(VOTES, 0)
    return int(before + now.drafts.get(item.key, {}).get(VOTES, 0))


def _dropped(now: Interview, key: str) -> Interview:
    return replace(now, drafts={item: draft for item, draft in now.drafts.items() if item != key})

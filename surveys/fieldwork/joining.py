"""How do two who answered the same wave become one who counts once, and two again?

Each item keeps the newest answer, each statement the newest vote. What anybody agreed to never widens: words may be quoted
somewhere only if everybody whose words they are agreed to that place, and a no of either is a no
(docs/decisions/0007-one-person-on-two-platforms.md). ``merge`` gives a record of what both had; with it ``part`` gives each
back exactly that, as far as nothing was said since. ``combined`` and ``divided`` decide, on plain rows; they store nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias

from sqlmodel import Session

from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import reports, waves
from surveys.fieldwork.route import visible
from surveys.fieldwork.segments import segment_of
from surveys.fieldwork.sides import Row, Side, items_of, made_of, read, rewrite
from surveys.tables import Purpose, ResponseState, Wave, new_id

Record: TypeAlias = dict[str, Any]
"""What both had when they became one, as plain JSON: ``kept`` and ``taken`` (sides), ``joint`` (what became of them, without
the words), ``statements`` (made of answers that gave way)."""

_QUOTING = (Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER, Purpose.QUOTE_WEB)
_ELSEWHERE = {Purpose.QUOTE_HERE: Purpose.QUOTE_OTHER, Purpose.QUOTE_OTHER: Purpose.QUOTE_HERE}


class Merged(NamedTuple):
    """What a merge gives.

    Attributes:
        record: what ``part`` needs.
        quoting: ids of digests that quote them and have to be looked at.
    """

    record: Record
    quoting: tuple[str, ...]


@dataclass(frozen=True)
class Parted:
    """What each has once they are two again.

    Attributes:
        kept: of who keeps the pseudonym.
        taken: of who had joined them.
    """

    kept: Side
    taken: Side


# --- in the tables ----------------------------------------------------------------------------------------------


def merge(session: Session, wave: Wave, kept: str, taken: str, now: datetime) -> Merged | None:
    """Let ``taken`` be ``kept`` from now on; None where ``taken`` never took part."""
    asked = waves.questionnaire_of(session, wave)
    mine, theirs = read(session, wave, kept), read(session, wave, taken)
    if theirs.response is None:
        return None
    answers = [row["id"] for side in (mine, theirs) for row in side.answers.values()]
    own = {row["id"] for row in made_of(session, answers)}
    items = items_of(session, {*mine.votes, *theirs.votes} - own)
    joint = combined(asked, mine, theirs, items, now)
    standing = {row["id"] for row in joint.answers.values()}
    gone = made_of(session, [id_ for id_ in answers if id_ not in standing])
    quoting = rewrite(session, wave, asked, {kept: mine, taken: theirs}, {kept: joint})
    reports.hand_over(session, wave, taken, kept)
    record = {"kept": mine.as_json(), "taken": theirs.as_json(), "joint": _marks(joint), "statements": gone}
    return Merged(record, quoting)


def part(session: Session, wave: Wave, kept: str, taken: str, record: Record, now: datetime) -> tuple[str, ...]:
    """Give both back what they had; what was said since stays with ``kept``. Gives ids of digests to be looked at."""
    current = read(session, wave, kept)
    if current.response is None:  # nothing of the wave is kept any more
        return ()
    asked = waves.questionnaire_of(session, wave)
    sides = Side.of_json(record["kept"]), Side.of_json(record["taken"])
    voted = {*sides[0].votes, *sides[1].votes, *current.votes}
    items = items_of(session, voted) | {row["id"]: row["item"] for row in record["statements"]}
    then = divided(asked, record, current, items, now)
    after = {who: side for who, side in ((kept, then.kept), (taken, then.taken)) if side.response}
    return rewrite(session, wave, asked, {kept: current}, after, record["statements"])


def trimmed(session: Session, wave: Wave, kept: str, record: Record) -> Record | None:
    """The record without the words that parting would not bring back; None where nothing of the wave is kept any more."""
    current = read(session, wave, kept)
    if current.response is None:
        return None
    same = {key for key in _all_items(record, current) if _unchanged(record, current, key)}
    lean = {
        name: {**record[name], "answers": {item: row for item, row in record[name]["answers"].items() if item in same}}
        for name in ("kept", "taken")
    }
    left = {row["id"] for side in lean.values() for row in side["answers"].values()}
    return {**record, **lean, "statements": [row for row in record["statements"] if row["answer_id"] in left]}


def forgotten(record: Record, source: str) -> Record:
    """The record without the words that came in this message or form."""
    sides = {
        name: {
            **record[name],
            "answers": {item: row for item, row in record[name]["answers"].items() if row["source"] != source},
        }
        for name in ("kept", "taken")
    }
    left = {row["id"] for side in sides.values() for row in side["answers"].values()}
    return {**record, **sides, "statements": [row for row in record["statements"] if row["answer_id"] in left]}


# --- two become one ---------------------------------------------------------------------------------------------


def combined(asked: Questionnaire, kept: Side, taken: Side, items: Mapping[str, str], now: datetime) -> Side:
    """What the two have as one.

    ``items``: the item of each statement one of them voted on, without those made of their own answers.
    """
    if kept.response is None or taken.response is None:
        return kept if taken.response is None else taken
    base = max(kept, taken, key=_freshness)
    newest = {
        key: max((side.answers[key] for side in (kept, taken) if key in side.answers), key=_when)
        for key in dict.fromkeys([*kept.answers, *taken.answers])
    }
    answers = _asked_along(asked, newest)
    shown = visible(asked, {key: row["value"] for key, row in answers.items()})
    votes = {
        statement: max((side.votes[statement] for side in (kept, taken) if statement in side.votes), key=_when)
        for statement in dict.fromkeys([*kept.votes, *taken.votes])
        if items.get(statement) in shown
    }
    response = {
        **base.response_row,
        "id": kept.response["id"],
        "started_at": min(kept.response, taken.response, key=lambda row: _time(row["started_at"]))["started_at"],
        "skipped": [key for key in base.response_row["skipped"] if key not in answers],
        "updated_at": now.isoformat(),  # what counts in another group or platform is looked at by the next release
    }
    joint = Side(response, answers, votes, _agreed(asked, kept, taken, answers, base.platform))
    return replace(joint, response=_settled(asked, joint))


def _freshness(side: Side) -> tuple[bool, datetime]:
    return not _has_left(side), _time(side.response_row["updated_at"])


def _has_left(side: Side) -> bool:
    return side.response is not None and side.response["state"] == ResponseState.WITHDRAWN


def _asked_along(asked: Questionnaire, answers: Mapping[str, Row]) -> dict[str, Row]:
    """The answers to what is asked along the way they lead."""
    shown = visible(asked, {key: row["value"] for key, row in answers.items()})
    return {key: row for key, row in answers.items() if key in shown}


def _settled(asked: Questionnaire, side: Side) -> Row:
    """The response with the group and the state that follow from its answers."""
    row = side.response_row
    if row["state"] == ResponseState.WITHDRAWN:
        return row
    state = ResponseState.OPEN
    if side.answers:
        state = ResponseState.PARTIAL if row["position"] else ResponseState.COMPLETE
    return {**row, "state": state.value, "segment": segment_of(asked, side.values)}


# --- what is agreed to ------------------------------------------------------------------------------------------


def seen_from(consents: Iterable[Row], there: str, here: str) -> list[Row]:
    """Agreements given on one platform as they read on another: what is here for one is the other one for the other."""
    if there == here:
        return list(consents)
    return [{**row, "purpose": _ELSEWHERE.get(Purpose(row["purpose"]), row["purpose"])} for row in consents]


def _agreed(
    asked: Questionnaire, kept: Side, taken: Side, answers: Mapping[str, Row], platform: str
) -> tuple[Row, ...]:
    """What holds for both together; everything else they ever decided waits in the record.

    A side speaks against a purpose by a no, and by silence where words of its own are among the answers.
    """
    standing = {row["id"] for row in answers.values() if asked.item(row["item"]).words(row["value"]) is not None}
    rows = {id(side): seen_from(side.consents, side.platform, platform) for side in (kept, taken)}
    takes_part = [
        row for side in (kept, taken) if not _has_left(side) for row in _active(rows[id(side)], Purpose.TAKE_PART)
    ]
    agreed = [min(takes_part, key=_given)] if takes_part else []
    for purpose in _QUOTING:
        said = [row for side in (kept, taken) for row in _active(rows[id(side)], purpose)]
        against = any(
            not _active(rows[id(side)], purpose)
            and (
                any(row["purpose"] == purpose for row in rows[id(side)])
                or any(row["id"] in standing for row in side.answers.values())
            )
            for side in (kept, taken)
        )
        if said and not against:
            first, names = min(said, key=_given), {row["shown_name"] for row in said}
            agreed.append({**first, "shown_name": names.pop() if len(names) == 1 else None})
    return tuple(agreed)


def _active(rows: Iterable[Row], purpose: str) -> list[Row]:
    return [row for row in rows if row["purpose"] == purpose and row["withdrawn_at"] is None]


# --- one becomes two --------------------------------------------------------------------------------------------


def divided(asked: Questionnaire, record: Record, current: Side, items: Mapping[str, str], now: datetime) -> Parted:
    """What each has: what they had, where nothing came of it since; everything said since is ``kept``'s.

    ``items``: the item of each statement there is, or will be again.
    """
    sides = Side.of_json(record["kept"]), Side.of_json(record["taken"])
    answers = _answers_divided(asked, record, sides, current)
    votes = _votes_divided(asked, record, sides, current, answers, items)
    return Parted(
        *(
            _side(asked, record, side, current, said, voted, now, is_kept=side is sides[0])
            for side, said, voted in zip(sides, answers, votes, strict=True)
        )
    )


def _answers_divided(
    asked: Questionnaire, record: Record, sides: tuple[Side, Side], current: Side
) -> tuple[dict[str, Row], ...]:
    back: tuple[dict[str, Row], dict[str, Row]] = ({}, {})
    for key in _all_items(record, current):
        here = current.answers.get(key)
        if not _unchanged(record, current, key):
            back[0].update({key: here} if here else {})
            continue
        for side, said in zip(sides, back, strict=True):
            if key in side.answers:
                said[key] = here if here and here["id"] == side.answers[key]["id"] else side.answers[key]
    return tuple(_asked_along(asked, said) for said in back)


def _votes_divided(
    asked: Questionnaire,
    record: Record,
    sides: tuple[Side, Side],
    current: Side,
    answers: tuple[dict[str, Row], ...],
    items: Mapping[str, str],
) -> tuple[dict[str, Row], ...]:
    back: tuple[dict[str, Row], dict[str, Row]] = ({}, {})
    restored = {row["id"] for said in answers for row in said.values()}
    gone = {row["id"] for row in record["statements"] if row["answer_id"] not in restored}
    taken_back = _taken_back(record, current)
    for statement in dict.fromkeys([*sides[0].votes, *sides[1].votes, *current.votes]):
        here, was = current.votes.get(statement), record["joint"]["votes"].get(statement)
        if statement not in items or statement in gone:
            continue
        if was != (_vote_mark(here) if here else None):
            back[0].update({statement: here} if here else {})
        elif items[statement] not in taken_back:
            for side, voted in zip(sides, back, strict=True):
                if statement in side.votes:
                    mine = side.votes[statement]
                    voted[statement] = here if here and _vote_mark(here) == _vote_mark(mine) else mine
    shown = [visible(asked, {key: row["value"] for key, row in said.items()}) for said in answers]
    return tuple(
        {statement: row for statement, row in voted.items() if items[statement] in along}
        for voted, along in zip(back, shown, strict=True)
    )


def _side(
    asked: Questionnaire,
    record: Record,
    side: Side,
    current: Side,
    said: dict[str, Row],
    voted: dict[str, Row],
    now: datetime,
    *,
    is_kept: bool,
) -> Side:
    """What one of them has, with the response that belongs to it; nothing where they never took part before or since."""
    consents = _consents_divided(record, side, current, now, is_kept=is_kept)
    here = current.response_row
    if side.response is None:
        if not (said or voted or consents):
            return Side()
        if not _active(consents, Purpose.TAKE_PART):  # whoever says more agreed before, as the other
            consents = [*({**row, "id": new_id()} for row in _active(current.consents, Purpose.TAKE_PART)), *consents]
        response = {**here, "id": new_id()}
    elif is_kept and here != record["joint"]["response"]:
        own = {name: side.response[name] for name in ("id", "platform", "language", "seed", "started_at")}
        response = {**here, **own}
    else:
        response = side.response
    if here["state"] == ResponseState.WITHDRAWN:
        names = ("state", "position", "draft", "skipped", "segment", "updated_at")
        response = {**response, **{name: here[name] for name in names}}
    elif _released_since(side, current):  # the next release has to look at them again
        response = {**response, "updated_at": now.isoformat()}
    then = Side(response, said, voted, tuple(consents))
    return replace(then, response=_settled(asked, then))


def _consents_divided(record: Record, side: Side, current: Side, now: datetime, *, is_kept: bool) -> list[Row]:
    """What they had decided; what was refused since is refused for both, what was agreed to since is ``kept``'s."""
    place = side.platform or current.platform
    known = {row["id"] for name in ("kept", "taken") for row in record[name]["consents"]}
    was = record["joint"]
    held = {row["purpose"] for row in seen_from(was["consents"], was["response"]["platform"], place)}
    here = seen_from(current.consents, current.platform, place)
    since = [row for row in here if row["id"] not in known]
    said_since = any(not _unchanged(record, current, key) for key in current.answers)
    back = []
    for row in side.consents:
        purpose = row["purpose"]
        active = _active(here, purpose)
        decided = [each for each in since if each["purpose"] == purpose]
        if row["withdrawn_at"] is not None:
            back.append(row)
        elif not active and (decided or purpose in held):
            ends = [each["withdrawn_at"] for each in here if each["purpose"] == purpose and each["withdrawn_at"]]
            back.append({**row, "withdrawn_at": max(ends, key=_time, default=now.isoformat())})
        elif not active and is_kept and said_since:  # or words said under the stricter no would be quoted after all
            back.append({**row, "withdrawn_at": now.isoformat()})
        elif active and active[0] in since and is_kept:
            back.append({**row, "withdrawn_at": active[0]["given_at"]})
        elif active and active[0] in since and row["shown_name"] != active[0]["shown_name"]:
            back.append({**row, "shown_name": None})
        else:
            back.append(row)
    return [*back, *since] if is_kept else back


# --- what happened since ----------------------------------------------------------------------------------------


def _marks(joint: Side) -> dict[str, Any]:
    """What became of both, without the words: enough to see later what was said since."""
    answers = {key: _answer_mark(row) for key, row in joint.answers.items()}
    votes = {statement: _vote_mark(row) for statement, row in joint.votes.items()}
    return {**joint.as_json(), "answers": answers, "votes": votes}


def _answer_mark(row: Row) -> list[Any]:
    return [row["id"], row["revision"]]


def _vote_mark(row: Row) -> list[Any]:
    return [row["updated_at"], row["value"]]


def _all_items(record: Record, current: Side) -> list[str]:
    return list(dict.fromkeys([*record["kept"]["answers"], *record["taken"]["answers"], *current.answers]))


def _unchanged(record: Record, current: Side, key: str) -> bool:
    here = current.answers.get(key)
    was: object = record["joint"]["answers"].get(key)
    return was == (_answer_mark(here) if here else None)


def _taken_back(record: Record, current: Side) -> set[str]:
    """The items whose answer was withdrawn since."""
    was: Mapping[str, Any] = record["joint"]
    skipped: set[str] = set(current.response_row["skipped"]) - set(was["response"]["skipped"])
    return skipped | (set(was["answers"]) - set(current.answers))


def _released_since(side: Side, current: Side) -> bool:
    answers = ((row, side.answers.get(key)) for key, row in current.answers.items())
    votes = ((row, side.votes.get(key)) for key, row in current.votes.items())
    return any(
        was is not None and was["released"] != row["released"] and was["updated_at"] == row["updated_at"]
        for row, was in (*answers, *votes)
    )


def _when(row: Row) -> datetime:
    return _time(row["updated_at"])


def _given(row: Row) -> datetime:
    return _time(row["given_at"])


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)

"""How does an interview become rows, and rows an interview again?

The path of every button: ``resume``, ``take``, ``keep`` (``take`` is ``interview.answer`` with statements looked up where
it wants them). It costs five statements, one more at a statements item. Natural keys make it harmless to arrive twice:
the latest answer of a respondent to an item counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from surveys.databases.prepared import Prepared
from surveys.design.items.kind import Item, Value
from surveys.design.questionnaire import Questionnaire
from surveys.errors import NoConsent
from surveys.fieldwork import consent, removal, statements, traces
from surveys.fieldwork.acts import Act, Kept, Voted, Withdrawn
from surveys.fieldwork.counts import PARTICIPATION, Change, cells_of, move, narrowed, vote_cells
from surveys.fieldwork.interview import Interview, Turn, answer, begin, position_of, position_text
from surveys.fieldwork.route import reacts
from surveys.fieldwork.rows import direct, run, table_of, upsert
from surveys.fieldwork.segments import segment_of
from surveys.fieldwork.sensitive import speaks_of_self_harm
from surveys.fieldwork.standing import Held, Standing, standing
from surveys.fieldwork.waves import ensure_accepts
from surveys.tables import NULLABLE_JSON, Answer, AnswerState, Response, ResponseState, Wave, new_id

_RESPONSE, _ANSWER, _WAVE = table_of(Response), table_of(Answer), table_of(Wave)
_JOIN = upsert(
    _RESPONSE,
    lambda insert: insert.on_conflict_do_update(
        index_elements=["wave_id", "respondent_id"],
        set_={
            name: insert.excluded[name]
            for name in ("state", "platform", "language", "position", "draft", "skipped", "updated_at")
        },
        where=_RESPONSE.c.state == ResponseState.WITHDRAWN,
    ),
)
_KEEP = Prepared(
    upsert(
        _ANSWER,
        lambda insert: insert.on_conflict_do_update(
            index_elements=["wave_id", "item", "respondent_id"],
            set_={
                "value": insert.excluded.value,
                "source": sa.func.coalesce(insert.excluded.source, _ANSWER.c.source),
                "state": insert.excluded.state,
                "sensitive": insert.excluded.sensitive,
                "reason": insert.excluded.reason,
                "revision": _ANSWER.c.revision + 1,
                "updated_at": insert.excluded.updated_at,
            },
        ),
    )
)
_PLACE = Prepared(
    sa.update(_RESPONSE)
    .where(_RESPONSE.c.wave_id == sa.bindparam("wave"), _RESPONSE.c.respondent_id == sa.bindparam("respondent"))
    .values(
        state=sa.bindparam("now_state"),
        platform=sa.bindparam("now_platform"),
        segment=sa.bindparam("now_segment"),
        position=sa.bindparam("now_position"),
        draft=sa.bindparam("now_draft", type_=sa.JSON),
        skipped=sa.bindparam("now_skipped", type_=sa.JSON),
        pace=sa.bindparam("now_pace", type_=NULLABLE_JSON),
        updated_at=sa.bindparam("now"),
    )
)
_LOCK = sa.update(_WAVE).where(_WAVE.c.id == sa.bindparam("wave")).values(locked=True)
_SOURCE = sa.select(_ANSWER).where(_ANSWER.c.source == sa.bindparam("source")).limit(1)
_ITEM_OF = Prepared(sa.select(_ANSWER.c.item).where(_ANSWER.c.source == sa.bindparam("source")).limit(1))
_SAID_IN = Prepared(
    sa.update(_ANSWER).where(_ANSWER.c.id == sa.bindparam("answer")).values(source=sa.bindparam("message"))
)
_OWN = sa.select(_ANSWER).where(
    _ANSWER.c.wave_id == sa.bindparam("wave"), _ANSWER.c.respondent_id == sa.bindparam("respondent")
)
_RESPONSE_ROW = sa.select(_RESPONSE).where(
    _RESPONSE.c.wave_id == sa.bindparam("wave"), _RESPONSE.c.respondent_id == sa.bindparam("respondent")
)


def join(
    session: Session,
    wave: Wave,
    questionnaire: Questionnaire,
    respondent_id: str,
    *,
    platform: str,
    language: str,
    now: datetime,
) -> Response:
    """Begin taking part, or return to it; twice is harmless. Raises NotOpen, and NoConsent before it was given."""
    ensure_accepts(wave, now)
    if not consent.has(session, wave, respondent_id):
        raise NoConsent("consent-missing")
    answer_from(session, wave, questionnaire, respondent_id, platform, now)
    noted = traces.moment(wave, now)
    seed = int.from_bytes(hashlib.sha256(f"{wave.id}:{respondent_id}".encode()).digest()[:4]) >> 1
    connection = direct(session)
    row: dict[str, Any] = {
        "id": new_id(),
        "wave_id": wave.id,
        "respondent_id": respondent_id,
        "state": ResponseState.OPEN,
        "platform": traces.platform(wave, platform),
        "language": traces.language(wave, language),
        "segment": None,
        "position": position_text(begin(questionnaire, seed).position),
        "draft": {},
        "skipped": [],
        "seed": seed,
        "started_at": noted,
        "updated_at": noted,
    }
    run(connection, _JOIN, row)
    stored = connection.execute(_RESPONSE_ROW, {"wave": wave.id, "respondent": respondent_id}).mappings().one()
    return Response(**stored)


def answer_from(
    session: Session, wave: Wave, questionnaire: Questionnaire, respondent_id: str, platform: str, now: datetime
) -> None:
    """Somebody who takes part is on this platform now: they count there, and what they agreed to is seen from there."""
    platform, now = traces.platform(wave, platform), traces.moment(wave, now)
    here = standing(session, wave, respondent_id)
    if here is None or here.platform == platform:
        return
    then = replace(here, platform=platform)
    values = {key: held.value for key, held in here.answers.items()}
    changes = _changes(questionnaire, here, then, values)
    move(session, wave, [*changes, *_moved_votes(session, wave, respondent_id, here, then)])
    consent.turn(session, wave, respondent_id)
    mine = (_RESPONSE.c.wave_id == wave.id) & (_RESPONSE.c.respondent_id == respondent_id)
    direct(session).execute(sa.update(_RESPONSE).where(mine).values(platform=platform, updated_at=now))


def resume(
    session: Session, wave: Wave, questionnaire: Questionnaire, respondent_id: str, here: Standing | None = None
) -> Interview | None:
    """Somebody's interview where they left it; None when they have not agreed to take part, or withdrew.

    ``here`` is their standing where it was read already in this unit of work.
    """
    here = here or standing(session, wave, respondent_id)
    if here is None or here.state is ResponseState.WITHDRAWN:
        return None
    interview = Interview(
        questionnaire,
        answers={key: held.value for key, held in here.answers.items()},
        position=position_of(here.position),
        drafts=here.draft,
        skipped=frozenset(here.skipped),
        seed=here.seed,
    )
    asked = interview.items().get(interview.position[0]) if interview.position else None
    if asked is None or not reacts(asked):
        return interview
    return _looked_up(session, wave, respondent_id, interview, asked.key, interview.ahead)


def take(session: Session, wave: Wave, respondent_id: str, interview: Interview, act: Act) -> Turn:
    """What comes of an act; statements are looked up where they are wanted. Stores nothing."""
    turn = answer(interview, act)
    while turn.wants:
        interview = _looked_up(session, wave, respondent_id, interview, turn.wants, turn.ahead)
        turn = answer(interview, act)
    return turn


def keep(
    session: Session,
    wave: Wave,
    questionnaire: Questionnaire,
    respondent_id: str,
    turn: Turn,
    *,
    platform: str,
    source: str | None = None,
    sensitive: bool = False,
    now: datetime,
    here: Standing | None = None,
) -> tuple[str, ...]:
    """Store what a turn brought; the same turn or the same source a second time changes nothing.

    ``source`` is the keyed digest of the message, or of the form and its item: one source answers one item, for buttons
    it is None. ``sensitive`` marks the words whatever they say. Raises NotOpen
    where an answer comes too late, NoConsent where nobody agreed. Returns the ids of digests that quote words that no
    longer hold. ``here`` is their standing where it was read already in this unit of work, and nothing written since; its
    ``pace`` is kept with it.
    """
    assert turn.wants is None, "the turn still wants statements: use take()"
    if any(not isinstance(each, Withdrawn) for each in turn.stored):
        ensure_accepts(wave, now)
    platform, now = traces.platform(wave, platform), traces.moment(wave, now)
    here = here or standing(session, wave, respondent_id)
    if here is None or here.state is ResponseState.WITHDRAWN:
        raise NoConsent("consent-missing")
    kept = {each.item: each.value for each in turn.stored if isinstance(each, Kept)}
    if source is not None and kept and _is_repeated(session, source, kept):
        return ()
    gone = {each.item for each in turn.stored if isinstance(each, Withdrawn)}
    values = {key: held.value for key, held in here.answers.items()} | kept
    values = {key: value for key, value in values.items() if key not in gone}
    then = replace(here, platform=platform, segment=segment_of(questionnaire, values))

    quoting = _store(session, wave, questionnaire, respondent_id, here, kept, (source, sensitive, now))
    changes = _changes(questionnaire, here, then, values)
    reactions = [key for key in gone if reacts(questionnaire.item(key))]
    if reactions:
        changes += removal.drop_votes(session, wave, respondent_id, here, reactions)
    quoting += removal.drop_answers(session, wave, [held for key, held in here.answers.items() if key in gone])
    if (here.segment, here.platform) != (then.segment, then.platform):
        changes += _moved_votes(session, wave, respondent_id, here, then)
    if here.platform != then.platform:
        consent.turn(session, wave, respondent_id)
    for voted in turn.stored:
        if isinstance(voted, Voted) and statements.vote(session, wave, respondent_id, voted, now):
            changes.append((voted.statement, (), vote_cells(voted.value, then.segment, then.platform)))
    move(session, wave, changes)
    _place(session, wave, respondent_id, turn.interview, then, bool(values), now)
    if turn.stored and not wave.locked:
        _lock(session, wave)
    return tuple(dict.fromkeys(quoting))


def by_source(session: Session, source: str) -> Answer | None:
    """The answer that came in this message or form, so that an edit finds it."""
    row = direct(session).execute(_SOURCE, {"source": source}).mappings().first()
    return Answer(**row) if row else None


def answers_of(session: Session, wave: Wave, respondent_id: str) -> list[Answer]:
    """Somebody's current answers."""
    rows = direct(session).execute(_OWN, {"wave": wave.id, "respondent": respondent_id})
    return [Answer(**row) for row in rows.mappings()]


def withdraw_all(session: Session, wave: Wave, respondent_id: str, now: datetime) -> tuple[str, ...]:
    """Take back every answer, vote and draft; the agreements stay. Returns the ids of digests that quote them."""
    return removal.remove_person(session, wave, respondent_id, now)


# --- keeping ---


def _looked_up(
    session: Session, wave: Wave, respondent_id: str, interview: Interview, item: str, ahead: Collection[str]
) -> Interview:
    queue = statements.next_for(session, wave, item, respondent_id, ahead=ahead)
    return replace(interview, statements={**interview.statements, item: queue})


def _is_repeated(session: Session, source: str, kept: Mapping[str, Value]) -> bool:
    """Whether this message was taken already, as the answer to something else."""
    earlier = _ITEM_OF.rows(direct(session), {"source": source})
    return bool(earlier) and earlier[0][0] not in kept


def _store(
    session: Session,
    wave: Wave,
    questionnaire: Questionnaire,
    respondent_id: str,
    here: Standing,
    kept: Mapping[str, Value],
    given: tuple[str | None, bool, datetime],
) -> tuple[str, ...]:
    """Write the answers that changed; returns the digests that quote their earlier words."""
    source, sensitive, now = given
    rows: list[dict[str, Any]] = []
    reworded: list[str] = []
    adopted: list[tuple[Item, str, str]] = []
    for key, value in kept.items():
        held = here.answers.get(key)
        if held is not None and held.value == value:
            if source is not None:  # said again: an edit of the newer message has to find it
                _SAID_IN.run(direct(session), {"answer": held.id, "message": source})
            continue
        item = questionnaire.item(key)
        words = item.words(value)
        state, marked = _state(wave, questionnaire, words), False
        reason = None
        if words is not None:
            marked = sensitive or speaks_of_self_harm(words)
        if held is not None and held.state is AnswerState.APPROVED and item.words(held.value) not in (None, words):
            reworded.append(held.id)
        elif held is not None and words is not None and item.words(held.value) == words:
            state, marked = held.state, held.sensitive
            reason = held.reason
        row = _row(wave, key, respondent_id, held, now) | {
            "value": value,
            "source": source,
            "state": state,
            "sensitive": marked,
            "reason": reason,
        }
        rows.append(row)
        if words is not None and state is AnswerState.APPROVED and not marked:
            adopted.append((item, row["id"], words))
    quoting = removal.disown(session, reworded) if reworded else ()
    if rows:
        _KEEP.run_each(direct(session), rows)
    for item, answer_id, words in adopted:
        statements.adopt(
            session, wave, questionnaire, item=item.key, answer_id=answer_id, words=words, language=here.language
        )
    return quoting


def _state(wave: Wave, questionnaire: Questionnaire, words: str | None) -> AnswerState:
    """Only words are moderated, where the questionnaire wants it; in an anonymous wave they wait until it is over."""
    moderated = words is not None and (questionnaire.wave.moderated or wave.anonymous)
    return AnswerState.PENDING if moderated else AnswerState.APPROVED


def _row(wave: Wave, item: str, respondent_id: str, held: Held | None, now: datetime) -> dict[str, Any]:
    return {
        "id": held.id if held else new_id(),
        "wave_id": wave.id,
        "item": item,
        "respondent_id": respondent_id,
        "revision": 0,
        "released": [],
        "created_at": now,
        "updated_at": now,
    }


def _changes(questionnaire: Questionnaire, here: Standing, then: Standing, values: Mapping[str, Value]) -> list[Change]:
    """How the counts change: for the answers that did, or for all of them when the group or platform did."""
    changes: list[Change] = []
    regrouped = (here.segment, here.platform) != (then.segment, then.platform)
    for key in dict.fromkeys([*here.answers, *values]):
        held = here.answers.get(key)
        if held is not None and key in values and held.value == values[key] and not regrouped:
            continue
        item = questionnaire.item(key)
        before = cells_of(item, held.value, here.segment, here.platform) if held else ()
        now = cells_of(item, values[key], then.segment, then.platform) if key in values else ()
        changes.append((key, before, now))
    before = narrowed((), here.segment, here.platform) if here.answers else ()
    now = narrowed((), then.segment, then.platform) if values else ()
    if before != now:
        changes.append((PARTICIPATION, before, now))
    return changes


def _moved_votes(session: Session, wave: Wave, respondent_id: str, here: Standing, then: Standing) -> list[Change]:
    return [
        (
            vote.statement_id,
            vote_cells(vote.value, here.segment, here.platform),
            vote_cells(vote.value, then.segment, then.platform),
        )
        for vote in removal.my_votes(session, wave, respondent_id)
    ]


def _place(
    session: Session,
    wave: Wave,
    respondent_id: str,
    interview: Interview,
    then: Standing,
    answered: bool,
    now: datetime,
) -> None:
    """Note where they are in the questionnaire."""
    state = ResponseState.OPEN
    if answered:
        state = ResponseState.PARTIAL if interview.position else ResponseState.COMPLETE
    place = {
        "wave": wave.id,
        "respondent": respondent_id,
        "now_state": state,
        "now_platform": then.platform,
        "now_segment": then.segment,
        "now_position": position_text(interview.position),
        "now_draft": {key: dict(draft) for key, draft in interview.drafts.items()},
        "now_skipped": sorted(interview.skipped),
        "now_pace": then.pace,
        "now": now,
    }
    _PLACE.run(direct(session), place)


def _lock(session: Session, wave: Wave) -> None:
    """Somebody has answered: the content can no longer change."""
    direct(session).execute(_LOCK, {"wave": wave.id})
    if wave in session:
        session.expire(wave, ["locked"])


def own_words(questionnaire: Questionnaire, turn: Turn) -> Sequence[str]:
    """What a turn kept of a respondent's own words."""
    said = (questionnaire.item(each.item).words(each.value) for each in turn.stored if isinstance(each, Kept))
    return [words for words in said if words is not None]

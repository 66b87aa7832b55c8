"""``nachgefragt answers``: how are answers looked at, approved, taken away as a file and brought back?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import taking
from bot.commands.arguments import OK, Commands, command, group

if TYPE_CHECKING:
    from sqlmodel import Session

    from surveys.tables import Answer

SHOWN = 200  # characters of an answer in the list
REASON_LIMIT = 300  # characters of a reason, as the table has


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(commands, "answers", "What people said: reading, approving, exporting, importing.")
    listing = command(
        mine,
        "list",
        "list answers in words, with the id to approve or reject them by\nOnly approved answers are quoted, and only "
        "where their author agreed. All of them count. Whoever runs this reads what members may not see yet.",
        _list,
    )
    listing.add_argument("wave", metavar="WAVE", help="such as kundenservice-1")
    listing.add_argument("--pending", action="store_true", help="only those that wait for a decision")
    listing.add_argument("--json", action="store_true", help="for programs")
    for name, about in (
        ("approve", "let answers be quoted, where their authors agreed"),
        ("reject", "keep answers out of quotes; they still count"),
    ):
        deciding = command(mine, name, about, _decide(name))
        deciding.add_argument("ids", metavar="ID", nargs="+", help="as `answers list` shows them")
        if name == "reject":
            deciding.add_argument("--reason", metavar="TEXT", default="", help="for the author, who is told privately")
    export = command(
        mine,
        "export",
        "write a wave's answers to a file\nOne row per respondent, numbered for this file only. Spreadsheets find no "
        "formula in it.\nCSV comes with a second file that explains the columns; in the other formats that is inside. It "
        "holds every answer, also before members may see results.",
        _export,
        examples="  nachgefragt answers export kundenservice-1 --format xlsx --output answers.xlsx",
    )
    export.add_argument("wave", metavar="WAVE")
    export.add_argument("--format", choices=("csv", "jsonl", "xlsx"), required=True)
    export.add_argument("--output", metavar="FILE", type=Path, required=True)
    taking.add(mine)


# --- list, approve, reject --------------------------------------------------------------------------------------


def _list(given: argparse.Namespace) -> int:
    from bot.commands import office

    with office.opened(office.settings()) as store:
        told = store.read_now(lambda session: _described(session, given.wave, pending=given.pending))
    if given.json:
        print(office.as_json(told))
        return OK
    for each in told:
        text = " ".join(each["text"].split())
        shown = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
        print(f"{each['id']}  {each['state']:8}  {each['item']}: {office.harmless(shown)}")
    if not told:
        print("no answers in words" + (" wait for approval" if given.pending else " yet"), file=sys.stderr)
    return OK


def _described(session: Session, key: str, *, pending: bool) -> list[dict[str, Any]]:
    from sqlmodel import col, select

    from surveys.errors import Refused
    from surveys.exchange.rows import has_words
    from surveys.fieldwork import moderation, waves
    from surveys.tables import Answer

    wave = waves.find(session, key)
    questionnaire = waves.questionnaire_of(session, wave)
    if waves.is_veiled(wave):
        raise Refused("anonymous-not-over", wave=wave.key)
    if pending:
        found = moderation.pending(session, wave)
    else:
        # By random ids: an order in time would tell who wrote when.
        query = select(Answer).where(Answer.wave_id == wave.id).order_by(col(Answer.item), col(Answer.id))
        found = list(session.exec(query))
    return [
        {
            "id": answer.id,
            "item": answer.item,
            "state": "sensitive" if answer.sensitive else answer.state.value,
            "text": questionnaire.item(answer.item).words(answer.value)
            or questionnaire.item(answer.item).say(answer.value, wave.language),
        }
        for answer in found
        if has_words(questionnaire.item(answer.item))
    ]


def _decide(how: str) -> Callable[[argparse.Namespace], int]:
    def act(given: argparse.Namespace) -> int:
        from bot.commands import office

        reason = getattr(given, "reason", "")
        if len(reason) > REASON_LIMIT:
            raise office.Failure(f"answers reject: a reason of at most {REASON_LIMIT} characters", 2)
        with office.opened(office.settings()) as store:
            decided = store.write_now(lambda session: [_decided(session, how, each, reason) for each in given.ids])
        print(f"{len(decided)} {'approved' if how == 'approve' else 'rejected'}")
        return OK

    return act


def _decided(session: Session, how: str, answer_id: str, reason: str) -> Answer:
    from bot import auditing, corrections, telling
    from surveys.fieldwork import moderation
    from surveys.tables import Wave

    now = datetime.now(UTC)
    if how == "approve":
        answer = moderation.approve(session, answer_id)
    else:
        answer, quoting = moderation.reject(session, answer_id, reason or None)
        corrections.plan(session, quoting, now)
    wave = session.get_one(Wave, answer.wave_id)
    auditing.note(session, auditing.OPERATOR, how, wave.community_id, f"answer:{answer.id}", reason, now)
    if reason and how == "reject":
        telling.rejected(session, wave, answer, now)
    return answer


# --- export ---------------------------------------------------------------------------------------------


def _export(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.exchange import writing
    from surveys.fieldwork import waves

    def work(session: Session) -> int:
        wave = waves.find(session, given.wave)
        return writing.export(session, wave, given.format, given.output, datetime.now(UTC), told)

    with office.opened(office.settings()) as store, office.progress("writing") as told:
        written = store.read_now(work)
    print(f"{given.output}: {written} respondents")
    return OK

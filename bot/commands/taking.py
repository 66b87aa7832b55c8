"""``nachgefragt answers import`` and ``import-chat``: how do answers from a file come into a wave, all of them or none?"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import FAILED, OK, USAGE, Commands, command

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.settings import Settings
    from surveys.design.items.open import Open
    from surveys.design.questionnaire import Questionnaire
    from surveys.exchange.mapping import Mapped
    from surveys.exchange.people import Gathered
    from surveys.store import Store
    from surveys.tables import RespondentId, Wave

NAMED = 20  # skipped cells that are named on the terminal; --report has all


def add(mine: Commands) -> None:
    """Say what can be typed."""
    taking = command(
        mine,
        "import",
        "take answers from a file into an open wave\nAn export of this program goes in as it is. A table of another tool "
        "(LimeSurvey, Google Forms, Typeform) needs --guess or --map.\nAll of the file or nothing; the same people twice "
        "add nothing. Nobody can change or withdraw imported answers: no account leads to them.",
        _import,
        examples="  nachgefragt answers import kundenservice-1 answers.jsonl --dry-run\n"
        "  nachgefragt answers import kundenservice-1 form.csv --guess --dry-run\n"
        '  nachgefragt answers import kundenservice-1 form.xlsx --guess --map "Ihre Rolle=rolle" --map "Token=@respondent"',
    )
    taking.add_argument("wave", metavar="WAVE")
    taking.add_argument(
        "file", metavar="FILE", type=Path, help=".csv, .xlsx or .jsonl; of another tool also .tsv, .json"
    )
    taking.add_argument("--dry-run", action="store_true", help="only check the file")
    taking.add_argument("--guess", action="store_true", help="map columns by their titles; shows what was guessed")
    taking.add_argument(
        "--map",
        metavar="COLUMN=ITEM",
        action="append",
        default=[],
        type=_pair,
        help="a column and its item; item.part, @respondent, @quote_here, @quote_other, @quote_web, or - for none",
    )
    taking.add_argument("--mapping", metavar="FILE", type=Path, help='the same in a TOML file: "column" = "item"')
    chat = command(
        mine,
        "import-chat",
        "take messages of an exported chat as answers to an open question\nReplies to one message, or all of a time, from "
        "DiscordChatExporter (JSON) or Telegram Desktop (result.json of one chat).\nNo bots, no forwarded messages; no name "
        "and no id is stored, and none of it is ever quoted.",
        _import_chat,
        examples="  nachgefragt answers import-chat kundenservice-1 result.json --item hilfe --reply-to 1003 --dry-run",
    )
    chat.add_argument("wave", metavar="WAVE")
    chat.add_argument("file", metavar="FILE", type=Path)
    chat.add_argument("--item", metavar="KEY", required=True, help="the open question it answers")
    chat.add_argument("--reply-to", metavar="ID", default="", help="only replies to that message")
    chat.add_argument("--from", metavar="TIME", dest="begin", help='not before, such as "2026-11-01 09:00"')
    chat.add_argument("--to", metavar="TIME", dest="end", help="before that time")
    chat.add_argument("--newest", action="store_true", help="somebody's newest message, not all of them joined")
    chat.add_argument("--leave-out", metavar="NAME", action="append", default=[], help="somebody not to take")
    chat.add_argument(
        "--they-agreed", action="store_true", help="you asked these people, and they agreed to taking part"
    )
    chat.add_argument("--dry-run", action="store_true", help="only check the file")
    for each in (taking, chat):
        each.add_argument("--report", metavar="FILE", type=Path, help="write everything that is skipped to a CSV file")


def _pair(given: str) -> tuple[str, str]:
    column, _, target = given.rpartition("=")
    if not column or not target:
        raise argparse.ArgumentTypeError(f"expected COLUMN=ITEM, not {given!r}")
    return column, target


# --- exports of this program ------------------------------------------------------------------------------------


def _import(given: argparse.Namespace) -> int:
    if given.guess or given.map or given.mapping:
        return _import_table(given)
    from bot.commands import office
    from surveys.exchange import importing, reading, staged
    from surveys.fieldwork import waves

    with office.opened(office.settings()) as store, office.progress("importing") as told:
        questionnaire = store.read_now(lambda session: waves.questionnaire_of(session, waves.find(session, given.wave)))
        checked = sum(1 for _ in reading.read(given.file, questionnaire))
        if given.dry_run:
            print(f"{given.file}: {checked} respondents, in order; nothing was stored")
            return OK
        name = importing.fingerprint(given.file)
        taken = staged.take_export(store, given.wave, lambda: reading.read(given.file, questionnaire), name, told)
    known = f", {taken.known} were there already" if taken.known else ""
    lost = f"; {taken.lost} reactions are to sentences that are not here" if taken.lost else ""
    print(f"{given.file}: {taken.added} respondents added{known}{lost}")
    if taken.marked:
        print(f"{given.wave} holds sample data now and says so wherever it shows", file=sys.stderr)
    return FAILED if taken.lost else OK


# --- tables of other tools --------------------------------------------------------------------------------------


def _import_table(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.exchange import foreign, importing, mapping, tabular
    from surveys.exchange.people import FORM

    settings = office.settings()
    with office.opened(settings) as store, office.progress("importing"):
        wave, questionnaire = _asked(store, given.wave)
        table = tabular.load(given.file)
        said = (mapping.read_file(given.mapping) if given.mapping else {}) | dict(given.map)
        columns = mapping.mapped(table.columns, questionnaire, said, guess=given.guess)
        _show_mapping(columns)
        if all(each.target == mapping.NOTHING for each in columns):
            raise office.Failure(f"{given.file}: no column answers an item; say so with --map COLUMN=ITEM")
        pseudonym = _pseudonyms(store, settings, wave)
        gathered = foreign.gather(table, columns, questionnaire, pseudonym, importing.fingerprint(given.file))
        return _stored(store, given, gathered, FORM)


def _asked(store: Store, key: str) -> tuple[Wave, Questionnaire]:
    from surveys.fieldwork import waves

    wave = store.read_now(lambda session: waves.find(session, key))
    return wave, store.read_now(lambda session: waves.questionnaire_of(session, wave))


def _pseudonyms(store: Store, settings: Settings, wave: Wave) -> Callable[[str], RespondentId]:
    """Keyed like everybody's: an id in a form or a chat is short enough to be guessed otherwise."""
    from bot import keys

    known = keys.load(settings)

    def pseudonym(identity: str) -> RespondentId:
        """That of the present key, unless they were imported under an earlier one."""
        every = [each.respondent(wave.id, f"import:{identity}") for each in (known, *known.earlier)]
        return next((each for each in every if each in there), every[0])

    there = store.read_now(lambda session: _there(session, wave)) if known.earlier else frozenset()
    return pseudonym


def _there(session: Session, wave: Wave) -> frozenset[str]:
    from sqlmodel import select

    from surveys.tables import Response

    return frozenset(session.exec(select(Response.respondent_id).where(Response.wave_id == wave.id)).all())


def _show_mapping(columns: Sequence[Mapped]) -> None:
    from bot.commands import office

    rows = [[each.how, office.harmless(each.column)[:60], each.target] for each in columns]
    print(office.table([["HOW", "COLUMN", "ITEM"], *rows]), file=sys.stderr)


# --- chats ------------------------------------------------------------------------------------------------------


def _import_chat(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.exchange import chats
    from surveys.exchange.people import CHAT

    if not given.reply_to and not given.begin and not given.end:
        raise office.Failure(
            "answers import-chat: say which messages, by --reply-to ID or --from TIME --to TIME", USAGE
        )
    if not given.they_agreed and not given.dry_run:
        raise office.Failure(
            "answers import-chat: these people wrote in a chat, not to a survey; ask them, then say --they-agreed",
            USAGE,
        )
    settings = office.settings()
    with office.opened(settings) as store, office.progress("importing"):
        wave, questionnaire = _asked(store, given.wave)
        item = _open_item(questionnaire, given.item)
        wanted = chats.Wanted(
            given.reply_to,
            _moment(given.begin, settings),
            _moment(given.end, settings),
            newest=given.newest,
            left_out=tuple(given.leave_out),
        )
        gathered = chats.gather(given.file, item, wanted, _pseudonyms(store, settings, wave))
        return _stored(store, given, gathered, CHAT)


def _open_item(questionnaire: Questionnaire, key: str) -> Open:
    from bot.commands import office
    from surveys.design.items.open import Open

    opens = [item for item in questionnaire.items if isinstance(item, Open)]
    found = next((item for item in opens if item.key == key), None)
    if found is None:
        named = ", ".join(item.key for item in opens) or "none here"
        raise office.Failure(f"--item {key}: expected an open question ({named})", USAGE)
    return found


def _moment(given: str | None, settings: Settings) -> datetime | None:
    """A time of the export's messages, in the operator's zone unless it has an offset."""
    from bot.commands import office

    if given is None:
        return None
    try:
        read = datetime.fromisoformat(given)
    except ValueError:
        raise office.Failure(f'expected a time such as "2026-12-01 09:00", not {given!r}', USAGE) from None
    return read if read.tzinfo else read.replace(tzinfo=settings.zone)


# --- both -------------------------------------------------------------------------------------------------------


def _stored(store: Store, given: argparse.Namespace, gathered: Gathered, source: str) -> int:
    from surveys.exchange import staged

    _tell_skipped(given, gathered)
    answers = sum(len(person.answers) for person in gathered.people)
    if given.dry_run:
        print(f"{given.file}: {len(gathered.people)} respondents with {answers} answers; nothing was stored")
        return OK
    added, known = staged.take_people(store, given.wave, gathered, source=source)
    there = f", {known} were there already" if known else ""
    print(f"{given.file}: {added} answers of {len(gathered.people)} respondents added{there}")
    return OK


def _tell_skipped(given: argparse.Namespace, gathered: Gathered) -> None:
    from bot.commands import office
    from surveys.exchange.safety import safe
    from surveys.exchange.writing import whole

    for note in gathered.notes:
        print(note, file=sys.stderr)
    for each in gathered.skipped[:NAMED]:
        where = f"row {each.row}, {each.column}" if each.column else f"row {each.row}"
        value = f" “{each.value}”" if each.value else ""
        print(office.harmless(f"skipped: {where}:{value} {each.reason}"), file=sys.stderr)
    if len(gathered.skipped) > NAMED:
        print(f"skipped: {len(gathered.skipped) - NAMED} more; --report FILE names them all", file=sys.stderr)
    if given.report:
        lines = [[each.row, each.column, each.value, each.reason] for each in gathered.skipped]
        written = io.StringIO()
        csv.writer(written).writerows(
            [["row", "column", "value", "reason"], *([safe(cell) for cell in line] for line in lines)]
        )
        with whole(given.report) as part:
            part.write_text(written.getvalue(), encoding="utf-8-sig")

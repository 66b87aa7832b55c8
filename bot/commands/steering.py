"""``nachgefragt theme``: what does a human make of the themes of a wave's open questions?"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.commands import checks
from bot.commands.arguments import OK, Commands, command, group

if TYPE_CHECKING:
    from sqlmodel import Session

    from surveys.tables import Theme

NONE = "none"  # typed for no theme
SHOWN_WORDS = 5  # keywords of a theme in the list
WIDE = 60  # characters of a definition in the list
Step = Callable[["Session", str, datetime], tuple[str, ...]]


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(
        commands, "theme", "Themes of open questions: accepting, naming, merging, checking what the machine found."
    )
    listing = command(
        mine,
        "list",
        "list the themes of a wave's open questions, with the ids the other commands ask for\nThe counts are of all "
        "answers there are now: whoever runs this reads what members may not see yet.",
        _list,
        examples="  nachgefragt theme list kundenservice-1 --item hilfe",
    )
    _of_wave(listing)
    listing.add_argument("--json", action="store_true", help="for programs")
    accepting = command(
        mine,
        "accept",
        "say that these are themes\nAlso of merged and rejected ones: their answers come back to them.",
        _accept,
    )
    accepting.add_argument("ids", metavar="ID", nargs="+", help="as `theme list` shows them")
    naming = command(
        mine,
        "rename",
        "call a theme otherwise, also in what is posted",
        _rename,
        examples='  nachgefragt theme rename ab2c4d6e8f2g4h6i "Wartezeiten am Telefon"',
    )
    naming.add_argument("id", metavar="ID")
    naming.add_argument("label", metavar="LABEL", help="at most 60 characters")
    _in_language(naming)
    defining = command(
        mine,
        "define",
        "say in one line what belongs to a theme\nIn the community's language; from then on the machine goes by that.",
        _define,
    )
    defining.add_argument("id", metavar="ID")
    defining.add_argument("definition", metavar="LINE", help="at most 300 characters")
    merging = command(mine, "merge", "let a theme's answers count in another theme of the same question", _merge)
    merging.add_argument("id", metavar="ID")
    merging.add_argument("into", metavar="INTO", help="id of the theme that stays")
    splitting = command(
        mine,
        "split",
        "make a theme of some answers",
        _split,
        examples='  nachgefragt theme split ab2c4d6e8f2g4h6i --answers k2,l3,m4 --label "Besetzt"',
    )
    splitting.add_argument("id", metavar="ID", help="the theme they are in")
    splitting.add_argument("--answers", metavar="IDS", required=True, help="as `answers list` shows them, with commas")
    splitting.add_argument("--label", required=True, help="of the new theme, at most 60 characters")
    _in_language(splitting)
    checks.by_coder(splitting)
    moving = command(mine, "move", "take an answer to another theme, or to none", _move)
    moving.add_argument("answer", metavar="ANSWER", help="as `answers list` shows it")
    moving.add_argument("theme", metavar="THEME", help=f"id of the theme, or {NONE}")
    checks.by_coder(moving)
    rejecting = command(mine, "reject", "say that it is no theme: its answers have none from then on", _reject)
    rejecting.add_argument("id", metavar="ID")
    past = command(mine, "history", "say what happened to the themes of a wave, the newest first", _history)
    past.add_argument("wave", metavar="WAVE")
    past.add_argument("--json", action="store_true", help="for programs")
    checks.add(mine)


def _of_wave(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("wave", metavar="WAVE", help="such as kundenservice-1")
    parser.add_argument("--item", metavar="KEY", help="only of this question")


def _in_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=("de", "en"), help="of the label (default: the community's)")


# --- looking ----------------------------------------------------------------------------------------------------


def _list(given: argparse.Namespace) -> int:
    from bot.commands import office

    with office.opened(office.settings()) as store:
        told = store.read_now(lambda session: _described(session, given.wave, given.item))
    if given.json:
        print(office.as_json(told))
        return OK
    if not told:
        print(f"no themes of {given.wave} yet; `nachgefragt theme code {given.wave}` looks for some", file=sys.stderr)
        return OK
    rows = [["id", "question", "state", "answers", "label", "words", "definition"]]
    rows += [
        [
            each["id"],
            each["item"],
            each["state"] if each["into"] is None else f"merged into {each['into']}",
            str(each["answers"]),
            office.harmless(each["called"]),
            office.harmless(", ".join(each["keywords"][:SHOWN_WORDS])),
            office.harmless(each["definition"][:WIDE]),
        ]
        for each in told
    ]
    print(office.table(rows))
    return OK


def _described(session: Session, key: str, item: str | None) -> list[dict[str, Any]]:
    from surveys.coding import rows
    from surveys.fieldwork import waves

    wave = waves.find(session, key)
    checks.ensure_open(session, wave, item)
    counted = Counter(coded.theme for coded in rows.current(session, wave, item).values())
    return [
        {
            "id": theme.id,
            "item": theme.item,
            "state": theme.state.value,
            "into": theme.into,
            "answers": counted[theme.id],
            "called": called(theme, wave.language),
            "label": theme.label,
            "keywords": theme.keywords,
            "definition": theme.definition,
            "origin": theme.origin.value,
        }
        for theme in rows.codebook(session, wave, item)
    ]


def called(theme: Theme, language: str) -> str:
    """Its name in a language; where that is missing, in another one."""
    return theme.label.get(language) or next(iter(theme.label.values()), "")


def _history(given: argparse.Namespace) -> int:
    from bot.commands import office

    with office.opened(office.settings()) as store:
        told = store.read_now(lambda session: _past(session, given.wave))
    if given.json:
        print(office.as_json(told))
        return OK
    if not told:
        print(f"nothing has happened to themes of {given.wave} yet", file=sys.stderr)
        return OK
    rows = [["when", "what", "theme", "other", "answers"]]
    rows += [
        [
            f"{each['at']:%Y-%m-%d %H:%M} UTC",
            each["kind"],
            f"{each['theme']} {office.harmless(each['called'])}",
            f"{each['other']} {office.harmless(each['other_called'])}" if each["other"] else "",
            str(each["answers"] or ""),
        ]
        for each in told
    ]
    print(office.table(rows))
    return OK


def _past(session: Session, key: str) -> list[dict[str, Any]]:
    from surveys.coding import rows, themes
    from surveys.fieldwork import waves

    wave = waves.find(session, key)
    names = {theme.id: called(theme, wave.language) for theme in rows.codebook(session, wave)}
    return [
        {
            "at": event.at,
            "kind": event.kind,
            "theme": event.theme_id,
            "called": names.get(event.theme_id, ""),
            "other": event.other_id,
            "other_called": names.get(event.other_id or "", ""),
            "answers": event.answers,
        }
        for event in themes.events(session, wave)
    ]


# --- deciding ---------------------------------------------------------------------------------------------------


def _accept(given: argparse.Namespace) -> int:
    from bot.auditing import Did
    from surveys.coding import themes

    for theme_id in given.ids:
        _decided(theme_id, Did.ACCEPT_THEME, themes.accept)
    return OK


def _rename(given: argparse.Namespace) -> int:
    from bot.auditing import Did
    from surveys.coding import themes

    def step(session: Session, theme_id: str, now: datetime) -> tuple[str, ...]:
        language = given.language or _language(session, theme_id)
        return themes.rename(session, theme_id, given.label, language, now)

    return _decided(given.id, Did.RENAME_THEME, step, given.label)


def _define(given: argparse.Namespace) -> int:
    from bot.auditing import Did
    from surveys.coding import themes

    def step(session: Session, theme_id: str, now: datetime) -> tuple[str, ...]:
        return themes.redefine(session, theme_id, given.definition, now)

    return _decided(given.id, Did.DEFINE_THEME, step, given.definition)


def _merge(given: argparse.Namespace) -> int:
    from bot.auditing import Did
    from surveys.coding import themes

    def step(session: Session, theme_id: str, now: datetime) -> tuple[str, ...]:
        return themes.merge(session, theme_id, given.into, now)

    return _decided(given.id, Did.MERGE_THEMES, step, f"theme:{given.into}")


def _reject(given: argparse.Namespace) -> int:
    from bot.auditing import Did
    from surveys.coding import themes

    return _decided(given.id, Did.REJECT_THEME, themes.reject)


def _split(given: argparse.Namespace) -> int:
    from bot.auditing import Did
    from surveys.coding import themes

    answers = [each.strip() for each in given.answers.split(",") if each.strip()]

    def step(session: Session, theme_id: str, now: datetime) -> tuple[str, ...]:
        language = given.language or _language(session, theme_id)
        new, showing = themes.split(session, theme_id, answers, given.label, language, given.coder, now)
        made.append(new.id)
        return showing

    made: list[str] = []
    _decided(given.id, Did.SPLIT_THEME, step)
    print(f"new theme: {made[-1]}")
    return OK


def _decided(theme_id: str, what: str, step: Step, why: str = "") -> int:
    """Do it, write it down, correct what is posted, and say how the theme stands then."""
    from bot import auditing, corrections
    from bot.commands import office
    from surveys.coding import themes

    def work(session: Session) -> Mapping[str, str]:
        now = datetime.now(UTC)
        showing = step(session, theme_id, now)
        corrections.call_anew(session, showing, now)
        theme = themes.find(session, theme_id)
        auditing.note(session, auditing.OPERATOR, what, theme.community_id, f"theme:{theme_id}", why, now)
        into = f" into {theme.into}" if theme.into else ""
        return {"state": theme.state.value + into, "called": called(theme, _language(session, theme_id))}

    with office.opened(office.settings()) as store:
        told = store.write_now(work)
    print(f"{theme_id}  {told['state']}  {office.harmless(told['called'])}")
    return OK


def _language(session: Session, theme_id: str) -> str:
    from bot.visit import community_language
    from surveys.coding import themes

    return community_language(session, themes.find(session, theme_id).community_id)


def _move(given: argparse.Namespace) -> int:
    from bot import auditing
    from bot.commands import office
    from surveys.coding import themes
    from surveys.tables import Answer, Wave

    theme = None if given.theme == NONE else given.theme

    def work(session: Session) -> None:
        now = datetime.now(UTC)
        themes.move(session, given.answer, theme, given.coder, now)
        community = session.get_one(Wave, session.get_one(Answer, given.answer).wave_id).community_id
        why = f"theme:{theme}" if theme else ""
        auditing.note(session, auditing.OPERATOR, auditing.Did.MOVE, community, f"answer:{given.answer}", why, now)

    with office.opened(office.settings()) as store:
        store.write_now(work)
    print(f"{given.answer}  {'no theme' if theme is None else theme}")
    return OK

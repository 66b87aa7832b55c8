"""``nachgefragt theme code``, ``check`` and ``agreement``: what did the machine find, and how far is it right?"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from bot.commands.arguments import OK, Commands, command, whole

if TYPE_CHECKING:
    from sqlmodel import Session

    from surveys.coding.agreement import Agreement
    from surveys.coding.calibration import Share
    from surveys.coding.checks import Agreed
    from surveys.coding.keeping import Outcome
    from surveys.store import Store
    from surveys.tables import Theme, Wave

OPERATOR = "operator"  # whoever types, as a coder
COLUMNS = ("answer", "text", "machine", "code")
NOBODY = frozenset({"none", "-", "keins", "ohne"})  # as a code: of none of the themes
RIGHT = frozenset({"ok", "stimmt", "right"})  # as a code: as the machine has it
CODER_LIMIT = 40  # characters, column ``coder``
FEWEST_FOR_ALPHA = 10  # answers coded by two; of fewer nothing is said


def add(mine: Commands) -> None:
    """Say what can be typed."""
    coding = command(
        mine,
        "code",
        "look for themes, or put new answers into them, now\nThe running bot does so by itself once there are 30 answers.",
        _code,
    )
    coding.add_argument("wave", metavar="WAVE", help="such as kundenservice-1")
    coding.add_argument("--item", metavar="KEY", help="only of this question")
    checking = command(
        mine,
        "check",
        "check the machine on a sample of answers, and correct the shares by that\nWithout --take the sample as CSV, with "
        "an empty column `code`: fill in the id or the name of a theme, `ok` where the machine is right, `none` for none of "
        "them. Two people who check get the same sample.",
        _check,
        examples="  nachgefragt theme check kundenservice-1 --item hilfe --output check.csv\n"
        "  nachgefragt theme check kundenservice-1 --item hilfe --take check.csv --coder anna",
    )
    checking.add_argument("wave", metavar="WAVE")
    checking.add_argument("--item", metavar="KEY", required=True, help="the question")
    checking.add_argument("--count", metavar="N", type=whole(1, 10_000), default=100, help="answers (default: 100)")
    checking.add_argument("--output", metavar="FILE", type=Path, help="write the sample there instead of showing it")
    checking.add_argument("--take", metavar="FILE", type=Path, help="read the filled-in sample, then say the shares")
    by_coder(checking)
    agreeing = command(
        mine,
        "agreement",
        "say how alike people coded the same answers\nKrippendorff's alpha: 1 is agreement on everything, 0 what chance "
        "brings; .800 is asked for, .667 for tentative conclusions.",
        _agreement,
    )
    agreeing.add_argument("wave", metavar="WAVE")
    agreeing.add_argument("--item", metavar="KEY", help="only of this question")
    agreeing.add_argument("--json", action="store_true", help="for programs")


def by_coder(parser: argparse.ArgumentParser) -> None:
    """Ask under which name somebody codes."""
    parser.add_argument(
        "--coder", metavar="NAME", type=_coder, default=OPERATOR, help=f"who codes (default: {OPERATOR})"
    )


def _coder(given: str) -> str:
    name = given.strip()
    if not 0 < len(name) <= CODER_LIMIT:
        raise argparse.ArgumentTypeError(f"expected a name of at most {CODER_LIMIT} characters, not {given!r}")
    return name


def ensure_open(session: Session, wave: Wave, item: str | None) -> list[str]:
    """The open questions that are meant; raises Failure for a key that is none."""
    from bot.commands.office import Failure
    from surveys.coding import keeping

    known = keeping.open_items(session, wave)
    if item is not None and item not in known:
        there = f"there are {', '.join(known)}" if known else "it has none"
        raise Failure(f"{wave.key} has no open question {item!r}: {there}")
    return known if item is None else [item]


# --- one run of the machine -------------------------------------------------------------------------------------


def _code(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.fieldwork import waves

    with office.opened(office.settings()) as store:
        items = store.read_now(lambda session: ensure_open(session, waves.find(session, given.wave), given.item))
        for item in items:
            print(_one(store, given.wave, item))
    if not items:
        print(f"{given.wave} has no open question", file=sys.stderr)
    return OK


def _one(store: Store, key: str, item: str) -> str:
    """Code the answers to one question; gives what came of it."""
    from bot.commands import office
    from surveys.coding import keeping
    from surveys.coding.missing import ExtraMissing
    from surveys.coding.run import run_apart
    from surveys.fieldwork import waves

    work = store.read_now(lambda session: keeping.work(session, waves.find(session, key), item))
    if not work.told:
        return f"{item}: no answers yet"
    try:
        with office.progress("coding"):
            outcome = run_apart(work)
    except ExtraMissing as missing:
        raise office.Failure(str(missing)) from missing

    def keep(session: Session) -> int:
        return keeping.keep(session, waves.find(session, key), work, outcome, datetime.now(UTC))

    coded = store.write_now(keep)
    return f"{item}: {_came_of_it(len(work.told), coded, outcome)}"


def _came_of_it(told: int, coded: int, outcome: Outcome) -> str:
    if not outcome.found:
        return f"no themes in {told} answers"
    if not coded:
        return "somebody else was faster; nothing was stored"
    without = sum(found.theme is None for found in outcome.found)
    proposed = f"{len(outcome.themes)} themes proposed, " if outcome.themes else ""
    refit = "; other themes are proposed, see /themen" if "refit" in outcome.findings else ""
    return f"{proposed}{coded} of {told} answers coded, {without} of them without a theme{refit}"


# --- checking ---------------------------------------------------------------------------------------------------


def _check(given: argparse.Namespace) -> int:
    from bot.commands import office

    with office.opened(office.settings()) as store:
        if given.take is None:
            rows = store.write_now(lambda session: _sample(session, given))
            return _written(rows, given.output)
        coded = _codes(given.take)
        taken = store.write_now(lambda session: _taken(session, given, coded))
        print(f"{given.take}: {taken} answers coded by {given.coder}")
        print(store.read_now(lambda session: _corrected(session, given)))
    return OK


def _sample(session: Session, given: argparse.Namespace) -> list[tuple[str, ...]]:
    """What to check, in the order of the sample; what this coder said already stands there."""
    from sqlmodel import col, select

    from bot.commands.office import Failure
    from surveys.coding import checks, rows
    from surveys.fieldwork import waves
    from surveys.tables import Answer

    wave = waves.find(session, given.wave)
    ensure_open(session, wave, given.item)
    names = {theme.id: _called(theme, wave) for theme in rows.codebook(session, wave, given.item)}
    found = checks.check(session, wave, given.item, datetime.now(UTC), given.count)
    if not found.answers:
        raise Failure(f"nothing is coded yet; `nachgefragt theme code {given.wave}` does it")
    asked = waves.questionnaire_of(session, wave).item(given.item)
    words = {
        answer.id: asked.words(answer.value) or ""
        for answer in session.exec(select(Answer).where(col(Answer.id).in_(found.answers)))
    }
    told: list[tuple[str, ...]] = []
    for answer_id in found.answers:
        said = found.people.get(answer_id, {})
        code = (said[given.coder] or "none") if given.coder in said else ""
        machine = found.machine[answer_id]
        told.append((answer_id, words[answer_id], names[machine] if machine else "none", code))
    return told


def _written(rows: Sequence[tuple[str, ...]], output: Path | None) -> int:
    from surveys.exchange.safety import safe
    from surveys.exchange.writing import whole as whole_file

    def write(file: TextIO) -> None:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(COLUMNS)
        writer.writerows([safe(cell) for cell in row] for row in rows)

    if output is None:
        write(sys.stdout)
        return OK
    with whole_file(output) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        write(file)
    print(f"{output}: {len(rows)} answers to check")
    return OK


def _codes(file: Path) -> list[tuple[str, str]]:
    """Answers and what was filled in for them; empty cells are left out."""
    from bot.commands import office
    from bot.commands.office import Failure
    from surveys.exchange import tables

    with office.spoken():
        rows = tables.rows(file)
    if rows and not {"answer", "code"} <= rows[0].keys():
        raise Failure(f"{file}: expected the columns answer and code, as `theme check --output` writes them")
    return [(row["answer"].strip(), row["code"].strip()) for row in rows if row["code"].strip()]


def _taken(session: Session, given: argparse.Namespace, coded: Sequence[tuple[str, str]]) -> int:
    from bot import auditing
    from bot.auditing import Did
    from bot.commands.office import Failure
    from surveys.coding import checks, rows, themes
    from surveys.fieldwork import waves

    wave = waves.find(session, given.wave)
    ensure_open(session, wave, given.item)
    codebook = rows.codebook(session, wave, given.item)
    machine = checks.machine(session, wave, given.item, [answer for answer, _ in coded])
    for number, (answer, code) in enumerate(coded, start=1):
        if code.lower() in RIGHT:
            if answer not in machine:
                raise Failure(f"{given.take}, answer {number}: {code!r}, but the machine has not coded {answer}")
            theme = machine[answer]
        else:
            theme = _meant(codebook, code, f"{given.take}, answer {number}")
        themes.code(session, answer, theme, given.coder, datetime.now(UTC))
    told = f"{given.item}: {len(coded)}"
    auditing.note(session, auditing.OPERATOR, Did.CODE, wave.community_id, f"wave:{wave.id}", told, datetime.now(UTC))
    return len(coded)


def _meant(codebook: Sequence[Theme], code: str, where: str) -> str | None:
    """The theme of that id or name; a name that two have is refused."""
    from bot.commands.office import Failure
    from surveys.coding.rows import LIVE

    if code.lower() in NOBODY:
        return None
    live = [theme for theme in codebook if theme.state in LIVE]
    named = [
        theme for theme in live if code == theme.id or code.lower() in (each.lower() for each in theme.label.values())
    ]
    if len(named) != 1:
        expected = ", ".join(sorted({next(iter(theme.label.values()), theme.id) for theme in live}))
        raise Failure(f"{where}: expected ok, none or one of {expected}, not {code!r}")
    return named[0].id


def _corrected(session: Session, given: argparse.Namespace) -> str:
    """The shares after correction, as a table."""
    from bot.commands import office
    from surveys.coding import checks, rows
    from surveys.coding.calibration import FEWEST_CHECKED
    from surveys.fieldwork import waves

    wave = waves.find(session, given.wave)
    names = {theme.id: _called(theme, wave) for theme in rows.codebook(session, wave, given.item)}
    shares = checks.shares(session, wave, given.item, given.coder)
    checked = shares[0].checked if shares else 0
    if checked < FEWEST_CHECKED:
        return f"{checked} checked; shares are corrected from {FEWEST_CHECKED} on"
    told = [["theme", "machine", "corrected", "90 % interval"]]
    told += [[office.harmless(names.get(each.theme or "", "none")), *_percents(each)] for each in shares]
    return f"{office.table(told)}\nof {checked} checked answers"


def _percents(share: Share) -> list[str]:
    return [f"{share.assigned:.0%}", f"{share.share:.0%}", f"{share.low:.0%} to {share.high:.0%}"]


def _called(theme: Theme, wave: Wave) -> str:
    return theme.label.get(wave.language) or next(iter(theme.label.values()), theme.id)


# --- agreement --------------------------------------------------------------------------------------------------


def _agreement(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.coding.missing import ExtraMissing

    with office.opened(office.settings()) as store:
        try:
            found, names = store.read_now(lambda session: _agreed(session, given))
        except ExtraMissing as missing:
            raise office.Failure(str(missing)) from missing
    if given.json:
        print(office.as_json({item: _for_programs(each) for item, each in found.items()}))
        return OK
    for item, each in found.items():
        print(f"{item}: {_said(each, names)}")
    if not found:
        print(f"nobody has coded answers of {given.wave} yet", file=sys.stderr)
    return OK


def _agreed(session: Session, given: argparse.Namespace) -> tuple[dict[str, Agreed], dict[str, str]]:
    from surveys.coding import checks, rows
    from surveys.fieldwork import waves

    wave = waves.find(session, given.wave)
    names = {theme.id: _called(theme, wave) for theme in rows.codebook(session, wave)}
    found = {item: checks.agreed(session, wave, item) for item in ensure_open(session, wave, given.item)}
    return {item: each for item, each in found.items() if each.coders}, names


def _said(agreed: Agreed, names: Mapping[str, str]) -> str:
    from bot.commands import office

    coders = ", ".join(f"{office.harmless(name)} coded {many}" for name, many in agreed.coders.items())
    rows = [["", "answers", "alpha", "95 % interval", "agree"], ["between people", *_row(agreed.people)]]
    rows += [[f"{office.harmless(name)} and the machine", *_row(each)] for name, each in agreed.machine.items()]
    if len(agreed.coders) > 1:
        rows += [
            [f"  {office.harmless(names.get(theme, 'none of them'))}", *_row(each)]
            for theme, each in agreed.themes.items()
        ]
    return f"{coders}\n{office.table(rows)}"


def _row(found: Agreement) -> list[str]:
    if found.answers < FEWEST_FOR_ALPHA or found.alpha is None or found.low is None or found.high is None:
        return [str(found.answers), "-", "-", "-"]
    share = f"{found.percent:.0%}" if found.percent is not None else "-"
    return [str(found.answers), f"{found.alpha:.3f}", f"{found.low:.3f} to {found.high:.3f}", share]


def _for_programs(agreed: Agreed) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(agreed)

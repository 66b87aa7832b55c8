"""``nachgefragt audit``: who decided what about answers and surveys, and was the log left as it was written?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from bot.commands.arguments import FAILED, OK, Commands, command, group


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(commands, "audit", "What moderators decided: the log, whether it is whole, and as a file.")
    listing = command(
        mine,
        "list",
        "list decisions, the newest last\nEach with the account that decided (an id of ours), what, about what, and the "
        "reason. Of who was erased, neither account nor reason is left.",
        _list,
    )
    listing.add_argument("--json", action="store_true", help="for programs")
    verifying = command(
        mine,
        "verify",
        "say whether the log was changed since it was written\nPrints the number of entries and the last hash: noted "
        "elsewhere, they show later that nothing was cut off at the end.",
        _verify,
        examples="  nachgefragt audit verify\n  nachgefragt audit verify --count 12 --last 3f9c...",
    )
    verifying.add_argument("--count", type=int, help="entries there were, as printed by an earlier run")
    verifying.add_argument("--last", metavar="HASH", help="the last hash then; needs --count")
    export = command(
        mine,
        "export",
        "write the log to a CSV file\nSpreadsheets find no formula in it. Hashes are in it, salts are not.",
        _export,
        examples="  nachgefragt audit export decisions.csv",
    )
    export.add_argument("output", metavar="FILE", type=Path)


def _list(given: argparse.Namespace) -> int:
    from bot import auditing
    from bot.commands import office
    from surveys.moderation import audit

    with office.opened(office.settings()) as store:
        entries = store.read_now(auditing.chain)
    rows = audit.rows(entries)
    if given.json:
        print(office.as_json([dict(zip(audit.HEADER, row, strict=True)) for row in rows]))
        return OK
    for number, at, who, what, about, why, *_ in rows:
        print(f"{number:>5}  {at}  {who or '(erased)':16}  {what:8}  {about}  {office.harmless(why)}".rstrip())
    if not rows:
        print("no decisions yet", file=sys.stderr)
    return OK


def _verify(given: argparse.Namespace) -> int:
    from bot import auditing
    from bot.commands import office
    from surveys.moderation import audit

    if given.last is not None and given.count is None:
        raise office.Failure("audit verify: --last needs --count, as both were printed", 2)
    with office.opened(office.settings()) as store:
        entries = store.read_now(auditing.chain)
    then = entries[: given.count] if given.count is not None else entries
    fault = audit.verify(then, last=given.last, count=given.count) or audit.verify(entries)
    if fault is not None:
        print(f"entry {fault.number} does not hold ({fault.reason}): the log was changed there", file=sys.stderr)
        return FAILED
    print(f"{len(entries)} entries, whole; last {entries[-1].hash if entries else audit.FIRST}")
    return OK


def _export(given: argparse.Namespace) -> int:
    import csv

    from bot import auditing
    from bot.commands import office
    from surveys.exchange.safety import safe
    from surveys.exchange.writing import whole
    from surveys.moderation import audit

    with office.opened(office.settings()) as store:
        rows = audit.rows(store.read_now(auditing.chain))
    with whole(given.output) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerow(audit.HEADER)
        writer.writerows([safe(cell) for cell in row] for row in rows)
    print(f"{given.output}: {len(rows)} entries")
    return OK

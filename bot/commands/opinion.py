"""``nachgefragt opinion``: which groups of opinion are in a file of votes, what do they share, what divides them?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import OK, Commands, command

if TYPE_CHECKING:
    from surveys.analysis.opinion import Opinion, OpinionGroup, Reactions
    from surveys.exchange.votes import Statements

SHOWN = 5  # statements of each kind
WIDE = 100  # characters of a statement
WITHHELD = "-"
NOT_SHOWN = f"{WITHHELD} withheld: fewer than five people, or what would give them away"


def add(commands: Commands) -> None:
    """Say what can be typed."""
    parser = command(
        commands,
        "opinion",
        "find groups of opinion in a file of votes\nIn the manner of Polis: who votes alike is a group; how many there are "
        "is found out. The file has the columns participant, comment_id and vote (1 agree, -1 disagree, 0 pass) and may be "
        "packed (.csv.gz); of several votes of one participant on one comment the last one counts. Nothing is stored.",
        _opinion,
        examples="  nachgefragt opinion votes.csv.gz --statements comments.csv.gz",
    )
    parser.add_argument("votes", metavar="VOTES", type=Path, help="votes.csv or votes.csv.gz")
    parser.add_argument(
        "--statements",
        metavar="FILE",
        type=Path,
        help="what was voted on: columns comment_id, moderated (-1: moderated out) and text",
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="for programs: every participant's group and exact counts, not to be published",
    )


def _opinion(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.exchange import votes

    with office.spoken():
        cast = votes.votes(given.votes)
        about = votes.statements(given.statements) if given.statements else votes.Statements({}, frozenset())
    found = _found(cast, about)
    if given.json:
        print(office.as_json(_for_programs(cast, about, found)))
        return OK
    everybody = len({who for who, _, _ in cast})
    sys.stdout.writelines(f"{office.harmless(line)}\n" for line in _told(found, about, everybody))
    return OK


def _found(cast: Sequence[tuple[str, str, int]], about: Statements) -> Opinion | None:
    from bot.commands import office

    try:
        from surveys.analysis.opinion import opinion

        with office.progress("grouping"):
            return opinion(cast, moderated_out=about.out)
    except ModuleNotFoundError as missing:
        if missing.name not in ("numpy", "threadpoolctl"):
            raise
        raise office.Failure('groups of opinion need more packages: pip install "nachgefragt[digest]"') from missing


# --- for programs ---


def _for_programs(
    cast: Sequence[tuple[str, str, int]], about: Statements, found: Opinion | None
) -> Mapping[str, object]:
    reactions = found.reactions if found else _overall(cast, about)
    return {
        "groups": [{"participant": who, "group": key} for who, key in found.members.items()] if found else [],
        "statements": [_statement(each, about, by_group, found) for each, by_group in reactions.items()],
    }


def _statement(
    statement: str, about: Statements, by_group: Mapping[str, Reactions], found: Opinion | None
) -> Mapping[str, object]:
    groups = found.groups if found else ()
    return {
        "comment_id": statement,
        "text": about.texts.get(statement, ""),
        **_counts(by_group[""]),
        "by_group": {key: _counts(each) for key, each in by_group.items() if key},
        "common": statement in found.common if found else False,
        "dividing": statement in found.dividing if found else False,
        "representative_of": [
            {"group": group.key, "side": "agree" if each.side == 1 else "disagree", "score": each.score}
            for group in groups
            for each in group.representative
            if each.statement == statement
        ],
    }


def _counts(reactions: Reactions) -> Mapping[str, int]:
    return {
        "agree": reactions.agree,
        "disagree": reactions.disagree,
        "pass": reactions.passed,
        "n": reactions.seen,
    }


def _overall(cast: Sequence[tuple[str, str, int]], about: Statements) -> Mapping[str, Mapping[str, Reactions]]:
    """Everybody's reactions, where there are no groups."""
    from collections import Counter

    from surveys.analysis.opinion import Reactions

    last = {(who, statement): value for who, statement, value in cast}
    counts = Counter((statement, value) for (_, statement), value in last.items())
    return {
        each: {"": Reactions(*(counts[each, value] for value in (1, -1, 0)))}
        for each in sorted({statement for _, statement in last} - about.out)
    }


# --- for people ---


def _told(found: Opinion | None, about: Statements, everybody: int) -> Iterator[str]:
    from surveys.analysis.opinion import FEWEST_GROUPED, VOTES_NEEDED

    if found is None:
        yield f"No groups: it takes {FEWEST_GROUPED} people with {VOTES_NEEDED} votes each (or on every statement), of"
        yield "whom at least five vote unlike the others, and two statements that were not moderated out."
        return
    yield f"{found.participants} of {everybody} people in {len(found.groups)} groups of opinion, by their votes on"
    yield f"{len(found.reactions)} statements. Groups are found in every vote: read what represents them."
    yield ""
    for group in found.groups:
        yield f"Group {group.key}: {group.size} people"
    yield from _section("What all groups share", found.common, found, about)
    yield from _section("What divides them", found.dividing, found, about)
    for group in found.groups:
        yield from _represented(group, found, about)
    yield ""
    yield NOT_SHOWN


def _section(title: str, statements: Sequence[str], found: Opinion, about: Statements) -> Iterator[str]:
    yield ""
    yield title + (f" (the first {SHOWN} of {len(statements)})" if len(statements) > SHOWN else "")
    if not statements:
        yield "  nothing that is more than chance"
    for statement in statements[:SHOWN]:
        yield f"  {_words(statement, about)}"
        yield f"      {_reacted(found, statement, [group.key for group in found.groups])}"


def _represented(group: OpinionGroup, found: Opinion, about: Statements) -> Iterator[str]:
    yield ""
    yield f"What represents group {group.key}"
    if not group.representative:
        yield "  nothing that is more than chance"
    for each in group.representative:
        yield f"  {'agrees' if each.side == 1 else 'disagrees'}: {_words(each.statement, about)}"
        yield f"      {_reacted(found, each.statement, [other.key for other in found.groups])}"


def _words(statement: str, about: Statements) -> str:
    text = " ".join(about.texts.get(statement, "").split())
    short = text if len(text) <= WIDE else f"{text[: WIDE - 3]}..."
    return f"[{statement}] {short}".rstrip()


def _reacted(found: Opinion, statement: str, keys: Sequence[str]) -> str:
    """``A: 39 agree, 12 disagree of 59``, guarded."""
    from surveys.analysis import tabled
    from surveys.analysis.opinion import Reactions

    of_groups = {key: found.reactions[statement][key] for key in keys}
    grouped = of_groups.values()  # everybody's reactions are printed nowhere here
    margin = Reactions(*(sum(getattr(each, name) for each in grouped) for name in ("agree", "disagree", "passed")))
    table = tabled.reactions_by_opinion({"": margin, **of_groups})

    def shown(row: str, key: str) -> str:
        count = table.base(key) if row == "n" else table.count(row, key)
        return WITHHELD if count is None else str(count)

    return "; ".join(
        f"{key}: {shown('agree', key)} agree, {shown('disagree', key)} disagree of {shown('n', key)}" for key in keys
    )

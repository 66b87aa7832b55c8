"""What can be typed behind ``nachgefragt`` (and ``python -m bot``, which is the same)?

Results go to standard output, everything else to standard error. Exit codes: 0 it went well, 1 it failed, 2 wrong usage
or a missing setting, 130 interrupted.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from bot.commands import (
    answers,
    auditing,
    catalog,
    checking,
    codebook,
    database,
    demo,
    digests,
    inbox,
    opinion,
    policies,
    roles,
    running,
    secret_key,
    steering,
    themes,
    waves,
)
from bot.commands.arguments import FAILED, INTERRUPTED, OK, USAGE, Parser

GROUPS = (
    ("Try it", (("demo", "a survey from launch to digest in this terminal, no tokens needed"),)),
    (
        "Run it",
        (
            ("run", "run the bot until it is stopped"),
            ("check", "say whether everything is in place, and what to do where it is not"),
            ("db", "upgrade, back up, restore the database"),
            ("key", "change the secret key"),
            ("inbox", "messages that could not be worked on"),
            ("role", "owners, moderators, authors: give and take roles"),
            ("policy", "what a community says about how its answers are moderated"),
        ),
    ),
    (
        "Ask",
        (
            ("catalog", "the questionnaires that are ready, and checking your own"),
            ("wave", "open, close, pause, extend a survey; list them all"),
        ),
    ),
    (
        "See what came",
        (
            ("answers", "list, approve, reject, export, import answers"),
            ("audit", "what moderators decided, and whether the log of it is whole"),
            ("digest", "show or post what came out"),
            ("opinion", "groups of opinion in a file of votes"),
            ("theme", "accept, name, merge, check the themes of open questions"),
            ("themes", "suggest themes for the open answers of any survey export"),
            ("codebook", "themes people agree on: learn them, use them, see how far coders agree"),
        ),
    ),
)
ABOUT = """Surveys in Telegram groups and Discord servers, given back to them as an honest digest.

{groups}

Every command explains itself:  nachgefragt wave open --help
Settings come from the environment or from a file .env (docs/operating.md)."""
EXAMPLES = """first steps:
  nachgefragt demo
  nachgefragt check
  nachgefragt wave open kundenservice --place telegram:-1001234567890
  nachgefragt run"""


def parser() -> argparse.ArgumentParser:
    """Everything that can be typed."""
    top = Parser(prog="nachgefragt", description=ABOUT.format(groups=_groups()), epilog=EXAMPLES)
    top.add_argument("--version", action="version", version=f"nachgefragt {_version()}")
    top.set_defaults(act=None, help_of=top)
    commands = top.add_subparsers(metavar="COMMAND", help=argparse.SUPPRESS)
    for subject in (
        demo,
        running,
        checking,
        database,
        inbox,
        secret_key,
        roles,
        policies,
        catalog,
        waves,
        answers,
        auditing,
        digests,
        steering,
        themes,
        codebook,
        opinion,
    ):
        subject.add(commands)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was typed; gives the exit code."""
    from bot.commands import office

    given = parser().parse_args(arguments)
    if given.act is None:
        given.help_of.print_help(sys.stderr)
        return USAGE
    try:
        code = int(given.act(given))
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except office.Failure as failure:
        print(f"nachgefragt: {failure}", file=sys.stderr)
        return failure.code
    except OSError as error:
        print(f"nachgefragt: {error.filename or 'input/output'}: {error.strerror or error}", file=sys.stderr)
        return FAILED


def _groups() -> str:
    wide = max(len(name) for _, names in GROUPS for name, _ in names)
    return "\n\n".join(
        f"{title}\n" + "\n".join(f"  {name:{wide}}  {about}" for name, about in names) for title, names in GROUPS
    )


def _version() -> str:
    try:
        return version("nachgefragt")
    except PackageNotFoundError:
        return "(not installed)"

"""How is a command line read, and how is somebody told what is wrong with it? In one line, with exit code 2."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130
Command = Callable[[argparse.Namespace], int]
Commands = Any  # what ``add_subparsers`` gives; argparse does not export its class


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one line."""

    def __init__(self, **about: Any) -> None:
        super().__init__(formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False, **about)

    def error(self, message: str) -> NoReturn:
        """Exit with 2."""
        self.exit(USAGE, f"{self.prog}: {message} (see {self.prog} --help)\n")


def group(commands: Commands, name: str, about: str) -> Commands:
    """A word that is followed by another one, such as ``wave``; alone it shows its help."""
    parser: argparse.ArgumentParser = commands.add_parser(name, description=about)
    parser.set_defaults(act=None, help_of=parser)
    return parser.add_subparsers(title="commands", metavar="COMMAND")


def command(commands: Commands, name: str, about: str, act: Command, *, examples: str = "") -> argparse.ArgumentParser:
    """A command and what runs it; ``about`` begins with a sentence without a full stop."""
    first, _, rest = about.partition("\n")
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=first,
        description=f"{first}.\n{rest}".rstrip(),
        epilog=f"examples:\n{examples}" if examples else None,
    )
    parser.set_defaults(act=act)
    return parser


def whole(lowest: int, highest: int) -> Callable[[str], int]:
    """A whole number within limits."""

    def read(given: str) -> int:
        try:
            number = int(given)
        except ValueError:
            number = lowest - 1
        if not lowest <= number <= highest:
            raise argparse.ArgumentTypeError(f"expected a whole number from {lowest} to {highest}, not {given!r}")
        return number

    return read

"""Do the pages show the command line as it is? The list of commands is the parser's own."""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterator

import pytest
from pages import PAGES, READ, ROOT

from bot import cli


def _commands(parser: argparse.ArgumentParser, words: tuple[str, ...]) -> Iterator[str]:
    branches = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not branches:
        yield " ".join(words)
    for branch in branches:
        for name, child in branch.choices.items():
            yield from _commands(child, (*words, name))


COMMANDS = sorted(_commands(cli.parser(), ("nachgefragt",)))


def _shown_commands() -> list[tuple[str, str]]:
    """Each line of a code block that calls the command, with its page."""
    found = []
    for page in PAGES:
        for block in re.findall(r"^```\w*\n(.*?)^```", page.read_text(), flags=re.MULTILINE | re.DOTALL):
            for line in block.splitlines():
                called = line.removeprefix("$ ").strip()
                if called.startswith("nachgefragt "):
                    found.append((str(page.relative_to(ROOT)), called))
    return found


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_occurs_in_the_pages(command: str) -> None:
    assert f"`{command}`" in READ, f"name `{command}` in docs/operating.md"


@pytest.mark.parametrize(("page", "command"), _shown_commands())
def test_a_command_shown_in_a_page_is_one_that_exists(page: str, command: str) -> None:
    words = shlex.split(command, comments=True)[1:]

    assert cli.parser().parse_args(words), page  # a wrong one exits with 2


def test_no_page_names_a_command_that_does_not_exist() -> None:
    named = set(re.findall(r"`(nachgefragt(?: [a-z]+)+)", READ))
    groups = {command.rpartition(" ")[0] for command in COMMANDS}

    assert named <= {*COMMANDS, *groups}

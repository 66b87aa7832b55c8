"""How does a dialogue say which commands lead to it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.screens import Reply
from bot.visit import Visit

Handler = Callable[[Visit], Reply]


@dataclass(frozen=True, slots=True)
class Entry:
    """One command.

    Attributes:
        name: what is typed, without the slash; its line in the menu is the phrase ``command-<name>``.
        also: other words for it.
        listed: shown in menus.
    """

    name: str
    act: Handler
    also: tuple[str, ...] = ()
    moderators: bool = False
    in_places: bool = False
    listed: bool = True

"""How does a dialogue say which commands lead to it?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot import phrases
from bot.platform import Command, Option
from bot.screens import Reply
from bot.visit import Visit
from surveys.design.text import LANGUAGES

Handler = Callable[[Visit], Reply]


@dataclass(frozen=True, slots=True)
class Word:
    """What may follow a command, such as ``start`` in ``/umfrage start``.

    Attributes:
        name: its line in the menu is the phrase ``command-<command>-<name>``, what is typed the phrase ``word-<name>``.
    """

    name: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One command.

    Attributes:
        name: what is typed, without the slash; its line in the menu is the phrase ``command-<name>``.
        also: other words for it, the English one first.
        listed: shown in menus.
        options: what can be given with it; what is shown of them are the phrases ``option-<name>`` and ``about-<name>``.
        words: what may follow it.
        on_message: offered in the menu of a message, as the phrase ``menu-<name>`` says.
    """

    name: str
    act: Handler
    also: tuple[str, ...] = ()
    moderators: bool = False
    in_places: bool = False
    listed: bool = True
    options: tuple[Option, ...] = ()
    words: tuple[Word, ...] = ()
    on_message: bool = False


def offer(entry: Entry) -> Command:
    """An entry as platforms offer it, in every language."""
    names = {language: entry.also[0] if entry.also and language == "en" else entry.name for language in LANGUAGES}
    return Command(
        entry.name,
        {} if entry.on_message else _in_all(f"command-{entry.name}"),
        moderators=entry.moderators,
        in_places=entry.in_places,
        names=_in_all(f"menu-{entry.name}") if entry.on_message else names,
        options=_spelled(entry.options),
        words=tuple(
            Command(
                word.name,
                _in_all(f"command-{entry.name}-{word.name}"),
                names=_in_all(f"word-{word.name}"),
                options=_spelled(word.options),
            )
            for word in entry.words
        ),
        on_message=entry.on_message,
    )


def word_of(words: Sequence[Word], text: str) -> tuple[str, str]:
    """The word a command's text begins with, in whichever language it was typed, and the rest; empty for none."""
    first, _, rest = text.strip().partition(" ")
    for word in words:
        if first.lower() in (word.name, *_in_all(f"word-{word.name}").values()):
            return word.name, rest.strip()
    return "", text.strip()


def _spelled(options: Sequence[Option]) -> tuple[Option, ...]:
    return tuple(
        replace(option, names=_in_all(f"option-{option.name}"), about=_in_all(f"about-{option.name}"))
        for option in options
    )


def _in_all(key: str) -> dict[str, str]:
    return {language: phrases.say(key, language) for language in LANGUAGES}

"""How do the demo's sample people answer? Through the real desk, screen by screen, as anybody would."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import cycle
from typing import Any

from bot import tokens
from bot.console.client import Console
from bot.desk import Desk
from bot.keys import Keys
from bot.platform import Act, Person
from bot.screens import Reply, Screen
from bot.tokens import Token, Verb
from surveys.design.items.kind import Item
from surveys.design.items.statements import Statements
from surveys.design.questionnaire import Questionnaire

STEPS = 80  # screens one person may be shown; more is a circle


@dataclass(frozen=True, slots=True)
class Sample:
    """One person of ours.

    Attributes:
        answers: by item: words, the key of an option or several.
        react: reactions to the prepared statements in their order: a, d, p.
        others: reactions to others' statements, again and again.
        quote: agrees to be quoted.
        reject: the moderator does not approve the words.
        reserve: answers only when asked for.
    """

    number: int
    answers: Mapping[str, Any]
    react: str
    others: str
    quote: bool = False
    reject: bool = False
    reserve: bool = False

    @property
    def person(self) -> Person:
        """Who they are on the console."""
        return Person(f"sample-{self.number}", f"Beispiel {self.number}", "de")

    def own_words(self) -> list[str]:
        """What they say in words."""
        return [value for value in self.answers.values() if isinstance(value, str) and " " in value]


def samples() -> tuple[Sample, ...]:
    """All of them."""
    people = tomllib.loads(files(__package__).joinpath("samples.de.toml").read_text("utf-8"))["person"]
    settings = ("react", "others", "quote", "reject", "reserve")
    return tuple(
        Sample(
            number,
            {key: value for key, value in person.items() if key not in settings},
            **{name: person[name] for name in settings if name in person},
        )
        for number, person in enumerate(people, 1)
    )


async def answer_all(sample: Sample, questionnaire: Questionnaire, begin: str, desk: Desk, keys: Keys) -> None:
    """Let a sample person answer everything they have an answer to; ``begin`` is the token of the card's button."""
    await _Answering(sample, questionnaire, desk, keys).run(begin)


async def review(rejected: Sequence[str], manage: str, desk: Desk, keys: Keys) -> tuple[int, int]:
    """Let a moderator decide on everything that waits, by the dialogue; gives how many were approved and rejected."""
    moderator = Console(_unheard, person=Person("moderator", "Moderation", "de"), clock=desk.clock)
    decided = {"a": 0, "r": 0, "": 0}  # asking for the reason decides nothing
    token: str | None = manage
    while token is not None:
        reply = await moderator.happen(moderator.event(Act.PRESS, token=token), desk.handle)
        screen = reply.screens[-1]
        offered = {read.value[:1]: text for text, read in reversed(_tokens(screen, keys)) if read.verb is Verb.REVIEW}
        if "n" in offered:  # the first of the reasons there are
            token, wanted = offered["n"], "r"
        else:
            said = screen.text.replace("⟦", "").replace("⟧", "")
            asks = any(words in said for words in rejected)
            token, wanted = offered.get("r" if asks else "a"), "" if asks else "a"
        decided[wanted] += bool(token and wanted)
    return decided["a"], decided["r"]


class _Answering:
    """One person's way through the questionnaire."""

    def __init__(self, sample: Sample, questionnaire: Questionnaire, desk: Desk, keys: Keys) -> None:
        self._sample, self._questionnaire, self._desk, self._keys = sample, questionnaire, desk, keys
        self._console = Console(_unheard, person=sample.person, clock=desk.clock)
        self._others = cycle(sample.others)
        self._answered: set[str] = set()
        self._asked_to_quote = False

    async def run(self, begin: str) -> None:
        reply = await self._press(begin)
        for _ in range(STEPS):
            if not reply.screens:
                raise RuntimeError("a sample's answer led nowhere")
            following = await self._step(reply)
            if following is None:
                return
            reply = following
        raise RuntimeError("a sample's answers never end")

    async def _step(self, reply: Reply) -> Reply | None:
        """Answer what was asked; None when nothing is left to ask."""
        await self._consent(reply)
        screen = reply.screens[-1]
        found = _tokens(screen, self._keys)
        by_verb = {read.verb: text for text, read in found}
        if Verb.AGREE in by_verb:
            return await self._press(by_verb[Verb.AGREE])
        at = next((read.item for _, read in found if read.item is not None and read.verb is not Verb.GOTO), None)
        if at is None or Verb.LATER not in by_verb:
            return None
        item = self._questionnaire.items[at]
        if Verb.VOTE in by_verb:
            assert isinstance(item, Statements)
            return await self._react(item, screen, found)
        value = self._sample.answers.get(item.key)
        if value is None or item.key in self._answered:
            return await self._press(by_verb[Verb.SKIP])
        self._answered.add(item.key)
        if screen.typed:
            said = self._console.event(Act.SAY, text=str(value))
            return await self._console.happen(said, self._desk.handle)
        return await self._choose(item, value, reply)

    async def _choose(self, item: Item, value: Any, reply: Reply) -> Reply:
        wanted = [str(each) for each in (value if isinstance(value, list) else [value])]
        options = [option.key for option in item.parts()[0].options]
        for key in wanted:
            number = format(options.index(key), "x")
            [token] = [
                text
                for text, read in _tokens(reply.screens[-1], self._keys)
                if read.verb is Verb.PICK and read.value == number
            ]
            reply = await self._press(token)
        done = [text for text, read in _tokens(reply.screens[-1], self._keys) if read.verb is Verb.DONE]
        return await self._press(done[0]) if done and isinstance(value, list) else reply

    async def _react(self, item: Statements, screen: Screen, found: Sequence[tuple[str, Token]]) -> Reply:
        prepared = next((at for at, seed in enumerate(item.seeds) if seed.text["de"] in screen.text), None)
        letter = next(self._others) if prepared is None else self._sample.react[prepared]
        [token] = [text for text, read in found if read.verb is Verb.VOTE and read.value.startswith(letter)]
        return await self._press(token)

    async def _consent(self, reply: Reply) -> None:
        """May we quote you? Asked once, beside the next question."""
        for screen in reply.screens[:-1]:
            for text, read in _tokens(screen, self._keys):
                wanted = "hy" if self._sample.quote else "hn"
                if read.verb is Verb.CONSENT and read.value == wanted and not self._asked_to_quote:
                    self._asked_to_quote = True
                    await self._press(text)

    async def _press(self, token: str) -> Reply:
        return await self._console.happen(self._console.event(Act.PRESS, token=token), self._desk.handle)


def _tokens(screen: Screen, keys: Keys) -> list[tuple[str, Token]]:
    read = (
        (button.token, tokens.read(button.token, keys)) for row in screen.all_rows() for button in row if button.token
    )
    return [(text, token) for text, token in read if token is not None]


def _unheard(text: str) -> None:
    """Nobody sits at this terminal."""

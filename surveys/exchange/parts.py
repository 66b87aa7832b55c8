"""Which parts of an item may have a column of their own in another tool's table, and what do these columns say together?

LimeSurvey and Google Forms write arrays and grids as ``question [row]``: a column for each sentence to react to, for each
option that is put in order, or for each place with the option that came there ("question [Rank 1]"). What a part is called
in both languages is what is looked for; a number of the other tool is a place, never an option.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from surveys.design.items.case import Case
from surveys.design.items.choices import Choices
from surveys.design.items.kind import Choosable, Item, Option, Value
from surveys.design.items.ranking import Ranking
from surveys.design.items.statements import REACTIONS, Statements
from surveys.design.quantities import plain
from surveys.design.text import Text
from surveys.errors import Complaint

NO_ANSWER = frozenset({"", "n/a", "na", "k. a.", "k.a.", "keine antwort", "no answer", "null", "none", "-"})
_PLACE = re.compile(r"^(?:rang|rank|platz|place|position|ranking)?\s*#?\s*(\d{1,2})\.?(?:st|nd|rd|th)?$")
_WORDS_OF_PLACES = ("Rang {}", "Rank {}", "Platz {}", "Place {}", "Ranking {}", "Position {}", "{}")
_SAID: Mapping[str, frozenset[str]] = {
    "agree": frozenset({"stimme zu", "stimme eher zu", "stimme voll zu", "stimme voll und ganz zu", "agree",
                        "strongly agree", "somewhat agree", "ja", "yes", "y"}),
    "disagree": frozenset({"stimme nicht zu", "stimme eher nicht zu", "stimme gar nicht zu", "stimme überhaupt nicht zu",
                           "disagree", "strongly disagree", "somewhat disagree", "nein", "no", "n"}),
    "pass": frozenset({"weiter", "weiß nicht", "weiss nicht", "unentschieden", "teils/teils", "neutral", "pass", "skip",
                       "don't know", "neither agree nor disagree", "uncertain", "unsicher", "u"}),
}  # fmt: skip
"""What other tools let people choose, by our three reactions; LimeSurvey's array types "yes/no/uncertain" among them."""


def parts(item: Item) -> Mapping[str, tuple[str, ...]]:
    """What each part is called, by its name; empty for an item that one column holds."""
    if isinstance(item, Choices):
        return {option.key: _texts(option.text) for option in item.options}
    if isinstance(item, Ranking):
        places = range(1, len(item.options) + 1)
        named = {str(place): tuple(words.format(place) for words in _WORDS_OF_PLACES) for place in places}
        return {option.key: _texts(option.text) for option in item.options} | named
    if isinstance(item, Statements):
        return {seed.key: _texts(seed.text) for seed in item.seeds}
    if isinstance(item, Case):
        return {part.key: (*item.called(part.key), *_texts(part.ask)) for part in item.parts()}
    return {}


def _texts(shown: Text | None) -> tuple[str, ...]:
    return tuple(shown.root.values()) if shown else ()


def reaction(given: str) -> str | None:
    """What a cell says of a sentence; None where it says nothing. Raises Complaint."""
    said = plain(given)
    if said in NO_ANSWER:
        return None
    found = next((name for name in REACTIONS if said == name or said in _SAID[name]), None)
    if found is None:
        raise Complaint("complaint-no-such-option", given=given[:40])
    return found


def order(item: Ranking, cells: Mapping[str, str]) -> Value | None:
    """An order from a column for each option with its place, or for each place with its option; raises Complaint."""
    at: dict[int, str] = {}
    for name, given in cells.items():
        if plain(given) in NO_ANSWER:
            continue
        place, option = (int(name), _option(item, given)) if name.isdecimal() else (_place(given), name)
        if place in at or option in at.values():
            raise Complaint("complaint-no-such-option", given=given[:40])  # two in one place, or one in two
        at[place] = option
    if not at:
        return None
    if sorted(at) != list(range(1, len(at) + 1)):
        raise Complaint("complaint-place-missing", given=", ".join(map(str, sorted(at))))
    [part] = item.parts()
    return item.value({part.key: item.read(part, [at[place] for place in sorted(at)])})


def case(item: Case, cells: Mapping[str, str]) -> Value | None:
    """A report from a column for each of its parts; one whose needed parts are not all there is none. Raises Complaint."""
    given: dict[str, Value] = {}
    for part in item.parts():
        typed = cells.get(part.key, "").strip()
        if plain(typed) in NO_ANSWER:
            continue
        given[part.key] = item.read(part, [_one_of(part.options, typed)] if part.options else typed)
    if not given:
        return None
    lacking = [part.key for part in item.parts() if part.required and part.key not in given]
    if lacking:
        raise Complaint("complaint-part-missing", given=", ".join(lacking))
    for part in item.parts():
        if part.only_if and given.get(part.only_if[0]) not in part.only_if[1]:
            given.pop(part.key, None)  # not asked here after that answer
    return item.value(given)


def _place(given: str) -> int:
    typed = given.removesuffix(".0")  # a spreadsheet's number
    found = _PLACE.match(plain(typed))
    if found is None or int(found[1]) < 1:
        raise Complaint("complaint-not-a-number", given=given[:40])
    return int(found[1])


def _option(item: Choosable, given: str) -> str:
    return _one_of(item.options, given)


def _one_of(options: Sequence[Option], given: str) -> str:
    wanted = plain(given)
    for option in options:
        if wanted in {option.key, *map(plain, option.text.root.values())}:
            return option.key
    raise Complaint("complaint-no-such-option", given=given[:40])

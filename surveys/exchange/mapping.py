"""Which column of another tool's table answers which item?

A target is the key of an item, ``item.part`` for a column of its own per part (``surveys.exchange.parts``),
``@respondent`` for an id that tells people apart (kept as a keyed digest only), ``@quote_here``, ``@quote_other``,
``@quote_web`` for a yes to being quoted, or ``-`` for nothing. What is not said is guessed from titles, and every guess is
shown.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from surveys.design.items.kind import Item
from surveys.design.quantities import plain
from surveys.design.questionnaire import Questionnaire
from surveys.errors import SurveyError
from surveys.exchange.parts import parts
from surveys.exchange.rows import QUOTES

NEAR = 0.85  # difflib's ratio of two titles; below, a guess is wrong more often than right
NOTHING, RESPONDENT = "-", "@respondent"
IN_PARTS = frozenset({"statements", "case"})  # kinds that no single column holds
_BRACKET = re.compile(r"^(?P<asked>.*?)\s*\[(?P<option>[^\[\]]+)\]\s*$")  # LimeSurvey and Google Forms
_CODE = re.compile(r"^[A-Za-z0-9_]{1,20}(?:\[[A-Za-z0-9_]+\])?[.:]\s+")  # "G01Q02. " in front of LimeSurvey's titles


class NoMapping(SurveyError):
    """A column cannot be mapped so: what was expected."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """What a column is taken for.

    Attributes:
        target: as in the module's docstring.
        how: ``said``, ``exact``, ``near`` or ``unknown``.
    """

    column: str
    target: str
    how: str


def read_file(path: Path) -> dict[str, str]:
    """A mapping from a TOML file of lines ``"column" = "target"``; raises NoMapping, OSError."""
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise NoMapping("mapping-wrong", what=path.name, expected=f"TOML ({error})") from error
    for name, target in found.items():
        if not isinstance(target, str):
            raise NoMapping("mapping-wrong", what=name, expected='a line such as "column" = "item"')
    return found


def mapped(
    columns: Sequence[str], questionnaire: Questionnaire, said: Mapping[str, str], *, guess: bool
) -> tuple[Mapped, ...]:
    """What each column is taken for, in their order; raises NoMapping where something said cannot be."""
    for name, target in said.items():
        _check(name, target, columns, questionnaire)
    taken = {target for target in said.values() if not target.startswith("@")}
    found: list[Mapped] = []
    for name in columns:
        if name in said:
            found.append(Mapped(name, said[name], "said"))
            continue
        target, how = _guessed(name, questionnaire, taken, found) if guess else (NOTHING, "unknown")
        found.append(Mapped(name, target, how))
        taken.add(target)
    _check_once(found)
    return tuple(found)


def _check(name: str, target: str, columns: Sequence[str], questionnaire: Questionnaire) -> None:
    if name not in columns:
        near = difflib.get_close_matches(name, columns, n=1)
        hint = f", perhaps {near[0]!r}" if near else ""
        raise NoMapping("mapping-wrong", what=repr(name), expected=f"a column of the file{hint}")
    if target in (NOTHING, RESPONDENT) or target.removeprefix("@") in QUOTES:
        return
    item = _item(questionnaire, target.partition(".")[0])
    if item is None:
        keys = ", ".join(each.key for each in questionnaire.items)
        raise NoMapping("mapping-wrong", what=repr(target), expected=f"one of {keys}, {RESPONDENT}, @quote_here or -")
    part, known = target.partition(".")[2], ", ".join(f"{item.key}.{name}" for name in parts(item))
    if item.kind in IN_PARTS and not part:
        raise NoMapping("mapping-wrong", what=repr(target), expected=f"a column for each part: {known}")
    if part and part not in parts(item):
        raise NoMapping(
            "mapping-wrong", what=repr(target), expected=f"one of {known}" if known else f"{item.key}: it has no parts"
        )


def _check_once(found: Iterable[Mapped]) -> None:
    before: set[str] = set()
    for each in found:
        if each.target == NOTHING or each.target.startswith("@quote"):
            continue
        clash = _clash(each.target, before)
        if clash is not None:
            raise NoMapping("mapping-wrong", what=repr(each.column), expected=f"one column for {clash}, not two")
        before.add(each.target)


def _clash(target: str, before: set[str]) -> str | None:
    """What would be answered twice: the same, or a question by a column of its own and by one of its parts."""
    whole = target.partition(".")[0]
    if target in before:
        return target
    of_parts = target == whole and any(each.startswith(f"{whole}.") for each in before)
    return whole if whole in before or of_parts else None


def _item(questionnaire: Questionnaire, key: str) -> Item | None:
    return next((item for item in questionnaire.items if item.key == key), None)


# --- guessing ---------------------------------------------------------------------------------------------------


def _guessed(name: str, questionnaire: Questionnaire, taken: set[str], before: Sequence[Mapped]) -> tuple[str, str]:
    """The target of a column by its title, and how near it is."""
    bare = _CODE.sub("", name) or name
    targets = {_folded(title): target for title, target in _titles(questionnaire) if _is_free(target, taken)}
    for shown in (name, bare):
        if target := targets.get(_folded(shown)):
            return target, "exact"
    if found := _option_of(bare, questionnaire, taken, before):
        return found
    near = difflib.get_close_matches(_folded(bare), list(targets), n=1, cutoff=NEAR)
    return (targets[near[0]], "near") if near else (NOTHING, "unknown")


def _is_free(target: str, taken: set[str]) -> bool:
    return not {target, target.partition(".")[0]} & taken and not any(each.startswith(f"{target}.") for each in taken)


def _titles(questionnaire: Questionnaire) -> Iterator[tuple[str, str]]:
    """What a column may be called; an earlier item wins."""
    for item in reversed(questionnaire.items):
        if item.kind not in IN_PARTS:
            for title in (*item.title.root.values(), *item.text.root.values(), item.key):
                yield title, item.key
        for name in parts(item):
            yield f"{item.key}.{name}", f"{item.key}.{name}"


def _questions(questionnaire: Questionnaire) -> Iterator[tuple[str, Item]]:
    """What stands before the bracket of a column of its own; an earlier item wins."""
    for item in reversed(questionnaire.items):
        for title in (*item.title.root.values(), *item.text.root.values(), item.key):
            yield title, item


def _option_of(
    name: str, questionnaire: Questionnaire, taken: set[str], before: Sequence[Mapped]
) -> tuple[str, str] | None:
    """A column per part: ``question [part]``, or as Typeform does it the option alone, those of a question in a row."""
    several = [item for item in questionnaire.items if parts(item) and item.key not in taken]
    if bracket := _BRACKET.match(name):
        titles = {_folded(title): item.key for title, item in _questions(questionnaire)}
        near = difflib.get_close_matches(_folded(_CODE.sub("", bracket["asked"])), list(titles), n=1, cutoff=NEAR)
        asked = [item for item in several if near and item.key == titles[near[0]]]
        part = bracket["option"]
    else:
        last = next((each.target.partition(".")[0] for each in reversed(before[-1:]) if "." in each.target), "")
        # Parts of a report and places are called alike everywhere: only options and sentences stand for themselves.
        holding = [item for item in several if _named(item, name) and item.kind != "case" and not name.isdecimal()]
        asked = [item for item in holding if item.key == last] or (holding if len(holding) == 1 else [])
        part = name
    for item in asked:
        if (found := _named(item, part)) and (target := f"{item.key}.{found}") not in taken:
            return target, "exact"
    return None


def _named(item: Item, name: str) -> str | None:
    wanted = _folded(name)
    return next((part for part, called in parts(item).items() if wanted in {part, *map(_folded, called)}), None)


def _folded(title: str) -> str:
    return re.sub(r"[^\w]+", " ", plain(title)).strip()

"""Who may do what, where? ``python -m bench.rights`` writes ``docs/authorisation.md`` from the table in ``bot.rights``."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from bot import dialogues, rights
from bot.rights import RULES, Deed, Spot, Verdict, Who
from bot.tokens import Verb

PAGE = Path(__file__).resolve().parent.parent / "docs" / "authorisation.md"
DRIVEN = ("telegram", "discord")  # the third, the console, is for trying things out alone

HEAD = """# Who may do what, where

Made by `python -m bench.rights` from the table in [bot/rights.py](../bot/rights.py); do not edit it by hand. What is not in
the table is denied. Each of the {cells} cells (deed x who x spot x Telegram and Discord) is driven through the desk by
[tests/bot/test_authorisation.py](../tests/bot/test_authorisation.py).

| as whom | is |
|---|---|
| owner | appointed, for the whole bot; the first by a code printed at the start |
| moderator | who the platform says moderates (asked at each act), or holds a Discord role named for it, or was appointed |
| author | appointed for a community, or invited to a survey |
| member | whoever the platform says is in the group or server |
| stranger | anybody else; what strangers may do, whoever holds a link may do |

| where | is |
|---|---|
| direct | the direct chat |
| hidden | in a place of the community, seen by this person alone (a form, an ephemeral message) |
| group | in a place of the community, before everybody |
| thread | in a topic or channel that is known only by its group or server |
| elsewhere | in a place of another community than the deed is about, or one that is not known |

What somebody may do in a group is not said in the group: what only they shall read is shown to them alone.

## The table

| deed | owner | moderator | author | member | stranger | where | platforms |
|---|---|---|---|---|---|---|---|
"""
REFUSALS = """
## What a refusal says

In this order; the first that applies.

| | phrase |
|---|---|
"""
DEEDS = """
## What each deed is

| deed | commands | buttons, forms and links | words that were asked for |
|---|---|---|---|
"""
_VALUES = ("", "x", "digest", "edit", "show", "p", "m", "l", rights.CODE)  # of buttons whose deed hangs on it


def page() -> str:
    """The page, as Markdown."""
    cells = len(Deed) * len(Who) * len(Spot) * len(DRIVEN)
    return (
        HEAD.format(cells=cells)
        + "".join(map(_row, Deed))
        + REFUSALS
        + "".join(f"| {_MEANS[each]} | `{each.value}` |\n" for each in Verdict if each is not Verdict.ALLOWED)
        + DEEDS
        + "".join(_what(deed) for deed in Deed)
    )


def _row(deed: Deed) -> str:
    rule = RULES[deed]
    may = " | ".join("yes" if who in rule.who else "–" for who in Who)
    return f"| {deed} | {may} | {_all_or(rule.spots, Spot)} | {_all_or(rule.platforms, sorted(rights.PLATFORMS))} |\n"


def _all_or(some: Collection[str], every: Collection[str] | type[Spot]) -> str:
    return "all" if len(some) == len(list(every)) else ", ".join(str(each) for each in every if each in some)


def _what(deed: Deed) -> str:
    named = sorted({f"`/{name}`" for name in _commands(deed)})
    pressed = sorted({verb.name.lower() for verb in Verb if verb is not Verb.COMMAND and deed in _deeds_of(verb)})
    typed = sorted(name for name in dialogues.AWAITED if rights.of_words(name) is deed)
    return f"| {deed} | {', '.join(named)} | {', '.join(pressed)} | {', '.join(typed)} |\n"


def _commands(deed: Deed) -> Iterator[str]:
    for entry in dialogues.ENTRIES:
        if rights.of_command(entry.name) is deed:
            yield entry.name
        elif rights.of_command(entry.name, "code") is deed:
            yield f"{entry.name} CODE"


def _deeds_of(verb: Verb) -> set[Deed | None]:
    return {rights.of_press(verb, about, value) for about in ("", "a") for value in _VALUES}


_MEANS = {
    Verdict.UNKNOWN: "it is no deed, or stands in no rule",
    Verdict.NOT_ON_PLATFORM: "not on this platform",
    Verdict.NOT_HERE: "about another community than the place is of",
    Verdict.ONLY_PRIVATE: "only where nobody reads along",
    Verdict.ONLY_IN_PLACE: "only in a place",
    Verdict.NOT_MODERATOR: "the person is none of those who may",
    Verdict.NOT_OWNER: "the person is no owner",
}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

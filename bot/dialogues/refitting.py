"""Other themes are proposed: what would move, and does the moderator take that or leave everything as it is?"""

from __future__ import annotations

from bot import auditing, corrections
from bot.auditing import Did
from bot.screens import Button, Reply, Screen, bold, lines
from bot.tokens import Verb
from bot.visit import Visit
from surveys.analysis.disclosure import FEWEST
from surveys.coding import refits, rows
from surveys.design.items.kind import Item
from surveys.errors import Unknown
from surveys.tables import Finding, Wave

TAKE, DROP = "t", "d"  # in tokens, behind ``f``
ACT = "f"
FLOWS = 10  # shown; the rest is counted


def button(visit: Visit, wave: Wave, item: Item, at: int) -> Button | None:
    """Leads to the proposal; None where none waits."""
    finding = refits.waiting(visit.session, wave, item.key)
    if finding is None:
        return None
    return visit.button("theme-refit", Verb.THEME, wave.id, at, value=ACT)


def pressed(visit: Visit, wave: Wave, item: Item | None, about: str) -> Reply:
    """Show the proposal, take it or drop it; a button of an earlier proposal decides nothing."""
    assert visit.token
    at = visit.token.item
    if item is None or at is None:
        raise Unknown("button-unknown")
    finding = refits.waiting(visit.session, wave, item.key)
    if finding is None:
        return _ended(visit, wave, at, visit.say("theme-refit-gone"))
    if about[:1] not in (TAKE, DROP) or about[1:] != _stamp(finding):
        return Reply((_proposal(visit, wave, item, at, finding),))
    auditing.noted(
        visit, Did.DROP_THEMES if about[0] == DROP else Did.TAKE_THEMES, wave.community_id, f"wave:{wave.id}", item.key
    )
    if about[0] == DROP:
        refits.drop(visit.session, wave, item.key)
        return _ended(visit, wave, at, visit.say("theme-refit-dropped"))
    moved, showing = refits.take(visit.session, wave, item.key, visit.now)
    corrections.call_anew(visit.session, showing, visit.now)
    return _ended(visit, wave, at, visit.say("theme-refit-taken", count=moved), ring=bool(showing))


def _stamp(finding: Finding) -> str:
    """Tells one proposal from a later one."""
    return f"{int(finding.at.timestamp()):x}"


def _ended(visit: Visit, wave: Wave, at: int, said: str, *, ring: bool = False) -> Reply:
    back = visit.button("button-back", Verb.THEME, wave.id, at)
    return Reply((Screen(lines(said), ((back,),), private=not visit.in_direct, replaces=True),), ring=ring)


def _proposal(visit: Visit, wave: Wave, item: Item, at: int, finding: Finding) -> Screen:
    """What would move from where to where, and the words of themes that would be new."""
    body = finding.body
    names = _names(visit, wave, item, finding)
    flows = [
        visit.say(
            "theme-refit-flow",
            before=names.get(before, "") or visit.say("theme-refit-none"),
            after=names.get(after, "") or visit.say("theme-refit-none"),
            count=many,
        )
        for before, after, many in body["flows"]
        if many >= FEWEST
    ]
    new = [
        visit.say("theme-refit-new", label=names[key], words=", ".join(theme["keywords"]))
        for key, theme in sorted(body["themes"].items())
    ]
    stamp = _stamp(finding)
    return Screen(
        lines(
            bold(visit.say("theme-refit-title", title=item.title[visit.language])),
            visit.say("theme-refit-about", count=len(body["of"])),
            "\n".join(new),
            "\n".join(flows[:FLOWS]),
            visit.say("theme-refit-small") if len(flows[:FLOWS]) < len(body["flows"]) else "",
        ),
        (
            (
                visit.button("theme-refit-take", Verb.THEME, wave.id, at, value=f"{ACT}{TAKE}{stamp}"),
                visit.button("theme-refit-drop", Verb.THEME, wave.id, at, value=f"{ACT}{DROP}{stamp}"),
            ),
            (visit.button("button-back", Verb.THEME, wave.id, at),),
        ),
        private=not visit.in_direct,
        replaces=True,
    )


def _names(visit: Visit, wave: Wave, item: Item, finding: Finding) -> dict[str | None, str]:
    """What each theme of the proposal is called, by id or key."""
    labels = {theme.id: theme.label for theme in rows.codebook(visit.session, wave, item.key)}
    labels |= {key: theme["label"] for key, theme in finding.body["themes"].items()}
    return {key: label.get(visit.language) or next(iter(label.values()), key) for key, label in labels.items()}

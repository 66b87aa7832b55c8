"""How does a moderator make two themes of one? By a word that the answers of the new one contain.

Typed, or in a form where one opens; then a preview that moves nothing, with examples of both sides; then one button. A
theme of fewer than five people would never be shown, so neither side may be left with less.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import corrections, tokens
from bot.platform import Act, Forms
from bot.screens import Button, Field, Form, Reply, Screen, Span, bold, lines, quote
from bot.tokens import Token, Verb
from bot.visit import Visit
from surveys.analysis.disclosure import FEWEST
from surveys.coding import rows, splitting
from surveys.coding.splitting import WORDS_LIMIT, Proposal
from surveys.errors import Unknown
from surveys.fieldwork import waves
from surveys.tables import Answer, Theme, Wave

ASK, DO, UNDO = "w", "x", "u"  # in tokens: for which word, split, and all back again
ACTS = (ASK, DO, UNDO)
AWAITS = "theme-split"  # what the next typed message means
TYPED = "words"  # field of the form
EXAMPLES = 3  # answers shown of each side
EXAMPLE_LIMIT = 300  # characters of each


def button(visit: Visit, wave: Wave, theme: Theme) -> Button:
    """Leads to splitting it; for one that was split off, back."""
    undo = splitting.can_undo(visit.session, wave, theme)
    return _button(visit, wave, "theme-split-undo" if undo else "theme-split", UNDO if undo else ASK, theme.id)


def pressed(visit: Visit, wave: Wave, theme: Theme, act: str, stamp: str) -> Reply:
    """Ask for the word, split as was shown, or undo that; a button of an earlier preview shows the present one."""
    if act == UNDO:
        return _undone(visit, wave, theme)
    if theme.state not in rows.LIVE:
        raise Unknown("unknown-theme")
    if act == ASK:
        return typed(visit, wave, theme, visit.event.fields.get(TYPED, "")) if visit.event.act is Act.SUBMIT else (
            Reply((_ask(visit, wave, theme),))
        )  # fmt: skip
    proposal = splitting.waiting(visit.session, wave, theme)
    if proposal is None:
        return Reply((_ask(visit, wave, theme, visit.say("theme-split-gone")),))
    if stamp != _stamp(proposal) or not _is_sound(proposal):
        return Reply((_preview(visit, wave, theme, proposal),))
    new, showing = splitting.split(visit.session, wave, proposal, visit.now)
    corrections.call_anew(visit.session, showing, visit.now)
    return Reply((_done(visit, wave, new, len(proposal.moving)),), ring=bool(showing))


def typed(visit: Visit, wave: Wave, theme: Theme, words: str) -> Reply:
    """Show what would move."""
    proposal = splitting.propose(visit.session, wave, theme, words, visit.now) if theme.state in rows.LIVE else None
    if proposal is None:
        return Reply((_ask(visit, wave, theme, visit.say("theme-split-empty")),))
    return Reply((_preview(visit, wave, theme, proposal),))


def _undone(visit: Visit, wave: Wave, theme: Theme) -> Reply:
    moved, showing = splitting.undo(visit.session, wave, theme, visit.now)
    corrections.call_anew(visit.session, showing, visit.now)
    said = visit.say("theme-split-undone", count=moved) if moved else visit.say("theme-split-gone")
    return Reply((_shown(visit, (said,), ((_list(visit, wave, theme),),)),), ring=bool(showing))


def _ask(visit: Visit, wave: Wave, theme: Theme, lead: str = "") -> Screen:
    about = lines(lead, visit.say("theme-split-which", label=_called(visit, theme)))
    if visit.event.forms is Forms.NOW:
        field = Field(TYPED, visit.say("theme-split-field"), value="", required=True, longest=WORDS_LIMIT)
        token = tokens.write(Token(Verb.THEME, wave.id, value=f"{ASK}{theme.id}"), visit.house.keys)
        return Screen(form=Form(token, visit.say("theme-split-field"), about, (field,)))
    visit.account.awaits = f"{AWAITS}:{wave.id}:{theme.id}"
    return Screen(about, typed=True, private=not visit.in_direct)


def _preview(visit: Visit, wave: Wave, theme: Theme, proposal: Proposal) -> Screen:
    """How many would move and how many stay, with examples of both."""
    many, stay = len(proposal.moving), len(proposal.staying)
    title = bold(visit.say("theme-split-title", label=_called(visit, theme), words=proposal.label))
    again = _button(visit, wave, "theme-split-again", ASK, theme.id)
    back = _button(visit, wave, "button-back", "t", theme.id)
    if not _is_sound(proposal):
        key = "theme-split-few" if many < FEWEST else "theme-split-left"
        return _shown(visit, (title, visit.say(key, fewest=FEWEST)), ((again, back),))
    do = _button(visit, wave, "theme-split-do", DO, f"{theme.id}{_stamp(proposal)}", count=many)
    return _shown(
        visit,
        (
            title,
            visit.say("theme-split-moving", count=many, of=many + stay),
            *_examples(visit, wave, theme, proposal.moving),
            visit.say("theme-split-staying", count=stay),
            *_examples(visit, wave, theme, proposal.staying),
        ),
        ((do, again), (back,)),
    )


def _done(visit: Visit, wave: Wave, new: Theme, many: int) -> Screen:
    label = _called(visit, new)
    return _shown(
        visit,
        (bold(label), visit.say("theme-split-done", count=many)),
        (
            (_button(visit, wave, "theme-rename", "n", new.id), _button(visit, wave, "theme-define", "d", new.id)),
            (_button(visit, wave, "theme-split-undo", UNDO, new.id), _list(visit, wave, new)),
        ),
    )


def _is_sound(proposal: Proposal) -> bool:
    return min(len(proposal.moving), len(proposal.staying)) >= FEWEST


def _stamp(proposal: Proposal) -> str:
    """Tells one preview from a later one."""
    return f"{int(proposal.at.timestamp() * 10) % 16**7:x}"


def _examples(visit: Visit, wave: Wave, theme: Theme, answers: Sequence[str]) -> list[tuple[Span, ...]]:
    item = waves.questionnaire_of(visit.session, wave).item(theme.item)
    found: list[tuple[Span, ...]] = []
    for answer_id in answers:
        answer = visit.session.get_one(Answer, answer_id)
        if not answer.sensitive:
            words = item.words(answer.value) or ""
            found.append((quote(words if len(words) <= EXAMPLE_LIMIT else words[: EXAMPLE_LIMIT - 1] + "…"),))
        if len(found) == EXAMPLES:
            break
    return found


def _list(visit: Visit, wave: Wave, theme: Theme) -> Button:
    keys = [each.key for each in waves.questionnaire_of(visit.session, wave).items]
    return visit.button("button-back", Verb.THEME, wave.id, keys.index(theme.item))


def _button(visit: Visit, wave: Wave, key: str, act: str, about: str, **values: int) -> Button:
    return visit.button("", Verb.THEME, wave.id, value=f"{act}{about}", label=visit.say(key, **values))


def _called(visit: Visit, theme: Theme) -> str:
    return theme.label.get(visit.language) or next(iter(theme.label.values()), theme.id)


def _shown(visit: Visit, text: Sequence[str | Span | tuple[Span, ...]], buttons: Sequence[Sequence[Button]]) -> Screen:
    rows_ = tuple(tuple(row) for row in buttons if row)
    return Screen(lines(*text), rows_, private=not visit.in_direct, replaces=True)

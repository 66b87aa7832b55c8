"""How far is the machine right? A moderator sees a hundred answers one after the other, and says what each speaks of.

What they say is a coding of their own: it wins over the machine, and tells how often that is wrong
(``surveys.coding.checks``). They code under a name that leads to nobody without the key.
"""

from __future__ import annotations

from bot.screens import Button, Reply, Screen, bold, column, lines, quote
from bot.tokens import Verb
from bot.visit import Visit
from surveys.coding import checks, rows, themes
from surveys.coding.checks import Check
from surveys.design.items.kind import Item
from surveys.errors import Unknown
from surveys.fieldwork import waves
from surveys.tables import Answer, Theme, Wave

NEXT, THIS, NONE = "c", "s", "k"  # in tokens: show one, it speaks of a theme, it speaks of none
ACTS = (NEXT, THIS, NONE)
ID = 16  # characters of an id
PAGE = 14  # other themes on one screen
TEXT_LIMIT = 3000  # characters of an answer


def pressed(visit: Visit, wave: Wave, item: Item | None, act: str, about: str) -> Reply:
    """Take what was said of one answer, and show the next one, or an earlier one again."""
    answer = visit.session.get(Answer, about[:ID]) if about else None
    if answer is not None and answer.wave_id != wave.id:
        answer = None
    if item is None and answer is not None:
        item = waves.questionnaire_of(visit.session, wave).item(answer.item)
    if item is None or item.kind != "open":
        raise Unknown("unknown-answer" if about else "button-unknown")
    if act == NEXT:
        return Reply((_shown(visit, wave, item, answer),))
    if answer is None:
        return Reply((_shown(visit, wave, item, None),), toast=visit.say("review-gone"))
    theme = about[ID:] if act == THIS else None
    if theme is not None and theme not in _live(visit, wave, item):
        return Reply((_shown(visit, wave, item, answer),), toast=visit.say("unknown-theme"))
    themes.code(visit.session, answer.id, theme, _coder(visit, wave), visit.now)
    return Reply((_shown(visit, wave, item, None),), toast=visit.say("theme-check-kept"))


def _live(visit: Visit, wave: Wave, item: Item) -> set[str]:
    return {theme.id for theme in rows.codebook(visit.session, wave, item.key) if theme.state in rows.LIVE}


def _coder(visit: Visit, wave: Wave) -> str:
    return visit.house.keys.coder(wave.community_id, visit.account.id)


def _shown(visit: Visit, wave: Wave, item: Item, again: Answer | None) -> Screen:
    """The answer that is looked at again, else the next one this person has not looked at."""
    coder, check = _coder(visit, wave), checks.check(visit.session, wave, item.key, visit.now)
    at = [each.key for each in waves.questionnaire_of(visit.session, wave).items].index(item.key)
    left = check.left(coder)
    wanted = again.id if again is not None and again.id in check.answers else next(iter(left), None)
    if wanted is None:
        return _finished(visit, wave, check, coder, at)
    answer = visit.session.get_one(Answer, wanted)
    machine = check.machine[wanted]
    codebook = {theme.id: theme for theme in rows.codebook(visit.session, wave, item.key)}
    said = visit.say("theme-check-machine", label=_called(visit, codebook[machine])) if machine else ""
    return Screen(
        lines(
            bold(visit.say("theme-check-title", number=check.done(coder), count=len(check.answers))),
            item.title[visit.language],
            (quote((item.words(answer.value) or "")[:TEXT_LIMIT]),),
            said or visit.say("theme-check-machine-none"),
        ),
        (
            *_choices(visit, wave, check, wanted, at, list(codebook.values())),
            _ways(visit, wave, check, coder, wanted, at),
        ),
        private=not visit.in_direct,
        replaces=True,
    )


def _choices(
    visit: Visit, wave: Wave, check: Check, answer: str, at: int, codebook: list[Theme]
) -> tuple[tuple[Button, ...], ...]:
    """*Stimmt*, the other themes, *keins*; what this person said before is marked."""
    mine = check.people.get(answer, {})
    coder, machine = _coder(visit, wave), check.machine[answer]
    said = mine.get(coder, "")
    token = visit.token
    page = (token.part or 0) if token and token.value == f"{NEXT}{answer}" else 0

    def button(theme: str | None, label: str) -> Button:
        value = f"{THIS}{answer}{theme}" if theme else f"{NONE}{answer}"
        return visit.button("", Verb.THEME, wave.id, at, value=value, label=label, chosen=said == theme)

    others = [theme for theme in codebook if theme.state in rows.LIVE and theme.id != machine]
    shown = others[page * PAGE : (page + 1) * PAGE]
    buttons = [button(theme.id, _called(visit, theme)) for theme in shown]
    if len(others) > (page + 1) * PAGE:
        buttons.append(visit.button("theme-more", Verb.THEME, wave.id, at, page + 1, f"{NEXT}{answer}"))
    right = (button(machine, visit.say("theme-check-right")),)
    none = () if machine is None else (button(None, visit.say("theme-check-none")),)
    return (right, *column(buttons, across=2), *((none,) if none else ()))


def _ways(visit: Visit, wave: Wave, check: Check, coder: str, answer: str, at: int) -> tuple[Button, ...]:
    """One answer back, and out."""
    before = [each for each in check.answers[: check.answers.index(answer)] if coder in check.people.get(each, {})]
    step = [visit.button("theme-check-back", Verb.THEME, wave.id, at, value=f"{NEXT}{before[-1]}")] if before else []
    return (*step, visit.button("theme-check-end", Verb.THEME, wave.id, at))


def _finished(visit: Visit, wave: Wave, check: Check, coder: str, at: int) -> Screen:
    mine = {answer: check.people[answer][coder] for answer in check.answers}
    same = sum(check.machine[answer] == theme for answer, theme in mine.items())
    said = visit.say("theme-check-done", count=len(mine), same=same) if mine else visit.say("theme-check-nothing")
    back = visit.button("button-back", Verb.THEME, wave.id, at)
    return Screen(lines(said), ((back,),), private=not visit.in_direct, replaces=True)


def _called(visit: Visit, theme: Theme) -> str:
    return theme.label.get(visit.language) or next(iter(theme.label.values()), theme.id)

"""Which theme does the answer in the queue speak of? The moderator sees where it is, and may take it to another one.

What they say is a coding of their own, which no run of the machine touches; the numbers follow with the next release.
"""

from __future__ import annotations

from bot import auditing
from bot.auditing import Did
from bot.dialogues.theming import called
from bot.screens import Button, Screen, bold, column, lines, quote
from bot.tokens import Verb
from bot.visit import Visit
from surveys.coding import rows, themes
from surveys.errors import Unknown
from surveys.fieldwork import waves
from surveys.tables import Answer, Theme, Wave

WHICH, INTO, OUT = "t", "m", "z"  # in tokens: choose one, it speaks of this theme, it speaks of none yet
PAGE = 14  # themes on one screen
SHORT = (
    8  # characters of a theme's id in tokens (40 bits): with the answer's whole id and its revision no more would fit
)
TEXT_LIMIT = 1000  # characters of the answer; it was read in full above the button


def live(visit: Visit, wave: Wave, answer: Answer) -> list[Theme]:
    """The themes an answer can be taken to, in the order of the codebook; none for an answer without words of its own."""
    return [theme for theme in rows.codebook(visit.session, wave, answer.item) if theme.state in rows.LIVE]


def now_in(visit: Visit, wave: Wave, answer: Answer) -> str | None:
    """Id of the theme the answer counts in now; None for none."""
    coded = rows.current(visit.session, wave, answer.item, only=[answer.id]).get(answer.id)
    return coded.theme if coded else None


def said(visit: Visit, wave: Wave, answer: Answer) -> str:
    """What the answer speaks of, in a line; empty where its question has no themes."""
    known = {theme.id: theme for theme in live(visit, wave, answer)}
    if not known:
        return ""
    theme = known.get(now_in(visit, wave, answer) or "")
    return visit.say("review-theme-now", label=called(visit, theme)) if theme else visit.say("review-theme-none-now")


def screen(visit: Visit, wave: Wave, answer: Answer) -> Screen:
    """The themes of the question, with the present one marked."""
    page, every, here = _page(visit), live(visit, wave, answer), now_in(visit, wave, answer)
    item = waves.questionnaire_of(visit.session, wave).item(answer.item)
    buttons = [
        _button(
            visit, wave, answer, f"{INTO}{answer.id}{theme.id[:SHORT]}", called(visit, theme), chosen=theme.id == here
        )
        for theme in every[page * PAGE : (page + 1) * PAGE]
    ]
    if len(every) > (page + 1) * PAGE:
        more = f"{WHICH}{answer.id}"
        buttons.append(_button(visit, wave, answer, more, visit.say("theme-more"), page=page + 1))
    none = _button(visit, wave, answer, f"{OUT}{answer.id}", visit.say("review-theme-none"), chosen=here is None)
    words = item.words(answer.value) or ""
    return Screen(
        lines(bold(visit.say("review-theme-which")), (quote(words[:TEXT_LIMIT]),)),
        (*column(buttons, across=2), (none,), (visit.button("button-back", Verb.REVIEW, wave.id),)),
        private=not visit.in_direct,
        replaces=True,
    )


def move(visit: Visit, wave: Wave, answer: Answer, short: str | None) -> str:
    """Take the answer to a theme (None: to none), and write that down; gives what to say.

    Raises Unknown for a theme of another question, or one that is none any more.
    """
    theme = None if short is None else _meant(visit, wave, answer, short)
    themes.move(
        visit.session,
        answer.id,
        theme.id if theme else None,
        visit.house.keys.coder(wave.community_id, visit.account.id),
        visit.now,
    )
    why = f"theme:{theme.id}" if theme else ""
    auditing.noted(visit, Did.MOVE, wave.community_id, f"answer:{answer.id}", why)
    if theme is None:
        return visit.say("review-theme-taken-out")
    return visit.say("review-theme-moved", label=called(visit, theme))


def _meant(visit: Visit, wave: Wave, answer: Answer, short: str) -> Theme:
    found = [theme for theme in live(visit, wave, answer) if theme.id[:SHORT] == short]
    if len(found) != 1:
        raise Unknown("unknown-theme")
    return found[0]


def _page(visit: Visit) -> int:
    token = visit.token
    return (token.item or 0) if token and token.verb is Verb.REVIEW and token.value.startswith(WHICH) else 0


def _button(
    visit: Visit, wave: Wave, answer: Answer, value: str, label: str, *, page: int | None = None, chosen: bool = False
) -> Button:
    """A button that holds only for the words that were shown."""
    return visit.button("", Verb.REVIEW, wave.id, page, answer.revision, value, label=label, chosen=chosen)

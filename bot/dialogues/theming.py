"""What does a moderator make of the themes of a question: accept, name, define, merge, split, reject them?

Counts are those of the last release, guarded as everywhere: what is shown here is no more than a digest may say. Every
change of a name corrects the digests that stand somewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot import corrections, tokens
from bot.dialogues import refitting, splitting, verifying
from bot.dialogues.entry import Entry
from bot.dialogues.launching import cards_of, my_places
from bot.dialogues.managing import STATES, closed_lately
from bot.platform import Act, Forms
from bot.screens import Button, Field, Form, Reply, Screen, Span, bold, column, lines, quote
from bot.tokens import Token, Verb
from bot.visit import Visit
from surveys.analysis import release, themed
from surveys.coding import rows, themes
from surveys.coding.themes import DEFINITION_LIMIT, LABEL_LIMIT
from surveys.design.items.kind import Item
from surveys.errors import Unknown
from surveys.fieldwork import waves
from surveys.tables import Theme, ThemeState, Wave

EXAMPLES = 3  # answers shown of a theme
EXAMPLE_LIMIT = 400  # characters of each
PAGE = 16  # themes on one screen
ID = 16  # characters of an id
TYPED = "words"  # field of the form
NAME, LINE = "n", "d"  # in tokens: what is being written, the name or the definition
_ASKED = {
    NAME: ("theme-name", "theme-name-which", "theme-name-field", LABEL_LIMIT),
    LINE: ("theme-line", "theme-line-which", "theme-line-field", DEFINITION_LIMIT),
}
_STATES = {
    ThemeState.PROPOSED: "theme-state-proposed",
    ThemeState.ACCEPTED: "theme-state-accepted",
    ThemeState.MERGED: "theme-state-merged",
    ThemeState.REJECTED: "theme-state-rejected",
}


def command(visit: Visit) -> Reply:
    """``/themen``: the themes of this place's survey, or of all my places."""
    places = [visit.place] if visit.place else my_places(visit)
    if visit.place:
        visit.must_moderate(visit.place)
    every = {wave.id: wave for of in (cards_of, closed_lately) for place in places for wave in of(visit, place)}
    found = [wave for wave in every.values() if questions(visit, wave)]
    if not found:
        return Reply((Screen(lines(visit.say("theme-nothing")), private=not visit.in_direct),))
    if len(found) == 1:
        return Reply((_overview(visit, found[0]),))
    buttons = [
        visit.button("", Verb.THEME, wave.id, label=f"{wave.key} ({visit.say(STATES[wave.state])})") for wave in found
    ]
    return Reply((Screen(lines(visit.say("manage-which")), column(buttons), private=not visit.in_direct),))


def pressed(visit: Visit) -> Reply:
    """Show the questions, the themes of one, one theme, or do what the button says."""
    token = visit.token
    assert token
    wave = visit.wave(token.wave)
    visit.must_moderate_wave(wave)
    act, about = token.value[:1], token.value[1:]
    if act in verifying.ACTS:
        return verifying.pressed(visit, wave, _item(visit, wave, token.item), act, about)
    if act == refitting.ACT:
        return refitting.pressed(visit, wave, _item(visit, wave, token.item), about)
    if not act:
        shown = _overview(visit, wave) if token.item is None else listed(visit, wave, _question(visit, wave))
        return Reply((shown,))
    theme = _theme(visit, wave, about[:ID])
    if act in splitting.ACTS:
        return splitting.pressed(visit, wave, theme, act, about[ID:])
    if about[ID:]:
        if act != "m":
            raise Unknown("button-unknown")
        return _merge(visit, wave, theme, _theme(visit, wave, about[ID:]))
    return _act(visit, wave, theme, act)


def _act(visit: Visit, wave: Wave, theme: Theme, act: str) -> Reply:
    match act:
        case "t":
            return Reply((_screen(visit, wave, theme),))
        case "a":
            showing = themes.accept(visit.session, theme.id, visit.now)
            return _done(visit, wave, _screen(visit, wave, theme), showing, "theme-accepted")
        case "r":
            showing = themes.reject(visit.session, theme.id, visit.now)
            after = listed(visit, wave, waves.questionnaire_of(visit.session, wave).item(theme.item), undo=theme)
            return _done(visit, wave, after, showing, "theme-rejected")
        case "m":
            return Reply((_into_which(visit, wave, theme),))
        case _ if act in _ASKED:
            return _write(visit, wave, theme, act)
        case _:
            raise Unknown("button-unknown")


def _done(visit: Visit, wave: Wave, screen: Screen, showing: Sequence[str], key: str) -> Reply:
    """A change was made: correct what shows it, say so."""
    corrections.call_anew(visit.session, showing, visit.now)
    return Reply((screen,), toast=visit.say(key), ring=bool(showing))


# --- finding ----------------------------------------------------------------------------------------------------


def questions(visit: Visit, wave: Wave) -> list[tuple[int, Item]]:
    """The questions of a wave that have themes, with their index."""
    known = {theme.item for theme in rows.codebook(visit.session, wave)}
    items = waves.questionnaire_of(visit.session, wave).items
    return [(at, item) for at, item in enumerate(items) if item.key in known]


def _item(visit: Visit, wave: Wave, at: int | None) -> Item | None:
    items = waves.questionnaire_of(visit.session, wave).items
    if at is not None and not 0 <= at < len(items):
        raise Unknown("button-unknown")
    return None if at is None else items[at]


def _question(visit: Visit, wave: Wave) -> Item:
    assert visit.token
    item = _item(visit, wave, visit.token.item)
    if item is None or item.kind != "open":
        raise Unknown("button-unknown")
    return item


def _theme(visit: Visit, wave: Wave, theme_id: str) -> Theme:
    """A theme of the wave's codebook, and of no other; raises Unknown."""
    found = next((theme for theme in rows.codebook(visit.session, wave) if theme.id == theme_id), None)
    if found is None:
        raise Unknown("unknown-theme")
    return found


def released(visit: Visit, wave: Wave, item: str) -> dict[str, int]:
    """People by theme as released, of those that may be shown."""
    last = release.last(visit.session, wave)
    table = themed.table(last.counts.get(item, {})) if last else None
    if table is None:
        return {}
    codebook = rows.codebook(visit.session, wave, item)
    return {theme.id: count for theme in codebook if (count := table.count(themed.cell(theme.id)))}


def live(visit: Visit, wave: Wave, item: str) -> list[Theme]:
    """The themes of a question that are any, what most people speak of first."""
    counts = released(visit, wave, item)
    found = [theme for theme in rows.codebook(visit.session, wave, item) if theme.state in rows.LIVE]
    return sorted(found, key=lambda theme: (-counts.get(theme.id, 0), theme.position, theme.id))


def called(visit: Visit, theme: Theme) -> str:
    """Its name in the person's language; where that is missing, in another one."""
    return theme.label.get(visit.language) or next(iter(theme.label.values()), theme.id)


def _in_full(visit: Visit, wave: Wave, theme: Theme) -> str:
    """Its name, and the one the community reads where that is another."""
    mine, theirs = called(visit, theme), theme.label.get(wave.language, "")
    return mine if theirs in ("", mine) else f"{mine} ({theirs})"


# --- how it looks -----------------------------------------------------------------------------------------------


def _overview(visit: Visit, wave: Wave) -> Screen:
    """The themes of the one question that has some, else the choice of questions."""
    found = questions(visit, wave)
    if len(found) == 1:
        return listed(visit, wave, found[0][1])
    buttons = [visit.button("", Verb.THEME, wave.id, at, label=item.title[visit.language]) for at, item in found]
    said = "theme-which-question" if found else "theme-nothing"
    back = (visit.button("button-back", Verb.MANAGE, wave.id),)
    return _shown(visit, (visit.say(said),), (*column(buttons), back))


def listed(visit: Visit, wave: Wave, item: Item, undo: Theme | None = None) -> Screen:
    """The themes of a question with the people who speak of each, as released; ``undo``: what was just decided on."""
    token = visit.token
    at = _index(visit, wave, item)
    page = (token.part or 0) if token and token.verb is Verb.THEME and not token.value else 0
    counts, every = released(visit, wave, item.key), live(visit, wave, item.key)
    mine = every[page * PAGE : (page + 1) * PAGE]
    buttons = [_way(visit, wave, theme, counts.get(theme.id)) for theme in mine]
    more = [visit.button("theme-more", Verb.THEME, wave.id, at, page + 1)] if len(every) > (page + 1) * PAGE else []
    back = [] if undo is None else [_button(visit, wave, "theme-undo", "a", undo, label=called(visit, undo))]
    check = [visit.button("theme-check", Verb.THEME, wave.id, at, value=verifying.NEXT)] if every else []
    refit = refitting.button(visit, wave, item, at)
    return _shown(
        visit,
        (
            bold(visit.say("theme-list-title", title=item.title[visit.language])),
            visit.say("theme-list-about" if every else "theme-list-empty"),
        ),
        (
            *column(back),
            *column(buttons),
            *column(more),
            (refit,) if refit else (),
            (*check, visit.button("button-back", Verb.MANAGE, wave.id)),
        ),
    )


def _way(visit: Visit, wave: Wave, theme: Theme, count: int | None) -> Button:
    key = "theme-way-proposed" if theme.state is ThemeState.PROPOSED else "theme-way"
    label = visit.say(key, label=called(visit, theme), count=str(count) if count else "–")
    return visit.button("", Verb.THEME, wave.id, value=f"t{theme.id}", label=label)


def _screen(visit: Visit, wave: Wave, theme: Theme) -> Screen:
    """One theme: what it means, what people say, what can be done with it."""
    item = waves.questionnaire_of(visit.session, wave).item(theme.item)
    count = released(visit, wave, theme.item).get(theme.id)
    people = visit.say("theme-people", count=count) if count else visit.say("theme-people-withheld")
    examples = [
        (quote(_cut(item.words(answer.value) or "")),) for answer in rows.examples(visit.session, wave, theme, EXAMPLES)
    ]
    return _shown(
        visit,
        (
            bold(_in_full(visit, wave, theme)),
            "\n".join((visit.say(_STATES[theme.state]), people)),
            visit.say("theme-defined", words=theme.definition) if theme.definition else "",
            visit.say("theme-keywords", words=", ".join(theme.keywords)) if theme.keywords else "",
            *examples,
        ),
        _decisions(visit, wave, theme),
    )


def _decisions(visit: Visit, wave: Wave, theme: Theme) -> tuple[tuple[Button, ...], ...]:
    back = visit.button("button-back", Verb.THEME, wave.id, _index(visit, wave, theme.item))
    if theme.state not in rows.LIVE:
        return ((_button(visit, wave, "theme-accept-again", "a", theme),), (back,))
    accept = [_button(visit, wave, "theme-accept", "a", theme)] if theme.state is ThemeState.PROPOSED else []
    others = len(live(visit, wave, theme.item)) > 1
    merge = [_button(visit, wave, "theme-merge", "m", theme)] if others else []
    return (
        (*accept, _button(visit, wave, "theme-reject", "r", theme)),
        (_button(visit, wave, "theme-rename", NAME, theme), _button(visit, wave, "theme-define", LINE, theme)),
        (*merge, splitting.button(visit, wave, theme)),
        (back,),
    )


def _button(visit: Visit, wave: Wave, key: str, act: str, theme: Theme, **values: str) -> Button:
    return visit.button("", Verb.THEME, wave.id, value=f"{act}{theme.id}", label=visit.say(key, **values))


def _index(visit: Visit, wave: Wave, item: Item | str) -> int:
    key = item if isinstance(item, str) else item.key
    return [each.key for each in waves.questionnaire_of(visit.session, wave).items].index(key)


def _shown(visit: Visit, text: Sequence[str | Span | tuple[Span, ...]], buttons: Sequence[Sequence[Button]]) -> Screen:
    filled = tuple(tuple(row) for row in buttons if row)
    return Screen(lines(*text), filled, private=not visit.in_direct, replaces=True)


def _cut(text: str) -> str:
    return text if len(text) <= EXAMPLE_LIMIT else text[: EXAMPLE_LIMIT - 1] + "…"


# --- merging ----------------------------------------------------------------------------------------------------


def _into_which(visit: Visit, wave: Wave, theme: Theme) -> Screen:
    """Choose the theme that stays."""
    token = visit.token
    page = (token.part or 0) if token else 0
    others = [each for each in live(visit, wave, theme.item) if each.id != theme.id]
    buttons = [
        visit.button("", Verb.THEME, wave.id, value=f"m{theme.id}{each.id}", label=called(visit, each))
        for each in others[page * PAGE : (page + 1) * PAGE]
    ]
    if len(others) > (page + 1) * PAGE:
        buttons.append(visit.button("theme-more", Verb.THEME, wave.id, None, page + 1, f"m{theme.id}"))
    text = visit.say("theme-merge-which", label=called(visit, theme))
    return _shown(visit, (text,), (*column(buttons), (_button(visit, wave, "button-back", "t", theme),)))


def _merge(visit: Visit, wave: Wave, theme: Theme, into: Theme) -> Reply:
    if theme.state not in rows.LIVE:
        raise Unknown("theme-merge-refused")
    showing = themes.merge(visit.session, theme.id, into.id, visit.now)
    item = waves.questionnaire_of(visit.session, wave).item(theme.item)
    return _done(visit, wave, listed(visit, wave, item, undo=theme), showing, "theme-merged")


# --- naming and defining ----------------------------------------------------------------------------------------


def _write(visit: Visit, wave: Wave, theme: Theme, what: str) -> Reply:
    """Ask for the name or the definition: in a form where one may be opened, else in words."""
    if visit.event.act is Act.SUBMIT:
        return _written(visit, wave, theme, what, visit.event.fields.get(TYPED, ""))
    return Reply((_ask(visit, wave, theme, what),))


def _ask(visit: Visit, wave: Wave, theme: Theme, what: str, lead: str = "") -> Screen:
    awaits, which, label, longest = _ASKED[what]
    about = lines(lead, visit.say(which, label=_in_full(visit, wave, theme), longest=longest))
    if visit.event.forms is Forms.NOW:
        before = theme.label.get(wave.language, "") if what == NAME else theme.definition
        field = Field(TYPED, visit.say(label), value=before, required=True, longest=longest)
        token = tokens.write(Token(Verb.THEME, wave.id, value=f"{what}{theme.id}"), visit.house.keys)
        return Screen(form=Form(token, visit.say(label), about, (field,)))
    visit.account.awaits = f"{awaits}:{wave.id}:{theme.id}"
    return Screen(about, typed=True, private=not visit.in_direct)


def _typed(visit: Visit, about: str, what: str) -> Reply:
    wave, theme = _meant(visit, about)
    return _written(visit, wave, theme, what, visit.event.text)


def _typed_word(visit: Visit, about: str) -> Reply:
    return splitting.typed(visit, *_meant(visit, about), visit.event.text)


def _meant(visit: Visit, about: str) -> tuple[Wave, Theme]:
    """The wave and the theme that something is typed for."""
    wave_id, _, theme_id = about.partition(":")
    wave = visit.wave(wave_id)
    visit.must_moderate_wave(wave)
    return wave, _theme(visit, wave, theme_id)


def _written(visit: Visit, wave: Wave, theme: Theme, what: str, words: str) -> Reply:
    if not words.strip():
        return Reply((_ask(visit, wave, theme, what, visit.say("theme-name-empty")),))
    if what == NAME:
        showing = themes.rename(visit.session, theme.id, words, wave.language, visit.now)
        return _done(visit, wave, _screen(visit, wave, theme), showing, "theme-renamed")
    showing = themes.redefine(visit.session, theme.id, words, visit.now)
    return _done(visit, wave, _screen(visit, wave, theme), showing, "theme-defined-now")


COMMANDS = (Entry("themen", command, also=("themes",), moderators=True, in_places=True),)
PRESSES = {Verb.THEME: pressed}
AWAITED = {
    "theme-name": lambda visit, about: _typed(visit, about, NAME),
    "theme-line": lambda visit, about: _typed(visit, about, LINE),
    splitting.AWAITS: _typed_word,
}

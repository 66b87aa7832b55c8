"""A wave that 24 people answered in words, put into three themes by one run of the machine, released and posted."""

from __future__ import annotations

from fielding import item, questionnaire, text
from remembered import remembered
from sqlmodel import Session
from stage import Actor, Stage

from bot.tokens import Verb
from surveys.coding import keeping, refits, rows
from surveys.coding.keeping import Found, NewTheme, Outcome
from surveys.tables import Wave

ASKED = questionnaire(
    item("why", "open", title=text("Was ärgert dich?"), text=text("Was ärgert dich am Kundenservice am meisten?")),
    title=text("Ärger mit dem Service"),
    intro=text("Eine Frage, eine Minute."),
)
SAID = (
    "Am Telefon habe ich {number} Minuten in der Warteschleife gewartet.",
    "Der Ton im Chat war unfreundlich, das war Gespräch Nummer {number}.",
    "Nach {number} Tagen kam eine Antwort, die gar nicht zu meiner Frage passte.",
)
NAMES = ({"de": "Warteschleife", "en": "On hold"}, {"de": "Ton", "en": "Tone"}, {"de": "Antworten", "en": "Answers"})
WORDS = (("Telefon", "Warteschleife"), ("Ton", "Chat"), ("Antwort", "Frage"))
PEOPLE = 24  # the themes have 14, 7 and 3 of them


def of(number: int) -> int:
    """Which of the three somebody speaks of."""
    return 0 if number < 14 else 1 if number < 21 else 2


async def themed(stage: Stage) -> str:
    """Everything up to the first digest; gives the wave."""
    wave = stage.opens(ASKED, digest_every_days=7)
    await stage.settles()
    for number in range(PEOPLE):
        actor = Actor(stage, f"themed-{number}", f"T{number}")
        await actor.joins(wave)
        await actor.says(SAID[of(number)].format(number=number + 2))
        await actor.presses("Nein")
    coded(stage, wave)
    stage.passes(days=7, hours=9)
    await stage.settles()
    return wave


begun = remembered(themed)


def coded(stage: Stage, wave_id: str) -> None:
    """What a run would bring is kept: who says what is plain from their words."""

    def work(session: Session) -> None:
        wave = session.get_one(Wave, wave_id)
        read = keeping.work(session, wave, "why")
        spoken = {told.id: next(at for at in range(3) if WORDS[at][0] in told.text) for told in read.told}
        found = (Found(told.id, str(spoken[told.id]), 0.8, len(told.text), False) for told in read.told)
        names = (NewTheme(str(at), NAMES[at], WORDS[at]) for at in range(3))
        keeping.keep(session, wave, read, Outcome("letters", tuple(names), tuple(found), {}, {}), stage.now)

    stage.store.write_now(work)


def coded_again(stage: Stage, wave_id: str) -> None:
    """The next run: the themes are there, and who came since is put into them."""
    known = ids(stage, wave_id)

    def work(session: Session) -> None:
        wave = session.get_one(Wave, wave_id)
        read = keeping.work(session, wave, "why")
        found = tuple(
            Found(told.id, known[NAMES[at]["de"]], 0.8, len(told.text), False)
            for told in read.told
            for at in range(3)
            if WORDS[at][0] in told.text
        )
        keeping.keep(session, wave, read, Outcome("letters", (), found, {}, {}), stage.now)

    stage.store.write_now(work)


def proposes(stage: Stage, wave_id: str) -> None:
    """A later run proposes a theme of its own for six of those who spoke of waiting, and two of the tone go to it."""
    known = ids(stage, wave_id)

    def work(session: Session) -> None:
        wave = session.get_one(Wave, wave_id)
        read = keeping.work(session, wave, "why")
        waited = [told.id for told in read.told if told.theme == known["Warteschleife"]][:6]
        spoke = [told.id for told in read.told if told.theme == known["Ton"]][:2]
        of = dict.fromkeys([*waited, *spoke], "new-1")
        body = {
            "themes": {"new-1": {"label": {"de": "Minuten", "en": "Minutes"}, "keywords": ["Minuten"]}},
            "flows": [[known["Warteschleife"], "new-1", 6], [known["Ton"], "new-1", 2]],
            "of": of,
            "sure": dict.fromkeys(of, 0.7),
            "revised": {},
            "gone": [],
        }
        keeping.keep(session, wave, read, Outcome("letters", (), (), {}, {refits.REFIT: body}), stage.now)

    stage.store.write_now(work)


def ids(stage: Stage, wave_id: str) -> dict[str, str]:
    """The ids of the themes by their first German name."""

    def work(session: Session) -> dict[str, str]:
        return {each.label["de"]: each.id for each in rows.codebook(session, session.get_one(Wave, wave_id))}

    return stage.store.read_now(work)


async def opened(stage: Stage, mod: Actor, wave: str) -> Actor:
    """The moderator has the list of themes before them, in the direct chat."""
    await mod.sends(stage.token(Verb.THEME, wave))
    return mod

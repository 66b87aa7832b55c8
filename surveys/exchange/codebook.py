"""What do the columns of an export mean, and how did its answers come about?

Both go along with every export. The method follows what AAPOR wants disclosed (Transparency Initiative, read 2026-11):
who asked whom, how, when, the wording, and what the figures cannot say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, TypeAlias

import sqlalchemy as sa
from sqlmodel import Session

from surveys.design.items.kind import Item
from surveys.design.items.statements import Statements
from surveys.design.questionnaire import Questionnaire
from surveys.design.text import Text, text
from surveys.exchange.people import CHAT, FORM
from surveys.exchange.rows import OTHERS, STATE, has_words
from surveys.fieldwork.counts import EVERYBODY, PARTICIPATION, live
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Consent, Purpose, Wave

_CONSENT = table_of(Consent)

Line: TypeAlias = tuple[str, str, str, str]  # column, question, what its cells hold, kind
HEAD: Line = ("column", "question", "cells", "kind")

_ABOUT: dict[str, Text] = {
    "respondent": text("laufende Nummer, nur in dieser Datei", "a number, in this file only"),
    "platform": text("wo geantwortet wurde", "where they answered"),
    "language": text("Sprache des Gesprächs", "language of the conversation"),
    "group": text("gewählte Gruppe", "the group they chose"),
    "completed": text("ob der Fragebogen bis zum Ende ging: yes, no", "whether they went to the end: yes, no"),
    "started_on": text("Tag der Zusage (UTC)", "day they agreed to take part (UTC)"),
    "quote_here": text(
        "Zitat in der Gruppe erlaubt: no, yes (ohne Namen), named",
        "may be quoted in the group: no, yes (unnamed), named",
    ),
    "quote_other": text("Zitat auf der anderen Plattform erlaubt", "may be quoted on the other platform"),
    "quote_web": text("Zitat im Web und im Artikel erlaubt", "may be quoted on the web and in the article"),
    "key": text(
        "dieselbe Person in jedem Export dieser Welle; leer in einer anonymen",
        "the same person in every export of this wave; empty in an anonymous one",
    ),
    "sample": text("yes: Beispieldaten, keine Antworten von Menschen", "yes: sample data, no answers of people"),
}
_STATES = text(
    "pending, approved, rejected; sensitive wird nie zitiert", "pending, approved, rejected; sensitive is never quoted"
)
_REACTION = text("agree, disagree, pass", "agree, disagree, pass")
_REACTIONS = text(
    "Reaktionen auf Sätze anderer: Frage-Nummer=agree, disagree oder pass",
    "reactions to others' sentences: question-number=agree, disagree or pass",
)


def codebook(questionnaire: Questionnaire, language: str) -> list[Line]:
    """One line per column."""
    lines: list[Line] = [(name, "", about[language], "") for name, about in _ABOUT.items()]
    for item in questionnaire.items:
        lines += _of_item(item, language)
    return lines


def _of_item(item: Item, language: str) -> Iterator[Line]:
    asked = item.text[language]
    parts = item.parts()
    names = list(item.columns(None))
    for at, name in enumerate(names):
        part = parts[at] if len(parts) == len(names) else parts[0]
        option = next((each for each in part.options if name == f"{item.key}.{each.key}"), None)
        if option is not None:
            held = option.text[language]
        else:
            held = "; ".join(f"{each.key} = {each.text[language]}" for each in part.options)
        question = f"{asked} – {part.ask[language]}" if len(parts) > 1 and part.ask else asked
        yield (name, question, held, item.kind)
    if has_words(item):
        yield (item.key + STATE, asked, _STATES[language], item.kind)
    if isinstance(item, Statements):
        for seed in item.seeds:
            yield (f"{item.key}.{seed.key}", seed.text[language], _REACTION[language], item.kind)
        yield (item.key + OTHERS, asked, _REACTIONS[language], item.kind)


def method(session: Session, wave: Wave, questionnaire: Questionnaire, now: datetime) -> list[tuple[str, str]]:
    """How the answers came about, as names and values."""
    language = wave.language
    people = live(session, wave).get(PARTICIPATION, {})
    german = language == "de"

    def day(moment: datetime | None) -> str:
        return moment.date().isoformat() if moment else "–"

    lines = [
        ("Welle" if german else "wave", wave.key),
        ("Fragebogen" if german else "questionnaire", f"{questionnaire.key} v{questionnaire.version}"),
        ("Prüfsumme" if german else "digest", questionnaire.digest()),
        ("Zeitraum" if german else "period", f"{day(wave.opened_at)} – {day(wave.closed_at or wave.closes_at)}"),
        ("Stand" if german else "exported", now.isoformat(timespec="minutes")),
        ("Teilnehmende" if german else "participants", str(people.get(EVERYBODY, 0))),
    ]
    lines += _imported(session, wave)
    for cell, count in sorted(people.items()):
        if cell.startswith(f"{EVERYBODY}|"):
            lines.append(
                (cell.removeprefix(f"{EVERYBODY}|").replace("s:", "group ").replace("p:", "platform "), str(count))
            )
    lines += [
        (
            "Auswahl" if german else "sample",
            "selbst ausgewählt unter den Mitgliedern der Gruppen; nicht repräsentativ, ungewichtet"
            if german
            else "self-selected among the members of the groups; not representative, unweighted",
        ),
        (
            "Stichprobenfehler" if german else "sampling error",
            "nicht berechenbar" if german else "cannot be computed",
        ),
    ]
    if wave.sample:
        lines.insert(
            0, ("ACHTUNG", "Beispieldaten") if german else ("NOTE", "sample data, written to show the program")
        )
    return lines


def _imported(session: Session, wave: Wave) -> Iterator[tuple[str, str]]:
    """How many did not answer here, by what they agreed to."""
    said = {
        FORM: text("aus dem Formular eines anderen Werkzeugs", "from a form of another tool"),
        CHAT: text(
            "aus einem Chat, mit Einwilligung nach Angabe der Betreibenden",
            "from a chat; the operator says they agreed",
        ),
    }
    counted = sa.select(_CONSENT.c.text_version, sa.func.count(sa.distinct(_CONSENT.c.respondent_id))).where(
        _CONSENT.c.wave_id == wave.id,
        _CONSENT.c.purpose == Purpose.TAKE_PART,
        _CONSENT.c.withdrawn_at.is_(None),
        _CONSENT.c.text_version.in_(list(said)),
    )
    found = direct(session).execute(counted.group_by(_CONSENT.c.text_version).order_by(_CONSENT.c.text_version))
    for version, count in found:
        yield (
            f"{'importiert' if wave.language == 'de' else 'imported'} ({version})",
            f"{count}, {said[version][wave.language]}",
        )


def as_data(session: Session, wave: Wave, questionnaire: Questionnaire, now: datetime) -> dict[str, Any]:
    """Method and codebook as JSON."""
    return {
        "format": "nachgefragt-answers",
        "version": 1,
        "wave": wave.key,
        "sample": wave.sample,
        "questionnaire": {
            "key": questionnaire.key,
            "version": questionnaire.version,
            "digest": questionnaire.digest(),
        },
        "method": dict(method(session, wave, questionnaire, now)),
        "codebook": [dict(zip(HEAD, line, strict=True)) for line in codebook(questionnaire, wave.language)],
    }

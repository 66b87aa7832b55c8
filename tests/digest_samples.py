"""Digests made by hand, with every kind of block: for tests of what draws them."""

from __future__ import annotations

from datetime import UTC, datetime

from surveys.design.text import Text, text
from surveys.digest.digest import Bar, Bars, Block, Digest, Line, Quoted, Row, Say, Section, Table

AT = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


def name(words: str) -> Text:
    return Text({"de": words})


def bars(**settings: object) -> Bars:
    """Where help shall be in future: 31 answered, two small cells withheld."""
    given: dict[str, object] = {
        "title": text("Wo soll Service künftig stattfinden?", "Where should service happen in future?"),
        "question": text("Wo möchtest du in Zukunft am liebsten Hilfe bekommen?", "Where would you like to get help?"),
        "n": 31,
        "bars": (
            Bar(label=text("Egal, Hauptsache gelöst", "Anywhere, as long as it is solved"), count=12, share=12 / 31),
            Bar(label=text("Chat mit einem Menschen", "Chat with a person"), count=7, share=7 / 31),
            Bar(label=text("Social Media", "Social media"), count=6, share=6 / 31),
            Bar(label=text("Telefon-Hotline", "Telephone hotline"), count=None),
            Bar(label=text("E-Mail oder ein Formular auf der Website des Unternehmens", "E-mail or form"), count=None),
        ),
    }
    return Bars.model_validate({**given, **settings})


def scale(counts: tuple[int | None, ...] = (6, 5, 8, 10, 9)) -> Bars:
    """An agreement scale, all points known unless told otherwise."""
    last = len(counts)
    ends = {
        1: text("1 – gar nicht wichtig", "1 – not important"),
        last: text(f"{last} – sehr wichtig", f"{last} – very important"),
    }
    known = sum(count or 0 for count in counts)
    points = tuple(
        Bar(label=ends.get(at, name(str(at))), count=count, share=count / known if count else None)
        for at, count in enumerate(counts, start=1)
    )
    title = text("Wie wichtig ist dir Hilfe auf Social Media?", "How important is help on social media?")
    return Bars(title=title, n=known, bars=points, ordered=True)


def several() -> Bars:
    """Reasons, up to three each."""
    return Bars(
        title=text("Was steht Service auf den Kanälen im Weg?", "What stands in the way of service there?"),
        n=30,
        several=True,
        bars=(
            Bar(label=text("Es fehlt an Menschen und Zeit", "Not enough people and time"), count=19, share=19 / 30),
            Bar(label=text("Eine andere Abteilung ist zuständig", "Another department"), count=14, share=14 / 30),
            Bar(label=text("Der Umgangston belastet das Team", "The tone is a strain"), count=8, share=8 / 30),
            Bar(label=text("Weiß ich nicht", "I do not know"), count=0, share=0.0),
        ),
    )


def table() -> Table:
    """Cases by company and channel, one row withheld."""
    return Table(
        title=text("Haben die Kanäle geholfen?", "Did the channels help?"),
        columns=(text("Fälle", "Cases"), text("beantwortet", "answered"), text("gelöst", "solved")),
        rows=(
            Row(label=name("Deutsche Bahn · X"), cells=(14, 9, 6)),
            Row(label=name("Telekom · WhatsApp"), cells=(11, 11, 8)),
            Row(label=name("Müller & Söhne · Instagram"), cells=(7, None, None)),
        ),
    )


def quoted(words: str = "Am Telefon half mir Frau Öztürk in zwei Minuten.", **settings: object) -> Quoted:
    """Somebody's words."""
    given: dict[str, object] = {
        "answer_id": "a" * 16,
        "item": text("Wo findest du heute Hilfe?", "Where do you find help today?"),
        "text": words,
        "who": text("Kund:in", "Customer"),
    }
    return Quoted.model_validate({**given, **settings})


def line(key: str = "sample-note", **values: object) -> Line:
    return Line(say=Say.model_validate({"key": key, "values": values}))


def digest(*sections: Section, **settings: object) -> Digest:
    """A digest of the given sections, else of one of each kind."""
    given: dict[str, object] = {
        "wave": "kundenservice-1",
        "title": text("Kundenservice auf Social Media", "Customer service on social media"),
        "article": text("Der Artikel, aus dem die Fragen stammen", "The article the questions come from"),
        "article_url": "https://example.org/artikel",
        "at": AT,
        "opened_at": datetime(2026, 11, 16, 9, 0, tzinfo=UTC),
        "closes_at": datetime(2026, 11, 30, 9, 0, tzinfo=UTC),
        "participants": 34,
        "release": 2,
        "version": 3,
        "sections": sections or everything(),
    }
    return Digest.model_validate({**given, **settings})


def everything() -> tuple[Section, ...]:
    """One section of each kind."""
    return (
        section("closed", bars(), scale(), several()),
        section("cases", table()),
        section("quotes", quoted(), quoted("Zwei\n\nAbsätze.", who=None)),
        section("unknown", line("release-none")),
        section("method", line("verbatim-note"), brief=0),
    )


def section(key: str, *blocks: Block, brief: int = 99) -> Section:
    return Section(key=key, blocks=blocks, brief=brief)

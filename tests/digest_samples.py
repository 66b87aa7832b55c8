"""Digests made by hand, with every kind of block: for tests of what draws them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from surveys.design.text import Text, text
from surveys.digest.digest import (
    Agreement,
    Bar,
    Bars,
    Block,
    Chart,
    Circle,
    Contrast,
    Course,
    Digest,
    Dot,
    Line,
    Map,
    Moment,
    Quoted,
    Ranged,
    Ranges,
    Reacted,
    Row,
    Say,
    Score,
    Scoreboard,
    Section,
    Table,
    Trend,
)

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


# --- blocks that are more than bars ---


def ranges() -> Ranges:
    """Themes of 120 answers: 41 of 120 is 34 %, by Wilson from 26 to 43 %."""
    return Ranges(
        title=text("Was fehlt dir?", "What is missing?"),
        question=name("Erzähl in deinen Worten."),
        n=120,
        rows=(
            Ranged(
                label=name("Wartezeit am Telefon"),
                count=41,
                share=41 / 120,
                low=0.263,
                high=0.431,
                change=Say(key="change-up", values={"points": 7}),
            ),
            Ranged(label=name("Kein Mensch"), count=22, share=22 / 120, low=0.124, high=0.262),
            Ranged(label=name("Datenschutzgrundverordnung"), count=9, mark=Say(key="theme-emerged")),
            Ranged(label=name("Preise"), count=8, mark=Say(key="theme-proposed")),
            Ranged(label=Say(key="theme-none"), count=14),
        ),
        note=Say(key="theme-withheld", values={"fewest": 5}),
    )


def agreement(words: str = "Beschwerden gehören beantwortet.", answer_id: str | None = None) -> Agreement:
    """80 reacted; of group B two cells are withheld."""
    return Agreement(
        title=name(words),
        rows=(
            Reacted(label=Say(key="common-all"), n=80, agree=52, passed=10, disagree=18),
            Reacted(label=Say(key="common-group", values={"key": "A"}), n=46, agree=35, passed=5, disagree=6),
            Reacted(label=Say(key="common-group", values={"key": "B"}), n=30, agree=15, passed=None, disagree=None),
        ),
        note=Say(key="common-ground"),
        answer_id=answer_id,
    )


def contrast() -> Contrast:
    """33 of 84 against 8 of 36, and a group too small to say anything."""
    return Contrast(
        title=name("Wartezeit"),
        question=name("Was fehlt dir?"),
        dots=(
            Dot(label=name("Kund:in"), n=84, count=33, share=33 / 84, low=0.295, high=0.5),
            Dot(label=name("Servicemitarbeiter:in im Haus"), n=36, count=8, share=8 / 36, low=0.117, high=0.381),
            Dot(label=name("Anderes"), n=9, count=None),
        ),
        note=Say(key="contrast-more", values={"group": name("Kund:in")}),
    )


def trend() -> Trend:
    """Two digests: 24 of 80, then 41 of 120."""
    times = tuple(Say(key="news-day", values={"day": date(2026, 11, day), "n": n}) for day, n in ((16, 80), (23, 120)))
    return Trend(
        title=name("Was fehlt dir?"),
        times=times,
        courses=(
            Course(
                label=name("Wartezeit"),
                moments=(Moment(count=24, n=80, share=0.3), Moment(count=41, n=120, share=41 / 120)),
            ),
            Course(label=name("Preise"), moments=(None, Moment(count=22, n=120, share=22 / 120))),
        ),
    )


def opinion_map() -> Map:
    """Two groups of 96 people; the other 20 are withheld nowhere."""
    return Map(
        title=Say(key="common-map"),
        n=96,
        circles=(
            Circle(label=Say(key="common-group", values={"key": "A"}), size=56, x=-1.2, y=0.3, spread=0.4),
            Circle(label=Say(key="common-group", values={"key": "B"}), size=40, x=1.4, y=-0.2, spread=0.6),
        ),
        note=Say(key="common-map-note"),
    )


def scoreboard() -> Scoreboard:
    """Three companies, of which one is withheld in part."""
    return Scoreboard(
        title=name("Haben die Kanäle geholfen?"),
        rows=(
            Score(label=name("Deutsche Bahn · X"), requests=64, answered=41, solved=22, median=150, late=4320),
            Score(label=name("Telekom · WhatsApp"), requests=30, answered=30, solved=18, median=15),
            Score(label=name("Müller & Söhne · Instagram"), requests=7, answered=None, solved=None),
        ),
        total=Score(label=Say(key="cases-all"), requests=101, answered=76, solved=45, median=120, late=2880),
        note=Say(key="cases-note", values={"n": 101}),
    )


def charts() -> dict[str, Chart]:
    """One of each block that has something to draw."""
    made = (bars(), table(), ranges(), agreement(), contrast(), trend(), opinion_map(), scoreboard())
    return {each.type: each for each in made}

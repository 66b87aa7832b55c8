"""Can one hold the whole conversation in a terminal?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from bot import cards, fielding, phrases
from bot.console import words
from bot.console.client import PLACE, Console
from bot.desk import Desk
from bot.keys import Keys
from bot.platform import Act, Person, Where
from bot.postings import Postings
from bot.schedule import Schedule
from bot.screens import Attachment, Screen, plain
from bot.settings import Settings
from bot.tables import Community, Place
from bot.visit import House
from surveys.design import catalog
from surveys.fieldwork.waves import WaveSettings
from surveys.store import Store
from surveys.tables import Answer, Response, ResponseState, Wave


@pytest.fixture
def dialect() -> str:
    return "sqlite"


class Room:
    """A terminal, what it wrote, and an open wave of ``kundenservice`` whose card stands there."""

    def __init__(self, store: Store, now: datetime) -> None:
        self.store, self.now = store, now
        self.house = House(Settings(_env_file=None), Keys(b"k" * 32))
        self.desk = Desk(store, self.house, clock=lambda: now)
        self.written: list[str] = []
        self.console = Console(self.written.append, clock=lambda: now)
        self.desk.platforms["console"] = self.console
        self.schedule = Schedule(store, self.house, self.desk.platforms, lambda: now)

    async def open(self) -> None:
        def work(session: Session) -> None:
            community = Community(name="Hier", created_at=self.now)
            session.add(community)
            session.flush()
            place = Place(community_id=community.id, platform="console", address=PLACE, name="Hier")
            session.add(place)
            session.flush()
            asked = catalog.load("kundenservice")
            fielding.start(session, self.house, asked, [place], WaveSettings.of(asked, self.now), self.now)

        await self.store.write(work)
        await self.schedule.settle()

    async def types(self, *lines: str) -> str:
        """What is written in answer to these lines."""
        self.written.clear()
        for line in lines:
            await self.console.take(line, self.desk.handle)
        return "".join(self.written)


@pytest.fixture
async def room(store: Store, now: datetime) -> Room:
    room = Room(store, now)
    await room.open()
    return room


async def test_the_card_stands_in_the_place_and_can_be_shown_again(room: Room) -> None:
    card = "".join(room.written)

    assert card.startswith(f"\n--- {PLACE} ---")
    assert "Alle beantworten" in card
    assert "Alle beantworten" in await room.types("/karte")


async def test_a_line_is_an_answer_and_a_number_presses_a_button(room: Room) -> None:
    await room.types("Alle beantworten", "1", "Am Telefon, nach langem Warten", "Kund:in")
    said = await room.types("4")

    answers = await room.store.read(lambda session: {each.item: each.value for each in session.exec(select(Answer))})
    assert answers == {"hilfe": "Am Telefon, nach langem Warten", "rolle": "kundschaft", "erwartung": 4}
    assert "Gespeichert" in said


async def test_a_number_typed_where_words_are_welcome_is_an_answer(room: Room) -> None:
    await room.types("Alle beantworten", "1", "2")

    [answer] = await room.store.read(lambda session: session.exec(select(Answer)).all())
    assert answer.value == "2"


async def test_nothing_is_stored_before_somebody_agrees(room: Room) -> None:
    await room.types("Alle beantworten", "Eine Antwort ohne Einwilligung")

    assert await room.store.read(lambda session: session.exec(select(Response)).all()) == []


async def test_a_tilde_corrects_what_was_said_last(room: Room) -> None:
    said = await room.types("Alle beantworten", "1", "Am Telefohn, wie immer schon", "~Am Telefon, wie immer schon")

    [answer] = await room.store.read(lambda session: session.exec(select(Answer)).all())
    assert (answer.value, answer.revision) == ("Am Telefon, wie immer schon", 1)
    assert "Änderung gespeichert" in said


async def test_moderators_commands_belong_to_the_place_and_others_to_the_direct_chat(room: Room) -> None:
    assert "Umfrage starten" in await room.types("/umfrage")
    assert "In der Gruppe" not in await room.types("/meinedaten")
    assert room.console.read("/umfrage").where == Where(PLACE)  # type: ignore[union-attr]
    assert room.console.read("/meinedaten").where is None  # type: ignore[union-attr]


async def test_who_is_no_moderator_cannot_launch(room: Room) -> None:
    room.console.moderators = frozenset({"somebody else"})

    assert phrases.say("not-a-moderator", "de") in await room.types("/umfrage")


async def test_an_old_button_can_be_pressed_and_asks_the_current_question(room: Room) -> None:
    await room.types("Alle beantworten", "1", "Am Telefon, nach langem Warten", "Kund:in")
    choice = next(
        at
        for at, shown in enumerate(room.console.shown)
        if any(button.label == "Kund:in" for row in shown.screen.rows for button in row)
    )
    room.written.clear()
    await room.console.happen(room.console.press("Praktiker:in", screen=choice), room.desk.handle)

    values = await room.store.read(lambda session: {each.item: each.value for each in session.exec(select(Answer))})
    assert values["rolle"] == "praxis"
    assert "Frage 3/" in "".join(room.written)


async def test_a_changed_card_is_kept_and_not_written_once_more(room: Room) -> None:
    await room.types("Alle beantworten", "1", "Am Telefon, nach langem Warten")
    room.written.clear()
    edits = await Postings(room.store, room.house, room.desk.platforms, lambda: room.now).refresh()

    assert edits == 1
    assert room.written == []
    assert "Eine Person hat geantwortet" in await room.types("/karte")


async def test_two_people_at_one_terminal_are_two_respondents(room: Room) -> None:
    for name in ("anna", "ben"):
        room.console.person = Person(name, name.title(), "de")
        await room.types("/karte", "Alle beantworten", "1", f"Antwort von {name} mit Worten")

    states = await room.store.read(lambda session: [each.state for each in session.exec(select(Response))])
    assert states == [ResponseState.PARTIAL, ResponseState.PARTIAL]


async def test_a_reply_in_the_place_is_asked_about_before_it_counts(room: Room) -> None:
    room.console.where = Where(PLACE)
    card = room.console.shown[0].ref
    reply = await room.console.happen(
        room.console.event(Act.SAY, text="Öffentlich gesagt, mit Worten", reply_to=card), room.desk.handle
    )

    assert reply.screens[0].private
    assert await room.store.read(lambda session: session.exec(select(Answer)).all()) == []


async def test_lines_are_taken_until_they_end(room: Room) -> None:
    async def lines() -> AsyncIterator[str]:
        for line in ("Alle beantworten", "", "1", "Am Telefon, nach langem Warten"):
            yield line

    console = Console(room.written.append, lines(), clock=lambda: room.now)
    wave = await room.store.read(lambda session: session.exec(select(Wave)).one())
    card = await room.store.read(
        lambda session: cards.card(
            session, session.get_one(Wave, wave.id), room.house.settings, room.house.keys, limits=Console.limits
        )
    )
    await console.show(PLACE, card, pin=True)
    await console.run(room.desk.handle)

    assert len(await room.store.read(lambda session: session.exec(select(Answer)).all())) == 1


async def test_a_conversation_is_written_line_by_line(room: Room) -> None:
    room.written.clear()
    await room.console.converse(["/hilfe"], room.desk.handle)

    assert "".join(room.written).startswith("> /hilfe\n\nSo geht es")


async def test_an_attachment_becomes_a_file_and_never_leaves_its_folder(room: Room, tmp_path: Path) -> None:
    room.console.folder = tmp_path / "files"
    await room.console.show(PLACE, Screen(plain("Bild"), attachment=Attachment("../../bild.png", b"png", "image/png")))

    assert (tmp_path / "files" / "bild.png").read_bytes() == b"png"
    assert not (tmp_path.parent / "bild.png").exists()


def test_the_demo_says_the_same_in_both_languages() -> None:
    assert words.keys("de") == words.keys("en")

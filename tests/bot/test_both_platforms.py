"""Does one survey run on a played Telegram and a played Discord at once, counted once per person, with one tally?"""

from __future__ import annotations

import re

import pytest
from club import ASKED, FIRST, WORDS, Club, press_question
from peers.telegram import TelegramPeer
from peers.telegram_state import Chat, Post
from sqlmodel import Session

from bot import fielding
from bot.tables import Account, Community, Place, Role
from bot.tokens import Verb
from surveys.fieldwork import counts, waves
from surveys.tables import Answer, StoredDigest, Wave

CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


@pytest.fixture
def dialect() -> str:
    return "sqlite"


async def test_a_server_and_a_group_become_one_community_by_a_code(both: Club, telegram: TelegramPeer) -> None:
    mod = telegram.user("Mod", started=True)
    group = telegram.group("Bahnleute", admins=[mod], bot="administrator")
    both.stage.add_room(str(group.id), "Bahnleute")
    await mod.says("/umfrage", group)
    await both.comes(lambda: both.stage.rows(Role))
    await telegram.next_message(group)  # what the group reads of it comes after that
    telegram.forget_unread()
    await both.peer.answer(await both.mod.runs("koppeln", channel=both.channel))
    shown = await both.peer.ephemeral_for(both.mod)
    code = CODE.search(shown.text)
    assert code
    await mod.says(f"/koppeln {code[0]}")
    asked = await telegram.next_message(mod.direct)
    before = len(both.stage.rows(Community))
    await mod.presses(asked, next(label for label in asked.labels if "oppeln" in label))
    await both.comes(lambda: len(both.stage.rows(Community)) == 1)
    await both.peer.answer(await both.mod.runs("umfrage start", {"katalog": "kundenservice"}, channel=both.channel))
    settings = await both.peer.ephemeral_for(both.mod, where=lambda one: "Starten" in one.labels)

    await both.peer.answer(await both.mod.clicks(settings, "Wo? An einem Ort"))
    group_button = next(label for label in settings.labels if "Bahnleute" in label)
    await both.peer.answer(await both.mod.clicks(settings, group_button))
    await both.peer.answer(await both.mod.clicks(settings, "Fertig"))
    await both.peer.answer(await both.mod.clicks(settings, "Starten"))
    await both.stage.settles()
    cards = [await both.peer.next_message(both.channel), await telegram.next_message(group)]

    assert before == 2
    assert ["kundenservice" in card.text.lower() for card in cards] == [True, True]
    assert len({place.community_id for place in both.stage.rows(Place)}) == 1


async def _one_community(club: Club, chat: int) -> list[str]:
    """As the code does it: the group belongs to the server's community; gives the places of a wave."""
    channel = club.belongs()

    def work(session: Session) -> str:
        community = session.get_one(Place, channel).community_id
        place = Place(community_id=community, platform="telegram", address=str(chat), name="Bahnleute")
        session.add(place)
        session.flush()
        return place.id

    return [channel, club.stage.store.write_now(work)]


async def test_one_survey_two_platforms_one_tally_and_the_same_digest(both: Club, telegram: TelegramPeer) -> None:
    people = [telegram.user(f"T{number}", started=True) for number in range(5)]
    group = telegram.group("Bahnleute", people, bot="administrator")
    wave = both.opens(ASKED, *await _one_community(both, group.id))
    await both.stage.settles()
    card = await both.peer.next_message(both.channel)
    other = await telegram.next_message(group)
    members = [both.anna, *(both.peer.user(f"D{number}") for number in range(5))]
    for person in members:
        if person is not both.anna:
            person.joins(both.guild)
        await press_question(person, card)
        await both.peer.answer(await person.submits(await both.peer.modal_for(person), FIRST))
    for person in people:
        await person.says(f"/start {both.stage.token(Verb.JOIN, wave)}")
        await person.presses(await telegram.next_message(person.direct), "Ich bin mindestens 16 und einverstanden")
        await both.comes(lambda person=person: any("why?" in post.text for post in telegram.messages(person.direct)))
        await person.says(WORDS)
    await both.comes(lambda: len(both.stage.rows(Answer, Answer.item == "why")) == 11)
    both.stage.passes(seconds=30)
    await both.stage.postings.refresh()
    both.stage.passes(hours=1)
    both.stage.store.write_now(
        lambda session: fielding.digest_now(session, session.get_one(Wave, wave), both.stage.now)
    )
    await both.stage.settles()
    digests = [
        await both.peer.next_message(both.channel, where=lambda one: "11" in one.text),
        await both.comes(lambda: _digest(telegram, group)),
    ]

    assert "11 Personen haben geantwortet" in card.text
    assert "11 Personen haben geantwortet" in other.text
    assert len(both.stage.rows(StoredDigest)) == 1
    words = [re.sub(r"[^\wäöüß]+", "", one.text.lower()) for one in digests]
    assert words[0] == words[1]
    assert both.stage.store.read_now(lambda session: _tallies(session, wave)) == (11, 6, 5)


def _digest(telegram: TelegramPeer, group: Chat) -> Post | None:
    return next(
        (post for post in telegram.messages(group, by_bot=True) if "11 Personen haben teilgenommen" in post.text), None
    )


def _tallies(session: Session, wave_id: str) -> tuple[int, int, int]:
    wave = session.get_one(Wave, wave_id)
    live = counts.live(session, wave)
    assert live == counts.recount(session, wave, waves.questionnaire_of(session, wave))
    taking_part = live[""]
    return taking_part["n"], taking_part["n|p:discord"], taking_part["n|p:telegram"]


async def test_one_person_on_both_counts_once(both: Club, telegram: TelegramPeer) -> None:
    anna = telegram.user("Anna", started=True)
    group = telegram.group("Bahnleute", [anna], bot="administrator")
    wave = both.opens(ASKED, *await _one_community(both, group.id))
    await both.stage.settles()
    card = await both.peer.next_message(both.channel)
    await press_question(both.anna, card)
    await both.peer.answer(await both.anna.submits(await both.peer.modal_for(both.anna), FIRST))
    await anna.says(f"/start {both.stage.token(Verb.JOIN, wave)}")
    await anna.presses(await telegram.next_message(anna.direct), "Ich bin mindestens 16 und einverstanden")
    await both.comes(lambda: any("why?" in post.text for post in telegram.messages(anna.direct)))
    both.stage.passes(seconds=5)
    await anna.says("Auf Telegram sage ich es anders")
    await both.comes(lambda: len(both.stage.rows(Answer, Answer.item == "why")) == 2)
    await both.peer.answer(await both.anna.runs("verbinden", channel=both.channel))
    receipt = await both.peer.ephemeral_for(both.anna, where=lambda one: bool(CODE.search(one.text)))
    code = CODE.search(receipt.text)
    assert code
    telegram.forget_unread()
    await anna.says(f"/verbinden {code[0]}")
    asked = await telegram.next_message(anna.direct)
    await anna.presses(asked, asked.labels[0])
    await both.comes(lambda: len({account.person_id for account in both.stage.rows(Account)}) == 1)

    assert [answer.value for answer in both.stage.rows(Answer, Answer.item == "why")] == [
        "Auf Telegram sage ich es anders"
    ]
    counted = both.stage.store.read_now(lambda session: counts.live(session, session.get_one(Wave, wave))[""]["n"])
    assert counted == 1

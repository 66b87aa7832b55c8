"""Is what somebody takes back out of every post on both platforms, and out of the files, within a minute?"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from club import ASKED, FIRST, Club, press_question
from peers.discord import Message
from peers.telegram import TelegramPeer
from peers.telegram_people import Person
from peers.telegram_state import Chat, Post
from sqlmodel import Session

from bot import fielding
from bot.tables import Place
from bot.tokens import Verb
from surveys.fieldwork import consent, moderation
from surveys.tables import Answer, Purpose, Wave

pytestmark = pytest.mark.slow
WITHIN = 60.0  # seconds
GROUPS = 3  # on Telegram, besides the channel on Discord: the digest stands in each
WORDS = "Am Telefon half man mir mit Quittengelee in zwei Minuten."


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def places(both: Club, *chats: Chat) -> list[str]:
    channel = both.belongs()

    def work(session: Session) -> list[str]:
        community = session.get_one(Place, channel).community_id
        made = [Place(community_id=community, platform="telegram", address=str(chat.id)) for chat in chats]
        session.add_all(made)
        session.flush()
        return [place.id for place in made]

    return [channel, *both.stage.store.write_now(work)]


async def answers(both: Club, telegram: TelegramPeer, wave: str) -> Person:
    """Five on Discord and one on Telegram answer; the last one's words are to be quoted."""
    card = await both.peer.next_message(both.channel)
    for number in range(5):
        member = both.peer.user(f"D{number}")
        member.joins(both.guild)
        await press_question(member, card)
        await both.peer.answer(await member.submits(await both.peer.modal_for(member), FIRST))
    anna = telegram.user("Anna", started=True)
    await anna.says(f"/start {both.stage.token(Verb.JOIN, wave)}")
    await anna.presses(await telegram.next_message(anna.direct), "Ich bin mindestens 16 und einverstanden")
    await both.comes(lambda: any("why?" in post.text for post in telegram.messages(anna.direct)))
    await anna.says(WORDS)
    await both.comes(lambda: len(both.stage.rows(Answer, Answer.item == "why")) == 6)
    return anna


def words_in(both: Club, telegram: TelegramPeer, groups: Sequence[Chat]) -> list[bool]:
    """For each place whether Anna's words stand in it."""
    there: list[Sequence[Message | Post]] = [both.peer.messages(both.channel, by_bot=True)]
    there += [telegram.messages(group, by_bot=True) for group in groups]
    return [any(WORDS in post.text for post in posts) for posts in there]


async def quoted(both: Club, telegram: TelegramPeer, groups: Sequence[Chat]) -> Person:
    """A digest that quotes Anna stands in every place; gives her."""
    wave = both.opens(ASKED, *places(both, *groups))
    await both.stage.settles()
    anna = await answers(both, telegram, wave)
    [mine] = [each for each in both.stage.rows(Answer) if each.value == WORDS]

    def agrees(session: Session) -> None:
        moderation.approve(session, mine.id)
        for purpose in (Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER):
            consent.give(session, session.get_one(Wave, wave), mine.respondent_id, purpose, both.stage.now)  # type: ignore[arg-type]

    both.stage.store.write_now(agrees)
    both.stage.passes(hours=1)
    both.stage.store.write_now(
        lambda session: fielding.digest_now(session, session.get_one(Wave, wave), both.stage.now)
    )
    await both.stage.settles()
    return anna


def scanned(folder: Path) -> list[str]:
    """The files in which her words stand."""
    return [path.name for path in folder.iterdir() if path.is_file() and WORDS.encode() in path.read_bytes()]


async def test_one_tap_takes_a_quote_out_of_every_post_and_every_byte_within_a_minute(
    both: Club, telegram: TelegramPeer, tmp_path: Path
) -> None:
    """The clock is the stage's: each look of the program is a second of it. The requests are real."""
    groups = [telegram.group(f"Bahnleute {number}", bot="administrator") for number in range(GROUPS)]
    anna = await quoted(both, telegram, groups)
    assert words_in(both, telegram, groups) == [True] * (GROUPS + 1)
    assert scanned(tmp_path)
    telegram.forget_unread()
    await anna.says("/antworten")
    mine = await telegram.next_message(anna.direct)
    tapped, began = both.stage.now, time.perf_counter()
    await anna.presses(mine, next(label for label in mine.labels if "zurück" in label.lower()))
    await both.comes(lambda: not [each for each in both.stage.rows(Answer) if each.value == WORDS])
    while any(words_in(both, telegram, groups)):
        both.stage.passes(seconds=1)
        await both.stage.postings.refresh()
        assert (both.stage.now - tapped).total_seconds() <= WITHIN
    edited, real = (both.stage.now - tapped).total_seconds(), time.perf_counter() - began
    while await asyncio.to_thread(scanned, tmp_path):
        both.stage.passes(seconds=1)
        await both.stage.schedule.round()
        assert (both.stage.now - tapped).total_seconds() <= WITHIN

    assert edited <= WITHIN
    assert real <= WITHIN

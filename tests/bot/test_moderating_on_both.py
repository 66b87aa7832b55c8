"""Does moderation work with the real clients, on a played Telegram and a played Discord at once?"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from club import Club
from fielding import item, questionnaire
from peers.telegram import TelegramPeer
from peers.telegram_state import Chat, Post
from sqlmodel import Session

from bot.tables import Place, Posting, PostingKind
from bot.tokens import Verb
from surveys.tables import Answer

ASKED = questionnaire(item("why", "open"))
WORDS = "Annas geheime Worte"


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def joins(both: Club, *chats: Chat) -> list[str]:
    """These groups belong to the server's community; gives the places, the server's channel first."""
    channel = both.belongs()

    def work(session: Session) -> list[str]:
        community = session.get_one(Place, channel).community_id
        places = [
            Place(community_id=community, platform="telegram", address=str(chat.id), name=str(chat.raw["title"]))
            for chat in chats
        ]
        session.add_all(places)
        session.flush()
        return [place.id for place in places]

    return [channel, *both.stage.store.write_now(work)]


async def answers(both: Club, telegram: TelegramPeer, wave: str) -> None:
    anna = telegram.user("Anna", started=True)
    await anna.says(f"/start {both.stage.token(Verb.JOIN, wave)}")
    await anna.presses(await telegram.next_message(anna.direct), "Ich bin mindestens 16 und einverstanden")
    await both.comes(lambda: any("why?" in post.text for post in telegram.messages(anna.direct)))
    await anna.says(WORDS)
    await both.comes(lambda: both.stage.rows(Answer))


def said_in(telegram: TelegramPeer, chat: Chat, words: str) -> list[Post]:
    """What the bot said there with these words in it."""
    return [post for post in telegram.messages(chat, by_bot=True) if words in post.text]


async def test_the_queue_stands_in_a_private_group_of_admins_on_telegram(both: Club, telegram: TelegramPeer) -> None:
    """Named there it is posted, kept current, and opens in the direct chat of whoever presses and moderates."""
    mod = telegram.user("Mod", started=True)
    room = telegram.group("Moderation", admins=[mod])
    wave = both.opens(ASKED, joins(both, room)[0])
    await both.stage.settles()
    await mod.says("/freigaben", room)
    await both.comes(lambda: said_in(telegram, room, "Hier steht gleich"))
    await both.stage.settles()
    await answers(both, telegram, wave)
    both.stage.passes(seconds=31)
    await both.stage.settles()
    [queue] = said_in(telegram, room, "Freigaben")
    assert "eine Antwort wartet" in queue.text
    opened = await telegram.answer(await mod.presses(queue, queue.labels[0]))
    telegram.forget_unread()
    await mod.says(f"/start {parse_qs(urlsplit(opened['url']).query)['start'][0]}")
    review = await telegram.next_message(mod.direct)

    assert WORDS in review.text
    assert not said_in(telegram, room, WORDS)


async def test_in_a_group_with_members_on_telegram_there_is_no_queue(both: Club, telegram: TelegramPeer) -> None:
    mod, ben = telegram.user("Mod", started=True), telegram.user("Ben")
    club = telegram.group("Bahnleute", [ben], admins=[mod])
    both.opens(ASKED, joins(both, club)[0])
    await both.stage.settles()
    await mod.says("/freigaben", club)
    await both.comes(lambda: said_in(telegram, club, "Hier steht gleich"))
    await both.stage.settles()

    assert said_in(telegram, club, "Freigaben") == []
    assert both.stage.rows(Posting, Posting.kind == PostingKind.QUEUE) == []

"""Is a wave with places on two platforms one wave: one card in each place, one tally, one digest for all?"""

from __future__ import annotations

import pytest
from schedules import ASKED
from sqlmodel import Session
from stage import ROOM, Paper, Stage

from bot import fielding
from bot.platform import Act, Event, Person
from bot.screens import Screen
from bot.tables import Place, Posting, PostingKind
from bot.tokens import Verb
from surveys.fieldwork import counts
from surveys.fieldwork.waves import WaveSettings
from surveys.tables import StoredDigest, Wave, WaveState

CHANNEL = "700/701"


class Second(Paper):
    name = "discord"


@pytest.fixture
def second(stage: Stage) -> Second:
    """A channel of the same community on another platform."""
    other = Second()
    stage.desk.platforms["discord"] = other

    def work(session: Session) -> None:
        community = stage.rows(Place)[0].community_id
        session.add(Place(community_id=community, platform="discord", address=CHANNEL))

    stage.store.write_now(work)
    return other


def opens(stage: Stage) -> str:
    def work(session: Session) -> str:
        places = [place for place in stage.rows(Place) if place.address in (ROOM, CHANNEL)]
        settings = WaveSettings.of(ASKED, stage.now, days=3)
        return fielding.start(session, stage.house, ASKED, places, settings, stage.now).id

    return stage.store.write_now(work)


async def answers(stage: Stage, wave: str, platform: str, people: int) -> None:
    """People of a platform agree and choose the first option."""
    for number in range(people):
        for verb, value in ((Verb.JOIN, ""), (Verb.AGREE, ""), (Verb.PICK, "0")):
            item = None if verb is not Verb.PICK else 0
            token = stage.token(verb, wave, item, item, value)
            event = Event(
                key=f"test:{next(stage.numbers)}",
                platform=platform,
                act=Act.PRESS,
                person=Person(f"{platform}-{number}", "P", "de"),
                at=stage.now,
                token=token,
            )
            await stage.desk.handle(event)


def shown(platform: Paper, address: str) -> list[Screen]:
    return [each.screen for each in platform.shown if each.address == address]


async def test_a_wave_on_two_platforms_has_one_card_each_one_tally_and_one_digest(stage: Stage, second: Second) -> None:
    wave = opens(stage)
    await stage.settles()
    await answers(stage, wave, "telegram", 7)
    await answers(stage, wave, "discord", 6)
    await stage.settles()
    assert [screen.text for screen in shown(stage.paper, ROOM)] == [screen.text for screen in shown(second, CHANNEL)]
    assert "13 Personen" in shown(second, CHANNEL)[0].text

    stage.passes(days=3)
    await stage.settles()

    [closed] = stage.rows(Wave)
    [digest] = stage.rows(StoredDigest)
    tally = stage.store.read_now(lambda session: counts.live(session, closed))
    assert closed.state is WaveState.CLOSED
    assert tally["pick"]["n"] == 13
    assert (tally["pick"]["n|p:telegram"], tally["pick"]["n|p:discord"]) == (7, 6)
    cards = stage.rows(Posting, Posting.kind == PostingKind.CARD)
    digests = stage.rows(Posting, Posting.kind == PostingKind.DIGEST)
    assert len(cards) == len(digests) == len({posting.place_id for posting in digests}) == 2
    assert {posting.digest_id for posting in digests} == {digest.id}
    here, there = (shown(platform, at)[-1] for platform, at in ((stage.paper, ROOM), (second, CHANNEL)))
    assert here.spans == there.spans
    assert here.rows == there.rows
    assert "13 haben mitgemacht" in here.text

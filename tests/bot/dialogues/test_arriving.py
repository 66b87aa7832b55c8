"""Does a place that could not be written to come back by itself, with what it missed?"""

from __future__ import annotations

from channels import HERE, add_server, happens
from schedules import ASKED, answers, cards, moderator
from stage import ROOM, Stage

from bot.platform import Act, Forms, Gone, Person, Refused, Where
from bot.tables import Place, PlaceState


def state(stage: Stage, address: str = ROOM) -> PlaceState:
    [place] = stage.rows(Place, Place.address == address)
    return place.state


async def test_a_place_we_could_not_write_to_gets_its_card_when_somebody_writes_there(stage: Stage) -> None:
    anna = stage.actor("Anna")
    stage.opens(ASKED)
    stage.paper.trouble = [Refused()]
    await stage.settles()
    assert state(stage) is PlaceState.CLOSED
    assert cards(stage) == 0

    await anna.says("/hilfe", where=stage.room)
    await stage.settles()

    assert state(stage) is PlaceState.ACTIVE
    assert cards(stage) == 1


async def test_a_digest_that_could_not_be_posted_comes_once_when_the_place_is_back(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED)
    await stage.settles()
    await answers(stage, wave, 6)
    await mod.says("/verwalten")
    await mod.presses("Digest jetzt")
    stage.paper.trouble = [Gone()]
    await stage.settles()
    assert state(stage) is PlaceState.GONE
    before = len(stage.posts())

    for name in ("Anna", "Ben"):
        await stage.actor(name).says("/hilfe", where=stage.room)
        await stage.settles()

    assert len(stage.posts()) == before + 1


async def test_talk_elsewhere_in_the_group_opens_no_topic(stage: Stage) -> None:
    await moderator(stage)
    topic = Where(f"{ROOM}/45", "Kundenclub")
    mod = stage.actor("Mona", moderates=True)
    stage.paper.moderators.add((topic.address, mod.id))
    await mod.says("/umfrage", where=topic)
    await mod.sends(mod.button("Kundenservice").token, where=topic)
    stage.paper.trouble = [Refused()]
    await mod.presses("Starten")
    await stage.settles()
    assert state(stage, topic.address) is PlaceState.CLOSED

    await mod.says("/hilfe", where=stage.room)

    assert state(stage, topic.address) is PlaceState.CLOSED


async def test_a_survey_launched_in_a_topic_gets_its_card_there(stage: Stage) -> None:
    topic = Where(f"{ROOM}/45", "Kundenclub")
    mod = stage.actor("Mona", moderates=True)
    stage.paper.moderators.add((topic.address, mod.id))

    [menu] = await mod.says("/umfrage", where=topic)
    assert menu.instead is not None
    await mod.sends(menu.instead.rows[0][0].token)  # in the direct chat
    await mod.presses("Kundenservice")
    await mod.presses("Starten")
    await stage.settles()

    assert cards(stage, topic.address) == 1
    assert cards(stage) == 0


async def test_a_server_holds_its_channels_and_nothing_is_shown_in_it(stage: Stage) -> None:
    arrival = {"person": Person(""), "standing": None, "private": False, "forms": Forms.NONE}
    first = await happens(stage, Act.ARRIVED, where=Where("7", "Verein", holds=True), **arrival)
    again = await happens(stage, Act.ARRIVED, where=Where("7", "Verein e. V.", holds=True), **arrival)

    assert first.screens == again.screens == ()
    [server] = stage.rows(Place, Place.platform == "discord")
    assert (server.address, server.name, server.abilities) == ("7", "Verein e. V.", {"holds": True})


async def test_a_channel_that_has_a_new_name_is_called_by_it(stage: Stage) -> None:
    add_server(stage)
    await happens(stage, Act.COMMAND, command="umfrage", text="start")

    menu = await happens(stage, Act.COMMAND, command="umfrage", text="start", where=Where(HERE.address, "#neu"))

    assert "Was soll in „#neu“ gefragt werden?" in menu.screens[0].text
    assert len(stage.rows(Place, Place.address == HERE.address)) == 1

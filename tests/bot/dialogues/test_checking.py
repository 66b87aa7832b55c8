"""Does ``/umfrage check`` say what is amiss, to moderators only, and unseen by the others?"""

from __future__ import annotations

import pytest
from fielding import item, questionnaire
from sqlmodel import Session, select
from stage import OTHER_ROOM, ROOM, Stage

from bot.platform import Unreachable, Where
from bot.tables import Community, Ledger, LedgerState, Place, PlaceState

FORUM = Where("7/8", "Ideen")


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def add_on_discord(stage: Stage, address: str = FORUM.address, name: str = FORUM.name, **abilities: bool) -> None:
    """A place on the other platform, in the same community."""

    def work(session: Session) -> None:
        community = session.exec(select(Community)).one()
        session.add(
            Place(community_id=community.id, platform="discord", address=address, name=name, abilities=abilities)
        )

    stage.store.write_now(work)


async def test_a_moderator_reads_how_it_stands_with_the_place(stage: Stage) -> None:
    ada = stage.actor("Ada", moderates=True)
    [screen] = await ada.says("/umfrage check", where=stage.room, private=True)

    assert screen.private
    assert screen.text.splitlines() == [
        "Ist alles bereit?",
        "",
        "✓ Verantwortlich: Redaktion, redaktion@example.org",
        "✓ Kundenclub (Telegram): darf schreiben und anheften",
        "",
        "Alles ist bereit.",
    ]


async def test_the_words_follow_the_person(stage: Stage) -> None:
    ada = stage.actor("Ada", moderates=True, language="en")
    await ada.says("/survey check", where=stage.room, private=True)

    assert "✓ Kundenclub (Telegram): may write and pin" in ada.sees
    assert "Everything is in place." in ada.sees


async def test_who_does_not_moderate_is_refused_and_nobody_is_asked(stage: Stage) -> None:
    stage.paper.trouble.append(AssertionError("nobody should be asked"))
    anna = stage.actor("Anna")
    await anna.says("/umfrage check", where=stage.room, private=True)

    assert anna.sees == "Das dürfen nur, die hier moderieren."
    assert len(stage.paper.trouble) == 1


async def test_where_nothing_private_can_be_shown_the_group_reads_only_where_it_goes_on(stage: Stage) -> None:
    ada = stage.actor("Ada", moderates=True)
    [screen] = await ada.says("/umfrage check", where=stage.room)

    assert screen.private
    assert screen.instead is not None
    assert screen.instead.text == "Das geht im Privatchat weiter, unbeobachtet von der Gruppe."
    [[button]] = screen.instead.rows
    assert button.direct
    await ada.says("/start", token=button.token)
    assert "✓ Kundenclub (Telegram): darf schreiben und anheften" in ada.sees


async def test_in_the_direct_chat_it_is_about_my_communities(stage: Stage) -> None:
    stage.add_room(OTHER_ROOM, "Bahnleute")
    ada = stage.actor("Ada", moderates=True)
    await ada.says("/umfrage check")
    assert "Ich kenne noch keine Gruppe" in ada.sees

    await ada.says("/umfrage", where=stage.room, private=True)
    await ada.says("/umfrage check")
    assert "Kundenclub" in ada.sees
    assert "Bahnleute" not in ada.sees


async def test_a_place_that_rests_is_looked_at_too(stage: Stage) -> None:
    ada = stage.actor("Ada", moderates=True)
    await ada.says("/umfrage", where=stage.room, private=True)

    def rest(session: Session) -> None:
        session.get_one(Place, stage.place()).state = PlaceState.CLOSED

    stage.store.write_now(rest)
    await ada.says("/umfrage check")

    assert "Kundenclub" in ada.sees


async def test_places_on_both_platforms_are_looked_at_and_what_only_holds_places_is_not(stage: Stage) -> None:
    add_on_discord(stage)
    add_on_discord(stage, "7", "Server", holds=True)
    other = type(stage.paper)()
    other.name = "discord"
    stage.desk.platforms["discord"] = other
    ada = stage.actor("Ada", moderates=True)
    await ada.says("/umfrage check", where=stage.room, private=True)

    assert "✓ Ideen (Discord): darf schreiben und anheften" in ada.sees
    assert "Server" not in ada.sees


async def test_a_platform_that_does_not_run_is_said(stage: Stage) -> None:
    add_on_discord(stage)
    ada = stage.actor("Ada", moderates=True)
    await ada.says("/umfrage check", where=stage.room, private=True)

    assert "⚠ Discord: läuft hier nicht → wer den Bot betreibt, setzt NACHGEFRAGT_DISCORD__TOKEN" in ada.sees
    assert "Alles ist bereit." not in ada.sees


async def test_a_platform_that_fails_does_not_keep_the_rest_from_being_said(stage: Stage) -> None:
    stage.paper.trouble.append(Unreachable(unsure=True))
    ada = stage.actor("Ada", moderates=True)
    await ada.says("/umfrage check", where=stage.room, private=True)

    assert "✓ Verantwortlich: Redaktion" in ada.sees
    assert "✗ Telegram: antwortet nicht (Unreachable)" in ada.sees


async def test_posts_in_doubt_are_counted_in_this_community_only(stage: Stage) -> None:
    stage.opens(questionnaire(item("why", "open")))
    stage.add_room(OTHER_ROOM, "Bahnleute")

    def doubt(session: Session) -> None:
        for row in session.exec(select(Ledger).where(Ledger.kind == "card")):
            row.state = LedgerState.UNSURE

    stage.store.write_now(doubt)
    ada, ben = stage.actor("Ada", moderates=True), stage.actor("Ben", moderates=True, room=OTHER_ROOM)
    await ada.says("/umfrage check", where=stage.room, private=True)
    await ben.says("/umfrage check", where=Where(OTHER_ROOM, "Bahnleute"), private=True)

    assert "⚠ Beiträge: bei 1 ist unklar, ob sie ankamen" in ada.sees
    assert "unklar" not in ben.sees


async def test_a_topic_is_looked_at_without_becoming_a_place(stage: Stage) -> None:
    ada = stage.actor("Ada", moderates=True)
    topic = Where(f"{ROOM}/45", "Umfragen")
    stage.paper.moderators.add((topic.address, ada.id))
    await ada.says("/umfrage check", where=topic, private=True)

    assert "Umfragen (Telegram)" in ada.sees
    assert [place.address for place in stage.rows(Place)] == [ROOM]


async def test_a_place_of_another_community_is_not_looked_at(stage: Stage) -> None:
    stage.add_room(OTHER_ROOM, "Bahnleute")
    ada = stage.actor("Ada", moderates=True)
    await ada.says("/umfrage check", where=stage.room, private=True, target=Where(OTHER_ROOM, "Bahnleute"))

    assert ada.sees == "Diesen Ort kenne ich nicht."

"""Does a moderator launch what they meant, where they meant it, and does nobody else?"""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from fielding import item, options, questionnaire
from sqlmodel import Session
from stage import ROOM, START, Actor, Paper, Stage

from bot import dialogues
from bot.dialogues import choosing
from bot.platform import File, Forms, Where
from bot.tables import Account, Ledger, Place
from bot.tokens import Verb
from surveys.design import catalog
from surveys.store import Store
from surveys.tables import Answer, Wave

ASKED = questionnaire(item("pick", "choice", options=options("yes", "no")), item("why", "open"))


@pytest.fixture
def dialect() -> str:
    return "sqlite"


async def test_words_after_another_button_answer_that_and_are_no_question_of_the_moderators(store: Store) -> None:
    stage = Stage(store)
    place = stage.add_room()
    wave = stage.opens(ASKED)
    mod = stage.actor("Mod", moderates=True)
    await mod.joins(wave)
    await mod.sends(stage.token(Verb.LAUNCH, place, value="own"))

    await mod.sends(stage.token(Verb.PICK, wave, 0, 0, "0"))
    await mod.says("weil es klemmt")

    assert {answer.item: answer.value for answer in stage.rows(Answer)} == {"pick": "yes", "why": "weil es klemmt"}
    assert len(stage.rows(Wave)) == 1


async def test_a_question_that_cannot_be_asked_is_asked_for_again(store: Store) -> None:
    stage = Stage(store)
    place = stage.add_room()
    mod = stage.actor("Mod", moderates=True)
    await mod.sends(stage.token(Verb.LAUNCH, place, value="own"))

    await mod.says("x" * 301)
    assert stage.rows(Wave) == []
    await mod.says("Warum klemmt es?")
    await mod.presses("Starten")

    assert len(stage.rows(Wave)) == 1


async def test_from_the_group_the_way_leads_to_the_choice_and_not_into_its_first_entry(store: Store) -> None:
    stage = Stage(store)
    stage.add_room()
    mod = stage.actor("Mod", moderates=True)
    [menu] = await mod.says("/umfrage", where=stage.room)
    assert menu.instead is not None

    await mod.sends(menu.instead.rows[0][0].token)

    assert "Was soll in „Kundenclub“ gefragt werden?" in mod.sees


async def test_a_moderator_who_cannot_be_written_to_is_told_how_that_changes(store: Store) -> None:
    stage = Stage(store)
    stage.add_room()
    mod = stage.actor("Mod", moderates=True)

    await mod.says("/umfrage", where=stage.room)
    assert "Damit ich dir Bescheid geben kann" in mod.sees
    await mod.sends(mod.button("Im Privatchat").token)
    await mod.says("/umfrage", where=stage.room)

    assert "Damit ich dir Bescheid geben kann" not in mod.sees


# --- words after the command ---


def moderator(stage: Stage, *rooms: str) -> Actor:
    """Somebody who moderates these rooms, else the room."""
    mod = stage.actor("Mod", moderates=not rooms)
    stage.paper.moderators.update((room, mod.id) for room in rooms)
    return mod


async def test_a_questionnaire_named_with_the_command_is_shown_at_once(stage: Stage) -> None:
    mod = moderator(stage)

    await mod.says("/umfrage start kundenservice", where=stage.room)

    assert "Wo hast du Hilfe gesucht?" in mod.sees
    assert mod.button("Starten")


@pytest.mark.parametrize(
    "typed", ["/survey start entertain", "/umfrage START Entertainment", "/umfrage start bahn unt"]
)
async def test_it_is_found_by_either_language_and_by_its_beginning(stage: Stage, typed: str) -> None:
    mod = moderator(stage)

    await mod.says(typed, where=stage.room)
    await mod.presses("Starten")

    assert [wave.key for wave in stage.rows(Wave)] == ["entertainment-1"]


async def test_a_questionnaire_there_is_not_is_said_so(stage: Stage) -> None:
    mod = moderator(stage)

    await mod.says("/umfrage start wetter", where=stage.room)

    assert mod.sees == "Einen Fragebogen „wetter“ gibt es nicht."


async def test_whoever_does_not_moderate_gets_no_preview(stage: Stage) -> None:
    anna = stage.actor("Anna")

    for said in ("/umfrage start kundenservice", "/umfrage frage", "/umfrage datei", "/umfrage"):
        await anna.says(said, where=stage.room, file=File("a.toml", b"format = 1"), forms=Forms.NOW)
        assert anna.sees == "Das dürfen nur, die hier moderieren."

    assert stage.rows(Account) == []


async def test_a_moderator_of_several_groups_says_which_and_goes_on_where_they_were(stage: Stage) -> None:
    stage.add_room("-2002", "Werkstatt")
    mod = moderator(stage, ROOM, "-2002")
    for room in (stage.room, Where("-2002", "Werkstatt")):
        await mod.says("/verwalten", where=room)

    await mod.says("/umfrage start ziele")
    assert "Für welche Gruppe?" in mod.sees
    await mod.presses("Werkstatt")
    await mod.presses("Starten")

    [row] = stage.rows(Ledger, Ledger.kind == "card")
    assert row.place_id == stage.place("-2002")


async def test_the_way_from_the_group_leads_to_what_was_chosen_there(stage: Stage) -> None:
    mod = moderator(stage)
    screens = await mod.says("/umfrage start ziele", where=stage.room)
    [pointer] = {screen.instead.rows[0][0].token for screen in screens if screen.instead}

    await mod.sends(pointer)
    assert mod.button("Starten")
    await mod.says("/umfrage", where=stage.room)
    await mod.sends(pointer)

    assert "Was soll in „Kundenclub“ gefragt werden?" in mod.sees


# --- what applies ---


@pytest.mark.parametrize(
    ("label", "opens_at"),
    [
        ("öffnet sofort", None),
        ("morgen um 9", datetime(2026, 11, 24, 8, tzinfo=UTC)),
        ("Montag um 9", datetime(2026, 11, 30, 8, tzinfo=UTC)),
    ],
)
async def test_it_opens_when_the_moderator_says_and_lasts_as_long_from_then(
    stage: Stage, label: str, opens_at: datetime | None
) -> None:
    mod = moderator(stage)
    await mod.says("/umfrage start ziele", where=stage.room)
    await mod.presses("7 Tage")

    await mod.presses(label)
    assert mod.button(label).chosen
    await mod.presses("Starten")

    [wave] = stage.rows(Wave)
    assert wave.opens_at == opens_at
    assert wave.closes_at is not None
    assert (wave.closes_at - (opens_at or START)).days == 7
    assert ("öffnet am" in mod.sees) is (opens_at is not None)


def test_nine_is_nine_by_the_clock_on_the_wall_when_summer_time_ends() -> None:
    saturday = datetime(2026, 10, 24, 20, tzinfo=UTC)

    assert choosing.opening("tomorrow", saturday, ZoneInfo("Europe/Berlin")) == datetime(2026, 10, 25, 8, tzinfo=UTC)


async def test_reminder_and_repetition_are_the_moderators_choice(stage: Stage) -> None:
    mod = moderator(stage)
    await mod.says("/umfrage start ziele", where=stage.room)

    await mod.presses("ohne Erinnerung")
    await mod.presses("alle 4 Wochen")
    await mod.presses("Starten")

    [wave] = stage.rows(Wave)
    assert (wave.remind, wave.every_weeks) == (False, 4)


async def test_the_preview_ends_when_the_next_wave_opens(stage: Stage) -> None:
    mod = moderator(stage)
    await mod.says("/umfrage start ziele", where=stage.room)

    await mod.presses("30 Tage")
    await mod.presses("alle 4 Wochen")

    assert "Dauer: 28 Tage" in mod.sees


async def test_another_questionnaire_begins_with_its_own_settings(stage: Stage) -> None:
    mod = moderator(stage)
    await mod.says("/umfrage start ziele", where=stage.room)
    await mod.presses("30 Tage")

    await mod.says("/umfrage start kundenservice", where=stage.room)

    assert not mod.button("30 Tage").chosen
    await mod.presses("Abbrechen")
    assert [account.notes for account in stage.rows(Account)] == [{}]


@pytest.mark.parametrize("value", ["opens-never", "days-viele", "weeks-x", "show-nobody", "form", "unsinn", "rhythm-"])
async def test_a_button_nobody_was_shown_changes_nothing(stage: Stage, value: str) -> None:
    mod = moderator(stage)
    await mod.says("/umfrage start ziele", where=stage.room)

    await mod.sends(stage.token(Verb.LAUNCH, stage.place(), value=value), where=stage.room)

    assert mod.toast == "Diesen Knopf kenne ich nicht mehr."
    await mod.says("/umfrage start ziele", where=stage.room)
    await mod.presses("Starten")
    assert len(stage.rows(Wave)) == 1


# --- places of both platforms ---


def adds(stage: Stage, platform: str, address: str, name: str, **abilities: object) -> str:
    """Another place of the room's community; gives its id."""

    def work(session: Session) -> str:
        community = session.get_one(Place, stage.place()).community_id
        place = Place(community_id=community, platform=platform, address=address, name=name, abilities=abilities)
        session.add(place)
        session.flush()
        return place.id

    return stage.store.write_now(work)


class Other(Paper):
    name = "discord"


async def test_one_survey_stands_on_both_platforms_of_a_linked_community(stage: Stage) -> None:
    other = stage.desk.platforms["discord"] = Other()
    adds(stage, "discord", "7", "Server", holds=True)
    adds(stage, "discord", "7/70", "#umfragen")
    mod = moderator(stage)
    await mod.says("/umfrage start ziele", where=stage.room)

    await mod.presses("Wo? An einem Ort")
    assert {button.label for screen in mod.screens for row in screen.rows for button in row} == {
        "Kundenclub (Telegram)", "#umfragen (Discord)", "Fertig",
    }  # fmt: skip
    await mod.presses("#umfragen")
    await mod.presses("Fertig")
    assert mod.button("Wo? An 2 Orten")
    await mod.presses("Starten")
    await stage.settles()

    assert "in „Kundenclub (Telegram), #umfragen (Discord)“" in mod.sees
    assert [shown.address for shown in (*stage.paper.shown, *other.shown)] == [ROOM, "7/70"]
    assert len(stage.rows(Wave)) == 1


async def test_the_place_of_the_command_can_be_left_out_but_some_place_it_needs(stage: Stage) -> None:
    adds(stage, "discord", "7/70", "#umfragen")
    mod = moderator(stage)
    await mod.says("/umfrage start ziele", where=stage.room)
    await mod.presses("Wo?")
    await mod.presses("Kundenclub")
    await mod.presses("Fertig")

    await mod.presses("Starten")

    assert mod.toast == "Für eine Umfrage braucht es mindestens einen Ort."
    await mod.sends(stage.token(Verb.LAUNCH, stage.place(), value="where"))
    await mod.presses("#umfragen")
    await mod.presses("Fertig")
    await mod.presses("Starten")
    [row] = stage.rows(Ledger, Ledger.kind == "card")
    assert row.place_id != stage.place()


async def test_a_group_of_the_same_platform_needs_its_own_moderator(stage: Stage) -> None:
    second = adds(stage, "telegram", "-1009", "Vorstand")
    mod = moderator(stage)
    await mod.says("/umfrage start ziele", where=stage.room)
    await mod.presses("Wo?")
    with pytest.raises(AssertionError):
        mod.button("Vorstand")

    await mod.sends(stage.token(Verb.LAUNCH, stage.place(), value=f"at-{second}"))
    await mod.sends(stage.token(Verb.LAUNCH, stage.place(), value="go"))

    assert mod.toast == "Das dürfen nur, die hier moderieren."
    assert stage.rows(Wave) == []


async def test_a_place_of_another_community_cannot_be_smuggled_in(stage: Stage) -> None:
    foreign = stage.add_room("-2002", "Fremde")
    mod = moderator(stage, ROOM, "-2002")
    await mod.says("/umfrage start ziele", where=stage.room)

    await mod.sends(stage.token(Verb.LAUNCH, stage.place(), value=f"at-{foreign}"))
    await mod.sends(stage.token(Verb.LAUNCH, stage.place(), value="go"))

    assert [row.place_id for row in stage.rows(Ledger, Ledger.kind == "card")] == [stage.place()]


# --- a file in the direct chat ---


async def test_a_moderator_sends_a_questionnaire_and_starts_it(stage: Stage) -> None:
    mod = moderator(stage)
    await mod.says("/umfrage", where=stage.room)

    await mod.says("", file=File("mein.toml", catalog.source("ziele").encode()))
    await mod.presses("Starten")

    assert [wave.key for wave in stage.rows(Wave)] == ["ziele-1"]


async def test_whoever_moderates_nothing_cannot_launch_by_file(stage: Stage) -> None:
    anna = stage.actor("Anna")

    await anna.says("", file=File("mein.toml", catalog.source("ziele").encode()))

    assert "Ich kenne noch keine Gruppe, die du moderierst." in anna.sees
    assert stage.rows(Account) == []


# --- what is suggested ---


@pytest.mark.parametrize(
    ("typed", "first"),
    [("", "kundenservice"), ("KUND", "kundenservice"), ("welches ziel", "ziele"), ("kanäle", "support-kanaele"),
     ("kanale", "support-kanaele"), ("kanaele", "support-kanaele"), ("series", "imagekampagne")],
)  # fmt: skip
def test_a_questionnaire_is_suggested_by_its_key_or_title(typed: str, first: str) -> None:
    assert dialogues.suggest("umfrage", "katalog", typed, "de")[0][0] == first


def test_what_is_known_by_nothing_is_not_suggested() -> None:
    assert dialogues.suggest("umfrage", "katalog", "wetter", "de") == []
    assert dialogues.suggest("umfrage", "ort", "k", "de") == dialogues.suggest("hilfe", "katalog", "k", "de") == []
    for language in ("en", "en-US", "fr"):
        assert dict(dialogues.suggest("umfrage", "katalog", "ziele", language)) == {
            "ziele": catalog.load("ziele").title["en"]
        }

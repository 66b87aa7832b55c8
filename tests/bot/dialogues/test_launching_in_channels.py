"""Does a moderator launch from a server's channel: into any of them, with a form, from a file?"""

from __future__ import annotations

import pytest
from channels import add_server, form_of, happens, token_of
from stage import Paper, Stage

from bot.platform import Act, File, Forms, Person, Where
from bot.tables import Account, Ledger, Place
from surveys.design import catalog
from surveys.fieldwork import waves
from surveys.tables import Wave


@pytest.fixture
def dialect() -> str:
    return "sqlite"


@pytest.fixture
def server(stage: Stage) -> Stage:
    """A stage with a server whose channels nobody has used yet."""
    add_server(stage)
    return stage


async def test_a_channel_is_a_place_of_its_servers_community_once_a_survey_starts_there(server: Stage) -> None:
    shown = await happens(server, Act.COMMAND, command="umfrage", text="start ziele")

    await happens(server, Act.PRESS, token=token_of(shown, "Starten"))

    [row] = server.rows(Ledger, Ledger.kind == "card")
    [channel] = server.rows(Place, Place.id == row.place_id)
    [holder] = server.rows(Place, Place.address == "7")
    assert (channel.address, channel.name) == ("7/70", "#umfragen")
    assert channel.community_id == holder.community_id


async def test_the_channel_named_in_the_command_is_where_the_card_stands(server: Stage) -> None:
    there = Where("7/71", "#forum", questions=1)
    shown = await happens(server, Act.COMMAND, command="umfrage", text="start ziele", target=there)

    await happens(server, Act.PRESS, token=token_of(shown, "Starten"))

    [row] = server.rows(Ledger, Ledger.kind == "card")
    [forum] = server.rows(Place, Place.id == row.place_id)
    assert (forum.address, forum.abilities) == ("7/71", {"questions": 1})


async def test_a_channel_of_another_server_is_refused(server: Stage) -> None:
    shown = await happens(server, Act.COMMAND, command="umfrage", text="start ziele", target=Where("8/80", "#fremd"))

    assert shown.screens[0].text == "Diesen Ort kenne ich nicht."


async def test_a_question_of_ones_own_is_one_form(server: Stage) -> None:
    opened = await happens(server, Act.COMMAND, command="umfrage", text="frage")
    assert set(form_of(opened)) == {"question", "title", "kind", "options", "days"}

    fields = {
        "question": "Was essen wir?",
        "title": "Essen",
        "kind": "choice",
        "options": "Suppe\nSalat\n",
        "days": "3",
    }
    shown = await happens(server, Act.SUBMIT, token=token_of(opened), fields=fields, text="Was", forms=Forms.LATER)
    await happens(server, Act.PRESS, token=token_of(shown, "Starten"))

    [wave] = server.rows(Wave)
    asked = server.store.read_now(lambda session: waves.questionnaire_of(session, wave)).items[0]
    assert (asked.kind, asked.title["de"], asked.text["de"]) == ("choice", "Essen", "Was essen wir?")
    assert [option.text["de"] for option in asked.parts()[0].options] == ["Suppe", "Salat"]
    assert wave.closes_at is not None
    assert (wave.closes_at - server.now).days == 3


async def test_a_form_that_cannot_be_asked_says_why_and_stands_there_again_as_it_was(server: Stage) -> None:
    opened = await happens(server, Act.COMMAND, command="umfrage", text="frage")
    fields = {"question": "Was essen wir?", "title": "", "kind": "scale", "options": "Suppe", "days": "14"}

    told = await happens(server, Act.SUBMIT, token=token_of(opened), fields=fields, text="Was", forms=Forms.LATER)
    again = await happens(server, Act.PRESS, token=token_of(told, "Eigene Frage"))

    assert "what the lowest and what the highest point means; gefunden: 1 options" in told.screens[0].text
    assert "Was essen wir?" in told.screens[0].text
    assert all(screen.private for screen in told.screens)
    assert form_of(again) == fields
    assert server.rows(Wave) == []


async def test_the_labels_of_the_form_fit_in_both_languages(server: Stage) -> None:
    for language in ("de", "en"):
        person = Person(f"50{language}", "Mona", language)
        opened = await happens(server, Act.COMMAND, command="umfrage", text="frage", person=person)
        form = opened.screens[0].form
        assert form is not None
        assert all(len(field.label) <= 45 and len(field.about) <= 100 for field in form.fields)
        assert len(form.fields) <= 5


FILE = catalog.source("ziele").encode()


async def test_a_questionnaire_file_is_shown_and_started(server: Stage) -> None:
    file = File("mein.toml", FILE.replace(b'key = "ziele"', b'key = "meins"'))

    shown = await happens(server, Act.COMMAND, command="umfrage", text="datei", file=file)
    await happens(server, Act.PRESS, token=token_of(shown, "Starten"))

    assert [wave.key for wave in server.rows(Wave)] == ["meins-1"]


async def test_every_mistake_in_a_file_is_named_with_its_line_to_the_moderator_alone(server: Stage) -> None:
    broken = b'format = 1\nkey = "Gross"\nlanguages = ["de"]\ntitle = {de = "T"}\nintro = {de = "I"}\nitmes = 1\n'

    told = await happens(server, Act.COMMAND, command="umfrage", text="datei", file=File("mein.toml", broken))

    [screen] = told.screens
    assert screen.private
    assert "Der Fragebogen mein.toml hat 3 Fehler." in screen.text
    assert "Zeile 2, key: erwartet 1 to 40 of a-z, 0-9 and -; gefunden: Gross" in screen.text
    assert "Zeile 6, itmes: erwartet a known setting, perhaps items" in screen.text


async def test_a_file_with_more_mistakes_than_fit_says_how_many_more(server: Stage) -> None:
    wrong = b"".join(b"a%d = 1\n" % number for number in range(40))

    told = await happens(server, Act.COMMAND, command="umfrage", text="datei", file=File("x" * 300, wrong))

    assert told.screens[0].text.count("gefunden") == 15
    assert "weitere Fehler." in told.screens[0].text
    assert len(told.screens[0].text) < 4000


async def test_without_a_file_a_moderator_is_told_what_to_send(server: Stage) -> None:
    told = await happens(server, Act.COMMAND, command="umfrage", text="datei")

    assert "Es kam keine Datei an." in told.screens[0].text


async def test_a_moderator_may_ask_to_be_told_without_leaving_the_place(server: Stage) -> None:
    menu = await happens(server, Act.COMMAND, command="umfrage", text="start")

    letter = await happens(server, Act.PRESS, token=token_of(menu, "Bescheid per Direktnachricht"))

    assert letter.screens[0].to_person
    [account] = server.rows(Account)
    assert account.address is not None
    menu = await happens(server, Act.COMMAND, command="umfrage", text="start")
    with pytest.raises(AssertionError):
        token_of(menu, "Bescheid")


async def test_the_server_itself_is_no_place_to_choose(server: Stage) -> None:
    await happens(server, Act.COMMAND, command="umfrage", text="start")
    server.desk.platforms["discord"] = other = Paper()
    other.moderators.update((address, "500") for address in ("7", "7/70"))

    menu = await happens(server, Act.COMMAND, command="umfrage", where=None, private=False, standing=None)

    assert "Was soll in „#umfragen“ gefragt werden?" in menu.screens[0].text

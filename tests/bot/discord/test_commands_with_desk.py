"""Do commands, suggestions, uploads and the menus of messages reach the desk, from the real client's side?"""

from __future__ import annotations

from typing import Any

from club import Club, first_answer
from peers.discord import DiscordPeer, Interaction, Message, Person, Upload

from bot import dialogues
from surveys.tables import Answer, Wave

FILE = b"""format = 1
key = "eigener"
languages = ["de", "en"]
title = { de = "Eigene Umfrage", en = "A survey of our own" }
intro = { de = "Worum es geht", en = "What it is about" }

[[items]]
key = "warum"
kind = "open"
title = { de = "Warum", en = "Why" }
text = { de = "Warum ist das so?", en = "Why is it so?" }
"""


def offered() -> dict[str, Any]:
    return {"commands": dialogues.commands(), "suggest": dialogues.suggest}


async def published(club: Club) -> None:
    """Wait until Discord shows our commands."""
    await club.peer.until(lambda: club.peer.commands, what="the commands")


async def seen(club: Club, who: Person, asked: Interaction) -> Message:
    """What somebody is shown for it, unseen by the others."""
    await club.peer.answer(asked)
    return await club.peer.ephemeral_for(who)


async def test_commands_are_offered_to_whom_they_are_for_and_told_once(club: Club, peer: DiscordPeer) -> None:
    for _ in range(2):
        async with club.running(**offered()):
            await published(club)
            await peer.connected()
            members = {row["name"] for row in peer.commands_for(club.anna, club.channel)}
            moderators = {row["name"] for row in peer.commands_for(club.mod, club.channel)}

    assert {"antwort", "digest", "hilfe", "einreichen"} <= members
    assert not {"umfrage", "verwalten", "fragen"} & members
    assert {"umfrage", "verwalten", "fragen"} <= moderators
    assert len(peer.calls("PUT /applications/{application_id}/commands")) == 1


async def test_a_moderator_launches_from_the_catalog_with_suggestions(club: Club, peer: DiscordPeer) -> None:
    async with club.running(**offered()):
        await published(club)
        typed = await club.mod.autocompletes("umfrage start", "katalog", "kundens", channel=club.channel)
        await peer.answer(typed)
        asked = await club.mod.runs("umfrage start", {"katalog": typed.choices[0]["value"]}, channel=club.channel)
        shown = await seen(club, club.mod, asked)
        assert club.stage.rows(Wave) == []
        await peer.answer(await club.mod.clicks(shown, "Starten"))
        await club.stage.settles()
        card = await peer.next_message(club.channel)

    assert typed.choices[0]["value"] == "kundenservice"
    assert [one for one in peer.seen_by(club.anna, club.channel) if one.receiver] == []
    assert [wave.key for wave in club.stage.rows(Wave)] == ["kundenservice-1"]
    assert card.pings == set()


async def test_a_members_command_for_moderators_is_refused_by_the_server_too(club: Club, peer: DiscordPeer) -> None:
    async with club.running(**offered()):
        await published(club)
        data = {"name": "umfrage", "type": 1, "id": "1", "options": [{"name": "start", "type": 1, "options": []}]}
        asked = club.anna._asks(2, club.channel, data)
        told = await seen(club, club.anna, asked)

    assert "Das dürfen nur, die hier moderieren." in told.text


async def test_an_uploaded_file_is_previewed_or_its_mistakes_are_named(club: Club, peer: DiscordPeer) -> None:
    async with club.running(**offered()):
        await published(club)
        wrong = await club.mod.runs(
            "umfrage datei", {"datei": Upload("w.toml", FILE.replace(b'"open"', b'"offen"'))}, channel=club.channel
        )
        mistakes = await seen(club, club.mod, wrong)
        right = await club.mod.runs("umfrage datei", {"datei": Upload("r.toml", FILE)}, channel=club.channel)
        shown = await seen(club, club.mod, right)
        await peer.answer(await club.mod.clicks(shown, "Starten"))
        await club.stage.settles()
        card = await peer.next_message(club.channel)

    assert "offen" in mistakes.text
    assert "Zeile" in mistakes.text
    assert "Warum ist das so?" in card.text


async def test_a_question_of_ones_own_is_one_form(club: Club, peer: DiscordPeer) -> None:
    async with club.running(**offered()):
        await published(club)
        await peer.answer(await club.mod.runs("umfrage frage", channel=club.channel))
        form = await peer.modal_for(club.mod)
        question = next(label for label in form.labels if "Frage" in label)
        shown = await seen(club, club.mod, await club.mod.submits(form, {question: "Was fehlt euch hier am meisten?"}))
        await peer.answer(await club.mod.clicks(shown, "Starten"))
        await club.stage.settles()
        card = await peer.next_message(club.channel)

    assert "Was fehlt euch hier am meisten?" in card.text


async def test_ones_own_message_is_handed_in_and_somebody_elses_is_not(club: Club, peer: DiscordPeer) -> None:
    async with club.running(**offered()):
        await published(club)
        card = await club.card()
        await first_answer(club, card, club.anna)
        said = await club.anna.says(club.channel, "Das gilt auch sonst, finde ich")
        menu = next(row["name"] for row in peer.commands if row["type"] == 3 and row["name"] == "einreichen")
        refused = await seen(club, club.ben, await club.ben.context_menu(menu, said))
        asked = await seen(club, club.anna, await club.anna.context_menu(menu, said))
        await peer.answer(await club.anna.clicks(asked, "Ja: more"))
        assert club.values()["more"] == "Das gilt auch sonst, finde ich"
        await club.anna.deletes(said)
        await club.comes(lambda: "more" not in club.values())

    assert "Ja: more" not in refused.labels


async def test_a_message_becomes_a_question(club: Club, peer: DiscordPeer) -> None:
    async with club.running(**offered()):
        await published(club)
        said = await club.anna.says(club.channel, "Warum antwortet dort eigentlich nie jemand?")
        shown = await seen(club, club.mod, await club.mod.context_menu("fragen", said))

    assert "Warum antwortet dort eigentlich nie jemand?" in shown.text
    assert club.stage.rows(Wave) == []


async def test_an_answer_is_given_by_command_and_quoted_back(club: Club, peer: DiscordPeer) -> None:
    async with club.running(**offered()):
        await published(club)
        card = await club.card()
        await first_answer(club, card, club.anna)
        given = await club.anna.runs("antwort", {"frage": 2, "text": "Mehr dazu hier"}, channel=club.channel)
        receipt = await seen(club, club.anna, given)
        opened = await club.anna.runs("antwort", {"frage": 2}, channel=club.channel)
        await peer.answer(opened)
        form = await peer.modal_for(club.anna)

    assert [answer.value for answer in club.stage.rows(Answer, Answer.item == "more")] == ["Mehr dazu hier"]
    assert "Mehr dazu hier" in receipt.text
    assert form.labels == ["Deine Antwort"]


async def test_my_data_come_as_a_file_that_only_i_see(club: Club, peer: DiscordPeer) -> None:
    async with club.running(**offered()):
        await published(club)
        card = await club.card()
        await first_answer(club, card, club.anna)
        mine = await seen(club, club.anna, await club.anna.runs("meinedaten", channel=club.channel))
        gone = await seen(club, club.anna, await club.anna.runs("vergissmich", channel=club.channel))
        await peer.answer(await club.anna.clicks(gone, "Ja, alles löschen"))

    assert [each["filename"] for each in mine.attachments] == ["meine-daten.json"]
    assert club.stage.rows(Answer) == []

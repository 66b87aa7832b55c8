"""Does a whole conversation with the real desk hold over real HTTP and a real gateway?"""

from __future__ import annotations

import asyncio

import pytest
from club import FIRST, WORDS, Club, first_answer, press_question
from discord_front import settings_of
from fielding import item, questionnaire
from peers.discord import DiscordPeer
from sqlmodel import col

from bot.discord.client import Discord
from bot.platform import Person, Standing, TokenRefused, Where
from bot.tables import Account, Inbox, PendingReply, Place, PlaceState, Posting, Seen
from bot.tokens import Verb
from surveys.tables import Answer, Consent, Purpose, Response, Wave

AGREE = "Ich bin mindestens 16 und einverstanden"


async def test_the_first_form_holds_all_that_must_be_known_and_the_receipt_what_is_stored(club: Club) -> None:
    async with club.running():
        card = await club.card(named_quotes=True)
        await press_question(club.anna, card)
        form = await club.peer.modal_for(club.anna)
        assert club.stage.rows(Account) == []
        await club.peer.answer(await club.anna.submits(form, {**FIRST, "In dieser Community zitiert werden?": "named"}))
        receipt = await club.peer.ephemeral_for(club.anna)

    assert form.labels == ["Deine Antwort", "group", "In dieser Community zitiert werden?", AGREE]
    assert "why?" in form.text
    assert "Redaktion" in form.text
    assert club.values() == {"why": WORDS, "group": "customer"}
    assert WORDS in receipt.text
    assert "als Anna" in receipt.text
    assert [label for label in receipt.labels if label.startswith("Nächste Frage (3/3)")]
    given = {each.purpose: each.shown_name for each in club.stage.rows(Consent)}
    assert given == {Purpose.TAKE_PART: None, Purpose.QUOTE_HERE: "Anna"}
    assert [each.platform for each in club.stage.rows(Response)] == ["discord"]
    assert [one for one in club.peer.seen_by(club.ben, club.channel) if one.text] == [card]


async def test_without_the_tick_nothing_is_stored_and_the_text_comes_back(club: Club) -> None:
    async with club.running():
        card = await club.card()
        await press_question(club.anna, card)
        form = await club.peer.modal_for(club.anna)
        part = next(part for label, part in form.fields.items() if label == AGREE)
        part["required"], part["min_values"] = False, 0  # a client that does not keep to what the form wants
        await club.peer.answer(await club.anna.submits(form, {**FIRST, AGREE: []}))
        given_back = await club.peer.ephemeral_for(club.anna)

    assert "NICHT gespeichert" in given_back.text
    assert WORDS in given_back.text
    assert [club.stage.rows(table) for table in (Account, Answer, Consent, Inbox)] == [[], [], [], []]


async def test_a_form_opened_before_a_restart_is_stored_after_it(club: Club) -> None:
    async with club.running():
        card = await club.card()
        await press_question(club.anna, card)
        form = await club.peer.modal_for(club.anna)
    club.stage.restarts()
    async with club.running():
        await club.peer.answer(await club.anna.submits(form, FIRST))
        receipt = await club.peer.ephemeral_for(club.anna)

    assert club.values()["why"] == WORDS
    assert WORDS in receipt.text


async def test_two_people_who_send_the_same_form_at_once_get_their_own_answers(club: Club) -> None:
    async with club.running():
        card = await club.card()
        for who in (club.anna, club.ben):
            await press_question(who, card)
        forms = [await club.peer.modal_for(who) for who in (club.anna, club.ben)]
        english = {"Your answer": "from Ben", "I am at least 16 and agree": ["yes"]}
        sent = await asyncio.gather(club.anna.submits(forms[0], FIRST), club.ben.submits(forms[1], english))
        for each in sent:
            await club.peer.answer(each)
        receipts = [await club.peer.ephemeral_for(who) for who in (club.anna, club.ben)]

    assert sorted(str(answer.value) for answer in club.stage.rows(Answer, Answer.item == "why")) == [WORDS, "from Ben"]
    assert WORDS in receipts[0].text
    assert "from Ben" in receipts[1].text
    assert "Next question" in receipts[1].labels[0]


async def test_the_same_form_sent_twice_is_one_answer_even_where_words_are_added(club: Club) -> None:
    probing = questionnaire(item("why", "open", probe={"de": "Zum Beispiel?"}))
    async with club.running():
        card = await club.card(probing)
        await press_question(club.anna, card)
        first = await club.peer.modal_for(club.anna)
        await club.peer.answer(await club.anna.submits(first, {"Deine Antwort": "Weil!", AGREE: ["yes"]}))
        receipt = await club.peer.ephemeral_for(club.anna)
        assert "Zum Beispiel?" in receipt.text
        await club.anna.clicks(receipt, "Antwort schreiben")
        more = await club.peer.modal_for(club.anna)
        for again in (False, True):
            await club.peer.answer(await club.anna.submits(more, {"Deine Antwort": "Zug weg"}, again=again))
            assert "Zug weg" in receipt.text

    assert club.values() == {"why": "Weil!\n\nZug weg"}
    assert len(club.stage.rows(Answer)) == 1


async def test_an_answer_is_changed_in_a_form_that_holds_it_and_taken_back(club: Club) -> None:
    async with club.running():
        card = await club.card()
        receipt = await first_answer(club, card, club.anna)
        await club.anna.clicks(receipt, "Ändern")
        form = await club.peer.modal_for(club.anna)
        await club.peer.answer(await club.anna.submits(form, {"Deine Antwort": "Doch nicht"}))
        assert club.values()["why"] == "Doch nicht"
        await club.peer.answer(await club.anna.clicks(receipt, "Löschen"))

    [written] = [part for part in form.fields.values() if part.get("value")]
    assert written["value"] == WORDS
    assert list(form.fields) == ["Deine Antwort"]
    assert "why" not in club.values()


async def test_a_reply_with_ping_is_asked_about_and_counts_after_a_press(club: Club) -> None:
    async with club.running():
        card = await club.card()
        await first_answer(club, card, club.anna)
        said = await club.ben.says(club.channel, "I say so too, for the same reason", reply_to=card)
        asked = await club.peer.next_message(club.channel)
        assert [club.stage.rows(PendingReply)[0].source != "", club.stage.rows(Inbox)] == [True, []]
        await club.peer.answer(await club.anna.clicks(asked, "Ja, zählen lassen"))  # not hers
        await club.peer.answer(await club.ben.clicks(asked, "Ja, zählen lassen"))
        information = await club.peer.ephemeral_for(club.ben)
        await club.peer.answer(await club.ben.clicks(information, "I am at least 16 and agree"))
        await club.peer.answer(await club.ben.clicks(information, "Yes: why"))
        await club.ben.edits(said, "I say so too, for another reason")
        await club.peer.until(lambda: "✅" in said.reactions)
        edited = [each.value for each in club.stage.rows(Answer, Answer.item == "why")]
        await club.ben.deletes(said)
        await club.comes(lambda: len(club.stage.rows(Answer, Answer.item == "why")) == 1)

    assert "I say so too" not in asked.text
    assert asked.pings == set()
    assert sorted(edited) == ["I say so too, for another reason", WORDS]
    assert [answer.value for answer in club.stage.rows(Answer, Answer.item == "why")] == [WORDS]


async def test_talk_that_is_not_meant_for_us_is_neither_read_nor_kept(club: Club) -> None:
    async with club.running():
        card = await club.card()
        await club.anna.says(club.channel, "nur so")
        await club.anna.says(club.channel, "still geantwortet", reply_to=card, ping=False)
        await club.anna.says(club.channel, "zu Ben", reply_to=await club.ben.says(club.channel, "ich"))
        await first_answer(club, card, club.anna)  # behind the others

    assert club.stage.rows(PendingReply) == []
    assert [each.event_key[:5] for each in club.stage.rows(Seen, col(Seen.event_key).startswith("dc:m:"))] == []


async def test_in_the_direct_chat_the_next_message_is_the_answer(club: Club) -> None:
    async with club.running():
        card = await club.card()
        receipt = await first_answer(club, card, club.anna)
        await club.anna.clicks(receipt, "Per Direktnachricht beantworten")
        hello = await club.peer.next_message(club.anna.direct)
        await club.peer.answer(await club.anna.clicks(hello, "Weiter beantworten"))
        said = await club.anna.says(club.anna.direct, "Noch etwas dazu")
        await club.comes(lambda: "more" in club.values())
        await club.anna.edits(said, "Noch etwas anderes dazu")
        await club.comes(lambda: club.values()["more"] == "Noch etwas anderes dazu")
        read_to = f"{club.anna.direct.id}/{said.id}"
        await club.comes(lambda: club.stage.rows(Account)[0].read_to == read_to)

    assert club.stage.rows(Account)[0].address is not None


async def test_whoever_takes_no_direct_messages_is_told_so_privately(club: Club) -> None:
    async with club.running():
        card = await club.card()
        club.anna.blocks_dms()
        club.anna.forges(card, club.stage.token(Verb.DIRECT, club.stage.rows(Wave)[0].id))
        told = await club.peer.ephemeral_for(club.anna)

    assert "Erlaube sie" in told.text


async def test_the_card_is_kept_current_and_closes(club: Club) -> None:
    async with club.running():
        card = await club.card()
        await first_answer(club, card, club.anna)
        club.stage.passes(seconds=10)
        await club.stage.postings.refresh()
        await club.peer.edited(card)
        [posting] = club.stage.rows(Posting)

    assert "Eine Person hat geantwortet" in card.text
    assert posting.ref == f"{club.channel.id}/{card.id}"
    assert card.id in club.channel.pins


async def test_a_post_whose_outcome_is_unknown_is_not_there_twice(club: Club) -> None:
    async with club.running():
        club.peer.fault("POST /channels/{channel_id}/messages", "502", applied=True)
        await club.card()

    assert len([one for one in club.peer.messages(club.channel, by_bot=True) if one.text]) == 1


async def test_a_channel_that_is_deleted_and_a_server_that_throws_us_out_rest(club: Club) -> None:
    async with club.running():
        await club.card()
        other = club.peer.text_channel(club.guild, "anderer")
        club.peer.delete_channel(other)
        club.peer.delete_channel(club.channel)
        await club.comes(lambda: _states(club)[club.address] is PlaceState.GONE)
        assert _states(club)[str(club.guild.id)] is PlaceState.ACTIVE
        second = club.belongs(club.peer.text_channel(club.guild, "zweiter"))
        club.peer.kick_bot(club.guild)
        await club.comes(lambda: _states(club)[str(club.guild.id)] is PlaceState.GONE)

    assert [place.state for place in club.stage.rows(Place, Place.id == second)] == [PlaceState.GONE]


def _states(club: Club) -> dict[str, PlaceState]:
    return {place.address: place.state for place in club.stage.rows(Place)}


async def test_a_server_we_were_invited_to_while_away_is_known_after_the_start(club: Club, peer: DiscordPeer) -> None:
    async with club.running():
        await club.comes(lambda: bool(club.stage.rows(Place, Place.address == str(club.guild.id))))

    [place] = club.stage.rows(Place)
    assert place.abilities.get("holds") is True


async def test_a_revoked_token_ends_it_with_a_word(club: Club, peer: DiscordPeer) -> None:
    discord = Discord(settings_of(peer), club.stage.store, club.stage.house.keys)
    running = asyncio.create_task(discord.run(club.stage.desk.handle))
    await discord.ready()
    await peer.revoke_token()

    with pytest.raises(TokenRefused, match="developer portal"):
        await asyncio.wait_for(running, 10)


async def test_in_the_direct_chat_it_is_asked_anew_who_moderates(club: Club, peer: DiscordPeer) -> None:
    async with club.running() as discord:
        who = {name: Person(str(person.id)) for name, person in (("mod", club.mod), ("anna", club.anna))}
        who |= {"owner": Person(str(club.guild.owner.id)), "stranger": Person(str(peer.user("Fremd").id))}
        found = {name: await discord.standing(Where(club.address), person) for name, person in who.items()}
        elsewhere = await discord.standing(Where("1/2"), who["mod"])

    assert found == {
        "mod": Standing.MODERATOR,
        "anna": Standing.MEMBER,
        "owner": Standing.MODERATOR,
        "stranger": Standing.STRANGER,
    }
    assert elsewhere is Standing.STRANGER

"""Does a played Discord take our messages and modals over HTTP, and bring back what people press and fill in?"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from peers.discord import Channel, DiscordPeer, Message, Person
from peers.discord_tests.driving import Bot, running

from bot.discord import outbound
from bot.discord.outbound import Payload
from bot.screens import Attachment, Button, Entry, Field, Form, Screen, Section, Span, Style, column, plain

MODAL = 9  # a kind of response to an interaction
FORM = Form(
    "f_w1_0_tag",
    "Hilfe",
    (Span("Wann hat dir zuletzt jemand geholfen?", Style.BOLD),),
    (
        Field("answer", "Deine Antwort", value="Am Telefon", required=True, longest=500),
        Field("group", "Gruppe", Entry.ONE, options=(("p", "Praktiker:in"), ("c", "Kund:in")), value="c"),
        Field("far", "Wie weit?", Entry.ONE, options=tuple((str(at), f"{at} km") for at in range(11)), value="4"),
        Field("agreed", "Ich bin mindestens 16 und einverstanden", Entry.TICK, about="Sonst wird nichts gespeichert."),
    ),
)


@pytest.fixture
def anna(peer: DiscordPeer) -> Person:
    return peer.user("Anna")


@pytest.fixture
def channel(peer: DiscordPeer, anna: Person) -> Channel:
    return peer.guild("Kundenclub", members=[anna]).text_channel("umfragen")


@pytest.fixture
async def bot(peer: DiscordPeer, channel: Channel) -> AsyncIterator[Bot]:
    async with running(peer) as connected:
        yield connected


async def asked(peer: DiscordPeer, method: str, path: str, payload: Payload) -> None:
    """Send one request; any refusal is an error."""
    form: Any = aiohttp.FormData()
    form.add_field("payload_json", json.dumps(payload.body), content_type="application/json")
    for number, each in enumerate(payload.files):
        form.add_field(f"files[{number}]", each.content, filename=each.name, content_type=each.media)
    sent = {"data": form} if payload.files else {"json": payload.body}
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bot {peer.token}"}) as session,
        session.request(method, f"{peer.api_url}{path}", **sent) as response,
    ):
        assert response.status < 300, await response.text()


async def posted(peer: DiscordPeer, channel: Channel, *screens: Screen) -> list[Message]:
    payloads = outbound.messages(screens)
    for payload in payloads:
        await asked(peer, "POST", f"/channels/{channel.id}/messages", payload)
    return [await peer.next_message(channel) for _ in payloads]


async def opened(peer: DiscordPeer, bot: Bot, form: Form, nonce: str) -> None:
    """Answer the interaction that comes next with the form."""
    interaction = await bot.next("interaction")
    body = {"type": MODAL, "data": outbound.modal(form, nonce)}
    await asked(peer, "POST", f"/interactions/{interaction.id}/{interaction.token}/callback", Payload(body))


async def test_a_card_with_ten_questions_and_an_answer_by_form(
    peer: DiscordPeer, bot: Bot, channel: Channel, anna: Person
) -> None:
    sections = tuple(
        Section(plain(f"{number}. Wer hilft?"), Button("Antworten", f"g_w1_{number}")) for number in range(1, 11)
    )
    ways = tuple(Button(f"Weg {number}", f"j_{number}") for number in range(5))
    [card] = await posted(peer, channel, Screen(plain("Karte"), (ways,), sections=sections, foot=plain("Niemand.")))
    await anna.clicks(card, "g_w1_10")
    await opened(peer, bot, FORM, "n1")
    modal = await peer.modal_for(anna)
    with pytest.raises(LookupError):
        await anna.submits(modal, {"answer": "Nie"})  # the box is not ticked
    await anna.submits(modal, {"answer": "Nie.\nWirklich", "agreed": ["yes"], "far": "7 km"})
    submitted = await bot.next("interaction")

    assert (modal.title, modal.text) == ("Hilfe", "**Wann hat dir zuletzt jemand geholfen?**")
    assert submitted.data["custom_id"] == "f_w1_0_tag.n1"
    filled = outbound.fields(submitted.data["components"])
    assert filled == {"answer": "Nie.\nWirklich", "group": "c", "far": "7", "agreed": "yes"}


async def test_what_is_left_as_it_was_comes_back_as_it_was(
    peer: DiscordPeer, bot: Bot, channel: Channel, anna: Person
) -> None:
    empty = Form(
        "f", "Leer", (), (Field("words", "Worte"), Field("one", "Eins", Entry.ONE, options=FORM.fields[1].options))
    )
    [card] = await posted(peer, channel, Screen(plain("Karte"), ((Button("Los", "t"),),)))
    await anna.clicks(card, "Los")
    await opened(peer, bot, empty, "n2")
    await anna.submits(await peer.modal_for(anna), {})
    submitted = await bot.next("interaction")

    assert outbound.fields(submitted.data["components"]) == {"words": "", "one": ""}


@pytest.mark.parametrize("options", [25, 26, 100])
async def test_every_one_of_many_options_can_be_chosen(
    peer: DiscordPeer, bot: Bot, channel: Channel, anna: Person, options: int
) -> None:
    rows = column(Button(f"Option {number}", f"p_{number}") for number in range(options))
    [question] = await posted(peer, channel, Screen(plain("Welche?"), rows))
    for number in (0, options - 1):
        if question.selects:
            menu = question.selects[number // 25]
            await anna.selects(question, menu["custom_id"], f"p_{number}")
        else:
            await anna.clicks(question, f"p_{number}")
        chosen = await bot.next("interaction")
        assert (chosen.data.get("values") or [chosen.data["custom_id"]]) == [f"p_{number}"]


async def test_pictures_and_files_arrive_with_their_text(peer: DiscordPeer, bot: Bot, channel: Channel) -> None:
    picture = Attachment("Welle 1.png", b"\x89PNG\r\n\x1a\n", "image/png", "Zwei von drei fanden Hilfe.")
    export = Attachment("deine-daten.json", b"{}", "application/json")

    [sent] = await posted(peer, channel, Screen(plain("Digest"), attachment=picture), Screen(attachment=export))

    assert [each["filename"] for each in sent.raw["attachments"]] == ["Welle_1.png", "deine-daten.json"]


async def test_nobody_is_called_by_what_somebody_wrote(
    peer: DiscordPeer, bot: Bot, channel: Channel, anna: Person
) -> None:
    said = f"@everyone <@{anna.id}> @here"

    [sent] = await posted(peer, channel, Screen((Span(said, Style.QUOTE),)))

    assert (sent.raw["mentions"], sent.raw["mention_roles"], sent.raw["mention_everyone"]) == ([], [], False)

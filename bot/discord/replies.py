"""How does what the desk answers reach the person who asked, and nobody else?

An interaction is answered once, after the commit and within three seconds: with a form, by changing the message that was
pressed, or with a message of its own that others do not see. What somebody wrote in a channel can only be answered where
everybody reads; so a private word is left out there, and a tick under the message says that it is stored.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from bot.discord import commands, modals, outbound
from bot.discord.api import Answered, Api
from bot.discord.inbound import Raw, is_hidden
from bot.discord.outbound import Payload
from bot.platform import Act, Event, Gone, Later, PlatformError, Unreachable
from bot.screens import Reply, Screen

MESSAGE, LATER_MESSAGE, NOTHING, CHANGE, CHOICES, FORM = 4, 5, 6, 7, 8, 9  # kinds of answers to an interaction
HIDDEN = 1 << 6  # flag: only this person sees it
NONCE = 25  # characters, message "nonce"
NONCE_OF_FORM = 9  # random bytes: the same form sent again is the same answer
TRIES = 3  # for an answer to a message
AGAIN = 0.5  # seconds before the next try, doubled each time
LONGEST = 60.0  # seconds an answer waits because Discord said so
CHATS = 10_000  # direct chats whose channel is remembered
TICK = "✅"

log = logging.getLogger(__name__)


class Replies:
    """Shows replies where their events came from.

    wrote: told of a message of ours in a direct chat (person, channel, message): what comes after it is read.
    """

    def __init__(self, api: Api, wrote: Callable[[str, int, int], Awaitable[None]]) -> None:
        self._api = api
        self._wrote = wrote
        self._chats: OrderedDict[str, int] = OrderedDict()

    # --- to interactions ---

    async def answer(self, interaction: Raw, event: Event, reply: Reply) -> None:
        """Answer an interaction; what cannot be shown is logged, the answer itself is stored already."""
        try:
            await self._answered(interaction, event, reply)
        except Gone:
            log.info("an answer came too late to be shown")
        except Answered:
            log.info("an interaction had been answered before")
        except PlatformError as error:
            log.warning("an answer could not be shown: %s", type(error).__name__)

    async def choices(self, interaction: Raw, found: Sequence[tuple[str, str]]) -> None:
        """What is suggested while somebody types."""
        try:
            await self._api.respond(
                interaction["id"], interaction["token"], CHOICES, {"choices": commands.choices(found)}
            )
        except PlatformError as error:
            log.debug("suggestions came too late: %s", type(error).__name__)

    async def _answered(self, interaction: Raw, event: Event, reply: Reply) -> None:
        screens = [screen for screen in reply.screens if not screen.to_person]
        letters = [screen for screen in reply.screens if screen.to_person]
        if letters:  # writing to somebody takes its time: an answer is promised at once, then put in place
            flags = {"flags": HIDDEN if event.where is not None else 0}
            await self._api.respond(interaction["id"], interaction["token"], LATER_MESSAGE, flags)
        for letter in letters:
            if not await self._written(event.person.id, letter, event.key):
                screens = [letter.instead] if letter.instead is not None else screens
        form = next((screen.form for screen in screens if screen.form is not None), None)
        if form is not None:
            body = modals.modal(form, secrets.token_urlsafe(NONCE_OF_FORM))
            await self._api.respond(interaction["id"], interaction["token"], FORM, body)
            return
        hidden = event.where is not None
        payloads = outbound.messages(screens, hidden=hidden) if screens else []
        if not payloads:
            await self._noted(interaction, event, reply.toast)
            return
        if letters:
            await self._api.amend(interaction["token"], payloads[0].body, payloads[0].files)
            return
        changed = screens[0].replaces and is_hidden(interaction) and not payloads[0].files
        await self._first(interaction, CHANGE if changed else MESSAGE, payloads[0])
        for payload in payloads[1:]:
            await self._api.add(interaction["token"], payload.body, payload.files)

    async def _first(self, interaction: Raw, kind: int, payload: Payload) -> None:
        number, token = interaction["id"], interaction["token"]
        if payload.files:  # a file takes its time: promised at once, then put in place
            await self._api.respond(number, token, LATER_MESSAGE, {"flags": payload.body.get("flags", 0) & HIDDEN})
            await self._api.amend(token, payload.body, payload.files)
            return
        try:
            await self._api.respond(number, token, kind, payload.body)
        except Unreachable:  # it may have arrived; changing the first answer is harmless, whichever it was
            await self._again(interaction, kind, payload)

    async def _again(self, interaction: Raw, kind: int, payload: Payload) -> None:
        try:
            await self._api.respond(interaction["id"], interaction["token"], kind, payload.body)
        except Answered:
            await self._api.amend(interaction["token"], payload.body)

    async def _noted(self, interaction: Raw, event: Event, toast: str) -> None:
        """A short word, or only that the press arrived."""
        if toast:
            payload = outbound.toast(toast)
            body = payload.body if event.where is not None else _open(payload.body)
            await self._api.respond(interaction["id"], interaction["token"], MESSAGE, body)
        elif event.act is Act.PRESS:
            await self._api.respond(interaction["id"], interaction["token"], NOTHING)
        else:
            await self._api.respond(interaction["id"], interaction["token"], MESSAGE, outbound.toast("…").body)

    # --- to messages ---

    async def give(self, record: Mapping[str, Any], event: Event, reply: Reply) -> None:
        """Answer a message: in the direct chat below it, in a channel only what everybody may read."""
        if event.act is Act.DELETE:
            return
        channel, message = int(record["channel"]), int(record["id"])
        screens = [screen for screen in reply.screens if not screen.private or event.where is None]
        hidden = [screen for screen in reply.screens if screen.private and event.where is not None]
        screens += [screen.instead for screen in hidden if screen.instead is not None]
        try:
            if reply.stored and not screens:
                await self._call("PUT", REACTION, channel, message_id=message, emoji=TICK)
            for at, payload in enumerate(outbound.messages(screens) if screens else ()):
                body = {**payload.body, **nonce(f"{event.key}:{at}")}
                if event.where is not None and not at:
                    body["message_reference"] = {"message_id": str(message), "fail_if_not_exists": False}
                await self._call("POST", MESSAGES, channel, body, payload)
        except Gone:
            log.info("nobody is there to read the answer")
        except PlatformError as error:
            log.warning("an answer could not be shown: %s", type(error).__name__)

    async def _call(
        self, method: str, path: str, channel: int, body: Any = None, payload: Payload | None = None, **ids: Any
    ) -> None:
        """Send an answer, waiting as Discord says; its nonce keeps a repetition from standing there twice."""
        files = payload.files if payload is not None else ()
        for attempt in range(TRIES):
            try:
                await self._api.call(method, path, body, files=files, channel_id=channel, **ids)
                return
            except Later as error:
                if attempt == TRIES - 1 or error.seconds > LONGEST:
                    raise
                await asyncio.sleep(error.seconds)
            except Unreachable:
                if attempt == TRIES - 1:
                    raise
                await asyncio.sleep(AGAIN * 2**attempt)

    # --- in the direct chat ---

    async def chat(self, person: str) -> int:
        """The channel of the direct chat with somebody; raises PlatformError where there is none."""
        known = self._chats.get(person)
        if known is None:
            opened = await self._api.call("POST", "/users/@me/channels", {"recipient_id": person})
            known = self._chats[person] = int(opened["id"])
            if len(self._chats) > CHATS:
                self._chats.popitem(last=False)
        return known

    async def _written(self, person: str, screen: Screen, key: str) -> bool:
        """Write to somebody who asked for it; False where they take no direct messages."""
        try:
            channel = await self.chat(person)
            for at, payload in enumerate(outbound.messages([screen])):
                body = {**payload.body, **nonce(f"{key}:d{at}")}
                sent = await self._api.call("POST", MESSAGES, body, files=payload.files, channel_id=channel)
                await self._wrote(person, channel, int(sent["id"]))
        except PlatformError as error:
            log.info("a direct message could not be sent: %s", type(error).__name__)
            return False
        return True


MESSAGES = "/channels/{channel_id}/messages"
REACTION = "/channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me"


def nonce(key: str) -> dict[str, Any]:
    """What keeps a message that is sent twice from standing there twice, for some minutes."""
    text = base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()).decode()[: NONCE - 1]
    return {"nonce": text, "enforce_nonce": True}


def _open(body: Mapping[str, Any]) -> dict[str, Any]:
    return {**body, "flags": body.get("flags", 0) & ~HIDDEN}

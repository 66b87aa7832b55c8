"""How does a screen of ours get into a channel, a thread, a forum or a direct chat, and how is it changed there?"""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.discord import outbound
from bot.discord.api import Api, Archived
from bot.discord.inbound import FORUMS
from bot.discord.outbound import Payload
from bot.discord.replies import MESSAGES, Replies, nonce
from bot.platform import Gone, Later, PlatformError, TokenRefused, Unreachable
from bot.screens import Screen

PATIENCE = 10.0  # seconds waited for a further part of a screen
AGAIN = 1.0  # second until a part is tried again after a lost connection; its nonce keeps it from standing there twice
TITLE = 100  # characters, name of a forum post
PARTS = "+"  # between the ids of one screen's messages
MESSAGE = "/channels/{channel_id}/messages/{message_id}"
PIN = "/channels/{channel_id}/messages/pins/{message_id}"

log = logging.getLogger(__name__)


class Posts:
    """Sends screens and changes them."""

    def __init__(self, api: Api, replies: Replies) -> None:
        self._api, self._replies = api, replies
        self._forums: dict[int, bool] = {}

    async def show(self, address: str, screen: Screen, *, pin: bool = False, key: str = "") -> str:
        """Send a screen to a channel, a thread, a forum (as a post of its own) or a person.

        key: makes a retry the same message.
        """
        channel = await self._channel(address)
        key = key or secrets.token_hex(8)
        sent: list[int] = []
        pictures = 0
        try:
            payloads = outbound.messages([replace(screen, attachment=None)])
            is_forum = bool(address.count("/")) and await self._is_forum(channel)
            if screen.attachment is not None and not is_forum:
                # A message of its own: an edit of the text leaves the picture alone.
                [picture] = outbound.messages([Screen(attachment=screen.attachment)])
                sent.append(await self._posted(channel, picture, f"{key}:picture"))
                pictures = 1
            if is_forum and payloads:
                channel = await self._post(channel, screen, payloads.pop(0))
                sent.append(channel)
            for at, payload in enumerate(payloads):
                sent.append(await self._posted(channel, payload, f"{key}:{at}", patient=bool(sent)))
        except PlatformError as error:
            if not sent or isinstance(error, TokenRefused):
                raise
            raise Unreachable(unsure=not await self._undone(channel, sent)) from error
        messages = sent[pictures:] or sent
        if pin and messages:
            await self._pin(channel, messages[0])
        return f"{channel}/{PARTS.join(str(number) for number in messages)}"

    async def edit(self, ref: str, screen: Screen) -> None:
        """Change the messages of a screen of ours; an unchanged one is success."""
        channel, _, numbers = ref.partition("/")
        messages = [int(number) for number in numbers.split(PARTS)]
        payloads = outbound.messages([replace(screen, attachment=None)])
        if len(payloads) > len(messages):
            log.warning("a screen grew over its messages and is cut")
        gone = 0
        for message, payload in zip(messages, payloads, strict=False):
            try:
                await self._awake(int(channel), "PATCH", MESSAGE, payload.body, message_id=message)
            except Gone:  # somebody deleted it; what the others say is to be true all the same
                gone += 1
        for message in messages[len(payloads) :]:
            with suppress(Gone):
                await self._awake(int(channel), "DELETE", MESSAGE, None, message_id=message)
        if gone == min(len(messages), len(payloads)):
            raise Gone("all of it was deleted")

    async def _channel(self, address: str) -> int:
        """The channel of a place, or of the direct chat with a person."""
        guild, slash, channel = address.partition("/")
        if slash:
            return int(channel)
        return await self._replies.chat(guild)

    async def _is_forum(self, channel: int) -> bool:
        """Asked once of each channel: it stays what it is."""
        known = self._forums.get(channel)
        if known is None:
            told = await self._api.call("GET", "/channels/{channel_id}", channel_id=channel)
            known = self._forums[channel] = told["type"] in FORUMS
        return known

    async def _posted(self, channel: int, payload: Payload, key: str, *, patient: bool = False) -> int:
        """Send one message; ``patient``: a part stands there already, so a short refusal is waited out."""
        body = {**payload.body, **nonce(key)}
        for last in (False, True) if patient else (True,):
            try:
                return int((await self._awake(channel, "POST", MESSAGES, body, payload=payload))["id"])
            except (Later, Unreachable) as error:
                seconds = error.seconds if isinstance(error, Later) else AGAIN
                if last or seconds > PATIENCE:
                    raise
                await asyncio.sleep(seconds)
        raise AssertionError

    async def _undone(self, channel: int, sent: list[int]) -> bool:
        """Take back what stands there of a screen that could not be sent whole; False where that fails."""
        try:
            for message in sent:
                with suppress(Gone):
                    await self._awake(channel, "DELETE", MESSAGE, None, message_id=message)
        except PlatformError:
            return False
        return True

    async def _post(self, forum: int, screen: Screen, payload: Payload) -> int:
        """A post of its own in a forum; gives its thread, which has the number of its first message."""
        title = next((span.text for span in screen.paragraphs() if span.text.strip()), "…").strip()
        body = {"name": " ".join(title.split())[:TITLE], "message": payload.body}
        thread = await self._api.call("POST", "/channels/{channel_id}/threads", body, channel_id=forum)
        return int(thread["id"])

    async def _awake(
        self, channel: int, method: str, path: str, body: Any, *, payload: Payload | None = None, **ids: Any
    ) -> Any:
        """Call in a channel; a thread that sleeps is woken first."""
        files = payload.files if payload is not None else ()
        try:
            return await self._api.call(method, path, body, files=files, channel_id=channel, **ids)
        except Archived:
            await self._api.call("PATCH", "/channels/{channel_id}", {"archived": False}, channel_id=channel)
            return await self._api.call(method, path, body, files=files, channel_id=channel, **ids)

    async def _pin(self, channel: int, message: int) -> None:
        try:
            await self._api.call("PUT", PIN, channel_id=channel, message_id=message)
        except PlatformError as error:
            log.info("not pinned: %s", type(error).__name__)

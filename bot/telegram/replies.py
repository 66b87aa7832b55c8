"""How does what the desk answers reach the person who asked, and nobody else?"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.platform import Act, Event, Gone, Later, Moved, PlatformError, Refused, Unreachable
from bot.screens import Reply, Screen
from bot.telegram import outbound
from bot.telegram.api import Api, upload
from bot.telegram.ephemeral import Ephemeral
from bot.telegram.inbound import Origin, origin
from bot.telegram.pace import LONGEST, Pace

TRIES = 3  # for an answer in a conversation
AGAIN = 0.5  # seconds before the next try, doubled each time

log = logging.getLogger(__name__)


class Replies:
    """Shows replies where their events came from.

    follow: told when a group lives on under another address (the old chat, the new one).
    """

    def __init__(
        self,
        api: Api,
        pace: Pace,
        ephemeral: Ephemeral,
        link: Callable[[str], str | None],
        follow: Callable[[int, int], Awaitable[None]],
    ) -> None:
        self._api = api
        self._pace = pace
        self._ephemeral = ephemeral
        self._link = link
        self._follow = follow

    async def give(self, update: Mapping[str, Any], event: Event, reply: Reply) -> None:
        """Show a reply; what cannot be shown is logged, the answer itself is stored already."""
        place = origin(update)
        try:
            if place.direct:
                await self._direct(place, reply)
            else:
                await self._group(place, event, reply)
        except Gone:
            log.info("nobody is there to read the answer")
        except PlatformError as error:
            log.warning("an answer could not be shown: %s", type(error).__name__)

    # In the direct chat

    async def _direct(self, place: Origin, reply: Reply) -> None:
        if not place.callback:
            await self._screens(place, reply.screens)
            return
        note = asyncio.ensure_future(self._note(place, reply.toast))
        try:
            await self._screens(place, reply.screens)
        finally:
            await note

    async def _screens(self, place: Origin, screens: tuple[Screen, ...]) -> None:
        editable = place.editable and bool(place.callback)
        for screen in screens:
            if screen.replaces and editable and screen.attachment is None:
                editable = False
                if await self._replaced(place, screen):
                    continue
            await self._sent(place, screen)

    async def _replaced(self, place: Origin, screen: Screen) -> bool:
        """Edit the pressed message; False where it cannot be edited any more."""
        [first, *rest] = outbound.messages(screen)
        arguments = {"chat_id": place.chat, "message_id": place.message, **first}
        try:
            await self._call(place, "editMessageText", arguments)
        except (Gone, Refused):
            return False
        for part in rest:
            await self._call(place, "sendMessage", {**_to(place), **part})
        return True

    async def _sent(self, place: Origin, screen: Screen, link: outbound.Link | None = None) -> None:
        under = _under(place)
        if (attachment := screen.attachment) is not None:
            kind, method = ("photo", "sendPhoto") if attachment.media == "image/png" else ("document", "sendDocument")
            file = {kind: upload(attachment.name, attachment.content)}
            await self._call(place, method, {**_to(place), **file, "caption": outbound.caption(attachment)})
        for part in outbound.messages(screen, link):
            await self._call(place, "sendMessage", {**_to(place), **part, **under})
            under = {}

    # In a group

    async def _group(self, place: Origin, event: Event, reply: Reply) -> None:
        if event.act is Act.ARRIVED:
            self._ephemeral.forget(place.chat)
        hidden = [screen for screen in reply.screens if screen.private]
        shown = [await self._ephemeral.show(place, screen, edit=not at) for at, screen in enumerate(hidden)]
        failed = [screen for screen, done in zip(hidden, shown, strict=True) if not done]
        linked = bool(failed) and bool(place.callback) and await self._led_away(place, event.token)
        if place.callback and not linked:
            await self._note(place, reply.toast)
        if failed and not linked:
            await self._elsewhere(place, failed)
        public = tuple(screen for screen in reply.screens if not screen.private)
        await self._publicly(place, public)

    async def _publicly(self, place: Origin, screens: tuple[Screen, ...]) -> None:
        link = self._link if await self._ephemeral.can(place.chat) is False else None
        for screen in screens:
            if screen.replaces and place.editable and place.ephemeral is None and await self._replaced(place, screen):
                continue
            await self._sent(place, screen, link)

    async def _led_away(self, place: Origin, token: str) -> bool:
        """Open the direct chat with the pressed button's token; False where there is no way to."""
        url = self._link(token) if token else None
        if url is None:
            return False
        try:
            answer = await self._api.call("answerCallbackQuery", {"callback_query_id": place.callback, "url": url})
        except PlatformError:
            return False
        return answer is not None

    async def _elsewhere(self, place: Origin, screens: list[Screen]) -> None:
        """Say in public that there is something, repeating nothing; else write to the person directly."""
        instead = next((screen.instead for screen in screens if screen.instead is not None), None)
        if instead is not None and place.ephemeral is None:
            await self._sent(place, instead, self._link)
            return
        direct = Origin(chat=place.person, person=place.person, direct=True)
        for screen in screens:
            await self._sent(direct, screen)

    # Both

    async def _note(self, place: Origin, toast: str) -> None:
        """Stop the button's waiting sign; a refusal changes nothing."""
        arguments = {"callback_query_id": place.callback}
        if toast:
            arguments["text"] = outbound.toast(toast)
        try:
            await self._api.call("answerCallbackQuery", arguments)
        except PlatformError as error:
            log.debug("a press could not be acknowledged: %s", type(error).__name__)

    async def _call(self, place: Origin, method: str, arguments: dict[str, Any]) -> None:
        """Send an answer, waiting as Telegram says; a double question after a lost connection harms less than silence."""
        for attempt in range(TRIES):
            try:
                await (self._pace.answer(place.chat) if place.direct else self._pace.group(place.chat))
                await self._api.call(method, arguments)
                return
            except Later as error:
                if error.__cause__ is not None:
                    await self._pace.told(place.chat, error.seconds)
                if attempt == TRIES - 1 or error.seconds > LONGEST:
                    raise
                await asyncio.sleep(error.seconds)
            except Moved as moved:
                arguments = {**arguments, "chat_id": int(moved.address)}
                await self._follow(place.chat, int(moved.address))
            except Unreachable:
                if attempt == TRIES - 1:
                    raise
                await asyncio.sleep(AGAIN * 2**attempt)


def _to(place: Origin) -> dict[str, Any]:
    return (
        {"chat_id": place.chat} if place.thread is None else {"chat_id": place.chat, "message_thread_id": place.thread}
    )


def _under(place: Origin) -> dict[str, Any]:
    """In a group an answer hangs under the message it answers."""
    if place.direct or place.callback or not place.message:
        return {}
    return {"reply_parameters": {"message_id": place.message, "allow_sending_without_reply": True}}

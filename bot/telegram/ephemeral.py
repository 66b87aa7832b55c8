"""How does somebody see something in a group that nobody else sees?

Ephemeral messages of Bot API 10.2 and later. Their delivery is not guaranteed, a bot that is no administrator has 15
seconds after a tap or an ephemeral message, and a server that does not know them would show the message to everybody.
So nothing private is sent before the place has proved that it can: the first message is a bare ellipsis, and what comes
back must carry an ephemeral number. What fails is reported as False, and the caller finds another way, never a public one.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from bot.platform import Later, PlatformError, Refused
from bot.screens import Screen
from bot.tables import Place, Posting
from bot.telegram import outbound
from bot.telegram.api import Api
from bot.telegram.inbound import PLATFORM, Origin
from bot.telegram.pace import Pace
from surveys.store import Store

ABILITY = "ephemeral"
PROMPTS = 10_000  # people whose last prompt is remembered, for when an answer to them cannot be sent any more
# Refusals that say something about this moment and not about the place (wording seen or likely; nobody documents it).
PASSING = ("query", "too old", "participant", "not found", "not enough rights", "user_id", "replied")

log = logging.getLogger(__name__)


class Ephemeral:
    """The one gateway to ephemeral messages, with a latch per place: tried once, off when refused."""

    def __init__(self, api: Api, store: Store, pace: Pace, now: Callable[[], datetime]) -> None:
        self._api = api
        self._store = store
        self._pace = pace
        self._now = now
        self._able: dict[int, bool | None] = {}
        self._only_asked: set[int] = set()
        self._prompts: OrderedDict[tuple[int, int], int] = OrderedDict()

    async def can(self, chat: int) -> bool | None:
        """Whether the place can; None where nobody knows yet."""
        if chat not in self._able:
            self._able[chat] = await self._store.read(lambda session: _read(session, chat))
        return self._able[chat]

    def forget(self, chat: int) -> None:
        """Ask anew after the place changed."""
        self._able.pop(chat, None)
        self._only_asked.discard(chat)

    async def show(self, origin: Origin, screen: Screen, *, edit: bool = True) -> bool:
        """Show a screen to the one person, in place; False where that did not work.

        edit: the ephemeral message whose button was pressed may be changed into the screen.
        """
        able = await self.can(origin.chat)
        if able is False or screen.attachment is not None:
            return False
        if not _asked(origin) and (able is None or origin.chat in self._only_asked):
            return False
        parts = outbound.messages(screen)
        if len(parts) != 1:
            return False
        try:
            if able is None and not await self._proved(origin):
                return False
            return await self._shown(origin, screen, parts[0], edit=edit)
        except Refused as error:
            if not _asked(origin):
                self._only_asked.add(origin.chat)  # we are no administrator there: only who asked can be answered
            elif not any(sign in str(error).lower() for sign in PASSING):
                await self._latch(origin.chat, able=False)
            log.info("an ephemeral message was refused")
            return await self._last_resort(origin, screen, parts[0])
        except Later as error:
            await self._told(origin, error)
            return False
        except PlatformError as error:
            log.info("an ephemeral message did not arrive: %s", type(error).__name__)
            return False

    async def _shown(self, origin: Origin, screen: Screen, part: outbound.Arguments, *, edit: bool) -> bool:
        if edit and origin.callback and origin.ephemeral is not None and not screen.typed:
            await self._pace.group(origin.chat)
            await self._edit(origin, origin.ephemeral, part)
            return True
        if screen.typed:
            # A forced reply is what keeps the words unseen; it leaves no room for buttons.
            part = {**part, "reply_markup": outbound.forced(screen)}
        number = await self._send(origin, part)
        if number is None:
            return False
        if screen.typed:
            self._prompts[origin.chat, origin.person] = number
            if len(self._prompts) > PROMPTS:
                self._prompts.popitem(last=False)
        return True

    async def _last_resort(self, origin: Origin, screen: Screen, part: outbound.Arguments) -> bool:
        """The prompt becomes the receipt, where an answer to it comes too late for a message of its own."""
        prompt = origin.prompt or self._prompts.pop((origin.chat, origin.person), None)
        if origin.callback or prompt is None or screen.typed:
            return False
        try:
            await self._edit(origin, prompt, part)
        except PlatformError:
            return False
        return True

    async def _proved(self, origin: Origin) -> bool:
        """Whether the place shows a message without content to one person alone; learned once, kept in the database."""
        number = await self._send(origin, {"text": outbound.ELLIPSIS})
        if number is None:
            return False
        await self._latch(origin.chat, able=True)
        try:
            await self._api.call("deleteEphemeralMessage", {**_whom(origin), "ephemeral_message_id": number})
        except PlatformError:
            log.debug("the trial message stays until it expires")
        return True

    async def _send(self, origin: Origin, part: outbound.Arguments) -> int | None:
        """Send; None if the server showed it to everybody, which is undone at once."""
        await self._pace.group(origin.chat)
        parameters: dict[str, Any] = {"receiver_user_id": origin.person}
        arguments = {"chat_id": origin.chat, **part, "ephemeral_message_parameters": parameters}
        if origin.callback:
            parameters["callback_query_id"] = origin.callback
        elif origin.ephemeral is not None:
            arguments["reply_parameters"] = {"ephemeral_message_id": origin.ephemeral}
        if origin.thread is not None:
            arguments["message_thread_id"] = origin.thread
        sent = await self._api.call("sendMessage", arguments)
        number = sent.get("ephemeral_message_id")
        if isinstance(number, int):
            return number
        log.warning("this server shows ephemeral messages to everybody: not used in that place any more")
        await self._latch(origin.chat, able=False)
        await self._api.call("deleteMessage", {"chat_id": origin.chat, "message_id": sent["message_id"]})
        return None

    async def _edit(self, origin: Origin, number: int, part: outbound.Arguments) -> None:
        await self._api.call("editEphemeralMessageText", {**_whom(origin), "ephemeral_message_id": number, **part})

    async def _told(self, origin: Origin, error: Later) -> None:
        if error.__cause__ is not None:  # Telegram said so, not our own pace
            await self._pace.told(origin.chat, error.seconds)

    async def _latch(self, chat: int, *, able: bool) -> None:
        if self._able.get(chat) is able:
            return
        self._able[chat] = able
        now = self._now()
        await self._store.write(lambda session: _write(session, chat, able, now))


def _asked(origin: Origin) -> bool:
    """Whether Telegram lets any bot answer this person in private: after a tap, or after something just as private."""
    return bool(origin.callback) or origin.ephemeral is not None


def _whom(origin: Origin) -> dict[str, Any]:
    return {"chat_id": origin.chat, "receiver_user_id": origin.person}


def _places(session: Session, chat: int) -> list[Place]:
    here = or_(col(Place.address) == str(chat), col(Place.address).startswith(f"{chat}/", autoescape=True))
    return list(session.exec(select(Place).where(Place.platform == PLATFORM, here)))


def _read(session: Session, chat: int) -> bool | None:
    known = [place.abilities[ABILITY] for place in _places(session, chat) if ABILITY in place.abilities]
    return bool(known[0]) if known else None


def _write(session: Session, chat: int, able: bool, now: datetime) -> None:
    for place in _places(session, chat):
        place.abilities = {**place.abilities, ABILITY: able}
        session.add(place)
        if not able:  # its cards get buttons that lead to the direct chat
            for posting in session.exec(select(Posting).where(Posting.place_id == place.id)):
                posting.stale_at, posting.shown = now, ""
                session.add(posting)

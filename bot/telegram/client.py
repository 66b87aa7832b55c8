"""What makes Telegram one of our platforms?"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson

from bot.intake import Intake
from bot.keys import Keys
from bot.platform import (
    Act,
    Command,
    Event,
    File,
    Finding,
    Gone,
    Later,
    Moved,
    Person,
    PlatformError,
    Refused,
    Standing,
    TokenRefused,
    Unreachable,
    Where,
)
from bot.screens import Reply, Screen
from bot.settings import TelegramSettings
from bot.telegram import commands, findings, outbound, seclusion
from bot.telegram.api import ALLOWED, REVOKED, Api, upload
from bot.telegram.ephemeral import Ephemeral
from bot.telegram.inbound import FILE, FILE_NAME, PLATFORM, Bot, address_of, source_of
from bot.telegram.pace import Pace, Rates
from bot.telegram.polling import FIRST_WAIT, LONGEST_WAIT, Poller
from bot.telegram.replies import Replies
from surveys.errors import NotStored
from surveys.store import Store

WEBHOOK_PATH = "/telegram"
WEBHOOK_CONNECTIONS = 40  # at once, Telegram's default
READY = 10.0  # seconds a call waits for the first contact with Telegram
GRACE = 5.0  # seconds to finish what is in work at the end
PARTS = "+"  # between the ids of one screen's messages

log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


class Telegram:
    """Telegram as a platform (``bot.platform.Platform``).

    commands: what the command menus offer.
    rates: None switches our own pacing off, for benchmarks; waiting times that Telegram names are kept all the same.
    grace: seconds to finish what is in work when cancelled; what is left waits in the inbox.

    Attributes:
        webhook_secret: what Telegram shows at the webhook, derived from the key.
    """

    name = PLATFORM
    limits = outbound.LIMITS

    def __init__(
        self,
        settings: TelegramSettings,
        store: Store,
        keys: Keys,
        *,
        commands: Sequence[Command] = (),
        language: str = "de",
        rates: Rates | None = Rates(),  # noqa: B008 - frozen
        grace: float = GRACE,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        if settings.token is None:
            raise ValueError("no token")
        token = settings.token.get_secret_value()
        self.webhook_secret = keys.derived("telegram-webhook").hex()
        self._settings = settings
        self._store = store
        self._keys = keys
        self._commands = commands
        self._language = language
        self._grace = grace
        self._now = now
        self._api = Api(token, settings.api_url)
        self._pace = Pace(store, f"tg:{token.partition(':')[0]}", rates, now)
        self._ephemeral = Ephemeral(self._api, store, self._pace, now)
        self._replies = Replies(self._api, self._pace, self._ephemeral, self.link, self._follow)
        self._handle: Callable[[Event, int | None], Awaitable[Reply]] | None = None
        self._intake: Intake | None = None
        self._username = ""
        self._ready = asyncio.Event()

    # What everybody may ask of a platform

    async def show(self, address: str, screen: Screen, *, pin: bool = False, key: str = "") -> str:
        """Send a screen; gives the reference of its text. Telegram knows no idempotence: ``key`` is not sent."""
        await self._until_ready()
        try:
            return await self._shown(address, screen, pin=pin)
        except Moved as moved:
            await self._follow(_chat(address)[0], int(moved.address))
            return await self._shown(moved.address, screen, pin=pin)

    async def edit(self, address: str, ref: str, screen: Screen) -> None:
        """Change the text and buttons of a screen of ours; an unchanged one is success."""
        await self._until_ready()
        chat, _ = _chat(address)
        numbers = [int(number) for number in ref.split(PARTS)]
        parts = outbound.messages(screen, await self._link_in(chat))
        if not parts:
            raise Refused("a picture without text is not edited")
        if len(parts) > len(numbers):
            log.warning("a screen grew over its messages and is cut")
            parts = [*parts[: len(numbers) - 1], {**parts[len(numbers) - 1], **_markup(parts[-1])}]
        for number, part in zip(numbers, parts, strict=False):
            await self._posted(chat, "editMessageText", {"chat_id": chat, "message_id": number, **part})
        for number in numbers[len(parts) :]:
            await self._posted(chat, "deleteMessage", {"chat_id": chat, "message_id": number})

    async def standing(self, where: Where, person: Person, moderating: Collection[str] = ()) -> Standing:
        """What the person is in the group, asked of Telegram now; somebody unknown there is a stranger."""
        await self._until_ready()
        chat, _ = _chat(where.address)
        try:
            member = await self._api.call("getChatMember", {"chat_id": chat, "user_id": int(person.id)})
        except (Refused, Gone) as error:
            if isinstance(error, TokenRefused):
                raise
            return Standing.STRANGER
        if member["status"] in ("creator", "administrator"):
            return Standing.MODERATOR
        inside = member["status"] == "member" or (member["status"] == "restricted" and member.get("is_member"))
        return Standing.MEMBER if inside else Standing.STRANGER

    async def findings(self, addresses: Sequence[str]) -> Sequence[Finding]:
        """Whether Telegram knows us, how updates reach us, and what we may do in the groups."""
        await self._until_ready()
        private = {address: await self._ephemeral.can(_chat(address)[0]) for address in addresses}
        return await findings.findings(self._api, self._settings, private)

    async def secluded(self, address: str) -> bool:
        """Whether only administrators are in the group, and nobody reads it from outside."""
        await self._until_ready()
        return await seclusion.is_secluded(self._api, _chat(address)[0])

    def link(self, token: str) -> str | None:
        """The address that opens the direct chat with a token; None before Telegram told our name."""
        return f"https://t.me/{self._username}?start={token}" if self._username else None

    async def run(self, handle: Callable[[Event, int | None], Awaitable[Reply]]) -> None:
        """Take events until cancelled. Raises TokenRefused when Telegram does not know our token (any more)."""
        await self._api.open()
        try:
            bot = await self._introduced()
            self._handle = handle
            await self._pace.open()
            self._intake = intake = Intake(
                self._store, self._keys, source_of(bot), self._with_file, self._replies.give, self._now
            )
            self._username = bot.username
            self._ready.set()
            try:
                await self._serve(intake, bot)
            except BaseExceptionGroup as errors:
                refused = errors.subgroup(TokenRefused)
                raise TokenRefused(REVOKED) if refused is not None else errors from None
            finally:
                await intake.close(self._grace)
        finally:
            self._ready.clear()
            await self._api.close()

    # The webhook

    async def take(self, secret: str, body: bytes) -> bool:
        """Take an update that came to the webhook; False for a wrong secret. Raises NotStored: not to be confirmed."""
        if not hmac.compare_digest(secret.encode(), self.webhook_secret.encode()):
            return False
        if self._intake is None:
            raise NotStored("not-stored", reason="starting")
        try:
            update = orjson.loads(body)
        except orjson.JSONDecodeError:
            log.warning("the webhook got something that is no JSON")
            return True  # the same would come again and again
        await self._intake.take([update])
        return True

    # Within

    async def _serve(self, intake: Intake, bot: Bot) -> None:
        await self._eventually(intake.resume)
        async with asyncio.TaskGroup() as group:
            group.create_task(intake.sweep(), name="telegram-sweep")
            group.create_task(self._menus(), name="telegram-menus")
            if self._settings.mode == "webhook":
                await self._eventually(self._set_webhook)
                await asyncio.Event().wait()
            await self._eventually(lambda: self._api.call("deleteWebhook", {"drop_pending_updates": False}))
            poller = Poller(self._api, self._store, bot.id, intake.take, self._now)
            await poller.run()

    async def _with_file(self, event: Event, inbox_id: int | None) -> Reply:
        """Hand an event on, with the file that came with it; one that cannot be fetched did not come."""
        if self._handle is None:
            raise NotStored("not-stored", reason="starting")
        if number := event.fields.get(FILE):
            try:
                file = File(event.fields[FILE_NAME], await self._api.file(number))
                event = replace(event, file=file, odd="", fields={})
            except TokenRefused:
                raise
            except PlatformError as error:
                log.warning("a file could not be fetched: %s", type(error).__name__)
        return await self._handle(event, inbox_id)

    async def _introduced(self) -> Bot:
        raw: dict[str, Any] = await self._eventually(lambda: self._api.call("getMe", {}))
        return Bot(raw["id"], raw["username"])

    async def _eventually(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        """Ask until it works: a network that is down at the start is no reason to end."""
        wait = FIRST_WAIT
        while True:
            try:
                return await ask()
            except TokenRefused:
                raise
            except Later as error:
                await asyncio.sleep(error.seconds)
            except (Unreachable, NotStored) as error:
                log.warning("starting: %s, trying again", type(error).__name__)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _set_webhook(self) -> None:
        url = (self._settings.webhook_url or "").rstrip("/") + WEBHOOK_PATH
        await self._api.call(
            "setWebhook",
            {
                "url": url,
                "secret_token": self.webhook_secret,
                "allowed_updates": ALLOWED,
                "max_connections": WEBHOOK_CONNECTIONS,
            },
        )

    async def _menus(self) -> None:
        try:
            changed = await commands.publish(self._api, self._commands, self._language) if self._commands else 0
            log.debug("%s command menus changed", changed)
        except TokenRefused:
            raise
        except PlatformError as error:
            log.warning("the command menus could not be set: %s", type(error).__name__)

    async def _shown(self, address: str, screen: Screen, *, pin: bool) -> str:
        chat, thread = _chat(address)
        to = {"chat_id": chat} if thread is None else {"chat_id": chat, "message_thread_id": thread}
        sent: list[int] = []
        try:
            if (attachment := screen.attachment) is not None:
                kind, method = (
                    ("photo", "sendPhoto") if attachment.media == "image/png" else ("document", "sendDocument")
                )
                file = {kind: upload(attachment.name, attachment.content), "caption": outbound.caption(attachment)}
                sent.append((await self._posted(chat, method, {**to, **file}))["message_id"])
            texts = outbound.messages(screen, await self._link_in(chat))
            for part in texts:
                message = await self._posted(chat, "sendMessage", {**to, **part}, patient=bool(sent))
                sent.append(message["message_id"])
        except PlatformError as error:
            if not sent or isinstance(error, TokenRefused):
                raise
            raise Unreachable(unsure=True) from error  # a part of it stands there: sending all again would double it
        if pin:
            await self._pin(chat, sent[-1])
        return PARTS.join(str(number) for number in (sent[-len(texts) :] if texts else sent))

    async def _posted(self, chat: int, method: str, arguments: dict[str, Any], *, patient: bool = False) -> Any:
        """Send something of ours at its pace; patient: wait where otherwise Later is raised."""
        while True:
            try:
                await self._pace.post(chat)
                return await self._api.call(method, arguments)
            except Later as error:
                if error.__cause__ is not None:  # Telegram said so, not our own pace
                    await self._pace.told(chat, error.seconds)
                if not patient:
                    raise
                patient = False
                await asyncio.sleep(error.seconds)

    async def _pin(self, chat: int, message: int) -> None:
        try:
            arguments = {"chat_id": chat, "message_id": message, "disable_notification": True}
            await self._api.call("pinChatMessage", arguments)
        except PlatformError as error:
            log.info("not pinned: %s", type(error).__name__)

    async def _link_in(self, chat: int) -> outbound.Link | None:
        """Links for the buttons that lead to the direct chat, where the group cannot show something to one person."""
        return self.link if chat < 0 and await self._ephemeral.can(chat) is False else None

    async def _follow(self, old: int, new: int) -> None:
        """Tell the desk that a group lives on under another address: it moves the place in one transaction."""
        if self._handle is None:
            raise Moved(address_of(new))
        key = f"{self._pace.name}:moved:{old}"
        where, to = Where(address_of(old)), address_of(new)
        await self._handle(Event(key, PLATFORM, Act.MOVED, Person(""), self._now(), where=where, text=to), None)

    async def _until_ready(self) -> None:
        try:
            async with asyncio.timeout(READY):
                await self._ready.wait()
        except TimeoutError:
            raise Unreachable(unsure=False) from None


def _chat(address: str) -> tuple[int, int | None]:
    chat, _, thread = address.partition("/")
    return int(chat), int(thread) if thread else None


def _markup(part: dict[str, Any]) -> dict[str, Any]:
    return {"reply_markup": part["reply_markup"]} if "reply_markup" in part else {}

"""What does Telegram say of us: does it know the token, how do updates reach us, and what may we do in each group?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.platform import Finding, PlatformError, TokenRefused
from bot.settings import TelegramSettings
from bot.telegram.api import Api
from bot.telegram.inbound import PLATFORM

TIMEOUT = 10.0  # seconds for each answer


async def alone(settings: TelegramSettings, private: Mapping[str, bool | None]) -> list[Finding]:
    """The same as ``findings``, for who does not run: on a connection of its own."""
    assert settings.token is not None
    api = Api(settings.token.get_secret_value(), settings.api_url)
    await api.open()
    try:
        return await findings(api, settings, private)
    finally:
        await api.close()


async def findings(api: Api, settings: TelegramSettings, private: Mapping[str, bool | None]) -> list[Finding]:
    """What there is to say; raises PlatformError where Telegram does not answer.

    private: by the group's address, whether it was seen to show something to one person only; None for not tried.
    """
    me = await api.call("getMe", {}, timeout=TIMEOUT)
    webhook = await api.call("getWebhookInfo", {}, timeout=TIMEOUT)
    found = [
        Finding(PLATFORM, "ok", "check-token", values={"name": f"@{me.get('username')}"}),
        _privacy(me),
        _updates(settings, webhook),
    ]
    for address, able in private.items():
        found += await _place(api, me["id"], address, able)
    return found


def _privacy(me: Mapping[str, Any]) -> Finding:
    about = f"{PLATFORM} privacy mode"
    if me.get("can_read_all_group_messages"):
        return Finding(about, "ok", "check-privacy-off", "check-privacy-do")
    return Finding(about, "ok", "check-privacy-on")


def _updates(settings: TelegramSettings, info: Mapping[str, Any]) -> Finding:
    about = f"{PLATFORM} updates"
    url = str(info.get("url") or "")
    waiting: dict[str, str | int | float] = {"waiting": int(info.get("pending_update_count") or 0)}
    if settings.mode == "polling":
        if url:
            return Finding(about, "warning", "check-webhook-left", "check-webhook-left-do")
        return Finding(about, "ok", "check-polling", values=waiting)
    ours = (settings.webhook_url or "").rstrip("/")
    if not ours:
        setting = "NACHGEFRAGT_TELEGRAM__WEBHOOK_URL"
        return Finding(about, "blocked", "check-webhook-nowhere", "check-webhook-nowhere-do", {"setting": setting})
    if (error := info.get("last_error_message")) and url.startswith(ours):
        values = {**waiting, "error": str(error)}
        return Finding(about, "warning", "check-webhook-failed", "check-webhook-failed-do", values)
    return Finding(about, "ok", "check-webhook", values=waiting)


async def _place(api: Api, me: int, address: str, private: bool | None) -> list[Finding]:
    """What the bot may do in a group, and whether members can answer there unseen."""
    about = f"{PLATFORM}:{address}"
    chat = int(address.split("/", maxsplit=1)[0])
    try:
        member = await api.call("getChatMember", {"chat_id": chat, "user_id": me}, timeout=TIMEOUT)
    except TokenRefused:
        raise
    except PlatformError:
        member = {"status": "left"}
    match member.get("status"):
        case "left" | "kicked":
            return [Finding(about, "warning", "check-not-there", "check-not-there-do")]
        case "restricted" if not member.get("can_send_messages", True):
            return [Finding(about, "blocked", "check-may-not-write", "check-may-not-write-do")]
        case "administrator" if member.get("can_pin_messages"):
            rights = Finding(about, "ok", "check-may-pin")
        case _:
            rights = Finding(about, "warning", "check-may-not-pin", "check-may-not-pin-do")
    if private is None:
        return [rights]
    return [rights, Finding(about, "ok", "check-private" if private else "check-not-private")]

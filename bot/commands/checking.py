"""``nachgefragt check``: is everything in place, and what is to be done where it is not? Stores and posts nothing."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from bot.commands.arguments import FAILED, OK, Commands, command

if TYPE_CHECKING:
    from bot.settings import Settings

DISK = 200 * 1024**2  # bytes free below which it gets tight: backups are as large as the database
EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)  # a clock before this is wrong
TIMEOUT = 10.0  # seconds for each answer of a platform


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        state: ``warning`` may wait, ``blocked`` may not.
        do: what to do about it; empty where all is well.
    """

    about: str
    state: Literal["ok", "warning", "blocked"]
    found: str
    do: str = ""


def add(commands: Commands) -> None:
    """Say what can be typed."""
    checking = command(
        commands,
        "check",
        "say whether everything is in place, and what to do where it is not\nStores and posts nothing. Exit code 1 if "
        "something keeps the bot from working.",
        _check,
    )
    checking.add_argument("--json", action="store_true", help="for programs")


def _check(given: argparse.Namespace) -> int:
    from bot.commands import office

    settings = office.settings()
    with office.progress("looking"):
        findings = [
            *_settings(settings),
            *_key(settings),
            *_database(settings),
            *_posts(settings),
            *_clock(settings),
            *_catalog(),
            *_telegram(settings),
        ]
    if given.json:
        print(office.as_json([asdict(each) for each in findings]))
    else:
        signs = {"ok": "ok     ", "warning": "warning", "blocked": "BLOCKED"}
        for each in findings:
            print(f"{signs[each.state]}  {each.about}: {each.found}" + (f" -> {each.do}" if each.do else ""))
    return FAILED if any(each.state == "blocked" for each in findings) else OK


def _settings(settings: Settings) -> Iterator[Finding]:
    operator = settings.operator
    if operator.name and operator.contact:
        yield Finding("operator", "ok", f"{operator.name}, {operator.contact}")
    else:
        missing = [
            name
            for name, value in (
                ("NACHGEFRAGT_OPERATOR__NAME", operator.name),
                ("NACHGEFRAGT_OPERATOR__CONTACT", operator.contact),
            )
            if not value
        ]
        yield Finding("operator", "blocked", "not named", f"set {' and '.join(missing)}: no wave opens without them")
    if settings.discord.token:
        yield Finding("discord", "warning", "a token is set", "Discord is not part of this version yet")


def _key(settings: Settings) -> Iterator[Finding]:
    from bot import keys

    if settings.secret_key is not None:
        yield Finding("secret key", "ok", "set by NACHGEFRAGT_SECRET_KEY")
        return
    path = keys.key_file(settings)
    if not path.exists():
        yield Finding("secret key", "ok", f"will be made in {path} at the first start")
        return
    yield _mode("secret key", path)


def _mode(about: str, path: Path) -> Finding:
    """Whether a file is its owner's alone."""
    if os.name != "nt" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding(about, "blocked", f"{path} can be read by others", f"chmod 600 {path}")
    if not os.access(path, os.R_OK):
        return Finding(about, "blocked", f"{path} cannot be read", "start as the user it belongs to")
    return Finding(about, "ok", str(path))


def _database(settings: Settings) -> Iterator[Finding]:
    from bot.commands import office
    from surveys import upkeep
    from surveys.errors import SurveyError
    from surveys.store import normalised

    url = settings.database_url
    shown = office.shown_url(url)
    try:
        present = office.revision(url)
    except office.Failure as failure:
        yield Finding("database", "blocked", str(failure), "check NACHGEFRAGT_DATABASE_URL")
        return
    if present is None:
        yield Finding("database", "ok", f"{shown} will be made at the first start")
    elif present != upkeep.head():
        yield Finding("database", "warning", f"{shown} is at another version ({present})", "nachgefragt db upgrade")
    else:
        try:
            info = upkeep.info(url)
        except SurveyError as error:
            yield Finding("database", "blocked", office.said(error))
            return
        yield Finding("database", "ok", f"{shown}, {info.dialect} {info.version}, revision {info.revision}")
        for warning in info.warnings:
            yield Finding("database", "warning", warning)
    address = normalised(url)
    if address.drivername == "sqlite":
        yield from _file(Path(address.database or ""))


def _posts(settings: Settings) -> Iterator[Finding]:
    """What stands in a place, or not: a moderator is told in ``/verwalten``, whoever runs the bot here."""
    import sqlalchemy as sa
    from sqlmodel import Session, col

    from bot.commands import office
    from bot.tables import Ledger, LedgerState
    from surveys import upkeep
    from surveys.store import Store

    def work(session: Session) -> int:
        query = sa.select(sa.func.count()).where(col(Ledger.state) == LedgerState.UNSURE)
        return int(session.execute(query).scalar_one())

    with contextlib.suppress(office.Failure):  # said above
        if office.revision(settings.database_url) != upkeep.head():
            return
        with Store.open(settings.database_url) as store:
            unsure = store.read_now(work)
        if unsure:
            do = "look whether they stand there; /verwalten in the chat sends them again"
            yield Finding("posts", "warning", f"{unsure} may not have arrived", do)


def _file(path: Path) -> Iterator[Finding]:
    if path.exists():
        yield _mode("database file", path)
        if not os.access(path, os.W_OK):
            yield Finding("database file", "blocked", f"{path} cannot be written", "start as the user it belongs to")
    folder = next((each for each in (path.parent, *path.parent.parents) if each.exists()), Path())
    if not os.access(folder, os.W_OK):
        yield Finding(
            "folder", "blocked", f"{folder} cannot be written", "give the bot's user the right to write there"
        )
    free = shutil.disk_usage(folder).free
    told = f"{free / 1024**3:.1f} GiB free"
    yield Finding("disk", "ok", told) if free >= DISK else Finding("disk", "warning", told, "make room")


def _clock(settings: Settings) -> Iterator[Finding]:
    now = datetime.now(UTC)
    local = f"{now.astimezone(settings.zone):%Y-%m-%d %H:%M %Z} ({settings.timezone})"
    if now < EARLIEST:
        yield Finding("clock", "blocked", local, "set the clock of this computer")
    else:
        yield Finding("clock", "ok", local)


def _catalog() -> Iterator[Finding]:
    from surveys.design import catalog
    from surveys.errors import QuestionnaireError

    try:
        yield Finding("catalog", "ok", f"{len(catalog.all())} questionnaires")
    except QuestionnaireError as error:
        yield Finding("catalog", "blocked", str(error).splitlines()[0], "nachgefragt catalog lint")


# --- Telegram ---------------------------------------------------------------------------------------------------


def _telegram(settings: Settings) -> list[Finding]:
    if settings.telegram.token is None:
        return [Finding("telegram", "warning", "no token", "set NACHGEFRAGT_TELEGRAM__TOKEN to run Telegram")]
    return asyncio.run(_ask_telegram(settings))


async def _ask_telegram(settings: Settings) -> list[Finding]:
    from bot.platform import PlatformError, TokenRefused
    from bot.telegram.api import Api

    assert settings.telegram.token is not None
    api = Api(settings.telegram.token.get_secret_value(), settings.telegram.api_url)
    await api.open()
    try:
        me = await api.call("getMe", {}, timeout=TIMEOUT)
        findings = [Finding("telegram", "ok", f"the token is of @{me.get('username')}")]
        findings.append(_privacy(me))
        findings.append(_webhook(settings, await api.call("getWebhookInfo", {}, timeout=TIMEOUT)))
        for address in _telegram_places(settings):
            findings.append(await _place(api, me["id"], address))
        return findings
    except TokenRefused as error:
        return [Finding("telegram", "blocked", "the token is refused", str(error))]
    except PlatformError as error:
        told = f"{settings.telegram.api_url} does not answer ({type(error).__name__})"
        return [Finding("telegram", "blocked", told, "check the network and NACHGEFRAGT_TELEGRAM__API_URL")]
    finally:
        await api.close()


def _privacy(me: dict[str, Any]) -> Finding:
    if me.get("can_read_all_group_messages"):
        do = "nothing must be done; @BotFather, /setprivacy, Enable lets the bot see only what is meant for it"
        return Finding("telegram privacy mode", "ok", "off: the bot is sent every message of a group", do)
    return Finding("telegram privacy mode", "ok", "on: the bot is sent only commands, replies to it and mentions")


def _webhook(settings: Settings, info: dict[str, Any]) -> Finding:
    about = "telegram updates"
    url = str(info.get("url") or "")
    waiting = f"{info.get('pending_update_count', 0)} waiting"
    failed = info.get("last_error_message")
    if settings.telegram.mode == "polling":
        if url:
            return Finding(about, "warning", "a webhook is set", "the bot removes it when it starts polling")
        return Finding(about, "ok", f"polling, {waiting}")
    ours = (settings.telegram.webhook_url or "").rstrip("/")
    if not ours:
        return Finding(about, "blocked", "webhook without an address", "set NACHGEFRAGT_TELEGRAM__WEBHOOK_URL")
    if failed and url.startswith(ours):
        return Finding(
            about, "warning", f"webhook, {waiting}, last error: {failed}", "check the proxy in front of the bot"
        )
    return Finding(about, "ok", f"webhook, {waiting}")


async def _place(api: Any, me: int, address: str) -> Finding:
    """What the bot may do in a group."""
    from bot.platform import PlatformError, TokenRefused

    about = f"telegram:{address}"
    try:
        member = await api.call(
            "getChatMember", {"chat_id": int(address.split("/", maxsplit=1)[0]), "user_id": me}, timeout=TIMEOUT
        )
    except TokenRefused:
        raise
    except PlatformError:
        return Finding(about, "warning", "the bot is not there", "add it to the group again, or close its waves")
    status = member.get("status")
    if status in ("left", "kicked"):
        return Finding(about, "warning", "the bot is not there", "add it to the group again, or close its waves")
    if status == "restricted" and not member.get("can_send_messages", True):
        return Finding(about, "warning", "the bot may not write there", "give it the right to send messages")
    if status == "administrator" and member.get("can_pin_messages"):
        return Finding(about, "ok", "may write and pin")
    do = "make it an administrator with the right to pin, so that the card stays on top"
    return Finding(about, "warning", "may write, not pin", do)


def _telegram_places(settings: Settings) -> list[str]:
    from sqlmodel import Session, select

    from bot.commands import office
    from bot.tables import Place
    from surveys import upkeep
    from surveys.store import Store

    if office.revision(settings.database_url) != upkeep.head():
        return []

    def work(session: Session) -> list[str]:
        return list(session.exec(select(Place.address).where(Place.platform == "telegram").order_by(Place.address)))

    with Store.open(settings.database_url) as store:
        return store.read_now(work)

"""``nachgefragt check``: is everything in place, and what is to be done where it is not? Stores and posts nothing."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import asdict
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from bot.commands import platforms
from bot.commands.arguments import FAILED, OK, Commands, command

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.checks import Told
    from bot.commands.platforms import Kind, Places
    from bot.platform import Finding
    from bot.settings import Settings

PATIENCE = 60.0  # seconds for all that a platform is asked
TIMEOUT = 10.0  # seconds for an answer that only tells the time
APART = 30  # seconds between our clock and a platform's
SIGNS = {"ok": "ok     ", "warning": "warning", "blocked": "BLOCKED"}


def add(commands: Commands) -> None:
    """Say what can be typed."""
    checking = command(
        commands,
        "check",
        "say whether everything is in place, and what to do where it is not\nAsks each platform whose token is set. "
        "Stores and posts nothing. Exit code 1 if something keeps the bot from working.",
        _check,
    )
    checking.add_argument("--json", action="store_true", help="for programs")


def _check(given: argparse.Namespace) -> int:
    from bot import checks
    from bot.commands import computer, language_model, office

    settings = office.settings()
    with office.progress("looking"):
        posts, places = _stored(settings)
        ours = [checks.told(each, "en") for each in (checks.operator(settings), *posts)]
        platforms_ = asyncio.run(_platforms(settings, places))
        found = [*ours, *computer.look(settings), *language_model.look(settings), *platforms_]
    if given.json:
        print(office.as_json([asdict(each) for each in found]))
    else:
        for each in found:
            print(f"{SIGNS[each.state]}  {each.about}: {each.found}" + (f" -> {each.do}" if each.do else ""))
    return FAILED if any(each.state == "blocked" for each in found) else OK


def _stored(settings: Settings) -> tuple[list[Finding], dict[str, Places]]:
    """What the database says: posts in doubt, and by platform what was learned about each place."""
    from bot import checks
    from bot.commands import office
    from surveys import upkeep
    from surveys.store import Store

    def work(session: Session) -> tuple[list[Finding], dict[str, Places]]:
        return checks.posts(session), _places(session)

    try:
        if office.revision(settings.database_url) != upkeep.head():
            return [], {}
    except office.Failure:  # said where the database is looked at
        return [], {}
    with Store.open(settings.database_url) as store:
        return store.read_now(work)


def _places(session: Session) -> dict[str, Places]:
    from sqlmodel import col, select

    from bot import checks
    from bot.tables import Place

    places = [each for each in session.exec(select(Place).order_by(col(Place.address))) if checks.can_be_shown_in(each)]
    return {
        platform: {each.address: each.abilities for each in places if each.platform == platform}
        for platform in {each.platform for each in places}
    }


# --- the platforms ----------------------------------------------------------------------------------------------


async def _platforms(settings: Settings, places: dict[str, Places]) -> list[Told]:
    """What each platform whose token is set says of us."""
    from bot.checks import Told

    chosen = platforms.chosen(settings)
    if not chosen:
        do = "set NACHGEFRAGT_TELEGRAM__TOKEN, NACHGEFRAGT_DISCORD__TOKEN or both"
        return [Told("platforms", "warning", "no token", do)]
    told = await asyncio.gather(*(_platform(each, settings, places.get(each.name, {})) for each in chosen))
    return [each for of_one in told for each in of_one]


async def _platform(kind: Kind, settings: Settings, places: Places) -> list[Told]:
    from bot import checks

    found = await checks.of_platform(kind.name, kind.look(settings, places), PATIENCE)
    clock = await _clock_of(kind, settings)
    return [*(checks.told(each, "en") for each in found), *([clock] if clock else [])]


async def _clock_of(kind: Kind, settings: Settings) -> Told | None:
    """How far our clock is from theirs, by the date in whatever they answer; None where they say none."""
    import aiohttp

    from bot.checks import Told

    address = kind.settings(settings).api_url
    timeout = aiohttp.ClientTimeout(total=TIMEOUT)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(address, allow_redirects=False) as got,
        ):
            theirs = parsedate_to_datetime(got.headers["Date"])
    except (aiohttp.ClientError, TimeoutError, OSError, KeyError, ValueError):
        return None
    apart = round(abs((datetime.now(UTC) - theirs).total_seconds()))
    about = f"{kind.name} clock"
    if apart > APART:
        return Told(about, "warning", f"{apart} s apart from this computer's", "let this computer set its clock (NTP)")
    return Told(about, "ok", "agrees with this computer's")

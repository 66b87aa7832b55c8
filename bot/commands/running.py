"""``nachgefragt run``: everything is built here once, and runs in one task group until it is told to stop.

Heavy parts are imported only on the way: what a start does not need, it does not load (SCALE: first poll within 2 s).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.commands import platforms
from bot.commands.arguments import FAILED, INTERRUPTED, OK, USAGE, Commands, command

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.settings import Settings
    from surveys.store import Store

WEBHOOK_PORT = 8080  # where a webhook needs the web server and no port is set
NOTHING_TO_RUN = (
    "no platform to run: set NACHGEFRAGT_TELEGRAM__TOKEN (from @BotFather), NACHGEFRAGT_DISCORD__TOKEN (from the "
    "developer portal) or both, in the environment or in .env; `nachgefragt demo` needs no token"
)
NO_OWNER = (
    "nobody owns this bot yet: send /inhaber {code} to it in a direct chat within an hour; "
    "`nachgefragt role give owner` makes another code"
)
NO_WEBHOOK_URL = "NACHGEFRAGT_TELEGRAM__MODE=webhook needs NACHGEFRAGT_TELEGRAM__WEBHOOK_URL"

log = logging.getLogger(__name__)


def add(commands: Commands) -> None:
    """Say what can be typed."""
    command(
        commands,
        "run",
        "run the bot until it is stopped\nRuns each platform whose token is set. Brings the database to this version "
        "first, with a backup.\nExit codes: 1 it failed or a token was revoked, 2 a setting is missing.",
        _run,
    )


def _run(given: argparse.Namespace) -> int:
    from bot import logs
    from bot.commands import office

    settings = office.settings()
    if not platforms.chosen(settings):
        raise office.Failure(NOTHING_TO_RUN, USAGE)
    if _has_webhook(settings) and not settings.telegram.webhook_url:
        raise office.Failure(NO_WEBHOOK_URL, USAGE)
    logs.configure(settings.log_level, _secrets(settings))
    with office.spoken():
        from surveys.store import Store

        present = office.revision(settings.database_url)
        with Store.open(settings.database_url) as store, store.hold():
            office.upgrade_if_needed(settings, present, only_new=False)
            _look_at_key(settings, store)
            _offer_to_owner(settings, store)
            _look_for_dead_imports(store)
            with contextlib.suppress(KeyboardInterrupt):
                return asyncio.run(_until_stopped(settings, store))
    return INTERRUPTED


def _look_at_key(settings: Settings, store: Store) -> None:
    """Say loudly where the key is another one: the bot works with it and takes everybody for somebody new."""
    from datetime import UTC, datetime

    from bot import erasures, keys, rotation
    from surveys.errors import NotStored

    house_keys, now = keys.load(settings), datetime.now(UTC)
    with contextlib.suppress(NotStored):
        if store.read_now(lambda session: rotation.is_unfinished(session, house_keys)):
            rotation.rotate(store, settings, now)
            log.warning("a change of the key had been interrupted and was finished")
        store.write_now(lambda session: rotation.mark(session, house_keys, now))
        if not store.read_now(lambda session: erasures.is_key_of(session, house_keys)):
            log.error(
                "the database was filled with another key than this one: nobody is recognised, and may count twice"
            )


def _offer_to_owner(settings: Settings, store: Store) -> None:
    """Print, where only the operator reads, the code by which the first owner says who they are; never into the log."""
    from bot import appointments, codes, keys
    from surveys.errors import NotStored

    secret, now = keys.load(settings), datetime.now(UTC)
    with contextlib.suppress(NotStored):
        code = store.write_now(lambda session: appointments.first_code(session, secret, now))
        if code is not None:
            print(NO_OWNER.format(code=codes.shown(code)), file=sys.stderr, flush=True)


def _look_for_dead_imports(store: Store) -> None:
    """What an import left behind whose process died is taken out before anybody sees it."""
    from surveys.errors import NotStored
    from surveys.exchange import staged

    with contextlib.suppress(NotStored):
        if many := staged.recover(store, datetime.now(UTC)):
            log.warning("%s imports had ended half-way: what they had brought is taken out again", many)


async def _until_stopped(settings: Settings, store: Store) -> int:
    """Run everything; gives the exit code."""
    from bot.platform import TokenRefused

    work = asyncio.create_task(_everything(settings, store), name="everything")
    code = OK
    with _signals(work.cancel) as received:
        try:
            await work
        except asyncio.CancelledError:
            code = INTERRUPTED if signal.SIGINT in received else OK
            log.info("stopped")
        except BaseExceptionGroup as errors:
            refused, others = errors.split(TokenRefused)
            taken, others = others.split(OSError) if others is not None else (None, None)
            if others is not None:
                raise others from None
            code = FAILED
            print(f"nachgefragt: {_first(refused or taken)}", file=sys.stderr)
    return code


async def _everything(settings: Settings, store: Store) -> None:
    from bot import keys
    from bot.coding import Coder
    from bot.desk import Desk
    from bot.postings import Postings
    from bot.schedule import Schedule
    from bot.visit import House

    house = House(settings, keys.load(settings))
    desk = Desk(store, house)
    desk.platforms |= {each.name: each.build(settings, desk) for each in platforms.chosen(settings)}
    schedule = Schedule(store, house, desk.platforms, desk.clock)
    desk.ring = schedule.ring
    postings = Postings(store, house, desk.platforms, desk.clock)
    async with asyncio.TaskGroup() as group:
        for name, platform in desk.platforms.items():
            group.create_task(platform.run(desk.handle), name=name)
        group.create_task(schedule.run(), name="schedule")
        group.create_task(postings.run(), name="postings")
        group.create_task(Coder(store, desk.clock, endpoint=settings.llm.endpoint()).run(), name="coding")
        if settings.web.port or _has_webhook(settings):
            group.create_task(_web(settings, desk), name="web")


def _has_webhook(settings: Settings) -> bool:
    return settings.telegram.token is not None and settings.telegram.mode == "webhook"


async def _web(settings: Settings, desk: Desk) -> None:
    import sqlalchemy as sa

    from bot.web.app import application, serve

    async def health() -> dict[str, object]:
        await desk.store.read(lambda session: session.execute(sa.text("SELECT 1")).scalar_one())
        return {"platforms": sorted(desk.platforms)}

    webhook = platforms.webhook(desk) if _has_webhook(settings) else None
    port = settings.web.port or WEBHOOK_PORT
    await serve(
        application(health=health, webhook=webhook),
        settings.web.host,
        port,
        ready=lambda taken: log.info("the web server listens on %s:%s", settings.web.host, taken),
    )


@contextlib.contextmanager
def _signals(stop: Callable[[], Any]) -> Iterator[list[int]]:
    """Stop at SIGTERM and SIGINT; a second SIGINT ends the process at once."""
    loop = asyncio.get_running_loop()
    received: list[int] = []

    def receive(number: int) -> None:
        received.append(number)
        loop.remove_signal_handler(number)
        stop()

    numbers: tuple[signal.Signals, ...] = (signal.SIGTERM, signal.SIGINT)
    try:
        for number in numbers:
            loop.add_signal_handler(number, receive, number)
    except NotImplementedError:  # Windows: Ctrl-C arrives as KeyboardInterrupt
        numbers = ()
    try:
        yield received
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


def _first(errors: BaseExceptionGroup[Any] | None) -> str:
    error: BaseException | None = errors
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return str(error)


def _secrets(settings: Settings) -> list[str]:
    found = (
        settings.telegram.token,
        settings.discord.token,
        settings.secret_key,
        settings.earlier_keys,
        settings.llm.key,
    )
    return [secret.get_secret_value() for secret in found if secret is not None]

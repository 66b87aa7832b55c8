"""``nachgefragt digest``: what came out, as a file, or into the places of the wave?"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import OK, Commands, command, group, whole

if TYPE_CHECKING:
    from sqlmodel import Session

    from surveys.digest.compose import Version
    from surveys.digest.digest import Digest
    from surveys.store import Store

FORMATS = ("text", "markdown", "html", "json")


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(commands, "digest", "What came out: counts of five people and more, and quotes with consent.")
    show = command(
        mine,
        "show",
        "show a wave's digest\nThe one posted last; before the first, what it would say now. HTML is one file that needs "
        "nothing else and prints well.",
        _show,
        examples="  nachgefragt digest show kundenservice-1 --format html --output digest.html",
    )
    _shown_as(show)
    show.add_argument("--version", metavar="N", type=whole(1, 1_000_000), help="an earlier one, by its number")
    preview = command(
        mine,
        "preview",
        "show what the next digest would say\nFrom all answers there are now. Nothing is stored, released or posted.",
        _preview,
        examples="  nachgefragt digest preview kundenservice-1 --format markdown",
    )
    _shown_as(preview)
    versions = command(
        mine,
        "versions",
        "list a wave's digests\nEach with its number, when it was composed, its hash, and what it corrects.",
        _versions,
    )
    versions.add_argument("wave", metavar="WAVE")
    versions.add_argument("--json", action="store_true", help="for programs")
    post = command(
        mine,
        "post",
        "compose a digest now and post it in the wave's places\nThe running bot posts it, within seconds.",
        _post,
    )
    post.add_argument("wave", metavar="WAVE")
    invite = command(
        mine,
        "invite",
        "make a code for an author who is no member\nThe author sends `/digest CODE` to the bot in a direct chat and is "
        "told of the digests there. Good for seven days and once.",
        _invite,
    )
    invite.add_argument("wave", metavar="WAVE")


def _shown_as(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("wave", metavar="WAVE", help="such as kundenservice-1")
    parser.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write it there instead of showing it")
    parser.add_argument("--language", choices=("de", "en"), help="default: the wave's")


def _show(given: argparse.Namespace) -> int:
    from bot.commands import office

    with office.opened(office.settings()) as store, office.progress("composing"):
        digest = store.read_now(lambda session: _posted(session, given.wave, given.version))
        if digest is None:
            digest, _ = _would_be(store, given.wave)
    return _written(digest, given)


def _preview(given: argparse.Namespace) -> int:
    from bot.commands import office
    from bot.digests import WORTH_POSTING

    with office.opened(office.settings()) as store, office.progress("composing"):
        digest, news = _would_be(store, given.wave)
    if news < WORTH_POSTING:
        who = "nobody" if not news else "one person" if news == 1 else f"{news} people"
        print(f"new since the digest before: {who}; the scheduled digest waits for {WORTH_POSTING}", file=sys.stderr)
    return _written(digest, given)


def _written(digest: Digest, given: argparse.Namespace) -> int:
    from surveys.digest.render import render
    from surveys.exchange.writing import whole as whole_file

    rendered = render(digest, given.format, given.language).rstrip("\n") + "\n"
    if given.output is None:
        sys.stdout.write(rendered)
        return OK
    with whole_file(given.output) as part:
        part.write_text(rendered, encoding="utf-8")
    print(given.output)
    return OK


def _posted(session: Session, key: str, version: int | None) -> Digest | None:
    """That version, else the newest; None before the first. Raises Failure for one there is not."""
    from bot.commands.office import Failure
    from surveys.digest import compose
    from surveys.fieldwork import waves

    wave = waves.find(session, key)
    found = compose.stored(session, wave, version)
    if found is None and version is not None:
        known = ", ".join(str(each.number) for each in compose.versions(session, wave))
        there = f"there are {known}" if known else "there is none yet; `nachgefragt digest preview` shows the next one"
        raise Failure(f"{key} has no digest {version}: {there}")
    return found


def _would_be(store: Store, key: str) -> tuple[Digest, int]:
    """What the next digest would say, and how many people have said something new since the one before."""
    from bot import digests
    from surveys.fieldwork import waves

    def work(session: Session) -> tuple[Digest, int]:
        wave = waves.find(session, key)
        return digests.would_be(session, wave, datetime.now(UTC)), digests.with_news(session, wave)

    return store.write_now(work)


def _versions(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.digest import compose
    from surveys.fieldwork import waves

    with office.opened(office.settings()) as store:
        found = store.read_now(lambda session: compose.versions(session, waves.find(session, given.wave)))
    if given.json:
        print(office.as_json([{**asdict(each), "why": _why(each)} for each in found]))
        return OK
    if not found:
        print(f"no digest of {given.wave} yet", file=sys.stderr)
        return OK
    rows = [["number", "composed", "hash", "", "why"]]
    rows += [
        [str(each.number), f"{each.at:%Y-%m-%d %H:%M} UTC", each.hash, "final" if each.final else "interim", _why(each)]
        for each in found
    ]
    print(office.table(rows))
    return OK


def _why(version: Version) -> str:
    return "composed" if version.corrects is None else f"corrects {version.corrects}"


def _post(given: argparse.Namespace) -> int:
    from bot.commands import office

    with office.opened(office.settings()) as store:
        store.write_now(lambda session: _planned(session, given.wave))
    print(f"a digest of {given.wave} is composed and posted as soon as the bot runs")
    return OK


def _planned(session: Session, key: str) -> None:
    from bot import fielding
    from surveys.fieldwork import waves

    fielding.digest_now(session, waves.find(session, key), datetime.now(UTC))


def _invite(given: argparse.Namespace) -> int:
    from bot import codes, keys, subscriptions, tokens
    from bot.commands import office
    from bot.tokens import Token, Verb
    from surveys.fieldwork import waves

    settings = office.settings()
    with office.opened(settings) as store:
        secret, now = keys.load(settings), datetime.now(UTC)
        code = store.write_now(
            lambda session: subscriptions.invite(session, secret, waves.find(session, given.wave), now)
        )
    print(codes.shown(code))
    link = tokens.write(Token(Verb.SUBSCRIBE, value=f"c{code}"), secret)
    print(f"to be sent to the bot in a direct chat: /digest {codes.shown(code)}", file=sys.stderr)
    print(f"or as a link on Telegram: https://t.me/<the bot's name>?start={link}", file=sys.stderr)
    return OK

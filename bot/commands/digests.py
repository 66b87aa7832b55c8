"""``nachgefragt digest``: what came out, as a file, or into the places of the wave?"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import OK, Commands, command, group

if TYPE_CHECKING:
    from sqlmodel import Session

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
    show.add_argument("wave", metavar="WAVE", help="such as kundenservice-1")
    show.add_argument("--format", choices=FORMATS, default="text", help="default: text")
    show.add_argument("--output", metavar="FILE", type=Path, help="write it there instead of showing it")
    show.add_argument("--language", choices=("de", "en"), help="default: the wave's")
    post = command(
        mine,
        "post",
        "compose a digest now and post it in the wave's places\nThe running bot posts it, within seconds.",
        _post,
    )
    post.add_argument("wave", metavar="WAVE")


def _show(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.digest.render import render
    from surveys.exchange.writing import whole

    with office.opened(office.settings()) as store, office.progress("composing"):
        digest = store.read_now(lambda session: _posted(session, given.wave)) or _would_be(store, given.wave)
        rendered = render(digest, given.format, given.language).rstrip("\n") + "\n"
    if given.output is None:
        sys.stdout.write(rendered)
        return OK
    with whole(given.output) as part:
        part.write_text(rendered, encoding="utf-8")
    print(given.output)
    return OK


def _posted(session: Session, key: str) -> Digest | None:
    from surveys.digest import compose
    from surveys.fieldwork import waves

    return compose.stored(session, waves.find(session, key))


def _would_be(store: Store, key: str) -> Digest:
    """What the first digest would say if it were composed now; its release is undone again."""
    from bot import digests
    from surveys.analysis import release
    from surveys.analysis.results import Viewer
    from surveys.fieldwork import waves

    def work(session: Session) -> None:
        wave, now = waves.find(session, key), datetime.now(UTC)
        release.release(session, wave, now)
        raise _Composed(digests.now(session, wave, now, Viewer(in_public=True)))

    try:
        store.write_now(work)
    except _Composed as composed:
        return composed.digest
    raise AssertionError("a unit that always raises")


class _Composed(Exception):
    """Carries a digest out of a unit of work that is to be undone."""

    def __init__(self, digest: Digest) -> None:
        super().__init__()
        self.digest = digest


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

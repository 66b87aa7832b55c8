"""Recorded conversations: what people do is read from the file, what they see is written again and compared.

``    name > words`` writes in the direct chat, ``name ~ words`` edits the message before, ``name ! label`` presses a button
of the last screens, ``name @ words`` replies to the card in the group, ``name @! label`` follows a button of the card
into the direct chat. ``* 3 days`` lets time pass, ``* settle`` does what is due, ``* group`` shows what stands in the
group, ``* told`` what was written to people of ourselves, ``* themed`` lets 24 people answer a survey and a run of the
machine put that into themes. ``* on discord`` at the beginning plays all of it there. ``NACHGEFRAGT_REGENERATE=1`` writes
the files anew; the diff is the review.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
from pathlib import Path

import pytest
import themed
from stage import Actor, Paper, Stage

from bot.screens import Screen
from surveys.store import Store

FOLDER = Path(__file__).parent.parent / "transcripts"
FILES = sorted(FOLDER.glob("*.txt"))
INPUT = re.compile(r"^(?P<who>[A-Za-z*]+) ?(?P<how>>|~|!|@!|@|:)? ?(?P<what>.*)$")
WIDTH = 110


@pytest.fixture(autouse=True)
def _the_same_ids_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("surveys.tables.random_bytes", random.Random(7).randbytes)


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def test_there_are_transcripts() -> None:
    assert len(FILES) >= 8


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_conversation_goes_as_recorded(file: Path, store: Store) -> None:
    recorded = file.read_text("utf-8")

    played = asyncio.run(play(recorded, Stage(store)))

    if os.environ.get("NACHGEFRAGT_REGENERATE"):
        file.write_text(played, "utf-8")
    assert "!!" not in played
    assert played == recorded


async def play(recorded: str, stage: Stage) -> str:
    platform = "discord" if "\n* on discord\n" in recorded else "telegram"
    stage.add_room(platform=platform)
    paper = stage.on(platform)
    actors: dict[str, Actor] = {}
    out: list[str] = []
    for line in recorded.splitlines():
        if line.startswith("    ") or not line.strip():
            continue
        if line.startswith("#"):
            out.append(line)
            continue
        match = INPUT.match(line)
        assert match, line
        who, how, what = match["who"], match["how"] or "", match["what"]
        out += ["", line]
        if who == "*":
            out += await _stage_direction(stage, paper, what)
            continue
        if who not in actors:
            actors[who] = stage.actor(who, moderates=who.startswith("Mod"), language=_language(who), platform=platform)
        actor = actors[who]
        try:
            out += _drawn(await _act(actor, how, what))
        except AssertionError as error:  # no such button: it stands in the file until the script is mended
            out.append(f"    !! {error}")
        if actor.toast:
            out.append(f"    ({actor.toast})")
    return "\n".join(out).strip() + "\n"


def _language(name: str) -> str:
    return "en" if name.endswith("EN") else "de"


async def _act(actor: Actor, how: str, what: str) -> list[Screen]:
    stage = actor.stage
    match how:
        case ">":
            return await actor.says(what)
        case "~":
            return await actor.says(what, edit=True)
        case "!":
            return await actor.presses(what)
        case "@":
            card = next(
                (shown for shown in stage.on(actor.platform).shown if shown.address == stage.room.address), None
            )
            reply_to = card.ref if card and not what.startswith("/") else ""
            return await actor.says(what, where=stage.room, reply_to=reply_to)
        case "@!":
            return await actor.follows(what)
    raise AssertionError(how)


async def _stage_direction(stage: Stage, paper: Paper, what: str) -> list[str]:
    amount, _, unit = what.partition(" ")
    if amount.isdigit():
        stage.passes(**{unit: float(amount)})
        return []
    if what == "on discord":
        return []
    if what == "settle":
        await stage.settles()
        return []
    if what == "themed":
        await themed.themed(stage)
        return []
    if what == "group":
        return _drawn(stage.posts())
    if what == "told":
        return _drawn([shown.screen for shown in paper.shown if shown.address != stage.room.address])
    raise AssertionError(what)


def _drawn(screens: list[Screen]) -> list[str]:
    drawn: list[str] = []
    for number, screen in enumerate(screens):
        if number:
            drawn.append("    ---")
        marks = [mark for mark, on in (("private", screen.private), ("type", screen.typed)) if on]
        drawn += [f"    {line}".rstrip() for line in screen.text.splitlines()]
        drawn += [
            "    " + " ".join(f"[{'✓ ' if button.chosen else ''}{button.label}]" for button in row)
            for row in screen.all_rows()
            if row
        ]
        if screen.attachment:
            drawn.append(f"    <{screen.attachment.name}>")
        if screen.instead:
            drawn += ["    ... or, in public:", *_drawn([screen.instead])]
        if marks:
            drawn.append(f"    ({', '.join(marks)})")
    return drawn

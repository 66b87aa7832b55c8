"""Recorded conversations: what people do is read from the file, what they see is written again and compared.

``    name > words`` writes in the direct chat, ``name ~ words`` edits the message before, ``name ! label`` presses a button
of the last screens, ``name @ words`` replies to the card in the group, ``name @! label`` follows a button of the card
into the direct chat. ``* 3 days`` lets time pass, ``* settle`` does what is due, ``* group`` shows what stands in the
group, ``* told`` what was written to people of ourselves, ``* themed`` lets 24 people answer a survey and a run of the
machine put that into themes, ``* discord`` adds a server on Discord to the community, ``* started`` shows what
``nachgefragt run`` prints where nobody owns the bot, ``* deleted`` says of each wave whether its key was destroyed. Whose
name ends with ``DC`` is on Discord; ``* on discord`` at the beginning plays all of it there. ``CODE`` in words is the code
that was shown last. ``NACHGEFRAGT_REGENERATE=1`` writes the files anew; the diff is the review.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
from pathlib import Path

import pytest
import themed
from sqlmodel import Session
from stage import Actor, Paper, Stage

from bot import appointments, codes, wavekeys
from bot.commands.running import NO_OWNER
from bot.screens import Screen
from bot.tables import Place
from surveys.store import Store
from surveys.tables import Wave

FOLDER = Path(__file__).parent.parent / "transcripts"
FILES = sorted(FOLDER.glob("*.txt"))
INPUT = re.compile(r"^(?P<who>[A-Za-z*]+) ?(?P<how>>|~|!|@!|@|:)? ?(?P<what>.*)$")
CODE = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b")
SERVER, CHANNEL = "900", "900/1"


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
        actor = actors.setdefault(who, _actor(stage, who, platform))
        try:
            out += _drawn(await _act(actor, how, what.replace("CODE", _last_code(out))))
        except AssertionError as error:  # no such button: it stands in the file until the script is mended
            out.append(f"    !! {error}")
        if actor.toast:
            out.append(f"    ({actor.toast})")
    return "\n".join(out).strip() + "\n"


def _actor(stage: Stage, name: str, platform: str) -> Actor:
    platform = "discord" if name.endswith("DC") else platform
    return stage.actor(name, moderates=name.startswith("Mod"), language=_language(name), platform=platform)


def _last_code(out: list[str]) -> str:
    found = CODE.findall("\n".join(line for line in out if line.startswith("    ")))
    return found[-1] if found else "CODE"


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
    if what == "started":
        code = stage.store.write_now(lambda session: appointments.first_code(session, stage.house.keys, stage.now))
        return [f"    {NO_OWNER.format(code=codes.shown(code))}" if code else "    (it has an owner)"]
    if what == "discord":
        _add_server(stage)
        return []
    if what == "themed":
        await themed.themed(stage)
        return []
    if what == "deleted":
        keys = stage.house.keys
        return [f"    {wave.key}: {wavekeys.is_destroyed(keys, wave.id)}" for wave in stage.rows(Wave)]
    if what == "group":
        return _drawn(stage.posts())
    if what == "told":
        return _drawn([shown.screen for shown in paper.shown if shown.address != stage.room.address])
    raise AssertionError(what)


def _add_server(stage: Stage) -> None:
    stage.on("discord")

    def work(session: Session) -> None:
        community = session.get_one(Place, stage.place()).community_id
        for address, abilities in ((SERVER, {"holds": True}), (CHANNEL, {})):
            session.add(
                Place(
                    community_id=community, platform="discord", address=address, name="#umfragen", abilities=abilities
                )
            )

    stage.store.write_now(work)


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

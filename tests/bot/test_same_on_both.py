"""Is a whole survey on two platforms the same to the last row, digest and export on SQLite and on PostgreSQL?"""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from fielding import item, options, questionnaire, text
from schedules import moderator
from sqlmodel import SQLModel
from stage import Actor, Stage

from bot import fielding
from bot.tokens import Verb
from surveys import tables
from surveys.exchange import writing
from surveys.store import Store
from surveys.tables import StoredDigest, Wave

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

PEOPLE = 18  # every third on Discord
SEED = 2026
OF_A_PROCESS = {"owner"}  # columns that name the process that held a row
CODE = re.compile(r"[A-Z2-9]{4}-[A-Z2-9]{4}")
ASKED = questionnaire(
    item("group", "choice", required=True, options=options("customer", "practitioner")),
    item("channels", "choices", options=options("phone", "mail", "chat"), at_most=2),
    item("why", "open"),
    item("react", "statements", seeds=[{"key": "seed", "text": text("Ein Satz")}], from_items=["why"]),
    segment="group",
)
GROUP, CHANNELS, WHY, REACT = range(4)


@contextmanager
def one_chance() -> Iterator[None]:
    """Ids, salts and nonces are drawn from one seed, so that two histories can be compared byte by byte."""
    drawn = random.Random(SEED)
    with ExitStack() as patches:
        patches.enter_context(patch.object(os, "urandom", drawn.randbytes))
        patches.enter_context(patch.object(tables, "random_bytes", drawn.randbytes))
        yield


async def a_survey(store: Store, folder: Path) -> dict[str, Any]:
    """Launch, answers on both platforms, changes, withdrawals, votes, releases, digests, close, erasure, export."""
    stage, chance = Stage(store), random.Random(SEED)
    stage.add_room()
    stage.on("discord")
    mod = await moderator(stage)
    wave = stage.opens(ASKED, digest_every_days=2)
    await stage.settles()
    people = [await _answers(stage, wave, number) for number in range(PEOPLE)]
    await _passes(stage, days=1)
    await mod.sends(stage.token(Verb.REVIEW, wave))
    for _ in people:
        await mod.presses("Freigeben")
    await _passes(stage, days=2, hours=8)
    for number, person in enumerate(people):
        await _changes_mind(stage, wave, number, person, chance)
    await _connects(people[0], people[2])
    await _passes(stage, days=2)
    await people[4].says("/widerruf")
    await people[7].sends(stage.token(Verb.COMMAND, value="vergissmich-ja"))
    await _passes(stage, hours=1)
    stage.store.write_now(lambda session: fielding.close(session, session.get_one(Wave, wave), stage.now))
    await _passes(stage, hours=1)
    await people[8].sends(stage.token(Verb.COMMAND, value="vergissmich-ja"))
    await _passes(stage, hours=1)
    return {
        "rows": _rows(stage),
        "digests": [row.body for row in sorted(stage.rows(StoredDigest), key=lambda row: row.version)],
        "posts": {
            name: [(each.address, each.screen, each.edits) for each in paper.shown] for name, paper in _papers(stage)
        },
        "exports": _exports(stage, wave, folder),
    }


def _papers(stage: Stage) -> list[Any]:
    return sorted(stage.papers.items())


async def _answers(stage: Stage, wave: str, number: int) -> Actor:
    person = stage.actor(f"P{number}", platform="discord" if number % 3 == 2 else "telegram")
    await person.joins(wave)
    await person.sends(stage.token(Verb.PICK, wave, GROUP, 0, str(number % 2)))
    await person.sends(stage.token(Verb.PICK, wave, CHANNELS, 0, str(number % 3)))
    await person.sends(stage.token(Verb.DONE, wave, CHANNELS, 0))
    await person.sends(stage.token(Verb.GOTO, wave, WHY))
    await person.says(f"Am Telefon half mir jemand in zwei Minuten, das war Anruf Nummer {number}.")
    await person.sends(stage.token(Verb.CONSENT, wave, value="hy" if number % 2 else "hn"))
    await person.sends(stage.token(Verb.GOTO, wave, REACT))
    return person


async def _changes_mind(stage: Stage, wave: str, number: int, person: Actor, chance: random.Random) -> None:
    what = chance.choice(("edit", "pick", "remove", "vote", "nothing"))
    if what == "edit":
        await person.says(f"Nummer {number} sieht es nun anders: per Mail ging es schneller.", edit=True)
    elif what == "pick":
        await person.sends(stage.token(Verb.PICK, wave, GROUP, 0, str(chance.randrange(2))))
    elif what == "remove":
        await person.sends(stage.token(Verb.REMOVE, wave, WHY))
    elif what == "vote":
        await person.sends(stage.token(Verb.GOTO, wave, REACT))
        await person.presses("Stimme zu")


async def _connects(shown: Actor, typed: Actor) -> None:
    await shown.says("/verbinden")
    found = CODE.search(shown.sees)
    assert found is not None
    await typed.says(f"/verbinden {found.group()}")
    await typed.presses("Ja, das sind beides")


async def _passes(stage: Stage, **span: float) -> None:
    stage.passes(**span)
    await stage.schedule.beat()
    await stage.settles()
    await stage.schedule.round()
    await stage.settles()


def _rows(stage: Stage) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table, but for which process held it."""
    kept = {}
    for table, found in stage.snapshot().items():
        names = [column.name for column in SQLModel.metadata.tables[table].columns]
        rows = [dict(zip(names, row, strict=True)) for row in found]
        kept[table] = sorted(
            ({name: value for name, value in row.items() if name not in OF_A_PROCESS} for row in rows), key=repr
        )
    kept["lease"] = [row for row in kept["lease"] if row["name"] == "heartbeat"]
    return kept


def _exports(stage: Stage, wave: str, folder: Path) -> dict[str, str]:
    made = {}
    for kind in ("csv", "jsonl"):
        path = folder / f"answers.{kind}"
        stage.store.read_now(
            lambda session, kind=kind, path=path: writing.export(
                session, session.get_one(Wave, wave), kind, path, stage.now
            )
        )
        made[kind] = path.read_text(encoding="utf-8")
    return made


@pytest.fixture
def dialect() -> str:
    """This test opens one database of each kind."""
    return "postgresql"


async def test_a_whole_survey_is_the_same_to_the_last_row_on_both_databases(
    store: Store, migrated_file: Path, tmp_path: Path
) -> None:
    found = {}
    shutil.copyfile(migrated_file, tmp_path / "nachgefragt.db")
    with Store.open(f"sqlite:///{tmp_path / 'nachgefragt.db'}") as file:
        for name, opened in (("sqlite", file), ("postgresql", store)):
            (tmp_path / name).mkdir()
            with one_chance():
                found[name] = await a_survey(opened, tmp_path / name)

    one, other = found["sqlite"], found["postgresql"]
    assert len(one["digests"]) >= 3
    assert len(one["rows"]["answer"]) > PEOPLE
    assert len(one["rows"]["joined"]) == 1
    for table in one["rows"]:
        assert one["rows"][table] == other["rows"][table], table
    assert one["digests"] == other["digests"]
    assert one["posts"] == other["posts"]
    assert one["exports"] == other["exports"]

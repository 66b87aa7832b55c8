"""How do many tests begin where the same long story ends, without each telling it again?

A story is played on a stage through the real desk. What it left behind, all rows and what everybody sees, is kept for as
long as this process runs, and laid under every other new stage that asks for the same story on the same kind of database.
Each test then goes on alone from there, as if the bot had just been started again.
"""

from __future__ import annotations

import copy
import functools
import sqlite3
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select
from stage import Stage

from bot import keys
from bot.tables import Place

T = TypeVar("T")
P = ParamSpec("P")

AT_FIRST = {"community": 1, "place": 1}  # rows of a new stage; all other tables are empty
_FOLDER = tempfile.TemporaryDirectory(prefix="nachgefragt-stories-")  # gone with this process
Kept = Path | dict[str, bytes]
_TOLD: dict[object, tuple[Kept, dict[str, Any]]] = {}


def remembered(
    story: Callable[Concatenate[Stage, P], Awaitable[T]],
) -> Callable[Concatenate[Stage, P], Awaitable[T]]:
    """Play a story once; from then on begin new stages at its end, and give what it gave, about this stage."""

    @functools.wraps(story)
    async def begins(stage: Stage, *args: P.args, **settings: P.kwargs) -> T:
        if not stage.store.read_now(_is_new):
            return await story(stage, *args, **settings)
        about = story.__module__, story.__qualname__, repr((args, settings)), *_before(stage)
        if about not in _TOLD:
            result = await story(stage, *args, **settings)
            if keys.wave_keys(stage.house.settings).exists():
                return result  # keys of waves are files beside the database, which are not kept here
            _TOLD[about] = _kept(stage), _seen(stage, result)
        return _goes_on(stage, *_TOLD[about])

    return begins


def _is_new(session: Session) -> bool:
    """Whether nothing happened but that the bot is in one room."""
    tables = SQLModel.metadata.sorted_tables
    counts = {table.name: session.execute(sa.select(sa.func.count()).select_from(table)).scalar() for table in tables}
    return {name: count for name, count in counts.items() if count} == AT_FIRST


def _before(stage: Stage) -> tuple[str, ...]:
    """All that may differ between two stages on which nothing happened yet."""
    [place] = stage.store.read_now(lambda session: session.exec(select(Place)).all())
    settings = stage.house.settings.model_dump(exclude={"database_url"})
    papers = [(name, _of_paper(paper)) for name, paper in sorted(stage.papers.items())]
    house = settings, stage.house.direct, stage.house.hidden
    room = place.platform, place.address, place.name
    return stage.store.dialect, repr(room), repr(house), repr((stage.now, stage.numbers, papers))


def _of_paper(paper: object) -> dict[str, Any]:
    """What a platform was told and knows; whoever waits for it does so in one test alone."""
    return {name: value for name, value in vars(paper).items() if name != "something"}


def _kept(stage: Stage) -> Kept:
    """All rows: a copy of the file, or what PostgreSQL writes of each table."""
    if stage.store.dialect == "sqlite":
        file = Path(_FOLDER.name) / f"{len(_TOLD)}.db"
        _copied(_file(stage), file)
        return file

    def work(session: Session) -> dict[str, bytes]:
        kept = {}
        for table in SQLModel.metadata.sorted_tables:
            with _cursor(session).copy(f"COPY {table.name} TO STDOUT (FORMAT BINARY)") as copying:
                kept[table.name] = b"".join(copying)
        return kept

    return stage.store.read_now(work)


def _laid(stage: Stage, kept: Kept) -> None:
    """Put them in place of what is there."""
    if isinstance(kept, Path):
        _copied(kept, _file(stage))
        return

    def work(session: Session) -> None:
        cursor = _cursor(session)
        cursor.execute(f"TRUNCATE {', '.join(kept)}")
        for table in SQLModel.metadata.sorted_tables:
            with cursor.copy(f"COPY {table.name} FROM STDIN (FORMAT BINARY)") as copying:
                copying.write(kept[table.name])
            if table.autoincrement_column is not None:
                column = table.autoincrement_column.name
                highest = f"(SELECT coalesce(max({column}), 0) + 1 FROM {table.name})"
                cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column}'), {highest}, false)")

    stage.store.write_now(work)


def _file(stage: Stage) -> Path:
    return Path(sa.make_url(stage.store.url).database or "")


def _copied(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target)) as written:
        read.backup(written)


def _cursor(session: Session) -> Any:
    connection = session.connection().connection.driver_connection
    assert connection is not None
    return connection.cursor()


def _seen(stage: Stage, result: object) -> dict[str, Any]:
    """What everybody sees and remembers; the stage itself is left out."""
    papers = {name: _of_paper(paper) for name, paper in stage.papers.items()}
    seen = {"now": stage.now, "numbers": stage.numbers, "papers": papers, "result": result}
    return copy.deepcopy(seen, {id(stage): Stage})  # type: ignore[dict-item]


def _goes_on(stage: Stage, kept: Kept, seen: dict[str, Any]) -> Any:
    """Lay a story under a stage, on which the bot is then started."""
    _laid(stage, kept)
    here = copy.deepcopy(seen, {id(Stage): stage})
    stage.now, stage.numbers = here["now"], here["numbers"]
    for name, known in here["papers"].items():
        vars(stage.on(name)).update(known)
    stage.restarts()
    return here["result"]

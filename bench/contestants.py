"""Which bots are measured, each as a process with a Telegram of its own?"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from bench import REPOSITORY
from bench.people import Crowd
from bench.script import QUESTIONS
from bench.seeding import OPERATOR, SECRET, seed

STOP = 10.0  # seconds to end by itself
START = 30.0  # seconds to the first poll
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Contestant:
    """One bot.

    Attributes:
        stored: answers that were there before.
        counts: SQL that counts its answers; empty where nothing is kept.
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    crowd: Crowd
    database: Path
    stored: int = 0
    counts: str = ""
    process: subprocess.Popen[bytes] | None = None
    answered: int = field(default=0)

    async def __aenter__(self) -> Self:
        await self.crowd.peer.__aenter__()
        self.environment |= addresses(self.crowd)
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        await self.crowd.peer.__aexit__(None, None, None)

    async def start(self) -> None:
        """Start the process and wait for its first poll."""
        counts = self.crowd.peer.server.counts
        before = counts.get("getUpdates", 0)
        log = self.database.with_suffix(".log").open("ab")
        with log:
            self.process = subprocess.Popen(  # noqa: ASYNC220 - nothing else runs meanwhile
                self.command,
                cwd=REPOSITORY,
                env={**_as_an_operator_has_it(), **self.environment},
                stdout=log,
                stderr=log,
            )
        try:
            await self.crowd.peer.until(lambda: counts.get("getUpdates", 0) > before, START, f"{self.name} to poll")
        except AssertionError:
            await self.stop()
            raise RuntimeError(self.database.with_suffix(".log").read_text()[-2000:]) from None

    async def stop(self) -> None:
        """End the process."""
        process, self.process = self.process, None
        if process is None:
            return
        process.terminate()
        try:
            await asyncio.to_thread(process.wait, STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def kill(self) -> None:
        """End the process as a power cut would."""
        assert self.process
        self.process.kill()
        self.process.wait()
        self.process = None

    def cpu(self) -> float:
        """Seconds of processor time it took so far."""
        assert self.process
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def rows(self) -> int:
        """How many answers are stored."""
        if not self.counts:
            return self.answered
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            return int(connection.execute(self.counts).fetchone()[0])

    def assert_kept(self) -> int:
        """Give the stored answers; raises AssertionError if one is missing or there twice."""
        rows = self.rows()
        assert rows == self.stored + self.answered, f"{self.name}: {rows} rows, not {self.stored} + {self.answered}"
        return rows


def _as_an_operator_has_it() -> dict[str, str]:
    """The environment, with Python keeping its bytecode: where it must not, every start compiles everything anew."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def addresses(crowd: Crowd) -> dict[str, str]:
    """Where the bots find Telegram."""
    peer = crowd.peer
    return {
        "TOKEN": peer.token,
        "API_URL": peer.api_url,
        "GROUP": str(crowd.group.id),
        "NACHGEFRAGT_TELEGRAM__TOKEN": peer.token,
        "NACHGEFRAGT_TELEGRAM__API_URL": peer.api_url.removesuffix("/bot"),
    }


def ours(folder: Path, people: int, *, stored: int = 0, name: str = "nachgefragt") -> Contestant:
    """``nachgefragt run`` on a SQLite file, as it is run: nothing is switched off."""
    crowd = Crowd(people)
    file = folder / f"{name}-{stored}.db"
    seed(f"sqlite:///{file}", crowd.group.id, crowd.ids, stored=stored)
    return Contestant(
        name,
        [sys.executable, "-m", "bot", "run"],
        environment(file),
        crowd,
        file,
        stored,
        "SELECT count(*) FROM answer",
    )


def environment(file: Path) -> dict[str, str]:
    """Settings of our bot on a SQLite file."""
    return {
        "NACHGEFRAGT_DATABASE_URL": f"sqlite:///{file}",
        "NACHGEFRAGT_SECRET_KEY": SECRET,
        "NACHGEFRAGT_OPERATOR__NAME": OPERATOR.name,
        "NACHGEFRAGT_OPERATOR__CONTACT": OPERATOR.contact,
    }


def textbook(folder: Path, people: int, *, stored: int = 0) -> Contestant:
    """The bot a tutorial would write."""
    crowd = Crowd(people)
    file = folder / f"textbook-{stored}.db"
    environment = {"DATABASE": str(file)}
    command = [sys.executable, "-m", "bench.textbook"]
    contestant = Contestant("textbook", command, environment, crowd, file, stored, "SELECT count(*) FROM reaction")
    if stored:
        _fill_textbook(file, stored)
    return contestant


def _fill_textbook(file: Path, stored: int) -> None:
    subprocess.run(
        [sys.executable, "-m", "bench.textbook", "--tables"],
        cwd=REPOSITORY,
        env={**os.environ, "DATABASE": str(file)},
        check=True,
    )
    each = len(QUESTIONS)
    with sqlite3.connect(file) as connection:
        people = [(number,) for number in range(1, stored // each + 1)]
        connection.executemany("INSERT INTO respondent VALUES (?, 0)", people)
        rows = [(number, question.key, "0") for (number,) in people for question in QUESTIONS]
        connection.executemany("INSERT INTO reaction (respondent_id, item, value) VALUES (?, ?, ?)", rows)


def floor(folder: Path, people: int) -> Contestant:
    """The bot that only replies."""
    command = [sys.executable, "-m", "bench.floor"]
    return Contestant("floor", command, {}, Crowd(people), folder / "floor.db")

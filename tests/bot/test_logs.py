"""Does a secret ever reach the log?"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from bot import logs

TOKEN = "7000000007:AAH-canary-canary-canary-canary-0000"
SECRET = "canary-of-the-key-0123456789"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    levels = {name: logging.getLogger(name).level for name in logs.LIBRARIES}
    yield
    root.handlers, root.level = before, level
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)


def test_no_line_and_no_traceback_carries_a_secret(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG", [TOKEN, SECRET, "", "kurz"])
    log = logging.getLogger("bot.test")
    log.debug("asking https://api.telegram.org/bot%s/getMe with %s", TOKEN, SECRET)
    try:
        raise RuntimeError(f"no route to /bot{TOKEN}/getMe")
    except RuntimeError:
        log.exception("failed")
    log.info("somebody pasted 123456789:AAHfoobarbazfoobarbazfoobarbazfoobar here")

    written = capsys.readouterr().err
    assert "canary" not in written
    assert "AAHfoobar" not in written
    assert written.count("[redacted]") == 4
    assert "RuntimeError: no route to /bot" in written


def test_libraries_speak_only_when_something_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("DEBUG")
    logging.getLogger("httpx").info("HTTP Request: POST ...")
    logging.getLogger("telegram.Bot").debug("Calling ...")
    logging.getLogger("aiohttp.client").warning("Unclosed")

    assert [line.split(": ")[-1] for line in capsys.readouterr().err.splitlines()] == ["Unclosed"]


def test_configuring_twice_writes_each_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    logs.configure("INFO")
    logging.getLogger("bot.test").info("einmal")
    logging.getLogger("bot.test").debug("nie")

    written = capsys.readouterr().err
    assert written.count("einmal") == 1
    assert "nie" not in written

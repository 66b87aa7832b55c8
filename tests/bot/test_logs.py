"""Does a secret, or what somebody said, ever reach the log, and can what came from outside pretend to be a line of it?"""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from fielding import item, questionnaire
from stage import Stage

from bot import logs
from surveys.tables import Answer

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


# --- words ---


@pytest.fixture(scope="module")
def naughty(shared_data: Path) -> list[str]:
    files = sorted((shared_data / "data" / "bad_input" / "dev").glob("*.jsonl"))
    if not files:
        pytest.skip("no bad input: set NACHGEFRAGT_SHARED to the shared folder")
    return [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").split("\n") if line]


def test_naughty_strings_from_outside_are_one_entry_each_and_move_no_cursor(naughty: list[str]) -> None:
    formatter = logs.Redacting()
    assert len(naughty) > 500
    for said in naughty:
        record = logging.LogRecord("bot.test", logging.WARNING, "", 0, "a platform said: %s", (said,), None)
        first, *others = formatter.format(record).split("\n")
        assert "WARNING" in first
        assert all(line.startswith("  ") for line in others)
        whole = "\n".join([first.partition("a platform said: ")[2], *(line[2:] for line in others)])
        assert not any(unicodedata.category(sign) == "Cc" for sign in whole if sign not in "\t\n")
        if logs.REDACTED not in whole:
            assert re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), whole) == said or "\\u" in said


async def test_naughty_answers_and_names_are_in_no_log(
    naughty: list[str], stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    wave = stage.opens(questionnaire(item("why", "open")))
    for number, said in enumerate(naughty[::40]):
        somebody = stage.actor(f"Kanarie {said[:20]}")
        await somebody.joins(wave)
        await somebody.says(f"Kanarie {number} {said}")
        await somebody.says(f"/Kanarie{number} {said}")
    await stage.settles()

    assert len(stage.rows(Answer)) > 5
    assert "say on telegram" in caplog.text
    assert "Kanarie" not in caplog.text

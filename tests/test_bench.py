"""Do the benchmarks run, and does each line say what it must?"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from conftest import REPOSITORY

pytestmark = pytest.mark.slow


def bench(*arguments: str) -> list[dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "bench", *arguments], cwd=REPOSITORY, capture_output=True, text=True, timeout=240
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_figure_is_a_line_of_json_with_its_rows_and_its_peer() -> None:
    (told,) = bench("tally", "--quick")

    assert told["name"] == "tally_of_1000"
    assert (told["unit"], told["rows"]) == ("ms", 1000)
    assert 0 < told["value"] < told["group_by_ms"] * 100
    assert isinstance(told["n"], int)


def test_an_unknown_figure_is_refused_with_the_list_of_those_there_are() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "speed"], cwd=REPOSITORY, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 2
    assert "answers, start, memory, tally, burst, discord, refresh, servers, opinion" in done.stderr


@pytest.mark.slow
def test_in_a_burst_with_a_kill_in_the_middle_nothing_is_lost_or_doubled() -> None:
    lost, doubled, rate = bench("burst", "--quick")

    assert (lost["name"], lost["value"], doubled["value"]) == ("burst_lost", 0, 0)
    assert rate["fdatasync_p50_ms"] > 0


def test_discord_is_measured_beside_a_bot_that_only_responds() -> None:
    told = {line["name"]: line for line in bench("discord", "--quick")}

    assert set(told) == {
        "discord_nachgefragt_at_5",
        "discord_floor_at_5",
        "discord_share_of_floor_at_5",
        "discord_open_loop_p99",
    }
    assert told["discord_nachgefragt_at_5"]["rows"] > 100, "those there before, and those of every response"
    assert 0 < told["discord_share_of_floor_at_5"]["value"] < 2


@pytest.mark.soak  # it waits for the windows of the cards, 15 s each; tests/bot checks them in every run
def test_cards_of_many_places_are_refreshed_seldom_and_within_every_limit() -> None:
    told = {line["name"]: line for line in bench("refresh", "--quick")}

    assert told["refresh_too_soon"]["value"] == 0
    assert told["refresh_rate_violations"]["value"] == 0
    assert (told["refresh_all_current_after"]["places"], told["refresh_all_current_after"]["answers"]) == (10, 40)


@pytest.mark.soak  # eight starts of a bot: 17 s of processor
def test_memory_of_servers_is_measured_beside_the_library_with_its_defaults() -> None:
    ours, defaults = bench("servers", "--quick")

    assert (ours["name"], defaults["name"]) == (
        "memory_per_1000_servers_nachgefragt",
        "memory_per_1000_servers_discord_py_defaults",
    )
    assert ours["servers"] == defaults["servers"] == 20

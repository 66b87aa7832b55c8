"""Does one process at a time do what only one may do, and is nobody held up by a dead one?"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from bot import leases
from surveys.store import Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_lease_is_one_owners_until_it_runs_out(store: Store) -> None:
    first, second = leases.new_owner(), leases.new_owner()

    def take(owner: str, seconds: float) -> bool:
        return store.write_now(lambda session: leases.take(session, "poll", owner, NOW + timedelta(seconds=seconds)))

    assert [take(first, 0), take(second, 5), take(first, 10), take(second, 20), take(second, 26), take(first, 27)] == [
        True, False, True, False, True, False,
    ]  # fmt: skip


def test_a_lease_given_back_is_free_at_once(store: Store) -> None:
    first, second = leases.new_owner(), leases.new_owner()
    store.write_now(lambda session: leases.take(session, "poll", first, NOW))
    store.write_now(lambda session: leases.give_back(session, "poll", second))
    assert not store.write_now(lambda session: leases.take(session, "poll", second, NOW))

    store.write_now(lambda session: leases.give_back(session, "poll", first))
    assert store.write_now(lambda session: leases.take(session, "poll", second, NOW))


def test_a_dead_process_of_this_computer_holds_nobody_up(store: Store) -> None:
    process = subprocess.Popen([sys.executable, "-S", "-c", ""])
    process.wait()
    host, _, *rest = leases.new_owner().split(":")
    dead = ":".join((host, str(process.pid), *rest))
    store.write_now(lambda session: leases.take(session, "poll", dead, NOW))

    assert store.write_now(lambda session: leases.take(session, "poll", leases.new_owner(), NOW))


def test_an_owner_on_another_computer_counts_as_alive(store: Store) -> None:
    store.write_now(lambda session: leases.take(session, "poll", f"elsewhere:{os.getpid()}:ab:cd", NOW))

    assert not store.write_now(lambda session: leases.take(session, "poll", leases.new_owner(), NOW))
    assert len(leases.new_owner()) <= 40

"""Are the platform's rates kept over processes, restarts and any pattern of requests?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import lanes
from bot.lanes import Rate
from surveys.store import Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GROUP = Rate(interval=6, burst=10)
CHAT = Rate(interval=1)


Call = Callable[..., Any]


@pytest.fixture
def call(store: Store) -> Call:
    """Runs a function of a session as a unit of work."""
    return lambda function, *args, **named: store.write_now(lambda session: function(session, *args, **named))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(gaps=st.lists(st.floats(0, 20), min_size=1, max_size=60))
def test_no_minute_sees_more_than_twenty_and_no_second_more_than_one(call: Call, gaps: list[float]) -> None:
    call(lanes.prune, NOW + timedelta(days=1))
    now, left = NOW, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        left.append(call(lanes.reserve, [("group", GROUP), ("chat", CHAT)], now))

    assert left == sorted(left)
    for start in left:
        assert sum(start <= at < start + timedelta(seconds=60) for at in left) <= 20
        assert sum(start <= at < start + timedelta(seconds=1) for at in left) <= 1


def test_a_quiet_group_gets_ten_messages_without_waiting_for_the_minute(call: Call) -> None:
    due = [call(lanes.reserve, [("group", GROUP), ("chat", CHAT)], NOW) for _ in range(11)]

    assert due[:10] == [NOW + timedelta(seconds=second) for second in range(10)]
    assert due[10] == NOW + timedelta(seconds=10)
    assert call(lanes.reserve, [("group", GROUP)], NOW) > NOW + timedelta(seconds=10)


def test_who_has_no_patience_takes_no_slot(call: Call) -> None:
    call(lanes.reserve, [("chat", CHAT)], NOW)
    refused = call(lanes.reserve, [("chat", CHAT)], NOW, patience=timedelta(seconds=0.5))

    assert refused == NOW + timedelta(seconds=1)
    assert call(lanes.reserve, [("chat", CHAT)], NOW) == NOW + timedelta(seconds=1)


def test_a_named_waiting_time_stops_the_lane_whatever_burst_is_left(call: Call) -> None:
    call(lanes.hold, "group", NOW + timedelta(seconds=35))
    call(lanes.hold, "group", NOW + timedelta(seconds=5))

    assert call(lanes.held, "gr", NOW) == {"group": NOW + timedelta(seconds=35)}
    assert call(lanes.reserve, [("group", GROUP)], NOW) == NOW + timedelta(seconds=35)
    assert call(lanes.held, "gr", NOW + timedelta(seconds=36)) == {}

"""Are the platform's rates kept over processes, restarts and any pattern of requests?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, SQLModel

from bot import lanes
from bot.lanes import Rate
from surveys.store import Store

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
GROUP = Rate(interval=6, burst=10)
CHAT = Rate(interval=1)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with Store.open(f"sqlite:///{tmp_path}/lanes.db") as store:
        engine = store._database.migrating()
        SQLModel.metadata.create_all(engine)
        with Session(engine) as session:
            yield session
        engine.dispose()


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(gaps=st.lists(st.floats(0, 20), min_size=1, max_size=60))
def test_no_minute_sees_more_than_twenty_and_no_second_more_than_one(session: Session, gaps: list[float]) -> None:
    lanes.prune(session, NOW + timedelta(days=1))
    now, left = NOW, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        left.append(lanes.reserve(session, [("group", GROUP), ("chat", CHAT)], now))

    assert left == sorted(left)
    for start in left:
        assert sum(start <= at < start + timedelta(seconds=60) for at in left) <= 20
        assert sum(start <= at < start + timedelta(seconds=1) for at in left) <= 1


def test_a_quiet_group_gets_ten_messages_without_waiting_for_the_minute(session: Session) -> None:
    due = [lanes.reserve(session, [("group", GROUP), ("chat", CHAT)], NOW) for _ in range(11)]

    assert due[:10] == [NOW + timedelta(seconds=second) for second in range(10)]
    assert due[10] == NOW + timedelta(seconds=10)
    assert lanes.reserve(session, [("group", GROUP)], NOW) > NOW + timedelta(seconds=10)


def test_who_has_no_patience_takes_no_slot(session: Session) -> None:
    lanes.reserve(session, [("chat", CHAT)], NOW)
    refused = lanes.reserve(session, [("chat", CHAT)], NOW, patience=timedelta(seconds=0.5))

    assert refused == NOW + timedelta(seconds=1)
    assert lanes.reserve(session, [("chat", CHAT)], NOW) == NOW + timedelta(seconds=1)


def test_a_named_waiting_time_stops_the_lane_whatever_burst_is_left(session: Session) -> None:
    lanes.hold(session, "group", NOW + timedelta(seconds=35))
    lanes.hold(session, "group", NOW + timedelta(seconds=5))

    assert lanes.held(session, "gr", NOW) == {"group": NOW + timedelta(seconds=35)}
    assert lanes.reserve(session, [("group", GROUP)], NOW) == NOW + timedelta(seconds=35)
    assert lanes.held(session, "gr", NOW + timedelta(seconds=36)) == {}

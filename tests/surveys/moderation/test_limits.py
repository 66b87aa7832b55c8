"""How much may one person send within an hour?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.moderation.limits import PER_HOUR, Act, ActKind, allowed

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def edits(*minutes_ago: float) -> list[Act]:
    return [Act(ActKind.EDIT, NOW - timedelta(minutes=minutes)) for minutes in minutes_ago]


def test_who_did_nothing_may() -> None:
    assert allowed([], ActKind.ANSWER, NOW)


def test_at_the_limit_one_is_told_when_to_come_back() -> None:
    # Three edits 50, 20 and 10 minutes ago: the oldest leaves the hour in 10 minutes.
    verdict = allowed(edits(50, 20, 10), ActKind.EDIT, NOW, limit=3)

    assert not verdict
    assert verdict.again_at == NOW + timedelta(minutes=10)


def test_other_acts_and_older_ones_do_not_count() -> None:
    assert allowed(edits(61, 60, 59), ActKind.EDIT, NOW, limit=2)
    assert allowed(edits(1, 2, 3), ActKind.ANSWER, NOW, limit=1)


@given(st.lists(st.floats(-30, 200), max_size=60), st.integers(1, 40))
def test_coming_back_when_told_is_allowed(minutes: list[float], limit: int) -> None:
    history = edits(*minutes)
    verdict = allowed(history, ActKind.EDIT, NOW, limit)

    assert verdict.again_at is None or allowed(history, ActKind.EDIT, verdict.again_at, limit)


def test_every_kind_has_a_default() -> None:
    assert set(PER_HOUR) == set(ActKind)
    assert all(limit >= 1 for limit in PER_HOUR.values())
    with pytest.raises(ValueError):
        allowed([], ActKind.EDIT, NOW, limit=0)


def test_an_act_an_hour_ago_counts_no_more_and_one_a_moment_younger_does() -> None:
    assert allowed([Act(ActKind.VOTE, NOW - timedelta(hours=1))], ActKind.VOTE, NOW, limit=1)
    assert not allowed([Act(ActKind.VOTE, NOW - timedelta(minutes=59, seconds=59))], ActKind.VOTE, NOW, limit=1)


@pytest.mark.parametrize(("kind", "most"), [(ActKind.ANSWER, 40), (ActKind.EDIT, 30), (ActKind.VOTE, 600)])
def test_so_many_of_a_kind_are_taken_within_an_hour(kind: ActKind, most: int) -> None:
    history = [Act(kind, NOW - timedelta(seconds=at)) for at in range(most)]

    assert allowed(history[1:], kind, NOW)
    assert allowed(history, kind, NOW).again_at == NOW - timedelta(seconds=most - 1) + timedelta(hours=1)


def test_who_did_more_than_the_limit_waits_until_enough_of_it_is_an_hour_old() -> None:
    # Five of three: the third of them from the newest has to leave the hour.
    assert allowed(edits(50, 40, 30, 20, 10), ActKind.EDIT, NOW, limit=3).again_at == NOW + timedelta(minutes=30)
    assert allowed([], ActKind.EDIT, NOW, limit=1)

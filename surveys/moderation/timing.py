"""Whose times are unusual: a rush of beginners, votes faster than reading, accounts that always come in the same minutes?"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from surveys.moderation.facts import Facts

BURST_WINDOW = 300.0  # seconds
AROUND = 6 * 3600.0  # seconds to either side, from which the wave's rate is taken
LEAST_BURST = 5  # beginners in the window
RARE = 1e-6  # chance of so many at the wave's rate
READING = 1.0  # seconds: nobody reads a sentence and decides in less
LEAST_GAPS = 5  # pauses between votes
SESSION = 1800.0  # seconds without an act end a session
MEETING = 180.0  # seconds between the begins of two sessions that count as one visit
LEAST_MEETINGS = 3
CROWD = 40  # sessions that begin in the same minutes: everybody's hour, no sign of anything


def bursts(wave: Sequence[Facts]) -> dict[str, tuple[str, ...]]:
    """Who began within minutes of many others, at a rate far above that of the hours around (Poisson tail)."""
    order = sorted(wave, key=lambda facts: (facts.started, facts.respondent))
    times = [facts.started for facts in order]
    found: dict[str, set[str]] = defaultdict(set)
    for left, start in enumerate(times):
        right = bisect_right(times, start + BURST_WINDOW)
        count = right - left
        if count < LEAST_BURST:
            continue
        before, after = bisect_left(times, start - AROUND), bisect_right(times, start + BURST_WINDOW + AROUND)
        expected = (after - before - count + 1) * BURST_WINDOW / (2 * AROUND)
        if _tail(count, expected) < RARE:
            names = {facts.respondent for facts in order[left:right]}
            for name in names:
                found[name] |= names
    return {name: tuple(sorted(others - {name})) for name, others in sorted(found.items())}


def too_fast(facts: Facts) -> bool:
    """Whether half of the pauses between votes are shorter than reading takes."""
    times = sorted(facts.voted.values())
    gaps = sorted(later - earlier for earlier, later in pairwise(times))
    return len(gaps) >= LEAST_GAPS and gaps[len(gaps) // 2] < READING


def together(wave: Sequence[Facts]) -> dict[str, tuple[str, ...]]:
    """Which accounts began their sessions within minutes of each other, again and again.

    Sessions that begin while very many do are left out: after a reminder everybody comes.
    """
    begins = sorted((at, facts.respondent) for facts in wave for at in _sessions(facts.acts))
    times = [at for at, _ in begins]
    meetings: dict[tuple[str, str], int] = defaultdict(int)
    for left, (start, name) in enumerate(begins):
        right = bisect_right(times, start + MEETING)
        if right - bisect_left(times, start - MEETING) > CROWD:
            continue
        for other in {other for _, other in begins[left + 1 : right]} - {name}:
            meetings[min(name, other), max(name, other)] += 1
    found: dict[str, set[str]] = defaultdict(set)
    for (one, other), count in meetings.items():
        if count >= LEAST_MEETINGS:
            found[one].add(other)
            found[other].add(one)
    return {name: tuple(sorted(others)) for name, others in sorted(found.items())}


def _sessions(acts: Sequence[float]) -> list[float]:
    """When each session began."""
    times = sorted(acts)
    return times[:1] + [later for earlier, later in pairwise(times) if later - earlier > SESSION]


def _tail(count: int, expected: float) -> float:
    """Chance of at least so many, where so many are expected (Poisson)."""
    below = sum(math.exp(-expected + k * math.log(expected) - math.lgamma(k + 1)) for k in range(count))
    return max(0.0, 1.0 - below)

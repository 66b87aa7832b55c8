"""How many answers are really in each theme, once a person has checked a hundred of them?

Counting what a machine assigned is biased: it mistakes some themes for others, always the same ones. A random sample
that a person codes tells by how much. Answers are drawn within what the machine assigned, each theme getting places by its
size, and the share of a theme is the sum over these strata of how often the person found it there (post-stratification:
Cochran 1977, Sampling Techniques, chapter 5; for two classes the same as correcting by a confusion matrix, Rogan and Gladen
1978, doi:10.1093/oxfordjournals.aje.a112510).

A stratum counts one more case that is as all others are, since two checks that agree prove little; the interval is that of
a stratified sample without replacement, with at least one case in twenty thought possible where none was seen.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor, sqrt

CHECKED = 100  # answers to check
FEWEST_CHECKED = 20  # under this no share is corrected
NORMAL_90 = 1.645  # standard deviations to either side of a 90 % interval
POSSIBLE = 0.05  # share 0-1 of a stratum that may be in a theme though no checked answer was


@dataclass(frozen=True, slots=True)
class Share:
    """How many answers are in a theme.

    Attributes:
        theme: None for answers that fit no theme.
        assigned: share 0-1 that the machine put there.
        share: share 0-1 after correction.
        low, high: 90 % interval of the share.
        checked: answers the correction rests on.
    """

    theme: str | None
    assigned: float
    share: float
    low: float
    high: float
    checked: int


def to_check(assigned: Mapping[str, str | None], many: int = CHECKED, seed: str = "") -> list[str]:
    """Which answers to show a person, in a random order that the same answers always get.

    assigned: theme by answer id, people's decisions included. Themes get places by their size, each at least two.
    """
    strata = _strata(assigned)
    places = _places({theme: len(answers) for theme, answers in strata.items()}, min(many, len(assigned)))
    chosen = [
        answer
        for theme, answers in strata.items()
        for answer in sorted(answers, key=lambda answer: _drawn(seed, answer))[: places[theme]]
    ]
    return sorted(chosen, key=lambda answer: _drawn(f"{seed}/order", answer))


def corrected(assigned: Mapping[str, str | None], checked: Mapping[str, str | None]) -> tuple[Share, ...]:
    """The shares of all themes, the largest first; ``checked``: what a person said about the answers of ``to_check``.

    Where fewer than 20 were checked, shares are as assigned and the intervals are 0 to 1: nothing is known about them.
    """
    known = {answer: theme for answer, theme in checked.items() if answer in assigned}
    themes = sorted({*assigned.values(), *known.values()}, key=lambda theme: (theme is None, theme or ""))
    strata = _strata(assigned)
    samples = {name: [known[answer] for answer in answers if answer in known] for name, answers in strata.items()}
    sizes = {name: len(answers) for name, answers in strata.items()}
    counted = Counter(assigned.values())
    found = []
    for theme in themes:
        plain = counted[theme] / len(assigned)
        if len(known) < FEWEST_CHECKED:
            found.append(Share(theme, plain, plain, 0.0, 1.0, len(known)))
            continue
        share, error = _estimate(theme, sizes, samples)
        low, high = max(0.0, share - NORMAL_90 * error), min(1.0, share + NORMAL_90 * error)
        found.append(Share(theme, plain, share, low, high, len(known)))
    return tuple(sorted(found, key=lambda each: (-each.share, each.theme is None, each.theme or "")))


def _estimate(
    theme: str | None, sizes: Mapping[str | None, int], samples: Mapping[str | None, Sequence[str | None]]
) -> tuple[float, float]:
    """The share of a theme and its standard error."""
    whole = sum(sizes.values())
    share = variance = 0.0
    pooled = _pooled(theme, sizes, samples)
    for name, size in sizes.items():
        sample = samples[name]
        part, seen = size / whole, len(sample)
        hits = sum(given == theme for given in sample)
        # What other strata say counts as one more case where few were checked: none of three is not none of all.
        before = pooled[name == theme]
        rate = (hits + before) / (seen + 1)
        share += part * rate
        spread = (hits + min(max(before, POSSIBLE), 1 - POSSIBLE)) / (seen + 1)
        left = max(0.0, 1 - seen / size)
        variance += part**2 * left * spread * (1 - spread) / max(1, seen)
    return share, sqrt(variance)


def _pooled(
    theme: str | None, sizes: Mapping[str | None, int], samples: Mapping[str | None, Sequence[str | None]]
) -> dict[bool, float]:
    """How often a checked answer is in the theme: where the machine put it there, and where it did not."""
    found = {}
    for inside in (True, False):
        hits = seen = 0.0
        for name, size in sizes.items():
            if (name == theme) is inside and samples[name]:
                hits += size * sum(given == theme for given in samples[name]) / len(samples[name])
                seen += size
        found[inside] = hits / seen if seen else float(inside)
    return found


def _strata(assigned: Mapping[str, str | None]) -> dict[str | None, list[str]]:
    strata: dict[str | None, list[str]] = defaultdict(list)
    for answer in sorted(assigned):
        strata[assigned[answer]].append(answer)
    return dict(sorted(strata.items(), key=lambda each: (each[0] is None, each[0] or "")))


def _places(sizes: Mapping[str | None, int], many: int) -> dict[str | None, int]:
    """Two for each stratum where there are enough, the others by size (largest remainders)."""
    least = {theme: min(size, 2) for theme, size in sizes.items()}
    if sum(least.values()) >= many:
        order = sorted(sizes, key=lambda theme: (-sizes[theme], theme is None, theme or ""))
        places = dict.fromkeys(sizes, 0)
        for at in range(many):
            places[order[at % len(order)]] += 1
        return {theme: min(place, sizes[theme]) for theme, place in places.items()}
    places = dict(least)
    while (left := many - sum(places.values())) > 0:
        room = {theme: sizes[theme] - places[theme] for theme in sizes if sizes[theme] > places[theme]}
        wanted = {theme: left * open_ / sum(room.values()) for theme, open_ in room.items()}
        for theme, want in wanted.items():
            places[theme] += floor(want)
        rest = many - sum(places.values())
        by_rest = sorted(wanted, key=lambda theme: (floor(wanted[theme]) - wanted[theme], theme is None, theme or ""))
        for theme in by_rest[:rest]:
            places[theme] += places[theme] < sizes[theme]
    return places


def _drawn(seed: str, answer: str) -> bytes:
    """A random number that belongs to the answer, so that one more answer changes the sample little."""
    return hashlib.sha256(f"{seed}\0{answer}".encode("utf-8", "replace")).digest()

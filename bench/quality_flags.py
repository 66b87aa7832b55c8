"""``python -m bench.quality_flags``: how many planted puppets are marked, and how many honest people; one JSON line each."""

from __future__ import annotations

import sys
from collections import Counter

from bench.brigade import STYLES, UNSEEN, simulate
from bench.figures import figure
from surveys.moderation.flags import flags, marked

SEEDS = range(20)


def main() -> int:
    """Print recall by style and false marks, with and without the age of accounts."""
    for ages in (True, False):
        hits: Counter[str] = Counter()
        planted: Counter[str] = Counter()
        false = honest = 0
        for seed in SEEDS:
            simulated = simulate(seed, ages=ages)
            seen = marked(flags(simulated.wave))
            planted.update(simulated.puppets.values())
            hits.update(simulated.puppets[name] for name in seen if name in simulated.puppets)
            false += sum(name not in simulated.puppets for name in seen)
            honest += len(simulated.wave) - len(simulated.puppets)
        known = "known" if ages else "unknown"
        for style in STYLES:
            figure(f"flags recall {style}", hits[style] / planted[style], "share", planted[style], ages=known)
        figure("flags recall", sum(hits.values()) / sum(planted.values()), "share", sum(planted.values()), ages=known)
        figure("flags false", false / honest, "share", honest, ages=known)
    unseen = [simulate(seed, (UNSEEN,)) for seed in SEEDS]
    caught = sum(name in each.puppets for each in unseen for name in marked(flags(each.wave)))
    figure(f"flags recall {UNSEEN}", caught / (10 * len(unseen)), "share", 10 * len(unseen), ages="known")
    return 0


if __name__ == "__main__":
    sys.exit(main())

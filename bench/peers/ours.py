"""What do we make of votes, in how much time and memory? As ``red_dwarf.py`` measures it, in a process of its own."""

import json
import sys

from bench.peers.measuring import measured
from surveys.analysis import grouping, representative, standpoints  # noqa: F401 as its imports are not measured either
from surveys.analysis.opinion import opinion


def main() -> None:
    """Group once."""
    import numpy as np
    import threadpoolctl  # noqa: F401

    np.linalg.eigh(np.eye(2))
    given = json.load(sys.stdin)
    votes = [(who, statement, vote) for who, statement, vote in given["votes"]]
    out = given["out"]
    del given
    found, taken = measured(lambda: opinion(votes, moderated_out=out))
    told = dict(found.members) if found else {}
    json.dump({"groups": told, **taken}, sys.stdout)


if __name__ == "__main__":
    main()

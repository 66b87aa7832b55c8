"""What is a figure, and how is it printed?"""

from __future__ import annotations

import json
import math
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

SYNCS = 60  # fdatasync calls for one median
BLOCK = 4096  # bytes written before each


def figure(name: str, value: float, unit: str, n: int, **more: Any) -> dict[str, Any]:
    """Print a figure as a line of JSON, and give it back.

    n: how many single measurements stand behind the value.
    """
    told = {"name": name, "value": rounded(value), "unit": unit, "n": n}
    told |= {key: rounded(each) if isinstance(each, float) else each for key, each in more.items() if each is not None}
    print(json.dumps(told, ensure_ascii=False), flush=True)
    return told


def rounded(value: float) -> float:
    """Four significant digits: more than these measurements have."""
    if not value or not math.isfinite(value):
        return value
    return round(value, max(0, 3 - math.floor(math.log10(abs(value)))))


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that so many of all do not exceed (nearest rank)."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def sync_p50(folder: Path) -> float:
    """Milliseconds that making one small write durable takes on this disk right now (median)."""
    taken = []
    with tempfile.NamedTemporaryFile(dir=folder) as file:
        for _ in range(SYNCS):
            os.write(file.fileno(), bytes(BLOCK))
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - started) * 1000)
    return quantile(taken, 0.5)

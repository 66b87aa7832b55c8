"""How fast is it, beside what? ``python -m bench`` prints one JSON line per figure; docs/performance.md tells of them.

People and Telegram are played by ``tests/peers`` in the benchmark's own process; every bot is a process of its own.
"""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY / "tests"))

"""``python -m bot`` is the command ``nachgefragt``; what runs is built in ``bot.commands.running``."""

from __future__ import annotations

import sys

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main())

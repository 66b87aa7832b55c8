"""Of which parts is a message of the played Discord made, and which flags may it have?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

EPHEMERAL, LOADING, HAS_THREAD, V2 = 1 << 6, 1 << 7, 1 << 5, 1 << 15  # message flags, Discord "Message Flags"
CHOOSERS = (3, 5, 6, 7, 8)  # component types a person chooses in


def walk(parts: Any) -> Iterator[dict[str, Any]]:
    """Every component of a tree, from top to bottom."""
    for part in parts or ():
        yield part
        yield from walk(part.get("components"))
        for single in ("accessory", "component"):
            if isinstance(part.get(single), dict):
                yield from walk([part[single]])

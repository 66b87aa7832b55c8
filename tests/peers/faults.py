"""Which disturbances are switched on, and which of them hits this request? For every played platform."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar


@dataclass(eq=False, kw_only=True)
class Fault:
    """One disturbance; a platform adds what it hits.

    Attributes:
        kind: a status code, or drop, garbage, delay.
        applied: the request takes effect first, then the answer is spoiled: an unknown outcome for the bot.
        times: how many requests it hits; None until healed.
        skip: how many matching requests pass before.
        seconds: length of a delay, or retry_after of a 429.
        when: asked about the call as it was read.
        hits: how often it struck.
    """

    kind: str
    times: int | None = 1
    applied: bool = False
    skip: int = 0
    seconds: float = 1.0
    when: Callable[[Any], bool] | None = None
    hits: int = 0

    def concerns(self, call: Any) -> bool:
        """Whether it would hit this call."""
        return self.when is None or self.when(call)


Kept = TypeVar("Kept", bound=Fault)


@dataclass
class Faults(Generic[Kept]):
    """All disturbances switched on, in order."""

    active: list[Kept] = field(default_factory=list)

    def strike(self, call: Any) -> Kept | None:
        """The first disturbance that hits the call; counts it."""
        for fault in self.active:
            if not fault.concerns(call):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.hits += 1
            if fault.times is not None and fault.hits >= fault.times:
                self.active.remove(fault)
            return fault
        return None

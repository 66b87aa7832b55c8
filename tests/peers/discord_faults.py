"""Which disturbances are switched on, and which of them hits this request?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from peers.discord_wire import Call

Kind = Literal["500", "502", "503", "504", "drop", "garbage", "delay", "429", "429-global", "429-cloudflare"]


@dataclass(slots=True, eq=False)
class Fault:
    """One disturbance.

    Attributes:
        route: what it hits: "POST /channels/{channel_id}/messages", a method alone, or "*" for all.
        applied: the request takes effect first, then the answer is spoiled: an unknown outcome for the bot.
        times: how many requests it hits; None until healed.
        skip: how many matching requests pass before.
        seconds: length of a delay, or retry_after of a 429.
        hits: how often it struck.
    """

    route: str
    kind: Kind
    times: int | None = 1
    applied: bool = False
    skip: int = 0
    seconds: float = 1.0
    when: Callable[[Call], bool] | None = None
    hits: int = 0


@dataclass(slots=True)
class Faults:
    """All disturbances switched on, in order."""

    active: list[Fault] = field(default_factory=list)

    def strike(self, call: Call) -> Fault | None:
        """The first disturbance that hits the call; counts it."""
        for fault in self.active:
            if fault.route not in ("*", call.method, call.route) or not (fault.when is None or fault.when(call)):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.hits += 1
            if fault.times is not None and fault.hits >= fault.times:
                self.active.remove(fault)
            return fault
        return None

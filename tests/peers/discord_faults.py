"""What does a disturbance of the played Discord hit?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peers import faults
from peers.discord_wire import Call

Kind = Literal["500", "502", "503", "504", "drop", "garbage", "delay", "429", "429-global", "429-cloudflare"]


@dataclass(eq=False, kw_only=True)
class Fault(faults.Fault):
    """One disturbance.

    Attributes:
        route: what it hits: "POST /channels/{channel_id}/messages", a method alone, or "*" for all.
    """

    route: str

    def concerns(self, call: Call) -> bool:
        return self.route in ("*", call.method, call.route) and super().concerns(call)

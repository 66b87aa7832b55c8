"""What does a disturbance of the played Telegram hit?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from peers import faults
from peers.telegram_wire import Call

Kind = Literal["500", "502", "drop", "garbage", "delay", "429"]


@dataclass(eq=False, kw_only=True)
class Fault(faults.Fault):
    """One disturbance.

    Attributes:
        method: the method it hits; "*" for all but getUpdates, which must be named.
        chat_id: the only chat it hits.
    """

    method: str
    chat_id: int | None = None

    def concerns(self, call: Call) -> bool:
        named = self.method == call.method or (self.method == "*" and call.method != "getUpdates")
        here = self.chat_id is None or call.params.get("chat_id") == self.chat_id
        return named and here and super().concerns(call)

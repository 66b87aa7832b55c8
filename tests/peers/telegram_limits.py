"""Does the bot keep to Telegram's sending rates and to the waiting times it was told?"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass

from peers.telegram_wire import ApiError

OVERALL = 30  # messages per second to all chats, Bot FAQ "My bot is hitting limits"
PER_CHAT = 1  # messages per second in one chat, same page
PER_GROUP = 20  # messages per minute in one group, same page
GRACE = 0.25  # seconds in which requests sent before a 429 was read may still arrive
JITTER = 0.05  # seconds by which a well-spaced sender may arrive early on a loaded machine


@dataclass(frozen=True, slots=True)
class RateViolation:
    """One message too many.

    Attributes:
        rule: overall, chat, group, or retry_after (sent although told to wait).
        observed: messages in the window with this one; seconds left to wait for retry_after.
    """

    rule: str
    chat_id: int
    method: str
    at: float
    observed: float


class Rates:
    """Counts messages in sliding windows; always noted, refused only when `enforced`."""

    def __init__(self, now: Callable[[], float]) -> None:
        self.enforced = False
        self.counted = True
        self.violations: list[RateViolation] = []
        self._now = now
        self._overall: deque[float] = deque()
        self._chats: dict[int, deque[float]] = defaultdict(deque)
        self._groups: dict[int, deque[float]] = defaultdict(deque)
        self._waits: dict[int | None, tuple[float, float]] = {}  # from when, until when

    def count(self, method: str, chat_id: int, is_group: bool, messages: int = 1) -> None:
        """Note messages to a chat; raises ApiError 429 when enforced and too many."""
        if not self.counted:
            return
        now = self._now()
        windows = [("overall", self._overall, 1.0, OVERALL), ("chat", self._chats[chat_id], 1.0, PER_CHAT)]
        if is_group:
            windows.append(("group", self._groups[chat_id], 60.0, PER_GROUP))
        for rule, times, span, most in windows:
            while times and times[0] <= now - span + JITTER:
                times.popleft()
            allowed = max(most, messages) if rule == "chat" else most  # an album is sent at once
            if len(times) + messages > allowed:
                self._note(rule, chat_id, method, now, len(times) + messages)
                if self.enforced:
                    raise self.refuse(chat_id, max(1, int(times[0] + span - now) + 1))
        for _, times, _, _ in windows:
            times.extend([now] * messages)

    def refuse(self, chat_id: int | None, seconds: int) -> ApiError:
        """A 429; requests before its end, but for those already on their way, are noted as violations."""
        now = self._now()
        since, until = self._waits.get(chat_id, (now, now))
        self._waits[chat_id] = (since if until > now else now, max(until, now + seconds))
        text = f"Too Many Requests: retry after {seconds}"
        return ApiError(429, text, {"retry_after": seconds})

    def check_wait(self, method: str, chat_id: int | None) -> None:
        """Note a request that comes before the waiting time is over."""
        if not self._waits:
            return
        now = self._now()
        for key in {chat_id, None}:
            since, until = self._waits.get(key, (now, now))
            if until - JITTER <= now:
                self._waits.pop(key, None)
            elif now - since > GRACE:
                self._note("retry_after", chat_id or 0, method, now, until - now)

    def _note(self, rule: str, chat_id: int, method: str, now: float, observed: float) -> None:
        self.violations.append(RateViolation(rule, chat_id, method, now, observed))

"""How often may the bot ask, and did it wait when it was told to?

The real server names its limits only in headers. The figures here are those seen by library authors; the shape of
headers and bodies is that of Discord's "Rate Limits" page, read in 2026-11.
"""

from __future__ import annotations

import hashlib
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from peers.discord_state import World
from peers.discord_wire import ApiError, Call

GLOBAL = (50, 1.0)  # requests, seconds; responses to interactions do not count
INVALID_LIMIT = (10_000, 600.0)  # 401, 403 and 429 answers in so many seconds lead to a ban
EARLY = 0.02  # seconds a client may come back too early, for rounding
BUCKETS = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "DELETE /channels/{channel_id}/messages/{message_id}": (5, 1.0),
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me": (1, 0.25),
    "POST /webhooks/{webhook_id}/{webhook_token}": (5, 2.0),
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original": (5, 2.0),
    "POST /users/@me/channels": (5, 5.0),
}
MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token", "interaction_id")  # each has a limit of its own


@dataclass(slots=True)
class Rates:
    """Windows of requests by bucket, and the waits that were ordered.

    Attributes:
        enforced: whether the limits are kept; without, no headers are sent and nobody has to wait.
        limits: requests and seconds by route; a test may change them.
        violations: requests that came while the bot had been told to wait.
        refused: moments of 401, 403 and 429 answers.
    """

    world: World
    enforced: bool = False
    limits: dict[str, tuple[int, float]] = field(default_factory=lambda: dict(BUCKETS))
    overall: tuple[int, float] = GLOBAL
    violations: list[str] = field(default_factory=list)
    refused: deque[float] = field(default_factory=lambda: deque(maxlen=20_000))
    _windows: dict[str, deque[float]] = field(default_factory=dict)
    _waits: dict[str, float] = field(default_factory=dict)

    @property
    def invalid_requests(self) -> int:
        """Answers of 401, 403 and 429 within the last ten minutes."""
        since = self.world.now() - INVALID_LIMIT[1]
        return sum(moment > since for moment in self.refused)

    def check(self, call: Call) -> dict[str, str]:
        """The headers for this request; raises 429 when it is one too many."""
        if self._waits:
            self.check_wait(call)
        if not self.enforced:
            return {}
        now = self.world.now()
        if not call.route.startswith("POST /interactions/"):
            wait = self._over("global", self.overall, now)
            if wait:
                raise self.refuse(call, wait, everywhere=True)
        limit = self.limits.get(call.route)
        if limit is None:
            return {}
        key = self._bucket(call)
        wait = self._over(key, limit, now)
        window = self._windows[key]
        after = max(0.0, (window[0] + limit[1] - now) if window else limit[1])
        headers = {
            "X-RateLimit-Limit": str(limit[0]),
            "X-RateLimit-Remaining": str(max(0, limit[0] - len(window))),
            "X-RateLimit-Reset": f"{now + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(call.route.encode()).hexdigest()[:32],
        }
        if wait:
            raise self.refuse(call, wait, headers=headers)
        return headers

    def check_wait(self, call: Call) -> None:
        """Note a request that comes while the bot was told to wait."""
        now = self.world.now()
        self._waits = {key: until for key, until in self._waits.items() if until > now}
        for key in ("global", self._bucket(call)):
            if self._waits.get(key, 0.0) - now > EARLY:
                self.violations.append(f"{call.method} {call.path}: {self._waits[key] - now:.2f} s too early")

    def refuse(
        self, call: Call, seconds: float, *, everywhere: bool = False, headers: dict[str, str] | None = None
    ) -> ApiError:
        """A 429 the bot has to obey; coming back earlier is noted."""
        key = "global" if everywhere else self._bucket(call)
        self._waits[key] = max(self._waits.get(key, 0.0), self.world.now() + seconds)
        scope = "global" if everywhere else "user"
        told = {"Via": "1.1 google", "Retry-After": str(int(seconds) + 1), "X-RateLimit-Scope": scope}
        if everywhere:
            told["X-RateLimit-Global"] = "true"
        body: dict[str, Any] = {"retry_after": round(seconds, 3), "global": everywhere}
        message = "You are being rate limited."
        return ApiError(0, 429, message, extra=body, headers={**(headers or {}), **told})

    def _over(self, key: str, limit: tuple[int, float], now: float) -> float:
        """Count a request; the seconds to wait when the window is full, else 0."""
        window = self._windows.setdefault(key, deque())
        while window and now - window[0] >= limit[1]:
            window.popleft()
        if len(window) >= limit[0]:
            return window[0] + limit[1] - now
        window.append(now)
        return 0.0

    def _bucket(self, call: Call) -> str:
        return ":".join([call.route, *(call.params[name] for name in MAJOR if name in call.params)])

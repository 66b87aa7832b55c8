"""What do we log, and how does a secret stay out of it?

Libraries write tokens into their lines (httpx at INFO, the request's address in tracebacks): they are kept at WARNING, and
the one handler writes no line with a secret in it, whoever logged it.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
LIBRARIES = (
    "aiohttp",
    "alembic.runtime.plugins",
    "asyncio",
    "discord",
    "httpcore",
    "httpcore2",
    "httpx",
    "httpx2",
    "openai",
    "pydantic_ai",
    "sqlalchemy",
    "telegram",
    "uvicorn",
)
REDACTED = "[redacted]"
# The shapes of a Telegram and a Discord token, for those nobody told us about: pasted into a chat or a file.
TOKENS = re.compile(r"\b\d{6,12}:[A-Za-z0-9_-]{30,}|\b[A-Za-z0-9_-]{23,28}\.[A-Za-z0-9_-]{6,7}\.[A-Za-z0-9_-]{27,}")
# What a terminal obeys or reorders by, and what ends a line for some: written as its number.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
SHORTEST = 6  # characters; a shorter secret would redact half of every line


class Redacting(logging.Formatter):
    """Writes a line, with its traceback, without secrets; what came from outside can look like no line of ours."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__(FORMAT, "%H:%M:%S")
        known = sorted({secret for secret in secrets if len(secret) >= SHORTEST}, key=len, reverse=True)
        self._known = re.compile("|".join(re.escape(secret) for secret in known)) if known else None

    def format(self, record: logging.LogRecord) -> str:
        return on_its_own(redacted(super().format(record), self._known))


def redacted(text: str, known: re.Pattern[str] | None = None) -> str:
    """The text without tokens and without the secrets known."""
    text = known.sub(REDACTED, text) if known is not None else text
    return TOKENS.sub(REDACTED, text)


def on_its_own(text: str) -> str:
    """One entry: every line but the first is indented, and nothing in it moves a cursor."""
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text).replace("\n", "\n  ")


def configure(level: str, secrets: Iterable[str] = ()) -> logging.Handler:
    """Log to stderr at a level, libraries only from WARNING on; gives the handler. Calling again replaces it."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacting(secrets))
    root = logging.getLogger()
    root.handlers = [each for each in root.handlers if not isinstance(each.formatter, Redacting)]
    root.addHandler(handler)
    root.setLevel(level)
    for name in LIBRARIES:
        logging.getLogger(name).setLevel(logging.WARNING)
    return handler

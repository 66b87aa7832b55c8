"""How do these tests drive the real python-telegram-bot?"""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest
from telegram.warnings import PTBUserWarning

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8ffff3f0005fe02fe"
    "dccc59e70000000049454e44ae426082"
)


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=f"data:{label}")] for label in labels])


def refused(reason: str) -> pytest.RaisesExc[BadRequest]:
    """PTB writes the first letter of the server's text large."""
    return pytest.raises(BadRequest, match=f"(?i){reason}")


async def call(bot: Bot, method: str, params: dict[str, Any]) -> Any:
    """Any method with any parameters; PTB warns that it knows some of them itself."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PTBUserWarning)
        return await bot.do_api_request(method, params)


async def updates(bot: Bot, offset: int | None = None, wait: int = 0) -> tuple[Update, ...]:
    return await bot.get_updates(offset=offset, timeout=wait, allowed_updates=Update.ALL_TYPES)


def texts(posts: list[Any]) -> list[str]:
    return [post.text for post in posts if post.text]

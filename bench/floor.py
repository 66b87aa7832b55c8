"""How fast can a bot on this library and this request backend be at all? One that only replies, and keeps nothing.

Run as a process: ``python -m bench.floor`` with TOKEN and API_URL in the environment.
"""

from __future__ import annotations

import asyncio
import os
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bench.script import LABEL, QUESTIONS
from bot.telegram.api import Transport

AT_ONCE = 64  # updates in work
TEXT = f"Gespeichert.\n\n{LABEL}\n{QUESTIONS[2].text}"
KEYBOARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton(label, callback_data=f"{at}")] for at, label in enumerate(QUESTIONS[2].options)]
)


async def typed(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Reply to words."""
    assert update.message
    await update.message.reply_text(TEXT, reply_markup=KEYBOARD)


async def pressed(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    """Reply to a button: take the waiting sign away and put the next question in its place."""
    query = update.callback_query
    assert query
    await asyncio.gather(
        query.answer("Gespeichert."),
        query.edit_message_text(f"{TEXT} {update.update_id}", reply_markup=KEYBOARD),  # an equal text is an error
    )


def main() -> None:
    """Poll until stopped."""
    application: Any = (
        Application.builder()
        .token(os.environ["TOKEN"])
        .base_url(os.environ["API_URL"])
        .request(Transport())
        .get_updates_request(Transport())
        .concurrent_updates(AT_ONCE)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, typed))
    application.add_handler(CallbackQueryHandler(pressed))
    application.run_polling()


if __name__ == "__main__":
    main()

"""How fast is the bot a tutorial would write?

The library's defaults, SQLModel's AsyncSession, one commit and one edit of the group's card per answer.

Run as a process: ``python -m bench.textbook`` with TOKEN, API_URL, DATABASE and GROUP in the environment.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, UniqueConstraint, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest
from telegram.ext import Application, CallbackQueryHandler, ContextTypes, MessageHandler, filters

from bench.script import LABEL, QUESTIONS

engine = create_async_engine(f"sqlite+aiosqlite:///{os.environ.get('DATABASE', 'textbook.db')}")


class Respondent(SQLModel, table=True):
    """Where somebody is."""

    id: int = Field(primary_key=True)
    position: int = 0


class Reaction(SQLModel, table=True):
    """One answer."""

    id: int | None = Field(default=None, primary_key=True)
    respondent_id: int = Field(foreign_key="respondent.id", index=True)
    item: str = Field(index=True)
    value: str

    __table_args__ = (UniqueConstraint("respondent_id", "item"),)


async def kept(person: int, value: str, at: int | None = None) -> tuple[int, int]:
    """Store an answer; gives the number of the next question and how many answers there are."""
    async with AsyncSession(engine) as session:
        respondent = await session.get(Respondent, person) or Respondent(id=person)
        question = QUESTIONS[respondent.position if at is None else at]
        found = await session.exec(
            select(Reaction).where(Reaction.respondent_id == person, Reaction.item == question.key)
        )
        reaction = found.first() or Reaction(respondent_id=person, item=question.key, value=value)
        reaction.value = value
        respondent.position = (QUESTIONS.index(question) + 1) % len(QUESTIONS)
        session.add(respondent)
        session.add(reaction)
        await session.commit()
        await session.refresh(respondent)
        count = (await session.exec(select(func.count(col(Reaction.id))))).one()
        return respondent.position, count


def shown(position: int) -> tuple[str, InlineKeyboardMarkup | None]:
    """The question and its buttons."""
    question = QUESTIONS[position]
    text = f"Gespeichert.\n\n{LABEL} {position + 1}: {question.title}\n{question.text}"
    rows = [
        [InlineKeyboardButton(label, callback_data=f"{position}:{number}")]
        for number, label in enumerate(question.options)
    ]
    return text, InlineKeyboardMarkup(rows) if rows else None


async def typed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Words are an answer."""
    assert update.message
    assert update.message.text
    assert update.effective_user
    position, count = await kept(update.effective_user.id, update.message.text)
    text, keyboard = shown(position)
    await update.message.reply_text(text, reply_markup=keyboard)
    await refresh_card(context, count)


async def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """A button is an answer."""
    query = update.callback_query
    assert query
    assert query.data
    await query.answer()
    at, _, number = query.data.partition(":")
    position, count = await kept(query.from_user.id, number, int(at))
    text, keyboard = shown(position)
    await query.edit_message_text(text, reply_markup=keyboard)
    await refresh_card(context, count)


async def refresh_card(context: ContextTypes.DEFAULT_TYPE, count: int) -> None:
    """Show in the group how many answers there are."""
    with contextlib.suppress(BadRequest):
        await context.bot.edit_message_text(
            f"Umfrage: {count} Antworten", chat_id=context.bot_data["group"], message_id=context.bot_data["card"]
        )


async def make_tables() -> None:
    """Make the tables."""
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)


async def prepare(application: Any) -> None:
    """Make the tables and post the card."""
    await make_tables()
    group = int(os.environ["GROUP"])
    card = await application.bot.send_message(group, "Umfrage: 0 Antworten")
    application.bot_data.update(group=group, card=card.message_id)


def main() -> None:
    """Poll until stopped."""
    application: Any = (
        Application.builder().token(os.environ["TOKEN"]).base_url(os.environ["API_URL"]).post_init(prepare).build()
    )
    application.add_handler(MessageHandler(filters.TEXT, typed))
    application.add_handler(CallbackQueryHandler(pressed))
    application.run_polling()


if __name__ == "__main__":
    if "--tables" in sys.argv:
        asyncio.run(make_tables())
    else:
        main()

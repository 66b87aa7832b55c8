"""Is every table thought of that could lead from people to answers in an anonymous wave? A new one fails here first."""

from __future__ import annotations

from sqlmodel import SQLModel

from bot import tables
from surveys import privacy
from surveys.fieldwork.rows import table_of
from surveys.fieldwork.severing import OF_PEOPLE

MADE_LATER = {"coding", "vector"}  # only of answers that may be read, so after the end
OF_ACCOUNTS_AND_WAVES = {
    "account",  # which wave the chat is about: emptied at the end
    "pending_reply",  # never kept of an anonymous wave, and dropped at the end
    "read_again",  # the same
    "subscription",  # that somebody wants to be told of digests says nothing of answers
    "ledger",  # what is said to somebody; of answers nothing, in an anonymous wave
}


def test_every_table_of_respondents_is_levelled_and_shuffled_at_the_end() -> None:
    found = {
        table.name
        for table, columns in privacy.personal(SQLModel.metadata)
        if any(privacy.whose(column) == "respondents" for column in columns)
    }

    assert found == {table_of(model).name for model in OF_PEOPLE} | MADE_LATER


def test_every_table_with_an_account_and_a_wave_is_thought_of() -> None:
    ours = {table_of(model) for model in tables.TABLES}
    found = {
        table.name
        for table, columns in privacy.personal(SQLModel.metadata)
        if table in ours and "wave_id" in table.c and any(privacy.whose(column) == "accounts" for column in columns)
    }

    assert found == OF_ACCOUNTS_AND_WAVES

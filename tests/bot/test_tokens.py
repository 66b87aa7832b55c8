"""Does a button remember what it was given, fit everywhere, and take nothing we did not write?"""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import tokens
from bot.keys import TAG_LENGTH, Keys
from bot.tokens import TOKEN_LIMIT, Token, Verb

KEYS = Keys(b"k" * 32)
SHAPE = re.compile(r"[A-Za-z0-9_-]{1,64}")  # Telegram's start parameter; callback_data and custom_id take more
IDS = st.just("") | st.text(string.ascii_lowercase + "234567", min_size=16, max_size=16)
NUMBERS = st.none() | st.integers(0, 200)
TOKENS = st.builds(
    Token,
    st.sampled_from(Verb),
    IDS,
    NUMBERS,
    NUMBERS,
    st.text(string.ascii_lowercase + string.digits + "-", max_size=20),
)


@given(TOKENS)
def test_a_token_comes_back_as_it_was_written_and_fits_everywhere(token: Token) -> None:
    text = tokens.write(token, KEYS)

    assert tokens.read(text, KEYS) == token
    assert SHAPE.fullmatch(text)
    assert len(text.encode()) <= TOKEN_LIMIT


@given(TOKENS, st.data())
def test_one_changed_missing_or_added_character_makes_it_none_of_ours(token: Token, data: st.DataObject) -> None:
    text = tokens.write(token, KEYS)
    at = data.draw(st.integers(0, len(text) - 1))
    sign = data.draw(st.characters().filter(lambda each: each != text[at]))

    assert tokens.read(text[:at] + sign + text[at + 1 :], KEYS) is None
    assert tokens.read(text[:at] + text[at + 1 :], KEYS) in (None, token)
    assert tokens.read(text[:at], KEYS) is None
    assert tokens.read(text + sign, KEYS) is None
    assert tokens.read(text.upper(), KEYS) is None


@given(
    st.text()
    | st.text(string.ascii_letters + string.digits + "_-", max_size=TOKEN_LIMIT)
    | st.characters(categories=["Cs"])
)
def test_whatever_else_arrives_is_none_of_ours(text: str) -> None:
    assert tokens.read(text, KEYS) is None


def test_parts_cannot_be_moved_from_one_token_into_another() -> None:
    text = tokens.write(Token(Verb.MINE, "a" * 16), KEYS)
    other = tokens.write(Token(Verb.MANAGE, "a" * 16, value="close"), KEYS)

    assert tokens.read(other[:-TAG_LENGTH] + text[-TAG_LENGTH:], KEYS) is None


def test_a_token_of_another_key_is_none_of_ours() -> None:
    assert tokens.read(tokens.write(Token(Verb.JOIN, "a" * 16), KEYS), Keys(b"o" * 32)) is None


@pytest.mark.parametrize(
    "token",
    [Token(Verb.JOIN, "a_b"), Token(Verb.JOIN, value="a_b"), Token(Verb.LAUNCH, "a" * 16, 1, 1, "v" * 40)],
)
def test_what_cannot_be_remembered_is_refused_when_written(token: Token) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        tokens.write(token, KEYS)


def test_letters_of_verbs_are_distinct_and_stay_what_they_are() -> None:
    """They stand in tokens people hold: a change of meaning would make an old button do something else."""
    assert {verb.name: verb.value for verb in Verb} == {
        "JOIN": "j", "AGREE": "a", "DECLINE": "x", "PICK": "p", "UNPICK": "u", "DONE": "d", "SKIP": "s", "BACK": "b",
        "GOTO": "g", "VOTE": "v", "LATER": "l", "MINE": "m", "REMOVE": "r", "CONSENT": "c", "CONFIRM": "y",
        "RESULTS": "z", "COMMAND": "k", "LAUNCH": "n", "MANAGE": "w", "REVIEW": "q", "LANGUAGE": "t",
            "FORM": "f", "DIRECT": "e", "STAND": "o", "LINK": "i", "ROLE": "R", "POLICY": "Y", "PREVIEW": "P", "REPORT": "M",
            "SUBSCRIBE": "S", "THEME": "h",
    }  # fmt: skip

"""What does a button remember?

A token is what a pressed button, or a deep link, brings back: a verb and what it is about, never a toggle. It is
``verb_wave_item_part_value`` and an 8-character tag, out of ``[A-Za-z0-9_-]`` and at most 64 bytes, so that the same
token fits Telegram's ``callback_data`` and ``start`` parameter and Discord's ``custom_id``. The tag keeps noise out; what
a token asks for is authorised from the database every time.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from bot.keys import TAG_LENGTH, Keys

TOKEN_LIMIT = 64  # bytes: Telegram callback_data and start parameter (checked 2026-11)
REMEMBERED = 4096  # tokens: a question's buttons are the same for everybody, and there are eight to an answer


class Verb(StrEnum):
    """What pressing does. The letter stands in tokens people already hold: never reuse one."""

    JOIN = "j"  # begin, or go on, in a wave
    AGREE = "a"  # accept the information and take part
    DECLINE = "x"
    PICK = "p"  # set option
    UNPICK = "u"  # unset option
    DONE = "d"
    SKIP = "s"
    BACK = "b"
    GOTO = "g"  # answer this item now
    VOTE = "v"
    LATER = "l"
    MINE = "m"  # my answers
    REMOVE = "r"  # withdraw one answer
    CONSENT = "c"  # give or take back a consent
    CONFIRM = "y"  # yes to a public reply, or to a second step
    RESULTS = "z"
    COMMAND = "k"  # what a command would do
    LAUNCH = "n"  # a moderator's launch dialogue
    MANAGE = "w"  # pause, extend, close, ...
    REVIEW = "q"  # approve, reject
    LANGUAGE = "t"
    FORM = "f"  # a form was sent
    DIRECT = "e"  # go on in the direct chat
    STAND = "o"  # where do I stand?
    PREVIEW = "P"  # a digest before it is posted
    THEME = "h"  # look at, decide on, check themes
    SUBSCRIBE = "S"  # be told when a digest is there, or no more
    REPORT = "M"  # somebody else's statement
    LINK = "i"  # one person, or one community, on two platforms
    ROLE = "R"  # take on, give, take, lay down a role
    POLICY = "Y"  # a community's own text


@dataclass(frozen=True, slots=True)
class Token:
    """One button's memory.

    Attributes:
        wave: id of a wave (for LAUNCH and LINK of a place, for ROLE and POLICY of a community).
        item: index of the item in its questionnaire; None where there is none.
        part: index of the part in the item.
        value: index of an option, id of an answer or statement, a word; out of ``[a-z0-9-]``.
    """

    verb: Verb
    wave: str = ""
    item: int | None = None
    part: int | None = None
    value: str = ""


@lru_cache(REMEMBERED)
def write(token: Token, keys: Keys) -> str:
    """The token as text; raises ValueError where it would not fit."""
    numbers = ("" if number is None else format(number, "x") for number in (token.item, token.part))
    body = "_".join((token.verb.value, token.wave, *numbers, token.value))
    text = body + keys.tag(body)
    if len(text) > TOKEN_LIMIT or token.value.count("_") or token.wave.count("_"):
        raise ValueError(f"token does not fit: {body}")
    return text


def read(text: str, keys: Keys) -> Token | None:
    """The token a text stands for; None for anything we did not write."""
    body, tag = text[:-TAG_LENGTH], text[-TAG_LENGTH:]  # the tag may hold any character, the separator too
    if len(text) > TOKEN_LIMIT or not text.isascii() or not keys.made(body, tag):
        return None
    verb, wave, item, part, value = body.split("_")
    return Token(Verb(verb), wave, int(item, 16) if item else None, int(part, 16) if part else None, value)

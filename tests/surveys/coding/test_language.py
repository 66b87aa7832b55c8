"""Is the language of an answer found without a network, and is a guess kept where it is too short?"""

from __future__ import annotations

import subprocess
import sys

import pytest

from surveys.coding.language import commonest, language_of, languages_of

DETECT = """
import socket
def refuse(*_): raise AssertionError("a network was asked for")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from surveys.coding.language import language_of
print(language_of("Die Antwort kam leider viel zu spät und half nicht", "en"))
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Die Wartezeit am Telefon war viel zu lang und niemand konnte helfen", "de"),
        ("The waiting time on the phone was far too long and nobody could help", "en"),
        ("Le temps d'attente au téléphone était beaucoup trop long pour moi", "fr"),
    ],
)
def test_sentences_are_told_apart(text: str, expected: str) -> None:
    assert language_of(text, "xx") == expected


@pytest.mark.parametrize(
    "text",
    ["", "Alles gut", "ok", "👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍👍", "https://example.org/the/whole/address"],
)
def test_what_is_too_short_is_taken_for_the_language_of_the_wave(text: str) -> None:
    assert languages_of([text, text], "de") == ("de", "de")


def test_no_network_and_no_other_folder_is_needed() -> None:
    found = subprocess.run([sys.executable, "-c", DETECT], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "de"


def test_the_commonest_known_language_is_named_and_ties_go_by_the_alphabet() -> None:
    assert commonest(["fr", "fr", "en", "de"], ("de", "en"), "de") == "de"
    assert commonest(["en", "en", "de"], ("de", "en"), "de") == "en"
    assert commonest(["fr"], ("de", "en"), "en") == "en"


def test_from_20_letters_a_language_is_looked_for() -> None:
    enough, few = "The phones are very slow", "The phones are very slo"

    assert [sum(map(str.isalpha, text)) for text in (enough, few)] == [20, 19]
    assert language_of(enough, "de") == "en"
    assert language_of(few, "de") == "de"


def test_what_is_no_language_is_taken_for_that_of_the_wave() -> None:
    assert language_of("Telefon Internet Router Modem Hotline Service", "xx") == "xx"


def test_only_the_first_150_characters_are_looked_at() -> None:
    german = "Die Wartezeit am Telefon war viel zu lang und niemand konnte mir helfen. "
    english = "The waiting time on the phone was far too long and nobody could help me. "

    assert language_of("1" * 130 + german + english * 20, "xx") == "xx"
    assert language_of("1 " * 50 + german + english * 20, "xx") == "de"

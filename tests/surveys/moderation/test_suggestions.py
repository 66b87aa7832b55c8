"""Does a moderator see what is in an answer, the most pressing first, and is nothing decided?"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from surveys.moderation.spans import Personal, Strength
from surveys.moderation.suggestions import PHRASES, Suggestion, SuggestionKind, suggest, to_redact


def kinds(text: str) -> list[SuggestionKind]:
    return [suggestion.kind for suggestion in suggest(text)]


def test_a_harmless_answer_has_none() -> None:
    assert suggest("Nach drei Wochen kam eine Antwort, die nichts erklärt hat.") == ()


def test_the_most_pressing_comes_first() -> None:
    text = "LG Sabine, ihr Idioten, 0170 1234567, discord.gg/abc, ich bringe mich um"

    assert kinds(text) == [
        SuggestionKind.SELF_HARM, SuggestionKind.REDACT, SuggestionKind.NAMED, SuggestionKind.INSULT, SuggestionKind.INVITE,
    ]  # fmt: skip


def test_a_suggestion_says_where_and_what() -> None:
    text = "Herr Müller hat 0170 1234567 und a@b.de"

    assert suggest(text) == (
        Suggestion(SuggestionKind.REDACT, ((16, 28), (33, 39)), Strength.CLEAR, (Personal.PHONE, Personal.EMAIL)),
        Suggestion(SuggestionKind.NAMED, ((0, 11),), Strength.CLEAR, (Personal.PERSON,)),
    )
    assert to_redact(text) == ((0, 11), (16, 28), (33, 39))


def test_a_copy_is_pointed_out_without_a_place() -> None:
    assert suggest("Immer dasselbe", copied=True) == (Suggestion(SuggestionKind.COPIED, (), Strength.POSSIBLE),)


def test_every_kind_has_a_phrase_key_of_its_own() -> None:
    assert len(set(PHRASES)) == len(SuggestionKind)
    assert suggest("Ihr Idioten")[0].phrase == "suggestion-insult"


def test_naughty_strings_are_survived_and_places_lie_in_the_text(shared_data: Path) -> None:
    files = sorted((shared_data / "data" / "bad_input" / "dev").glob("*.jsonl"))
    if not files:
        pytest.skip("no bad input: set NACHGEFRAGT_SHARED to the shared folder")
    for line in (line for file in files for line in file.read_text().split("\n") if line):
        text = json.loads(line)["text"]
        for suggestion in suggest(text):
            assert all(0 <= start < end <= len(text) for start, end in suggestion.ranges)


@pytest.mark.parametrize(
    ("case", "kind"),
    [
        ("pii_email", SuggestionKind.REDACT),
        ("pii_iban", SuggestionKind.REDACT),
        ("pii_ticket", SuggestionKind.REDACT),
        ("pii_address", SuggestionKind.REDACT),
        ("pii_other_person", SuggestionKind.NAMED),
        ("insult", SuggestionKind.INSULT),
        ("threat", SuggestionKind.THREAT),
        ("selfharm", SuggestionKind.SELF_HARM),
        ("spam", SuggestionKind.LINK),
        ("discord_invite", SuggestionKind.INVITE),
    ],
)
def test_the_chat_corpus_gets_the_suggestion_it_is_there_for(
    shared_data: Path, case: str, kind: SuggestionKind
) -> None:
    file = shared_data / "data" / "bad_input" / "dev" / "chat.jsonl"
    if not file.exists():
        pytest.skip("no bad input: set NACHGEFRAGT_SHARED to the shared folder")
    [text] = [row["text"] for row in map(json.loads, file.read_text().strip().split("\n")) if row["class"] == case]

    assert kind in kinds(text)


def test_what_stands_within_a_mark_is_no_suggestion_and_what_stands_before_or_behind_one_is() -> None:
    assert to_redact("Ruf 0170 1234567 an, nicht [geschwärzt] oder 0171 7654321") == ((4, 16), (45, 57))


def test_a_group_of_places_is_as_sure_as_its_surest() -> None:
    [sure] = suggest("IBAN DE88 3704 0044 0532 0130 00 und a@b.de")
    [unsure] = suggest("IBAN DE88 3704 0044 0532 0130 00")

    assert (sure.strength, unsure.strength) == (Strength.CLEAR, Strength.POSSIBLE)
    assert sure.kinds == (Personal.IBAN, Personal.EMAIL)


def test_links_and_invitations_are_told_apart_with_their_places() -> None:
    found = {each.kind: each.ranges for each in suggest("https://bahn.de und discord.gg/abc und https://db.de")}

    assert found == {SuggestionKind.INVITE: ((20, 34),), SuggestionKind.LINK: ((0, 15), (39, 52))}


def test_insults_and_threats_are_told_apart_with_their_places() -> None:
    found = {each.kind: each.ranges for each in suggest("Ihr Idioten, ich weiß, wo das Team sitzt")}

    assert found == {SuggestionKind.THREAT: ((13, 40),), SuggestionKind.INSULT: ((4, 11),)}

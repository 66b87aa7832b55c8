"""Which sentences of a model stand? Each rule by an example, and all of them against any text there may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.coding import claims
from surveys.coding.claims import Claim, Tone
from surveys.coding.function_words import COUNTING
from surveys.coding.summary import (
    CITED,
    LABEL_WORDS,
    LONGEST,
    PEOPLE,
    RUN,
    SENT,
    SENTENCES,
    Checked,
    ReadableAnswer,
    Reason,
    Sentence,
    as_sent,
    checked,
    checked_label,
    may_be_sent,
    still_standing,
)
from surveys.tables import Consent, Purpose

pytest.importorskip("Stemmer", reason="needs the extra digest")

SAID = {
    "a": "Die Hotline ist nicht freundlich, und man wartet seit 3 Wochen auf den Techniker.",
    "b": "Der Techniker war freundlich. Die Hotline war überlastet!",
    "c": "Die Rechnung sollte verständlicher sein.",
    "d": "Überlastete Hotline, unzufriedene Leute, siehe https://evil.example/x",
    "e": "Der Techniker kam pünktlich und war freundlich.",
    "f": "Die Rechnung ist verständlich und der Preis nicht hoch.",
}
QUOTABLE = ("a", "b", "d")
ANSWERS = tuple(ReadableAnswer(key, f"person-{key}", words, key in QUOTABLE) for key, words in SAID.items())
FACTS = {"n": "6 Personen", "share_1": "34 % von 120"}


def check(text: str, *cites: str, about: str = "Hotline und Techniker") -> str | Reason:
    """The sentence that stands, or why it does not."""
    found = checked([Sentence(text, cites)], ANSWERS, FACTS, language="de", about=about)
    return found.kept[0].text if found.kept else found.dropped[0].reason


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        ("Genannt wird eine überlastete Hotline.", "bd"),
        ("Der Techniker war freundlich.", "be"),
        ("Die Rechnung sollte verständlicher sein, nennen einige, und die Hotline ist überlastet.", "cbd"),
        ("Beschrieben wird „Die Hotline war überlastet!“, und der Techniker war freundlich.", "be"),
        ("Beschrieben wird: „man wartet seit 3 Wochen“, und der Techniker wartet.", "ab"),
    ],
)
def test_what_two_people_say_stands(text: str, cites: str) -> None:
    found = check(text, *cites)

    assert found == text or text.endswith("der Techniker wartet.")


@pytest.mark.parametrize(
    ("text", "cites", "reason"),
    [
        ("", "bd", Reason.EMPTY),
        (" .,- ", "bd", Reason.EMPTY),
        ("Überlastete Hotline. " * 20, "bd", Reason.LENGTH),
        ("Überlastete Hotline.", "", Reason.CITATION),
        ("Überlastete Hotline.", "bx", Reason.CITATION),
        ("Überlastete Hotline\nist da.", "bd", Reason.CHARACTERS),
        ("Überlastete *Hotline*.", "bd", Reason.CHARACTERS),
        ("Überlastete Hotline <b>.", "bd", Reason.CHARACTERS),
        ("Überlastete Hot\u200bline.", "bd", Reason.CHARACTERS),
        ("Überlastete \u202eHotline.", "bd", Reason.CHARACTERS),
        ("Überlastete H\u043etline.", "bd", Reason.CHARACTERS),  # a Cyrillic o
        ("Überlastete Hotline, @alle.", "bd", Reason.CHARACTERS),
        ("Ist die Hotline überlastet?", "bd", Reason.CHARACTERS),
        ("Überlastete Hotline 4.", "bd", Reason.CHARACTERS),
        ("Überlastete Hotline Ⅳ.", "bd", Reason.CHARACTERS),
        ("Überlastete Hotline ½.", "bd", Reason.CHARACTERS),
        ("Überlastete Hotline auf evil.example.", "bd", Reason.LINK),
        ("Überlastete Hotline, tg: hier.", "bd", Reason.LINK),
        ("{m} nennen die Hotline.", "bd", Reason.PLACEHOLDER),
        ("Die Hälfte nennt die überlastete Hotline.", "bd", Reason.NUMBER),
        ("Überlastete Hotline, meint die Mehrheit.", "bd", Reason.NUMBER),
        ("Überlastete Hotline zu hundert Prozent.", "bd", Reason.NUMBER),
        ("Jeder nennt die überlastete Hotline.", "bd", Reason.NUMBER),
        ("{n} nennen die überlastete Hotline.", "bd", Reason.NUMBER),
        ("{n} nennen nicht die Hotline.", "bd", Reason.NUMBER),
        ("Genannt wird: „Die Hotline ist überlastet!“, überlastete Hotline.", "bd", Reason.QUOTE),
        ("Genannt wird: „Die Hotline war […]“, überlastete Hotline.", "bd", Reason.QUOTE),
        ("Genannt wird: „otline war überlastet“, überlastete Hotline.", "bd", Reason.QUOTE),
        ("Genannt wird: „überlastet“, überlastete Hotline.", "bd", Reason.QUOTE),
        ("Genannt wird 'überlastet', überlastete Hotline.", "bd", Reason.QUOTE),
        ("Genannt wird: „unzufriedene Leute, siehe https://evil.example/x“, Hotline.", "bd", Reason.QUOTE),
        ("Genannt wird: „Die Rechnung sollte verständlicher sein.“, die Rechnung.", "cf", Reason.QUOTE),
        ("Der Techniker kam pünktlich und war freundlich.", "eb", Reason.COPIED),
        ("Die Hotline ist eine Katastrophe.", "bd", Reason.UNSUPPORTED),
        ("Die Hotline war freundlich.", "ab", Reason.UNSUPPORTED),  # denied by one, of somebody else by the other
        ("Der Techniker war nicht freundlich.", "be", Reason.UNSUPPORTED),
        ("Die Rechnung ist verständlicher.", "ce", Reason.UNSUPPORTED),  # that is wished for
        ("Genannt werden zufriedene Leute.", "de", Reason.UNSUPPORTED),
        ("Der Preis ist hoch.", "fc", Reason.UNSUPPORTED),
        ("Die Hotline war überlastet, sagt niemand.", "bd", Reason.NUMBER),
        ("Die Hotline war überlastet, sagen wenige.", "bd", Reason.UNSUPPORTED),
        ("Genannt wird einiges.", "bd", Reason.UNSUPPORTED),
        ("Der Techniker war pünktlich.", "ec", Reason.FEW),
    ],
)
def test_what_nobody_said_like_that_does_not(text: str, cites: str, reason: Reason) -> None:
    assert check(text, *cites) is reason


def test_a_quote_does_not_leave_its_denial_behind() -> None:
    said = (ReadableAnswer("a", "p", "Ich finde die Hotline wirklich nicht gut.", quotable=True), ANSWERS[1])
    torn = Sentence("Genannt wird: „Ich finde die Hotline wirklich“, die Hotline.", ("a", "b"))

    assert checked([torn], said, {}, language="de").dropped[0].reason is Reason.QUOTE


def test_a_number_is_ours_and_may_count_the_theme_only() -> None:
    assert (
        check("{n} sprechen über die Hotline, {share_1}.", "b") == "6 Personen sprechen über die Hotline, 34 % von 120."
    )


def test_an_answer_that_has_nothing_to_do_with_a_sentence_is_no_source_of_it() -> None:
    found = checked([Sentence("Überlastete Hotline.", ("b", "c", "d"))], ANSWERS, {}, language="de")

    assert found.kept[0].cites == ("b", "d")


def test_one_account_that_says_it_twice_is_one_person() -> None:
    twice = (ReadableAnswer("x", "same", SAID["b"]), ReadableAnswer("y", "same", SAID["d"]))

    found = checked([Sentence("Überlastete Hotline.", ("x", "y"))], twice, {}, language="de")

    assert found.dropped[0].reason is Reason.FEW


def test_a_theme_has_at_most_four_sentences() -> None:
    found = checked([Sentence("Überlastete Hotline.", ("b", "d"))] * 6, ANSWERS, {}, language="de")

    assert len(found.kept) == SENTENCES
    assert [each.reason for each in found.dropped] == [Reason.TOO_MANY] * 2


def test_a_sentence_goes_with_any_answer_it_rests_on() -> None:
    one, two = Sentence("Eins.", ("a", "b")), Sentence("Zwei.", ("b", "c"))

    assert still_standing((one, two), {"a", "b"}) == (one,)


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("Überlastete Hotline", "Überlastete Hotline"),
        ("Freundliche Techniker", "Freundliche Techniker"),
        ("Freundliche Hotline", Reason.UNSUPPORTED),  # both words are there, of each other nobody says them
        ("Pünktliche Techniker", Reason.FEW),
        ("Katastrophale Hotline", Reason.UNSUPPORTED),
        ("Nicht überlastete Hotline", Reason.UNSUPPORTED),
        ("Hotline und Techniker und Rechnung heute", Reason.LENGTH),
        ("Hotline 24", Reason.CHARACTERS),
        ("evil.example", Reason.CHARACTERS),
        ("# Hotline", Reason.CHARACTERS),
        ("Alle Hotlines", Reason.NUMBER),
        ("", Reason.EMPTY),
        ("und der", Reason.UNSUPPORTED),
    ],
)
def test_a_label_has_the_words_of_at_least_two(label: str, found: str | Reason) -> None:
    assert checked_label(label, ANSWERS, language="de") == found


def test_english_is_read_as_well() -> None:
    said = (ReadableAnswer("a", "p", "The hotline isn't helpful."), ReadableAnswer("b", "q", "Hotlines aren't helpful"))
    fair, turned = Sentence("Hotlines are not helpful.", ("a", "b")), Sentence("Hotlines are helpful.", ("a", "b"))

    found = checked([fair, turned], said, {}, language="en")

    assert found.kept == (fair,)
    assert [each.reason for each in found.dropped] == [Reason.UNSUPPORTED]


def test_a_compound_shares_its_parts_but_a_reversal_does_not() -> None:
    assert claims.akin("telefonhotlin", "telefon")
    assert not claims.akin("unzufried", "zufried")
    assert not claims.akin("kostenlos", "kosten")


def test_a_denial_before_an_and_leaves_the_rest_unclear() -> None:
    assert claims.parts("Nicht laut und teuer", "de") == [
        frozenset({Claim("laut", Tone.DENIED)}),
        frozenset({Claim("teu", Tone.UNCLEAR)}),
    ]


def test_consent_has_to_be_for_every_purpose_and_not_withdrawn() -> None:
    at = datetime(2026, 11, 3, tzinfo=UTC)

    def agreed(purpose: Purpose, withdrawn: datetime | None = None) -> Consent:
        return Consent(
            wave_id="w", respondent_id="r", purpose=purpose, text_version="1", given_at=at, withdrawn_at=withdrawn
        )

    both = [agreed(Purpose.TAKE_PART), agreed(Purpose.QUOTE_HERE)]
    purposes = (Purpose.TAKE_PART, Purpose.QUOTE_HERE)

    assert may_be_sent(both, purposes)
    assert not may_be_sent(both[:1], purposes)
    assert not may_be_sent([both[0], agreed(Purpose.QUOTE_HERE, at)], purposes)
    assert not may_be_sent(both, ())


# --- any text ---------------------------------------------------------------------------------------------------

_SPICE = re.split(
    " ",
    "nicht kein alle zwei Prozent und aber , . „ “ \" » « ' {n} {m} {share_1} @admin https://a.de t.me <b> ** 7 ½ ? !",
)
PIECES = st.sampled_from(
    [
        *(word for words in SAID.values() for word in words.split()),
        *_SPICE,
        *("Ignoriere", "alle", "Anweisungen", "\n", "\u200b", "\u202e", "Katastrophe", "Genannt", "wird"),
        *(words[:30] for words in SAID.values()),
        *(f"„{words[:24]}“" for words in SAID.values()),
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map(" ".join))
SENTENCE = st.builds(
    Sentence, TEXTS, st.lists(st.sampled_from([*SAID, "x", ""]), max_size=10).map(tuple)
)  # any text, and any mixture of what people said with what they did not


@dataclass(frozen=True, slots=True)
class Seen:
    """A kept sentence, taken apart without the code under test."""

    own: str
    quotes: tuple[str, ...]
    cited: tuple[str, ...]


def seen(sentence: Sentence) -> Seen:
    quoted = re.compile('„(.*?)[“”"]|“(.*?)”|"(.*?)"|»(.*?)«|«(.*?)»')
    own = quoted.sub(" ", sentence.text)
    for fact in FACTS.values():
        own = own.replace(fact, " ")
    quotes = tuple("".join(filter(None, found)) for found in quoted.findall(sentence.text))
    return Seen(own, quotes, tuple(SAID[cite] for cite in sentence.cites))


@settings(max_examples=150)
@given(st.lists(SENTENCE, max_size=6))
def test_no_text_of_a_model_yields_a_sentence_without_ground(sentences: list[Sentence]) -> None:
    found: Checked = checked(sentences, ANSWERS, FACTS, language="de", about="Hotline und Techniker")

    assert len(found.kept) + len(found.dropped) == len(sentences)
    for sentence in found.kept:
        part = seen(sentence)
        assert 1 <= len(sentence.cites) <= CITED
        assert set(sentence.cites) <= set(SAID)
        assert all(any(quote in words for words in part.cited) for quote in part.quotes)
        assert not any(sign.isnumeric() for sign in part.own)
        assert not re.search(r"[@#<>*_`\[\]{}|\\/\n\u200b\u202e?!]|\w\.\w\w|://", part.own)
        assert not set(re.findall(r"\w+", part.own.lower())) & COUNTING
        assert len(sentence.text) <= LONGEST + sum(map(len, FACTS.values()))
        stems = {claims.stem(word, "de") for words in part.cited for word in claims.words(words)}
        about = {claims.stem(word, "de") for word in ("hotline", "techniker")}
        for claim in claims.claims(part.own, "de"):
            assert any(claims.akin(claim.stem, stem) for stem in stems | about)


@settings(max_examples=100)
@given(st.lists(SENTENCE, max_size=4))
def test_the_same_sentences_are_judged_the_same(sentences: list[Sentence]) -> None:
    again = [checked(sentences, some, FACTS, language="de") for some in (ANSWERS, tuple(reversed(ANSWERS)))]

    assert again[0] == again[1]


@settings(max_examples=200)
@given(TEXTS)
def test_no_text_of_a_model_yields_a_label_without_ground(text: str) -> None:
    found = checked_label(text, ANSWERS, language="de")

    if not isinstance(found, Reason):
        assert 0 < len(found.split()) <= LABEL_WORDS
        assert all(sign.isalpha() or sign in " -," for sign in found)
        said = [claims.claims(words, "de") for words in SAID.values()]
        for claim in claims.claims(found, "de"):
            assert sum(claims.shared(claim, some) for some in said) >= PEOPLE


@given(st.text(max_size=1500))
def test_what_is_sent_is_the_beginning_of_what_was_written(words: str) -> None:
    sent = as_sent(words)

    assert words.startswith(sent)
    assert len(sent) <= SENT
    assert sent == words or len(words) > SENT


@given(st.integers(0, len(SAID["e"].split()) - RUN))
def test_no_run_of_words_is_taken_from_who_may_not_be_quoted(at: int) -> None:
    run = " ".join(SAID["e"].rstrip(".").split()[at : at + RUN])

    assert check(f"Genannt wird {run}.", "e", "b") is Reason.COPIED

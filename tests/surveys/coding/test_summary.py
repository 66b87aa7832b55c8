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


# --- the borders of each rule, and what lies just inside --------------------------------------------------------


def judged(text: str, said: dict[str, str], *, quotable: str = "", language: str = "de") -> str | Reason:
    """The sentence about answers by one person each, all of them cited, or why it does not stand."""
    answers = [ReadableAnswer(key, f"person-{key}", words, key in quotable) for key, words in said.items()]
    found = checked([Sentence(text, tuple(said))], answers, {}, language=language)
    return found.kept[0].text if found.kept else found.dropped[0].reason


def test_a_sentence_of_320_characters_stands_and_one_more_is_too_long() -> None:
    longest = f"Überlastete{' ' * 301}Hotline."

    assert len(longest) == 320
    assert check(longest, "b", "d") == longest
    assert check(longest.replace(".", " ."), "b", "d") is Reason.LENGTH


def test_a_sentence_rests_on_eight_answers_at_most_be_they_all_there_are() -> None:
    eight = {str(at): "Die Hotline ist überlastet" for at in range(8)}

    assert judged("Genannt wird eine überlastete Hotline.", eight) == "Genannt wird eine überlastete Hotline."
    assert judged("Genannt wird eine überlastete Hotline.", {**eight, "8": eight["0"]}) is Reason.CITATION


def test_an_answer_that_is_cited_twice_is_one_person() -> None:
    assert check("Überlastete Hotline.", "b", "b") is Reason.FEW


def test_blanks_around_a_sentence_go_and_letters_are_composed() -> None:
    assert check("  U\u0308berlastete Hotline. ", "b", "d") == "Überlastete Hotline."


def test_the_fifth_sentence_is_the_first_that_is_one_too_many() -> None:
    found = checked([Sentence("Überlastete Hotline.", ("b", "d"))] * 5, ANSWERS, {}, language="de")

    assert len(found.kept) == 4
    assert [(each.index, each.reason) for each in found.dropped] == [(4, Reason.TOO_MANY)]


def test_a_word_like_always_stands_where_every_answer_says_it_and_nowhere_else() -> None:
    one, other = "Bei mir ist die Hotline immer besetzt", "Die Hotline war immer besetzt"

    assert judged("Die Hotline ist immer besetzt.", {"a": one, "b": other}) == "Die Hotline ist immer besetzt."
    assert judged("Die Hotline ist immer besetzt.", {"a": one, "b": other, "c": "besetzt"}) is Reason.NUMBER


def test_a_percent_sign_is_a_number_of_the_models_own() -> None:
    assert check("Überlastete Hotline %.", "b", "d") is Reason.NUMBER


@pytest.mark.parametrize(
    ("text", "said", "found"),
    [
        # A Latin letter that no answer has is one all the same, and letters that answers are written in may be used.
        ("Erwähnt: überlastete Hotline.", ("überlastete Hotline", "überlastete Hotline"), None),
        ("Линия занята.", ("Линия занята", "Линия занята"), None),
        ("Линия занята.", ("Line", "Line"), Reason.CHARACTERS),
        # The Chinese one is a letter and a number.
        ("一 Hotline.", ("一 Hotline", "一 Hotline"), Reason.CHARACTERS),
        # A circled letter is neither a letter nor a mark.
        ("Ⓐ Hotline.", ("Ⓐ Hotline", "Ⓐ Hotline"), Reason.CHARACTERS),
    ],
)
def test_a_sentence_is_written_in_the_letters_of_its_answers(
    text: str, said: tuple[str, str], found: Reason | None
) -> None:
    assert judged(text, dict(zip("ab", said, strict=True))) == (found or text)


def test_a_number_may_stand_alone_but_neither_beside_a_quote_nor_with_a_denial_that_resembles_the_theme() -> None:
    assert check("{n} antworten.", "b") == "6 Personen antworten."
    assert check("{n} nennen die Hotline: „Die Hotline war überlastet!“", "b") is Reason.NUMBER
    assert check("{n} nennen Fehler.", "b", about="Fehler") == "6 Personen nennen Fehler."
    assert check("{n} nennen: fehlen.", "b", about="Fehler") is Reason.NUMBER  # of the same stem


def test_a_sentence_with_nothing_but_a_frame_says_nothing() -> None:
    assert check("Genannt wird es.", "b", "d") is Reason.UNSUPPORTED


def test_every_part_of_a_sentence_has_to_be_somebodys() -> None:
    assert check("Überlastete Hotline, freundlicher Techniker.", "b", "d", "e") == (
        "Überlastete Hotline, freundlicher Techniker."
    )
    assert check("Überlastete Hotline, teurer Techniker.", "b", "d", "e") is Reason.UNSUPPORTED


# --- quotes, to the character -----------------------------------------------------------------------------------


@pytest.mark.parametrize("marks", ["„“", "„”", '„"', "“”", '""', "»«", "«»"])
def test_quotation_marks_of_every_kind_are_looked_into(marks: str) -> None:
    fair = f"Genannt wird {marks[0]}Die Hotline war überlastet!{marks[1]}, überlastete Hotline."
    false = f"Genannt wird {marks[0]}Die Hotline war so überlastet{marks[1]}, überlastete Hotline."

    assert check(fair, "b", "d") == fair
    assert check(false, "b", "d") is Reason.QUOTE


def test_what_a_quote_says_counts_for_who_else_says_it() -> None:
    assert check("Beschrieben wird: „Die Hotline war überlastet!“", "b", "d") == (
        "Beschrieben wird: „Die Hotline war überlastet!“"
    )
    assert check("Beschrieben wird: „Die Hotline war überlastet!“", "b", "c") is Reason.FEW


OTHER = "Hotline und Wartezeit"


@pytest.mark.parametrize(
    ("quote", "words", "stands"),
    [
        # whole answers, from the first character to the last, with and without a stop
        ("Hotline war besetzt", "Hotline war besetzt", True),
        ("Hotline war besetzt.", "Hotline war besetzt.", True),
        ("Hotline besetzt", "Hotline besetzt", False),  # two words may be torn from anything
        # with whole words at both ends, wherever it stands whole
        ("die Hotline war besetz", "Ja, die Hotline war besetzt", False),
        ("die Hotline war", "die Hotline warb", False),
        ("ie Hotline war besetzt", "die Hotline war besetzt", False),
        ("die Hotline war", "Oft die Hotline warm und die Hotline war besetzt", True),
        ("die Hotline war", "Hier die Hotline warm und die Hotline warb", False),
        # with what denies it in the same sentence, before or behind, at its very edge
        ("war die Hotline besetzt", "Nie war die Hotline besetzt", False),
        ("Die Hotline ist besetzt", "Die Hotline ist besetzt nie", False),
        ("Die Hotline ist besetzt", "Die Hotline ist besetzt, aber das stört mich nicht. Sonst gut.", False),
        # in another sentence a denial is about something else
        ("Die Hotline war besetzt", "Ja. Der Laden ist es nicht. Die Hotline war besetzt!", True),
        ("Die Hotline war besetzt", "Die Hotline war besetzt. Der Laden nicht", True),
        ("Die Hotline war besetzt", "Nicht nett! Die Hotline war besetzt. Nicht nett", True),
        # of what is no plain writing nothing is repeated
        ("Hotline [neue] war besetzt", "Die Hotline [neue] war besetzt", False),
        ("Hotline / Laden / Netz", "Hotline / Laden / Netz", True),
        ("Hotline // Laden / Netz", "Hotline // Laden / Netz", False),
        (" die Hotline war besetzt", "Oft war die Hotline, die Hotline war besetzt", False),
        ("Hotline bei a.example besetzt", "Hotline bei a.example besetzt", False),
        ("Hotline & 24 Leute da", "Hotline & 24 Leute da", True),
    ],
)
def test_a_quote_is_what_somebody_wrote_whole_and_untwisted(quote: str, words: str, stands: bool) -> None:
    found = judged(f"Hotline: „{quote}“", {"a": words, "b": OTHER}, quotable="a")

    assert found == (f"Hotline: „{quote}“" if stands else Reason.QUOTE)


def test_one_wrong_quote_beside_a_right_one_is_one_too_many() -> None:
    text = "Hotline: „Die Hotline war überlastet!“ und „Die Hotline war abgeschaltet!“"

    assert check(text, "b", "d") is Reason.QUOTE


def test_where_an_answer_was_cut_nobody_quotes_the_end_of_what_was_read() -> None:
    """What comes behind the cut might say the contrary; behind a full stop it cannot."""
    cut = "Die Hotline war besetzt und " + "o" * 550 + " Hotline war besetzt " + "o" * 100
    ended = "Die Hotline war besetzt und " + "o" * 540 + " Hotline war besetzt. " + "o" * 100

    assert as_sent(cut).endswith(" Hotline war besetzt")
    assert as_sent(ended).endswith(" Hotline war besetzt.")
    assert judged("Hotline: „o Hotline war besetzt“", {"a": cut, "b": OTHER}, quotable="a") is Reason.QUOTE
    assert judged("Hotline: „Die Hotline war besetzt“", {"a": cut, "b": OTHER}, quotable="a") != Reason.QUOTE
    assert judged("Hotline: „und Hotline war besetzt.“", {"a": ended, "b": OTHER}, quotable="a") is Reason.QUOTE
    assert judged("Hotline: „Hotline war besetzt.“", {"a": ended, "b": OTHER}, quotable="a") == (
        "Hotline: „Hotline war besetzt.“"
    )


def test_nobody_may_be_quoted_who_did_not_say_so() -> None:
    said = (ReadableAnswer("a", "p", "Die Hotline war besetzt"), ReadableAnswer("b", "q", OTHER))
    found = checked([Sentence("Hotline: „Die Hotline war besetzt“", ("a", "b"))], said, {}, language="de")

    assert found.dropped[0].reason is Reason.QUOTE


def test_six_words_in_a_row_are_copied_and_five_are_not() -> None:
    six = {"a": "Gestern war die neue Hotline überlastet", "b": "Neue Hotline überlastet"}

    assert judged("Gestern war die neue Hotline überlastet.", six) is Reason.COPIED
    assert judged("So war die neue Hotline überlastet.", six) == "So war die neue Hotline überlastet."
    assert judged("Gestern war die neue Hotline überlastet.", six, quotable="a") == (
        "Gestern war die neue Hotline überlastet."
    )
    assert judged("Und ja: gestern war die neue Hotline überlastet.", six) is Reason.COPIED
    assert judged("Gestern war die neue Hotline überlastet, so heißt es.", six) is Reason.COPIED


# --- names ------------------------------------------------------------------------------------------------------


def test_a_label_has_60_characters_and_five_words_at_most() -> None:
    longest = "Warte" + "r" * 55
    said = [ReadableAnswer(str(at), str(at), f"{longest}, {longest}r. Eins Zoo Abo Bus Rad Tor") for at in range(2)]

    assert checked_label(longest, said, language="de") == longest
    assert checked_label(longest + "r", said, language="de") is Reason.LENGTH
    assert checked_label("Zoo Abo Bus Rad Tor", said, language="de") == "Zoo Abo Bus Rad Tor"
    assert checked_label("Zoo Abo Bus Rad Tor Zoo", said, language="de") is Reason.LENGTH


@pytest.mark.parametrize(
    ("label", "found"),
    [
        (" U\u0308berlastete Hotline ", "Überlastete Hotline"),
        ("Hotline, Techniker", "Hotline, Techniker"),
        ("Hotline, Katastrophe", Reason.UNSUPPORTED),
        ("Überlastete  Hotline", Reason.CHARACTERS),
        ("Hotline zwei", Reason.NUMBER),
        ("Techniker, Preis", Reason.UNSUPPORTED),  # the price is spoken of, but what is said of it is denied
        ("Techniker, Rechnung verständlich", Reason.UNSUPPORTED),
    ],
)
def test_each_part_of_a_label_is_said_by_two(label: str, found: str | Reason) -> None:
    assert checked_label(label, ANSWERS, language="de") == found


# --- what is sent -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "sent"),
    [
        ("x" * 600, "x" * 600),
        ("x" * 601, "x" * 600),
        # whole sentences where they are half of what fits, else whole words
        ("a" * 299 + "." + " bb" * 200, "a" * 299 + "."),
        ("a" * 298 + "." + " bb" * 200, "a" * 298 + "." + " bb" * 100),
        ("a" * 350 + ". " + "b" * 100 + "! " + "c" * 300, "a" * 350 + ". " + "b" * 100 + "!"),
        ("a" * 590 + "  " + "b" * 20, "a" * 590),
        ("ja " + "a" * 580 + " " + "b" * 20, "ja " + "a" * 580),
    ],
)
def test_of_a_long_answer_its_first_whole_sentences_or_words_are_sent(words: str, sent: str) -> None:
    assert as_sent(words) == sent

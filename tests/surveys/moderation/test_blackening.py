"""Is what was blackened gone for good, and is a blackened text told from one that was changed?"""

from __future__ import annotations

import pytest
from fielding import ME, in_field
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from surveys.errors import Refused, Unknown
from surveys.fieldwork import moderation, responses
from surveys.fieldwork.interview import Pick, Say
from surveys.moderation.blackening import blacken, blacken_ranges
from surveys.moderation.redaction import is_redacted, mark, places, redact
from surveys.moderation.suggestions import to_redact
from surveys.tables import AnswerState, Purpose, Statement

MARK = mark("de")
SAID = "Frau Musterfrau aus Köln hat mir geholfen, danke Frau Musterfrau!"
WORDS = st.text(st.sampled_from("ab cÄİ[."), max_size=30)


def blackened(words, passages):
    return redact(words, places(words, passages))


def test_every_occurrence_goes_whatever_its_case_and_the_mark_does_not_tell_how_long_it_was():
    assert blackened(SAID, ["frau musterfrau", "Köln"]) == f"{MARK} aus {MARK} hat mir geholfen, danke {MARK}!"
    assert blackened("Ada und Adalbert", ["Ada", "Adalbert"]) == f"{MARK} und {MARK}"


@pytest.mark.parametrize("passages", [[], [""], ["  "], ["steht nicht da"], [MARK]])
def test_nothing_is_redacted_by_what_does_not_stand_there(passages):
    assert blackened(SAID, passages) == SAID


@given(WORDS, st.lists(WORDS, max_size=4))
def test_a_blackened_text_is_known_as_one(words, passages):
    after = blackened(words, passages)

    assert after == words or is_redacted(words, after)


@given(WORDS, st.lists(st.text(st.sampled_from("ab cÄ."), min_size=1, max_size=5), min_size=1, max_size=4))
def test_what_was_blackened_stands_there_no_more(words, passages):
    after = blackened(words, passages).replace(MARK, "|")

    for passage in passages:
        assert not passage.strip() or passage.strip() not in after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (SAID, SAID),
        (SAID, "Ganz etwas anderes"),
        (SAID, f"{MARK} aus Bonn hat mir geholfen, danke {MARK}!"),
        ("ab", f"ab{MARK}"),
        ("ab", f"{MARK}ab"),
        ("aba", f"ab{MARK}ba"),
        ("ab", f"{MARK}a{MARK}b{MARK}"),
    ],
)
def test_a_changed_text_is_not_taken_for_a_blackened_one(before, after):
    assert not is_redacted(before, after)


def test_the_answer_and_the_sentence_put_to_the_vote_are_blackened_where_they_are_stored(store, now):
    def work(field) -> None:
        field.join(ME, "telegram", Purpose.QUOTE_HERE)
        field.act(Pick("group", "value", "customer"), Say(SAID))
        answer = next(each for each in responses.answers_of(field.session, field.wave, ME) if each.item == "why")
        moderation.approve(field.session, answer.id)
        changed, quoted_in = blacken(field.session, answer.id, ["Frau Musterfrau"])
        query = select(Statement).where(Statement.answer_id == answer.id)
        statement = field.session.exec(query.execution_options(populate_existing=True)).one()

        assert changed.value == field.values()["why"] == f"{MARK} aus Köln hat mir geholfen, danke {MARK}!"
        assert changed.state is AnswerState.APPROVED, "what was decided stays"
        assert statement.words == {"de": changed.value}
        assert quoted_in == ()

    in_field(store, now, work)


def test_a_suggestion_blackens_what_it_points_at_and_not_the_same_letters_elsewhere(store, now):
    said = "Schreibt mir an kim@example.org, ich bin Kim Müller. Kimchi mag ich auch."

    def work(field) -> None:
        field.join(ME, "telegram", Purpose.QUOTE_HERE)
        field.act(Pick("group", "value", "customer"), Say(said))
        answer = next(each for each in responses.answers_of(field.session, field.wave, ME) if each.item == "why")
        blacken_ranges(field.session, answer.id, to_redact(said))

        assert "kim@example.org" not in field.values()["why"]
        assert "Müller" not in field.values()["why"]
        assert "Kimchi mag ich auch." in field.values()["why"]
        assert to_redact(field.values()["why"]) == ()

    in_field(store, now, work)


def test_what_cannot_be_blackened_is_refused_and_changes_nothing(store, now):
    def work(field) -> None:
        field.join(ME, "telegram")
        field.act(Pick("group", "value", "customer"), Say(SAID))
        pick, said = responses.answers_of(field.session, field.wave, ME)
        before = field.values()
        with pytest.raises(Refused):
            blacken(field.session, said.id, ["Herr Niemand"])
        with pytest.raises(Refused):
            blacken(field.session, pick.id, ["customer"])
        with pytest.raises(Unknown):
            blacken(field.session, "nobodys", ["Frau"])

        assert field.values() == before

    in_field(store, now, work)

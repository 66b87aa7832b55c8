"""Is an agreement noted with its wording, kept apart by purpose, and gone when it is withdrawn?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from fielding import ME, YOU, Field, in_field
from hypothesis import given
from hypothesis import strategies as st

from surveys.errors import NoConsent
from surveys.fieldwork import consent, moderation, statements
from surveys.fieldwork.consent import TEXT_VERSION, Where, may_quote
from surveys.fieldwork.interview import Pick, Say
from surveys.tables import Consent, Purpose


def test_an_agreement_has_its_wording_and_time_and_twice_is_once(store, now):
    def work(field: Field) -> None:
        for _ in range(2):
            consent.give(field.session, field.wave, ME, Purpose.TAKE_PART, now)
        (noted,) = consent.history(field.session, field.wave, ME)
        assert (noted.purpose, noted.text_version, noted.given_at, noted.withdrawn_at) == (
            Purpose.TAKE_PART, TEXT_VERSION, now, None,
        )  # fmt: skip
        assert consent.has(field.session, field.wave, ME)
        assert not consent.has(field.session, field.wave, YOU)

        consent.give(field.session, field.wave, ME, Purpose.TAKE_PART, now, text_version="2027-01")
        assert [each.text_version for each in consent.active(consent.history(field.session, field.wave, ME))] == [
            "2027-01"
        ]

    in_field(store, now, work)


def test_nothing_is_agreed_to_before_taking_part(store, now):
    def work(field: Field) -> None:
        with pytest.raises(NoConsent):
            consent.give(field.session, field.wave, ME, Purpose.QUOTE_WEB, now)
        consent.withdraw(field.session, field.wave, ME, Purpose.QUOTE_WEB, now)
        consent.withdraw(field.session, field.wave, ME, Purpose.TAKE_PART, now)
        assert field.session.scalar(sa.select(sa.func.count()).select_from(Consent)) == 0

    in_field(store, now, work)


def test_a_withdrawn_agreement_stays_as_a_record_and_can_be_given_anew(store, now):
    later = now + timedelta(hours=1)

    def work(field: Field) -> None:
        field.join(ME, "telegram", Purpose.QUOTE_HERE)
        consent.withdraw(field.session, field.wave, ME, Purpose.QUOTE_HERE, later)
        consent.withdraw(field.session, field.wave, ME, Purpose.QUOTE_HERE, later + timedelta(hours=1))
        assert not consent.has(field.session, field.wave, ME, Purpose.QUOTE_HERE)
        assert consent.has(field.session, field.wave, ME, Purpose.TAKE_PART)
        consent.give(field.session, field.wave, ME, Purpose.QUOTE_HERE, later)

        quotes = [
            (each.given_at, each.withdrawn_at)
            for each in consent.history(field.session, field.wave, ME)
            if each.purpose is Purpose.QUOTE_HERE
        ]
        assert quotes == [(now, later), (later, None)]

    in_field(store, now, work)


def test_a_no_is_noted_once_so_that_nobody_is_asked_again(store, now):
    later = now + timedelta(hours=1)

    def work(field: Field) -> None:
        field.join()
        for _ in range(2):
            consent.withdraw(field.session, field.wave, ME, Purpose.QUOTE_HERE, later)
        refused = consent.history(field.session, field.wave, ME)[-1]

        assert len(consent.history(field.session, field.wave, ME)) == 2
        assert (refused.given_at, refused.withdrawn_at) == (later, later)
        assert not consent.has(field.session, field.wave, ME, Purpose.QUOTE_HERE)

    in_field(store, now, work)


def test_a_name_is_kept_only_where_the_wave_quotes_names(store, now):
    def work(field: Field) -> None:
        field.join()
        consent.give(field.session, field.wave, ME, Purpose.QUOTE_HERE, now, shown_name="Kim")
        assert consent.history(field.session, field.wave, ME)[-1].shown_name is None
        field.wave.named_quotes = True
        consent.give(field.session, field.wave, ME, Purpose.QUOTE_HERE, now + timedelta(hours=1), shown_name="Kim")
        assert consent.active(consent.history(field.session, field.wave, ME))[-1].shown_name == "Kim"

    in_field(store, now, work)


@given(
    held=st.lists(st.tuples(st.sampled_from(list(Purpose)), st.booleans()), max_size=8),
    where=st.sampled_from(list(Where)),
)
def test_words_are_quoted_only_where_and_while_that_was_agreed_to(held, where):

    day = datetime(2026, 11, 3, tzinfo=UTC)
    consents = [
        Consent(
            wave_id="w", respondent_id=ME, purpose=purpose, text_version="1", given_at=day,
            withdrawn_at=None if active else day,
        )
        for purpose, active in held
    ]  # fmt: skip
    wanted = {Where.HERE: Purpose.QUOTE_HERE, Where.OTHER: Purpose.QUOTE_OTHER, Where.WEB: Purpose.QUOTE_WEB}[where]

    assert may_quote(consents, where) == ((Purpose.TAKE_PART, True) in held and (wanted, True) in held)


def test_an_answer_is_put_to_the_vote_only_where_its_author_agreed_to_be_quoted(store, now):
    def work(field: Field) -> None:
        field.join(YOU, "telegram")
        field.act(Pick("group", "value", "customer"), Say("Weil es dauert und dauert"), who=YOU)
        moderation.approve(field.session, moderation.pending(field.session, field.wave)[0].id)
        field.join(ME, "telegram")
        field.join("4" * 32, "console")

        def votable(who: str) -> bool:
            shown = statements.next_for(field.session, field.wave, "react", who)
            return any(not each.own for each in shown)

        assert not votable(ME)
        consent.give(field.session, field.wave, YOU, Purpose.QUOTE_HERE, now)
        assert votable(ME)
        assert not votable(YOU)  # never one's own
        assert not votable("4" * 32)  # another platform
        consent.give(field.session, field.wave, YOU, Purpose.QUOTE_OTHER, now)
        assert votable("4" * 32)
        consent.withdraw(field.session, field.wave, YOU, Purpose.QUOTE_HERE, now)
        assert not votable(ME)

    in_field(store, now, work)

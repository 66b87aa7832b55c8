"""Do two who become one count once, keep the newest of each answer, widen no consent, and part exactly as they came?"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fielding import EVERYTHING, ME, THEM, YOU, Field, in_field, item, questionnaire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import also_long, size
from sqlmodel import select

from surveys.analysis import release
from surveys.fieldwork import consent, counts, joining, moderation, responses, statements
from surveys.fieldwork.interview import Back, Done, Goto, Pick, Say, Skip, Vote, Voted, Withdraw
from surveys.fieldwork.joining import Record
from surveys.fieldwork.sides import read
from surveys.store import Store
from surveys.tables import Answer, Departure, Purpose, Response, ResponseState, Statement, Wave
from surveys.tables import Vote as StoredVote

CUSTOMER, PRACTITIONER = (Pick("group", "value", group) for group in ("customer", "practitioner"))
LONG = "weil es dort am Telefon immer so lange dauert"
TWO_QUESTIONS = questionnaire(item("why", "open"), item("how", "open"))
HERE, OTHER, WEB = Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER, Purpose.QUOTE_WEB


def later(field: Field) -> Field:
    """The same field a minute on."""
    field.now += timedelta(minutes=1)
    return field


def said(field: Field, words: str, who: str, platform: str, group: Pick = CUSTOMER) -> None:
    later(field).act(group, Say(words, item="why", part="value"), Skip("why"), who=who, platform=platform)


def merge(field: Field) -> Record:
    """YOU (on Discord) become ME (on Telegram); the record survives being JSON."""
    merged = joining.merge(field.session, field.wave, ME, YOU, later(field).now)
    assert merged is not None
    return dict(json.loads(json.dumps(merged.record)))


def part(field: Field, record: Record) -> tuple[str, ...]:
    return joining.part(field.session, field.wave, ME, YOU, record, later(field).now)


def rows(field: Field) -> dict[str, Any]:
    return {who: read(field.session, field.wave, who).as_json() for who in (ME, YOU)}


def live(field: Field) -> dict[str, dict[str, int]]:
    """The live counts, which are what counting anew gives."""
    found = counts.live(field.session, field.wave)
    assert found == counts.recount(field.session, field.wave, field.asked)
    return found


def may(field: Field, *purposes: Purpose, who: str = ME) -> list[bool]:
    return [consent.has(field.session, field.wave, who, purpose) for purpose in purposes]


def fielded(work: Callable[[Field], None]) -> Callable[[Store, Any], None]:
    """A test that does its work in the field."""

    def test(store: Store, now: Any) -> None:
        in_field(store, now, work)

    test.__name__, test.__doc__ = work.__name__, work.__doc__
    return test


def both_answer(field: Field) -> None:
    field.join(ME, "telegram")
    field.join(YOU, "discord")
    said(field, f"{LONG} (Telegram)", ME, "telegram")
    field.act(Pick("channels", "value", "mail"), Done("channels", "value"), who=ME)
    said(field, f"{LONG} (Discord)", YOU, "discord", PRACTITIONER)


# --- two become one ---


@fielded
def test_the_newest_answer_to_each_question_counts_once(field: Field) -> None:
    field.join(ME, "telegram")
    field.join(YOU, "discord")
    later(field).act(CUSTOMER, Say("zuerst hier und in vielen Worten", item="why"), who=ME)
    later(field).act(CUSTOMER, Say("später dort und in vielen Worten", item="why"), who=YOU, platform="discord")
    later(field).act(Pick("channels", "value", "mail"), Done("channels", "value"), who=ME)

    merge(field)

    # ME answered last (the channels), so the one person counts on Telegram: 1 participant, 1 answer to each of 3 items.
    assert field.values(ME) == {
        "group": "customer", "why": "später dort und in vielen Worten", "channels": ["mail"],
    }  # fmt: skip
    assert field.values(YOU) == {}
    assert live(field)[""] == {"n": 1, "n|s:customer": 1, "n|p:telegram": 1}
    assert [live(field)[key]["n"] for key in ("group", "why", "channels")] == [1, 1, 1]
    assert len(field.session.exec(select(Response)).all()) == 1


@fielded
def test_an_answer_that_is_no_longer_asked_after_the_other_ones_gives_way(field: Field) -> None:
    both_answer(field)  # ME a customer with a reason, then YOU a practitioner, who are not asked for one

    merge(field)

    assert field.values(ME) == {"group": "practitioner", "channels": ["mail"]}
    assert live(field)[""] == {"n": 1, "n|s:practitioner": 1, "n|p:discord": 1}


@fielded
def test_who_took_part_only_as_the_other_goes_on_where_they_were(field: Field) -> None:
    field.join(YOU, "discord", HERE)
    later(field).act(CUSTOMER, who=YOU, platform="discord")
    before = read(field.session, field.wave, YOU)

    merge(field)

    assert read(field.session, field.wave, ME).values == before.values
    assert may(field, HERE) == [True]
    assert live(field)[""] == {"n": 1, "n|s:customer": 1, "n|p:discord": 1}
    assert responses.resume(field.session, field.wave, field.asked, YOU) is None


@fielded
def test_who_never_took_part_brings_nothing(field: Field) -> None:
    field.join(ME)
    field.act(CUSTOMER)
    before = rows(field)

    assert joining.merge(field.session, field.wave, ME, YOU, field.now) is None
    assert rows(field) == before


@fielded
def test_a_vote_of_each_on_the_same_sentence_is_one_and_one_on_ones_own_is_none(field: Field) -> None:
    field.join(ME, "telegram", HERE, OTHER)
    field.join(YOU, "discord")
    said(field, LONG, ME, "telegram")
    [answer] = [each for each in responses.answers_of(field.session, field.wave, ME) if each.item == "why"]
    moderation.approve(field.session, answer.id)
    own, seed = (
        field.session.exec(select(Statement).where(condition)).first()
        for condition in (Statement.answer_id == answer.id, Statement.seed == "seed-1")
    )
    assert own is not None
    assert seed is not None
    for who, platform, votes in ((ME, "telegram", {seed.id: 1}), (YOU, "discord", {seed.id: -1, own.id: 1})):
        later(field).act(Goto("react"), who=who, platform=platform)
        for statement, vote in votes.items():
            statements.vote(field.session, field.wave, who, Voted(statement, vote), field.now)
            group = "customer" if who == ME else None
            cells = counts.vote_cells(vote, group, platform)
            counts.move(field.session, field.wave, [(statement, (), cells)])

    record = merge(field)

    assert [(vote.statement_id, vote.value) for vote in field.session.exec(select(StoredVote))] == [(seed.id, -1)]
    assert live(field)[seed.id]["n"] == 1
    assert own.id not in live(field)
    part(field, record)
    assert {(vote.statement_id, vote.value) for vote in field.session.exec(select(StoredVote))} == {
        (seed.id, 1), (seed.id, -1), (own.id, 1),
    }  # fmt: skip
    assert live(field)[own.id]["n"] == 1


# --- what is agreed to ---


@pytest.mark.parametrize(
    ("mine", "yours", "here", "other"),
    [
        ((HERE,), (HERE,), False, False),  # each was quoted where they said it, neither in the other place
        ((HERE,), (HERE, OTHER), False, True),  # both agreed to Telegram, which is the other one seen from Discord
        ((HERE, OTHER), (HERE, OTHER), True, True),
        ((HERE, OTHER), (), False, False),  # silence with words of one's own is no
        ((OTHER,), (HERE,), True, False),  # both agreed to Discord
    ],
)
def test_words_may_stand_only_where_both_agreed_to(
    store: Store, now: Any, mine: tuple[Purpose, ...], yours: tuple[Purpose, ...], here: bool, other: bool
) -> None:
    def work(field: Field) -> None:
        field.join(ME, "telegram", *mine)
        field.join(YOU, "discord", *yours)
        later(field).act(Say(LONG, item="why"), who=ME)
        later(field).act(Say("mein Fall, in vielen Worten", item="how"), who=YOU, platform="discord")
        before = rows(field)

        record = merge(field)

        assert read(field.session, field.wave, ME).platform == "discord"  # where they answered last
        assert may(field, HERE, OTHER) == [here, other]
        part(field, record)
        assert rows(field) == before

    in_field(store, now, work, TWO_QUESTIONS)


@fielded
def test_who_said_no_words_and_decided_nothing_does_not_silence_the_other(field: Field) -> None:
    field.join(ME, "telegram")
    field.join(YOU, "discord", HERE)
    later(field).act(CUSTOMER, who=ME)
    said(field, LONG, YOU, "discord")

    merge(field)

    assert may(field, HERE, OTHER) == [True, False]


@fielded
def test_a_no_of_either_is_a_no(field: Field) -> None:
    field.join(ME, "telegram", WEB)
    field.join(YOU, "discord", WEB)
    consent.withdraw(field.session, field.wave, ME, WEB, later(field).now)
    said(field, LONG, YOU, "discord")

    merge(field)

    assert may(field, WEB) == [False]


@fielded
def test_names_that_differ_are_no_name(field: Field) -> None:
    field.wave.named_quotes = True
    for who, platform, name in ((ME, "telegram", "Anna"), (YOU, "discord", "anna_77")):
        field.join(who, platform)
        consent.give(field.session, field.wave, who, WEB, later(field).now, shown_name=name)
        said(field, LONG, who, platform)

    record = merge(field)

    [joint] = [each for each in consent.history(field.session, field.wave, ME) if each.purpose is WEB]
    assert joint.shown_name is None
    part(field, record)
    assert [read(field.session, field.wave, who).consents[-1]["shown_name"] for who in (ME, YOU)] == ["Anna", "anna_77"]


@fielded
def test_what_holds_here_holds_there_once_they_answer_from_elsewhere(field: Field) -> None:
    field.join(ME, "telegram", HERE)
    field.act(CUSTOMER)

    field.act(PRACTITIONER, platform="discord")
    assert may(field, HERE, OTHER) == [False, True]
    responses.answer_from(field.session, field.wave, field.asked, ME, "telegram", field.now)

    assert may(field, HERE, OTHER) == [True, False]
    assert live(field)[""] == {"n": 1, "n|s:practitioner": 1, "n|p:telegram": 1}


# --- one becomes two ---


@fielded
def test_parting_at_once_gives_each_exactly_what_they_had(field: Field) -> None:
    both_answer(field)
    before, counted = rows(field), live(field)

    record = merge(field)
    assert rows(field) != before
    part(field, record)

    assert rows(field) == before
    assert live(field) == counted
    assert field.session.exec(select(Departure)).all() == []


@fielded
def test_what_was_said_since_stays_with_the_one_who_keeps_the_name(field: Field) -> None:
    both_answer(field)
    record = merge(field)
    later(field).act(Pick("channels", "value", "phone"), Done("channels", "value"), who=ME, platform="discord")

    part(field, record)

    assert set(field.values(ME)) == {"group", "why", "channels"}
    assert "phone" in field.values(ME)["channels"]
    assert field.values(YOU) == {"group": "practitioner"}
    assert live(field)[""]["n"] == 2


@fielded
def test_what_was_taken_back_while_they_were_one_comes_back_for_neither(field: Field) -> None:
    both_answer(field)
    record = merge(field)
    later(field).act(Withdraw("group"), who=ME)

    lean = joining.trimmed(field.session, field.wave, ME, record)
    assert lean is not None
    assert "group" not in lean["kept"]["answers"].keys() | lean["taken"]["answers"].keys()
    part(field, lean)

    assert "group" not in field.values(ME)
    assert field.values(YOU) == {}
    assert live(field)[""]["n"] == 1


@fielded
def test_who_took_part_only_as_the_other_leaves_with_it_and_news_stay(field: Field) -> None:
    field.join(YOU, "discord", HERE)
    later(field).act(CUSTOMER, who=YOU, platform="discord")
    record = merge(field)
    later(field).act(Pick("channels", "value", "mail"), Done("channels", "value"), who=ME)

    part(field, record)

    assert field.values(YOU) == {"group": "customer"}
    assert field.values(ME) == {"channels": ["mail"]}
    assert may(field, Purpose.TAKE_PART, HERE) == [True, False]
    assert may(field, Purpose.TAKE_PART, HERE, who=YOU) == [True, True]
    assert live(field)[""]["n"] == 2


@fielded
def test_a_refusal_while_they_were_one_holds_for_both(field: Field) -> None:
    field.join(ME, "telegram", HERE, OTHER)
    field.join(YOU, "discord", HERE, OTHER)
    for who, platform in ((ME, "telegram"), (YOU, "discord")):
        said(field, LONG, who, platform)
    record = merge(field)
    consent.withdraw(field.session, field.wave, ME, HERE, later(field).now)  # to be quoted on Discord

    part(field, record)

    assert may(field, HERE, OTHER) == [True, False]
    assert may(field, HERE, OTHER, who=YOU) == [False, True]


@fielded
def test_a_no_to_what_the_merge_had_ended_holds_too(field: Field) -> None:
    field.join(ME, "telegram", WEB)
    field.join(YOU, "discord")
    for who, platform in ((ME, "telegram"), (YOU, "discord")):
        said(field, LONG, who, platform)
    record = merge(field)
    assert may(field, WEB) == [False]
    consent.withdraw(field.session, field.wave, ME, WEB, later(field).now)

    part(field, record)

    assert may(field, WEB) == [False]


@fielded
def test_after_its_time_of_keeping_nothing_of_a_wave_comes_back(field: Field) -> None:
    both_answer(field)
    record = merge(field)
    for table in (Answer, Response):
        field.session.execute(sa.delete(table).where(table.wave_id == field.wave.id))

    assert joining.trimmed(field.session, field.wave, ME, record) is None
    assert part(field, record) == ()
    assert rows(field)[YOU]["answers"] == {}


# --- what was released ---


PAIRS = [(f"{number:032x}", f"{number + 50:032x}") for number in range(100, 105)]


def crowd(field: Field) -> None:
    """Five people who each answered twice, and five who did once: 15 answers."""
    for number, (first, second) in enumerate(PAIRS):
        for who, platform in ((first, "telegram"), (second, "discord"), (f"{number:032x}", "telegram")):
            field.join(who, platform)
            later(field).act(CUSTOMER, who=who, platform=platform)


def released(field: Field) -> int:
    release.release(field.session, field.wave, later(field).now, closing=True)
    found = release.last(field.session, field.wave)
    assert found is not None
    return found.counts["group"].get("customer", 0)


@fielded
def test_a_release_between_takes_the_second_answers_out_and_after_parting_they_come_back(field: Field) -> None:
    crowd(field)
    assert released(field) == 15

    merged = [joining.merge(field.session, field.wave, *pair, later(field).now) for pair in PAIRS]
    assert live(field)["group"]["customer"] == 10
    assert released(field) == 10  # five leave at once: nobody can be told by it
    for pair, each in zip(PAIRS, merged, strict=True):
        assert each is not None
        joining.part(field.session, field.wave, *pair, each.record, later(field).now)

    assert live(field)["group"]["customer"] == 15
    assert released(field) == 15
    assert field.session.exec(select(Departure)).all() == []


@fielded
def test_without_a_release_between_nothing_departs(field: Field) -> None:
    crowd(field)
    both_answer(field)
    released(field)
    before = rows(field)

    record = merge(field)
    # The reason only customers are asked for, and my group: YOU said last that they are a practitioner.
    assert {each.item for each in field.session.exec(select(Departure)).all()} == {"why", "group"}
    part(field, record)

    assert rows(field) == before
    assert field.session.exec(select(Departure)).all() == []


@fielded
def test_a_sentence_that_gave_way_is_put_to_the_vote_again(field: Field) -> None:
    for who, platform in ((ME, "telegram"), (YOU, "discord"), (THEM, "telegram")):
        field.join(who, platform, HERE, OTHER)
    for who, platform in ((ME, "telegram"), (YOU, "discord")):
        said(field, f"{LONG} {platform}", who, platform)
    for answer in field.session.exec(select(Answer).where(Answer.item == "why")).all():
        moderation.approve(field.session, answer.id)
    later(field).act(CUSTOMER, Goto("react"), who=THEM)
    [mine] = [each for each in responses.answers_of(field.session, field.wave, ME) if each.item == "why"]
    [sentence] = field.session.exec(select(Statement.id).where(Statement.answer_id == mine.id)).all()
    field.act(Vote("react", sentence, 1), who=THEM)

    record = merge(field)
    assert field.session.exec(select(Statement).where(Statement.id == sentence)).first() is None
    live(field)
    part(field, record)

    assert field.session.exec(select(Statement.answer_id).where(Statement.id == sentence)).one() == mine.id
    assert live(field).get(sentence) is None  # what others said to it is gone for good


@fielded
def test_who_left_before_stays_gone(field: Field) -> None:
    both_answer(field)
    responses.withdraw_all(field.session, field.wave, YOU, later(field).now)
    before = rows(field)

    record = merge(field)

    assert set(field.values(ME)) == {"group", "why", "channels"}
    assert read(field.session, field.wave, ME).response_row["state"] != ResponseState.WITHDRAWN
    part(field, record)
    assert rows(field) == before


def test_only_the_wave_in_question_is_touched(store: Store, now: Any) -> None:
    in_field(store, now, both_answer)

    def work(field: Field) -> None:
        both_answer(field)
        [other] = field.session.exec(select(Wave).where(Wave.id != field.wave.id)).all()
        before = [read(field.session, other, who) for who in (ME, YOU)]

        merge(field)

        assert [read(field.session, other, who) for who in (ME, YOU)] == before

    in_field(store, now, work)


# --- whatever they did ---

KEYS = [each.key for each in EVERYTHING.items]
ACTS = st.one_of(
    st.sampled_from([CUSTOMER, PRACTITIONER, Pick("channels", "value", "mail"), Done("channels", "value")]),
    st.builds(Say, st.sampled_from([LONG, "kurz", "noch eine ganz andere Antwort hier", "1,2"]), st.sampled_from(KEYS)),
    *(st.builds(act, st.sampled_from(KEYS)) for act in (Goto, Back, Skip, Withdraw)),
    st.sampled_from([1, 0, -1]),  # a vote on the sentence that is shown
    st.sampled_from([HERE, OTHER, WEB]),  # agreed to, or taken back where it was
    st.just("decided"),  # a moderator approves what waits
)
STEPS = st.lists(st.tuples(st.sampled_from([ME, YOU]), ACTS), max_size=12)


def does(field: Field, who: str, act: Any, platform: str) -> None:
    if isinstance(act, Purpose):
        change = consent.withdraw if consent.has(field.session, field.wave, who, act) else consent.give
        change(field.session, field.wave, who, act, later(field).now)
    elif act == "decided":
        for answer in moderation.pending(field.session, field.wave):
            moderation.approve(field.session, answer.id)
    elif isinstance(act, int):
        so_far = responses.resume(field.session, field.wave, field.asked, who)
        shown = so_far.statements.get("react") if so_far else None
        if shown:
            later(field).act(Vote("react", shown[0].id, act), who=who, platform=platform)
    else:
        later(field).act(act, who=who, platform=platform)


@also_long
@pytest.mark.slow
@settings(max_examples=size(15, 150), deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, since=STEPS)
def test_whatever_two_did_they_count_once_and_part_as_they_came(store: Store, now: Any, steps: Any, since: Any) -> None:
    def work(field: Field) -> None:
        people = {ME: "telegram", YOU: "discord"}
        for who, platform in people.items():
            field.join(who, platform)
        for who, act in steps:
            does(field, who, act, people[who])
        before, counted = rows(field), live(field)

        record = merge(field)
        assert live(field).get("", {}).get("n", 0) <= 1
        part(field, record)
        assert rows(field) == before
        assert live(field) == counted

        record = merge(field)
        for who, act in since:
            does(field, ME, act, people[who])
            assert live(field).get("", {}).get("n", 0) <= 1
        lean = joining.trimmed(field.session, field.wave, ME, record)
        assert lean is not None
        part(field, lean)
        live(field)

    in_field(store, now, work)

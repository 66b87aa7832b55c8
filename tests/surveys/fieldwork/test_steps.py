"""What does each act do, at the ends of an interview, with parts half told, and when it comes late?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from fielding import EVERYTHING, item, options, questionnaire, text
from interviewing import said, turns

from surveys.fieldwork import steps
from surveys.fieldwork.interview import (
    PROBE,
    Back,
    Done,
    Goto,
    Kept,
    Pick,
    Say,
    Skip,
    Vote,
    Voted,
    Withdraw,
    Withdrawn,
    answer,
    begin,
)

THREE = said(3)
OPENS = questionnaire(*(item(key, "open") for key in ("a", "b", "c", "d")))
LONG = "eine Antwort aus vielen Wörtern"
CUSTOMER, PRACTITIONER = (Pick("group", "value", key) for key in ("customer", "practitioner"))


def through(*acts, asked=EVERYTHING, statements=THREE):
    return turns(*acts, asked=asked, statements=statements)


def last(*acts, **settings):
    return through(*acts, **settings)[-1]


def at(turn):
    return turn.interview.position


# --- words ---


def test_words_without_a_question_answer_what_is_asked_and_are_stale_at_the_end():
    *_, done, late = through(*(Say(LONG) for _ in "abcd"), Say("zu spät"), asked=OPENS)

    assert done.stored == (Kept("d", LONG),)
    assert at(done) is None
    assert late.stale
    assert late.stored == ()


def test_words_for_a_question_are_its_answer_wherever_somebody_stands():
    turn = last(Say(LONG, "c"), asked=OPENS)

    assert turn.stored == (Kept("c", LONG),)
    assert at(turn) == ("d", "value")


def test_words_after_the_end_may_still_change_an_answer():
    turn = last(*(Say(LONG) for _ in "abcd"), Say("doch anders", "b"), asked=OPENS)

    assert turn.stored == (Kept("b", "doch anders"),)
    assert at(turn) is None


def test_words_for_a_report_go_to_the_part_that_is_missing_and_named_ones_to_their_own():
    turn = last(Goto("report"), Say("Bahn"), Pick("report", "channel", "mail"), CUSTOMER, Say("03.2026", "report"))
    named = last(Goto("report"), Say("Bahn"), Say("Post", "report", "company"))

    assert turn.interview.drafts["report"]["date"] == "2026-03"
    assert at(turn) == ("report", "outcome")
    assert named.interview.drafts["report"] == {"company": "Post"}
    assert at(named) == ("report", "channel")


def test_words_at_a_probe_are_added_once_and_only_to_an_open_answer():
    acts = (CUSTOMER, Say("Zu langsam"))
    added = last(*acts, Say("Drei Wochen"))
    elsewhere = last(*acts, Goto("best"), Say("Drei Wochen", "why", PROBE))

    assert added.stored == elsewhere.stored == (Kept("why", "Zu langsam\n\nDrei Wochen"),)
    assert at(added) == ("channels", "value")
    assert at(elsewhere) == ("best", "value")
    assert last(CUSTOMER, Say("x", "why", PROBE)).stale
    assert last(CUSTOMER, Say("x", "group", PROBE)).stale


def test_a_probe_that_makes_an_answer_too_long_is_complained_about_and_asked_again():
    turn = last(CUSTOMER, Say("Zu langsam"), Say("y" * 3999))

    assert turn.complaint.key == "complaint-too-long"
    assert at(turn) == ("why", PROBE)
    assert turn.interview.answers["why"] == "Zu langsam"


def test_a_reaction_that_is_typed_is_for_the_statement_shown():
    typed = last(Goto("react"), Say("1"), Say("3"))

    assert typed.stored == (Voted("s2", 0),)
    assert last(Goto("react"), Say("stimme zu"), Say("stimme nicht zu")).stored == (Voted("s2", -1),)


def test_a_reaction_that_is_typed_where_nothing_is_shown_is_stale():
    assert last(Say("stimme zu", "react"), statements=()).stale


# --- options ---


def test_an_option_may_be_taken_back_and_what_was_not_chosen_stays_so():
    picked = last(
        Goto("channels"), Pick("channels", "value", "mail"), Pick("channels", "value", "phone"),
        Pick("channels", "value", "chat", on=False),
    )  # fmt: skip

    assert picked.prompt.chosen == ("mail", "phone")
    assert picked.stored == ()
    assert at(picked) == ("channels", "value")


def test_as_many_options_as_may_be_chosen_can_be_chosen_and_no_more():
    two = (Goto("channels"), Pick("channels", "value", "mail"), Pick("channels", "value", "phone"))
    third = last(*two, Pick("channels", "value", "chat"))

    assert last(*two).complaint is None
    assert (third.complaint.key, third.complaint.values) == ("complaint-too-many", {"limit": 2})
    assert last(*two, Pick("channels", "value", "phone")).complaint is None  # it is chosen already
    assert last(*two, Pick("channels", "value", "phone", on=False), Pick("channels", "value", "chat")).prompt.chosen == (
        "mail", "chat",
    )  # fmt: skip


def test_choosing_goes_on_from_what_was_answered_before():
    turns = through(
        Goto("channels"), Pick("channels", "value", "mail"), Done("channels", "value"),
        Pick("channels", "value", "phone"), Done("channels", "value"), Pick("channels", "value", "mail", on=False),
        Done("channels", "value"),
    )  # fmt: skip

    assert [turn.stored for turn in turns[2::2]] == [
        (Kept("channels", ["mail"]),), (Kept("channels", ["phone", "mail"]),), (Kept("channels", ["phone"]),),
    ]  # fmt: skip
    assert turns[3].interview.answers["channels"] == ["mail"]  # what is not finished does not count


def test_done_belongs_to_what_is_being_chosen():
    assert last(Goto("best"), Done("channels", "value")).stale
    assert last(Goto("best"), Pick("channels", "value", "mail"), Goto("best"), Done("channels", "value")).stored == (
        Kept("channels", ["mail"]),
    )
    assert last(Goto("report"), Done("report", "company")).stale
    assert last(Goto("why"), Done("why", "value")).stale


def test_done_with_statements_keeps_the_reactions_so_far():
    turn = last(Goto("react"), Vote("react", "s1", 1), Done("react", "value"))

    assert turn.stored == (Kept("react", {"votes": 1}),)
    assert at(turn) == ("report", "company")


# --- skipping ---


def test_skipping_belongs_to_what_is_asked():
    assert last(Skip("b"), asked=OPENS).stale
    assert last(Skip("a", "other"), asked=OPENS).stale
    assert last(Skip("a", "value"), asked=OPENS).interview.skipped == {"a"}
    assert last(Skip("a"), asked=OPENS).interview.skipped == {"a"}
    assert last(*(Say(LONG) for _ in "abcd"), Skip("d"), asked=OPENS).stale


def test_skipping_what_was_answered_keeps_the_answer_and_drops_what_was_begun_anew():
    begun = (Goto("channels"), Pick("channels", "value", "mail"), Done("channels", "value"), Goto("channels"))
    turn = last(*begun, Pick("channels", "value", "phone"), Skip("channels"))

    assert turn.stored == ()
    assert turn.interview.answers["channels"] == ["mail"]
    assert "channels" not in turn.interview.drafts
    assert turn.interview.skipped == frozenset()
    assert at(turn) == ("best", "value")


TOLD = (
    Goto("report"), Say("Bahn"), Pick("report", "channel", "mail"), Skip("report"),
    Pick("report", "outcome", "nothing"), Pick("report", "solved", "no"), Say("Es kam nie etwas zurück."),
)  # fmt: skip


def test_skipping_through_a_report_that_was_told_leaves_it_as_it_was():
    turns = through(*TOLD, Goto("report"), *(Skip("report") for _ in range(6)))

    assert [at(turn) for turn in turns[7:12]] == [
        ("report", key) for key in ("company", "channel", "date", "outcome", "solved")
    ]
    assert turns[-1].stored == turns[6].stored
    assert turns[-1].stored[0].value["company"] == "Bahn"


def test_a_required_part_of_a_report_can_only_be_skipped_with_all_of_it():
    skipped = last(Goto("report"), Say("Bahn"), Skip("report"))

    assert skipped.interview.skipped == {"report"}
    assert "report" not in skipped.interview.drafts
    assert skipped.stored == ()
    assert at(skipped) == ("group", "value")


def test_a_part_that_is_skipped_is_not_in_the_answer():
    turn = last(
        Goto("report"), Say("Bahn"), Pick("report", "channel", "mail"), Skip("report", "date"),
        Pick("report", "outcome", "nothing"), Pick("report", "solved", "no"), Skip("report", "story"),
    )  # fmt: skip
    told = {"company": "Bahn", "channel": "mail", "outcome": "nothing", "solved": "no"}

    assert turn.stored == (Kept("report", told),)


def test_a_required_item_of_statements_may_be_left_where_there_are_none():
    asked = questionnaire(
        item("react", "statements", required=True, seeds=[{"key": "one", "text": text("Satz")}]), item("b", "open")
    )
    held = last(Skip("react"), asked=asked)
    free = last(Skip("react"), asked=asked, statements=())

    assert held.complaint.key == "complaint-required"
    assert held.prompt.item.key == "react"
    assert free.complaint is None


# --- back and goto ---


def test_back_goes_to_the_answer_before_and_stops_at_the_first():
    turns = through(Say(LONG), Skip("b"), Back("c"), Back("b"), Back("a"), asked=OPENS)

    assert [at(turn) for turn in turns[2:]] == [("b", "value"), ("a", "value"), ("a", "value")]
    assert not turns[-1].stale
    assert turns[-1].interview.answers == {"a": LONG}


def test_back_passes_over_what_was_neither_answered_nor_skipped():
    assert at(last(Say(LONG), Goto("d"), Back("d"), asked=OPENS)) == ("a", "value")


def test_back_into_a_report_leads_to_its_last_part_with_all_that_was_said():
    turn = last(*TOLD, Goto("last"), Goto("report"), Say("Post"), Back("report"))
    ended = through(CUSTOMER, Say(LONG), *TOLD)[-1]
    back = answer(ended.interview, Back("last"))

    assert at(turn) == ("report", "company")
    assert at(ended) == ("last", "value")
    assert at(back) == ("report", "story")
    assert back.interview.draft["company"] == "Bahn"
    assert back.interview.draft["date"] is None


def test_back_from_a_probe_leads_to_its_own_question():
    turn = last(CUSTOMER, Say("Zu langsam"), Back("why"))

    assert at(turn) == ("why", "value")
    assert turn.prompt.earlier == "Zu langsam"


def test_back_passes_over_statements_that_are_used_up():
    turns = through(Goto("react"), *(Vote("react", f"s{n}", 1) for n in (1, 2, 3)), Back("report"), statements=THREE)

    assert at(turns[3]) == ("report", "company")
    assert at(turns[-1]) == ("report", "company")  # there is nothing before


def test_going_where_one_is_changes_nothing_not_even_what_was_begun():
    begun = last(Goto("report"), Say("Bahn"), Goto("report"))

    assert at(begun) == ("report", "channel")
    assert begun.interview.draft == {"company": "Bahn"}


def test_a_report_that_is_asked_anew_begins_at_its_first_part_and_counts_until_its_last():
    turns = through(*TOLD, Goto("report"), Say("Post"), Pick("report", "channel", "phone"))

    assert at(turns[7]) == ("report", "company")
    assert turns[7].interview.draft == {}
    assert turns[9].interview.answers["report"]["company"] == "Bahn"
    assert at(turns[9]) == ("report", "date")
    # Whoever leaves it half told comes back to where they were.
    assert at(last(*TOLD, Goto("report"), Say("Post"), Goto("best"), Goto("report"))) == ("report", "channel")


def test_going_to_statements_that_are_used_up_is_told_and_the_current_question_stays():
    turn = last(Say(LONG, "last"), Goto("react"), statements=())

    assert turn.complaint.key == "complaint-no-statements"
    assert turn.prompt.item.key == "group"


# --- statements ---


def test_a_vote_is_for_one_of_the_statements_shown_and_is_one_of_three():
    for value in (-1, 0, 1):
        assert last(Goto("react"), Vote("react", "s1", value)).stored == (Voted("s1", value),)
    for act in (Vote("react", "s9", 1), Vote("react", "s1", 2), Vote("react", "s1", -2), Vote("why", "s1", 1)):
        assert last(Goto("react"), act).stale


def test_any_of_the_statements_may_be_voted_on_and_is_not_shown_again():
    turn = last(Goto("react"), Vote("react", "s2", 1))

    assert [each.id for each in turn.interview.statements["react"]] == ["s1", "s3"]
    assert turn.prompt.statement.id == "s1"
    assert turn.interview.drafts["react"] == {"votes": 1}


def test_the_last_statement_ends_the_round_with_all_votes_counted():
    turns = through(Goto("react"), *(Vote("react", f"s{n}", 1) for n in (1, 2, 3)))

    assert [turn.stored for turn in turns[1:]] == [
        (Voted("s1", 1),), (Voted("s2", 1),), (Voted("s3", 1), Kept("react", {"votes": 3})),
    ]  # fmt: skip
    assert "react" not in turns[-1].interview.drafts


def test_votes_of_a_second_round_are_added_to_those_of_the_first():
    turns = through(Goto("react"), Vote("react", "s1", 1), Skip("react"), Goto("react"), Vote("react", "s2", 0),
                    Skip("react"))  # fmt: skip

    assert turns[2].stored == (Kept("react", {"votes": 1}),)
    assert turns[-1].stored == (Kept("react", {"votes": 2}),)


# --- withdrawing ---


def test_what_is_withdrawn_is_gone_with_what_depends_on_it():
    turn = last(CUSTOMER, Say(LONG), Say(LONG, "last"), Goto("best"), Withdraw("group"))

    assert turn.stored == (Withdrawn("group"), Withdrawn("why"), Withdrawn("last"))
    assert turn.interview.answers == {}
    assert turn.interview.skipped == {"group"}
    assert at(turn) == ("best", "value")  # what is asked stays


def test_what_is_withdrawn_where_one_stands_is_passed_over():
    turn = last(Say(LONG), Back("b"), Withdraw("a"), asked=OPENS)

    assert turn.stored == (Withdrawn("a"),)
    assert at(turn) == ("b", "value")


def test_a_draft_is_withdrawn_without_a_word_since_it_never_counted():
    turn = last(Goto("report"), Say("Bahn"), Withdraw("report"))

    assert turn.stored == ()
    assert turn.interview.drafts == {}
    assert not turn.stale


def test_votes_that_count_already_are_withdrawn_with_their_round():
    turn = last(Goto("react"), Vote("react", "s1", 1), Withdraw("react"))

    assert turn.stored == (Withdrawn("react"),)
    assert "react" not in turn.interview.statements  # they are looked up anew


def test_what_was_never_answered_cannot_be_withdrawn():
    assert last(Withdraw("a"), asked=OPENS).stale
    assert last(Skip("a"), Withdraw("a"), asked=OPENS).stale


def test_withdrawing_what_somebody_stands_behind_asks_something_else():
    turn = last(CUSTOMER, Goto("why"), Withdraw("group"))

    assert turn.stored == (Withdrawn("group"),)
    assert at(turn) == ("channels", "value")


# --- keeping and going on ---


def test_after_the_last_question_those_before_it_come_and_then_it_ends():
    turns = through(Goto("c"), Say(LONG), Say(LONG), Say(LONG), Say(LONG), asked=OPENS)

    assert [at(turn) for turn in turns] == [
        ("c", "value"), ("d", "value"), ("a", "value"), ("b", "value"), None,
    ]  # fmt: skip


def test_a_changed_answer_leaves_somebody_where_they_are():
    turn = last(Say(LONG), Say("anders", "a", "value"), asked=OPENS)

    assert turn.stored == (Kept("a", "anders"),)
    assert at(turn) == ("b", "value")


def test_an_answer_changed_where_one_stands_leads_on():
    turn = last(Say(LONG), Say(LONG), Back("c"), Say("anders"), asked=OPENS)

    assert turn.stored == (Kept("b", "anders"),)
    assert at(turn) == ("c", "value")


def test_a_change_that_hides_what_is_asked_leads_on():
    turn = last(CUSTOMER, PRACTITIONER)

    assert turn.stored == (Kept("group", "practitioner"),)
    assert at(turn) == ("channels", "value")


def test_what_becomes_hidden_is_forgotten_with_its_drafts_and_votes():
    asked = questionnaire(
        item("group", "choice", options=options("yes", "no")),
        item("react", "statements", seeds=[{"key": "one", "text": text("Satz")}],
             show_if={"item": "group", "any_of": ["yes"]}),
        item("told", "case", channels=options("mail", "chat"), show_if={"item": "group", "any_of": ["yes"]}),
    )  # fmt: skip
    turn = last(
        Pick("group", "value", "yes"), Vote("react", "s1", 1), Goto("told"), Say("Bahn"), Pick("group", "value", "no"),
        asked=asked,
    )  # fmt: skip

    assert turn.stored == (Kept("group", "no"), Withdrawn("react"))
    assert turn.interview.drafts == {}
    assert turn.interview.statements == {}
    assert at(turn) is None


def test_who_answers_what_they_skipped_has_not_skipped_it():
    assert last(Skip("a"), Say(LONG, "a"), asked=OPENS).interview.skipped == frozenset()
    begun = last(Goto("report"), Skip("report"), Say("Bahn", "report"))
    assert begun.interview.skipped == frozenset()


# --- where somebody comes back to ---


@pytest.mark.parametrize(
    ("position", "there"),
    [
        (("b", "value"), ("b", "value")),
        (("b", "gone"), ("b", "value")),  # a part of another version
        (("a", PROBE), ("a", PROBE)),
        (("b", PROBE), ("b", "value")),  # nothing was said that could be asked about
        (("gone", "value"), ("b", "value")),
        (None, None),
    ],
)
def test_somebody_comes_back_to_what_can_be_asked(position, there):
    interview = replace(begin(OPENS, 1), answers={"a": LONG}, position=position)

    assert steps.grounded(interview).position == there


def test_who_comes_back_to_statements_that_are_used_up_is_asked_the_next_question():
    interview = replace(begin(EVERYTHING, 1), position=("react", "value"), statements={"react": ()})

    assert steps.grounded(interview).position == ("report", "company")
    assert steps.grounded(replace(interview, statements={})).position == ("react", "value")


@pytest.mark.parametrize(("after", "there"), [(None, "b"), ("a", "b"), ("b", "c"), ("d", "b"), ("gone", "b")])
def test_the_next_question_is_the_first_open_one_behind_and_then_before(after, there):
    interview = replace(begin(OPENS, 1), answers={"a": LONG}, skipped=frozenset({"d"}))

    assert steps.next_position(interview, after) == (there, "value")


def test_the_keys_that_are_picked_are_those_of_the_draft_before_those_of_the_answer():
    interview = replace(begin(EVERYTHING, 1), answers={"channels": ["mail"]})
    asked = interview.items()["channels"]
    (part,) = asked.parts()

    def picked(**draft):
        return steps.picked_keys(replace(interview, drafts={"channels": draft}), asked, part)

    assert steps.picked_keys(interview, asked, part) == ["mail"]
    assert picked(**{"value+": ["phone"], "value": ["chat"]}) == ["phone"]
    assert picked(value=["chat"]) == ["chat"]
    assert picked(value="chat") == ["chat"]
    assert picked(value=None) == []
    assert steps.picked_keys(replace(interview, answers={}), asked, part) == []

"""Does an interview ask the right thing next, and keep what was answered?"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from fielding import EVERYTHING, item, options, questionnaire
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from interviewing import said, turns
from lengths import also_long, size

from surveys.design.items.kind import Input
from surveys.fieldwork.interview import (
    PROBE,
    Back,
    Done,
    Goto,
    Interview,
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
    current,
    position_of,
    position_text,
)

SENTENCES = said(8)
CUSTOMER = Pick("group", "value", "customer")


def through(*acts, asked=EVERYTHING, statements=SENTENCES):
    return turns(*acts, asked=asked, statements=statements)


def last(*acts, **settings):
    return through(*acts, **settings)[-1]


def test_the_first_question_is_asked_first():
    prompt = current(begin(EVERYTHING, 1))

    assert (prompt.item.key, prompt.part.key, prompt.number, prompt.total) == ("group", "value", 1, 5)
    assert not prompt.may_skip
    assert not prompt.may_back


def test_an_answer_is_kept_at_once_and_the_next_visible_question_asked():
    turn = last(Pick("group", "value", "practitioner"))

    assert turn.stored == (Kept("group", "practitioner"),)
    assert turn.prompt.item.key == "channels"
    assert turn.prompt.total == 5


def test_a_required_question_cannot_be_skipped():
    turn = last(Skip("group"))

    assert turn.complaint.key == "complaint-required"
    assert turn.prompt.item.key == "group"
    assert turn.stored == ()


def test_what_was_skipped_is_not_asked_again_and_can_still_be_answered():
    *_, skipped, there = through(CUSTOMER, Skip("why"), Goto("why"))

    assert skipped.prompt.item.key == "channels"
    assert there.prompt.item.key == "why"
    assert last(CUSTOMER, Skip("why"), Say("Weil es mir hilft", "why")).stored == (Kept("why", "Weil es mir hilft"),)


def test_earlier_questions_come_round_again_at_the_end():
    asked = questionnaire(*(item(key, "open") for key in ("first", "second", "third")))
    turns = through(Goto("second"), Say("a"), Say("b"), Say("c"), asked=asked)

    assert [turn.prompt and turn.prompt.item.key for turn in turns] == ["second", "third", "first", None]


def test_a_question_from_the_card_is_answered_first():
    turn = last(Say("Weil es mir hilft", "last"))
    assert turn.stale  # it is not asked yet

    turn = last(Pick("channels", "value", "mail"), Done("channels", "value"))
    assert turn.stored == (Kept("channels", ["mail"]),)
    assert turn.prompt.item.key == "best"


def test_several_options_are_picked_until_done():
    turns = through(
        CUSTOMER, Skip("why"), Pick("channels", "value", "mail"), Pick("channels", "value", "phone"),
        Pick("channels", "value", "mail", on=False), Pick("channels", "value", "phone"), Done("channels", "value"),
    )  # fmt: skip

    assert [turn.prompt.chosen for turn in turns[2:6]] == [("mail",), ("mail", "phone"), ("phone",), ("phone",)]
    assert all(turn.stored == () for turn in turns[2:6])
    assert turns[-1].stored == (Kept("channels", ["phone"]),)


def test_too_many_and_too_few_options_are_complained_about():
    too_many = last(*(Pick("channels", "value", key) for key in ("mail", "phone", "chat")))
    too_few = last(Goto("channels"), Done("channels", "value"))

    assert (too_many.complaint.key, too_many.prompt.chosen) == ("complaint-too-many", ("mail", "phone"))
    assert too_few.complaint.key == "complaint-too-few"


def test_options_are_put_in_the_order_they_are_picked():
    turn = last(
        Goto("best"), Pick("best", "value", "right"), Pick("best", "value", "fast"),
        Pick("best", "value", "right", on=False), Pick("best", "value", "kind"), Done("best", "value"),
    )  # fmt: skip

    assert turn.stored == (Kept("best", ["fast", "kind"]),)


def test_typed_numbers_finish_several_options_at_once_in_the_order_shown():
    assert last(Goto("channels"), Say("1,3")).stored == (Kept("channels", ["phone", "chat"]),)

    asked = questionnaire(item("many", "choice", options=options("a", "b", "c", "d", "e"), shuffled=True))
    shown = current(begin(asked, 1)).options
    assert [option.key for option in shown] != ["a", "b", "c", "d", "e"]
    assert last(Say("1"), asked=asked).stored == (Kept("many", shown[0].key),)


def test_shuffled_options_keep_their_order_for_one_person_and_what_stays_is_last():
    choices = [*options("a", "b", "c", "d"), {**options("none")[0], "stays": True}]
    asked = questionnaire(item("many", "choices", options=choices, shuffled=True))
    orders = {seed: [option.key for option in current(begin(asked, seed)).options] for seed in range(40)}

    assert orders[7] == [option.key for option in current(begin(asked, 7)).options]
    assert {order[-1] for order in orders.values()} == {"none"}
    assert {order[0] for order in orders.values()} == {"a", "b", "c", "d"}


def test_a_report_counts_with_its_last_part():
    turns = through(
        Goto("report"), Say("Bahn"), Pick("report", "channel", "mail"), Skip("report", "date"),
        Pick("report", "outcome", "nothing"), Pick("report", "solved", "no"), Say("Es kam nie etwas zurück."),
    )  # fmt: skip

    assert [turn.prompt.part.key for turn in turns[:-1]] == [
        "company", "channel", "date", "outcome", "solved", "story",
    ]  # fmt: skip
    assert all(turn.stored == () for turn in turns[:-1])
    assert turns[-1].stored == (
        Kept(
            "report",
            {
                "company": "Bahn",
                "channel": "mail",
                "outcome": "nothing",
                "solved": "no",
                "story": "Es kam nie etwas zurück.",
            },
        ),
    )


def test_a_part_that_does_not_apply_is_stale():
    turn = last(Goto("report"), Say("2 h", "report", "wait"))

    assert turn.stale
    assert turn.prompt.part.key == "company"


def test_a_report_half_told_waits_while_something_else_is_answered():
    turn = last(
        Goto("report"),
        Say("Bahn"),
        Pick("report", "channel", "mail"),
        Pick("group", "value", "practitioner"),
        Goto("report"),
    )

    assert turn.prompt.part.key == "date"


def test_one_part_of_a_report_can_be_changed_alone():
    told = (
        Goto("report"), Say("Bahn"), Pick("report", "channel", "mail"), Skip("report"),
        Pick("report", "outcome", "nothing"), Pick("report", "solved", "no"), Skip("report"),
    )  # fmt: skip
    turn = last(*told, Pick("report", "solved", "yes"))

    assert turn.stored[0].value["solved"] == "yes"
    assert turn.stored[0].value["company"] == "Bahn"
    assert last(*told, Pick("report", "outcome", "answered")).prompt.part.key == "wait"


def test_back_leads_to_the_part_before_then_to_what_was_skipped_then_to_the_answer_before():
    acts = (Skip("why"), Goto("report"), Say("Bahn"), Back("report"), Back("report"), Back("why"), Skip("group"))
    turns = through(CUSTOMER, *acts)

    assert (turns[4].prompt.part.key, turns[4].interview.draft) == ("company", {"company": "Bahn"})
    assert turns[5].prompt.item.key == "why"
    assert (turns[6].prompt.item.key, turns[6].prompt.earlier, turns[6].prompt.chosen) == (
        "group", "customer", ("customer",),
    )  # fmt: skip
    assert turns[7].stored == ()


def test_back_pressed_twice_goes_back_once():
    turns = through(CUSTOMER, Say("Weil es mir hilft"), Back("channels"), Back("channels"))

    assert turns[-1].stale
    assert turns[-1].prompt.item.key == "why"


@pytest.mark.parametrize(
    "act",
    [
        Pick("why", "value", "customer"),  # hidden
        Say("x", "why"),
        Goto("why"),
        Pick("nowhere", "value", "customer"),
        Pick("group", "nowhere", "customer"),
        Pick("group", "value", "nowhere"),
        Pick("group", "value", "customer", on=False),
        Done("group", "value"),
        Done("channels", "value"),
        Skip("channels"),
        Skip("group", "probe"),
        Back("channels"),
        Vote("react", "nowhere", 1),
        Vote("react", "s1", 2),
        Vote("group", "s1", 1),
        Withdraw("group"),
        Say("x", "group", "nowhere"),
        Say("x", "group", PROBE),
    ],
)
def test_a_stale_button_asks_the_current_question_and_stores_nothing(act):
    turn = last(act)

    assert turn.stale
    assert turn.stored == ()
    assert turn.prompt.item.key == "group"


def test_a_button_of_another_question_changes_its_answer_and_the_current_one_stays():
    turn = last(CUSTOMER, Say("Weil es mir hilft"), Goto("best"), Pick("group", "value", "customer"))

    assert not turn.stale
    assert turn.stored == (Kept("group", "customer"),)
    assert turn.prompt.item.key == "best"


def test_a_short_answer_is_kept_and_probed_once():
    short, more = through(CUSTOMER, Say("Zu langsam"), Say("Drei Wochen für eine Antwort"))[1:]

    assert short.stored == (Kept("why", "Zu langsam"),)
    assert (short.prompt.probing, short.prompt.item.key, short.prompt.part.key) == (True, "why", PROBE)
    assert short.prompt.part.ask["de"] == "Zum Beispiel?"
    assert more.stored == (Kept("why", "Zu langsam\n\nDrei Wochen für eine Antwort"),)
    assert more.prompt.item.key == "channels"


def test_a_probe_that_is_skipped_leaves_the_first_answer():
    turn = last(CUSTOMER, Say("Zu langsam"), Skip("why"))

    assert turn.interview.answers["why"] == "Zu langsam"
    assert turn.prompt.item.key == "channels"


def test_a_changed_short_answer_is_not_probed_again():
    turn = last(CUSTOMER, Say("Zu langsam"), Skip("why"), Say("Zu teuer", "why", "value"))

    assert turn.stored == (Kept("why", "Zu teuer"),)
    assert turn.prompt.item.key == "channels"


def test_an_answer_that_is_no_longer_asked_is_withdrawn():
    turn = last(
        CUSTOMER, Say("Weil es mir wirklich hilft"), Say("Zum Schluss", "last"), Pick("group", "value", "practitioner")
    )

    assert turn.stored == (Kept("group", "practitioner"), Withdrawn("why"), Withdrawn("last"))
    assert set(turn.interview.answers) == {"group"}


def test_a_withdrawn_answer_is_not_asked_for_again():
    turn = last(CUSTOMER, Say("Weil es mir wirklich hilft"), Withdraw("why"))

    assert turn.stored == (Withdrawn("why"),)
    assert turn.prompt.item.key == "channels"
    assert "why" not in turn.interview.answers
    assert last(CUSTOMER, Say("Weil es mir wirklich hilft"), Withdraw("why"), Goto("why")).prompt.item.key == "why"


def test_five_statements_in_a_row_then_the_interview_goes_on_and_more_can_be_had():
    turns = through(Goto("react"), *(Vote("react", f"s{number}", 1) for number in range(1, 6)))

    assert [turn.prompt.statement and turn.prompt.statement.id for turn in turns[:-1]] == ["s1", "s2", "s3", "s4", "s5"]
    assert turns[-2].stored == (Voted("s4", 1),)
    assert turns[-1].stored == (Voted("s5", 1), Kept("react", {"votes": 5}))
    assert turns[-1].prompt.item.key == "report"

    more = answer(turns[-1].interview, Goto("react"))
    assert more.prompt.statement.id == "s6"
    for number in (6, 7, 8):
        more = answer(more.interview, Vote("react", f"s{number}", 0))
    assert more.stored == (Voted("s8", 0), Kept("react", {"votes": 8}))
    assert answer(more.interview, Goto("react")).complaint.key == "complaint-no-statements"


def test_a_vote_pressed_twice_counts_once():
    turn = last(Goto("react"), Vote("react", "s1", 1), Vote("react", "s1", 1))

    assert turn.stale
    assert turn.prompt.statement.id == "s2"


def test_a_reaction_may_be_typed():
    assert last(Goto("react"), Say("Stimme nicht zu")).stored == (Voted("s1", -1),)
    assert last(Goto("react"), Say("vielleicht")).complaint.key == "complaint-no-such-option"


def test_stopping_after_some_statements_keeps_them():
    turn = last(Goto("react"), Vote("react", "s1", 1), Skip("react"))

    assert turn.stored == (Kept("react", {"votes": 1}),)


def test_who_reacts_after_all_is_no_longer_taken_to_have_skipped():
    turn = last(Goto("react"), Skip("react"), Vote("react", "s1", 1))

    assert turn.interview.skipped == frozenset()
    assert turn.prompt.statement.id == "s2"


def test_without_statements_the_item_is_passed_over():
    turn = last(Pick("group", "value", "practitioner"), Say("1"), Say("1,2"), statements=())

    assert turn.prompt.item.key == "report"


def test_statements_that_were_not_looked_up_are_wanted():
    turn = answer(begin(EVERYTHING, 1), Goto("react"))

    assert turn.wants == "react"
    assert turn.stored == ()


def test_who_is_through_is_asked_nothing_and_may_go_back():
    asked = questionnaire(item("only", "open"))
    done, again = through(Say("eins zwei drei vier"), Back("only"), asked=asked)

    assert done.prompt is None
    assert (again.prompt.item.key, again.prompt.earlier) == ("only", "eins zwei drei vier")
    assert last(Say("eins"), Say("zwei"), asked=asked).stale


def test_blank_and_long_words_are_complained_about_and_nothing_is_kept():
    for words, key in (("\u200b \n", "complaint-blank"), ("x" * 4001, "complaint-too-long")):
        turn = last(CUSTOMER, Say(words))
        assert turn.complaint.key == key
        assert turn.prompt.item.key == "why"
        assert "why" not in turn.interview.answers


# --- whatever people do ---

KEYS = [each.key for each in EVERYTHING.items]
PARTS = ["value", PROBE, "company", "channel", "date", "outcome", "wait", "solved", "story", "nowhere"]
OPTIONS = [
    "customer",
    "practitioner",
    "phone",
    "mail",
    "chat",
    "fast",
    "kind",
    "right",
    "answered",
    "nothing",
    "yes",
    "x",
]
WORDS = ["kurz", "eine Antwort aus vielen Wörtern", "1", "1,2", "2", "sofort", "03.2026", " ", "Stimme zu"]
ACTS = st.one_of(
    st.builds(Say, st.sampled_from(WORDS), st.none() | st.sampled_from(KEYS), st.none() | st.sampled_from(PARTS)),
    st.builds(Pick, st.sampled_from(KEYS), st.sampled_from(PARTS), st.sampled_from(OPTIONS), st.booleans()),
    st.builds(Done, st.sampled_from(KEYS), st.sampled_from(PARTS)),
    st.builds(Skip, st.sampled_from(KEYS), st.none() | st.sampled_from(PARTS)),
    st.builds(Back, st.sampled_from(KEYS)),
    st.builds(Goto, st.sampled_from([*KEYS, "nowhere"])),
    st.builds(Vote, st.just("react"), st.sampled_from([f"s{number}" for number in range(10)]), st.integers(-2, 2)),
    st.builds(Withdraw, st.sampled_from(KEYS)),
)


class Respondent(RuleBasedStateMachine):
    """Somebody who presses anything at any time, old buttons too, while we restart."""

    @initialize(seed=st.integers(0, 9))
    def _begins(self, seed):
        self.interview = replace(begin(EVERYTHING, seed), statements={"react": SENTENCES})
        self.stored = {}
        self.voted = set()

    def _do(self, act):
        before = self.interview
        turn = answer(before, act)
        again = answer(before, act)
        assert str(again.complaint) == str(turn.complaint)
        assert replace(again, complaint=None) == replace(turn, complaint=None)
        assert turn.wants in (None, "react")
        if turn.wants:
            self.interview = replace(before, statements={"react": self._unseen()})
            turn = answer(self.interview, act)
        assert turn.wants is None
        if turn.stale or turn.complaint:
            assert turn.stored == ()
            assert turn.interview.answers == before.answers
        for stored in turn.stored:
            match stored:
                case Kept(key, value):
                    assert key in turn.interview.items()
                    self.stored[key] = value
                case Withdrawn(key):
                    self.stored.pop(key, None)
                    if key == "react":
                        self.voted.clear()
                case Voted(statement, _):
                    assert statement not in self.voted
                    self.voted.add(statement)
        self.interview = turn.interview
        assert turn.prompt == current(turn.interview)

    def _unseen(self):
        return tuple(each for each in SENTENCES if each.id not in self.voted)

    @rule(act=ACTS)
    def acts(self, act):
        self._do(act)

    @precondition(lambda self: current(self.interview) is not None)
    @rule(choice=st.integers(0, 9), words=st.sampled_from(WORDS), data=st.data())
    def answers_what_is_asked(self, choice, words, data):
        prompt = current(self.interview)
        key, part = prompt.item.key, prompt.part
        if part.input is Input.REACT and prompt.statement:
            self._do(Vote(key, prompt.statement.id, data.draw(st.sampled_from([-1, 0, 1]))))
        elif part.input is Input.WORDS:
            self._do(Say(words))
        elif part.input in (Input.MANY, Input.ORDER) and choice == 0:
            self._do(Done(key, part.key))
        elif part.options:
            self._do(Pick(key, part.key, prompt.options[choice % len(prompt.options)].key, choice < 8))

    @precondition(lambda self: current(self.interview) is not None)
    @rule(back=st.booleans())
    def moves(self, back):
        key = current(self.interview).item.key
        self._do(Back(key) if back else Skip(key))

    @rule()
    def restarts(self):
        """Everything through JSON and back, as rows do it; the statements are looked up anew."""
        kept = json.loads(
            json.dumps(
                {
                    "answers": dict(self.interview.answers),
                    "drafts": {key: dict(draft) for key, draft in self.interview.drafts.items()},
                    "skipped": sorted(self.interview.skipped),
                    "position": position_text(self.interview.position),
                }
            )
        )
        before = current(self.interview)
        self.interview = Interview(
            EVERYTHING,
            kept["answers"],
            position_of(kept["position"]),
            kept["drafts"],
            frozenset(kept["skipped"]),
            self.interview.seed,
            {"react": self._unseen()},
        )
        after = current(self.interview)
        assert (before and (before.item, before.part, before.chosen)) == (
            after and (after.item, after.part, after.chosen)
        )

    @invariant()
    def an_answer_stays_until_it_is_changed_or_withdrawn(self):
        assert dict(self.interview.answers) == self.stored

    @invariant()
    def nothing_is_stored_for_what_is_not_asked(self):
        asked = self.interview.items()
        assert set(self.interview.answers) <= set(asked)
        assert set(self.interview.drafts) <= set(asked)

    @invariant()
    def what_is_asked_is_visible(self):
        prompt = current(self.interview)
        if prompt is not None:
            assert prompt.item.key in self.interview.items()
            assert 1 <= prompt.number <= prompt.total == len(self.interview.items())

    @invariant()
    def who_is_through_has_decided_on_everything(self):
        if self.interview.position is None:
            left = set(self.interview.items()) - set(self.interview.answers) - self.interview.skipped
            assert left <= ({"react"} if self.interview.statements.get("react") == () else set())


TestRespondent = also_long(Respondent.TestCase)
TestRespondent.settings = settings(max_examples=size(40, 400), stateful_step_count=40, deadline=None)

"""Does everybody get to see the questions and parts that their answers lead to, and no others?"""

from __future__ import annotations

import pytest
from fielding import item, options, questionnaire

from surveys.design.items.kind import Input
from surveys.fieldwork import route

ASKED = questionnaire(
    item("group", "choice", options=options("customer", "practitioner")),
    item("why", "open", show_if={"item": "group", "any_of": ["customer"]}),
    item("more", "open", show_if={"item": "why", "any_of": ["answered"]}),
    item("best", "ranking", options=options("a", "b", "c"), at_least=2),
    item("report", "case", channels=options("mail", "phone")),
    item("react", "statements", from_items=["why"]),
)
REPORT = ASKED.item("report")


def seen(**answers):
    return list(route.visible(ASKED, answers))


def parts(**draft):
    missing = route.missing(REPORT, draft)
    return missing and missing.key


def test_a_question_is_asked_after_the_answer_it_waits_for():
    assert seen() == seen(group="practitioner") == ["group", "best", "report", "react"]
    assert seen(group="customer") == ["group", "why", "best", "report", "react"]
    assert seen(group="customer", why="so") == ["group", "why", "more", "best", "report", "react"]


def test_an_answer_to_what_is_hidden_leads_nowhere():
    assert seen(group="practitioner", why="so") == ["group", "best", "report", "react"]
    assert seen(why="so") == ["group", "best", "report", "react"]


def test_what_may_still_be_asked_is_neither_answered_nor_skipped():
    assert route.ahead(ASKED, {}, ()) == {"group", "why", "more", "best", "report", "react"}
    # The group is known: the reason is not asked any more, nor what waits for it.
    assert route.ahead(ASKED, {"group": "practitioner"}, ()) == {"best", "report", "react"}
    assert route.ahead(ASKED, {"group": "customer"}, ()) == {"why", "more", "best", "report", "react"}
    assert route.ahead(ASKED, {"group": "customer"}, {"why"}) == {"best", "report", "react"}
    assert route.ahead(ASKED, {"group": "customer", "why": "so"}, {"best"}) == {"more", "report", "react"}
    assert route.ahead(ASKED, {}, {"group"}) == {"best", "report", "react"}


def test_only_statements_are_reacted_to():
    assert [each.key for each in ASKED.items if route.reacts(each)] == ["react"]


def test_a_part_is_asked_where_the_one_it_depends_on_says_so():
    conditional = [part for part in REPORT.parts() if part.only_if is not None]
    wait = next(part for part in conditional if part.key == "wait")
    other, wanted = wait.only_if

    assert all(route.applies(wait, {other: value}) for value in wanted)
    assert not route.applies(wait, {other: "nothing"})
    assert not route.applies(wait, {})
    assert route.applies(wait, {other: [wanted[0], "nothing"]})  # of several chosen one is enough
    assert not route.applies(wait, {other: ["nothing"]})
    assert route.applies(REPORT.parts()[0], {})


def test_the_first_part_that_was_neither_said_nor_skipped_is_the_next():
    assert parts() == "company"
    assert parts(company="Bahn") == "channel"
    assert parts(company=None) == "channel"
    assert parts(channel="mail") == "company"
    assert parts(company="Bahn", channel="mail", date=None, outcome="nothing") == "solved"
    assert parts(company="Bahn", channel="mail", date=None, outcome="answered") == "wait"
    assert parts(company="Bahn", channel="mail", date=None, outcome="nothing", solved="no", story=None) is None


def test_parts_that_were_skipped_or_do_not_apply_do_not_count():
    draft = {"company": "Bahn", "channel": "mail", "date": None, "outcome": "nothing", "wait": 5, "solved": "no"}

    assert route.whole(REPORT, draft) == {"company": "Bahn", "channel": "mail", "outcome": "nothing", "solved": "no"}
    assert route.whole(REPORT, {**draft, "outcome": "answered"})["wait"] == 5
    assert route.whole(REPORT, {}) == {}


def test_what_was_said_earlier_is_known_by_part():
    group = ASKED.item("group")
    company = REPORT.parts()[0]

    assert route.earlier(group, group.parts()[0], "customer") == "customer"
    assert route.earlier(REPORT, company, {"company": "Bahn"}) == "Bahn"
    assert route.earlier(REPORT, company, {}) is None
    assert route.earlier(REPORT, company, "of another version") is None


def test_an_answer_becomes_a_draft_in_which_nothing_that_applies_is_missing():
    told = {"company": "Bahn", "channel": "mail", "outcome": "nothing", "solved": "no"}
    draft = route.as_draft(REPORT, told)

    assert draft == {**told, "date": None, "story": None}
    assert route.missing(REPORT, draft) is None
    assert "wait" in route.as_draft(REPORT, {**told, "outcome": "answered"})


@pytest.mark.parametrize("shuffle", [True, False])
def test_options_are_in_one_order_for_one_person_and_question(shuffle):
    asked = questionnaire(
        *(item(key, "choice", options=options(*"abcdefgh"), shuffled=shuffle) for key in ("first", "second"))
    )

    def order(key, seed):
        (part,) = asked.item(key).parts()
        assert part.input is Input.ONE
        return [option.key for option in route.shuffled(asked.item(key), part, seed).options]

    assert order("first", 3) == order("first", 3)
    assert sorted(order("first", 3)) == list("abcdefgh")
    assert (order("first", 3) != order("first", 4)) == shuffle
    assert (order("first", 3) != order("second", 3)) == shuffle
    assert (order("first", 3) == list("abcdefgh")) != shuffle

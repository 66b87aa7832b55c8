"""Do people check the same answers, and is what they say counted as they meant it?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from answered import NOON, Answered, person
from fielding import item, questionnaire
from sqlmodel import Session, select

from surveys.coding import checks, keeping, rows, themes
from surveys.coding.keeping import Found, NewTheme, Outcome
from surveys.fieldwork import moderation
from surveys.store import Store
from surveys.tables import Answer, Wave

pytestmark = pytest.mark.sqlite_will_do

ASKED = questionnaire(item("why", "open"), item("what", "open"))
LATER = NOON + timedelta(days=2)
NAMES = ("Warten", "Ton")


class Coded:
    """A wave in which the machine put every answer into a theme: the even ones into the first."""

    def __init__(self, session: Session) -> None:
        self.answered = Answered(session, ASKED)
        self.session, self.wave = session, self.answered.wave

    def said(self, count: int, start: int = 0, key: str = "why") -> None:
        for number in range(start, start + count):
            self.answered.say(number, **{key: f"Antwort {number} über das Warten am Telefon"})

    def machine(self, new: bool = True, key: str = "why") -> dict[str, str]:
        """One run; gives the themes' ids by name."""
        read = keeping.work(self.session, self.wave, key)
        known = self.ids(key)
        found = []
        for told in read.told:
            name = NAMES[int(told.text.split()[1]) % 2]
            found.append(Found(told.id, name if new else known[name], 0.8, 0, False))
        made = tuple(NewTheme(name, {"de": name, "en": name}, (name,)) for name in NAMES) if new else ()
        keeping.keep(self.session, self.wave, read, Outcome("letters", made, tuple(found), {}, {}), NOON)
        return self.ids(key)

    def ids(self, key: str = "why") -> dict[str, str]:
        return {each.label["de"]: each.id for each in rows.codebook(self.session, self.wave, key)}

    def answer(self, number: int) -> Answer:
        query = select(Answer).where(Answer.item == "why", Answer.respondent_id == person(number))
        return self.session.exec(query.execution_options(populate_existing=True)).one()

    def check(self, many: int = 6) -> checks.Check:
        return checks.check(self.session, self.wave, "why", LATER, many)

    def codes(self, answer: str, theme: str | None, coder: str) -> None:
        themes.code(self.session, answer, theme, coder, LATER)


def on(store: Store, work: Callable[[Coded], None]) -> None:
    store.write_now(lambda session: work(Coded(session)))


def test_before_anything_is_coded_there_is_nothing_to_check(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(3)

        assert coded.check() == checks.Check((), {}, {})
        assert checks.shares(coded.session, coded.wave, "why") == ()
        assert checks.agreed(coded.session, coded.wave, "why").coders == {}

    on(store, work)


@pytest.mark.on_both
def test_everybody_checks_the_same_answers_in_the_same_order(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(20)
        ids = coded.machine()
        first = coded.check()
        coded.codes(first.answers[0], ids["Ton"], "anna")
        again = coded.check()

        assert len(first.answers) == 6
        assert again.answers == first.answers
        assert set(first.machine.values()) == set(ids.values()), "from both themes"
        assert first.people == {}
        assert (again.left("anna"), again.done("anna")) == (first.answers[1:], 1)
        assert (again.left("bert"), again.done("bert")) == (first.answers, 0)
        assert again.people == {first.answers[0]: {"anna": ids["Ton"]}}

    on(store, work)


def test_another_size_is_another_sample(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(20)
        coded.machine()

        assert len(coded.check(6).answers) == 6
        assert len(coded.check(8).answers) == 8
        assert len(coded.check(100).answers) == 20

    on(store, work)


@pytest.mark.parametrize(("more", "is_kept"), [(4, True), (5, False)])
def test_a_sample_is_drawn_anew_when_a_quarter_came_since(store: Store, more: int, is_kept: bool) -> None:
    # 20 answers were coded when it was drawn: a quarter is five more.
    def work(coded: Coded) -> None:
        coded.said(20)
        coded.machine()
        before = coded.check(100)
        coded.said(more, start=20)
        coded.machine(new=False)

        after = coded.check(100)

        assert len(before.answers) == 20
        assert len(after.answers) == (20 if is_kept else 25)

    on(store, work)


def test_what_the_machine_coded_of_another_question_or_people_coded_draws_nothing_anew(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(20)
        ids = coded.machine()
        before = coded.check(100)
        for answer in before.answers[:10]:
            coded.codes(answer, ids["Ton"], "anna")
        coded.said(10, start=30, key="what")
        coded.machine(key="what")

        assert coded.check(100).answers == before.answers

    on(store, work)


def test_rejected_and_reworded_answers_are_not_checked(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(10)
        ids = coded.machine()
        before = coded.check(100)
        for number in (3, 4):
            coded.codes(coded.answer(number).id, ids["Ton"], "anna")
        moderation.reject(coded.session, coded.answer(3).id)
        changed = coded.answer(4)
        changed.revision += 1
        coded.session.flush()
        gone = {coded.answer(3).id, changed.id}

        after = coded.check(100)

        assert set(before.answers) - set(after.answers) == gone
        assert not gone & {*after.machine, *after.people}
        assert checks.agreed(coded.session, coded.wave, "why").coders == {}

    on(store, work)


def test_a_merged_theme_counts_as_the_one_it_went_into_and_a_rejected_one_as_none(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(4)
        ids = coded.machine()
        themes.merge(coded.session, ids["Ton"], ids["Warten"], LATER)

        assert set(checks.machine(coded.session, coded.wave, "why").values()) == {ids["Warten"]}
        coded.codes(coded.answer(1).id, ids["Warten"], "anna")
        themes.reject(coded.session, ids["Warten"], LATER)
        assert set(checks.machine(coded.session, coded.wave, "why").values()) == {None}
        assert coded.check().people == {coded.answer(1).id: {"anna": None}}

    on(store, work)


def test_shares_are_as_assigned_until_twenty_were_checked_and_then_as_people_say(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(40)
        ids = coded.machine()
        sample = coded.check(100)
        for answer in sample.answers[:19]:
            coded.codes(answer, ids["Ton"], "anna")
        few = checks.shares(coded.session, coded.wave, "why")
        for answer in sample.answers[19:]:
            coded.codes(answer, ids["Ton"], "anna")
        all_ = checks.shares(coded.session, coded.wave, "why")

        assert {(each.theme, each.share, each.checked) for each in few} == {
            (ids["Ton"], 0.5, 19), (ids["Warten"], 0.5, 19),
        }  # fmt: skip
        assert [(each.theme, each.checked) for each in all_] == [(ids["Ton"], 40), (ids["Warten"], 40)]
        assert all_[0].share > 0.9 > 0.1 > all_[1].share

    on(store, work)


def test_where_coders_differ_most_of_them_count_unless_one_is_asked_for(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(30)
        ids = coded.machine()
        for answer in coded.check(100).answers:
            for coder, name in (("anna", "Warten"), ("bert", "Ton"), ("cleo", "Ton")):
                coded.codes(answer, ids[name], coder)

        of_all = checks.shares(coded.session, coded.wave, "why")
        of_anna = checks.shares(coded.session, coded.wave, "why", "anna")
        of_nobody = checks.shares(coded.session, coded.wave, "why", "dora")

        assert of_all[0].theme == ids["Ton"]
        assert of_anna[0].theme == ids["Warten"]
        assert {each.checked for each in of_nobody} == {0}

    on(store, work)


def test_of_as_many_opinions_each_the_first_coder_by_name_counts(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(24)
        ids = coded.machine()
        for answer in coded.check(100).answers:
            coded.codes(answer, ids["Ton"], "bert")
            coded.codes(answer, ids["Warten"], "anna")

        assert checks.shares(coded.session, coded.wave, "why")[0].theme == ids["Warten"]

    on(store, work)


@pytest.mark.on_both
def test_agreement_is_told_of_people_of_each_with_the_machine_and_of_each_theme(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(10)
        ids = coded.machine()
        for number in range(4):
            mine = coded.answer(number).id
            coded.codes(mine, ids[NAMES[number % 2]], "anna")  # as the machine
            coded.codes(mine, ids[NAMES[number % 2]] if number < 3 else None, "bert")  # differs in the last
        coded.codes(coded.answer(5).id, ids["Ton"], "anna")

        found = checks.agreed(coded.session, coded.wave, "why")

        assert found.coders == {"anna": 5, "bert": 4}
        assert (found.people.answers, found.people.percent) == (4, 0.75)
        assert {coder: (each.answers, each.percent) for coder, each in found.machine.items()} == {
            "anna": (5, 1.0), "bert": (4, 0.75),
        }  # fmt: skip
        assert set(found.themes) == {*ids.values(), checks.NONE}

    on(store, work)


def test_two_waves_and_two_questions_keep_their_samples_apart(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(12)
        coded.machine()
        mine = coded.check()
        coded.said(12, key="what")
        coded.machine(key="what")
        other = Coded(coded.session)

        theirs = checks.check(coded.session, coded.wave, "what", LATER, 6)

        assert not set(mine.answers) & set(theirs.answers)
        assert coded.check().answers == mine.answers
        assert other.check().answers == ()
        assert isinstance(other.wave, Wave)

    on(store, work)


def test_a_check_tells_what_is_left_in_its_order() -> None:
    check = checks.Check(("c", "a", "b"), {}, {"a": {"anna": None, "bert": "t1"}, "b": {"bert": None}})

    assert (check.left("anna"), check.done("anna")) == (("c", "b"), 1)
    assert (check.left("bert"), check.done("bert")) == (("c",), 2)
    assert (check.left("cleo"), check.done("cleo")) == (("c", "a", "b"), 0)


def test_shares_among_some_answers_are_theirs_alone(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(40)
        ids = coded.machine()
        for answer in coded.check(100).answers:
            coded.codes(answer, ids["Ton"], "anna")
        some = [coded.answer(number).id for number in range(21)]

        of_some = checks.shares(coded.session, coded.wave, "why", among=some)

        # 0, 2 ... 20 are eleven, 1, 3 ... 19 ten; all were checked, and anna put all into one theme.
        assert {each.theme: (each.assigned, each.checked) for each in of_some} == {
            ids["Warten"]: (11 / 21, 21), ids["Ton"]: (10 / 21, 21),
        }  # fmt: skip
        assert of_some[0].theme == ids["Ton"]
        assert checks.shares(coded.session, coded.wave, "why", among=[]) == ()
        assert {each.checked for each in checks.shares(coded.session, coded.wave, "why", "anna", some)} == {21}

    on(store, work)


def test_shares_without_a_sample_are_as_the_machine_assigned(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(30)
        ids = coded.machine()
        for number in range(25):
            coded.codes(coded.answer(number).id, ids["Ton"], "anna")

        shares = checks.shares(coded.session, coded.wave, "why")

        assert {(each.theme, each.share, each.checked) for each in shares} == {
            (ids["Warten"], 0.5, 0), (ids["Ton"], 0.5, 0),
        }  # fmt: skip

    on(store, work)


def test_an_answer_in_no_theme_is_agreed_on_where_both_say_so(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(8)
        ids = coded.machine()
        themes.reject(coded.session, ids["Ton"], LATER)  # 1, 3, 5, 7 are in no theme now
        for number in range(4):
            coded.codes(coded.answer(number).id, ids["Warten"] if number == 0 else None, "anna")
        for number in (0, 1):
            coded.codes(coded.answer(number).id, ids["Warten"], "bert")

        found = checks.agreed(coded.session, coded.wave, "why")

        # anna: 0 in the theme, 1 and 3 in none as the machine says; 2 in none, where it says the theme. bert: 0 of 0 and 1.
        assert {coder: (each.answers, each.percent) for coder, each in found.machine.items()} == {
            "anna": (4, 0.75), "bert": (2, 0.5),
        }  # fmt: skip
        assert (found.answers, dict(found.coders), list(found.coders)) == (
            4, {"anna": 4, "bert": 2}, ["anna", "bert"],
        )  # fmt: skip
        assert (found.people.answers, found.people.percent) == (2, 0.5)
        assert set(found.themes) == {ids["Warten"], checks.NONE}
        # Of single answers 3 of 4 and 1 of 2.
        assert found.with_machine == pytest.approx(4 / 6)
        short = checks.agreed(coded.session, coded.wave, "why", by_theme=False)
        assert (short.themes, short.people, short.machine) == ({}, found.people, found.machine)

    on(store, work)


def test_people_who_code_what_the_machine_has_not_are_compared_with_each_other_alone(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(4)
        ids = coded.machine()
        coded.said(2, start=4)
        for number in (0, 4, 5):
            for coder in ("anna", "bert"):
                coded.codes(coded.answer(number).id, ids["Ton"], coder)

        found = checks.agreed(coded.session, coded.wave, "why")

        assert (found.answers, found.people.answers, found.people.percent) == (3, 3, 1.0)
        assert {coder: (each.answers, each.percent) for coder, each in found.machine.items()} == {
            "anna": (1, 0.0), "bert": (1, 0.0),
        }  # fmt: skip
        assert found.with_machine == 0.0

    on(store, work)


def test_nobody_agrees_on_anything_before_anybody_coded(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(4)
        coded.machine()

        found = checks.agreed(coded.session, coded.wave, "why")

        assert (found.answers, found.coders, found.machine, found.themes) == (0, {}, {}, {})
        assert (found.people.alpha, found.people.answers, found.with_machine) == (None, 0, None)

    on(store, work)


def test_what_was_moved_with_many_others_at_once_is_nobodys_check(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(4)
        ids = coded.machine()
        one, other = coded.answer(0).id, coded.answer(1).id
        coded.codes(one, ids["Ton"], f"{rows.TOGETHER}1")
        coded.codes(other, ids["Ton"], "splitanna")

        assert coded.check().people == {other: {"splitanna": ids["Ton"]}}
        assert checks.agreed(coded.session, coded.wave, "why").coders == {"splitanna": 1}

    on(store, work)


def test_the_machine_is_read_of_these_answers_of_this_question_in_this_wave(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(3)
        ids = coded.machine()
        coded.said(3, key="what")
        coded.machine(key="what")
        other = Coded(coded.session)
        other.said(3)
        other.machine(new=False)
        mine = [coded.answered.answer(number).id for number in range(3)]

        of_all = checks.machine(coded.session, coded.wave, "why")

        assert of_all == dict(zip(mine, (ids["Warten"], ids["Ton"], ids["Warten"]), strict=True))
        assert checks.machine(coded.session, coded.wave, "why", mine[:2]) == {
            mine[0]: ids["Warten"],
            mine[1]: ids["Ton"],
        }
        assert checks.machine(coded.session, coded.wave, "why", []) == {}
        assert checks.check(other.session, other.wave, "why", LATER, 6).people == {}

    on(store, work)


def test_before_anything_is_coded_no_sample_is_kept(store: Store) -> None:
    def work(coded: Coded) -> None:
        coded.said(3)
        coded.check()
        assert keeping.finding(coded.session, coded.wave, "why", checks.SAMPLE) is None
        coded.machine()

        drawn = coded.check(2)

        kept = keeping.finding(coded.session, coded.wave, "why", checks.SAMPLE)
        assert kept is not None
        assert kept.body == {"many": 2, "of": 3, "answers": list(drawn.answers)}

    on(store, work)

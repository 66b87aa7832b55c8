from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fielding import item, options, questionnaire
from sqlmodel import Session, select

from surveys.analysis import release
from surveys.analysis.cells import answer_cells, company_key
from surveys.design.questionnaire import Questionnaire
from surveys.fieldwork import counts, waves
from surveys.store import Store
from surveys.tables import Answer, Departure, Release, Response, Statement, Tally, Visibility, Vote, Wave, new_id

pytestmark = pytest.mark.sqlite_will_do

GROUP = item("group", "choice", options=options("customer", "practitioner"))
HELP = item("help", "choice", options=options("yes", "no", "never"))
WAIT = item("wait", "number", max=1000, decimals=1)
REPORT = item("report", "case", channels=options("mail", "chat"))
REACT = item("react", "statements", seeds=[{"key": "one", "text": {"de": "Satz"}}])
ASKED = questionnaire(GROUP, HELP, WAIT, REPORT, REACT, segment="group")


class Desk:
    """A wave whose rows are written directly: what a release makes of them is the question here."""

    def __init__(self, session: Session, now: datetime, asked: Questionnaire = ASKED) -> None:
        self.session, self.now, self.asked = session, now, asked
        self.wave: Wave = waves.field(session, asked, "here", waves.WaveSettings.of(asked, now), now)
        session.flush()

    def say(
        self,
        people: Iterable[int],
        value: Any,
        key: str = "help",
        *,
        segment: str | None = None,
        platform: str = "telegram",
    ) -> None:
        """Let people answer, or answer anew."""
        for number in people:
            who = f"{number:032x}"
            mine = select(Response).where(Response.wave_id == self.wave.id, Response.respondent_id == who)
            if not self.session.exec(mine).first():
                self.session.add(
                    Response(wave_id=self.wave.id, respondent_id=who, platform=platform, segment=segment,
                             started_at=self.now, updated_at=self.now)
                )  # fmt: skip
            held = select(Answer).where(Answer.wave_id == self.wave.id, Answer.item == key, Answer.respondent_id == who)
            answer = self.session.exec(held).first()
            if answer:
                answer.value, answer.updated_at = value, self.now
            else:
                answer = Answer(wave_id=self.wave.id, item=key, respondent_id=who, value=value,
                                created_at=self.now, updated_at=self.now)  # fmt: skip
            self.session.add(answer)
        self.session.flush()

    def leave(self, people: Iterable[int], key: str = "help") -> None:
        """Take answers out, as the fieldwork does: what was released is noted without a name."""
        for number in people:
            held = select(Answer).where(Answer.item == key, Answer.respondent_id == f"{number:032x}")
            answer = self.session.exec(held).one()
            if answer.released:
                self.session.add(Departure(wave_id=self.wave.id, item=key, cells=answer.released))
            self.session.delete(answer)
        self.session.flush()

    def release(self, *, closing: bool = False) -> Release | None:
        """Release a day and a bit later, with the live counts as the fieldwork keeps them."""
        self.now += timedelta(hours=30)
        self.session.execute(sa.delete(Tally))
        for key, cells in counts.recount(self.session, self.wave, self.asked).items():
            self.session.add_all(
                Tally(wave_id=self.wave.id, item=key, cell=cell, count=count) for cell, count in cells.items()
            )
        self.session.flush()
        return release.release(self.session, self.wave, self.now, closing=closing)

    def shown(self, key: str = "help") -> dict[str, int]:
        """The last released counts of an item, for everybody."""
        last = release.last(self.session, self.wave)
        cells = last.counts.get(key, {}) if last else {}
        return {cell: count for cell, count in cells.items() if "|" not in cell}


def at_desk(store: Store, now: datetime, work: Callable[[Desk], None], asked: Questionnaire = ASKED) -> None:
    store.write_now(lambda session: work(Desk(session, now, asked)))


def test_nothing_is_released_before_five_people_answered(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(4), "yes")

        assert desk.release() is None
        assert release.last(desk.session, desk.wave) is None

    at_desk(store, now, work)


def test_five_answers_are_released_and_a_sixth_waits(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(5), "yes")
        first = desk.release()
        desk.say([5], "yes")

        assert first is not None
        assert (first.number, first.participants) == (1, 5)
        assert desk.release() is None
        assert desk.shown() == {"n": 5, "yes": 5}

    at_desk(store, now, work)


def test_who_completes_a_waiting_group_cannot_be_told_by_the_moment(store: Store, now: datetime) -> None:
    """Four say never and wait. A fifth alone must not make the number appear: all saw that only he answered."""

    def work(desk: Desk) -> None:
        desk.say(range(5), "yes")
        desk.say(range(5, 9), "never")
        desk.release()
        desk.say([9], "never")
        alone = desk.release()
        desk.say(range(10, 14), "yes")
        among_five = desk.release()

        assert alone is None
        assert among_five is not None
        assert desk.shown() == {"n": 10, "yes": 5, "never": 5}

    at_desk(store, now, work)


def test_a_changed_answer_moves_with_four_others(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(6), "yes")
        desk.say(range(6, 12), "no")
        desk.release()
        desk.say([0], "no")
        desk.release()
        before = desk.shown()
        desk.say(range(1, 6), "no")
        desk.release()

        assert before == {"n": 12, "yes": 6, "no": 6}
        assert desk.shown() == {"n": 12, "no": 12}

    at_desk(store, now, work)


@pytest.mark.on_both
def test_departed_answers_are_taken_out_five_at_a_time(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(12), "yes")
        desk.release()
        desk.leave(range(4))
        desk.release()
        before = desk.shown()
        desk.leave(range(4, 9))
        desk.release()

        assert before == {"n": 12, "yes": 12}
        assert desk.shown() == {"n": 3, "yes": 3}, "the guard withholds this, the count is right"
        assert desk.session.exec(select(Departure)).all() == []

    at_desk(store, now, work)


def test_closing_releases_the_rest(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(8), "yes")
        desk.say(range(8, 11), "no")
        desk.release()
        before = desk.shown()
        desk.say(range(11, 14), "never")
        last = desk.release(closing=True)

        assert before == {"n": 8, "yes": 8}
        assert last is not None
        assert last.closing
        assert desk.shown() == {"n": 14, "yes": 8, "no": 3, "never": 3}

    at_desk(store, now, work)


def test_fewer_than_five_left_at_closing_are_participants_and_no_more(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(8), "yes")
        desk.release()
        desk.say([8], "no")
        last = desk.release(closing=True)

        assert last is not None
        assert last.participants == 9
        assert desk.shown() == {"n": 8, "yes": 8}

    at_desk(store, now, work)


def test_groups_of_participants_move_by_five(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(7), "yes", segment="customer")
        desk.say(range(7, 11), "yes", segment="practitioner", platform="discord")
        first = desk.release()
        desk.say(range(11, 13), "yes", segment="customer")
        desk.say(range(13, 16), "yes", segment="practitioner", platform="discord")
        second = desk.release()

        assert first is not None
        assert first.counts[""] == {"n": 11, "n|s:customer": 7, "n|p:telegram": 7}, "four are nobody yet"
        assert second is not None
        assert second.counts[""] == {
            "n": 16, "n|s:customer": 7, "n|s:practitioner": 7, "n|p:telegram": 7, "n|p:discord": 7,
        }  # fmt: skip

    at_desk(store, now, work)


@pytest.mark.on_both
def test_votes_are_released_by_statement(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(12), "yes")
        statement = Statement(id=new_id(), wave_id=desk.wave.id, item="react", seed="other", words={"de": "Satz"})
        desk.session.add(statement)
        desk.session.flush()
        desk.session.add_all(
            Vote(statement_id=statement.id, respondent_id=f"{number:032x}", wave_id=desk.wave.id,
                 value=1 if number < 6 else -1, updated_at=now)
            for number in range(12)
        )  # fmt: skip
        desk.release()

        assert desk.shown(statement.id) == {"n": 12, "agree": 6, "disagree": 6}

    at_desk(store, now, work)


@pytest.mark.on_both
def test_reports_are_counted_by_company_however_it_is_written(store: Store, now: datetime) -> None:
    report = {"channel": "mail", "outcome": "answered", "solved": "yes"}

    def work(desk: Desk) -> None:
        for number in range(6):
            name = ("Muster  AG", "MUSTER ag", " Muster AG ")[number % 3]
            desk.say([number], {**report, "company": name, "wait": 100 + number}, "report")
        desk.say([6], {**report, "company": "Frau Geheim", "wait": 5000}, "report")
        desk.release()
        last = release.last(desk.session, desk.wave)

        assert last is not None
        cells = last.counts["report"]
        assert cells["channel:mail|c:muster ag"] == 6
        assert cells["channel:mail"] == 7
        assert cells["median:channel:mail|c:muster ag"] == 90, "between 102 and 103 minutes, to half an hour"
        assert "geheim" not in str(cells), "a name that fewer than five people typed is published nowhere"
        for answer in desk.session.exec(select(Answer)).all():
            assert "geheim" not in str(answer.released)

    at_desk(store, now, work)


@pytest.mark.on_both
def test_the_median_of_a_number_is_kept_with_its_decimals(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        for number in range(9):
            desk.say([number], number + 0.5, "wait")
        desk.release()
        assert "median:n" not in desk.shown("wait"), "of nine nothing is said"

        for number in range(9, 14):
            desk.say([number], number + 0.5, "wait")
        desk.release()

        assert desk.shown("wait")["median:n"] == 70, "of 14 between 6.5 and 7.5, in tenths"

    at_desk(store, now, work)


def test_the_median_of_a_number_is_said_from_ten_people_on(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        for number in range(10):
            desk.say([number], number + 0.5, "wait")
        desk.release()

        assert desk.shown("wait")["median:n"] == 50, "between 4.5 and 5.5"

    at_desk(store, now, work)


@pytest.mark.on_both
def test_only_what_changed_or_waits_is_read(store: Store, now: datetime) -> None:
    """Marks an answer as released under a cell it does not have: were it read again, that would be mended."""

    def work(desk: Desk) -> None:
        desk.say(range(10), "yes")
        desk.release()
        answer = desk.session.exec(select(Answer)).first()
        assert answer is not None
        answer.released = ["n", "no"]
        desk.session.add(answer)
        desk.now += timedelta(days=7)
        desk.release()
        desk.now += timedelta(days=7)
        desk.say(range(20, 25), "yes")
        desk.release()

        assert desk.shown() == {"n": 15, "yes": 15}
        desk.session.refresh(answer)
        assert answer.released == ["n", "no"]

    at_desk(store, now, work)


@pytest.mark.on_both
def test_a_release_tells_the_same_as_counting_anew(store: Store, now: datetime) -> None:
    """Carried forward or counted from what each answer stands in: the same."""

    def work(desk: Desk) -> None:
        for day in range(5):
            desk.say(range(day * 7, day * 7 + 9), ("yes", "no", "never")[day % 3], segment=("customer", None)[day % 2])
            desk.release()
        last = release.last(desk.session, desk.wave)
        assert last is not None
        anew: dict[str, int] = {}
        for answer in desk.session.exec(select(Answer)).all():
            for cell in set(answer.released) - {release.HELD}:
                anew[cell] = anew.get(cell, 0) + 1

        assert last.counts["help"] == anew

    at_desk(store, now, work)


def test_companies_are_told_apart_by_their_letters_alone() -> None:
    assert company_key("  Deutsche   BAHN ") == "deutsche bahn"
    assert company_key("a|b") == "a/b", "the bar divides cells"
    report = ASKED.item("report")
    cells = answer_cells(report, {"channel": "mail", "company": "A|s:B"}, None, "telegram")
    assert {cell.partition("|")[2] for cell in cells} == {"", "c:a/s:b", "p:telegram"}


@pytest.mark.parametrize(
    ("wait", "told"),
    [(1, 5), (7, 5), (8, 10), (59, 60), (60, 60), (74, 60), (76, 90), (1439, 1440), (1440, 1440), (1900, 2160)],
)
def test_a_wait_is_told_so_coarsely_that_it_is_nobodys_own(store: Store, now: datetime, wait: int, told: int) -> None:
    """Under an hour to 5 minutes, under a day to half an hour, from then on to half a day; never none at all."""
    report = {"channel": "mail", "outcome": "answered", "solved": "yes", "wait": wait}

    def work(desk: Desk) -> None:
        desk.say(range(5), report, "report")
        desk.release()

        assert desk.shown("report")["median:n"] == told

    at_desk(store, now, work)


def test_the_wait_of_nine_in_ten_is_said_from_fifty_on(store: Store, now: datetime) -> None:
    """49 waits of 1 to 49 minutes say nothing of the late ones; with ten more of 50 it is known."""
    report = {"channel": "mail", "outcome": "answered", "solved": "yes"}

    def work(desk: Desk) -> None:
        for number in range(49):
            desk.say([number], {**report, "company": "Muster AG", "wait": number + 1}, "report")
        desk.release()
        assert not any(cell.startswith("late:") for cell in desk.shown("report"))

        for number in range(49, 59):
            desk.say([number], {**report, "company": "Andere AG", "wait": 50}, "report")
        desk.release()

        # Of all 59 waits the 54th is 50 minutes; of those at Muster AG there are only 49.
        assert desk.shown("report")["late:n"] == 50
        assert "late:channel:mail|c:muster ag" not in desk.shown("report")
        assert desk.shown("report")["median:n"] == 30, "of 59 the 30th"
        # Waits are told of channels, and of nothing else that a report says.
        assert {cell for cell in desk.shown("report") if cell.startswith(("median:", "late:"))} == {
            "median:n", "median:channel:mail",
            "late:n", "late:channel:mail",
        }  # fmt: skip

    at_desk(store, now, work)


# --- what is published when ---


def test_a_wave_that_is_seen_after_closing_only_is_not_released_before(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.wave.visibility = Visibility.AFTER_CLOSE
        desk.say(range(8), "yes")

        assert desk.release() is None
        assert all(answer.released == [] for answer in desk.session.exec(select(Answer)).all())
        last = desk.release(closing=True)
        assert last is not None
        assert (last.number, last.closing) == (1, True)
        assert desk.shown() == {"n": 8, "yes": 8}

    at_desk(store, now, work)


def test_at_closing_there_is_a_release_even_of_nobody(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        last = desk.release(closing=True)

        assert last is not None
        assert (last.number, last.participants, last.closing) == (1, 0, True)
        assert not any(last.counts.values())

    at_desk(store, now, work)


def test_releases_are_numbered_and_only_the_last_is_a_closing_one(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        told = []
        for first in (0, 5, 10):
            desk.say(range(first, first + 5), "yes")
            made = desk.release(closing=first == 10)
            assert made is not None
            told.append((made.number, made.participants, made.closing, made.at == desk.now))

        assert told == [(1, 5, False, True), (2, 10, False, True), (3, 15, True, True)]
        last = release.last(desk.session, desk.wave)
        assert last is not None
        assert last.number == 3

    at_desk(store, now, work)


def test_an_answer_that_changed_and_is_not_published_yet_says_so(store: Store, now: datetime) -> None:
    def released(desk: Desk, number: int) -> list[str]:
        desk.session.expire_all()
        held = select(Answer).where(Answer.respondent_id == f"{number:032x}", Answer.item == "help")
        return desk.session.exec(held).one().released

    def work(desk: Desk) -> None:
        desk.say(range(12), "yes")
        desk.release()
        desk.say([0], "no")
        desk.say(range(12, 16), "yes")
        desk.say([16], "never")
        desk.release()

        assert released(desk, 1) == ["n", "n|p:telegram", "yes", "yes|p:telegram"]
        # Of the first the old answer counts on, and is marked; of the last one nothing counts yet.
        assert released(desk, 0) == ["?held", "n", "n|p:telegram", "yes", "yes|p:telegram"]
        assert released(desk, 16) == ["?held"]
        assert desk.shown() == {"n": 12, "yes": 12}

    at_desk(store, now, work)


def test_who_waits_is_not_looked_at_again_before_five_others_moved(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(12), "yes")
        desk.release()
        desk.say(range(12, 17), "no")
        desk.leave([12])  # four are left, who are new; the fifth was never counted
        assert desk.release() is None
        # One more: with the four who were looked at already no five have moved since.
        desk.say([17], "no")
        second = desk.release()

        assert second is not None
        assert desk.shown() == {"n": 17, "yes": 12, "no": 5}

    at_desk(store, now, work)


def test_a_departure_and_a_new_answer_may_be_one_person_and_count_once(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(12), "yes")
        desk.release()
        desk.leave(range(4))
        desk.say(range(20, 24), "yes")

        assert desk.release() is None
        desk.say([24], "yes")
        desk.release()
        assert desk.shown() == {"n": 13, "yes": 13}

    at_desk(store, now, work)


def test_a_departure_that_waits_is_marked_and_one_that_never_counted_is_dropped(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(14), "yes")
        desk.release()
        desk.leave(range(2))
        desk.session.add(Departure(wave_id=desk.wave.id, item="help", cells=[release.HELD]))
        desk.say(range(20, 25), "no")
        desk.release()

        left = desk.session.exec(select(Departure)).all()
        assert [each.cells for each in left] == [["?held", "n", "n|p:telegram", "yes", "yes|p:telegram"]] * 2
        assert desk.shown() == {"n": 19, "yes": 14, "no": 5}

    at_desk(store, now, work)


def test_a_cell_that_everybody_left_is_no_longer_named(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(6), "yes")
        desk.say(range(6, 12), "no")
        desk.release()
        desk.say(range(6, 12), "yes")
        desk.release()
        both = desk.shown()
        desk.leave(range(12))
        desk.release()

        assert both == {"n": 12, "yes": 12}
        assert desk.shown() == {}

    at_desk(store, now, work)


def test_an_answer_of_another_wave_changes_nothing_here(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        other = Desk(desk.session, now, desk.asked)
        other.say(range(9), "no")
        desk.say(range(6), "yes")
        desk.release()

        assert desk.shown() == {"n": 6, "yes": 6}
        assert release.last(desk.session, other.wave) is None
        assert [each.released for each in desk.session.exec(select(Answer).where(Answer.wave_id == other.wave.id))] == [
            []
        ] * 9

    at_desk(store, now, work)


def test_at_closing_every_group_of_participants_is_counted(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(7), "yes", segment="customer")
        desk.say(range(7, 10), "yes", segment="practitioner")
        desk.release()
        first = release.last(desk.session, desk.wave)
        desk.say(range(10, 16), "yes", segment="customer")
        last = desk.release(closing=True)

        assert first is not None
        assert first.counts[""] == {"n": 10, "n|p:telegram": 10, "n|s:customer": 7}
        assert last is not None
        assert last.counts[""] == {"n": 16, "n|p:telegram": 16, "n|s:customer": 13, "n|s:practitioner": 3}

    at_desk(store, now, work)


def test_participants_move_by_five_and_not_by_four(store: Store, now: datetime) -> None:
    """A question of their own that nobody else answered: only who took part changes."""

    def work(desk: Desk) -> None:
        desk.say(range(6), "yes")
        desk.release()
        for number, key in zip(range(6, 10), ("help", "wait", "group", "help"), strict=True):
            desk.say([number], {"wait": 3.0, "group": "customer"}.get(key, "no"), key)
        four = desk.release()
        desk.say([10], "customer", "group")
        five = desk.release()

        assert four is None
        assert five is not None
        assert five.counts[""] == {"n": 11, "n|p:telegram": 11}

    at_desk(store, now, work)


def test_participants_who_left_are_taken_out_by_five(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(12), "yes")
        desk.release()
        desk.leave(range(5))
        last = desk.release()

        assert last is not None
        assert last.counts[""] == {"n": 7, "n|p:telegram": 7}
        assert last.participants == 7

    at_desk(store, now, work)


def test_a_number_that_waits_is_in_no_median(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        desk.say(range(11), 10.0, "wait")
        desk.release()
        desk.say([0, 1], 900.0, "wait")
        desk.say(range(11, 16), 20.0, "wait")
        desk.release()

        # 9 old ones of 10.0, 5 new ones of 20.0: of 14 between two of 10.0, in tenths.
        assert desk.shown("wait")["median:n"] == 100

    at_desk(store, now, work)


def test_waits_are_told_of_five_reports_and_of_those_that_say_one(store: Store, now: datetime) -> None:
    def work(desk: Desk) -> None:
        report = {"channel": "mail", "outcome": "answered", "solved": "yes"}
        desk.say(range(5), {**report, "wait": 30}, "report")
        desk.say(range(5, 9), {**report, "channel": "chat", "wait": 50}, "report")
        desk.say(range(9, 15), {**report, "channel": "chat"}, "report")
        desk.release()
        shown = {cell: n for cell, n in desk.shown("report").items() if cell.startswith("median:")}

        # By chat four of ten said how long: nothing of them, but in the middle of all nine.
        assert shown == {"median:n": 30, "median:channel:mail": 30}

    at_desk(store, now, work)


def test_the_wait_of_nine_in_ten_is_the_one_they_did_not_exceed() -> None:
    assert release._ninth([1.0]) == 1
    assert release._ninth([float(n) for n in range(10, 0, -1)]) == 9
    assert release._ninth([float(n) for n in range(1, 12)]) == 10  # 9.9 of eleven are ten
    assert release._ninth([float(n) for n in range(1, 51)]) == 45


@pytest.mark.parametrize(("minutes", "told"), [(59.9, 60), (1439.9, 1440), (0.2, 5), (2159, 2160), (1081, 1080)])
def test_a_wait_between_two_is_rounded_by_the_same_steps(minutes: float, told: int) -> None:
    assert release._rounded_wait(minutes) == told

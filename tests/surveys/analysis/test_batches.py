from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

import pytest

from surveys.analysis.batches import Change, based, batch, level_of
from surveys.analysis.disclosure import FEWEST
from surveys.fieldwork.counts import narrowed


def answer(number: int, *cells: str, segment: str | None = None, before: frozenset[str] = frozenset()) -> Change:
    return Change("q", f"person-{number}", before, based(narrowed(cells, segment, "telegram")))


def plain(number: int, *cells: str) -> Change:
    return Change("q", f"person-{number}", frozenset(), frozenset({"n", *cells}))


def counted(changes: list[Change]) -> Mapping[str, int]:
    return Counter(cell for change in changes for cell in change.after - change.before)


def test_four_people_wait() -> None:
    assert batch(plain(number, "a") for number in range(4)) == []


def test_five_people_are_published() -> None:
    moved = batch(plain(number, "a") for number in range(5))

    assert counted(moved) == {"n": 5, "a": 5}


def test_a_rare_answer_waits_and_does_not_hold_back_the_others() -> None:
    # a: 6 people, b: 5, c: 3. The three wait, so n is 11.
    changes = [plain(number, "a" if number < 6 else "b" if number < 11 else "c") for number in range(14)]

    assert counted(batch(changes)) == {"n": 11, "a": 6, "b": 5}


def test_a_change_of_mind_touches_both_cells() -> None:
    # Five leave a for b: n does not move. With four nobody moves.
    a, b = frozenset({"n", "a"}), frozenset({"n", "b"})
    five = [Change("q", f"person-{number}", a, b) for number in range(5)]

    assert len(batch(five)) == 5
    assert batch(five[:4]) == []


def test_waiting_takes_others_along_until_it_is_stable() -> None:
    # Four of the five who enter b come from a; the fifth comes from c, which he alone leaves. He waits, so b has four
    # left: they wait too.
    changes = [Change("q", f"person-{number}", frozenset({"n", "a"}), frozenset({"n", "b"})) for number in range(4)]
    changes.append(Change("q", "person-5", frozenset({"n", "c"}), frozenset({"n", "b"})))

    assert batch(changes) == []


def test_where_several_may_be_chosen_those_who_did_not_are_a_cell_too() -> None:
    # Eight chose a and b, one only b: n - a would be one person. They wait.
    changes = [*(plain(number, "a", "b") for number in range(8)), plain(8, "b")]

    assert counted(batch(changes)) == {"n": 8, "a": 8, "b": 8}


def test_a_rare_group_does_not_hold_back_the_whole() -> None:
    # Ten say a: eight customers, two practitioners. Everybody is counted; of the groups only the customers.
    changes = [answer(number, "a", segment="customer" if number < 8 else "practitioner") for number in range(10)]

    counts = counted(batch(changes))

    assert counts["a"] == 10
    assert counts["a|s:customer"] == 8
    assert "a|s:practitioner" not in counts


def test_a_group_is_published_later_of_people_published_before() -> None:
    first = batch(answer(number, "a", segment="practitioner" if number < 3 else "customer") for number in range(8))
    waiting = [
        answer(number, "a", segment="practitioner", before=change.after)
        for number, change in enumerate(first)
        if number < 3
    ]
    new = [answer(number, "a", segment="practitioner") for number in range(8, 13)]

    counts = counted(batch([*waiting, *new]))

    assert counts == {
        "n": 5, "a": 5, "n|p:telegram": 5, "a|p:telegram": 5, "n|s:practitioner": 8, "a|s:practitioner": 8,
    }  # fmt: skip


def test_who_counts_in_a_group_moves_in_all_tables_or_in_none() -> None:
    # Five leave a for b, but only three of them stand in a group that is shown: three could be told apart there.
    groups = ["customer"] * 3 + [None] * 2
    changes = [
        Change("q", f"person-{number}", based(narrowed(("a",), group, "telegram")),
               based(narrowed(("b",), group, "telegram")))
        for number, group in enumerate(groups)
    ]  # fmt: skip

    assert batch(changes) == []


def test_tables_of_parts_are_published_each_by_itself() -> None:
    # Twelve reports; ten by mail, two by phone. All came to nothing.
    cells = [("channel:mail" if number < 10 else "channel:phone", "outcome:nothing") for number in range(12)]

    counts = counted(batch(answer(number, *each) for number, each in enumerate(cells)))

    assert counts["n"] == counts["outcome:nothing"] == counts["n:outcome"] == 12
    assert counts["channel:mail"] == counts["n:channel"] == 10
    assert "channel:phone" not in counts


def test_a_departed_answer_and_a_new_one_may_be_of_one_person() -> None:
    # Three leave a, three enter it: perhaps the same three people.
    a = frozenset({"n", "a"})
    changes = [Change("q", "", a, frozenset()) for _ in range(3)] + [plain(number, "a") for number in range(3)]

    assert batch(changes) == []
    assert len(batch([*changes, *(plain(number, "a") for number in range(3, 5))])) == 8


def test_closing_publishes_the_rest_as_one_mixed_batch() -> None:
    # c has three people and would wait; with two more of a they are five.
    changes = [plain(number, "c" if number < 3 else "a") for number in range(5)]

    assert batch(changes) == []
    assert counted(batch(changes, closing=True)) == {"n": 5, "a": 2, "c": 3}
    assert batch(changes[:4], closing=True) == [], "four people are hidden by nothing"


def test_at_closing_a_group_needs_five_people_too() -> None:
    changes = [
        answer(number, "a" if number % 2 else "b", segment="customer" if number < 6 else "practitioner")
        for number in range(8)
    ]

    counts = counted(batch(changes, closing=True))

    assert counts["n"] == 8
    assert counts["n|s:customer"] == 6
    assert "n|s:practitioner" not in counts


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        ("n", ""),
        ("a", ""),
        ("10..60", ""),
        ("n|s:customer", "|s"),
        ("outcome:nothing", "outcome"),
        ("n:outcome", "outcome"),
        ("outcome:nothing|p:telegram", "outcome|p"),
        ("channel:x/outcome:y", "channel/outcome"),
        ("n:channel/outcome|c:a b", "channel/outcome|c"),
    ],
)
def test_a_cell_names_its_table(cell: str, level: str) -> None:
    assert level_of(cell) == level


# --- what moves together ---


def report(number: int, channel: str, outcome: str, segment: str | None = None) -> Change:
    crossed = f"channel:{channel}/outcome:{outcome}"
    return answer(number, f"channel:{channel}", f"outcome:{outcome}", crossed, segment=segment)


def test_a_crossed_table_is_published_of_those_whose_parts_are() -> None:
    # Six answered by mail, six unanswered by chat, and two of either kind crosswise.
    changes = [report(number, "mail", "answered") for number in range(6)]
    changes += [report(number, "chat", "nothing") for number in range(6, 12)]
    changes += [report(12, "mail", "nothing"), report(13, "chat", "answered")]
    counts = counted(batch(changes))

    assert (counts["channel:mail"], counts["channel:chat"], counts["n:channel"]) == (7, 7, 14)
    assert (counts["outcome:answered"], counts["outcome:nothing"], counts["n:outcome"]) == (7, 7, 14)
    assert counts["channel:mail/outcome:answered"] == counts["channel:chat/outcome:nothing"] == 6
    assert counts["n:channel/outcome"] == 12
    assert "channel:mail/outcome:nothing" not in counts


def test_a_crossed_table_by_group_is_published_of_those_in_all_coarser_tables() -> None:
    changes = [report(number, "mail", "answered", "customer" if number < 6 else "practitioner") for number in range(12)]
    counts = counted(batch(changes))

    for group in ("customer", "practitioner"):
        assert counts[f"channel:mail/outcome:answered|s:{group}"] == 6
        assert counts[f"n:channel/outcome|s:{group}"] == 6
        assert counts[f"channel:mail|s:{group}"] == counts[f"n|s:{group}"] == 6


def test_who_waits_in_a_table_waits_in_the_finer_ones() -> None:
    # By phone only four reported: they count as reports, and in no table of channels, by group either.
    changes = [report(number, "mail", "answered", "customer") for number in range(6)]
    changes += [report(number, "phone", "answered", "customer") for number in range(6, 10)]
    moved = batch(changes)
    counts = counted(moved)

    assert (counts["n"], counts["outcome:answered"], counts["n:channel"]) == (10, 10, 6)
    assert not [cell for cell in counts if "phone" in cell]
    assert counts["n|s:customer"] == 10
    assert counts["n:channel|s:customer"] == 6


def test_a_part_of_an_answer_that_waits_is_published_later_of_the_same_people() -> None:
    changes = [report(number, "mail", "answered") for number in range(6)]
    changes += [report(number, "phone", "answered") for number in range(6, 9)]
    first = batch(changes)
    waiting = [
        Change("q", change.respondent, change.after, report(6, "phone", "answered").after) for change in first[6:]
    ]
    later = batch([*waiting, *(report(number, "phone", "answered") for number in range(9, 14))])

    assert counted(first)["n"] == 9
    assert counted(later)["channel:phone"] == 8
    assert counted(later)["n"] == 5


def test_every_question_is_judged_by_itself() -> None:
    a = frozenset({"n", "a"})
    split = [Change("q" if number < 3 else "r", f"p{number}", frozenset(), a) for number in range(6)]
    whole = [Change("q" if number < 5 else "r", f"p{number}", frozenset(), a) for number in range(8)]

    assert batch(split) == []
    assert [change.unit for change in batch(whole)] == ["q"] * 5


def test_who_changes_nothing_is_no_change() -> None:
    a = frozenset({"n", "a"})
    still = [Change("q", f"p{number}", a, a) for number in range(5)]

    assert batch(still) == batch(still, closing=True) == []
    assert batch([*still, *(plain(number, "a") for number in range(4))]) == []


def test_changed_answers_count_beside_new_or_departed_ones() -> None:
    a, b = frozenset({"n", "a"}), frozenset({"n", "b"})
    changed = [Change("q", f"p{number}", a, b) for number in range(5)]
    new = [Change("q", f"q{number}", frozenset(), b) for number in range(5)]
    gone = [Change("q", "", b, frozenset()) for _ in range(5)]

    # Cell b: 2 who changed and 3 new ones are five; but a and n are moved by fewer.
    assert batch([*changed[:2], *new[:3]]) == []
    assert len(batch([*changed, *new[:3], *gone[:2]])) == 5  # n is moved by three at most, so that only changes are
    assert len(batch([*changed, *new, *gone[:2]])) == 12
    assert len(batch([*new[:4], *gone[:4]])) == 0
    assert len(batch(gone)) == 5


def test_somebody_known_who_takes_an_answer_out_is_gone_too() -> None:
    a = frozenset({"n", "a"})
    gone = [Change("q", f"p{number}", a, frozenset()) for number in range(3)]
    new = [Change("q", f"q{number}", frozenset(), a) for number in range(4)]

    assert batch([*gone, *new]) == []  # four may be the same three, and one more
    assert len(batch([*gone, *new, plain(9, "a")])) == 8


def test_of_several_choices_dropping_one_is_seen_by_five_or_by_nobody() -> None:
    both, one = frozenset({"n", "a", "b"}), frozenset({"n", "a"})
    dropped = [Change("q", f"p{number}", both, one) for number in range(5)]

    assert counted(batch(dropped)) == {}
    assert len(batch(dropped)) == 5
    assert batch(dropped[:4]) == []


def test_those_who_did_not_choose_have_to_be_five_as_well() -> None:
    changes = [plain(number, "a", "b") for number in range(8)]

    # n - a would be those who chose b alone.
    assert counted(batch([*changes, *(plain(number, "b") for number in range(8, 12))])) == {"n": 8, "a": 8, "b": 8}
    assert counted(batch([*changes, *(plain(number, "b") for number in range(8, 13))])) == {"n": 13, "a": 8, "b": 13}


def test_at_closing_a_group_of_four_waits_for_good_and_one_of_five_does_not() -> None:
    def closed(customers: int) -> Mapping[str, int]:
        changes = [answer(number, "a", segment="customer") for number in range(customers)]
        changes += [answer(number, "b", segment="practitioner") for number in range(10, 16)]
        return counted(batch(changes, closing=True))

    assert (closed(4)["n"], closed(4)["a"], closed(4).get("n|s:customer", 0)) == (10, 4, 0)
    assert (closed(5)["n|s:customer"], closed(5)["a|s:customer"]) == (5, 5)
    assert closed(4)["n|s:practitioner"] == 6


def test_at_closing_who_changes_between_groups_moves_with_five_of_each() -> None:
    old, new = (based(narrowed(("a",), group, "telegram")) for group in ("customer", "practitioner"))
    moves = [Change("q", f"p{number}", old, new) for number in range(4)]
    joins = [Change("q", f"q{number}", frozenset(), new) for number in range(5)]

    # Four leave the customers: they would be told apart there, so that they stay in all tables.
    assert {change.respondent for change in batch([*moves, *joins], closing=True)} == {f"q{n}" for n in range(5)}


def test_an_answer_stands_in_the_base_of_each_of_its_tables() -> None:
    assert based(["n", "outcome:x", "outcome:x|p:telegram", "channel:a/outcome:x|c:b", "a"]) == {
        "n", "a", "outcome:x", "n:outcome", "outcome:x|p:telegram", "n:outcome|p:telegram",
        "channel:a/outcome:x|c:b", "n:channel/outcome|c:b",
    }  # fmt: skip
    assert based([]) == frozenset()


def test_what_is_published_of_whom_is_told_person_by_person() -> None:
    moved = batch([*(plain(number, "a") for number in range(5)), *(plain(number, "b") for number in range(5, 8))])

    assert moved == [plain(number, "a") for number in range(5)]


# --- an attacker --------------------------------------------------------------------------------------------------


SURVEYS = 10_000  # in each mode, all of them in a soak, a tenth in every run


@pytest.mark.slow
@pytest.mark.parametrize("block", [0, *(pytest.param(block, marks=pytest.mark.soak) for block in range(1, 10))])
@pytest.mark.parametrize("platforms", [("telegram", "discord"), ("",)], ids=["ordinary", "anonymous"])
def test_an_attacker_who_watches_every_release_learns_no_ballot(platforms: tuple[str, ...], block: int) -> None:
    """A thousand surveys per block: people come, change their minds and leave; a release is tried after every few acts.

    The attacker knows who acted between any two releases. A ballot is learned where a cell, or at closing a table, moves by
    one to four people. In anonymous waves nobody stands in a table by platform.
    """
    for survey in range(SURVEYS // 10):
        _watch(random.Random(block * 1000 + survey), platforms)


def _watch(draw: random.Random, platforms: tuple[str, ...]) -> None:
    options = ("a", "b", "c", "d")[: draw.randint(2, 4)]
    weights = [draw.choice((1, 1, 3, 8)) for _ in options]
    several = draw.random() < 0.3
    people = draw.choice((8, 12, 20, 60))
    group_of = {f"p{number}": draw.choice(("customer", "practitioner", None)) for number in range(people)}
    platform_of = {who: draw.choice(platforms) for who in group_of}
    published: dict[str, frozenset[str]] = {}
    current: dict[str, frozenset[str]] = {}
    departed: list[frozenset[str]] = []
    rounds = draw.randint(2, 5)
    for number in range(rounds):
        for who in draw.choices(sorted(group_of), k=draw.randint(1, people // 2)):
            if who in current and draw.random() < 0.2:
                departed += [cells] if (cells := published.pop(who, None)) else []
                del current[who]
            else:
                picks = draw.choices(options, weights, k=2 if several else 1)
                current[who] = frozenset(narrowed(picks, group_of[who], platform_of[who]))
        closing = number == rounds - 1
        changes = [Change("q", who, published.get(who, frozenset()), after) for who, after in current.items()]
        changes += [Change("q", "", cells, frozenset()) for cells in departed]
        moved = batch(changes, closing=closing)

        _assert_nobody_stands_out(moved, closing=closing)
        for change in moved:
            if change.respondent:
                published[change.respondent] = change.after
            else:
                departed.remove(change.before)
        counts = Counter(cell for cells in (*published.values(), *departed) for cell in cells)
        assert all(count <= counts[cell.partition("|")[0]] for cell, count in counts.items()), "groups are parts"


def _assert_nobody_stands_out(moved: list[Change], *, closing: bool) -> None:
    """Each cell that moves is moved by five people or more; at closing each table of each group is."""
    touched: Counter[str] = Counter()
    for change in moved:
        differs = change.before ^ change.after
        touched.update({cell.partition("|")[2] for cell in differs} if closing else differs)
    assert all(people >= FEWEST for people in touched.values()), touched


def test_the_attacker_would_see_what_is_released_one_by_one() -> None:
    one = [plain(1, "a")]

    with pytest.raises(AssertionError):
        _assert_nobody_stands_out(one, closing=False)

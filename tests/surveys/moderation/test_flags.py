"""Are planted sock puppets seen, are honest people left in peace, and is nothing removed?"""

from __future__ import annotations

import csv
import gzip
import io
import random
from collections import Counter
from math import comb, log2
from pathlib import Path

import pytest

from bench.brigade import STYLES, UNSEEN, simulate
from surveys.moderation.agreement import MARGIN, same_votes
from surveys.moderation.facts import Facts, Flag, FlagKind
from surveys.moderation.flags import flags, marked, weight
from surveys.moderation.timing import bursts, together, too_fast

SEEDS = range(100, 106)  # others than those the benchmark prints
RECALL, FALSE = 0.9, 0.02


@pytest.mark.slow
@pytest.mark.parametrize("ages", [True, False])
def test_puppets_are_marked_and_honest_people_are_not(ages: bool) -> None:
    hits: Counter[str] = Counter()
    planted: Counter[str] = Counter()
    false = honest = 0
    for seed in SEEDS:
        simulated = simulate(seed, ages=ages)
        seen = marked(flags(simulated.wave))
        planted.update(simulated.puppets.values())
        hits.update(simulated.puppets[name] for name in seen if name in simulated.puppets)
        false += sum(name not in simulated.puppets for name in seen)
        honest += len(simulated.wave) - len(simulated.puppets)

    assert hits.total() / planted.total() >= RECALL
    assert false / honest <= FALSE


@pytest.mark.slow
def test_a_wave_without_puppets_marks_hardly_anybody() -> None:
    waves = [simulate(seed, ()) for seed in SEEDS]
    seen = sum(len(marked(flags(simulated.wave))) for simulated in waves)

    assert seen / sum(len(simulated.wave) for simulated in waves) <= FALSE


@pytest.mark.slow
def test_the_order_of_facts_changes_nothing() -> None:
    wave = list(simulate(1, STYLES, honest=60, each=5).wave)
    shuffled = wave.copy()
    random.Random(3).shuffle(shuffled)

    assert flags(wave) == flags(shuffled)


@pytest.mark.slow
def test_puppets_who_vote_as_the_largest_camp_are_known_not_to_be_seen() -> None:
    simulated = simulate(7, (UNSEEN,))
    seen = set(marked(flags(simulated.wave))) & simulated.puppets.keys()

    assert len(seen) < len(simulated.puppets), "better than the page says: write down the new figure"


def test_circumstances_alone_mark_nobody() -> None:
    some = (Flag(FlagKind.YOUNG_ACCOUNT), Flag(FlagKind.JUST_JOINED), Flag(FlagKind.BURST, ("b",)))

    assert weight(some) == 2
    assert marked({"a": some}) == ()


def test_a_pair_with_the_same_words_is_marked_only_with_something_else() -> None:
    pair = Flag(FlagKind.COPIED, ("b",))

    assert marked({"a": (pair,)}) == ()
    assert marked({"a": (pair, Flag(FlagKind.BURST, ("b", "c")))}) == ("a",)
    assert marked({"a": (Flag(FlagKind.COPIED, ("b", "c")),)}) == ("a",)


def test_an_account_of_two_weeks_and_a_member_of_two_days_are_new_no_more() -> None:
    young = [Facts("a", 0.0, account_days=13.9, member_days=1.9), Facts("b", 0.0, account_days=14.0, member_days=2.0)]

    assert flags(young) == {"a": (Flag(FlagKind.YOUNG_ACCOUNT), Flag(FlagKind.JUST_JOINED))}


def test_what_each_flag_weighs_and_that_three_mark() -> None:
    weights = {kind: weight((Flag(kind, ("b", "c")),)) for kind in FlagKind}

    assert weights == {
        FlagKind.YOUNG_ACCOUNT: 1, FlagKind.JUST_JOINED: 1, FlagKind.BURST: 1, FlagKind.COPIED: 3,
        FlagKind.SAME_VOTES: 3, FlagKind.TOO_FAST: 3, FlagKind.TOGETHER: 2,
    }  # fmt: skip
    assert weight((Flag(FlagKind.COPIED, ("b",)),)) == 2
    assert weight((Flag(FlagKind.TOGETHER, ("b",)), Flag(FlagKind.COPIED, ("b",)), Flag(FlagKind.BURST, ("b",)))) == 5
    assert marked({"b": (Flag(FlagKind.TOO_FAST),), "a": (Flag(FlagKind.SAME_VOTES, ("b",)),)}) == ("a", "b")
    assert marked({"a": (Flag(FlagKind.TOGETHER, ("b",)),)}) == ()


def test_copies_are_looked_for_question_by_question_and_told_together() -> None:
    words = "Der Zug kam heute wieder zu spät"
    wave = [
        Facts("c", 0.0, texts={"why": words, "how": "Mit dem Rad in zehn Minuten immer"}),
        Facts("a", 9e6, texts={"why": words}),
        Facts("b", 18e6, texts={"how": "mit dem Rad in zehn Minuten immer!"}),
        Facts("d", 27e6, texts={"how": words}),  # to another question
    ]

    assert flags(wave) == {
        "a": (Flag(FlagKind.COPIED, ("c",)),),
        "b": (Flag(FlagKind.COPIED, ("c",)),),
        "c": (Flag(FlagKind.COPIED, ("a", "b")),),
    }


def test_flags_of_one_respondent_stand_in_the_order_of_their_kinds() -> None:
    rush = [
        Facts(f"p{at}", at, account_days=1.0, member_days=1.0, texts={"why": "Immer kommt der Bus zu spät"},
              voted={f"s{number}": number / 2 for number in range(6)})
        for at in range(5)
    ]  # fmt: skip

    assert [flag.kind for flag in flags(rush)["p0"]] == [
        FlagKind.YOUNG_ACCOUNT, FlagKind.JUST_JOINED, FlagKind.BURST, FlagKind.COPIED, FlagKind.TOO_FAST,
    ]  # fmt: skip


def test_an_age_that_nobody_tells_is_no_flag() -> None:
    assert flags([Facts("a", 0.0)]) == {}
    assert flags([Facts("a", 0.0, account_days=3.0)]) == {"a": (Flag(FlagKind.YOUNG_ACCOUNT),)}


def test_twenty_beginners_in_a_minute_of_a_quiet_night_are_a_burst_and_after_the_card_they_are_not() -> None:
    night = [Facts(f"n{at:02}", at * 3.0) for at in range(20)]
    crowd = [Facts(f"c{at:03}", at * 40.0) for at in range(540)]  # 7.5 in five minutes, all the six hours

    assert set(bursts(night)) == {facts.respondent for facts in night}
    assert bursts(crowd) == {}


def test_half_of_the_pauses_must_be_shorter_than_reading() -> None:
    def voted(*gaps: float) -> Facts:
        at, times = 0.0, {"s0": 0.0}
        for number, gap in enumerate(gaps, start=1):
            at += gap
            times[f"s{number}"] = at
        return Facts("a", 0.0, voted=times)

    assert too_fast(voted(0.4, 0.5, 0.3, 0.6, 9.0))
    assert not too_fast(voted(0.4, 0.5, 3.0, 4.0, 9.0))
    assert not too_fast(voted(0.1, 0.1, 0.1)), "three pauses are an accident"


def test_three_visits_in_the_same_minutes_are_together_and_two_are_not() -> None:
    def visits(name: str, *days: int) -> Facts:
        return Facts(name, 0.0, tuple(day * 86_400.0 + len(name) for day in days))

    assert together([visits("a", 1, 3, 4), visits("bb", 1, 3, 4), visits("ccc", 1, 3, 7)]) == {
        "a": ("bb",),
        "bb": ("a",),
    }


def test_the_evidence_of_same_votes_by_hand() -> None:
    # Sixteen people split evenly on 20 statements in every way; three more vote alike against no camp. Among nearest
    # neighbours about half vote the same way: a match is about 1 bit, 20 statements 20 bits, two repetitions 40 bits;
    # log2 C(19, 3) = log2 969 = 9.9 bits. 40 - 9.9 > 10.
    draw = random.Random(2)
    statements = [f"s{at:02}" for at in range(20)]
    people = [Facts(f"h{at:02}", 0.0, votes={key: draw.choice((-1, 1)) for key in statements}) for at in range(16)]
    script = {key: draw.choice((-1, 1)) for key in statements}
    puppets = [Facts(f"p{at}", 0.0, votes=script) for at in range(3)]

    assert 20 * 0.6 * 2 - log2(comb(19, 3)) > MARGIN
    assert set(same_votes([*people, *puppets])) == {"p0", "p1", "p2"}
    assert same_votes([*people, puppets[0]]) == {}


def test_passing_on_everything_is_not_voting_alike() -> None:
    assert same_votes([Facts(f"p{at}", 0.0, votes={f"s{key:02}": 0 for key in range(40)}) for at in range(10)]) == {}


CONVERSATIONS = [
    "15-per-hour-seattle", "brexit-consensus", "canadian-electoral-reform", "scoop-hivemind.ubi",
    *(pytest.param(each, marks=pytest.mark.soak) for each in ("austria-climate.5twd2jsnkf.2022-08-08", "vtaiwan.uberx")),
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_real_voters_are_hardly_flagged_for_voting_alike(shared_data: Path, conversation: str) -> None:
    file = shared_data / "data" / "polis" / "dev" / conversation / "votes.csv.gz"
    if not file.exists():
        pytest.skip("no real votes: set NACHGEFRAGT_SHARED to the shared folder")
    votes: dict[str, dict[str, int]] = {}
    for row in csv.DictReader(io.StringIO(gzip.decompress(file.read_bytes()).decode())):
        votes.setdefault(row["participant"], {})[row["comment_id"]] = int(row["vote"])
    # Whole waves. A slice of 400 of the last one exceeds the bound (11 flagged): docs/moderation.md says so.
    wave = [Facts(name, 0.0, votes=some) for name, some in sorted(votes.items())]

    assert len(same_votes(wave)) / len(wave) <= FALSE

"""Is every change of the log found, and can a person be erased from it all the same?"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from surveys.moderation.audit import HEADER, Entry, Fault, canonical, entry, erase, rows, seal, verify

START = datetime(2026, 11, 24, 12, tzinfo=UTC)
salts = st.binary(min_size=32, max_size=32)
facts = st.tuples(
    st.sampled_from(["mod-a", "mod-b", "mod-c"]), st.sampled_from(["approve", "reject"]),
    st.text(max_size=8), st.text(max_size=20), salts, salts,
)  # fmt: skip


def chain(told: list[tuple[str, str, str, str, bytes, bytes]]) -> list[Entry]:
    entries: list[Entry] = []
    for at, (who, what, about, why, one, other) in enumerate(told):
        before = entries[-1] if entries else None
        entries.append(
            entry(
                before, who=who, what=what, about=about, at=START + timedelta(seconds=at), why=why, salts=(one, other)
            )
        )
    return entries


chains = st.lists(facts, min_size=1, max_size=8).map(chain)


def broken(entries: list[Entry], whole: list[Entry]) -> bool:
    return verify(entries, last=whole[-1].hash, count=len(whole)) is not None


@given(chains)
def test_a_chain_that_was_only_appended_to_holds(entries: list[Entry]) -> None:
    assert not broken(entries, entries)


@given(chains, st.data())
def test_any_changed_field_is_found(entries: list[Entry], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))
    old = entries[at]
    new = data.draw(
        st.sampled_from([
            replace(old, what=old.what + "x"),
            replace(old, about=old.about + "x"),
            replace(old, at=old.at + timedelta(microseconds=1)),
            replace(old, number=old.number + 1),
            replace(old, who=seal("somebody else", bytes(32))),
            replace(old, why=replace(old.why, value=f"{old.why.value}x")),
            replace(old, who=replace(old.who, salt=None)),
            replace(old, previous="1" * 64),
            replace(old, hash="1" * 64),
        ])
    )  # fmt: skip

    assert broken([*entries[:at], new, *entries[at + 1 :]], entries)


@given(chains, st.data())
def test_a_removed_entry_is_found_wherever_it_stood(entries: list[Entry], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(entries) - 1))

    assert broken(entries[:at] + entries[at + 1 :], entries)


@given(chains, st.randoms())
def test_another_order_is_found(entries: list[Entry], draw: object) -> None:
    other = entries.copy()
    draw.shuffle(other)  # type: ignore[attr-defined]
    assume(other != entries)

    assert broken(other, entries)


@given(chains, facts)
def test_a_forged_end_is_found_by_the_noted_hash(
    entries: list[Entry], forged: tuple[str, str, str, str, bytes, bytes]
) -> None:
    who, what, about, why, one, other = forged
    more = entry(entries[-1], who=who, what=what, about=about, at=START, why=why, salts=(one, other))

    assert verify([*entries, more]) is None, "an entry more is a chain that holds"
    assert verify([*entries, more], last=entries[-1].hash) == Fault(len(entries) + 2, "end")


@given(chains)
def test_erasing_somebody_leaves_the_chain_whole_and_nothing_of_them(entries: list[Entry]) -> None:
    erased = erase(entries, "mod-a")

    assert not broken(erased, entries)
    assert all("mod-a" not in row for row in rows(erased))
    assert all("mod-a" not in canonical(each).decode() for each in entries)
    assert [each.who.value for each in erased] == [
        None if each.who.value == "mod-a" else each.who.value for each in entries
    ]


@given(st.text(max_size=9), salts, salts)
def test_the_same_person_has_another_seal_in_every_entry(who: str, one: bytes, other: bytes) -> None:
    assume(one != other)

    assert seal(who, one).seal != seal(who, other).seal


def test_rows_stand_under_their_header_without_salts() -> None:
    [made] = chain([("mod-a", "reject", "answer-1", "=1+1", bytes(32), bytes(range(32)))])

    assert dict(zip(HEADER, rows([made])[0], strict=True)) == {
        "number": "1", "at": "2026-11-24T12:00:00+00:00", "who": "mod-a", "what": "reject",
        "about": "answer-1", "why": "=1+1",
        "previous": "0" * 64, "hash": made.hash,
    }  # fmt: skip


def test_a_time_without_zone_and_a_short_salt_are_refused() -> None:
    with pytest.raises(ValueError):
        entry(None, who="a", what="b", about="c", at=START.replace(tzinfo=None), why="", salts=(bytes(32), bytes(32)))
    with pytest.raises(ValueError):
        seal("a", b"short")


def test_the_first_entry_is_number_one_behind_zeros_and_each_other_holds_the_hash_before_it() -> None:
    made = chain([("mod-a", "approve", "x", "", bytes(32), bytes(32))] * 3)

    assert [each.number for each in made] == [1, 2, 3]
    assert [each.previous for each in made] == ["0" * 64, made[0].hash, made[1].hash]
    assert made[0].at == START


def test_what_is_hashed_is_json_of_sorted_keys_with_the_time_in_utc_and_seals_in_place_of_people() -> None:
    there = timezone(timedelta(hours=2))
    made = entry(None, who="a", what="b", about="ü", at=START.astimezone(there), why="c", salts=(bytes(32), bytes(32)))

    assert canonical(made).decode() == (
        '{"about":"\\u00fc","at":"2026-11-24T12:00:00.000000+00:00","number":1,"previous":"'
        + "0" * 64
        + '","what":"b",'
        f'"who":"{made.who.seal}","why":"{made.why.seal}"}}'
    )
    assert made.hash == hashlib.sha256(canonical(made)).hexdigest()


def test_a_fault_says_at_which_entry_and_why() -> None:
    one, two, three = chain([("mod-a", "approve", "x", "", bytes(32), bytes(32))] * 3)

    assert verify([one, three]) == Fault(2, "number")
    assert verify([one, replace(two, previous="1" * 64), three]) == Fault(2, "previous")
    assert verify([one, replace(two, what="reject"), three]) == Fault(2, "hash")
    assert verify([one, two, replace(three, why=seal("", bytes(31) + b"1"))]) == Fault(3, "hash")
    assert verify([one, replace(two, who=replace(two.who, value="mod-b")), three]) == Fault(2, "seal")
    assert verify([one, replace(two, why=replace(two.why, salt=None)), three]) == Fault(2, "seal")
    assert verify([one, replace(two, why=replace(two.why, value=None)), three]) == Fault(2, "seal")
    assert verify([one, replace(two, why=replace(two.why, salt=bytes(31))), three]) == Fault(2, "seal")
    assert verify([one, two], count=3) == Fault(3, "end")
    assert verify([one, two], last=three.hash) == Fault(3, "end")
    assert verify([one, two], last=two.hash, count=2) is None
    assert verify([], count=0) is None
    assert verify([], last=one.hash) == Fault(1, "end")


def test_erased_values_are_empty_cells_and_the_others_stay() -> None:
    made = chain([
        ("mod-a", "approve", "x", "weil", bytes(32), bytes(32)), ("mod-b", "reject", "y", "", bytes(32), bytes(32)),
    ])  # fmt: skip

    assert [(row[2], row[5]) for row in rows(erase(made, "mod-a"))] == [("", ""), ("mod-b", "")]
    assert erase(made, "mod-c") == made


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_salt_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match=f"a salt of 32 bytes, not {length}"):
        seal("a", bytes(length))

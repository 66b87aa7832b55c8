"""Is every change of the log found, and can a person be erased from it all the same?"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

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

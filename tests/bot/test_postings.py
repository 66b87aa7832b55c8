"""Do shown cards stay true, with few edits, at the pace the platform allows, whatever one of them does?"""

from __future__ import annotations

from typing import Any

import pytest
from fielding import item, options, questionnaire
from sqlmodel import Session
from stage import OTHER_ROOM, ROOM, Stage

from bot.platform import Gone, Later, Limits, Moved, PlatformError, Refused, Unreachable
from bot.screens import Screen
from bot.tables import Posting, PostingKind, PostingState
from bot.tokens import Verb
from bot.visit import mark_stale
from surveys.tables import StoredDigest, Wave

ASKED = questionnaire(item("pick", "choice", options=options("yes", "no")))


@pytest.fixture
async def wave(stage: Stage) -> str:
    opened = stage.opens(ASKED)
    await stage.settles()
    return opened


def edits(stage: Stage, address: str = ROOM) -> int:
    return sum(shown.edits for shown in stage.paper.shown if shown.address == address)


async def somebody_answers(stage: Stage, wave: str) -> None:
    somebody = stage.actor("Anna")
    await somebody.joins(wave)
    await somebody.sends(stage.token(Verb.PICK, wave, 0, 0, "0"))


def changes(stage: Stage, wave: str) -> None:
    stage.store.write_now(lambda session: mark_stale(session, wave, stage.now))


def says(stage: Stage, address: str = ROOM) -> str:
    return stage.posts(address)[0].text


async def test_a_thousand_answers_are_one_edit(stage: Stage, wave: str) -> None:
    def work(session: Session) -> None:
        for _ in range(1000):
            mark_stale(session, wave, stage.now)

    for _ in range(3):
        await somebody_answers(stage, wave)
    stage.store.write_now(work)

    assert await stage.postings.refresh() == 1
    assert await stage.postings.refresh() == 0
    assert edits(stage) == 1
    assert "3 Personen haben geantwortet" in says(stage)


async def test_an_unchanged_card_is_not_edited(stage: Stage, wave: str) -> None:
    changes(stage, wave)

    assert await stage.postings.refresh() == 0
    assert edits(stage) == 0
    assert [posting.stale_at for posting in stage.rows(Posting)] == [None]


async def test_a_card_is_edited_no_more_often_than_the_platform_likes(stage: Stage, wave: str) -> None:
    stage.paper.limits = Limits(text=4096, caption=1024, label=64, across=8, buttons=100, card_seconds=20)
    stage.passes(seconds=20)
    for _ in range(40):
        await somebody_answers(stage, wave)
        await stage.postings.refresh()
        stage.passes(seconds=1)

    assert edits(stage) == 2
    stage.passes(seconds=20)
    await stage.postings.refresh()
    assert "40 Personen" in says(stage)


async def test_a_change_that_comes_while_a_card_is_edited_is_shown_next(
    stage: Stage, wave: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await somebody_answers(stage, wave)
    real = stage.paper.edit

    async def slowly(*args: Any) -> None:
        stage.passes(seconds=1)
        await somebody_answers(stage, wave)
        await real(*args)

    with monkeypatch.context() as slow:
        slow.setattr(stage.paper, "edit", slowly)
        await stage.postings.refresh()
    assert "Eine Person" in says(stage)
    await stage.postings.refresh()

    assert "2 Personen" in says(stage)


async def test_an_answer_that_comes_while_the_card_is_posted_is_shown_next(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    wave = stage.opens(ASKED)
    real = stage.paper.show

    async def slowly(*args: Any, **named: Any) -> str:
        await somebody_answers(stage, wave)
        return await real(*args, **named)

    monkeypatch.setattr(stage.paper, "show", slowly)
    await stage.schedule.settle()
    await stage.postings.refresh()

    assert "Eine Person" in says(stage)


async def test_a_waiting_time_is_kept_and_then_the_newest_is_shown(stage: Stage, wave: str) -> None:
    await somebody_answers(stage, wave)
    stage.paper.trouble = [Later(12)]
    assert await stage.postings.refresh() == 0

    await somebody_answers(stage, wave)
    stage.passes(seconds=11)
    assert await stage.postings.refresh() == 0
    stage.passes(seconds=1)

    assert await stage.postings.refresh() == 1
    assert "2 Personen" in says(stage)


async def test_a_deleted_card_is_left_alone_for_ever(stage: Stage, wave: str) -> None:
    await somebody_answers(stage, wave)
    stage.paper.trouble = [Gone()]
    await stage.postings.refresh()

    await somebody_answers(stage, wave)
    stage.passes(hours=1)

    assert await stage.postings.refresh() == 0
    assert [posting.state for posting in stage.rows(Posting)] == [PostingState.GONE]


@pytest.mark.parametrize(
    "trouble", [Refused(), Unreachable(unsure=True), Unreachable(unsure=False), Moved("-100"), RuntimeError("a bug")]
)
async def test_what_fails_in_one_place_is_tried_again_and_stops_no_other(
    stage: Stage, wave: str, trouble: Exception
) -> None:
    stage.add_room(OTHER_ROOM, "Bahnleute")
    other = stage.opens(ASKED.model_copy(update={"key": "zweite"}), OTHER_ROOM)
    await stage.settles()
    stage.passes(seconds=1)
    await somebody_answers(stage, wave)
    stage.passes(seconds=1)
    await somebody_answers(stage, other)
    stage.paper.trouble = [trouble]

    await stage.postings.refresh()

    assert (edits(stage), edits(stage, OTHER_ROOM)) == (0, 1)
    stage.passes(seconds=30)
    await stage.postings.refresh()
    assert (edits(stage), edits(stage, OTHER_ROOM)) == (1, 1)
    assert isinstance(trouble, PlatformError | RuntimeError)


async def test_a_posting_that_cannot_be_drawn_stops_no_other(stage: Stage, wave: str) -> None:
    def broken(session: Session) -> None:
        session.add(StoredDigest(id="broken", wave_id=wave, version=99, at=stage.now, hash="x", body={"broken": True}))
        session.add(
            Posting(
                place_id=other, wave_id=wave, kind=PostingKind.DIGEST, ref="99", digest_id="broken", stale_at=stage.now
            )
        )

    other = stage.add_room(OTHER_ROOM, "Bahnleute")
    stage.store.write_now(broken)
    stage.passes(seconds=1)
    await somebody_answers(stage, wave)

    await stage.postings.refresh()

    assert edits(stage) == 1


async def test_cards_of_a_platform_that_does_not_run_are_in_nobodys_way(stage: Stage, wave: str) -> None:
    def elsewhere(session: Session) -> None:
        from bot.tables import Place

        here = stage.rows(Place)[0]
        place = Place(community_id=here.community_id, platform="discord", address="9")
        session.add(place)
        session.flush()
        for number in range(60):
            session.add(
                Posting(place_id=place.id, wave_id=wave, kind=PostingKind.CARD, ref=str(number), stale_at=stage.now)
            )

    stage.store.write_now(elsewhere)
    stage.passes(seconds=1)
    await somebody_answers(stage, wave)

    assert await stage.postings.refresh() == 1


async def test_after_a_restart_what_is_stale_is_still_refreshed(stage: Stage, wave: str) -> None:
    await somebody_answers(stage, wave)
    stage.restarts()

    assert await stage.postings.refresh() == 1
    assert "Eine Person" in says(stage)


@pytest.mark.parametrize(("act", "word"), [("pause", "angehalten"), ("close", "geschlossen"), ("extend", "Läuft bis")])
async def test_what_a_moderator_does_is_on_the_card(stage: Stage, wave: str, act: str, word: str) -> None:
    mod = stage.actor("Mod", moderates=True)
    await mod.sends(stage.token(Verb.MANAGE, wave, value=act))
    await stage.settles()

    assert word in says(stage)
    assert edits(stage) == 1
    assert isinstance(stage.posts()[0], Screen)
    assert len(stage.rows(Wave)) == 1

"""Does a wave from first answer to last digest post what it should, once, and take back what was withdrawn?"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from fielding import item, options, questionnaire
from schedules import digests, moderator
from sqlmodel import Session, select
from stage import ROOM, Stage
from thirty import ASKED, a_week, answer, labels, posted, quoted, stored, thirty, words

from bot import corrections
from bot.tables import Place, Posting, PostingKind
from bot.tokens import Verb
from surveys.design.text import Text
from surveys.digest.digest import Bars, Digest, Section
from surveys.moderation.redaction import mark
from surveys.tables import Answer, Purpose, StoredDigest, Visibility, Wave

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_will_do]

LIMIT = 4096  # UTF-16 units of a Telegram message


async def test_a_week_of_answers_becomes_one_post_with_a_picture(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, digest_every_days=7)
    await stage.settles()
    await thirty(stage, wave, mod)
    stage.passes(days=6)
    await stage.settles()
    assert posted(stage) == []
    stage.passes(days=1, hours=9)
    await stage.settles()
    await stage.settles()
    stage.restarts()
    await stage.settles()

    [shown] = posted(stage)
    screen = shown.screen
    assert screen.attachment is not None
    assert screen.attachment.content.startswith(b"\x89PNG")
    assert len(screen.text.encode("utf-16-le")) // 2 <= LIMIT
    assert "30 haben mitgemacht" in screen.text
    # 0, 3, .. 27 are 10 practitioners of 30; 0 to 17 chose the shop, 18 to 29 the phone.
    assert "Customer 20 (67 %) · Practitioner 10 (33 %)" in screen.text
    assert "Shop 18 (60 %) · Phone 12 (40 %)" in screen.text
    assert len(quoted(stage)) == 2
    assert all(each in screen.text and int(each[:-1].split()[-1]) % 2 == 0 for each in quoted(stage))
    assert any(label.startswith("Jetzt antworten") for label in labels(screen))


@pytest.mark.on_both
async def test_a_quote_taken_back_leaves_the_post_and_the_database(stage: Stage) -> None:
    _, _, people = await a_week(stage)
    gone, kept = quoted(stage)
    assert gone in posted(stage)[0].screen.text
    writer = people[int(gone[:-1].split()[-1])]
    await writer.says("/widerruf")
    await stage.settles()

    [shown] = posted(stage)
    assert shown.edits == 1
    assert gone not in shown.screen.text
    assert kept in shown.screen.text
    assert "zurückgezogen" in shown.screen.text
    assert len(stored(stage)) == 2
    for body in stored(stage):
        assert gone not in json.dumps(body, ensure_ascii=False)
        assert kept in json.dumps(body, ensure_ascii=False)


@pytest.mark.parametrize("does", ["erases", "is rejected"])
async def test_erasing_and_rejecting_reach_the_post_too(stage: Stage, does: str) -> None:
    mod, wave, people = await a_week(stage)
    gone, kept = quoted(stage)
    if does == "erases":
        writer = people[int(gone[:-1].split()[-1])]
        await writer.says("/vergissmich")
        await writer.sends(stage.token(Verb.COMMAND, value="vergissmich-ja"))
    else:
        blocks = [block for section in stored(stage)[0]["sections"] for block in section["blocks"]]
        answer_id = next(block["answer_id"] for block in blocks if block.get("text") == gone)
        await mod.sends(stage.token(Verb.REVIEW, wave, value=f"n0{answer_id}"))
    await stage.settles()

    [shown] = posted(stage)
    assert gone not in shown.screen.text
    assert kept in shown.screen.text
    assert not any(gone in json.dumps(body, ensure_ascii=False) for body in stored(stage))


@pytest.mark.on_both
async def test_a_blackened_passage_leaves_the_post_and_the_database(stage: Stage) -> None:
    mod, wave, _ = await a_week(stage)
    gone, kept = quoted(stage)
    blocks = [block for section in stored(stage)[0]["sections"] for block in section["blocks"]]
    answer_id = next(block["answer_id"] for block in blocks if block.get("text") == gone)
    await mod.sends(stage.token(Verb.REVIEW, wave, value=f"b{answer_id}"))
    await mod.says("zwei Stunden")
    assert "Es wurde nichts geschwärzt" in mod.sees
    await mod.says("in zwei MINUTEN\nAnruf")
    await stage.settles()

    [shown] = posted(stage)
    assert shown.edits == 1
    assert gone not in shown.screen.text
    assert gone.replace("in zwei Minuten", mark("de")).replace("Anruf", mark("de")) in shown.screen.text
    assert kept in shown.screen.text
    assert "In einem Zitat wurde eine Stelle geschwärzt" in shown.screen.text
    assert "Fassung 2" in shown.screen.text
    assert not any(gone in json.dumps(body, ensure_ascii=False) for body in stored(stage))
    assert not any(gone == answer.value for answer in stage.rows(Answer))


async def test_only_a_moderator_blackens(stage: Stage) -> None:
    _, wave, people = await a_week(stage)
    answer_id = stage.rows(Answer, Answer.item == "why")[0].id
    await people[1].sends(stage.token(Verb.REVIEW, wave, value=f"b{answer_id}"))
    await people[1].says("Minuten")

    assert not any(mark("de") in str(answer.value) for answer in stage.rows(Answer))


async def test_a_renamed_theme_is_called_so_in_the_post(stage: Stage) -> None:
    """Renaming back is a change, too; doing either twice edits nothing."""
    _, wave, _ = await a_week(stage)
    stage.store.write_now(lambda session: _themed(session, stage.now))
    await stage.settles()
    assert "Warten (n = 12)" in posted(stage)[0].screen.text
    edits = posted(stage)[0].edits
    for _ in range(2):
        stage.store.write_now(lambda session: _rename(session, wave, "Wartezeit", stage.now))
        await stage.settles()

    [shown] = posted(stage)
    assert shown.edits == edits + 1
    assert "Wartezeit (n = 12)" in shown.screen.text
    assert "Ein Thema heißt jetzt anders" in shown.screen.text
    assert [body["version"] for body in stored(stage)] == [1, 2]


def _themed(session: Session, now: datetime) -> None:
    """The first digest speaks of a theme."""
    row = session.exec(select(StoredDigest)).one()
    digest = Digest.model_validate(row.body)
    theme = Bars(title=Text({"de": "Warten"}), n=12, bars=(), theme_id="t1")
    row.body = digest.model_copy(update={"sections": (Section(key="closed", blocks=(theme,)),)}).model_dump(mode="json")
    session.exec(select(Posting).where(Posting.digest_id == row.id)).one().stale_at = now


def _rename(session: Session, wave: str, name: str, now: datetime) -> None:
    corrections.rename(session, session.get_one(Wave, wave), {"t1": Text({"de": name})}, now)


async def test_a_correction_does_not_swallow_the_next_digest(stage: Stage) -> None:
    """Six answers came in before it; they are new to the next digest all the same."""
    _, wave, people = await a_week(stage)
    for number in range(30, 36):
        await answer(stage, wave, number)
    stage.passes(hours=1)
    await people[int(quoted(stage)[0][:-1].split()[-1])].says("/widerruf")
    stage.passes(days=7)
    await stage.settles()

    assert len(posted(stage)) == 2
    assert "36 haben mitgemacht" in posted(stage)[1].screen.text


async def test_results_in_private_come_after_answering(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, digest_every_days=7)
    await stage.settles()
    people = await thirty(stage, wave, mod)
    curious = stage.actor("Neu")
    await curious.sends(stage.token(Verb.RESULTS, wave))
    assert "Shop" not in curious.sees
    assert not any(words(number) in curious.sees for number in range(30))
    stage.passes(days=7, hours=9)
    await stage.settles()
    await curious.sends(stage.token(Verb.RESULTS, wave))
    assert "Shop" not in curious.sees
    assert "Jetzt antworten" in "".join(labels(curious.screens[-1]))
    before = len(posted(stage))
    await people[4].says("/digest")

    assert "Shop 18 (60 %)" in people[4].sees
    assert people[4].screens[-1].attachment is None
    assert len(posted(stage)) == before


async def test_closing_posts_the_final_digest_even_of_little(stage: Stage) -> None:
    mod, wave, _ = await a_week(stage)
    await answer(stage, wave, 31)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))
    await stage.settles()

    first, last = posted(stage)
    assert "Zwischenstand" in first.screen.text
    assert "Endergebnis" in last.screen.text
    assert "31 haben mitgemacht" in last.screen.text
    assert not any(label.startswith("Jetzt antworten") for label in labels(last.screen))


async def test_five_answers_of_one_person_are_no_news(stage: Stage) -> None:
    """Nobody else moved: a post would show one person's doing, or nothing new."""
    asked = questionnaire(*(item(f"q{at}", "choice", options=options("yes", "no")) for at in range(6)))
    wave = stage.opens(asked, digest_every_days=1, closes_at=None)
    await stage.settles()
    for number in range(7):
        actor = stage.actor(f"P{number}")
        await actor.joins(wave)
        for at in range(6):
            await actor.sends(stage.token(Verb.PICK, wave, at, 0, "0"))
    stage.passes(days=1, hours=9)
    await stage.settles()
    assert len(digests(stage)) == 1
    stage.passes(minutes=5)
    alone = stage.actor("Allein")
    await alone.joins(wave)
    for at in range(6):
        await alone.sends(stage.token(Verb.PICK, wave, at, 0, "1"))
    stage.passes(days=1)
    await stage.settles()

    assert len(digests(stage)) == 1


async def test_results_after_closing_are_in_no_earlier_post(stage: Stage) -> None:
    mod, wave, _ = await a_week(stage, visibility=Visibility.AFTER_CLOSE)
    for early in posted(stage):
        assert "Shop" not in early.screen.text
        assert early.screen.attachment is None
        assert not any(words(number) in early.screen.text for number in range(30))
    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))
    await stage.settles()

    assert "Shop 18 (60 %)" in posted(stage)[-1].screen.text


@pytest.mark.on_both
async def test_a_wave_on_two_platforms_quotes_only_who_agreed_to_both(stage: Stage) -> None:
    """What was said here may be quoted here: a post on the other platform needs its own yes."""
    mod = await moderator(stage)
    stage.desk.platforms["discord"] = stage.paper
    other = stage.add_room("-3003", "Discord")
    _move_to_discord(stage, other)
    wave = stage.opens(ASKED, ROOM, digest_every_days=7)
    _show_card(stage, other, wave)
    await stage.settles()
    people = await thirty(stage, wave, mod)
    await people[2].sends(stage.token(Verb.CONSENT, wave, value="oy"))
    stage.passes(days=7, hours=9)
    await stage.settles()

    assert len(posted(stage)) == len(posted(stage, "-3003")) == 1
    assert quoted(stage) == [words(2)]
    assert stored(stage)[0]["purposes"] == [Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER]


def _move_to_discord(stage: Stage, place_id: str) -> None:
    def work(session: Any) -> None:
        place, room = session.get_one(Place, place_id), session.get_one(Place, stage.place())
        place.platform, place.community_id = "discord", room.community_id

    stage.store.write_now(work)


def _show_card(stage: Stage, place_id: str, wave: str) -> None:
    def work(session: Any) -> None:
        session.add(
            Posting(place_id=place_id, wave_id=wave, kind=PostingKind.CARD, ref="9", shown="", edited_at=stage.now)
        )

    stage.store.write_now(work)


async def test_a_name_taken_back_is_gone_from_the_post(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, digest_every_days=7, named_quotes=True)
    await stage.settles()
    people = [await answer(stage, wave, number, quote=False) for number in range(12)]
    anna = stage.actor("Anna Beispiel")
    await anna.joins(wave)
    await anna.sends(stage.token(Verb.PICK, wave, 0, 0, "0"))
    await anna.sends(stage.token(Verb.PICK, wave, 1, 0, "0"))
    await anna.says(words(77))
    await anna.sends(stage.token(Verb.CONSENT, wave, value="hm"))
    await mod.sends(stage.token(Verb.REVIEW, wave))
    for _ in (*people, anna):
        await mod.presses("Freigeben")
    stage.passes(days=7, hours=9)
    await stage.settles()
    assert "Anna Beispiel" in posted(stage)[0].screen.text
    await anna.sends(stage.token(Verb.CONSENT, wave, value="hy"))
    await stage.settles()

    [shown] = posted(stage)
    assert words(77) in shown.screen.text
    assert "Anna Beispiel" not in shown.screen.text
    assert not any("Anna Beispiel" in json.dumps(body) for body in stored(stage))

"""Can a moderator take an answer in the queue to another theme, and does that count, stay and stand in the log?"""

from __future__ import annotations

import pytest
import themed
from sqlmodel import Session
from stage import Actor, Stage
from themed import ids
from thirty import labels

from bot import auditing, tokens
from bot.dialogues.sorting import SHORT
from bot.keys import Keys
from bot.tokens import TOKEN_LIMIT, Token, Verb
from surveys.coding import rows
from surveys.fieldwork import moderation
from surveys.tables import Answer, Coding, ThemeEvent, Wave, new_id

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_will_do]


@pytest.fixture
async def wave(stage: Stage) -> str:
    return await themed.begun(stage)


@pytest.fixture
def mod(stage: Stage) -> Actor:
    return stage.actor("Mod", moderates=True)


def first(stage: Stage, wave: str) -> Answer:
    """The answer the queue begins with."""

    def work(session: Session) -> Answer:
        return moderation.pending(session, session.get_one(Wave, wave), 1)[0]

    return stage.store.read_now(work)


def theme_of(stage: Stage, wave: str, answer: str) -> str | None:
    def work(session: Session) -> str | None:
        return rows.current(session, session.get_one(Wave, wave), "why")[answer].theme

    return stage.store.read_now(work)


def before(stage: Stage, wave: str) -> tuple[str, str]:
    """The theme of the first answer, and another one, by name."""
    names = {theme: name for name, theme in ids(stage, wave).items()}
    here = names[theme_of(stage, wave, first(stage, wave).id) or ""]
    return here, next(name for name in sorted(names.values()) if name != here)


async def chooses(stage: Stage, wave: str, mod: Actor) -> str:
    """The moderator has the themes of the first answer before them; gives the answer's id."""
    answer = first(stage, wave).id
    await mod.sends(stage.token(Verb.REVIEW, wave))
    await mod.presses("Thema")
    return answer


async def test_the_theme_stands_below_the_words_and_is_marked_among_the_others(
    stage: Stage, wave: str, mod: Actor
) -> None:
    here, _ = before(stage, wave)
    await mod.sends(stage.token(Verb.REVIEW, wave))
    assert f"Thema: {here}" in mod.sees
    await mod.presses("Thema")

    chosen = [button.label for row in mod.screens[-1].rows for button in row if button.chosen]
    assert chosen == [here]
    assert labels(mod.screens[-1])[:4] == ["Warteschleife", "Ton", "Antworten", "Noch ohne Thema"]


@pytest.mark.on_both
async def test_an_answer_that_is_taken_to_a_theme_stays_there_and_in_the_queue(
    stage: Stage, wave: str, mod: Actor
) -> None:
    answer, (_, other) = await chooses(stage, wave, mod), before(stage, wave)
    await mod.presses(other)
    shown = mod.sees
    themed.coded_again(stage, wave)

    there = ids(stage, wave)[other]
    assert f"Thema: {other}" in shown
    assert first(stage, wave).id == answer
    assert theme_of(stage, wave, answer) == there
    assert [row.theme_id for row in stage.rows(Coding, Coding.answer_id == answer, Coding.coder != "")] == [there]


async def test_an_answer_can_be_taken_out_of_its_theme(stage: Stage, wave: str, mod: Actor) -> None:
    answer = await chooses(stage, wave, mod)
    await mod.presses("Noch ohne Thema")

    assert theme_of(stage, wave, answer) is None
    assert "Noch ohne Thema." in mod.sees


async def test_where_it_went_is_in_the_history_and_in_the_log(stage: Stage, wave: str, mod: Actor) -> None:
    answer, (here, other), known = await chooses(stage, wave, mod), before(stage, wave), ids(stage, wave)
    await mod.presses(other)

    [event] = stage.rows(ThemeEvent, ThemeEvent.kind == "moved")
    assert (event.theme_id, event.other_id) == (known[here], known[other])
    entry = stage.store.read_now(auditing.chain)[-1]
    assert (entry.what, entry.about, entry.why.value) == ("move-answer", f"answer:{answer}", f"theme:{known[other]}")


async def test_a_button_sorts_only_the_words_it_stood_below(stage: Stage, wave: str, mod: Actor) -> None:
    answer = first(stage, wave)
    await chooses(stage, wave, mod)
    button = mod.button("Ton").token

    def changes(session: Session) -> None:
        session.get_one(Answer, answer.id).revision += 1

    stage.store.write_now(changes)
    await mod.sends(button)

    assert "inzwischen geändert" in mod.toast
    assert stage.rows(Coding, Coding.answer_id == answer.id, Coding.coder != "") == []


async def test_an_answer_is_taken_to_no_theme_that_is_rejected_meanwhile(stage: Stage, wave: str, mod: Actor) -> None:
    answer, tone = await chooses(stage, wave, mod), ids(stage, wave)["Ton"]
    button = mod.button("Ton").token
    await mod.sends(stage.token(Verb.THEME, wave, value=f"r{tone}"))
    await mod.sends(button)

    assert stage.rows(Coding, Coding.answer_id == answer, Coding.coder != "") == []


async def test_without_themes_there_is_no_button(stage: Stage, mod: Actor) -> None:
    wave, anna = stage.opens(themed.ASKED), stage.actor("Anna")
    await anna.joins(wave)
    await anna.says("Das war so eine Sache.")
    await mod.sends(stage.token(Verb.REVIEW, wave))

    assert "Thema" not in labels(mod.screens[-1])


def test_a_button_fits_however_often_the_answer_was_changed() -> None:
    token = Token(Verb.REVIEW, new_id(), part=4095, value=f"m{new_id()}{new_id()[:SHORT]}")

    assert len(tokens.write(token, Keys(bytes(32)))) <= TOKEN_LIMIT

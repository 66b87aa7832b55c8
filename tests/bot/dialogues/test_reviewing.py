"""Does a moderator decide on what they saw, with a reason its author is told, and nobody else at all?"""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from fielding import item, questionnaire
from schedules import moderator
from stage import OTHER_ROOM, Actor, Stage
from stage import ROOM as HOME

from bot.platform import Act, Forms
from bot.screens import Screen
from bot.tables import Account, Ledger, LedgerState
from bot.tokens import Verb
from surveys.moderation.redaction import mark
from surveys.tables import Answer, AnswerState

pytestmark = pytest.mark.sqlite_will_do

ASKED = questionnaire(item("why", "open"), item("more", "open"))
NAMED = "Schreibt mir: kim@example.org. Kimchi mag ich auch."


async def said(stage: Stage, text: str, *, name: str = "Anna") -> tuple[Actor, Actor, str, Answer]:
    """Somebody answered; gives the moderator, them, the wave and the answer."""
    mod, anna = await moderator(stage), stage.actor(name)
    wave = stage.opens(ASKED)
    await stage.settles()
    await anna.joins(wave)
    await anna.says(text)
    [answer] = stage.rows(Answer)
    return mod, anna, wave, answer


def told(stage: Stage, actor: Actor) -> list[Screen]:
    return stage.posts(actor.id)


async def test_the_reason_is_told_in_the_language_of_the_author(stage: Stage) -> None:
    mod, emma = await moderator(stage), stage.actor("Emma", language="en")
    wave = stage.opens(ASKED)
    await emma.joins(wave)
    await emma.says("Kauft bei mir!")
    await mod.sends(stage.token(Verb.REVIEW, wave))
    await mod.presses("Ablehnen")
    await mod.presses("Der Text ist Werbung.")
    await stage.settles()

    [letter] = told(stage, emma)
    assert "The text is advertising." in letter.text
    assert "Kauft bei mir" not in letter.text
    assert [button.label for row in letter.rows for button in row] == ["Change the answer"]


async def test_nothing_is_told_where_the_decision_was_undone_before(stage: Stage) -> None:
    mod, anna, wave, answer = await said(stage, "Das war so eine Sache.")
    await mod.sends(stage.token(Verb.REVIEW, wave, value=f"n0{answer.id}"))
    await mod.sends(stage.token(Verb.REVIEW, wave, value=f"a{answer.id}"))
    await stage.settles()

    assert told(stage, anna) == []
    assert [each.state for each in stage.rows(Answer)] == [AnswerState.APPROVED]


async def test_who_cannot_be_written_to_finds_the_reason_among_their_answers(stage: Stage) -> None:
    mod, anna, wave, answer = await said(stage, "Das war so eine Sache.")

    def forget_address(session) -> None:  # type: ignore[no-untyped-def]
        session.execute(sa.update(Account).values(address=None))

    stage.store.write_now(forget_address)
    await mod.sends(stage.token(Verb.REVIEW, wave, value=f"n3{answer.id}"))
    await stage.settles()
    await anna.says("/antworten")

    assert [row.state for row in stage.rows(Ledger, Ledger.kind == "rejected")] == [LedgerState.DEAD]
    assert told(stage, anna) == []
    assert "Der Text hat nichts mit der Frage zu tun." in anna.sees


async def test_no_reason_and_no_words_stand_in_what_waits_to_be_sent(stage: Stage) -> None:
    mod, _, wave, _ = await said(stage, "Das war so eine Sache.")
    await mod.sends(stage.token(Verb.REVIEW, wave))
    await mod.presses("Ablehnen")
    await mod.presses("Eigener Grund")
    await mod.says("Annas geheimer Grund")

    assert "geheim" not in repr([row.body for row in stage.rows(Ledger)])
    assert [each.reason for each in stage.rows(Answer)] == ["Annas geheimer Grund"]


@pytest.mark.on_both
async def test_an_edit_puts_a_rejected_answer_back_into_the_queue(stage: Stage) -> None:
    mod, anna, wave, answer = await said(stage, "Das war so eine Sache.")
    await mod.sends(stage.token(Verb.REVIEW, wave, value=f"n0{answer.id}"))
    await anna.says("Das war eine ganz andere Sache.", edit=True)
    await mod.sends(stage.token(Verb.REVIEW, wave))

    assert "Das war eine ganz andere Sache." in mod.sees
    assert [(each.state, each.reason) for each in stage.rows(Answer)] == [(AnswerState.PENDING, None)]


@pytest.mark.parametrize("label", ["Freigeben", "Ablehnen", "Vorschlag schwärzen", "Schwärzen"])
async def test_a_button_decides_only_on_the_words_it_stood_below(stage: Stage, label: str) -> None:
    mod, anna, wave, _ = await said(stage, NAMED)
    await mod.sends(stage.token(Verb.REVIEW, wave))
    button = mod.button(label).token
    await anna.says("Ganz andere Worte, die niemand gelesen hat.", edit=True)
    await mod.sends(button)

    assert "inzwischen geändert" in mod.toast
    assert "Ganz andere Worte" in mod.sees
    assert [each.state for each in stage.rows(Answer)] == [AnswerState.PENDING]


async def test_a_reason_typed_for_words_that_changed_meanwhile_rejects_nothing(stage: Stage) -> None:
    mod, anna, wave, _ = await said(stage, "Das war so eine Sache.")
    await mod.sends(stage.token(Verb.REVIEW, wave))
    await mod.presses("Ablehnen")
    await mod.presses("Eigener Grund")
    await anna.says("Ganz andere Worte.", edit=True)
    await mod.says("Bitte anders.")

    assert [(each.state, each.reason) for each in stage.rows(Answer)] == [(AnswerState.PENDING, None)]


async def test_a_reason_may_be_given_in_a_form(stage: Stage) -> None:
    mod, _, wave, _ = await said(stage, "Das war so eine Sache.")
    await mod.sends(stage.token(Verb.REVIEW, wave))
    await mod.presses("Ablehnen")
    await mod._does(Act.PRESS, token=mod.button("Eigener Grund").token, forms=Forms.NOW)
    form = mod.screens[0].form
    assert form is not None
    await mod._does(Act.SUBMIT, token=form.token, fields={"reason": "Bitte anders."}, forms=Forms.LATER)

    assert [(each.state, each.reason) for each in stage.rows(Answer)] == [(AnswerState.REJECTED, "Bitte anders.")]


async def test_the_proposal_is_shown_marked_and_blackens_only_that(stage: Stage) -> None:
    mod, _, wave, _ = await said(stage, NAMED)
    await mod.sends(stage.token(Verb.REVIEW, wave))
    assert "⟦kim@example.org⟧" in mod.sees
    await mod.presses("Vorschlag schwärzen")

    [answer] = stage.rows(Answer)
    assert answer.value == f"Schreibt mir: {mark('de')}. Kimchi mag ich auch."
    assert answer.state is AnswerState.PENDING
    assert "Vorschlag schwärzen" not in [button.label for row in mod.screens[-1].rows for button in row]


@pytest.mark.on_both
async def test_a_copy_of_somebody_elses_words_is_hinted_at(stage: Stage) -> None:
    text = "Am Telefon warte ich immer länger als eine halbe Stunde."
    mod, _, wave, _ = await said(stage, text)
    ben = stage.actor("Ben")
    await ben.joins(wave)
    await ben.says(text + "!")
    await mod.sends(stage.token(Verb.REVIEW, wave))

    assert "fast wörtlich wie die Antwort einer anderen Person" in mod.sees


@pytest.mark.parametrize("act", ["a", "r", "n0", "o", "s", "b", "k", "t", "m", "z"])
async def test_a_moderator_of_another_community_decides_nothing(stage: Stage, act: str) -> None:
    _, _, wave, answer = await said(stage, NAMED)
    stage.add_room(OTHER_ROOM, "Bahnleute")
    other = stage.actor("Mia", moderates=True, room=OTHER_ROOM)
    before = stage.snapshot()
    for token in (stage.token(Verb.REVIEW, wave), stage.token(Verb.REVIEW, wave, value=f"{act}{answer.id}")):
        await other.sends(token)
        assert other.toast == "Das dürfen nur, die hier moderieren."
        assert "kim@example.org" not in other.sees

    assert stage.snapshot() == before


async def test_who_stopped_moderating_while_typing_a_reason_rejects_nothing(stage: Stage) -> None:
    mod, _, wave, _ = await said(stage, "Das war so eine Sache.")
    await mod.sends(stage.token(Verb.REVIEW, wave))
    await mod.presses("Ablehnen")
    await mod.presses("Eigener Grund")
    stage.paper.moderators.discard((HOME, mod.id))
    await mod.says("Bitte anders.")

    assert [each.state for each in stage.rows(Answer)] == [AnswerState.PENDING]


# --- moderators are told ---


async def looks(stage: Stage) -> None:
    """The schedule looks at what waits, and does what follows."""
    await stage.schedule.round()
    await stage.settles()


@pytest.mark.on_both
async def test_moderators_are_told_once_that_the_first_answer_waits_and_once_after_a_day(stage: Stage) -> None:
    mod, anna, _, _ = await said(stage, "Das war so eine Sache.")
    for _ in range(3):
        stage.passes(minutes=11)
        await looks(stage)
    first = [screen.text for screen in told(stage, mod)]
    await anna.says("Noch eine Antwort, zur zweiten Frage.")
    for _ in range(3):
        stage.passes(hours=25)
        await looks(stage)
    texts = [screen.text for screen in told(stage, mod)]

    assert first == ["In service-1 wartet die erste Antwort auf Freigabe."]
    assert texts[1:2] == ["In service-1 warten 2 Antworten auf Freigabe, die erste seit über einem Tag."]
    assert sum("Freigabe" in text for text in texts) == 2
    [button] = [button for row in told(stage, mod)[0].rows for button in row]
    await mod.sends(button.token)
    assert "Das war so eine Sache." in mod.sees


async def test_nobody_is_told_of_what_is_decided_already(stage: Stage) -> None:
    mod, _, wave, answer = await said(stage, "Das war so eine Sache.")
    await mod.sends(stage.token(Verb.REVIEW, wave, value=f"a{answer.id}"))
    stage.passes(hours=25)
    await looks(stage)

    assert not any("Freigabe" in screen.text for screen in told(stage, mod))


async def test_everybody_can_read_the_policy(stage: Stage) -> None:
    anna, emma = stage.actor("Anna"), stage.actor("Emma", language="en")
    await anna.says("/hilfe")
    await anna.presses("So wird moderiert")
    await emma.says("/moderation")

    assert "Verantwortlich: Redaktion" in anna.sees
    assert "redaktion@example.org" in emma.sees
    assert "{" not in anna.sees + emma.sees

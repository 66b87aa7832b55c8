"""Is everybody told where they stand, from what is published alone, and led to what others said?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from fielding import Field, item, options, questionnaire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from remembered import remembered
from sqlmodel import Session
from stage import Actor, Stage

from bot.tokens import Verb
from surveys.analysis import release
from surveys.fieldwork import moderation, statements, waves
from surveys.fieldwork.acts import Act, Done, Goto, Pick, Say, Vote, Withdraw
from surveys.tables import Purpose, Visibility, Wave

pytestmark = pytest.mark.sqlite_will_do

SENTENCES = [{"key": f"s{number}", "text": {"de": f"Satz {number}"}} for number in range(12)]
ASKED = questionnaire(
    item("group", "choice", options=options("customer", "practitioner")),
    item("place", "choice", options=options("shop", "phone", "chat")),
    item("agree", "scale", low_end={"de": "nein"}, high_end={"de": "ja"}, **{"from": 1, "to": 5}),
    item("why", "open"),
    item("react", "statements", seeds=SENTENCES, from_items=["why"]),
    segment="group",
)
GROUP, PLACE, AGREE, WHY, REACT = range(5)


def answers(stage: Stage, wave: str, number: int, *acts: Act, publish: bool = False) -> None:
    """Somebody who is not on the stage answers."""

    def work(session: Session) -> None:
        found = session.get_one(Wave, wave)
        field = Field(session, found, waves.questionnaire_of(session, found), stage.now)
        who = f"{number:032x}"
        field.join(who, "telegram", Purpose.QUOTE_HERE)
        field.act(*acts, who=who)

    stage.store.write_now(work)
    if publish:
        publishes(stage, wave)


def publishes(stage: Stage, wave: str) -> None:
    stage.passes(minutes=10)
    stage.store.write_now(lambda session: release.release(session, session.get_one(Wave, wave), stage.now))


def all_statements(stage: Stage, wave: str) -> list[str]:
    def work(session: Session) -> list[str]:
        return [each.id for each in statements.next_for(session, session.get_one(Wave, wave), "react", "0" * 32)]

    return sorted(stage.store.read_now(work))


def crowd(stage: Stage, wave: str, people: int = 20) -> None:
    """Three of four choose the shop and a 4; everybody agrees to everything."""
    seeds = all_statements(stage, wave)
    for number in range(people):
        answers(
            stage, wave, number,
            Pick("group", "value", "customer"), Pick("place", "value", "shop" if number % 4 else "phone"),
            Pick("agree", "value", "4" if number % 4 else "2"), Say("So ist es eben", "why"), Goto("react"),
            *(Vote("react", each, 1) for each in seeds),
        )  # fmt: skip
    publishes(stage, wave)


@remembered
async def crowded(stage: Stage) -> str:
    """A wave that twenty people answered; its id."""
    wave = stage.opens(ASKED)
    crowd(stage, wave)
    return wave


async def answered(stage: Stage, wave: str, *, place: int = 0, agree: int = 3) -> Actor:
    """Anna, a customer, has answered all but the statements."""
    anna = stage.actor("Anna")
    await anna.joins(wave)
    for at, option in ((GROUP, 0), (PLACE, place), (AGREE, agree)):
        await anna.sends(stage.token(Verb.PICK, wave, at, 0, str(option)))
    await anna.says("Weil es so ist")
    return anna


@pytest.mark.on_both
async def test_after_answering_people_are_told_where_they_stand(stage: Stage) -> None:
    wave = await crowded(stage)
    anna = await answered(stage, wave)
    await anna.sends(stage.token(Verb.MINE, wave))

    await anna.presses("Wo stehe ich?")

    # 15 of 20 chose the shop; the 10th and 11th answer is a 4; only what is published counts, so not Anna's.
    assert anna.sees.splitlines() == [
        "Wo stehe ich? Service",
        "",
        "place",
        "Shop: wie die meisten (75 % von 20)",
        "Shop: in deiner Gruppe (Customer): wie die meisten",
        "",
        "agree",
        "um die Mitte",
        "in deiner Gruppe (Customer): um die Mitte",
        "",
        "why",
        "Diese Frage haben 20 Personen beantwortet.",
        "",
        "Verglichen wird mit den bisher veröffentlichten Antworten; deine eigene ist vielleicht noch nicht dabei.",
    ]


async def test_one_answer_alone_is_compared_too(stage: Stage) -> None:
    wave = await crowded(stage)
    anna = await answered(stage, wave, place=2)

    await anna.sends(stage.token(Verb.STAND, wave, PLACE))
    assert "Das lässt sich noch nicht sagen" in anna.sees
    assert "agree" not in anna.sees
    await anna.sends(stage.token(Verb.STAND, wave, GROUP))
    assert "keinen Vergleich" in anna.sees
    await anna.sends(stage.token(Verb.STAND, wave, REACT))
    assert "noch nichts geantwortet" in anna.sees
    await anna.sends(stage.token(Verb.STAND, wave, 99))
    assert anna.toast == "Diesen Knopf kenne ich nicht mehr."


async def test_before_the_first_release_too_few_answers_are_said_to_be_there(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    anna = await answered(stage, wave)
    for number in range(3):
        answers(stage, wave, number, Pick("place", "value", "shop"), publish=True)

    await anna.sends(stage.token(Verb.STAND, wave))

    assert "Noch zu wenige Antworten" in anna.sees


@pytest.mark.parametrize(
    ("visibility", "has_answered", "why"),
    [
        (Visibility.AFTER_CLOSE, True, "wenn die Umfrage geschlossen ist"),
        (Visibility.AFTER_CLOSE, False, "wenn die Umfrage geschlossen ist"),
        (Visibility.AFTER_ANSWER, False, "sobald du selbst geantwortet hast"),
    ],
)
async def test_who_may_not_see_results_is_not_told_either(
    stage: Stage, visibility: Visibility, has_answered: bool, why: str
) -> None:
    wave = stage.opens(ASKED, visibility=visibility)
    crowd(stage, wave)
    anna = await answered(stage, wave) if has_answered else stage.actor("Anna")

    await anna.sends(stage.token(Verb.STAND, wave))

    assert why in anna.sees
    assert "Shop" not in anna.sees


async def test_after_five_and_ten_reactions_it_is_said_how_often_the_majority_agrees(stage: Stage) -> None:
    wave = await crowded(stage)
    anna = await answered(stage, wave)
    told = {}
    for number in range(1, 12):
        if number in (6, 11):
            await anna.presses("Auf andere reagieren")
        await anna.presses("Stimme zu" if number % 2 else "Stimme nicht zu")
        if "Mehrheit" in anna.sees:
            told[number] = next(line for line in anna.sees.splitlines() if "Mehrheit" in line)
            assert "Mehrheit" not in anna.toast

    # Everybody agrees; Anna does with every other one.
    assert told == {
        5: "in deiner Gruppe (Customer): bei 3 von 5 Aussagen wie die Mehrheit",
        10: "in deiner Gruppe (Customer): bei 5 von 10 Aussagen wie die Mehrheit",
    }
    await anna.sends(stage.token(Verb.STAND, wave, REACT))
    assert "bei 6 von 11 Aussagen wie die Mehrheit" in anna.sees


async def test_where_no_majority_is_known_nothing_is_said_of_it(stage: Stage) -> None:
    for visibility in (Visibility.AFTER_ANSWER, Visibility.AFTER_CLOSE):
        wave = stage.opens(ASKED, visibility=visibility)
        if visibility is Visibility.AFTER_CLOSE:
            crowd(stage, wave)
        anna = await answered(stage, wave)
        for _ in range(5):
            await anna.presses("Stimme zu")

        assert "Mehrheit" not in anna.sees


async def test_nobody_is_led_to_statements_they_have_seen_or_may_not_see_yet(stage: Stage) -> None:
    asked = questionnaire(item("react", "statements", from_items=["why"]), item("why", "open"))
    wave = stage.opens(asked)
    answers(stage, wave, 1, Say("Sicht von jemand anderem", "why"))

    def approve(session: Session) -> None:
        [waiting] = moderation.pending(session, session.get_one(Wave, wave))
        moderation.approve(session, waiting.id)

    stage.store.write_now(approve)
    anna = stage.actor("Anna")
    await anna.joins(wave)
    assert "Sicht von jemand anderem" not in anna.sees
    await anna.sends(stage.token(Verb.GOTO, wave, 0))
    assert "Sicht von jemand anderem" not in anna.sees + anna.toast
    await anna.sends(stage.token(Verb.GOTO, wave, 1))
    await anna.says("Meine eigene Sicht")
    await anna.presses("Nein")

    await anna.sends(stage.token(Verb.JOIN, wave))
    assert "Sicht von jemand anderem" in anna.sees
    await anna.presses("Stimme zu")
    assert [button.label for row in anna.screens[-1].rows for button in row] == [
        "Meine Antworten", "Zwischenstand", "Wo stehe ich?", "Meine Zitate",
    ]  # fmt: skip


async def test_a_sentence_in_another_language_is_shown_as_it_was_written(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    emma = stage.actor("Emma", language="en")
    await emma.joins(wave)

    await emma.sends(stage.token(Verb.GOTO, wave, REACT))

    assert "Satz" in emma.sees


# --- asking before and after a neighbour answers ---

PEOPLE = st.integers(0, 11)
OTHERS = st.one_of(
    st.builds(Pick, st.just("group"), st.just("value"), st.sampled_from(["customer", "practitioner"])),
    st.builds(Pick, st.just("place"), st.just("value"), st.sampled_from(["shop", "phone", "chat"])),
    st.builds(Pick, st.just("agree"), st.just("value"), st.sampled_from("12345")),
    st.builds(Say, st.sampled_from(["so", "anders"]), st.just("why")),
    st.builds(Withdraw, st.sampled_from(["place", "agree"])),
    st.builds(Vote, st.just("react"), st.integers(0, 4).map(str), st.sampled_from([1, 1, 1, -1, 0])),
)
HISTORY = st.lists(st.one_of(st.tuples(PEOPLE, OTHERS), st.just(None)), max_size=40)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORY, last=st.tuples(PEOPLE, OTHERS), crowded=st.booleans())
async def test_what_one_is_told_does_not_change_when_somebody_answers(
    stage: Stage, history: Sequence[Any], last: tuple[int, Act], crowded: bool
) -> None:
    """In any wave, whatever was released before: without a new release the words stay as they are."""
    wave = stage.opens(ASKED)
    seeds = all_statements(stage, wave)
    if crowded:
        crowd(stage, wave, 14)
    anna = await answered(stage, wave)
    for each in seeds[:5]:
        await anna.sends(stage.token(Verb.VOTE, wave, REACT, value=f"a{each}"))
    for act in history:
        if act is None:
            publishes(stage, wave)
        else:
            _does(stage, wave, seeds, *act)
    before = await words(anna, wave)

    _does(stage, wave, seeds, *last)

    assert await words(anna, wave) == before


def _does(stage: Stage, wave: str, seeds: list[str], number: int, act: Act) -> None:
    if isinstance(act, Vote):
        act = Vote(act.item, seeds[int(act.statement)], act.value)
    answers(stage, wave, number, *((Goto("react"), act, Done("react", "value")) if isinstance(act, Vote) else (act,)))


async def words(anna: Actor, wave: str) -> list[str]:
    """Everything there is to be told about where Anna stands."""
    said = []
    for at in (None, *range(len(ASKED.items))):
        await anna.sends(anna.stage.token(Verb.STAND, wave, at))
        said.append(anna.sees)
    return said

"""Does the limit hold for each person by itself, for an hour, and is what was written given back?"""

from __future__ import annotations

import json
from datetime import timedelta

from fielding import item, questionnaire
from stage import START, Stage

from bot import pacing
from bot.pacing import Kept
from surveys.moderation.limits import HOUR, PER_HOUR, ActKind
from surveys.tables import Answer, Response

ASKED = questionnaire(item("why", "open"))


def test_each_kind_has_a_limit_of_its_own_and_an_hour_later_all_is_well() -> None:
    pace: Kept | None = None
    most = PER_HOUR[ActKind.ANSWER]
    for number in range(most):
        told, pace = pacing.again_at(pace, [ActKind.ANSWER], START + timedelta(seconds=number))
        assert told is None
    now = START + timedelta(minutes=10)

    assert pacing.again_at(pace, [ActKind.ANSWER], now) == (START + HOUR, pace)
    assert pacing.again_at(pace, [ActKind.VOTE], now)[0] is None
    assert pacing.again_at(None, [ActKind.ANSWER], now)[0] is None
    assert pacing.again_at(pace, [ActKind.ANSWER], START + HOUR + timedelta(seconds=1))[0] is None


def test_hundreds_of_votes_are_some_dozen_numbers_and_old_ones_go() -> None:
    pace: Kept | None = None
    for number in range(PER_HOUR[ActKind.VOTE] - 1):
        told, pace = pacing.again_at(pace, [ActKind.VOTE], START + timedelta(seconds=7 * number))
        assert told is None
    assert pace is not None
    assert len(json.dumps(pace)) < 1500

    _, later = pacing.again_at(pace, [ActKind.EDIT], START + 3 * HOUR)
    assert later is not None
    assert list(later) == ["edit"]


async def test_a_restart_forgets_no_limit(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.says("die erste Fassung")
    for number in range(PER_HOUR[ActKind.EDIT]):
        await anna.says(f"Fassung {number}", edit=True)
    stage.restarts()
    await anna.says("die eine zu viel", edit=True)

    assert "NICHT gespeichert" in anna.sees


async def test_what_somebody_did_is_forgotten_an_hour_after_the_last_act(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.says("die erste Fassung")
    stage.passes(minutes=59)
    await stage.schedule.round()
    before = [response.pace for response in stage.rows(Response)]
    stage.passes(minutes=10)
    await stage.schedule.round()

    assert before != [None]
    assert [response.pace for response in stage.rows(Response)] == [None]


async def test_too_many_changes_are_given_back_unstored(stage: Stage) -> None:
    wave = stage.opens(ASKED)
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.says("die erste Fassung")
    for number in range(PER_HOUR[ActKind.EDIT]):
        await anna.says(f"Fassung {number}", edit=True)
    [before] = stage.rows(Answer)
    await anna.says("die eine zu viel", edit=True)

    assert "NICHT gespeichert" in anna.sees
    assert "die eine zu viel" in anna.sees
    assert [each.value for each in stage.rows(Answer)] == [before.value]
    stage.passes(hours=1, seconds=1)
    await anna.says("und wieder", edit=True)
    assert [each.value for each in stage.rows(Answer)] == ["und wieder"]

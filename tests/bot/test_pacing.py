"""Does the limit hold for each person by itself, for an hour, and is what was written given back?"""

from __future__ import annotations

from datetime import timedelta

from fielding import item, questionnaire
from stage import START, Stage

from bot import pacing
from bot.pacing import Pace
from surveys.moderation.limits import HOUR, PER_HOUR, ActKind
from surveys.tables import Answer

ASKED = questionnaire(item("why", "open"))


def test_each_has_a_limit_of_their_own_and_an_hour_later_all_is_well() -> None:
    pace = Pace()
    most = PER_HOUR[ActKind.ANSWER]
    for number in range(most):
        assert pace.again_at("one", [ActKind.ANSWER], START + timedelta(seconds=number)) is None
    now = START + timedelta(minutes=10)

    assert pace.again_at("one", [ActKind.ANSWER], now) == START + HOUR
    assert pace.again_at("one", [ActKind.VOTE], now) is None
    assert pace.again_at("two", [ActKind.ANSWER], now) is None
    assert pace.again_at("one", [ActKind.ANSWER], START + HOUR + timedelta(seconds=1)) is None


def test_who_did_nothing_for_an_hour_is_forgotten(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(pacing, "REMEMBERED", 3)
    pace = Pace()
    for number in range(10):
        pace.again_at(f"early {number}", [ActKind.VOTE], START)
    pace.again_at("late", [ActKind.VOTE], START + 2 * HOUR)

    assert list(pace._acts) == ["late"]


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

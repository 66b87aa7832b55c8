"""Which waves does a moderator find to look after?"""

from __future__ import annotations

from datetime import timedelta

from schedules import ASKED, answers, digests, moderator
from stage import START, Stage

from bot.tokens import Verb
from surveys.tables import Wave, WaveState


async def test_a_wave_closed_lately_is_still_found_and_can_be_opened_again(stage: Stage) -> None:
    mod = await moderator(stage)
    stage.opens(ASKED)
    await mod.says("/verwalten")
    await mod.presses("Schließen")

    await mod.says("/verwalten")
    await mod.presses("Wieder öffnen")

    assert [wave.state for wave in stage.rows(Wave)] == [WaveState.OPEN]


async def test_running_waves_come_before_closed_ones_and_long_closed_ones_not_at_all(stage: Stage) -> None:
    mod = await moderator(stage)
    for _ in range(2):
        wave = stage.opens(ASKED)
        await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))
        stage.passes(days=20)
    stage.opens(ASKED)

    await mod.says("/verwalten")

    labels = [button.label for screen in mod.screens for row in screen.rows for button in row]
    assert labels == ["service-3 (läuft)", "service-2 (geschlossen)"]


async def test_a_draft_says_when_it_opens_and_what_can_be_done_with_it(stage: Stage) -> None:
    mod = await moderator(stage)
    opens_at = START + timedelta(days=2)
    stage.opens(ASKED, opens_at=opens_at, closes_at=opens_at + timedelta(days=7), every_weeks=4)

    await mod.says("/verwalten")

    assert mod.sees.split("\n\n")[1].splitlines() == [
        "Stand: geplant, 0 Personen",
        "Nichts wartet auf Freigabe.",
        "Öffnet am 25.11.2026 um 11:00 Uhr.",
        "Läuft bis 02.12.2026, 11:00 Uhr.",
        "24 Stunden vor dem Ende kommt eine Erinnerung.",
    ]
    buttons = [button for row in mod.screens[0].rows for button in row]
    assert [button.label for button in buttons][1:] == [
        "Jetzt öffnen", "Absagen", "Nicht erinnern", "einmalig", "jede Woche", "alle 2 Wochen", "alle 4 Wochen",
    ]  # fmt: skip
    assert [button.label for button in buttons if button.chosen] == ["alle 4 Wochen"]


async def test_a_number_of_weeks_nobody_offered_does_nothing(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED)

    for value in ("repeat-3", "repeat-x", "open"):
        await mod.sends(stage.token(Verb.MANAGE, wave, value=value))
        assert mod.toast
        assert "Erledigt" not in mod.toast

    assert [(each.state, each.every_weeks) for each in stage.rows(Wave)] == [(WaveState.OPEN, 0)]


async def test_a_wave_closed_twice_within_a_minute_releases_what_came_in_between(stage: Stage) -> None:
    mod = await moderator(stage)
    wave = stage.opens(ASKED, digest_every_days=0)
    await stage.schedule.settle()
    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))
    await stage.schedule.settle()
    stage.passes(seconds=10)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="reopen"))
    await answers(stage, wave, 6)
    stage.passes(seconds=10)

    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))
    for _ in range(2):  # composed, then posted
        await stage.schedule.settle()

    assert len(digests(stage)) == 2

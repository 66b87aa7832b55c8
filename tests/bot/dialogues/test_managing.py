"""Which waves does a moderator find to look after?"""

from __future__ import annotations

from schedules import ASKED, moderator
from stage import Stage

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

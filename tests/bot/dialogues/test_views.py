"""Does ``/digest`` offer views of the last release, and only those that tell of nobody?"""

from __future__ import annotations

import pytest
from stage import Stage
from thirty import a_week, answer, labels

from bot.tokens import Verb
from surveys.tables import Visibility

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_will_do]


async def test_a_groups_view_shows_its_numbers_beside_everybodys(stage: Stage) -> None:
    """Of 42 every third is a practitioner; 0 to 17 chose the shop: 12 of 28 customers did, and 6 of 14 practitioners."""
    mod, wave, people = await a_week(stage)
    for number in range(30, 42):
        await answer(stage, wave, number)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))
    await stage.settles()
    await people[4].sends(stage.token(Verb.RESULTS, wave))
    assert "Phone 24 (57 %) · Shop 18 (43 %)" in people[4].sees
    await people[4].presses("Nur ein Ausschnitt")
    offered = labels(people[4].screens[-1])
    await people[4].presses("Customer")

    assert offered == ["Customer", "Practitioner", "Neu seit dem Digest davor", "Alles"], "of one platform is no choice"
    assert "Nur Customer: 28 Personen." in people[4].sees
    assert "Phone 16 (57 %) · Shop 12 (43 %)" in people[4].sees
    await people[4].presses("Alles")
    assert "Phone 24 (57 %) · Shop 18 (43 %)" in people[4].sees


async def test_a_group_whose_column_would_tell_of_four_people_shows_dashes(stage: Stage) -> None:
    """Of ten practitioners four chose the phone: neither they nor the eight customers who did may be told."""
    _, _, people = await a_week(stage)
    await people[4].says("/digest")
    await people[4].presses("Nur ein Ausschnitt")
    await people[4].presses("Customer")

    assert "Nur Customer: 20 Personen." in people[4].sees
    assert "Shop – · Phone –" in people[4].sees


@pytest.mark.on_both
async def test_what_is_new_is_counted_from_the_digest_before(stage: Stage) -> None:
    """Twelve more chose the phone, as all from 18 on do: 12 then, 24 now."""
    mod, wave, people = await a_week(stage)
    for number in range(30, 42):
        await answer(stage, wave, number)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="digest"))
    await stage.settles()
    await people[4].sends(stage.token(Verb.RESULTS, wave, value="n"))

    assert "Phone: jetzt 24, mehr als davor 12" in people[4].sees
    assert "Shop: jetzt 18, mehr als davor –" in people[4].sees


async def test_whoever_may_not_see_results_sees_no_view_of_them(stage: Stage) -> None:
    _, wave, _ = await a_week(stage)
    curious = stage.actor("Neu")
    for value in ("", "f", "g-0", "p-telegram", "n"):
        await curious.sends(stage.token(Verb.RESULTS, wave, value=value))
        assert "Shop" not in curious.sees
        assert "Customer" not in curious.sees + "".join(labels(curious.screens[-1]))


async def test_a_view_that_is_not_offered_is_not_shown(stage: Stage) -> None:
    _, wave, people = await a_week(stage)
    for value in ("g-7", "p-discord", "n", "t-none", "x"):
        await people[4].sends(stage.token(Verb.RESULTS, wave, value=value))
        assert "Shop" not in people[4].sees


async def test_live_counts_have_no_views(stage: Stage) -> None:
    """Group by group they would show each single answer at once."""
    _, _, people = await a_week(stage, visibility=Visibility.OPEN)
    await people[4].says("/digest")

    assert "Shop 18 (60 %)" in people[4].sees
    assert "Nur ein Ausschnitt" not in "".join(labels(people[4].screens[-1]))

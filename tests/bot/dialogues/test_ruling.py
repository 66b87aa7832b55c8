"""How does a community say by which rules its answers are moderated, and who reads which text?"""

from __future__ import annotations

import pytest
from fielding import item, questionnaire
from stage import OTHER_ROOM, Actor, Stage

from bot import policies
from bot.platform import Act, Forms, Where
from bot.tables import Audit, Place, Policy
from bot.tokens import Verb

OWN = "Bei uns entscheidet {operator} in zwei Tagen. Fragen an {contact}. {anderes} bleibt stehen."
FILLED = "Bei uns entscheidet Redaktion in zwei Tagen. Fragen an redaktion@example.org. {anderes} bleibt stehen."


@pytest.fixture
def mod(stage: Stage) -> Actor:
    return stage.actor("Mod", moderates=True)


async def set_to(mod: Actor, text: str) -> None:
    await mod.says("/regeln", where=mod.stage.room)
    await mod.says("/regeln")
    await mod.presses("Eigenen Text")
    await mod.says(text)


async def test_the_own_text_is_shown_in_its_community_with_version_and_day_and_nowhere_else(
    stage: Stage, mod: Actor
) -> None:
    stage.add_room(OTHER_ROOM, "Bahnleute")
    wave = stage.opens(questionnaire(item("why", "open")))
    anna = stage.actor("Anna")

    await set_to(mod, OWN)
    shown = {}
    for name, where in (("here", stage.room), ("there", Where(OTHER_ROOM))):
        await anna.says("/moderation", where=where)
        shown[name] = anna.sees
    await anna.says("/moderation")
    shown["direct, unknown"] = anna.sees
    await anna.joins(wave)
    await anna.says("/moderation")
    shown["direct, in a survey"] = anna.sees

    assert {name for name, text in shown.items() if FILLED in text} == {"here", "direct, in a survey"}
    assert "Fassung 1, gültig seit 23.11.2026" in shown["here"]


async def test_each_change_is_a_version_and_written_down(stage: Stage, mod: Actor) -> None:
    await set_to(mod, OWN)
    await mod.presses("Eigenen Text")
    await mod.says("Ganz anders")
    await mod.presses("Allgemeinen Text")

    assert [(each.version, each.text) for each in stage.rows(Policy)] == [(1, OWN), (2, "Ganz anders"), (3, "")]
    assert [(each.what, each.about, each.why) for each in stage.rows(Audit)] == [
        ("policy", "policy:1", ""), ("policy", "policy:2", ""), ("policy", "policy:3", "general"),
    ]  # fmt: skip
    assert "Fassung" not in mod.sees


@pytest.mark.parametrize(("text", "told"), [("   ", "leer"), ("x" * (policies.LIMIT + 1), "höchstens 3000 passen")])
async def test_what_is_empty_or_too_long_is_asked_for_again(stage: Stage, mod: Actor, text: str, told: str) -> None:
    await set_to(mod, text)

    assert told in mod.sees.replace(".", "")
    assert stage.rows(Policy) == []
    await mod.says(OWN)
    assert [each.text for each in stage.rows(Policy)] == [OWN]


async def test_where_forms_open_the_text_is_written_in_one_that_holds_the_present_one(stage: Stage, mod: Actor) -> None:
    community = stage.rows(Place)[0].community_id
    token = stage.token(Verb.POLICY, community, value="w")
    there = {"where": stage.room, "private": True, "forms": Forms.NOW}
    await mod._does(Act.SUBMIT, token=token, fields={"text": OWN}, **there)

    await mod._does(Act.PRESS, token=token, **there)

    [screen] = mod.screens
    assert screen.form is not None
    assert screen.form.fields[0].value == OWN


async def test_a_member_changes_nothing(stage: Stage) -> None:
    anna = stage.actor("Anna")
    community = stage.rows(Place)[0].community_id

    for value in ("", "w", "g"):
        await anna.sends(stage.token(Verb.POLICY, community, value=value))
        assert anna.toast == "Das dürfen nur, die hier moderieren."
    await anna.says("/regeln", where=stage.room)

    assert "Das dürfen nur, die hier moderieren." in anna.sees
    assert stage.rows(Policy) == []

"""Does the queue stand only where members cannot see it, say the truth, and let only moderators in?"""

from __future__ import annotations

from fielding import item, questionnaire
from schedules import moderator
from stage import ROOM, Actor, Stage

from bot.tables import Posting, PostingKind
from bot.tokens import Verb
from surveys.tables import Answer

ASKED = questionnaire(item("why", "open"))


async def named(stage: Stage, *, hidden: bool = True) -> tuple[Actor, str]:
    """A moderator asked for the queue in a place; gives them and a wave."""
    mod = await moderator(stage)
    wave = stage.opens(ASKED)
    await stage.settles()
    if hidden:
        stage.paper.hidden.add(ROOM)
    await mod.says("/freigaben", where=stage.room)
    await stage.settles()
    return mod, wave


def shown(stage: Stage) -> list[str]:
    refs = {posting.ref for posting in stage.rows(Posting, Posting.kind == PostingKind.QUEUE)}
    return [each.screen.text for each in stage.paper.shown if each.ref in refs and each.address == ROOM]


async def test_it_says_how_many_wait_and_is_kept_current(stage: Stage) -> None:
    mod, wave = await named(stage)
    assert shown(stage) == ["Freigaben\n\nNichts wartet auf Freigabe."]
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.says("Annas geheime Worte")
    stage.passes(seconds=31)
    await stage.settles()
    assert shown(stage) == ["Freigaben\n\nservice-1: eine Antwort wartet"]

    await mod.presses("service-1 durchsehen", where=stage.room)
    assert "Annas geheime Worte" in mod.sees
    assert all(screen.private for screen in mod.screens)
    await mod.presses("Freigeben")
    stage.passes(seconds=31)
    await stage.settles()
    assert shown(stage) == ["Freigaben\n\nNichts wartet auf Freigabe."]


async def test_where_members_could_see_it_there_is_none_and_that_is_told(stage: Stage) -> None:
    mod, _ = await named(stage, hidden=False)

    assert shown(stage) == []
    assert any("zeige ich keine Freigaben" in screen.text for screen in stage.posts(mod.id))


async def test_named_again_the_former_one_is_not_kept_current(stage: Stage) -> None:
    mod, wave = await named(stage)
    stage.passes(minutes=1)
    await mod.says("/freigaben", where=stage.room)
    await stage.settles()
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.says("Annas geheime Worte")
    stage.passes(seconds=31)
    await stage.settles()

    assert shown(stage) == ["Freigaben\n\nNichts wartet auf Freigabe.", "Freigaben\n\nservice-1: eine Antwort wartet"]


async def test_only_a_moderator_names_it_and_looks_into_it(stage: Stage) -> None:
    _, wave = await named(stage)
    anna, ben = stage.actor("Anna"), stage.actor("Ben")
    await ben.joins(wave)
    await ben.says("Bens geheime Worte")
    stage.passes(seconds=31)
    await stage.settles()
    before = len(stage.rows(Posting))
    await anna.says("/freigaben", where=stage.room)
    assert "Das dürfen nur, die hier moderieren." in anna.toast + anna.sees
    await stage.settles()
    await anna.sends(stage.token(Verb.REVIEW, wave), where=stage.room)

    assert "geheime" not in anna.sees
    assert len(stage.rows(Posting)) == before
    assert len(stage.rows(Answer)) == 1


async def test_after_a_day_it_is_said_there_once_that_some_wait(stage: Stage) -> None:
    mod, wave = await named(stage)
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.says("Annas geheime Worte")
    for _ in range(3):
        stage.passes(hours=25)
        await stage.schedule.round()
        await stage.settles()
    said = [screen for screen in stage.posts() if "seit über einem Tag" in screen.text]

    assert [screen.text for screen in said] == [
        "In service-1 wartet eine Antwort auf Freigabe, die erste seit über einem Tag."
    ]
    [button] = [button for row in said[0].rows for button in row]
    await mod.sends(button.token)
    assert "Annas geheime Worte" in mod.sees


async def test_nothing_is_said_there_once_members_can_see_it(stage: Stage) -> None:
    _, wave = await named(stage)
    anna = stage.actor("Anna")
    await anna.joins(wave)
    await anna.says("Annas geheime Worte")
    stage.paper.hidden.clear()
    stage.passes(hours=25)
    await stage.schedule.round()
    await stage.settles()

    assert not any("seit über einem Tag" in screen.text for screen in stage.posts())

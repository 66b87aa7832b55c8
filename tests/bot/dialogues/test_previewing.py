"""Does a moderator see what would be posted, post exactly that, once, or not at all?"""

from __future__ import annotations

import pytest
from remembered import remembered
from schedules import moderator
from stage import Actor, Stage
from thirty import ASKED, answer, labels, posted, thirty

from bot.tables import Ledger
from bot.tokens import Verb
from surveys.moderation.redaction import mark
from surveys.tables import Release, StoredDigest

pytestmark = [pytest.mark.slow, pytest.mark.sqlite_will_do]


@remembered
async def a_preview(stage: Stage) -> tuple[Actor, str]:
    """Thirty answered, the moderator looks at what would be posted."""
    mod = await moderator(stage)
    wave = stage.opens(ASKED, digest_every_days=0)
    await stage.settles()
    await thirty(stage, wave, mod)
    await mod.sends(stage.token(Verb.MANAGE, wave))
    await mod.presses("Digest-Vorschau")
    return mod, wave


def shown(screen_text: str) -> str:
    """The digest without the line above and below it."""
    return screen_text.partition("Nur du siehst das.")[2].rpartition("\n\n")[0].strip()


@pytest.mark.on_both
async def test_what_is_previewed_is_what_is_posted(stage: Stage) -> None:
    mod, _ = await a_preview(stage)
    seen = shown(mod.sees)
    assert (stage.rows(StoredDigest), posted(stage)) == ([], []), "nothing is posted by looking"
    await mod.presses("Posten")
    await stage.settles()

    assert "Shop 18 (60 %)" in seen
    assert [each.screen.text.rpartition("\n\n")[0].strip() for each in posted(stage)] == [seen]


async def test_of_two_previews_the_difference_is_nobodys_answer(stage: Stage) -> None:
    mod, wave = await a_preview(stage)
    before, first = mod.sees, len(stage.rows(Release))
    await answer(stage, wave, 31)
    await mod.sends(stage.token(Verb.MANAGE, wave))
    await mod.presses("Digest-Vorschau")

    assert (len(stage.rows(Release)), first) == (1, 1)
    assert "31 haben mitgemacht" in mod.sees
    # That somebody takes part is said at once, what they said is not.
    assert shown(mod.sees).replace("31 haben mitgemacht", "30 haben mitgemacht").replace("31 P", "30 P") == shown(
        before
    )


async def test_pressing_twice_posts_once(stage: Stage) -> None:
    mod, _ = await a_preview(stage)
    post = mod.button("Posten").token
    await mod.sends(post)
    stage.passes(minutes=2)
    await mod.sends(post)
    assert "nur einmal" in mod.sees
    await stage.settles()
    await mod.sends(post)
    await stage.settles()

    assert len(posted(stage)) == 1


async def test_what_is_discarded_is_not_posted_by_an_old_button_either(stage: Stage) -> None:
    mod, _ = await a_preview(stage)
    post, edit = mod.button("Posten").token, mod.button("Ändern").token
    await mod.presses("Verwerfen")
    assert "nichts gepostet" in mod.sees
    for stale in (post, edit):
        await mod.sends(stale)
        assert "gibt es nicht mehr" in mod.sees
    await stage.settles()

    assert posted(stage) == []
    assert stage.rows(Ledger, Ledger.kind == "compose") == []


async def test_a_section_left_out_is_not_posted_and_is_there_again_next_time(stage: Stage) -> None:
    mod, wave = await a_preview(stage)
    await mod.presses("Ändern")
    await mod.presses("Was angekreuzt wurde")
    assert not next(row for row in mod.screens[-1].rows)[0].chosen
    await mod.presses("Zur Vorschau")
    assert "Shop" not in mod.sees
    await mod.presses("Posten")
    await stage.settles()
    stage.passes(minutes=5)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="digest"))
    await stage.settles()

    first, second = posted(stage)
    assert "Shop" not in first.screen.text
    assert "30 haben mitgemacht" in first.screen.text
    assert "Shop 18 (60 %)" in second.screen.text


async def test_a_section_that_is_always_there_cannot_be_left_out(stage: Stage) -> None:
    mod, wave = await a_preview(stage)
    await mod.presses("Ändern")
    assert "Wie diese Zahlen entstanden sind" not in labels(mod.screens[-1])
    await mod.sends(stage.token(Verb.PREVIEW, wave, value="out-method"))
    await mod.presses("Zur Vorschau")

    assert "Wie diese Zahlen entstanden sind" in mod.sees


async def test_another_quote_takes_the_place_of_one(stage: Stage) -> None:
    mod, _ = await a_preview(stage)
    await mod.presses("Ändern")
    before = [span.text for span in mod.screens[-1].spans if span.style == "quote"]
    await mod.presses("1. anderes Zitat")
    after = [span.text for span in mod.screens[-1].spans if span.style == "quote"]
    await mod.presses("Zur Vorschau")
    await mod.presses("Posten")
    await stage.settles()

    [digest] = posted(stage)
    assert len(before) == len(after) == 2
    assert before[0] not in after
    assert before[0] not in digest.screen.text
    assert all(each in digest.screen.text for each in after)
    assert all(int(each[:-1].split()[-1]) % 2 == 0 for each in after), "the next one agreed to be quoted, too"


async def test_a_quote_can_be_blackened_on_the_way(stage: Stage) -> None:
    mod, _ = await a_preview(stage)
    await mod.presses("Ändern")
    await mod.presses("1. schwärzen")
    await mod.says("in zwei Minuten")

    assert mark("de") in mod.sees


async def test_only_a_moderator_previews_and_posts(stage: Stage) -> None:
    mod, wave = await a_preview(stage)
    somebody = stage.actor("Irgendwer")
    for token in (stage.token(Verb.PREVIEW, wave), mod.button("Posten").token):
        await somebody.sends(token)
        assert "Shop" not in somebody.sees
    await stage.settles()

    assert posted(stage) == []

"""Is everything people said gone once its time is over: from rows, kept digests, posts, the log, and the files' bytes?"""

from __future__ import annotations

from pathlib import Path

import pytest
from remembered import remembered
from stage import Stage
from thirty import a_week, answer, posted, words

from bot import auditing
from bot.tokens import Verb
from surveys.digest.digest import Digest
from surveys.store import Store
from surveys.tables import Answer, StoredDigest

pytestmark = pytest.mark.sqlite_will_do

REASON = "Bitte ohne den Namen Kimberley."


@remembered
async def over(stage: Stage) -> str:
    """A wave with digests that quote people, and its time of keeping; gives the wave."""
    mod, wave, _ = await a_week(stage)
    await answer(stage, wave, 30)
    [pending] = [each for each in stage.rows(Answer) if each.item == "why" and each.value == words(30)]
    await mod.sends(stage.token(Verb.REVIEW, wave, value=f"o{pending.id}"))
    await mod.says(REASON)
    await mod.sends(stage.token(Verb.MANAGE, wave, value="close"))
    await stage.settles()
    stage.passes(days=367)
    await stage.schedule.round()
    stage.passes(seconds=60)
    await stage.schedule.round()
    await stage.settles()
    return wave


@pytest.mark.on_both
@pytest.mark.slow
async def test_kept_digests_keep_their_numbers_and_lose_everybodys_words(stage: Stage) -> None:
    await over(stage)
    kept = [Digest.model_validate(row.body) for row in stage.rows(StoredDigest)]

    assert len(kept) >= 2
    assert stage.rows(Answer) == []
    assert all(digest.participants >= 30 for digest in kept)
    quotes = [quote for digest in kept for quote in digest.quotes()]
    assert quotes
    assert all(quote.withdrawn and not quote.text for quote in quotes)


@pytest.mark.slow
async def test_posts_that_quoted_somebody_are_edited(stage: Stage) -> None:
    await over(stage)

    assert posted(stage)
    assert not any("Anruf Nummer" in shown.screen.text for shown in posted(stage))


@pytest.mark.slow
async def test_reasons_given_about_answers_go_with_them(stage: Stage) -> None:
    await over(stage)

    assert REASON not in {entry.why.value for entry in stage.store.read_now(auditing.chain)}


@pytest.mark.slow
async def test_nothing_anybody_said_is_in_a_byte_of_the_files(store: Store, tmp_path: Path, dialect: str) -> None:
    if dialect != "sqlite":
        pytest.skip("PostgreSQL frees the bytes with its own VACUUM")
    stage = Stage(store)
    stage.add_room()
    await over(stage)

    for name, content in bytes_of(tmp_path).items():
        assert "Anruf Nummer" not in content, name
        assert "Kimberley" not in content, name


def bytes_of(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode("latin-1") for path in folder.iterdir() if path.is_file()}

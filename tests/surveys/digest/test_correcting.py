"""Does a kept digest follow what was blackened and renamed, in a version of its own?"""

from __future__ import annotations

import json

import pytest
from answered import EVERY_KIND, Answered
from digest_samples import bars, digest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from surveys.coding import themes
from surveys.design.text import Text, text
from surveys.digest import compose, renaming
from surveys.digest.digest import Bars, Digest, Ranged, Ranges, Section
from surveys.digest.render import FORMATS, render
from surveys.moderation.blackening import blacken
from surveys.moderation.redaction import mark
from surveys.store import Store
from surveys.tables import Purpose, Theme, ThemeState

WAIT, TONE, STAFF = text("Warten", "Waiting"), text("Tonfall", "Tone"), text("Personal", "Staff")


def themed(*themes: tuple[str, Text]) -> Digest:
    blocks = tuple(Bars(title=label, n=12, bars=(), theme_id=theme) for theme, label in themes)
    return digest().model_copy(update={"sections": (Section(key="closed", blocks=(*blocks, bars())),)})


def test_a_theme_gets_its_present_name_and_the_digest_says_so() -> None:
    before = themed(("t1", WAIT), ("t2", TONE))
    after = renaming.renamed(before, {"t1": STAFF, "t3": TONE})

    assert [block.title for block in after.sections[0].blocks if isinstance(block, Bars)][:2] == [STAFF, TONE]
    assert after.renamed == ("t1",)
    assert after.sections[0].blocks[2] == before.sections[0].blocks[2], "what is no theme keeps its name"
    for form in FORMATS:
        if form != "json":
            assert "Korrigiert: Ein Thema heißt jetzt anders." in render(after, form, "de")
            assert "Corrected: one theme has another name now." in render(after, form, "en")


@given(st.dictionaries(st.sampled_from(["t1", "t2", "t3"]), st.sampled_from([WAIT, TONE, STAFF])))
def test_renaming_twice_is_harmless_and_names_alone_change(labels: dict[str, Text]) -> None:
    before = themed(("t1", WAIT), ("t2", TONE))
    once = renaming.renamed(before, labels)

    assert renaming.renamed(once, labels) == once
    assert len(once.sections[0].blocks) == 3
    assert set(once.renamed) == {theme for theme, was in (("t1", WAIT), ("t2", TONE)) if labels.get(theme, was) != was}
    assert (once == before) is not bool(once.renamed)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_renamed_theme_is_a_new_version_and_the_kept_one_stays_called_as_it_was(store: Store) -> None:
    def work(session: Session) -> None:
        wave = Answered(session, EVERY_KIND).wave
        kept = compose.store(session, wave, themed(("t1", WAIT)))
        was = json.dumps(kept.body)
        new = compose.correct(session, wave, kept, {"t1": STAFF})
        again = compose.correct(session, wave, new, {"t1": STAFF})

        assert (kept.version, new.version, again.version) == (1, 2, 2)
        assert json.dumps(kept.body) == was
        assert kept.hash != new.hash
        assert [(each.number, each.corrects) for each in compose.versions(session, wave)] == [(1, None), (2, 1)]

    store.write_now(work)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_blackened_quote_is_blackened_in_every_version(store: Store) -> None:
    def work(session: Session) -> None:
        wave = Answered(session, EVERY_KIND)
        for number in range(12):
            why = f"Am Telefon half mir der Eisbär in zwei Minuten, Nummer {number}."  # no name: those are not quoted
            wave.say(number, Purpose.QUOTE_HERE, place="shop", why=why)
        wave.release()
        first = wave.digest()
        kept = compose.store(session, wave.wave, first)
        one, other = first.quotes()
        _, quoting = blacken(session, one.answer_id, ["Eisbär"])
        new = compose.correct(session, wave.wave, kept)

        fixed = Digest.model_validate(new.body)
        assert quoting == (kept.id,)
        assert [quote.text for quote in fixed.quotes()] == [one.text.replace("Eisbär", mark("de")), other.text]
        assert fixed.quotes()[0].who == one.who
        assert fixed.blackened == (one.answer_id,)
        assert "In einem Zitat wurde eine Stelle geschwärzt" in render(fixed, "text", "de")
        for version in (1, 2):
            read = compose.stored(session, wave.wave, version)
            assert read is not None
            assert "Eisbär" not in " ".join(quote.text for quote in read.quotes() if quote.answer_id == one.answer_id)

    store.write_now(work)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_a_merged_theme_is_called_as_what_it_was_merged_into(store: Store) -> None:
    def work(session: Session) -> None:
        wave = Answered(session, EVERY_KIND).wave

        def theme(label: Text, item: str = "why") -> Theme:
            made = Theme(
                community_id=wave.community_id, questionnaire=EVERY_KIND.key, item=item, label=dict(label.root),
                state=ThemeState.ACCEPTED, created_at=wave.created_at,
            )  # fmt: skip
            session.add(made)
            session.flush()
            return made

        first, second, third = (theme(label) for label in (WAIT, TONE, STAFF))
        themes.merge(session, first.id, second.id, wave.created_at)
        themes.merge(session, second.id, third.id, wave.created_at)

        labels = renaming.present(session, wave)
        assert labels == {first.id: STAFF, second.id: STAFF, third.id: STAFF}
        spoken = Ranges(title=WAIT, n=12, rows=(Ranged(label=WAIT, count=12, theme_id=first.id),))
        kept = digest().model_copy(update={"sections": (Section(key="themes", blocks=(spoken,)),)})
        after = renaming.renamed(kept, labels)
        assert after.sections[0].blocks == (
            spoken.model_copy(update={"rows": (Ranged(label=STAFF, count=12, theme_id=first.id),)}),
        )
        assert after.renamed == (first.id,)

    store.write_now(work)

"""Does every part of a digest that carries a theme get its name, and nothing else?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from answered import EVERY_KIND, NOON, Answered
from digest_samples import bars, digest, name, quoted
from sqlmodel import Session

from surveys.digest import renaming
from surveys.digest.digest import Contrast, Course, Ranged, Ranges, Section, Trend
from surveys.store import Store
from surveys.tables import Theme, ThemeState

OLD, NEW, OTHER = name("Warten"), name("Wartezeit"), name("Ton")


def test_names_deep_in_a_digest_are_renamed_and_noted_once_by_id() -> None:
    """t2 and t1 are renamed, t1 in two places; t3 is called so already, t0 was renamed before."""
    ranges = Ranges(
        title=OLD, n=12, rows=(Ranged(label=OLD, count=9, theme_id="t2"), Ranged(label=OTHER, count=9, theme_id="t3"))
    )
    trend = Trend(title=OLD, times=(), courses=(Course(label=OLD, moments=(None, None), theme_id="t1"),))
    contrast = Contrast(title=OLD, dots=(), theme_id="t1")
    plain = bars(title=OLD)
    kept = digest(Section(key="themes", blocks=(ranges, plain)), Section(key="change", blocks=(trend, contrast)))
    kept = kept.model_copy(update={"renamed": ("t0",)})

    after = renaming.renamed(kept, {"t1": NEW, "t2": NEW, "t3": OTHER, "t8": NEW})

    assert after.renamed == ("t0", "t1", "t2")
    assert after.sections[0].blocks == (
        ranges.model_copy(update={"rows": (ranges.rows[0].model_copy(update={"label": NEW}), ranges.rows[1])}),
        plain,
    )
    assert after.sections[1].blocks == (
        trend.model_copy(update={"courses": (trend.courses[0].model_copy(update={"label": NEW}),)}),
        contrast.model_copy(update={"title": NEW}),
    )


def test_where_nothing_is_called_otherwise_the_digest_is_the_very_same() -> None:
    kept = digest(Section(key="themes", blocks=(Ranges(title=OLD, n=9, rows=()), quoted())))

    assert renaming.renamed(kept, {"t1": NEW}) is kept
    assert renaming.renamed(kept, {}) is kept


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_present_names_are_those_of_the_questionnaire_in_its_community(store: Store) -> None:
    def work(session: Session) -> None:
        wave = Answered(session, EVERY_KIND).wave

        def theme(label: str, community: str = "here", key: str = EVERY_KIND.key, **settings: Any) -> Theme:
            made = Theme(community_id=community, questionnaire=key, item="why", label={"de": label},
                         state=ThemeState.ACCEPTED, created_at=NOON - timedelta(days=1), **settings)  # fmt: skip
            session.add(made)
            session.flush()
            return made

        mine, last = theme("Warten"), theme("Wartezeit")
        theme("Anderswo", community="there")
        theme("Andere Frage", key="other")
        middle = theme("Dauer", into=last.id)
        first = theme("Zeit", into=middle.id)

        assert renaming.present(session, wave) == {
            mine.id: name("Warten"),
            last.id: name("Wartezeit"),
            middle.id: name("Wartezeit"),
            first.id: name("Wartezeit"),
        }
        last.into = first.id  # merged in a circle: each is called as the last one that is new on the way
        session.flush()
        assert renaming.present(session, wave)[middle.id] == name("Zeit")

    store.write_now(work)

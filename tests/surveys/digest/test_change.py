"""Does a digest say what changed since the wave before, only where that is more than chance, and from what may be seen?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from answered import AGREE, CHANNELS, EVERY_KIND, NOON, PLACE, Answered, counted, material, wave
from fielding import item, options, questionnaire, text

from surveys.design.questionnaire import Questionnaire
from surveys.digest.digest import Digest, Line, Section, Table
from surveys.digest.material import Earlier
from surveys.digest.phrases import say
from surveys.digest.render import html, markdown
from surveys.digest.render import text as in_text
from surveys.digest.sections import change
from surveys.fieldwork import waves
from surveys.store import Store
from surveys.tables import Wave, WaveState

pytestmark = pytest.mark.sqlite_will_do

FORTY_SHOP, TWENTY_SHOP = ["shop"] * 40 + ["phone"] * 40, ["shop"] * 20 + ["phone"] * 60


def earlier(said: Mapping[str, list[Any]], asked: Questionnaire = EVERY_KIND) -> Earlier:
    return Earlier(wave(closed_at=NOON - timedelta(days=30)), asked, counted(said, asked))


def made(
    now: Mapping[str, list[Any]], before: Mapping[str, list[Any]], of: Wave | None = None, **more: Any
) -> Section | None:
    given = counted(now)
    return change.section(material(given, before=earlier(before), of=of, **more))


def sentences(section: Section | None, language: str = "de") -> list[str]:
    assert section is not None
    return [say(block.say, language) for block in section.blocks if isinstance(block, Line)]


def rows(section: Section | None) -> dict[str, list[str]]:
    """The cells of all tables by German label."""
    assert section is not None
    tables = [block for block in section.blocks if isinstance(block, Table)]
    return {
        row.label["de"]: [say(cell, "de") for cell in row.cells if not isinstance(cell, int | None)]  # type: ignore[index, arg-type]
        for table in tables
        for row in table.rows
    }


def test_what_changed_by_more_than_chance_is_said_with_both_shares() -> None:
    """40 of 80 against 20 of 80: 50 % and 25 %, Newcombe's interval 0.10 to 0.38, p = 0.001 for both answers."""
    section = made({"place": FORTY_SHOP}, {"place": TWENTY_SHOP})

    assert sentences(section) == [
        "Verglichen mit der Welle davor, beendet am 4. Oktober 2026. Es haben nicht dieselben Menschen geantwortet.",
        "place: „Shop“ häufiger, 50 % statt 25 %.",
        "place: „Phone“ seltener, 50 % statt 75 %.",
    ]
    assert rows(section) == {"Shop": ["25 %", "50 %", "+25 Punkte"], "Phone": ["75 %", "50 %", "−25 Punkte"]}
    assert section is not None
    assert section.brief == 3


def test_a_small_difference_is_within_chance() -> None:
    """11 of 20 against 9 of 20: ten points, but Newcombe's interval is -0.20 to 0.38."""
    section = made({"place": ["shop"] * 11 + ["phone"] * 9}, {"place": ["shop"] * 9 + ["phone"] * 11})

    assert sentences(section)[1:] == ["2 Anteile wurden verglichen; alle Unterschiede liegen im Rahmen des Zufalls."]
    assert rows(section)["Shop"] == ["45 %", "55 %", "im Rahmen des Zufalls"]


def test_many_shares_need_more_than_one_alone() -> None:
    """20 of 40 against 10 of 40 is p = 0.02: a change if it is all that is compared, none among ten that stayed."""
    alone = made({"channels": [["phone"]] * 20 + [["mail"]] * 20}, {"channels": [["phone"]] * 10 + [["mail"]] * 30})
    assert len(sentences(alone)) == 3

    scale = [1, 2, 3, 4, 5] * 8
    among = made(
        {"channels": [["phone"]] * 20 + [["mail"]] * 20, "agree": scale, "place": ["shop", "phone", "chat", "mail"] * 10},
        {"channels": [["phone"]] * 10 + [["mail"]] * 30, "agree": scale, "place": ["shop", "phone", "chat", "mail"] * 10},
    )  # fmt: skip

    assert sentences(among)[1:] == ["11 Anteile wurden verglichen; alle Unterschiede liegen im Rahmen des Zufalls."]


@pytest.mark.parametrize(
    ("now", "before"),
    [
        (["shop"] * 9, ["shop"] * 5 + ["phone"] * 5),  # no share of fewer than ten people, in either wave
        (["shop"] * 5 + ["phone"] * 5, ["shop"] * 9),
        (["shop"] * 40, ["phone"] * 40),  # nobody: it might be one to four
        ([], ["shop"] * 40),
    ],
)
def test_nothing_is_compared_that_is_withheld_in_one_of_the_waves(now: list[str], before: list[str]) -> None:
    assert made({"place": now}, {"place": before}) is None


def test_a_cell_under_five_and_what_gives_it_away_is_in_no_comparison() -> None:
    """Before: 20 + 17 + 3, so 3 is withheld and 17 with it: only the 20 are compared."""
    section = made(
        {"place": ["shop"] * 20 + ["phone"] * 10 + ["chat"] * 10},
        {"place": ["shop"] * 20 + ["phone"] * 17 + ["chat"] * 3},
    )

    assert list(rows(section)) == ["Shop"]


def test_only_the_very_same_question_is_compared() -> None:
    asked = questionnaire({**PLACE, "text": text("Und heute?")}, CHANNELS, AGREE)
    before = earlier({"place": TWENTY_SHOP}, asked)

    assert change.section(material(counted({"place": FORTY_SHOP}), before=before)) is None


def test_while_answers_wait_for_their_release_nothing_is_compared() -> None:
    running = wave(WaveState.OPEN)

    assert made({"place": FORTY_SHOP}, {"place": TWENTY_SHOP}, running, participants=100) is None
    assert made({"place": FORTY_SHOP}, {"place": TWENTY_SHOP}, running, participants=82) is not None


def test_every_renderer_shows_it() -> None:
    section = made({"place": FORTY_SHOP}, {"place": TWENTY_SHOP})
    assert section is not None
    digest = Digest(wave="service-2", title=EVERY_KIND.title, at=NOON, participants=80, sections=(section,))

    for drawn in (
        "".join(piece.text for piece in in_text.lines(digest)),
        in_text.plain(digest),
        markdown(digest),
        html(digest),
    ):
        assert "Was sich verändert hat" in drawn
        assert "häufiger" in drawn


# --- which wave ---

ASKED = questionnaire(item("place", "choice", options=options("shop", "phone")))


def closed_wave(store_session: Any, shops: int, of: int, **settings: Any) -> Answered:
    answered = Answered(store_session, ASKED, **settings)
    for number in range(of):
        answered.say(number, place="shop" if number < shops else "phone")
    answered.close()
    return answered


@pytest.mark.on_both
def test_the_wave_it_follows_is_compared_else_the_last_closed_of_the_questionnaire(store: Store) -> None:
    def work(session: Any) -> None:
        first = closed_wave(session, 20, 80)
        second = closed_wave(session, 60, 80, now=NOON + timedelta(days=30))
        third = closed_wave(session, 40, 80, now=NOON + timedelta(days=60))
        assert change_of(second.digest())[1].startswith("place: „Shop“ häufiger, 75 % statt 25 %")
        assert change_of(third.digest())[1].startswith("place: „Shop“ seltener, 50 % statt 75 %")

        third.wave.follows = first.wave.id
        assert change_of(third.digest())[1].startswith("place: „Shop“ häufiger, 50 % statt 25 %")
        assert change_of(first.digest()) == []

    store.write_now(work)


def test_a_wave_of_others_of_samples_or_without_its_last_release_is_not_compared(store: Store) -> None:
    def work(session: Any) -> None:
        first = closed_wave(session, 20, 80)
        second = closed_wave(session, 60, 80, now=NOON + timedelta(days=30))
        assert change_of(second.digest())

        for name, value in (("community_id", "elsewhere"), ("sample", True)):
            before = getattr(first.wave, name)
            setattr(first.wave, name, value)
            session.flush()
            assert change_of(second.digest()) == []
            setattr(first.wave, name, before)
        second.wave.follows = first.wave.id
        waves.reopen(session, first.wave, first.now)
        assert change_of(second.digest()) == []

    store.write_now(work)


def change_of(digest: Digest) -> list[str]:
    found = [section for section in digest.sections if section.key == "change"]
    return sentences(found[0]) if found else []

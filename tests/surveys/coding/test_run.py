"""Does a run propose themes once, keep them from then on, and go by what people defined and decided?"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from answered import NOON, Answered
from fielding import item, options, questionnaire

from bot.coding import FEWEST, Coder
from surveys.analysis import release
from surveys.coding import keeping, rows
from surveys.coding.keeping import KnownTheme, Told, Work
from surveys.coding.run import run
from surveys.digest import compose
from surveys.digest.digest import Ranges
from surveys.store import Store

WAITING = [
    "Die Warteschleife am Telefon dauert {} Minuten", "Seit {} Tagen keine Antwort auf meine Mail",
    "Ich hänge {} Minuten in der Hotline fest", "Niemand geht ans Telefon, {} Versuche gemacht",
    "Nach {} Stunden in der Leitung flog ich raus",
]  # fmt: skip
KIND = [
    "Die Mitarbeiterin war freundlich und half mir, Fall {}", "Sehr nette Beratung im Laden, gerne wieder, Nummer {}",
    "Der Techniker erklärte alles geduldig beim {}. Besuch", "Höflich und kompetent, auch bei Frage {}",
    "Ein freundlicher Kollege löste Problem {} sofort",
]  # fmt: skip
PRICE = [
    "Der Vertrag ist mit {} Euro im Monat zu teuer", "Die Preise stiegen um {} Prozent ohne Grund",
    "Für {} Euro Gebühr bekomme ich nichts", "Versteckte Kosten von {} Euro auf der Rechnung",
    "Die Rechnung war {} Euro zu hoch",
]  # fmt: skip
NEW = [
    "Der Chatbot versteht mich nicht, Versuch {}", "Nur noch ein Chatbot, der {} Mal dieselbe Frage stellt",
    "Künstliche Intelligenz statt Menschen, Chatbot Nummer {}", "Der Bot schickt mich {} Mal im Kreis",
]  # fmt: skip


def told(sentences: dict[str, list[str]], each: int, start: int = 0) -> tuple[Told, ...]:
    chance = random.Random(start)
    made = []
    for name, some in sentences.items():
        for number in range(each):
            ending = chance.choice(["", "leider", "wirklich", "immer wieder"])
            words = f"{some[number % len(some)].format(number + 2)} {ending}"
            made.append(Told(f"{name}{start + number}", words.strip(), f"p{name}{start + number}", None, 0))
    return tuple(sorted(made, key=lambda answer: answer.id))


def work(answers: tuple[Told, ...], themes: tuple[KnownTheme, ...] = ()) -> Work:
    return Work("wave", "why", "de", answers, themes)


def kept(work: Work, outcome: keeping.Outcome) -> Work:
    """The work as it is read again after its outcome was kept."""
    found = {each.answer: each for each in outcome.found}
    themes = work.themes or tuple(KnownTheme(theme.key, theme.label, "", accepted=False) for theme in outcome.themes)
    coded = tuple(
        replace(
            each,
            theme=found[each.id].theme if each.id in found else each.theme,
            confidence=found[each.id].confidence if each.id in found else each.confidence,
            is_coded=each.is_coded or each.id in found,
            kept=outcome.kept.get(each.id, each.kept),
            rank=found[each.id].rank if each.id in found else each.rank,
            duplicate=found[each.id].duplicate if each.id in found else each.duplicate,
        )
        for each in work.told
    )
    return replace(work, told=coded, themes=themes)


THREE = {"warten": WAITING, "nett": KIND, "preis": PRICE}


@pytest.fixture(scope="module")
def first() -> tuple[Work, keeping.Outcome]:
    asked = work(told(THREE, 30))
    return asked, run(asked)


def test_the_first_run_proposes_themes_with_names_of_both_languages(first: tuple[Work, keeping.Outcome]) -> None:
    asked, outcome = first

    assert len(outcome.themes) >= 2
    assert all(theme.label["de"] and theme.label["en"] for theme in outcome.themes)
    assert {each.answer for each in outcome.found} == {each.id for each in asked.told}
    assert set(outcome.kept) == {each.id for each in asked.told}


def test_kept_vectors_bring_the_same_themes_as_new_ones(first: tuple[Work, keeping.Outcome]) -> None:
    asked, outcome = first
    again = replace(asked, told=tuple(replace(each, kept=outcome.kept[each.id]) for each in asked.told))
    second = run(again)

    assert second.kept == {}
    assert (second.themes, second.found) == (outcome.themes, outcome.found)


def test_old_answers_keep_their_theme_and_new_ones_get_that_of_answers_like_them(
    first: tuple[Work, keeping.Outcome],
) -> None:
    asked, outcome = first
    grown = kept(asked, outcome)
    more = told(THREE, 6, start=100)
    asked_again = replace(grown, told=grown.told + more)
    second = run(asked_again)

    before = {each.answer: each.theme for each in outcome.found}
    after = {each.id: each.theme for each in kept(asked_again, second).told}
    assert second.themes == ()
    assert {answer: after[answer] for answer in before} == before
    for name in THREE:
        common = Counter(theme for answer, theme in before.items() if answer.startswith(name)).most_common(2)
        like = [after[each.id] in {theme for theme, _ in common} for each in more if each.id.startswith(name)]
        assert sum(like) >= 4, name  # of 6; by chance 2, with two of six themes


def test_what_many_write_of_at_once_is_told_as_new_and_becomes_no_theme(first: tuple[Work, keeping.Outcome]) -> None:
    asked, outcome = first
    grown = kept(asked, outcome)
    second = run(replace(grown, told=grown.told + told({"bot": NEW}, 16, start=200)))

    fresh = [group["answers"] for group in second.findings["voices"]["groups"] if group["fresh"]]
    assert second.themes == ()
    assert fresh
    assert sum(answer.startswith("bot") for answer in fresh[0]) > len(fresh[0]) / 2


def test_definitions_decide_and_a_human_wins_over_them(first: tuple[Work, keeping.Outcome]) -> None:
    asked, _ = first
    themes = (
        KnownTheme(
            "W", {"de": "Warten"}, "Lange Wartezeit, Warteschleife, keine Antwort, niemand am Telefon", accepted=True
        ),
        KnownTheme(
            "F", {"de": "Freundlich"}, "Freundliche, nette, höfliche, geduldige Beratung und Hilfe", accepted=True
        ),
        KnownTheme("P", {"de": "Preis"}, "Zu teuer, Preise, Kosten, Gebühr, Euro, Rechnung zu hoch", accepted=True),
    )
    decided = tuple(replace(each, theme="P", decided=True) if each.id == "warten3" else each for each in asked.told)
    outcome = run(replace(asked, told=decided, themes=themes))
    found = {each.answer: each.theme for each in outcome.found}

    right = {"warten": "W", "nett": "F", "preis": "P"}
    hits = [found[answer] == right[answer.rstrip("0123456789")] for answer in found]
    assert "warten3" not in found
    assert sum(hits) >= 0.8 * len(hits)


def test_under_thirty_answers_nothing_is_grouped() -> None:
    outcome = run(work(told(THREE, 8)))

    assert (outcome.themes, outcome.found) == ((), ())
    assert len(outcome.kept) == 24


# --- through the store ---

ASKED = questionnaire(
    item("group", "choice", options=options("customer", "practitioner")), item("why", "open"), segment="group"
)


@pytest.mark.slow
async def test_answers_are_coded_beside_the_store_and_the_digest_tells_their_themes(store: Store) -> None:
    moment = [NOON + timedelta(hours=1)]

    def said(session: object, some: tuple[Told, ...]) -> str:
        wave = Answered(session, ASKED)  # type: ignore[arg-type]
        for number, each in enumerate(some):
            wave.say(number, why=each.text)
        wave.recount()
        return str(wave.wave.id)

    wave_id = store.write_now(lambda session: said(session, told(THREE, 20)))
    coder = Coder(store, lambda: moment[0])
    coded = await coder.round()

    assert coded == 60 > FEWEST
    assert await coder.round() == 0

    def digest(session: object, now: datetime) -> list[Ranges]:
        wave = session.get_one(keeping.Wave, wave_id)  # type: ignore[attr-defined]
        release.release(session, wave, now)  # type: ignore[arg-type]
        made = compose.compose(session, wave, now)  # type: ignore[arg-type]
        assert len(rows.current(session, wave)) == 60  # type: ignore[arg-type]
        return [block for section in made.sections for block in section.blocks if isinstance(block, Ranges)]

    [ranges] = store.write_now(lambda session: digest(session, moment[0]))
    # Themes of one to four people wait for the next release, and are not in the base until then.
    assert 40 <= (ranges.n or 0) <= 60
    assert sum(row.count or 0 for row in ranges.rows) >= 30

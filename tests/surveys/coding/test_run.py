"""Does a run propose themes once, keep them from then on, and go by what people defined and decided?"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from answered import NOON, Answered
from fielding import item, options, questionnaire

from bot.coding import FEWEST, Coder
from surveys.analysis import release
from surveys.coding import keeping, rows
from surveys.coding.duplicates import sketch
from surveys.coding.embedding import default
from surveys.coding.keeping import Found, Kept, KnownTheme, Told, Work
from surveys.coding.run import has_personal_data, run
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


# --- from then on, with vectors of our own: what is kept is taken as it is ------------------------------------------


ALPHABET = "abcdefghijklmnoprstuwz"


def points(*rows_: tuple[float, ...]) -> list[bytes]:
    """Vectors of the default encoder's length that begin with these numbers, as they are kept."""
    return [np.pad(np.array(row, "<f2"), (0, default().dimension - len(row))).tobytes() for row in rows_]


def placed(*where: tuple[float, ...], texts: list[str] | None = None, **all_: Any) -> list[Told]:
    """An answer at each of these points, by another person each, in words of its own."""
    letters = random.Random(3)
    said = texts or [
        " ".join("".join(letters.sample(ALPHABET, 7)) for _ in range(3)) + f" und noch etwas {at}xy"
        for at in range(len(where))
    ]
    return [
        Told(
            f"a{at:03}",
            text,
            f"p{at:03}",
            None,
            0,
            kept=Kept(default().model, vector, sketch([text]).tobytes()),
            **all_,
        )
        for at, (text, vector) in enumerate(zip(said, points(*where), strict=True))
    ]


EAST, WEST, UP = (1.0, 0.0, 0.0), (-1.0, 0.0, 0.0), (0.0, 0.0, 1.0)
TWO = (KnownTheme("E", {"de": "Osten"}, "", accepted=True), KnownTheme("W", {"de": "Westen"}, "", accepted=True))


def coded(answers: list[Told], themes: str, **all_: Any) -> list[Told]:
    return [
        replace(each, theme=None if theme == "-" else theme, confidence=0.5, is_coded=True, **all_)
        for each, theme in zip(answers, themes, strict=True)
    ]


def assigned(told: list[Told], **changed: Any) -> keeping.Outcome:
    return run(replace(work(tuple(told), TWO), **changed), lambda text: "geheim" in text)


def test_new_answers_get_the_theme_of_those_near_them_and_all_get_a_rank() -> None:
    answers = placed(*[EAST] * 3, *[WEST] * 3, EAST, WEST)
    outcome = assigned(coded(answers[:6], "EEEWWW", rank=999) + answers[6:])
    found = {each.answer: each for each in outcome.found}

    assert (outcome.model, outcome.kept, outcome.themes) == (default().model, {}, ())
    assert [found[each.id].theme for each in answers] == [*"EEEWWW", *"EW"]
    assert [found[each.id].confidence for each in answers[:6]] == [0.5] * 6
    assert [found[each.id].confidence for each in answers[6:]] == [1.0] * 2
    for mine in ((0, 1, 2, 6), (3, 4, 5, 7)):
        assert sorted(found[answers[at].id].rank for at in mine) == [0, 1, 2, 3]


def test_an_answer_without_words_gets_no_theme_and_the_last_rank() -> None:
    answers = placed(EAST, EAST, EAST, WEST, EAST, texts=["Osten ist gut", "Im Osten", "Ost", "Im Westen da", "👍"])
    outcome = assigned(coded(answers[:4], "EEEW") + answers[4:])
    found = {each.answer: each for each in outcome.found}["a004"]

    assert found == Found("a004", None, 0.0, 999, duplicate=False)


def test_answers_whose_rank_stays_are_not_written_again_and_none_that_a_human_decided() -> None:
    answers = placed(*[EAST] * 3, *[WEST] * 2)
    first = {
        each.answer: each.rank for each in assigned(coded(answers[:3], "EEE", rank=77) + coded(answers[3:], "WW")).found
    }
    ranked = [replace(each, rank=first.get(each.id, 0)) for each in coded(answers, "EEEWW")]

    settled = [replace(each, rank=now.rank) for each, now in zip(ranked, ranked, strict=True)]
    again = assigned(settled)
    moved = [replace(settled[0], rank=50), *settled[1:]]
    decided = [replace(moved[0], decided=True), *moved[1:]]

    assert {each.answer for each in assigned(moved).found} - {each.answer for each in again.found} == {"a000"}
    assert "a000" not in {each.answer for each in assigned(decided).found}


def test_who_says_again_what_was_said_is_marked_and_stays_so() -> None:
    same = "Die Warteschleife am Telefon ist wirklich viel zu lang"
    texts = [
        same,
        "Im Westen ist alles freundlich",
        "Etwas ganz anderes im Osten",
        same + "!",
        f"Ach: {same}",
        "👍",
        "👍",
    ]
    answers = placed(EAST, WEST, EAST, EAST, EAST, EAST, EAST, texts=texts)
    outcome = assigned(
        coded(answers[:2], "EW", rank=999) + coded(answers[2:3], "E", rank=999, duplicate=True) + answers[3:]
    )
    found = {each.answer: each.duplicate for each in outcome.found}

    assert found == {
        "a000": False, "a001": False, "a002": True, "a003": True, "a004": True, "a005": False, "a006": False,
    }  # fmt: skip


def test_new_answers_are_compared_with_older_ones_that_stand_before_and_behind_them() -> None:
    same = "Die Warteschleife am Telefon ist wirklich viel zu lang"
    answers = placed(EAST, EAST, WEST, texts=[same + "!", same, "Im Westen ist alles freundlich"])
    outcome = assigned([answers[0], *coded(answers[1:], "EW", rank=999)])
    found = {each.answer: each.duplicate for each in outcome.found}

    assert found == {"a000": True, "a001": False, "a002": False}


def test_what_may_not_be_quoted_has_the_last_rank() -> None:
    texts = [
        "Das ist geheim und steht im Osten herum",
        "Das ist offen und steht im Osten herum",
        "Im Westen sagt man nichts",
    ]
    outcome = assigned(coded(placed(EAST, EAST, WEST, texts=texts), "EEW", rank=5))
    ranks = {each.answer: each.rank for each in outcome.found}

    assert ranks == {"a000": 999, "a001": 0, "a002": 0}


def test_what_looks_like_personal_data_is_held_back_unless_said_otherwise() -> None:
    assert has_personal_data("Ruft mich an: 0171 2345678")
    assert not has_personal_data("Die Hotline ist lang")


def test_from_60_answers_with_words_on_few_and_new_voices_are_listened_for() -> None:
    def found(count: int) -> keeping.Outcome:
        draw = np.random.default_rng(0)
        where = [tuple(draw.normal(0, 1, 3)) for _ in range(count)]
        return assigned(coded(placed(*where), "EW" * (count // 2) + "E" * (count % 2)))

    assert "voices" not in found(59).findings
    assert "voices" in found(60).findings


def crowd(new: int, old: int = 100) -> list[Told]:
    """Coded answers on all sides, and some new ones in a place of their own, all of them different people's."""
    draw = np.random.default_rng(4)
    centres = np.linalg.qr(draw.normal(size=(12, 12)))[0]
    where = [tuple(centres[at % 10] + draw.normal(0, 0.1, 12)) for at in range(old)]
    where += [tuple(centres[11] + draw.normal(0, 0.02, 12)) for _ in range(new)]
    answers = placed(*where)
    return coded(answers[:old], "EW" * (old // 2)) + answers[old:]


def test_something_new_is_told_with_its_20_most_central_answers_and_then_the_rare_ones() -> None:
    told = crowd(24, 240)
    [first, *others] = assigned(told).findings["voices"]["groups"]

    assert first["fresh"] is True
    assert len(first["answers"]) == 20
    assert set(first["answers"]) <= {each.id for each in told[240:]}
    assert all(group["fresh"] is False for group in others)
    assert [len(group["answers"]) for group in others][-3:] == [1, 1, 1]
    assert {answer for group in others for answer in group["answers"]} <= {each.id for each in told}


def test_it_is_noted_with_how_many_answers_themes_were_looked_at() -> None:
    """Where nobody noted that yet it is from now on; at a quarter more, or with something new, they are looked at anew."""
    told = crowd(0)

    assert assigned(told).findings["fitted"] == {"answers": 100}
    assert "fitted" not in assigned(told, fitted=81).findings
    assert assigned(told, fitted=80).findings["fitted"] == {"answers": 100}
    assert "refit" in assigned(told, fitted=80).findings
    fresh = crowd(20)
    assert "refit" in assigned(fresh, fitted=110).findings
    assert "refit" not in assigned(fresh, fitted=110, refit_waits=True).findings


def test_definitions_place_new_answers_beside_what_is_coded_and_what_people_decided() -> None:
    themes = (
        replace(TWO[0], definition="Lange Wartezeit am Telefon"),
        replace(TWO[1], definition="Freundliche Beratung im Laden"),
    )
    texts = [
        "Am Telefon wartet man ewig lange", "Die Beratung im Laden war sehr freundlich", "Lange Wartezeit in der Hotline",
        "Freundliche Leute im Laden vor Ort", "👍",
    ]  # fmt: skip
    vectors = default().embed(texts).astype("<f2")
    told = [
        replace(each, kept=Kept(default().model, vector.tobytes(), sketch([each.text]).tobytes()))
        for each, vector in zip(placed(*[EAST] * 5, texts=texts), vectors, strict=True)
    ]
    outcome = run(replace(work((*coded(told[:2], "EW"), *told[2:]), themes)))
    found = {each.answer: each.theme for each in outcome.found}

    assert {answer: found[answer] for answer in ("a002", "a003", "a004")} == {"a002": "E", "a003": "W", "a004": None}


# --- the first look ----------------------------------------------------------------------------------------------


def first_look(*sizes: int, **of_last: Any) -> keeping.Outcome:
    """So many answers on phones, on bills and on shops, in words of their own, each group in a place of its own."""
    letters, draw = random.Random(2), np.random.default_rng(1)
    of = [group for group, size in enumerate(sizes) for _ in range(size)]
    texts = [
        " ".join([("Hotline", "Rechnung", "Laden")[group], *("".join(letters.sample(ALPHABET, 6)) for _ in range(2))])
        for group in of
    ]
    told = placed(*(tuple(np.eye(8)[group] + draw.normal(0, 0.05, 8)) for group in of), texts=texts)
    told[-1] = replace(told[-1], **of_last)
    return run(work(tuple(told)))


def test_the_first_look_names_themes_ranks_their_answers_and_leaves_out_what_people_decided() -> None:
    outcome = first_look(20, 20, decided=True)
    found = {each.answer: each for each in outcome.found}

    [one, other] = outcome.themes
    assert {one.keywords[0], other.keywords[0]} == {"Hotline", "Rechnung"}
    assert "a039" not in found
    assert len(found) == 39
    by_word = {theme.keywords[0]: theme.key for theme in outcome.themes}
    assert {found[f"a{at:03}"].theme for at in range(20)} == {by_word["Hotline"]}
    assert {found[f"a{at:03}"].theme for at in range(20, 39)} == {by_word["Rechnung"]}
    assert sorted(found[f"a{at:03}"].rank for at in range(20)) == list(range(20))
    assert not any(each.duplicate for each in outcome.found)
    assert all(0.5 < each.confidence <= 1 for each in outcome.found)


@pytest.mark.parametrize(("people", "is_shown"), [(5, True), (4, False)])
def test_a_theme_of_four_people_is_proposed_to_nobody(people: int, is_shown: bool) -> None:
    outcome = first_look(20, 20, people)
    shop = [each for each in outcome.found if each.answer >= "a040"]

    assert ("Laden" in {theme.keywords[0] for theme in outcome.themes}) is is_shown
    assert {each.theme is not None for each in shop} == {is_shown}
    assert {each.confidence > 0 for each in shop} == {is_shown}
    assert {each.rank < 999 for each in shop} == {is_shown}


def test_an_answer_without_words_is_in_no_theme_at_the_first_look_and_repeats_nobody() -> None:
    last = {each.answer: each for each in first_look(20, 20, 6, text="👍").found}["a045"]

    assert (last.theme, last.confidence, last.rank, last.duplicate) == (None, 0.0, 999, False)


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

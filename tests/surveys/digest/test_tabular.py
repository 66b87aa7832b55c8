"""Does a table say every number it may, and none that could not be said beside its n?"""

from __future__ import annotations

from datetime import date

import pytest
from digest_samples import name

from surveys.digest import tabular
from surveys.digest.digest import (
    Agreement,
    Bar,
    Bars,
    Chart,
    Circle,
    Contrast,
    Course,
    Dot,
    Map,
    Moment,
    Ranged,
    Ranges,
    Reacted,
    Row,
    Say,
    Score,
    Scoreboard,
    Table,
    Trend,
)

WHOLE = {"count": 41, "share": 0.342, "low": 0.262, "high": 0.431}
CHECKED = {"corrected": 0.402, "corrected_low": 0.312, "corrected_high": 0.497}


def ranged(**about: object) -> Ranged:
    return Ranged.model_validate({"label": name("Wartezeit"), "count": None, **about})


def themes(*rows: Ranged, n: int | None = 120) -> Ranges:
    return Ranges(title=name("?"), n=n, rows=rows)


def score(words: str, requests: int | None, answered: int | None, solved: int | None, **times: int) -> Score:
    given: dict[str, object] = {"label": name(words), "requests": requests, "answered": answered, "solved": solved}
    return Score.model_validate({**given, **times})


def scores(*rows: Score, total: Score) -> Scoreboard:
    return Scoreboard(title=name("?"), rows=rows, total=total)


def lines(block: Chart) -> list[str]:
    return list(tabular.lines(block, "de"))


# --- every kind of block ---


def test_bars_are_answers_with_people_and_shares() -> None:
    block = Bars(
        title=name("?"),
        n=31,
        bars=(Bar(label=name("Ja"), count=12, share=12 / 31), Bar(label=name("Nein"), count=None)),
    )
    made = tabular.tabular(block, "de")

    assert made.columns == ("Antwort", "Menschen", "Anteil")
    assert made.rows == (("Ja", "12", "39 %"), ("Nein", "–", ""))
    assert lines(block) == ["Ja: Menschen 12, Anteil 39 %", "Nein: Menschen –"]


def test_a_column_in_which_nothing_is_said_is_left_out_but_never_the_people() -> None:
    counts = Bars(title=name("?"), n=None, bars=(Bar(label=name("Ja"), count=12, share=0.5),))
    nobody = Map(title=name("?"), n=None, circles=())

    assert tabular.tabular(counts, "de") == tabular.Tabular(("Antwort", "Menschen"), (("Ja", "12"),))
    assert tabular.tabular(nobody, "de") == tabular.Tabular(("Gruppe", "Menschen"), ())


def test_a_table_keeps_its_own_columns_even_where_all_is_withheld() -> None:
    block = Table(
        title=name("?"), columns=(name("Fälle"), name("offen")), rows=(Row(label=name("DB"), cells=(None, None)),)
    )

    assert tabular.tabular(block, "de") == tabular.Tabular(("", "Fälle", "offen"), (("DB", "–", "–"),))
    assert lines(block) == ["DB: Fälle –, offen –"]


def test_themes_say_people_share_what_checks_made_of_it_and_change() -> None:
    change, mark = Say(key="change-up", values={"points": 7}), Say(key="theme-proposed")
    block = themes(ranged(**WHOLE, **CHECKED, change=change, mark=mark), ranged(label=name("Preise")))
    made = tabular.tabular(block, "de")

    assert made.columns == ("Thema", "Menschen", "Anteil, Spanne", "Nach Prüfung", "Veränderung")
    assert made.rows == (
        (
            "Wartezeit (Vorschlag, noch nicht bestätigt)",
            "41",
            "34 %, Spanne 26–43 %",
            "40 %, Spanne 31–50 %",
            "+7 Punkte",
        ),
        ("Preise", "–", "", "", ""),
    )
    assert lines(block) == [
        "Wartezeit (Vorschlag, noch nicht bestätigt): 41 (34 %, 26 bis 43 %; nach Prüfung 40 %, 31 bis 50 %); +7 Punkte",
        "Preise: –",
    ]


def test_reactions_say_who_agrees_first_in_a_table_and_all_beside_n_in_a_line() -> None:
    rows = (Reacted(label=name("Alle"), n=80, agree=52, passed=10, disagree=18),)
    block = Agreement(title=name("?"), rows=rows)

    assert tabular.tabular(block, "de") == tabular.Tabular(
        ("Gruppe", "haben reagiert", "stimme zu", "weiter", "stimme nicht zu"), (("Alle", "80", "52", "10", "18"),)
    )
    assert lines(block) == ["Alle: stimme zu 52, weiter 10, stimme nicht zu 18 (n = 80)"]


def test_groups_say_how_many_of_how_many_spoke_of_it() -> None:
    dots = (
        Dot(label=name("Kund:in"), n=84, count=33, share=33 / 84, low=0.295, high=0.5),
        Dot(label=name("Anderes"), n=9, count=None),
    )
    block = Contrast(title=name("?"), dots=dots)

    assert tabular.tabular(block, "de") == tabular.Tabular(
        ("Gruppe", "genannt von", "n", "Anteil, Spanne"),
        (("Kund:in", "33", "84", "39 %, Spanne 30–50 %"), ("Anderes", "–", "9", "")),
    )
    assert lines(block) == ["Kund:in: 33 (n = 84; 39 %, 30 bis 50 %)", "Anderes: – (n = 9)"]


def test_courses_have_a_column_for_each_time_and_one_for_changes_only_where_one_is_said() -> None:
    days = tuple(Say(key="news-day", values={"day": date(2026, 11, day), "n": 80}) for day in (16, 23))
    moment = Moment(count=24, n=80, share=0.3)
    still = Course(label=name("Preise"), moments=(None, None))
    moved = Course(label=name("Zeit"), moments=(None, moment), change=Say(key="change-chance"))
    named = ("", "16. November 2026 (n = 80)", "23. November 2026 (n = 80)")

    assert tabular.tabular(Trend(title=name("?"), times=days, courses=(still,)), "de") == tabular.Tabular(
        named, (("Preise", "–", "–"),)
    )
    assert tabular.tabular(Trend(title=name("?"), times=days, courses=(still, moved)), "de") == tabular.Tabular(
        (*named, "Veränderung"), (("Preise", "–", "–", ""), ("Zeit", "–", "24 (30 %)", "im Rahmen des Zufalls"))
    )
    assert tabular.tabular(Trend(title=name("?"), times=days, courses=()), "de").columns == named


def test_opinion_groups_say_their_people() -> None:
    circles = (Circle(label=name("A"), size=56, x=0, y=0), Circle(label=name("B"), size=None, x=0, y=0))

    assert tabular.tabular(Map(title=name("?"), n=96, circles=circles), "de").rows == (("A", "56"), ("B", "–"))


def test_scores_say_times_between_answered_and_solved() -> None:
    block = scores(
        score("DB", 64, 41, 22, median=150, late=4320),
        score("Telekom", 30, 30, 18, median=15),
        total=score("Alle", 101, 76, 45),
    )
    made = tabular.tabular(block, "de")

    assert made.columns == (
        "", "Anfragen", "beantwortet", "bis zur ersten Antwort (Median)", "neun von zehn höchstens", "gelöst"
    )  # fmt: skip
    assert made.rows == (
        ("DB", "64", "41", "2 Std. 30 Min.", "3 Tage", "22"),
        ("Telekom", "30", "30", "15 Min.", "–", "18"),
        ("Alle", "101", "76", "siehe oben", "siehe oben", "45"),
    )
    assert lines(block)[1] == (
        "Telekom: Anfragen 30, beantwortet 30, bis zur ersten Antwort (Median) 15 Min., neun von zehn höchstens –, gelöst 18"
    )


def test_a_time_nobody_knows_is_no_column_and_one_of_all_is_a_dash_for_a_channel() -> None:
    without = scores(score("DB", 64, 41, 22), total=score("Alle", 64, 41, 22))
    together = scores(score("DB", 64, 41, 22), total=score("Alle", 64, 41, 22, median=0))

    assert tabular.tabular(without, "de").columns == ("", "Anfragen", "beantwortet", "gelöst")
    assert tabular.tabular(together, "de").rows == (("DB", "64", "41", "–", "22"), ("Alle", "64", "41", "sofort", "22"))


# --- what may be said ---


def test_a_share_is_said_with_its_range_in_whole_percent() -> None:
    assert tabular.span(ranged(**WHOLE), 120, "de") == "34 %, Spanne 26–43 %"
    assert tabular.span(ranged(**WHOLE), 120, "de", key="range-short") == "34 %, 26 bis 43 %"
    assert tabular.span(ranged(count=0, share=0.0, low=0.0, high=0.0), 0, "de") == "0 %, Spanne 0–0 %"


@pytest.mark.parametrize("gone", sorted(WHOLE))
def test_no_share_is_said_without_its_count_and_its_whole_range(gone: str) -> None:
    half = ranged(**{key: value for key, value in WHOLE.items() if key != gone}, change=Say(key="change-chance"))

    assert tabular.span(half, 120, "de") == ""
    assert tabular.span(ranged(**WHOLE), None, "de") == ""
    assert lines(themes(half)) == [f"Wartezeit: {'–' if gone == 'count' else 41}; im Rahmen des Zufalls"]


@pytest.mark.parametrize("gone", sorted(CHECKED))
def test_no_corrected_share_is_said_without_its_whole_range(gone: str) -> None:
    half = ranged(**WHOLE, **{key: value for key, value in CHECKED.items() if key != gone})

    assert tabular.corrected(half, 120, "de") == ""
    assert tabular.corrected(ranged(**WHOLE, **CHECKED), None, "de") == ""
    assert lines(themes(half)) == ["Wartezeit: 41 (34 %, 26 bis 43 %)"]
    assert len(tabular.tabular(themes(half), "de").columns) == 3


def test_a_corrected_share_is_said_with_its_range_in_whole_percent_even_of_nobody() -> None:
    assert tabular.corrected(ranged(**WHOLE, **CHECKED), 120, "de") == "40 %, 31 bis 50 %"
    assert tabular.corrected(ranged(corrected=0.0, corrected_low=0.0, corrected_high=0.0), 0, "de") == "0 %, 0 bis 0 %"


def test_what_checks_made_of_a_share_is_not_said_where_the_share_itself_is_not() -> None:
    assert lines(themes(ranged(count=41, **CHECKED))) == ["Wartezeit: 41"]


def test_no_time_is_no_words_and_none_at_all_is_at_once() -> None:
    assert [tabular.duration(minutes, "de") for minutes in (None, 0, 1, 61)] == [
        "",
        "sofort",
        "1 Min.",
        "1 Std. 1 Min.",
    ]

"""Does every number, share, note and version read as it should, and is a dash never taken for something said?"""

from __future__ import annotations

from typing import Any

import pytest
from digest_samples import AT, agreement, bars, charts, digest, line, name, quoted, several, trend

from surveys.design.text import text
from surveys.digest import wording
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
    Section,
    Table,
    Trend,
)

NAME = name("Wartezeit")


def plain(words: str) -> str:
    return words.replace("\u00a0", " ").replace("\u202f", " ")


# --- what stands above ---


def test_the_head_says_what_it_is_about_how_far_it_is_and_where_the_article_stands() -> None:
    head = wording.head(digest(), "de")

    assert (head.title, head.stand) == (
        "Kundenservice auf Social Media",
        "Zwischenstand vom 23. November 2026 · 34 haben mitgemacht",
    )
    assert head.period == "Offen vom 16. November 2026 bis 30. November 2026"
    assert head.notes == ()
    assert head.article == "Zum Artikel: Der Artikel, aus dem die Fragen stammen"
    assert head.address == "https://example.org/artikel"


def test_a_final_digest_is_called_final_and_without_dates_and_article_nothing_is_made_up() -> None:
    head = wording.head(digest(final=True, opened_at=None, article=None, article_url=None), "de")

    assert head.stand.startswith("Endergebnis vom 23. November 2026")
    assert (head.period, head.article, head.address) == ("", "", None)


def test_of_a_wave_without_an_end_only_the_beginning_is_said() -> None:
    assert wording.head(digest(opened_at=AT, closes_at=None), "de").period == "Offen seit 23. November 2026"


def test_samples_and_every_correction_are_noted_with_how_many_they_concern() -> None:
    """Two quotes are withdrawn, one that stands was blackened (as was one that is gone), three themes are renamed."""
    blocks = (
        quoted("", answer_id="a", withdrawn=True),
        quoted("", answer_id="b", withdrawn=True),
        quoted("[geschwärzt] war nett", answer_id="c"),
    )
    given = digest(
        Section(key="quotes", blocks=blocks),
        sample=True,
        blackened=("a", "c"),
        renamed=("t1", "t2", "t3"),
    )

    sample, *corrected = wording.head(given, "de").notes
    assert sample.startswith("Beispieldaten: ")
    assert corrected == [
        "Korrigiert: 2 Zitate wurden zurückgezogen und stehen hier nicht mehr.",
        "Korrigiert: In einem Zitat wurde eine Stelle geschwärzt.",
        "Korrigiert: 3 Themen heißen jetzt anders.",
    ]


@pytest.mark.parametrize(
    ("given", "leads_to"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("http://example.org", "http://example.org"),
        ("javascript:alert(1)", None),
        ("https://example.org/a b", None),
        (None, None),
    ],
)
def test_a_page_only_leads_to_addresses_of_the_web(given: str | None, leads_to: str | None) -> None:
    assert wording.address(digest(article_url=given)) == leads_to


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"version": 3}, "Fassung 3, Prüfsumme {hash}"),
        ({"version": 1}, "Fassung 1, Prüfsumme {hash}"),
        ({"version": 0}, "Noch nicht veröffentlicht, Prüfsumme {hash}"),
        ({"version": 3, "excerpt": True}, "Auszug aus Fassung 3"),
        ({"version": 0, "excerpt": True}, "Auszug, Prüfsumme {hash}"),
    ],
)
def test_a_version_is_said_with_twelve_digits_of_its_hash_and_on_a_page_with_all(
    settings: dict[str, Any], said: str
) -> None:
    given = digest(**settings)

    assert wording.version(given, "de") == said.format(hash=given.hash()[:12])
    assert wording.version(given, "de", digits=64) == said.format(hash=given.hash())


def test_the_release_the_numbers_come_from_is_said_or_that_there_is_none() -> None:
    assert wording.release(digest(release=1), "de") == "Stand der Zahlen: Nummer 1."
    assert wording.release(digest(release=0), "de") == "Noch ist kein Stand der Zahlen freigegeben."


# --- single parts ---


def test_a_withheld_number_is_a_dash_and_nobody_is_a_nought() -> None:
    assert [wording.number(count, "de") for count in (None, 0, 12)] == ["–", "0", "12"]
    assert [wording.cell(each, "de") for each in (None, 7, Say(key="change-chance"))] == [
        "–",
        "7",
        "im Rahmen des Zufalls",
    ]
    assert [wording.label(each, "en") for each in (text("Ja", "Yes"), Say(key="vote-agree"))] == ["Yes", "agree"]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 %"),
        (0.004, "< 1 %"),
        (0.006, "1 %"),
        (0.5, "50 %"),
        (0.994, "99 %"),
        (0.996, "> 99 %"),
        (1.0, "100 %"),
    ],
)
def test_some_are_never_said_to_be_nobody_nor_most_everybody(share: float, said: str) -> None:
    assert plain(wording.percent(share, "de")) == said


def test_a_share_is_said_only_beside_a_count_and_an_n_that_may_be_said() -> None:
    known, uncounted = Bar(label=NAME, count=6, share=0.5), Bar(label=NAME, count=None, share=0.5)
    whole, withheld = Bars(title=NAME, n=12, bars=()), Bars(title=NAME, n=None, bars=())

    assert plain(wording.share(whole, known, "de")) == "50 %"
    assert wording.share(whole, uncounted, "de") == ""
    assert wording.share(whole, Bar(label=NAME, count=6), "de") == ""
    assert wording.share(withheld, known, "de") == ""


def test_a_heading_has_the_n_of_its_block_where_there_is_one_for_all_of_it() -> None:
    assert plain(wording.heading(Bars(title=NAME, n=12, bars=()), "de")) == "Wartezeit (n = 12)"
    assert plain(wording.heading(Ranges(title=NAME, n=None, rows=()), "de")) == "Wartezeit (n nicht gezeigt)"
    assert plain(wording.heading(Map(title=NAME, n=30, circles=()), "de")) == "Wartezeit (n = 30)"
    assert wording.heading(Trend(title=NAME, times=(), courses=()), "de") == "Wartezeit"


def test_whose_words_a_quote_is_is_said_as_far_as_it_may_be() -> None:
    assert wording.by(quoted(item=NAME, who=name("Kund:in")), "de") == "Kund:in, zu „Wartezeit“"
    assert wording.by(quoted(item=NAME, who=None), "de") == "zu „Wartezeit“"


def test_below_a_block_stands_that_several_answers_were_possible_and_its_note() -> None:
    median = Say(key="closed-median", values={"median": 3, "n": 12})

    assert wording.notes(bars(), "de") == ()
    assert wording.notes(several(), "de") == ("Mehrere Antworten waren möglich.",)
    assert wording.notes(bars(several=True, note=median), "de") == (
        "Mehrere Antworten waren möglich.",
        "Median: 3 (n = 12)",
    )
    assert wording.notes(bars(note=median), "de") == ("Median: 3 (n = 12)",)
    assert wording.notes(agreement(), "de") != ()
    assert wording.notes(trend(), "de") == ()


# --- what is withheld in a block ---


def block(kind: str, *counts: int | None) -> Chart:
    """A block of that kind with these numbers of people."""
    made: dict[str, Chart] = {
        "bars": Bars(title=NAME, n=30, bars=tuple(Bar(label=NAME, count=count) for count in counts)),
        "table": Table(title=NAME, columns=(NAME,) * len(counts), rows=(Row(label=NAME, cells=counts),)),
        "ranges": Ranges(title=NAME, n=30, rows=tuple(Ranged(label=NAME, count=count) for count in counts)),
        "agreement": Agreement(
            title=NAME,
            rows=tuple(Reacted(label=NAME, n=count, agree=count, passed=count, disagree=count) for count in counts),
        ),
        "contrast": Contrast(title=NAME, dots=tuple(Dot(label=NAME, n=count, count=count) for count in counts)),
        "trend": Trend(
            title=NAME,
            times=(NAME, NAME),
            courses=tuple(
                Course(label=NAME, moments=(Moment(count=count, n=30, share=0.5) if count else None,) * 2)
                for count in counts
            ),
        ),
        "map": Map(
            title=NAME, n=30, circles=tuple(Circle(label=NAME, size=count, x=0.0, y=0.0) for count in counts)
        ),
        "scoreboard": Scoreboard(
            title=NAME,
            rows=tuple(Score(label=NAME, requests=count, answered=count, solved=count) for count in counts[1:]),
            total=Score(label=NAME, requests=counts[0], answered=counts[0], solved=counts[0]),
        ),
    }  # fmt: skip
    return made[kind]


@pytest.mark.parametrize("kind", sorted(charts()))
def test_a_block_withholds_where_one_number_is_a_dash_and_tells_where_one_is_none(kind: str) -> None:
    both = [(wording.withholds(each), wording.tells(each)) for each in (
        block(kind, 12, 9), block(kind, 12, None), block(kind, None, 9), block(kind, None, None)
    )]  # fmt: skip

    assert both == [(False, True), (True, True), (True, True), (True, False)]


@pytest.mark.parametrize("gone", ["n", "agree", "passed", "disagree"])
def test_one_withheld_reaction_is_enough_for_the_legend(gone: str) -> None:
    known = Reacted(label=NAME, n=20, agree=9, passed=5, disagree=6)
    one = Agreement(title=NAME, rows=(known, known.model_copy(update={gone: None})))

    assert wording.withholds(one)
    assert not wording.withholds(Agreement(title=NAME, rows=(known,)))


@pytest.mark.parametrize("gone", ["requests", "answered", "solved"])
def test_one_withheld_part_of_a_scoreboard_is_enough_for_the_legend(gone: str) -> None:
    known = Score(label=NAME, requests=20, answered=9, solved=5)

    assert wording.withholds(Scoreboard(title=NAME, rows=(known,), total=known.model_copy(update={gone: None})))
    assert wording.withholds(Scoreboard(title=NAME, rows=(known.model_copy(update={gone: None}),), total=known))


def test_a_count_of_a_group_may_be_withheld_where_its_n_is_said() -> None:
    shown, gone = Dot(label=NAME, n=20, count=9), Dot(label=NAME, n=20, count=None)

    assert wording.withholds(Contrast(title=NAME, dots=(shown, gone)))
    assert wording.tells(Contrast(title=NAME, dots=(gone, shown)))
    assert not wording.tells(Contrast(title=NAME, dots=(gone,)))


def test_a_table_that_says_something_in_words_is_no_table_of_dashes() -> None:
    said = Table(title=NAME, columns=(NAME, NAME), rows=(Row(label=NAME, cells=(None, Say(key="change-chance"))),))

    assert wording.tells(said)


def test_a_sentence_withholds_nothing() -> None:
    assert not wording.withholds(line())
    assert not wording.withholds(quoted())

"""What is said of themes, news, single voices and questions asked back?"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from answered import (
    NOON,
    counted,
    material,
    people_in,
    person,
    quoted_in,
    says,
    shares_without_ten,
)

from surveys.analysis.opinion import Opinion, OpinionGroup, Reactions, Representative
from surveys.coding.agreement import Agreement as Agreement_
from surveys.coding.calibration import Share as Checked
from surveys.coding.checks import Agreed
from surveys.design.text import Text
from surveys.digest import choosing
from surveys.digest.digest import Agreement, Contrast, Digest, Map, Ranges, Section, Table, Trend
from surveys.digest.material import Candidate, Coverage, Material, ShownStatement, ShownTheme, Voice
from surveys.digest.phrases import say
from surveys.digest.render import render
from surveys.digest.render.text import lines
from surveys.digest.sections import (
    SECTIONS,
    common,
    contrast,
    flagged,
    method,
    news,
    questions,
    quotes,
    themes,
    voices,
)

TWO_CODERS = Agreed(
    42,
    {"Ada": 40, "Bo": 42},
    Agreement_(0.714, 0.5, 0.9, 0.85, 40, 80),
    {"Ada": Agreement_(0.9, 0.8, 1.0, 0.95, 40, 80), "Bo": Agreement_(0.8, 0.7, 0.9, 0.85, 42, 84)},
    {},
)  # of 82 codes (38 + 35.7) = 73.7 are as the machine's, 90 %


def name(words: str) -> Text:
    return Text({"de": words})


def theme(key: str, **settings: Any) -> ShownTheme:
    return ShownTheme(**{"id": key, "item": "why", "label": name(f"Thema {key}"), **settings})


def spoken(*groups: tuple[str, Sequence[Iterable[str]]], item: str = "why") -> dict[str, dict[str, int]]:
    """Counts of people who speak of these themes (letters), by group; nobody's letter is ``-``."""
    counts: dict[str, dict[str, int]] = {}
    for group, people in groups:
        counts = counted({item: ["x"] * len(people)}, group=group, add_to=counts)
        for said in people:
            for each in said:
                for cell in (f"t:{each}", f"t:{each}|s:{group}", f"t:{each}|p:telegram"):
                    counts[item][cell] = counts[item].get(cell, 0) + 1
    return counts


def customers(**people: int) -> dict[str, dict[str, int]]:
    """As many customers speak of each theme; ``none`` of no theme."""
    return spoken(("customer", ["-" if key == "none" else key for key, n in people.items() for _ in range(n)]))


def candidate(number: int, of: str | None = None, **settings: Any) -> Candidate:
    words = f"Antwort Nummer {number}, die lang genug ist, um gut lesbar zu sein."
    given = {"answer_id": f"why{number}", "person": person(number), "item": "why", "words": words, "theme": of}
    return Candidate(**{**given, "segment": "customer", "name": None, **settings})


def with_themes(counts: dict[str, dict[str, int]], *shown: ShownTheme, **settings: Any) -> Material:
    return replace(material(counts), themes=shown, **settings)


def whole(given: Material) -> Digest:
    made = tuple(section for make in SECTIONS if (section := make(given)) is not None)
    return Digest(wave="w", title=given.questionnaire.title, at=NOON, participants=given.participants, sections=made)


def sentences(section: Section | None, language: str = "de") -> list[str]:
    return [say(block.say, language) for block in section.blocks if block.type == "line"] if section else []


def of_type(section: Section | None, kind: type[Any]) -> list[Any]:
    return [block for block in section.blocks if isinstance(block, kind)] if section else []


# --- themes ---


def test_themes_stand_with_people_and_a_range_the_largest_first() -> None:
    """40 answers: 18 speak of b, 12 of a, 10 of none. Wilson of 18 of 40 is 30.7 to 60.2 %, of 12 of 40 18.1 to 45.4 %."""
    section = themes.section(with_themes(customers(a=12, b=18, none=10), theme("a"), theme("b")))

    [ranges] = of_type(section, Ranges)
    rows = [(row.count, row.share, row.low, row.high) for row in ranges.rows]
    assert ranges.n == 40
    assert rows[0] == (18, 0.45, pytest.approx(0.307, abs=0.001), pytest.approx(0.602, abs=0.001))
    assert rows[1] == (12, 0.3, pytest.approx(0.181, abs=0.001), pytest.approx(0.454, abs=0.001))
    assert rows[2] == (10, None, None, None)


def test_a_theme_of_four_is_not_even_named() -> None:
    """20 of a, 12 of none, 8 of b and 4 of c: with b's 8 withheld too, the two are twelve."""
    given = with_themes(customers(a=20, b=8, c=4, none=12), theme("a"), theme("b"), theme("c"))
    digest = whole(given)

    assert "Thema a" in digest.model_dump_json()
    assert "Thema c" not in digest.model_dump_json()
    assert "Thema b" not in digest.model_dump_json()
    assert "Nicht gezeigt sind Themen von weniger als 5 Personen" in render(digest, "text")


def test_under_ten_there_is_no_share() -> None:
    [ranges] = of_type(themes.section(with_themes(customers(a=9), theme("a"))), Ranges)

    assert (ranges.n, ranges.rows[0].count, ranges.rows[0].share) == (9, 9, None)


def test_a_change_is_of_those_who_answered_since() -> None:
    """30 of 100 before, 70 of 150 now: of the 50 since 40, 80 %, not 30 %. 47 - 30 are 17 points."""
    now, then = customers(a=70, none=80), customers(a=30, none=70)
    [ranges] = of_type(themes.section(with_themes(now, theme("a"), last=then, last_at=NOON)), Ranges)
    steady = customers(a=46, none=104)
    [same] = of_type(themes.section(with_themes(steady, theme("a"), last=then, last_at=NOON)), Ranges)

    assert say(ranges.rows[0].change, "de") == "+17 Punkte"
    assert say(same.rows[0].change, "de") == "im Rahmen des Zufalls"
    assert of_type(themes.section(with_themes(now, theme("a"))), Ranges)[0].rows[0].change is None


def test_each_theme_has_two_quotes_of_different_people_the_typical_first() -> None:
    found = [candidate(number, "a", rank=5 - number) for number in range(5)] + [candidate(9, "b")]
    found.append(candidate(4, "b", rank=0))  # somebody who speaks of both
    given = with_themes(customers(a=20, b=15), theme("a"), theme("b"), candidates=tuple(found))

    choice = choosing.choose(given)

    assert [each.answer_id for each in choice.themes["a"]] == ["why4", "why3"]
    assert [each.answer_id for each in choice.themes["b"]] == ["why9"]
    assert len(quoted_in(whole(given))) == 3


def test_the_screen_has_three_themes_and_at_most_two_quotes() -> None:
    shown = tuple(theme(key) for key in "abcd")
    found = tuple(candidate(number, "abcd"[number % 4]) for number in range(12))
    other = tuple(candidate(number, None, item="how", answer_id=f"how{number}") for number in range(20, 26))
    counts = customers(a=20, b=18, c=16, d=14)
    counts = counted({"how": ["x"] * 6}, add_to=counts)
    given = with_themes(counts, *shown, candidates=found + other)

    pieces = lines(whole(given))

    words = "".join(piece.text for piece in pieces)
    assert [piece.style for piece in pieces].count("quote") == 2
    assert [f"• Thema {key}" in words for key in "abcd"] == [True, True, True, False]


def test_answers_read_and_duplicates_are_said_and_small_rests_are_not() -> None:
    counts = customers(a=20, none=20)
    all_read = with_themes(counts, theme("a"), coverage={"why": Coverage(40, duplicates=9)})
    nearly = with_themes(counts, theme("a"), coverage={"why": Coverage(38, duplicates=3)})

    assert sentences(themes.section(all_read))[:2] == [
        "40 von 40 Antworten sind gelesen.",
        "9 Dubletten: Antworten, die fast wörtlich dasselbe sagen. Jede Person zählt trotzdem.",
    ]
    assert sentences(themes.section(nearly))[0] == "Fast alle der 40 Antworten sind gelesen."
    assert not any("Dublette" in each for each in sentences(themes.section(nearly)))


def test_what_a_theme_means_is_said_in_words_or_by_what_people_write() -> None:
    shown = (theme("a", definition=name("Wer lange wartet.")), theme("b", keywords=("Preis", "teuer")))
    said = sentences(themes.section(with_themes(customers(a=20, b=15), *shown)))

    assert said == ["„Thema a“: Wer lange wartet.", "„Thema b“, erkennbar an: Preis, teuer"]


# --- news ---


def test_a_new_theme_is_called_one_with_its_quotes_and_never_silently_a_theme() -> None:
    given = with_themes(
        customers(a=20, b=15), theme("a"), theme("b", emerged=True), candidates=(candidate(1, "b"), candidate(2, "a"))
    )
    section = news.section(given)

    assert section is not None
    assert sentences(section) == ["Neu aufgetaucht in „why“: „Thema b“. Ein Vorschlag, noch kein bestätigtes Thema."]
    assert [block.type for block in section.blocks] == ["line", "quote"]
    assert len(quoted_in(whole(given))) == 2, "no quote stands twice"
    assert "Thema b (neu aufgetaucht)" in render(whole(given), "markdown")


def test_what_came_and_what_moved_since_the_digest_before() -> None:
    """150 answers, 100 of them before: 50 are new; a from 30 to 47 %."""
    now, then = customers(a=70, none=80), customers(a=30, none=70)
    section = news.section(with_themes(now, theme("a"), last=then, last_at=NOON - timedelta(days=7)))

    [trend] = of_type(section, Trend)
    assert sentences(section) == [
        "„why“: 50 neue Antworten seit 27. Oktober 2026.",
        "why: „Thema a“ häufiger, 47 % statt 30 %.",
    ]
    assert [(each.count, each.n) for each in trend.courses[0].moments] == [(30, 100), (70, 150)]


def test_four_new_answers_are_not_news() -> None:
    assert news.section(with_themes(customers(a=24), theme("z"), last=customers(a=20), last_at=NOON)) is None
    assert news.section(material(customers(a=24))) is None


# --- voices and questions ---


def test_single_voices_have_words_and_no_number() -> None:
    heard = (Voice(name("Barrierefreiheit"), (candidate(1), candidate(2), candidate(3))), Voice(name("Geheim"), ()))
    section = voices.section(replace(material(customers(a=20)), voices=heard))

    assert sentences(section) == ["Von wenigen gesagt: „Barrierefreiheit“"]
    assert len(of_type(section, object)) == 3


def test_questions_asked_back_are_of_different_people() -> None:
    asked = tuple(candidate(number // 2, answer_id=f"q{number}") for number in range(20))
    section = questions.section(replace(material(customers(a=20)), asked=asked))

    assert section is not None
    assert len({block.text for block in section.blocks}) == len(section.blocks) == choosing.ASKED  # type: ignore[union-attr]


def test_nobody_is_quoted_twice_in_a_whole_digest() -> None:
    everything = tuple(candidate(number, "a") for number in range(4))
    given = with_themes(
        customers(a=20),
        theme("a"),
        candidates=everything,
        asked=everything[:2],
        voices=(Voice(None, everything[:1]),),
    )

    assert sorted(quoted_in(whole(given))) == sorted(each.words for each in everything)
    assert quotes.section(given) is None, "all stand with their theme"


# --- groups ---


def two_groups(inside: int, of: int, outside: int, of_others: int) -> dict[str, dict[str, int]]:
    return spoken(
        ("customer", ["a"] * inside + ["-"] * (of - inside)),
        ("practitioner", ["a"] * outside + ["-"] * (of_others - outside)),
    )


def test_the_strongest_contrast_stands_with_counts_and_intervals() -> None:
    """30 of 50 against 10 of 50: 40 points, and Fisher's p is under a thousandth."""
    section = contrast.section(with_themes(two_groups(30, 50, 10, 50), theme("a")))

    [shown] = of_type(section, Contrast)
    assert [(dot.count, dot.n) for dot in shown.dots] == [(30, 50), (10, 50)]
    assert shown.dots[0].low == pytest.approx(0.462, abs=0.001)
    assert say(shown.note, "de") == "Customer: häufiger als die anderen, über den Zufall hinaus."
    assert sentences(section)[-1].startswith("1 Unterschiede geprüft, 1 über den Zufall hinaus")


def test_a_difference_within_chance_is_called_that() -> None:
    [shown] = of_type(contrast.section(with_themes(two_groups(20, 50, 18, 50), theme("a"))), Contrast)

    assert say(shown.note, "de") == "Der größte Unterschied; auch er liegt im Rahmen des Zufalls."


def test_under_eighty_answers_nothing_is_said_of_groups() -> None:
    section = contrast.section(with_themes(two_groups(30, 40, 10, 39), theme("a")))

    assert of_type(section, Contrast) == []
    assert sentences(section) == [
        "Noch zu wenige Antworten: Unterschiede zwischen Gruppen lassen sich ab etwa 80 erkennen."
    ]


def test_a_group_that_may_not_be_shown_is_not_compared() -> None:
    section = contrast.section(with_themes(two_groups(30, 97, 0, 3), theme("a")))

    assert sentences(section) == ["Zwischen den Gruppen lässt sich nichts vergleichen, ohne Einzelne zu verraten."]


# --- common ground ---


def an_opinion(a: tuple[int, int, int], b: tuple[int, int, int]) -> Opinion:
    groups = (
        OpinionGroup("A", sum(a), (-1.0, 0.0), 0.5, (Representative("s2", 1, a[0], sum(a), 2.0),)),
        OpinionGroup("B", sum(b), (1.0, 0.2), 0.5, ()),
    )
    known = {"A": Reactions(*a), "B": Reactions(*b), "": Reactions(*(x + y for x, y in zip(a, b, strict=True)))}
    return Opinion(sum(a) + sum(b), groups, {}, {"s1": known, "s2": known}, ("s1",), ("s2",))


def voted(a: tuple[int, int, int], b: tuple[int, int, int], more: int = 0) -> Material:
    """Agree, disagree, pass of two opinion groups, and of some who are in none."""
    agree, disagree, passed = (x + y for x, y in zip(a, b, strict=True))
    said = [1] * (agree + more) + [-1] * disagree + [0] * passed
    known = [
        ShownStatement(key, "react", name(f"Satz {key}"), "f" * 32 if key == "s2" else None) for key in ("s1", "s2")
    ]
    return replace(material(counted({"s1": said, "s2": said}), statements=known), opinion=an_opinion(a, b))


def test_common_ground_is_first_then_what_divides_then_the_map() -> None:
    section = common.section(voted((20, 6, 5), (15, 5, 6)))

    assert section is not None
    ground, divides, drawn = section.blocks
    assert isinstance(ground, Agreement)
    assert isinstance(divides, Agreement)
    assert isinstance(drawn, Map)
    assert [(row.n, row.agree, row.disagree, row.passed) for row in ground.rows] == [
        (57, 35, 11, 11),
        (31, 20, 6, 5),
        (26, 15, 5, 6),
    ]
    assert divides.answer_id == "f" * 32
    assert [circle.size for circle in drawn.circles] == [31, 26]
    assert section.brief == 1


def test_groups_are_left_out_where_they_would_tell_more_than_everybody_does() -> None:
    """In A 2 disagree, so that in B 12 would follow: both go, and everybody's 14 stays."""
    [ground, *_] = of_type(common.section(voted((20, 2, 9), (15, 12, 6))), Agreement)

    assert next((row.agree, row.disagree) for row in ground.rows) == (35, 14)
    assert all(row.disagree is None for row in ground.rows[1:])


def test_groups_that_are_not_among_the_counted_are_not_shown() -> None:
    """The release counts 57, and the groups 60: of other times, from which nothing may be derived."""
    given = voted((20, 6, 5), (15, 5, 6))
    later = replace(given, opinion=an_opinion((22, 6, 5), (16, 5, 6)))

    assert [len(block.rows) for block in of_type(common.section(later), Agreement)] == [1, 1]


# --- marked respondents ---


def test_all_stand_beside_those_without_the_marked() -> None:
    """30 shop, 20 phone; without 12 marked ones 24 and 14."""
    counts, kept = (counted({"place": ["shop"] * shop + ["phone"] * phone}) for shop, phone in ((30, 20), (24, 14)))
    section = flagged.section(replace(material(counts), unflagged=kept))

    [table] = of_type(section, Table)
    assert [row.cells for row in table.rows[:2]] == [(30, 24), (20, 14)]
    assert [say(column, "de") for column in table.columns] == ["alle (n = 50)", "ohne markierte (n = 38)"]


def test_three_marked_respondents_are_not_given_away() -> None:
    counts, kept = (counted({"place": ["shop"] * shop + ["phone"] * 20}) for shop in (30, 27))
    section = flagged.section(replace(material(counts), unflagged=kept))

    assert of_type(section, Table) == []
    assert "lässt sich nicht zeigen" in sentences(section)[0]
    assert flagged.section(material(counts)) is None


# --- how it was made ---


def test_the_method_says_how_themes_were_made_and_how_well_coders_agreed() -> None:
    coverage = Coverage(40, embedding="use-multilingual-v3", machine=30, human=10, checks=TWO_CODERS)
    said = "\n".join(
        sentences(method.section(with_themes(customers(a=20, none=20), theme("a"), coverage={"why": coverage})))
    )

    for part in (
        "(use-multilingual-v3)",
        "30 Antworten hat nur die Maschine",
        "2 Personen haben 42 Antworten geprüft, und sie in 90 % der Fälle wie die Maschine zugeordnet",
        "40 Antworten wurden doppelt zugeordnet; 85 % gleich",
        "Alpha 0,71",
        "Kein Sprachmodell",
    ):
        assert part in said


@pytest.mark.parametrize(
    ("machine", "human", "said"),
    [
        (5, 5, "„why“: 5 Antworten hat nur die Maschine zugeordnet, 5 ein Mensch zugeordnet oder bestätigt."),
        (5, 4, "„why“: Die Antworten hat die Maschine zugeordnet."),
        (4, 5, "„why“: Die Antworten hat ein Mensch zugeordnet oder bestätigt."),
        (4, 4, None),
    ],
)
def test_the_method_states_no_number_under_five_of_who_coded(machine: int, human: int, said: str | None) -> None:
    coverage = Coverage(40, machine=machine, human=human)

    told = sentences(method.section(with_themes(customers(a=20, none=20), theme("a"), coverage={"why": coverage})))

    assert [each for each in told if "zugeordnet" in each] == ([said] if said else [])


def test_the_method_tells_of_groups_of_opinion_only_where_there_are_some() -> None:
    plain = with_themes(customers(a=20, none=20), theme("a"))
    grouped = replace(plain, opinion=an_opinion((10, 0, 0), (0, 10, 0)))

    assert not any("Polis" in each for each in sentences(method.section(plain)))
    assert any("Polis" in each for each in sentences(method.section(grouped)))


def test_the_method_says_that_nobody_has_checked() -> None:
    few = Agreed(4, {"Ada": 4}, Agreement_(1.0, 1.0, 1.0, 1.0, 4, 8), {}, {})
    coverage = Coverage(40, machine=40, checks=few, model="ein-modell")
    said = "\n".join(
        sentences(method.section(with_themes(customers(a=20, none=20), theme("a"), coverage={"why": coverage})))
    )

    assert "hat noch niemand geprüft" in said
    assert "Ein Sprachmodell (ein-modell)" in said


def test_of_one_coder_alone_no_agreement_between_people_is_said() -> None:
    alone = Agreed(30, {"Ada": 30}, Agreement_(None, None, None, None, 0, 0), {"Ada": TWO_CODERS.machine["Ada"]}, {})
    given = with_themes(customers(a=20, none=20), theme("a"), coverage={"why": Coverage(40, human=30, checks=alone)})
    said = "\n".join(sentences(method.section(given)))

    assert "Eine Person hat 30 Antworten geprüft, und sie in 95 % der Fälle wie die Maschine" in said
    assert "Keine zehn Antworten wurden doppelt geprüft" in said
    assert "Alpha" not in said


# --- shares that checks correct ---


def checked(many: int = 40) -> Coverage:
    return Coverage(40, human=many, corrected=(Checked("a", 0.5, 0.4449, 0.3351, 0.5549, many),))


def test_a_share_stands_beside_what_checks_make_of_it() -> None:
    """20 of 40 are 50 %; checks make 44 % of it, 34 to 55 %."""
    given = with_themes(customers(a=20, none=20), theme("a"), coverage={"why": checked()})
    section = themes.section(given)

    [ranges] = of_type(section, Ranges)
    row = ranges.rows[0]
    assert (row.corrected, row.corrected_low, row.corrected_high) == (0.44, 0.34, 0.55), "no finer than whole percent"
    assert sentences(section)[1] == (
        "„Nach Prüfung“: 40 Antworten haben Menschen geprüft. So groß wären die Anteile wohl, hätten sie alle geprüft "
        "(Spanne in 90 von 100 Stichproben)."
    )
    for form in ("text", "markdown", "html"):
        assert "44 %" in render(whole(given), form, "de").replace("\u00a0", " "), form
    assert "nach Prüfung 44 %, 34 bis 55 %" in "".join(piece.text for piece in lines(whole(given), "de"))


def test_no_corrected_share_stands_where_the_counted_one_may_not() -> None:
    few = with_themes(customers(a=9), theme("a"), coverage={"why": checked()})
    unknown = with_themes(customers(b=20, none=20), theme("b"), coverage={"why": checked()})

    for given in (few, unknown):
        for ranges in of_type(themes.section(given), Ranges):
            assert [row.corrected for row in ranges.rows] == [None] * len(ranges.rows)


# --- nobody is found ---


def drawn_at_random(seed: int) -> Material:
    """Everything at once, some of it rare."""
    chance = random.Random(seed)

    def people(most: int) -> list[set[str]]:
        return [
            {key for key, share in zip("abcd", (0.4, 0.2, 0.1, 0.03), strict=True) if chance.random() < share} or {"-"}
            for _ in range(chance.randint(1, most))
        ]

    then = [("customer", people(70)), ("practitioner", people(40))]
    now = [(group, [*known, *people(40)]) for group, known in then]
    counts = spoken(*now)
    parts = [tuple(chance.randint(0, 14) for _ in range(3)) for _ in range(2)]
    a, b = (parts[0][0], parts[0][1], parts[0][2]), (parts[1][0], parts[1][1], parts[1][2])
    votes = voted(a, b, more=chance.randint(0, 6))
    counts |= {key: dict(votes.counts[key]) for key in ("s1", "s2") if key in votes.counts}
    place = [chance.choice(("shop", "shop", "phone", "chat")) for _ in range(chance.randint(5, 40))]
    marked = [chance.random() < 0.3 for _ in place]
    kept = counted({"place": [each for each, out in zip(place, marked, strict=True) if not out]})
    counts["place"] = counted({"place": place})["place"]
    return replace(
        material(counts, statements=votes.statements),
        themes=tuple(theme(key, emerged=key == "c", proposed=key == "b") for key in "abcd"),
        last=spoken(*then),
        last_at=NOON,
        opinion=votes.opinion,
        coverage={"why": Coverage(counts["why"]["n"] - chance.randint(0, 9), duplicates=chance.randint(0, 9))},
        unflagged=kept,
    )


@pytest.mark.parametrize("seed", range(120))
def test_no_number_of_people_under_five_is_said_nor_follows(seed: int) -> None:
    digest = whole(drawn_at_random(seed))

    small = [(where, n) for where, n in people_in(digest) if not (n == 0 or n >= 5)]
    assert [each for each in small if "contrast-compared" not in each[0]] == []
    assert shares_without_ten(digest) == []


@pytest.mark.parametrize("seed", range(25))
def test_no_renderer_writes_a_number_of_one_to_four_people(seed: int) -> None:
    """What may stand there: days and times, percent and points, numbers of differences, points of an alphabet."""
    digest = whole(drawn_at_random(seed))
    only = tuple(each for each in digest.sections if each.key in ("themes", "news", "common", "contrast", "flagged"))
    allowed = r"\d+\. (?:November|Oktober)|\d+ Unterschiede geprüft, \d+ über|höchstens 5 %|\d+[–-]\d+ %|\d+ bis \d+ %"
    allowed += r"|\d+ % statt \d+ %|[+−]?\d+ (?:%|Punkte)|Satz s\d|ab etwa 80|weniger als 5|Fassung \d|Stand \d"
    allowed += r"|und \d+ weitere"
    written = [render(digest.model_copy(update={"sections": only}), form, "de") for form in ("text", "markdown")]
    written.append("".join(piece.text for piece in lines(digest.model_copy(update={"sections": only}), "de")))

    for words in written:
        body = re.sub(allowed, "", words.replace("\u00a0", " ").replace("&#45;", "-").replace("\\", ""))
        assert re.findall(r"(?<![\w.,#])[1-4](?![\w.,]|$)", body) == []


@pytest.mark.parametrize("seed", range(20))
def test_every_phrase_is_said_in_both_languages_and_the_screen_fits(seed: int) -> None:
    digest = whole(drawn_at_random(seed))

    for language in ("de", "en"):
        assert all(say(each, language) for each in says(digest))
        assert sum(len(piece.text) for piece in lines(digest, language)) <= 3500
    assert (
        Digest.model_validate_json(digest.model_dump_json()).hash()
        == digest.hash()
        == whole(drawn_at_random(seed)).hash()
    )

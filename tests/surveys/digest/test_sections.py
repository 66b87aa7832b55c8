from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from answered import (
    AGE,
    BEST,
    EVERY_KIND,
    GROUP,
    HOURS,
    NOON,
    bars_of,
    counted,
    material,
    people_in,
    person,
    says,
    shares_without_ten,
    shown,
    wave,
)
from fielding import questionnaire

from surveys.digest import choosing
from surveys.digest.digest import Bars, Digest, Line, Say, Scoreboard, Section
from surveys.digest.imported import Imported
from surveys.digest.material import Candidate, Material, ShownStatement
from surveys.digest.phrases import say
from surveys.digest.sections import SECTIONS, cases, closed, method, quotes, statements, turnout, unknown
from surveys.digest.tabular import tabular
from surveys.tables import WaveState


def whole(given: Material) -> Digest:
    made = tuple(section for make in SECTIONS if (section := make(given)) is not None)
    return Digest(
        wave="service-1", title=given.questionnaire.title, at=NOON, participants=given.participants, sections=made
    )


def sentences(section: Section | None, language: str = "de") -> list[str]:
    assert section is not None
    return [say(block.say, language) for block in section.blocks if block.type == "line"]


# --- who took part ---


def test_turnout_counts_people_by_platform_and_group() -> None:
    """12 customers and 5 practitioners on Telegram, 6 customers on Discord: 23 people, 17 + 6, 18 + 5."""
    given = counted({"place": ["shop"] * 12})
    given = counted({"place": ["shop"] * 5}, group="practitioner", add_to=given)
    given = counted({"place": ["shop"] * 6}, platform="discord", add_to=given)

    section = turnout.section(material(given))

    bars = bars_of(section)
    assert sentences(section)[0] == "23 Personen haben teilgenommen."
    assert bars["turnout-by-platform"].n == 23
    assert shown(bars["turnout-by-platform"]) == {"Discord": 6, "Telegram": 17}
    assert shown(bars["turnout-by-group"]) == {"Customer": 18, "Practitioner": 5}
    assert [bar.share for bar in bars["turnout-by-group"].bars] == [18 / 23, 5 / 23]


def test_a_group_of_three_is_withheld_and_so_is_what_would_give_it_away() -> None:
    """20 = 17 + 3: of the 17 the 3 would follow."""
    given = counted({"place": ["shop"] * 17})
    given = counted({"place": ["shop"] * 3}, group="practitioner", add_to=given)

    bars = bars_of(turnout.section(material(given)))["turnout-by-group"]

    assert shown(bars) == {"Customer": None, "Practitioner": None}


@pytest.mark.parametrize("people", [0, 1, 4])
def test_under_five_participants_it_is_only_said_how_many_are_missing(people: int) -> None:
    given = material(counted({"place": ["shop"] * people, "why": ["weil"] * people}), participants=people)

    digest = whole(given)

    lines = [say(block.say, "de") for block in digest.sections[0].blocks if block.type == "line"]
    assert len(digest.sections[0].blocks) == 1
    missing = "eine fehlt" if people == 4 else f"{5 - people} fehlen"
    assert lines == [f"Ergebnisse gibt es ab fünf Personen; {missing} noch."]
    assert list(people_in(digest)) == []
    assert digest.quotes() == ()


def test_a_group_that_waits_does_not_follow_from_another_number_of_the_digest() -> None:
    """Nine are counted on Telegram, six of them customers; three practitioners wait for two more."""
    given = counted({"place": ["shop"] * 6})
    given = counted({"place": ["shop"] * 3}, group="practitioner", add_to=given)
    del given[""]["n|s:practitioner"]
    running = material(given, of=wave(WaveState.OPEN))

    bars = bars_of(turnout.section(running))["turnout-by-group"]

    assert "Telegram: 9 Teilnehmende." in sentences(method.section(running))
    assert shown(bars) == {"Customer": None, "Practitioner": None}
    assert bars.n is None


def test_before_anything_is_shown_no_table_of_dashes_stands_there() -> None:
    section = turnout.section(material({}, hidden="results-after-close", participants=40))

    assert section is not None
    assert [block.type for block in section.blocks] == ["line"]


def test_shares_of_a_turnout_wait_until_nearly_all_are_counted() -> None:
    """15 took part, 13 are counted by group: 7 of 13 is 54 %, but it may be 9 of 15, 60 %."""
    given = counted({"place": ["shop"] * 7})
    given = counted({"place": ["shop"] * 6}, group="practitioner", add_to=given)
    open_wave = wave(WaveState.OPEN)

    early = bars_of(turnout.section(material(given, participants=15, of=open_wave)))["turnout-by-group"]
    later = bars_of(turnout.section(material(given, participants=14, of=open_wave)))["turnout-by-group"]

    assert shown(early) == {"Customer": 7, "Practitioner": 6}
    assert [bar.share for bar in early.bars] == [None, None]
    assert [bar.share for bar in later.bars] == [7 / 13, 6 / 13]


# --- closed items ---


def test_a_choice_is_counted_largest_first_with_shares_of_those_who_answered() -> None:
    """12 answered: 7 shop, 5 phone; 7/12 and 5/12. Nobody and one to four look the same."""
    bars = bars_of(closed.section(material(counted({"place": ["shop"] * 7 + ["phone"] * 5}))))["place"]

    assert bars.n == 12
    assert shown(bars) == {"Shop": 7, "Phone": 5, "Chat": None, "Mail": None}
    assert [bar.share for bar in bars.bars] == [7 / 12, 5 / 12, None, None]
    assert (bars.ordered, bars.several, bars.note) == (False, False, None)


def test_under_ten_there_are_counts_and_no_shares() -> None:
    bars = bars_of(closed.section(material(counted({"place": ["shop"] * 9}))))["place"]

    assert (bars.n, shown(bars)["Shop"]) == (9, 9)
    assert [bar.share for bar in bars.bars] == [None] * 4


def test_where_several_may_be_chosen_shares_are_of_people() -> None:
    """10 people, 10 phone and 5 mail: 100 % and 50 % of people."""
    said = [["phone", "mail"]] * 5 + [["phone"]] * 5
    bars = bars_of(closed.section(material(counted({"channels": said}))))["channels"]

    assert (bars.n, bars.several) == (10, True)
    assert shown(bars) == {"Phone": 10, "Mail": 5, "Chat": None}
    assert [bar.share for bar in bars.bars] == [1.0, 0.5, None]


def test_who_did_not_choose_is_protected_too() -> None:
    """Phone 9 of 12 would tell that 3 did not."""
    said = [["phone", "mail"]] * 7 + [["phone"]] * 2 + [["mail"]] * 3
    bars = bars_of(closed.section(material(counted({"channels": said}))))["channels"]

    assert shown(bars) == {"Phone": None, "Mail": None, "Chat": None}, "9 of 12, and 10 of 12"


def test_a_scale_keeps_its_order_and_has_a_median() -> None:
    """5 times 1, 6 times 3, 10 times 5: of 21 the 11th is 3."""
    bars = bars_of(closed.section(material(counted({"agree": [1] * 5 + [3] * 6 + [5] * 10}))))["agree"]

    assert bars.ordered
    assert list(shown(bars).items()) == [("1 – gar nicht", 5), ("2", None), ("3", 6), ("4", None), ("5 – sehr", 10)]
    assert bars.note is not None
    assert say(bars.note, "de") == "Median: 3 (n = 21)"


def test_the_median_between_two_points_lies_between_them() -> None:
    """5 times 2, 5 times 3: between the 5th and the 6th."""
    bars = bars_of(closed.section(material(counted({"agree": [2] * 5 + [3] * 5}))))["agree"]

    assert bars.note is not None
    assert say(bars.note, "de") == "Median: 2,5 (n = 10)"
    assert say(bars.note, "en") == "Median: 2.5 (n = 10)"


def test_a_scale_of_which_a_point_is_withheld_has_no_median() -> None:
    bars = bars_of(closed.section(material(counted({"agree": [2] * 9 + [3] * 9 + [4] * 2}))))["agree"]

    assert bars.note is None
    assert None in [bar.count for bar in bars.bars if bar.label["de"] in "234"]  # type: ignore[index]


def test_a_number_is_counted_by_range_with_its_median_and_unit() -> None:
    """6 under 2 hours, 7 from 2 to under 10; the release keeps the median as 35 tenths: 3.5 hours."""
    given = counted({"hours": [1.5] * 6 + [3.5] * 7})
    given["hours"]["median:n"] = 35

    bars = bars_of(closed.section(material(given)))["hours"]

    assert list(shown(bars).items()) == [
        ("unter 2 Stunden", 6),
        ("2 bis unter 10 Stunden", 7),
        ("ab 10 Stunden", None),
    ]
    assert bars.note is not None
    assert say(bars.note, "de") == "Median: 3,5 Stunden (n = 13)"


def test_a_number_without_ranges_is_a_sentence_not_a_bar_of_everybody() -> None:
    given = counted({"age": [40] * 12})
    given["age"]["median:n"] = 40

    section = closed.section(material(given))

    assert bars_of(section) == {}
    assert sentences(section) == ["„age“: Median 40 Jahre (n = 12)."]


def test_a_number_without_ranges_of_under_ten_says_only_how_many() -> None:
    assert sentences(closed.section(material(counted({"age": [40] * 9})))) == ["„age“: 9 Antworten."]


def test_a_ranking_shows_who_was_put_first() -> None:
    """8 put fast first, 6 kind: of 14."""
    said = [["fast", "kind", "right", "cheap"]] * 8 + [["kind", "fast", "cheap", "right"]] * 6
    bars = bars_of(closed.section(material(counted({"best": said}))))["best"]

    assert (bars.n, bars.several) == (14, False)
    assert [count for count in shown(bars).values() if count] == [8, 6]
    assert next(iter(shown(bars))) == "Fast (auf Platz 1)"


def test_a_ranking_in_an_open_wave_has_its_n() -> None:
    """Live counts have no base of their own for the first places."""
    given = counted({"best": [["fast", "kind", "right", "cheap"]] * 12})
    del given["best"]["n:first"]

    bars = bars_of(closed.section(material(given)))["best"]

    assert (bars.n, shown(bars)["Fast (auf Platz 1)"]) == (12, 12)


def test_a_ranking_of_which_no_first_place_is_released_yet_states_no_n() -> None:
    bars = bars_of(closed.section(material({"": {"n": 12}, "best": {"n": 12}})))["best"]

    assert bars.n is None


def test_dates_show_the_months_of_at_least_five_and_name_no_other() -> None:
    """That a month stands there would tell that one to four named it."""
    said = ["2026-03"] * 6 + ["2025-12-24"] * 7 + ["2019-01"] * 2 + ["2018-01"] * 4
    bars = bars_of(closed.section(material(counted({"since": said}))))["since"]

    assert bars.n == 19
    assert shown(bars) == {"Dezember 2025": 7, "März 2026": 6}


def test_dates_stand_in_their_order() -> None:
    bars = bars_of(closed.section(material(counted({"since": ["2026-03"] * 6 + ["2025-12-24"] * 7}))))["since"]

    assert list(shown(bars).items()) == [("Dezember 2025", 7), ("März 2026", 6)]


def test_four_answers_to_a_question_show_nothing_of_it() -> None:
    given = counted({"place": ["shop"] * 12, "agree": [3] * 4})

    assert list(bars_of(closed.section(material(given)))) == ["place"]


# --- statements ---


def test_reactions_to_a_statement_are_counted() -> None:
    """20 reacted: 9 agree, 6 disagree, 5 pass."""
    given = counted({"s1": [1] * 9 + [-1] * 6 + [0] * 5})
    known = [ShownStatement("s1", "react", EVERY_KIND.title)]

    [bars] = bars_of(statements.section(material(given, statements=known))).values()

    assert bars.n == 20
    assert shown(bars) == {"vote-agree": 9, "vote-disagree": 6, "vote-pass": 5}
    assert [bar.share for bar in bars.bars] == [0.45, 0.3, 0.25]


def test_shares_of_a_statement_wait_as_those_of_a_question_do() -> None:
    """12 agree are counted, 4 who disagree wait: 100 % agreement would be untrue."""
    given = counted({"place": ["shop"] * 16, "s1": [1] * 12})
    known = [ShownStatement("s1", "react", EVERY_KIND.title)]
    running = material(given, statements=known, of=wave(WaveState.OPEN))

    [bars] = bars_of(statements.section(running)).values()

    assert [bar.share for bar in bars.bars] == [None, None, None]


# --- cases ---


def report(channel: str = "mail", outcome: str = "answered", solved: str = "yes", company: str = "Bahn") -> Any:
    return {"company": company, "channel": channel, "outcome": outcome, "solved": solved}


def test_cases_by_company_and_channel() -> None:
    """Bahn by mail: 16 requests, 11 answered, 6 solved; Telekom by chat: 10 requests, 10 answered, 5 solved.

    All: 26 requests, 21 answered, 11 solved. What is left is 5 or more everywhere.
    """
    said = [report(solved="yes")] * 6 + [report(solved="no")] * 5 + [report(outcome="nothing", solved="no")] * 5
    said += [report("chat", company="telekom")] * 5 + [report("chat", solved="no", company="TELEKOM ")] * 5
    given = counted({"report": said})
    given["report"]["median:channel:mail|c:bahn"] = 120

    section = cases.section(material(given))

    assert section is not None
    [board] = section.blocks
    assert isinstance(board, Scoreboard)
    rows = {row.label["de"]: (row.requests, row.answered, row.median, row.solved) for row in board.rows}  # type: ignore[index]
    assert rows == {"Telekom · Chat": (10, 10, None, 5), "Bahn · Mail": (16, 11, 120, 6)}
    assert (board.total.requests, board.total.answered, board.total.solved) == (26, 21, 11)
    assert tabular(board, "de").rows[-1] == ("Alle Berichte", "26", "21", "siehe oben", "11"), (
        "no median of all is known"
    )
    assert board.note is not None
    assert say(board.note, "de").startswith("26 Berichte")


def test_a_company_of_four_reports_is_not_named() -> None:
    said = [report()] * 12 + [report(company="Kleinladen")] * 4
    digest = whole(material(counted({"report": said})))

    assert "Kleinladen" not in digest.model_dump_json()
    assert not [(where, count) for where, count in people_in(digest) if 0 < count < 5]


@pytest.mark.parametrize(
    ("written", "called"),
    [("dm", "DM"), ("deutsche bahn", "Deutsche Bahn"), ("mcdonald's", "Mcdonald's"), ("1&1 telecom", "1&1 Telecom")],
)
def test_companies_are_called_as_names_are(written: str, called: str) -> None:
    section = cases.section(material(counted({"report": [report(company=written)] * 6})))

    assert section is not None
    assert section.blocks[0].rows[0].label["de"] == f"{called} · Mail"  # type: ignore[union-attr,index]


def test_a_table_that_withholds_its_total_does_not_state_it_in_a_note() -> None:
    """Of 7 reports 4 were solved and 3 not: with the 7, who knows the rule knows more than they should."""
    digest = whole(material(counted({"report": [report()] * 4 + [report(solved="no")] * 3})))

    board = next(block for section in digest.sections for block in section.blocks if isinstance(block, Scoreboard))
    assert board.total.requests is None
    assert board.note is None
    assert 7 not in [count for where, count in people_in(digest) if "report" in where or "method-question" in where]


# --- quotes ---


def candidate(number: int, words: str = "", key: str = "why", **settings: Any) -> Candidate:
    words = words or f"Antwort Nummer {number}, die lang genug ist, um gut lesbar zu sein."
    given = {"answer_id": f"{key}{number}", "person": person(number), "item": key, "words": words}
    return Candidate(**{**given, "segment": "customer", "name": None, **settings})


def test_that_nobody_agreed_to_be_quoted_is_said_and_only_then() -> None:
    given = counted({"why": ["x"] * 6})

    nobody = quotes.section(material(given))
    somebody = quotes.section(material(given, candidates=[candidate(1)]))

    assert nobody is not None
    assert somebody is not None
    assert [each.key for each in _said(nobody)] == ["quotes-answers", "quotes-none"]
    assert [each.key for each in _said(somebody)] == ["quotes-answers"]
    assert nobody.brief == 2, "both lines also in a short digest"


def _said(section: Section) -> list[Say]:
    return [block.say for block in section.blocks if isinstance(block, Line)]


def test_two_quotes_per_question_and_one_per_person() -> None:
    found = [candidate(number, key=key) for number in range(6) for key in ("why", "how")]

    chosen = choosing.choose(material(counted({"why": ["x"] * 6, "how": ["x"] * 6}), candidates=found)).items

    assert sorted(each.item for each in chosen) == ["how", "how", "why", "why"]
    assert len({each.person for each in chosen}) == 4


def test_somebody_who_answered_everything_is_quoted_once() -> None:
    found = [candidate(1, key="why"), candidate(1, key="how")]

    assert len(choosing.choose(material(counted({"why": ["x"] * 6}), candidates=found)).items) == 1


def test_the_choice_does_not_depend_on_the_order_they_are_found_in() -> None:
    found = [candidate(number, key=key) for number in range(20) for key in ("why", "how")]
    given = counted({"why": ["x"] * 20})
    first = choosing.choose(material(given, candidates=found))

    for seed in range(5):
        random.Random(seed).shuffle(found)
        assert choosing.choose(material(given, candidates=found)) == first


def test_another_group_speaks_second() -> None:
    found = [candidate(number) for number in range(9)] + [candidate(9, segment="practitioner")]

    chosen = choosing.choose(material(counted({"why": ["x"] * 10}), candidates=found)).items

    assert {each.segment for each in chosen} == {"customer", "practitioner"}


def test_a_readable_length_is_preferred_and_nothing_is_ever_cut() -> None:
    long = "Ein sehr langer Satz. " * 100
    found = [candidate(1, long), candidate(2, "Kurz."), candidate(3), candidate(4)]
    given = counted({"why": ["x"] * 6})

    assert {each.answer_id for each in choosing.choose(material(given, candidates=found)).items} == {"why3", "why4"}
    [section] = [quotes.section(material(given, candidates=found[:1]))]
    assert section is not None
    assert section.blocks[0].text == long  # type: ignore[union-attr]


@pytest.mark.parametrize(("people", "named"), [(9, None), (10, "Customer")])
def test_a_group_stands_beside_a_quote_from_ten_people_on(people: int, named: str | None) -> None:
    section = quotes.section(material(counted({"why": ["x"] * people}), candidates=[candidate(1)]))

    assert section is not None
    who = section.blocks[0].who  # type: ignore[union-attr]
    assert (who["de"] if who else None) == named  # type: ignore[index]


def test_a_name_stands_alone() -> None:
    found = [candidate(1, name="Anna B.")]
    section = quotes.section(material(counted({"why": ["x"] * 30}), candidates=found))

    assert section is not None
    assert section.blocks[0].who["de"] == "Anna B."  # type: ignore[union-attr,index]


# --- what is not known, and how it was made ---


def test_nothing_untrue_is_said_of_numbers_that_are_hidden() -> None:
    """Forty took part and results come after closing: no group is small, no question was left out by all."""
    digest = whole(material({}, hidden="results-after-close", participants=40, of=wave(WaveState.OPEN)))

    said = "\n".join(say(each, "de") for each in says(digest))
    assert "weniger als" not in said.replace("Nicht gezeigt werden", "")
    assert "Ergebnisse gibt es, wenn die Umfrage geschlossen ist." in said
    assert "„place“: „place?“" in said, "what was asked is said"


def test_one_platform_is_only_claimed_of_all() -> None:
    """17 on Telegram are counted, 3 on Discord are not yet."""
    given = counted({"place": ["shop"] * 17})
    mixed = counted({"place": ["shop"] * 3}, platform="discord", add_to=given)
    del mixed[""]["n|p:discord"]

    assert any("Telegram" in each for each in sentences(unknown.section(material(given))))
    assert not any("Telegram" in each for each in sentences(unknown.section(material(mixed))))


def test_the_method_does_not_give_away_a_platform_of_three() -> None:
    given = counted({"place": ["shop"] * 17})
    given = counted({"place": ["shop"] * 3}, platform="discord", add_to=given)

    said = sentences(method.section(material(given)))

    assert not any(each.startswith(("Telegram", "Discord")) for each in said)


def test_the_method_states_platforms_that_may_be_told() -> None:
    given = counted({"place": ["shop"] * 17})
    given = counted({"place": ["shop"] * 8}, platform="discord", add_to=given)

    said = sentences(method.section(material(given)))

    assert "Telegram: 17 Teilnehmende." in said
    assert "Discord: 8 Teilnehmende." in said


def test_the_method_never_says_an_n_that_its_question_withholds() -> None:
    """4 and 3 of 7: the 7 is withheld beside them."""
    given = counted({"place": ["shop"] * 4 + ["phone"] * 3, "why": ["x"] * 7})
    bars = bars_of(closed.section(material(given)))["place"]

    said = sentences(method.section(material(given)))

    assert bars.n is None
    assert [each for each in said if "place?" in each] == ["Frage 2, „place“: „place?“"]
    assert [each for each in said if "why?" in each] == ["Frage 9 (n = 7), „why“: „why?“"]


def test_the_method_names_what_aapor_asks_for() -> None:
    said = "\n".join(sentences(method.section(material(counted({"place": ["shop"] * 12})))))

    for part in ("freiwillig", "12 Teilnehmende", "Stichprobenfehler", "3. November 2026", "nicht gewichtet", "place?"):
        assert part in said


def test_samples_are_called_samples() -> None:
    given = material(counted({"place": ["shop"] * 12}), of=wave(sample=True))

    assert sentences(method.section(given))[0] == "Alle Antworten sind Beispieldaten, von uns geschrieben."


# --- nobody is found ---


def some_answers(chance: random.Random, people: int) -> dict[str, list[Any]]:
    """Answers of every kind, some of them rare."""

    def drawn(*among: Any) -> list[Any]:
        answering = range(chance.randint(people // 2, people))
        return [chance.choices(among, weights=[8, 4, 2, 1][: len(among)])[0] for _ in answering]

    return {
        "place": drawn("shop", "phone", "chat", "mail"),
        "channels": drawn(["phone"], ["phone", "mail"], ["mail"], ["chat", "phone"]),
        "agree": drawn(5, 4, 1, 2),
        "hours": drawn(1, 3, 50),
        "age": drawn(30, 40, 50),
        "best": drawn(["fast", "kind"], ["kind", "fast"], ["right", "cheap"], ["cheap", "fast"]),
        "since": drawn("2026-03", "2026-04", "2025-01", "2020-07"),
        "why": drawn("weil"),
        "s1": drawn(1, -1, 0),
        "report": drawn(report(), report("chat"), report(outcome="nothing", solved="no"), report(company="Telekom")),
    }


@pytest.mark.parametrize("seed", range(150))
def test_no_number_of_any_block_is_under_five_nor_tells_one(seed: int) -> None:
    chance = random.Random(seed)
    given: dict[str, dict[str, int]] = {}
    for group in ("customer", "practitioner"):
        for platform in ("telegram", "discord"):
            people = some_answers(chance, chance.randint(1, 25))
            given = counted(people, group=group, platform=platform, add_to=given)
    known = [ShownStatement("s1", "react", EVERY_KIND.title)]

    digest = whole(material(given, statements=known))

    assert [(where, count) for where, count in people_in(digest) if not (count == 0 or count >= 5)] == []
    assert shares_without_ten(digest) == []


def test_every_phrase_can_be_said_in_both_languages() -> None:
    given = counted(some_answers(random.Random(1), 40))
    given["hours"]["median:n"] = 35
    given["age"]["median:n"] = 40
    given["report"]["median:channel:mail|c:bahn"] = 120
    known = [ShownStatement("s1", "react", EVERY_KIND.title)]
    shapes = [
        material(given, statements=known, candidates=[candidate(1)]),
        material(given, of=wave(sample=True)),
        material(counted({"why": ["x"] * 7})),
        *(material({}, hidden=f"results-{why}", participants=9) for why in ("after-close", "after-answer", "none-yet")),
        *(material({}, participants=people) for people in (0, 1, 4)),
    ]

    for shape in shapes:
        for each in says(whole(shape)):
            assert say(each, "de")
            assert say(each, "en")


def test_an_item_alone_is_no_trouble() -> None:
    for alone in (questionnaire(GROUP, segment="group"), questionnaire(BEST), questionnaire(HOURS, AGE)):
        digest = whole(material({}, alone))

        assert [section.key for section in digest.sections] == ["turnout", "unknown", "method"]
        assert not any(isinstance(block, Bars) for section in digest.sections for block in section.blocks)


# --- who came from elsewhere ---


def came(**people: int) -> list[str]:
    """What the method says of 30 people here and of these from elsewhere, who gave two answers each."""
    given = counted({"place": ["shop"] * 30})
    given = counted({"place": ["shop"] * sum(people.values())}, platform="import", add_to=given)
    sources = {f"imported-{source}": Imported(many, 2 * many) for source, many in people.items()}
    said = sentences(method.section(replace(material(given), imported=sources)))
    return [line for line in said if "übernommen" in line]


def test_people_from_elsewhere_are_counted_by_kind_of_source() -> None:
    form, chat = came(form=12, chat=5)

    assert "12 Personen mit 24 Antworten" in form
    assert "5 Personen mit 10 Antworten" in chat


def test_a_source_of_fewer_than_five_people_is_named_without_a_number() -> None:
    """Of 15 from elsewhere 12 came from a form: with that number, the rest of three would be known."""
    for said in (*came(form=12, chat=3), *came(chat=4)):
        assert "weniger als fünf Personen" in said
        assert not any(letter.isdigit() for letter in said)


def test_without_anybody_from_elsewhere_nothing_is_said_of_it() -> None:
    assert came() == []

"""Does the note on how a digest was made say all of it, in order, and no number that tells of one to four people?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from answered import NOON, counted, material, wave
from digest_samples import name
from fielding import item, options, questionnaire

from surveys.analysis.opinion import Opinion
from surveys.coding.agreement import Agreement
from surveys.coding.checks import Agreed
from surveys.design.questionnaire import Questionnaire
from surveys.digest.digest import Line
from surveys.digest.imported import Imported
from surveys.digest.material import Coverage, Material, ShownTheme
from surveys.digest.sections import method
from surveys.tables import WaveState

ASKED = questionnaire(item("why", "open"), item("place", "choice", options=options("shop", "phone")))
REPORTED = questionnaire(item("report", "case", channels=options("mail", "chat")), item("why", "open"))
TITLE = name("why")
ALWAYS = ["method-unweighted", "method-withheld", "method-releases", "method-quotes"]


def said(given: Material) -> list[tuple[str, dict[str, Any]]]:
    section = method.section(given)
    assert section is not None
    return [(each.say.key, dict(each.say.values)) for each in section.blocks if isinstance(each, Line)]


def of(key: str, given: Material) -> list[dict[str, Any]]:
    """What every sentence of that key inserts."""
    return [values for each, values in said(given) if each == key]


def coded(coverage: Coverage, n: int = 40) -> Material:
    """So many answered, and twenty of them speak of one theme."""
    counts = {"": {"n": n, "n|p:telegram": n}, "why": {"n": n, "t:a": 20, "t:-": n - 20}}
    theme = ShownTheme("a", "why", name("Warten"))
    return replace(material(counts, ASKED), themes=(theme,), coverage={"why": coverage})


def test_the_whole_note_stands_in_its_order() -> None:
    """Twelve took part from the third to the tenth of November, on one platform; nobody answered why."""
    given = material(counted({"place": ["shop"] * 12}, ASKED), ASKED, of=wave(WaveState.OPEN))

    assert said(given) == [
        ("method-opt-in", {"count": 12}),
        ("method-period", {"start": date(2026, 11, 3), "end": date(2026, 11, 10)}),
        ("method-platform", {"platform": name("Telegram"), "count": 12}),
        ("method-unweighted", {}),
        ("method-withheld", {"fewest": 5, "share": 10}),
        ("method-releases", {"fewest": 5}),
        ("method-quotes", {}),
        ("method-question-few", {"number": 1, "title": name("why"), "text": name("why?")}),
        ("method-question", {"number": 2, "title": name("place"), "text": name("place?"), "n": 12}),
    ]
    section = method.section(given)
    assert section is not None
    assert section.brief == 1


def test_samples_are_told_before_anything_else_and_only_of_samples() -> None:
    keys = [[key for key, _ in said(material({}, ASKED, of=wave(sample=sample)))] for sample in (True, False)]

    assert [each[0] for each in keys] == ["method-sample", "method-opt-in"]
    assert "method-sample" not in keys[1]


def test_a_wave_of_one_day_has_a_day_a_closed_one_its_end_and_an_unopened_one_neither() -> None:
    one_day = wave(closed_at=NOON + timedelta(hours=3))
    ended = wave(closed_at=NOON + timedelta(days=2))

    assert of("method-day", material({}, ASKED, of=one_day)) == [{"day": date(2026, 11, 3)}]
    assert of("method-period", material({}, ASKED, of=one_day)) == []
    assert of("method-period", material({}, ASKED, of=ended)) == [
        {"start": date(2026, 11, 3), "end": date(2026, 11, 5)}
    ]
    assert of("method-day", material({}, ASKED, of=ended)) == []
    keys = [key for key, _ in said(material({}, ASKED, of=wave(opened_at=None)))]
    assert keys[:2] == ["method-opt-in", "method-unweighted"]


def test_one_platform_is_stated_only_where_everybody_is_counted_on_it() -> None:
    """17 of 17 on Telegram; or 17 of 25, of whom 8 on Discord wait."""
    all_of_them = counted({"place": ["shop"] * 17}, ASKED)
    some = counted({"place": ["shop"] * 8}, ASKED, platform="discord", add_to=all_of_them)
    waiting = {**some, "": {cell: n for cell, n in some[""].items() if "p:discord" not in cell}}

    assert [each["count"] for each in of("method-platform", material(all_of_them, ASKED))] == [17]
    assert of("method-platform", material(waiting, ASKED)) == []
    assert [each["count"] for each in of("method-platform", material(some, ASKED))] == [8, 17]


# --- who came from elsewhere ---


def elsewhere(on_platform: int, here: int = 30, **people: int) -> Material:
    given = counted({"place": ["shop"] * here}, ASKED)
    if on_platform:
        given = counted({"place": ["shop"] * on_platform}, ASKED, platform="import", add_to=given)
    sources = {f"imported-{source}": Imported(many, 3 * many) for source, many in people.items()}
    return replace(material(given, ASKED), imported=sources)


def about_elsewhere(given: Material) -> list[tuple[str, dict[str, Any]]]:
    return [(key, values) for key, values in said(given) if key.startswith("method-imported")]


def test_people_of_a_source_are_counted_with_their_answers() -> None:
    assert about_elsewhere(elsewhere(17, form=12, chat=5)) == [
        ("method-imported-form", {"count": 12, "answers": 36}),
        ("method-imported-chat", {"count": 5, "answers": 15}),
    ]


def test_a_rest_of_three_from_no_known_source_takes_the_numbers_of_the_known_one() -> None:
    """15 are counted as from elsewhere, 12 of them from forms: 12 would tell of the other 3."""
    assert about_elsewhere(elsewhere(15, form=12)) == [("method-imported-form-few", {})]


def test_no_number_is_said_of_a_source_where_its_platform_has_none() -> None:
    """Of 3 here and 12 from elsewhere neither may be said; nor where nobody is counted on that platform."""
    assert about_elsewhere(elsewhere(12, here=3, form=12)) == [("method-imported-form-few", {})]
    assert about_elsewhere(elsewhere(0, form=12)) == [("method-imported-form-few", {})]


def test_more_people_of_a_source_than_its_platform_counts_are_no_reason_to_withhold_them() -> None:
    """Counted at other times: 12 of forms are known, 10 stand on the platform."""
    assert about_elsewhere(elsewhere(10, form=12)) == [("method-imported-form", {"count": 12, "answers": 36})]


# --- who coded ---


@pytest.mark.parametrize(
    ("machine", "human", "answers", "key"),
    [
        (20, 20, 40, "method-coded"),  # all 40 are coded: nobody is left
        (20, 19, 40, "method-coded-both"),  # one was not
        (20, 16, 40, "method-coded-both"),  # four were not
        (20, 15, 40, "method-coded"),  # five were not: that may be known
        (20, 24, 40, "method-coded-both"),  # four more than counted
        (20, 25, 40, "method-coded"),
        (20, 20, 44, "method-coded-both"),  # four fewer than were read
        (20, 20, 45, "method-coded"),
        (5, 32, 40, "method-coded-both"),
        (32, 5, 40, "method-coded-both"),
        (5, 5, 40, "method-coded"),
        (4, 33, 40, "method-coded-human"),  # with one of the two untold, nothing follows
        (33, 4, 40, "method-coded-machine"),
        (4, 4, 40, None),
        (0, 5, 40, "method-coded-human"),
        (5, 0, 40, "method-coded-machine"),
    ],
)
def test_who_coded_is_counted_only_where_nobody_follows_from_it(
    machine: int, human: int, answers: int, key: str | None
) -> None:
    given = coded(Coverage(answers, machine=machine, human=human))

    found = [(each, values) for each, values in said(given) if each.startswith("method-coded")]
    numbers = {"machine": machine, "human": human} if key == "method-coded" else {}
    assert found == ([(key, {"title": TITLE, **numbers})] if key else [])


def test_what_made_the_themes_is_named_and_that_nobody_checked_them() -> None:
    made_by = Coverage(40, embedding="use-3", machine=40, model="ein-modell")

    keys = [(key, values) for key, values in said(coded(made_by)) if "question" not in key][7:]
    assert keys == [
        ("method-vectors", {"title": TITLE, "model": "use-3"}),
        ("method-coded-machine", {"title": TITLE}),
        ("method-unchecked", {"title": TITLE}),
        ("method-language-model", {"title": TITLE, "model": "ein-modell"}),
    ]
    assert of("method-vectors", coded(Coverage(40))) == []
    assert of("method-no-language-model", coded(Coverage(40))) == [{"title": TITLE, "model": ""}]


def test_nothing_is_said_of_coding_where_no_theme_is_shown() -> None:
    without = replace(coded(Coverage(40)), themes=())

    assert of("method-unchecked", without) == []
    assert of("method-unchecked", replace(coded(Coverage(40)), coverage={})) == []


def agreed(answers: int = 30, twice: int = 30, alpha: float | None = 0.714, percent: float | None = 0.856) -> Agreed:
    """Ada and Bo, who said of all they coded in 90 % of cases what the machine said."""
    with_machine = {who: Agreement(0.8, 0.7, 0.9, 0.9, answers, 2 * answers) for who in ("Ada", "Bo")}
    people = Agreement(alpha, 0.5, 0.9, percent, twice, 2 * twice)
    return Agreed(answers, {"Ada": answers, "Bo": answers}, people, with_machine, {})


def checked(checks: Agreed) -> list[tuple[str, dict[str, Any]]]:
    keys = ("method-unchecked", "method-checked", "method-once")
    return [(key, values) for key, values in said(coded(Coverage(40, checks=checks))) if key.startswith(keys)]


def test_how_many_checked_how_much_and_how_alike_is_said_from_ten_answers_on() -> None:
    assert checked(agreed()) == [
        ("method-checked-machine", {"title": TITLE, "n": 30, "coders": 2, "percent": 90}),
        ("method-checked", {"title": TITLE, "n": 30, "percent": 86, "alpha": 0.71}),
    ]
    assert [key for key, _ in checked(agreed(10, 10))] == ["method-checked-machine", "method-checked"]
    assert checked(agreed(9, 9)) == [("method-unchecked", {"title": TITLE})]


@pytest.mark.parametrize(
    "once", [agreed(30, 9), agreed(30, 30, alpha=None), agreed(30, 30, percent=None)], ids=["nine", "alpha", "percent"]
)
def test_where_too_few_were_checked_twice_no_agreement_is_claimed(once: Agreed) -> None:
    assert [key for key, _ in checked(once)] == ["method-checked-machine", "method-once"]


def test_checks_that_the_machine_had_no_say_in_are_told_without_it() -> None:
    alone = replace(agreed(), machine={})

    assert checked(alone)[0] == ("method-checked-by", {"title": TITLE, "n": 30, "coders": 2})


# --- groups and questions ---


def test_groups_of_opinion_are_explained_only_where_they_are_shown() -> None:
    grouped = replace(coded(Coverage(40)), opinion=Opinion(30, (), {}, {}, (), ()))

    assert of("method-groups", grouped) == [{}]
    assert of("method-groups", replace(grouped, opinion=None)) == []
    assert of("method-groups", replace(grouped, hidden="results-after-close")) == []


@pytest.mark.parametrize(
    ("asked", "counts", "keys"),
    [
        (ASKED, {"why": {"n": 4}}, ["few", "few"]),
        (ASKED, {"why": {"n": 5}, "place": {"n": 12, "shop": 12}}, ["5", "12"]),
        (ASKED, {"place": {"n": 7, "shop": 4, "phone": 3}}, ["few", "plain"]),  # the 7 is withheld beside them
        (REPORTED, {"report": {"n": 7, "channel:mail": 7, "outcome:answered": 4, "outcome:nothing": 3}}, ["plain", "few"]),
    ],
)  # fmt: skip
def test_every_question_stands_in_its_words_with_an_n_as_far_as_its_own_section_has_one(
    asked: Questionnaire, counts: dict[str, dict[str, int]], keys: list[str]
) -> None:
    found = [(key, values) for key, values in said(material(counts, asked)) if key.startswith("method-question")]

    assert [str(values.get("n", key.removeprefix("method-question-"))) for key, values in found] == keys
    assert [values["number"] for _, values in found] == [1, 2]


def test_no_question_has_a_number_before_anything_is_shown() -> None:
    hidden = material({}, ASKED, hidden="results-after-close", participants=40)

    assert [key for key, _ in said(hidden)][-2:] == ["method-question-plain"] * 2

"""Is an author advised exactly where a questionnaire is too long, too leading, or too alike?"""

from __future__ import annotations

import pytest

from surveys.design import advice
from surveys.design.questionnaire import Questionnaire
from surveys.design.reading import from_data

OPTIONS = [{"key": f"o{at}", "text": {"de": f"Wahl {at}", "en": f"Choice {at}"}} for at in range(6)]


def item(key: str, kind: str = "open", german: str = "Was fehlt dir?", **about: object) -> dict[str, object]:
    given: dict[str, object] = {
        "key": key, "kind": kind, "title": {"de": key, "en": key}, "text": {"de": german, "en": "What is missing?"}
    }  # fmt: skip
    if kind == "open":
        given["probe"] = {"de": "Zum Beispiel?", "en": "For example?"}
    if kind == "choice":
        given["options"] = OPTIONS[:2]
    if kind == "case":
        given["ask"] = ["company", "story"]
    if kind in ("choices", "ranking"):
        given["options"] = OPTIONS
    if kind == "scale":
        given |= {"low_end": {"de": "nie", "en": "never"}, "high_end": {"de": "oft", "en": "often"}}
    if kind == "statements":
        given["seeds"] = [{"key": "s", "text": {"de": "So.", "en": "So."}}]
    return {**given, **about}


def questionnaire(*items: dict[str, object], **about: object) -> Questionnaire:
    head: dict[str, object] = {
        "format": 1, "key": "probe", "languages": ["de", "en"], "title": {"de": "Probe", "en": "Sample"},
        "intro": {"de": "Hallo.", "en": "Hello."}, "items": list(items),
    }  # fmt: skip
    return from_data({**head, **about}, "probe.toml")


def told(*items: dict[str, object], **about: object) -> tuple[str, ...]:
    return advice.lint(questionnaire(*items, **about))


SEGMENT = item("s", "choice")


def test_a_short_open_question_by_itself_needs_no_advice() -> None:
    assert told(item("a")) == ()


def test_minutes_are_rounded_up() -> None:
    # 60 seconds for words, 12 for a choice
    assert advice.minutes(questionnaire(item("a"))) == 1
    assert advice.minutes(questionnaire(item("a"), item("s", "choice"))) == 2
    assert advice.minutes(questionnaire(*(item(f"s{at}", "choice") for at in range(5)))) == 1


@pytest.mark.parametrize(
    ("kinds", "minutes"),
    [
        # seconds: 60 for words, 12 for a choice or a point, 20 for choices, 15 for a number or a date, 40 for an order,
        # 60 for statements, 100 for a case
        ({"open": 1}, 1),
        ({"open": 12, "choice": 1}, 13),
        ({"choice": 5}, 1),
        ({"choice": 16}, 4),
        ({"choices": 3}, 1),
        ({"choices": 22}, 8),
        ({"scale": 5}, 1),
        ({"scale": 16}, 4),
        ({"number": 4}, 1),
        ({"number": 17}, 5),
        ({"date": 4}, 1),
        ({"date": 17}, 5),
        ({"ranking": 3}, 2),
        ({"ranking": 20}, 14),
        ({"statements": 1}, 1),
        ({"statements": 12, "choice": 1}, 13),
        ({"case": 3}, 5),
        ({"case": 20}, 34),
        ({"open": 40}, 40),
    ],
)
def test_each_kind_takes_its_time(kinds: dict[str, int], minutes: int) -> None:
    items = [item(f"{kind}-{at}", kind) for kind, count in kinds.items() for at in range(count)]

    assert advice.minutes(questionnaire(*items)) == minutes


@pytest.mark.parametrize(("opens", "long"), [(7, False), (8, True)])
def test_a_questionnaire_of_eight_minutes_is_short_enough(opens: int, *, long: bool) -> None:
    # seven open questions and a choice are 432 seconds, eight 492: eight minutes, and nine
    said = told(*(item(f"a{at}") for at in range(opens)), SEGMENT, segment="s")

    assert ("takes about 9 minutes; people stop after 8" in said) is long
    assert any(each.startswith("takes about") for each in said) is long


@pytest.mark.parametrize(("opens", "many"), [(5, False), (6, True)])
def test_five_open_questions_are_plenty(opens: int, *, many: bool) -> None:
    said = told(*(item(f"a{at}") for at in range(opens)), SEGMENT, segment="s")

    assert ("asks people to type 6 answers; 5 are plenty" in said) is many
    assert any(each.startswith("asks people") for each in said) is many


def test_an_open_question_or_a_case_comes_first_where_there_are_open_ones() -> None:
    first = "begins with s; an open question first is not coloured by the options of others"

    assert told(SEGMENT, item("a"), segment="s") == (first,)
    assert told(item("a"), SEGMENT, segment="s") == ()
    assert told(item("c", "case"), item("a"), SEGMENT, segment="s") == ()
    assert told(SEGMENT, item("t", "choice"), segment="s") == ()


def test_groups_are_missed_only_where_there_is_more_than_one_question() -> None:
    assert told(item("a"), SEGMENT) == ("has no segment; answers cannot be compared between groups",)
    assert told(SEGMENT) == ()


@pytest.mark.parametrize(
    ("required", "advised"),
    [((True, True, False, False), False), ((True, True, True, False), True), ((True, True), False)],
)
def test_people_may_skip_at_least_half_of_the_questions(required: tuple[bool, ...], *, advised: bool) -> None:
    items = [item(f"s{at}", "choice", required=each) for at, each in enumerate(required)]

    assert (
        "requires more than half of the questions; people who may skip stay longer" in told(*items, segment="s0")
    ) is advised


def test_three_questions_are_enough_to_ask_for_skipping() -> None:
    items = [item(f"s{at}", "choice", required=at < 2) for at in range(3)]

    assert any(each.startswith("requires") for each in told(*items, segment="s0"))
    assert not any(each.startswith("requires") for each in told(*items[:2], segment="s0"))


def test_a_language_that_is_missing_is_named() -> None:
    only = {"de": "x"}
    german = {**item("a"), "title": only, "text": {"de": "Was fehlt?"}, "probe": only}

    assert told(german, languages=["de"], title=only, intro=only) == ("there is no text in en",)


@pytest.mark.parametrize(
    ("german", "said"),
    [
        ("Findest du nicht, dass es reicht?", ("a (de) suggests an answer: “Findest du nicht”",)),
        ("Was fehlt, und warum fehlt es?", ("a (de) asks two things at once",)),
        ("Was fehlt? Und sonst?", ("a (de) asks two things at once",)),
        ("Was fehlt und stört?", ()),
        (
            "Ist es nicht wahr? Oder?",
            ("a (de) suggests an answer: “nicht wahr”", "a (de) asks two things at once"),
        ),
    ],
)
def test_a_question_that_leads_or_asks_twice_is_named_with_its_language(german: str, said: tuple[str, ...]) -> None:
    assert told(item("a", german=german)) == said


def test_an_open_question_wants_a_probe() -> None:
    assert told({name: value for name, value in item("a").items() if name != "probe"}) == (
        "a has no probe for very short answers",
    )


@pytest.mark.parametrize(("options", "shuffled", "advised"), [(5, False, False), (6, False, True), (6, True, False)])
def test_more_than_five_options_are_better_shown_in_changing_order(
    options: int, *, shuffled: bool, advised: bool
) -> None:
    said = told(item("s", "choice", options=OPTIONS[:options], shuffled=shuffled))

    assert said == (("s shows 6 options always in the same order; the first are chosen more often",) if advised else ())

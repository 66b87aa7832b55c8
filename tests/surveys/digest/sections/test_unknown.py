"""Is what nobody can know said plainly, and nothing untrue of what only waits?"""

from __future__ import annotations

from typing import Any

import pytest
from answered import counted, material
from digest_samples import name
from fielding import item, options, questionnaire

from surveys.digest.digest import Line, Say
from surveys.digest.material import Material
from surveys.digest.sections import unknown

GROUP = item("group", "choice", options=options("customer", "practitioner"))
ASKED = questionnaire(GROUP, item("why", "open"), item("how", "open"), segment="group")
ALONE = Say(key="unknown-self-selected")


def told(made: Material) -> list[Say]:
    section = unknown.section(made)
    assert section is not None
    assert section.brief == 3
    return [each.say for each in section.blocks if isinstance(each, Line)]


def people(customers: int, practitioners: int, **answers: int) -> dict[str, dict[str, int]]:
    """All on Telegram; everybody named their group."""
    given: dict[str, Any] = counted({"group": ["customer"] * customers}, ASKED, group="customer")
    given = counted({"group": ["practitioner"] * practitioners}, ASKED, group="practitioner", add_to=given)
    return given | {key: {"n": n} for key, n in answers.items()}


def group(key: str) -> Say:
    return Say(key="unknown-group", values={"group": name(key)})


TELEGRAM = Say(key="unknown-one-platform", values={"platform": name("Telegram")})


@pytest.mark.parametrize(
    ("customers", "practitioners", "thin"),
    [(10, 10, []), (10, 9, ["Practitioner"]), (9, 10, ["Customer"]), (5, 0, ["Customer", "Practitioner"])],
)
def test_a_group_of_nine_is_one_of_which_nothing_can_be_said(
    customers: int, practitioners: int, thin: list[str]
) -> None:
    said = told(material(people(customers, practitioners, why=12, how=12), ASKED))

    assert said == [ALONE, *map(group, thin), TELEGRAM]


@pytest.mark.parametrize(("why", "how", "few"), [(5, 5, 0), (4, 5, 1), (4, 4, 2)])
def test_questions_that_four_answered_are_counted_among_all(why: int, how: int, few: int) -> None:
    said = told(material(people(12, 12, why=why, how=how), ASKED))

    questions = [Say(key="unknown-questions", values={"count": few, "of": 3})] if few else []
    assert said == [ALONE, *questions, TELEGRAM]


def test_while_numbers_are_hidden_only_the_reason_is_said() -> None:
    hidden = material({}, ASKED, hidden="results-after-close", participants=40)

    assert told(hidden) == [ALONE, Say(key="unknown-results-after-close")]


def test_of_four_people_no_group_is_called_small() -> None:
    small = people(2, 2)

    assert [each.key for each in told(material(small, ASKED, participants=4))] == [
        "unknown-self-selected",
        "unknown-questions",
        "unknown-one-platform",
    ]
    assert group("Customer") in told(material(small, ASKED, participants=5))


def test_without_groups_none_is_missing() -> None:
    asked = questionnaire(item("why", "open"))

    assert told(material({"": {"n": 12, "n|p:telegram": 12}, "why": {"n": 12}}, asked)) == [ALONE, TELEGRAM]


def test_one_platform_is_only_named_where_everybody_counted_came_by_it() -> None:
    asked = questionnaire(item("why", "open"))
    some = {"": {"n": 20, "n|p:telegram": 17}, "why": {"n": 12}}
    two = {"": {"n": 20, "n|p:discord": 3, "n|p:telegram": 17}, "why": {"n": 12}}

    assert told(material(some, asked)) == [ALONE]
    assert told(material(two, asked)) == [ALONE]
    assert told(material({"": {}, "why": {"n": 12}}, asked)) == [ALONE]

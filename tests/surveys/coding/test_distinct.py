"""Are themes that nobody could tell apart one, and is what one person says none?"""

from __future__ import annotations

from surveys.coding.distinct import distinct
from surveys.coding.pipeline import Answer, Assignment, Coverage, Theme, Themes, identified


def _theme(key: str, size: int, *keywords: str, examples: tuple[str, ...] = ()) -> Theme:
    label = ", ".join(keywords) or "Sonstiges / gemischt"
    return Theme(key, {"de": label}, keywords, size, size, examples)


def _found(themes: tuple[Theme, ...], of: str) -> tuple[list[Answer], Themes]:
    """Answers a0, a1 ... in the themes ``of`` names by a letter each, ``-`` for none."""
    answers = [Answer(f"a{at}", f"Text {at}", f"p{at}") for at in range(len(of))]
    assignments = tuple(
        Assignment(answer.id, None if key == "-" else key, 0.0 if key == "-" else 0.9)
        for answer, key in zip(answers, of, strict=True)
    )
    coverage = Coverage(len(of), len(of), len(of), 0, of.count("-"), len(of))
    return answers, Themes(themes, assignments, coverage, "de", "none")


def test_several_mixed_themes_beside_a_named_one_become_one_with_all_their_people() -> None:
    answers, found = _found(
        (_theme("n", 3, "Preis"), _theme("x", 2, examples=("a3",)), _theme("y", 2, examples=("a5",))), "nnnxxyy-"
    )
    told = distinct(answers, found)

    assert [(theme.size, theme.keywords) for theme in told.themes] == [(4, ()), (3, ("Preis",))]
    assert [each.theme for each in told.assignments] == ["n"] * 3 + [told.themes[0].id] * 4 + [None]
    assert told.themes[0].examples == ("a3",)
    assert told.coverage.without_theme == 1


def test_among_mixed_themes_alone_nothing_changes() -> None:
    answers, found = _found((_theme("x", 2), _theme("y", 2)), "xxyy")

    assert distinct(answers, found) == found


def test_what_one_person_alone_says_is_no_theme_and_counted_as_without() -> None:
    answers, found = _found((_theme("n", 3, "Preis"), _theme("o", 1, "Brunnen")), "nnno")
    told = distinct(answers, found)

    assert [theme.id for theme in told.themes] == ["n"]
    assert told.assignments[3] == Assignment("a3", None, 0.0)
    assert told.coverage.without_theme == 1


def test_two_people_make_a_theme_and_one_does_not() -> None:
    answers, found = _found((_theme("n", 2, "Preis"), _theme("o", 1, "Brunnen"), _theme("p", 3, "Takt")), "nnoppp")
    told = distinct(answers, found)

    assert [(theme.id, theme.size) for theme in told.themes] == [("p", 3), ("n", 2)]
    assert told.assignments == (
        *(Assignment(f"a{at}", "n", 0.9) for at in (0, 1)),
        Assignment("a2", None, 0.0),
        *(Assignment(f"a{at}", "p", 0.9) for at in (3, 4, 5)),
    )
    assert told.coverage == Coverage(6, 6, 6, 0, 1, 6)


def test_themes_of_as_many_people_stand_in_the_order_of_their_ids() -> None:
    answers, found = _found((_theme("q", 2, "Takt"), _theme("n", 2, "Preis")), "qqnn")

    assert [theme.id for theme in distinct(answers, found).themes] == ["n", "q"]


def test_one_mixed_theme_beside_named_ones_stays_as_it_is() -> None:
    answers, found = _found((_theme("n", 3, "Preis"), _theme("x", 2, examples=("a3",))), "nnnxx")

    assert distinct(answers, found) == found


def test_mixed_themes_that_became_one_show_examples_of_each_in_turn() -> None:
    answers, found = _found(
        (
            _theme("n", 4, "Preis"),
            _theme("x", 3, examples=("a4", "a5", "a6")),
            _theme("y", 2, examples=("a7", "a8")),
            _theme("z", 1, examples=("a9",)),
        ),
        "nnnnxxxyyz",
    )
    mixed = distinct(answers, found).themes[0]

    # The best of each first, then the second best: as many as the longest had.
    assert mixed.examples == ("a4", "a7", "a9")
    assert (mixed.size, mixed.answers, mixed.label) == (6, 6, {"de": "Sonstiges / gemischt"})
    assert mixed.id == identified([f"Text {at}" for at in range(4, 10)])
    longest = _found((_theme("n", 2, "Preis"), _theme("x", 1, examples=("a2",)), _theme("y", 1)), "nnxy")
    assert distinct(*longest).themes[1].examples == ("a2",)


def test_mixed_themes_of_one_person_together_are_none_either() -> None:
    answers, found = _found((_theme("n", 2, "Preis"), _theme("x", 1), _theme("y", 1)), "nnxy")
    same = [*answers[:2], *(Answer(each.id, each.text, "p2") for each in answers[2:])]
    told = distinct(same, found)

    assert [theme.id for theme in told.themes] == ["n"]
    assert [each.theme for each in told.assignments] == ["n", "n", None, None]
    assert [each.confidence for each in told.assignments] == [0.9, 0.9, 0.0, 0.0]
    assert told.coverage.without_theme == 2


def test_what_had_no_theme_before_has_none_after_and_is_counted_once() -> None:
    answers, found = _found((_theme("n", 2, "Preis"), _theme("o", 1, "Brunnen")), "n-no--")
    told = distinct(answers, found)

    assert [each.theme for each in told.assignments] == ["n", None, "n", None, None, None]
    assert told.coverage.without_theme == 4
    assert (told.language, told.model) == ("de", "none")

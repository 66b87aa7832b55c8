"""Are themes that nobody could tell apart one, and is what one person says none?"""

from __future__ import annotations

from surveys.coding.distinct import distinct
from surveys.coding.pipeline import Answer, Assignment, Coverage, Theme, Themes


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

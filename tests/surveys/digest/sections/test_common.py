"""What stands in the common ground, in which order, and how many statements of each kind?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from answered import material
from digest_samples import name
from fielding import item, questionnaire

from surveys.analysis.opinion import Opinion, OpinionGroup, Reactions, Representative
from surveys.digest.digest import Agreement, Circle, Map, Reacted, Say, Section
from surveys.digest.material import Material, ShownStatement
from surveys.digest.sections import common

ASKED = questionnaire(item("why", "open"))
A, B = Reactions(20, 6, 5), Reactions(15, 5, 6)  # agree, disagree, pass
COUNTS = {"n": 57, "agree": 35, "disagree": 11, "pass": 11}


def group(key: str, size: int = 30, typical: tuple[tuple[str, int], ...] = (), **settings: Any) -> OpinionGroup:
    told = tuple(Representative(statement, side, 5, 10, 2.0) for statement, side in typical)
    return OpinionGroup(
        **{"key": key, "size": size, "center": (-1.0, 0.0), "spread": 0.5, "representative": told, **settings}
    )


def opinion(*groups: OpinionGroup, common: str = "", dividing: str = "", reactions: Any = None) -> Opinion:
    known = {key: {"A": A, "B": B} for key in "abcdefgh"} if reactions is None else reactions
    return Opinion(sum(each.size for each in groups), groups, {}, known, tuple(common), tuple(dividing))


def given(
    of: Opinion | None, counts: dict[str, int] = COUNTS, statements: str = "abcdefgh", **settings: Any
) -> Material:
    """Everybody reacted to every statement alike; each is called by its letter."""
    counted = {"": {"n": 57}, **dict.fromkeys(statements, counts)}
    known = [ShownStatement(key, "why", name(key), f"answer-{key}") for key in statements]
    return replace(material(counted, ASKED, statements=known), opinion=of, **settings)


def told(section: Section | None) -> list[tuple[str, str]]:
    """The statements with what is said of each; the map as itself."""
    assert section is not None
    return [
        (each.title["de"], each.note.key) if isinstance(each, Agreement) and each.note else ("map", "")  # type: ignore[index]
        for each in section.blocks
    ]


def test_without_groups_of_opinion_or_under_five_people_there_is_no_common_ground() -> None:
    some = opinion(common="a")

    assert common.section(given(None)) is None
    assert common.section(given(some, hidden="results-after-close")) is None
    assert common.section(given(some, participants=4)) is None
    assert common.section(given(some, participants=5)) is not None
    assert common.section(given(opinion())) is None


def test_three_statements_of_common_ground_stand_before_three_that_divide_each_once() -> None:
    section = common.section(given(opinion(common="abcd", dividing="aefgh")))

    ground, divides = "common-ground", "common-divides"
    assert told(section) == [
        ("a", ground),
        ("b", ground),
        ("c", ground),
        ("e", divides),
        ("f", divides),
        ("g", divides),
    ]
    assert section is not None
    assert section.brief == 1


def test_a_statement_that_was_taken_out_or_few_reacted_to_makes_no_room_for_nothing() -> None:
    """z is gone; of the first three the reactions of b are withheld."""
    made = given(opinion(common="zabcd"))
    few = replace(made, counts={**made.counts, "b": {"n": 4, "agree": 4}})

    assert [statement for statement, _ in told(common.section(few))] == ["a", "c"]


def test_everybody_stands_above_the_groups_and_the_words_know_their_answer() -> None:
    section = common.section(given(opinion(group("A", 31), group("B", 26), common="a")))

    assert section is not None
    block = section.blocks[0]
    assert block == Agreement(
        title=name("a"),
        rows=(
            Reacted(label=Say(key="common-all"), n=57, agree=35, passed=11, disagree=11),
            Reacted(label=Say(key="common-group", values={"key": "A"}), n=31, agree=20, passed=5, disagree=6),
            Reacted(label=Say(key="common-group", values={"key": "B"}), n=26, agree=15, passed=6, disagree=5),
        ),
        note=Say(key="common-ground"),
        answer_id="answer-a",
    )


def test_a_group_nobody_of_which_reacted_has_no_row() -> None:
    """Of B no reactions are known: A's 20 of 35 leave 15 to nobody named."""
    section = common.section(given(opinion(group("A", 31), group("B", 26), common="a", reactions={"a": {"A": A}})))

    assert section is not None
    assert isinstance(section.blocks[0], Agreement)
    assert [row.label for row in section.blocks[0].rows] == [
        Say(key="common-all"),
        Say(key="common-group", values={"key": "A"}),
    ]


def test_a_reaction_of_nobody_is_withheld_as_one_of_a_few() -> None:
    section = common.section(given(opinion(common="a", reactions={}), {"n": 20, "agree": 12, "disagree": 8, "pass": 0}))

    assert section is not None
    assert section.blocks[0].rows == (  # type: ignore[union-attr]
        Reacted(label=Say(key="common-all"), n=20, agree=12, passed=None, disagree=8),
    )


def test_groups_are_circles_near_whom_they_agree_with_in_no_finer_steps_than_a_thousandth() -> None:
    first = group("A", 31, center=(-1.23456, 0.98765), spread=0.45678)
    section = common.section(given(opinion(first, group("B", 26, center=(1.0, 0.25), spread=0.5))))

    assert section is not None
    assert section.blocks == (
        Map(
            title=Say(key="common-map"),
            n=57,
            circles=(
                Circle(label=Say(key="common-group", values={"key": "A"}), size=31, x=-1.235, y=0.988, spread=0.457),
                Circle(label=Say(key="common-group", values={"key": "B"}), size=26, x=1.0, y=0.25, spread=0.5),
            ),
            note=Say(key="common-map-note"),
        ),
    )


@pytest.mark.parametrize(("sizes", "circles"), [((30,), 0), ((30, 4), 0), ((30, 12, 4), 0), ((30, 20, 12, 4), 2)])
def test_a_map_needs_two_groups_that_may_be_shown(sizes: tuple[int, ...], circles: int) -> None:
    """A group of four goes, and the next smallest with it: of 30, 12 and 4 one is left; of 30, 20, 12 and 4 two are."""
    groups = [group(key, size) for key, size in zip("ABCD", sizes, strict=False)]
    section = common.section(given(opinion(*groups, common="a")))

    assert section is not None
    drawn = [block for block in section.blocks if isinstance(block, Map)]
    assert [len(block.circles) for block in drawn] == ([circles] if circles else [])


def test_two_statements_tell_each_group_from_the_others_and_none_stands_twice() -> None:
    """A is told by c (for) and d (against), a being told already and z gone; B by e, as c and d are told by then."""
    groups = (
        group("A", 31, (("a", 1), ("z", 1), ("c", 1), ("d", -1), ("f", 1))),
        group("B", 26, (("c", -1), ("e", -1))),
    )
    section = common.section(given(opinion(*groups, common="a", dividing="b")))

    assert told(section)[2:] == [
        ("map", ""),
        ("c", "common-typical-for"),
        ("d", "common-typical-against"),
        ("e", "common-typical-against"),
    ]
    assert section is not None
    assert [block.note.values["key"] for block in section.blocks[3:] if block.note] == ["A", "A", "B"]  # type: ignore[union-attr]


def test_what_is_typical_is_told_only_beside_the_map() -> None:
    section = common.section(given(opinion(group("A", 31, (("c", 1),)), common="a")))

    assert told(section) == [("a", "common-ground")]

"""Which statements stand with their reactions, in which order, and which on the one screen?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from answered import material, wave
from digest_samples import name
from fielding import item, questionnaire

from surveys.analysis.opinion import Opinion
from surveys.digest.digest import Bar, Bars, Say
from surveys.digest.material import Material, ShownStatement
from surveys.digest.sections import statements
from surveys.tables import WaveState

ASKED = questionnaire(item("why", "open"))


def reacted(n: int) -> dict[str, int]:
    return {"n": n, "agree": n}


def given(**reactions: int) -> Material:
    """So many agreed to each statement, which is called by its id."""
    counts = {"": {"n": 100}, **{key: reacted(n) for key, n in reactions.items()}}
    return material(counts, ASKED, statements=[ShownStatement(key, "why", name(key), f"of-{key}") for key in reactions])


def test_reactions_stand_with_their_shares_and_the_answer_that_was_put_to_the_vote() -> None:
    made = given(a=20)
    section = statements.section(
        replace(made, counts={**made.counts, "a": {"n": 20, "agree": 9, "disagree": 6, "pass": 5}})
    )

    assert section is not None
    assert section.blocks == (
        Bars(
            title=name("a"),
            n=20,
            bars=(
                Bar(label=Say(key="vote-agree"), count=9, share=0.45),
                Bar(label=Say(key="vote-disagree"), count=6, share=0.3),
                Bar(label=Say(key="vote-pass"), count=5, share=0.25),
            ),
            answer_id="of-a",
        ),
    )


def test_what_most_reacted_to_stands_first_and_as_many_by_id() -> None:
    section = statements.section(given(b=9, d=5, a=9, c=30, e=4))

    assert section is not None
    assert [block.title for block in section.blocks] == list(map(name, "cabd"))  # type: ignore[union-attr]
    assert section.brief == 2


def test_twelve_statements_are_shown() -> None:
    section = statements.section(given(**{f"s{at:02}": 40 - at for at in range(14)}))

    assert section is not None
    assert [block.title for block in section.blocks] == [name(f"s{at:02}") for at in range(12)]  # type: ignore[union-attr]


def test_what_stands_in_the_common_ground_is_not_repeated_and_takes_the_screen() -> None:
    shared = replace(given(a=30, b=20), opinion=Opinion(30, (), {}, {}, ("a",), ()))
    section = statements.section(shared)

    assert section is not None
    assert [block.title for block in section.blocks] == [name("b")]  # type: ignore[union-attr]
    assert section.brief == 0
    assert statements.section(replace(shared, statements=shared.statements[:1])) is None


@pytest.mark.parametrize(("people", "share"), [(90, 1.0), (89, None)])
def test_shares_wait_until_nine_of_ten_have_reacted(people: int, share: float | None) -> None:
    section = statements.section(replace(given(a=people), wave=wave(WaveState.OPEN)))

    assert section is not None
    block = section.blocks[0]
    assert isinstance(block, Bars)
    assert block.bars[0] == Bar(label=Say(key="vote-agree"), count=people, share=share)

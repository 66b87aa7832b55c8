"""Are questions people ask back told in their words, and on the page alone?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from answered import EVERY_KIND, counted, material, person

from surveys.digest.digest import Quoted
from surveys.digest.material import Candidate
from surveys.digest.sections import questions

ASKED = Candidate("a1", person(1), "why", "Warum wartet man so lange, bis jemand sich meldet?", None, None)
GIVEN = replace(material(counted({"why": ["x"] * 20})), asked=(ASKED,))


def test_a_question_back_stands_as_it_was_written_and_not_on_the_screen() -> None:
    section = questions.section(GIVEN)

    assert section is not None
    assert section.blocks == (Quoted(answer_id="a1", item=EVERY_KIND.item("why").title, text=ASKED.words),)
    assert (section.brief, section.shown()) == (0, ())


def test_where_nobody_asks_back_there_is_no_section() -> None:
    assert questions.section(replace(GIVEN, asked=())) is None


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_questions_are_shown_from_five_people_on_and_never_while_numbers_are_hidden(people: int, shown: bool) -> None:
    assert (questions.section(replace(GIVEN, participants=people)) is not None) is shown
    assert questions.section(replace(GIVEN, participants=people, hidden="results-after-close")) is None

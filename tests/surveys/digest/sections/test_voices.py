"""Are voices of a few told in their words, and is one that nobody may be quoted for not named at all?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from answered import counted, material, person
from digest_samples import name

from surveys.digest.digest import Line, Say
from surveys.digest.material import Candidate, Voice
from surveys.digest.sections import questions, voices


def candidate(number: int) -> Candidate:
    words = f"Warum wartet man bei Nummer {number} so lange, bis jemand sich meldet?"
    return Candidate(f"a{number}", person(number), "why", words, None, None)


HEARD = (
    Voice(name("Leise"), (candidate(1), candidate(2), candidate(3))),
    Voice(None, (candidate(4),)),
    Voice(name("Stumm"), ()),
    Voice(name("Neu"), (candidate(5),), fresh=True),
)
GIVEN = replace(material(counted({"why": ["x"] * 20})), voices=HEARD)


def test_each_voice_has_its_name_if_it_has_one_and_at_most_two_quotes() -> None:
    section = voices.section(GIVEN)

    assert section is not None
    said = [each.say if isinstance(each, Line) else each.type for each in section.blocks]
    about = Say(key="voices-about", values={"label": name("Leise")})
    assert said == [about, "quote", "quote", "quote", Say(key="voices-fresh"), "quote"]
    assert section.brief == 0


def test_a_voice_without_quotes_is_not_even_named_and_alone_makes_no_section() -> None:
    assert voices.section(replace(GIVEN, voices=HEARD[2:3])) is None
    assert voices.section(replace(GIVEN, voices=())) is None
    assert voices.section(replace(GIVEN, voices=(Voice(name("Neu"), (), fresh=True),))) is None


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_voices_and_questions_back_are_heard_from_five_people_on(people: int, shown: bool) -> None:
    given = replace(GIVEN, participants=people, asked=(candidate(8),))

    assert (voices.section(given) is not None) is shown
    assert (questions.section(given) is not None) is shown


def test_nothing_is_told_while_numbers_are_hidden() -> None:
    hidden = replace(GIVEN, hidden="results-after-close", asked=(candidate(8),))

    assert voices.section(hidden) is None
    assert questions.section(hidden) is None

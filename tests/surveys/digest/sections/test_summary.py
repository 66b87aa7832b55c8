"""Do sentences of a language model stand only beside themes that are shown, with what they rest on?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from answered import material
from digest_samples import name
from fielding import item, questionnaire

from surveys.coding.summary import Sentence
from surveys.coding.written import Written
from surveys.digest.digest import Line, Say
from surveys.digest.material import Material, ShownTheme
from surveys.digest.sections import summary

ASKED = questionnaire(item("why", "open"), item("how", "open"))


def wrote(model: str, **sentences: str) -> Written:
    """What a model wrote on each theme, resting on one answer each."""
    said = {theme: (Sentence(words, (f"of-{theme}",)),) for theme, words in sentences.items()}
    return Written(model=model, labels={}, sentences=said)


def given(n: int = 40, a: int = 20, **written: Written) -> Material:
    counts = {"": {"n": 60}, "why": {"n": n, "t:a": a, "t:b": 10}, "how": {"n": 30, "t:x": 30}}
    themes = (*(ShownTheme(key, "why", name(key.upper())) for key in "ab"), ShownTheme("x", "how", name("X")))
    return replace(material(counts, ASKED), themes=themes, written=written)


def lines(made: Material) -> list[Line]:
    section = summary.section(made)
    return [each for each in section.blocks if isinstance(each, Line)] if section else []


def sentence(theme: str, words: str) -> Line:
    say = Say(key="summary-sentence", values={"theme": name(theme.upper()), "text": name(words)})
    return Line(say=say, cites=(f"of-{theme}",))


def test_sentences_stand_by_theme_beneath_who_wrote_them_with_the_answers_they_cite() -> None:
    section = summary.section(given(why=wrote("modell", b="Preise.", a="Warten."), how=wrote("anderes", x="Selbst.")))

    assert section is not None
    assert section.blocks == (
        Line(say=Say(key="summary-by", values={"model": "modell / anderes"})),
        sentence("a", "Warten."),
        sentence("b", "Preise."),
        sentence("x", "Selbst."),
    )
    assert section.brief == 0


def test_one_model_is_named_once() -> None:
    [first, *_] = lines(given(why=wrote("modell", a="Warten."), how=wrote("modell", x="Selbst.")))

    assert first.say.values["model"] == "modell"


@pytest.mark.parametrize(("people", "shown"), [(4, False), (5, True)])
def test_a_theme_and_its_question_need_five_people_each(people: int, shown: bool) -> None:
    of_theme = lines(given(a=people, why=wrote("m", a="Warten.", b="Preise.")))
    of_question = lines(given(n=people, a=20, why=wrote("m", a="Warten.")))

    assert (sentence("a", "Warten.") in of_theme) is shown
    assert sentence("b", "Preise.") in of_theme, "one theme that few speak of does not take the next"
    assert bool(of_question) is shown


def test_where_no_model_wrote_anything_that_is_shown_there_is_no_section() -> None:
    some = given(why=wrote("m", a="Warten."))

    assert summary.section(some) is not None
    assert summary.section(replace(some, hidden="results-after-close")) is None
    assert summary.section(given()) is None
    assert summary.section(given(why=wrote("m"))) is None
    assert summary.section(given(how=wrote("m", a="Warten."))) is None, "a is no theme of how"

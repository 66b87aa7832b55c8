"""Does a text ask what its author asks, no more and no less?"""

from __future__ import annotations

import pytest

from surveys.design.sentences import Asked, questions, sentences


@pytest.mark.parametrize(
    ("paragraph", "parts"),
    [
        ("Eins. Zwei! Drei? Vier …", ["Eins.", "Zwei!", "Drei?", "Vier …"]),
        ("Ohne Ende", ["Ohne Ende"]),
        ("  ", []),
        ("Das kostet z. B. Geld. Viel.", ["Das kostet z. B. Geld.", "Viel."]),
        ("Geld usw.", ["Geld usw."]),
        ("Am 3. Mai war es. So.", ["Am 3. Mai war es.", "So."]),
        ("Herr A. Müller kam. Ja.", ["Herr A. Müller kam.", "Ja."]),
        ("Wartet … und wartet. Ja.", ["Wartet … und wartet.", "Ja."]),
        ("Wartet … Und dann?", ["Wartet …", "Und dann?"]),
        ("„Warum?“ fragte sie. Niemand.", ["„Warum?“ fragte sie.", "Niemand."]),
        ("„Warum?“ Niemand wusste es.", ["„Warum?“", "Niemand wusste es."]),
        ("Warum? das blieb offen.", ["Warum?", "das blieb offen."]),
        ("Halt! Stopp.", ["Halt!", "Stopp."]),
        ("Version 2.0 läuft. Gut.", ["Version 2.0 läuft.", "Gut."]),
        ("Er sagte: „Nein.“ „Doch.“", ["Er sagte: „Nein.“", "„Doch.“"]),
    ],
)
def test_a_paragraph_falls_into_its_sentences(paragraph: str, parts: list[str]) -> None:
    assert sentences(paragraph) == parts


def test_a_question_comes_with_its_sentence_and_the_one_after_it() -> None:
    assert questions("Gut. Wer hilft? Niemand. Und nun?") == [
        Asked("Wer hilft?", "Wer hilft?", "Niemand.", quoted=False),
        Asked("Und nun?", "Und nun?", "", quoted=False),
    ]


@pytest.mark.parametrize(
    ("sentence", "words", "quoted"),
    [
        ("Die Frage ist: Wer hilft?", ["Wer hilft?"], False),
        ("Kurz: Sie fragt: Wer hilft?", ["Wer hilft?"], False),
        ("Um 10: Uhr?", ["Um 10: Uhr?"], False),
        ("Sie rief „Wer hilft?“", ["Wer hilft?"], True),
        ("Alle (wer eigentlich?) warten.", ["wer eigentlich?"], False),
        ("- Wer hilft?", ["Wer hilft?"], False),
        ("1. Wer hilft?", ["Wer hilft?"], False),
        ("„Wer hilft?", ["Wer hilft?"], True),
        ("Wer hilft?! ", ["Wer hilft?!"], False),
        ("Ist das wahr (?) oder nicht.", [], False),
        ("Siehe https://a.b/?q=1 dort.", [], False),
        ("Kennst du https://a.b/?q=1?", ["Kennst du https://a.b/?q=1?"], False),
        ("Wer? Oder wo, und wann?", ["Wer?", "Oder wo, und wann?"], False),
        ("???", [], False),
    ],
)
def test_what_is_asked_is_told_from_what_leads_to_it(sentence: str, words: list[str], *, quoted: bool) -> None:
    found = questions(sentence)

    assert [each.words for each in found] == words
    assert all(each.quoted is quoted for each in found)


def test_two_questions_of_one_sentence_are_two() -> None:
    assert [each.words for each in questions("Wer?, wann?, wo?")] == ["Wer?", "wann?", "wo?"]

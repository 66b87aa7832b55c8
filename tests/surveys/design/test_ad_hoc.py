"""Does one question typed in a chat become what its author meant, with the settings its kind needs?"""

from __future__ import annotations

import pytest

from surveys.design.ad_hoc import ad_hoc, slug
from surveys.design.items.choice import Choice
from surveys.design.items.scale import Scale
from surveys.design.questionnaire import Questionnaire
from surveys.errors import QuestionnaireError


def options_of(questionnaire: Questionnaire) -> list[tuple[str, str]]:
    (item,) = questionnaire.items
    assert isinstance(item, Choice)
    return [(option.key, option.text["de"]) for option in item.options]


def expected(*args: str, **about: object) -> str:
    with pytest.raises(QuestionnaireError) as refused:
        ad_hoc(*args, **about)  # type: ignore[arg-type]
    return refused.value.violations[0].expected


def test_a_question_is_open_for_a_week_and_called_by_itself() -> None:
    made = ad_hoc("  Was \n fehlt dir? ")
    (item,) = made.items

    assert (item.key, item.kind, item.text["de"], item.title["de"]) == (
        "frage",
        "open",
        "Was fehlt dir?",
        "Was fehlt dir?",
    )
    assert (made.key, made.languages, made.title["de"]) == ("was-fehlt-dir", ("de",), "Was fehlt dir?")
    assert made.wave.days == 7
    assert made.article is None
    assert made.intro["de"] == "Eine Frage aus dieser Community."


def test_a_long_question_is_called_by_its_beginning_or_by_the_title_given() -> None:
    # 45 characters: eight words of four letters with blanks between them are 39, and " …"
    assert ad_hoc("abcd " * 20).title["de"] == f"{'abcd ' * 8}…"
    assert ad_hoc("abcd " * 20, " Kurz  so ").title["de"] == "Kurz so"
    assert ad_hoc("漢字?").key == "frage"


def test_yes_or_no_has_its_options_and_takes_no_others() -> None:
    assert options_of(ad_hoc("Ja?", kind="yes-no")) == [("yes", "Ja"), ("no", "Nein"), ("unsure", "Weiß nicht")]
    assert options_of(ad_hoc("Ja?", kind="yes-no", options=(" ",))) == options_of(ad_hoc("Ja?", kind="yes-no"))
    assert expected("Ja?", kind="yes-no", options=("a",)) == "no options of one's own for a question of yes or no"


def test_a_scale_takes_what_its_ends_mean_or_none() -> None:
    (plain,), (given,) = ad_hoc("Gut?", kind="scale").items, ad_hoc("Gut?", kind="scale", options=("nie", "oft")).items

    assert isinstance(plain, Scale)
    assert isinstance(given, Scale)
    assert (plain.low_end["de"], plain.high_end["de"]) == ("stimme gar nicht zu", "stimme voll zu")
    assert (given.low_end["de"], given.high_end["de"]) == ("nie", "oft")
    for options in (("a",), ("a", "b", "c")):
        assert expected("Gut?", kind="scale", options=options).startswith("two options")


def test_options_get_keys_of_their_words_and_numbers_where_these_are_none_or_taken() -> None:
    typed = ("Ja klar", "  ", "JA  KLAR!", "漢字", "7", "x" * 40)

    assert options_of(ad_hoc("Was?", kind="choice", options=typed)) == [
        ("ja-klar", "Ja klar"), ("option-2", "JA KLAR!"), ("option-3", "漢字"), ("option-4", "7"), ("x" * 32, "x" * 40)
    ]  # fmt: skip


def test_other_kinds_take_no_options_and_each_kind_has_its_own_place_for_them() -> None:
    assert expected("Was?", options=("a", "b")) == "no options for a question of this kind"
    assert ad_hoc("Was?", kind="number").items[0].kind == "number"
    case = ad_hoc("Was?", kind="case", options=("Chat", "Mail")).items[0]
    assert [option.key for option in case.channels] == ["chat", "mail"]  # type: ignore[attr-defined]
    statements = ad_hoc("Was?", kind="statements", options=("So ist es.",)).items[0]
    assert [seed.text["de"] for seed in statements.seeds] == ["So ist es."]  # type: ignore[attr-defined]


def test_the_text_it_is_about_is_kept_with_its_address() -> None:
    made = ad_hoc("What?", language="en", article="https://example.org/a", days=3)

    assert made.article is not None
    assert (made.article.url, made.article.title["en"]) == ("https://example.org/a", "https://example.org/a")
    assert (made.wave.days, made.intro["en"]) == (3, "A question from this community.")


def test_an_address_too_long_for_a_title_is_cut_and_not_left_out() -> None:
    whole, longer = (f"https://example.org/{'a' * letters}" for letters in (60, 61))
    titles = [
        made.article.title["de"] for made in (ad_hoc("Was?", article=each) for each in (whole, longer)) if made.article
    ]

    assert titles == [whole, f"https://example.org/{'a' * 59}…"]


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Größe & Übermut", "groesse-uebermut"),
        ("Öl, 2 Liter!", "oel-2-liter"),
        ("Café", "cafe"),
        ("漢字", ""),
        ("a" * 41, "a" * 40),
        (f"{'a' * 20} {'b' * 19}", f"{'a' * 20}-{'b' * 19}"),
        (f"{'a' * 20} {'b' * 20}", "a" * 20),
    ],
)
def test_a_key_is_made_of_whole_words_in_plain_letters(words: str, key: str) -> None:
    assert slug(words) == key

"""A codebook of coded answers holds their words, in an order that rows do not decide."""

from __future__ import annotations

from surveys.coding import embedding, learning

TEXTS = ("zu teuer", "freundlich", "der Preis", " ", "teuer!", "ohne Code")
CODES = ("Preis", "Ton", "Preis", "Preis", "Preis", "")


def test_codes_become_themes_the_most_frequent_first() -> None:
    themes = learning.learn(TEXTS, CODES).themes

    assert [theme.label for theme in themes] == [{"de": "Preis"}, {"de": "Ton"}]
    assert set(themes[0].examples) == {"zu teuer", "der Preis", "teuer!"}


def test_the_order_of_rows_changes_no_codebook() -> None:
    assert learning.learn(TEXTS[::-1], CODES[::-1]) == learning.learn(TEXTS, CODES)


def test_a_theme_gets_fifty_examples_at_most() -> None:
    texts = [f"Antwort {at}" for at in range(80)]

    assert len(learning.learn(texts, ["Code"] * 80).themes[0].examples) == learning.EXAMPLES


def test_under_fifty_coded_answers_nothing_is_kept_back_to_try() -> None:
    assert learning.right_of_held_out(TEXTS, CODES, embedding.CharacterEncoder()) is None


def test_answers_kept_back_mostly_get_the_code_they_have() -> None:
    texts = [f"Preis {at}: zu teuer, kostet zu viel Geld" for at in range(40)]
    texts += [f"Ton {at}: freundlich und nett beraten" for at in range(40)]
    tried = learning.right_of_held_out(texts, ["Preis"] * 40 + ["Ton"] * 40, embedding.default())

    assert tried is not None
    assert tried[1] == 16
    assert tried[0] >= 14

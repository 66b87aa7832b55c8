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


PRICE = [f"Das ist mir viel zu teuer, der Preis steigt zum {at}. Mal" for at in range(1, 12)]
TONE = [f"Frau {name} war sehr freundlich und geduldig" for name in ("Kaya", "Lenz", "Mohr", "Noll", "Otte", "Paul")]
CODES_OF_BOTH = ["Preis"] * len(PRICE) + ["Ton"] * len(TONE)


def test_a_definition_is_the_words_that_tell_a_theme_from_the_others() -> None:
    price, tone = learning.learn(PRICE + TONE, CODES_OF_BOTH).themes

    assert price.definition.startswith("Hier häufiger als anderswo: ")
    assert {"teuer", "Preis"} <= set(_words(price.definition))
    assert {"freundlich", "geduldig"} <= set(_words(tone.definition))
    assert not set(_words(price.definition)) & set(_words(tone.definition))


def test_every_word_of_a_definition_was_written_by_two_at_least() -> None:
    for theme, texts in zip(learning.learn(PRICE + TONE, CODES_OF_BOTH).themes, (PRICE, TONE), strict=True):
        for word in _words(theme.definition):
            assert sum(word in text for text in texts) >= 2


def test_a_definition_is_in_the_language_of_the_file_and_in_one_line() -> None:
    texts = [f"The price is too high, number {at}" for at in range(8)] + [
        f"Friendly staff, {at} times" for at in range(8)
    ]
    themes = learning.learn(texts, ["Price"] * 8 + ["Tone"] * 8, "en").themes

    assert all(theme.definition.startswith("More often here than elsewhere: ") for theme in themes)
    assert not any("\n" in theme.definition for theme in themes)


def test_codes_whose_answers_have_no_words_of_their_own_get_no_definition() -> None:
    texts = [f"Ich warte schon sehr lange, {at}" for at in range(20)]
    themes = learning.learn(texts, ["a", "b"] * 10).themes

    assert [theme.definition for theme in themes] == ["", ""]


def test_a_single_theme_claims_no_comparison() -> None:
    (theme,) = learning.learn(PRICE, ["Preis"] * len(PRICE)).themes

    assert theme.definition.startswith("Hier häufig: ")


def test_an_address_is_no_word_of_a_definition() -> None:
    texts = [f"{'x' * 300} kaputt {at}" for at in range(8)] + [f"Freundlich beraten {at}" for at in range(8)]
    themes = learning.learn(texts, ["Technik"] * 8 + ["Ton"] * 8).themes

    assert all(len(theme.definition) < 200 for theme in themes)
    assert not any("xxx" in theme.definition for theme in themes)


def _words(definition: str) -> list[str]:
    return definition.partition(": ")[2].rstrip(".").split(", ")


def test_codes_are_taken_without_blanks_and_of_equally_frequent_ones_by_the_alphabet() -> None:
    found = learning.learn([" gut ", "gut", "teuer", "teuer", "  "], ["B", " B ", "A", "A ", "A"])

    assert [theme.label["de"] for theme in found.themes] == ["A", "B"]
    assert [tuple(theme.examples) for theme in found.themes] == [("teuer",), ("gut",)]


def test_the_answer_that_is_said_most_often_makes_its_code_the_first() -> None:
    found = learning.learn(["gut", "gut", "gut", "teuer", "zu teuer"], ["Z", "Z", "Z", "A", "A"])

    assert [theme.label["de"] for theme in found.themes] == ["Z", "A"]


def test_a_definition_has_eight_words_at_most_of_40_characters_at_most() -> None:
    nine = "Apfel Birne Dach Eis Fluss Gast Hut Igel Jacke"
    (theme,) = learning.learn([f"{nine}!", f"{nine}."], ["Obst"] * 2).themes
    (long,) = learning.learn([f"{'x' * 40} {'y' * 41} {at}" for at in "ab"], ["Technik"] * 2).themes

    assert _words(theme.definition) == nine.split()[:8]
    assert _words(long.definition) == ["x" * 40]


def test_where_a_language_is_unknown_a_single_theme_still_claims_no_comparison() -> None:
    (theme,) = learning.learn(["Glace fraise!", "Glace fraise."], ["Glace"] * 2, "fr").themes
    several = learning.learn(PRICE + TONE, CODES_OF_BOTH, "fr")

    assert theme.definition.startswith("Hier häufig: ")
    assert several.themes[0].definition.startswith("Hier häufiger als anderswo: ")


def test_of_50_different_coded_answers_every_fifth_is_kept_back() -> None:
    texts = [
        f"{'teuer und der Preis' if at % 2 else 'freundlich und nett'} {chr(97 + at % 26)}{at}" for at in range(50)
    ]
    codes = ["Preis" if at % 2 else "Ton" for at in range(50)]
    encoder = embedding.CharacterEncoder()

    tried = learning.right_of_held_out(texts, codes, encoder)
    assert tried is not None
    assert tried[1] == 10
    assert 0 <= tried[0] <= 10
    assert learning.right_of_held_out(texts[:49], codes[:49], encoder) is None
    # What is said twice, or has no code, or no word, is no further answer.
    assert (
        learning.right_of_held_out([*texts[:49], texts[0], "x", " "], [*codes[:49], codes[0], " ", "Ton"], encoder)
        is None
    )

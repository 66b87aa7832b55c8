"""Is a theme called by the words people use in it, as they wrote them?"""

from __future__ import annotations

import math
import random

import pytest

from surveys.coding.labels import MIXED, log_odds, names
from surveys.coding.stopwords import STOP_WORDS

WAITING = ["Die Wartezeit am Telefon nervt", "Lange Wartezeit in der Hotline", "Unsere Wartezeiten sind schlimm"] * 4
PRICES = ["Der Preis ist zu hoch", "Die Preise steigen dauernd", "Hoher Preis für wenig Ware"] * 4
SILENT = ["Ich bekam keine Antwort auf Fragen", "Wieder keine Antwort erhalten", "Es kam keine Antwort per Mail"] * 4


def test_a_theme_is_called_by_its_own_words_in_their_commonest_form() -> None:
    found = names(WAITING + PRICES, [0] * 12 + [1] * 12, ["de"] * 24, 2)

    assert found[0].keywords[0] == "Wartezeit"
    assert found[1].keywords[0] == "Preis"
    assert found[0].label["de"] == ", ".join(found[0].keywords)


def test_a_negation_stays_with_its_word() -> None:
    found = names(SILENT + PRICES, [0] * 12 + [1] * 12, ["de"] * 24, 2)

    assert found[0].keywords[0] == "keine Antwort"


def test_a_theme_that_nothing_tells_apart_is_called_mixed() -> None:
    texts = random.Random(5).sample(WAITING + PRICES + SILENT, 36)
    found = names(texts * 2, [at % 2 for at in range(36)] + [at % 2 for at in range(1, 37)], ["de"] * 72, 2)

    assert [dict(each.label) for each in found] == [dict(MIXED)] * 2
    assert [each.keywords for each in found] == [(), ()]


def test_words_that_a_third_of_all_use_name_no_theme() -> None:
    texts = [f"{text} bei der Bahn" for text in WAITING + PRICES + SILENT]
    found = names(texts, [0] * 12 + [1] * 12 + [2] * 12, ["de"] * 36, 3)

    assert all("Bahn" not in each.keywords for each in found)


def test_each_language_has_a_label_in_its_own_words_where_enough_wrote_in_it() -> None:
    english = ["The waiting time on the phone is long", "Endless waiting in the line", "Too much waiting here"] * 4
    expensive = ["The price is too high", "Prices keep rising all over", "High price for little goods"] * 4
    texts = WAITING + PRICES + english + expensive
    found = names(texts, ([0] * 12 + [1] * 12) * 2, ["de"] * 24 + ["en"] * 24, 2)

    assert "Wartezeit" in found[0].label["de"]
    assert "waiting" in found[0].label["en"]
    assert "Wartezeit" not in found[0].label["en"]


def test_the_order_of_answers_changes_no_name() -> None:
    rows = list(zip(WAITING + PRICES + SILENT, [0] * 12 + [1] * 12 + [2] * 12, strict=True))
    turned = random.Random(2).sample(rows, len(rows))
    one, other = ([text for text, _ in each] for each in (rows, turned))

    assert names(one, [theme for _, theme in rows], ["de"] * 36, 3) == names(
        other, [theme for _, theme in turned], ["de"] * 36, 3
    )


def test_the_log_odds_are_those_worked_out_by_hand() -> None:
    # 8 of 100 words here, 10 of 400 in all; prior a tenth: 1 of 40.
    # here: log(9 / (140 - 9)) = -2.678; elsewhere: 2 of 300, log(3 / (340 - 3)) = -4.721; variance 1/9 + 1/3 = 0.4444
    by_hand = (math.log(9 / 131) - math.log(3 / 337)) / math.sqrt(1 / 9 + 1 / 3)

    assert log_odds(8, 100, 10, 400) == pytest.approx(by_hand)


def test_stop_words_hold_no_negation() -> None:
    assert not STOP_WORDS & {"nicht", "kein", "keine", "ohne", "nie", "not", "no", "never", "without", "don't"}


# --- small corpora, whole labels --------------------------------------------------------------------------------


def alone(texts: list[str], fewest: int = 2, most: int = 4) -> tuple[str, ...]:
    """The words of the only theme there is: the most frequent first."""
    return names(texts, [0] * len(texts), ["de"] * len(texts), 1, fewest, most)[0].keywords


def beside(mine: dict[str, int], theirs: dict[str, int]) -> list[tuple[str, ...]]:
    """The words of two themes of 20 answers; each word stands in so many, and each answer has one of its own too."""
    texts = [
        " ".join([f"eigen{theme}x{at}", *(word for word, many in said.items() if at < many)])
        for theme, said in enumerate((mine, theirs))
        for at in range(20)
    ]
    return [name.keywords for name in names(texts, [0] * 20 + [1] * 20, ["de"] * 40, 2)]


def among_three(word: str, *held: int) -> list[tuple[str, ...]]:
    """The words of three themes of ten answers, of which so many also hold the word."""
    own = ("Apfel", "Birne", "Kirsche")
    texts = [f"{own[theme]} {word}" if at < held[theme] else own[theme] for theme in range(3) for at in range(10)]
    return [name.keywords for name in names(texts, [theme for theme in range(3) for _ in range(10)], ["de"] * 30, 3)]


def test_whoever_repeats_a_word_counts_once() -> None:
    assert alone(["Preis Preis Preis Preis", "Preis Ware", "Ware", "Ware"]) == ("Ware", "Preis")


def test_a_label_has_four_words_at_most_or_as_many_as_are_asked_for() -> None:
    texts = ["Fluss Eis Dach Bus Abo"] * 2

    assert alone(texts) == ("Abo", "Bus", "Dach", "Eis")
    assert alone(texts, most=3) == ("Abo", "Bus", "Dach")


def test_a_word_of_one_answer_names_nothing_unless_that_is_asked_for() -> None:
    assert alone(["Abo Bus", "Abo"]) == ("Abo",)
    assert alone(["Abo Bus", "Abo"], fewest=1) == ("Abo", "Bus")
    # What one answer holds tells nothing by itself: two words of it are enough of a name.
    assert alone(["Apfel Preis", "Birne Apfel", "Preis Zebra"], fewest=1) == ("Apfel", "Preis")


def test_a_word_of_a_label_stands_in_a_twentieth_of_its_answers() -> None:
    """Of 60 in three: "Ware" does, "Zoo" does not."""
    assert alone([*["Preis"] * 55, *["Ware Preis"] * 3, *["Zoo Preis"] * 2]) == ("Preis", "Ware")


def test_numbers_and_the_shortest_words_name_nothing() -> None:
    assert alone(["ab Eis cd 12 123 1234 A1"] * 2) == ("Eis",)


def test_words_are_written_as_most_write_them_within_a_sentence() -> None:
    """At its beginning every word has a capital, so there it counts half; what is shouted counts nothing."""
    assert alone([*["Warten nervt"] * 3, *["das warten nervt"] * 2]) == ("nervt", "warten")
    assert alone([*["Warten"] * 2, "das warten"]) == ("Warten",)
    assert alone([*["Es nervt. Warten!"] * 3, *["das warten nervt"] * 2]) == ("nervt", "warten")
    assert alone([*["am LADEN"] * 3, "am Laden"]) == ("Laden",)
    assert alone([*["am BAHN"] * 3, "am Bahn"]) == ("BAHN",)
    assert alone([*["am Laden"] * 2, *["am ladens"] * 3]) == ("ladens",)
    assert alone([*["am Telefone"] * 3, *["am Telefon"] * 2]) == ("Telefone",)
    assert alone(["don’t worry, the O’Brien's E-Mail"] * 2) == ("E-Mail", "don’t worry", "O’Brien's")


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        # half of its uses are negated, and less than half
        (["Es kam keine Antwort"] * 4 + ["Es kam Antwort"] * 4, ("keine Antwort", "kam")),
        (["Es kam keine Antwort"] * 3 + ["Es kam Antwort"] * 4, ("Antwort", "kam")),
        # by two words: by the commoner one, once, and the words after it are named all the same
        (["Es kam keine Antwort"] * 5 + ["Es kam nie Antwort"] * 3, ("keine Antwort", "kam")),
        (["Es kam keine Antwort"] * 3 + ["Es kam nie Antwort"] * 5, ("nie Antwort", "kam")),
        (["kam keine Antwort Frage"] * 3, ("keine Antwort", "Frage", "kam")),
        # a denial ends with its sentence, and belongs to one word
        (["Nein keine. Antwort kam"] * 4, ("Antwort", "kam")),
        (["Es kam keine sehr gute Antwort"] * 3, ("Antwort", "keine gute", "kam")),
    ],
)
def test_a_word_is_named_with_its_negation_where_half_of_its_uses_have_it(
    answers: list[str], found: tuple[str, ...]
) -> None:
    assert alone(answers) == found


def test_a_negation_that_marks_a_theme_is_left_out_where_the_word_is_mostly_not_negated() -> None:
    def answered(negated: int, plainly: int, elsewhere: int) -> tuple[str, ...]:
        """Answers about an answer, of 20 here and 20 elsewhere; the rest is about a roof or a cinema."""
        here = [
            ("keine Antwort" if at < negated else "Antwort") if at < negated + plainly else "Dach" for at in range(20)
        ]
        there = ["Antwort" if at < elsewhere else "Kino" for at in range(20)]
        texts = [f"eigen{at}x {said}" for at, said in enumerate(here + there)]
        return names(texts, [0] * 20 + [1] * 20, ["de"] * 40, 2)[0].keywords

    assert answered(7, 7, 0) == ("keine Antwort", "Dach")
    assert answered(7, 8, 0) == ("Antwort", "Dach")
    assert answered(6, 6, 12) == ("Dach", "keine Antwort")
    assert answered(6, 7, 12) == ("Dach",)


def test_a_theme_is_named_where_its_strongest_word_is_in_six_of_20_answers_and_mixed_at_five() -> None:
    # With 6 of 26 words here and 6 of 55 in all z is 2.01, with 5 of 25 and 5 of 54 it is 1.83; the border is 1.96.
    assert log_odds(6, 26, 6, 55) > 1.96 > log_odds(5, 25, 5, 54)
    assert beside({"Apfel": 6}, {"Birne": 9}) == [("Apfel",), ("Birne",)]
    assert beside({"Apfel": 5}, {"Birne": 9}) == [(), ("Birne",)]


def test_the_second_word_of_a_label_may_be_weak_and_the_third_may_not() -> None:
    assert beside({"Apfel": 8, "Birne": 6, "Dach": 6}, {"Eis": 9}) == [("Apfel", "Birne"), ("Eis",)]
    assert beside({"Apfel": 8, "Birne": 6, "Dach": 7}, {"Eis": 9}) == [("Apfel", "Dach"), ("Eis",)]


def test_a_word_in_more_than_three_of_ten_answers_tells_themes_apart_only_where_four_of_five_are_in_one() -> None:
    assert among_three("Bahn", 7, 2, 0) == [("Apfel", "Bahn"), ("Birne", "Bahn"), ("Kirsche",)]  # 9 of 30
    assert among_three("Bahn", 7, 3, 0) == [("Apfel",), ("Birne",), ("Kirsche",)]  # 10 of 30, 7 of 10 in one
    assert among_three("Bahn", 8, 2, 0) == [("Apfel", "Bahn"), ("Birne", "Bahn"), ("Kirsche",)]  # 8 of 10 in one


def test_a_language_names_a_theme_by_itself_from_ten_answers_in_it() -> None:
    def labels(english: list[str]) -> dict[str, str]:
        texts, tongues = ["Eis Strom"] * 12 + english, ["de"] * 12 + ["en"] * len(english)
        return dict(names(texts, [0] * len(texts), tongues, 1)[0].label)

    assert labels(["Phone line"] * 10) == {"de": "Eis, Strom", "en": "line, Phone"}
    assert labels(["Phone line"] * 9) == {"de": "Eis, Strom", "en": "Eis, Strom, line, Phone"}
    assert labels([f"word{at}x" for at in range(10)]) == {"de": "Eis, Strom", "en": "Eis, Strom"}


def test_answers_without_a_theme_name_none_and_other_languages_name_both() -> None:
    texts, themes = ["Zoo Tor", "Eis Glace", "Zoo Tor", "Eis Glace"], [None, 0, None, 0]

    assert names(texts, themes, ["fr"] * 4, 1)[0].label == {"de": "Eis, Glace", "en": "Eis, Glace"}


def test_a_word_that_is_all_there_is_tells_nothing() -> None:
    # 5 of 5 words here, 10 of 10 in all: there is nothing else that could have been said.
    assert log_odds(5, 5, 10, 10) == 0.0


@pytest.mark.parametrize(
    ("counted", "mine", "theirs", "variance"),
    [
        # prior 1 of 4: here (8+1)/(9+4-9), elsewhere (2+1)/(31+4-3)
        ((8, 9, 10, 40), 9 / 4, 3 / 32, 1 / 9 + 1 / 3),
        # and the other way round
        ((2, 31, 10, 40), 3 / 32, 9 / 4, 1 / 3 + 1 / 9),
    ],
)
def test_the_log_odds_of_nearly_all_words_are_those_worked_out_by_hand(
    counted: tuple[int, int, int, int], mine: float, theirs: float, variance: float
) -> None:
    assert log_odds(*counted) == pytest.approx((math.log(mine) - math.log(theirs)) / math.sqrt(variance))

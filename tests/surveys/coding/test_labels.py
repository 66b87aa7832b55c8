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

"""From how many digits on, and how far behind a word, does a number lead to a person?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from surveys.moderation.numbers import (
    birth_dates,
    cards,
    ibans,
    net_addresses,
    orders,
    phones,
    plates,
    tax_ids,
)
from surveys.moderation.spans import Span, Strength

Finder = Callable[[str], Iterator[Span]]
CLEAR, POSSIBLE = Strength.CLEAR, Strength.POSSIBLE


def found(finder: Finder, text: str) -> list[tuple[str, Strength]]:
    return [(span.of(text), span.strength) for span in finder(text)]


@pytest.mark.parametrize(
    ("number", "is_one"),
    [
        ("031234", False),  # six digits
        ("0312345", True),
        ("03123456789012", True),  # fourteen
        ("031234567890123", False),
        ("+431234", False),  # a plus and six digits
        ("+4312345", True),
        ("+431234567890123", True),  # and fifteen, as E.164 allows
        ("+4312345678901234", False),
        ("00431234", True),  # 00 in place of the plus
        ("00431234567890123", False),  # seventeen signs
        ("0043123456789012", True),
        ("0180 1234567", False),
        ("0049 180 1234567", False),
        ("0181 1234567", True),
    ],
)
def test_a_telephone_number_has_as_many_digits_as_numbers_have(number: str, is_one: bool) -> None:
    assert found(phones, f"ruf {number} an") == ([(number, CLEAR)] if is_one else [])


def test_behind_its_word_a_short_number_is_one_too() -> None:
    assert found(phones, "Durchwahl 45678 reicht") == [("45678", CLEAR)]
    assert found(phones, "Schalter 45678 reicht") == []


def test_an_account_is_clear_by_its_check_digits_and_possible_behind_the_word() -> None:
    assert found(ibans, "an DE89 3704 0044 0532 0130 00 bitte") == [("DE89 3704 0044 0532 0130 00", CLEAR)]
    assert found(ibans, "IBAN DE88 3704 0044 0532 0130 00") == [("DE88 3704 0044 0532 0130 00", POSSIBLE)]
    assert found(ibans, "an DE88 3704 0044 0532 0130 00") == []
    assert found(ibans, "IBAN XX89 3704 0044 0532 0130 00") == []  # no such country
    assert found(ibans, "IBAN DE89 3704 0044 und weiter") == []


def test_behind_the_word_more_than_half_of_an_account_are_digits() -> None:
    # 22 signs. 2 + 10 digits are more than eleven, 2 + 9 are not.
    assert found(ibans, "IBAN DE12ABCDEFGH1234567890") == [("DE12ABCDEFGH1234567890", POSSIBLE)]
    assert found(ibans, "IBAN DE12ABCDEFGHI123456789") == []


def test_a_card_is_clear_by_its_word_and_possible_by_its_check_digit() -> None:
    assert found(cards, "BahnCard 7081 1234 5678 9012") == [("7081 1234 5678 9012", CLEAR)]
    assert found(cards, "Karte 4111 1111 1111 1111") == [("4111 1111 1111 1111", POSSIBLE)]
    assert found(cards, "Karte 4111 1111 1111 1112") == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Meine IdNr 12 345 678 900", ["12 345 678 900", "12 345 678 900"]),  # behind the word both patterns find it
        ("die Nummer 86 095 742 719", ["86 095 742 719"]),  # by its check digit
        ("die Nummer 12 345 678 900", []),
        ("Steuernummer 21/815/08150", ["21/815/08150"]),
        ("Nummer 21/815/08150", []),
        ("AHV 756.9217.0769.85", ["756.9217.0769.85"]),
        ("AHV 756.9217.0769.84", []),
        ("Rente 65 170839 J 003", ["65 170839 J 003"]),
        ("SVNR 1237 010180", ["1237 010180"]),
        ("Gleis 1237 010180", []),
    ],
)
def test_tax_and_insurance_numbers_are_told_by_their_word_or_their_check_digit(text: str, numbers: list[str]) -> None:
    assert found(tax_ids, text) == [(number, CLEAR) for number in numbers]


@pytest.mark.parametrize(("between", "is_one"), [(37, True), (38, False)])
def test_the_word_that_explains_a_number_stands_at_most_40_characters_before_it(between: int, is_one: bool) -> None:
    for before in ("", "Also: "):  # TIN and what is between are 40 characters
        text = f"{before}TIN{' ' * between}12345678900"
        assert bool(found(tax_ids, text)) is is_one


@pytest.mark.parametrize(
    ("text", "number", "strength"),
    [
        ("PNR ABCDE gilt", "ABCDE", CLEAR),  # a booking code of letters has five at least
        ("PNR ABCD gilt", None, CLEAR),
        ("PNR abcde gilt", None, CLEAR),
        ("Ticketnummer 1234 fehlt", "1234", CLEAR),
        ("Ticketnummer 123 fehlt", None, CLEAR),
        ("Ticketnummer 12-34 fehlt", "12-34", CLEAR),
        ("Ticketnummer 1-2-3 fehlt", None, CLEAR),
        ("Vorgang 12345 ist offen", "12345", POSSIBLE),
        ("Zug 12345 ist offen", None, CLEAR),
    ],
)
def test_the_number_of_an_order_is_told_by_its_word(text: str, number: str | None, strength: Strength) -> None:
    assert found(orders, text) == ([(number, strength)] if number else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("da stand M-AB 12 im Weg", [("M-AB 12", POSSIBLE)]),
        ("da stand M AB 12 im Weg", []),  # without a hyphen and a word it may be anything
        ("da stand XX-AB 12 im Weg", []),  # no such district
        ("M-AB 12 ist ein Kennzeichen", [("M-AB 12", POSSIBLE)]),  # the word stands behind it
        ("Kennzeichen: M AB 12", [("M AB 12", CLEAR), ("M AB 12", CLEAR)]),
        ("Kennzeichen ohne Nummer", []),
        ("Kennzeichen ZH ohne 3 Ziffern", []),
    ],
)
def test_a_plate_is_told_by_its_district_or_by_the_word_before_it(
    text: str, expected: list[tuple[str, Strength]]
) -> None:
    assert found(plates, text) == expected


@pytest.mark.parametrize(("between", "strength"), [(40, CLEAR), (41, POSSIBLE)])
def test_the_nearest_word_makes_a_plate_clear_up_to_40_characters_behind_it(between: int, strength: Strength) -> None:
    text = f"Nummernschild und noch ein langer Satz davor, dann das Kennzeichen{' ' * between}M-AB 12 und Kennzeichen"

    assert found(plates, text)[0] == ("M-AB 12", strength)


def test_a_date_is_a_birthday_where_somebody_says_so_before_or_behind_it() -> None:
    assert found(birth_dates, "geboren am 3.3.1971 in Wien") == [("3.3.1971", CLEAR)]
    assert found(birth_dates, "am 3.3.1971 in Wien geboren") == [("3.3.1971", CLEAR)]
    assert found(birth_dates, "am 3.3.1971 war es. Dann wurde sie geboren") == []
    assert found(birth_dates, "am 3.3.1971 in Wien") == []


def test_an_address_of_the_net_is_none_behind_the_word_version_or_where_no_number_fits() -> None:
    assert found(net_addresses, "von 10.0.0.1 und 2001:db8:0:0:1::7 kam es") == [
        ("10.0.0.1", CLEAR), ("2001:db8:0:0:1::7", CLEAR),
    ]  # fmt: skip
    assert found(net_addresses, "Version 10.0.0.1") == []
    assert found(net_addresses, "300.0.0.1 und 0.0.0.0") == []

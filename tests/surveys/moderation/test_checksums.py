"""Do check digits tell a number from a slip?"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.moderation.checksums import is_ahv, is_card, is_iban, is_tax_id

VALID: list[tuple[Callable[[str], bool], str]] = [
    (is_iban, "DE89370400440532013000"),  # the example of the standard's registry
    (is_iban, "GB82WEST12345698765432"),
    (is_card, "4111111111111111"),  # the networks' own test numbers
    (is_card, "378282246310005"),
    (is_tax_id, "86095742719"),  # the tax office's published example
    (is_ahv, "7569217076985"),
]


@pytest.mark.parametrize(("check", "number"), VALID)
def test_documented_examples_pass(check: Callable[[str], bool], number: str) -> None:
    assert check(number)


@given(st.sampled_from(VALID), st.integers(0, 30), st.integers(1, 9))
def test_one_wrong_digit_is_found(valid: tuple[Callable[[str], bool], str], place: int, shift: int) -> None:
    check, number = valid
    place = 4 + place % (len(number) - 4)  # behind what names the country or the network
    if not number[place].isdigit():
        return
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]

    assert not check(wrong)


# The examples of SWIFT's registry, which is where the lengths stand.
REGISTRY = [
    "AT611904300234573201", "BE68539007547034", "BG80BNBG96611020345678", "CH9300762011623852957",
    "CZ6508000000192000145399", "DE89370400440532013000", "DK5000400440116243", "EE382200221020145685",
    "ES9121000418450200051332", "FI2112345600000785", "FR1420041010050500013M02606", "GB29NWBK60161331926819",
    "GR1601101250000000012300695", "HR1210010051863000160", "HU42117730161111101800000000", "IE29AIBK93115212345678",
    "IT60X0542811101000000123456", "LI21088100002324013AA", "LT121000011101001000", "LU280019400644750000",
    "LV80BANK0000435195001", "MT84MALT011000012345MTLCAST001S", "NL91ABNA0417164300", "NO9386011117947",
    "PL61109010140000071219812874", "PT50000201231234567890154", "RO49AAAA1B31007593840000",
    "SE4550000000058398257466", "SI56263300012039086", "SK3112000000198742637541", "TR330006100519786457841326",
]  # fmt: skip


@pytest.mark.parametrize("number", REGISTRY)
def test_accounts_of_every_country_that_is_listed_are_told_by_their_length_and_check_digits(number: str) -> None:
    assert is_iban(number)
    assert is_iban(number.lower())
    assert not is_iban(number[:-1])
    assert not is_iban(number + "0")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "DE",
        "XX89370400440532013000",  # no such country
        "DE8937040044053201300\u0660",  # an Arabic zero at the end
        "DE8937040044053201300-",
        "DE8937040044053201300 ",
        "DE98370400440532013000",  # two digits changed places
    ],
)
def test_what_is_no_account_number_is_none(text: str) -> None:
    assert not is_iban(text)


@pytest.mark.parametrize(
    ("digits", "card"),
    [
        # From the right every second digit doubled; what has two digits then counts as their sum.
        ("4000000000006", True),  # 13 digits: 4 + 6 = 10
        ("400000000002", False),  # 12 digits: 2 * 4 + 2 = 10, too short
        ("4" + "0" * 17 + "6", True),  # 19 digits: 4 + 6
        ("4" + "0" * 18 + "2", False),  # 20 digits: 8 + 2, too long
        ("4" + "0" * 13 + "51", True),  # 8 + (2 * 5 = 10: 1) + 1 = 10
        ("4" + "0" * 12 + "903", True),  # 8 + 9 + 3 = 20: a nine that is not doubled stays one
        ("4" + "0" * 13 + "93", True),  # 8 + (2 * 9 = 18: 9) + 3 = 20
        ("2000000000000006", False),  # 4 + 6 = 10, of no network
        ("7000000000000005", False),  # (14: 5) + 5 = 10, of no network
        ("3000000000000004", True),  # 6 + 4 = 10
        ("5000000000000009", True),  # (10: 1) + 9 = 10
        ("6000000000000007", True),  # (12: 3) + 7 = 10
    ],
)
def test_cards_are_told_by_their_length_their_network_and_the_luhn_sum(digits: str, card: bool) -> None:
    assert is_card(digits) is card


@pytest.mark.parametrize("number", ["36574261809", "65929970489", "57549285017", "25768131411"])
def test_tax_numbers_that_are_published_as_examples_pass_and_only_with_eleven_digits(number: str) -> None:
    assert is_tax_id(number)
    assert not is_tax_id(number[:-1])
    assert not is_tax_id(number + "0")
    assert not is_tax_id(number[:-1] + str((int(number[-1]) + 1) % 10))


def test_the_check_digit_of_a_tax_number_by_hand() -> None:
    # Each digit and the product before it, modulo 10 (0 counts as 10), doubled, modulo 11; the first product is 10.
    # 8: 18, 8, 16, 5. 5: 10, 0, so 10, 20, 9. Eight zeros: 7, 3, 6, 1, 2, 4, 8, 5. 11 - 5 = 6.
    assert is_tax_id("85000000006")
    # 8: 5. Eight zeros: 10, 9, 7, 3, 6, 1, 2, 4. 2: 6, 12, 1. 11 - 1 = 10: the check digit is 0.
    assert is_tax_id("80000000020")
    # Ten zeros: 9, 7, 3, 6, 1, 2, 4, 8, 5, 10. 11 - 10 = 1 is right, but no such number begins with a zero.
    assert not is_tax_id("00000000001")


def test_insurance_numbers_are_thirteen_digits_that_begin_with_756() -> None:
    # 7 + 3 * 5 + 6 = 28, and 2 makes 30.
    assert is_ahv("7560000000002")
    assert not is_ahv("7560000000003")
    assert not is_ahv("756000000002")
    assert not is_ahv("75600000000002")
    assert not is_ahv("7550000000003")  # 7 + 15 + 5 = 27, and 3 makes 30, but of another country
    # 28 + 3 * 1 + 9 = 40: the check digit is 0, not 10.
    assert is_ahv("7561900000000")


def test_the_luhn_sum_by_hand() -> None:
    # 4111 1111 1111 1111, from the right every second digit doubled: eight ones stay (the check digit among them),
    # seven ones become 2 and the 4 becomes 8: 8*1 + 7*2 + 8 = 30, which ends in 0.
    assert is_card("4111111111111111")
    assert not is_card("4111111111111112")

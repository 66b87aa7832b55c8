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


def test_the_luhn_sum_by_hand() -> None:
    # 4111 1111 1111 1111, from the right every second digit doubled: eight ones stay (the check digit among them),
    # seven ones become 2 and the 4 becomes 8: 8*1 + 7*2 + 8 = 30, which ends in 0.
    assert is_card("4111111111111111")
    assert not is_card("4111111111111112")

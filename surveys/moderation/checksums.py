"""Is this number one of those that carry their own check?"""

from __future__ import annotations

# Characters of an IBAN by country (SWIFT IBAN registry, release 99; the countries whose people write in German places).
IBAN_LENGTHS = {
    "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24, "FI": 18, "FR": 27,
    "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MT": 31,
    "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19, "SK": 24, "TR": 26,
}  # fmt: skip
CARD_LENGTHS = range(13, 20)  # digits, ISO/IEC 7812-1
TAX_LENGTH = 11  # digits of the German identification number, section 139b AO
AHV_LENGTH = 13  # digits of the Swiss insurance number, an EAN-13 that begins with 756


def is_iban(compact: str) -> bool:
    """Whether letters and digits without blanks are an IBAN: length of its country and remainder 1 modulo 97 (ISO 13616)."""
    if not compact.isascii() or not compact.isalnum() or len(compact) != IBAN_LENGTHS.get(compact[:2].upper()):
        return False
    return int("".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])) % 97 == 1


def is_card(digits: str) -> bool:
    """Whether digits pass the Luhn formula (ISO/IEC 7812-1, annex B) and have the length of a card number."""
    if len(digits) not in CARD_LENGTHS or digits[0] not in "3456":
        return False
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))]
    return sum(number - 9 if number > 9 else number for number in doubled) % 10 == 0


def is_tax_id(digits: str) -> bool:
    """Whether eleven digits are a German tax identification number: ISO/IEC 7064 MOD 11,10, no leading zero."""
    if len(digits) != TAX_LENGTH or digits[0] == "0":
        return False
    product = 10
    for digit in digits[:-1]:
        product = (((int(digit) + product) % 10 or 10) * 2) % 11
    return (11 - product) % 10 == int(digits[-1])


def is_ahv(digits: str) -> bool:
    """Whether thirteen digits are a Swiss insurance number (EAN-13 check digit)."""
    if len(digits) != AHV_LENGTH or not digits.startswith("756"):
        return False
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:-1]))
    return -weighed % 10 == int(digits[-1])

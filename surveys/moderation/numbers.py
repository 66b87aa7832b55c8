"""Which numbers in a text lead to a person: telephone, account, card, tax, order, plate, birth date, IP address?

Every pattern is bounded and starts only where a word starts, so that no text takes long. Where a number carries a check
digit, it decides; where it does not, the words before it do. Service lines (0180, 0800, 0900 and their like) belong to
nobody in particular and are left out.
"""

from __future__ import annotations

import ipaddress
import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

from surveys.moderation.checksums import IBAN_LENGTHS, is_ahv, is_card, is_iban, is_tax_id
from surveys.moderation.lexicon import DISTRICTS
from surveys.moderation.spans import Personal, Span, Strength
from surveys.moderation.words import holds, lowered

CONTEXT = 40  # characters before a number in which the word that explains it is looked for
NATIONAL, INTERNATIONAL = range(7, 15), range(8, 17)  # digits; E.164 allows 15, after a 00 for the plus

_COUNTRY = r"(?:\+|\b00)[1-9]\d{0,2}"
_PHONE = re.compile(
    rf"(?<![\w+])(?<!\d[.,/:-])(?<!\w-)(?:\(?{_COUNTRY}\)?"
    rf"|\(?0 ?[1-9]\d{{0,4}}\)?)(?:[ \t]?[/.()–-]{{0,2}}[ \t]?\d){{4,13}}(?![\w€%])"
)
_PHONE_WORD = re.compile(
    r"(?i)\b(?:tel(?:efon)?|telefonnummer|handy|handynummer|mobil|mobilnummer|rufnummer|festnetz|fax|durchwahl"
    r"|whatsapp"
    r"|phone|cell|mobile|call me(?: at| on)?)\b\.?(?: ?nr\.?| number)?(?: ist| is| lautet| unter)?[:.]?[ \t]{0,2}"
    r"(?P<number>[1-9]\d{0,4}(?:[ /-]?\d){4,9})(?!\w)"
)
_SERVICE = re.compile(
    r"(?:(?:\+|00)(?:49|43|41)|0)(?:180|137|138|190|800|900|700|810|820|821|828|840|842|844|848|901|906|930)"
)
_NO_PHONE = re.compile(
    r"\(?\d{1,2}[./-] ?\d{1,2}[./ -] ?(?:19|20)?\d\d(?:[ .–-].*)?|\d{1,2}\.\d\d ?[–-] ?\d{1,2}\.\d\d"
    r"|0\d[ –-]{1,3}\d\d[./ -].*"
)
_IBAN = re.compile(r"(?i)(?<!\w)[a-z]{2}\d\d(?=[ \t.-]?[a-z0-9])")
_IBAN_WORD = re.compile(r"(?i)\b(?:iban|konto|kontonummer|kontonr|account)\b")
_CARD = re.compile(r"(?<![\w.,-])\d{4}(?:[ -]?\d){8,15}(?![\w])")
_CARD_WORD = re.compile(
    r"(?i)(?:bahncard|kreditkarte|kartennummer|karten-?nr|visa|mastercard|amex|ec-?karte|girocard|debitkarte"
    r"|vorteilscard"
    r"|halbtax|swisspass|kundenkarte|klimaticket|credit card|debit card|card number|card no)\b"
)
_TAX = re.compile(r"(?<![\w.,-])\d{2} ?\d{3} ?\d{3} ?\d{3}(?!\w)")
_TAX_WORD = re.compile(
    r"(?i)\b(?:steuer-? ?id(?:ent)?(?:nr|nummer)?|steuer-?(?:nummer|nr)|steuerliche identifikationsnummer"
    r"|identifikationsnummer"
    r"|idnr|tin|tax ?id|tax number|st-?nr)\b"
)
_TAX_FREE = re.compile(r"(?<![\w.,-])\d{2,5}(?:[ /]?\d){6,11}(?!\w)")  # tax numbers of an office: only after the word
_AHV = re.compile(r"(?<!\w)756[. ]?\d{4}[. ]?\d{4}[. ]?\d\d(?!\w)")
_INSURANCE = re.compile(r"(?<!\w)\d{2} ?[0-3]\d[01]\d{3} ?[A-Z] ?\d{3}(?!\w)")  # German pension insurance number
_INSURANCE_WORD = re.compile(
    r"(?i)\b(?:sv-?nr|svnr|sozialversicherungs-?(?:nummer|nr))\b\.?:?[ \t]?(?:ist )?(?P<number>\d{4} ?\d{6})(?!\w)"
)
_ORDER = re.compile(
    r"(?i)(?<!\w)(?=[a-z])(?:"
    r"(?:auftrags|bestell|kunden|ticket|vorgangs|buchungs|rechnungs|vertrags|fall|mitglieds|personal|abo"
    r"|reservierungs|sendungs"
    r"|referenz|bearbeitungs|beschwerde|reklamations|service|konto|versicherungs|versicherten|ausweis|reisepass"
    r"|pass|matrikel"
    r"|patienten|fahrgastrechte|erstattungs|schadens?|vorgang|ticket|fahrkarten|paket|tracking|zertifikats"
    r"|seriennummer|geräte"
    r"|auftrag|bestellung|buchung|rechnung|beschwerde|kunde|fall|abo|sendung)"
    r"(?:-? ?(?:nummer|nr|id|code|kennung|zeichen|kennzeichen|schlüssel)\b\.?| ?#)"
    r"|aktenzeichen|az\.|zeichen:|buchungscode|auftragscode|pnr|verkehrsnummer|personalausweis(?:-?(?:nummer"
    r"|nr))?|seriennummer"
    r"|(?:order|customer|ticket|case|booking|invoice|contract|member|membership|reservation|reference|tracking"
    r"|complaint|account"
    r"|passport|employee|incident|claim)(?: ?(?:number|no\b\.?|id|code|reference|ref\b\.?|#)| ?#)"
    r")(?: (?:ist|is|lautet|war|was|die|:))?[ \t]{0,2}[:#=]?[ \t]{0,2}[\"'„(]?"
    r"(?P<number>[a-z0-9](?:[a-z0-9]|[-/._][a-z0-9]){2,39}(?: \d[\d-]{1,15}){0,4}|\d{1,3}(?: \d[\d-]{1,15}){1,4})"
)
_TICKET_SIGN = re.compile(
    r"(?i)(?<!\w)(?=[tvfcoba])(?:ticket|vorgang|fall|case|order|bestellung|auftrag)[ \t]?(?P<number>#?\d{5,15}"
    r"|[A-Z]{1,4}-?\d{4,12})(?!\w)"
)
_PLATE = re.compile(r"(?<![\w-])(?P<district>[A-ZÄÖÜ]{1,3})(?P<between>[- ])[A-Z]{1,2}[ -]?[1-9]\d{0,3}[EH]?(?![\w-])")
_PLATE_WORD = re.compile(
    r"(?i)\b(?:kfz-?)?(?:kennzeichen|nummernschild|autonummer|kontrollschild|number plate|licen[cs]e plate|plate)\b"
)
_PLATE_FREE = re.compile(r"(?<![\w-])[A-Z]{1,3}[- ]?(?:\d{1,6}[- ]?[A-Z]{0,3}|[A-Z]{1,3}[- ]?\d{1,4})(?![\w-])")
_MONTHS = (
    r"jan(?:uar|uary|\.)?|jänner|feb(?:ruar|ruary|\.)?|märz|maerz|march|mar\.|apr(?:il|\.)?|mai|may|jun[ie]?"
    r"|jul[iy]?|aug(?:ust|\.)?"
    r"|sep(?:tember|t?\.)?|o[kc]t(?:ober|\.)?|nov(?:ember|\.)?|de[zc](?:ember|\.)?"
)
_DATE = re.compile(
    rf"(?i)(?<![\w.,/-])(?:\d{{1,2}}[./-] ?\d{{1,2}}[./-] ?(?:\d{{4}}|\d\d)|(?:19|20)\d\d-\d\d-\d\d"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)? ?(?:of )?(?:{_MONTHS}),? ?(?:19|20)\d\d|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd"
    rf"|th)?,? (?:19|20)\d\d)(?!\w)"
)
_BORN_BEFORE = re.compile(
    r"(?i)(?:\b(?:geboren|geb\.|geb|geburtsdatum|geburtstag|geburtsdaten|born|birthday|birth ?date|date of birth"
    r"|dob)(?!\w)[^.!?\n]{0,25}|[*] ?|†)$"
)
_BORN_AFTER = re.compile(
    r"(?i)[ \t]{0,2}(?:[^.!?\n]{0,12})?\b(?:geboren|geb\.|auf die welt|zur welt|born|geburtstag|birthday)"
)
_IP = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w]|\.\d)")
_IP6 = re.compile(r"(?<![\w:.])(?=[0-9a-fA-F:]{0,36}[a-fA-F])[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){3,7}(?![\w:])")
_VERSION = re.compile(r"(?i)(?:\b(?:version|firmware|release|android|ios|build)|\bv)[ .:]{0,2}$")
_DIGIT = re.compile(r"\d")
# Without any of these the pattern of the same name finds nothing.
_PHONE_WORDS = (
    "tel",
    "handy",
    "mobil",
    "rufnummer",
    "festnetz",
    "fax",
    "durchwahl",
    "whatsapp",
    "phone",
    "cell",
    "call me",
)
_ORDER_WORDS = (
    "nummer", "nr", "id", "code", "kennung", "zeichen", "schlüssel", "#", "az.", "pnr", "ausweis", "number", "no",
    "reference", "ref",
)  # fmt: skip
_TICKETS = ("ticket", "vorgang", "fall", "case", "order", "bestellung", "auftrag")
_PLATE_WORDS = ("kennzeichen", "nummernschild", "autonummer", "kontrollschild", "plate")
_BIRTH_WORDS = ("geb", "birth", "born", "dob", "zur welt", "auf die welt", "*", "†")
_INSURED = ("sv", "sozialversicherung")


def phones(text: str) -> Iterator[Span]:
    """Telephone numbers of Germany, Austria and Switzerland, and international ones; no service lines."""
    if not _DIGIT.search(text):
        return
    for match in _PHONE.finditer(text):
        digits = re.sub(r"[^\d+]", "", match[0])
        lengths = INTERNATIONAL if digits.startswith(("+", "00")) else NATIONAL
        if len(digits) in lengths and not _SERVICE.match(digits) and not _NO_PHONE.fullmatch(match[0]):
            yield Span(match.start(), match.end(), Personal.PHONE)
    for match in _PHONE_WORD.finditer(text) if holds(lowered(text), _PHONE_WORDS) else ():
        yield Span(*match.span("number"), Personal.PHONE)


def ibans(text: str) -> Iterator[Span]:
    """Bank accounts: those whose check digits hold, and mistyped ones behind the word."""
    for match in _IBAN.finditer(text):
        length = IBAN_LENGTHS.get(match[0][:2].upper())
        end = _run(text, match.start(), length) if length else None
        if end is None:
            continue
        compact = re.sub(r"[ \t.-]", "", text[match.start() : end])
        if is_iban(compact):
            yield Span(match.start(), end, Personal.IBAN)
        elif (
            _IBAN_WORD.search(_before(text, match.start()))
            and sum(sign.isdigit() for sign in compact) > len(compact) // 2
        ):
            yield Span(match.start(), end, Personal.IBAN, Strength.POSSIBLE)


def cards(text: str) -> Iterator[Span]:
    """Payment cards by their check digit, customer cards by the word before them."""
    for match in _CARD.finditer(text):
        if _CARD_WORD.search(_before(text, match.start())):
            yield Span(match.start(), match.end(), Personal.CARD)
        elif is_card(re.sub(r"\D", "", match[0])):
            yield Span(match.start(), match.end(), Personal.CARD, Strength.POSSIBLE)


def tax_ids(text: str) -> Iterator[Span]:
    """Tax and social insurance numbers of Germany, Austria and Switzerland."""
    for match in _TAX.finditer(text):
        if _TAX_WORD.search(_before(text, match.start())) or is_tax_id(re.sub(r"\D", "", match[0])):
            yield Span(match.start(), match.end(), Personal.TAXID)
    for match in _TAX_FREE.finditer(text):
        if _TAX_WORD.search(_before(text, match.start())):
            yield Span(match.start(), match.end(), Personal.TAXID)
    for match in _AHV.finditer(text):
        if is_ahv(re.sub(r"\D", "", match[0])):
            yield Span(match.start(), match.end(), Personal.TAXID)
    for match in _INSURANCE.finditer(text):
        yield Span(match.start(), match.end(), Personal.TAXID)
    for match in _INSURANCE_WORD.finditer(text) if holds(lowered(text), _INSURED) else ():
        yield Span(*match.span("number"), Personal.TAXID)


def orders(text: str) -> Iterator[Span]:
    """Numbers of orders, customers, tickets and files, by the word before them."""
    low = lowered(text)
    for match in _ORDER.finditer(text) if holds(low, _ORDER_WORDS) else ():
        number = match["number"]
        code = number.isupper() and len(number) >= 5  # a booking code may be letters alone
        if (_DIGIT.search(number) and sum(sign.isalnum() for sign in number) >= 4) or code:
            yield Span(*match.span("number"), Personal.ORDER)
    for match in _TICKET_SIGN.finditer(text) if holds(low, _TICKETS) else ():
        yield Span(*match.span("number"), Personal.ORDER, Strength.POSSIBLE)


def plates(text: str) -> Iterator[Span]:
    """Number plates: German ones of a known district with a hyphen, others behind the word."""
    if not _DIGIT.search(text):
        return
    words = [match.end() for match in _PLATE_WORD.finditer(text)] if holds(lowered(text), _PLATE_WORDS) else []
    for match in _PLATE.finditer(text):
        at = bisect_right(words, match.start())
        told = at > 0 and match.start() - words[at - 1] <= CONTEXT
        if match["district"] in DISTRICTS and (told or match["between"] == "-"):
            yield Span(match.start(), match.end(), Personal.PLATE, Strength.CLEAR if told else Strength.POSSIBLE)
    for end in words:
        found = _PLATE_FREE.search(text, end, end + CONTEXT)
        if found is not None and _DIGIT.search(found[0]):
            yield Span(found.start(), found.end(), Personal.PLATE)


def birth_dates(text: str) -> Iterator[Span]:
    """Dates that somebody says to be a birthday."""
    if not holds(lowered(text), _BIRTH_WORDS):
        return
    for match in _DATE.finditer(text):
        if _BORN_BEFORE.search(_before(text, match.start())) or _BORN_AFTER.match(text, match.end(), match.end() + 30):
            yield Span(match.start(), match.end(), Personal.BIRTHDATE)


def net_addresses(text: str) -> Iterator[Span]:
    """IP addresses of either version; no version numbers, no times."""
    for pattern, sign in ((_IP, "."), (_IP6, ":")):
        for match in pattern.finditer(text) if sign in text else ():
            if _is_address(match[0]) and not _VERSION.search(_before(text, match.start())):
                yield Span(match.start(), match.end(), Personal.IP)


def _is_address(written: str) -> bool:
    try:
        return not ipaddress.ip_address(written).is_unspecified
    except ValueError:
        return False


def _before(text: str, at: int) -> str:
    return text[max(0, at - CONTEXT) : at]


def _run(text: str, start: int, length: int) -> int | None:
    """The end of so many letters and digits, single separators between them; None if there are fewer or a word goes on."""
    found = _run_of(length).match(text, start)
    return found.end() if found else None


@cache
def _run_of(length: int) -> re.Pattern[str]:
    return re.compile(rf"[A-Za-z0-9](?:[ \t.-]?[A-Za-z0-9]){{{length - 1}}}(?![^\W_])")

"""Where does somebody live? Street and number, with or without postal code and town.

A town alone, or a station's postal code, leads to nobody ("Gleis 12 in 50667 Köln"): code and town count only beside
a street, or where somebody says to live there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from surveys.moderation.lexicon import NO_NAMES
from surveys.moderation.spans import Personal, Span, Strength
from surveys.moderation.words import holds, lowered

_NUMBER = r"\d{1,4}(?: ?[a-zA-Z](?!\w))?(?: ?[-–/] ?\d{1,4}[a-zA-Z]?){0,3}(?![\w%€:]|[.,]\d|-\w)"
_NO_UNIT = (
    r"(?! ?(?:min|minuten?|std|stunden?|h\b|km|kilometer|m\b|meter|euro|eur|€|uhr|prozent|%|tage?n?\b|wochen?"
    r"|monate?|jahre?|personen|leute"
    r"|mal\b|x\b|züge|busse|grad|plätze|cent|fahrten|haltestellen|stationen))"
)
_ROAD = (
    r"(?:straße|strasse|str\.|str\b|weg|allee|gasse|gässchen|platz|ring|damm|ufer|chaussee|stieg|pfad|winkel|markt|graben|zeile"
    r"|promenade|kai|park|berg|hof|feld|brücke|bruecke)"
)
_TOWN = (
    r"(?:[A-ZÄÖÜ][\wäöüß]{1,24}"
    r"(?:[ -](?:am|an der|im|in|ob der|bei|a\. ?d\.|[A-ZÄÖÜ])[\w äöüß.-]{0,3}[A-ZÄÖÜ]?[\wäöüß]{1,20})?)"
)
_CODE = r"(?:(?:D|A|CH|DE|AT)[- ])?\d{4,5}"
_PLACE = rf"(?:(?:,| in|\n)? ?{_CODE} {_TOWN}|, ?(?:in )?[A-ZÄÖÜ][a-zäöüß]{{2,24}}(?! ?\w))"
_STREET = re.compile(
    rf"(?<![\w-])(?P<name>[A-ZÄÖÜ][\wäöüßé]{{0,24}}(?:-[A-ZÄÖÜ][\wäöüßé]{{0,24}}){{0,3}}?(?:-"
    rf"| )?(?i:{_ROAD})) (?:Nr\.? ?)?{_NUMBER}{_NO_UNIT}{_PLACE}?"
)
_PHRASE = re.compile(
    rf"(?<![\w-])(?P<name>(?:Am|An der|An den|Auf der|Auf dem|Im|In der|In den|Unter den|Unter der|Zum|Zur"
    rf"|Hinter der|Vor dem|Beim) "
    rf"[A-ZÄÖÜ][\wäöüß-]{{2,24}}(?: [A-ZÄÖÜ][\wäöüß]{{2,24}})?) {_NUMBER}{_NO_UNIT}(?P<place>{_PLACE})?"
)
# Without any of these the pattern of the same name finds nothing.
_ROADS = (
    "str", "weg", "allee", "gasse", "gässchen", "platz", "ring", "damm", "ufer", "chaussee", "stieg", "pfad", "winkel",
    "markt", "graben", "zeile", "promenade", "kai", "park", "berg", "hof", "feld", "brücke", "bruecke",
)  # fmt: skip
_ENGLISH_ROADS = (
    "Street", "St.", "Road", "Rd", "Avenue", "Ave", "Lane", "Drive", "Square", "Court", "Terrace", "Boulevard",
    "Close", "Crescent",
)  # fmt: skip
_LIVING = (
    "wohn",
    "zuhause",
    "zu hause",
    "lebe",
    "adresse",
    "anschrift",
    "liefer",
    "schickt",
    "live",
    "living",
    "address",
)
_DIGIT = re.compile(r"\d")
_LIVES = re.compile(
    r"(?i)\b(?:wohne|wohnt|wohnen|wohnhaft|meine wohnung|zuhause|zu hause|lebe|adresse|anschrift|liefern"
    r"|lieferung|schickt|postadresse|lives?|living|my address|address)\b"
    r"[^.!?\n]{0,40}$"
)
_CODE_TOWN = re.compile(rf"(?<![\w.,-])(?P<code>{_CODE}) {_TOWN}")
_ENGLISH = re.compile(
    r"(?<![\w.,-])\d{1,5}[A-Za-z]? (?:[A-Z][a-z]{1,20} ){1,3}(?:Street|St\.|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive"
    r"|Square|Court|Terrace|Boulevard|Close|Crescent)(?!\w)"
    r"(?:, ?[A-Z][a-z]{2,20}(?: [A-Z][a-z]{2,20})?)?(?:,? ?[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}(?!\w))?"
)
# Compounds with a road's ending that carry numbers for other reasons.
_NO_STREETS = re.compile(
    r"(?i)(?:sitz|steh|park|stell|spiel|fenster|gang|einzel|arbeits|schlaf|liege|fahrrad|ausbildungs|studien|kita"
    r"|tisch)-?platz"
    r"|(?:heim|hin|rück|um|aus|rad|fahr|schul|geh|fuß|feld|dienst|liefer|verkehrs|beschwerde|fluss|arbeits"
    r"|anfahrts|bahn|mittel|kommunikations|rechts|post|fern|wander|lebens)-?weg"
    r"|(?:bahn|haupt-?bahn|bus-?bahn|ost-?bahn|west-?bahn|flug|fried|bau|bauern|güterbahn|betriebs|innen|schul"
    r"|pausen)-?hof"
    r"|(?:bundes|staats|kreis|land|landes|schnell|auto|europa|einbahn)-?stra(?:ß|ss)e|super-?markt|bau-?markt"
    r"|arbeits-?markt|wohnungs-?markt"
    r"|(?:hör|boxen|ehe|schlüssel)-?ring|.*(?:spring|bring)|verband.*|(?:fuhr|wind|wild|solar)-?park|.*tarif.*"
    r"|(?:spiel|fuss|fuß|um)-?feld"
    r"|(?:weg|platz|ring|markt|park|berg|hof|feld|str|brücke|damm|graben|winkel|straße|strasse|gasse|allee|kai"
    r"|zeile|pfad|ufer)"
)
_NO_PHRASES = re.compile(
    r".* (?:Gleis|Bahnsteig|Wagen|Platz|Zug|ICE|IC|RE|RB|Bus|Linie|Schalter|Terminal|Gate|Tor|Jahr|Januar|Februar"
    r"|März|April|Mai|Juni|Juli"
    r"|August|September|Oktober|November|Dezember|Kapitel|Abschnitt|Punkt|Montag|Dienstag|Mittwoch|Donnerstag"
    r"|Freitag|Samstag|Sonntag"
    r"|Schnitt|Durchschnitt|Abteil|Zimmer|Raum|Frage|Tarif|Zone|Stunden?|Regel|Version|Sommer|Winter|Herbst"
    r"|Frühjahr|Vergleich|Artikel"
    r"|Tag|Woche|Monat|Ende|Anfang|Ausfahrt|Stock|Etage|Klasse|Preis|Wert|Nummer|Seite|Schlange|Rang|Mitte|Folge"
    r"|Ebene|Ziel|Windows|Alter"
    r"|S-Bahn|U-Bahn|Straßenbahn|Tram|Regional\w*|BahnCard|Bahncard|Höhe|Warteschleife|Chat|Team|Telefon|Internet"
    r"|Zeitraum|Umkreis)"
)


def addresses(text: str) -> Iterator[Span]:
    """Postal addresses in the German and the English order."""
    if not _DIGIT.search(text):
        return
    low = lowered(text)
    for match in _STREET.finditer(text) if holds(low, _ROADS) else ():
        first, apart, _ = match["name"].partition(" ")
        if not _NO_STREETS.fullmatch(match["name"]) and not (apart and first in NO_NAMES):
            yield Span(match.start(), match.end(), Personal.ADDRESS)
    for match in _PHRASE.finditer(text):
        if _NO_PHRASES.fullmatch(match["name"]):
            continue
        if match["place"] or _LIVES.search(text[max(0, match.start() - 60) : match.start()]):
            yield Span(match.start(), match.end(), Personal.ADDRESS, Strength.POSSIBLE)
    for match in _CODE_TOWN.finditer(text) if holds(low, _LIVING) else ():
        if _LIVES.search(text[max(0, match.start() - 60) : match.start()]):
            yield Span(match.start(), match.end(), Personal.ADDRESS)
    for match in _ENGLISH.finditer(text) if holds(text, _ENGLISH_ROADS) else ():
        yield Span(match.start(), match.end(), Personal.ADDRESS)

"""Which people are named: staff who served somebody, friends, the writer?

A name is told by what stands before it (Herr, Sachbearbeiterin, mein Kollege, ich heiße, LG), or by a common given name
followed by another capitalised word. A family name alone ("der Müller am Eck") is a word like any other and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from surveys.moderation.lexicon import FAMILY_NAMES, GIVEN_NAMES, NO_NAMES, PLACES
from surveys.moderation.spans import Personal, Span, Strength
from surveys.moderation.words import holds, lowered

_UPPER = "A-ZÀ-ÖØ-ÞĀ-Ž"  # Latin letters of Europe and Turkey; the last range holds both cases
_LOWER = "a-zß-öø-ÿĀ-ž'’"
_ONE = rf"[{_UPPER}][{_LOWER}]{{1,20}}(?:-[{_UPPER}][{_LOWER}]{{1,20}}){{0,2}}(?!\w)"
_SHORT = rf"[{_UPPER}]\.(?!\w)"
_PARTICLE = r"(?:von |van |de |zu |von der |vom |al-|El |Mc|O['’])?"
_NAME = rf"(?:{_PARTICLE}{_ONE}(?: (?:{_PARTICLE}{_ONE}|{_SHORT})){{0,2}})"
_DEGREE = r"(?:(?:Dr|Prof|Dipl|Ing|Mag)\.[ -]?(?:med\. |jur\. |Ing\. |phil\. )?){1,3}"

_TITLE = re.compile(
    rf"(?<![\w-])(?=[HFM])(?P<title>Herrn?|Frau|Hr\.|Fr\.|Mr\.?|Mrs\.?|Ms\.?|Miss|Madame"
    rf"|Monsieur) (?:{_DEGREE})?(?P<name>{_NAME}|{_SHORT}(?: {_ONE})?)"
)
_DOCTOR = re.compile(rf"(?<![\w-])(?=[DPIM]){_DEGREE}(?P<name>{_NAME})")
_SOME_WOMAN = re.compile(
    r"(?i)\b(?:als|eine[rn]?|keine[rn]?|jede[rn]?|diese[rn]?|die|der|den|dem|des|meine?[rnms]?|deine?[rnm]?"
    r"|seine?[rnm]?|ihre?[rnm]?|unsere?[rnm]?|junge|alte|andere|zur|viele|mein)\s$"
)
_STAFF = re.compile(
    rf"(?<![\w-])(?=[A-Zacemnbf])(?:Sachbearbeiter|Mitarbeiter|Kollege|Kollegin|Zugbegleiter|Zugchef|Schaffner"
    rf"|Lokführer|Busfahrer|Fahrer|Berater|Betreuer"
    rf"|Kundenberater|Teamleiter|Abteilungsleiter|Filialleiter|Leiter|Ansprechpartner|Techniker|Verkäufer"
    rf"|Service-?[Mm]itarbeiter"
    rf"|Kundendienstmitarbeiter|Bürgermeister|Hausmeister|Moderator|Admin|Lehrer|Arzt|Ärztin|Nachbar|Chef|agent"
    rf"|Agent|employee|clerk"
    rf"|conductor|advisor|manager|colleague|neighbour|neighbor|friend|boss)(?:s|n|in|innen|en)? (?:namens |named "
    rf"|called |{_DEGREE})?(?P<name>{_NAME})"
)
_RELATION = re.compile(
    rf"(?<!\w)(?=[MmUuDdSsIiOoHh])(?i:(?:mein|meine|meinem|meinen|meiner|unser|unsere|unserem|unserer|unseren"
    rf"|dein|deine|sein|seine|ihr|ihre|my|our|his|her)) "
    rf"(?:(?:lieber|liebe|alter|alte|ehemaliger|ehemalige|neuer|neue|old|dear|best) )?"
    rf"(?:Kolleg(?:e|in|en)|Chef(?:in)?|Freund(?:in)?|Mann|Frau|Sohn|Tochter|Bruder|Schwester|Mutter|Vater"
    rf"|Nachbar(?:in|n)?|Partner(?:in)?|Kumpel|Onkel|Tante|Cousin(?:e)?|Oma|Opa"
    rf"|Vermieter(?:in)?|Ehemann|Ehefrau|Freundin|colleague|boss|friend|husband|wife|son|daughter|brother|sister"
    rf"|mother|father|neighbou?r|partner)"
    rf",? (?P<name>{_NAME})"
)
_SELF = re.compile(
    rf"(?<!\w)(?=[IiHhMmNnCcGgUuKkAaVv])(?:(?i:(?:ich heiße|ich heisse|heiße ich|heisse ich|mein name ist|name:"
    rf"|name ist|namens|ich bin die|ich bin der|my name is|my name's|called|gez\.|gezeichnet|unterzeichnet"
    rf"|kontakt:|ansprechpartner:|ansprechpartnerin:|contact:|vorname:|nachname:|absender:|kontoinhaber:?"
    rf"|inhaber:)) ?\n?)(?P<name>{_NAME})"
)
_I_AM = re.compile(
    rf"(?<!\w)(?=[IiBbHhTtDdGgLlMmSsEe])(?i:(?:dein|deine|euer|eure|ihr|ihre|ich bin|bin|hier ist"
    rf"|hier schreibt|hier spricht|i am|i'm|this is"
    rf"|danke an|dank an|danke|thanks to|gruß an|grüße an|hallo|hi|hey|liebe|lieber|dear|moin"
    rf"|servus)),? (?P<name>{_ONE}(?: {_ONE}| {_SHORT})?)"
)
_CLOSING = re.compile(
    rf"(?<!\w)(?=[A-Zbcdeghilmrsvky])(?i:lg|vg|mfg|bg|glg|liebe grüße|viele grüße|beste grüße|schöne grüße"
    rf"|herzliche grüße|freundliche grüße|mit freundlichen grüßen|mit freundlichem gruß"
    rf"|liebe gruesse|viele gruesse|gruß|gruss|grüße|gruesse|grüßle|kind regards|best regards|regards|best wishes"
    rf"|cheers|yours sincerely|sincerely|yours|ciao|servus)"
    rf"[,!.]?[ \n]{{1,3}}(?P<name>{_NAME})[ \t]*(?=$|[\n.!,;)(]|[^\w\s])"
)
_BUSINESS = re.compile(
    rf"(?<![\w-])(?=[A-Z])(?:Bäckerei|Metzgerei|Fleischerei|Praxis|Arztpraxis|Zahnarztpraxis|Kanzlei|Gasthof"
    rf"|Gasthaus|Friseur|Schreinerei|Tischlerei|Apotheke|Autohaus|Malerbetrieb"
    rf"|Elektro|Gärtnerei|Familie|Fam\.|Firma|Fa\.|Eheleute|Schlosserei|Steuerbüro|Hausverwaltung|Reisebüro"
    rf"|Taxi) (?:{_DEGREE})?(?P<name>{_ONE}(?: {_ONE})?)"
)
# Without any of these (parts of) words the pattern finds nothing.
_TITLES = ("herr", "frau", "hr.", "fr.", "mr", "ms", "miss", "madame", "monsieur")
_DEGREES = ("dr.", "prof.", "dipl.", "ing.", "mag.")
_WORDS: Mapping[re.Pattern[str], tuple[str, ...]] = {
    _STAFF: (
        "sachbearbeiter", "mitarbeiter", "kolleg", "zugbegleiter", "zugchef", "schaffner", "führer", "fahrer", "berater",
        "betreuer", "leiter", "ansprechpartner", "techniker", "verkäufer", "meister", "moderator", "admin", "lehrer",
        "arzt", "ärztin", "nachbar", "chef", "agent", "employee", "clerk", "conductor", "advisor", "manager", "colleague",
        "neighb", "friend", "boss",
    ),
    _RELATION: ("mein", "unser", "dein", "sein", "ihr", "my", "our", "his", "her"),
    _SELF: (
        "heiß", "heiss", "name", "ich bin d", "called", "gez", "unterzeichnet", "kontakt:", "ansprechpartner", "contact:",
        "absender:", "inhaber",
    ),
    _CLOSING: (
        "lg", "vg", "mfg", "bg", "grüß", "gruß", "gruss", "gruess", "regards", "wishes", "cheers", "sincerely", "yours",
        "ciao", "servus",
    ),
    _BUSINESS: (
        "bäckerei", "metzgerei", "fleischerei", "praxis", "kanzlei", "gasthof", "gasthaus", "friseur", "schreinerei",
        "tischlerei", "apotheke", "autohaus", "malerbetrieb", "elektro", "gärtnerei", "familie", "fam.", "firma", "fa.",
        "eheleute", "schlosserei", "steuerbüro", "hausverwaltung", "reisebüro", "taxi",
    ),
}  # fmt: skip
_WORD = re.compile(rf"(?<![\w@./-]){_ONE}")
_FAMILY = re.compile(rf" (?P<family>(?:{_PARTICLE}{_ONE}|{_SHORT})(?: {_ONE})?)(?!\w)")
_CAPITAL = re.compile(f"[{_UPPER}]")
_PREPOSITION = re.compile(r"(?i)(?:\bim|\bam|\bin|\bbahnhof|\bstation|\bnach|\bstraße|\bplatz|\bder|\bdie|\bdas) $")


def persons(text: str) -> Iterator[Span]:
    """People's names in a text (as folded: composed letters)."""
    if not _CAPITAL.search(text):
        return
    low = lowered(text)
    yield from _titled(text, low)
    for pattern, words in _WORDS.items():
        for match in pattern.finditer(text) if holds(low, words) else ():
            end = _end_of_name(text, *match.span("name"))
            if end and _fits(pattern, text[match.start("name") : end]):
                yield Span(
                    match.start("name"), end, Personal.PERSON, Strength.CLEAR if pattern is _SELF else Strength.POSSIBLE
                )
    for match in _I_AM.finditer(text):
        if _given(match["name"].partition(" ")[0]) and (end := _end_of_name(text, *match.span("name"))):
            yield Span(match.start("name"), end, Personal.PERSON, Strength.POSSIBLE)
    yield from _pairs(text)


def _titled(text: str, low: str) -> Iterator[Span]:
    for match in _TITLE.finditer(text) if holds(low, _TITLES) else ():
        end = _end_of_name(text, *match.span("name"))
        before = text[max(0, match.start() - 12) : match.start()]
        unnamed = _SOME_WOMAN.search(before) and not _family(text[match.start("name") : end or 0])
        if end and not unnamed:
            yield Span(match.start(), end, Personal.PERSON)
    for match in _DOCTOR.finditer(text) if holds(low, _DEGREES) else ():
        if end := _end_of_name(text, *match.span("name")):
            yield Span(match.start(), end, Personal.PERSON)


def _pairs(text: str) -> Iterator[Span]:
    at = 0
    for given in _WORD.finditer(text):
        if (
            given.start() < at
            or not _given(given[0])
            or _PREPOSITION.search(text[max(0, given.start() - 12) : given.start()])
        ):
            continue
        family = _FAMILY.match(text, given.end())
        if family and (end := _end_of_name(text, family.start("family"), family.end())):
            yield Span(given.start(), end, Personal.PERSON, Strength.POSSIBLE)
            at = end


def _end_of_name(text: str, start: int, end: int) -> int | None:
    """Where the name ends before the first word that is none; None if it begins with such a word."""
    at, last = start, None
    for word in text[start:end].split(" "):
        if word in NO_NAMES or word in PLACES or (last is not None and _is_thing(word)):
            break
        at += len(word)
        last = at if not word.islower() or last is None else last
        at += 1
    return (
        last if last is not None and text[start:last][:1] and any(sign.isupper() for sign in text[start:last]) else None
    )


def _is_thing(word: str) -> bool:
    return len(word) > 6 and word.endswith(
        ("ung", "heit", "keit", "schaft", "tion", "ungen", "heiten", "keiten", "nummer", "karte", "bahn", "zeit")
    )


def _fits(pattern: re.Pattern[str], name: str) -> bool:
    first = name.partition(" ")[0]
    if pattern is _RELATION or pattern is _STAFF:
        return (
            _given(first)
            or _family(name)
            or (" " in name and not _is_thing(first))
            or (pattern is _STAFF and not _looks_like_noun(first))
        )
    return not _is_thing(first)


def _looks_like_noun(word: str) -> bool:
    return _is_thing(word) or word.endswith(("en", "s", "tel", "ung", "dienst", "haus"))


def _given(word: str) -> bool:
    return word in GIVEN_NAMES or word.partition("-")[0] in GIVEN_NAMES or word.rstrip("s") in GIVEN_NAMES


def _family(name: str) -> bool:
    return any(word in FAMILY_NAMES or word.removesuffix("s") in FAMILY_NAMES for word in name.split(" "))

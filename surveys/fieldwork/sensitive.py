"""Does somebody speak of harming or killing themselves?

A yes is answered with a private word and help lines, and the words are not quoted. The patterns are what people write
about *themselves*, in German and English, colloquial spellings included; figures of speech ("bringt mich um den
Verstand", "ich sterbe vor Lachen") are left out. What is only hinted at is missed: a moderator still reads every answer.
"""

from __future__ import annotations

import re
import unicodedata

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "’": "'", "´": "'", "`": "'"})

_NEAR = r"[^.!?\n]{0,60}"  # within one sentence, and bounded: no text takes long
_SOON = r"(?:jetzt |gleich |bald |noch |heute |irgendwann |wieder |einfach )*"
_ONLY = r"(?:einfach |nur |noch |endlich |wirklich |so |am liebsten )*"
_WANT = r"(?:will|wollte|moechte|mag|werde|muss|koennte|kann|wuerde)"
_VEHICLE = r"(?:(?:naechsten? |naechstbesten? )?(?:zug|ice|bahn|s-bahn|u-bahn|strassenbahn|tram|auto|lkw|bus))"
_THE = r"(?:den|die|das|einen|eine|ein|nen|n)"
_SELF = r"selb(?:st|er)"
_SUICIDE = r"(?:suizid|selbstmord|freitod)"
_NO_PLACE = r"(?! (?:mit|in|bei|wie|ohne))"  # "nicht mehr leben mit diesem Anbieter", "in Berlin"

_GERMAN = (
    # not "um den Verstand", "um jede Chance", "um Kopf und Kragen"
    rf"\bbringe? (?:ich )?mich {_SOON}um\b(?! (?:den|die|das|mein|jede|all|ein|k))",
    rf"\bich\b{_NEAR}\bmich (?:\w+ ){{0,3}}(?:umbringe|umbringen|umbraechte|toeten|erhaengen|aufhaengen|erschiessen)\b",
    r"\bmich (?:\w+ ){0,3}(?:umzubringen|zu toeten|zu erhaengen|aufzuhaengen|zu erschiessen)\b",
    rf"\bnehme? (?:ich )?mir {_SOON}das leben\b|\bmir {_SOON}das leben (?:zu )?nehmen\b",
    r"\bmeine?m? leben (?:ein ende (?:zu )?(?:setze|mache|bereite)n?|(?:zu )?beenden)\b",
    rf"\bich {_WANT} {_ONLY}(?:sterben|tot sein)\b(?! vor)",
    rf"\bich {_WANT} {_ONLY}(?:nicht|nimmer) (?:mehr |laenger )*(?:weiter ?)?leben\b{_NO_PLACE}",
    r"\b(?:waere ich (?:lieber |besser )?|ich waere (?:am liebsten |lieber |besser )|wuenschte,? ich waere )"
    r"(?:endlich |einfach |schon )?tot\b",
    rf"\bich {_WANT} {_ONLY}(?:nicht|nie) (?:mehr|wieder) aufwachen\b",
    rf"\b(?:werfe?|schmeisse?|stuerze?|lege?) (?:ich )?mich {_SOON}vor {_THE} {_VEHICLE}\b",
    rf"\b(?:springe?|laufe?) (?:ich )?{_SOON}vor {_THE} {_VEHICLE}\b",
    rf"\bich\b{_NEAR}\bvor {_THE} {_VEHICLE} (?:zu )?(?:werfe|schmeisse|stuerze|lege|springe)n?\b",
    rf"\blege? (?:ich )?mich {_SOON}auf die (?:gleise|schienen)\b|\bmich {_SOON}auf die (?:gleise|schienen) (?:zu )?legen\b",
    rf"\bspringe? (?:ich )?{_SOON}(?:von (?:der|einer|ner)|vom|aus dem) (?:bruecke|hochhaus|dach|balkon|fenster|turm)\b",
    r"\bich ritze? mich\b|\bmich (?:wieder )?(?:zu )?ritzen\b",
    rf"\b(?:verletze?|schneide) (?:ich )?mich {_SOON}{_SELF}\b|\bmich {_SELF} (?:zu )?verletzen?\b",
    rf"\b(?:ich|mich|mir|meine)\b{_NEAR}\b(?:suizidgedanken|selbstmordgedanken|suizidal|lebensmuede)\b",
    rf"\bich\b{_NEAR}\b(?:denke?|dachte|nachdenke|plane)\b{_NEAR}\b{_SUICIDE}\b",
    rf"\bich\b{_NEAR}\b{_SUICIDE} (?:zu )?begehen?\b",
)

_ENGLISH = (
    r"\b(?:kill|killing|hang|hanging|shoot|shooting|drown|drowning) myself\b(?! (?:laughing|with laughter))",
    r"\b(?:end|ending|take|taking) my (?:own )?life\b(?! (?:back|into|in|to|with|seriously|easy))",
    r"\bi (?:just |really |only )*(?:want to|wanna|wish to|need to) (?:just )?die\b(?! (?:of|from|laughing))",
    r"\bi wish i (?:was|were) dead\b|\bbetter off (?:dead|without me)\b",
    r"\bi (?:do not|don't|dont|no longer) (?:really )?(?:want to|wanna) (?:live|be alive|exist|wake up)\b"
    r"(?: any ?more| any longer)?(?! (?:with|in|at|near|like|here|there))",
    r"\b(?:i am|i'm|im|been|feel|feeling) (?:so |really |very )?suicidal\b",
    rf"\bi\b{_NEAR}\b(?:commit|committing|thoughts of|thinking about|thinking of) suicide\b",
    r"\b(?:hurt|hurting|harm|harming|cutting) myself\b(?! (?:off|short|some|a|out|at|in|while|on)\b)|\bi self[- ]harm\b",
    r"\b(?:throw|throwing|jump|jumping) (?:myself )?(?:in front of|under) (?:a|the|the next) (?:train|bus|car|truck|tram)\b",
    rf"\bi\b{_NEAR}\bjump(?:ing)? off (?:a|the|this) (?:bridge|roof|building|balcony)\b",
    r"\bno (?:reason|point) (?:to live|in living)\b",
)

_PATTERNS = re.compile("|".join(f"(?:{pattern})" for pattern in (*_GERMAN, *_ENGLISH)))


def speaks_of_self_harm(text: str) -> bool:
    """Whether a text speaks of its writer's self-harm or suicide; when in doubt it does."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_FOLD)
    return _PATTERNS.search(re.sub(r"[^\S\n]+", " ", folded)) is not None

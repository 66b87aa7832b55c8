"""Does a text insult or threaten somebody, as far as a list of words can tell?

Hardly: in 1,528 statements that moderators of a real consultation turned down, the list finds none
(``python -m bench.quality_personal``, docs/moderation.md); most of what hurts needs no swear word, and few who take part in
a survey use one. It is a hint to look at an answer sooner and nothing else. Words that are mild ("Scheißladen"), cited
(„man nannte mich «Idiot»"), denied ("niemand ist ein Idiot") or about the writer come as possible, never as clear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from surveys.moderation.folding import folded
from surveys.moderation.spans import Strength

# Stems with the endings they take; compounds in front ("Vollidiot", "Drecksbahn") are allowed where listed so.
_PERSONS = (
    r"(?:voll|ober|erz|halb|scheiß|scheiss|dreck[s]?)?(?:idiot|depp|trottel|vollpfosten|dummkopf|schwachkopf"
    r"|hohlkopf|arschloch|arschlöch|arschgesicht"
    r"|wichser|hurensohn|hurensöhn|missgeburt|bastard|penner|spast|spasti|mongo|schlampe|fotze|drecksau"
    r"|dreckschwein|dreckskerl|drecksack|miststück"
    r"|schwuchtel|kanake|neger|zigeuner|untermensch|schmarotzer|gesindel|abschaum|pack\b(?=[!.]))(?:innen|in|en"
    r"|e[rnsm]?|n|s)?"
)
_PERSONS_EN = (
    r"(?:idiot|moron|imbecile|asshole|arsehole|bastard|bitch|cunt|dickhead|dumbass|motherfucker|retard|scumbag"
    r"|wanker|prick|twat|faggot|nigger|whore|slut)(?:s|es)?"
)
_SPOKEN = (
    r"(?:halt(?:et)? (?:die|deine|eure) (?:fresse|klappe|schnauze)|fick(?:t)? (?:dich|euch)|verpiss(?:t)? (?:dich"
    r"|euch)|leck(?:t)? mich am arsch|verreck(?:e|t)?\b"
    r"|fuck (?:you|off)|go to hell|shut the fuck up|piss off|kill yourself|drop dead)"
)
_THREATS = (
    r"(?:ich|wir) (?:weiß|wissen|weiss|finde[n]?)(?! nicht)[^.!?\n]{0,20}\bwo (?:du|ihr|sie|er"
    r"|das team)[^.!?\n]{0,25}\b(?:wohn|sitz|arbeite|leb)\w*"
    r"|(?:ich|wir) (?:bring|mach|schlag|stech|knall)\w* (?:dich|euch|ihn|sie|den|die)\b[^.!?\n]{0,20}\b(?:um|fertig"
    r"|kalt|tot|zusammen|ab)\b"
    r"|(?:man|die) (?:sollte|müsste|gehör\w+)[^.!?\n]{0,30}\b(?:erschossen|aufgehängt|erschießen|aufhängen|vergast"
    r"|vergasen|abgeknallt|an die wand)\b"
    r"|i know where (?:you|the team|they|she|he)[^.!?\n]{0,10}\b(?:live|sit|work)\w*|i(?:'ll| will| am going to"
    r"|'m gonna) (?:kill|hurt|find|beat) (?:you|him|her|them)\b"
)
_MILD = (
    r"(?:scheiß|scheiss|drecks|kack|mist|sau)(?:laden|verein|bahn|firma|konzern|service|team|leute|typ)(?:en|s)?"
    r"|fuck(?:ing)?|bullshit"
)
_ENGLISH_AND_GERMAN = "|".join((_PERSONS, _PERSONS_EN))
_WORDS = re.compile(
    rf"(?i)(?<![\w])(?=[a-z])(?:(?P<threat>{_THREATS})|(?P<spoken>{_SPOKEN})|(?P<person>{_ENGLISH_AND_GERMAN})"
    rf"|(?P<mild>{_MILD}))(?!\w)"
)
_DENIED = re.compile(
    r"(?i)\b(?:kein\w*|nicht|nie|niemals|niemand\w*|weder|ohne|not|no|never|nobody|isn't|aren't|ain't)(?: \w+){0,3} $"
)
_ABOUT_ME = re.compile(r"(?i)\b(?:ich|i)(?:'m)?(?: bin| war| am| was| komme mir| fühle mich| feel)?(?: \w+){0,3} $")
_CITED = re.compile(
    r"(?i)(?:[\"„“”‚‘'«»]\w{0,12}$|\b(?:nannte|genannt|nennt|beschimpft|beleidigt|called|wort|word)\b[^.!?\n]{0,30}$)"
)
_BEFORE = 50  # characters before a word in which a denial or a citation is looked for


@dataclass(frozen=True, slots=True)
class Insult:
    """A word of the list in a text.

    Attributes:
        start, end: code points, half-open.
        threatens: it announces harm to somebody.
    """

    start: int
    end: int
    strength: Strength
    threatens: bool


def insults(text: str) -> Iterator[Insult]:
    """Insults and threats, in order; denied, cited, mild ones and those about the writer are only possible."""
    read = folded(text)
    for match in _WORDS.finditer(read.text):
        before = read.text[max(0, match.start() - _BEFORE) : match.start()]
        softened = match["mild"] or _DENIED.search(before) or _CITED.search(before) or _ABOUT_ME.search(before)
        strength = Strength.POSSIBLE if softened else Strength.CLEAR
        yield Insult(*read.back(match.start(), match.end()), strength, match["threat"] is not None)

"""Which addresses in a text reach a person: e-mail, handle, profile?

*Companies' handles are not personal.* ``@DB_Bahn`` is whom people wrote to, and an answer without it says less. A handle
counts as a company's when every word it is made of (parted at ``_``, digits and changes of case) is one of those that
companies' handles are made of: ``@Telekom_hilft`` is, ``@bahn_pendler_87`` is not. A community passes further ones.
*Not every link is personal.* A link is, if it names a person's page: a profile at a social platform, a path or query that
speaks of a user, a host with a given name in it, or somebody says it is theirs ("mein Profil: …"). That a link stands there
at all is told by ``links``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from surveys.moderation.lexicon import GIVEN_NAMES, ORGANISATION_WORDS
from surveys.moderation.spans import Personal, Span
from surveys.moderation.words import holds, lowered

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%-]{1,64} ?(?:@|\(at\)|\[at\]|\{at\}|\(ät\)|<at>) ?"
    rf"(?:{_LABEL}(?:\.| ?(?:\(dot\)|\[dot\]|\(punkt\)|\[punkt\]) ?| (?:punkt|dot) )){{1,4}}[a-z]{{2,24}}(?!\w)",
    re.IGNORECASE,
)
_EMAIL_APART = re.compile(
    rf"(?<![\w.+%-])[\w.+%-]{{1,64}} (?:@ {_LABEL} ?\.|(?:at|ät) {_LABEL} (?:punkt|dot)) ?{_LABEL}(?: (?:punkt"
    rf"|dot) {_LABEL})?(?!\w)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w.@/+-])@(?P<name>[^\W\d]\w{1,31}|\d\w{3,31})(?:\.\w{1,20}){0,2}")
_TAGGED = re.compile(r"(?<![\w.#])(?P<name>[\w.]{2,32})#\d{4}(?!\w)")
_NO_TAG = re.compile(
    r"(?i)(?:ticket|bug|issue|nr|nummer|no|fall|case|order|vorgang|c|f|pr|zug|ice|gleis|platz|seite|top|frage"
    r"|punkt|bestellung|auftrag|pull|room|raum)"
)
_MENTION = re.compile(r"<@!?\d{15,20}>|tg://user\?id=\d{4,15}|(?<![\w/])/?u/\w[\w-]{2,19}(?!\w)")
_NETWORK = re.compile(
    r"(?i)\b(?:discord|insta|instagram|telegram|twitter|tiktok|snap|snapchat|steam|twitch|mastodon|bluesky"
    r"|threema|skype|linkedin|xing"
    r"|facebook|signal)\b(?:[ -]?(?:name|handle|account|id|nick))?(?: ?[:=]| bin ich| heiße ich| heisse ich"
    r"| findet ihr mich| als| unter"
    r"| i am| i'm| as| is| ist){1,3} (?:als |unter |as |under )?(?P<name>\w[\w.-]{2,31})"
)
_NICK = re.compile(r"(?=.*[\d_.])\w[\w.-]*\w")  # a nickname that no word of a sentence looks like
_URL = re.compile(
    r"(?i)(?<![\w@])(?:https?://|www\.)(?P<host>[\w.-]{1,120})(?::\d{1,5})?(?P<path>[/?#][^\s<>\"'“”«»]{0,300})?"
)
_BARE = re.compile(
    r"(?i)(?<![\w@./-])(?P<host>(?:[a-z]{2}\.|m\.)?(?:linkedin|xing|facebook|instagram|twitter|tiktok|github"
    r"|gitlab|youtube|twitch|reddit"
    r"|soundcloud|medium|patreon|paypal|snapchat|steamcommunity|linktr|t|x|fb|bsky|threads|mastodon)\.(?:com|de"
    r"|net|me|social|tv|ee|app|org))"
    r"(?P<path>/[^\s<>\"'“”«»]{1,300})"
)
_PROFILES = re.compile(
    r"(?:^|\.)(?:linkedin|xing|facebook|instagram|twitter|tiktok|github|gitlab|twitch|paypal|snapchat"
    r"|steamcommunity|linktr|bsky|threads|mastodon)\.\w+$"
    r"|(?:^|\.)t\.me$|(?:^|\.)x\.com$|fb\.com$|fb\.me$|paypal\.me$"
)
_MINE = re.compile(
    r"(?i)\b(?:mein|meine|meiner|meinem|my) (?:\w{1,12} )?(?:profil|seite|blog|homepage|website|webseite"
    r"|lebenslauf|kanal|account|konto|page|profile|site|channel|cv)"
    r"\b[^.!?\n]{0,15}$"
)
_PERSONAL_PATH = re.compile(
    r"(?i)/(?:~|@|u/|user|users/|profil|profile|people/|in/|member|mitglied|person|channel/|c/)|[?&](?:user"
    r"|email|mail|name|id|uid)="
)
_INVITE = re.compile(r"(?i)/(?:invite|joinchat|\+)|discord\.gg")
_TRAILING = ".,;:!?)]}'\"…"
# Without any of these the pattern of the same name finds nothing.
_SIGNS = ("@", "(at)", "[at]", "{at}", "(ät)", "<at>")
_SIGNS_APART = (" @ ", " at ", " ät ")
_MENTIONS = ("<@", "tg://", "u/")
_NETWORKS = (
    "discord", "insta", "telegram", "twitter", "tiktok", "snap", "steam", "twitch", "mastodon", "bluesky", "threema",
    "skype", "linkedin", "xing", "facebook", "signal",
)  # fmt: skip
_PARTS = re.compile(r"[A-ZÄÖÜ]{2,}(?![a-zäöüß])|[A-ZÄÖÜ]?[a-zäöüß]+|[A-ZÄÖÜ]+")


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also with the signs spelled out: "name (at) firma punkt de"."""
    low = lowered(text)
    for pattern, signs in ((_EMAIL, _SIGNS), (_EMAIL_APART, _SIGNS_APART)):
        for match in pattern.finditer(text) if holds(low, signs) else ():
            yield Span(match.start(), match.end(), Personal.EMAIL)


def handles(text: str, known: Collection[str] = ()) -> Iterator[Span]:
    """People's names on platforms; companies' are left out, and those in ``known`` (without @, in small letters)."""
    low = lowered(text)
    for match in _HANDLE.finditer(text) if "@" in text else ():
        if not is_organisation(match["name"]) and match["name"].casefold() not in known:
            yield Span(match.start(), match.end(), Personal.HANDLE)
    for match in _TAGGED.finditer(text) if "#" in text else ():
        if not _NO_TAG.fullmatch(match["name"]):
            yield Span(match.start(), match.end(), Personal.HANDLE)
    for match in _MENTION.finditer(text) if holds(low, _MENTIONS) else ():
        yield Span(match.start(), match.end(), Personal.HANDLE)
    for match in _NETWORK.finditer(text) if holds(low, _NETWORKS) else ():
        nick = match["name"].rstrip(".-")
        if _NICK.fullmatch(nick) and not is_organisation(nick):
            yield Span(match.start("name"), match.start("name") + len(nick), Personal.HANDLE)


def profiles(text: str) -> Iterator[Span]:
    """Links that name a person's page."""
    low = lowered(text)
    for pattern, signs in ((_URL, ("://", "www.")), (_BARE, ("/",))):
        for match in pattern.finditer(text) if holds(low, signs) else ():
            end = match.start() + len(match[0].rstrip(_TRAILING))
            host = match["host"].casefold().removeprefix("www.")
            if _names_somebody(host, match["path"] or "") or _MINE.search(
                text[max(0, match.start() - 40) : match.start()]
            ):
                yield Span(match.start(), end, Personal.URL)


def is_organisation(handle: str) -> bool:
    """Whether a handle is made only of words that companies' handles are made of."""
    whole = handle.casefold()
    parts = [part.casefold() for part in _PARTS.findall(handle)]
    return (
        whole.endswith("bot") or whole in ORGANISATION_WORDS or (bool(parts) and ORGANISATION_WORDS.issuperset(parts))
    )


def _names_somebody(host: str, path: str) -> bool:
    if _INVITE.search(host + path) or is_organisation(re.split(r"[/?#]", path.strip("/"))[0]):
        return False
    if (_PROFILES.search(host) and len(path.rstrip("/")) > 1) or _PERSONAL_PATH.search(path):
        return True
    return any(part.capitalize() in GIVEN_NAMES for part in re.split(r"[.-]", host)[:-1] if len(part) > 2)

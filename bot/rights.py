"""May somebody do this, as whom, where? One table; what does not stand in it is denied.

Every command, button, form and typed word is a deed (``of_command``, ``of_press``, ``of_words``). ``decide`` looks the
deed up: who may, at which spot, on which platform. It knows neither rows nor platforms; who somebody is finds
``bot.authority``. ``docs/authorisation.md`` is this table, written by ``python -m bench.rights``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.tokens import Verb

PLATFORMS = frozenset({"telegram", "discord", "console"})


class Who(StrEnum):
    """As whom somebody acts in a community; nobody is more than one of them at a time, the highest counts."""

    OWNER = "owner"  # appointed, for the whole bot
    MODERATOR = "moderator"  # appointed, or the platform says so now, or holds a role that stands for it
    AUTHOR = "author"  # appointed, or invited to the wave
    MEMBER = "member"  # the platform says so
    STRANGER = "stranger"  # anybody else


class Spot(StrEnum):
    """Where it happens, seen from the community it is about."""

    DIRECT = "direct"  # the direct chat
    HIDDEN = "hidden"  # in a place of the community, seen by this person alone
    GROUP = "group"  # in a place of the community, before everybody
    THREAD = "thread"  # in a topic or channel known only by its group, before everybody
    ELSEWHERE = "elsewhere"  # in a place of another community, or one we do not know


class Deed(StrEnum):
    """What can be done."""

    READ = "read"  # help, privacy notice, how is moderated
    LANGUAGE = "language"
    ANSWER = "answer"  # begin, agree, answer, change, vote, go on later
    REPORT = "report"
    OWN_ANSWERS = "own-answers"  # see and take back one's own; give and take back consents
    RESULTS = "results"  # as the wave shows them to this person
    OWN_DATA = "own-data"  # everything that is held
    FORGET = "forget"
    LINK_PERSON = "link-person"
    ACCEPT = "accept"  # an invitation, by its code
    CLAIM = "claim"  # a role, by its code
    OWN_ROLES = "own-roles"  # see and lay down one's own
    PREVIEW = "preview"  # of a digest
    POST = "post"  # a digest, and what it leaves out
    LAUNCH = "launch"
    CHECK = "check"
    LOOK = "look"  # how a wave stands
    STEER = "steer"  # open, pause, extend, close, repeat
    QUEUE = "queue"  # have it stand in a place
    REVIEW = "review"
    THEME = "theme"
    LINK_COMMUNITY = "link-community"
    PART_COMMUNITY = "part-community"
    POLICY = "policy"  # set the community's own text
    ROLES = "roles"  # see who has which
    APPOINT = "appoint"  # give and take roles, say which role of the platform moderates


class Verdict(StrEnum):
    """What comes of it; the text of a refusal is its phrase."""

    ALLOWED = ""
    UNKNOWN = "button-unknown"
    NOT_ON_PLATFORM = "not-on-this-platform"
    NOT_HERE = "wave-unknown"  # of another community nobody learns anything
    ONLY_PRIVATE = "only-in-direct"
    ONLY_IN_PLACE = "queue-only-in-place"
    NOT_MODERATOR = "not-a-moderator"
    NOT_OWNER = "not-an-owner"


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may do something, where, on which platforms."""

    who: frozenset[Who]
    spots: frozenset[Spot]
    platforms: frozenset[str] = PLATFORMS


EVERYBODY = frozenset(Who)
OWNERS = frozenset({Who.OWNER})
STAFF = frozenset({Who.OWNER, Who.MODERATOR})
READERS = frozenset({Who.OWNER, Who.MODERATOR, Who.AUTHOR})

ANYWHERE = frozenset(Spot)  # about no community
HERE = frozenset({Spot.DIRECT, Spot.HIDDEN, Spot.GROUP, Spot.THREAD})
UNSEEN = frozenset({Spot.DIRECT, Spot.HIDDEN})
DIRECT = frozenset({Spot.DIRECT})
IN_PLACE = HERE - DIRECT

RULES: Mapping[Deed, Rule] = {
    Deed.READ: Rule(EVERYBODY, ANYWHERE),
    Deed.LANGUAGE: Rule(EVERYBODY, ANYWHERE),
    # Whoever was given the link may answer: a card can be passed on, as its group decides.
    Deed.ANSWER: Rule(EVERYBODY, HERE),
    Deed.REPORT: Rule(EVERYBODY, HERE),
    Deed.OWN_ANSWERS: Rule(EVERYBODY, HERE),
    Deed.RESULTS: Rule(EVERYBODY, HERE),
    Deed.OWN_DATA: Rule(EVERYBODY, UNSEEN),
    Deed.FORGET: Rule(EVERYBODY, ANYWHERE),
    Deed.LINK_PERSON: Rule(EVERYBODY, UNSEEN),
    Deed.ACCEPT: Rule(EVERYBODY, DIRECT),
    Deed.CLAIM: Rule(EVERYBODY, UNSEEN),
    Deed.OWN_ROLES: Rule(EVERYBODY, UNSEEN),
    Deed.PREVIEW: Rule(READERS, HERE),
    Deed.POST: Rule(STAFF, HERE),
    Deed.LAUNCH: Rule(STAFF, HERE),
    Deed.CHECK: Rule(STAFF, HERE),
    Deed.LOOK: Rule(STAFF, HERE),
    Deed.STEER: Rule(STAFF, HERE),
    Deed.QUEUE: Rule(STAFF, IN_PLACE),
    Deed.REVIEW: Rule(STAFF, HERE),
    Deed.THEME: Rule(STAFF, HERE),
    Deed.LINK_COMMUNITY: Rule(STAFF, HERE),
    Deed.PART_COMMUNITY: Rule(STAFF, HERE),
    Deed.POLICY: Rule(STAFF, HERE),
    Deed.ROLES: Rule(OWNERS, UNSEEN),
    Deed.APPOINT: Rule(OWNERS, UNSEEN),
}


def decide(deed: Deed | None, who: Who, spot: Spot, platform: str) -> Verdict:
    """Whether it may be done; without a rule it may not."""
    rule = RULES.get(deed) if deed is not None else None
    if rule is None:
        return Verdict.UNKNOWN
    if platform not in rule.platforms:
        return Verdict.NOT_ON_PLATFORM
    if spot not in rule.spots:
        if spot is Spot.DIRECT:
            return Verdict.ONLY_IN_PLACE
        return Verdict.NOT_HERE if spot is Spot.ELSEWHERE and Spot.GROUP in rule.spots else Verdict.ONLY_PRIVATE
    if who not in rule.who:
        return Verdict.NOT_OWNER if rule.who == OWNERS else Verdict.NOT_MODERATOR
    return Verdict.ALLOWED


def is_for_everybody(deed: Deed) -> bool:
    """Whether it need not be known who somebody is."""
    return RULES[deed].who == EVERYBODY


def is_asked_where(deed: Deed) -> bool:
    """Whether somebody in the direct chat, who names no community with the command, is shown those where they may do it."""
    return not is_for_everybody(deed) and Spot.DIRECT in RULES[deed].spots


# --- what was done? ---------------------------------------------------------------------------------------------

_COMMANDS: Mapping[str, Deed] = {
    "start": Deed.ANSWER,
    "antwort": Deed.ANSWER,
    "einreichen": Deed.ANSWER,
    "hilfe": Deed.READ,
    "datenschutz": Deed.READ,
    "moderation": Deed.READ,
    "sprache": Deed.LANGUAGE,
    "antworten": Deed.OWN_ANSWERS,
    "widerruf": Deed.OWN_ANSWERS,
    "digest": Deed.RESULTS,
    "meinedaten": Deed.OWN_DATA,
    "vergissmich": Deed.FORGET,
    "vergissmich-ja": Deed.FORGET,
    "verbinden": Deed.LINK_PERSON,
    "rollen": Deed.OWN_ROLES,
    "umfrage": Deed.LAUNCH,
    "fragen": Deed.LAUNCH,
    "check": Deed.CHECK,
    "verwalten": Deed.LOOK,
    "freigaben": Deed.QUEUE,
    "themen": Deed.THEME,
    "koppeln": Deed.LINK_COMMUNITY,
    "trennen": Deed.PART_COMMUNITY,
    "regeln": Deed.POLICY,
}
_WITH_CODE: Mapping[str, Deed] = {"digest": Deed.ACCEPT, "rollen": Deed.CLAIM}
_PRESSES: Mapping[Verb, Deed] = {
    **dict.fromkeys(
        (Verb.JOIN, Verb.AGREE, Verb.DECLINE, Verb.PICK, Verb.UNPICK, Verb.DONE, Verb.SKIP, Verb.BACK, Verb.GOTO,
         Verb.VOTE, Verb.LATER, Verb.FORM, Verb.CONFIRM, Verb.DIRECT),
        Deed.ANSWER,
    ),
    Verb.REPORT: Deed.REPORT,
    Verb.MINE: Deed.OWN_ANSWERS,
    Verb.REMOVE: Deed.OWN_ANSWERS,
    Verb.CONSENT: Deed.OWN_ANSWERS,
    Verb.RESULTS: Deed.RESULTS,
    Verb.STAND: Deed.RESULTS,
    Verb.SUBSCRIBE: Deed.RESULTS,
    Verb.LANGUAGE: Deed.LANGUAGE,
    Verb.LAUNCH: Deed.LAUNCH,
    Verb.MANAGE: Deed.STEER,
    Verb.REVIEW: Deed.REVIEW,
    Verb.PREVIEW: Deed.POST,
    Verb.THEME: Deed.THEME,
    Verb.LINK: Deed.LINK_COMMUNITY,
    Verb.ROLE: Deed.APPOINT,
    Verb.POLICY: Deed.POLICY,
}  # fmt: skip
_WORDS: Mapping[str, Deed] = {
    "own-question": Deed.LAUNCH,
    "black-out": Deed.REVIEW,
    "reason": Deed.REVIEW,
    "theme-name": Deed.THEME,
    "theme-line": Deed.THEME,
    "theme-split": Deed.THEME,
    "policy-text": Deed.POLICY,
    "platform-role": Deed.APPOINT,
}
CODE = "c"  # in a token, before a code
_LOOKING = ("", "show", "drop")  # at a preview; the last forgets what oneself had left out


def of_command(name: str, text: str = "") -> Deed | None:
    """The deed of a command by its first name; what follows it may make it another."""
    return _WITH_CODE.get(name) if text.strip() and name in _WITH_CODE else _COMMANDS.get(name)


def of_press(verb: Verb, about: str, value: str) -> Deed | None:
    """The deed of a button, a form or a deep link: ``about`` and ``value`` as its token has them."""
    match verb:
        case Verb.COMMAND:
            return of_command(value)
        case Verb.SUBSCRIBE if value.startswith(CODE):
            return Deed.ACCEPT
        case Verb.MANAGE if not value:
            return Deed.LOOK
        case Verb.MANAGE if value == "digest":
            return Deed.POST
        case Verb.PREVIEW if value in _LOOKING:
            return Deed.PREVIEW
        case Verb.LINK if not about:
            return Deed.LINK_PERSON
        case Verb.LINK if value in ("p", "q"):
            return Deed.PART_COMMUNITY
        case Verb.ROLE if value.startswith(CODE):
            return Deed.CLAIM
        case Verb.ROLE if value.startswith("l"):
            return Deed.OWN_ROLES
        case Verb.ROLE if not value:
            return Deed.ROLES
        case _:
            return _PRESSES.get(verb)


def of_words(name: str) -> Deed | None:
    """The deed of words a dialogue had asked for."""
    return _WORDS.get(name)

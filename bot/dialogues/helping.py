"""What can I do here, who runs this, and which language is spoken to me?"""

from __future__ import annotations

from bot import policies
from bot.dialogues import ruling
from bot.dialogues.entry import Entry
from bot.screens import Reply, Screen, bold, lines
from bot.tokens import Verb
from bot.visit import Visit
from surveys.design.text import LANGUAGES
from surveys.errors import Unknown

NAMES = {"de": "Deutsch", "en": "English"}


def help_screen(visit: Visit) -> Reply:
    """``/hilfe``: what a member can do, in a few lines."""
    text = lines(bold(visit.say("help-title")), visit.say("help"))
    row = (visit.button("button-policy", Verb.COMMAND, value="moderation"),)
    return Reply((Screen(text, (row,), private=not visit.in_direct),))


def unknown_command(visit: Visit) -> Reply:
    """In the direct chat an unknown command gets the help; in a place it may be meant for another bot."""
    return help_screen(visit) if visit.in_direct else Reply()


def privacy(visit: Visit) -> Reply:
    """``/datenschutz``: who is responsible, what is kept, which rights there are (GDPR Art. 13)."""
    operator = visit.house.settings.operator
    unnamed = visit.say("operator-unnamed")
    text = visit.say("privacy", operator=operator.name or unnamed, contact=operator.contact or unnamed)
    rows = (
        (
            visit.button("button-my-data", Verb.COMMAND, value="meinedaten", direct=True),
            visit.button("button-forget-me", Verb.COMMAND, value="vergissmich", direct=True),
        ),
    )
    return Reply((Screen(lines(bold(visit.say("privacy-title")), text), rows, private=not visit.in_direct),))


def moderation(visit: Visit) -> Reply:
    """``/moderation``: by which rules answers are approved, rejected and blacked out; for everybody to read."""
    own = policies.current(visit.session, _community(visit))
    return Reply((Screen(lines(*ruling.text_of(visit, own)), private=not visit.in_direct),))


def _community(visit: Visit) -> str | None:
    """The community of the place, else of the survey the conversation is about."""
    if visit.spot is not None:
        return visit.spot.community_id
    wave = visit.find_wave(visit.brief.wave_id, to_read=True) if visit.known else None
    return wave.community_id if wave is not None else None


def language(visit: Visit) -> Reply:
    """``/sprache``: choose the language of private text."""
    row = tuple(
        visit.button("", Verb.LANGUAGE, value=code, label=NAMES[code], chosen=code == visit.language)
        for code in LANGUAGES
    )
    return Reply((Screen(lines(visit.say("language-question")), (row,), private=not visit.in_direct),))


def language_chosen(visit: Visit) -> Reply:
    """Private text is in that language from now on; that needs an account, which holds nothing else."""
    assert visit.token
    if visit.token.value not in LANGUAGES:
        raise Unknown("button-unknown")
    visit.account.language = visit.token.value
    visit.keep_account()
    return Reply((Screen(lines(visit.say("language-set")), private=not visit.in_direct, replaces=True),))


COMMANDS = (
    Entry("datenschutz", privacy, also=("privacy",), in_places=True),
    Entry("moderation", moderation, also=("policy",), in_places=True, listed=False),
    Entry("sprache", language, also=("language",)),
    Entry("hilfe", help_screen, also=("help",), in_places=True),
)
PRESSES = {Verb.LANGUAGE: language_chosen}

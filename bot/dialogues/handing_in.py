"""What can be done with a message that stands there already? Its writer hands it in as an answer, a moderator asks it."""

from __future__ import annotations

from bot import authority
from bot.dialogues import arriving, launching
from bot.dialogues.entry import Entry, Handler
from bot.dialogues.replying import ask_first
from bot.rights import Deed
from bot.screens import Reply, Screen, lines
from bot.tokens import Verb
from bot.visit import Visit
from surveys.errors import Complaint, Refused, Unknown
from surveys.fieldwork import waves

AUTHOR = "author"  # in the fields of the event: "1" where the message is of whoever chose the command


def hand_in(visit: Visit) -> Reply:
    """``einreichen``: a message of one's own counts as an answer once its writer says yes, and to which question."""
    if visit.event.fields.get(AUTHOR) != "1":
        raise Refused("hand-in-not-yours")
    running = visit.waves_here()
    if not running:
        return Reply((Screen(lines(visit.say("nothing-asked")), private=not visit.in_direct),))
    waves.ensure_accepts(running[0], visit.now)
    return ask_first(visit, running[0], None, _words(visit))


def ask(visit: Visit) -> Reply:
    """``fragen``: what a message says becomes a question, shown to the moderator before anybody is asked."""
    if visit.place is None:
        raise Unknown("place-unknown")
    place = arriving.place_here(visit)
    authority.ensure(visit, Deed.LAUNCH, authority.about_place(place))
    return launching.ask(visit, place, {"question": _words(visit)})


def _words(visit: Visit) -> str:
    text = visit.event.text.strip()
    if not text:
        raise Complaint("hand-in-no-words")
    return text


COMMANDS = (
    Entry("einreichen", hand_in, in_places=True, listed=False, on_message=True),
    Entry("fragen", ask, moderators=True, in_places=True, listed=False, on_message=True),
)
PRESSES: dict[Verb, Handler] = {}

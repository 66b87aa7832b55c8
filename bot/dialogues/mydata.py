"""What is held about me, and how is it erased?"""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot import auditing, corrections, erasures, persons, phrases
from bot.dialogues.consenting import over_note
from bot.dialogues.entry import Entry, Handler
from bot.screens import Attachment, Reply, Screen, bold, lines
from bot.tables import Account
from bot.tokens import Verb
from bot.visit import Visit, mark_stale
from surveys import privacy
from surveys.tables import RespondentId


def export(visit: Visit) -> Reply:
    """``/meinedaten``: a file with everything held, opened where it is sealed."""
    content = json.dumps(everything(visit), ensure_ascii=False, indent=2, default=str).encode()
    about = visit.say("my-data-about")
    file = Attachment("meine-daten.json", content, "application/json", about)
    text = lines(bold(visit.say("my-data")), visit.say("my-data-note"), over_note(visit))
    return Reply((Screen(text, attachment=file),))


def everything(visit: Visit) -> Mapping[str, object]:
    """All rows about this person, by table, of every account that is theirs."""
    return privacy.held(
        visit.session,
        respondents=_respondents(visit),
        accounts=[account.id for account in _accounts(visit)],
        digests=_digests(visit),
        people=[visit.account.person_id],
        opened=lambda where, sealed: _opened(visit, where, sealed),
    )


def _opened(visit: Visit, where: str, sealed: bytes) -> bytes:
    plain = visit.house.keys.open_any(sealed)
    return persons.told(visit.session, visit.house.keys, plain) if where == "joined.body" else plain


def ask_to_forget(visit: Visit) -> Reply:
    """``/vergissmich``: the first of two steps."""
    if not everything(visit):
        return Reply((Screen(lines(visit.say("nothing-held")), private=not visit.in_direct),))
    both = visit.say("forget-both") if len(_accounts(visit)) > 1 else ""
    row = (
        visit.button("button-forget", Verb.COMMAND, value="vergissmich-ja"),
        visit.button("button-no", Verb.COMMAND, value="hilfe"),
    )
    text = lines(bold(visit.say("forget")), visit.say("forget-note"), both, over_note(visit))
    return Reply((Screen(text, (row,), private=not visit.in_direct),))


def forget(visit: Visit) -> Reply:
    """The second step: everything of the person goes, of all their accounts; what was posted is corrected."""
    language = visit.language
    ids = {account.digest: account.id for account in _accounts(visit)}
    for digest in _digests(visit):  # a restored backup shall not bring them back
        erasures.note(visit.house.settings, digest, visit.now, ids.get(digest, ""))
    respondents = _respondents(visit)
    auditing.forget_reasons(visit.session, privacy.answers_of(visit.session, respondents))
    erased = privacy.erase(
        visit.session,
        respondents,
        accounts=[account.id for account in _accounts(visit)],
        digests=_digests(visit),
        people=[visit.account.person_id],
        now=visit.now,
    )
    if visit.known:
        visit.session.expunge(visit.account)
    for wave_id in erased.waves:
        mark_stale(visit.session, wave_id, visit.now)
    corrections.plan(visit.session, erased.digests, visit.now)
    text = phrases.say("forgotten" if erased.rows else "nothing-held", language)
    return Reply((Screen(lines(text), private=not visit.in_direct, replaces=True),), ring=True)


def _accounts(visit: Visit) -> list[Account]:
    return persons.accounts_of(visit.session, visit.account.person_id)


def _digests(visit: Visit) -> list[str]:
    """Of this account, which may not be stored, and of every other of the person."""
    mine = visit.house.keys.accounts(visit.event.platform, visit.event.person.id)
    return list(dict.fromkeys([*mine, *(account.digest for account in _accounts(visit))]))


def _respondents(visit: Visit) -> list[RespondentId]:
    return list(visit.respondents().values())


COMMANDS = (
    Entry("meinedaten", export, also=("mydata",)),
    Entry("vergissmich", ask_to_forget, also=("forgetme",)),
    Entry("vergissmich-ja", forget, listed=False),
)
PRESSES: dict[Verb, Handler] = {}

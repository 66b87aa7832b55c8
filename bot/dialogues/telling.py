"""How does somebody ask to be told when a digest is there, end that, or come as an invited author?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import subscriptions
from bot.screens import Button, Reply, Screen, bold, lines
from bot.tables import SubscriptionKind
from bot.tokens import Verb
from bot.visit import Visit
from surveys.errors import Unknown
from surveys.fieldwork import waves
from surveys.tables import Wave

CODE = "c"  # in a token, before an invitation's code


def button(visit: Visit, wave: Wave) -> Button:
    """*Sag mir, wenn der Digest da ist*, or its end."""
    if visit.known and subscriptions.of(visit.session, visit.account.id, wave) is not None:
        return visit.button("told-off", Verb.SUBSCRIBE, wave.id, value="off")
    return visit.button("tell-on", Verb.SUBSCRIBE, wave.id, value="on", direct=True)


def pressed(visit: Visit, shown: Callable[[Wave], Screen]) -> Reply:
    """Be told from now on, or no more; both are harmless when repeated. Or accept an invitation by its link."""
    token = visit.token
    assert token
    if token.value[:1] == CODE:
        return invited(visit, token.value[1:], shown)
    wave = visit.wave(token.wave)
    match token.value:
        case "on":
            account = visit.keep_account(reach=True)  # without it nothing can be told
            subscriptions.subscribe(visit.session, account, wave.id, SubscriptionKind.MEMBER, visit.now)
            return _said(visit, wave, "tell-will")
        case "off":
            if visit.known:
                subscriptions.unsubscribe(visit.session, visit.account.id, wave)
            return _said(visit, wave, "tell-not")
        case _:
            raise Unknown("button-unknown")


def invited(visit: Visit, code: str, shown: Callable[[Wave], Screen]) -> Reply:
    """Somebody typed an invitation, or followed its link, where nobody reads along."""
    account = visit.keep_account()  # wrong ones are counted
    wave = subscriptions.accept(visit.session, visit.house.keys, code, account, visit.now)
    if wave is None:
        return Reply((Screen(lines(visit.say("invitation-wrong"))),))
    visit.keep_account(reach=True)
    title = waves.questionnaire_of(visit.session, wave).title[visit.language]
    return Reply((Screen(lines(bold(visit.say("invited", title=title)))), replace(shown(wave), replaces=False)))


def _said(visit: Visit, wave: Wave, key: str) -> Reply:
    title = waves.questionnaire_of(visit.session, wave).title[visit.language]
    return Reply((Screen(lines(visit.say(key, title=title)), ((button(visit, wave),),), private=not visit.in_direct),))

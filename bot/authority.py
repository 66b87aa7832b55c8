"""Who is this here, and so: may they do it? Facts from rows and from the platform, the decision from ``bot.rights``.

Asked anew at every act: a button grants nothing, and neither does what somebody was yesterday.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from bot import appointments, rights, subscriptions
from bot.platform import Standing
from bot.rights import Deed, Spot, Verdict, Who
from bot.tables import Account, Place, Role, RoleKind, SubscriptionKind
from bot.visit import Visit
from surveys.errors import NotAllowed, Refused, SurveyError, Unknown
from surveys.tables import Wave

_AS: dict[RoleKind, Who] = {
    RoleKind.OWNER: Who.OWNER,
    RoleKind.MODERATOR: Who.MODERATOR,
    RoleKind.AUTHOR: Who.AUTHOR,
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a deed is about; nothing where all are None.

    Attributes:
        place: the one place in which somebody has to moderate; else any of the community's.
    """

    community_id: str | None = None
    place: Place | None = None
    wave: Wave | None = None


NOTHING = Subject()


def about_place(place: Place) -> Subject:
    """A deed in, or with, one place."""
    return Subject(place.community_id, place)


def about_wave(wave: Wave) -> Subject:
    """A deed with a wave."""
    return Subject(wave.community_id, wave=wave)


def ensure(visit: Visit, deed: Deed | None, subject: Subject = NOTHING) -> None:
    """Raise Refused, NotAllowed or Unknown unless the person may do it, here and now; may raise ``Ask``."""
    found, who = _judged(visit, deed, subject)
    if found is not Verdict.ALLOWED:
        raise refusal(found)
    if who in (Who.OWNER, Who.MODERATOR) and subject.community_id is not None:
        _seen_as_moderator(visit, subject.community_id)


def verdict(visit: Visit, deed: Deed | None, subject: Subject = NOTHING) -> Verdict:
    """Whether the person may do it, here and now, and if not why; may raise ``Ask``."""
    return _judged(visit, deed, subject)[0]


def permitted(visit: Visit, deed: Deed, places: Sequence[Place]) -> list[Place]:
    """Those of the places in which the person may do it now; may raise ``Ask``, once for all."""
    appointed = {place.community_id for place in places if _appointed_moderator(visit, place.community_id)}
    unclear = [place for place in places if place.community_id not in appointed]
    visit.standings(unclear)
    return [place for place in places if verdict(visit, deed, about_place(place)) is Verdict.ALLOWED]


def refusal(found: Verdict) -> SurveyError:
    """What is raised for a verdict that is not ``ALLOWED``."""
    match found:
        case Verdict.UNKNOWN | Verdict.NOT_HERE:
            return Unknown(found.value)
        case Verdict.ONLY_PRIVATE | Verdict.ONLY_IN_PLACE | Verdict.NOT_ON_PLATFORM:
            return Refused(found.value)
        case _:
            return NotAllowed(found.value)


def spot_of(visit: Visit, community_id: str | None) -> Spot:
    """Where the event happened, seen from a community; from none at all, every place is its own."""
    where = visit.event.where
    if where is None:
        return Spot.DIRECT
    here = visit.spot
    if community_id is not None and (here is None or here.community_id != community_id):
        return Spot.ELSEWHERE
    if visit.event.private:
        return Spot.HIDDEN
    return Spot.GROUP if here is None or here.address == where.address else Spot.THREAD


def my_communities(visit: Visit, deed: Deed) -> list[str]:
    """Ids of the communities in which the person may do it now, among those they are known in."""
    return list(dict.fromkeys(place.community_id for place in permitted(visit, deed, known_places(visit))))


def known_places(visit: Visit) -> list[Place]:
    """Places on this platform of the communities in which the person was seen, or made, a moderator; an owner's are all."""
    if not visit.known:
        return []
    query = select(Place).where(Place.platform == visit.event.platform).order_by(Place.name, Place.id)
    if not any(each.kind is RoleKind.OWNER for each in appointments.held(visit.session, visit.account.id)):
        mine = select(Role.community_id).where(Role.account_id == visit.account.id)
        query = query.where(col(Place.community_id).in_(mine))
    return list(visit.session.exec(query).all())


# --- who is it? -------------------------------------------------------------------------------------------------


def _judged(visit: Visit, deed: Deed | None, subject: Subject) -> tuple[Verdict, Who]:
    """The verdict and as whom; who somebody is is only found out where it matters."""
    platform, spot = visit.event.platform, spot_of(visit, subject.community_id)
    found = rights.decide(deed, Who.STRANGER, spot, platform)
    if found not in (Verdict.NOT_MODERATOR, Verdict.NOT_OWNER):
        return found, Who.STRANGER
    for who in _whos(visit, subject):
        if rights.decide(deed, who, spot, platform) is Verdict.ALLOWED:
            return Verdict.ALLOWED, who
    return found, Who.STRANGER


def _whos(visit: Visit, subject: Subject) -> Iterator[Who]:
    """As whom they may act: what our rows say first, then what the platform says."""
    if visit.known:
        where = subject.community_id or ""
        yield from (_AS[each.kind] for each in appointments.held(visit.session, visit.account.id, where))
        if subject.wave is not None and _is_invited(visit, visit.account, subject.wave):
            yield Who.AUTHOR
    places = [subject.place] if subject.place is not None else _places(visit, subject.community_id)
    if any(standing is Standing.MODERATOR for standing in visit.standings(places)):
        yield Who.MODERATOR


def _is_invited(visit: Visit, account: Account, wave: Wave) -> bool:
    return subscriptions.of(visit.session, account.id, wave) is SubscriptionKind.AUTHOR


def _appointed_moderator(visit: Visit, community_id: str) -> bool:
    held = appointments.held(visit.session, visit.account.id, community_id) if visit.known else []
    return any(each.kind in (RoleKind.OWNER, RoleKind.MODERATOR) for each in held)


def _places(visit: Visit, community_id: str | None) -> list[Place]:
    query = select(Place).where(Place.community_id == community_id, Place.platform == visit.event.platform)
    return list(visit.session.exec(query).all()) if community_id is not None else []


def _seen_as_moderator(visit: Visit, community_id: str) -> None:
    """Note where to look for them, and whom to tell; it is no right."""
    visit.keep_account(reach=visit.in_direct)
    if visit.session.get(Role, (community_id, visit.account.id)) is None:
        hint = Role(community_id=community_id, account_id=visit.account.id, kind=RoleKind.MODERATOR, since=visit.now)
        visit.session.add(hint)

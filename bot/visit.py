"""One event being handled: who is it, where, and what may a dialogue use to answer?

A dialogue is a plain function of a ``Visit``; it reads and writes rows through ``visit.session`` and gives back a
``Reply``. What only the platform knows (is this person a moderator there?) it asks for with ``visit.standing``: when
the answer is not at hand the whole unit of work is undone, the desk asks the platform, and runs it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import phrases, pseudonyms, tokens
from bot.keys import Keys
from bot.platform import Event, Standing
from bot.screens import Button
from bot.settings import Settings
from bot.tables import Account, Community, Ledger, Place, PlaceState, PlatformRole, Posting, PostingKind, Role
from bot.tokens import Token, Verb
from surveys.databases.prepared import Prepared
from surveys.errors import Unknown
from surveys.fieldwork import waves
from surveys.tables import RespondentId, Wave, WaveState

_BY_DIGEST = (col(Account.platform) == sa.bindparam("platform"), col(Account.digest) == sa.bindparam("digest"))
_ACCOUNT = select(Account).where(*_BY_DIGEST)
_BRIEF = Prepared(
    sa.select(col(Account.person_id), col(Account.language), col(Account.wave_id), col(Account.awaits)).where(
        *_BY_DIGEST
    )
)
_STALE = Prepared(
    sa.update(Posting)
    .where(
        col(Posting.wave_id) == sa.bindparam("wave"),
        col(Posting.kind) == PostingKind.CARD,
    )
    .values(stale_at=sa.bindparam("now"))
)


ONLY_WAITS = "only-waits"  # in an account's notes: kept for a text that waits for its writer's yes, and goes with it


_WAVE = select(Wave).where(col(Wave.id) == sa.bindparam("wave"))  # Session.get would write it anew each time
_THERE = (
    col(Place.platform) == sa.bindparam("platform"),
    sa.or_(col(Place.address) == sa.bindparam("address"), col(Place.address) == sa.bindparam("holder")),
)
_PLACES = select(Place).where(*_THERE)
_SPOTS = Prepared(sa.select(col(Place.address), col(Place.community_id), col(Place.state)).where(*_THERE))


class Brief(NamedTuple):
    """What nearly every event asks of an account; reading the whole of it, to change it, costs ten times as much."""

    person_id: str
    language: str
    wave_id: str | None
    awaits: str | None


class Spot(NamedTuple):
    """What every event in a place asks of it; as with ``Brief``, the whole of it costs much more."""

    address: str
    community_id: str
    state: PlaceState


class Ask(Exception):
    """The unit of work needs to know what the person is in these places; run it again with the answers.

    Attributes:
        places: platform and address, and the roles of the platform whose holders moderate there.
    """

    def __init__(self, places: Mapping[tuple[str, str], frozenset[str]]) -> None:
        super().__init__(len(places))
        self.places = places


@dataclass(frozen=True, slots=True)
class House:
    """What is the same for every visit.

    Attributes:
        direct: platforms with a direct chat apart from places.
        hidden: platforms that answer whoever presses a button unseen by the others, everywhere.
    """

    settings: Settings
    keys: Keys
    direct: frozenset[str] = frozenset({"telegram", "discord"})
    hidden: frozenset[str] = frozenset({"discord"})


@dataclass
class Visit:
    """One event, and what is known about it.

    Attributes:
        facts: what the platform said the person is, by (platform, address).
    """

    session: Session
    event: Event
    now: datetime
    house: House
    facts: Mapping[tuple[str, str], Standing] = field(default_factory=dict)
    _under: str = field(default="", init=False)  # the digest of an earlier key the account was found by

    # --- who ---

    @cached_property
    def account(self) -> Account:
        """The person's account; a new one is not stored before ``keep_account``."""
        known: Account | None = self.session.execute(_ACCOUNT, self._key).scalar() if self._stored else None
        if known is not None:
            return known
        return Account(
            platform=self.event.platform,
            digest=self.digest,
            language=phrases.offered(self.event.person.language),
            created_at=self.now,
        )

    @property
    def brief(self) -> Account | Brief:
        """The account once it was asked for, and may have changed; before that what is stored of it."""
        return self.account if "account" in self.__dict__ or self._stored is None else self._stored

    @cached_property
    def _stored(self) -> Brief | None:
        rows = _BRIEF.rows(self.session.connection(), self._key)
        for each in self.house.keys.earlier if not rows else ():
            key = self._key | {"digest": each.account(self.event.platform, self.event.person.id)}
            if rows := _BRIEF.rows(self.session.connection(), key):
                self._under = key["digest"]
                break
        return Brief(*rows[0]) if rows else None

    def come_back(self) -> None:
        """Who was found under an earlier key is found under the present one from now on."""
        if self.house.keys.earlier and self._stored is not None and self._under:
            here = (col(Account.platform) == self.event.platform, col(Account.digest) == self._under)
            anew = sa.update(Account).where(*here).values(digest=self.digest, earlier=False)
            self.session.execute(anew.execution_options(synchronize_session=False))
            self._under = ""

    @property
    def _key(self) -> dict[str, str]:
        return {"platform": self.event.platform, "digest": self._under or self.digest}

    @cached_property
    def digest(self) -> str:
        """The keyed digest of who this is."""
        return self.house.keys.account(self.event.platform, self.event.person.id)

    @property
    def known(self) -> bool:
        """Whether the account is stored."""
        return self.account in self.session if "account" in self.__dict__ else self._stored is not None

    def keep_account(self, *, reach: bool = False) -> Account:
        """Store the account; ``reach`` also keeps, sealed, the id needed to write to the person."""
        account = self.account
        if reach and account.address is None:
            account.address = self.house.keys.seal(self.event.person.id.encode(), "address")
        account.reachable = True
        if ONLY_WAITS in account.notes:
            account.notes = {name: note for name, note in account.notes.items() if name != ONLY_WAITS}
        self.session.add(account)
        self.session.flush()
        return account

    def respondent(self, wave_id: str) -> RespondentId:
        """The person's pseudonym in a wave; raises Refused where the wave is anonymous and nobody can tell (any more)."""
        who = wave_id, self.brief.person_id
        known = self._respondents.get(who)
        if known is None:
            known = self._respondents[who] = pseudonyms.of(self.session, self.house.keys, *who)
        return known

    def respondents(self) -> dict[str, RespondentId]:
        """The person's pseudonyms by wave, where they can be told."""
        return pseudonyms.everywhere(self.session, self.house.keys, self.brief.person_id)

    def is_severed(self, wave: Wave) -> bool:
        """Whether nobody can tell any more what this person said in the wave."""
        return pseudonyms.is_severed(self.session, self.house.keys, wave.id)

    @property
    def veiled(self) -> list[tuple[str, RespondentId]]:
        """The anonymous waves this visit was about, and as whom."""
        veiled = self.house.keys.veiled
        return [(wave_id, known) for (wave_id, _), known in self._respondents.items() if veiled.get(wave_id)]

    @cached_property
    def _respondents(self) -> dict[tuple[str, str], RespondentId]:
        return {}

    @property
    def language(self) -> str:
        """The language of what only this person reads."""
        return self.brief.language

    # --- where ---

    @property
    def in_direct(self) -> bool:
        """Whether nobody else reads along."""
        return self.event.where is None

    @cached_property
    def spot(self) -> Spot | None:
        """What has to be known of the place of every event: the same as of ``place``."""
        where = self.event.where
        if where is None:
            return None
        wanted = _at(self.event.platform, where.address)
        found = [Spot(*row) for row in _SPOTS.rows(self.session.connection(), wanted)]
        return max(found, key=lambda spot: len(spot.address), default=None)

    @cached_property
    def place(self) -> Place | None:
        """The place of the event, if we know it; a topic we do not know stands for its group."""
        if self.event.where is None:
            return None
        return find_place(self.session, self.event.platform, self.event.where.address)

    def standing(self, place: Place) -> Standing:
        """What the person is in a place, as the platform says now; may raise ``Ask``."""
        return self.standings([place])[0]

    def standings(self, places: Sequence[Place]) -> list[Standing]:
        """What the person is in each of the places; may raise ``Ask``."""
        mine = [place for place in places if place.platform == self.event.platform]
        missing = [
            place for place in mine if (place.platform, place.address) not in self.facts and not self._told(place)
        ]
        if missing:
            raise Ask({(place.platform, place.address): self._moderating(place) for place in missing})
        return [
            self.facts.get((place.platform, place.address)) or self._told(place) or Standing.STRANGER
            for place in places
        ]

    def _told(self, place: Place) -> Standing | None:
        """What the event itself says the person is: it holds for all places of the same server."""
        where = self.event.where
        if where is None or place.platform != self.event.platform or _holder(place.address) != _holder(where.address):
            return None
        if self.event.standing is Standing.MEMBER and self._moderating(place) & set(self.event.roles):
            return Standing.MODERATOR
        return self.event.standing

    def _moderating(self, place: Place) -> frozenset[str]:
        """The roles of the platform whose holders moderate the place's community."""
        query = select(PlatformRole.role).where(
            PlatformRole.community_id == place.community_id, PlatformRole.platform == place.platform
        )
        return frozenset(self.session.exec(query).all())

    # --- what ---

    @cached_property
    def token(self) -> Token | None:
        """What the pressed button or the deep link remembers; None for anything we did not write."""
        return tokens.read(self.event.token, self.house.keys) if self.event.token else None

    def wave(self, wave_id: str | None, *, to_read: bool = False) -> Wave:
        """The wave of that id; raises Unknown, also across communities when the event has a place.

        ``to_read``: changes to it are not stored, and it costs a tenth.
        """
        wave = self.find_wave(wave_id, to_read=to_read)
        if wave is None or (self.spot is not None and wave.community_id != self.spot.community_id):
            raise Unknown("wave-unknown")
        return wave

    def find_wave(self, wave_id: str | None, *, to_read: bool = False) -> Wave | None:
        """The wave of that id, in whichever community."""
        if to_read:
            return waves.glance(self.session, wave_id) if wave_id else None
        found: Wave | None = self.session.execute(_WAVE, {"wave": wave_id}).scalar() if wave_id else None
        return found

    def waves_here(self) -> list[Wave]:
        """Open and paused waves with a card in this place, else in its server or group, else in its community.

        The newest is first.
        """
        if self.place is None:
            return []
        query = (
            select(Wave)
            .where(
                Wave.community_id == self.place.community_id,
                col(Wave.state).in_([WaveState.OPEN, WaveState.PAUSED]),
            )
            .order_by(col(Wave.opened_at).desc())
        )
        found = list(self.session.exec(query).all())
        root = self.place.address.split("/", maxsplit=1)[0]
        around = sa.or_(col(Place.address) == root, col(Place.address).startswith(f"{root}/", autoescape=True))
        for here in (col(Place.id) == self.place.id, sa.and_(col(Place.platform) == self.place.platform, around)):
            shown = [wave for wave in found if self._has_card(wave, here)] if len(found) > 1 else []
            if shown:
                return shown
        return found

    def _has_card(self, wave: Wave, where: sa.ColumnElement[bool]) -> bool:
        """Whether the wave's card stands, or will, in such a place."""
        places = select(Place.id).where(where)
        posted = select(Posting.id).where(
            Posting.wave_id == wave.id, Posting.kind == PostingKind.CARD, col(Posting.place_id).in_(places)
        )
        planned = select(Ledger.key).where(
            Ledger.wave_id == wave.id, Ledger.kind == "card", col(Ledger.place_id).in_(places)
        )
        return any(self.session.exec(each.limit(1)).first() is not None for each in (posted, planned))

    # --- saying it ---

    def say(self, key: str, /, **values: str | int | float) -> str:
        """A phrase in the person's language."""
        return phrases.say(key, self.language, **values)

    def button(
        self,
        key: str,
        verb: Verb,
        wave: str = "",
        item: int | None = None,
        part: int | None = None,
        value: str = "",
        *,
        label: str = "",
        direct: bool = False,
        chosen: bool = False,
    ) -> Button:
        """A button whose label is a phrase (or ``label``), that remembers this."""
        token = tokens.write(Token(verb, wave, item, part, value), self.house.keys)
        return Button(label or self.say(key), token, direct=direct, chosen=chosen)

    def tell_later(self, account_id: str, key: str, phrase: str, **values: str | int) -> None:
        """Have the schedule say a phrase to somebody in their direct chat; the same key says it once."""
        tell_later(self.session, self.now, account_id, key, phrase, **values)


def tell_later(session: Session, now: datetime, account_id: str, key: str, phrase: str, **values: str | int) -> None:
    """Have the schedule say a phrase to somebody in their direct chat; the same key says it once."""
    if session.get(Ledger, key) is None:
        body = {"phrase": phrase, "values": values}
        session.add(Ledger(key=key, kind="tell", account_id=account_id, due_at=now, body=body, updated_at=now))


def find_place(session: Session, platform: str, address: str) -> Place | None:
    """The place at an address, else the group a topic belongs to."""
    found = session.exec(_PLACES, params=_at(platform, address)).all()
    return max(found, key=lambda place: len(place.address), default=None)


def _at(platform: str, address: str) -> dict[str, str]:
    return {"platform": platform, "address": address, "holder": _holder(address)}


def _holder(address: str) -> str:
    """The group or server a topic or channel belongs to."""
    return address.split("/", maxsplit=1)[0]


def moderators(session: Session, community_id: str) -> list[Account]:
    """Accounts that were last seen to moderate a community and can be written to."""
    query = (
        select(Account)
        .join(Role, col(Role.account_id) == Account.id)
        .where(Role.community_id == community_id, col(Account.address).is_not(None), col(Account.reachable))
    )
    return list(session.exec(query).all())


def community_language(session: Session, community_id: str) -> str:
    """The language of a community's public text."""
    community = session.get(Community, community_id)
    return community.language if community else "de"


def mark_stale(session: Session, wave_id: str, now: datetime) -> None:
    """A wave's cards no longer show the truth since now; ``postings`` will edit them, many changes at once.

    What is stale already is marked anew: a change that comes while it is edited must not be lost.
    """
    session.flush()
    _STALE.run(session.connection(), {"wave": wave_id, "now": now})


__all__ = [
    "Ask", "House", "Visit", "community_language", "find_place", "mark_stale", "moderators", "tell_later",
]  # fmt: skip

"""What does each kind of due row say, and to whom, or what does it do in the database?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlmodel import Session

from bot import auditing, cards, coding, digests, fielding, phrases, queues, subscriptions, times, tokens
from bot.auditing import Did
from bot.ledger import Due
from bot.platform import Later, Limits
from bot.screens import Button, Screen, bold, lines, quote
from bot.series import Series
from bot.tables import Account, Place, PostingKind, SubscriptionKind
from bot.telling import author_of, reason_said
from bot.tokens import Token, Verb
from bot.visit import House, community_language
from surveys.analysis import results
from surveys.digest.leaving import NOTHING, LeftOut
from surveys.fieldwork import underway, waves
from surveys.tables import Answer, AnswerState, Wave, WaveState

CODING_PAUSE = 10.0  # seconds that a digest waits for answers that are being coded
CODING_WAITS = 30  # times; then it says what is coded by then


@dataclass(frozen=True, slots=True)
class Letter:
    """A screen and whom it is for.

    Attributes:
        draw: gives the screen; may draw a chart, so not on the loop.
        place_id: where it stands as a posting; None for a person, to whom it is only said.
        kind: of that posting.
        part: which of several that posting is.
        secluded: only where plain members cannot see it.
        after: done in the transaction that notes that it was sent.
        kept: the posting is kept current, and what changed while it was sent is shown afterwards.
    """

    platform: str
    address: str
    draw: Callable[[], Screen]
    place_id: str | None = None
    kind: PostingKind = PostingKind.NOTICE
    pin: bool = False
    digest_id: str | None = None
    part: int = 0
    secluded: bool = False
    after: Callable[[Session, datetime], None] | None = None

    @property
    def kept(self) -> bool:
        return self.kind in (PostingKind.CARD, PostingKind.DIGEST)


# --- what is sent ---

Fits: TypeAlias = Mapping[str, Limits]  # what fits, by platform


def _card(session: Session, house: House, due: Due, fits: Fits) -> Letter | None:
    """One of a wave's cards; the next is due once this one stands, so that they stand in their order."""
    wave, place = session.get(Wave, due.wave_id), session.get(Place, due.place_id)
    if wave is None or place is None or wave.state is WaveState.CLOSED or place.platform not in fits:
        return None
    limits, questions, part = fits[place.platform], cards.per_card(place), int(str(due.body.get("part", 0)))
    screen = cards.card(session, wave, house.settings, house.keys, limits=limits, part=part, questions=questions)
    more = part + 1 < cards.parts(waves.questionnaire_of(session, wave), limits, questions)

    def after(session: Session, now: datetime) -> None:
        here, there = session.get(Wave, due.wave_id), session.get(Place, due.place_id)
        if here is not None and there is not None:
            fielding.card(session, here, there, now, part=part + 1)

    return Letter(
        place.platform,
        place.address,
        lambda: screen,
        place.id,
        PostingKind.CARD,
        pin=part == 0,
        part=part,
        after=after if more else None,
    )


def _digest(session: Session, house: House, due: Due, fits: Fits) -> Letter:
    place, digest_id = session.get_one(Place, due.place_id), str(due.body["digest"])
    digest = digests.load(session, digest_id)

    def draw() -> Screen:
        return digests.screen(digest, due.wave_id or "", house.keys)

    return Letter(place.platform, place.address, draw, place.id, PostingKind.DIGEST, digest_id=digest_id)


def _notice(session: Session, house: House, due: Due, fits: Fits) -> Letter:
    place = session.get_one(Place, due.place_id)
    text = phrases.say(str(due.body["phrase"]), community_language(session, place.community_id))
    return Letter(place.platform, place.address, lambda: Screen(lines(text)), place.id)


def _reminder(session: Session, house: House, due: Due, fits: Fits) -> Letter | None:
    """Until when, and how many took part; nothing where the wave was closed, paused or extended meanwhile."""
    wave, place = session.get(Wave, due.wave_id), session.get(Place, due.place_id)
    if wave is None or place is None or wave.closes_at is None:
        return None
    if not fielding.is_time_to_remind(wave, str(due.body["closes_at"])):
        return None
    language, settings = wave.language, house.settings
    date, time = cards.local_date(wave.closes_at, settings, language), times.clock(wave.closes_at, settings.zone)
    answer = tokens.write(Token(Verb.JOIN, wave.id), house.keys)
    screen = Screen(
        lines(
            phrases.say("sample-note", language) if wave.sample else "",
            bold(waves.questionnaire_of(session, wave).title[language]),
            phrases.say("reminder", language, date=date, time=time),
            phrases.say("card-participants", language, count=results.participants(session, wave)),
        ),
        ((Button(phrases.say("button-answer-now", language), answer, direct=True),),),
    )
    return Letter(place.platform, place.address, lambda: screen, place.id)


def _queue(session: Session, house: House, due: Due, fits: Fits) -> Letter:
    """How many answers wait, in a place of moderators."""
    place = session.get_one(Place, due.place_id)
    screen = queues.screen(session, place.community_id, house)
    return Letter(place.platform, place.address, lambda: screen, place.id, PostingKind.QUEUE, secluded=True)


def _waits(session: Session, house: House, due: Due, fits: Fits) -> Letter | None:
    """That some wait for long, where the queue stands; only while nobody else sees that place."""
    place, wave = session.get(Place, due.place_id), session.get(Wave, due.wave_id)
    said = queues.reminder(session, place.community_id, wave, house) if place is not None and wave is not None else None
    if place is None or said is None:
        return None
    return Letter(place.platform, place.address, lambda: said, place.id, secluded=True)


def _tell(session: Session, house: House, due: Due, fits: Fits) -> Letter | None:
    account = session.get(Account, due.account_id)
    if account is None or account.address is None or not account.reachable:
        return None
    address = house.keys.open(account.address, "address")
    if not address:
        return None
    values = due.body.get("values")
    text = phrases.say(str(due.body["phrase"]), account.language, **(values if isinstance(values, dict) else {}))
    review = Token(Verb.REVIEW, due.wave_id) if due.body.get("review") and due.wave_id else None
    button = (
        Button(phrases.say("manage-review", account.language), tokens.write(review, house.keys)) if review else None
    )
    return Letter(account.platform, address.decode(), lambda: Screen(lines(text), ((button,),) if button else ()))


def _told(session: Session, house: House, due: Due, fits: Fits) -> Letter | None:
    """That a digest is there; to an author all of it but people's words. Nothing once they want to know no more."""
    account, wave = session.get(Account, due.account_id), session.get(Wave, due.wave_id)
    kind = subscriptions.of(session, account.id, wave) if account and wave else None
    if account is None or wave is None or kind is None or account.address is None or not account.reachable:
        return None
    address, language = house.keys.open(account.address, "address"), account.language
    if not address:
        return None
    title = waves.questionnaire_of(session, wave).title[language]
    digest = digests.load(session, str(due.body["digest"])) if kind is SubscriptionKind.AUTHOR else None
    see, off = Token(Verb.RESULTS, wave.id), Token(Verb.SUBSCRIBE, wave.id, value="off")
    row = (
        Button(phrases.say("told-show", language), tokens.write(see, house.keys)),
        Button(phrases.say("told-off", language), tokens.write(off, house.keys)),
    )

    def draw() -> Screen:
        about = digests.spans(digests.without_words(digest), language) if digest else ()
        return Screen(lines(bold(phrases.say("told", language, title=title)), about), (row,))

    return Letter(account.platform, address.decode(), draw)


def _rejected(session: Session, house: House, due: Due, fits: Fits) -> Letter | None:
    """Which answer of somebody's a moderator rejected, why, and how to change it; nothing once that was undone."""
    answer, wave = session.get(Answer, str(due.body["answer"])), session.get(Wave, due.wave_id)
    if answer is None or wave is None:
        return None
    if answer.state is not AnswerState.REJECTED or answer.revision != due.body["revision"]:
        return None
    account = author_of(session, house.keys, wave, answer)
    address = house.keys.open(account.address, "address") if account and account.address else None
    if account is None or not address:
        return None
    language = account.language
    questionnaire = waves.questionnaire_of(session, wave)
    item = questionnaire.item(answer.item)
    is_open = wave.state is WaveState.OPEN
    change = Token(Verb.GOTO, wave.id, questionnaire.number(item.key) - 1)
    screen = Screen(
        lines(
            phrases.say("rejected-told", language, title=item.title[language], wave=questionnaire.title[language]),
            (quote(reason_said(answer.reason, language)),),
            phrases.say("rejected-revise" if is_open else "rejected-stays", language),
        ),
        ((Button(phrases.say("button-revise", language), tokens.write(change, house.keys)),),) if is_open else (),
    )
    return Letter(account.platform, address.decode(), lambda: screen)


Write: TypeAlias = Callable[[Session, House, Due, Fits], Letter | None]
LETTERS: Mapping[str, Write] = {
    "card": _card,
    "digest": _digest,
    "notice": _notice,
    "reminder": _reminder,
    "queue": _queue,
    "waits": _waits,
    "tell": _tell,
    "told": _told,
    "rejected": _rejected,
}
"""By kind of row; None where there is nobody to send it to, or nothing to say any more."""


# --- what is done in the database ---


def _compose(session: Session, house: House, due: Due, now: datetime) -> None:
    """Release, compose, store, and have it posted in every place: all in one transaction."""
    wave = session.get(Wave, due.wave_id)
    if wave is None or (wave.state is WaveState.CLOSED and not due.body):
        return
    if due.attempt <= CODING_WAITS and (
        coding.is_under_way(session, wave, now) or underway.is_under_way(session, wave)
    ):
        raise Later(CODING_PAUSE)
    final = wave.state is WaveState.CLOSED
    given = due.body.get("without")
    without = LeftOut.read(given) if isinstance(given, dict) else NOTHING
    stored = digests.compose_next(session, wave, now, even_if_little=bool(due.body), final=final, without=without)
    if stored is not None:
        if not due.body.get("asked"):
            auditing.by_itself(session, Did.COMPOSE, wave.community_id, f"digest:{stored.id}", now, f"wave:{wave.id}")
        day = now.astimezone(house.settings.zone).date().isoformat()
        for place in fielding.places_of(session, wave.id):
            key = f"digest:{wave.id}:{place.id}:{day}:{stored.version}"
            fielding.due(session, key, now, wave=wave, place=place, body={"digest": stored.id})
        subscriptions.plan(session, wave, stored.id, now)
    if not due.body.get("asked"):
        fielding.next_digest(session, wave, house.settings, now)


def _close(session: Session, house: House, due: Due, now: datetime) -> None:
    wave = session.get(Wave, due.wave_id)
    running = wave is not None and wave.state in (WaveState.OPEN, WaveState.PAUSED)
    if wave is not None and running and wave.closes_at is not None and wave.closes_at <= now:
        fielding.close(session, wave, now)
        auditing.by_itself(session, "close", wave.community_id, f"wave:{wave.id}", now)


def _open(session: Session, house: House, due: Due, now: datetime) -> None:
    wave = session.get(Wave, due.wave_id)
    if wave is not None and wave.state is WaveState.DRAFT:
        fielding.open_draft(session, wave, house.settings, now)
        auditing.by_itself(session, "open", wave.community_id, f"wave:{wave.id}", now)


def _remind(session: Session, house: House, due: Due, now: datetime) -> None:
    """Have every place of the wave reminded."""
    wave, end = session.get(Wave, due.wave_id), str(due.body["closes_at"])
    if wave is None or not waves.is_open(wave, now) or not fielding.is_time_to_remind(wave, end):
        return
    for place in fielding.places_of(session, wave.id):
        key = due.key.replace("remind:", f"reminder:{place.id}:", 1)
        fielding.due(session, key, now, wave=wave, place=place, body={"closes_at": end})


def _again(session: Session, house: House, due: Due, now: datetime) -> None:
    wave = session.get(Wave, due.wave_id)
    if wave is None:
        return
    ran, known = wave.state is not WaveState.CLOSED, waves.follower(session, wave) is not None
    fielding.again(session, house, wave, Series.stored(due.body), now)
    following = waves.follower(session, wave)
    if ran and wave.state is WaveState.CLOSED:
        auditing.by_itself(session, "close", wave.community_id, f"wave:{wave.id}", now)
    if following is not None and not known:
        auditing.by_itself(session, "open", wave.community_id, f"wave:{following.id}", now, f"wave:{wave.id}")


Act: TypeAlias = Callable[[Session, House, Due, datetime], None]
ACTS: Mapping[str, Act] = {
    "compose": _compose, "close": _close, "open": _open, "remind": _remind, "again": _again,
}  # fmt: skip
"""By kind of row; harmless when repeated."""

"""How does a digest become a screen, and when is a new one worth posting?"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot import fielding, phrases, tokens
from bot.keys import Keys
from bot.screens import Attachment, Button, Screen, Span, Style
from bot.tokens import Token, Verb
from surveys.analysis.results import Viewer
from surveys.digest.digest import Digest
from surveys.digest.filtered import Filter, Kind
from surveys.digest.leaving import NOTHING, LeftOut
from surveys.fieldwork import traces, waves
from surveys.tables import Answer, Purpose, StoredDigest, Wave, WaveState

log = logging.getLogger(__name__)

WORTH_POSTING = 5  # people with new or changed answers since the digest before: fewer move no number


def compose_next(
    session: Session,
    wave: Wave,
    now: datetime,
    *,
    even_if_little: bool = False,
    final: bool = False,
    without: LeftOut = NOTHING,
) -> StoredDigest | None:
    """Release what may be released, compose, store; None where too little is new (that is logged)."""
    from surveys.digest import compose

    new = with_news(session, wave)
    if new < WORTH_POSTING and not (even_if_little or final):
        log.info("digest of %s skipped: %s new answers", wave.key, new)
        return None
    return compose.store(session, wave, _released(session, wave, now, final=final, without=without))


def would_be(session: Session, wave: Wave, now: datetime, *, without: LeftOut = NOTHING) -> Digest:
    """What the next digest would say; of it nothing is stored but the release that it shows.

    A release that were undone each time would tell, from one look to the next, what one person said between them. Of an
    anonymous wave before its end: what the last release says, as its batches are not made for whoever looks.
    """
    if waves.is_veiled(wave):
        return _composed(session, wave, now, final=False, without=without)
    return _released(session, wave, now, final=wave.state is WaveState.CLOSED, without=without)


def _released(session: Session, wave: Wave, now: datetime, *, final: bool, without: LeftOut) -> Digest:
    from surveys.analysis import release

    release.release(session, wave, now, closing=final)
    return _composed(session, wave, now, final=final, without=without)


def _composed(session: Session, wave: Wave, now: datetime, *, final: bool, without: LeftOut) -> Digest:
    from surveys.digest import compose

    purposes, platform = _shown_on(session, wave)
    return compose.compose(session, wave, now, final=final, purposes=purposes, platform=platform, without=without)


def _shown_on(session: Session, wave: Wave) -> tuple[tuple[Purpose, ...], str]:
    """What everybody quoted must have agreed to, and the one platform their words are shown on.

    With places on several platforms one of them is the other one for everybody.
    """
    if wave.anonymous:  # on which platform somebody is is not kept: they agree to the community as a whole
        return (Purpose.QUOTE_HERE,), ""
    platforms = {place.platform for place in fielding.places_of(session, wave.id)}
    if len(platforms) > 1:
        return (Purpose.QUOTE_HERE, Purpose.QUOTE_OTHER), ""
    return (Purpose.QUOTE_HERE,), next(iter(platforms), "")


def with_news(session: Session, wave: Wave) -> int:
    """How many people answered or changed an answer since the digest before."""
    since = session.exec(select(sa.func.max(StoredDigest.at)).where(StoredDigest.wave_id == wave.id)).one()
    query = sa.select(sa.func.count(sa.distinct(col(Answer.respondent_id)))).where(col(Answer.wave_id) == wave.id)
    if since is not None:
        query = query.where(col(Answer.updated_at) >= traces.moment(wave, since))
    return int(session.execute(query).scalar_one())


def now(
    session: Session,
    wave: Wave,
    moment: datetime,
    viewer: Viewer,
    platform: str = "",
    *,
    only: Filter | None = None,
    outside: bool = False,
) -> Digest:
    """What a digest would say to this viewer at this moment, from the last release; nothing is stored.

    ``platform``: where the viewer is, if that is known. ``only``: one view of it. ``outside``: the viewer is no member;
    quoted is who agreed to the web and the article.
    """
    from surveys.digest import compose, filtered

    purposes, shown_on = _shown_on(session, wave)
    platform = shown_on and (platform or shown_on)
    if outside:
        purposes, platform = (Purpose.QUOTE_WEB,), ""
    theme = only.key if only and only.kind is Kind.THEME else ""
    digest = compose.compose(
        session, wave, moment, viewer=viewer, purposes=purposes, platform=platform, only=None if theme else only
    )
    return (
        digest.model_copy(update={"sections": filtered.of_theme(digest, theme), "excerpt": True}) if theme else digest
    )


def load(session: Session, digest_id: str) -> Digest:
    """A stored digest."""
    return Digest.model_validate(session.get_one(StoredDigest, digest_id).body)


def without_words(digest: Digest) -> Digest:
    """The digest without anybody's own words, for where it cannot be corrected."""
    sections = (
        section.model_copy(
            update={"blocks": tuple(block for block in section.blocks if not getattr(block, "answer_id", ""))}
        )
        for section in digest.sections
    )
    return digest.model_copy(
        update={"sections": tuple(section for section in sections if section.blocks), "excerpt": True}
    )


def private_screen(digest: Digest, wave_id: str, keys: Keys, language: str, *, in_direct: bool) -> Screen:
    """The same screen for one person: in their language, without a picture."""
    drawn = screen(digest, wave_id, keys, language=language, picture=False)
    return replace(drawn, rows=drawn.rows[:0], private=not in_direct)


def spans(digest: Digest, language: str | None = None) -> tuple[Span, ...]:
    """The one screen in words; in the place's language where none is given."""
    from surveys.digest.render import text

    return tuple(Span(piece.text, Style(piece.style)) for piece in text.lines(digest, language))


def screen(digest: Digest, wave_id: str, keys: Keys, *, language: str | None = None, picture: bool = True) -> Screen:
    """The one screen a place or a person is shown; with its chart unless it is an edit. Draws: not on the loop."""
    from surveys.digest import charts

    language = language or digest.language
    more = Button(
        phrases.say("button-results", language), tokens.write(Token(Verb.RESULTS, wave_id), keys), direct=True
    )
    answer = Button(
        phrases.say("button-answer-now", language), tokens.write(Token(Verb.JOIN, wave_id), keys), direct=True
    )
    attachment = None
    if picture and charts.shown(digest):
        drawn = charts.png(charts.sheet(digest, language))
        attachment = Attachment(f"{digest.wave}.png", drawn, "image/png", charts.about(digest, language))
    return Screen(spans(digest, language), ((more,) if digest.final else (more, answer),), attachment=attachment)

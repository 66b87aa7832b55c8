"""How is a digest made from what was released, kept as a version, and corrected when something in it no longer holds?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlmodel import Session, col, select

from surveys.analysis import release, results
from surveys.analysis.results import Viewer
from surveys.coding import rows
from surveys.coding import written as model_wrote
from surveys.coding.rows import Coded
from surveys.design.questionnaire import Questionnaire
from surveys.design.text import Text
from surveys.digest import coded, filtered, renaming, unmarked
from surveys.digest.digest import Block, Digest, Label, Line, Quoted, Say
from surveys.digest.filtered import Filter
from surveys.digest.leaving import NOTHING, LeftOut
from surveys.digest.material import Candidate, Earlier, Material, ShownStatement, name_text, segment_text
from surveys.digest.sections import SECTIONS
from surveys.fieldwork import waves
from surveys.fieldwork.counts import EVERYBODY
from surveys.fieldwork.rows import direct, table_of
from surveys.moderation.personal import personal_data
from surveys.moderation.redaction import is_redacted
from surveys.tables import (
    Answer,
    AnswerState,
    Consent,
    FieldedQuestionnaire,
    Purpose,
    Quote,
    Response,
    Statement,
    StoredDigest,
    Wave,
    WaveState,
)

if TYPE_CHECKING:
    from surveys.analysis.opinion import Opinion

CANDIDATES = 400  # answers looked at for quotes, the newest first
BEST = 30  # of each theme, so many of those that speak best for it are looked at too
CHUNK = 500  # ids in one statement
HERE = (Purpose.QUOTE_HERE,)  # what a quote needs consent for, besides taking part

_ANSWER, _CONSENT, _RESPONSE, _STATEMENT = (table_of(model) for model in (Answer, Consent, Response, Statement))
_GIVER = _RESPONSE.alias("giver")


def compose(
    session: Session,
    wave: Wave,
    now: datetime,
    *,
    final: bool | None = None,
    viewer: Viewer | None = None,
    purposes: Sequence[Purpose] = HERE,
    platform: str = "",
    without: LeftOut = NOTHING,
    only: Filter | None = None,
) -> Digest:
    """A digest of the wave's last release, as this viewer (else: everybody in the place) may see it; stores nothing.

    ``purposes``: what every quote must have consent for. ``platform``: the one the digest is shown on; whose words were said
    elsewhere has to have agreed to the other platform instead of to where they said them. ``without``: left out of this one.
    ``only``: the view of a group, a platform, or of what is new.
    """
    questionnaire = waves.questionnaire_of(session, wave)
    looking = viewer or Viewer(in_public=True)
    seen = results.view(session, wave, looking)
    # A person may ask again and again: words that are quoted at once would tell when somebody wrote.
    published = not looking.in_public and wave.state is not WaveState.CLOSED
    found = {} if seen.hidden else rows.current(session, wave)
    named = [] if seen.hidden else _quotable(session, wave, found, purposes, platform, published=published)
    quotable = without.candidates(named)
    last, last_at = (None, None) if seen.hidden else coded.last_shown(session, wave)
    texts = {} if seen.hidden else coded.texts(session, wave)
    material = Material(
        wave=wave,
        questionnaire=questionnaire,
        now=now,
        participants=seen.participants,
        counts=seen.counts,
        hidden=seen.hidden,
        candidates=quotable,
        statements=() if seen.hidden else tuple(_statements(session, wave, purposes, platform)),
        before=None if seen.hidden else _before(session, wave, questionnaire),
        themes=() if seen.hidden else coded.themes(session, wave, questionnaire, last_at, texts),
        last=last,
        last_at=last_at,
        # Groups shift with every release: whoever could ask again and again could tell who moved (decision 0011).
        opinion=None if seen.hidden or published else _opinion(session, wave),
        coverage={} if seen.hidden else coded.coverage(session, wave, seen.counts, found, texts, posted=not published),
        written=texts,
        unflagged=None if seen.hidden else unmarked.counts(session, wave),
        asked=coded.asked_back(quotable),
        voices=coded.voices(session, wave, questionnaire, quotable),
    )
    article = questionnaire.article
    made = (section for make in SECTIONS if (section := make(material)) is not None)
    return Digest(
        wave=wave.key,
        title=questionnaire.title,
        article=article.title if article else None,
        article_url=article.url if article else None,
        language=wave.language,
        at=now,
        opened_at=wave.opened_at,
        closes_at=wave.closes_at,
        final=wave.state is WaveState.CLOSED if final is None else final,
        sample=wave.sample,
        purposes=tuple(purposes),
        platform=platform,
        release=seen.release,
        participants=seen.participants,
        excerpt=only is not None,
        sections=filtered.sections(material, only) if only else without.kept(made),
    )


def _quotable(
    session: Session,
    wave: Wave,
    found: Mapping[str, Coded],
    purposes: Sequence[Purpose],
    platform: str,
    *,
    published: bool,
) -> list[Candidate]:
    """The newest answers that may be quoted, and those that speak best for their theme, with what they speak of."""
    newest = _candidates(session, wave, purposes, platform, published=published)
    best = [answer for answer, each in found.items() if each.theme and each.rank < BEST]
    known = {each.answer_id for each in newest}
    for start in range(0, len(best), CHUNK):
        wanted = [answer for answer in best[start : start + CHUNK] if answer not in known]
        newest += _candidates(session, wave, purposes, platform, wanted, published=published)
    newest = [each for each in newest if not personal_data(each.words)]  # what nobody blackened, nobody is to read
    placed = coded.placed(newest, found)
    return [replace(each, theme=theme, rank=rank) for each, (theme, rank) in zip(newest, placed, strict=True)]


def _opinion(session: Session, wave: Wave) -> Opinion | None:
    """Groups of people who react alike; None where the extra that finds them is not installed."""
    from surveys.analysis import opinions

    try:
        return opinions.of_wave(session, wave)
    except ImportError:
        return None


def _before(session: Session, wave: Wave, questionnaire: Questionnaire) -> Earlier | None:
    """The wave it follows, else the last one of the questionnaire in the community, if it is closed and released."""
    earlier = session.get(Wave, wave.follows) if wave.follows else _last_closed(session, wave, questionnaire)
    if earlier is None or earlier.state is not WaveState.CLOSED or earlier.sample is not wave.sample:
        return None
    last = release.last(session, earlier)
    if last is None or not last.closing:
        return None
    seen = results.view(session, earlier, Viewer(in_public=True))
    themes, recast = coded.of_earlier(session, earlier)
    return Earlier(earlier, waves.questionnaire_of(session, earlier), seen.counts, themes, recast)


def _last_closed(session: Session, wave: Wave, questionnaire: Questionnaire) -> Wave | None:
    """The wave of the same questionnaire that was closed last before this one began."""
    query = (
        select(Wave)
        .join(FieldedQuestionnaire, col(FieldedQuestionnaire.id) == Wave.questionnaire_id)
        .where(
            FieldedQuestionnaire.key == questionnaire.key,
            Wave.community_id == wave.community_id,
            Wave.state == WaveState.CLOSED,
            Wave.id != wave.id,
            col(Wave.closed_at) <= (wave.opened_at or wave.created_at),
        )
        .order_by(col(Wave.closed_at).desc())
    )
    return session.exec(query.limit(1)).first()


def store(session: Session, wave: Wave, digest: Digest) -> StoredDigest:
    """Keep a digest as the wave's next version, with the answers it quotes; the same content again is the same row."""
    versions = select(StoredDigest).where(StoredDigest.wave_id == wave.id).order_by(col(StoredDigest.version).desc())
    same = session.exec(versions.where(StoredDigest.hash == digest.hash()).limit(1)).first()
    if same is not None:
        return same
    last = session.exec(versions.limit(1)).first()
    numbered = digest.model_copy(update={"version": last.version + 1 if last else 1})
    row = StoredDigest(
        wave_id=wave.id,
        version=numbered.version,
        at=digest.at,
        final=digest.final,
        hash=digest.hash(),
        body=numbered.model_dump(mode="json"),
    )
    session.add(row)
    session.flush()
    session.add_all(Quote(digest_id=row.id, answer_id=answer_id) for answer_id in digest.said_in())
    session.flush()
    return row


def stored(session: Session, wave: Wave, version: int | None = None) -> Digest | None:
    """A kept digest: that version, else the newest; a correction is as old as what it corrects."""
    query = select(StoredDigest).where(StoredDigest.wave_id == wave.id)
    if version is not None:
        query = query.where(StoredDigest.version == version)
    newest = query.order_by(col(StoredDigest.at).desc(), col(StoredDigest.version).desc())
    row = session.exec(newest.limit(1)).first()
    return Digest.model_validate(row.body) if row else None


@dataclass(frozen=True, slots=True)
class Version:
    """One kept digest.

    Attributes:
        at: when it was composed; a correction is as old as what it corrects.
        hash: of what it says now: what was taken back is taken out of kept versions, too.
        corrects: the version it corrects; None where it was composed anew.
    """

    number: int
    at: datetime
    final: bool
    hash: str
    corrects: int | None = None


def versions(session: Session, wave: Wave) -> list[Version]:
    """Every kept digest of the wave, the first one first."""
    query = select(StoredDigest).where(StoredDigest.wave_id == wave.id).order_by(col(StoredDigest.version))
    found: list[Version] = []
    for row in session.exec(query):
        earlier = next((each.number for each in reversed(found) if each.at == row.at), None)
        hash_ = Digest.model_validate(row.body).hash()
        found.append(Version(row.version, row.at, row.final, hash_, earlier))
    return found


def correct(
    session: Session, wave: Wave, row: StoredDigest, labels: Mapping[str, Text] = MappingProxyType({})
) -> StoredDigest:
    """Keep a corrected version of a kept digest, and take what was withdrawn or blackened out of the kept one too.

    ``labels``: present names of themes by id; the kept version stays called as it was.
    """
    digest = Digest.model_validate(row.body)
    cleaned = corrected(session, wave, digest)
    fixed = renaming.renamed(cleaned, labels)
    if fixed == digest:
        return row
    new = store(session, wave, fixed)
    if cleaned != digest:
        row.body, row.hash = cleaned.model_dump(mode="json"), cleaned.hash()
        session.add(row)
        session.flush()
    return new


def corrected(
    session: Session, wave: Wave, digest: Digest, labels: Mapping[str, Text] = MappingProxyType({})
) -> Digest:
    """The digest without what may no longer stand there word for word; its numbers and its date stay."""
    questionnaire = waves.questionnaire_of(session, wave)
    only = [quote.answer_id for quote in digest.quotes()]
    quoted = _candidates(session, wave, digest.purposes, digest.platform, only)
    standing = {each.answer_id: each for each in quoted}
    voted = {each.answer_id: each.words for each in _statements(session, wave, digest.purposes, digest.platform)}
    blackened = dict.fromkeys(digest.blackened)
    cited = {
        answer
        for section in digest.sections
        for block in section.blocks
        if isinstance(block, Line)
        for answer in block.cites
    }
    readable = model_wrote.readable(session, wave, cited) if cited else {}

    def kept(block: Block) -> Block:
        if isinstance(block, Quoted):
            return quote(block)
        if isinstance(block, Line):
            return block if readable.keys() >= set(block.cites) else Line(say=Say(key="summary-withdrawn"))
        answer_id = getattr(block, "answer_id", None)
        title = getattr(block, "title", None)
        if answer_id is None or voted.get(answer_id) == title:
            return block
        if not _is_blackened(title, voted.get(answer_id)):
            return Line(say=Say(key="statement-withdrawn"))
        blackened[answer_id] = None
        return block.model_copy(update={"title": voted[answer_id]})

    def quote(block: Quoted) -> Quoted:
        found = standing.get(block.answer_id)
        if found is None or not (found.words == block.text or is_redacted(block.text, found.words)):
            return block.model_copy(update={"text": "", "who": None, "withdrawn": True})
        if found.words != block.text:
            blackened[block.answer_id] = None
        who = block.who if block.who in _called(questionnaire, found) else None
        return block.model_copy(update={"text": found.words, "who": who})

    sections = tuple(
        section.model_copy(update={"blocks": tuple(kept(block) for block in section.blocks)})
        for section in digest.sections
    )
    cleaned = digest.model_copy(update={"sections": sections, "blackened": tuple(blackened)})
    return renaming.renamed(cleaned, labels)


def _is_blackened(before: object, after: object) -> bool:
    """Whether a statement's words are the same but for passages that were blackened."""
    if not (isinstance(before, Text) and isinstance(after, Text)) or before.root.keys() != after.root.keys():
        return False
    return all(each == after.root[key] or is_redacted(each, after.root[key]) for key, each in before.root.items())


def _called(questionnaire: Questionnaire, candidate: Candidate) -> list[Label | None]:
    """What may stand beside somebody's words now."""
    group = [segment_text(questionnaire, candidate.segment)] if candidate.segment else []
    name = [name_text(questionnaire, candidate.name)] if candidate.name else []
    return [None, *group, *name]


# --- what may be quoted -----------------------------------------------------------------------------------------


def _candidates(
    session: Session,
    wave: Wave,
    purposes: Sequence[Purpose],
    platform: str,
    only: Collection[str] | None = None,
    *,
    published: bool = False,
) -> list[Candidate]:
    """Approved answers in words whose writers agree to every purpose right now.

    ``published``: only those that are in the counts of the last release.
    """
    query = (
        sa.select(
            _ANSWER.c.id,
            _ANSWER.c.respondent_id,
            _ANSWER.c.item,
            _ANSWER.c.value,
            _RESPONSE.c.segment,
        )
        .join_from(_ANSWER, _RESPONSE, _same_person(_RESPONSE))
        .where(
            _ANSWER.c.wave_id == wave.id,
            *_may_be_shown(purposes, platform),
        )
        .order_by(_ANSWER.c.created_at.desc(), _ANSWER.c.id)
        .limit(CANDIDATES)
    )
    if only is not None:
        query = query.where(_ANSWER.c.id.in_(only))
    if published:
        query = query.where(sa.cast(_ANSWER.c.released, sa.Text).contains(f'"{EVERYBODY}"', autoescape=True))
    items = {item.key: item for item in waves.questionnaire_of(session, wave).items}
    names = _names(session, wave, purposes, platform) if wave.named_quotes else {}
    found = []
    for row in direct(session).execute(query):
        words = items[row.item].words(row.value) if row.item in items else None
        if words:
            name = names.get(row.respondent_id)
            found.append(Candidate(row.id, row.respondent_id, row.item, words, row.segment, name))
    return found


def _same_person(table: sa.Table) -> sa.ColumnElement[bool]:
    return (table.c.wave_id == _ANSWER.c.wave_id) & (table.c.respondent_id == _ANSWER.c.respondent_id)


def _may_be_shown(purposes: Sequence[Purpose], platform: str) -> tuple[sa.ColumnElement[bool], ...]:
    agreed = (_agreed(purpose, platform) for purpose in (Purpose.TAKE_PART, *purposes))
    return (_ANSWER.c.state == AnswerState.APPROVED, _ANSWER.c.sensitive.is_(False), *agreed)


def _agreed(purpose: Purpose, platform: str) -> sa.ColumnElement[bool]:
    # Counted rather than asked whether it exists: PostgreSQL makes a join of that, which without statistics (a wave just
    # imported) compared everybody with everybody: 135 s for 20,000 answers.
    held = (
        sa.select(sa.func.count())
        .select_from(_given())
        .where(_same_person(_CONSENT), _is_for(purpose, platform), _CONSENT.c.withdrawn_at.is_(None))
    )
    return held.correlate(_ANSWER).scalar_subquery() > 0


def _given() -> sa.Join:
    """Agreements, with where their givers take part."""
    mine = (_GIVER.c.wave_id == _CONSENT.c.wave_id) & (_GIVER.c.respondent_id == _CONSENT.c.respondent_id)
    return _CONSENT.join(_GIVER, mine)


def _is_for(purpose: Purpose, platform: str) -> sa.ColumnElement[bool]:
    """Whether an agreement is for the purpose, seen from the one platform a digest is shown on."""
    if purpose is not Purpose.QUOTE_HERE or not platform:
        return _CONSENT.c.purpose == purpose
    is_there = _GIVER.c.platform == platform
    return sa.cast(_CONSENT.c.purpose, sa.String) == sa.case((is_there, purpose.value), else_=Purpose.QUOTE_OTHER.value)


def _names(session: Session, wave: Wave, purposes: Sequence[Purpose], platform: str) -> dict[str, str]:
    """The names of those who agreed to the same one for every purpose."""
    wanted = sa.or_(*(_is_for(purpose, platform) for purpose in purposes))
    query = (
        sa.select(_CONSENT.c.respondent_id, _CONSENT.c.shown_name)
        .select_from(_given())
        .where(_CONSENT.c.wave_id == wave.id, wanted, _CONSENT.c.withdrawn_at.is_(None))
    )
    agreed: dict[str, list[str | None]] = {}
    for respondent, name in direct(session).execute(query):
        agreed.setdefault(respondent, []).append(name)
    return {who: names[0] for who, names in agreed.items() if names[0] and names == [names[0]] * len(purposes)}


def _statements(session: Session, wave: Wave, purposes: Sequence[Purpose], platform: str) -> list[ShownStatement]:
    """The questionnaire's own statements, and answers put to the vote that may be quoted."""
    query = (
        sa.select(_STATEMENT.c.id, _STATEMENT.c.item, _STATEMENT.c.words, _STATEMENT.c.answer_id)
        .outerjoin_from(_STATEMENT, _ANSWER, _ANSWER.c.id == _STATEMENT.c.answer_id)
        .where(
            _STATEMENT.c.wave_id == wave.id,
            _STATEMENT.c.answer_id.is_(None) | sa.and_(*_may_be_shown(purposes, platform)),
        )
    )
    rows = direct(session).execute(query)
    return [ShownStatement(row.id, row.item, Text(row.words), row.answer_id) for row in rows]

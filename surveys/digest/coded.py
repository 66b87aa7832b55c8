"""What was found in answers in words, as far as a digest may use it?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from surveys.analysis.cells import THEME
from surveys.analysis.disclosure import FEWEST
from surveys.analysis.release import HELD
from surveys.coding import checks, keeping, rows, written
from surveys.coding.calibration import FEWEST_CHECKED, Share
from surveys.coding.checks import Agreed
from surveys.coding.missing import ExtraMissing
from surveys.coding.rows import Coded
from surveys.coding.written import Written
from surveys.design.questionnaire import Questionnaire
from surveys.design.text import Text
from surveys.digest.material import Candidate, Coverage, ShownTheme, Voice
from surveys.fieldwork.counts import EVERYBODY
from surveys.fieldwork.rows import direct, table_of
from surveys.tables import Answer, Coding, Finding, Release, StoredDigest, ThemeEvent, ThemeState, Vector, Wave

BASE = f"{EVERYBODY}:{THEME}"  # people whose answer was read, among released cells
DISTINCT = 0.75  # mean confidence from which a theme lies clearly apart
VOICES = 3  # of a few people, at most so many are shown
_ANSWER, _CODING, _VECTOR, _EVENT = (table_of(model) for model in (Answer, Coding, Vector, ThemeEvent))


def themes(
    session: Session,
    wave: Wave,
    questionnaire: Questionnaire,
    since: datetime | None,
    texts: Mapping[str, Written],
) -> tuple[ShownTheme, ...]:
    """The themes of the wave's codebook; ``since``: those that are newer have emerged.

    ``texts``: what a language model wrote; its names are shown until a human has accepted one.
    """
    sure = _sureness(session, wave)
    named = {theme: {wave.language: label} for each in texts.values() for theme, label in each.labels.items()}
    return tuple(
        ShownTheme(
            id=theme.id,
            item=theme.item,
            label=spoken(
                named.get(theme.id, theme.label) if theme.state is ThemeState.PROPOSED else theme.label,
                questionnaire,
                wave,
            ),
            definition=spoken({wave.language: theme.definition}, questionnaire, wave) if theme.definition else None,
            proposed=theme.state is ThemeState.PROPOSED,
            emerged=since is not None and theme.created_at > since,
            keywords=tuple(theme.keywords),
            distinct=sure.get(theme.id, 0.0) >= DISTINCT,
        )
        for theme in rows.codebook(session, wave)
        if theme.state in rows.LIVE
    )


def of_earlier(session: Session, earlier: Wave) -> tuple[dict[str, str | None], frozenset[str]]:
    """The themes there were when an earlier wave closed, with the one each counts in now; and those that were recast.

    Recast since then are themes that were defined otherwise or split, and those between which answers moved together.
    """
    closed = earlier.closed_at
    if closed is None:
        return {}, frozenset()
    every = rows.codebook(session, earlier)
    now_in = rows.standing_in(every)
    there = {theme.id: now_in[theme.id] for theme in every if theme.created_at <= closed}
    query = sa.select(_EVENT.c.theme_id, _EVENT.c.kind, _EVENT.c.other_id, _EVENT.c.answers).where(
        _EVENT.c.theme_id.in_([theme.id for theme in every]), _EVENT.c.at > closed
    )
    happened = direct(session).execute(query).all() if every else []
    undone = {theme for theme, kind, *_ in happened if kind == "rejoined"}
    recast: set[str] = set()
    for theme, kind, other, answers in happened:
        cut = kind == "redefined" or (kind == "split" and theme not in undone)
        if cut or (kind == "moved" and answers >= FEWEST):
            recast |= {each for each in (theme, other) if each is not None}
    return there, frozenset(recast | {here for theme, here in there.items() if theme in recast and here is not None})


def texts(session: Session, wave: Wave) -> dict[str, Written]:
    """What a language model wrote, by question, as far as it still stands."""
    found = ((item, written.written(session, wave, item)) for item in keeping.open_items(session, wave))
    return {item: each for item, each in found if each is not None}


def labels(session: Session, wave: Wave, questionnaire: Questionnaire) -> dict[str, Text]:
    """How each theme that ever was is called now: a merged one as the one that took it in; rejected ones are missing."""
    every = rows.codebook(session, wave)
    known, now_in = {theme.id: theme for theme in every}, rows.standing_in(every)
    return {theme: spoken(known[here].label, questionnaire, wave) for theme, here in now_in.items() if here is not None}


def spoken(words: Mapping[str, str], questionnaire: Questionnaire, wave: Wave) -> Text:
    """Words in every language of the questionnaire; where one is missing, the community's has to do."""
    first = words.get(wave.language) or next(iter(words.values()), "")
    return Text({language: words.get(language) or first for language in questionnaire.languages})


def placed(candidates: Sequence[Candidate], coded: Mapping[str, Coded]) -> list[tuple[str | None, int]]:
    """The theme of each candidate, and its rank among those of the theme."""
    found = (coded.get(each.answer_id) for each in candidates)
    return [(each.theme, each.rank) if each else (None, 0) for each in found]


def coverage(
    session: Session,
    wave: Wave,
    counts: Mapping[str, Mapping[str, int]],
    coded: Mapping[str, Coded],
    texts: Mapping[str, Written],
    *,
    posted: bool,
) -> dict[str, Coverage]:
    """How the answers to each open question became themes; questions nobody coded are missing.

    ``posted``: for a place, or of a closed wave. Whoever could ask again and again could tell from shares that checks
    correct, and from who was coded since, when somebody changed an answer.
    """
    of_item: dict[str, Counter[str]] = defaultdict(Counter)
    query = sa.select(_CODING.c.item, _CODING.c.answer_id, _CODING.c.duplicate).where(
        _CODING.c.wave_id == wave.id, _CODING.c.coder == ""
    )
    for item, answer, duplicate in direct(session).execute(query):
        of_item[item]["duplicates"] += duplicate
        of_item[item]["machine"] += answer in coded and not coded[answer].by_human
    for item, answer in direct(session).execute(
        sa.select(_CODING.c.item, _CODING.c.answer_id)
        .where(_CODING.c.wave_id == wave.id, _CODING.c.coder != "")
        .distinct()
    ):
        of_item[item]["human"] += answer in coded
    model = direct(session).execute(sa.select(_VECTOR.c.model).where(_VECTOR.c.wave_id == wave.id).limit(1)).scalar()
    return {
        item: Coverage(
            answers=counts[item][BASE],
            duplicates=found["duplicates"],
            embedding=model,
            machine=found["machine"],
            human=found["human"],
            model=texts[item].model if item in texts else None,
            checks=_checks(session, wave, item) if found["human"] else None,
            corrected=_corrected(session, wave, item) if posted and found["human"] else (),
        )
        for item, found in sorted(of_item.items())
        if counts.get(item, {}).get(BASE)
    }


def _checks(session: Session, wave: Wave, item: str) -> Agreed | None:
    """How alike people and machine coded; None where the extra that computes it is missing."""
    try:
        return checks.agreed(session, wave, item, by_theme=False)
    except ExtraMissing:
        return None


def _corrected(session: Session, wave: Wave, item: str) -> tuple[Share, ...]:
    """Shares of the released answers as people's checks correct them; empty where too few were checked."""
    released = sa.cast(_ANSWER.c.released, sa.Text)
    query = sa.select(_ANSWER.c.id).where(
        _ANSWER.c.wave_id == wave.id,
        _ANSWER.c.item == item,
        released.contains(f'"{BASE}"', autoescape=True),
        ~released.contains(f'"{HELD}"', autoescape=True),
    )
    if keeping.finding(session, wave, item, checks.SAMPLE) is None:
        return ()
    found = checks.shares(session, wave, item, among=set(direct(session).execute(query).scalars()))
    return found if found and found[0].checked >= FEWEST_CHECKED else ()


def last_shown(session: Session, wave: Wave) -> tuple[Mapping[str, Mapping[str, int]] | None, datetime | None]:
    """The counts that the digest before showed, and when; nothing before the first."""
    query = select(StoredDigest).where(StoredDigest.wave_id == wave.id)
    before = session.exec(
        query.order_by(col(StoredDigest.at).desc(), col(StoredDigest.version).desc()).limit(1)
    ).first()
    if before is None:
        return None, None
    shown = session.get(Release, (wave.id, int(before.body.get("release", 0))))
    return (shown.counts if shown else None), before.at


def voices(
    session: Session, wave: Wave, questionnaire: Questionnaire, candidates: Sequence[Candidate]
) -> tuple[Voice, ...]:
    """What a few say and no theme holds, in words that may be quoted."""
    may = {each.answer_id: each for each in candidates}
    found: list[Voice] = []
    query = select(Finding).where(Finding.wave_id == wave.id, Finding.kind == "voices").order_by(col(Finding.item))
    for finding in session.exec(query):
        for group in finding.body.get("groups", []):
            shown = tuple(may[answer] for answer in group["answers"] if answer in may)[:VOICES]
            label = spoken(group["label"], questionnaire, wave) if group.get("label") else None
            if shown:
                found.append(Voice(label, shown, bool(group.get("fresh"))))
    return tuple(found)


def asked_back(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Answers that ask something back."""
    return tuple(each for each in candidates if each.words.rstrip().endswith("?"))


def _sureness(session: Session, wave: Wave) -> dict[str, float]:
    """The mean confidence with which the machine put answers into each theme."""
    query = (
        sa.select(_CODING.c.theme_id, sa.func.avg(_CODING.c.confidence))
        .where(_CODING.c.wave_id == wave.id, _CODING.c.coder == "", _CODING.c.theme_id.is_not(None))
        .group_by(_CODING.c.theme_id)
    )
    return {theme: float(mean) for theme, mean in direct(session).execute(query)}

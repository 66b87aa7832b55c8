"""Waves that were answered, with and without a database, and every number of people a digest states: for its tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from fielding import item, options, questionnaire, text
from sqlmodel import Session, select

from surveys.analysis import release
from surveys.analysis.cells import answer_cells, published_vote_cells
from surveys.design.questionnaire import Questionnaire
from surveys.digest import compose
from surveys.digest.digest import (
    Agreement,
    Bars,
    Contrast,
    Digest,
    Line,
    Map,
    Quoted,
    Ranges,
    Say,
    Scoreboard,
    Section,
    Table,
    Trend,
)
from surveys.digest.material import Candidate, Earlier, Material, ShownStatement
from surveys.fieldwork import consent, counts, waves
from surveys.tables import (
    Answer,
    AnswerState,
    Purpose,
    Release,
    Response,
    Statement,
    Tally,
    Vote,
    Wave,
    WaveState,
    new_id,
)

NOON = datetime(2026, 11, 3, 11, 0, tzinfo=UTC)

GROUP = item("group", "choice", options=options("customer", "practitioner"))
PLACE = item("place", "choice", options=options("shop", "phone", "chat", "mail"))
CHANNELS = item("channels", "choices", options=options("phone", "mail", "chat"))
AGREE = item("agree", "scale", low_end=text("gar nicht"), high_end=text("sehr"), **{"from": 1, "to": 5})
HOURS = item("hours", "number", max=100, decimals=1, unit=text("Stunden"), bins=[2, 10])
AGE = item("age", "number", max=120, unit=text("Jahre"))
BEST = item("best", "ranking", options=options("fast", "kind", "right", "cheap"))
SINCE = item("since", "date")
WHY = item("why", "open")
HOW = item("how", "open")
REACT = item("react", "statements", seeds=[{"key": "one", "text": text("Satz eins")}], from_items=["why"])
REPORT = item("report", "case", channels=options("mail", "chat"))
EVERY_KIND = questionnaire(
    GROUP, PLACE, CHANNELS, AGREE, HOURS, AGE, BEST, SINCE, WHY, HOW, REACT, REPORT, segment="group"
)  # fmt: skip


def person(number: int) -> str:
    return f"{number:032x}"


# --- without a database ---


def wave(state: WaveState = WaveState.CLOSED, **settings: Any) -> Wave:
    given = {"opened_at": NOON, "created_at": NOON, "key": "service-1", "community_id": "c", "questionnaire_id": "q"}
    return Wave(**{**given, "state": state, **settings})


def counted(
    said: Mapping[str, Sequence[Any]],
    asked: Questionnaire = EVERY_KIND,
    *,
    group: str | None = "customer",
    platform: str = "telegram",
    add_to: Mapping[str, Mapping[str, int]] | None = None,
) -> dict[str, dict[str, int]]:
    """The counts of these answers by item, person by person, as if all had been released."""
    cells: dict[str, Counter[str]] = {unit: Counter(known) for unit, known in (add_to or {}).items()}
    for key, values in said.items():
        for value in values:
            if key in {each.key for each in asked.items}:
                found = answer_cells(asked.item(key), value, group, platform)
            else:
                found = published_vote_cells(value, group, platform)
            cells.setdefault(key, Counter()).update(found)
    present = max((len(values) for values in said.values()), default=0)
    people = dict.fromkeys(counts.narrowed((), group, platform), present)
    cells.setdefault("", Counter()).update(people)
    return {unit: dict(known) for unit, known in cells.items()}


def material(
    given: Mapping[str, Mapping[str, int]],
    asked: Questionnaire = EVERY_KIND,
    *,
    candidates: Sequence[Candidate] = (),
    statements: Sequence[ShownStatement] = (),
    hidden: str | None = None,
    participants: int | None = None,
    of: Wave | None = None,
    before: Earlier | None = None,
) -> Material:
    """What sections work with."""
    everybody = given.get("", {}).get("n", 0)
    return Material(
        wave=of or wave(),
        questionnaire=asked,
        now=NOON + timedelta(days=7),
        participants=everybody if participants is None else participants,
        counts={} if hidden else given,
        hidden=hidden,
        candidates=tuple(candidates),
        statements=tuple(statements),
        before=before,
    )


# --- what a digest says ---


def bars_of(section: Section | None) -> dict[str, Bars]:
    """The bars of a section by German title."""
    assert section is not None
    return {_called(block.title): block for block in section.blocks if isinstance(block, Bars)}


def shown(bars: Bars) -> dict[str, int | None]:
    """Counts by German label."""
    return {_called(bar.label): bar.count for bar in bars.bars}


def _called(label: Any) -> str:
    return label.key if isinstance(label, Say) else label["de"]


NOT_PEOPLE = {
    "coders",
    "missing",
    "fewest",
    "share",
    "number",
    "of",
    "shown",
    "median",
    "percent",
    "points",
    "now",
    "before",
}
# among the values of a phrase


def says(digest: Digest) -> Iterator[Say]:
    """Every phrase of a digest, wherever it stands."""
    for section in digest.sections:
        for block in section.blocks:
            parts: list[Any] = []
            if isinstance(block, Line):
                parts = [block.say]
            elif isinstance(block, Bars):
                parts = [block.title, block.question, block.note, *(bar.label for bar in block.bars)]
            elif isinstance(block, Table):
                cells = [cell for row in block.rows for cell in row.cells]
                parts = [block.title, block.note, *block.columns, *(row.label for row in block.rows), *cells]
            elif isinstance(block, Ranges):
                rows = [part for row in block.rows for part in (row.label, row.change, row.mark)]
                parts = [block.title, block.question, block.note, *rows]
            elif isinstance(block, Agreement | Scoreboard):
                parts = [block.title, block.note, *(row.label for row in block.rows)]
            elif isinstance(block, Contrast):
                parts = [block.title, block.question, block.note, *(dot.label for dot in block.dots)]
            elif isinstance(block, Trend):
                parts = [block.title, block.note, *block.times, *(course.label for course in block.courses)]
            elif isinstance(block, Map):
                parts = [block.title, block.note, *(circle.label for circle in block.circles)]
            yield from (part for part in parts if isinstance(part, Say))


def people_in(digest: Digest) -> Iterator[tuple[str, int]]:
    """Every number of people that a digest states or that follows from what one block states, with where it stands.

    Participants are live in every wave, and no secret.
    """
    for say in says(digest):
        for name, value in say.values.items():
            about_questions = say.key == "unknown-questions"
            live = say.key in ("turnout-participants", "method-opt-in") and value == digest.participants
            if isinstance(value, int) and name not in NOT_PEOPLE and not about_questions and not live:
                yield f"{say.key}.{name}", value
    for section in digest.sections:
        for block in section.blocks:
            if isinstance(block, Bars):
                yield from _of_bars(block)
            elif isinstance(block, Table):
                yield from _of_table(block)
            elif not isinstance(block, Line | Quoted):
                yield from _of_chart(block)


def _of_chart(block: Ranges | Agreement | Contrast | Trend | Map | Scoreboard) -> Iterator[tuple[str, int]]:
    """The numbers of the other blocks, and what follows from them: the rest of a row, all but a count, all but a group."""
    at = _called(block.title)
    found: list[int | None] = []
    if isinstance(block, Ranges):
        counts = [row.count for row in block.rows]
        found = [block.n, *counts, *(block.n - each for each in counts if block.n and each is not None)]
    elif isinstance(block, Agreement):
        for row in block.rows:
            parts = (row.agree, row.passed, row.disagree)
            found += [row.n, *parts]
            found += [row.n - sum(each or 0 for each in parts)] if row.n is not None else []
        whole, *groups = ([row.n, row.agree, row.passed, row.disagree] for row in block.rows)
        columns = zip(whole, *groups, strict=True) if groups else []
        found += [column[0] - sum(column[1:]) for column in columns if None not in column]  # type: ignore[arg-type,operator]
    elif isinstance(block, Contrast):
        found = [each for dot in block.dots for each in (dot.n, dot.count)]
        found += [dot.n - dot.count for dot in block.dots if dot.n is not None and dot.count is not None]
    elif isinstance(block, Trend):
        moments = [each for course in block.courses for each in course.moments if each]
        found = [number for each in moments for number in (each.count, each.n, each.n - each.count)]
    elif isinstance(block, Map):
        sizes = [each.size for each in block.circles]
        found = [block.n, *sizes]
        found += [block.n - sum(each or 0 for each in sizes)] if block.n is not None else []
    else:
        for score in (*block.rows, block.total):
            parts = (score.answered, score.solved)
            found += [score.requests, *parts]
            found += [score.requests - each for each in parts if each is not None and score.requests is not None]
        for column in zip(
            *((row.requests, row.answered, row.solved) for row in (block.total, *block.rows)), strict=True
        ):
            found += [column[0] - sum(each or 0 for each in column[1:])] if column[0] is not None else []
    yield from ((f"{at}: {block.type}", each) for each in found if each is not None)


def _of_bars(block: Bars) -> Iterator[tuple[str, int]]:
    at = _called(block.title)
    seen = [bar.count for bar in block.bars if bar.count is not None]
    yield from ((f"{at}: bar", count) for count in seen)
    if block.n is not None:
        yield f"{at}: n", block.n
        if block.several:
            yield from ((f"{at}: all but a bar", block.n - count) for count in seen)
        elif block.bars:
            yield f"{at}: rest", block.n - sum(seen)


def _of_table(block: Table) -> Iterator[tuple[str, int]]:
    at = _called(block.title)
    columns = [[row.cells[column] for row in block.rows] for column in range(len(block.columns))]
    for column in columns:
        numbers = [cell for cell in column if isinstance(cell, int)]
        yield from ((f"{at}: cell", cell) for cell in numbers)
        if isinstance(column[-1], int):
            yield f"{at}: rest of a column", column[-1] - sum(numbers[:-1])
    for row in block.rows:
        base = row.cells[0]
        if isinstance(base, int):
            yield from ((f"{at}: all but a cell", base - cell) for cell in row.cells[1:] if isinstance(cell, int))


def shares_without_ten(digest: Digest) -> list[Bars]:
    """Bars that state a share without at least ten people beside it."""
    blocks = [block for section in digest.sections for block in section.blocks if isinstance(block, Bars)]
    return [
        block
        for block in blocks
        if any(bar.share is not None for bar in block.bars) and (block.n is None or block.n < 10)
    ]


def quoted_in(digest: Digest) -> list[str]:
    """The words quoted in a digest."""
    return [quote.text for quote in digest.quotes() if not quote.withdrawn]


def a_quote(digest: Digest, words: str) -> Quoted:
    """The quote with these words."""
    return next(quote for quote in digest.quotes() if quote.text == words)


# --- with a database ---


class Answered:
    """An open wave in a real database; answers are written as rows, everything else by the fieldwork."""

    def __init__(
        self, session: Session, asked: Questionnaire = EVERY_KIND, now: datetime = NOON, **settings: Any
    ) -> None:
        self.session, self.asked, self.now = session, asked, now
        chosen = replace(waves.WaveSettings.of(asked, now), **settings)
        self.wave = waves.field(session, asked, "here", chosen, now)
        waves.open_wave(session, self.wave, now)

    def say(
        self,
        number: int,
        *purposes: Purpose,
        group: str | None = "customer",
        platform: str = "telegram",
        name: str | None = None,
        state: AnswerState = AnswerState.APPROVED,
        sensitive: bool = False,
        **values: Any,
    ) -> None:
        """Let somebody agree and answer."""
        who = person(number)
        consent.give(self.session, self.wave, who, Purpose.TAKE_PART, self.now)
        for purpose in purposes:
            consent.give(self.session, self.wave, who, purpose, self.now, shown_name=name)
        mine = select(Response).where(Response.wave_id == self.wave.id, Response.respondent_id == who)
        if not self.session.exec(mine).first():
            self.session.add(
                Response(wave_id=self.wave.id, respondent_id=who, platform=platform, segment=group,
                         started_at=self.now, updated_at=self.now)
            )  # fmt: skip
        self.session.add_all(
            Answer(wave_id=self.wave.id, item=key, respondent_id=who, value=value, state=state, sensitive=sensitive,
                   created_at=self.now, updated_at=self.now)
            for key, value in values.items()
        )  # fmt: skip
        self.session.flush()

    def react(self, numbers: Iterable[int], statement: str, value: int) -> None:
        """Let people react to a statement."""
        self.session.add_all(
            Vote(statement_id=statement, respondent_id=person(number), wave_id=self.wave.id, value=value,
                 updated_at=self.now)
            for number in numbers
        )  # fmt: skip
        self.session.flush()

    def statement(self, words: str, answer_id: str | None = None) -> str:
        """A sentence put to the vote, such as an answer."""
        made = Statement(id=new_id(), wave_id=self.wave.id, item="react", answer_id=answer_id, words={"de": words})
        self.session.add(made)
        self.session.flush()
        return made.id

    def answer(self, number: int, key: str = "why") -> Answer:
        """Somebody's answer."""
        query = select(Answer).where(
            Answer.wave_id == self.wave.id, Answer.item == key, Answer.respondent_id == person(number)
        )
        return self.session.exec(query.execution_options(populate_existing=True)).one()

    def recount(self) -> None:
        """Bring the live counts to what was answered."""
        self.session.execute(sa.delete(Tally))
        for unit, cells in counts.recount(self.session, self.wave, self.asked).items():
            self.session.add_all(
                Tally(wave_id=self.wave.id, item=unit, cell=cell, count=count) for cell, count in cells.items()
            )
        self.session.flush()

    def release(self, *, closing: bool = False) -> Release | None:
        """Release what may be released, some days later."""
        self.now += timedelta(days=7)
        self.recount()
        return release.release(self.session, self.wave, self.now, closing=closing)

    def close(self) -> None:
        """Close the wave and release the rest."""
        waves.close(self.session, self.wave, self.now)
        self.release(closing=True)

    def digest(self, **settings: Any) -> Digest:
        """A digest of the last release."""
        self.recount()
        return compose.compose(self.session, self.wave, self.now, **settings)

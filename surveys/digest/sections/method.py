"""How was this made? A note generated from data, after the transparency items of AAPOR (2021 disclosure standards)."""

from __future__ import annotations

from surveys.analysis.disclosure import FEWEST, SHARE_FROM
from surveys.design.items.case import Case
from surveys.design.items.kind import Item
from surveys.digest.digest import Block, Line, Say, Section
from surveys.digest.material import Coverage, Material
from surveys.digest.sections import cases, closed, turnout


def section(material: Material) -> Section | None:
    """Who could take part, when, what was asked in which words, how it was counted, and what was withheld."""
    wave = material.wave
    lines: list[Block] = []
    if wave.sample:
        lines.append(_line("method-sample"))
    lines.append(_line("method-opt-in", count=material.participants))
    if wave.opened_at is not None:
        lines.append(_line("method-period", start=wave.opened_at.date(), end=(wave.closed_at or material.now).date()))
    lines += [
        _line("method-platform", platform=bar.label, count=bar.count)
        for bar in turnout.by_platform(material).bars
        if bar.count is not None and (len(material.platforms()) > 1 or bar.count == material.n(""))
    ]
    lines += [
        _line("method-unweighted"),
        _line("method-withheld", fewest=FEWEST, share=SHARE_FROM),
        _line("method-releases", fewest=FEWEST),
        _line("method-quotes"),
    ]
    for item in material.questionnaire.items:
        if item.key in material.coverage and material.themes_of(item.key):
            lines += _coded(item, material.coverage[item.key], material.n(item.key))
    if material.opinion is not None and not material.hidden:
        lines.append(_line("method-groups"))
    lines += [_question(material, number, item) for number, item in enumerate(material.questionnaire.items, 1)]
    return Section(key="method", blocks=tuple(lines), brief=1)


def _tells_apart(coverage: Coverage, n: int) -> bool:
    """Whether from how many are coded now it would follow that one to four answers were not, or are not released."""
    coded = coverage.machine + coverage.human
    both = coverage.machine >= FEWEST and coverage.human >= FEWEST
    return both and any(0 < abs(coded - known) < FEWEST for known in (n, coverage.answers))


def _coded(item: Item, coverage: Coverage, n: int) -> list[Block]:
    """How answers became themes, who checked it and how well they agreed; numbers of answers from five on."""
    title = item.title
    said: list[Block] = []
    if coverage.embedding:
        said.append(_line("method-vectors", title=title, model=coverage.embedding))
    if _tells_apart(coverage, n):
        said.append(_line("method-coded-both", title=title))
    elif coverage.machine >= FEWEST and coverage.human >= FEWEST:
        said.append(_line("method-coded", title=title, machine=coverage.machine, human=coverage.human))
    elif coverage.machine >= FEWEST or coverage.human >= FEWEST:
        key = "method-coded-machine" if coverage.machine >= FEWEST else "method-coded-human"
        said.append(_line(key, title=title))
    said += _checked(item, coverage)
    said.append(_line("method-language-model" if coverage.model else "method-no-language-model",
                      title=title, model=coverage.model or ""))  # fmt: skip
    return said


def _checked(item: Item, coverage: Coverage) -> list[Block]:
    """How many answers how many people looked at, how often they said what the machine says, and what each other said."""
    checks = coverage.checks
    if checks is None or checks.answers < SHARE_FROM:
        return [_line("method-unchecked", title=item.title)]
    alike, about = checks.with_machine, {"title": item.title, "n": checks.answers, "coders": len(checks.coders)}
    said: list[Block] = [
        _line("method-checked-by", **about)
        if alike is None
        else _line("method-checked-machine", **about, percent=round(alike * 100))
    ]
    twice = checks.people
    if twice.answers < SHARE_FROM or twice.percent is None or twice.alpha is None:
        said.append(_line("method-once", title=item.title))
    else:
        percent, alpha = round(twice.percent * 100), round(twice.alpha, 2)
        said.append(_line("method-checked", title=item.title, n=twice.answers, percent=percent, alpha=alpha))
    return said


def _question(material: Material, number: int, item: Item) -> Line:
    """The exact wording, with the number of people who answered as far as its own section states it."""
    asked = {"number": number, "title": item.title, "text": item.text}
    if material.hidden:
        return _line("method-question-plain", **asked)
    if material.n(item.key) < FEWEST:
        return _line("method-question-few", **asked)
    n: int | None = material.n(item.key)
    if isinstance(item, Case):
        n = cases.board(material, item).total.requests
    elif item.tabled:
        n = closed.table(material, item).base() or None
    return _line("method-question-plain", **asked) if n is None else _line("method-question", **asked, n=n)


def _line(key: str, **values: object) -> Line:
    return Line(say=Say.model_validate({"key": key, "values": values}))

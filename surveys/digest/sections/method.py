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
        start, end = wave.opened_at.date(), (wave.closed_at or material.now).date()
        one_day = start == end
        lines.append(_line("method-day", day=start) if one_day else _line("method-period", start=start, end=end))
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
            lines += _coded(item, material.coverage[item.key])
    if material.opinion is not None and not material.hidden:
        lines.append(_line("method-groups"))
    lines += [_question(material, number, item) for number, item in enumerate(material.questionnaire.items, 1)]
    return Section(key="method", blocks=tuple(lines), brief=1)


def _coded(item: Item, coverage: Coverage) -> list[Block]:
    """How answers became themes, who checked it and how well they agreed; numbers of answers from five on."""
    title, said = item.title, []
    if coverage.embedding:
        said.append(_line("method-vectors", title=title, model=coverage.embedding))
    if coverage.machine >= FEWEST and coverage.human >= FEWEST:
        said.append(_line("method-coded", title=title, machine=coverage.machine, human=coverage.human))
    elif coverage.machine >= FEWEST or coverage.human >= FEWEST:
        key = "method-coded-machine" if coverage.machine >= FEWEST else "method-coded-human"
        said.append(_line(key, title=title))
    if coverage.checked < SHARE_FROM or coverage.agreed is None or coverage.alpha is None:
        said.append(_line("method-unchecked", title=title))
    else:
        percent, alpha = round(coverage.agreed * 100), round(coverage.alpha, 2)
        said.append(_line("method-checked", title=title, n=coverage.checked, percent=percent, alpha=alpha))
    said.append(_line("method-language-model" if coverage.model else "method-no-language-model",
                      title=title, model=coverage.model or ""))  # fmt: skip
    return list(said)


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

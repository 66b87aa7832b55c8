"""How was this made? A note generated from data, after the transparency items of AAPOR (2021 disclosure standards)."""

from __future__ import annotations

from surveys.analysis.disclosure import FEWEST, SHARE_FROM
from surveys.digest.digest import Block, Line, Say, Section
from surveys.digest.material import Material


def section(material: Material) -> Section | None:
    """Who could take part, when, what was asked in which words, how it was counted, and what was withheld."""
    wave = material.wave
    lines: list[Block] = []
    if wave.sample:
        lines.append(_line("method-sample"))
    lines.append(_line("method-opt-in", count=material.participants))
    if wave.opened_at is not None:
        lines.append(_line("method-period", start=wave.opened_at.date(), end=(wave.closed_at or material.now).date()))
    for platform in material.platforms():
        n = material.n("", f"|p:{platform}")
        if n >= FEWEST:
            lines.append(_line("method-platform", platform=material.platform_text(platform), count=n))
    lines += [
        _line("method-unweighted"),
        _line("method-withheld", fewest=FEWEST, share=SHARE_FROM),
        _line("method-releases", fewest=FEWEST),
        _line("method-quotes"),
    ]
    lines += [
        _line("method-question", number=number, title=item.title, text=item.text, n=material.n(item.key))
        if material.n(item.key) >= FEWEST
        else _line("method-question-few", number=number, title=item.title, text=item.text)
        for number, item in enumerate(material.questionnaire.items, 1)
    ]
    return Section(key="method", blocks=tuple(lines), brief=1)


def _line(key: str, **values: object) -> Line:
    return Line(say=Say.model_validate({"key": key, "values": values}))

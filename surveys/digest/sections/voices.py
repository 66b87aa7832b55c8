"""What do few people say, that no theme holds? In their own words and without a number: they would be too few for one."""

from __future__ import annotations

from surveys.analysis.disclosure import FEWEST
from surveys.digest import choosing
from surveys.digest.digest import Block, Line, Say, Section
from surveys.digest.material import Material


def section(material: Material) -> Section | None:
    """Each voice with at most two quotes; one that nobody may be quoted for is not named at all."""
    if material.hidden or material.participants < FEWEST:
        return None
    blocks: list[Block] = []
    for voice, candidates in zip(material.voices, choosing.choose(material).voices, strict=True):
        if candidates and voice.fresh:
            blocks.append(Line(say=Say(key="voices-fresh")))
        elif candidates and voice.label:
            blocks.append(Line(say=Say(key="voices-about", values={"label": voice.label})))
        blocks += [choosing.quoted(material, candidate) for candidate in candidates]
    return Section(key="voices", blocks=tuple(blocks), brief=0) if blocks else None

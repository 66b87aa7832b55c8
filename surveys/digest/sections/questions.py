"""What does the community ask back? Answers that are questions themselves, for whoever asked to answer."""

from __future__ import annotations

from surveys.analysis.disclosure import FEWEST
from surveys.digest import choosing
from surveys.digest.digest import Section
from surveys.digest.material import Material


def section(material: Material) -> Section | None:
    """At most five questions, verbatim, of different people."""
    if material.hidden or material.participants < FEWEST:
        return None
    blocks = tuple(choosing.quoted(material, candidate) for candidate in choosing.choose(material).asked)
    return Section(key="questions", blocks=blocks, brief=0) if blocks else None

"""Whose words stand where in a digest? At most one quote per person in the whole of it.

Rare voices choose first, as nobody else says what they say; then questions asked back, then themes, then questions
whose answers have no themes. The same input gives the same choice, in whatever order it comes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.analysis.disclosure import SHARE_FROM
from surveys.digest.digest import Label, Quoted
from surveys.digest.material import Candidate, Material, name_text

SHORTEST, LONGEST = 40, 220  # characters that read well as a quote
PER_THEME = 2
PER_ITEM = 2
PER_VOICE = 2
ASKED = 5  # questions asked back
UNSAID = frozenset({"keine-angabe", "no-answer", "none"})  # a group that says nothing about a quote


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is quoted.

    Attributes:
        voices: for each of the material's, in their order.
        themes: by theme id.
        items: of questions without themes, in the order they are shown.
    """

    voices: tuple[tuple[Candidate, ...], ...]
    asked: tuple[Candidate, ...]
    themes: Mapping[str, tuple[Candidate, ...]]
    items: tuple[Candidate, ...]


def choose(material: Material) -> Choice:
    """Who is quoted where."""
    taken: set[str] = set()
    voices = tuple(_first(voice.candidates, PER_VOICE, taken) for voice in material.voices)
    asked = _first(material.asked, ASKED, taken)
    themes: dict[str, tuple[Candidate, ...]] = {}
    themed = [theme for item in material.questionnaire.items for theme in material.themes_of(item.key)]
    for turn in range(PER_THEME):  # every theme has a first quote before one has a second
        for theme in themed:
            of_it = [each for each in material.candidates if each.theme == theme.id and each.item == theme.item]
            known = themes.get(theme.id, ())
            themes[theme.id] = known + (_first(of_it, 1, taken) if len(known) == turn else ())
    return Choice(voices, asked, themes, tuple(_by_item(material, {theme.item for theme in themed}, taken)))


def quoted(material: Material, candidate: Candidate, about: Label | None = None) -> Quoted:
    """A candidate's words; ``about`` is what they speak of, else the question they answer."""
    return Quoted(
        answer_id=candidate.answer_id,
        item=about or material.questionnaire.item(candidate.item).title,
        text=candidate.words,
        who=_who(material, candidate),
    )


def _first(candidates: Iterable[Candidate], most: int, taken: set[str]) -> tuple[Candidate, ...]:
    """The first of different people, who are taken then."""
    found: list[Candidate] = []
    for candidate in sorted(candidates, key=_rank):
        if len(found) < most and candidate.person not in taken:
            found.append(candidate)
            taken.add(candidate.person)
    return tuple(found)


def _by_item(material: Material, themed: set[str], taken: set[str]) -> list[Candidate]:
    """At most two per question, the questions taking turns."""
    by_item: dict[str, list[Candidate]] = {}
    for candidate in sorted(material.candidates, key=_rank):
        if candidate.item not in themed:
            by_item.setdefault(candidate.item, []).append(candidate)
    order = [item.key for item in material.questionnaire.items if item.key in by_item]
    chosen: list[Candidate] = []
    for turn in range(PER_ITEM):
        for key in order:
            free = [each for each in by_item[key] if each.person not in taken]
            groups = {each.segment for each in chosen if each.item == key}
            other = [each for each in free if each.segment not in groups]  # another group's voice first
            if len([each for each in chosen if each.item == key]) <= turn and (other or free):
                chosen.append((other or free)[0])
                taken.add(chosen[-1].person)
    return chosen


def _rank(candidate: Candidate) -> tuple[int, bool, str]:
    reads_well = SHORTEST <= len(candidate.words) <= LONGEST
    return (candidate.rank, not reads_well, hashlib.sha256(candidate.answer_id.encode()).hexdigest())


def _who(material: Material, candidate: Candidate) -> Label | None:
    """A name where that was agreed, else a group of at least ten people, else nothing."""
    if candidate.name:
        return name_text(material.questionnaire, candidate.name)
    if (
        candidate.segment
        and candidate.segment not in UNSAID
        and material.n("", f"|s:{candidate.segment}") >= SHARE_FROM
    ):
        return material.segment_text(candidate.segment)
    return None

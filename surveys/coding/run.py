"""What does one run of the machine over the answers to a question bring? Pure, slow, for a process of its own.

The first themes of a question are proposed (``pipeline``). From then on the codebook is the centre: answers keep their
theme, new ones get one by the definitions that people wrote, else by their nearest answers; what people decided wins.
Themes are looked at anew only as a proposal, when there are many more answers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from surveys.coding import assignment, embedding, keeping, nearest, novelty, pipeline, quotes, refits, stability
from surveys.coding.codebook import Codebook, Decision, Theme
from surveys.coding.duplicates import duplicates, said_again
from surveys.coding.keeping import Found, NewTheme, Outcome, Told, Work
from surveys.coding.known import Known
from surveys.coding.known import known as compared_by
from surveys.coding.neighbours import even
from surveys.coding.normal import plain
from surveys.moderation.personal import personal_data

if TYPE_CHECKING:
    from surveys.coding.embedding import Vectors

FEWEST_SAYING = 5  # people who use a word before it may name a theme: a label is shown to everybody
FEWEST_COMPARED = 60  # answers before anything in them is called rare or new
MOST_SHOWN = 20  # answers of something new that are kept, the most central ones
BESIDE = 6_000  # coded answers that definitions are tried on beside the new ones: more teach little and take long
LAST = 999  # rank of answers that nobody will quote


def has_personal_data(text: str) -> bool:
    """Whether a text seems to say who somebody is or how to reach them: such an answer is no example of its theme."""
    return bool(personal_data(text))


def run(work: Work, held_back: Callable[[str], bool] = has_personal_data) -> Outcome:
    """Code what is not coded yet; ``held_back``: whether a text may not be quoted."""
    encoder = embedding.default()
    known, new = compared_by(work.told, encoder)
    if not work.themes:
        outcome = _proposed(work, known, held_back)
    else:
        outcome = _assigned(work, known, held_back)
    return replace(outcome, model=encoder.model, kept=new)


def run_apart(work: Work) -> Outcome:
    """As ``run``, in a process of its own: whoever waits for it in a thread keeps the event loop free."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: a fork of a process with threads may inherit a lock that nobody opens.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        return apart.submit(run, work).result()


# --- the first look ---------------------------------------------------------------------------------------------


def _proposed(work: Work, known: Known, held_back: Callable[[str], bool]) -> Outcome:
    told = work.told
    answers = [pipeline.Answer(each.id, each.text, each.respondent, each.segment) for each in told]
    groups = duplicates(
        [each.text if speaks else "" for each, speaks in zip(told, known.speaks, strict=True)], known.sketches
    )
    found = pipeline.find(answers, work.language, known.vectors, held_back, FEWEST_SAYING, groups)
    # Of fewer people nothing could be shown; without words that five of them share nobody could tell it from others.
    themes = [theme for theme in found.themes if theme.size >= FEWEST_SAYING and theme.keywords]
    if not themes:
        return Outcome()
    names = {theme.id for theme in themes}
    decided = {each.id for each in told if each.decided}
    ranks = {answer: rank for theme in themes for rank, answer in enumerate(theme.examples)}
    again = {told[at].id for at, first in enumerate(groups.of) if first != at and known.speaks[at]}
    return Outcome(
        themes=tuple(NewTheme(theme.id, theme.label, theme.keywords) for theme in themes),
        found=tuple(
            Found(
                each.id,
                each.theme if each.theme in names else None,
                each.confidence if each.theme in names else 0.0,
                ranks.get(each.id, LAST),
                each.id in again,
            )
            for each in found.assignments
            if each.id not in decided
        ),
    )


# --- from then on -----------------------------------------------------------------------------------------------


def _assigned(work: Work, known: Known, held_back: Callable[[str], bool]) -> Outcome:
    told, vectors = work.told, known.vectors
    coded = [at for at, each in enumerate(told) if each.is_coded or each.decided]
    new = [at for at, each in enumerate(told) if not (each.is_coded or each.decided)]
    placed: dict[int, tuple[str | None, float]] = {at: (told[at].theme, told[at].confidence) for at in coded}
    speaking = [at for at in new if known.speaks[at]]
    given = _by_codebook(work, vectors, speaking, coded)
    placed |= dict.fromkeys(new, (None, 0.0)) | dict(zip(speaking, given, strict=True))
    ranks = _ranks(told, vectors, placed, held_back)
    again = _said_again(told, known, new)
    fresh = set(new)
    found = [
        Found(told[at].id, theme, confidence, ranks.get(at, LAST), told[at].duplicate or at in again)
        for at, (theme, confidence) in sorted(placed.items())
        if not told[at].decided and (at in fresh or ranks.get(at, LAST) != told[at].rank)
    ]
    findings = _findings(work, known, new)
    return Outcome(found=tuple(found), findings=findings | _refit(work, vectors, placed, findings, held_back))


def _said_again(told: Sequence[Told], known: Known, new: Sequence[int]) -> set[int]:
    """New answers that say in nearly the same words what an older one says, or a new one before them."""
    fresh = set(new)
    later = [at for at in new if known.speaks[at]]
    before = [at for at, speaks in enumerate(known.speaks) if speaks and at not in fresh]
    again = said_again(
        [told[at].text for at in before], known.sketches[before], [told[at].text for at in later], known.sketches[later]
    )
    return {at for at, repeats in zip(later, again, strict=True) if repeats}


def _by_codebook(
    work: Work, vectors: Vectors, some: Sequence[int], coded: Sequence[int]
) -> list[tuple[str | None, float]]:
    """Themes for answers that have none: by what people defined and decided, else as the nearest answers have them."""
    if not some:
        return []
    told = work.told
    if not any(theme.definition for theme in work.themes):
        return nearest.themes_of(vectors[list(some)], vectors[list(coded)], [told[at].theme for at in coded])
    beside = [at for at in coded if told[at].decided] + even([at for at in coded if not told[at].decided], BESIDE)
    read = sorted([*beside, *some])
    found = assignment.assign(
        [told[at].id for at in read],
        [plain(told[at].text) for at in read],
        vectors[read],
        _codebook(work),
        embedding.default(),
    )
    by_place = dict(zip(read, found, strict=True))
    return [(by_place[at].theme, by_place[at].confidence) for at in some]


def _codebook(work: Work) -> Codebook:
    """The codebook as people left it; a theme without a definition speaks by its name."""
    return Codebook(
        themes=tuple(Theme(theme.id, dict(theme.label), theme.definition) for theme in work.themes),
        decisions=tuple(Decision(each.id, each.theme, "human") for each in work.told if each.decided),
    )


def _ranks(
    told: Sequence[Told],
    vectors: Vectors,
    placed: Mapping[int, tuple[str | None, float]],
    held_back: Callable[[str], bool],
) -> dict[int, int]:
    """Which answers of each theme to quote first."""
    members: dict[str, list[int]] = defaultdict(list)
    for at, (theme, _) in sorted(placed.items()):
        if theme is not None:
            members[theme].append(at)
    common = vectors.mean(axis=0)
    ranks: dict[int, int] = {}
    for _, mine in sorted(members.items()):
        order = quotes.in_order(
            [told[at].text for at in mine],
            embedding.unit(vectors[mine] - common),
            [told[at].respondent for at in mine],
            held_back,
        )
        ranks |= {mine[place]: rank for rank, place in enumerate(order)}
    return ranks


def _findings(work: Work, known: Known, new: Sequence[int]) -> dict[str, dict[str, Any]]:
    """What is talked about anew, and what only a few say."""
    told, vectors = [at for at, speaks in enumerate(known.speaks) if speaks], known.vectors
    if len(told) < FEWEST_COMPARED:
        return {}
    apart = embedding.unit(vectors[told] - vectors[told].mean(axis=0))
    authors = [work.told[at].respondent for at in told]
    fresh = set(new)
    is_new = [at in fresh for at in told]
    near = novelty.near(apart, is_new)
    groups = [
        {"answers": [work.told[told[place]].id for place in burst.answers[:MOST_SHOWN]], "fresh": True}
        for burst in novelty.bursts(near, authors, is_new)
    ]
    few = novelty.voices(near, [work.told[at].text for at in told], authors)
    groups += [{"answers": [work.told[told[place]].id for place in group], "fresh": False} for group in few.rare]
    groups += [{"answers": [work.told[told[place]].id], "fresh": False} for place in few.single]
    return {"voices": {"groups": groups}}


def _refit(
    work: Work,
    vectors: Vectors,
    placed: Mapping[int, tuple[str | None, float]],
    findings: Mapping[str, Mapping[str, Any]],
    held_back: Callable[[str], bool],
) -> dict[str, dict[str, Any]]:
    """Other themes, as a proposal, where it is time to look; and with how many answers that was."""
    looked = {keeping.FITTED: {"answers": len(work.told)}}
    if not work.fitted:
        return looked  # themes nobody noted that of, such as a human's: from now on they are counted
    fresh = any(group["fresh"] for group in findings.get("voices", {}).get("groups", []))
    if not stability.is_due(work.fitted, len(work.told), has_burst=fresh and not work.refit_waits):
        return {}
    now = replace(work, told=tuple(replace(each, theme=placed[at][0]) for at, each in enumerate(work.told)))
    proposal = refits.propose(now, vectors, held_back, FEWEST_SAYING)
    return looked | ({refits.REFIT: proposal} if proposal else {})

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
from surveys.coding.duplicates import duplicates
from surveys.coding.embedding import Embedder
from surveys.coding.keeping import Found, NewTheme, Outcome, Told, Work
from surveys.coding.normal import plain, says_something
from surveys.moderation.personal import personal_data

if TYPE_CHECKING:
    from surveys.coding.embedding import Vectors

FEWEST_SAYING = 5  # people who use a word before it may name a theme: a label is shown to everybody
FEWEST_COMPARED = 60  # answers before anything in them is called rare or new
MOST_SHOWN = 20  # answers of something new that are kept, the most central ones
LAST = 999  # rank of answers that nobody will quote


def has_personal_data(text: str) -> bool:
    """Whether a text seems to say who somebody is or how to reach them: such an answer is no example of its theme."""
    return bool(personal_data(text))


def run(work: Work, held_back: Callable[[str], bool] = has_personal_data) -> Outcome:
    """Code what is not coded yet; ``held_back``: whether a text may not be quoted."""
    encoder = embedding.default()
    vectors, new = _vectors(work.told, encoder)
    if not work.themes:
        outcome = _proposed(work, vectors, held_back)
    else:
        outcome = _assigned(work, vectors, held_back)
    return Outcome(encoder.model, outcome.themes, outcome.found, new, outcome.findings)


def run_apart(work: Work) -> Outcome:
    """As ``run``, in a process of its own: whoever waits for it in a thread keeps the event loop free."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    # Spawned, not forked: a fork of a process with threads may inherit a lock that nobody opens.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as apart:
        return apart.submit(run, work).result()


def _vectors(told: Sequence[Told], encoder: Embedder) -> tuple[Vectors, dict[str, bytes]]:
    """The vectors of all answers, and those that are worth keeping because nobody had them."""
    import numpy as np

    if not encoder.stable:
        return encoder.embed([plain(each.text) for each in told]), {}
    found = np.zeros((len(told), encoder.dimension), np.float32)
    missing = []
    for at, each in enumerate(told):
        if each.vector is not None and each.model == encoder.model and len(each.vector) == 2 * encoder.dimension:
            found[at] = np.frombuffer(each.vector, "<f2")
        else:
            missing.append(at)
    if missing:
        # Rounded as they are kept, so that a run with kept vectors finds the same as the run that made them.
        made = encoder.embed([plain(told[at].text) for at in missing]).astype("<f2")
        found[missing] = made
        return found, {told[at].id: made[number].tobytes() for number, at in enumerate(missing)}
    return found, {}


# --- the first look ---------------------------------------------------------------------------------------------


def _proposed(work: Work, vectors: Vectors, held_back: Callable[[str], bool]) -> Outcome:
    told = work.told
    answers = [pipeline.Answer(each.id, each.text, each.respondent, each.segment) for each in told]
    found = pipeline.find(answers, work.language, vectors, held_back, fewest=FEWEST_SAYING)
    # Of fewer people nothing could be shown; without words that five of them share nobody could tell it from others.
    themes = [theme for theme in found.themes if theme.size >= FEWEST_SAYING and theme.keywords]
    if not themes:
        return Outcome("", (), (), {}, {})
    known = {theme.id for theme in themes}
    decided = {each.id for each in told if each.decided}
    ranks = {answer: rank for theme in themes for rank, answer in enumerate(theme.examples)}
    again = _duplicates(told)
    return Outcome(
        "",
        tuple(NewTheme(theme.id, theme.label, theme.keywords) for theme in themes),
        tuple(
            Found(
                each.id,
                each.theme if each.theme in known else None,
                each.confidence if each.theme in known else 0.0,
                ranks.get(each.id, LAST),
                each.id in again,
            )
            for each in found.assignments
            if each.id not in decided
        ),
        {},
        {},
    )


def _duplicates(told: Sequence[Told]) -> set[str]:
    """Answers that say what one before them says, in nearly the same words."""
    texts = [each.text if says_something(each.text) else "" for each in told]
    first: dict[int, int] = {}
    again = set()
    for at, group in enumerate(duplicates(texts).of):
        if texts[at] and first.setdefault(group, at) != at:
            again.add(told[at].id)
    return again


# --- from then on -----------------------------------------------------------------------------------------------


def _assigned(work: Work, vectors: Vectors, held_back: Callable[[str], bool]) -> Outcome:
    told = work.told
    known = [at for at, each in enumerate(told) if each.is_coded or each.decided]
    new = [at for at, each in enumerate(told) if not (each.is_coded or each.decided)]
    placed: dict[int, tuple[str | None, float]] = {at: (told[at].theme, told[at].confidence) for at in known}
    speaking = [at for at in new if says_something(told[at].text)]
    given = _by_codebook(work, vectors, speaking, known)
    placed |= dict.fromkeys(new, (None, 0.0)) | dict(zip(speaking, given, strict=True))
    ranks = _ranks(told, vectors, placed, held_back)
    again = _duplicates(told)
    found = [
        Found(told[at].id, theme, confidence, ranks.get(at, LAST), told[at].id in again)
        for at, (theme, confidence) in sorted(placed.items())
        if not told[at].decided
    ]
    findings = _findings(work, vectors, new)
    return Outcome("", (), tuple(found), {}, findings | _refit(work, vectors, placed, findings, held_back))


def _by_codebook(
    work: Work, vectors: Vectors, some: Sequence[int], known: Sequence[int]
) -> list[tuple[str | None, float]]:
    """Themes for answers that have none: by what people defined and decided, else as the nearest answers have them."""
    if not some:
        return []
    if not any(theme.definition for theme in work.themes):
        themes = [work.told[at].theme for at in known]
        return nearest.themes_of(vectors[list(some)], vectors[list(known)], themes)
    told = work.told
    found = assignment.assign(
        [each.id for each in told], [plain(each.text) for each in told], vectors, _codebook(work), embedding.default()
    )
    return [(found[at].theme, found[at].confidence) for at in some]


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


def _findings(work: Work, vectors: Vectors, new: Sequence[int]) -> dict[str, dict[str, Any]]:
    """What is talked about anew, and what only a few say."""
    told = [at for at, each in enumerate(work.told) if says_something(each.text)]
    if len(told) < FEWEST_COMPARED:
        return {}
    apart = embedding.unit(vectors[told] - vectors[told].mean(axis=0))
    authors = [work.told[at].respondent for at in told]
    fresh = set(new)
    groups = [
        {"answers": [work.told[told[place]].id for place in burst.answers[:MOST_SHOWN]], "fresh": True}
        for burst in novelty.bursts(apart, authors, [at in fresh for at in told])
    ]
    few = novelty.voices(apart, [work.told[at].text for at in told], authors)
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

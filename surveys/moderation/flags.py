"""Which respondents of a wave look like one person with several accounts?

Flags are shown side by side and nothing is removed: a moderator reads the answers, and the digest may say how many were
flagged. One flag is rarely a reason; ``marked`` puts them together by weights that are set by hand, so that circumstances
(a new account, a recent member, a rush) never mark anybody by themselves, and hard signs (votes faster than reading,
the same words three times, the same votes beyond chance) do. What it catches and what it does not is measured by
``python -m bench.quality_flags`` and said in docs/moderation.md; the rule is decided in docs/decisions/0014.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from surveys.moderation.agreement import same_votes
from surveys.moderation.facts import Facts, Flag, FlagKind
from surveys.moderation.links import copies
from surveys.moderation.timing import bursts, together, too_fast

YOUNG = 14.0  # days of an account
JOINED = 2.0  # days in the group or server
MARK = 3  # weight from which a respondent is marked
CIRCUMSTANCES = 2  # weight that circumstances reach at most together
COPY_GROUP = 3  # respondents with the same words, from which on chance is out

_CIRCUMSTANCE = (FlagKind.YOUNG_ACCOUNT, FlagKind.JUST_JOINED, FlagKind.BURST)


def flags(wave: Iterable[Facts]) -> Mapping[str, tuple[Flag, ...]]:
    """Every flag by respondent; who has none is not in it. Pure, and the same for the same facts in any order."""
    facts = sorted(wave, key=lambda each: each.respondent)
    found: dict[str, list[Flag]] = defaultdict(list)
    for each in facts:
        if each.account_days is not None and each.account_days < YOUNG:
            found[each.respondent].append(Flag(FlagKind.YOUNG_ACCOUNT))
        if each.member_days is not None and each.member_days < JOINED:
            found[each.respondent].append(Flag(FlagKind.JUST_JOINED))
        if too_fast(each):
            found[each.respondent].append(Flag(FlagKind.TOO_FAST))
    for kind, shared in (
        (FlagKind.BURST, bursts(facts)),
        (FlagKind.COPIED, _copied(facts)),
        (FlagKind.SAME_VOTES, same_votes(facts)),
        (FlagKind.TOGETHER, together(facts)),
    ):
        for respondent, others in shared.items():
            found[respondent].append(Flag(kind, others))
    return {respondent: tuple(sorted(some, key=_order)) for respondent, some in sorted(found.items())}


def marked(found: Mapping[str, Sequence[Flag]]) -> tuple[str, ...]:
    """Respondents whose flags together weigh enough to be looked at, in order."""
    return tuple(sorted(respondent for respondent, some in found.items() if weight(some) >= MARK))


def weight(some: Sequence[Flag]) -> int:
    """What a respondent's flags weigh together."""
    circumstances = sum(flag.kind in _CIRCUMSTANCE for flag in some)
    return min(CIRCUMSTANCES, circumstances) + sum(_hard(flag) for flag in some)


def _hard(flag: Flag) -> int:
    if flag.kind is FlagKind.COPIED:
        return 3 if len(flag.others) + 1 >= COPY_GROUP else 2
    return {FlagKind.TOO_FAST: 3, FlagKind.SAME_VOTES: 3, FlagKind.TOGETHER: 2}.get(flag.kind, 0)


def _copied(wave: Sequence[Facts]) -> dict[str, tuple[str, ...]]:
    """Who has the words of others, over all items."""
    others: dict[str, set[str]] = defaultdict(set)
    for item in sorted({item for facts in wave for item in facts.texts}):
        texts = {facts.respondent: facts.texts[item] for facts in wave if item in facts.texts}
        for group in copies(texts):
            for respondent in group:
                others[respondent] |= group - {respondent}
    return {respondent: tuple(sorted(some)) for respondent, some in sorted(others.items())}


def _order(flag: Flag) -> int:
    return tuple(FlagKind).index(flag.kind)

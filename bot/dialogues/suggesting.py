"""What may somebody mean who has typed only the beginning?"""

from __future__ import annotations

import unicodedata

from surveys.design import catalog


def questionnaires(typed: str, language: str) -> list[tuple[str, str]]:
    """Questionnaires of the catalog, as key and title: those that begin so first, then those that hold it somewhere.

    Their titles are looked for in every language, with umlauts or without.
    """
    wanted = _folds(typed.strip())
    ranked = []
    for questionnaire in catalog.all():
        known = _folds(" ".join((questionnaire.key, *questionnaire.title.root.values())))
        ranks = [_rank(piece, whole) for piece in wanted for whole in known if piece in whole]
        if ranks:
            ranked.append((min(ranks), questionnaire.key, questionnaire.title[language]))
    return [(key, title) for _, key, title in sorted(ranked, key=lambda each: each[0])]


def _rank(piece: str, whole: str) -> int:
    """0 where a word begins so, else 1."""
    return 0 if f" {piece}" in f" {whole}" else 1


def _folds(words: str) -> set[str]:
    """Words as they may be typed: ``für`` is found as ``fuer`` and as ``fur``."""
    spelled = words.casefold()
    german = spelled.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
    return {unicodedata.normalize("NFKD", each).encode("ascii", "ignore").decode() for each in (spelled, german)}

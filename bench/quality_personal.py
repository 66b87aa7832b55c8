"""``python -m bench.quality_personal``: how well are personal data and insults found, per kind; one JSON line each.

Reads the labelled sentences of the shared folder (``NACHGEFRAGT_SHARED``, else ``shared`` beside the project).
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.figures import figure
from surveys.moderation.insults import insults
from surveys.moderation.personal import personal_data


@dataclass(slots=True)
class Score:
    """Counts of one kind.

    Attributes:
        gold: spans people marked.
        covered: of those, wholly inside found spans of the kind.
        found: spans the recogniser found.
        right: of those, that overlap a marked span of the kind.
    """

    gold: int = 0
    covered: int = 0
    found: int = 0
    right: int = 0

    @property
    def recall(self) -> float | None:
        return self.covered / self.gold if self.gold else None

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None


@dataclass(slots=True)
class Outcome:
    scores: dict[str, Score] = field(default_factory=dict)
    false_alarms: int = 0  # sentences without personal data in which something was found
    clean: int = 0

    def of(self, kind: str) -> Score:
        return self.scores.setdefault(kind, Score())


def shared() -> Path:
    """The folder of shared data."""
    return Path(os.environ.get("NACHGEFRAGT_SHARED") or Path(__file__).resolve().parents[1].parent / "shared")


def sentences(folder: Path, part: str = "dev") -> list[dict[str, Any]]:
    """Labelled sentences: text, and spans with start, end, type."""
    paths = sorted((folder / "data" / "pii_de" / part).glob("*.jsonl"))
    return [json.loads(line) for path in paths for line in path.read_text().strip().split("\n")]


def scored(labelled: Sequence[dict[str, Any]]) -> Outcome:
    """Compare what is found with what people marked: covered as a whole, overlapping is right."""
    outcome = Outcome()
    for sentence in labelled:
        found = [(span.start, span.end, span.kind.name) for span in personal_data(sentence["text"])]
        gold = [(span["start"], span["end"], span["type"]) for span in sentence["spans"]]
        outcome.clean += not gold
        outcome.false_alarms += bool(found) and not gold
        for start, end, kind in gold:
            outcome.of(kind).gold += 1
            outcome.of(kind).covered += any(a <= start and end <= b and kind == other for a, b, other in found)
        for start, end, kind in found:
            outcome.of(kind).found += 1
            outcome.of(kind).right += any(a < end and start < b and kind == other for a, b, other in gold)
    return outcome


def real_answers(folder: Path) -> Iterator[dict[str, Any]]:
    """Statements of a German consultation, with the moderators' decision."""
    with gzip.open(folder / "data" / "klimarat" / "dev" / "statements.jsonl.gz", "rt") as lines:
        yield from map(json.loads, lines)


def main() -> int:
    """Print recall and precision by kind, what is found in real answers, and the time."""
    folder = shared()
    labelled = sentences(folder)
    if not labelled:
        print(f"no labelled sentences under {folder}: set NACHGEFRAGT_SHARED", file=sys.stderr)
        return 1
    outcome = scored(labelled)
    for kind, score in sorted(outcome.scores.items()):
        if score.recall is not None:
            figure(f"personal {kind.lower()} recall", score.recall, "share", score.gold)
        if score.precision is not None:
            figure(f"personal {kind.lower()} precision", score.precision, "share", score.found)
    figure("personal false alarms", outcome.false_alarms, "sentences", outcome.clean)
    _on_real(list(real_answers(folder)))
    return 0


def _on_real(answers: Sequence[dict[str, Any]]) -> None:
    started = time.process_time()
    found = Counter(span.kind.value for answer in answers for span in personal_data(answer["text"]))
    seconds = time.process_time() - started
    characters = sum(len(answer["text"]) for answer in answers)
    figure(
        "personal found in a consultation",
        sum(found.values()),
        "spans",
        len(answers),
        by_kind=dict(sorted(found.items())),
    )
    figure("personal time", seconds * 1000 / characters * 1000, "ms per 1000 characters", characters)
    for decision in ("rejected", "accepted"):
        some = [answer["text"] for answer in answers if answer["moderated"] == decision]
        hits = sum(any(True for _ in insults(text)) for text in some)
        figure(f"insult list finds in {decision}", hits / len(some), "share", len(some), hits=hits)


if __name__ == "__main__":
    sys.exit(main())

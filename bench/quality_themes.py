"""How well do proposed themes agree with what people coded, beside BERTopic, and what do they take?

Adjusted mutual information (Vinh, Epps, Bailey 2010, JMLR 11:2837-2854) with human labels; what is left out counts as one
more theme, for both. Sets, from the halves in the shared folder: *klima*, statements that were accepted or rejected, by
their topic; *nap*, causes and effects with exactly one code, of codes with at least 15 answers; *db*, relevant posts with
one aspect ahead of all others, "Allgemein" dropped. The hyper-parameters were chosen on these halves.

30,000 and 100,000 answers are the first half of one text and the second half of another one, drawn with a seed: for time
and memory only.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from math import log
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import REPOSITORY
from bench.figures import figure

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PEERS = REPOSITORY / ".venv-peers" / "bin" / "python"
SEEDS = (0, 1, 2, 3, 4)
SIZES = {300: 2, 3_000: 6, 30_000: 20, 100_000: 40}  # answers: seconds to reach
COLD = 240  # seconds to reach with the largest of them, when no vector is known
MEMORY = 650  # MB to reach
GROWING = 30_000  # answers beside which 1,000 more are measured
MORE = 3  # seconds to reach for them
EXPONENT = 1.1  # to reach: time grows hardly faster than answers
TARGETS = {"klima": 0.27, "nap": 0.21, "db": 0.31}  # of the full sets
PERMUTED = 200  # runs with drawn groups
PATIENCE = 3600.0  # seconds
Coded = tuple[list[str], list[str]]  # texts, labels


def measure(folder: Path, seeds: Sequence[int] = SEEDS, sizes: Sequence[int] = tuple(SIZES)) -> None:
    """Print agreement, duplicates, quotes, false flags, then time and memory; BERTopic only where it is set up."""
    data = Path(os.environ.get("NACHGEFRAGT_SHARED") or REPOSITORY.parent / "shared") / "data"
    if not data.exists():
        print("the sets are not here: set NACHGEFRAGT_SHARED", file=sys.stderr)
        return
    if not PEERS.exists():
        print("BERTopic is not set up: make bench-peers", file=sys.stderr)
    sets = {"klima": klima(data), "nap": nap(data), "db": db(data)}
    for name, (texts, labels) in sets.items():
        _agreement(folder, name, texts, labels, seeds)
    _duplicates(sets["klima"][0])
    _quotes_and_flags(*sets["klima"])
    took = {size: _scale(folder, sets["klima"][0], size) for size in sizes}
    small, large = min(took), max(took)
    figure("themes_exponent", log(took[large] / took[small]) / log(large / small), "power of answers", len(took),
           smallest=small, largest=large, target=f"<= {EXPONENT}")  # fmt: skip


# --- the sets ---------------------------------------------------------------------------------------------------


def klima(data: Path) -> Coded:
    """Statements of a citizens' assembly, by topic."""
    rows = [
        row for row in _rows(data / "klimarat/dev/statements.jsonl.gz") if row["moderated"] in ("accepted", "rejected")
    ]
    return [row["text"] for row in rows], [row["topic"] for row in rows]


def nap(data: Path, fewest: int = 15) -> Coded:
    """Causes and effects of problems with requirements, by code."""
    rows = [
        row
        for row in _rows(data / "napire2018/dev/answers.jsonl.gz")
        if row["kind"] in ("cause", "effect") and len(row["codes"]) == 1
    ]
    counted = Counter(row["codes"][0] for row in rows)
    kept = [row for row in rows if counted[row["codes"][0]] >= fewest]
    return [row["text"] for row in kept], [row["codes"][0] for row in kept]


def db(data: Path) -> Coded:
    """Posts about a railway, by the aspect they speak of most."""
    texts, labels = [], []
    for row in _rows(data / "germeval2017/dev/dev.jsonl.gz"):
        counted = Counter(each["category"] for each in row["opinions"] if each["category"] != "Allgemein").most_common(
            2
        )
        if row["relevant"] and counted and (len(counted) == 1 or counted[0][1] > counted[1][1]):
            texts.append(row["text"])
            labels.append(counted[0][0])
    return texts, labels


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


# --- agreement --------------------------------------------------------------------------------------------------


def _agreement(folder: Path, name: str, texts: list[str], labels: list[str], seeds: Sequence[int]) -> None:
    from sklearn.metrics import adjusted_mutual_info_score

    vectors = _vectors(folder, name, texts)
    ours = [_ours(texts, vectors, seed) for seed in seeds]
    peer = _peer(folder, name, texts, seeds) if PEERS.exists() else []
    mine = [float(adjusted_mutual_info_score(labels, found)) for found in ours]
    theirs = [float(adjusted_mutual_info_score(labels, found)) for found in peer]
    figure(
        f"themes_ami_{name}", statistics.mean(mine), "AMI", len(seeds), lowest=min(mine), highest=max(mine),
        themes=statistics.mean(len(set(found) - {-1}) for found in ours), left_out=_left_out(ours),
        bertopic=statistics.mean(theirs) if theirs else None, bertopic_left_out=_left_out(peer) if peer else None,
        ahead=statistics.mean(mine) - statistics.mean(theirs) if theirs else None,
        answers=len(texts), labels=len(set(labels)), target=f">= {TARGETS[name]} (full set), ahead >= 0.03",
    )  # fmt: skip


def _vectors(folder: Path, name: str, texts: Sequence[str]) -> NDArray[np.float16]:
    import numpy as np

    from surveys.coding.embedding import default
    from surveys.coding.normal import plain

    found: NDArray[np.float16] = default().embed([plain(text) for text in texts]).astype(np.float16)
    np.save(folder / f"{name}.npy", found)
    (folder / f"{name}.json").write_text(json.dumps(list(texts)), encoding="utf-8")
    return found


def _ours(texts: list[str], vectors: NDArray[np.float16], seed: int) -> list[int]:
    """As the pipeline does it: what says the same is grouped once."""
    from surveys.coding.duplicates import duplicates
    from surveys.coding.proposal import propose

    of = duplicates(texts).of
    chosen = sorted(set(of))
    found = propose([texts[at] for at in chosen], vectors[chosen], seed=seed).themes  # type: ignore[arg-type]
    theme = dict(zip(chosen, found, strict=True))
    return [-1 if theme[group] is None else int(theme[group] or 0) for group in of]


def _peer(folder: Path, name: str, texts: Sequence[str], seeds: Sequence[int]) -> list[list[int]]:
    script = REPOSITORY / "bench" / "peers" / "bertopic_themes.py"
    words = [str(PEERS), str(script), str(folder / f"{name}.json"), str(folder / f"{name}.npy"), *map(str, seeds)]
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise RuntimeError(f"BERTopic: {done.stderr[-2000:]}")
    told: list[list[int]] = json.loads(done.stdout.splitlines()[-1])
    return told


def _left_out(runs: Sequence[Sequence[int]]) -> float:
    return statistics.mean(found.count(-1) / len(found) for found in map(list, runs))


# --- duplicates, quotes, flags ----------------------------------------------------------------------------------


def _duplicates(texts: Sequence[str]) -> None:
    from surveys.coding.duplicates import are_same, duplicates

    draw = random.Random(1)
    originals = [text for text in dict.fromkeys(texts) if len(text) >= 40]
    changes = (
        lambda text: text.upper(), lambda text: f"Hallo! {text}", lambda text: f"{text} 👍", lambda text: f"{text} LG",
        lambda text: text.replace(" ", "  ").rstrip(".") + "!!", _typo(draw),
    )  # fmt: skip
    copies = [changes[at % len(changes)](text) for at, text in enumerate(originals)]
    of = duplicates([*originals, *copies]).of
    found = sum(of[at] == of[at + len(originals)] for at in range(len(originals)))
    figure("duplicates_recall", found / len(originals), "share", len(originals), target=">= 0.99")
    pairs = [(text, text.replace(word, into, 1)) for text in originals
             for word, into in ((" nicht ", " "), (" keine ", " eine "), (" ist ", " ist nicht "), (" soll ", " soll nie "))
             if word in text]  # fmt: skip
    merged = sum(are_same(*pair) for pair in pairs)
    figure("duplicates_negation_merges", merged, "pairs", len(pairs), target="0")


def _typo(draw: random.Random) -> Any:
    def change(text: str) -> str:
        from surveys.coding.duplicates import negation_of

        words = text.split(" ")
        spots = [
            at for at, word in enumerate(words) if len(word) > 4 and word.isalpha() and not negation_of(word.casefold())
        ]
        if spots:
            at = draw.choice(spots)
            words[at] = words[at][0] + words[at][2] + words[at][1] + words[at][3:]
        return " ".join(words)

    return change


def _quotes_and_flags(texts: Sequence[str], groups: Sequence[str]) -> None:
    from surveys.analysis.contrast import contrast
    from surveys.coding.pipeline import Answer, find

    answers = [
        Answer(str(at), text, str(at), group) for at, (text, group) in enumerate(zip(texts, groups, strict=True))
    ]
    found = find(answers)
    quoted = [texts[int(example)] for theme in found.themes for example in theme.examples]
    figure(
        "quotes_verbatim", sum(quote in set(texts) for quote in quoted) / len(quoted), "share", len(quoted), target="1"
    )
    draw = random.Random(5)
    drawn = list(groups)
    flagged = 0
    for _ in range(PERMUTED):
        draw.shuffle(drawn)
        counts = Counter(
            (each.theme, group) for each, group in zip(found.assignments, drawn, strict=True) if each.theme is not None
        )
        flagged += any(each.stands_out for each in contrast(counts, Counter(drawn)).differences)
    figure("contrast_false_flags", flagged / PERMUTED, "share of runs", PERMUTED, target="<= 0.05")


# --- time and memory --------------------------------------------------------------------------------------------


def _scale(folder: Path, texts: Sequence[str], size: int) -> float:
    """CPU seconds of so many answers whose vectors are known."""
    import numpy as np

    vectors = np.load(folder / "klima.npy")
    draw = random.Random(size)
    pairs = [(draw.randrange(len(texts)), draw.randrange(len(texts))) for _ in range(size)]
    told = [_first_half(texts[one]) + " " + _second_half(texts[other]) for one, other in pairs]
    both = np.array(pairs)
    np.save(folder / "scale.npy", ((vectors[both[:, 0]] + vectors[both[:, 1]]) / 2).astype(np.float16))
    (folder / "scale.json").write_text(json.dumps(told), encoding="utf-8")
    took = _apart("bench.themes_at_scale", folder / "scale.json", folder / "scale.npy")
    about = {name: took[name] for name in ("themes", "without_theme", "duplicates")}
    figure(f"themes_cpu_seconds_{size}", took["cpu_seconds"], "s", 1, by_the_clock=took["seconds"], **about,
           target=f"<= {SIZES[size]}")  # fmt: skip
    figure(f"themes_memory_{size}", took["megabytes"], "MB", 1, target=f"<= {MEMORY}")
    if size >= GROWING:
        more = _apart("bench.themes_growing", folder / "scale.json", folder / "scale.npy")
        figure(f"themes_cpu_seconds_1000_more_of_{size}", more["cpu_seconds"], "s", 1, by_the_clock=more["seconds"],
               vectors_of_them=more["vectors_cpu_seconds"], target=f"<= {MORE}")  # fmt: skip
    if size == max(SIZES):
        cold = _apart("bench.themes_at_scale", folder / "scale.json")
        figure(f"themes_cpu_seconds_{size}_cold", cold["cpu_seconds"], "s", 1, by_the_clock=cold["seconds"],
               target=f"<= {COLD}")  # fmt: skip
    return float(took["cpu_seconds"])


def _apart(module: str, *files: Path) -> dict[str, Any]:
    """What a module tells of these answers, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, files)],
        capture_output=True, text=True, timeout=PATIENCE, cwd=REPOSITORY, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _first_half(text: str) -> str:
    words = text.split(" ")
    return " ".join(words[: len(words) // 2])


def _second_half(text: str) -> str:
    words = text.split(" ")
    return " ".join(words[len(words) // 2 :])

"""What are answers compared by: their meaning and their words, worked out once and kept with them?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from surveys.coding.duplicates import BANDS, sketch
from surveys.coding.keeping import Kept, Told
from surveys.coding.normal import plain, says_something

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from surveys.coding.duplicates import Sketch
    from surveys.coding.embedding import Embedder, Vectors


@dataclass(frozen=True, slots=True)
class Known:
    """What answers are compared by, in their order.

    Attributes:
        vectors: answers x dimension.
        sketches: answers x bands.
        speaks: whether there are words in it.
    """

    vectors: Vectors
    sketches: Sketch
    speaks: tuple[bool, ...]


def known(told: Sequence[Told], encoder: Embedder) -> tuple[Known, dict[str, Kept]]:
    """What all answers are compared by, and what of it is worth keeping because nobody had it."""
    import numpy as np

    texts = [each.text for each in told]
    speaks = tuple(says_something(text) for text in texts)
    if not encoder.stable:
        return Known(encoder.embed([plain(text) for text in texts]), sketch(texts), speaks), {}
    here = [at for at, each in enumerate(told) if each.kept is not None and each.kept.model == encoder.model]
    missing = sorted(set(range(len(told))).difference(here))
    found = Known(np.zeros((len(told), encoder.dimension), np.float32), np.zeros((len(told), BANDS), np.uint64), speaks)
    kept = [each.kept for at in here if (each := told[at]).kept is not None]
    found.vectors[here] = _read(kept, "vector", "<f2", encoder.dimension)
    found.sketches[here] = _read(kept, "sketch", "<u8", BANDS)
    if not missing:
        return found, {}
    # Rounded as they are kept, so that a run with kept vectors finds the same as the run that made them.
    made = encoder.embed([plain(texts[at]) for at in missing]).astype("<f2")
    found.vectors[missing] = made
    found.sketches[missing] = drawn = sketch([texts[at] for at in missing]).astype("<u8")
    return found, {
        told[at].id: Kept(encoder.model, vector.tobytes(), mine.tobytes())
        for at, vector, mine in zip(missing, made, drawn, strict=True)
    }


def _read(kept: Sequence[Kept], name: str, kind: str, width: int) -> NDArray[Any]:
    import numpy as np

    return np.frombuffer(b"".join(getattr(each, name) for each in kept), kind).reshape(len(kept), width)

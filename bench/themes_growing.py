"""What do 1,000 new answers take beside many coded ones, in a process of its own? Called with files of texts and vectors.

All but the last 1,000 are coded first, untimed; then everything is read as the store gives it and the rest is coded, with
the voices and the order of quotes that go with it. Vectors are known; making 1,000 of them is measured apart.
"""

import json
import sys
import time
from dataclasses import replace
from pathlib import Path

NEW = 1_000


def main() -> None:
    """Code the first ones, then the last ones."""
    import numpy as np

    from surveys.coding import embedding
    from surveys.coding.duplicates import sketch
    from surveys.coding.keeping import Kept, KnownTheme, Told, Work
    from surveys.coding.normal import plain
    from surveys.coding.run import run

    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    encoder = embedding.default()
    kept = [
        Kept(encoder.model, vector.astype("<f2").tobytes(), mine.tobytes())
        for vector, mine in zip(np.load(sys.argv[2]), sketch(texts), strict=True)
    ]
    told = tuple(
        Told(f"a{at:06}", text, f"p{at:06}", None, 1, of) for at, (text, of) in enumerate(zip(texts, kept, strict=True))
    )
    first = run(Work("wave", "item", "de", told[:-NEW], ()))
    found = {each.answer: each for each in first.found}
    coded = tuple(
        replace(
            each, is_coded=True, theme=mine.theme, confidence=mine.confidence, rank=mine.rank, duplicate=mine.duplicate
        )
        for each in told[:-NEW]
        if (mine := found.get(each.id))
    )
    themes = tuple(KnownTheme(theme.key, theme.label, "", accepted=False) for theme in first.themes)
    grown = Work("wave", "item", "de", (*coded, *told[-NEW:]), themes, fitted=len(coded))

    began, clock = time.process_time(), time.perf_counter()
    run(grown)
    took = {
        "cpu_seconds": time.process_time() - began,
        "seconds": time.perf_counter() - clock,
    }
    encoder.embed(["warm"])
    began = time.process_time()
    encoder.embed([plain(text) for text in texts[-NEW:]])
    print(json.dumps(took | {"vectors_cpu_seconds": time.process_time() - began}))


if __name__ == "__main__":
    main()

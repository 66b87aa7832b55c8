"""Which topics does BERTopic find in texts with given vectors? Runs in ``.venv-peers``, by ``bench.quality_themes``.

Called with a file of texts (JSON), a file of vectors (NumPy) and seeds; writes a list of topics for each seed, -1 for what
it leaves out. Its defaults, but for the seed of UMAP, which is their only way to repeat a result.
"""

import json
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

import numpy as np  # noqa: E402
from bertopic import BERTopic  # noqa: E402
from umap import UMAP  # noqa: E402


def main() -> None:
    """Find topics once for each seed."""
    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    vectors = np.load(sys.argv[2]).astype(np.float32)
    told = []
    for seed in map(int, sys.argv[3:]):
        # UMAP as BERTopic 0.17.4 makes it where none is given, and a seed.
        reduced = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed)
        topics, _ = BERTopic(umap_model=reduced).fit_transform(texts, vectors)
        told.append([int(topic) for topic in topics])
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()

"""What do themes of many answers take, in a process of its own? Called with a file of texts and a file of vectors.

Peak memory is that of the whole process, imports and input included; the vectors are known, as they are kept with answers.
Without a file of vectors they are made, too: how long a wave takes that was never coded.
"""

import json
import sys
import time
from pathlib import Path


def main() -> None:
    """Find the themes once."""
    import numpy as np

    from surveys.coding.pipeline import Answer, find

    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    answers = [Answer(str(at), text, str(at)) for at, text in enumerate(texts)]
    vectors = np.load(sys.argv[2]) if len(sys.argv) > 2 else None
    began = time.perf_counter()
    found = find(answers, "de", vectors)
    told = {
        "cpu_seconds": time.process_time(),
        "seconds": time.perf_counter() - began,
        "megabytes": _peak(),
        "themes": len(found.themes),
        "without_theme": found.coverage.without_theme,
        "duplicates": found.coverage.duplicates,
    }
    print(json.dumps(told))


def _peak() -> float:
    """MB; getrusage() would count the memory of whoever started this process, too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


if __name__ == "__main__":
    main()

"""Which files and pages does the repository hold, and what do the pages say together?"""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _known_to_git() -> list[Path]:
    """The files of the repository: what git knows, and what it would take up."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in sorted(listed.split("\0")) if name and (ROOT / name).is_file()]


FILES = _known_to_git()
PAGES = [file for file in FILES if file.suffix == ".md"]
READ = "\n".join(page.read_text() for page in PAGES)

"""What the tests of the Telegram adapter share."""

from __future__ import annotations

from pathlib import Path

import pytest
from peers.contract import contract_path


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of test data that is no part of the project; tests skip where it is absent."""
    folder = contract_path().parent.parent / "data"
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}: set NACHGEFRAGT_SHARED to the shared folder")
    return folder

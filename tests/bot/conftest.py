"""Where do conversations of these tests take place?"""

from __future__ import annotations

import pytest
from both import both, telegram  # noqa: F401 - fixtures, too
from stage import Stage

from surveys.store import Store


@pytest.fixture
def stage(store: Store) -> Stage:
    """A stage with one room, nothing open in it."""
    stage = Stage(store)
    stage.add_room()
    return stage

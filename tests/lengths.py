"""How large is a test that `make check` runs short and `make soak` long?

A test with two lengths is one test: the long run has more examples, seeds or answers, and checks the same.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

T = TypeVar("T")

SOAKING = "NACHGEFRAGT_SOAKING"  # set by conftest.py: "1" where the run is asked for the marker `soak`


def soaking() -> bool:
    """Whether this is the long run."""
    return os.environ.get(SOAKING) == "1"


def size(short: T, long: T) -> T:
    """The size of a test in this run; such a test is marked :func:`also_long`."""
    return long if soaking() else short


def also_long(test: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a test that belongs to both runs, with a size for each."""
    return pytest.mark.soak(test) if soaking() else test

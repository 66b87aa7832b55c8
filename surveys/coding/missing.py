"""What is said where the libraries of the extra ``digest`` are not installed? What to install, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class ExtraMissing(ImportError):
    """A library of the extra is missing; the text says how to get it."""


@contextmanager
def needed(extra: str = "digest") -> Iterator[None]:
    """Around imports of an extra's libraries; raises ExtraMissing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ExtraMissing(f'{error.name} is not installed: pip install "nachgefragt[{extra}]"') from error

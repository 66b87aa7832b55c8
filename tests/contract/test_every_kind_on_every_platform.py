"""Can every kind of question be answered on every platform, by what people see there, and is that what is stored?

Both lists are the program's own: a new kind with its case file, and a new platform, are tested by existing.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from contract.platforms import PLATFORMS, Hand
from stage import Stage

from bot import phrases
from bot.tokens import Verb
from surveys.design.items import KINDS, kind_name
from surveys.design.items.kind import Item
from surveys.design.questionnaire import Questionnaire
from surveys.store import Store
from surveys.tables import Answer, Response, ResponseState, Vote

CASES = Path(__file__).parent.parent / "surveys" / "design" / "cases"
NAMES = [kind_name(kind) for kind in KINDS]


def case_of(kind: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{kind}.toml").read_text("utf-8"))


def asked(case: dict[str, Any]) -> Questionnaire:
    """A questionnaire with this one item, as a file would hold it."""
    item = json.loads(json.dumps(case["item"], default=str))
    text = {"de": "Probe", "en": "Trial"}
    return Questionnaire.model_validate(
        {"format": 1, "key": "probe", "languages": ["de", "en"], "title": text, "intro": text, "items": [item]}
    )


async def walk(hand: Hand, item: Item, acts: list[dict[str, Any]]) -> None:
    """Answer as the case file says: options by their words, everything else by its button or in words."""
    texts = {option.key: option.text["de"] for part in item.parts() for option in part.options}
    for act in acts:
        match act:
            case {"say": words}:
                await hand.says(words)
            case {"pick": key}:
                await hand.presses(texts[key])
            case {"vote": vote}:
                await hand.presses(phrases.say(f"vote-{vote}", "de"))
            case {"skip": True}:
                await hand.presses(phrases.say("button-skip", "de"))
            case {"done": True}:
                done, enough = (phrases.say(key, "de") for key in ("button-done", "button-skip"))
                await hand.presses(done if hand.sees(done) else enough)
            case _:
                raise AssertionError(f"a walk has no such act: {act}")


@pytest.fixture
def dialect() -> str:
    """What is stored is the same on both databases: tests of the office show it. Here the platforms differ."""
    return "sqlite"


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("kind", NAMES)
async def test_every_kind_is_answered_on_every_platform(kind: str, platform: str, store: Store) -> None:
    case = case_of(kind)
    stage = Stage(store)
    stage.add_room()
    about = asked(case)
    wave = stage.opens(about)

    async with PLATFORMS[platform](stage.desk) as hand:
        await hand.follows(stage.token(Verb.JOIN, wave))
        await hand.presses(phrases.say("button-agree", "de"))
        await walk(hand, about.items[0], case["walk"]["acts"])

    [answer] = stage.rows(Answer)
    assert answer.value == case["walk"]["value"]
    [response] = stage.rows(Response)
    assert response.platform == platform
    assert response.state is ResponseState.COMPLETE
    votes = [{"agree": 1, "disagree": -1, "pass": 0}[act["vote"]] for act in case["walk"]["acts"] if "vote" in act]
    assert sorted(vote.value for vote in stage.rows(Vote)) == sorted(votes)


@pytest.mark.parametrize("kind", NAMES)
def test_a_walk_uses_only_what_the_suite_can_do(kind: str) -> None:
    acts = case_of(kind)["walk"]["acts"]

    assert {name for act in acts for name in act} <= {"say", "pick", "vote", "skip", "done"}

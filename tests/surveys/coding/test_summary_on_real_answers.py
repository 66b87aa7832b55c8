"""How often does a check let through what an answer does not say? On statements that citizens wrote about the climate."""

from __future__ import annotations

import gzip
import json
import random
import re
from pathlib import Path

import pytest

from surveys.coding import claims
from surveys.coding.function_words import DENYING
from surveys.coding.summary import CITED, ReadableAnswer, Sentence, checked

pytest.importorskip("Stemmer", reason="needs the extra digest")

PAIRS = 600


@pytest.fixture(scope="module")
def topics(shared_data: Path) -> dict[str, list[ReadableAnswer]]:
    """Statements by topic that the rules on form would take: one line of letters, no numbers, no question."""
    found: dict[str, list[ReadableAnswer]] = {}
    with gzip.open(shared_data / "data/klimarat/dev/statements.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if re.fullmatch(r"[^\W\d_][^\W\d_,.' -]{20,300}|[\w,.' -]{20,300}", row["text"]):
                answer = ReadableAnswer(row["id"], row["author"], row["text"], quotable=True)
                found.setdefault(row["topic"], []).append(answer)
    return found


def _overlap(text: str, cited: list[ReadableAnswer]) -> float:
    """The usual measure: the share of a sentence's stems that occur anywhere in what it cites, 0-1."""
    stems = {claim.stem for claim in claims.claims(text, "de")}
    said = {claim.stem for answer in cited for claim in claims.claims(answer.words, "de")}
    return len(stems & said) / max(len(stems), 1)


def _stands(text: str, cited: list[ReadableAnswer]) -> bool:
    found = checked([Sentence(text, tuple(answer.id for answer in cited))], cited, {}, language="de")
    return bool(found.kept)


@pytest.mark.slow
def test_what_one_person_said_is_not_found_in_what_eight_others_said(topics: dict[str, list[ReadableAnswer]]) -> None:
    chance = random.Random(1)
    wrongly, loosely = 0, 0
    for _ in range(PAIRS):
        answers = topics[chance.choice(sorted(topics))]
        sentence, *cited = chance.sample(answers, CITED + 1)
        wrongly += _stands(sentence.words, cited)
        loosely += _overlap(sentence.words, cited) >= 0.6

    assert wrongly / PAIRS <= 0.01
    assert wrongly <= loosely


@pytest.mark.slow
def test_what_was_denied_does_not_stand_without_its_denial(topics: dict[str, list[ReadableAnswer]]) -> None:
    denying = re.compile(rf"\b(?:{'|'.join(sorted(DENYING))})\s", re.IGNORECASE)
    tried, wrongly, loosely = 0, 0, 0
    for topic in sorted(topics):
        for answer in topics[topic]:
            turned = denying.sub("", answer.words)
            others = [other for other in topics[topic] if other.person != answer.person][: CITED - 1]
            if turned == answer.words or not claims.claims(turned, "de"):
                continue
            tried += 1
            wrongly += _stands(turned, [answer, *others])
            loosely += _overlap(turned, [answer, *others]) >= 0.6

    assert tried > 50
    assert loosely / tried > 0.9, "this is what it is for: the same words, and the opposite"
    assert wrongly / tried <= 0.02


@pytest.mark.slow
def test_what_was_said_stands_beside_another_who_shares_a_word(topics: dict[str, list[ReadableAnswer]]) -> None:
    chance = random.Random(2)
    kept, tried = 0, 0
    for topic in sorted(topics):
        said = {each.id: claims.claims(each.words, "de") for each in topics[topic]}
        for answer in chance.sample(topics[topic], min(PAIRS // len(topics), len(topics[topic]))):
            others = (each for each in topics[topic] if each.person != answer.person)
            alike = next((each for each in others if said[answer.id] & said[each.id]), None)
            tried += alike is not None
            kept += alike is not None and _stands(answer.words, [answer, alike])

    assert tried > 50
    assert kept / tried >= 0.6

"""A questionnaire keeps its content, its order and its routing, in a file and back."""

from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import also_long, size
from pydantic import ValidationError

from surveys.design.ad_hoc import YES_NO, ad_hoc, slug
from surveys.design.advice import lint, minutes
from surveys.design.items import KINDS, kind_name
from surveys.design.items.scale import Scale
from surveys.design.questionnaire import Questionnaire
from surveys.design.reading import from_data, read
from surveys.design.text import unwelcome
from surveys.design.writing import to_toml
from surveys.errors import QuestionnaireError
from surveys.fieldwork.route import visible

# --- any questionnaire ---

shown = st.characters(exclude_categories=["Cc", "Cs", "Cn"], include_characters="\n").filter(
    lambda sign: unwelcome(sign) is None
)
slugs = st.text(string.ascii_lowercase + string.digits + "-", min_size=1, max_size=20).map(lambda key: f"k{key}")


def texts(longest: int) -> st.SearchStrategy[dict[str, str]]:
    words = st.text(shown, max_size=longest - 1).map(lambda text: f"x{text}")
    return st.fixed_dictionaries({"de": words, "en": words})


@st.composite
def option_lists(draw: st.DrawFn, least: int = 2) -> list[dict[str, Any]]:
    keys = draw(st.lists(slugs, min_size=least, max_size=6, unique=True))
    return [
        {
            "key": key,
            "text": {"de": f"{number} {draw(texts(60))['de']}", "en": f"{number} {draw(texts(60))['en']}"},
            "stays": draw(st.booleans()),
        }
        for number, key in enumerate(keys)
    ]


@st.composite
def items(draw: st.DrawFn, key: str) -> dict[str, Any]:
    kind = draw(st.sampled_from([kind_name(each) for each in KINDS]))
    item: dict[str, Any] = {"key": key, "kind": kind, "title": draw(texts(45)), "text": draw(texts(300))}
    item["required"] = draw(st.booleans())
    if kind in ("choice", "choices", "ranking"):
        item |= {"options": draw(option_lists()), "shuffled": draw(st.booleans())}
    elif kind == "scale":
        item |= {"from": draw(st.integers(-5, 0)), "to": draw(st.integers(1, 5))}
        item |= {"low_end": draw(texts(60)), "high_end": draw(texts(60))}
        if draw(st.booleans()):
            item["labels"] = [draw(texts(60)) for _ in range(item["from"], item["to"] + 1)]
    elif kind == "number":
        item |= {"min": draw(st.floats(-1e6, 0)), "max": draw(st.floats(1, 1e12))}
        item |= {"bins": sorted(draw(st.sets(st.floats(0.001, 1), max_size=4))), "decimals": draw(st.integers(0, 4))}
    elif kind == "date":
        item |= {"earliest": draw(st.dates()).isoformat()}
    elif kind == "statements":
        item["seeds"] = [{"key": each["key"], "text": each["text"]} for each in draw(option_lists(least=1))]
    elif kind == "case":
        item |= {"channels": draw(option_lists()), "labels": {"channel": draw(texts(45))}}
    elif kind == "open" and draw(st.booleans()):
        item |= {"probe": draw(texts(100)), "longest": draw(st.integers(20, 4000))}
    return item


@st.composite
def questionnaires(draw: st.DrawFn) -> Questionnaire:
    keys = draw(st.lists(slugs, min_size=1, max_size=4, unique=True))
    data = {
        "format": 1,
        "key": draw(slugs),
        "version": draw(st.integers(1, 99)),
        "languages": ["de", "en"],
        "title": draw(texts(45)),
        "intro": draw(texts(300)),
        "article": {"title": draw(texts(80)), "url": "https://example.org/a"},
        "wave": {"days": draw(st.integers(1, 366)), "latecomers": draw(st.booleans())},
        "items": [draw(items(key)) for key in keys],
    }
    return from_data(data, "drawn")


@also_long
@settings(max_examples=size(20, 200), deadline=None)
@given(questionnaire=questionnaires())
def test_a_questionnaire_written_to_a_file_reads_as_the_same_one(questionnaire: Questionnaire) -> None:
    again = read(to_toml(questionnaire), "again.toml")

    assert again == questionnaire
    assert again.digest() == questionnaire.digest()


# --- content and order ---

DATA: dict[str, Any] = {
    "format": 1,
    "key": "probe",
    "languages": ["de"],
    "title": {"de": "Probe"},
    "intro": {"de": "Drei Fragen."},
    "items": [
        {
            "key": "rolle",
            "kind": "choice",
            "title": {"de": "Rolle"},
            "text": {"de": "Welche Rolle hast du?"},
            "options": [{"key": "a", "text": {"de": "Alpha"}}, {"key": "b", "text": {"de": "Beta"}}],
        },
        {
            "key": "note",
            "kind": "scale",
            "title": {"de": "Note"},
            "text": {"de": "Welche Note?"},
            "low_end": {"de": "schlecht"},
            "high_end": {"de": "gut"},
            "show_if": {"item": "rolle", "any_of": ["a"]},
        },
        {
            "key": "warum",
            "kind": "open",
            "title": {"de": "Warum?"},
            "text": {"de": "Warum diese Note?"},
            "show_if": {"item": "note", "at_most": 2},
        },
        {
            "key": "sonst",
            "kind": "open",
            "title": {"de": "Sonst?"},
            "text": {"de": "Was noch?"},
            "show_if": {"item": "rolle", "none_of": ["a"]},
        },
    ],
}


def test_the_digest_changes_with_the_content_and_not_with_spelt_out_defaults() -> None:
    plain = from_data(DATA, "probe")

    assert from_data(DATA | {"wave": {"days": 14}}, "probe").digest() == plain.digest()
    assert from_data(DATA | {"wave": {"days": 15}}, "probe").digest() != plain.digest()
    assert from_data(DATA | {"version": 2}, "probe").digest() != plain.digest()
    assert from_data(DATA | {"title": {"de": "Probe!"}}, "probe").digest() != plain.digest()


def test_items_are_found_by_key_and_numbered_from_one() -> None:
    questionnaire = from_data(DATA, "probe")

    assert questionnaire.item("warum").title["de"] == "Warum?"
    assert questionnaire.number("warum") == 3
    with pytest.raises(KeyError):
        questionnaire.item("nix")


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, {"rolle", "sonst"}),
        ({"rolle": "b"}, {"rolle", "sonst"}),
        ({"rolle": "a"}, {"rolle", "note"}),
        ({"rolle": "a", "note": 2}, {"rolle", "note", "warum"}),
        ({"rolle": "a", "note": 3}, {"rolle", "note"}),
        ({"rolle": "b", "note": 1}, {"rolle", "sonst"}),  # the mark was given before the role was changed
    ],
)
def test_routing_follows_the_answers_that_still_count(answers: dict[str, Any], asked: set[str]) -> None:
    questionnaire = from_data(DATA, "probe")

    assert set(visible(questionnaire, answers)) == asked


def test_a_questionnaire_is_frozen() -> None:
    questionnaire = from_data(DATA, "probe")

    with pytest.raises(ValidationError):
        questionnaire.version = 2  # type: ignore[misc]


def test_a_questionnaire_built_in_code_is_checked_like_a_file() -> None:
    first = from_data(DATA, "probe").items[0]

    with pytest.raises(ValidationError, match="a key no other item has"):
        Questionnaire.model_validate(DATA | {"items": [first, first]})


# --- one question typed by a moderator ---


def test_one_typed_question_becomes_a_questionnaire_that_can_be_exported() -> None:
    typed = ad_hoc("Was  hat dir diese\nWoche an Öffis gefallen, und was sollte so bleiben wie es ist?", days=3)

    assert typed.key == "was-hat-dir-diese-woche-an-oeffis"
    assert typed.items[0].title["de"] == "Was hat dir diese Woche an Öffis gefallen, …"
    assert typed.items[0].text["de"].startswith("Was hat dir diese Woche an Öffis")
    assert typed.wave.days == 3
    assert read(to_toml(typed), "again.toml") == typed


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("open", ()),
        ("choice", ("Ja", "Nein", "5")),
        ("choices", ("Ja", "ja!", "日本")),
        ("scale", ()),
        ("number", ()),
        ("date", ()),
        ("ranking", ("Tempo", "Ton")),
        ("statements", ("Ein Satz.",)),
        ("case", ("Hotline", "Chat")),
    ],
)
def test_every_kind_can_be_asked_ad_hoc(kind: str, options: tuple[str, ...]) -> None:
    typed = ad_hoc("Wie war es?", "Kurz gefragt", kind, language="en", options=options)

    assert typed.items[0].kind == kind
    assert typed.title.root == {"en": "Kurz gefragt"}


def test_a_question_of_yes_or_no_has_the_same_options_in_every_language() -> None:
    german, english = (ad_hoc("Kommst du?", kind=YES_NO, language=language).items[0] for language in ("de", "en"))

    assert german.all_cells() == english.all_cells() == ("yes", "no", "unsure")
    assert [option.text["de"] for option in german.parts()[0].options] == ["Ja", "Nein", "Weiß nicht"]


def test_the_ends_of_a_scale_are_what_the_moderator_says() -> None:
    [item] = ad_hoc("Wie war es?", kind="scale", options=["öde", "", "großartig"]).items

    assert isinstance(item, Scale)
    assert (item.low_end["de"], item.high_end["de"]) == ("öde", "großartig")


def test_every_kind_is_tried_ad_hoc() -> None:
    (mark,) = (m for m in test_every_kind_can_be_asked_ad_hoc.pytestmark if m.name == "parametrize")  # type: ignore[attr-defined]

    assert {row[0] for row in mark.args[1]} == {kind_name(kind) for kind in KINDS}


@pytest.mark.parametrize(
    ("question", "kind", "options", "expected"),
    [
        ("x" * 301, "open", (), "at most 300 characters"),
        ("  ", "open", (), "words, not a blank text"),
        ("Gut?", "choice", (), "the setting options"),
        ("Gut?", "choice", ("Ja",), "2 to 25 options"),
        ("Gut?", "choice", ("Ja", "ja"), "a text no other option of the question has"),
        ("Gut\u202e?", "open", (), "a text without control characters"),
        ("Gut?", "wahl", (), "one of open, choice"),
        ("Gut?", "open", ("Ja",), "no options for a question of this kind"),
        ("Gut?", "yes-no", ("Vielleicht",), "no options of one's own"),
        ("Gut?", "scale", ("gar nicht",), "two options: what the lowest and what the highest point means"),
    ],
)
def test_a_typed_question_that_cannot_be_asked_says_why(
    question: str, kind: str, options: tuple[str, ...], expected: str
) -> None:
    with pytest.raises(QuestionnaireError) as error:
        ad_hoc(question, "Titel", kind, options=options)

    assert expected in str(error.value)


@given(words=st.text())
def test_a_slug_is_a_key_or_nothing(words: str) -> None:
    made = slug(words)

    assert len(made) <= 40
    assert set(made) <= set(string.ascii_lowercase + string.digits + "-")


# --- advice ---


def advised(**changes: Any) -> str:
    item = DATA["items"][2] | {"show_if": None} | changes
    del item["show_if"]
    return "\n".join(lint(from_data(DATA | {"items": [item]}, "probe")))


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("Findest du nicht auch, dass Service fehlt?", "suggests an answer"),
        ("Surely you like it?", "suggests an answer"),
        ("Wo suchst du Hilfe, und wie ist es ausgegangen?", "asks two things at once"),
        ("What do you do and why do you do it?", "asks two things at once"),
        ("Gut? Oder schlecht?", "asks two things at once"),
    ],
)
def test_a_leading_or_double_question_is_pointed_out(text: str, advice: str) -> None:
    assert advice in advised(text={"de": text})


def test_a_plain_question_only_lacks_a_probe_and_english() -> None:
    assert advised().splitlines() == ["there is no text in en", "warum has no probe for very short answers"]


def test_a_long_questionnaire_is_pointed_out() -> None:
    many = [DATA["items"][0]] + [
        {**DATA["items"][3], "key": f"frage-{number}", "show_if": {"item": "rolle", "none_of": ["a"]}}
        for number in range(9)
    ]
    questionnaire = from_data(DATA | {"items": many}, "probe")
    advice = lint(questionnaire)

    assert minutes(questionnaire) == 10  # 12 + 9 * 60 = 552 seconds
    assert "takes about 10 minutes; people stop after 8" in advice
    assert "asks people to type 9 answers; 5 are plenty" in advice
    assert any(each.startswith("begins with rolle") for each in advice)
    assert any(each.startswith("has no segment") for each in advice)

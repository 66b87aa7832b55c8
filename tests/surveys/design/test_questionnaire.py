"""A questionnaire keeps its content, its order and its routing, in a file and back."""

from __future__ import annotations

import hashlib
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


# --- what does not fit together, and where it stands ---


def worded(german: str) -> dict[str, str]:
    return {"de": german, "en": german}


def asked(key: str, kind: str = "open", **about: object) -> dict[str, object]:
    given: dict[str, object] = {"key": key, "kind": kind, "title": worded("K"), "text": worded("L?")}
    if kind == "choice":
        given["options"] = [{"key": each, "text": worded(each)} for each in ("ja", "nein")]
    if kind == "scale":
        given |= {"low_end": worded("nie"), "high_end": worded("oft")}
    return {**given, **about}


def built(*items: dict[str, object], **about: object) -> dict[str, object]:
    head: dict[str, object] = {
        "format": 1, "key": "probe", "languages": ["de", "en"], "title": worded("P"), "intro": worded("I")
    }  # fmt: skip
    return {**head, "items": list(items), **about}


def found(*items: dict[str, object], **about: object) -> list[tuple[str, str, str]]:
    with pytest.raises(QuestionnaireError) as refused:
        from_data(built(*items, **about), "probe")
    return [(each.where, each.found, each.expected) for each in refused.value.violations]


def test_a_wave_begins_as_told_where_a_questionnaire_says_nothing() -> None:
    made = from_data(built(asked("a")), "probe")

    assert made.wave.model_dump() == {
        "days": 14, "digest_every_days": 7, "latecomers": False, "visibility": "after-answer", "retention_months": 12,
        "anonymous": False, "named_quotes": False, "moderated": True,
    }  # fmt: skip
    assert (made.version, made.article, made.segment) == (1, None, None)


@pytest.mark.parametrize(
    ("setting", "least", "most"), [("days", 1, 366), ("digest_every_days", 0, 366), ("retention_months", 1, 120)]
)
def test_settings_of_a_wave_are_taken_on_their_borders_and_not_beyond(setting: str, least: int, most: int) -> None:
    for value in (least, most):
        assert getattr(from_data(built(asked("a"), wave={setting: value}), "probe").wave, setting) == value

    assert found(asked("a"), wave={setting: least - 1}) == [(f"wave.{setting}", str(least - 1), f"at least {least}")]
    assert found(asked("a"), wave={setting: most + 1}) == [(f"wave.{setting}", str(most + 1), f"at most {most}")]


def test_a_version_counts_from_one_and_languages_are_at_most_ten() -> None:
    codes = [f"a{letter}" for letter in "abcdefghijk"]

    assert found(asked("a"), version=0) == [("version", "0", "at least 1")]
    assert ("languages", "at most 10") in [(each[0], each[2]) for each in found(asked("a"), languages=codes)]
    assert "at most 10" not in [each[2] for each in found(asked("a"), languages=codes[:10])]


def test_forty_questions_are_taken_and_one_more_is_not() -> None:
    assert len(from_data(built(*(asked(f"a{at}") for at in range(40))), "probe").items) == 40
    assert found(*(asked(f"a{at}") for at in range(41))) == [("items[40]", "41 items", "at most 40 items")]


def test_a_condition_is_about_an_earlier_question_and_says_something_that_can_be_so() -> None:
    choice, scale = asked("c", "choice"), asked("s", "scale")

    def only(condition: dict[str, object]) -> list[tuple[str, str, str]]:
        return [
            (each[0].removeprefix("items[2].show_if"), *each[1:])
            for each in found(choice, scale, asked("o", show_if=condition), asked("later"))
        ]

    assert only({"item": "later", "any_of": ["answered"]}) == [
        (".item", "later, which is asked later", "the key of an earlier item")
    ]
    assert only({"item": "o", "any_of": ["answered"]}) == [
        (".item", "o, which is asked later", "the key of an earlier item")
    ]
    assert only({"item": "x", "any_of": ["a"]}) == [
        (".item", "x, which is asked nowhere", "the key of an earlier item")
    ]
    assert only({"item": "c"}) == [("", "none", "any_of, none_of, at_least or at_most")]
    assert only({"item": "c", "at_least": 1}) == [
        (".at_least", "c is of kind choice", "a scale or number item for a bound")
    ]
    assert only({"item": "c", "at_most": 0}) == [
        (".at_most", "c is of kind choice", "a scale or number item for a bound")
    ]
    assert only({"item": "c", "any_of": ["ja", "x"], "none_of": ["y"]}) == [
        (".any_of[1]", "x", "one of ja, nein"), (".none_of[0]", "y", "one of ja, nein")
    ]  # fmt: skip
    for sound in ({"item": "s", "at_least": 2}, {"item": "s", "at_most": 2}, {"item": "c", "none_of": ["ja"]}):
        assert from_data(built(choice, scale, asked("o", show_if=sound)), "probe").items[2].show_if is not None


def test_a_broken_question_hides_only_what_cannot_be_known_without_it() -> None:
    broken = asked("b", "choice", options=[])

    # the condition may be about the broken one; the question itself is told
    assert {each[0] for each in found(broken, asked("o", show_if={"item": "x", "any_of": ["a"]}))} == {
        "items[0].options"
    }
    assert {each[0] for each in found(broken, asked("o"), segment="x")} == {"items[0].options"}
    assert ("segment", "o, of kind open", "the key of a choice item") in found(broken, asked("o"), segment="o")
    assert {each[0] for each in found(broken, asked("o"), asked("o"))} == {"items[0].options", "items[2].key"}


def test_sentences_are_taken_from_open_questions_only() -> None:
    seeds = asked("s", "statements", from_items=["o", "c", "x"])

    assert found(asked("o"), asked("c", "choice"), seeds) == [
        ("items[2].from_items[1]", "c", "the key of an open item"),
        ("items[2].from_items[2]", "x", "the key of an open item"),
    ]


def test_an_anonymous_wave_names_nobody_and_shows_nothing_before_its_end() -> None:
    choice = asked("c", "choice")

    assert found(choice, wave={"anonymous": True, "named_quotes": True}) == [
        ("wave.named_quotes", "true", "false in an anonymous wave")
    ]
    assert found(choice, wave={"anonymous": True, "visibility": "open"}) == [
        ("wave.visibility", "open", "after-answer or after-close in an anonymous wave")
    ]
    assert from_data(built(choice, wave={"visibility": "open"}), "probe").wave.visibility == "open"
    assert from_data(built(choice, wave={"named_quotes": True}), "probe").wave.named_quotes is True


def test_only_the_first_question_with_words_is_named_in_an_open_wave() -> None:
    assert found(asked("c", "choice"), asked("o"), asked("p"), wave={"visibility": "open"}) == [
        ("wave.visibility", "open, with o of kind open", "after-answer or after-close where people write words")
    ]


def test_a_text_in_a_language_too_many_is_named_wherever_it_stands() -> None:
    three = {"de": "a", "en": "b", "fr": "c"}
    case = asked("k", "case", ask=["company"], labels={"company": three})
    option = asked("c", "choice", options=[{"key": "x", "text": three}, {"key": "y", "text": worded("y")}])

    assert found(case, option, article={"title": three}) == [
        ("article.title.fr", "fr", "only the languages de, en"),
        ("items[0].labels.company.fr", "fr", "only the languages de, en"),
        ("items[1].options[0].text.fr", "fr", "only the languages de, en"),
    ]


def test_a_question_is_found_by_its_key_and_its_number() -> None:
    made = from_data(built(asked("a"), asked("b")), "probe")

    assert (made.number("a"), made.number("b"), made.item("b").key) == (1, 2, "b")
    with pytest.raises(KeyError, match="c"):
        made.item("c")


def test_the_digest_is_that_of_the_content_in_one_form_that_anybody_can_make() -> None:
    made = from_data(built(asked("a", title=worded("Ä"))), "probe")
    canonical = (
        '{"format":1,"intro":{"de":"I","en":"I"},"items":[{"key":"a","kind":"open","text":{"de":"L?","en":"L?"},'
        '"title":{"de":"Ä","en":"Ä"}}],"key":"probe","languages":["de","en"],"title":{"de":"P","en":"P"}}'
    )

    assert made.digest() == hashlib.sha256(canonical.encode()).hexdigest()

"""Is everything said in both languages, is nothing said that no code asks for, and does nothing ask in vain?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from fluent.runtime import FluentResource
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

from bot import dialogues, phrases
from bot.dialogues import choosing, launching, managing
from bot.tables import RoleKind
from surveys.design.text import LANGUAGES
from surveys.fieldwork.consent import TEXT_VERSION
from surveys.moderation.suggestions import PHRASES as SUGGESTIONS
from surveys.tables import AnswerState, Purpose, Visibility

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SOURCES = sorted([*REPOSITORY.glob("bot/**/*.py"), *REPOSITORY.glob("surveys/**/*.py")])
ERRORS = {"SurveyError", "Complaint", "Refused", "NotOpen", "NoConsent", "NotAllowed", "Unknown", "NotStored", "InUse"}
KEY = re.compile(r"[a-z]+(-[a-z0-9]+)*")
PIECE = re.compile(r"^[a-z]+(-[a-z]+)*-$")  # of a key that is put together, such as "place-" or "command-"
GERMAN_WITHOUT_UMLAUT = re.compile(
    r"\b(fuer|ueber|koenn\w*|moech\w*|muess\w*|loesch\w*|aender\w*|zurueck\w*|geloescht|naechst\w*|spaeter|moeglich\w*|"
    r"gewaehl\w*|waehl\w*|schliess\w*|verschluessel\w*|persoenlich\w*|gruess\w*|oeffn\w*|haeufig\w*|fuenf|groess\w*)\b",
    re.IGNORECASE,
)


def resource(language: str) -> fluent.Resource:
    return FluentParser().parse((files(phrases) / f"{language}.ftl").read_text("utf-8"))


@cache
def messages(language: str) -> dict[str, fluent.Message]:
    return {entry.id.name: entry for entry in resource(language).body if isinstance(entry, fluent.Message)}


OPTIONS = {
    option.name
    for command in dialogues.commands()
    for offered in (command, *command.words)
    for option in offered.options
}


class _Variables(Visitor):
    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802 - fluent.syntax names it
        self.found.add(node.id.name)


def variables(message: fluent.Message) -> set[str]:
    visitor = _Variables()
    visitor.visit(message)
    return visitor.found


def strings(path: Path) -> Iterator[str]:
    """Every text in a source file, with ``{}`` where something is put in."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            pieces = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield "".join(str(piece) for piece in pieces)


def put_together() -> set[str]:
    """Keys whose end is decided while the program runs; every end there is, is here."""
    return {
        *(f"place-{purpose.value}" for purpose in Purpose if purpose.name.startswith("QUOTE_")),
        *(f"answer-{state.value}" for state in AnswerState),
        *SUGGESTIONS,
        *(f"command-{command.name}" for command in dialogues.commands() if not command.on_message),
        *(f"menu-{command.name}" for command in dialogues.commands() if command.on_message),
        *(f"{of}-{name}" for name in OPTIONS for of in ("option", "about")),
        *(f"command-{command.name}-{word.name}" for command in dialogues.commands() for word in command.words),
        *(f"word-{word.name}" for command in dialogues.commands() for word in command.words),
        *(f"launch-{name}" for name in choosing.SETTINGS),
        *(f"launch-kind-{kind}" for kind in launching.ASKED_SO),
        *(f"launch-form-{key}{of}" for key in ("question", "title", "kind", "options", "days") for of in ("", "-about")),
        *(f"manage-{act}" for acts in managing.ACTS.values() for act in acts),
        *(f"manage-{act}" for act in ("again", "remind", "repeat", "once")),
        *(f"role-{of}{kind.value}" for kind in RoleKind for of in ("", "means-", "offer-")),
        "place-gone", "place-closed",
    }  # fmt: skip


def said_in_code() -> set[str]:
    return {text for path in SOURCES for text in strings(path)}


def raised() -> Iterator[tuple[str, str, frozenset[str]]]:
    """(where, key, values) of every SurveyError that is made with its key in sight."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.func, ast.Name):
                continue
            first = node.args[0]
            if node.func.id in ERRORS and path.name != "errors.py":
                keys = [each.value for each in ast.walk(first) if isinstance(each, ast.Constant)]
                for key in keys:
                    if isinstance(key, str) and KEY.fullmatch(key):
                        values = frozenset(word.arg or "**" for word in node.keywords)
                        yield f"{path.relative_to(REPOSITORY)}:{node.lineno}", key, values


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_file_is_read_whole(language: str) -> None:
    body = resource(language).body

    assert [entry.content for entry in body if isinstance(entry, fluent.Junk)] == []
    names = [entry.id.name for entry in body if isinstance(entry, fluent.Message)]
    assert len(names) == len(set(names))
    assert set(names) == phrases.keys(language)
    assert FluentResource


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    german, english = messages("de"), messages("en")

    assert german.keys() == english.keys()
    assert {key: variables(german[key]) for key in german} == {key: variables(english[key]) for key in english}


def test_every_phrase_is_asked_for() -> None:
    unused = phrases.keys("de") - said_in_code() - put_together()

    assert unused == set()


def test_everything_put_together_has_a_phrase() -> None:
    assert put_together() <= phrases.keys("de")


def test_every_error_a_person_can_meet_has_a_phrase_with_the_values_it_is_given() -> None:
    known = messages("de")
    # What only the command line meets is said by it, in English.
    from bot.commands.office import OPERATOR

    found = list(raised())
    missing = sorted({f"{key} ({where})" for where, key, _ in found if key not in known and key not in OPERATOR})
    lacking = sorted(
        f"{key} ({where}): {sorted(variables(known[key]) - values)}"
        for where, key, values in found
        if key in known and "**" not in values and not variables(known[key]) <= values
    )

    assert len(found) > 40
    assert missing == []
    assert lacking == []


def test_every_phrase_asked_for_by_name_exists() -> None:
    """``say("key", ...)`` and ``button("key", ...)``, wherever they stand in bot."""
    asked = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
                if name in ("say", "button", "tell_later") and path.is_relative_to(REPOSITORY / "bot"):
                    at = 2 if name == "tell_later" else 0
                    for each in ast.walk(node.args[at]):
                        if isinstance(each, ast.Constant) and isinstance(each.value, str) and KEY.fullmatch(each.value):
                            asked.add(each.value)

    assert len(asked) > 80
    assert asked - phrases.keys("de") <= {"nothing", "phrase"}  # what is compared with, and a ledger row's own


def test_german_is_written_with_its_umlauts() -> None:
    text = (files(phrases) / "de.ftl").read_text("utf-8")

    assert GERMAN_WITHOUT_UMLAUT.findall(text) == []
    assert len(re.findall("[äöüß]", text)) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_is_empty_or_has_markup(language: str) -> None:
    for key in phrases.keys(language):
        message = messages(language)[key]
        text = phrases.say(key, language, **dict.fromkeys(variables(message), 3))
        assert text.strip() == text != "", key
        assert not re.search(r"[<>{}]|\*\*|\s_|_\s", text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_buttons_and_toasts_are_short_enough(language: str) -> None:
    for key in phrases.keys(language):
        if key.startswith(("button-", "vote-", "quote-no", "quote-unnamed", "manage-", "review-app", "review-rej")):
            message = messages(language)[key]
            if not variables(message):
                assert len(phrases.say(key, language)) <= (80 if not key.startswith("button-") else 45), key


def test_a_value_is_never_read_as_a_phrase() -> None:
    said = phrases.say("complaint-no-such-option", "de", given="{ $limit } { kept } \u2068<b>")

    assert "{ $limit } { kept } \u2068<b>" in said


def test_a_phrase_there_is_not_or_without_its_values_is_an_error() -> None:
    with pytest.raises(KeyError):
        phrases.say("no-such-phrase", "de")
    with pytest.raises(KeyError):
        phrases.say("kept", "de")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE", "de"),
        ("en-GB", "en"),
        ("fr", "en"),
        ("", "de"),
        (None, "de"),
        ("x" * 99, "en"),
    ],
)
def test_people_are_spoken_to_in_the_language_that_serves_them_best(tag: str | None, language: str) -> None:
    assert phrases.offered(tag) == language


def test_the_version_of_what_people_agree_to_is_dated() -> None:
    assert re.fullmatch(r"\d{4}-\d{2}", TEXT_VERSION)
    assert Visibility.OPEN

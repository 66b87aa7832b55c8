"""What is wrong with a questionnaire file, where, and what was expected there?

A file is untrusted: size first, then encoding, then TOML, then every setting; each violation is one sentence with its
line, all of them at once. Anything of at most ``FILE_LIMIT`` bytes is judged within 100 ms.
"""

from __future__ import annotations

import difflib
import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from surveys.design.items import KINDS, AnyItem, kind_name
from surveys.design.items.kind import Condition, Flaw, Item, Option
from surveys.design.items.statements import Seed
from surveys.design.questionnaire import ITEMS_LIMIT, Article, Head, Questionnaire, WaveDefaults, flaws_between
from surveys.design.text import shortened
from surveys.design.toml_lines import line_of, lines
from surveys.errors import QuestionnaireError, Violation

FILE_LIMIT = 64 * 1024  # bytes; four times the largest questionnaire of the catalog
LINES_LIMIT = 1000  # lines; more than four times the same
DEEPEST = 8  # brackets or dotted keys within each other; the format needs four, tomllib's time grows with the square
VIOLATIONS_LIMIT = 50  # listed; a file with more is a different format
FOUND_LIMIT = 60  # characters of what was found

Found = TypeVar("Found")


def load(path: Path) -> Questionnaire:
    """The questionnaire in a file; raises QuestionnaireError, also when the file cannot be read."""
    try:
        with path.open("rb") as file:
            return read(file.read(FILE_LIMIT + 1), path.name)
    except OSError as error:
        raise _broken(path.name, "a file that can be read", str(error.strerror)) from error


def read(source: bytes | str, file: str) -> Questionnaire:
    """The questionnaire in a TOML text; raises QuestionnaireError naming every violation with its line."""
    decoded = _decode(source, file)
    return from_data(_parse(decoded, file), file, decoded)


def from_data(data: Mapping[str, Any], file: str, source: str = "") -> Questionnaire:
    """The questionnaire in parsed settings; ``source`` is the text they were read from, for the line numbers."""
    try:
        checked: Questionnaire = _checked(Questionnaire, data)
        return checked
    except ValidationError:
        flaws = list(_flaws(data))
    known = lines(source)
    violations = {
        Violation(_where(flaw.at), line_of(known, flaw.at), _short(flaw.found), flaw.expected) for flaw in flaws
    }
    ordered = sorted(violations, key=lambda each: (each.line or 0, each.where, each.expected))
    raise QuestionnaireError(file, tuple(ordered[:VIOLATIONS_LIMIT]))


# --- from bytes to settings -------------------------------------------------------------------------------------


def _decode(source: bytes | str, file: str) -> str:
    if len(source) > FILE_LIMIT:
        raise _broken(file, f"a file of at most {FILE_LIMIT // 1024} KiB", "a larger one")
    if isinstance(source, str):
        return _of_few_lines(source, file)
    if source.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise _broken(file, "UTF-8 without a byte order mark", f"bytes {source[:3].hex(' ')}", 1)
    try:
        return _of_few_lines(source.decode("utf-8"), file)
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise _broken(file, "UTF-8", f"byte {source[error.start]:02x}", line) from error


def _of_few_lines(source: str, file: str) -> str:
    if source.count("\n") > LINES_LIMIT:
        raise _broken(file, f"at most {LINES_LIMIT} lines", "more", LINES_LIMIT + 1)
    return source


def _parse(source: str, file: str) -> dict[str, Any]:
    if line := _too_nested(source):
        raise _broken(file, f"at most {DEEPEST} brackets or dotted keys within each other", "", line)
    try:
        data = tomllib.loads(source)
        json.dumps(data, default=_json)  # brackets may nest across lines, beyond what Python can walk
        return data
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line = int(at[1]) if at else len(source.splitlines()) or 1
        reason = str(error).split(" (at ")[0]
        shown = source.split("\n")[line - 1].strip() if line <= source.count("\n") + 1 else ""
        raise _broken(file, f"TOML ({_in_words(reason)})", shown, line) from error
    except (ValueError, RecursionError) as error:
        # A whole number of thousands of digits, a date that does not exist, brackets nested across lines.
        raise _broken(file, "TOML of ordinary numbers, dates and brackets", str(error).split(";")[0]) from error


def _in_words(reason: str) -> str:
    if "overwrite a value" in reason or "declare" in reason or "mutate" in reason or "inline table key" in reason:
        return "each key and table once"
    return reason[:1].lower() + reason[1:]


_NESTED = re.compile(
    rf"(?:[\[{{][^\[\]{{}}]*+){{{DEEPEST + 1}}}"  # brackets
    rf'|(?<![\w"-])(?:["\w-]++[^\S\n]*+\.[^\S\n]*+){{{DEEPEST + 1}}}'  # dotted keys
)


def _too_nested(source: str) -> int | None:
    """The line where brackets or dotted keys go deeper than any questionnaire; None if they do not."""
    for number, line in enumerate(source.split("\n"), start=1):
        if _NESTED.search(re.sub(r'"(?:\\.|[^"\\])*+"|\'[^\']*+\'', '""', line)):
            return number
    return None


def _broken(file: str, expected: str, found: str, line: int | None = None) -> QuestionnaireError:
    return QuestionnaireError(file, (Violation("", line, _short(found), expected),))


# --- from settings to flaws -------------------------------------------------------------------------------------


def _checked(kind: Any, data: Any) -> Any:
    """Strictly, as JSON is: a number in quotes is no number, and ``true`` is none either."""
    return _adapter(kind).validate_json(json.dumps(data, default=_json), strict=True)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _json(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _flaws(data: Mapping[str, Any]) -> Iterator[Flaw]:
    """Every flaw: of the head, of each item, and between those that are sound."""
    head_data = {name: value for name, value in data.items() if name != "items"}
    head, flaws = _try(Head, head_data, lambda at: at)
    yield from flaws
    entries = data.get("items")
    if not isinstance(entries, list) or not entries:
        found = "none" if not entries else type(entries).__name__
        yield Flaw(("items",), found, "at least one question, each under [[items]]")
        return
    items: list[Item | None] = []
    for position, entry in enumerate(entries[:ITEMS_LIMIT]):
        item, flaws = _try(AnyItem, entry, lambda at, position=position: ("items", position, *at))  # type: ignore[misc]
        items.append(item)
        yield from flaws
    yield from flaws_between(head, items)
    if len(entries) > ITEMS_LIMIT:
        yield Flaw(("items", ITEMS_LIMIT), f"{len(entries)} items", f"at most {ITEMS_LIMIT} items")


def _try(
    kind: Any, data: Any, place: Callable[[tuple[str | int, ...]], tuple[str | int, ...]]
) -> tuple[Any | None, list[Flaw]]:
    try:
        return _checked(kind, data), []
    except ValidationError as errors:
        problems = errors.errors(include_url=False)[:VIOLATIONS_LIMIT]
        flaws = [flaw for error in problems for flaw in _flaws_of(error, kind, data)]
    return None, [flaw._replace(at=place(flaw.at)) for flaw in flaws]


def _flaws_of(error: ErrorDetails, kind: Any, data: Any) -> Iterator[Flaw]:
    """One error of pydantic as flaws in words a moderator understands."""
    at = _place(error["loc"], kind)
    given = error.get("ctx", {})
    if error["type"] == "flaws":
        for flaw in given["flaws"]:
            yield flaw._replace(at=(*at, *flaw.at))
    elif error["type"] == "expected":
        yield Flaw((*at, *given["at"]), str(given["found"]), str(given["expected"]))
    elif error["type"] == "extra_forbidden":
        yield Flaw(at, str(at[-1]), _known_settings(at, kind, data))
    elif error["type"] == "missing":
        yield Flaw(at, "missing", f"the setting {at[-1]}")
    elif kind is AnyItem and not isinstance(data, dict):
        yield Flaw(at, _shown(data), "a question under [[items]]")
    elif error["type"].startswith("union_tag"):
        yield Flaw(
            (*at, "kind"), str(data.get("kind", "missing")), f"one of {', '.join(kind_name(each) for each in KINDS)}"
        )
    else:
        yield Flaw(at, _shown(error["input"]), _expected(error["type"], given))


def _place(loc: tuple[str | int, ...], kind: Any) -> tuple[str | int, ...]:
    """The path as it stands in the file: without the name of the kind that pydantic puts in front of an item's."""
    inner = loc[1:] if kind is AnyItem else loc
    return tuple(part for part in inner if part != "[key]")


_EXPECTED = {
    "string_type": "a text in quotes",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "tuple_type": "a list in [ ]",
    "dict_type": 'a table such as {{de = "…", en = "…"}}',
    "mapping_type": 'a table such as {{de = "…", en = "…"}}',
    "model_type": "a table {{ }}",
    "model_attributes_type": "a table {{ }}",
    "date_type": "a date such as 2026-03-14",
    "date_from_datetime_parsing": "a date such as 2026-03-14",
    "date_parsing": "a date such as 2026-03-14",
    "literal_error": "{expected}",
    "greater_than_equal": "at least {ge:g}",
    "less_than_equal": "at most {le:g}",
    "too_short": "at least {min_length}",
    "too_long": "at most {max_length}",
}
_PATTERNS = {
    r"^[a-z0-9-]{1,40}$": "1 to 40 of a-z, 0-9 and -",
    r"^[a-z]{2}$": "a language as two letters, such as de or en",
}


def _expected(problem: str, given: Mapping[str, Any]) -> str:
    if problem == "string_pattern_mismatch":
        return _PATTERNS.get(given["pattern"], "an address that begins with http:// or https://")
    sentence = _EXPECTED.get(problem, "a valid value ({problem})")
    return sentence.format(problem=problem, **given)


def _known_settings(at: tuple[str | int, ...], kind: Any, data: Any) -> str:
    """What could have been meant by an unknown setting, or all that is known there."""
    inside: dict[str, type[BaseModel]] = {
        "wave": WaveDefaults,
        "article": Article,
        "options": Option,
        "channels": Option,
        "seeds": Seed,
        "show_if": Condition,
    }
    container = next((name for name in reversed(at[:-1]) if isinstance(name, str)), None)
    owner: type[BaseModel] = Questionnaire
    if container in inside:
        owner = inside[container]
    elif kind is AnyItem:
        owner = next(each for each in KINDS if kind_name(each) == data["kind"])
    known = [field.alias or name for name, field in owner.model_fields.items()]
    if near := difflib.get_close_matches(str(at[-1]), known, n=1):
        return f"a known setting, perhaps {near[0]}"
    return f"one of {', '.join(known)}"


def _shown(found: object) -> str:
    return str(found).lower() if isinstance(found, bool) else str(found)


def _short(found: str) -> str:
    """What was found, fit for one line of a message."""
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in found)
    return shortened(shown, FOUND_LIMIT)


def _where(at: Sequence[str | int]) -> str:
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in at)
    return _short(path.removeprefix("."))

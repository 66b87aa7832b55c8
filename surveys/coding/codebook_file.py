"""How does a codebook become a file, and a file a codebook? TOML (``format = 1``), checked before it is used."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from surveys.coding.codebook import Codebook, Decision, Event, Origin, State, Theme
from surveys.design.text import line_at_most
from surveys.design.toml_lines import line_of, lines
from surveys.errors import SurveyError

FILE_LIMIT = 8 * 1024 * 1024  # bytes; 10,000 decisions take one
THEMES_LIMIT = 200
EXAMPLES_LIMIT = 200  # of one theme
LABEL_LIMIT = 80  # characters
DEFINITION_LIMIT = 500  # characters
TEXT_LIMIT = 4_000  # characters of an example, as long as an answer may be
ID_LIMIT = 200  # characters

_SURROGATES = re.compile("[\ud800-\udfff]")


class CodebookBroken(SurveyError):
    """A codebook file breaks the format: where, and what was expected there."""


def load(path: Path) -> Codebook:
    """The codebook in a file; raises CodebookBroken, or OSError where it cannot be opened."""
    with path.open("rb") as file:
        return read(file.read(FILE_LIMIT + 1), path.name)


def read(source: bytes, file: str) -> Codebook:
    """The codebook in a TOML text; raises CodebookBroken naming the first thing that is wrong, with its line."""
    if len(source) > FILE_LIMIT:
        raise _broken(file, None, "", f"a file of at most {FILE_LIMIT // 1024**2} MiB")
    try:
        text = source.decode("utf-8")
        data = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise _broken(file, source.count(b"\n", 0, error.start) + 1, "", "UTF-8") from error
    except (ValueError, RecursionError) as error:
        found = re.search(r"\(at line (\d+)", str(error))
        reason = str(error).split(" (at ")[0].splitlines()[0]
        raise _broken(file, int(found[1]) if found else None, "", f"TOML ({reason})") from error
    try:
        return _codebook(_File.model_validate_json(json.dumps(data, default=str), strict=True))
    except ValidationError as error:
        place, expected = _first(error)
        raise _broken(file, line_of(lines(text), place), _shown(place), expected) from error
    except _Contradiction as error:
        raise _broken(file, line_of(lines(text), error.at), _shown(error.at), error.expected) from error


def to_toml(codebook: Codebook) -> str:
    """The codebook as a file that ``read`` turns into the same one."""
    blocks = [f"format = 1\ngiven = {codebook.given}\n"]
    blocks += [_block("themes", _of_theme(theme)) for theme in codebook.themes]
    blocks += [
        _block("decisions", {"answer": each.answer, "theme": each.theme, "coder": each.coder})
        for each in codebook.decisions
    ]
    blocks += [
        _block(
            "events",
            {
                "what": each.what,
                "theme": each.theme,
                "other": each.other,
                "answers": each.answers or None,
                "coder": each.coder,
            },
        )
        for each in codebook.events
    ]
    return "\n".join(blocks)


# --- what may stand in the file ---------------------------------------------------------------------------------


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def _one_line(given: str) -> str:
    if "\n" in given:
        raise ValueError("one line")
    return given


_Id = Annotated[str, Field(min_length=1, max_length=ID_LIMIT)]
_Label = Annotated[str, line_at_most(LABEL_LIMIT), AfterValidator(_one_line)]
_Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
_Definition = Annotated[str, Field(max_length=DEFINITION_LIMIT), AfterValidator(_one_line)]
_Example = Annotated[str, Field(min_length=1, max_length=TEXT_LIMIT)]


class _Theme(_Table):
    id: Annotated[str, Field(pattern=r"^t[1-9][0-9]{0,8}$")]
    label: Annotated[dict[_Language, _Label], Field(min_length=1)]
    definition: _Definition = ""
    examples: Annotated[list[_Example], Field(max_length=EXAMPLES_LIMIT)] = []
    origin: Origin = Origin.HUMAN
    state: State = State.ACCEPTED
    into: _Id | None = None


class _Decision(_Table):
    answer: _Id
    theme: _Id | None = None
    coder: _Id


class _Event(_Table):
    what: Literal["accepted", "rejected", "renamed", "redefined", "merged", "split", "moved"]
    theme: _Id | None = None
    other: _Id | None = None
    answers: Annotated[int, Field(ge=0)] = 0
    coder: _Id


class _File(_Table):
    format: Literal[1]
    given: Annotated[int, Field(ge=0)] = 0
    themes: Annotated[list[_Theme], Field(max_length=THEMES_LIMIT)]
    decisions: list[_Decision] = []
    events: list[_Event] = []


class _Contradiction(Exception):
    """Two places of the file do not fit each other."""

    def __init__(self, expected: str, *at: str | int) -> None:
        super().__init__(expected)
        self.expected, self.at = expected, at


def _codebook(file: _File) -> Codebook:
    known = {theme.id: theme for theme in file.themes}
    for at, theme in enumerate(file.themes):
        if known[theme.id] is not theme:
            raise _Contradiction(f"each id once, {theme.id} is given twice", "themes", at, "id")
        if (theme.state is State.MERGED) != (theme.into is not None):
            raise _Contradiction('"into" where the state is "merged", and only there', "themes", at)
        _check_way(known, theme, at)
    for at, decision in enumerate(file.decisions):
        if decision.theme is not None and decision.theme not in known:
            raise _Contradiction(f"the id of a theme, there is no {decision.theme}", "decisions", at, "theme")
    return Codebook(
        tuple(
            Theme(each.id, each.label, each.definition, tuple(each.examples), each.origin, each.state, each.into)
            for each in file.themes
        ),
        tuple(Decision(each.answer, each.theme, each.coder) for each in file.decisions),
        tuple(Event(each.what, each.theme, each.coder, each.other, each.answers) for each in file.events),
        max([file.given, *(int(theme.id[1:]) for theme in file.themes)]),
    )


def _check_way(known: Mapping[str, _Theme], theme: _Theme, at: int) -> None:
    """Where merging leads must exist, and not lead back."""
    passed = {theme.id}
    while theme.into is not None:
        if theme.into not in known:
            raise _Contradiction(f"the id of a theme, there is no {theme.into}", "themes", at, "into")
        theme = known[theme.into]
        if theme.id in passed:
            raise _Contradiction("merged themes that do not lead in a circle", "themes", at, "into")
        passed.add(theme.id)


def _first(error: ValidationError) -> tuple[tuple[str | int, ...], str]:
    first = error.errors(include_url=False)[0]
    place = tuple(part for part in first["loc"] if part != "[key]")
    match first["type"]:
        case "missing":
            return place, "a value, there is none"
        case "extra_forbidden":
            return place, "no such setting"
    return place, first["msg"].removeprefix("Value error, ").removeprefix("Input should be ")


def _shown(place: Sequence[str | int]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")


def _broken(file: str, line: int | None, where: str, expected: str) -> CodebookBroken:
    at = f"{file}:{line}" if line else file
    return CodebookBroken("codebook-broken", place=f"{at}: {where}" if where else at, expected=expected)


# --- writing ----------------------------------------------------------------------------------------------------


def _of_theme(theme: Theme) -> dict[str, Any]:
    return {
        "id": theme.id,
        "label": dict(theme.label),
        "definition": theme.definition or None,
        "examples": list(theme.examples) or None,
        "origin": theme.origin.value,
        "state": theme.state.value,
        "into": theme.into,
    }


def _block(name: str, values: Mapping[str, Any]) -> str:
    return f"[[{name}]]\n" + "".join(_lines(values))


def _lines(values: Mapping[str, Any]) -> Iterator[str]:
    for name, value in values.items():
        if isinstance(value, list):
            yield f"{name} = [\n" + "".join(f"  {_inline(each)},\n" for each in value) + "]\n"
        elif value is not None:
            yield f"{name} = {_inline(value)}\n"


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_inline(each)}" for name, each in value.items()) + " }"
    if isinstance(value, str):
        # What JSON lets stand and TOML does not: DEL, and halves of characters that no file can hold.
        whole = _SURROGATES.sub("\ufffd", value)
        return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(value)

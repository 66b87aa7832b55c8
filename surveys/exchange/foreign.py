"""What do the cells of another tool's table say as answers, and which of them say nothing?

A cell becomes an answer exactly where its item would have taken it in a chat, or it is skipped and named: row, column, what
stands there, why. Half an answer is none: of several choices one unknown skips them all. ``3/4/2026`` is in April, unless
its column holds a day that can only be American, such as ``3/14/2026``, and none that can only be European.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import TypeAlias

from surveys.design.items.case import Case
from surveys.design.items.choices import Choices
from surveys.design.items.date import Date
from surveys.design.items.kind import Choosable, Input, Item, Part, Value
from surveys.design.items.ranking import Ranking
from surveys.design.items.scale import Scale
from surveys.design.items.statements import Statements
from surveys.design.quantities import plain
from surveys.design.questionnaire import Questionnaire
from surveys.design.text import shortened
from surveys.errors import Complaint
from surveys.exchange import parts
from surveys.exchange.mapping import NOTHING, RESPONDENT, Mapped
from surveys.exchange.people import Gathered, Person, Skipped
from surveys.exchange.rows import QUOTES, Cell
from surveys.exchange.tabular import Table
from surveys.fieldwork.route import visible
from surveys.tables import Purpose, RespondentId

SHOWN = 40  # characters of a skipped cell
_NONE = parts.NO_ANSWER
_YES = frozenset(
    {"y", "yes", "ja", "j", "1", "1.0", "x", "true", "wahr", "checked", "selected", "ausgewählt", "gewählt"}
)
_NO = _NONE | frozenset(
    {"n", "no", "nein", "0", "0.0", "false", "falsch", "unchecked", "not selected", "nicht gewählt"}
)
_POINT = re.compile(r"^(-?\d{1,2})\s*(?:[-–:.)(=].*)?$")  # "4 – eher gut"
_TIME = re.compile(r"(?:[ tT]+\d{1,2}:\d{2}.*)$")
_ISO_SLASHES = re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})$")
_SLASHED = re.compile(r"^(\d{1,2})/(\d{1,2})/(\d{4})$")
_SERIAL_DAY = date(1899, 12, 30)  # day 0 of a spreadsheet, ECMA-376 part 1, 18.17.4.1
_SERIALS = range(15_000, 80_000)  # 1941 to 2119
_REASONS = {
    "complaint-no-such-option": "none of the options",
    "complaint-choose-one": "more than one option",
    "complaint-too-few": "too few options",
    "complaint-too-many": "too many options",
    "complaint-option-alone": "an option that stands alone, with others",
    "complaint-not-a-number": "not a number",
    "complaint-too-precise": "too many decimals",
    "complaint-too-small": "too small",
    "complaint-too-large": "too large",
    "complaint-not-a-date": "not a date",
    "complaint-date-too-coarse": "a date less exact than asked",
    "complaint-date-too-early": "too early",
    "complaint-date-too-late": "too late",
    "complaint-not-on-scale": "not on the scale",
    "complaint-too-long": "too long",
    "complaint-blank": "nothing to be seen in it",
    "complaint-not-a-duration": "not a duration",
    "complaint-place-missing": "a place is missing between these",
    "complaint-part-missing": "a part is missing that has to be there",
}

Line: TypeAlias = tuple[int, Mapping[str, Cell]]


def gather(
    table: Table,
    columns: Sequence[Mapped],
    questionnaire: Questionnaire,
    pseudonym: Callable[[str], RespondentId],
    file: str,
) -> Gathered:
    """Everybody's answers in a table, and what was skipped.

    pseudonym: makes one of an id in the table, or of the file and the line where there is none.
    """
    people: dict[RespondentId, Person] = {}
    skipped: list[Skipped] = []
    by_target = {each.target: each.column for each in columns if each.target != NOTHING}
    american = frozenset(name for at, name in enumerate(table.columns) if _is_american(table, at))
    for at, cells in table.lines:
        line = (at, dict(zip(table.columns, cells, strict=True)))
        reactions = _reactions(line, by_target, questionnaire, skipped)
        answers, problems = _answers(line, by_target, questionnaire, american, reactions)
        skipped += problems
        who = pseudonym(_identity(line, by_target, file))
        if who in people:
            skipped.append(Skipped(f"{at}", by_target[RESPONDENT], "", "a respondent who stands above already"))
        elif answers:
            people[who] = Person(who, answers, _quotes(line, by_target), reactions)
        else:
            skipped.append(Skipped(f"{at}", "", "", "no answer in it"))
    return Gathered(tuple(people[who] for who in sorted(people)), tuple(skipped))


def _identity(line: Line, by_target: Mapping[str, str], file: str) -> str:
    at, cells = line
    given = cells.get(by_target.get(RESPONDENT, ""))
    return f"form:{given}" if given not in (None, "") else f"form:{file}:{at}"


def _quotes(line: Line, by_target: Mapping[str, str]) -> list[Purpose]:
    return [
        purpose
        for name, purpose in QUOTES.items()
        if (column := by_target.get(f"@{name}")) and plain(str(line[1][column] or "")) in _YES
    ]


def _reactions(
    line: Line, by_target: Mapping[str, str], questionnaire: Questionnaire, skipped: list[Skipped]
) -> dict[str, dict[str, str]]:
    """What somebody thinks of prepared sentences, each in a column of its own; what cannot be read is added to skipped."""
    at, cells = line
    found: dict[str, dict[str, str]] = {}
    for item in questionnaire.items:
        for seed in item.seeds if isinstance(item, Statements) else ():
            name = by_target.get(f"{item.key}.{seed.key}", "")
            typed = _typed(cells.get(name))
            try:
                if (said := parts.reaction(typed)) is not None:
                    found.setdefault(item.key, {})[seed.key] = said
            except Complaint as complaint:
                skipped.append(Skipped(f"{at}", name, _short(typed), _REASONS[complaint.key]))
    return found


def _answers(
    line: Line,
    by_target: Mapping[str, str],
    questionnaire: Questionnaire,
    american: Collection[str],
    reactions: Mapping[str, Mapping[str, str]],
) -> tuple[dict[str, Value], list[Skipped]]:
    at, cells = line
    # As for people here: that somebody reacted is an answer, too, and says to how much.
    answers: dict[str, Value] = {key: {"votes": len(given)} for key, given in reactions.items()}
    skipped = []
    for item in questionnaire.items:
        mine = {target: name for target, name in by_target.items() if target.partition(".")[0] == item.key}
        try:
            name = mine.get(item.key)
            value = _of_cell(item, cells[name], name in american) if name else _in_parts(item, mine, cells)
        except Complaint as complaint:
            shown = "; ".join(str(cells[name]) for name in mine.values() if cells[name] not in (None, ""))
            reason = _REASONS.get(complaint.key, complaint.key)
            skipped.append(Skipped(f"{at}", " + ".join(mine.values()), _short(shown), reason))
            continue
        if value is not None:
            answers[item.key] = value
    asked = visible(questionnaire, answers)
    for key in [key for key in answers if key not in asked]:
        shown = questionnaire.item(key).say(answers.pop(key), questionnaire.languages[0])
        reason = "not asked after that answer to an earlier question"
        skipped.append(Skipped(f"{at}", by_target.get(key, key), _short(shown), reason))
    return answers, skipped


def _short(shown: str) -> str:
    return shortened(" ".join(shown.split()), SHOWN)


# --- cells ------------------------------------------------------------------------------------------------------


def _in_parts(item: Item, mine: Mapping[str, str], cells: Mapping[str, Cell]) -> Value | None:
    """What columns of their own say together; sentences are read apart (``_reactions``)."""
    given = {target.partition(".")[2]: _typed(cells[name]) for target, name in mine.items()}
    if isinstance(item, Ranking):
        return parts.order(item, given)
    if isinstance(item, Case):
        return parts.case(item, given)
    return _by_options(item, mine, cells)


def _by_options(item: Item, mine: Mapping[str, str], cells: Mapping[str, Cell]) -> Value | None:
    """Several choices, each in a column of its own; nothing chosen anywhere is no answer."""
    if not isinstance(item, Choices) or not mine:
        return None
    chosen = []
    for target, name in mine.items():
        option = item.option(target.partition(".")[2])
        given = plain(str(cells[name] if cells[name] is not None else ""))
        labels = {option.key, *map(plain, option.text.root.values())} if option else set()
        if option and (given in _YES or given in labels):
            chosen.append(option.key)
        elif given not in _NO:
            raise Complaint("complaint-no-such-option", given=given[:SHOWN])
    [part] = item.parts()
    return item.value({part.key: item.read(part, chosen)}) if chosen else None


def _of_cell(item: Item, cell: Cell, american: bool) -> Value | None:
    typed = _typed(cell)
    if plain(typed) in _NONE:
        return None
    [part] = item.parts()
    if isinstance(item, Date):
        return item.value({part.key: item.read(part, _as_date(cell, typed, american))})
    if isinstance(item, Scale):
        return item.value({part.key: _on_scale(item, part, typed)})
    if isinstance(item, Choosable):
        return item.value({part.key: item.read(part, _pieces(item, typed, several=part.input is not Input.ONE))})
    return item.value({part.key: item.read(part, typed)})


def _typed(cell: Cell) -> str:
    if cell is None:
        return ""
    return f"{cell:.10g}" if isinstance(cell, float) else str(cell).strip()


def _on_scale(item: Scale, part: Part, typed: str) -> Value:
    try:
        return item.read(part, typed)
    except Complaint:
        point = _POINT.match(typed)
        if point is None:
            raise
        return item.read(part, point[1])


def _is_american(table: Table, at: int) -> bool:
    """Whether the dates of a column can only have the month first."""
    found = [_SLASHED.match(_TIME.sub("", _typed(cells[at]))) for _, cells in table.lines]
    days = [(int(date[1]), int(date[2])) for date in found if date]
    return any(second > 12 for _, second in days) and not any(first > 12 for first, _ in days)


def _as_date(cell: Cell, typed: str, american: bool) -> str:
    """A spreadsheet counts days, others write the time behind."""
    if isinstance(cell, int | float) and int(cell) in _SERIALS:
        return (_SERIAL_DAY + timedelta(days=int(cell))).isoformat()
    day = _ISO_SLASHES.sub(r"\1-\2-\3", _TIME.sub("", typed))
    return _SLASHED.sub(r"\3-\1-\2", day) if american else day


def _pieces(item: Choosable, typed: str, *, several: bool) -> list[str]:
    """What was chosen: labels first, as they may hold a comma; then what stands between ``;``, ``,`` and line ends."""
    labels = sorted({each for option in item.options for each in (option.key, *option.text.root.values())}, key=len)
    if not several:
        return [_no_position(typed)]
    found = []
    rest = typed.strip()
    while rest:
        label = next((each for each in reversed(labels) if _begins(rest, each)), None)
        piece = rest[: len(label)] if label else re.split(r"[;,\n]", rest, maxsplit=1)[0]
        found.append(_no_position(piece.strip()))
        rest = rest[len(piece) :].strip().lstrip(";,").strip()
    return found


def _begins(rest: str, label: str) -> bool:
    return rest[: len(label)].casefold() == label.casefold() and rest[len(label) :].lstrip(" ")[:1] in (
        "",
        ";",
        ",",
        "\n",
    )


def _no_position(piece: str) -> str:
    """In a chat a number chooses by position; in another tool's file it is a code we do not know."""
    if re.fullmatch(r"[0-9]{1,2}", piece):
        raise Complaint("complaint-no-such-option", given=piece)
    return piece

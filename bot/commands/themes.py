"""``nachgefragt themes``: what do people say in the open answers of any export? Without a database."""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import OK, USAGE, Commands, command

if TYPE_CHECKING:
    from surveys.analysis.change import Share
    from surveys.analysis.contrast import Contrast, Difference
    from surveys.coding.pipeline import Answer, Coverage, Theme, Themes
    from surveys.exchange.tables import Row

TEXTS = ("text", "answer", "antwort", "answers", "antworten", "comment", "kommentar", "freitext", "response", "message")
PEOPLE = ("respondent", "person", "author", "participant", "teilnehmer", "user")
SEGMENTS = ("segment", "group", "gruppe")
DELETED = frozenset({"[deleted]", "[removed]", "[gelöscht]", "[entfernt]"})  # what platforms put in place of an answer
WORDY = 3  # words; a column whose cells have at least so many on average may hold answers
SHOWN_QUOTES = 3  # of a theme, in JSON
WIDTH = 100  # characters of a line; a quote is cut there
SHOWN_CONTRASTS = 5


def add(commands: Commands) -> None:
    """Say what can be typed."""
    one = command(
        commands,
        "themes",
        "suggest themes for the open answers of any survey export\nA proposal that wants to be looked at. Needs no "
        "database, no network and no language model; nothing leaves this machine.",
        _themes,
        examples="  nachgefragt themes answers.csv\n"
        "  nachgefragt themes export.xlsx --text-column Kommentar --segment-column Rolle --json",
    )
    one.add_argument("file", metavar="FILE", type=Path, help=".csv, .tsv, .xlsx, .jsonl or .jsonl.gz")
    one.add_argument(
        "--text-column", metavar="NAME", help="where the answers are; default: the only column that can be"
    )
    one.add_argument("--segment-column", metavar="NAME", help="groups to compare; default: segment, group or gruppe")
    one.add_argument(
        "--person-column", metavar="NAME", help="who wrote it; default: respondent or author, else each row"
    )
    one.add_argument("--codebook", metavar="FILE", type=Path, help="themes that are agreed on, instead of a proposal")
    one.add_argument(
        "--language", choices=("de", "en"), default="de", help="of answers too short to tell (default: de)"
    )
    one.add_argument("--json", action="store_true", help="for programs")


def _themes(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.analysis import contrast
    from surveys.coding import pipeline
    from surveys.coding.distinct import distinct
    from surveys.coding.missing import ExtraMissing
    from surveys.exchange import tables

    with office.spoken():
        rows = tables.rows(given.file)
    if not rows:
        raise office.Failure(
            f"{given.file}: no rows; expected the names of the columns, and below them a row per answer"
        )
    answers = _answers(rows, given)
    try:
        with office.progress("looking for themes"), office.spoken():
            if given.codebook:
                found = _with_codebook(answers, given.codebook, given.language)
            else:
                found = distinct(answers, pipeline.find(answers, given.language))
            compared = contrast.contrast(*_counted(answers, found)) if any(each.group for each in answers) else None
    except ExtraMissing as missing:
        raise office.Failure(str(missing)) from missing
    if given.json:
        print(office.as_json(_as_json(answers, found, compared)))
    else:
        print(_as_text(answers, found, compared))
    return OK


# --- which columns ----------------------------------------------------------------------------------------------


def _answers(rows: Sequence[Row], given: argparse.Namespace) -> list[Answer]:
    from surveys.coding.pipeline import Answer

    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = _column(columns, given.text_column, "--text-column") or _text_column(rows, columns)
    segment = _column(columns, given.segment_column, "--segment-column") or _named(columns, SEGMENTS)
    person = _column(columns, given.person_column, "--person-column") or _named(columns, PEOPLE)
    ids = _ids(rows, _named(columns, ("id",)))
    found = []
    for id_, row in zip(ids, rows, strict=True):
        said = row.get(text, "")
        who = row.get(person, "") if person else ""
        # Who is not named is somebody else each time.
        found.append(
            Answer(
                id=id_,
                text="" if said.strip().casefold() in DELETED else said,
                person=f"={who}" if who else f"#{id_}",
                group=(row.get(segment) or None) if segment else None,
            )
        )
    return found


def _ids(rows: Sequence[Row], column: str | None) -> list[str]:
    """The column ``id`` where each row has one of its own, else the row's number from 1."""
    told = [row.get(column, "") for row in rows] if column else []
    return told if told and all(told) and len(set(told)) == len(told) else [str(at) for at in range(1, len(rows) + 1)]


def _column(columns: Sequence[str], asked: str | None, option: str) -> str | None:
    from bot.commands import office

    if asked is not None and asked not in columns:
        raise office.Failure(f"{option}: there is no column {asked!r}; there are {', '.join(columns)}", USAGE)
    return asked


def _named(columns: Sequence[str], names: Sequence[str]) -> str | None:
    small = {column.strip().casefold(): column for column in reversed(columns)}
    return next((small[name] for name in names if name in small), None)


def _text_column(rows: Sequence[Row], columns: Sequence[str]) -> str:
    from bot.commands import office

    known = [column for column in columns if column.strip().casefold() in TEXTS]
    candidates = known or [column for column in columns if _is_wordy(rows, column)]
    if len(candidates) == 1:
        return candidates[0]
    told = f"more than one column can hold the answers ({', '.join(candidates)})" if candidates else (
        f"no column looks like answers in words (there are {', '.join(columns)})"
    )  # fmt: skip
    raise office.Failure(f"{told}: name it with --text-column", USAGE)


def _is_wordy(rows: Sequence[Row], column: str) -> bool:
    cells = [cell for row in rows if (cell := row.get(column, "").strip())]
    return bool(cells) and sum(len(cell.split()) for cell in cells) >= WORDY * len(cells)


# --- themes that are agreed on ----------------------------------------------------------------------------------


def _with_codebook(answers: Sequence[Answer], path: Path, language: str) -> Themes:
    from surveys.coding import assignment, codebook_file, embedding, pipeline  # type: ignore[attr-defined,unused-ignore]
    from surveys.coding.normal import plain

    codebook = codebook_file.load(path)
    encoder = embedding.default()
    texts = [plain(answer.text) for answer in answers]
    vectors = encoder.embed(texts)
    coded = assignment.assign([answer.id for answer in answers], texts, vectors, codebook, encoder)
    return pipeline.coded(
        answers,
        [each.theme for each in coded],
        [each.confidence for each in coded],
        {theme.id: theme.label for theme in codebook.live()},
        vectors,
        language,
    )


# --- groups -----------------------------------------------------------------------------------------------------


def _counted(answers: Sequence[Answer], found: Themes) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """People by theme and group, and of each group; a person counts once, in the group of the first answer."""
    group: dict[str, str] = {}
    for answer in answers:
        if answer.group and answer.text.strip():
            group.setdefault(answer.person, answer.group)
    spoke: dict[tuple[str, str], set[str]] = defaultdict(set)
    for answer, assigned in zip(answers, found.assignments, strict=True):
        if assigned.theme is not None and answer.person in group:
            spoke[assigned.theme, group[answer.person]].add(answer.person)
    return {key: len(people) for key, people in spoke.items()}, dict(Counter(group.values()))


# --- what is shown ----------------------------------------------------------------------------------------------


def _as_json(answers: Sequence[Answer], found: Themes, compared: Contrast | None) -> dict[str, object]:
    texts = {answer.id: answer.text for answer in answers}
    about = found.coverage
    return {
        "themes": [
            {
                "id": theme.id,
                "label": _label(theme, found.language),
                "size": theme.size,
                "keywords": theme.keywords,
                "examples": [texts[answer] for answer in theme.examples[:SHOWN_QUOTES]],
            }
            for theme in found.themes
        ],
        "assignments": [
            {"id": each.id, "theme": each.theme, "confidence": each.confidence} for each in found.assignments
        ],
        "coverage": {
            "answers": about.answers,
            "with_words": about.told,
            "people": about.people,
            "duplicates": about.duplicates,
            "without_theme": about.without_theme,
        },
        "contrasts": [_difference(each) for each in compared.differences] if compared else [],
        "contrasts_possible": bool(compared and compared.enough),
        "language": found.language,
        "model": found.model,
    }


def _difference(each: Difference) -> dict[str, object]:
    return {
        "theme": each.theme,
        "group": each.group,
        "count": each.mine.count,
        "n": each.mine.n,
        "others_count": each.others.count,
        "others_n": each.others.n,
        "interval": [round(end, 4) for end in each.interval],
        "p": each.p,
        "stands_out": each.stands_out,
    }


def _label(theme: Theme, language: str) -> str:
    return theme.label.get(language) or next(iter(theme.label.values()), theme.id)


def _as_text(answers: Sequence[Answer], found: Themes, compared: Contrast | None) -> str:
    from bot.commands.office import harmless

    texts = {answer.id: answer.text for answer in answers}
    about = found.coverage
    lines = [
        f"{about.told} of {_many(about.answers, 'answer')} with words, from {_many(about.people, 'person', 'people')}; "
        f"{_many(about.duplicates, 'duplicate')}, {about.without_theme} without a theme"
    ]
    if not found.themes:
        return "\n".join([*lines, *_ungrouped(answers, about)])
    if any(theme.keywords for theme in found.themes):
        lines.append("themes are a proposal: read the answers behind them; people, then what they write about")
    else:
        lines.append("no group of answers has words of its own; people, then an answer they write like:")
    for theme in found.themes:
        lines.append(f"{theme.size:6}  {harmless(_label(theme, found.language))}")
        lines += [f"        {_cut(harmless(' '.join(texts[answer].split())))}" for answer in theme.examples[:1]]
    return "\n".join([*lines, *_contrasts(found, compared)])


def _ungrouped(answers: Sequence[Answer], about: Coverage) -> list[str]:
    """Why there are no themes, and what was answered, the most frequent first."""
    from bot.commands.office import harmless
    from surveys.coding.proposal import FEWEST

    if about.different >= FEWEST:
        return ["no themes: too little tells these answers from each other"]
    once = Counter(" ".join(answer.text.split()) for answer in answers if answer.text.strip())
    if not once:
        return ["every answer is empty: name another column with --text-column"]
    few = f"{_many(about.different, 'different answer')} with words: too few to group (under {FEWEST}); all that was said:"
    shown = [f"{many:6}  {_cut(harmless(text))}" for text, many in once.most_common(FEWEST)]
    left = len(once) - len(shown)
    return [few, *shown, *([f"        and {left} more"] if left else [])]


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"


def _contrasts(found: Themes, compared: Contrast | None) -> list[str]:
    from bot.commands.office import harmless
    from surveys.analysis.contrast import ENOUGH

    if compared is None:
        return []
    if compared.people < ENOUGH:
        return [f"groups: {compared.people} people are too few answers to compare (under {ENOUGH})"]
    if not compared.enough:
        return ["groups: too few answers to compare, fewer than ten people in each group but one"]
    label = {theme.id: _label(theme, found.language) for theme in found.themes}
    told = [each for each in compared.differences if each.stands_out]
    if not told:
        return ["groups: no theme differs between them by more than chance"]
    return [
        "groups that speak of a theme more or less than the others do:",
        *(
            f"  {harmless(each.group)}: {harmless(label[each.theme])}: {_share(each.mine)}, others {_share(each.others)}"
            for each in told[:SHOWN_CONTRASTS]
        ),
    ]


def _share(share: Share) -> str:
    from surveys.analysis.disclosure import FEWEST

    if 0 < share.count < FEWEST:
        return f"under {FEWEST} of {share.n}"
    return f"{share.count} of {share.n} ({share.value:.0%})"


def _cut(text: str) -> str:
    return text if len(text) <= WIDTH - 8 else f"{text[: WIDTH - 10].rstrip()} …"

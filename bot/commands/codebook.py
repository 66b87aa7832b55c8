"""``nachgefragt codebook``: learning themes from coded answers, putting answers into them, and do coders agree?"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import OK, USAGE, Commands, command, group

if TYPE_CHECKING:
    from surveys.coding.agreement import Agreement, Codes
    from surveys.coding.assignment import Assignment
    from surveys.coding.codebook import Codebook
    from surveys.exchange.tables import Row

FILES = ".csv, .tsv, .xlsx, .jsonl or .jsonl.gz"
THEME, LABEL, CONFIDENCE, DECIDED = "theme", "theme_label", "theme_confidence", "theme_decided_by"
WHOLE = "all codes"


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(commands, "codebook", "Themes people agree on: learning them, using them, and how far coders agree.")
    learning = command(
        mine,
        "learn",
        "make a codebook from answers that somebody coded\nEach code becomes a theme with examples, and the words "
        "that tell it from the others: the file holds people's words. Write better definitions by hand, they help most.",
        _learn,
        examples="  nachgefragt codebook learn coded.xlsx --text-column Antwort --code-column Code --output codebook.toml",
    )
    learning.add_argument("file", metavar="FILE", type=Path, help=FILES)
    learning.add_argument("--text-column", metavar="NAME", required=True)
    learning.add_argument("--code-column", metavar="NAME", required=True)
    learning.add_argument("--output", metavar="FILE", type=Path, required=True, help="the codebook, in TOML")
    learning.add_argument("--language", choices=("de", "en"), default="de", help="of the codes (default: de)")
    applying = command(
        mine,
        "apply",
        "put answers into the themes of a codebook\nWhat fits nowhere stays without a theme. Needs no network; nothing "
        "leaves this machine.",
        _apply,
        examples="  nachgefragt codebook apply answers.csv --codebook codebook.toml --output coded.csv",
    )
    applying.add_argument("file", metavar="FILE", type=Path, help=FILES)
    applying.add_argument("--codebook", metavar="FILE", type=Path, required=True)
    applying.add_argument("--text-column", metavar="NAME", default="text", help="default: text")
    applying.add_argument(
        "--id-column",
        metavar="NAME",
        help="the ids that decisions in the codebook name; default: the number of the row",
    )
    form = applying.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for programs")
    form.add_argument("--output", metavar="FILE", type=Path, help="the table with the themes beside it, as .csv")
    agreeing = command(
        mine,
        "agreement",
        "say how far coders agree, beyond chance\nOne row per answer with a column for each coder, or one row per answer "
        "and coder.\nAn empty cell is an answer not coded.",
        _agreement,
        examples="  nachgefragt codebook agreement coded.csv --coder-columns anna,ben\n"
        "  nachgefragt codebook agreement codes.csv --id-column answer --coder-column coder --code-column code",
    )
    agreeing.add_argument("file", metavar="FILE", type=Path, help=FILES)
    agreeing.add_argument("--coder-columns", metavar="A,B", help="a column for each coder")
    agreeing.add_argument("--id-column", metavar="NAME", help="where there is a row for each answer and coder")
    agreeing.add_argument("--coder-column", metavar="NAME")
    agreeing.add_argument("--code-column", metavar="NAME")
    agreeing.add_argument("--json", action="store_true", help="for programs")


def _learn(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.coding import codebook_file, embedding, learning
    from surveys.exchange.writing import whole

    rows = _rows(given.file, given.text_column, given.code_column)
    texts = [row.get(given.text_column, "") for row in rows]
    codes = [row.get(given.code_column, "") for row in rows]
    with _told("learning"):
        learnt = learning.learn(texts, codes, given.language)
        if not learnt.themes:
            raise office.Failure(f"{given.file}: no row has both a text and a code")
        written = codebook_file.to_toml(learnt)
        codebook_file.read(written.encode(), given.output.name)  # a code may be longer than a label
        tried = learning.right_of_held_out(texts, codes, embedding.default(), given.language)
    with whole(given.output) as part:
        part.write_text(written, encoding="utf-8")
    examples = sum(len(theme.examples) for theme in learnt.themes)
    print(f"{given.output}: {len(learnt.themes)} themes, {examples} examples")
    bare = sum(not theme.definition for theme in learnt.themes)
    if bare:
        print(f"{bare} of them without a definition: no words tell them from the others; write one by hand")
    if tried is not None:
        print(f"tried on answers kept back: {tried[0]} of {tried[1]} get the code they have")
    return OK


# --- apply ------------------------------------------------------------------------------------------------------


def _apply(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.coding import assignment, codebook_file, embedding

    rows = _rows(given.file, given.text_column, *([given.id_column] if given.id_column else []))
    ids = _ids(rows, given.id_column)
    texts = [row.get(given.text_column, "") for row in rows]
    with _told("assigning"):
        codebook = codebook_file.load(given.codebook)
        if not codebook.live():
            raise office.Failure(f"{given.codebook}: no theme that answers could be in")
        encoder = embedding.default()
        found = assignment.assign(ids, texts, encoder.embed(texts), codebook, encoder)
    if given.json:
        print(office.as_json(_as_json(found, codebook, encoder.model)))
    elif given.output is not None:
        _write(given.output, rows, found, codebook)
        print(f"{given.output}: {len(found)} answers, {sum(each.theme is None for each in found)} without a theme")
    else:
        print(_as_text(found, codebook))
    return OK


def _ids(rows: Sequence[Row], column: str | None) -> list[str]:
    from bot.commands import office

    if column is None:
        return [str(number) for number in range(1, len(rows) + 1)]
    ids = [row.get(column, "") for row in rows]
    twice = [name for name, many in Counter(ids).items() if many > 1 or not name]
    if twice:
        raise office.Failure(f"--id-column: each answer needs an id of its own, {twice[0]!r} is none", USAGE)
    return ids


def _labels(codebook: Codebook) -> dict[str | None, str]:
    return {theme.id: next(iter(theme.label.values())) for theme in codebook.live()}


def _as_json(found: Sequence[Assignment], codebook: Codebook, model: str) -> dict[str, object]:
    counted = Counter(each.theme for each in found)
    return {
        "themes": [
            {"id": theme.id, "label": dict(theme.label), "answers": counted[theme.id]} for theme in codebook.live()
        ],
        "assignments": [
            {"id": each.answer, "theme": each.theme, "confidence": each.confidence, "human": each.is_human}
            for each in found
        ],
        "answers": len(found),
        "without_theme": counted[None],
        "model": model,
    }


def _as_text(found: Sequence[Assignment], codebook: Codebook) -> str:
    from bot.commands.office import harmless, table

    labels = _labels(codebook)
    counted = Counter(each.theme for each in found)
    themes = sorted(labels, key=lambda theme: (-counted[theme], labels[theme]))
    lines = [["ANSWERS", "ID", "THEME"], *([str(counted[each]), str(each), harmless(labels[each])] for each in themes)]
    return f"{table([*lines, [str(counted[None]), '', 'without a theme']])}\n{len(found)} answers in all"


def _write(output: Path, rows: Sequence[Row], found: Sequence[Assignment], codebook: Codebook) -> None:
    import csv

    from surveys.exchange.safety import safe
    from surveys.exchange.writing import whole

    labels = _labels(codebook)
    mine = (THEME, LABEL, CONFIDENCE, DECIDED)
    columns = [name for name in dict.fromkeys(name for row in rows for name in row) if name not in mine]
    with whole(output) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow([safe(name) for name in (*columns, *mine)])
        for row, each in zip(rows, found, strict=True):
            who = "human" if each.is_human else "machine"
            told = (each.theme or "", labels.get(each.theme, ""))
            texts = [safe(cell) for cell in (*(row.get(name, "") for name in columns), *told)]
            writer.writerow([*texts, each.confidence, who])


# --- agreement --------------------------------------------------------------------------------------------------


def _agreement(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.coding import agreement

    answers = _coded(given)
    with _told("resampling"):
        whole, codes = agreement.agreement(answers), agreement.by_code(answers)
        pairs = agreement.by_pair(answers)
    if not whole.answers:
        raise office.Failure(f"{given.file}: no answer was coded by two people")
    many = Counter(code for each in answers if len(each) > 1 for code in set(each.values()))
    if given.json:
        told = {
            "all": _numbers(whole),
            "codes": {code: _numbers(found) | {"given_to": many[code]} for code, found in codes.items() if many[code]},
            "pairs": [{"coders": list(pair), **_numbers(found)} for pair, found in pairs.items()],
        }
        print(office.as_json(told))
        return OK
    lines = [["CODE", "ANSWERS", "ALPHA", "95 %", "AGREE"], [WHOLE, str(whole.answers), *_shown(whole)]]
    lines += [[office.harmless(code), str(many[code]), *_shown(found)] for code, found in codes.items() if many[code]]
    if len(pairs) > 1:
        lines += [
            [f"{office.harmless(one)} and {office.harmless(other)}", str(found.answers), *_shown(found)]
            for (one, other), found in pairs.items()
        ]
    print(office.table(lines))
    print(_judged(whole))
    return OK


def _coded(given: argparse.Namespace) -> list[Codes]:
    """For each answer the code of each coder."""
    from bot.commands import office
    from surveys.coding import agreement

    long = (given.id_column, given.coder_column, given.code_column)
    if given.coder_columns and not any(long):
        coders = [name.strip() for name in given.coder_columns.split(",") if name.strip()]
        if len(set(coders)) < 2:
            raise office.Failure("--coder-columns: name two columns at least, parted by a comma", USAGE)
        rows = _rows(given.file, *coders)
        return [{name: code for name in coders if (code := row.get(name, "").strip())} for row in rows]
    if all(long) and not given.coder_columns:
        rows = _rows(given.file, *long)
        told = [tuple(row.get(name, "").strip() for name in long) for row in rows]
        return agreement.long_form([(answer, coder, code) for answer, coder, code in told if answer and coder and code])
    raise office.Failure("give --coder-columns, or all of --id-column, --coder-column and --code-column", USAGE)


def _numbers(found: Agreement) -> dict[str, object]:
    return {
        "alpha": found.alpha,
        "low": found.low,
        "high": found.high,
        "percent": found.percent,
        "answers": found.answers,
    }


def _shown(found: Agreement) -> list[str]:
    from surveys.analysis.disclosure import SHARE_FROM

    agree = "" if found.percent is None or found.answers < SHARE_FROM else f"{found.percent:.0%}"
    if found.alpha is None or found.low is None or found.high is None:
        return ["-", "", agree]
    return [f"{found.alpha:.2f}", f"{found.low:.2f} to {found.high:.2f}", agree]


def _judged(whole: Agreement) -> str:
    from surveys.analysis.disclosure import SHARE_FROM
    from surveys.coding.agreement import RELIABLE, TENTATIVE

    if whole.answers < SHARE_FROM:
        one = whole.answers == 1
        return f"{whole.answers} {'answer is' if one else 'answers are'} too few to judge by (under {SHARE_FROM}): code more"
    if whole.alpha is None:
        return "alpha cannot be computed: everybody gave the same code to everything"
    if whole.alpha >= RELIABLE:
        return f"alpha of {RELIABLE:.2f} and more: the codes can be relied on"
    if whole.alpha >= TENTATIVE:
        return f"alpha from {TENTATIVE:.2f} to {RELIABLE:.2f}: enough for tentative conclusions"
    return f"alpha under {TENTATIVE:.2f}: talk about the definitions and code again"


# --- both -------------------------------------------------------------------------------------------------------


def _rows(file: Path, *columns: str) -> Sequence[Row]:
    """The rows of a table that has these columns."""
    from bot.commands import office
    from surveys.exchange import tables

    with office.spoken():
        rows = tables.rows(file)
    if not rows:
        raise office.Failure(f"{file}: no rows; expected the names of the columns, and below them a row per answer")
    there = list(dict.fromkeys(name for row in rows for name in row))
    for name in columns:
        if name not in there:
            raise office.Failure(f"{file}: there is no column {name!r}; there are {', '.join(there)}", USAGE)
    return rows


@contextmanager
def _told(doing: str) -> Iterator[None]:
    """Say what is done and what went wrong, in one line."""
    from bot.commands import office
    from surveys.coding.missing import ExtraMissing

    try:
        with office.progress(doing), office.spoken():
            yield
    except ExtraMissing as missing:
        raise office.Failure(str(missing)) from missing

"""``nachgefragt catalog``: which questionnaires are ready, what do they ask, and is a file of one's own in order?"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.arguments import FAILED, OK, Commands, command, group

if TYPE_CHECKING:
    from surveys.design.questionnaire import Questionnaire
    from surveys.errors import QuestionnaireError


def add(commands: Commands) -> None:
    """Say what can be typed."""
    mine = group(commands, "catalog", "The questionnaires that are ready to ask, and checking your own.")
    listing = command(mine, "list", "name the questionnaires that are ready", _list)
    listing.add_argument("--json", action="store_true", help="for programs")
    show = command(
        mine,
        "show",
        "show a questionnaire as people will read it",
        _show,
        examples="  nachgefragt catalog show kundenservice\n"
        "  nachgefragt catalog show kundenservice --toml > mine.toml    begin one of your own\n"
        "  nachgefragt catalog show frage-1 --wave --toml               what a wave asks, to ask it again",
    )
    show.add_argument("key", metavar="KEY", help="its key, as `catalog list` names it")
    show.add_argument("--wave", action="store_true", help="KEY is a wave, such as kundenservice-1: show what it asks")
    form = show.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="for programs")
    form.add_argument("--toml", action="store_true", help="its file")
    show.add_argument("--language", choices=("de", "en"), help="of the texts (default: as set, else German)")
    lint = command(
        mine,
        "lint",
        "check questionnaire files\nNames every mistake with its line and what was expected, and gives advice "
        "on what is no mistake.\nWithout a file: checks the catalog. Exit code 1 if there is a mistake.",
        _lint,
        examples="  nachgefragt catalog lint mine.toml",
    )
    lint.add_argument("files", metavar="FILE", nargs="*", type=Path)
    lint.add_argument("--json", action="store_true", help="for programs")
    drafting = command(
        mine,
        "draft",
        "draft a questionnaire from the questions of an article\nEvery sentence that asks becomes a question with a "
        "guess at its kind and, as a comment, the paragraph around it: something to choose from and reword.",
        _draft,
        examples="  nachgefragt catalog draft article.html --output mine.toml",
    )
    drafting.add_argument("article", metavar="ARTICLE", type=Path, help="its name ends in .txt, .md or .html")
    drafting.add_argument("--output", metavar="FILE", type=Path, help="a new file; one that exists is not touched")
    drafting.add_argument("--key", help="of the questionnaire (default: made of the article's title)")


def _list(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.design import catalog
    from surveys.design.advice import minutes

    language = office.settings().language
    ready = catalog.all()
    if given.json:
        told = [
            {
                "key": each.key,
                "version": each.version,
                "title": dict(each.title.root),
                "intro": dict(each.intro.root),
                "languages": list(each.languages),
                "questions": len(each.items),
                "minutes": minutes(each),
                "days": each.wave.days,
                "digest": each.digest(),
            }
            for each in ready
        ]
        print(office.as_json(told))
    else:
        head = ["KEY", "QUESTIONS", "MINUTES", "TITLE"]
        rows = [[each.key, str(len(each.items)), str(minutes(each)), each.title[language]] for each in ready]
        print(office.table([head, *rows]))
    return OK


def _show(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.design import catalog
    from surveys.design.writing import to_toml

    with office.spoken():
        chosen = _asked_by(given.key) if given.wave else catalog.load(given.key)
        if given.toml:
            sys.stdout.write(to_toml(chosen) if given.wave else catalog.source(given.key))
        elif given.json:
            print(office.as_json(chosen.model_dump(mode="json", by_alias=True, exclude_defaults=True)))
        else:
            print(_as_read(chosen, given.language or office.settings().language))
    return OK


def _asked_by(key: str) -> Questionnaire:
    """The questionnaire of a wave, frozen as it was fielded."""
    from bot.commands import office
    from surveys.fieldwork import waves

    with office.opened(office.settings()) as store:
        return store.read_now(lambda session: waves.questionnaire_of(session, waves.find(session, key)))


def _as_read(questionnaire: Questionnaire, language: str) -> str:
    lines = [questionnaire.title[language], "", questionnaire.intro[language]]
    for number, item in enumerate(questionnaire.items, 1):
        asked = "" if item.show_if is None else f" (after {item.show_if.item})"
        lines += [
            "",
            f"{number}. {item.title[language]}  [{item.key}, {item.kind}]{asked}",
            f"   {item.text[language]}",
        ]
        for part in item.parts():
            if len(item.parts()) > 1 and part.ask:
                lines.append(f"   - {part.ask[language]}")
            lines += [f"     · {option.text[language]}" for option in part.options]
    return "\n".join(lines)


def _lint(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.design import catalog
    from surveys.design.advice import lint
    from surveys.design.catalog import keys as ready_keys
    from surveys.design.reading import load, read
    from surveys.errors import QuestionnaireError

    told = []
    broken = False
    for file in given.files or [Path(f"{key}.toml") for key in ready_keys()]:
        error: QuestionnaireError | None = None
        advice: tuple[str, ...] = ()
        try:
            advice = lint(load(file) if given.files else read(catalog.source(file.stem), file.name))
        except QuestionnaireError as found:
            error, broken = found, True
        told.append(_told(str(file), error, advice))
        if not given.json:
            print(error or f"{file}: in order" + "".join(f"\n{file}: advice: {each}" for each in advice))
    if given.json:
        print(office.as_json(told))
    return FAILED if broken else OK


def _told(file: str, error: QuestionnaireError | None, advice: tuple[str, ...]) -> dict[str, object]:
    violations = [] if error is None else error.violations
    return {
        "file": file,
        "ok": error is None,
        "violations": [
            {"where": each.where, "line": each.line, "found": each.found, "expected": each.expected}
            for each in violations
        ],
        "advice": list(advice),
    }


def _draft(given: argparse.Namespace) -> int:
    from bot.commands import office
    from surveys.design import drafting, passages
    from surveys.exchange.writing import whole

    if given.output is not None and given.output.exists():
        raise office.Failure(f"{given.output} is there already; a draft may have been edited, so name another file")
    with office.spoken():
        drafted = drafting.draft(passages.load(given.article), given.key or "")
    if drafted is None:
        raise office.Failure(f"{given.article}: no sentence asks anything")
    if given.output is None:
        sys.stdout.write(drafted.source)
    else:
        with whole(given.output) as part:
            part.write_text(drafted.source, encoding="utf-8")
        print(f"{given.output}: {drafted.drafted} questions, to be edited; `catalog lint` checks it")
    if drafted.drafted < drafted.asked:
        print(
            f"{given.article} asks {drafted.asked} questions; the last {drafted.asked - drafted.drafted} are listed "
            "at the end of the file",
            file=sys.stderr,
        )
    return OK

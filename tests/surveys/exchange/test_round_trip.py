"""Do answers that left as a file come back as the same answers?"""

from __future__ import annotations

import csv
import json
import random
import stat
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fielding import EVERYTHING, Field, in_field, item, options, questionnaire
from sqlmodel import Session

from surveys.design.questionnaire import Questionnaire
from surveys.errors import Refused
from surveys.exchange import importing, reading, writing
from surveys.exchange.rows import columns, rows
from surveys.fieldwork import counts, moderation, responses, waves
from surveys.fieldwork.acts import Done, Pick, Say, Vote
from surveys.fieldwork.interview import current
from surveys.store import Store
from surveys.tables import Purpose

FORMATS = ("csv", "jsonl", "xlsx")
KINDS = questionnaire(
    item("group", "choice", options=options("customer", "practitioner")),
    item("many", "choices", options=options("phone", "mail", "chat")),
    item("best", "ranking", options=options("fast", "kind", "right"), at_least=2),
    item("much", "number", decimals=2),
    item("agree", "scale", low_end={"de": "nie"}, high_end={"de": "immer"}),
    item("why", "open"),
    item("when", "date"),
    item("report", "case", channels=options("phone", "mail")),
    segment="group",
)  # fmt: skip
NASTY = [
    "=1+1",
    "-5 Minuten",
    "'=2",
    "12",
    "1.50",
    "Zeile\neins; =zwei",
    '"Anführung", Komma',
    "true",
    " ",
    "_x0041_",
    "ÄÖ🙂",
]


@pytest.fixture
def dialect() -> str:
    return "sqlite"


def _answer_all(field: Field) -> None:
    """A dozen people with every kind of answer."""
    chance = random.Random(7)
    for number in range(12):
        who = f"{number:032x}"
        field.join(who, ("telegram", "discord")[number % 2])
        words = NASTY[number % len(NASTY)].strip() or "kurz"
        field.act(Pick("group", "value", ("customer", "practitioner")[number % 3 == 0]), who=who)
        for option in chance.sample(["phone", "mail", "chat"], 2):
            field.act(Pick("many", "value", option), who=who)
        field.act(Done("many", "value"), who=who)
        for option in chance.sample(["fast", "kind", "right"], 2):
            field.act(Pick("best", "value", option), who=who)
        field.act(Done("best", "value"), who=who)
        field.act(Say(f"{number},25", item="much"), who=who)
        field.act(Say(str(number % 5 + 1), item="agree"), who=who)
        field.act(Say(words, item="why"), who=who)
        if number % 4:
            field.act(Say("03.2026", item="when"), who=who)
            report = [
                Say(f"={words}" if number % 2 else "Bahn"), Pick("report", "channel", "phone"), Say("03.2026"),
                Pick("report", "outcome", "answered"), Say("2 h"), Pick("report", "solved", "partly"), Say(words),
            ]  # fmt: skip
            for act in report:
                field.act(act if isinstance(act, Pick) else Say(act.text, item="report"), who=who)


def _exported(store: Store, asked: Questionnaire, answer: Any, now: datetime, folder: Path) -> dict[str, Any]:
    """Answer in a wave of one database and export it in each format; gives its live counts."""
    told: dict[str, Any] = {}

    def work(field: Field) -> None:
        answer(field)
        told["counts"] = counts.live(field.session, field.wave)
        told["recount"] = counts.recount(field.session, field.wave, asked)
        told["wave"] = field.wave.key

    in_field(store, now, work, asked)

    def write(session: Session) -> None:
        for kind in FORMATS:
            wave = waves.find(session, told["wave"])
            told[kind] = writing.export(session, wave, kind, folder / f"answers.{kind}", now)

    store.read_now(write)
    return told


def _imported(session: Session, asked: Questionnaire, file: Path, now: datetime) -> waves.Wave:
    wave = waves.field(session, asked, "there", waves.WaveSettings.of(asked, now), now)
    waves.open_wave(session, wave, now)
    taken = _taken(session, wave, asked, file, now)
    assert (taken.known, taken.lost) == (0, 0)
    return wave


def _taken(session: Session, wave: waves.Wave, asked: Questionnaire, file: Path, now: datetime) -> importing.Taken:
    return importing.take(session, wave, lambda: reading.read(file, asked), importing.fingerprint(file), now)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_kind_of_answer_comes_back_as_it_was(store: Store, now: datetime, tmp_path: Path, kind: str) -> None:
    told = _exported(store, KINDS, _answer_all, now, tmp_path)

    def work(session: Session) -> None:
        wave = _imported(session, KINDS, tmp_path / f"answers.{kind}", now)
        before = [row.answers for row in rows(session, waves.find(session, told["wave"]), KINDS)]
        after = [row.answers for row in rows(session, wave, KINDS)]

        assert told[kind] == 12
        assert sorted(map(str, after)) == sorted(map(str, before))
        assert counts.live(session, wave) == told["counts"] == told["recount"]
        assert counts.recount(session, wave, KINDS) == told["counts"]

    store.write_now(work)


def _react(field: Field) -> None:
    """Three people whose approved sentences the next ones react to."""
    for number in range(6):
        who = f"{number:032x}"
        field.join(who, "telegram", Purpose.QUOTE_HERE)
        field.act(Pick("group", "value", "customer"), Say(f"Das ist mein Satz Nummer {number}", item="why"), who=who)
        if number < 3:
            [answer] = [each for each in responses.answers_of(field.session, field.wave, who) if each.item == "why"]
            moderation.approve(field.session, answer.id)
    for number in range(3, 6):
        who = f"{number:032x}"
        field.act(Say("phone", item="channels"), Done("channels", "value"), who=who)
        field.act(Pick("best", "value", "fast"), Pick("best", "value", "kind"), Done("best", "value"), who=who)
        while True:
            interview = responses.resume(field.session, field.wave, field.asked, who)
            assert interview is not None
            prompt = current(interview)
            if prompt is None or prompt.statement is None:
                break
            field.act(Vote("react", prompt.statement.id, (1, -1, 0)[number - 3]), who=who)


@pytest.mark.parametrize("kind", FORMATS)
def test_reactions_to_others_sentences_find_their_sentence(
    store: Store, now: datetime, tmp_path: Path, kind: str
) -> None:
    told = _exported(store, EVERYTHING, _react, now, tmp_path)

    def work(session: Session) -> None:
        wave = _imported(session, EVERYTHING, tmp_path / f"answers.{kind}", now)
        before = list(rows(session, waves.find(session, told["wave"]), EVERYTHING))
        after = list(rows(session, wave, EVERYTHING))

        assert sum(len(given) for row in before for given in row.reactions.values()) >= 15
        assert _by_number(before) == _by_number(after)
        assert counts.recount(session, wave, EVERYTHING)[""] == told["counts"][""]

    store.write_now(work)


def _by_number(found: list[Any]) -> list[Any]:
    """Reactions of each person by the words reacted to, whatever their numbers are."""
    words = {f"why-{row.number}": row.answers["why"].value for row in found if "why" in row.answers}
    return sorted(
        (
            row.answers["why"].value,
            row.answers["why"].state,
            sorted(row.quotes),
            sorted((words.get(name, name), reaction) for name, reaction in row.reactions.get("react", {}).items()),
        )
        for row in found
    )


def test_no_pseudonym_and_no_account_is_in_any_export(store: Store, now: datetime, tmp_path: Path) -> None:
    _exported(store, KINDS, _answer_all, now, tmp_path)

    for kind in ("csv", "jsonl"):
        text = (tmp_path / f"answers.{kind}").read_text("utf-8")
        assert not any(f"{number:032x}" in text for number in range(12))


def test_no_cell_of_a_spreadsheet_is_a_formula(store: Store, now: datetime, tmp_path: Path) -> None:
    _exported(store, KINDS, _answer_all, now, tmp_path)

    book = openpyxl.load_workbook(tmp_path / "answers.xlsx")
    assert book.sheetnames == ["answers", "codebook", "method"]
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    with (tmp_path / "answers.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    for line in lines[1:]:
        assert not [cell for cell in line if cell.lstrip()[:1] in tuple("=+-@")]


def test_the_codebook_explains_every_column_with_the_exact_wording(store: Store, now: datetime, tmp_path: Path) -> None:
    _exported(store, EVERYTHING, _react, now, tmp_path)

    book = json.loads((tmp_path / "answers.codebook.json").read_text("utf-8"))
    assert [line["column"] for line in book["codebook"]] == columns(EVERYTHING)
    assert book["questionnaire"]["digest"] == EVERYTHING.digest()
    assert {line["question"] for line in book["codebook"]} >= {each.text["de"] for each in EVERYTHING.items}


def test_an_export_is_for_its_owner_only_and_leaves_no_half_file(store: Store, now: datetime, tmp_path: Path) -> None:
    _exported(store, KINDS, _answer_all, now, tmp_path)
    with pytest.raises(ZeroDivisionError), writing.whole(tmp_path / "broken.csv") as part:
        part.write_text(str(1 / 0))

    assert stat.S_IMODE((tmp_path / "answers.csv").stat().st_mode) == 0o600
    assert sorted(file.name for file in tmp_path.glob("*.*") if "nachgefragt" not in file.name) == [
        "answers.codebook.json", "answers.csv", "answers.jsonl", "answers.xlsx",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_people_twice_add_nothing_in_whatever_format(
    store: Store, now: datetime, tmp_path: Path, kind: str
) -> None:
    told = _exported(store, KINDS, _answer_all, now, tmp_path)

    def work(session: Session) -> None:
        wave = _imported(session, KINDS, tmp_path / "answers.csv", now)
        again = _taken(session, wave, KINDS, tmp_path / f"answers.{kind}", now)

        assert (again.added, again.known) == (0, 12)
        assert counts.live(session, wave) == told["counts"]

    store.write_now(work)


def test_an_export_goes_into_its_own_wave_without_counting_anybody_twice(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    told = _exported(store, EVERYTHING, _react, now, tmp_path)

    def work(session: Session) -> None:
        wave = waves.find(session, told["wave"])
        taken = _taken(session, wave, EVERYTHING, tmp_path / "answers.csv", now)

        assert (taken.added, taken.known, taken.lost) == (0, 6, 0)
        assert counts.live(session, wave) == told["counts"]

    store.write_now(work)


def test_a_key_of_an_export_is_no_key_in_another_wave_and_an_anonymous_wave_has_none(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    told = _exported(store, KINDS, _answer_all, now, tmp_path)

    def work(session: Session) -> None:
        wave = waves.find(session, told["wave"])
        keys = {row.key for row in rows(session, wave, KINDS)}
        again = {row.key for row in rows(session, _imported(session, KINDS, tmp_path / "answers.csv", now), KINDS)}
        wave.anonymous = True

        assert len(keys) == len(again) == 12
        assert not keys & again
        with pytest.raises(Refused):
            list(rows(session, wave, KINDS))
        waves.close(session, wave, now)
        assert {(row.key, row.started_on) for row in rows(session, wave, KINDS)} == {("", None)}

    store.write_now(work)


@pytest.mark.parametrize("kind", FORMATS)
def test_samples_stay_samples_and_do_not_go_among_answers_of_people(
    store: Store, now: datetime, tmp_path: Path, kind: str
) -> None:
    def sample(field: Field) -> None:
        field.wave.sample = True
        _answer_all(field)

    _exported(store, KINDS, sample, now, tmp_path)
    (tmp_path / "real").mkdir()
    told = _exported(store, KINDS, _answer_all, now, tmp_path / "real")

    def work(session: Session) -> None:
        assert _imported(session, KINDS, tmp_path / f"answers.{kind}", now).sample
        assert not _imported(session, KINDS, tmp_path / "real" / f"answers.{kind}", now).sample
        with pytest.raises(importing.SampleIntoReal):
            _taken(session, waves.find(session, told["wave"]), KINDS, tmp_path / f"answers.{kind}", now)

    store.write_now(work)


@pytest.mark.parametrize("kind", FORMATS)
def test_exports_without_keys_are_taken_as_before(store: Store, now: datetime, tmp_path: Path, kind: str) -> None:
    _exported(store, KINDS, _answer_all, now, tmp_path)
    found = [replace(row, key="") for row in reading.read(tmp_path / f"answers.{kind}", KINDS)]

    def work(session: Session) -> None:
        wave = waves.field(session, KINDS, "there", waves.WaveSettings.of(KINDS, now), now)
        waves.open_wave(session, wave, now)
        first, second = (importing.take(session, wave, lambda: found, "file", now) for _ in range(2))

        assert (first.added, second.added, second.known) == (12, 0, 12)

    store.write_now(work)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("a.csv", b"\xff\xfe\x00", 1),
        ("a.csv", b"respondent,platform\n1,telegram\n", 1),
        ("a.jsonl", b"{}\n", 1),
        ("a.jsonl", b"nothing\n", 1),
        ("a.xlsx", b"PK nothing", 1),
        ("a.txt", b"", 0),
    ],
)
def test_any_other_file_is_refused_with_its_line(tmp_path: Path, name: str, content: bytes, line: int) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(reading.Unreadable) as refused:
        list(reading.read(tmp_path / name, KINDS))

    assert refused.value.values["line"] == line


def test_a_changed_cell_is_named_with_its_line(store: Store, now: datetime, tmp_path: Path) -> None:
    _exported(store, KINDS, _answer_all, now, tmp_path)
    lines = (tmp_path / "answers.csv").read_text("utf-8").splitlines(keepends=True)
    wrong = next(number for number, line in enumerate(lines, 1) if '"practitioner"' in line)
    lines[wrong - 1] = lines[wrong - 1].replace('"practitioner"', '"nobody"')
    (tmp_path / "changed.csv").write_text("".join(lines), "utf-8")

    with pytest.raises(reading.Unreadable) as refused:
        list(reading.read(tmp_path / "changed.csv", KINDS))

    assert abs(int(refused.value.values["line"]) - wrong) <= 2
    assert "group" in str(refused.value.values["expected"])

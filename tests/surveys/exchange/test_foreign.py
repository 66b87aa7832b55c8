"""Do tables of LimeSurvey, Google Forms and Typeform become the answers they hold, and is the rest named?

The tables are shaped like real exports of the three tools; the people in them are made up.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from fielding import item, questionnaire
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from surveys.exchange import foreign, mapping, people, tabular
from surveys.exchange.mapping import NoMapping
from surveys.exchange.people import Gathered
from surveys.exchange.tabular import NoTable
from surveys.fieldwork import consent, counts, moderation, waves
from surveys.store import Store
from surveys.tables import Purpose, RespondentId, Statement


def pseudonym(identity: str) -> RespondentId:
    return RespondentId(hashlib.sha256(b"secret" + identity.encode()).hexdigest()[:32])


def _item(key: str, kind: str, de: str, en: str, **settings: Any) -> dict[str, Any]:
    return item(key, kind, **settings) | {"title": {"de": de[:45], "en": en[:45]}, "text": {"de": de, "en": en}}


def _options(**texts: tuple[str, str]) -> list[dict[str, Any]]:
    return [{"key": key, "text": {"de": de, "en": en}} for key, (de, en) in texts.items()]


ASKED = questionnaire(
    _item("rolle", "choice", "Welche Rolle hast du?", "What is your role?",
          options=_options(kunde=("Kund:in", "Customer"), praxis=("Praktiker:in", "Practitioner"))),
    _item("wege", "choices", "Welche Wege nutzt du?", "Which channels do you use?",
          options=_options(tel=("Telefon, auch mobil", "Phone"), mail=("E-Mail", "E-mail"), chat=("Chat", "Chat"))),
    _item("zufrieden", "scale", "Wie zufrieden bist du?", "How satisfied are you?",
          low_end={"de": "gar nicht", "en": "not at all"}, high_end={"de": "sehr", "en": "very"}),
    _item("stunden", "number", "Wie viele Stunden hast du gewartet?", "How many hours did you wait?", decimals=1),
    _item("wann", "date", "Wann war das?", "When was that?", precise="day"),
    _item("warum", "open", "Warum war das so?", "Why was that?"),
    _item("praxis-frage", "open", "Was misst du?", "What do you measure?",
          show_if={"item": "rolle", "any_of": ["praxis"]}),
    languages=["de", "en"], segment="rolle",
    title={"de": "Service", "en": "Service"}, intro={"de": "Worum es geht", "en": "What it is about"},
)  # fmt: skip

LIMESURVEY = (
    '"id. Antwort-ID";"submitdate. Datum Abgeschickt";"startlanguage. Start-Sprache";"G01Q01. Welche Rolle hast du?";'
    '"G01Q02[SQ001]. Welche Wege nutzt du? [Telefon, auch mobil]";"G01Q02[SQ002]. Welche Wege nutzt du? [E-Mail]";'
    '"G01Q02[SQ003]. Welche Wege nutzt du? [Chat]";"G01Q03. Wie zufrieden bist du?";'
    '"G01Q04. Wie viele Stunden hast du gewartet?";"G01Q05. Wann war das?";"G01Q06. Warum war das so?"\n'
    '"1";"2026-11-02 10:11:12";"de";"Kund:in";"Ja";"Nein";"Ja";"4";"1,5";"2026-03-14 00:00:00";"Niemand hob ab"\n'
    '"2";"2026-11-02 11:11:12";"de";"Praktiker:in";"Nein";"Ja";"Nein";"5 – sehr";"2";"14.03.2026";"Zu wenig\nLeute; =1+1"\n'
    '"3";"";"de";"Sonstiges";"N/A";"";"";"9";"viele";"gestern";""\n'
)
GOOGLE = (
    "Timestamp,What is your role?,Which channels do you use?,How satisfied are you?,How many hours did you wait?,"
    "When was that?,Why was that?\n"
    '2026/03/14 9:12:33 AM GMT+1,Customer,"Phone, E-mail",4,1.5,3/14/2026,Nobody answered\n'
    '2026/03/14 9:15:01 AM GMT+1,Practitioner,"E-mail, Fax",1,24,2026-03-14,\n'
    '2026/03/14 9:20:44 AM GMT+1,customer,chat,,0,14/03/2026,"Too few, as always"\n'
)
TYPEFORM = (
    "#,What is your role?,Phone,E-mail,Chat,How satisfied are you?,How many hours did you wait?,When was that?,"
    "Why was that?,Start Date (UTC),Submit Date (UTC),Network ID,Tags\n"
    "x7aq1,Customer,Phone,,Chat,5,3,2026-03-14,Nobody answered,2026-03-14 08:00:00,2026-03-14 08:03:00,ab12,\n"
    "k2mw9,Practitioner,,E-mail,,2,0.5,2026-03-15,Too slow,2026-03-15 08:00:00,2026-03-15 08:02:00,cd34,\n"
)


def _gathered(path: Path, said: dict[str, str] | None = None, *, guess: bool = True) -> Gathered:
    table = tabular.load(path)
    return foreign.gather(
        table, mapping.mapped(table.columns, ASKED, said or {}, guess=guess), ASKED, pseudonym, "file"
    )


def _file(folder: Path, name: str, content: str, encoding: str = "utf-8") -> Path:
    (folder / name).write_text(content, encoding, newline="")
    return folder / name


def _answers(gathered: Gathered) -> list[dict[str, Any]]:
    return sorted((dict(person.answers) for person in gathered.people), key=str)


def test_a_limesurvey_table_gives_its_answers_and_names_the_rest(tmp_path: Path) -> None:
    gathered = _gathered(_file(tmp_path, "lime.csv", LIMESURVEY))

    assert _answers(gathered) == [
        {"rolle": "kunde", "wege": ["tel", "chat"], "zufrieden": 4, "stunden": 1.5, "wann": "2026-03-14",
         "warum": "Niemand hob ab"},
        {"rolle": "praxis", "wege": ["mail"], "zufrieden": 5, "stunden": 2.0, "wann": "2026-03-14",
         "warum": "Zu wenig\nLeute; =1+1"},
    ]  # fmt: skip
    assert [(each.row, each.value, each.reason) for each in gathered.skipped] == [
        ("5", "Sonstiges", "none of the options"),
        ("5", "9", "not on the scale"),
        ("5", "viele", "not a number"),
        ("5", "gestern", "not a date"),
        ("5", "", "no answer in it"),
    ]


def test_a_google_forms_table_gives_its_answers_whatever_the_language(tmp_path: Path) -> None:
    gathered = _gathered(_file(tmp_path, "google.csv", GOOGLE))

    assert _answers(gathered) == [
        {"rolle": "kunde", "wege": ["chat"], "stunden": 0.0, "wann": "2026-03-14", "warum": "Too few, as always"},
        {"rolle": "kunde", "wege": ["tel", "mail"], "zufrieden": 4, "stunden": 1.5, "warum": "Nobody answered"},
        {"rolle": "praxis", "zufrieden": 1, "stunden": 24.0, "wann": "2026-03-14"},
    ]  # fmt: skip
    assert [(each.row, each.column, each.value) for each in gathered.skipped] == [
        ("2", "When was that?", "3/14/2026"),
        ("3", "Which channels do you use?", "E-mail, Fax"),
    ]


def test_a_typeform_table_gives_its_answers_from_a_column_per_option(tmp_path: Path) -> None:
    gathered = _gathered(_file(tmp_path, "typeform.csv", TYPEFORM))

    assert [each["wege"] for each in _answers(gathered)] == [["tel", "chat"], ["mail"]]
    assert [each["zufrieden"] for each in _answers(gathered)] == [5, 2]
    assert not gathered.skipped


def test_a_table_is_the_same_in_every_format(tmp_path: Path) -> None:
    lines = [line.split(",") for line in TYPEFORM.splitlines()]
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    for at, line in enumerate(lines):
        for column, cell in enumerate(line):
            if cell[:10] == "2026-03-14":
                sheet.write_number(at, column, 46095)  # how a spreadsheet keeps that day
            elif at and cell.replace(".", "").isdigit():
                sheet.write_number(at, column, float(cell))
            else:
                sheet.write_string(at, column, cell)
    book.close()
    objects = [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
    files = [
        _file(tmp_path, "a.csv", TYPEFORM),
        _file(tmp_path, "b.csv", "sep=;\n" + TYPEFORM.replace(",", ";"), "utf-16"),
        _file(tmp_path, "c.tsv", TYPEFORM.replace(",", "\t"), "cp1252"),
        tmp_path / "a.xlsx",
        _file(tmp_path, "a.json", json.dumps({"responses": [{str(at): each} for at, each in enumerate(objects)]})),
        _file(tmp_path, "a.jsonl", "\n".join(map(json.dumps, objects))),
    ]
    expected = _answers(_gathered(files[0]))

    assert expected
    assert [_answers(_gathered(file)) for file in files] == [expected] * len(files)


def test_a_guess_says_how_near_it_is_and_what_is_said_wins(tmp_path: Path) -> None:
    columns = ("Welche Rolle hast Du", "Wie zufrieden bist du denn?", "Warum war das so?", "Zeitstempel")
    found = mapping.mapped(columns, ASKED, {"Warum war das so?": "praxis-frage"}, guess=True)

    assert [(each.target, each.how) for each in found] == [
        ("rolle", "exact"), ("zufrieden", "near"), ("praxis-frage", "said"), ("-", "unknown"),
    ]  # fmt: skip
    assert {each.target for each in mapping.mapped(columns, ASKED, {}, guess=False)} == {"-"}


@pytest.mark.parametrize(
    ("said", "says"),
    [
        ({"Rolle": "rolle"}, "perhaps 'Role'"),
        ({"Role": "nothing"}, "one of rolle, wege"),
        ({"Role": "rolle.kunde"}, "it has no parts"),
        ({"Role": "rolle", "Why": "rolle"}, "one column for rolle"),
        ({"Role": "wege", "Why": "wege.tel"}, "one column for wege"),
        ({"Role": "@name"}, "@respondent"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(said: dict[str, str], says: str) -> None:
    with pytest.raises(NoMapping) as refused:
        mapping.mapped(("Role", "Why"), ASKED, said, guess=False)

    assert says in str(refused.value.values["expected"])


def test_a_mapping_is_read_from_a_file(tmp_path: Path) -> None:
    assert mapping.read_file(_file(tmp_path, "map.toml", '"What?" = "warum"\n')) == {"What?": "warum"}
    with pytest.raises(NoMapping):
        mapping.read_file(_file(tmp_path, "map.toml", '"What?" = 1\n'))


@pytest.mark.parametrize(
    ("dates", "read"),
    [
        (["3/14/2026", "3/4/2026"], ["2026-03-04", "2026-03-14"]),
        (["14/3/2026", "3/4/2026"], ["2026-03-14", "2026-04-03"]),
        (["3/4/2026 9:12:33 AM"], ["2026-04-03"]),
        (["2026/3/4", "4. März 2026", "March 4, 2026", "04.03.26"], ["2026-03-04"] * 4),
    ],
)
def test_whether_the_month_stands_first_is_told_by_the_whole_column(
    tmp_path: Path, dates: list[str], read: list[str]
) -> None:
    gathered = _gathered(_file(tmp_path, "a.csv", "wann\n" + "".join(f'"{date}"\n' for date in dates)))

    assert [each["wann"] for each in _answers(gathered)] == read


def test_an_answer_to_a_question_that_would_not_have_been_asked_is_named(tmp_path: Path) -> None:
    gathered = _gathered(_file(tmp_path, "a.csv", "rolle,Was misst du?\nKund:in,Likes\nPraktiker:in,Lösungen\n"))

    assert _answers(gathered) == [{"rolle": "kunde"}, {"rolle": "praxis", "praxis-frage": "Lösungen"}]
    assert [each.reason for each in gathered.skipped] == ["not asked after that answer to an earlier question"]


def test_a_number_in_place_of_a_label_is_no_answer(tmp_path: Path) -> None:
    gathered = _gathered(_file(tmp_path, "a.csv", "rolle,wege\n1,1;2\n"))

    assert [each.reason for each in gathered.skipped] == ["none of the options"] * 2 + ["no answer in it"]


def test_somebody_who_stands_twice_in_a_table_counts_once(tmp_path: Path) -> None:
    path = _file(tmp_path, "a.csv", "Token,rolle\na1,Kund:in\na1,Praktiker:in\nb2,Kund:in\n")
    gathered = _gathered(path, {"Token": "@respondent"})

    assert _answers(gathered) == [{"rolle": "kunde"}] * 2
    assert [each.reason for each in gathered.skipped] == ["a respondent who stands above already"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", ""),
        ("a.xlsx", "PK"),
        ("a.json", "{"),
        ("a.json", "[1]"),
        ("a.jsonl", '{"a": {"b": 1}}'),
        ("a.ods", ""),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path: Path, name: str, content: str) -> None:
    with pytest.raises(NoTable):
        tabular.load(_file(tmp_path, name, content))


@given(
    st.lists(st.lists(st.text(max_size=12) | st.sampled_from(["Kund:in", "4", "1,5", "Chat; E-Mail", "ja"]), min_size=7,
                      max_size=7), max_size=4)
)  # fmt: skip
def test_whatever_stands_in_a_cell_is_an_answer_or_named(lines: list[list[str]]) -> None:
    columns = ("rolle", "wege", "zufrieden", "stunden", "wann", "warum", "praxis-frage")
    table = tabular.Table(columns, tuple((at, tuple(line)) for at, line in enumerate(lines, 2)))
    gathered = foreign.gather(table, mapping.mapped(columns, ASKED, {}, guess=True), ASKED, pseudonym, "file")

    taken = sum(len(person.answers) for person in gathered.people)
    named = sum(bool(each.column) for each in gathered.skipped)
    empty = sum(cell.strip().casefold() in foreign._NONE for line in lines for cell in line)
    assert taken + named >= len(lines) * 7 - empty
    for person in gathered.people:
        for key, value in person.answers.items():
            known = ASKED.item(key).all_cells()
            assert not known or set(ASKED.item(key).cells(value)) <= set(known)


def test_people_of_a_form_count_once_and_are_quoted_only_where_a_column_says_so(
    store: Store, now: datetime, tmp_path: Path
) -> None:
    path = _file(tmp_path, "a.csv", "rolle,warum,Zitat?\nKund:in,Weil ja,ja\nKund:in,Weil nein,nein\nKund:in,Darum,\n")
    gathered = _gathered(path, {"Zitat?": "@quote_here"})

    def work(session: Session) -> None:
        wave = waves.field(session, ASKED, "here", waves.WaveSettings.of(ASKED, now), now)
        waves.open_wave(session, wave, now)
        told = [people.store(session, wave, gathered.people, now, source=people.FORM, language="de") for _ in range(2)]
        may = [consent.has(session, wave, person.who, Purpose.QUOTE_HERE) for person in gathered.people]

        assert told == [(6, 0), (0, 6)]
        assert sum(may) == 1
        assert len(moderation.pending(session, wave)) == 3
        assert counts.live(session, wave) == counts.recount(session, wave, ASKED)
        assert counts.live(session, wave)["rolle"]["kunde|p:import"] == 3

    store.write_now(work)


# --- arrays, rankings, reports ---

IN_PARTS = questionnaire(
    _item("rang", "ranking", "Was ist dir am wichtigsten?", "What matters most to you?",
          options=_options(tempo=("Tempo", "Speed"), ton=("Ton", "Tone"), hilfe=("Hilfe", "Help"))),
    _item("saetze", "statements", "Was denkst du?", "What do you think?", seeds=[
        {"key": "schnell", "text": {"de": "Schnell ist besser als freundlich", "en": "Fast beats friendly"}},
        {"key": "mensch", "text": {"de": "Ich will mit Menschen sprechen", "en": "I want to talk to people"}},
    ]),
    _item("fall", "case", "Was ist dir passiert?", "What happened to you?",
          channels=_options(tel=("Telefon", "Phone"), chat=("Chat", "Chat"))),
    languages=["de", "en"], title={"de": "Service", "en": "Service"}, intro={"de": "Worum", "en": "About"},
)  # fmt: skip
LIME_PARTS = (
    '"id. Antwort-ID";"R01[1]. Was ist dir am wichtigsten? [Rang 1]";"R01[2]. Was ist dir am wichtigsten? [Rang 2]";'
    '"R01[3]. Was ist dir am wichtigsten? [Rang 3]";'
    '"S01[SQ001]. Was denkst du? [Schnell ist besser als freundlich]";'
    '"S01[SQ002]. Was denkst du? [Ich will mit Menschen sprechen]";'
    '"C01[a]. Was ist dir passiert? [Unternehmen]";"C01[b]. Was ist dir passiert? [Kanal]";'
    '"C01[c]. Was ist dir passiert? [Ergebnis]";"C01[d]. Was ist dir passiert? [Bis zur ersten Antwort]";'
    '"C01[e]. Was ist dir passiert? [Gelöst]";"C01[f]. Was ist dir passiert? [Was passiert ist]"\n'
    '"1";"Ton";"Tempo";"Hilfe";"Stimme zu";"Stimme gar nicht zu";"Bahn AG";"Chat";"Eine Antwort";"2 h";"Ja";"Ging gut"\n'
    '"2";"Ton";"Ton";"Hilfe";"Ja";"";"Bahn AG";"";"Nichts";"";"Nein";""\n'
    '"3";"Hilfe";"Ton";"Tempo";"vielleicht";"Unsicher";"Post";"Telefon";"Nichts";"3 Tage";"Nein";""\n'
)


def _in_parts(path: Path) -> Gathered:
    table = tabular.load(path)
    columns = mapping.mapped(table.columns, IN_PARTS, {}, guess=True)
    return foreign.gather(table, columns, IN_PARTS, pseudonym, "file")


def test_limesurveys_arrays_rankings_and_short_texts_become_what_they_ask(tmp_path: Path) -> None:
    """The second ranks one twice and names no channel; the third waited for an answer that never came."""
    gathered = _in_parts(_file(tmp_path, "lime.csv", LIME_PARTS))

    found = _answers(gathered)
    assert len(found) == 3
    for expected in (
        {"rang": ["hilfe", "ton", "tempo"], "saetze": {"votes": 1},
         "fall": {"company": "Post", "channel": "tel", "outcome": "nothing", "solved": "no"}},
        {"rang": ["ton", "tempo", "hilfe"], "saetze": {"votes": 2},
         "fall": {"company": "Bahn AG", "channel": "chat", "outcome": "answered", "wait": 120, "solved": "yes",
                  "story": "Ging gut"}},
        {"saetze": {"votes": 1}},
    ):  # fmt: skip
        assert expected in found
    assert {tuple(sorted(person.reactions["saetze"].items())) for person in gathered.people} == {
        (("mensch", "disagree"), ("schnell", "agree")), (("schnell", "agree"),), (("mensch", "pass"),),
    }  # fmt: skip
    assert [(each.row, each.value, each.reason) for each in gathered.skipped] == [
        ("3", "Ton; Ton; Hilfe", "none of the options"),
        ("3", "Bahn AG; Nichts; Nein", "a part is missing that has to be there"),
        ("4", "vielleicht", "none of the options"),
    ]


def test_a_column_for_each_option_holds_its_place(tmp_path: Path) -> None:
    head = "Was ist dir am wichtigsten? [Tempo],Was ist dir am wichtigsten? [Ton],Was ist dir am wichtigsten? [Hilfe]"
    gathered = _in_parts(_file(tmp_path, "grid.csv", f"{head}\n2,1,3\n1.,Rang 3,2nd\n1,3,\n"))

    assert sorted(str(each["rang"]) for each in _answers(gathered)) == [
        "['tempo', 'hilfe', 'ton']", "['ton', 'tempo', 'hilfe']",
    ]  # fmt: skip
    assert [(each.row, each.reason) for each in gathered.skipped] == [
        ("4", "a place is missing between these"), ("4", "no answer in it"),
    ]  # fmt: skip


def test_reactions_from_elsewhere_are_votes_on_the_same_sentences(store: Store, tmp_path: Path, now: datetime) -> None:
    gathered = _in_parts(_file(tmp_path, "lime.csv", LIME_PARTS))

    def work(session: Session) -> dict[str, dict[str, int]]:
        wave = waves.field(session, IN_PARTS, "here", waves.WaveSettings.of(IN_PARTS, now), now)
        waves.open_wave(session, wave, now)
        for _ in range(2):
            people.store(session, wave, gathered.people, now, source=people.FORM, language="de")
        live = counts.live(session, wave)
        assert live == counts.recount(session, wave, IN_PARTS)
        seeds = {each.id: each.seed for each in session.exec(select(Statement))}
        return {seeds[unit]: cells for unit, cells in live.items() if unit in seeds}

    found = store.write_now(work)

    assert {seed: {cell: n for cell, n in cells.items() if "|" not in cell} for seed, cells in found.items()} == {
        "schnell": {"n": 2, "agree": 2}, "mensch": {"n": 2, "disagree": 1, "pass": 1},
    }  # fmt: skip


def test_a_report_or_a_set_of_sentences_needs_a_column_for_each_part() -> None:
    for target in ("fall", "saetze"):
        with pytest.raises(NoMapping) as refused:
            mapping.mapped(("Text",), IN_PARTS, {"Text": target}, guess=False)

        assert f"{target}." in str(refused.value.values["expected"])


# --- cell by cell ---


def _german(**texts: str) -> list[dict[str, Any]]:
    return [{"key": key, "text": {"de": words}} for key, words in texts.items()]


BY_CELL = questionnaire(
    item("rolle", "choice", options=_german(kunde="Kundin", praxis="Praxis")),
    item("wege", "choices",
         options=_german(tel="Telefon, auch mobil", chat="Chat", bot="Chat mit Bot", mail="E-Mail")),
    item("rang", "ranking", at_least=1, options=_german(tempo="Tempo", ton="Ton")),
    item("punkt", "scale", low_end={"de": "nie"}, high_end={"de": "immer"}, **{"from": 0, "to": 10}),
    item("stunden", "number", decimals=1),
    item("wann", "date", precise="day"),
    item("satz", "statements", seeds=_german(eins="Satz", zwei="Noch einer")),
    item("warum", "open", show_if={"item": "rolle", "any_of": ["praxis"]}),
    item("wie", "choice", options=_german(gut="Ganz gut", arg="Arg"), show_if={"item": "rolle", "any_of": ["praxis"]}),
)  # fmt: skip


def _of_cells(*lines: tuple[Any, ...], columns: tuple[str, ...], **said: str) -> Gathered:
    """A table of these columns, its lines numbered from 2; who somebody is, is what tells them."""
    table = tabular.Table(columns, tuple((at, line) for at, line in enumerate(lines, 2)))
    found = mapping.mapped(columns, BY_CELL, {name: name for name in columns if "@" not in name} | said, guess=False)
    return foreign.gather(table, found, BY_CELL, RespondentId, "form.csv")


def _value(column: str, cell: Any) -> Any:
    """The answer that a cell becomes; the reason where it becomes none."""
    gathered = _of_cells((cell,), columns=(column,))
    if not gathered.people:
        return gathered.skipped[0].reason
    return gathered.people[0].answers[column.partition(".")[0]]


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("rolle", "kundin", "kunde"),
        ("rolle", " praxis ", "praxis"),
        ("rolle", "Kundin; Praxis", "none of the options"),
        ("rolle", "1", "none of the options"),
        ("rolle", 1.0, "none of the options"),
        ("rolle", "k. A.", "no answer in it"),
        ("rolle", None, "no answer in it"),
        ("wege", "Telefon, auch mobil", ["tel"]),
        ("wege", "E-Mail, telefon, auch mobil ;Chat", ["tel", "chat", "mail"]),
        ("wege", "Chat mit Bot", ["bot"]),  # the longer label first
        ("wege", "Chat mit Bot\nChat", ["chat", "bot"]),
        ("wege", "Chat ; E-Mail,", ["chat", "mail"]),
        ("wege", "Chat, Fax", "none of the options"),
        ("wege", "Chatten", "none of the options"),
        ("wege", "12", "none of the options"),
        ("wege", "chat,bot", ["chat", "bot"]),
        ("rang", "Ton;Tempo", ["ton", "tempo"]),
        ("rang", "Ton", ["ton"]),
        ("punkt", "10", 10),
        ("punkt", 7.0, 7),
        ("punkt", "0 – nie", 0),
        ("punkt", "10 (immer)", 10),
        ("punkt", "immer", 10),
        ("punkt", "11", "not on the scale"),
        ("punkt", "11 – immer", "not on the scale"),
        ("punkt", "sehr", "none of the options"),
        ("stunden", "1,5", 1.5),
        ("stunden", 1.5, 1.5),
        ("stunden", 2, 2.0),
        ("stunden", 1.25, "too many decimals"),
        ("stunden", -1, "too small"),
        ("wann", 15_000, "1941-01-24"),  # days of a spreadsheet: 2 is the 1st of January 1900
        ("wann", 14_999, "not a date"),
        ("wann", 46_095.75, "2026-03-14"),
        ("wann", "2026/3/4 12:30", "2026-03-04"),
        ("wann", "2026-03-04T12:30:15Z", "2026-03-04"),
        ("wann", "03.2026", "a date less exact than asked"),
        ("satz.eins", "Stimme zu", {"votes": 1}),
        ("satz.eins", "-", "no answer in it"),
        ("wege.tel", "ja", ["tel"]),
        ("wege.tel", "Telefon, auch mobil", ["tel"]),
        ("wege.tel", "tel", ["tel"]),
        ("wege.tel", 1, ["tel"]),
        ("wege.tel", 1.0, ["tel"]),
        ("wege.tel", "nein", "no answer in it"),
        ("wege.tel", 0, "no answer in it"),
        ("wege.tel", None, "no answer in it"),
        ("wege.tel", "manchmal", "none of the options"),
    ],
)  # fmt: skip
def test_a_cell_becomes_the_answer_it_is_in_a_chat_or_says_why_not(column: str, cell: Any, value: Any) -> None:
    assert _value(column, cell) == value


@pytest.mark.parametrize(
    ("dates", "read"),
    [
        (["1/12/2026"], ["2026-12-01"]),  # both may be the month: the day first
        (["3/13/2026", "1/2/2026"], ["2026-03-13", "2026-01-02"]),
        (["3/13/2026 8:15", "12/3/2026 10:30"], ["2026-03-13", "2026-12-03"]),
        (["3/13/2026", "13/3/2026"], [None, "2026-03-13"]),  # some of each: no month first
    ],
)
def test_a_column_has_the_month_first_only_where_a_thirteenth_stands_there(
    dates: list[str], read: list[str | None]
) -> None:
    gathered = _of_cells(*((date, f"p{at}") for at, date in enumerate(dates)), columns=("wann", "@id"),
                         **{"@id": "@respondent"})  # fmt: skip
    found = {str(person.who): person.answers["wann"] for person in gathered.people}

    assert [found.get(f"form:p{at}") for at in range(len(dates))] == read


def test_people_are_told_apart_by_their_id_or_by_their_line_in_the_file() -> None:
    columns = ("@id", "punkt")
    gathered = _of_cells(("b", 1), (None, 2), ("", 3), ("a", 4), ("b", 5), columns=columns, **{"@id": "@respondent"})

    assert [(str(person.who), person.answers["punkt"]) for person in gathered.people] == [
        ("form:a", 4), ("form:b", 1), ("form:form.csv:3", 2), ("form:form.csv:4", 3),
    ]  # fmt: skip
    assert [(each.row, each.column, each.value, each.reason) for each in gathered.skipped] == [
        ("6", "@id", "", "a respondent who stands above already"),
    ]  # fmt: skip


def test_being_quoted_is_agreed_to_by_a_yes_in_the_column_of_each_place() -> None:
    said = {"@a": "@quote_here", "@b": "@quote_other", "@c": "@quote_web"}
    gathered = _of_cells(("ja", "nein", " X ", 1), (None, 1, "", 2), columns=("@a", "@b", "@c", "punkt"), **said)
    quotes = {person.answers["punkt"]: list(person.quotes) for person in gathered.people}

    assert quotes == {1: [Purpose.QUOTE_HERE, Purpose.QUOTE_WEB], 2: [Purpose.QUOTE_OTHER]}


def test_what_is_skipped_is_named_with_its_columns_and_the_cells_that_have_something() -> None:
    columns = ("wege.tel", "wege.chat", "wege.bot", "rolle", "wie", "satz.eins", "satz.zwei")
    gathered = _of_cells(("ja", None, "manchmal", "Kundin", "Arg", "Stimme zu", " vielleicht "), columns=columns)

    assert [(each.row, each.column, each.value, each.reason) for each in gathered.skipped] == [
        ("2", "satz.zwei", "vielleicht", "none of the options"),
        ("2", "wege.tel + wege.chat + wege.bot", "ja; manchmal", "none of the options"),
        ("2", "wie", "Arg", "not asked after that answer to an earlier question"),
    ]
    assert dict(gathered.people[0].answers) == {"rolle": "kunde", "satz": {"votes": 1}}
    assert gathered.people[0].reactions == {"satz": {"eins": "agree"}}


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("x" * 40, "x" * 40), ("x" * 41, "x" * 39 + "…"), ("eins\n  zwei", "eins zwei")],
)
def test_a_skipped_cell_is_shown_in_a_line_of_forty_characters(cell: str, shown: str) -> None:
    assert _of_cells((cell,), columns=("stunden",)).skipped[0].value == shown


def test_an_answer_that_was_not_asked_is_shown_in_the_language_of_the_questionnaire() -> None:
    columns = ("Welche Rolle hast du?", "Wie zufrieden bist du?")
    asked = questionnaire(
        _item("rolle", "choice", "Welche Rolle hast du?", "What is your role?",
              options=_options(kunde=("Kund:in", "Customer"), praxis=("Praktiker:in", "Practitioner"))),
        _item("gut", "choice", "Wie zufrieden bist du?", "How satisfied are you?",
              options=_options(sehr=("sehr", "very"), nicht=("nicht", "not")),
              show_if={"item": "rolle", "any_of": ["praxis"]}),
        languages=["de", "en"], title={"de": "S", "en": "S"}, intro={"de": "Worum", "en": "About"},
    )  # fmt: skip
    table = tabular.Table(columns, ((2, ("Customer", "very")),))
    gathered = foreign.gather(table, mapping.mapped(columns, asked, {}, guess=True), asked, pseudonym, "file")

    assert [(each.column, each.value) for each in gathered.skipped] == [("Wie zufrieden bist du?", "sehr")]
